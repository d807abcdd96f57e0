//! The order of values: which of two comes first.
//!
//! [`compare`] holds two encoded datums against each other without decoding them, as far
//! as it takes to tell; [`compare_values`] does the same with dynamic values. Both follow
//! "Sort Order" in the specification:
//!
//! | Avro | order |
//! | --- | --- |
//! | null | always equal |
//! | boolean | false before true |
//! | int, long, float, double | by number |
//! | bytes, fixed, string | by their bytes, which for a string is by code points |
//! | array | item by item; of two where one goes on, the shorter first |
//! | enum | by the place of the symbol |
//! | union | by the place of the branch, then by the value in it |
//! | record | field by field, as each field's `order` says: ascending, descending, or not at all |
//! | map | none: an error, unless the field it stands in is ignored |
//!
//! Where the specification is silent, this does as Java: -0.0 comes before 0.0, and NaN,
//! of which all are equal, behind everything. So the order is total.

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

mod bytes;
mod values;

use std::cmp::Ordering;
use std::fmt;

use avro_model::Schema;

use crate::encoding::{DecodeError, Decoder, EncodeError, Limits, Path};
use crate::value::{Program, Value};

/// Compares two datums of the schema, without decoding them.
///
/// It looks no further than it has to: what stands behind the first difference is not
/// read, so a datum that is broken there is no error. A string's bytes are compared as
/// they are, UTF-8 or not.
///
/// # Errors
///
/// When maps would have to be compared, when the bytes are not datums of the schema, or a
/// limit is exceeded.
///
/// # Example
///
/// ```
/// use std::cmp::Ordering;
///
/// use avro_core::{Schema, order};
///
/// let schema = Schema::parse(
///     r#"{"type": "record", "name": "Event", "fields": [
///         {"name": "tags", "type": {"type": "map", "values": "string"}, "order": "ignore"},
///         {"name": "year", "type": "int", "order": "descending"},
///         {"name": "name", "type": "string"}]}"#,
/// )?;
/// let older = b"\x02\x02k\x02v\x00\xd0\x1f\x02a"; // {k: v}, 2024, "a"
/// let newer = b"\x00\xd2\x1f\x02b"; // {}, 2025, "b"
/// assert_eq!(order::compare(&schema, newer, older)?, Ordering::Less);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn compare(schema: &Schema, a: &[u8], b: &[u8]) -> Result<Ordering, CompareError> {
    Comparator::new(schema).compare(a, b)
}

/// Compares two values of the schema, as [`compare`] does their datums.
///
/// # Errors
///
/// When maps would have to be compared, or the values are not of the schema as far as they
/// are looked at.
pub fn compare_values(schema: &Schema, a: &Value, b: &Value) -> Result<Ordering, CompareError> {
    values::compare(schema, a, b)
}

/// Compares datums of one schema.
///
/// What is done for a schema is done once.
///
/// # Example
///
/// ```
/// use std::cmp::Ordering;
///
/// use avro_core::{Schema, order::Comparator};
///
/// let comparator = Comparator::new(&Schema::parse(r#""string""#)?);
/// assert_eq!(comparator.compare(b"\x02a", b"\x04aa")?, Ordering::Less);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Comparator {
    program: Program,
    limits: Limits,
}

impl Comparator {
    /// What compares datums of this schema.
    #[must_use]
    pub fn new(schema: &Schema) -> Self {
        Comparator {
            program: Program::new(schema),
            limits: Limits::default(),
        }
    }

    /// The same with other limits.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Compares two datums, as [`compare`] does.
    ///
    /// # Errors
    ///
    /// As for [`compare`].
    pub fn compare(&self, a: &[u8], b: &[u8]) -> Result<Ordering, CompareError> {
        let mut comparison = bytes::Comparison {
            program: &self.program,
            a: Decoder::with_limits(a, &self.limits),
            b: Decoder::with_limits(b, &self.limits),
        };
        let order = comparison.value(self.program.reader().root())?;
        if order == Ordering::Equal {
            comparison.a.finish().map_err(CompareError::first)?;
            comparison.b.finish().map_err(CompareError::second)?;
        }
        Ok(order)
    }
}

