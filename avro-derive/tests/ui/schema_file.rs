use avro_core::AvroSchema;

#[derive(AvroSchema)]
#[avro(schema = "schemas/order.avsc")]
struct NoFile {}

#[derive(AvroSchema)]
#[avro(schema = "/etc/order.avsc")]
struct NotFromTheRoot {}

#[derive(AvroSchema)]
#[avro(schema = "tests/ui/schema.json.avsc")]
struct NoSchema {}

#[derive(AvroSchema)]
#[avro(schema = "tests/ui/schema.avsc")]
struct Order {}

#[derive(AvroSchema)]
#[avro(namespace = "com.example.shop", schema = "tests/ui/schema.avsc")]
struct Orders {}

#[derive(AvroSchema)]
#[avro(schema = "tests/ui/schema.avsc")]
struct Page<T> {
    items: Vec<T>,
}

#[derive(AvroSchema)]
#[avro(schema = "schemas/order.avdl")]
struct Idl {}

fn main() {}
