use avro_core::AvroSchema;

#[derive(AvroSchema)]
enum Payment {
    None,
    Cash(i64, String),
    Card(),
}

fn main() {}
