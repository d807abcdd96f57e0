use avro_core::AvroSchema;

#[derive(AvroSchema)]
enum Payment {
    Cash(i64),
    #[avro(type = "timestamp_ms")]
    Later(i64),
}

fn main() {}
