use avro_core::AvroSchema;

#[derive(AvroSchema)]
#[avro(rename_all = "camelCase")]
struct Order {
    unit_price: f64,
    #[avro(rename = "unitPrice")]
    price: f64,
}

fn main() {}
