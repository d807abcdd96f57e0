//! Values as deep as the limits allow are read, written and compared on a small stack.

use std::cmp::Ordering;

use avro_core::{DatumReader, DatumWriter, Limits, Schema, Value, json, order};

/// A record in an array in a union in a record: two levels each.
const SCHEMA: &str = r#"{"type": "record", "name": "N", "fields": [
    {"name": "k", "type": ["null", {"type": "array", "items": "N"}]}]}"#;

fn text(levels: usize) -> String {
    let (open, close) = (r#"{"k":{"array":["#, "]}}");
    format!("{}{}", open.repeat(levels / 2), close.repeat(levels / 2))
}

#[test]
fn the_deepest_values_fit_a_small_stack() {
    let small = std::thread::Builder::new().stack_size(1 << 20);
    let thread = small.spawn(|| {
        let schema = Schema::parse(SCHEMA).expect("a schema");
        let levels = Limits::default().depth() as usize;
        let deepest = text(levels);
        let reader = json::Reader::<Value>::new(&schema).expect("a reader");
        let value = reader.read(&deepest).expect("deep");
        let mut writer = json::Writer::<Value>::new(&schema).expect("a writer");
        assert_eq!(writer.write(&value).expect("deep"), deepest);
        let plain = writer.plain().write(&value).expect("deep");
        let plainly = reader.clone().plain();
        assert_eq!(plainly.read(&plain).expect("deep"), value, "{plain}");

        let mut writer = DatumWriter::<Value>::new(&schema).expect("a writer");
        let datum = writer.write(&value).expect("deep").to_vec();
        let datums = DatumReader::<Value>::new(&schema).expect("a reader");
        assert_eq!(datums.read(&datum).expect("deep"), value);
        let equal = Ordering::Equal;
        assert_eq!(
            order::compare(&schema, &datum, &datum).expect("deep"),
            equal
        );
        assert_eq!(
            order::compare_values(&schema, &value, &value).expect("deep"),
            equal
        );

        let error = reader.read(&text(levels + 2)).expect_err("too deep");
        assert!(
            error.to_string().contains("limit of 128 on depth"),
            "{error}"
        );
        let error = reader.read(&text(10_000)).expect_err("too deep");
        assert!(error.to_string().len() < 4096);
    });
    thread.expect("a thread").join().expect("no panic");
}
