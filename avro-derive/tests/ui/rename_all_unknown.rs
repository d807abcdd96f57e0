use avro_core::AvroSchema;

#[derive(AvroSchema)]
#[avro(rename_all = "kebab-case")]
struct Order {
    id: i64,
}

fn main() {}
