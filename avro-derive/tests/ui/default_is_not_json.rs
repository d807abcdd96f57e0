use avro_core::AvroSchema;

#[derive(AvroSchema)]
struct Order {
    #[avro(default = "unknown")]
    name: String,
    #[avro(default = "{\"a\": }")]
    counts: std::collections::HashMap<String, i64>,
    #[avro(default = "")]
    note: String,
}

fn main() {}
