//! Null, boolean, int, long, float and double.

use avro_model::{LogicalType, NodeId};

use super::also_as;
use crate::encoding::{
    At, AvroAs, Decode, DecodeError, Decoder, Encode, EncodeError, Encoder, booleans, integers,
};
use crate::schema::TypeBuilder;
use crate::shape::{self, Kinds, Own};

/// A type with one wire form and a node of its own.
macro_rules! scalar {
    ($ty:ty, $shape:ident, $node:ident, $part:literal, min $min:literal,
     encode |$value:ident, $encoder:ident| $encode:expr,
     decode |$decoder:ident| $decode:expr
     $(, block $write:path, $read:path $(as $expected:literal)?)?
     $(, with $with:ident)? $(,)?) => {
        impl AvroAs for $ty {
            const MIN: usize = $min;
            const IS_LEAF: bool = true;
            const KINDS: Kinds = Kinds::$shape;
            type Key = Self;

            fn node(builder: &mut TypeBuilder) -> NodeId {
                builder.schema().$node()
            }

            fn name_part(out: &mut String) {
                out.push_str($part);
            }
        }

        impl Encode for $ty {
            #[inline(always)]
            fn encode(&self, $encoder: &mut Encoder) -> Result<(), EncodeError> {
                let $value = *self;
                let () = $encode;
                Ok(())
            }

            $(
                #[inline]
                fn encode_block(items: &[Self], encoder: &mut Encoder) -> Result<(), EncodeError> {
                    $write(items, encoder);
                    Ok(())
                }
            )?
        }

        impl<'de> Decode<'de> for $ty {
            #[inline(always)]
            fn decode($decoder: &mut Decoder<'de>) -> Result<Self, DecodeError> {
                $decode
            }

            $(
                #[inline]
                fn decode_block(
                    out: &mut Vec<Self>,
                    count: usize,
                    decoder: &mut Decoder<'de>,
                ) -> Result<(), DecodeError> {
                    $read(out, count, decoder $(, $expected)?)
                }
            )?

            $(
                #[inline(always)]
                fn decode_with(
                    at: At<'de>,
                    decoder: &mut Decoder<'de>,
                ) -> Result<Self, DecodeError> {
                    at.$with(decoder)
                }

                #[inline(always)]
                fn decode_into_with(
                    &mut self,
                    at: At<'de>,
                    decoder: &mut Decoder<'de>,
                ) -> Result<(), DecodeError> {
                    *self = at.$with(decoder)?;
                    Ok(())
                }
            )?
        }
    };
}

scalar!((), NULL, null, "null", min 0, encode |_value, _encoder| (), decode |_decoder| Ok(()));
scalar!(bool, BOOLEAN, boolean, "boolean", min 1,
    encode |value, encoder| encoder.boolean(value),
    decode |decoder| decoder.boolean(),
    block booleans::write, booleans::read);
scalar!(i32, INT, int, "int", min 1,
    encode |value, encoder| encoder.int(value),
    decode |decoder| decoder.int(),
    block integers::write, integers::read as "an int");
scalar!(i64, LONG, long, "long", min 1,
    encode |value, encoder| encoder.long(value),
    decode |decoder| decoder.long(),
    block integers::write, integers::read as "a long",
    with long);

/// Integers that are narrower than their Avro type: a number they cannot hold is an error.
macro_rules! narrow {
    ($($ty:ty, $shape:ident, $node:ident, $part:literal, $expected:literal;)*) => {$(
        scalar!($ty, $shape, $node, $part, min 1,
            encode |value, encoder| encoder.long(i64::from(value)),
            decode |decoder| decoder.integer($expected),
            block integers::write, integers::read as $expected);
    )*};
}

narrow! {
    i8, INT, int, "int", "an i8";
    i16, INT, int, "int", "an i16";
    u16, INT, int, "int", "a u16";
    u32, LONG, long, "long", "a u32";
}

