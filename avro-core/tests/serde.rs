//! Types that know serde only, byte by byte.

#![cfg(feature = "serde")]

use std::collections::BTreeMap;
use std::fmt::Debug;

use avro_core::container::{Reader, Writer};
use avro_core::serde::{from_slice, to_vec};
use avro_core::{DatumReader, DatumWriter, Limits, Schema, Serde, Value, json};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Serialize};

fn schema(text: &str) -> Schema {
    Schema::parse(text).unwrap()
}

/// The value is these bytes, and these bytes are the value.
#[track_caller]
fn is<T: Serialize + DeserializeOwned + PartialEq + Debug>(text: &str, value: T, bytes: &[u8]) {
    let schema = schema(text);
    assert_eq!(
        to_vec(&schema, &value).unwrap(),
        bytes,
        "{value:?} as {text}"
    );
    assert_eq!(from_slice::<T>(&schema, bytes).unwrap(), value, "as {text}");
    from_slice::<IgnoredAny>(&schema, bytes).unwrap();
    for end in 0..bytes.len() {
        assert!(
            from_slice::<T>(&schema, &bytes[..end]).is_err(),
            "{end} of {text}"
        );
    }
}

#[track_caller]
fn refuses<T: Serialize>(text: &str, value: T, error: &str) {
    assert_eq!(
        to_vec(&schema(text), &value).unwrap_err().to_string(),
        error
    );
}

/// Reads what `writer` wrote as `reader` has it.
#[track_caller]
fn resolved<'de, T: Deserialize<'de> + 'de>(writer: &str, reader: &str, bytes: &'de [u8]) -> T {
    let reader = DatumReader::with_reader_schema(&schema(writer), &schema(reader)).unwrap();
    // What is read may borrow from the reader too.
    let reader: &'de DatumReader<Serde<T>> = Box::leak(Box::new(reader));
    let Serde(value) = reader.read(bytes).unwrap();
    value
}

#[test]
fn a_primitive_is_any_type_that_holds_it() {
    is("\"null\"", (), b"");
    is("\"boolean\"", true, b"\x01");
    is("\"int\"", -1_i8, b"\x01");
    is("\"int\"", 300_u16, b"\xd8\x04");
    is("\"int\"", 1_u64, b"\x02");
    is("\"long\"", -1_i32, b"\x01");
    is("\"long\"", 64_i64, b"\x80\x01");
    is(
        "\"long\"",
        i128::from(i64::MIN),
        b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
    );
    is("\"float\"", 1.0_f32, b"\x00\x00\x80\x3f");
    is("\"double\"", 1.0_f32, b"\x00\x00\x00\x00\x00\x00\xf0\x3f");
    is("\"double\"", -2.0_f64, b"\x00\x00\x00\x00\x00\x00\x00\xc0");
    is("\"float\"", 0.5_f64, b"\x00\x00\x00\x3f");
    is("\"string\"", "hé".to_owned(), b"\x06h\xc3\xa9");
    is("\"string\"", 'é', b"\x04\xc3\xa9");
    is("\"bytes\"", vec![1_u8, 2], b"\x04\x01\x02");
    is("\"bytes\"", [1_u8, 2], b"\x04\x01\x02");
    is(
        r#"{"type": "fixed", "name": "F", "size": 2}"#,
        [1_u8, 2],
        b"\x01\x02",
    );
    // A timestamp is its number.
    is(
        r#"{"type": "long", "logicalType": "timestamp-millis"}"#,
        1_i64,
        b"\x02",
    );
    assert_eq!(
        to_vec(&schema("\"double\""), &3_i64).unwrap(),
        3_f64.to_le_bytes()
    );
    assert_eq!(from_slice::<f64>(&schema("\"int\""), b"\x06").unwrap(), 3.0);
}

#[test]
fn a_value_that_does_not_fit_is_refused() {
    refuses("\"int\"", 1_i64 << 31, "2147483648 does not fit an int");
    refuses(
        "\"long\"",
        u64::MAX,
        "18446744073709551615 does not fit a long",
    );
    refuses(
        "\"long\"",
        u128::MAX,
        "340282366920938463463374607431768211455 does not fit a long",
    );
    refuses("\"float\"", 0.1_f64, "0.1 does not fit a float");
    refuses(
        "\"double\"",
        (1_i64 << 53) + 1,
        "expected double, found the integer 9007199254740993",
    );
    refuses(
        "\"bytes\"",
        vec![1_i32, 256],
        "[1]: 256 does not fit a byte",
    );
    refuses(
        r#"{"type": "fixed", "name": "F", "size": 2}"#,
        [1_u8],
        "expected a fixed of 2 bytes, found 1 bytes",
    );
    refuses("\"string\"", 1, "expected string, found the integer 1");
    refuses(
        r#"["null", "int"]"#,
        "x",
        "expected a union of null, int, found a string",
    );
    let error = from_slice::<u8>(&schema("\"int\""), b"\xd8\x04").unwrap_err();
    assert_eq!(
        error.to_string(),
        "at byte 0: invalid value: integer `300`, expected u8"
    );
}

