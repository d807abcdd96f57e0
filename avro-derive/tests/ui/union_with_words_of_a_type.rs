use avro_core::AvroSchema;

#[derive(AvroSchema)]
#[avro(name = "Payment", alias = "Pay", doc = "A payment.", rename_all = "camelCase")]
#[avro(attribute("a", "1"), error, fixed)]
enum Payment {
    Cash(i64),
    Card { number: String },
}

fn main() {}
