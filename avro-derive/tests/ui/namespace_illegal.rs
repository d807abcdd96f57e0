use avro_core::AvroSchema;

#[derive(AvroSchema)]
#[avro(namespace = "com.my-company")]
struct Order {
    id: i64,
}

#[derive(AvroSchema)]
#[avro(name = "com.example.Status", namespace = "com.example")]
enum Status {
    Open,
}

fn main() {}
