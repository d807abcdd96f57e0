use avro_core::AvroSchema;

// Nothing here hides anything else.
#[derive(AvroSchema)]
#[avro(namespace = "com.1example", colour = "red", alias = "")]
struct Order {
    #[avro(rename = "unit price", order = "up", default = "cheap")]
    price: f64,
    #[avro(type = "lung", alias = "price")]
    weight: u64,
    #[avro(default = "[1]")]
    name: String,
    #[avro(rename = "name")]
    title: (String, String),
}

fn main() {}
