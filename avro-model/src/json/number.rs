//! JSON numbers, kept as they were written.
//!
//! A number's text is its value: `1.10` is printed back as `1.10`, a 64-bit
//! integer does not pass through a double, and a float is rounded once, from
//! the decimal text. Two numbers are equal when their decimal values are.

use std::borrow::Cow;
use std::fmt;

/// A JSON number.
///
/// # Example
///
/// ```
/// use avro_model::json::Number;
///
/// let number = Number::parse("9007199254740993").unwrap();
/// assert_eq!(number.as_i64(), Some(9_007_199_254_740_993)); // 2^53 + 1
/// assert_eq!(number.as_f64(), 9_007_199_254_740_992.0);
/// assert_eq!(Number::parse("1.0"), Number::parse("1"));
/// assert_eq!(Number::parse("01"), None);
/// ```
#[derive(Clone)]
pub struct Number(Box<str>);

impl Number {
    /// Takes `text` as a number if it is one by JSON's grammar.
    pub fn parse(text: &str) -> Option<Number> {
        (scan(text.as_bytes()) == Ok(text.len())).then(|| Number(text.into()))
    }

    /// The shortest text that gives this double again; nothing for NaN and the infinities.
    pub fn from_f64(value: f64) -> Option<Number> {
        value
            .is_finite()
            .then(|| Number(format!("{value:?}").into()))
    }

    /// Trusts that `text` is a number: it comes from the reader.
    pub(crate) fn from_scanned(text: &str) -> Number {
        Number(text.into())
    }

    /// The text as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The exact value if it is a whole number that fits; `1.0` and `10e-1` are the whole number 1.
    pub fn as_i64(&self) -> Option<i64> {
        as_i64(&self.0)
    }

    /// The nearest double, an infinity beyond the largest.
    pub fn as_f64(&self) -> f64 {
        as_f64(&self.0)
    }

    /// The nearest single, rounded once from the text, an infinity beyond the largest.
    pub fn as_f32(&self) -> f32 {
        as_f32(&self.0)
    }
}

/// [`Number::as_i64`] for the text of a number that a reader gave.
pub fn as_i64(text: &str) -> Option<i64> {
    if let Ok(value) = text.parse() {
        return Some(value);
    }
    let decimal = Decimal::of(text);
    if decimal.digits.is_empty() {
        return Some(0);
    }
    let zeros = usize::try_from(decimal.exponent?)
        .ok()
        .filter(|&zeros| zeros < 20)?;
    let sign = if decimal.negative { "-" } else { "" };
    format!("{sign}{}{}", decimal.digits, "0".repeat(zeros))
        .parse()
        .ok()
}

/// [`Number::as_f64`] for the text of a number that a reader gave.
pub fn as_f64(text: &str) -> f64 {
    text.parse().unwrap_or(f64::NAN)
}

/// [`Number::as_f32`] for the text of a number that a reader gave.
pub fn as_f32(text: &str) -> f32 {
    text.parse().unwrap_or(f32::NAN)
}

/// How far a number reaches from the start of `bytes`, or where it goes wrong.
pub(crate) fn scan(bytes: &[u8]) -> Result<usize, usize> {
    let digits = |mut at: usize| {
        let start = at;
        while bytes.get(at).is_some_and(u8::is_ascii_digit) {
            at = at.saturating_add(1);
        }
        if at > start { Ok(at) } else { Err(at) }
    };
    let is = |at: usize, of: &[u8]| bytes.get(at).is_some_and(|byte| of.contains(byte));

    let mut at = usize::from(is(0, b"-"));
    at = if is(at, b"0") {
        at.saturating_add(1)
    } else {
        digits(at)?
    };
    if is(at, b".") {
        at = digits(at.saturating_add(1))?;
    }
    if is(at, b"eE") {
        at = at.saturating_add(1);
        at = digits(at.saturating_add(usize::from(is(at, b"+-"))))?;
    }
    Ok(at)
}

