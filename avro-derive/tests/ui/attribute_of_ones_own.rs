use avro_core::AvroSchema;

#[derive(AvroSchema)]
#[avro(attribute("name", "1"), attribute("a", "1"), attribute("a", "2"))]
struct Order {
    #[avro(attribute("default", "1"), attribute("b", "x"))]
    id: i64,
    #[avro(attribute(b, "1"))]
    name: String,
    #[avro(attribute("b", "1", "2"))]
    more: String,
}

fn main() {}
