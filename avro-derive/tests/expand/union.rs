#[avro(namespace = "com.example.shop")]
enum Payment {
    None,
    Cents(i64),
    #[avro(type = "date")]
    Due(i32),
    /// A card.
    Card {
        number: String,
        #[avro(default = "null")]
        holder: Option<String>,
    },
    Other(Box<Voucher>),
}
