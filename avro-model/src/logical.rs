//! Logical types: a second meaning on top of a type.
//!
//! A logical type is an attribute, so a text may claim anything. What counts is
//! the one *in force*: known to us, on a type it may annotate, its own
//! attributes in order. The specification wants everything else ignored, never refused,
//! so there are no errors here: [`in_force`] says which it is, or that there is none.
//!
//! See "Logical Types" in the specification.

use crate::json::Json;
use crate::schema::{Attributes, Type};

/// The logical type in force on a node.
///
/// # Example
///
/// ```
/// use avro_model::{LogicalType, Schema};
///
/// let cents = Schema::parse(r#"{"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}"#)?;
/// assert_eq!(
///     cents.root_node().logical(),
///     Some(&LogicalType::Decimal { precision: 9, scale: 2 }),
/// );
///
/// // More digits behind the point than there are: ignored, as the specification says.
/// let odd = Schema::parse(r#"{"type": "bytes", "logicalType": "decimal", "precision": 2, "scale": 9}"#)?;
/// assert_eq!(odd.root_node().logical(), None);
/// # Ok::<(), avro_model::SchemaError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LogicalType {
    /// A decimal number on bytes or fixed, its unscaled value in two's complement.
    Decimal {
        /// The most decimal digits a value may have.
        precision: u32,
        /// How many of them stand behind the point.
        scale: u32,
    },
    /// A decimal number on bytes that carries its own scale.
    BigDecimal,
    /// A UUID, on string or on a fixed of 16 bytes.
    Uuid,
    /// Days since 1970-01-01, on int.
    Date,
    /// Milliseconds since midnight, on int.
    TimeMillis,
    /// Microseconds since midnight, on long.
    TimeMicros,
    /// Milliseconds since 1970 in UTC, on long.
    TimestampMillis,
    /// Microseconds since 1970 in UTC, on long.
    TimestampMicros,
    /// Nanoseconds since 1970 in UTC, on long.
    TimestampNanos,
    /// Milliseconds since 1970 by the wall clock, on long.
    LocalTimestampMillis,
    /// Microseconds since 1970 by the wall clock, on long.
    LocalTimestampMicros,
    /// Nanoseconds since 1970 by the wall clock, on long.
    LocalTimestampNanos,
    /// Months, days and milliseconds, on a fixed of 12 bytes.
    Duration,
}

impl LogicalType {
    /// The word in `logicalType`.
    pub fn name(&self) -> &'static str {
        match self {
            LogicalType::Decimal { .. } => "decimal",
            LogicalType::BigDecimal => "big-decimal",
            LogicalType::Uuid => "uuid",
            LogicalType::Date => "date",
            LogicalType::TimeMillis => "time-millis",
            LogicalType::TimeMicros => "time-micros",
            LogicalType::TimestampMillis => "timestamp-millis",
            LogicalType::TimestampMicros => "timestamp-micros",
            LogicalType::TimestampNanos => "timestamp-nanos",
            LogicalType::LocalTimestampMillis => "local-timestamp-millis",
            LogicalType::LocalTimestampMicros => "local-timestamp-micros",
            LogicalType::LocalTimestampNanos => "local-timestamp-nanos",
            LogicalType::Duration => "duration",
        }
    }

    /// Writes this logical type into `attributes`, as a text would say it.
    ///
    /// A scale of 0 is left out: it is what the specification takes then.
    pub(crate) fn set(&self, attributes: &mut Attributes) {
        attributes.set("logicalType", Json::from(self.name()));
        if let LogicalType::Decimal { precision, scale } = *self {
            attributes.set("precision", Json::from(precision));
            if scale > 0 {
                attributes.set("scale", Json::from(scale));
            }
        }
    }

    /// Whether an attribute of this name is part of the logical type itself.
    pub(crate) fn owns(&self, attribute: &str) -> bool {
        match attribute {
            "logicalType" => true,
            "precision" | "scale" => matches!(self, LogicalType::Decimal { .. }),
            _ => false,
        }
    }
}

/// The logical type that `attributes` claim for `ty`, if it is in force.
pub(crate) fn in_force(ty: &Type, attributes: &Attributes) -> Option<LogicalType> {
    use LogicalType as L;

    let claimed = match attributes.get("logicalType")?.as_str()? {
        "decimal" => decimal(attributes)?,
        "big-decimal" => L::BigDecimal,
        "uuid" => L::Uuid,
        "date" => L::Date,
        "time-millis" => L::TimeMillis,
        "time-micros" => L::TimeMicros,
        "timestamp-millis" => L::TimestampMillis,
        "timestamp-micros" => L::TimestampMicros,
        "timestamp-nanos" => L::TimestampNanos,
        "local-timestamp-millis" => L::LocalTimestampMillis,
        "local-timestamp-micros" => L::LocalTimestampMicros,
        "local-timestamp-nanos" => L::LocalTimestampNanos,
        "duration" => L::Duration,
        _ => return None,
    };
    let fits = match (&claimed, ty) {
        (L::Decimal { precision, .. }, Type::Fixed(fixed)) => *precision <= digits_in(fixed.size()),
        (L::Decimal { .. } | L::BigDecimal, Type::Bytes) => true,
        (L::Uuid, Type::String) => true,
        (L::Uuid, Type::Fixed(fixed)) => fixed.size() == 16,
        (L::Duration, Type::Fixed(fixed)) => fixed.size() == 12,
        (L::Date | L::TimeMillis, Type::Int) => true,
        (
            L::TimeMicros
            | L::TimestampMillis
            | L::TimestampMicros
            | L::TimestampNanos
            | L::LocalTimestampMillis
            | L::LocalTimestampMicros
            | L::LocalTimestampNanos,
            Type::Long,
        ) => true,
        _ => false,
    };
    fits.then_some(claimed)
}

