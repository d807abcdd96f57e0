use avro_core::AvroSchema;

#[derive(AvroSchema)]
#[avro(name = "Id", namespace = "com.example", alias = "Key", doc = "An id.")]
struct Id(i64);

#[derive(AvroSchema)]
#[avro(error, rename_all = "camelCase", attribute("a", "1"))]
struct Text(#[avro(rename = "text", default = "\"\"")] String);

#[derive(AvroSchema)]
struct Nothing(#[avro(skip)] i64);

fn main() {}
