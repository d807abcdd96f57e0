use avro_core::AvroSchema;

#[derive(AvroSchema)]
enum Payment {
    #[avro(rename = "null", type = "null", default)]
    None,
    #[avro(rename = "Money", alias = "Coins", attribute("a", "1"))]
    Cash(i64),
    #[avro(type = "string")]
    Card { number: String },
    #[avro(type = "date")]
    Due(#[avro(type = "date", default = "1", order = "ignore")] i32),
    Other(#[avro(skip)] String),
}

fn main() {}
