use avro_core::AvroSchema;

#[derive(AvroSchema)]
#[avro(fixed)]
struct Order {
    id: [u8; 16],
}

#[derive(AvroSchema)]
#[avro(fixed)]
struct Text(String);

#[derive(AvroSchema)]
#[avro(fixed)]
enum Status {
    Open,
}

#[derive(AvroSchema)]
#[avro(fixed, error, rename_all = "camelCase")]
struct Md5(#[avro(type = "fixed Md5(16)")] [u8; 16]);

fn main() {}
