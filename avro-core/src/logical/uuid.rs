//! The logical type `uuid`, on string and on fixed.
//!
//! On a string it is the text of RFC 4122: 32 hexadecimal digits with hyphens among
//! them. It is written in lower case and read in either; other forms that some
//! libraries understand (braces, no hyphens) are no uuid to Avro. On a fixed it is
//! the 16 bytes.

use std::fmt;
use std::str::FromStr;

use avro_model::{LogicalType, NodeId};

use super::error::LogicalError;
use crate::schema::{FixedInfo, TypeBuilder};
use crate::shape::{self, Named};

/// A uuid, as its 16 bytes: the logical type `uuid`.
///
/// Its own type in Avro is string; a field takes it on a fixed with
/// [`shape::UuidFixed`]. This type carries uuids; to make them there is the feature
/// `uuid`.
///
/// # Example
///
/// ```
/// use avro_core::logical::Uuid;
///
/// let id: Uuid = "123E4567-e89b-12d3-a456-426614174000".parse()?;
/// assert_eq!(id.to_bytes()[..3], [0x12, 0x3e, 0x45]);
///
/// let bytes = avro_core::to_vec(&id)?;
/// assert_eq!(bytes, b"\x48123e4567-e89b-12d3-a456-426614174000");
/// assert_eq!(avro_core::from_slice::<Uuid>(&bytes)?, id);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uuid([u8; 16]);

impl Uuid {
    /// The uuid of these bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Uuid(bytes)
    }

    /// Its bytes.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 16] {
        self.0
    }
}

impl From<[u8; 16]> for Uuid {
    fn from(bytes: [u8; 16]) -> Self {
        Uuid(bytes)
    }
}

impl From<Uuid> for [u8; 16] {
    fn from(uuid: Uuid) -> Self {
        uuid.0
    }
}

/// The text of RFC 4122, in lower case.
impl fmt::Display for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Digits and hyphens, and so always UTF-8.
        f.pad(std::str::from_utf8(&print(&self.0)).unwrap_or_default())
    }
}

/// As [`Display`](fmt::Display) has it, with the type around it.
impl fmt::Debug for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Uuid({self})")
    }
}

/// The text of RFC 4122, in either case.
impl FromStr for Uuid {
    type Err = LogicalError;

    fn from_str(text: &str) -> Result<Self, LogicalError> {
        parse(text.as_bytes())
            .map(Uuid)
            .ok_or_else(|| LogicalError::not("a uuid"))
    }
}

/// The length of the text.
pub(super) const TEXT: usize = 36;

/// Where in the text the two digits of each byte stand.
const PLACES: [usize; 16] = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34];

/// The text of a uuid.
#[inline]
#[expect(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "the places are in the text, as a table of constants says"
)]
pub(super) fn print(bytes: &[u8; 16]) -> [u8; TEXT] {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = [b'-'; TEXT];
    for (byte, place) in bytes.iter().zip(PLACES) {
        text[place] = DIGITS[usize::from(byte >> 4)];
        text[place + 1] = DIGITS[usize::from(byte & 15)];
    }
    text
}

/// The bytes of a uuid's text.
#[inline]
#[expect(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "the places are in the text, as a table of constants says"
)]
pub(super) fn parse(text: &[u8]) -> Option<[u8; 16]> {
    let text = <&[u8; TEXT]>::try_from(text).ok()?;
    if [text[8], text[13], text[18], text[23]] != [b'-'; 4] {
        return None;
    }
    let mut bytes = [0; 16];
    let mut wrong = 0;
    for (byte, place) in bytes.iter_mut().zip(PLACES) {
        let high = VALUES[usize::from(text[place])];
        let low = VALUES[usize::from(text[place + 1])];
        wrong |= high | low;
        *byte = (high << 4) | (low & 15);
    }
    (wrong < 16).then_some(bytes)
}

/// What a character counts as a digit: 255 where it is none.
#[expect(clippy::indexing_slicing, reason = "a constant")]
const VALUES: [u8; 256] = {
    let mut values = [0xff; 256];
    let mut digit = 0;
    while digit < 10 {
        values[(b'0' + digit) as usize] = digit;
        digit += 1;
    }
    while digit < 16 {
        values[(b'a' - 10 + digit) as usize] = digit;
        values[(b'A' - 10 + digit) as usize] = digit;
        digit += 1;
    }
    values
};

/// The node of a uuid on a string.
pub(super) fn node(builder: &mut TypeBuilder) -> NodeId {
    let string = builder.schema().string();
    builder.schema().logical(string, LogicalType::Uuid)
}

/// The node of a uuid on a fixed that has the name that `N` says.
pub(super) fn fixed_node<N: Named>(builder: &mut TypeBuilder) -> NodeId {
    let info = FixedInfo {
        logical: Some(LogicalType::Uuid),
        ..FixedInfo::named::<N>(16)
    };
    builder.fixed::<shape::UuidFixed<N>>(N::NAME, &info)
}

