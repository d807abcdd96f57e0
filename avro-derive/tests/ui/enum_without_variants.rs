use avro_core::AvroSchema;

#[derive(AvroSchema)]
enum Never {}

fn main() {}
