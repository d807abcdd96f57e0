//! Values as JSON text.
//!
//! The JSON encoding of the specification is what [`to_string`] writes and
//! [`from_str`] reads, for types that have a schema; where the schema is known at run time, as
//! that of a [`Value`](crate::Value), a [`Writer`] and a [`Reader`] do. A text is made from the
//! binary encoding, and read into it, along the schema: so every type that has the one has
//! the other, and what is written with one schema is read as a type with another.
//!
//! The encoding is as exact as the binary one:
//!
//! | Avro | JSON |
//! | --- | --- |
//! | null, boolean | `null`, `true`, `false` |
//! | int, long, float, double | a number |
//! | bytes, fixed | a string, each byte as the character of that number |
//! | string, enum | a string |
//! | array, map, record | an array, an object, an object |
//! | union | `null`, or `{"branch": value}`, the branch by its full name |
//!
//! A logical type is in the form of its base type.
//!
//! Where the specification is silent, this is done: a float or double that is not
//! finite is one of the strings `"NaN"`, `"Infinity"`, `"-Infinity"`, as in Java (`"INF"` and
//! `"-INF"` are read too). Any number whose value is whole is read as an int or long,
//! so `1e3` is; a number too large for a float or double is refused and not made infinite.
//! The members of a record are read in any order, and those that name no field
//! are passed over, but every field has to be there, also one that has a default.
//! Objects may not have a key twice; of a map with two pairs of one key, such as a
//! [`Value`](crate::Value)'s may be, the last is written.
//!
//! # Plain JSON
//!
//! [`to_plain_string`] leaves the tags of unions out, and writes logical types as people do:
//!
//! | logical type | text |
//! | --- | --- |
//! | date, times, timestamps | as ISO 8601: `"2024-02-29"`, `"12:00:00.000"`, `"2024-02-29T12:00:00.000Z"` |
//! | decimal, big-decimal | its digits, in a string: `"12.30"` |
//! | uuid on fixed | `"6ba7b810-9dad-11d1-80b4-00c04fd430c8"` |
//! | duration | as ISO 8601: `"P1M2DT3.004S"` |
//!
//! A value that is none of its logical type, such as a time of day that no day has, is
//! written as its base type; so is a decimal of more than a kilobyte.
//!
//! [`from_plain_str`] reads that, and is lenient: a number of the base type will do for a
//! date, time or timestamp, and a number for a decimal; fields that are missing have their
//! defaults; a union's tag may be there. What has no tag is of the first branch that it
//! fits, where a number with a point or an exponent is a float or double first. An object
//! has to fit one branch only, by its first key, or it is refused; one whose only key is a branch's
//! tag is that branch, if its value may be. So not everything comes
//! back: a map with such a key does not, and of a union of bytes and string a plain text does not tell which it was.

#![cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::unwrap_used
    )
)]

mod datum;
mod error;
mod guide;
mod input;
mod output;
mod plain;
mod read;
mod reader;
mod write;
mod writer;

use avro_model::SchemaError;

pub use avro_model::json::{JsonErrorKind, Position};
pub use error::{ReadError, ReadErrorKind};
pub use reader::Reader;
pub use writer::Writer;

use self::guide::Guide;
use crate::encoding::{
    Decode, DecodeErrorKind, Encode, EncodeError, EncodeErrorKind, Encoder, Limits,
};
use crate::schema::AvroSchema;

/// The JSON encoding of `value`, with its type's own schema.
///
/// # Errors
///
/// When the value has no place in its Avro type, nests too deep or exceeds another of the default
/// [`Limits`], and when the type has no legal schema.
///
/// # Example
///
/// ```
/// use avro_core::json;
///
/// let values = vec![None, Some("ÿ")];
/// let text = json::to_string(&values)?;
/// assert_eq!(text, r#"[null,{"string":"ÿ"}]"#);
/// assert_eq!(json::from_str::<Vec<Option<String>>>(&text)?, [None, Some("ÿ".to_owned())]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn to_string<T: AvroSchema + Encode + ?Sized>(value: &T) -> Result<String, EncodeError> {
    write_own(Form::Encoding, value)
}

