use avro_core::AvroSchema;
use std::collections::HashMap;

#[derive(AvroSchema)]
enum Json {
    Null,
    Number(f64),
    Array(Vec<Json>),
    Object(HashMap<String, Self>),
}

#[derive(AvroSchema)]
struct Path(Vec<Option<Box<Path>>>);

fn main() {}
