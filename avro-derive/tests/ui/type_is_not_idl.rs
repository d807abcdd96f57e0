use avro_core::AvroSchema;

#[derive(AvroSchema)]
struct Order {
    #[avro(type = "array<long")]
    a: Vec<i64>,
    #[avro(type = "")]
    b: i64,
    #[avro(type = "Vec<i64>")]
    c: Vec<i64>,
    #[avro(type = "@logicalType(date) int")]
    d: i32,
    #[avro(type = "decimal(2, 9)")]
    e: Vec<u8>,
}

fn main() {}
