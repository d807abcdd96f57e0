use avro_core::AvroSchema;

struct Line;

#[derive(AvroSchema)]
struct Order {
    #[avro(type = "array<com.example.Line>")]
    lines: Vec<i64>,
    #[avro(type = "Long")]
    id: i64,
}

fn main() {}
