use avro_core::AvroSchema;

#[derive(AvroSchema)]
#[avro(name = "string")]
struct Text {
    text: String,
}

fn main() {}
