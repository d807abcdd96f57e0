use avro_core::AvroSchema;

// What is behind a name is only seen when the crate is compiled.
type Id = String;

const LENGTH: usize = 20;

#[derive(AvroSchema)]
struct Line {
    price: i64,
}

#[derive(AvroSchema)]
#[avro(fixed, namespace = "com.example.shop", schema = "tests/ui/schema.avsc")]
struct Hash([u8; LENGTH]);

#[derive(AvroSchema)]
#[avro(name = "com.example.Sale", schema = "tests/ui/sale.avsc")]
struct Sale<'a> {
    id: Id,
    line: Option<Line>,
    hash: std::collections::BTreeMap<String, Hash>,
    text: std::borrow::Cow<'a, str>,
    payment: Payment,
}

#[derive(AvroSchema)]
enum Payment {
    Cash(i64),
    Free,
}

fn main() {}
