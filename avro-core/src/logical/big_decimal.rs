//! The logical type `big-decimal`: a decimal that carries its own scale.
//!
//! ```text
//! datum   = bytes(payload)
//! payload = bytes(unscaled value) int(scale)
//! ```
//!
//! "Here, bytes array contains two serialized properties" (Scalable precision):
//! lengths and scale in the payload are Avro's own, as Java's library writes them.

use std::fmt;
use std::str::FromStr;

use avro_model::{LogicalType, NodeId};

use super::decimal::Decimal;
use super::digits::{self, Written};
use super::error::LogicalError;
use super::unscaled::{self, Minimal};
use crate::encoding::impls::own_shape;
use crate::encoding::{AvroAs, Decode, DecodeError, Decoder, Encode, EncodeError, Encoder, varint};
use crate::schema::TypeBuilder;
use crate::shape::{self, Kinds};

/// A decimal number of any length with a scale of its own: the logical type
/// `big-decimal`.
///
/// It is an unscaled value × 10<sup>-scale</sup>. Two numbers are equal when both
/// parts are: 2.0 is not 2.00, as in Java. The specification wants the scale between
/// zero and the precision; Java's library writes any, so any is written and read.
///
/// This type carries numbers and prints them. For arithmetic there is the feature
/// `bigdecimal`.
///
/// # Example
///
/// ```
/// use avro_core::logical::BigDecimal;
///
/// let mass: BigDecimal = "-12.345".parse()?;
/// assert_eq!((mass.unscaled(), mass.scale()), (Some(-12345), 3));
///
/// let bytes = avro_core::to_vec(&mass)?;
/// assert_eq!(bytes, [0x08, 0x04, 0xcf, 0xc7, 0x06]);
/// assert_eq!(avro_core::from_slice::<BigDecimal>(&bytes)?.to_string(), "-12.345");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct BigDecimal {
    /// In two's complement, big-endian, in as few bytes as hold it.
    unscaled: Vec<u8>,
    scale: i32,
}

impl BigDecimal {
    /// The number `unscaled` × 10<sup>-`scale`</sup>.
    #[must_use]
    pub fn new(unscaled: i128, scale: i32) -> Self {
        BigDecimal {
            unscaled: Minimal::new(unscaled).as_ref().to_vec(),
            scale,
        }
    }

    /// A number whose unscaled value is given in two's complement, big-endian, in
    /// any number of bytes. No bytes are zero.
    ///
    /// # Example
    ///
    /// ```
    /// use avro_core::logical::BigDecimal;
    ///
    /// assert_eq!(BigDecimal::from_be_bytes(&[0x00, 0x00, 0xff], 1), BigDecimal::new(255, 1));
    /// ```
    #[must_use]
    pub fn from_be_bytes(unscaled: &[u8], scale: i32) -> Self {
        let mut number = BigDecimal {
            unscaled: Vec::new(),
            scale,
        };
        number.set(unscaled);
        number
    }

    fn set(&mut self, unscaled: &[u8]) {
        self.unscaled.clear();
        match unscaled::trim(unscaled) {
            [] => self.unscaled.push(0),
            bytes => self.unscaled.extend_from_slice(bytes),
        }
    }

    /// The unscaled value, where it is a number of 128 bits.
    #[must_use]
    pub fn unscaled(&self) -> Option<i128> {
        unscaled::read(&self.unscaled)
    }

    /// The unscaled value in two's complement, big-endian, in as few bytes as hold it.
    #[must_use]
    pub fn to_be_bytes(&self) -> &[u8] {
        &self.unscaled
    }

    /// How many digits of the unscaled value are behind the point.
    #[must_use]
    pub fn scale(&self) -> i32 {
        self.scale
    }
}

/// Zero, of scale 0.
impl Default for BigDecimal {
    fn default() -> Self {
        BigDecimal::new(0, 0)
    }
}

impl<const P: u32, const S: u32> From<Decimal<P, S>> for BigDecimal {
    fn from(decimal: Decimal<P, S>) -> Self {
        // A scale is at most 38.
        BigDecimal::new(decimal.unscaled(), S.cast_signed())
    }
}

/// As Java prints its own: `12.30` where the scale is positive and the number not
/// very small, otherwise with an exponent, as `1.23E+5`. Unscaled value and scale
/// can be told from it.
///
/// Binary digits become decimal ones in time that grows with the square of their
/// number: a value from strangers that is megabytes long should not be printed.
impl fmt::Display for BigDecimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (negative, mut text) = digits::print(&self.unscaled);
        let scale = i64::from(self.scale);
        let behind_first = i64::try_from(text.len()).map_or(i64::MAX, |len| len.saturating_sub(1));
        let exponent = behind_first.saturating_sub(scale);
        match usize::try_from(scale) {
            Ok(0) => {}
            Ok(scale) if exponent >= -6 => {
                let missing = scale.saturating_add(1).saturating_sub(text.len());
                text.insert_str(0, &"0".repeat(missing));
                text.insert(text.len().saturating_sub(scale), '.');
            }
            _ => {
                if text.len() > 1 {
                    text.insert(1, '.');
                }
                text.push_str(&format!("E{exponent:+}"));
            }
        }
        f.pad_integral(!negative, "", &text)
    }
}

