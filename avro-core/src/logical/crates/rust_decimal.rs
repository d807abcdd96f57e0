//! The type of the crate `rust_decimal`: 96 bits and a scale of up to 28.
//!
//! It has no shape of its own, for it knows neither precision nor scale beforehand.
//! Read, it has the scale of its shape, or the largest that lets it be held.

use ::rust_decimal::Decimal;
use avro_model::NodeId;

use super::convert::{inexact, over};
use crate::encoding::{
    AvroAs, Decode, DecodeError, DecodeErrorKind, Decoder, Encode, EncodeError, Encoder,
};
use crate::logical::BigDecimal;
use crate::logical::unscaled::{self, Minimal, decimal, power_of_ten};
use crate::schema::TypeBuilder;
use crate::shape::{self, Kinds, Named};

fn write<const P: u32, const S: u32>(value: &Decimal) -> Result<Minimal, EncodeError> {
    let (mantissa, scale) = (value.mantissa(), value.scale());
    let unscaled = if mantissa == 0 || scale == S {
        Some(mantissa)
    } else if let Some(more) = S.checked_sub(scale) {
        power_of_ten(more).and_then(|factor| mantissa.checked_mul(factor))
    } else {
        let factor = power_of_ten(scale.abs_diff(S));
        match factor.and_then(|factor| mantissa.checked_rem(factor)) {
            Some(0) => factor.and_then(|factor| mantissa.checked_div(factor)),
            _ => return Err(inexact(value)),
        }
    };
    match unscaled {
        Some(unscaled) if unscaled::fits(unscaled, P) => Ok(Minimal::new(unscaled)),
        _ => Err(over(P)),
    }
}

fn read<const P: u32, const S: u32>(bytes: &[u8]) -> Result<Decimal, DecodeErrorKind> {
    let unscaled = unscaled::read(bytes)
        .filter(|&unscaled| unscaled::fits(unscaled, P))
        .ok_or(DecodeErrorKind::Precision { precision: P })?;
    held(unscaled, S).ok_or_else(|| too_long(unscaled, S))
}

/// The number as the crate can hold it, without zeros at the end where they are too many.
fn held(mut unscaled: i128, mut scale: u32) -> Option<Decimal> {
    if unscaled == 0 {
        scale = scale.min(Decimal::MAX_SCALE);
    }
    loop {
        if let Ok(decimal) = Decimal::try_from_i128_with_scale(unscaled, scale) {
            return Some(decimal);
        }
        if unscaled % 10 != 0 {
            return None;
        }
        scale = scale.checked_sub(1)?;
        unscaled /= 10;
    }
}

#[cold]
fn too_long(unscaled: i128, scale: u32) -> DecodeErrorKind {
    let number = BigDecimal::new(unscaled, scale.cast_signed());
    DecodeErrorKind::Refused(format!("{number} is not a rust_decimal::Decimal"))
}

decimal!(Decimal, write, read);
