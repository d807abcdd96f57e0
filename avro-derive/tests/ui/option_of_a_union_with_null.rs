use avro_core::AvroSchema;

#[derive(AvroSchema)]
enum Payment {
    None,
    Cash(i64),
}

#[derive(AvroSchema)]
struct Order {
    payments: Vec<Option<Payment>>,
}

fn main() {}
