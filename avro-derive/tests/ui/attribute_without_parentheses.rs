use avro_core::AvroSchema;

#[derive(AvroSchema)]
#[avro]
struct Order {
    #[avro = "identifier"]
    id: i64,
    #[avro("identifier")]
    line: i64,
    #[avro(skip skip)]
    name: String,
}

fn main() {}
