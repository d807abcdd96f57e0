use avro_core::AvroSchema;

#[derive(AvroSchema)]
#[avro(bound = "T Ord")]
struct Order<T> {
    id: T,
}

fn main() {}
