//! The logical type `decimal`, with precision and scale in the Rust type.

use std::fmt;
use std::str::FromStr;

use avro_model::NodeId;

use super::digits::Written;
use super::error::LogicalError;
use super::unscaled::{self, Minimal, decimal, power_of_ten};
use crate::encoding::{
    AvroAs, Decode, DecodeError, DecodeErrorKind, Decoder, Encode, EncodeError, Encoder,
    impls::own_shape,
};
use crate::schema::TypeBuilder;
use crate::shape::{self, Kinds, Named};

/// A number of at most `P` decimal digits, `S` of them behind the point: the
/// logical type `decimal`.
///
/// It is the unscaled value, an `i128`, and so has up to 38 digits. Its own type in
/// Avro is bytes; a field takes it on a fixed with [`shape::DecimalFixed`]. A value
/// of more digits does not exist: it cannot be made here, and one that is read is
/// an error.
///
/// Numbers of one type have one scale, so they compare as numbers do.
///
/// # Example
///
/// ```
/// use avro_core::logical::Decimal;
///
/// let price: Decimal<6, 2> = "-1.23".parse()?;
/// assert_eq!(price.unscaled(), -123);
/// assert_eq!(price.to_string(), "-1.23");
/// assert_eq!(Decimal::from_unscaled(-123), Some(price));
/// assert_eq!(Decimal::<6, 2>::from_unscaled(1_000_000), None);
///
/// let bytes = avro_core::to_vec(&price)?;
/// assert_eq!(bytes, [0x02, 0x85]);
/// assert_eq!(avro_core::from_slice::<Decimal<6, 2>>(&bytes)?, price);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// A precision or a scale that cannot be does not compile:
///
/// ```compile_fail
/// let _ = avro_core::logical::Decimal::<39, 2>::from_unscaled(0);
/// ```
///
/// ```compile_fail
/// let _ = avro_core::logical::Decimal::<4, 5>::from_unscaled(0);
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Decimal<const P: u32, const S: u32>(i128);

impl<const P: u32, const S: u32> Decimal<P, S> {
    const LEGAL: () = {
        let () = shape::Decimal::<P, S>::LEGAL;
        assert!(P <= 38, "an i128 holds 38 digits of a decimal and no more");
    };

    /// The most digits a value has.
    pub const PRECISION: u32 = P;

    /// How many of them are behind the point.
    pub const SCALE: u32 = S;

    /// The largest value: `P` nines.
    pub const MAX: Self = {
        let () = Self::LEGAL;
        match power_of_ten(P) {
            Some(end) => Decimal(end.wrapping_sub(1)),
            None => Decimal(i128::MAX),
        }
    };

    /// The least value: `P` nines, negative.
    pub const MIN: Self = Decimal(Self::MAX.0.wrapping_neg());

    /// The number `unscaled` × 10<sup>-`S`</sup>; `None` where it has more than `P` digits.
    #[must_use]
    #[inline]
    pub const fn from_unscaled(unscaled: i128) -> Option<Self> {
        const { Self::LEGAL };
        if unscaled::fits(unscaled, P) {
            Some(Decimal(unscaled))
        } else {
            None
        }
    }

    /// The number × 10<sup>`S`</sup>.
    #[must_use]
    #[inline]
    pub const fn unscaled(self) -> i128 {
        self.0
    }
}

/// All `S` digits behind the point, and none there where `S` is 0.
impl<const P: u32, const S: u32> fmt::Display for Decimal<P, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // At most 38 digits, which are positive as well as negative.
        let mut text = self.0.wrapping_abs().to_string();
        let scale = S as usize;
        if scale > 0 {
            let missing = scale.saturating_add(1).saturating_sub(text.len());
            text.insert_str(0, &"0".repeat(missing));
            text.insert(text.len().saturating_sub(scale), '.');
        }
        f.pad_integral(self.0 >= 0, "", &text)
    }
}

/// As [`Display`](fmt::Display) has it, with the type around it.
impl<const P: u32, const S: u32> fmt::Debug for Decimal<P, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Decimal<{P}, {S}>({self})")
    }
}

