use avro_core::AvroSchema;

#[derive(AvroSchema)]
enum Status {
    Öffnen,
    #[avro(rename = "in transit")]
    InTransit,
}

fn main() {}