/// A number taken apart: `digits × 10^exponent`, no zero at either end of `digits`.
#[derive(PartialEq)]
struct Decimal<'a> {
    negative: bool,
    /// Empty for zero.
    digits: Cow<'a, str>,
    /// Nothing if the exponent is beyond 64 bits; such numbers are told apart by their text.
    exponent: Option<i64>,
}

impl Decimal<'_> {
    fn of(text: &str) -> Decimal<'_> {
        let (negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = if fraction.is_empty() {
            Cow::Borrowed(whole)
        } else {
            Cow::Owned(format!("{whole}{fraction}"))
        };
        let kept = all.trim_end_matches('0').len();
        let digits = match all {
            Cow::Borrowed(all) => Cow::Borrowed(all.trim_end_matches('0').trim_start_matches('0')),
            Cow::Owned(ref all) => {
                Cow::Owned(all.trim_end_matches('0').trim_start_matches('0').to_owned())
            }
        };
        if digits.is_empty() {
            return Decimal {
                negative: false,
                digits,
                exponent: Some(0),
            };
        }
        let dropped = whole
            .len()
            .saturating_add(fraction.len())
            .saturating_sub(kept);
        let exponent = exponent
            .parse::<i64>()
            .ok()
            .and_then(|exponent| exponent.checked_sub(i64::try_from(fraction.len()).ok()?))
            .and_then(|exponent| exponent.checked_add(i64::try_from(dropped).ok()?));
        Decimal {
            negative,
            digits,
            exponent,
        }
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Number) -> bool {
        if self.0 == other.0 {
            return true;
        }
        let (a, b) = (Decimal::of(&self.0), Decimal::of(&other.0));
        a == b && a.exponent.is_some()
    }
}

impl Eq for Number {}

macro_rules! from_integers {
    ($($integer:ty)*) => {$(
        impl From<$integer> for Number {
            fn from(value: $integer) -> Number {
                Number(value.to_string().into())
            }
        }
    )*};
}

from_integers!(i8 i16 i32 i64 u8 u16 u32 u64 usize);

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        Number::parse(text).unwrap_or_else(|| panic!("{text} is a number"))
    }

    #[test]
    fn the_grammar_is_that_of_json() {
        for text in ["0", "-0", "10", "1.5", "-1.50e+10", "1E5", "0.0e-0"] {
            assert!(Number::parse(text).is_some(), "{text}");
        }
        for text in [
            "", "-", "01", "+1", ".5", "1.", "1e", "1e+", "0x1", "NaN", "1 ", "Infinity", "1_0",
        ] {
            assert!(Number::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn numbers_are_equal_by_decimal_value() {
        let equal = [
            ("1", "1.0"),
            ("100", "1e2"),
            ("0.1", "1e-1"),
            ("0", "-0.0e5"),
            ("12.5", "0.125e2"),
            ("1e99999999999999999999", "1e99999999999999999999"),
        ];
        for (a, b) in equal {
            assert_eq!(number(a), number(b));
        }
        for (a, b) in [
            ("1", "-1"),
            ("1", "10"),
            ("0.1", "0.10000000149011612"),
            ("9007199254740993", "9007199254740992"),
        ] {
            assert_ne!(number(a), number(b));
        }
    }

    #[test]
    fn integers_are_exact() {
        let cases = [
            ("-9223372036854775808", Some(i64::MIN)),
            ("9223372036854775807", Some(i64::MAX)),
            ("9223372036854775808", None),
            ("9223372036854775807.0", Some(i64::MAX)),
            ("1e3", Some(1000)),
            ("1.5", None),
            ("1e-1", None),
            ("0e99999999999999999999", Some(0)),
            ("1e400", None),
        ];
        for (text, value) in cases {
            assert_eq!(number(text).as_i64(), value, "{text}");
        }
    }

    #[test]
    fn a_float_is_rounded_once() {
        // Halfway between two singles but for the last digit: by way of a double it would go down.
        let text = "1.00000017881393432617187500000000000000000000000000000001";
        assert_eq!(number(text).as_f32().to_bits(), 0x3f80_0002);
        assert_eq!(number("1e400").as_f64(), f64::INFINITY);
        assert_eq!(number("-0").as_f64().to_bits(), (-0.0f64).to_bits());
    }
}
