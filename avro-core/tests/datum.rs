//! Datums whose schema is a value of the program: typed, dynamic, and as messages.

use std::collections::BTreeMap;

use avro_core::single_object::{self, MessageError};
use avro_core::{DatumReader, DatumWriter, Limits, Schema, Value};

fn schema(text: &str) -> Schema {
    Schema::parse(text).unwrap()
}

/// A schema with every kind of type, and one datum of it.
const EVERYTHING: &str = r#"{"type": "record", "name": "a.All", "fields": [
    {"name": "nothing", "type": "null"},
    {"name": "yes", "type": "boolean"},
    {"name": "int", "type": "int"},
    {"name": "long", "type": "long"},
    {"name": "float", "type": "float"},
    {"name": "double", "type": "double"},
    {"name": "bytes", "type": "bytes"},
    {"name": "string", "type": "string"},
    {"name": "fixed", "type": {"type": "fixed", "name": "F", "size": 2}},
    {"name": "enum", "type": {"type": "enum", "name": "E", "symbols": ["A", "B"]}},
    {"name": "array", "type": {"type": "array", "items": "int"}},
    {"name": "map", "type": {"type": "map", "values": ["null", "F"]}},
    {"name": "next", "type": ["null", "a.All"]}]}"#;

const EVERYTHING_BYTES: &[u8] = b"\x01\x03\x05\x00\x00\x80\x3f\x00\x00\x00\x00\x00\x00\x00\xc0\
    \x02\xff\x04hi\x01\x02\x02\x04\x02\x04\x00\x04\x02a\x00\x02b\x02\x03\x04\x00\x00";

#[test]
fn a_value_shows_what_every_type_holds() {
    let reader = DatumReader::<Value>::new(&schema(EVERYTHING)).unwrap();
    let value = reader.read(EVERYTHING_BYTES).unwrap();
    assert_eq!(
        value.to_string(),
        r#"{"nothing": null, "yes": true, "int": -2, "long": -3, "float": 1, "double": -2, "#
            .to_owned()
            + "\"bytes\": \"ÿ\", \"string\": \"hi\", \"fixed\": \"\\u0001\\u0002\", "
            + "\"enum\": \"B\", \"array\": [1, 2], \
               \"map\": {\"a\": null, \"b\": \"\\u0003\\u0004\"}, \"next\": null}"
    );
    let Value::Record(record) = &value else {
        panic!("a record is a record")
    };
    assert_eq!(record.name().full(), "a.All");
    let Some(Value::Fixed(fixed)) = record.get("fixed") else {
        panic!("a fixed is a fixed")
    };
    assert_eq!((fixed.name().full(), fixed.bytes()), ("a.F", &[1, 2][..]));
    let Some(Value::Union(next)) = record.get("next") else {
        panic!("a union keeps its branch")
    };
    assert_eq!((next.index(), next.value()), (0, &Value::Null));
}

#[test]
fn a_value_is_written_as_it_was_read() {
    let schema = schema(EVERYTHING);
    let value = DatumReader::<Value>::new(&schema)
        .unwrap()
        .read(EVERYTHING_BYTES)
        .unwrap();
    let mut writer = DatumWriter::<Value>::new(&schema).unwrap();
    assert_eq!(writer.write(&value).unwrap(), EVERYTHING_BYTES);
}

