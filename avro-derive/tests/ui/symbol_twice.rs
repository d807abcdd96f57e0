use avro_core::AvroSchema;

#[derive(AvroSchema)]
#[avro(rename_all = "UPPERCASE")]
enum Status {
    Open,
    Closed,
    #[avro(rename = "OPEN")]
    Opened,
}

fn main() {}
