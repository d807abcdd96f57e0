//! Types in the JSON encoding and in plain JSON, both ways.
#![cfg(feature = "derive")]

use std::collections::BTreeMap;

use avro_core::encoding::Limit;
use avro_core::json::{self, ReadErrorKind};
use avro_core::logical::{Date, Decimal, TimestampMillis, Uuid};
use avro_core::{AvroSchema, Convert, EncodeErrorKind, Limits, Schema, Value};

#[derive(AvroSchema, Clone, Debug, PartialEq)]
#[avro(namespace = "shop")]
struct Order {
    id: i64,
    customer: String,
    #[avro(default = "[]")]
    lines: Vec<Line>,
    #[avro(type = "union { string, null }")]
    note: Option<String>,
    payment: Payment,
    state: State,
    #[avro(type = "bytes")]
    seal: Vec<u8>,
    #[avro(type = "fixed Digest(2)")]
    digest: [u8; 2],
    tags: BTreeMap<String, Option<i32>>,
}

#[derive(AvroSchema, Clone, Debug, PartialEq)]
#[avro(namespace = "shop")]
struct Line {
    article: String,
    price: f64,
    #[avro(default = "1")]
    count: i32,
}

#[derive(AvroSchema, Clone, Debug, PartialEq)]
#[avro(namespace = "shop")]
enum Payment {
    Cash(i64),
    Card { number: String },
}

#[derive(AvroSchema, Clone, Debug, PartialEq)]
#[avro(namespace = "shop")]
enum State {
    Open,
    Paid,
}

fn order() -> Order {
    Order {
        id: -7,
        customer: "Zoë \"Z\"".into(),
        lines: vec![Line {
            article: "nail".into(),
            price: 0.5,
            count: 100,
        }],
        note: Some("now".into()),
        payment: Payment::Card { number: "1".into() },
        state: State::Paid,
        seal: vec![0, 0x41, 0xff],
        digest: [0x7f, 0x80],
        tags: BTreeMap::from([("a".into(), None), ("b".into(), Some(2))]),
    }
}

#[test]
fn a_type_is_written_as_the_specification_says() {
    let text = concat!(
        r#"{"id":-7,"customer":"Zoë \"Z\"","#,
        r#""lines":[{"article":"nail","price":0.5,"count":100}],"#,
        r#""note":{"string":"now"},"payment":{"shop.Card":{"number":"1"}},"state":"Paid","#,
        r#""seal":"\u0000Aÿ","digest":"\u007f\u0080","tags":{"a":null,"b":{"int":2}}}"#,
    );
    assert_eq!(json::to_string(&order()).unwrap(), text);
    assert_eq!(json::from_str::<Order>(text).unwrap(), order());
    let plain = concat!(
        r#"{"id":-7,"customer":"Zoë \"Z\"","#,
        r#""lines":[{"article":"nail","price":0.5,"count":100}],"#,
        r#""note":"now","payment":{"number":"1"},"state":"Paid","#,
        r#""seal":"\u0000Aÿ","digest":"\u007f\u0080","tags":{"a":null,"b":2}}"#,
    );
    assert_eq!(json::to_plain_string(&order()).unwrap(), plain);
    assert_eq!(json::from_plain_str::<Order>(plain).unwrap(), order());
    // Tags may be there.
    assert_eq!(json::from_plain_str::<Order>(text).unwrap(), order());
}

#[test]
fn members_stand_in_any_order_and_strangers_among_them() {
    let text = concat!(
        r#"{"tags":{"b":{"int":2},"a":null},"more":{"lines":[{}]},"digest":"\u007f\u0080","#,
        r#""lines":[{"count":100,"x":[1,{"y":2}],"price":5e-1,"article":"nail"}],"#,
        r#""payment":{"shop.Card":{"z":0,"number":"1"}},"#,
        r#""id":-7,"seal":"\u0000Aÿ","note":{"string":"now"},"#,
        r#""customer":"Zoë \"Z\"","state":"Paid"}"#,
    );
    assert_eq!(json::from_str::<Order>(text).unwrap(), order());
}

