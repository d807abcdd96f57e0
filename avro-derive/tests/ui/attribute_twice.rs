use avro_core::AvroSchema;

#[derive(AvroSchema)]
#[avro(namespace = "a")]
#[avro(namespace = "b")]
struct Order {
    #[avro(rename = "a", default = 1, rename = "b")]
    id: i64,
}

fn main() {}
