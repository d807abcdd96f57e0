struct Instants(#[avro(type = "array<@unit(\"ms\") timestamp_ms>")] Vec<i64>);
