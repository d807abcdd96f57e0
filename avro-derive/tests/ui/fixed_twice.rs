use avro_core::AvroSchema;

#[derive(AvroSchema)]
#[avro(namespace = "com.example")]
struct Order {
    id: [u8; 4],
    #[avro(type = "fixed com.example.Id(8)")]
    other: [u8; 8],
}

#[derive(AvroSchema)]
struct Hash {
    hash: [u8; 4],
}

fn main() {}
