//! The logical type `duration`.

use std::fmt;

use avro_model::{LogicalType, NodeId};

use crate::encoding::impls::own_shape;
use crate::encoding::{AvroAs, Decode, DecodeError, Decoder, Encode, EncodeError, Encoder};
use crate::schema::{FixedInfo, TypeBuilder};
use crate::shape::{self, Kinds, Named};

use super::unscaled::simple;

/// Months, days and milliseconds: the logical type `duration`.
///
/// The three are counted apart, for neither months nor days have one length; that
/// is also why durations have no order. It stands on a fixed of 12 bytes, and a
/// fixed has a name: this type's own is `time.Duration`, as Java's library has it.
/// Another name takes [`shape::Duration`].
///
/// # Example
///
/// ```
/// use avro_core::{AvroSchema, logical::Duration};
///
/// let month_and_half_an_hour = Duration { months: 1, days: 0, millis: 1_800_000 };
/// assert_eq!(month_and_half_an_hour.to_string(), "P1MT1800S");
///
/// let bytes = avro_core::to_vec(&month_and_half_an_hour)?;
/// assert_eq!(bytes, [1, 0, 0, 0, 0, 0, 0, 0, 0x40, 0x77, 0x1b, 0]);
/// assert_eq!(avro_core::from_slice::<Duration>(&bytes)?, month_and_half_an_hour);
/// assert_eq!(
///     Duration::schema()?.to_string(),
///     r#"{"type":"fixed","name":"Duration","namespace":"time","size":12,"logicalType":"duration"}"#,
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Duration {
    /// Months.
    pub months: u32,
    /// Days, of whatever length.
    pub days: u32,
    /// Milliseconds.
    pub millis: u32,
}

impl Duration {
    /// The parts from the bytes of the fixed.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 12]) -> Self {
        let [a, b, c, d, e, f, g, h, i, j, k, l] = bytes;
        Duration {
            months: u32::from_le_bytes([a, b, c, d]),
            days: u32::from_le_bytes([e, f, g, h]),
            millis: u32::from_le_bytes([i, j, k, l]),
        }
    }

    /// The bytes of the fixed: "three little-endian unsigned integers" (Duration).
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 12] {
        let [a, b, c, d] = self.months.to_le_bytes();
        let [e, f, g, h] = self.days.to_le_bytes();
        let [i, j, k, l] = self.millis.to_le_bytes();
        [a, b, c, d, e, f, g, h, i, j, k, l]
    }
}

/// As ISO 8601 has it, without the parts that are zero: `P1M2DT3.004S`, `PT0S`.
impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Duration {
            months,
            days,
            millis,
        } = *self;
        f.write_str("P")?;
        if months > 0 {
            write!(f, "{months}M")?;
        }
        if days > 0 {
            write!(f, "{days}D")?;
        }
        let (seconds, part) = (millis / 1000, millis % 1000);
        if part > 0 {
            write!(f, "T{seconds}.{part:03}S")?;
        } else if seconds > 0 || *self == Duration::default() {
            write!(f, "T{seconds}S")?;
        }
        Ok(())
    }
}

/// The name that a duration's fixed has unless a field says another.
impl Named for Duration {
    const NAME: &'static str = "time.Duration";
}

/// The node of a duration whose fixed has the name that `N` says.
pub(super) fn node<N: Named>(builder: &mut TypeBuilder) -> NodeId {
    let info = FixedInfo {
        logical: Some(LogicalType::Duration),
        ..FixedInfo::named::<N>(12)
    };
    builder.fixed::<shape::Duration<N>>(N::NAME, &info)
}

impl<N: Named> AvroAs<shape::Duration<N>> for Duration {
    const MIN: usize = 12;
    const WIRE: usize = 12;
    const KINDS: Kinds = Kinds::NAMED;
    type Key = shape::Duration<N>;

    fn node(builder: &mut TypeBuilder) -> NodeId {
        node::<N>(builder)
    }

    fn name_part(out: &mut String) {
        out.push_str(simple::<N>());
    }
}

impl<N: Named> Encode<shape::Duration<N>> for Duration {
    #[inline(always)]
    fn encode(&self, encoder: &mut Encoder) -> Result<(), EncodeError> {
        encoder.fixed(&self.to_bytes());
        Ok(())
    }

    #[inline(always)]
    fn encode_wire(&self, out: &mut [u8]) {
        if let Some(out) = out.first_chunk_mut() {
            *out = self.to_bytes();
        }
    }
}

impl<'de, N: Named> Decode<'de, shape::Duration<N>> for Duration {
    #[inline(always)]
    fn decode(decoder: &mut Decoder<'de>) -> Result<Self, DecodeError> {
        decoder.array().map(Duration::from_bytes)
    }

    #[inline(always)]
    fn decode_wire(bytes: &[u8]) -> Option<Self> {
        bytes.first_chunk().copied().map(Duration::from_bytes)
    }
}

own_shape!([] Duration => shape::Duration<Duration>, both [], encode [], decode []);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_leaves_out_what_is_zero() {
        let text = |months, days, millis| {
            let duration = Duration {
                months,
                days,
                millis,
            };
            duration.to_string()
        };
        assert_eq!(text(0, 0, 0), "PT0S");
        assert_eq!(text(14, 0, 0), "P14M");
        assert_eq!(text(1, 2, 3004), "P1M2DT3.004S");
        assert_eq!(text(0, 0, 1), "PT0.001S");
        let most = u32::MAX;
        assert_eq!(
            text(most, most, most),
            "P4294967295M4294967295DT4294967.295S"
        );
    }
}
