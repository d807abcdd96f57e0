use avro_core::AvroSchema;

type Nullable = Option<i64>;

#[derive(AvroSchema)]
struct Order {
    id: i64,
    note: Option<Nullable>,
}

fn main() {}
