/// An order.
#[avro(namespace = "com.example.shop", alias = "Purchase", rename_all = "camelCase")]
struct Order {
    id: i64,
    #[avro(rename = "customer_name", alias = "buyer")]
    customer: String,
    /// Newest last.
    #[avro(default = "[]", order = "ignore", attribute("since", 2))]
    order_lines: Vec<Line>,
    #[avro(type = "union { string, null }")]
    note: Option<String>,
    hash: [u8; 16],
    #[avro(skip)]
    cached: Option<Total>,
}
