use avro_core::AvroSchema;

#[derive(AvroSchema)]
struct Md5([u8; 16]);

#[derive(AvroSchema)]
struct Digests(Vec<[u8; 16]>);

fn main() {}
