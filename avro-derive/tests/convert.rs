//! `with = …`: a codec of one's own.

use std::convert::Infallible;
use std::time::{Duration, SystemTime, SystemTimeError};

use avro_core::{
    AvroSchema, Convert, DecodeErrorKind, EncodeErrorKind, Schema, from_slice, from_slice_into,
    to_vec,
};

/// Milliseconds since 1970, and no time before.
enum Millis {}

impl Convert<SystemTime> for Millis {
    type Avro = i64;
    type Error = String;

    fn to_avro(time: &SystemTime) -> Result<i64, String> {
        let since = time
            .duration_since(SystemTime::UNIX_EPOCH)
            .map_err(|error: SystemTimeError| error.to_string())?;
        i64::try_from(since.as_millis()).map_err(|error| error.to_string())
    }

    fn from_avro(millis: i64) -> Result<SystemTime, String> {
        let millis = u64::try_from(millis).map_err(|_| format!("{millis} is before 1970"))?;
        Ok(SystemTime::UNIX_EPOCH + Duration::from_millis(millis))
    }
}

/// Bytes as hexadecimal digits: the other way to hold what is a `Vec` anyway.
enum Hex {}

impl Convert<Vec<u8>> for Hex {
    type Avro = String;
    type Error = std::num::ParseIntError;

    fn to_avro(bytes: &Vec<u8>) -> Result<String, Self::Error> {
        Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    fn from_avro(text: String) -> Result<Vec<u8>, Self::Error> {
        (0..text.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(text.get(at..at + 2).unwrap_or("?"), 16))
            .collect()
    }
}

/// An unsigned number, wrapped into a long.
struct Wrapping;

impl Convert<u64> for Wrapping {
    type Avro = i64;
    type Error = Infallible;

    fn to_avro(value: &u64) -> Result<i64, Infallible> {
        Ok(value.cast_signed())
    }

    fn from_avro(value: i64) -> Result<u64, Infallible> {
        Ok(value.cast_unsigned())
    }
}

#[derive(AvroSchema, Debug, PartialEq)]
struct Event {
    #[avro(with = Millis, type = "timestamp_ms", default = 0)]
    at: SystemTime,
    #[avro(with = Option<Millis>, type = "union { timestamp_ms, null }")]
    until: Option<SystemTime>,
    #[avro(with = Hex)]
    id: Vec<u8>,
    #[avro(with = std::vec::Vec<self::Wrapping>)]
    counts: Vec<u64>,
    size: Size,
    what: What,
}

#[derive(AvroSchema, Debug, PartialEq)]
struct Size(#[avro(with = Wrapping)] u64);

#[derive(AvroSchema, Debug, PartialEq)]
enum What {
    Text(String),
    #[avro(with = Wrapping)]
    Number(u64),
}

fn event() -> Event {
    Event {
        at: SystemTime::UNIX_EPOCH + Duration::from_millis(5),
        until: Some(SystemTime::UNIX_EPOCH),
        id: vec![0xab],
        counts: vec![1, u64::MAX],
        size: Size(2),
        what: What::Number(3),
    }
}

#[test]
fn a_field_is_encoded_as_what_its_conversion_says() {
    let schema = Schema::parse(
        r#"{"type": "record", "name": "Event", "fields": [
            {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}, "default": 0},
            {"name": "until", "type": [{"type": "long", "logicalType": "timestamp-millis"}, "null"]},
            {"name": "id", "type": "string"},
            {"name": "counts", "type": {"type": "array", "items": "long"}},
            {"name": "size", "type": "long"},
            {"name": "what", "type": ["string", "long"]}
        ]}"#,
    );
    assert_eq!(Event::schema().unwrap(), schema.unwrap());
    let bytes = b"\x0a\x00\x00\x04ab\x04\x02\x01\x00\x04\x02\x06";
    assert_eq!(to_vec(&event()).unwrap(), bytes);
    assert_eq!(from_slice::<Event>(bytes).unwrap(), event());
    let mut other = Event {
        at: SystemTime::UNIX_EPOCH,
        until: None,
        id: vec![],
        counts: vec![],
        size: Size(0),
        what: What::Number(0),
    };
    from_slice_into(&mut other, bytes).unwrap();
    assert_eq!(other, event());
}

#[test]
fn what_a_conversion_refuses_is_an_error_at_its_field() {
    let early = Event {
        at: SystemTime::UNIX_EPOCH - Duration::from_secs(1),
        ..event()
    };
    let error = to_vec(&early).unwrap_err();
    assert!(matches!(error.kind(), EncodeErrorKind::Refused(_)));
    assert_eq!(
        error.to_string(),
        "at: second time provided was later than self"
    );
    let error = from_slice::<Event>(b"\x01").unwrap_err();
    assert!(matches!(error.kind(), DecodeErrorKind::Refused(_)));
    assert_eq!(error.to_string(), "at at byte 1: -1 is before 1970");
    let error = from_slice::<Event>(b"\x00\x00\x00\x04xy").unwrap_err();
    assert_eq!(
        error.to_string(),
        "id at byte 6: invalid digit found in string"
    );
}

/// A conversion of whatever converts itself.
struct AsI64;

impl<T: Copy + Into<i64> + TryFrom<i64>> Convert<T> for AsI64 {
    type Avro = i64;
    type Error = &'static str;

    fn to_avro(value: &T) -> Result<i64, &'static str> {
        Ok((*value).into())
    }

    fn from_avro(value: i64) -> Result<T, &'static str> {
        T::try_from(value).map_err(|_| "out of range")
    }
}

#[derive(AvroSchema, Debug, PartialEq)]
struct Narrow<T>
where
    T: Copy + Into<i64> + TryFrom<i64>,
{
    #[avro(with = AsI64)]
    value: T,
}

#[test]
fn a_conversion_may_be_generic() {
    let narrow: Narrow<u8> = from_slice(b"\x0e").unwrap();
    assert_eq!(narrow, Narrow { value: 7 });
    assert_eq!(to_vec(&narrow).unwrap(), b"\x0e");
    assert!(from_slice::<Narrow<u8>>(b"\x80\x04").is_err());
    assert_eq!(
        Narrow::<u8>::schema().unwrap().to_json(),
        r#"{"type":"record","name":"Narrow","fields":[{"name":"value","type":"long"}]}"#
    );
}
