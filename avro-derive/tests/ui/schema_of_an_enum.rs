use avro_core::AvroSchema;

#[derive(AvroSchema)]
#[avro(namespace = "com.example.shop", rename_all = "UPPERCASE", schema = "tests/ui/schema.avsc")]
enum State {
    Paid,
    Open,
    Send,
}

// The wrong kind, a wrong size and a union.
#[derive(AvroSchema)]
#[avro(name = "com.example.shop.State", schema = "tests/ui/schema.avsc")]
struct Order {}

#[derive(AvroSchema)]
#[avro(fixed, namespace = "com.example.shop", schema = "tests/ui/schema.avsc")]
struct Hash([u8; 20]);

#[derive(AvroSchema)]
#[avro(namespace = "com.example.shop", schema = "tests/ui/schema.avsc")]
enum Event {
    Sale { id: i64 },
    Count(i32),
}

fn main() {}