#[test]
fn a_value_of_another_type_is_refused_with_its_place() {
    let schema = schema(r#"{"type": "map", "values": {"type": "array", "items": "int"}}"#);
    let mut writer = DatumWriter::<Value>::new(&schema).unwrap();
    let value = Value::Map(vec![(
        "k".to_owned(),
        Value::Array(vec![Value::Int(1), Value::String("two".to_owned())]),
    )]);
    let error = writer.write(&value).unwrap_err();
    assert_eq!(error.to_string(), "[\"k\"][1]: expected int, found string");
    assert!(
        writer.write(&Value::Map(vec![])).is_ok(),
        "the writer goes on"
    );
}

#[test]
fn a_schema_that_cannot_be_read_or_written_is_refused() {
    let error = DatumReader::<Vec<i64>>::new(&schema(r#"{"type": "array", "items": "string"}"#))
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("string") && error.contains("long"),
        "it names both types: {error}"
    );
    assert!(DatumWriter::<Vec<i64>>::new(&schema(r#""long""#)).is_err());
}

#[test]
fn string_and_bytes_have_one_layout() {
    let reader = DatumReader::<String>::new(&schema(r#""bytes""#)).unwrap();
    assert_eq!(reader.read(b"\x04hi").unwrap(), "hi");
    assert!(
        reader.read(b"\x02\xff").is_err(),
        "what is not UTF-8 is no string"
    );
}

#[test]
fn one_reader_serves_one_buffer_after_the_other() {
    let reader =
        DatumReader::<Vec<&str>>::new(&schema(r#"{"type": "array", "items": "string"}"#)).unwrap();
    for word in ["one", "two"] {
        let mut bytes = vec![2, 6];
        bytes.extend_from_slice(word.as_bytes());
        bytes.push(0);
        assert_eq!(reader.read(&bytes).unwrap(), [word]);
    }
}

#[test]
fn datums_may_stand_one_behind_the_other() {
    let reader = DatumReader::<i32>::new(&schema(r#""int""#)).unwrap();
    let mut bytes = &b"\x02\x04\x80"[..];
    assert_eq!(reader.read_next(&mut bytes).unwrap(), 1);
    assert_eq!(reader.read_next(&mut bytes).unwrap(), 2);
    assert!(reader.read_next(&mut bytes).is_err());
    assert_eq!(bytes, b"\x80", "what failed to read is still there");
}

#[test]
fn limits_hold_for_values_as_for_types() {
    let nested = schema(
        r#"{"type": "record", "name": "N", "fields": [{"name": "next", "type": ["null", "N"]}]}"#,
    );
    let reader = DatumReader::<Value>::new(&nested)
        .unwrap()
        .with_limits(Limits::default().with_depth(3));
    assert!(reader.read(b"\x02\x02\x00").is_ok());
    let error = reader.read(b"\x02\x02\x02\x00").unwrap_err();
    assert_eq!(
        error.to_string(),
        "next.next.next at byte 3: more than the limit of 3 on depth"
    );

    let nulls = schema(r#"{"type": "array", "items": "null"}"#);
    let limits = Limits::default().with_empty_values(2);
    let reader = DatumReader::<Value>::new(&nulls)
        .unwrap()
        .with_limits(limits.clone());
    assert!(reader.read(b"\x04\x00").is_ok());
    assert!(reader.read(b"\x06\x00").is_err());
    let reader = DatumReader::<Vec<()>>::new(&nulls)
        .unwrap()
        .with_limits(limits);
    assert!(reader.read(b"\x04\x00").is_ok());
    assert!(reader.read(b"\x06\x00").is_err());

    let reader = DatumReader::<String>::new(&schema(r#""string""#))
        .unwrap()
        .with_limits(Limits::default().with_length(2));
    assert!(reader.read(b"\x04hi").is_ok());
    assert!(reader.read(b"\x06hey").is_err());
}

#[test]
fn a_record_of_many_empty_values_costs_what_it_takes() {
    // Each level doubles the one below: 2^40 nulls in no bytes at all.
    let mut text = r#"{"type": "record", "name": "R0", "fields": []}"#.to_owned();
    for level in 1..=40 {
        text = format!(
            r#"{{"type": "record", "name": "R{level}", "fields": [
                {{"name": "a", "type": {text}}}, {{"name": "b", "type": "R{}"}}]}}"#,
            level - 1
        );
    }
    let reader = DatumReader::<Value>::new(&schema(&text)).unwrap();
    assert!(reader.read(b"").is_err());
}

#[test]
fn a_message_is_a_marker_a_fingerprint_and_a_datum() {
    // The fingerprint of "string", 8f014872634503c7, is one of the published examples.
    let message = b"\xc3\x01\xc7\x03\x45\x63\x72\x48\x01\x8f\x04hi";
    assert_eq!(single_object::to_vec("hi").unwrap(), message);
    assert_eq!(single_object::from_slice::<&str>(message).unwrap(), "hi");
    for cut in 0..message.len() {
        assert!(single_object::from_slice::<&str>(&message[..cut]).is_err());
    }
}

#[test]
fn a_message_of_another_schema_is_told_from_no_message() {
    let message = single_object::to_vec("hi").unwrap();
    assert!(matches!(
        single_object::from_slice::<i64>(&message),
        Err(MessageError::UnknownSchema { .. })
    ));
    assert!(matches!(
        single_object::from_slice::<&str>(b"\xc3\x02\xc7\x03\x45\x63\x72\x48\x01\x8f\x04hi"),
        Err(MessageError::NotAMessage)
    ));
    let map = schema(r#"{"type": "map", "values": "int"}"#);
    let mut writer = single_object::Writer::<BTreeMap<&str, i32>>::new(&map).unwrap();
    let message = writer.write(&BTreeMap::from([("a", 1)])).unwrap();
    let value = single_object::Reader::<Value>::new(&map)
        .unwrap()
        .read(message)
        .unwrap();
    assert_eq!(value.get("a"), Some(&Value::Int(1)));
}

#[test]
fn a_record_met_again_inside_itself_takes_a_byte_at_least() {
    // Through the array an item holds its ancestor: 250,000 of them are no empty values.
    let recursive = schema(
        r#"{"type": "record", "name": "A", "fields": [
            {"name": "kids", "type": {"type": "array", "items":
                {"type": "record", "name": "D", "fields": [{"name": "a", "type": "A"}]}}},
            {"name": "n", "type": "int"}]}"#,
    );
    let mut bytes = avro_core::to_vec(&250_000_i64).unwrap();
    bytes.extend([0, 2].repeat(250_000));
    bytes.extend([0, 4]);
    let value = DatumReader::<Value>::new(&recursive)
        .unwrap()
        .read(&bytes)
        .unwrap();
    assert_eq!(value.get("n"), Some(&Value::Int(2)));
}
