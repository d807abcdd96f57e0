/// Held against a file.
#[avro(namespace = "com.example", schema = "tests/expand/held.avsc")]
struct Held<'a> {
    id: i64,
    line: Option<crate::Line<'a>>,
}
