#[avro(rename_all = "SCREAMING_SNAKE_CASE")]
enum Status {
    #[avro(default)]
    Unknown,
    InTransit,
    #[avro(rename = "done")]
    Delivered,
}
