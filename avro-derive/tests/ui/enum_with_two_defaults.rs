use avro_core::AvroSchema;

#[derive(AvroSchema)]
#[avro(error)]
enum Status {
    #[avro(default)]
    Open,
    #[avro(default)]
    Closed,
}

fn main() {}
