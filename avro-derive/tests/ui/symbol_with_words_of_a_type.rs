use avro_core::AvroSchema;

#[derive(AvroSchema)]
enum Status {
    #[avro(alias = "Opened", doc = "It is open.", attribute("a", "1"))]
    Open,
    #[avro(type = "long", with = Codec, namespace = "a", rename_all = "lowercase")]
    Closed,
}

fn main() {}
