use avro_core::AvroSchema;

#[derive(AvroSchema)]
#[avro(error = true)]
struct Order {
    #[avro(skip = "yes")]
    id: i64,
}

#[derive(AvroSchema)]
enum Status {
    #[avro(default = "Open")]
    Open,
}

fn main() {}
