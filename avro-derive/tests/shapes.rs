//! `type = "…"`: any position can be said in the syntax of Avro IDL.

use std::collections::BTreeMap;

use avro_core::logical::{Decimal, Uuid as UuidType};
use avro_core::{AvroAs, AvroSchema, Schema, from_slice, to_vec};

fn parsed(text: &str) -> Schema {
    Schema::parse(text).unwrap()
}

/// The schema of a record with one field of this type.
fn of_field(record: &str, ty: &str) -> Schema {
    parsed(&format!(
        r#"{{"type": "record", "name": "x.{record}", "fields": [{{"name": "f", "type": {ty}}}]}}"#
    ))
}

/// A record for each line, its schema, and the bytes of a value.
macro_rules! rows {
    ($($record:ident { $(#[$attr:meta])* $ty:ty } => $schema:expr, $value:expr, $bytes:expr;)*) => {
        $(
            #[derive(AvroSchema, Debug, PartialEq)]
            #[avro(namespace = "x")]
            struct $record {
                $(#[$attr])*
                f: $ty,
            }
        )*

        #[test]
        fn every_row_has_its_schema_and_its_bytes() {
            $(
                assert_eq!(
                    <$record as AvroSchema>::schema().unwrap(),
                    of_field(stringify!($record), $schema),
                    stringify!($record)
                );
                let value = $record { f: $value };
                let bytes: &[u8] = $bytes;
                assert_eq!(to_vec(&value).unwrap(), bytes, stringify!($record));
                assert_eq!(from_slice::<$record>(bytes).unwrap(), value, stringify!($record));
            )*
        }
    };
}

rows! {
    Default { #[avro(type = "_")] i64 } => r#""long""#, 1, &[2];
    Long { #[avro(type = "long")] u32 } => r#""long""#, 1, &[2];
    Boolean { #[avro(type = "boolean")] bool } => r#""boolean""#, true, &[1];
    Nothing { #[avro(type = "null")] () } => r#""null""#, (), &[];
    Text { #[avro(type = "string")] String } => r#""string""#, "a".into(), b"\x02a";
    Bytes { #[avro(type = "bytes")] Vec<u8> } => r#""bytes""#, vec![7], b"\x02\x07";
    Date { #[avro(type = "date")] i32 } => r#"{"type": "int", "logicalType": "date"}"#, 1, &[2];
    Time { #[avro(type = "time_ms")] i32 }
        => r#"{"type": "int", "logicalType": "time-millis"}"#, 1, &[2];
    Instant { #[avro(type = "timestamp_ms")] i64 }
        => r#"{"type": "long", "logicalType": "timestamp-millis"}"#, 1, &[2];
    Local { #[avro(type = "local_timestamp_ms")] i64 }
        => r#"{"type": "long", "logicalType": "local-timestamp-millis"}"#, 1, &[2];
    Uuid { #[avro(type = "uuid")] String }
        => r#"{"type": "string", "logicalType": "uuid"}"#, "a".into(), b"\x02a";
    Nanos { #[avro(type = "@logicalType(\"timestamp-nanos\") long")] i64 }
        => r#"{"type": "long", "logicalType": "timestamp-nanos"}"#, 1, &[2];
    Unknown { #[avro(type = "@logicalType(\"furlongs\") @of(\"land\") int")] i32 }
        => r#"{"type": "int", "logicalType": "furlongs", "of": "land"}"#, 1, &[2];
    NotInForce { #[avro(type = "@logicalType(\"date\") long")] i64 }
        => r#"{"type": "long", "logicalType": "date"}"#, 1, &[2];
    NullFirst { #[avro(type = "union { null, timestamp_ms }")] Option<i64> }
        => r#"["null", {"type": "long", "logicalType": "timestamp-millis"}]"#, Some(1), &[2, 2];
    NullLast { #[avro(type = "union { _, null }")] Option<i64> }
        => r#"["long", "null"]"#, Some(1), &[0, 2];
    Question { #[avro(type = "date?")] Option<i32> }
        => r#"["null", {"type": "int", "logicalType": "date"}]"#, None, &[0];
    Deep { #[avro(type = "array<map<union { date, null }>>")] Vec<BTreeMap<String, Option<i32>>> }
        => r#"{"type": "array", "items": {"type": "map", "values":
            [{"type": "int", "logicalType": "date"}, "null"]}}"#,
        vec![BTreeMap::from([("a".into(), Some(1))])], b"\x02\x02\x02a\x00\x02\x00\x00";
    Boxed { #[avro(type = "array<union { string, null }>")] Box<Vec<Option<Box<str>>>> }
        => r#"{"type": "array", "items": ["string", "null"]}"#,
        Box::new(vec![None]), b"\x02\x02\x00";
    Annotated { #[avro(type = "@a({\"b\": [1]}) long")] i64 }
        => r#"{"type": "long", "a": {"b": [1]}}"#, 1, &[2];
    Inside { #[avro(type = "array<@a(1) timestamp_ms>")] Vec<i64> }
        => r#"{"type": "array", "items": {"type": "long", "logicalType": "timestamp-millis", "a": 1}}"#,
        vec![1], &[2, 2, 0];
    Around { #[avro(type = "@java-class(\"x\") array<_>")] Vec<i64> }
        => r#"{"type": "array", "items": "long", "java-class": "x"}"#, vec![1], &[2, 2, 0];
    InMap { #[avro(type = "map<@a(1) string?>")] BTreeMap<String, Option<String>> }
        => r#"{"type": "map", "values": ["null", {"type": "string", "a": 1}]}"#,
        BTreeMap::new(), &[0];
    InUnion { #[avro(type = "union { @a(1) string, null }")] Option<String> }
        => r#"[{"type": "string", "a": 1}, "null"]"#, Some("x".into()), b"\x00\x02x";
    OnNull { #[avro(type = "union { @a(1) null, _ }")] Option<String> }
        => r#"[{"type": "null", "a": 1}, "string"]"#, Some("x".into()), b"\x02\x02x";
    AutoFixed { [u8; 2] } => r#"{"type": "fixed", "name": "F", "size": 2}"#, [1, 2], &[1, 2];
    AutoFixeds { Option<Vec<[u8; 2]>> }
        => r#"["null", {"type": "array", "items": {"type": "fixed", "name": "F", "size": 2}}]"#,
        Some(vec![[1, 2]]), &[2, 2, 1, 2, 0];
    BoxedFixed { Box<[u8; SIZE]> }
        => r#"{"type": "fixed", "name": "F", "size": 3}"#, Box::new([1, 2, 3]), &[1, 2, 3];
    NamedFixed { #[avro(type = "fixed y.Id(2)")] [u8; 2] }
        => r#"{"type": "fixed", "name": "y.Id", "size": 2}"#, [1, 2], &[1, 2];
    SaidFixed { #[avro(type = r#"@doc("a \"hash\"") @aliases(["Md5", "z.Hash"]) fixed y.Id(2)"#)] [u8; 2] }
        => r#"{"type": "fixed", "name": "y.Id", "size": 2, "doc": "a \"hash\"", "aliases": ["y.Md5", "z.Hash"]}"#,
           [1, 2], &[1, 2];
    NearFixed { #[avro(type = "map<fixed Id(2)>")] BTreeMap<String, [u8; 2]> }
        => r#"{"type": "map", "values": {"type": "fixed", "name": "x.Id", "size": 2}}"#,
        BTreeMap::from([("a".into(), [1, 2])]), b"\x02\x02a\x01\x02\x00";
    RawUuid { #[avro(type = "@logicalType(\"uuid\") fixed Id(16)")] [u8; 16] }
        => r#"{"type": "fixed", "name": "Id", "size": 16, "logicalType": "uuid"}"#, [7; 16], &[7; 16];
    RawDuration { #[avro(type = "@logicalType(\"duration\") fixed Span(12)")] [u8; 12] }
        => r#"{"type": "fixed", "name": "Span", "size": 12, "logicalType": "duration"}"#,
        [7; 12], &[7; 12];
    RawMoney { #[avro(type = "@logicalType(\"decimal\") @precision(4) @scale(2) fixed Money(2)")] [u8; 2] }
        => r#"{"type": "fixed", "name": "Money", "size": 2,
            "logicalType": "decimal", "precision": 4, "scale": 2}"#, [1, 2], &[1, 2];
    NoUuid { #[avro(type = "@logicalType(\"uuid\") fixed Id(2)")] [u8; 2] }
        => r#"{"type": "fixed", "name": "Id", "size": 2, "logicalType": "uuid"}"#, [7; 2], &[7; 2];
    NoMoney { #[avro(type = "@logicalType(\"decimal\") @precision(2) @scale(4) bytes")] Vec<u8> }
        => r#"{"type": "bytes", "logicalType": "decimal", "precision": 2, "scale": 4}"#,
        vec![1], b"\x02\x01";
    NoScale { #[avro(type = "@logicalType(\"decimal\") @precision(2) @scale(\"x\") bytes")] Vec<u8> }
        => r#"{"type": "bytes", "logicalType": "decimal", "precision": 2, "scale": "x"}"#,
        vec![1], b"\x02\x01";
    RawBig { #[avro(type = "@logicalType(\"big-decimal\") bytes")] Vec<u8> }
        => r#"{"type": "bytes", "logicalType": "big-decimal"}"#, vec![1], b"\x02\x01";
    Money { Decimal<9, 2> }
        => r#"{"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}"#,
        Decimal::from_unscaled(258).unwrap(), b"\x04\x01\x02";
    MoneyToo { #[avro(type = "array<decimal(9, 2)>")] Vec<Decimal<9, 2>> }
        => r#"{"type": "array", "items":
            {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}}"#,
        vec![Decimal::from_unscaled(258).unwrap()], b"\x02\x04\x01\x02\x00";
    FixedMoney { #[avro(type = "@logicalType(\"decimal\") @precision(9) @scale(2) fixed Money(4)")] Decimal<9, 2> }
        => r#"{"type": "fixed", "name": "Money", "size": 4,
            "logicalType": "decimal", "precision": 9, "scale": 2}"#,
        Decimal::from_unscaled(258).unwrap(), b"\x00\x00\x01\x02";
    SaidUuid { #[avro(type = r#"@unit(1) @doc("of a row") @logicalType("uuid") fixed Id(16)"#)] UuidType }
        => r#"{"type": "fixed", "name": "Id", "size": 16, "logicalType": "uuid", "doc": "of a row", "unit": 1}"#,
           UuidType::from_bytes([7; 16]), &[7; 16];
    FixedUuid { #[avro(type = "union { @logicalType(\"uuid\") fixed Id(16), null }")] Option<UuidType> }
        => r#"[{"type": "fixed", "name": "Id", "size": 16, "logicalType": "uuid"}, "null"]"#,
        Some(UuidType::from_bytes([7; 16])), &[0, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7];
    RawDecimal { #[avro(type = "decimal(40, 2)")] Vec<u8> }
        => r#"{"type": "bytes", "logicalType": "decimal", "precision": 40, "scale": 2}"#,
        vec![1], b"\x02\x01";
}

const SIZE: usize = 3;

// A question mark follows the default, as in IDL: null first unless the
// default is something else.
#[derive(AvroSchema, Debug, PartialEq)]
struct Questions {
    #[avro(type = "string?", default = "null")]
    first: Option<String>,
    #[avro(type = "string?", default = "\"x\"")]
    last: Option<String>,
}

#[test]
fn a_question_mark_follows_the_default() {
    assert_eq!(
        Questions::schema().unwrap(),
        parsed(
            r#"{"type": "record", "name": "Questions", "fields": [
                {"name": "first", "type": ["null", "string"], "default": null},
                {"name": "last", "type": ["string", "null"], "default": "x"}
            ]}"#
        )
    );
}

// One name is one type, wherever it is said.
#[derive(AvroSchema, Debug, PartialEq)]
struct Ids {
    id: [u8; 2],
    #[avro(type = "fixed Id(2)")]
    other: [u8; 2],
    more: MoreIds,
}

#[derive(AvroSchema, Debug, PartialEq)]
struct MoreIds {
    id: [u8; 2],
}

#[test]
fn one_name_is_one_type() {
    assert_eq!(
        Ids::schema().unwrap(),
        parsed(
            r#"{"type": "record", "name": "Ids", "fields": [
                {"name": "id", "type": {"type": "fixed", "name": "Id", "size": 2}},
                {"name": "other", "type": "Id"},
                {"name": "more", "type": {"type": "record", "name": "MoreIds",
                    "fields": [{"name": "id", "type": "Id"}]}}
            ]}"#
        )
    );
}

/// A digest.
#[derive(AvroSchema, Clone, Copy, Debug, PartialEq)]
#[avro(
    fixed,
    namespace = "com.example",
    alias = "Digest",
    attribute("logicalType", "\"md5\"")
)]
struct Md5([u8; 4]);

#[derive(AvroSchema, Clone, Copy, Debug, PartialEq)]
#[avro(fixed)]
struct Block<const N: usize>([u8; N]);

#[derive(AvroSchema, Clone, Copy, Debug, PartialEq)]
#[avro(fixed, name = "com.example.Md5")]
struct Md5Ref<'a>(&'a [u8; 4]);

#[test]
fn a_fixed_of_ones_own_is_a_named_type() {
    assert_eq!(
        Md5::schema().unwrap(),
        parsed(
            r#"{"type": "fixed", "name": "com.example.Md5", "size": 4, "doc": "A digest.",
                "aliases": ["Digest"], "logicalType": "md5"}"#
        )
    );
    assert_eq!(
        Block::<3>::schema().unwrap(),
        parsed(r#"{"type": "fixed", "name": "Block_3", "size": 3}"#)
    );
    assert_eq!(<Md5 as AvroAs>::WIRE, 4);
    let digests = vec![Md5([1, 2, 3, 4]), Md5([5, 6, 7, 8])];
    let bytes = [4, 1, 2, 3, 4, 5, 6, 7, 8, 0];
    assert_eq!(to_vec(&digests).unwrap(), bytes);
    assert_eq!(from_slice::<Vec<Md5>>(&bytes).unwrap(), digests);
    let borrowed: Vec<Md5Ref<'_>> = from_slice(&bytes).unwrap();
    assert_eq!(borrowed[1], Md5Ref(&[5, 6, 7, 8]));
    assert_eq!(to_vec(&borrowed).unwrap(), bytes);
    assert!(from_slice::<Md5>(&[1, 2, 3]).is_err());
}
