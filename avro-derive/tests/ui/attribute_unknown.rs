use avro_core::AvroSchema;

#[derive(AvroSchema)]
#[avro(namspace = "com.example")]
struct Order {
    #[avro(renam = "identifier")]
    id: i64,
    #[avro(colour = "red")]
    name: String,
}

fn main() {}
