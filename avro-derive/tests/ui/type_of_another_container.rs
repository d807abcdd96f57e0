use avro_core::AvroSchema;

#[derive(AvroSchema)]
struct Order {
    #[avro(type = "array<long>")]
    a: i64,
    #[avro(type = "array<long>")]
    b: Option<i64>,
    #[avro(type = "map<long>")]
    c: Vec<i64>,
    #[avro(type = "map<long>")]
    d: String,
}

fn main() {}