const ORDER: &str = r#"{"type": "record", "name": "Order", "fields": [
    {"name": "id", "type": "long"},
    {"name": "lines", "type": {"type": "array", "items": {"type": "record", "name": "Line", "fields": [
        {"name": "sku", "type": "string"}, {"name": "price", "type": "int"}]}}},
    {"name": "tags", "type": {"type": "map", "values": "string"}},
    {"name": "note", "type": ["null", "string"], "default": null},
    {"name": "state", "type": {"type": "enum", "name": "State", "symbols": ["OPEN", "CLOSED"]}}]}"#;

const ORDER_BYTES: &[u8] = b"\x02\x04\x02a\x02\x04bc\x04\x00\x02\x02k\x02v\x00\x02\x04hi\x02";

#[derive(Serialize, Deserialize, PartialEq, Debug)]
struct Order {
    id: i64,
    lines: Vec<Line>,
    tags: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    state: State,
}

#[derive(Serialize, Deserialize, PartialEq, Debug)]
struct Line {
    sku: String,
    price: i32,
}

#[derive(Serialize, Deserialize, PartialEq, Debug, Clone, Copy)]
#[serde(rename_all = "UPPERCASE")]
enum State {
    Open,
    Closed,
}

fn order() -> Order {
    Order {
        id: 1,
        lines: vec![
            Line {
                sku: "a".into(),
                price: 1,
            },
            Line {
                sku: "bc".into(),
                price: 2,
            },
        ],
        tags: BTreeMap::from([("k".into(), "v".into())]),
        note: Some("hi".into()),
        state: State::Closed,
    }
}

#[test]
fn a_struct_is_a_record() {
    is(ORDER, order(), ORDER_BYTES);
}

#[test]
fn strings_are_borrowed_from_the_input() {
    #[derive(Serialize, Deserialize, PartialEq, Debug)]
    struct Borrowing<'a> {
        #[serde(borrow)]
        lines: Vec<BTreeMap<&'a str, serde_json::Value>>,
        #[serde(borrow)]
        tags: Vec<(&'a str, &'a str)>,
        #[serde(borrow)]
        note: Option<&'a str>,
    }
    let text = r#"{"type": "record", "name": "R", "fields": [
        {"name": "lines", "type": {"type": "array", "items": {"type": "map", "values": "int"}}},
        {"name": "tags", "type": {"type": "array", "items": {"type": "record", "name": "Tag", "fields": [
            {"name": "key", "type": "string"}, {"name": "value", "type": "string"}]}}},
        {"name": "note", "type": ["string", "null"]}]}"#;
    let bytes = b"\x02\x02\x02a\x02\x00\x00\x02\x02k\x02v\x00\x00\x04hi";
    let read: Borrowing = from_slice(&schema(text), bytes).unwrap();
    assert_eq!(read.lines, [BTreeMap::from([("a", 1.into())])]);
    assert_eq!(read.tags, [("k", "v")]);
    assert_eq!(read.note, Some("hi"));
    assert!(bytes.as_ptr_range().contains(&read.note.unwrap().as_ptr()));
    assert_eq!(to_vec(&schema(text), &read).unwrap(), bytes);
}

