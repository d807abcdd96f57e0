use avro_core::AvroSchema;

#[derive(AvroSchema)]
struct Order {
    #[avro(type = "union { long, string }")]
    a: i64,
    #[avro(type = "union { null, long, null }")]
    b: Option<i64>,
    #[avro(type = "union { null, long, string }")]
    c: Option<i64>,
    #[avro(type = "union { null }")]
    d: Option<()>,
    #[avro(type = "union { null, union { null, long } }")]
    e: Option<Option<i64>>,
    #[avro(type = "union { null, long }")]
    f: i64,
    #[avro(type = "long?")]
    g: Vec<i64>,
}

fn main() {}