/// Digits with a point among them and a sign before them. More digits behind the
/// point than the type has may only be zeros: nothing is rounded.
impl<const P: u32, const S: u32> FromStr for Decimal<P, S> {
    type Err = LogicalError;

    fn from_str(text: &str) -> Result<Self, LogicalError> {
        parse(text, S).and_then(Self::from_unscaled).ok_or_else(|| {
            LogicalError::not(format!(
                "a decimal of {P} digits, {S} of them behind the point"
            ))
        })
    }
}

/// The unscaled value of a text, for this scale.
fn parse(text: &str, scale: u32) -> Option<i128> {
    let written = Written::parse(text)?;
    if written.exponent.is_some() {
        return None;
    }
    let scale = scale as usize;
    let (kept, cut) = written
        .fraction
        .split_at_checked(scale)
        .unwrap_or((written.fraction, ""));
    if cut.bytes().any(|digit| digit != b'0') {
        return None;
    }
    let missing = scale.checked_sub(kept.len())?;
    let exact = Written {
        fraction: kept,
        ..written
    };
    let unscaled = exact
        .digits()
        .chain(std::iter::repeat_n(0, missing))
        .try_fold(0_i128, |value, digit| {
            value.checked_mul(10)?.checked_add(i128::from(digit))
        })?;
    Some(if written.negative {
        unscaled.wrapping_neg()
    } else {
        unscaled
    })
}

#[inline(always)]
fn write<const P: u32, const S: u32>(value: &Decimal<P, S>) -> Result<Minimal, EncodeError> {
    Ok(Minimal::new(value.0))
}

#[inline(always)]
fn read<const P: u32, const S: u32>(bytes: &[u8]) -> Result<Decimal<P, S>, DecodeErrorKind> {
    unscaled::read(bytes)
        .and_then(Decimal::from_unscaled)
        .ok_or(DecodeErrorKind::Precision { precision: P })
}

decimal!(Decimal<P, S>, write, read);
own_shape!([const P: u32, const S: u32] Decimal<P, S> => shape::Decimal<P, S>,
    both [], encode [], decode []);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_has_all_digits_behind_the_point() {
        fn text<const P: u32, const S: u32>(unscaled: i128) -> String {
            Decimal::<P, S>::from_unscaled(unscaled)
                .unwrap()
                .to_string()
        }
        assert_eq!(text::<6, 2>(1234), "12.34");
        assert_eq!(text::<6, 2>(-5), "-0.05");
        assert_eq!(text::<6, 2>(0), "0.00");
        assert_eq!(text::<6, 0>(-17), "-17");
        assert_eq!(text::<3, 3>(999), "0.999");
        let nines = "99999999999999999999999999999999999999";
        assert_eq!(Decimal::<38, 0>::MAX.to_string(), nines);
        assert_eq!(Decimal::<38, 38>::MIN.to_string(), format!("-0.{nines}"));
        assert_eq!(format!("{:>8}", Decimal::<6, 2>(-123)), "   -1.23");
        assert_eq!(
            format!("{:?}", Decimal::<6, 2>(-123)),
            "Decimal<6, 2>(-1.23)"
        );
    }

    #[test]
    fn parsing_never_rounds() {
        let parse = |text: &str| text.parse::<Decimal<4, 2>>().ok().map(Decimal::unscaled);
        assert_eq!(parse("12.34"), Some(1234));
        assert_eq!(parse("+12.3"), Some(1230));
        assert_eq!(parse("-0012"), Some(-1200));
        assert_eq!(parse("1.2300"), Some(123));
        assert_eq!(parse("1.234"), None);
        assert_eq!(parse("100"), None);
        assert_eq!(parse("1e1"), None);
        assert_eq!(parse(&"9".repeat(400)), None);
        let most = format!("-0.{}", "9".repeat(38));
        assert_eq!(most.parse::<Decimal<38, 38>>(), Ok(Decimal::MIN));
    }

    #[test]
    fn numbers_compare_as_numbers() {
        let of = |text: &str| text.parse::<Decimal<6, 2>>().unwrap();
        assert!(of("-10") < of("-9.99") && of("-9.99") < of("0") && of("9.99") < of("10"));
    }
}
