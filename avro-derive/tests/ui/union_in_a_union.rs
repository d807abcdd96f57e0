use avro_core::AvroSchema;

#[derive(AvroSchema)]
enum Payment {
    Cash(Option<i64>),
    Card(String),
}

#[derive(AvroSchema)]
enum Inner {
    Text(String),
    Number(i64),
}

#[derive(AvroSchema)]
enum Outer {
    Inner(Inner),
    Flag(bool),
}

fn main() {}
