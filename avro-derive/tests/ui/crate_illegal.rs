use avro_core::AvroSchema;

#[derive(AvroSchema)]
#[avro(crate = "not a path")]
struct Order {
    id: i64,
}

#[derive(AvroSchema)]
#[avro(crate = avro_core)]
struct Line {
    id: i64,
}

fn main() {}
