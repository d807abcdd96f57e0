struct Row<'a> {
    id: i64,
    name: &'a str,
}