#[test]
fn what_the_schemas_say_is_borrowed_from_the_reader() {
    #[derive(Deserialize)]
    struct Borrowing<'a> {
        state: &'a str,
        name: &'a str,
        note: Option<&'a str>,
        data: &'a [u8],
        #[serde(borrow)]
        tags: BTreeMap<&'a str, Vec<&'a str>>,
        #[serde(borrow)]
        place: BTreeMap<&'a str, i32>,
    }
    let state = r#"{"name": "state", "type": {"type": "enum", "name": "State", "symbols": ["OPEN", "CLOSED"]}}"#;
    let writer = format!(r#"{{"type": "record", "name": "R", "fields": [{state}]}}"#);
    let reader = format!(
        r#"{{"type": "record", "name": "R", "fields": [
            {{"name": "name", "type": "string", "default": "Ada"}},
            {{"name": "note", "type": ["string", "null"], "default": "hi"}},
            {{"name": "data", "type": "bytes", "default": "\u00ff"}},
            {{"name": "tags", "type": {{"type": "map", "values": {{"type": "array", "items": "string"}}}},
              "default": {{"k": ["a", "b"]}}}},
            {state},
            {{"name": "place", "type": {{"type": "record", "name": "Place", "fields": [
                {{"name": "x", "type": "int"}}, {{"name": "y", "type": "int", "default": 2}}]}},
              "default": {{"x": 1}}}}]}}"#
    );
    let read = resolved::<Borrowing>(&writer, &reader, b"\x02");
    assert_eq!(read.state, "CLOSED");
    assert_eq!(read.name, "Ada");
    assert_eq!(read.note, Some("hi"));
    assert_eq!(read.data, [0xff]);
    assert_eq!(read.tags, BTreeMap::from([("k", vec!["a", "b"])]));
    assert_eq!(read.place, BTreeMap::from([("x", 1), ("y", 2)]));

    // By position too.
    type Places<'a> = (
        &'a str,
        Option<&'a str>,
        &'a [u8],
        BTreeMap<&'a str, Vec<&'a str>>,
        &'a str,
        BTreeMap<&'a str, i32>,
    );
    let read = resolved::<Places>(&writer, &reader, b"\x00");
    assert_eq!((read.0, read.1, read.4), ("Ada", Some("hi"), "OPEN"));

    // Who reads a single datum keeps nothing that could be lent.
    let symbols = r#"{"type": "enum", "name": "State", "symbols": ["OPEN", "CLOSED"]}"#;
    assert!(from_slice::<&str>(&schema(symbols), b"\x02").is_err());
    assert_eq!(
        from_slice::<String>(&schema(symbols), b"\x02").unwrap(),
        "CLOSED"
    );
}

#[test]
fn fields_may_come_in_any_order() {
    #[derive(Serialize)]
    struct Shuffled {
        state: State,
        tags: BTreeMap<String, String>,
        id: i64,
        lines: Vec<Backwards>,
        note: &'static str,
    }
    #[derive(Serialize)]
    struct Backwards {
        price: i32,
        sku: &'static str,
    }
    let shuffled = Shuffled {
        state: State::Closed,
        tags: order().tags,
        id: 1,
        lines: vec![
            Backwards { price: 1, sku: "a" },
            Backwards {
                price: 2,
                sku: "bc",
            },
        ],
        note: "hi",
    };
    assert_eq!(to_vec(&schema(ORDER), &shuffled).unwrap(), ORDER_BYTES);
}

#[test]
fn a_field_that_is_missing_takes_the_default_of_the_schema() {
    let order = Order {
        note: None,
        ..order()
    };
    let bytes = to_vec(&schema(ORDER), &order).unwrap();
    assert_eq!(bytes, [&ORDER_BYTES[..16], b"\x00\x02"].concat());

    // In front, in the middle, behind, and where the order is another.
    let text = r#"{"type": "record", "name": "R", "fields": [
        {"name": "a", "type": "string", "default": "A"}, {"name": "b", "type": "int"},
        {"name": "c", "type": {"type": "array", "items": "int"}, "default": [1, 2]},
        {"name": "d", "type": "int"}, {"name": "e", "type": ["null", "int"], "default": null}]}"#;
    let all = BTreeMap::from([("b", 1), ("d", 2)]);
    assert_eq!(
        to_vec(&schema(text), &all).unwrap(),
        b"\x02A\x02\x04\x02\x04\x00\x04\x00"
    );
    #[derive(Serialize)]
    struct Backwards {
        e: i32,
        d: i32,
        b: i32,
    }
    let all = Backwards { e: 3, d: 2, b: 1 };
    assert_eq!(
        to_vec(&schema(text), &all).unwrap(),
        b"\x02A\x02\x04\x02\x04\x00\x04\x02\x06"
    );
}

