use avro_core::AvroSchema;

use avro_core::logical::{Duration, Uuid};

#[derive(AvroSchema)]
struct Order {
    #[avro(type = "fixed Id(16)")]
    a: [u8; 12],
    #[avro(type = "@logicalType(\"uuid\") fixed Other(15)")]
    b: Uuid,
    #[avro(type = "@logicalType(\"duration\") fixed Span(16)")]
    c: Duration,
}

fn main() {}
