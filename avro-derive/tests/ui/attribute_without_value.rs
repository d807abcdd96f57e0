use avro_core::AvroSchema;

#[derive(AvroSchema)]
#[avro(namespace, alias())]
struct Order {
    #[avro(rename)]
    id: i64,
    #[avro(default)]
    count: i64,
    #[avro(with)]
    at: i64,
    #[avro(attribute)]
    name: String,
    #[avro(aliases = "a")]
    other: String,
}

fn main() {}
