//! Unscaled values of decimals: integers in two's complement, big-endian.
//!
//! "The byte array must contain the two's-complement representation of the
//! unscaled integer value in big-endian byte order" (Decimal). Written are as few
//! bytes as hold the sign too, on a fixed as many as it has. Read is any number of
//! them, with the sign repeated in front, as a fixed has it anyway. No bytes at all
//! are read as zero: Java's library refuses them, nobody takes them for another
//! number, and they are what an empty default comes to.

use std::fmt;

use avro_model::{LogicalType, NodeId};

use crate::schema::{FixedInfo, TypeBuilder};
use crate::shape::{self, Named};

/// Gives a type the two shapes of the logical type decimal.
///
/// `$write` makes the bytes of a value, of `P` digits at the most, and `$read` the
/// value of bytes; neither knows where they stand.
macro_rules! decimal {
    ($ty:ty, $write:ident, $read:ident) => {
        impl<const P: u32, const S: u32> AvroAs<shape::Decimal<P, S>> for $ty {
            const MIN: usize = 1;
            const KINDS: Kinds = {
                let () = shape::Decimal::<P, S>::LEGAL;
                Kinds::BYTES
            };
            type Key = shape::Decimal<P, S>;

            fn node(builder: &mut TypeBuilder) -> NodeId {
                $crate::logical::unscaled::node(builder, P, S)
            }

            fn name_part(out: &mut String) {
                $crate::logical::unscaled::name_part(P, S, out);
            }
        }

        impl<const P: u32, const S: u32> Encode<shape::Decimal<P, S>> for $ty {
            #[inline]
            fn encode(&self, encoder: &mut Encoder) -> Result<(), EncodeError> {
                const { shape::Decimal::<P, S>::LEGAL };
                encoder.bytes($write::<P, S>(self)?.as_ref());
                Ok(())
            }
        }

        impl<'de, const P: u32, const S: u32> Decode<'de, shape::Decimal<P, S>> for $ty {
            #[inline]
            fn decode(decoder: &mut Decoder<'de>) -> Result<Self, DecodeError> {
                const { shape::Decimal::<P, S>::LEGAL };
                let bytes = decoder.bytes()?;
                $read::<P, S>(bytes).map_err(|kind| decoder.error_before(bytes.len(), kind))
            }
        }

        impl<N: Named, const SIZE: usize, const P: u32, const S: u32>
            AvroAs<shape::DecimalFixed<N, SIZE, P, S>> for $ty
        {
            const MIN: usize = SIZE;
            const KINDS: Kinds = {
                let () = shape::DecimalFixed::<N, SIZE, P, S>::LEGAL;
                Kinds::NAMED
            };
            type Key = shape::DecimalFixed<N, SIZE, P, S>;

            fn node(builder: &mut TypeBuilder) -> NodeId {
                $crate::logical::unscaled::fixed_node::<N, SIZE, P, S>(builder)
            }

            fn name_part(out: &mut String) {
                out.push_str($crate::logical::unscaled::simple::<N>());
            }
        }

        impl<N: Named, const SIZE: usize, const P: u32, const S: u32>
            Encode<shape::DecimalFixed<N, SIZE, P, S>> for $ty
        {
            #[inline]
            fn encode(&self, encoder: &mut Encoder) -> Result<(), EncodeError> {
                const { shape::DecimalFixed::<N, SIZE, P, S>::LEGAL };
                let bytes = $write::<P, S>(self)?;
                $crate::logical::unscaled::extend(bytes.as_ref(), encoder.space(SIZE));
                Ok(())
            }
        }

        impl<'de, N: Named, const SIZE: usize, const P: u32, const S: u32>
            Decode<'de, shape::DecimalFixed<N, SIZE, P, S>> for $ty
        {
            #[inline]
            fn decode(decoder: &mut Decoder<'de>) -> Result<Self, DecodeError> {
                const { shape::DecimalFixed::<N, SIZE, P, S>::LEGAL };
                let bytes = decoder.array_ref::<SIZE>()?;
                $read::<P, S>(bytes).map_err(|kind| decoder.error_before(SIZE, kind))
            }
        }
    };
}