/// As [`Display`](fmt::Display) has it, with the type around it.
/// The number, where it has no more than 1,024 bits; of a longer one only how long it is.
impl fmt::Debug for BigDecimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 128;
        match self.unscaled.len() {
            ..=SHOWN => write!(f, "BigDecimal({self})"),
            len => write!(f, "BigDecimal({len} bytes, scale {})", self.scale),
        }
    }
}

/// Digits with a point among them, a sign before them and an exponent of ten behind
/// them. The scale is the number of digits behind the point, less the exponent.
impl FromStr for BigDecimal {
    type Err = LogicalError;

    fn from_str(text: &str) -> Result<Self, LogicalError> {
        let error = || LogicalError::not("a decimal number");
        let written = Written::parse(text).ok_or_else(error)?;
        let scale = i64::try_from(written.fraction.len())
            .ok()
            .and_then(|behind| behind.checked_sub(written.exponent.unwrap_or(0)))
            .and_then(|scale| i32::try_from(scale).ok())
            .ok_or_else(error)?;
        Ok(BigDecimal {
            unscaled: digits::parse(written.negative, written.digits()),
            scale,
        })
    }
}

/// Writes a number that has these two parts.
pub(super) fn put(unscaled: &[u8], scale: i32, encoder: &mut Encoder) {
    let (mut head, mut tail) = ([0; varint::MAX_LEN], [0; varint::MAX_LEN]);
    // A slice in memory is never longer than an `i64` counts.
    let head_len = varint::put(&mut head, unscaled.len() as i64);
    let tail_len = varint::put(&mut tail, i64::from(scale));

    let around = head_len.saturating_add(tail_len);
    encoder.count(unscaled.len().saturating_add(around));
    encoder.fixed(head.get(..head_len).unwrap_or_default());
    encoder.fixed(unscaled);
    encoder.fixed(tail.get(..tail_len).unwrap_or_default());
}

/// Reads the two parts of a number.
pub(super) fn take<'de>(decoder: &mut Decoder<'de>) -> Result<(&'de [u8], i32), DecodeError> {
    fn parts<'de>(payload: &mut Decoder<'de>) -> Result<(&'de [u8], i32), DecodeError> {
        let unscaled = payload.bytes()?;
        let scale = payload.int()?;
        payload.finish()?;
        Ok((unscaled, scale))
    }

    let payload = decoder.bytes()?;
    parts(&mut Decoder::new(payload)).map_err(|error| {
        // The place is that in the whole input.
        let inside = usize::try_from(error.offset()).unwrap_or(usize::MAX);
        let behind = payload.len().saturating_sub(inside);
        decoder.error_before(behind, error.kind().clone())
    })
}

/// The node of the logical type.
pub(super) fn node(builder: &mut TypeBuilder) -> NodeId {
    let bytes = builder.schema().bytes();
    builder.schema().logical(bytes, LogicalType::BigDecimal)
}

/// The fewest bytes a number takes: two lengths and a scale.
pub(super) const MIN: usize = 3;

impl AvroAs<shape::BigDecimal> for BigDecimal {
    const MIN: usize = MIN;
    const KINDS: Kinds = Kinds::BYTES;
    type Key = shape::BigDecimal;

    fn node(builder: &mut TypeBuilder) -> NodeId {
        node(builder)
    }

    fn name_part(out: &mut String) {
        out.push_str("big_decimal");
    }
}

impl Encode<shape::BigDecimal> for BigDecimal {
    fn encode(&self, encoder: &mut Encoder) -> Result<(), EncodeError> {
        put(&self.unscaled, self.scale, encoder);
        Ok(())
    }
}

impl<'de> Decode<'de, shape::BigDecimal> for BigDecimal {
    fn decode(decoder: &mut Decoder<'de>) -> Result<Self, DecodeError> {
        take(decoder).map(|(unscaled, scale)| BigDecimal::from_be_bytes(unscaled, scale))
    }

    fn decode_into(&mut self, decoder: &mut Decoder<'de>) -> Result<(), DecodeError> {
        let (unscaled, scale) = take(decoder)?;
        self.set(unscaled);
        self.scale = scale;
        Ok(())
    }
}

own_shape!([] BigDecimal => shape::BigDecimal, both [], encode [], decode []);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_that_of_java() {
        // From the documentation of java.math.BigDecimal.toString.
        let cases = [
            (123, 0, "123"),
            (-123, 0, "-123"),
            (123, -1, "1.23E+3"),
            (123, -3, "1.23E+5"),
            (123, 1, "12.3"),
            (123, 5, "0.00123"),
            (123, 10, "1.23E-8"),
            (-123, 12, "-1.23E-10"),
            (0, 0, "0"),
            (0, 2, "0.00"),
            (0, -2, "0E+2"),
            (1, i32::MAX, "1E-2147483647"),
            (-1, i32::MIN, "-1E+2147483648"),
        ];
        for (unscaled, scale, text) in cases {
            let number = BigDecimal::new(unscaled, scale);
            assert_eq!(number.to_string(), text);
            assert_eq!(text.parse::<BigDecimal>(), Ok(number));
        }
    }

    #[test]
    fn a_scale_beyond_an_int_is_refused() {
        assert!("1E-2147483648".parse::<BigDecimal>().is_err());
        assert!("1E+2147483649".parse::<BigDecimal>().is_err());
        assert!("1E-9223372036854775808".parse::<BigDecimal>().is_err());
    }
}
