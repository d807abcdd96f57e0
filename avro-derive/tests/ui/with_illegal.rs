use avro_core::AvroSchema;

#[derive(AvroSchema)]
struct Order {
    #[avro(with = "Codec")]
    a: i64,
    #[avro(with = Codec::encode())]
    b: i64,
    #[avro(with = &Codec)]
    c: i64,
}

fn main() {}
