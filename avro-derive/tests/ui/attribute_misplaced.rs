use avro_core::AvroSchema;

#[derive(AvroSchema)]
#[avro(rename = "Purchase", default = "{}", with = Codec, order = "ignore")]
struct Order {
    #[avro(name = "identifier", namespace = "com.example", error)]
    id: i64,
    #[avro(rename_all = "camelCase")]
    line: i64,
}

#[derive(AvroSchema)]
enum Status {
    #[avro(name = "open")]
    Open,
    #[avro(skip)]
    Closed,
}

fn main() {}