/// `value` in plain JSON, for people and for programs that know nothing of Avro.
///
/// See [the table](self#plain-json).
///
/// # Errors
///
/// As for [`to_string`].
///
/// # Example
///
/// ```
/// use avro_core::logical::{Date, Decimal};
/// use avro_core::{AvroSchema, json};
///
/// #[derive(AvroSchema, Debug, PartialEq)]
/// struct Sale {
///     day: Date,
///     total: Option<Decimal<9, 2>>,
/// }
///
/// let sale = Sale { day: Date::new(19782), total: Decimal::from_unscaled(1234) };
/// assert_eq!(json::to_string(&sale)?, r#"{"day":19782,"total":{"bytes":"\u0004Ò"}}"#);
/// let plain = json::to_plain_string(&sale)?;
/// assert_eq!(plain, r#"{"day":"2024-02-29","total":"12.34"}"#);
/// assert_eq!(json::from_plain_str::<Sale>(&plain)?, sale);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn to_plain_string<T: AvroSchema + Encode + ?Sized>(value: &T) -> Result<String, EncodeError> {
    write_own(Form::Plain, value)
}

fn write_own<T: AvroSchema + Encode + ?Sized>(
    form: Form,
    value: &T,
) -> Result<String, EncodeError> {
    let refused = |error: SchemaError| EncodeErrorKind::Refused(error.to_string());
    let guide = Guide::of::<T>().map_err(|error| EncodeError::new(refused(error)))?;
    let mut encoder = Encoder::new();
    value.encode(&mut encoder)?;
    let mut out = String::new();
    writer::write(
        &guide,
        form,
        &Limits::default(),
        encoder.as_slice(),
        &mut out,
    )?;
    Ok(out)
}

/// The value whose JSON encoding `text` is, with its type's own schema.
///
/// A text that was written with another schema is read by a [`Reader`].
///
/// # Errors
///
/// When the text is not JSON, or not a value of the type, when one of the default [`Limits`] is
/// exceeded, and when the type has no legal schema. The error gives the way to the value, and
/// line and column.
///
/// # Example
///
/// ```
/// use avro_core::{AvroSchema, json};
///
/// #[derive(AvroSchema, Debug, PartialEq)]
/// struct Point { x: i32, y: i32 }
///
/// let points: Vec<Point> = json::from_str(r#"[{"y": 2, "x": 1}]"#)?;
/// assert_eq!(points, [Point { x: 1, y: 2 }]);
///
/// let error = json::from_str::<Vec<Point>>(r#"[{"x": 1, "y": null}]"#).unwrap_err();
/// assert_eq!(error.to_string(), "[0].y at 1:16: expected an int, found null");
/// # Ok::<(), json::ReadError>(())
/// ```
pub fn from_str<T: AvroSchema + for<'de> Decode<'de>>(text: &str) -> Result<T, ReadError> {
    read_own(Form::Encoding, text)
}

/// The value that `text` is in plain JSON, or in the JSON encoding where the two differ.
///
/// See [what is read](self#plain-json).
///
/// # Errors
///
/// As for [`from_str`], and when a union's branch cannot be told.
pub fn from_plain_str<T: AvroSchema + for<'de> Decode<'de>>(text: &str) -> Result<T, ReadError> {
    read_own(Form::Plain, text)
}

fn read_own<T: AvroSchema + for<'de> Decode<'de>>(form: Form, text: &str) -> Result<T, ReadError> {
    let refused = |error: SchemaError| DecodeErrorKind::Refused(error.to_string()).into();
    let start = Position::in_text(text, 0);
    let guide = Guide::of::<T>().map_err(|error| ReadError::new(start, refused(error)))?;
    reader::read(
        &guide,
        form,
        &Limits::default(),
        text,
        &(),
        |(), decoder| T::decode(decoder),
    )
}

/// The forms of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// The specification's encoding.
    Encoding,
    /// Without tags, with logical types as people write them.
    Plain,
    /// As defaults stand in schemas: without tags, otherwise the encoding.
    Default,
}