also_as!((), Own: shape::Null => |b| b.null());
also_as!(bool, Own: shape::Boolean => |b| b.boolean());
also_as!(i8, Own: shape::Int => |b| b.int());
also_as!(i16, Own: shape::Int => |b| b.int());
also_as!(u16, Own: shape::Int => |b| b.int());
also_as!(u32, Own: shape::Long => |b| b.long());
also_as!(f32, Own: shape::Float => |b| b.float());
also_as!(f64, Own: shape::Double => |b| b.double());

/// The node of a logical type on int or on long.
macro_rules! logical {
    ($base:ident, $logical:ident) => {
        |b| {
            let base = b.$base();
            b.logical(base, LogicalType::$logical)
        }
    };
}

// Plain integers keep a logical type's number as it is.
also_as!(i32, Own:
    shape::Int => |b| b.int(),
    shape::Date => logical!(int, Date),
    shape::TimeMillis => logical!(int, TimeMillis),
);
also_as!(i64, Own:
    shape::Long => |b| b.long(),
    shape::TimeMicros => logical!(long, TimeMicros),
    shape::TimestampMillis => logical!(long, TimestampMillis),
    shape::TimestampMicros => logical!(long, TimestampMicros),
    shape::TimestampNanos => logical!(long, TimestampNanos),
    shape::LocalTimestampMillis => logical!(long, LocalTimestampMillis),
    shape::LocalTimestampMicros => logical!(long, LocalTimestampMicros),
    shape::LocalTimestampNanos => logical!(long, LocalTimestampNanos),
);

/// Float and double: what lies in memory is what is written.
macro_rules! float {
    ($ty:ty, $kind:ident, $node:ident, $part:literal, $width:literal) => {
        impl AvroAs for $ty {
            const MIN: usize = $width;
            const WIRE: usize = $width;
            const IS_LEAF: bool = true;
            const KINDS: Kinds = Kinds::$kind;
            type Key = Self;

            fn node(builder: &mut TypeBuilder) -> NodeId {
                builder.schema().$node()
            }

            fn name_part(out: &mut String) {
                out.push_str($part);
            }
        }

        impl Encode for $ty {
            #[inline(always)]
            fn encode(&self, encoder: &mut Encoder) -> Result<(), EncodeError> {
                encoder.$node(*self);
                Ok(())
            }

            #[inline(always)]
            fn encode_wire(&self, out: &mut [u8]) {
                if let Some(out) = out.first_chunk_mut() {
                    *out = self.to_le_bytes();
                }
            }
        }

        impl<'de> Decode<'de> for $ty {
            #[inline(always)]
            fn decode(decoder: &mut Decoder<'de>) -> Result<Self, DecodeError> {
                decoder.$node()
            }

            #[inline(always)]
            fn decode_wire(bytes: &[u8]) -> Option<Self> {
                bytes
                    .first_chunk()
                    .map(|bytes| <$ty>::from_le_bytes(*bytes))
            }

            #[inline(always)]
            fn decode_with(at: At<'de>, decoder: &mut Decoder<'de>) -> Result<Self, DecodeError> {
                at.$node(decoder)
            }

            #[inline(always)]
            fn decode_into_with(
                &mut self,
                at: At<'de>,
                decoder: &mut Decoder<'de>,
            ) -> Result<(), DecodeError> {
                *self = at.$node(decoder)?;
                Ok(())
            }

            #[inline]
            fn decode_block(
                out: &mut Vec<Self>,
                count: usize,
                decoder: &mut Decoder<'de>,
            ) -> Result<(), DecodeError> {
                let bytes = decoder.fixed_block(count, $width)?;
                let (chunks, _) = bytes.as_chunks::<$width>();
                out.extend(chunks.iter().map(|bytes| <$ty>::from_le_bytes(*bytes)));
                Ok(())
            }
        }
    };
}

float!(f32, FLOAT, float, "float", 4);
float!(f64, DOUBLE, double, "double", 8);
