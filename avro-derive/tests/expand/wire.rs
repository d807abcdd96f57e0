struct Sample {
    at: f64,
    point: Point,
    #[avro(skip)]
    seen: bool,
}
