use avro_core::AvroSchema;

#[derive(AvroSchema)]
enum Payment {
    Card { number: String },
    #[avro(rename = "Card")]
    Plastic { number: String, number_: String },
    #[avro(rename = "2nd")]
    Second {
        #[avro(rename = "a b")]
        a: u64,
    },
}

fn main() {}
