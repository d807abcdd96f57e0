use avro_core::AvroSchema;

#[derive(AvroSchema)]
#[avro(name = "pur-chase")]
struct Order {
    id: i64,
}

#[derive(AvroSchema)]
struct Größe {
    id: i64,
}

#[derive(AvroSchema)]
#[avro(name = "")]
enum Status {
    Open,
}

#[derive(AvroSchema)]
#[avro(fixed, name = "com..Md5")]
struct Md5([u8; 16]);

fn main() {}
