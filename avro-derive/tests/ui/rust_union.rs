use avro_core::AvroSchema;

#[derive(AvroSchema)]
union Bits {
    float: f32,
    int: i32,
}

fn main() {}
