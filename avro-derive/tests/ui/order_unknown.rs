use avro_core::AvroSchema;

#[derive(AvroSchema)]
struct Order {
    #[avro(order = "reversed")]
    id: i64,
}

fn main() {}