#[test]
fn a_field_that_has_no_place_is_named() {
    #[derive(Serialize)]
    struct Outer<T> {
        inner: Vec<T>,
    }
    let text = r#"{"type": "record", "name": "Outer", "fields": [{"name": "inner", "type":
        {"type": "array", "items": {"type": "record", "name": "Inner", "fields": [
            {"name": "x", "type": "int"}, {"name": "y", "type": "int"}]}}}]}"#;
    let inner = |pairs: &[(&'static str, i64)]| Outer {
        inner: vec![pairs.iter().copied().collect::<BTreeMap<_, _>>()],
    };
    refuses(
        text,
        inner(&[("x", 1)]),
        "inner[0].y: the value has no such field, and it has no default",
    );
    refuses(
        text,
        inner(&[("x", 1), ("y", 1), ("z", 1)]),
        "inner[0].z: the schema has no such field",
    );
    refuses(
        text,
        inner(&[("x", 1), ("y", 1 << 40)]),
        "inner[0].y: 1099511627776 does not fit an int",
    );
    refuses(
        r#"{"type": "map", "values": "int"}"#,
        inner(&[]),
        "[\"inner\"]: expected int, found a sequence",
    );

    /// A map that has a key twice.
    struct Twice(&'static [&'static str]);
    impl Serialize for Twice {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_map(self.0.iter().map(|key| (key, 1)))
        }
    }
    let text = r#"{"type": "record", "name": "R", "fields": [
        {"name": "x", "type": "int"}, {"name": "y", "type": "int"}]}"#;
    for keys in [&["x", "x", "y"], &["y", "y", "x"], &["x", "y", "x"]] {
        let error = to_vec(&schema(text), &Twice(keys)).unwrap_err().to_string();
        assert!(
            error.ends_with(": the value has this field twice"),
            "{error}"
        );
    }
}

#[derive(Serialize, Deserialize, PartialEq, Debug)]
enum Shape {
    Null,
    Circle {
        radius: f64,
    },
    #[serde(rename = "geo.Square")]
    Square(Side),
    Long(i64),
    #[serde(rename = "string")]
    Text(String),
    Map(BTreeMap<String, i32>),
    Pair(i32, i32),
}

#[derive(Serialize, Deserialize, PartialEq, Debug)]
struct Side {
    side: i32,
}

const SHAPE: &str = r#"["long", {"type": "record", "name": "geo.Circle", "fields": [{"name": "radius", "type": "double"}]},
    "null", {"type": "record", "name": "geo.Square", "fields": [{"name": "side", "type": "int"}]}, "string",
    {"type": "map", "values": "int"},
    {"type": "record", "name": "Pair", "fields": [{"name": "a", "type": "int"}, {"name": "b", "type": "int"}]}]"#;

