use avro_core::AvroSchema;

#[derive(AvroSchema)]
struct Line {
    price: i64,
}

#[derive(AvroSchema)]
#[avro(namespace = "com.example.shop", alias = "Sale", schema = "tests/ui/schema.avsc")]
struct Order {
    id: String,
    #[avro(alias = "payer", default = "\"\"")]
    customer: String,
    placed: i64,
    lines: Vec<Line>,
    note: Option<String>,
    #[avro(default = 1, attribute("unit", "\"cm\""))]
    rank: i32,
    prices: std::collections::HashMap<String, Vec<u8>>,
    #[avro(type = "fixed com.example.Hash(16)")]
    hash: [u8; 16],
    total: u32,
}

fn main() {}
