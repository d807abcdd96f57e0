#[avro(name = "com.example.Page_{T}")]
struct Page<T: Clone, const N: usize> {
    items: Vec<T>,
    #[avro(type = "array<timestamp_ms>")]
    times: Vec<T>,
    buffer: [u8; N],
    next: Option<Box<Page<T, N>>>,
}