#[cfg(test)]
mod tests {
    use avro_model::Schema;

    use super::*;
    use crate::Value;
    use crate::encoding::Limit;

    fn schema(text: &str) -> Schema {
        Schema::parse(text).expect(text)
    }

    fn read(schema: &Schema, text: &str) -> Result<Value, ReadError> {
        let reader = Reader::<Value>::new(schema).expect("every schema is read as values");
        reader.read(text)
    }

    fn write(schema: &Schema, value: &Value) -> Result<String, EncodeError> {
        let writer = Writer::<Value>::new(schema);
        writer.expect("values are written with any").write(value)
    }

    fn again(of: &str, text: &str) -> Result<String, ReadError> {
        let schema = schema(of);
        let value = read(&schema, text)?;
        Ok(write(&schema, &value).expect("it was read"))
    }

    fn refused(of: &str, text: &str) -> String {
        match read(&schema(of), text) {
            Ok(value) => panic!("{text} of {of} is {value:?}"),
            Err(error) => error.to_string(),
        }
    }

    const POINT: &str = r#"{"type": "record", "name": "a.P", "fields": [
        {"name": "x", "type": "int"}, {"name": "y", "type": ["null", "a.P"], "default": null}]}"#;

    #[test]
    fn values_are_written_as_the_specification_says() {
        let cases = [
            (r#""null""#, " null ", "null"),
            (r#""int""#, "1e3", "1000"),
            (r#""long""#, "-9223372036854775808", "-9223372036854775808"),
            (r#""float""#, "0.1", "0.1"),
            (r#""float""#, "0.10000000149011612", "0.1"),
            (r#""double""#, "1", "1.0"),
            (r#""double""#, "-0.0", "-0.0"),
            (r#""double""#, "5e-324", "5e-324"),
            (r#""double""#, r#""INF""#, r#""Infinity""#),
            (r#""float""#, r#""-INF""#, r#""-Infinity""#),
            (r#""float""#, r#""NaN""#, r#""NaN""#),
            (r#""bytes""#, r#""\u0000\"ÿ\\""#, r#""\u0000\"ÿ\\""#),
            (r#""string""#, r#""\ud83e\udd80\n""#, r#""🦀\n""#),
            (
                POINT,
                r#"{"y":null,"z":[{"x":{}}],"x":1}"#,
                r#"{"x":1,"y":null}"#,
            ),
            (
                POINT,
                r#"{"x":1,"y":{"a.P":{"x":2,"y":null}}}"#,
                r#"{"x":1,"y":{"a.P":{"x":2,"y":null}}}"#,
            ),
            (
                r#"{"type": "map", "values": "int"}"#,
                r#"{"b":1,"a":2}"#,
                r#"{"b":1,"a":2}"#,
            ),
        ];
        for (schema, text, expected) in cases {
            let written = again(schema, text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(written, expected, "{text} of {schema}");
        }
    }

    #[test]
    fn a_text_of_another_shape_is_refused_with_its_place() {
        let cases = [
            (r#""int""#, "2147483648", "at 1:1: 2147483648 is not an int"),
            (r#""long""#, "1.5", "at 1:1: 1.5 is not a long"),
            (r#""float""#, "1e39", "at 1:1: 1e39 is not a float"),
            (r#""double""#, "1e309", "at 1:1: 1e309 is not a double"),
            (
                r#""double""#,
                r#""1""#,
                "at 1:1: expected a double, found \"1\"",
            ),
            (
                r#""string""#,
                "null",
                "at 1:1: expected a string, found null",
            ),
            (
                r#""bytes""#,
                r#""aĀ""#,
                "at 1:1: 'Ā' is no byte: bytes are written as the characters up to U+00FF",
            ),
            (POINT, "{\"x\": 1\n}", "at 2:1: the field \"y\" is missing"),
            (
                POINT,
                r#"{"x":1,"y":{"a.P":{"x":[],"y":null}}}"#,
                "y.x at 1:24: expected an int, found an array",
            ),
            (
                POINT,
                r#"{"x":1,"y":{"P":{"x":1,"y":null}}}"#,
                "y at 1:13: the union has no branch \"P\"",
            ),
            (
                POINT,
                r#"{"x":1,"y":{"null":null}}"#,
                "y at 1:13: expected null itself for the branch null, found the key \"null\"",
            ),
            (
                r#"["int", "string"]"#,
                r#"{"int":1,"string":""}"#,
                "at 1:10: expected one branch of the union, found the key \"string\"",
            ),
            (
                r#"["int", "string"]"#,
                "1",
                "at 1:1: expected null or an object that names a branch, found 1",
            ),
            (
                r#"{"type": "map", "values": "int"}"#,
                r#"{"a":1,"a":2}"#,
                "at 1:8: the key \"a\" stands twice in one object",
            ),
            (
                r#""int""#,
                "1 2",
                "at 1:3: `2` where the end of the text should stand",
            ),
        ];
        for (schema, text, message) in cases {
            assert_eq!(refused(schema, text), message, "{text} of {schema}");
        }
    }

    #[test]
    fn every_limit_of_a_datum_holds() {
        let nulls = r#"{"type": "array", "items": "null"}"#;
        let strings = r#"{"type": "map", "values": "string"}"#;
        let small = Limits::default();
        let cases = [
            (
                nulls,
                "[null,null]",
                small.clone().with_empty_values(1),
                Limit::EmptyValues,
            ),
            (nulls, "[null]", small.clone().with_depth(0), Limit::Depth),
            (
                strings,
                r#"{"a":"bc"}"#,
                small.clone().with_length(1),
                Limit::Length,
            ),
            (
                strings,
                r#"{"ab":"c"}"#,
                small.clone().with_length(1),
                Limit::Length,
            ),
            (
                r#""bytes""#,
                r#""ÿÿ""#,
                small.clone().with_length(1),
                Limit::Length,
            ),
            (
                r#"{"type": "array", "items": "int"}"#,
                "[1,2,3,4,5,6,7,8,9,0]",
                small.with_memory(0),
                // Sixteen bytes for each of the text are not enough.
                Limit::Memory,
            ),
        ];
        for (of, text, limits, which) in cases {
            let reader = Reader::<Value>::new(&schema(of)).expect("a reader");
            assert!(
                reader.read(text).is_ok() || which == Limit::Memory,
                "{text}"
            );
            let error = reader.with_limits(limits).read(text).expect_err(text);
            assert!(
                matches!(error.kind(), ReadErrorKind::LimitExceeded { which: found, .. } if *found == which),
                "{text}: {error}"
            );
        }
    }

    #[test]
    fn of_two_pairs_of_a_key_the_last_is_written() {
        let schema = schema(r#"{"type": "map", "values": "int"}"#);
        for count in [2, 40] {
            let pairs = (0..count)
                .map(|n| ("k".to_owned(), Value::Int(n)))
                .collect();
            let text = write(&schema, &Value::Map(pairs)).expect("a map");
            assert_eq!(text, format!("{{\"k\":{}}}", count - 1));
        }
    }

    #[test]
    fn a_branch_of_many_is_found_by_its_full_name() {
        let branches: Vec<String> = (0..40)
            .map(|n| format!(r#"{{"type": "enum", "name": "n.E{n}", "symbols": ["A"]}}"#))
            .collect();
        let union = format!("[{}]", branches.join(","));
        assert_eq!(
            again(&union, r#"{"n.E39":"A"}"#).expect("a branch"),
            r#"{"n.E39":"A"}"#
        );
        assert_eq!(
            refused(&union, r#"{"E39":"A"}"#),
            "at 1:2: the union has no branch \"E39\""
        );
    }

    #[test]
    fn what_is_not_of_the_schema_is_not_written() {
        let point = schema(POINT);
        let deep = (0..200).fold(Value::Null, |inner, _| Value::Array(vec![inner]));
        for value in [Value::Int(1), deep] {
            assert!(write(&point, &value).is_err());
        }
    }
}
