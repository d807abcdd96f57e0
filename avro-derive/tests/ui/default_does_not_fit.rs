use avro_core::AvroSchema;

use std::collections::BTreeMap;

#[derive(AvroSchema)]
struct Order {
    #[avro(default = "1.5")]
    id: i64,
    #[avro(default = 2147483648)]
    count: i32,
    #[avro(default = 300)]
    small: i8,
    #[avro(default = "1")]
    paid: bool,
    #[avro(default = "null")]
    name: String,
    #[avro(default = "[]")]
    price: f64,
    #[avro(default = "1e400")]
    weight: f32,
    #[avro(default = "{}")]
    lines: Vec<i64>,
    #[avro(default = "[1, \"2\"]")]
    more: Vec<i64>,
    #[avro(default = "[]")]
    counts: BTreeMap<String, i64>,
    #[avro(default = "1")]
    note: Option<String>,
    #[avro(default = "\"abc\"")]
    hash: [u8; 4],
    #[avro(default = "\"€\"")]
    data: Vec<u8>,
    #[avro(default = "\"today\"", type = "union { null, date }")]
    due: Option<i32>,
}

fn main() {}