pub(super) use decimal;

impl<const P: u32, const S: u32> shape::Decimal<P, S> {
    /// Refuses, at compile time, what the specification would have ignored.
    pub(crate) const LEGAL: () = {
        assert!(P >= 1, "a decimal has at least one digit");
        assert!(S <= P, "the scale of a decimal is more than its precision");
    };
}

impl<N, const SIZE: usize, const P: u32, const S: u32> shape::DecimalFixed<N, SIZE, P, S> {
    /// Refuses, at compile time, what the specification would have ignored.
    pub(crate) const LEGAL: () = {
        let () = shape::Decimal::<P, S>::LEGAL;
        assert!(
            P <= avro_model::digits_in(SIZE),
            "the precision of a decimal is more than its fixed can hold"
        );
    };
}

pub(super) fn node(builder: &mut TypeBuilder, precision: u32, scale: u32) -> NodeId {
    let bytes = builder.schema().bytes();
    let decimal = LogicalType::Decimal { precision, scale };
    builder.schema().logical(bytes, decimal)
}

pub(super) fn fixed_node<N: Named, const SIZE: usize, const P: u32, const S: u32>(
    builder: &mut TypeBuilder,
) -> NodeId {
    let info = FixedInfo {
        logical: Some(LogicalType::Decimal {
            precision: P,
            scale: S,
        }),
        ..FixedInfo::named::<N>(SIZE)
    };
    builder.fixed::<shape::DecimalFixed<N, SIZE, P, S>>(N::NAME, &info)
}

/// The part of a decimal in the name of a generic type's instantiation.
pub(super) fn name_part(precision: u32, scale: u32, out: &mut String) {
    use fmt::Write;
    // Writing to a string does not fail.
    let _ = write!(out, "decimal_{precision}_{scale}");
}

/// The name without its namespace.
pub(super) fn simple<N: Named>() -> &'static str {
    N::NAME.rsplit('.').next().unwrap_or(N::NAME)
}

/// A number in as few bytes as hold it and its sign.
#[derive(Clone, Copy, Debug)]
pub(super) struct Minimal {
    bytes: [u8; 16],
    skip: usize,
}

impl Minimal {
    #[inline(always)]
    pub(super) const fn new(value: i128) -> Self {
        let repeated = if value < 0 {
            value.leading_ones()
        } else {
            value.leading_zeros()
        };
        Minimal {
            bytes: value.to_be_bytes(),
            // One of the sign's bits has to stay, so 15 are skipped at the most.
            skip: repeated.saturating_sub(1) as usize / 8,
        }
    }
}

impl AsRef<[u8]> for Minimal {
    #[inline(always)]
    fn as_ref(&self) -> &[u8] {
        self.bytes.get(self.skip..).unwrap_or_default()
    }
}

/// What the sign is in front of a number: 0 or 255.
fn sign(bytes: &[u8]) -> u8 {
    match bytes.first() {
        Some(0x80..) => 0xff,
        _ => 0,
    }
}

/// The number without the bytes that only repeat its sign; nothing for no bytes.
pub(super) fn trim(mut bytes: &[u8]) -> &[u8] {
    while let [first, rest @ ..] = bytes
        && !rest.is_empty()
        && *first == sign(rest)
    {
        bytes = rest;
    }
    bytes
}

/// Writes a number over all of `out`, with its sign repeated in front. It fits, as
/// the shape's constants have seen to.
#[inline(always)]
pub(super) fn extend(bytes: &[u8], out: &mut [u8]) {
    let front = out.len().saturating_sub(bytes.len());
    if let Some((front, back)) = out.split_at_mut_checked(front) {
        front.fill(sign(bytes));
        for (to, from) in back.iter_mut().zip(bytes) {
            *to = *from;
        }
    }
}

