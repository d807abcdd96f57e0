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
struct NoIdl {}

#[derive(AvroSchema)]
#[avro(schema = "tests/ui/broken.avdl")]
struct BrokenIdl {}

#[derive(AvroSchema)]
#[avro(namespace = "com.example.shop", name = "Order", schema = "tests/ui/idl.avdl")]
struct OfIdl {
    id: i32,
    customer: String,
    placed: i64,
}

#[derive(AvroSchema)]
#[avro(schema = "tests/ui/idl.avdl")]
enum NoMainSchema {
    Long(i64),
    String(String),
}

fn main() {}