/// "Precision must be a positive integer greater than zero. […] Scale must be
/// zero or a positive integer less than or equal to the precision."
fn decimal(attributes: &Attributes) -> Option<LogicalType> {
    let integer = |json: &Json| match json {
        Json::Number(number) => number.as_str().parse::<u32>().ok(),
        _ => None,
    };
    let precision = integer(attributes.get("precision")?)?;
    let scale = match attributes.get("scale") {
        Some(scale) => integer(scale)?,
        None => 0,
    };
    (precision > 0 && scale <= precision).then_some(LogicalType::Decimal { precision, scale })
}

/// How many decimal digits a two's complement number of `size` bytes always holds.
///
/// This is the most that the precision of a decimal on a fixed of that size may be: the
/// whole part of log10(2^(8 × size - 1) - 1). Where it would be more than `u32::MAX`, it is that.
///
/// # Example
///
/// ```
/// // An i64 holds all numbers of 18 digits, but not all of 19.
/// assert_eq!(avro_model::digits_in(8), 18);
/// ```
pub const fn digits_in(size: usize) -> u32 {
    // log10(2) × 10^19. No power of two is a power of ten, so rounding down is exact.
    const LOG10_2: u128 = 3_010_299_956_639_811_952;
    const SCALE: u128 = 10_000_000_000_000_000_000;
    let bits = (size as u128).saturating_mul(8).saturating_sub(1);
    match bits.saturating_mul(LOG10_2).checked_div(SCALE) {
        Some(digits) if digits < u32::MAX as u128 => digits as u32,
        _ => u32::MAX,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Schema;

    #[test]
    fn a_fixed_holds_as_many_digits_as_its_size_allows() {
        // From floor(log10(2^(8n-1) - 1)): 127, 32767, 8388607, 2^31-1, 2^63-1, 2^95-1, 2^127-1.
        for (size, digits) in [
            (0, 0),
            (1, 2),
            (2, 4),
            (3, 6),
            (4, 9),
            (8, 18),
            (12, 28),
            (16, 38),
            (17, 40),
            (100, 240),
        ] {
            assert_eq!(digits_in(size), digits, "{size} bytes");
        }
        assert_eq!(digits_in(usize::MAX), u32::MAX);
    }

    #[test]
    fn what_is_unknown_or_out_of_place_is_ignored() {
        use LogicalType as L;
        let decimal = |precision, scale| Some(L::Decimal { precision, scale });
        let cases = [
            (
                r#"{"type":"bytes","logicalType":"decimal","precision":4}"#,
                decimal(4, 0),
            ),
            (
                r#"{"type":"bytes","logicalType":"decimal","precision":4,"scale":4}"#,
                decimal(4, 4),
            ),
            (
                r#"{"type":"bytes","logicalType":"decimal","precision":4,"scale":5}"#,
                None,
            ),
            (
                r#"{"type":"bytes","logicalType":"decimal","precision":0}"#,
                None,
            ),
            (
                r#"{"type":"bytes","logicalType":"decimal","precision":"4"}"#,
                None,
            ),
            (r#"{"type":"bytes","logicalType":"decimal"}"#, None),
            (
                r#"{"type":"string","logicalType":"decimal","precision":4}"#,
                None,
            ),
            (
                r#"{"type":"fixed","name":"F","size":2,"logicalType":"decimal","precision":4}"#,
                decimal(4, 0),
            ),
            (
                r#"{"type":"fixed","name":"F","size":2,"logicalType":"decimal","precision":5}"#,
                None,
            ),
            (
                r#"{"type":"fixed","name":"F","size":16,"logicalType":"uuid"}"#,
                Some(L::Uuid),
            ),
            (
                r#"{"type":"fixed","name":"F","size":15,"logicalType":"uuid"}"#,
                None,
            ),
            (
                r#"{"type":"fixed","name":"F","size":12,"logicalType":"duration"}"#,
                Some(L::Duration),
            ),
            (
                r#"{"type":"int","logicalType":"time-millis"}"#,
                Some(L::TimeMillis),
            ),
            (r#"{"type":"long","logicalType":"time-millis"}"#, None),
            (
                r#"{"type":"long","logicalType":"timestamp-nanos"}"#,
                Some(L::TimestampNanos),
            ),
            (r#"{"type":"int","logicalType":"furlongs"}"#, None),
            (r#"{"type":"int","logicalType":null}"#, None),
        ];
        for (text, expected) in cases {
            let schema = Schema::parse(text).unwrap();
            assert_eq!(schema.root_node().logical().copied(), expected, "{text}");
        }
    }
}
