use avro_core::AvroSchema;

struct Codec;

#[derive(AvroSchema)]
struct Order {
    #[avro(with = Codec)]
    id: u64,
}

fn main() {}
