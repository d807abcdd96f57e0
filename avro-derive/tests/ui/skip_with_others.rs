use avro_core::AvroSchema;

#[derive(AvroSchema)]
struct Order {
    id: i64,
    #[avro(skip, rename = "x", default = "1")]
    cached: i64,
    #[avro(skip, with = Codec, type = "long")]
    more: u64,
}

fn main() {}
