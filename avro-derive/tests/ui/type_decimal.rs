use avro_core::AvroSchema;

use avro_core::logical::Decimal;

#[derive(AvroSchema)]
struct Order {
    #[avro(type = "@logicalType(\"decimal\") @precision(10) fixed Price(4)")]
    a: Decimal<10, 0>,
    #[avro(type = "@logicalType(\"decimal\") @precision(2) @scale(4) bytes")]
    b: Decimal<4, 2>,
    #[avro(type = "@logicalType(\"decimal\") @precision(0) bytes")]
    c: Decimal<4, 2>,
}

fn main() {}
