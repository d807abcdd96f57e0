use avro_core::AvroSchema;

#[derive(AvroSchema)]
struct Endless {
    next: Box<Endless>,
}

fn main() {}
