use avro_core::AvroSchema;

#[derive(AvroSchema)]
#[avro(name = "Page_{Itm}")]
struct Page<Item> {
    items: Vec<Item>,
}

#[derive(AvroSchema)]
#[avro(name = "Order_{T}")]
struct Order {
    id: i64,
}

#[derive(AvroSchema)]
#[avro(name = "Line_{T")]
struct Line<T> {
    of: T,
}

fn main() {}