/// Why two datums or values could not be compared, and where.
#[derive(Debug)]
pub struct CompareError(Box<Fault>);

#[derive(Debug)]
struct Fault {
    path: Path,
    kind: CompareErrorKind,
}

/// The ways comparing fails. More may be added.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CompareErrorKind {
    /// Maps have no order.
    #[error("maps have no order")]
    Map,

    /// The first of the two is not a datum of the schema.
    #[error("in the first datum {0}")]
    First(DecodeError),

    /// The second of the two is not a datum of the schema.
    #[error("in the second datum {0}")]
    Second(DecodeError),

    /// One of the two values is not of the schema.
    #[error("{0}")]
    Value(EncodeError),
}

impl CompareError {
    #[cold]
    fn new(kind: CompareErrorKind) -> Self {
        CompareError(Box::new(Fault {
            path: Path::default(),
            kind,
        }))
    }

    #[cold]
    fn map() -> Self {
        Self::new(CompareErrorKind::Map)
    }

    #[cold]
    fn first(error: DecodeError) -> Self {
        Self::new(CompareErrorKind::First(error))
    }

    #[cold]
    fn second(error: DecodeError) -> Self {
        Self::new(CompareErrorKind::Second(error))
    }

    #[cold]
    fn value(error: EncodeError) -> Self {
        Self::new(CompareErrorKind::Value(error))
    }

    /// The way to the values at fault.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0.path
    }

    /// What was wrong with them.
    #[must_use]
    pub fn kind(&self) -> &CompareErrorKind {
        &self.0.kind
    }

    #[cold]
    fn in_field(mut self, name: &str) -> Self {
        self.0.path.in_field(name);
        self
    }

    #[cold]
    fn in_item(mut self, index: usize) -> Self {
        self.0.path.in_item(index);
        self
    }
}

impl fmt::Display for CompareError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Fault { path, kind } = &*self.0;
        if !path.is_empty() {
            write!(f, "{path}: ")?;
        }
        write!(f, "{kind}")
    }
}

impl std::error::Error for CompareError {}

