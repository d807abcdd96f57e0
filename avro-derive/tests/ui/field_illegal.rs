use avro_core::AvroSchema;

#[derive(AvroSchema)]
struct Order {
    größe: i64,
    #[avro(rename = "unit-price")]
    price: f64,
    #[avro(rename = "")]
    name: String,
}

fn main() {}
