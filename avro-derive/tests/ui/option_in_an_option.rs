use avro_core::AvroSchema;

#[derive(AvroSchema)]
struct Order {
    note: Option<Option<String>>,
    notes: Vec<Option<Box<Option<String>>>>,
}

fn main() {}
