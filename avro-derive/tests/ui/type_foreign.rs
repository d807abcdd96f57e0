use avro_core::AvroSchema;

use std::marker::PhantomData;

#[derive(AvroSchema)]
struct Order {
    a: u64,
    b: usize,
    c: u8,
    d: char,
    e: (i64, i64),
    f: [i32; 4],
    g: Option<Vec<u128>>,
    h: fn() -> i64,
    i: PhantomData<i64>,
    j: std::collections::HashMap<String, isize>,
    k: *const i64,
    l: Box<dyn Fn()>,
    m: Vec<(String, i64)>,
    n: std::collections::BTreeMap<i64, i64>,
    #[avro(type = "map<date>")]
    o: std::collections::BTreeMap<u64, i32>,
}

#[derive(AvroSchema)]
struct Id(u64);

#[derive(AvroSchema)]
enum Number {
    Small(i64),
    Large(u64),
}

fn main() {}
