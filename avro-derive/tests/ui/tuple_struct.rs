use avro_core::AvroSchema;

#[derive(AvroSchema)]
struct Point(f64, f64);

#[derive(AvroSchema)]
struct Nothing();

fn main() {}
