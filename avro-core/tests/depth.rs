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
        let value = json::from_str(&schema, &deepest).expect("deep");
        assert_eq!(json::to_string(&schema, &value).expect("deep"), deepest);
        let plain = json::to_plain_string(&schema, &value).expect("deep");
        assert_eq!(
            json::from_plain_str(&schema, &plain).expect("deep"),
            value,
            "{plain}"
        );

        let mut writer = DatumWriter::<Value>::new(&schema).expect("a writer");
        let datum = writer.write(&value).expect("deep").to_vec();
        let read = DatumReader::<Value>::new(&schema).expect("a reader");
        assert_eq!(read.read(&datum).expect("deep"), value);
        let equal = Ordering::Equal;
        assert_eq!(
            order::compare(&schema, &datum, &datum).expect("deep"),
            equal
        );
        assert_eq!(
            order::compare_values(&schema, &value, &value).expect("deep"),
            equal
        );

        let error = json::from_str(&schema, &text(levels + 2)).expect_err("too deep");
        assert!(
            error.to_string().contains("limit of 128 on depth"),
            "{error}"
        );
        let error = json::from_str(&schema, &text(10_000)).expect_err("too deep");
        assert!(error.to_string().len() < 4096);
    });
    thread.expect("a thread").join().expect("no panic");
}
