use avro_core::AvroSchema;

#[derive(AvroSchema)]
#[avro(alias = "")]
struct Order {
    #[avro(alias = "")]
    id: i64,
}

fn main() {}