#[test]
fn an_enum_with_data_is_a_union() {
    is(SHAPE, Shape::Long(1), b"\x00\x02");
    is(
        SHAPE,
        Shape::Circle { radius: 0.0 },
        b"\x02\0\0\0\0\0\0\0\0",
    );
    is(SHAPE, Shape::Null, b"\x04");
    is(SHAPE, Shape::Square(Side { side: 1 }), b"\x06\x02");
    is(SHAPE, Shape::Text("a".into()), b"\x08\x02a");
    is(SHAPE, Shape::Map(BTreeMap::new()), b"\x0a\x00");
    is(SHAPE, Shape::Pair(1, 2), b"\x0c\x02\x04");
    is(SHAPE, Some(Shape::Long(1)), b"\x00\x02");
    // Without a union the type itself is the only branch.
    is("\"long\"", Shape::Long(1), b"\x02");
    is(r#"["null", "long"]"#, Some(Shape::Long(1)), b"\x02\x02");
    refuses(
        "\"int\"",
        Shape::Long(1),
        r#"expected int, found the variant "Long""#,
    );
    refuses(
        r#"["null", "int"]"#,
        Shape::Long(1),
        r#"expected a union of null, int, found the variant "Long""#,
    );
    let error = from_slice::<Shape>(&schema(r#"["null", "int"]"#), b"\x02\x02").unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("at byte 1: unknown variant `int`"),
        "{error}"
    );
}

#[test]
fn an_enum_without_data_is_a_symbol() {
    const STATE: &str = r#"{"type": "enum", "name": "State", "symbols": ["CLOSED", "OPEN"]}"#;
    is(STATE, State::Open, b"\x02");
    is(STATE, "OPEN".to_owned(), b"\x02");
    is("\"string\"", State::Open, b"\x08OPEN");
    is(
        &format!(r#"["null", {STATE}]"#),
        Some(State::Open),
        b"\x02\x02",
    );
    is(&format!(r#"[{STATE}, "null"]"#), None::<State>, b"\x02");
    let other = r#"{"type": "enum", "name": "Other", "symbols": ["OPEN"]}"#;
    is(&format!(r#"[{other}, {STATE}]"#), State::Open, b"\x02\x02");
    is(
        &format!(r#"[{other}, {STATE}]"#),
        "CLOSED".to_owned(),
        b"\x02\x00",
    );
    refuses(
        other,
        State::Closed,
        r#"expected enum Other, found the symbol "CLOSED""#,
    );
}

#[test]
fn a_value_finds_the_branch_that_fits_it_best() {
    let union = r#"["null", "double", "int", "long", "bytes", "string", {"type": "array", "items": "int"}]"#;
    let schema = schema(union);
    let rows: [(&dyn erased::Written, &[u8]); 9] = [
        (&(), b"\x00"),
        (&1_i32, b"\x04\x02"),
        (&1_i64, b"\x06\x02"),
        (&1_u64, b"\x06\x02"),
        (&1_u8, b"\x04\x02"),
        (&"a", b"\x0a\x02a"),
        (&vec![1_u8], b"\x0c\x02\x02\x00"),
        (&0.0_f32, b"\x02\0\0\0\0\0\0\0\0"),
        (&Some(1_i32), b"\x04\x02"),
    ];
    for (value, bytes) in rows {
        assert_eq!(value.written(&schema), bytes);
    }
}

mod erased {
    pub(crate) trait Written {
        fn written(&self, schema: &avro_core::Schema) -> Vec<u8>;
    }

    impl<T: serde::Serialize> Written for T {
        fn written(&self, schema: &avro_core::Schema) -> Vec<u8> {
            avro_core::serde::to_vec(schema, self).unwrap()
        }
    }
}

#[test]
fn structs_of_a_union_go_by_name_then_by_size() {
    let text = r#"[{"type": "record", "name": "a.One", "fields": [{"name": "side", "type": "int"}]},
        {"type": "record", "name": "a.Side", "fields": [{"name": "side", "type": "int"}]},
        {"type": "record", "name": "a.Line", "fields": [
            {"name": "sku", "type": "string"}, {"name": "price", "type": "int"}]}]"#;
    assert_eq!(
        to_vec(&schema(text), &Side { side: 1 }).unwrap(),
        b"\x02\x02"
    );
    #[derive(Serialize)]
    struct Unknown {
        sku: &'static str,
        price: i32,
    }
    let value = Unknown { sku: "a", price: 1 };
    assert_eq!(to_vec(&schema(text), &value).unwrap(), b"\x04\x02a\x02");
}

#[test]
fn serdes_own_shapes_of_types_work_where_values_are_plain() {
    #[derive(Serialize, Deserialize, PartialEq, Debug)]
    struct Flat {
        id: i64,
        #[serde(flatten)]
        rest: Side,
    }
    let record = r#"{"type": "record", "name": "R", "fields": [
        {"name": "side", "type": "int"}, {"name": "id", "type": "long"}]}"#;
    is(
        record,
        Flat {
            id: 1,
            rest: Side { side: 2 },
        },
        b"\x04\x02",
    );

    #[derive(Serialize, Deserialize, PartialEq, Debug)]
    #[serde(untagged)]
    enum Any {
        Number(i64),
        Text(String),
        Side(Side),
    }
    let union = r#"["null", "string", "long", {"type": "record", "name": "S", "fields": [{"name": "side", "type": "int"}]}]"#;
    is(union, Any::Number(1), b"\x04\x02");
    is(union, Any::Text("a".into()), b"\x02\x02a");
    is(union, Any::Side(Side { side: 1 }), b"\x06\x02");

    #[derive(Serialize, Deserialize, PartialEq, Debug)]
    #[serde(tag = "type")]
    enum Tagged {
        A { x: i32 },
    }
    let record = r#"{"type": "record", "name": "R", "fields": [
        {"name": "type", "type": "string"}, {"name": "x", "type": "int"}]}"#;
    is(record, Tagged::A { x: 1 }, b"\x02A\x02");

    is(
        r#"{"type": "map", "values": "int"}"#,
        BTreeMap::from([(-7_i32, 1)]),
        b"\x02\x04-7\x02\x00",
    );
    is(
        r#"{"type": "array", "items": "int"}"#,
        (1, 2_u8, 3_i64),
        b"\x06\x02\x04\x06\x00",
    );
}

#[test]
fn the_count_in_front_is_the_one_there_is() {
    /// A sequence that says nothing, or something wrong, of its length.
    struct Said(Option<usize>, u8);
    impl Serialize for Said {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            use serde::ser::SerializeSeq;
            let mut seq = serializer.serialize_seq(self.0)?;
            for item in 0..self.1 {
                seq.serialize_element(&item)?;
            }
            seq.end()
        }
    }
    let ints = schema(r#"{"type": "array", "items": "int"}"#);
    let bytes = schema("\"bytes\"");
    for said in [None, Some(0), Some(2), Some(100)] {
        assert_eq!(to_vec(&ints, &Said(said, 2)).unwrap(), b"\x04\x00\x02\x00");
        assert_eq!(to_vec(&ints, &Said(said, 0)).unwrap(), b"\x00");
        assert_eq!(to_vec(&bytes, &Said(said, 2)).unwrap(), b"\x04\x00\x01");
    }
    let error = from_slice::<(i32, i32)>(&ints, b"\x06\x00\x02\x04\x00").unwrap_err();
    assert_eq!(
        error.to_string(),
        "at byte 3: there are more items than the type takes"
    );
}

#[test]
fn data_of_another_schema_comes_as_the_readers() {
    let writer = r#"{"type": "record", "name": "Purchase", "fields": [
        {"name": "dropped", "type": {"type": "array", "items": "string"}},
        {"name": "buyer", "type": "string"},
        {"name": "count", "type": "int"},
        {"name": "state", "type": {"type": "enum", "name": "State", "symbols": ["NEW", "OPEN"]}},
        {"name": "ratio", "type": "long"},
        {"name": "note", "type": "string"},
        {"name": "gone", "type": "long"}]}"#;
    let reader = r#"{"type": "record", "name": "Order", "aliases": ["Purchase"], "fields": [
        {"name": "ratio", "type": "double"},
        {"name": "customer", "aliases": ["buyer"], "type": "string"},
        {"name": "count", "type": "long"},
        {"name": "note", "type": ["null", "string"]},
        {"name": "state", "type": {"type": "enum", "name": "State", "symbols": ["OPEN", "CLOSED"], "default": "CLOSED"}},
        {"name": "added", "type": {"type": "array", "items": "string"}, "default": ["x", "y"]}]}"#;
    let bytes = b"\x01\x04\x02a\x00\x06Ada\x04\x00\x02\x04hi\x02";

    #[derive(Deserialize, PartialEq, Debug)]
    struct Order<'a> {
        customer: &'a str,
        count: u8,
        #[serde(borrow)]
        note: Option<&'a str>,
        state: State,
        ratio: f64,
        added: Vec<String>,
    }
    let expected = Order {
        customer: "Ada",
        count: 2,
        note: Some("hi"),
        state: State::Closed,
        ratio: 1.0,
        added: vec!["x".into(), "y".into()],
    };
    assert_eq!(resolved::<Order>(writer, reader, bytes), expected);

    // By position it is the order of the reader's schema that counts.
    type Places<'a> = (f64, &'a str, i64, Option<&'a str>, State, Vec<String>);
    let places = resolved::<Places>(writer, reader, bytes);
    assert_eq!(
        places,
        (
            1.0,
            "Ada",
            2,
            Some("hi"),
            State::Closed,
            vec!["x".into(), "y".into()]
        )
    );

    // A dynamic type of serde's sees the same.
    let plain = resolved::<serde_json::Value>(writer, reader, bytes);
    let text = r#"{"count": 2, "customer": "Ada", "note": "hi", "state": "CLOSED", "ratio": 1.0, "added": ["x", "y"]}"#;
    assert_eq!(
        plain,
        serde_json::from_str::<serde_json::Value>(text).unwrap()
    );
}

