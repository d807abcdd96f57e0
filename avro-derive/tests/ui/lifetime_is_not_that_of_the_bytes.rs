use avro_core::AvroSchema;

#[derive(AvroSchema)]
struct Order {
    name: &'static str,
    text: Option<std::borrow::Cow<'static, str>>,
}

fn main() {}