/// The number that these bytes are, if it has at most 128 bits.
#[inline(always)]
pub(super) fn read(bytes: &[u8]) -> Option<i128> {
    // Nearly every decimal is short.
    if bytes.len() <= 8 {
        return Some(i128::from(read_short(bytes)));
    }
    read_long(bytes)
}

/// The number of up to eight bytes.
#[inline(always)]
fn read_short(bytes: &[u8]) -> i64 {
    bytes
        .iter()
        .fold(i64::from(sign(bytes).cast_signed()), |value, byte| {
            (value << 8) | i64::from(*byte)
        })
}

fn read_long(mut bytes: &[u8]) -> Option<i128> {
    if bytes.len() > 16 {
        bytes = trim(bytes);
    }
    match bytes.split_last_chunk() {
        Some((high, low)) if matches!(high.len(), 1..=8) => {
            Some((i128::from(read_short(high)) << 64) | i128::from(u64::from_be_bytes(*low)))
        }
        _ if bytes.len() <= 8 => Some(i128::from(read_short(bytes))),
        _ => None,
    }
}

/// Ten to the power of `digits`, where that is a number of 128 bits.
pub(super) const fn power_of_ten(digits: u32) -> Option<i128> {
    10_i128.checked_pow(digits)
}

/// Whether the number has at most `precision` digits.
#[inline(always)]
pub(super) const fn fits(value: i128, precision: u32) -> bool {
    match power_of_ten(precision) {
        Some(end) => value < end && value > end.wrapping_neg(),
        None => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_takes_as_few_bytes_as_hold_its_sign() {
        // python3 -c 'print((-129).to_bytes(2, "big", signed=True))'
        let cases: &[(i128, &[u8])] = &[
            (0, &[0]),
            (1, &[1]),
            (-1, &[0xff]),
            (127, &[0x7f]),
            (128, &[0, 0x80]),
            (-128, &[0x80]),
            (-129, &[0xff, 0x7f]),
            (255, &[0, 0xff]),
            (-256, &[0xff, 0]),
            (i128::from(i64::MAX), b"\x7f\xff\xff\xff\xff\xff\xff\xff"),
            (i128::from(i64::MIN), b"\x80\0\0\0\0\0\0\0"),
            (i128::from(i64::MAX) + 1, b"\0\x80\0\0\0\0\0\0\0"),
            (
                i128::MAX,
                b"\x7f\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
            ),
            (i128::MIN, b"\x80\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
        ];
        for &(value, bytes) in cases {
            assert_eq!(Minimal::new(value).as_ref(), bytes, "writing {value}");
            assert_eq!(read(bytes), Some(value), "reading {bytes:02x?}");
            for more in 1..40 {
                let mut long = vec![if value < 0 { 0xff } else { 0 }; more];
                long.extend_from_slice(bytes);
                assert_eq!(read(&long), Some(value), "reading {long:02x?}");
                assert_eq!(trim(&long), bytes);
                let mut extended = vec![0x55; bytes.len() + more];
                extend(bytes, &mut extended);
                assert_eq!(extended, long);
            }
        }
        assert_eq!(read(&[]), Some(0));
        assert_eq!(trim(&[]), [0; 0]);
    }

    #[test]
    fn a_number_of_more_than_128_bits_is_none() {
        let mut bytes = [0; 17];
        bytes[1] = 0x80;
        assert_eq!(read(&bytes), None);
        bytes[0] = 0xff;
        bytes[1] = 0x7f;
        assert_eq!(read(&bytes), None);
    }

    #[test]
    fn precision_counts_digits_of_either_sign() {
        assert!(fits(99, 2) && fits(-99, 2));
        assert!(!fits(100, 2) && !fits(-100, 2));
        assert!(!fits(i128::MAX, 38) && !fits(i128::MIN, 38));
        assert!(fits(i128::MAX, 39) && fits(i128::MIN, 39));
    }
}
