//! Values without a Rust type: what becomes of them when they are fitted to a schema.

use avro_core::value::{EnumValue, FixedValue, RecordValue, UnionValue};
use avro_core::{
    AvroSchema, DatumWriter, Losses, Schema, Value, container, json, single_object, value,
};

fn schema(text: &str) -> Schema {
    Schema::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// A value fitted to a schema, as it shows itself, or its faults.
fn fitted(value: &Value, of: &str) -> Result<String, String> {
    let schema = schema(of);
    match value.fit(&schema) {
        Ok(value) => {
            value.validate(&schema).expect("what was fitted is valid");
            Ok(format!("{value:?}"))
        }
        Err(faults) => Err(faults.to_string()),
    }
}

#[test]
fn a_number_has_to_be_the_same_number() {
    let rows: Vec<(Value, &str, Result<&str, &str>)> = vec![
        (value!(7), "long", Ok("Long(7)")),
        (value!(7_i64), "int", Ok("Int(7)")),
        (value!(7.0), "int", Ok("Int(7)")),
        (value!(-0.0), "long", Ok("Long(0)")),
        (value!(7.5), "int", Err("expected int, found double 7.5")),
        (
            value!(3_000_000_000_i64),
            "int",
            Err("expected int, found long 3000000000"),
        ),
        (
            value!(f64::NAN),
            "long",
            Err("expected long, found double NaN"),
        ),
        (
            value!(9_223_372_036_854_775_808.0),
            "long",
            Err("expected long, found double 9.223372036854776e18"),
        ),
        (
            value!(-9_223_372_036_854_775_808.0),
            "long",
            Ok("Long(-9223372036854775808)"),
        ),
        // 2^53 is the last integer below which a double has all of them.
        (
            value!(9_007_199_254_740_992_i64),
            "double",
            Ok("Double(9007199254740992.0)"),
        ),
        (
            value!(9_007_199_254_740_993_i64),
            "double",
            Err("expected double, found long 9007199254740993"),
        ),
        (
            value!(i64::MAX),
            "double",
            Err("expected double, found long 9223372036854775807"),
        ),
        (value!(16_777_216), "float", Ok("Float(16777216.0)")),
        (
            value!(16_777_217),
            "float",
            Err("expected float, found int 16777217"),
        ),
        // What is no integer is rounded, as a literal is.
        (value!(0.1), "float", Ok("Float(0.1)")),
        (
            value!(1e300),
            "float",
            Err("expected float, found double 1e300"),
        ),
        (value!(f64::INFINITY), "float", Ok("Float(inf)")),
        (value!(0.5_f32), "double", Ok("Double(0.5)")),
        (value!(true), "int", Err("expected int, found boolean")),
        (value!("7"), "int", Err("expected int, found string")),
        (value!(1), "boolean", Err("expected boolean, found int")),
        (value!(null), "string", Err("expected string, found null")),
    ];
    for (value, of, expected) in rows {
        let expected = expected.map(str::to_owned).map_err(str::to_owned);
        assert_eq!(
            fitted(&value, &format!("{of:?}")),
            expected,
            "{value:?} as {of}"
        );
    }
}

#[test]
fn texts_bytes_and_symbols_stand_for_each_other_where_nobody_could_differ() {
    let suit = r#"{"type":"enum","name":"Suit","symbols":["SPADES","HEARTS"]}"#;
    let pair = r#"{"type":"fixed","name":"Pair","size":2}"#;
    let bytes = r#""bytes""#;
    let string = r#""string""#;
    let symbol = EnumValue::new(&schema(suit), "HEARTS").unwrap();
    let other = schema(r#"{"type":"fixed","name":"Other","size":2}"#);
    let fixed = FixedValue::new(&other, vec![0, 0xff]).unwrap();
    let rows: Vec<(Value, &str, Result<&str, &str>)> = vec![
        (value!("HEARTS"), suit, Ok("Suit::HEARTS")),
        (
            value!("HERATS"),
            suit,
            Err(r#"expected a symbol of enum Suit, found "HERATS"; did you mean "HEARTS"?"#),
        ),
        (value!(symbol.clone()), string, Ok(r#"String("HEARTS")"#)),
        (
            value!(symbol),
            r#"{"type":"enum","name":"x.S","symbols":["HEARTS"]}"#,
            Ok("x.S::HEARTS"),
        ),
        (value!("ab"), bytes, Ok("Bytes(6162)")),
        // UTF-8 says c3 a9, the JSON encoding e9.
        (
            value!("é"),
            bytes,
            Err("expected bytes, or a string of ASCII, found \"é\""),
        ),
        (value!(b"\x00\xff"), bytes, Ok("Bytes(00ff)")),
        (value!(b"\xc3\xa9"), string, Ok(r#"String("é")"#)),
        (
            value!(b"\xff"),
            string,
            Err("expected string, found bytes that are not UTF-8"),
        ),
        (value!(b"ab"), pair, Ok("Pair(6162)")),
        (value!("ab"), pair, Ok("Pair(6162)")),
        (
            value!(b"abc"),
            pair,
            Err("expected fixed Pair of 2 bytes, found 3 bytes"),
        ),
        (
            value!("abc"),
            pair,
            Err("expected fixed Pair of 2 bytes, found a string of 3 bytes"),
        ),
        (value!(fixed.clone()), pair, Ok("Pair(00ff)")),
        (value!(fixed), bytes, Ok("Bytes(00ff)")),
    ];
    for (value, of, expected) in rows {
        let expected = expected.map(str::to_owned).map_err(str::to_owned);
        assert_eq!(fitted(&value, of), expected, "{value:?} as {of}");
    }
}

#[test]
fn logical_types_are_written_as_people_do() {
    let date = r#"{"type":"int","logicalType":"date"}"#;
    let instant = r#"{"type":"long","logicalType":"timestamp-millis"}"#;
    let money = r#"{"type":"bytes","logicalType":"decimal","precision":5,"scale":2}"#;
    let wide =
        r#"{"type":"fixed","name":"D","size":4,"logicalType":"decimal","precision":5,"scale":2}"#;
    let uuid = r#"{"type":"fixed","name":"U","size":16,"logicalType":"uuid"}"#;
    let rows: Vec<(Value, &str, Result<&str, &str>)> = vec![
        (value!("1970-01-02"), date, Ok("Int(1)")),
        (value!(1), date, Ok("Int(1)")),
        (
            value!("1970-13-02"),
            date,
            Err(r#"expected a date, found "1970-13-02""#),
        ),
        (value!("1970-01-01T00:00:01Z"), instant, Ok("Long(1000)")),
        // 12.30 is 1230 = 0x04ce hundredths.
        (value!("12.30"), money, Ok("Bytes(04ce)")),
        (value!(12.3), money, Ok("Bytes(04ce)")),
        (value!(12), money, Ok("Bytes(04b0)")),
        (value!(b"\x04\xce"), money, Ok("Bytes(04ce)")),
        (value!(-0.01), wide, Ok("D(ffffffff)")),
        (
            value!("1234.56"),
            money,
            Err(r#"expected a decimal, found "1234.56""#),
        ),
        (
            value!(0.001),
            money,
            Err("expected a decimal, found double 0.001"),
        ),
        (
            value!("00112233-4455-6677-8899-aabbccddeeff"),
            uuid,
            Ok("U(00112233445566778899aabbccddeeff)"),
        ),
    ];
    for (value, of, expected) in rows {
        let expected = expected.map(str::to_owned).map_err(str::to_owned);
        assert_eq!(fitted(&value, of), expected, "{value:?} as {of}");
    }
}

const UNION: &str = r#"["null", "double", "long", "string", "bytes",
    {"type":"enum","name":"E","symbols":["A"]}, {"type":"array","items":["null","int"]},
    {"type":"record","name":"x.P","fields":[{"name":"x","type":"int"},{"name":"l","type":"string","default":""}]},
    {"type":"record","name":"x.Q","fields":[{"name":"x","type":"int"},{"name":"m","type":["null","x.P"],"default":null}]}]"#;

#[test]
fn a_value_takes_the_branch_that_suits_it_best() {
    let of = schema(UNION);
    let rows = [
        (value!(null), 0),
        (value!(1.5), 1),
        (value!(1), 2),
        (value!(0.5_f32), 1),
        (value!("A"), 3),
        (value!(b"A"), 4),
        (
            value!(
                EnumValue::new(
                    &schema(r#"{"type":"enum","name":"F","symbols":["A"]}"#),
                    "A"
                )
                .unwrap()
            ),
            5,
        ),
        (value!([1, null]), 6),
        (value!({"x": 1, "l": "l"}), 7),
        (value!({"x": 1, "m": null}), 8),
        (value!({"x": 1, "m": {"x": 1}}), 8),
        (value!({"x.Q": {"x": 1}}), 8),
        (value!(UnionValue::new(8, value!({"x": 1}))), 8),
        (value!(UnionValue::new(5, value!("A"))), 3),
        // A branch of another union, which is of no use here.
        (value!(UnionValue::new(0, value!("A"))), 3),
    ];
    for (value, index) in rows {
        let fitted = value
            .fit(&of)
            .unwrap_or_else(|faults| panic!("{value}: {faults}"));
        let Value::Union(union) = &fitted else {
            panic!("{value}: {fitted:?}");
        };
        assert_eq!(union.index(), index, "{value}");
        fitted.validate(&of).unwrap();
        assert_eq!(fitted.fit(&of).unwrap(), fitted, "{value}, once more");
    }
    let refused = [
        (
            value!({"x": 1}),
            "expected a value of one branch, found one of each of record x.P, record x.Q",
        ),
        (
            value!({"y": 1}),
            "expected one of null, double, long, string, bytes, enum E, an array, record x.P, …, found a map",
        ),
        (
            value!({"x.Q": {"y": 1}}),
            "2 faults\n  y: expected a field of record x.Q, found \"y\"\n  x: expected int, found no such field",
        ),
        (
            value!(true),
            "expected one of null, double, long, string, bytes, enum E, an array, record x.P, …, found boolean",
        ),
        (
            value!([1, "a"]),
            "[1]: expected one of null, int, found string",
        ),
    ];
    for (value, words) in refused {
        assert_eq!(value.fit(&of).unwrap_err().to_string(), words, "{value}");
    }
}

#[test]
fn where_only_one_branch_may_hold_an_object_faults_are_inside_of_it() {
    let of = schema(
        r#"["null", {"type":"record","name":"Line","fields":[{"name":"price","type":"double"}]}]"#,
    );
    let faults = value!({"price": "dear"}).fit(&of).unwrap_err();
    assert_eq!(faults.to_string(), "price: expected double, found string");
}

#[test]
fn records_take_members_by_name_and_fill_in_defaults() {
    let of = schema(
        r#"{"type":"record","name":"Order","fields":[
            {"name":"id","type":"long"},
            {"name":"raw","type":"bytes","default":"\u00ff"},
            {"name":"kind","type":["string","null"],"default":"web"},
            {"name":"at","type":{"type":"record","name":"At","fields":[
                {"name":"x","type":"int","default":1},{"name":"y","type":"float","default":0.1}]},
             "default":{"x":2}},
            {"name":"tags","type":{"type":"map","values":"int"},"default":{"a":1}}]}"#,
    );
    let order = value!({"tags": {}, "id": 1, "at": {"y": 1}, "id": 2})
        .fit(&of)
        .unwrap();
    assert_eq!(
        format!("{order:?}"),
        concat!(
            r#"Order { id: Long(2), raw: Bytes(ff), kind: UnionValue { index: 0, value: String("web") }, "#,
            "at: At { x: Int(1), y: Float(1.0) }, tags: {} }"
        )
    );
    let order = value!({"id": 1}).fit(&of).unwrap();
    assert_eq!(
        order.to_string(),
        r#"{"id": 1, "raw": "ÿ", "kind": "web", "at": {"x": 2, "y": 0.1}, "tags": {"a": 1}}"#
    );
    // A record of another schema; and a record as a map.
    let other = schema(r#"{"type":"record","name":"O","fields":[{"name":"id","type":"int"}]}"#);
    let other = Value::from(RecordValue::new(&other, vec![Value::Int(5)]).unwrap());
    assert_eq!(other.fit(&of).unwrap().get("id"), Some(&Value::Long(5)));
    assert_eq!(
        other
            .fit(&schema(r#"{"type":"map","values":"long"}"#))
            .unwrap(),
        value!({"id": 5_i64})
    );
}

#[test]
fn unions_inside_of_unions_are_tried_once_at_every_level() {
    // Both branches take all but the innermost object, so each level doubles what a walk
    // without memory has to do.
    let of = schema(
        r#"{"type":"record","name":"A","fields":[
            {"name":"next","type":["null","A",
                {"type":"record","name":"B","fields":[
                    {"name":"next","type":["null","A","B"]}, {"name":"v","type":"string"}]}]},
            {"name":"v","type":"int"}]}"#,
    );
    let mut value = value!({"next": null, "v": true});
    for _ in 0..60 {
        value = value!({"next": value, "v": "b"});
    }
    let value = value!({"next": value, "v": 1});
    assert!(value.fit(&of).is_err());
}

#[test]
fn nesting_is_bounded() {
    let of = schema(
        r#"{"type":"record","name":"L","fields":[{"name":"n","type":["null","L"],"default":null}]}"#,
    );
    let deep = |levels: usize| (1..levels).fold(value!({}), |inner, _| value!({"n": inner}));
    assert!(deep(128).fit(&of).is_ok());
    let faults = deep(129).fit(&of).unwrap_err().to_string();
    assert!(
        faults.ends_with("the value nests deeper than 128 levels"),
        "{faults}"
    );
}

#[test]
fn what_is_left_out_cannot_be_made_to_take_all_memory_or_time() {
    let array_of = |fields: &str| {
        schema(&format!(
            r#"{{"type":"array","items":{{"type":"record","name":"R","fields":[{fields}]}}}}"#
        ))
    };
    let empty = |count| Value::Array(vec![value!({}); count]);
    let over = "more fields left out than 67108864 bytes can hold";

    let text = "x".repeat(100_000);
    let large = array_of(&format!(
        r#"{{"name":"t","type":"string","default":"{text}"}}"#
    ));
    assert!(empty(100).fit(&large).is_ok());
    let faults = empty(10_000).fit(&large).unwrap_err().to_string();
    assert!(
        faults.ends_with(&format!(".t: expected string, found {over}")),
        "{faults}"
    );

    // Ten million fields, with and without a default.
    for default in [r#","default":0"#, ""] {
        let fields = (0..1000).map(|at| format!(r#"{{"name":"f{at}","type":"int"{default}}}"#));
        let many = array_of(&fields.collect::<Vec<_>>().join(","));
        assert!(empty(10_000).fit(&many).is_err(), "{default}");
        assert_eq!(empty(1000).fit(&many).is_ok(), !default.is_empty());
    }
    // Any number of records that leave out a few.
    let few = array_of(
        r#"{"name":"a","type":"int","default":0},{"name":"b","type":["null","int"],"default":null}"#,
    );
    assert!(empty(700_000).fit(&few).is_ok());
}

#[test]
fn values_and_rust_types_become_each_other() {
    let words = vec![Some("a".to_owned()), None];
    let value = Value::of(&words).unwrap();
    value
        .validate(&Vec::<Option<String>>::schema().unwrap())
        .unwrap();
    assert_eq!(value.to_string(), r#"["a", null]"#);
    assert_eq!(value.to::<Vec<Option<String>>>().unwrap(), words);
    assert_eq!(
        value!(["a", null]).to::<Vec<Option<String>>>().unwrap(),
        words
    );
    let error = value!(["a", 1]).to::<Vec<Option<String>>>().unwrap_err();
    assert_eq!(
        error.to_string(),
        "[1]: expected one of null, string, found int"
    );
}

#[test]
fn a_field_that_the_schema_lacks_is_a_fault_however_the_value_is_written() {
    let wide = schema(
        r#"{"type": "record", "name": "A", "fields": [
            {"name": "a", "type": "int"}, {"name": "b", "type": "string"}]}"#,
    );
    let narrow =
        schema(r#"{"type": "record", "name": "A", "fields": [{"name": "a", "type": "int"}]}"#);
    let value = value!({"a": 1, "b": "x"}).fit(&wide).unwrap();
    let fault = r#"b: expected a field of record A, found "b""#;

    assert_eq!(value.validate(&narrow).unwrap_err().to_string(), fault);
    for losses in [Losses::Refused, Losses::Accepted] {
        let mut writer = DatumWriter::<Value>::with_losses(&narrow, losses).unwrap();
        assert_eq!(writer.write(&value).unwrap_err().to_string(), fault);
    }
    let mut writer = single_object::Writer::<Value>::new(&narrow).unwrap();
    assert_eq!(writer.write(&value).unwrap_err().to_string(), fault);
    let mut writer = json::Writer::<Value>::new(&narrow).unwrap();
    assert_eq!(writer.write(&value).unwrap_err().to_string(), fault);
    let file = container::Writer::<Value>::builder(Vec::new()).schema(&narrow);
    let error = file.build().unwrap().append(&value).unwrap_err();
    assert!(error.to_string().ends_with(fault), "{error}");

    #[derive(AvroSchema, Debug)]
    struct A {
        a: i32,
    }
    assert_eq!(value.to::<A>().unwrap_err().to_string(), fault);

    // The same fields of another schema, in another order, are all there.
    let turned = schema(
        r#"{"type": "record", "name": "A", "fields": [
            {"name": "b", "type": "string"}, {"name": "a", "type": "int"}]}"#,
    );
    let mut writer = DatumWriter::<Value>::new(&turned).unwrap();
    assert_eq!(writer.write(&value).unwrap(), b"\x02x\x02");

    // All that is wrong is told.
    let other = schema(
        r#"{"type": "record", "name": "A", "fields": [
            {"name": "a", "type": "long"}, {"name": "bb", "type": "int"}]}"#,
    );
    let faults = value.validate(&other).unwrap_err();
    let words: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert_eq!(
        words,
        [
            fault,
            "a: expected long, found int",
            "bb: expected int, found no such field",
        ]
    );
}

#[test]
fn what_is_in_memory_becomes_a_value_however_much_it_is() {
    #[derive(AvroSchema, Clone, PartialEq)]
    struct Nothing {}

    // More than a reader of unknown bytes would take without being asked.
    let nothings = vec![Nothing {}; 600_000];
    let value = Value::of(&nothings).unwrap();
    assert_eq!(value.as_array().unwrap().len(), 600_000);
    assert!(value.to::<Vec<Nothing>>().unwrap() == nothings);
}

#[test]
fn nothing_is_a_value_of_a_union_without_branches() {
    assert_eq!(
        fitted(&Value::Null, "[]").unwrap_err(),
        "expected a value of a union without branches, found null"
    );
}

#[test]
fn a_branch_may_be_named_where_a_map_might_have_the_name_as_a_key() {
    let union = r#"[
        {"type": "record", "name": "n.R", "fields": [{"name": "long", "type": "long"}]},
        {"type": "map", "values": ["long", {"type": "map", "values": "long"}]}, "long"]"#;
    let record = value!({"long": 5}).fit(&schema(
        r#"{"type": "record", "name": "n.R", "fields": [{"name": "long", "type": "long"}]}"#,
    ));
    let record = Value::Union(UnionValue::new(0, record.unwrap()));
    let map = |pairs: Vec<(&str, Value)>| {
        let pairs = pairs
            .into_iter()
            .map(|(key, value)| (key.to_owned(), value));
        Value::Map(pairs.collect())
    };
    let long = |value| Value::Union(UnionValue::new(0, Value::Long(value)));
    let in_map = |pairs| Value::Union(UnionValue::new(1, map(pairs)));

    let union = schema(union);
    let fit = |value: Value| value.fit(&union).map_err(|faults| faults.to_string());
    assert_eq!(fit(value!({"n.R": {"long": 5}})), Ok(record));
    // It is no record of this name, but a map.
    assert_eq!(fit(value!({"n.R": 5})), Ok(in_map(vec![("n.R", long(5))])));
    // What says that it is a map remains one.
    let inner = Value::Union(UnionValue::new(1, map(vec![("long", Value::Long(5))])));
    let valid = in_map(vec![("n.R", inner)]);
    valid.validate(&union).unwrap();
    assert_eq!(fit(valid.clone()), Ok(valid));
}
