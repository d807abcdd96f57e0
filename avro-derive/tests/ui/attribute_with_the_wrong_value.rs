use avro_core::AvroSchema;

#[derive(AvroSchema)]
#[avro(namespace = com::example, doc = 5)]
struct Order {
    #[avro(rename = 'a')]
    id: i64,
    #[avro(default = null)]
    note: Option<String>,
    #[avro(type = string)]
    name: String,
}

fn main() {}