#[test]
fn what_is_left_out_has_its_default_in_plain_json_alone() {
    let text = concat!(
        r#"{"id":-7,"note":null,"customer":"","payment":3,"state":"Open","#,
        r#""seal":"","digest":"ab","tags":{}}"#,
    );
    let found: Order = json::from_plain_str(text).unwrap();
    assert_eq!((found.lines, found.payment), (vec![], Payment::Cash(3)));

    let lines = r#"[{"price":1,"article":"a"},{"article":"b","price":2},{"article":"c","price":3,"count":4}]"#;
    let found: Vec<Line> = json::from_plain_str(lines).unwrap();
    let counts: Vec<i32> = found.iter().map(|line| line.count).collect();
    assert_eq!(counts, [1, 1, 4]);
    let error = json::from_str::<Vec<Line>>(lines).unwrap_err();
    assert_eq!(
        error.to_string(),
        r#"[0] at 1:26: the field "count" is missing"#
    );
}

/// A tree, whose default is a tree as well.
#[derive(AvroSchema, Debug, PartialEq)]
struct Tree {
    name: String,
    #[avro(default = "null")]
    left: Option<Box<Tree>>,
    #[avro(default = "[]")]
    rest: Vec<Tree>,
}

fn leaf(name: &str) -> Tree {
    Tree {
        name: name.into(),
        left: None,
        rest: vec![],
    }
}

#[test]
fn a_type_may_hold_itself() {
    let tree = Tree {
        left: Some(Box::new(leaf("l"))),
        rest: vec![leaf("r"), leaf("s")],
        ..leaf("t")
    };
    let text = concat!(
        r#"{"name":"t","left":{"Tree":{"name":"l","left":null,"rest":[]}},"#,
        r#""rest":[{"name":"r","left":null,"rest":[]},{"name":"s","left":null,"rest":[]}]}"#,
    );
    assert_eq!(json::to_string(&tree).unwrap(), text);
    assert_eq!(json::from_str::<Tree>(text).unwrap(), tree);
    let short = r#"{"rest":[{"name":"r"},{"name":"s"}],"left":{"name":"l"},"name":"t"}"#;
    assert_eq!(json::from_plain_str::<Tree>(short).unwrap(), tree);
}

#[derive(AvroSchema, Debug, PartialEq)]
struct Sale {
    day: Date,
    at: Option<TimestampMillis>,
    total: Decimal<6, 2>,
    id: Uuid,
}

#[test]
fn logical_types_are_numbers_and_bytes_in_the_encoding_and_text_for_people() {
    let sale = Sale {
        day: Date::new(1),
        at: Some(TimestampMillis::new(-1)),
        total: Decimal::from_unscaled(-1).unwrap(),
        id: "6ba7b810-9dad-11d1-80b4-00c04fd430c8".parse().unwrap(),
    };
    let text = concat!(
        r#"{"day":1,"at":{"long":-1},"total":"ÿ","#,
        r#""id":"6ba7b810-9dad-11d1-80b4-00c04fd430c8"}"#,
    );
    let plain = concat!(
        r#"{"day":"1970-01-02","at":"1969-12-31T23:59:59.999Z","total":"-0.01","#,
        r#""id":"6ba7b810-9dad-11d1-80b4-00c04fd430c8"}"#,
    );
    assert_eq!(json::to_string(&sale).unwrap(), text);
    assert_eq!(json::from_str::<Sale>(text).unwrap(), sale);
    assert_eq!(json::to_plain_string(&sale).unwrap(), plain);
    assert_eq!(json::from_plain_str::<Sale>(plain).unwrap(), sale);
    let lenient = r#"{"total":-1e-2,"id":"6BA7B810-9DAD-11D1-80B4-00C04FD430C8","at":-1,"day":1}"#;
    assert_eq!(json::from_plain_str::<Sale>(lenient).unwrap(), sale);
}

