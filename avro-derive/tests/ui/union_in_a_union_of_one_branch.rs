use avro_core::AvroSchema;

#[derive(AvroSchema)]
enum Inner {
    Text(String),
}

#[derive(AvroSchema)]
enum Outer {
    Inner(Inner),
    Flag(bool),
}

fn main() {}