/// By number; -0.0 before 0.0, and NaN behind everything.
fn doubles(a: f64, b: f64) -> Ordering {
    match (a.is_nan(), b.is_nan()) {
        (false, false) => a.total_cmp(&b),
        (a, b) => a.cmp(&b),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::datum::DatumWriter;
    use crate::encoding::DecodeErrorKind;
    use crate::json;

    /// Compares two values given as JSON, in both forms and both ways around.
    fn order(of: &str, a: &str, b: &str) -> Ordering {
        let schema = Schema::parse(of).expect(of);
        let reader = json::Reader::<Value>::new(&schema).expect("a reader");
        let value = |text| reader.read(text).expect(text);
        let mut writer = DatumWriter::<Value>::new(&schema).expect("a writer");
        let mut datum = |value| writer.write(value).expect("a value").to_vec();
        let (a, b) = (value(a), value(b));
        let (first, second) = (datum(&a), datum(&b));
        let order = compare(&schema, &first, &second).expect("comparable");
        assert_eq!(
            compare(&schema, &second, &first).expect("comparable"),
            order.reverse()
        );
        assert_eq!(compare_values(&schema, &a, &b).expect("comparable"), order);
        order
    }

    #[test]
    fn the_first_difference_decides() {
        let record = r#"{"type": "record", "name": "R", "fields": [
            {"name": "a", "type": "int", "order": "descending"},
            {"name": "b", "type": {"type": "array", "items": "string"}, "order": "ignore"},
            {"name": "c", "type": ["null", "double"]}]}"#;
        let cases = [
            (r#""double""#, "-0.0", "0.0", Ordering::Less),
            (r#""float""#, r#""NaN""#, r#""Infinity""#, Ordering::Greater),
            (r#""bytes""#, r#""ÿ""#, r#""\u007f!""#, Ordering::Greater),
            (
                r#""string""#,
                r#""\ud83e\udd80""#,
                r#""\uffff""#,
                Ordering::Greater,
            ),
            (
                record,
                r#"{"a": 1, "b": ["x"], "c": null}"#,
                r#"{"a": 2, "b": [], "c": null}"#,
                Ordering::Greater,
            ),
            (
                record,
                r#"{"a": 1, "b": ["x", "y"], "c": null}"#,
                r#"{"a": 1, "b": [], "c": {"double": -1}}"#,
                Ordering::Less,
            ),
            (
                r#"{"type": "array", "items": "null"}"#,
                "[null]",
                "[null,null]",
                Ordering::Less,
            ),
        ];
        for (schema, a, b, expected) in cases {
            assert_eq!(order(schema, a, b), expected, "{a} and {b} of {schema}");
        }
    }

    #[test]
    fn blocks_make_no_difference() {
        let schema = Schema::parse(r#"{"type": "array", "items": "int"}"#).expect("a schema");
        let one = b"\x06\x02\x04\x06\x00";
        let two = b"\x02\x02\x03\x04\x04\x06\x00";
        assert_eq!(
            compare(&schema, one, two).expect("comparable"),
            Ordering::Equal
        );
    }

    #[test]
    fn an_ignored_field_is_passed_over_by_the_size_of_its_blocks() {
        let schema = Schema::parse(
            r#"{"type": "record", "name": "R", "fields": [
                {"name": "m", "type": {"type": "map", "values": "long"}, "order": "ignore"},
                {"name": "x", "type": "int"}]}"#,
        )
        .expect("a schema");
        // A block of one pair in three bytes, which are no pair; nobody looks.
        let a = b"\x01\x06\xff\xff\xff\x00\x04";
        assert_eq!(
            compare(&schema, a, b"\x00\x04").expect("comparable"),
            Ordering::Equal
        );
        let short = compare(&schema, b"\x01\x06\xff", b"\x00\x04").expect_err("short");
        assert_eq!(
            short.to_string(),
            "m: in the first datum at byte 2: the value needs 3 bytes and 1 are left"
        );
    }

    #[test]
    fn maps_have_no_order() {
        let schema =
            Schema::parse(r#"{"type": "array", "items": {"type": "map", "values": "int"}}"#)
                .expect("a schema");
        let error = compare(&schema, b"\x02\x00\x00", b"\x02\x00\x00").expect_err("maps");
        assert_eq!(error.to_string(), "[0]: maps have no order");
    }

    #[test]
    fn every_limit_holds() {
        let nested = r#"{"type": "record", "name": "R", "fields": [
            {"name": "r", "type": ["null", "R"]}]}"#;
        let skipped = r#"{"type": "record", "name": "S", "fields": [
            {"name": "s", "type": {"type": "array", "items": "S"}, "order": "ignore"}]}"#;
        let nulls = r#"{"type": "array", "items": "null"}"#;
        let passed = r#"{"type": "record", "name": "P", "fields": [
            {"name": "p", "type": {"type": "array", "items": "null"}, "order": "ignore"}]}"#;
        let cases: [(&str, &[u8]); 4] = [
            (nested, &[2; 1000]),
            (skipped, &[2; 1000]),
            (nulls, b"\x80\x80\x80\x80\x10\x00"),
            (passed, b"\x80\x80\x80\x80\x10\x00"),
        ];
        for (schema, datum) in cases {
            let schema = Schema::parse(schema).expect(schema);
            let error = compare(&schema, datum, datum).expect_err("a limit");
            assert!(
                matches!(error.kind(), CompareErrorKind::First(error)
                    if matches!(error.kind(), DecodeErrorKind::LimitExceeded { .. })),
                "{error}"
            );
        }
    }

    #[test]
    fn a_value_that_is_not_of_the_schema_is_named() {
        let schema = Schema::parse(r#"{"type": "array", "items": "int"}"#).expect("a schema");
        let ints = Value::Array(vec![Value::Int(1)]);
        let texts = Value::Array(vec![Value::String("a".to_owned())]);
        for (a, b) in [(&ints, &texts), (&texts, &ints)] {
            let error = compare_values(&schema, a, b).expect_err("a string");
            assert_eq!(error.to_string(), "[0]: expected int, found string");
        }
    }

    #[test]
    fn equal_datums_end_together() {
        let schema = Schema::parse(r#""int""#).expect("a schema");
        assert!(compare(&schema, b"\x02", b"\x02\x00").is_err());
        assert!(compare(&schema, b"\x02", b"").is_err());
    }
}