/// Even numbers alone, in the field of a record.
#[derive(AvroSchema, Debug, PartialEq)]
struct Even {
    #[avro(with = Halved)]
    twice: i64,
    #[avro(default = "null")]
    name: Option<String>,
}

enum Halved {}

impl Convert<i64> for Halved {
    type Avro = i64;
    type Error = String;

    fn to_avro(value: &i64) -> Result<i64, String> {
        Ok(*value)
    }

    fn from_avro(value: i64) -> Result<i64, String> {
        match value % 2 {
            0 => Ok(value),
            _ => Err(format!("{value} is not even")),
        }
    }
}

fn fault<T: AvroSchema + std::fmt::Debug + for<'de> avro_core::Decode<'de>>(text: &str) -> String {
    json::from_plain_str::<T>(text).unwrap_err().to_string()
}

#[test]
fn what_the_type_refuses_is_refused_where_it_stands() {
    let text = "{\"id\": \"6ba7b810-9dad-11d1-80b4-00c04fd430c8\",\n \"total\": \"0.00\", \"at\": null, \"day\": 0}";
    assert!(json::from_plain_str::<Sale>(text).is_ok());
    assert_eq!(
        fault::<Sale>(&text.replace("c8\"", "cx\"")),
        "id at 1:8: the string is not a uuid"
    );
    // Three bytes hold more than six digits.
    let total = text
        .replace("\"0.00\"", r#""\u007fÿÿ""#)
        .replace("null", r#"{"long": 1}"#);
    let error = json::from_str::<Sale>(&total).unwrap_err();
    assert_eq!(
        error.to_string(),
        "total at 2:11: a decimal of more than 6 digits"
    );
    assert!(matches!(error.kind(), ReadErrorKind::Refused(_)));

    assert_eq!(
        fault::<Even>(r#"{"twice": 3}"#),
        "twice at 1:11: 3 is not even"
    );
    assert_eq!(
        fault::<Even>(r#"{"name": "three", "twice": 3}"#),
        "twice at 1:28: 3 is not even"
    );
    // Far behind in an array, whose count has moved all items.
    let many = format!(
        "[{}\n{{\"name\":null,\"twice\":5}}]",
        r#"{"twice":2},"#.repeat(100)
    );
    assert_eq!(
        fault::<Vec<Even>>(&many),
        "[100].twice at 2:22: 5 is not even"
    );
    let map = format!(r#"{{"a": [], "b": {many}}}"#);
    assert_eq!(
        fault::<BTreeMap<String, Vec<Even>>>(&map),
        r#"["b"][100].twice at 2:22: 5 is not even"#
    );
}

#[test]
fn a_type_reads_what_another_schema_of_its_layout_wrote() {
    let writer = Schema::parse(
        r#"{"type": "record", "name": "old.Line", "fields": [
            {"name": "article", "type": "string"},
            {"name": "price", "type": "double"},
            {"name": "count", "type": "int"}]}"#,
    )
    .unwrap();
    let line = Line {
        article: "a".into(),
        price: 1.0,
        count: 2,
    };
    let text = r#"{"article":"a","price":1.0,"count":2}"#;
    assert_eq!(
        json::Reader::<Line>::new(&writer)
            .unwrap()
            .read(text)
            .unwrap(),
        line
    );
    assert_eq!(
        json::Writer::<Line>::new(&writer)
            .unwrap()
            .write(&line)
            .unwrap(),
        text
    );
    assert!(json::Reader::<Order>::new(&writer).is_err());
}

#[test]
fn a_value_and_a_type_write_the_same_text() {
    let schema = Order::schema().unwrap();
    let text = json::to_string(&order()).unwrap();
    let value: Value = json::Reader::new(&schema).unwrap().read(&text).unwrap();
    assert_eq!(
        value.get("customer").and_then(Value::as_str),
        Some("Zoë \"Z\"")
    );
    let mut writer = json::Writer::<Value>::new(&schema).unwrap();
    assert_eq!(writer.write(&value).unwrap(), text);
    let plain = writer.plain().write(&value).unwrap();
    assert_eq!(plain, json::to_plain_string(&order()).unwrap());
}

#[test]
fn values_behind_one_another_are_read_one_by_one() {
    let reader = json::Reader::<Line>::new(&Line::schema().unwrap())
        .unwrap()
        .plain();
    let text = "\n{\"article\": \"[\\\"}\", \"price\": 1}\r\n\n  {\"price\": 2}\n\
                {\"article\": \"é\", \"price\": \"x\"} {\"price\": 3, \"article\": \"c\"}{\"a\":\n";
    let found: Vec<String> = reader
        .read_all(text)
        .map(|line| match line {
            Ok(line) => line.article,
            Err(error) => error.to_string(),
        })
        .collect();
    assert_eq!(
        found,
        [
            "[\"}",
            "at 4:14: the field \"article\" is missing",
            "price at 5:27: expected a double, found \"x\"",
            "c",
            "at 6:1: the text ends where a value should stand",
        ]
    );
    let numbers = json::Reader::<i32>::new(&i32::schema().unwrap()).unwrap();
    let sum: i32 = numbers.read_all(" 1 2\n3").map(Result::unwrap).sum();
    assert_eq!(sum, 6);
    assert_eq!(numbers.read_all(" \n").count(), 0);
    assert_eq!(numbers.read_all("1,2").count(), 1);
}

#[test]
fn every_limit_holds_in_both_directions() {
    #[derive(AvroSchema, Debug)]
    struct Nothing {}
    #[derive(AvroSchema, Debug)]
    struct Nested {
        next: Option<Box<Nested>>,
    }
    fn limit<T>(value: &T, text: &str, limits: Limits, which: Limit)
    where
        T: AvroSchema + avro_core::Encode + std::fmt::Debug + for<'de> avro_core::Decode<'de>,
    {
        let schema = T::schema().unwrap();
        let reader = json::Reader::<T>::new(&schema).unwrap();
        let mut writer = json::Writer::<T>::new(&schema).unwrap();
        let mut out = "x".to_owned();
        writer.write_to(value, &mut out).unwrap();
        assert_eq!(out, format!("x{text}"));
        reader.read(text).unwrap();

        let error = writer
            .with_limits(limits.clone())
            .write_to(value, &mut out)
            .unwrap_err();
        let found = matches!(error.kind(), EncodeErrorKind::LimitExceeded { which: found, .. } if *found == which);
        assert!(found, "{text}: {error}");
        assert_eq!(
            out,
            format!("x{text}"),
            "what is not written leaves nothing behind"
        );

        let error = reader.with_limits(limits).read(text).unwrap_err();
        let found = matches!(error.kind(), ReadErrorKind::LimitExceeded { which: found, .. } if *found == which);
        assert!(found, "{text}: {error}");
    }
    let small = Limits::default;
    limit(
        &vec![(), ()],
        "[null,null]",
        small().with_empty_values(1),
        Limit::EmptyValues,
    );
    limit(
        &vec![Nothing {}, Nothing {}],
        "[{},{}]",
        small().with_empty_values(1),
        Limit::EmptyValues,
    );
    limit(
        &"ab".to_owned(),
        r#""ab""#,
        small().with_length(1),
        Limit::Length,
    );
    limit(
        &BTreeMap::from([("ab".to_owned(), 1)]),
        r#"{"ab":1}"#,
        small().with_length(1),
        Limit::Length,
    );
    limit(
        &vec![0xff_u8, 0],
        r#""ÿ\u0000""#,
        small().with_length(1),
        Limit::Length,
    );
    limit(&vec![vec![1]], "[[1]]", small().with_depth(1), Limit::Depth);
    let nested = Nested {
        next: Some(Box::new(Nested { next: None })),
    };
    limit(
        &nested,
        r#"{"next":{"Nested":{"next":null}}}"#,
        small().with_depth(1),
        Limit::Depth,
    );
    limit(
        &nested,
        r#"{"next":{"Nested":{"next":null}}}"#,
        small().with_stack(1),
        Limit::Stack,
    );
}

#[test]
fn a_text_of_long_names_is_not_written_beyond_the_budget() {
    let name = "n".repeat(1 << 20);
    let schema = Schema::parse(&format!(
        r#"{{"type": "array", "items":
            {{"type": "record", "name": "R", "fields": [{{"name": "{name}", "type": "null"}}]}}}}"#
    ))
    .unwrap();
    let value = avro_core::DatumReader::<Value>::new(&schema).unwrap();
    // A thousand records that take no bytes, and a gigabyte of text.
    let value = value.read(b"\xd0\x0f\x00").unwrap();
    let mut writer = json::Writer::<Value>::new(&schema).unwrap();
    let error = writer.write(&value).unwrap_err();
    assert!(
        error.to_string().contains("on memory"),
        "{}",
        &error.to_string()[..200]
    );
}

#[test]
fn memory_for_what_no_text_paid_is_bounded() {
    #[derive(AvroSchema, Debug)]
    struct Large {
        #[avro(default = "[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]")]
        numbers: Vec<f64>,
    }
    let reader = json::Reader::<Vec<Large>>::new(&Vec::<Large>::schema().unwrap())
        .unwrap()
        .plain();
    let text = format!("[{}{{}}]", "{},".repeat(100));
    let read = reader.read(&text).unwrap();
    assert_eq!(read.len(), 101);
    assert!(
        read.iter()
            .all(|large| large.numbers == [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0])
    );
    let error = reader
        .with_limits(Limits::default().with_memory(0))
        .read(&text)
        .unwrap_err();
    assert!(error.to_string().contains("on memory"), "{error}");
}

#[test]
fn a_default_that_doubles_at_every_level_is_held_against_the_limits() {
    // Two fields whose defaults are the records of the next level, sixty times.
    let mut ty = r#""null""#.to_owned();
    for level in 0..60 {
        let default = if level == 0 { "null" } else { "{}" };
        let again = match level {
            0 => ty.clone(),
            _ => format!("\"R{}\"", level - 1),
        };
        ty = format!(
            r#"{{"type": "record", "name": "R{level}", "fields": [
                {{"name": "a", "type": {ty}, "default": {default}}},
                {{"name": "b", "type": {again}, "default": {default}}}]}}"#
        );
    }
    let schema = Schema::parse(&ty).unwrap();
    let reader = json::Reader::<Value>::new(&schema).unwrap().plain();
    let error = reader.read("{}").unwrap_err();
    assert!(
        matches!(error.kind(), ReadErrorKind::LimitExceeded { .. }),
        "{error}"
    );
}

#[test]
fn two_types_of_one_name_are_no_schema() {
    mod other {
        #[derive(avro_core::AvroSchema, Debug)]
        pub(crate) struct Twin {
            pub(crate) a: i32,
        }
    }
    #[derive(AvroSchema, Debug)]
    struct Twin {
        b: String,
    }
    #[derive(AvroSchema, Debug)]
    struct Both {
        first: other::Twin,
        second: Twin,
    }
    let both = Both {
        first: other::Twin { a: 1 },
        second: Twin { b: String::new() },
    };
    let error = json::to_string(&both).unwrap_err();
    assert!(error.to_string().contains("Twin"), "{error}");
    let error = json::from_str::<Both>("{}").unwrap_err();
    assert!(error.to_string().contains("Twin"), "{error}");
}