#[test]
fn a_union_resolves_to_variants_of_the_readers() {
    let writer = r#"{"type": "array", "items": ["int", "null", {"type": "record", "name": "old.Circle", "fields": []}]}"#;
    let reader = r#"{"type": "array", "items": ["null", "long", {"type": "record", "name": "geo.Circle", "fields": [
        {"name": "radius", "type": "double", "default": 0}]}]}"#;
    assert_eq!(
        resolved::<Vec<Shape>>(writer, reader, b"\x06\x00\x02\x02\x04\x00"),
        [Shape::Long(1), Shape::Null, Shape::Circle { radius: 0.0 }]
    );
    // No union on one side.
    assert_eq!(
        resolved::<Option<i64>>("\"int\"", r#"["null", "long"]"#, b"\x02"),
        Some(1)
    );
    assert_eq!(
        resolved::<Shape>("\"int\"", r#"["null", "long"]"#, b"\x02"),
        Shape::Long(1)
    );
    assert_eq!(
        resolved::<i64>(r#"["null", "int"]"#, "\"long\"", b"\x02\x02"),
        1
    );
    let reader = DatumReader::<Serde<i64>>::with_reader_schema(
        &schema(r#"["null", "int"]"#),
        &schema("\"long\""),
    )
    .unwrap();
    let error = reader.read(b"\x00").unwrap_err().to_string();
    assert!(error.starts_with("at byte 1: "), "{error}");
}

#[test]
fn a_fault_has_its_path_and_its_place() {
    let schema = schema(ORDER);
    let at = |bytes: &[u8]| from_slice::<Order>(&schema, bytes).unwrap_err().to_string();
    let mut bytes = ORDER_BYTES.to_vec();
    bytes[13] = 3;
    assert_eq!(
        at(&bytes),
        "tags[\"k\"] at byte 14: the length -2 is negative"
    );
    let mut bytes = ORDER_BYTES.to_vec();
    *bytes.last_mut().unwrap() = 4;
    assert_eq!(
        at(&bytes),
        "state at byte 20: symbol 2 of an enum that has 2"
    );

    #[derive(Deserialize, Debug)]
    struct Strict {
        #[serde(rename = "lines")]
        _lines: Vec<StrictLine>,
    }
    #[derive(Deserialize, Debug)]
    struct StrictLine {
        #[serde(rename = "price")]
        _price: bool,
    }
    let error = from_slice::<Strict>(&schema, ORDER_BYTES).unwrap_err();
    assert_eq!(
        error.to_string(),
        "lines[0].price at byte 4: invalid type: integer `1`, expected a boolean"
    );
    #[derive(Deserialize, Debug)]
    struct Lacking {
        #[serde(rename = "lines")]
        _lines: Vec<LackingLine>,
    }
    #[derive(Deserialize, Debug)]
    struct LackingLine {
        #[serde(rename = "weight")]
        _weight: i32,
    }
    let error = from_slice::<Lacking>(&schema, ORDER_BYTES).unwrap_err();
    assert_eq!(
        error.to_string(),
        "lines[0] at byte 2: missing field `weight`"
    );
}

#[test]
fn what_a_type_does_not_know_is_passed_over() {
    #[derive(Deserialize, PartialEq, Debug)]
    struct Last {
        state: State,
    }
    assert_eq!(
        from_slice::<Last>(&schema(ORDER), ORDER_BYTES).unwrap(),
        Last {
            state: State::Closed
        }
    );
    // Blocks that say how large they are.
    let sized = b"\x02\x03\x0e\x02a\x02\x04bc\x04\x00\x01\x08\x02k\x02v\x00\x02\x04hi\x02";
    assert_eq!(
        from_slice::<Last>(&schema(ORDER), sized).unwrap(),
        Last {
            state: State::Closed
        }
    );
    assert_eq!(from_slice::<Order>(&schema(ORDER), sized).unwrap(), order());
}

#[test]
fn every_reader_and_writer_takes_such_types() {
    let schema = schema(ORDER);
    let mut writer = Writer::<Serde<Order>>::builder(Vec::new())
        .schema(&schema)
        .build()
        .unwrap();
    writer.append(&Serde(order())).unwrap();
    writer.append(&Serde(&order())).unwrap();
    let file = writer.finish().unwrap();
    for read in Reader::<Serde<Order>>::new(&file[..]).unwrap() {
        assert_eq!(read.unwrap().0, order());
    }
    let wanted = self::schema(
        r#"{"type": "record", "name": "Order", "fields": [{"name": "id", "type": "double"}]}"#,
    );
    for read in Reader::<Serde<(f64,)>>::builder()
        .reader_schema(&wanted)
        .read(&file[..])
        .unwrap()
    {
        assert_eq!(read.unwrap().0, (1.0,));
    }
    let store = std::collections::HashMap::from([(1_u32, schema.clone())]);
    let reader = avro_core::registry::Reader::<Serde<Order>, _>::new(&store);
    let message = [b"\0\0\0\0\x01", ORDER_BYTES].concat();
    assert_eq!(reader.read(&message).unwrap().0, order());
}

#[test]
fn limits_hold() {
    #[derive(Deserialize, Serialize, Debug)]
    struct List {
        next: Option<Box<List>>,
    }
    let list = schema(
        r#"{"type": "record", "name": "List", "fields": [{"name": "next", "type": ["null", "List"]}]}"#,
    );
    let mut bytes = vec![2; 100];
    bytes.push(0);
    assert!(from_slice::<List>(&list, &bytes).is_ok());
    let error = from_slice::<List>(&list, &[2; 1_000_000])
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("limit of 128 on depth") || error.contains("on stack"),
        "{error}"
    );
    let error = from_slice::<IgnoredAny>(&list, &[2; 1_000_000])
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("limit of 128 on depth") || error.contains("on stack"),
        "{error}"
    );
    let deep = (0..200).fold(List { next: None }, |next, _| List {
        next: Some(Box::new(next)),
    });
    assert!(
        to_vec(&list, &deep)
            .unwrap_err()
            .to_string()
            .contains("deeper")
    );

    // A type that goes on for ever, over data that does not move.
    #[derive(Deserialize, Debug)]
    struct Endless(#[expect(dead_code, reason = "for its recursion")] Option<Box<Endless>>);
    let error = from_slice::<Endless>(&schema("\"int\""), b"\x02")
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("limit of 128 on depth") || error.contains("on stack"),
        "{error}"
    );
    #[derive(Deserialize, Debug)]
    enum Own {
        Int(#[expect(dead_code, reason = "for its recursion")] Box<Own>),
    }
    let error = from_slice::<Own>(&schema("\"int\""), b"\x02")
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("limit of 128 on depth") || error.contains("on stack"),
        "{error}"
    );

    // Counts that no input holds, of items of a byte, of eight, and of none.
    let count = b"\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01";
    for items in ["\"int\"", "\"double\"", "\"null\""] {
        let array = schema(&format!(r#"{{"type": "array", "items": {items}}}"#));
        assert!(
            from_slice::<Vec<Option<f64>>>(&array, count).is_err(),
            "{items}"
        );
        assert!(from_slice::<IgnoredAny>(&array, count).is_err(), "{items}");
    }
    // A hundred million values of no bytes.
    let nulls = schema(r#"{"type": "array", "items": "null"}"#);
    let error = from_slice::<Vec<()>>(&nulls, b"\x80\x84\xaf\x5f\x00").unwrap_err();
    assert!(error.to_string().contains("on empty values"), "{error}");

    // What items take in memory is charged.
    let mut many = vec![0x80, 0x89, 0x7a];
    many.resize(3 + 1_000_000, 0);
    many.push(0);
    let ints = schema(r#"{"type": "array", "items": "int"}"#);
    assert_eq!(
        from_slice::<Vec<i64>>(&ints, &many).unwrap().len(),
        1_000_000
    );
    let error =
        from_slice::<Vec<serde_json::Map<String, serde_json::Value>>>(&ints, &many).unwrap_err();
    assert!(error.to_string().contains("expected a map"), "{error}");
    let reader = DatumReader::<Serde<Vec<[i64; 1]>>>::new(&schema(
        r#"{"type": "array", "items": {"type": "array", "items": "int"}}"#,
    ))
    .unwrap();
    let reader = reader.with_limits(Limits::default().with_memory(0));
    let mut rows = vec![4];
    rows.extend(b"\x02\x00\x00\x02\x00\x00\x00");
    assert_eq!(reader.read(&rows).unwrap().0, [[0], [0]]);

    #[derive(Deserialize, Debug)]
    struct Wide {
        #[serde(default, rename = "x")]
        _x: Option<Box<[u64; 32]>>,
        #[serde(skip)]
        _room: [u64; 32],
    }
    let empty = schema(
        r#"{"type": "array", "items": {"type": "record", "name": "R", "fields": [{"name": "y", "type": "int"}]}}"#,
    );
    let error = from_slice::<Vec<Wide>>(&empty, &many)
        .unwrap_err()
        .to_string();
    assert!(error.contains("on memory"), "{error}");
}

#[test]
fn a_value_is_shown_plainly_and_read_along_a_schema() {
    let value = DatumReader::<Value>::new(&schema(ORDER))
        .unwrap()
        .read(ORDER_BYTES)
        .unwrap();
    assert_eq!(
        serde_json::to_string(&value).unwrap(),
        r#"{"id":1,"lines":[{"sku":"a","price":1},{"sku":"bc","price":2}],"tags":{"k":"v"},"note":"hi","state":"CLOSED"}"#
    );
    assert_eq!(to_vec(&schema(ORDER), &value).unwrap(), ORDER_BYTES);
    assert_eq!(Value::from_serde(&schema(ORDER), &order()).unwrap(), value);
    assert_eq!(value.to_serde::<Order>(&schema(ORDER)).unwrap(), order());
}

#[test]
fn a_writer_is_kept_for_many_values() {
    let mut writer = DatumWriter::<Serde<&str>>::new(&schema("\"string\"")).unwrap();
    assert_eq!(writer.write(&Serde("a")).unwrap(), b"\x02a");
    assert_eq!(writer.write(&Serde("bc")).unwrap(), b"\x04bc");
}

#[test]
fn a_text_of_one_schema_is_read_as_another() {
    let (writer, reader) = (
        schema(r#"["null", "int"]"#),
        schema(r#"["double", "null"]"#),
    );
    let reader = json::Reader::<Serde<Option<f64>>>::with_reader_schema(&writer, &reader).unwrap();
    assert_eq!(reader.read(r#"{"int": 3}"#).unwrap(), Serde(Some(3.0)));
    assert_eq!(reader.read("null").unwrap(), Serde(None));
}
