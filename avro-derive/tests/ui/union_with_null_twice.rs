use avro_core::AvroSchema;

#[derive(AvroSchema)]
enum Payment {
    None,
    Cash(i64),
    Nothing,
}

fn main() {}
