//! Data of one schema read as another, byte by byte.

use avro_core::{DatumReader, Limits, Schema, Value};

fn reader(writer: &str, reader: &str) -> DatumReader<Value> {
    let (writer, reader) = (
        Schema::parse(writer).unwrap(),
        Schema::parse(reader).unwrap(),
    );
    DatumReader::with_reader_schema(&writer, &reader).unwrap()
}

/// A record of which the reader keeps the last field alone.
fn keeping_the_last(dropped: &str) -> DatumReader<Value> {
    reader(
        &format!(
            r#"{{"type":"record","name":"R","fields":[
                {{"name":"gone","type":{dropped}}},{{"name":"kept","type":"int"}}]}}"#
        ),
        r#"{"type":"record","name":"R","fields":[{"name":"kept","type":"int"}]}"#,
    )
}

#[test]
fn what_the_reader_does_not_want_is_passed_over() {
    let tree = r#"{"type":"record","name":"T","fields":[
        {"name":"v","type":"int"},{"name":"n","type":["null","T"]}]}"#;
    let longs = r#"{"type":"array","items":"long"}"#;
    let doubles = r#"{"type":"array","items":"double"}"#;
    let texts = r#"{"type":"map","values":"string"}"#;
    let rows: &[(&str, &[u8])] = &[
        ("\"null\"", b""),
        ("\"string\"", b"\x04ab"),
        (r#"{"type":"fixed","name":"F","size":3}"#, b"abc"),
        (longs, b"\x04\x02\xff\x01\x00"),
        // A block that says it has two bytes, and one that does not.
        (longs, b"\x03\x04\x02\x04\x02\x06\x00"),
        (doubles, b"\x0200000000\x00"),
        (texts, b"\x02\x02k\x02v\x00"),
        (texts, b"\x01\x08\x02k\x02v\x00"),
        (tree, b"\x02\x02\x04\x00"),
        (r#"["null","string"]"#, b"\x02\x02a"),
        (r#"["null","string"]"#, b"\x00"),
    ];
    for (dropped, bytes) in rows {
        let reader = keeping_the_last(dropped);
        let datum = [bytes, &b"\x54"[..]].concat();
        let value = reader
            .read(&datum)
            .unwrap_or_else(|error| panic!("{dropped}: {error}"));
        assert_eq!(value.get("kept"), Some(&Value::Int(42)), "{dropped}");
        for end in 0..datum.len() {
            assert!(
                reader.read(&datum[..end]).is_err(),
                "{dropped}, cut at {end}"
            );
        }
    }
}

#[test]
fn what_can_be_read_can_be_passed_over() {
    // A null in a union takes a byte, in a record none; both are more than a datum's values of no bytes.
    let count = 400_000;
    let mut bytes = vec![0x80, 0xea, 0x30];
    bytes.resize(bytes.len() + count, 0);
    bytes.extend([0, 0x54]);
    for items in [
        r#"["null","int"]"#,
        r#"{"type":"record","name":"I","fields":[{"name":"a","type":"int"},{"name":"b","type":"null"}]}"#,
    ] {
        let reader = keeping_the_last(&format!(r#"{{"type":"array","items":{items}}}"#));
        let reader = reader.with_limits(Limits::default());
        assert_eq!(
            reader.read(&bytes).unwrap().get("kept"),
            Some(&Value::Int(42))
        );
    }
}

#[test]
fn a_default_is_paid_for_each_time() {
    let text = "x".repeat(100_000);
    let reader = reader(
        r#"{"type":"array","items":{"type":"record","name":"R","fields":[{"name":"a","type":"int"}]}}"#,
        &format!(
            r#"{{"type":"array","items":{{"type":"record","name":"R","fields":[
                {{"name":"a","type":"long"}},{{"name":"t","type":"string","default":"{text}"}}]}}}}"#
        ),
    );
    let items = |count: u8| {
        let mut bytes = vec![count << 1];
        bytes.resize(bytes.len() + usize::from(count), 0);
        bytes.push(0);
        bytes
    };
    assert!(reader.read(&items(3)).is_ok());
    // A hundred thousand items of one byte would be ten gigabytes.
    let mut many = vec![0xc0, 0x9a, 0x0c];
    many.resize(many.len() + 100_000, 0);
    many.push(0);
    let error = reader.read(&many).unwrap_err();
    assert!(error.to_string().contains("limit"), "{error}");
}

#[test]
fn a_value_that_finds_no_branch_or_symbol_says_which() {
    let reader = reader(
        r#"{"type":"array","items":["int",{"type":"enum","name":"E","symbols":["A","B"]},"string"]}"#,
        r#"{"type":"array","items":["long",{"type":"enum","name":"E","symbols":["B"]}]}"#,
    );
    assert_eq!(
        reader
            .read(b"\x04\x00\x06\x02\x02\x00")
            .unwrap()
            .to_string(),
        r#"[3, "B"]"#
    );
    assert_eq!(
        reader.read(b"\x02\x02\x00\x00").unwrap_err().to_string(),
        r#"[0] at byte 3: the reader's enum lacks the writer's symbol "A""#,
    );
    assert_eq!(
        reader.read(b"\x02\x04\x02a\x00").unwrap_err().to_string(),
        "[0] at byte 2: []: the reader's union has no branch for the writer's string",
    );
}
