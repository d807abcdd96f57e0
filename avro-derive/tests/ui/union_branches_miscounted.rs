use avro_core::AvroSchema;

#[derive(AvroSchema)]
enum Payment {
    Cash(i64),
    Card(String),
    Free(bool),
}

#[derive(AvroSchema)]
struct Order {
    #[avro(type = "union { _, null, _ }")]
    payment: Option<Payment>,
}

fn main() {}
