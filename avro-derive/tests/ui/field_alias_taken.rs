use avro_core::AvroSchema;

#[derive(AvroSchema)]
struct Order {
    id: i64,
    #[avro(alias = "id")]
    number: i64,
    #[avro(alias = "customer")]
    buyer: String,
    #[avro(aliases("client", "customer"))]
    name: String,
}

fn main() {}
