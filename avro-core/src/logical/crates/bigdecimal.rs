//! The type of the crate `bigdecimal`: a number of any length, with a scale.
//!
//! Its own shape is `big-decimal`, which carries the scale. As a `decimal` it takes
//! the shape's scale, and any precision: more than the 38 digits of an `i128` too.

use ::bigdecimal::BigDecimal;
use ::bigdecimal::num_bigint::BigInt;
use ::bigdecimal::num_traits::Zero;
use avro_model::NodeId;

use super::convert::{inexact, over};
use crate::encoding::impls::own_shape;
use crate::encoding::{
    AvroAs, Decode, DecodeError, DecodeErrorKind, Decoder, Encode, EncodeError, EncodeErrorKind,
    Encoder,
};
use crate::logical::big_decimal;
use crate::logical::unscaled::decimal;
use crate::schema::TypeBuilder;
use crate::shape::{self, Kinds, Named};

#[expect(
    clippy::arithmetic_side_effects,
    reason = "numbers of any length, and the divisor is a power of ten"
)]
fn write<const P: u32, const S: u32>(value: &BigDecimal) -> Result<Vec<u8>, EncodeError> {
    let (digits, scale) = value.as_bigint_and_scale();
    if digits.is_zero() {
        return Ok(vec![0]);
    }
    let unscaled = match i64::from(S).checked_sub(scale) {
        // So many zeros at the end are too many digits, whatever stands before them.
        Some(more) if more > i64::from(P) => return Err(over(P)),
        None if scale < 0 => return Err(over(P)),
        Some(more) if more >= 0 => match u32::try_from(more) {
            Ok(more) => digits.as_ref() * ten_to(more),
            Err(_) => return Err(over(P)),
        },
        less => {
            // A number cannot end in more zeros than it has bits.
            let zeros = less.map_or(u64::MAX, i64::unsigned_abs);
            let power = match u32::try_from(zeros) {
                Ok(zeros) if u64::from(zeros) <= digits.bits() => ten_to(zeros),
                _ => return Err(inexact(value)),
            };
            if !(digits.as_ref() % &power).is_zero() {
                return Err(inexact(value));
            }
            digits.as_ref() / power
        }
    };
    if !fits(&unscaled, P) {
        return Err(over(P));
    }
    Ok(unscaled.to_signed_bytes_be())
}

fn read<const P: u32, const S: u32>(bytes: &[u8]) -> Result<BigDecimal, DecodeErrorKind> {
    let unscaled = BigInt::from_signed_bytes_be(bytes);
    if !fits(&unscaled, P) {
        return Err(DecodeErrorKind::Precision { precision: P });
    }
    Ok(BigDecimal::new(unscaled, i64::from(S)))
}

fn ten_to(digits: u32) -> BigInt {
    BigInt::from(10).pow(digits)
}

/// Whether the number has at most `precision` digits. The power of ten is worked
/// out only where it is about as long as the number.
fn fits(number: &BigInt, precision: u32) -> bool {
    let digits = u64::from(precision);
    if number.bits() <= digits.saturating_mul(3) {
        return true;
    }
    if number.bits() > digits.saturating_mul(4) {
        return false;
    }
    number.magnitude() < ten_to(precision).magnitude()
}

decimal!(BigDecimal, write, read);

impl AvroAs<shape::BigDecimal> for BigDecimal {
    const MIN: usize = big_decimal::MIN;
    const KINDS: Kinds = Kinds::BYTES;
    type Key = shape::BigDecimal;

    fn node(builder: &mut TypeBuilder) -> NodeId {
        big_decimal::node(builder)
    }

    fn name_part(out: &mut String) {
        out.push_str("big_decimal");
    }
}

impl Encode<shape::BigDecimal> for BigDecimal {
    fn encode(&self, encoder: &mut Encoder) -> Result<(), EncodeError> {
        let (unscaled, scale) = self.as_bigint_and_scale();
        let Ok(scale) = i32::try_from(scale) else {
            return Err(EncodeError::new(EncodeErrorKind::OutOfRange {
                value: format!("the scale {scale}"),
                expected: "the int of a big-decimal",
            }));
        };
        big_decimal::put(&unscaled.to_signed_bytes_be(), scale, encoder);
        Ok(())
    }
}

impl<'de> Decode<'de, shape::BigDecimal> for BigDecimal {
    fn decode(decoder: &mut Decoder<'de>) -> Result<Self, DecodeError> {
        let (unscaled, scale) = big_decimal::take(decoder)?;
        let unscaled = BigInt::from_signed_bytes_be(unscaled);
        Ok(BigDecimal::new(unscaled, i64::from(scale)))
    }
}

own_shape!([] BigDecimal => shape::BigDecimal, both [], encode [], decode []);
