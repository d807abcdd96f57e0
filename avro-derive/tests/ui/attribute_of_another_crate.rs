use avro_core::AvroSchema;

#[derive(AvroSchema)]
#[avro(transparent)]
struct Order {
    #[avro(flatten)]
    id: i64,
    #[avro(skip_serializing_if = "String::is_empty")]
    name: String,
    #[avro(logical_type = "timestamp-micros")]
    at: i64,
}

fn main() {}