/// Gives a type that is 16 bytes both shapes of a uuid, the string as its own.
macro_rules! uuid {
    ($ty:ty, to |$value:ident| $to:expr, from |$bytes:ident| $from:expr) => {
        impl $crate::encoding::AvroAs<$crate::shape::Uuid> for $ty {
            /// A length of one byte, and the text.
            const MIN: usize = 37;
            const KINDS: $crate::shape::Kinds = $crate::shape::Kinds::STRING;
            type Key = $crate::shape::Uuid;

            fn node(builder: &mut $crate::schema::TypeBuilder) -> avro_model::NodeId {
                $crate::logical::uuid::node(builder)
            }

            fn name_part(out: &mut String) {
                out.push_str("uuid");
            }
        }

        impl $crate::encoding::Encode<$crate::shape::Uuid> for $ty {
            #[inline]
            fn encode(
                &self,
                encoder: &mut $crate::encoding::Encoder,
            ) -> Result<(), $crate::encoding::EncodeError> {
                let $value = self;
                encoder.bytes(&$crate::logical::uuid::print($to));
                Ok(())
            }
        }

        impl<'de> $crate::encoding::Decode<'de, $crate::shape::Uuid> for $ty {
            #[inline]
            fn decode(
                decoder: &mut $crate::encoding::Decoder<'de>,
            ) -> Result<Self, $crate::encoding::DecodeError> {
                let text = decoder.bytes()?;
                match $crate::logical::uuid::parse(text) {
                    Some($bytes) => Ok($from),
                    None => Err(decoder.error_before(
                        text.len(),
                        $crate::encoding::DecodeErrorKind::NotAUuid,
                    )),
                }
            }
        }

        impl<N: $crate::shape::Named> $crate::encoding::AvroAs<$crate::shape::UuidFixed<N>>
            for $ty
        {
            const MIN: usize = 16;
            const WIRE: usize = 16;
            const KINDS: $crate::shape::Kinds = $crate::shape::Kinds::NAMED;
            type Key = $crate::shape::UuidFixed<N>;

            fn node(builder: &mut $crate::schema::TypeBuilder) -> avro_model::NodeId {
                $crate::logical::uuid::fixed_node::<N>(builder)
            }

            fn name_part(out: &mut String) {
                out.push_str($crate::logical::unscaled::simple::<N>());
            }
        }

        impl<N: $crate::shape::Named> $crate::encoding::Encode<$crate::shape::UuidFixed<N>>
            for $ty
        {
            #[inline(always)]
            fn encode(
                &self,
                encoder: &mut $crate::encoding::Encoder,
            ) -> Result<(), $crate::encoding::EncodeError> {
                let $value = self;
                encoder.fixed($to);
                Ok(())
            }

            #[inline(always)]
            fn encode_wire(&self, out: &mut [u8]) {
                if let Some(out) = out.first_chunk_mut() {
                    let $value = self;
                    *out = *$to;
                }
            }
        }

        impl<'de, N: $crate::shape::Named>
            $crate::encoding::Decode<'de, $crate::shape::UuidFixed<N>> for $ty
        {
            #[inline(always)]
            fn decode(
                decoder: &mut $crate::encoding::Decoder<'de>,
            ) -> Result<Self, $crate::encoding::DecodeError> {
                let $bytes = decoder.array()?;
                Ok($from)
            }

            #[inline(always)]
            fn decode_wire(bytes: &[u8]) -> Option<Self> {
                let $bytes = *bytes.first_chunk()?;
                Some($from)
            }
        }

        $crate::encoding::impls::own_shape!([] $ty => $crate::shape::Uuid,
            both [], encode [], decode []);
    };
}

#[cfg(feature = "uuid")]
pub(super) use uuid;

uuid!(Uuid, to | uuid | &uuid.0, from | bytes | Uuid(bytes));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_back() {
        let mut bytes = [0; 16];
        for value in 0..=255 {
            bytes.fill(value);
            let text = print(&bytes);
            assert_eq!(parse(&text), Some(bytes));
            assert_eq!(parse(&text.to_ascii_uppercase()), Some(bytes));
        }
        // The order of the bytes, from RFC 4122's own example.
        let text = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6";
        let bytes = b"\xf8\x1d\x4f\xae\x7d\xec\x11\xd0\xa7\x65\x00\xa0\xc9\x1e\x6b\xf6";
        assert_eq!(text.parse(), Ok(Uuid(*bytes)));
        assert_eq!(Uuid(*bytes).to_string(), text);
    }

    #[test]
    fn what_is_not_a_uuid_is_refused() {
        let good = *b"f81d4fae-7dec-11d0-a765-00a0c91e6bf6";
        for place in 0..TEXT {
            for wrong in [b'g', b'G', b'/', b':', b'@', b'`', 0, 0x80, 0xff, b' '] {
                let mut text = good;
                text[place] = wrong;
                assert_eq!(parse(&text), None, "{wrong:#x} at {place}");
            }
            let mut text = good;
            text[place] = if text[place] == b'-' { b'0' } else { b'-' };
            assert_eq!(
                parse(&text),
                None,
                "a hyphen or a digit too many at {place}"
            );
        }
        for text in [
            "",
            "f81d4fae7dec11d0a76500a0c91e6bf6",
            "{f81d4fae-7dec-11d0-a765-00a0c91e6bf6}",
            "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
            "f81d4fae-7dec-11d0-a765-00a0c91e6bf",
            "f81d4fae-7dec-11d0-a765-00a0c91e6bf60",
        ] {
            assert!(text.parse::<Uuid>().is_err(), "{text:?}");
        }
    }
}
