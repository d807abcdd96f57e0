//! Logical types that are a number: what their codecs have in common.
//!
//! A type says for each shape how it becomes the number and how the number becomes
//! the type; [`number!`] makes the codecs of that. Where a number has no value in
//! the type, or the other way round, the error names both.

use std::fmt;

use avro_model::LogicalType;

use crate::encoding::{DecodeError, DecodeErrorKind, Decoder, EncodeError, EncodeErrorKind};

/// Gives a type codecs in shapes that are numbers, and one of these as its own.
///
/// `to` and `from` are `Option`s of the number and of the type.
macro_rules! number {
    ($ty:ty, $expected:literal, own $own:ident:
        $($base:ident $shape:ident: to |$value:ident| $to:expr, from |$number:ident| $from:expr;)+
    ) => {
        $(
            impl $crate::encoding::AvroAs<$crate::shape::$shape> for $ty {
                const MIN: usize = 1;
                const KINDS: $crate::shape::Kinds = $crate::logical::number::kinds!($base);
                type Key = $crate::shape::$shape;

                fn node(builder: &mut $crate::schema::TypeBuilder) -> avro_model::NodeId {
                    let base = builder.schema().$base();
                    builder.schema().logical(base, avro_model::LogicalType::$shape)
                }

                fn name_part(out: &mut String) {
                    $crate::logical::number::name_part(avro_model::LogicalType::$shape, out);
                }
            }

            impl $crate::encoding::Encode<$crate::shape::$shape> for $ty {
                #[inline(always)]
                fn encode(
                    &self,
                    encoder: &mut $crate::encoding::Encoder,
                ) -> Result<(), $crate::encoding::EncodeError> {
                    let $value = self;
                    let number = $to;
                    match number {
                        Some(number) => {
                            encoder.$base(number);
                            Ok(())
                        }
                        None => Err($crate::logical::number::does_not_fit(
                            self,
                            avro_model::LogicalType::$shape,
                        )),
                    }
                }
            }

            impl<'de> $crate::encoding::Decode<'de, $crate::shape::$shape> for $ty {
                #[inline(always)]
                fn decode(
                    decoder: &mut $crate::encoding::Decoder<'de>,
                ) -> Result<Self, $crate::encoding::DecodeError> {
                    let before = decoder.remaining().len();
                    let $number = decoder.$base()?;
                    let value = $from;
                    match value {
                        Some(value) => Ok(value),
                        None => Err($crate::logical::number::out_of_range(
                            decoder,
                            before,
                            i64::from($number),
                            $expected,
                        )),
                    }
                }
            }
        )+

        $crate::encoding::impls::own_shape!([] $ty => $crate::shape::$own,
            both [], encode [], decode []);
    };
}

macro_rules! kinds {
    (int) => {
        $crate::shape::Kinds::INT
    };
    (long) => {
        $crate::shape::Kinds::LONG
    };
}

pub(super) use {kinds, number};

/// A logical type's part in the name of a generic type's instantiation.
pub(super) fn name_part(logical: LogicalType, out: &mut String) {
    out.push_str(&logical.name().replace('-', "_"));
}

/// The error for a value that is not to be had in a shape.
#[cold]
#[inline(never)]
pub(super) fn does_not_fit(value: &dyn fmt::Display, logical: LogicalType) -> EncodeError {
    EncodeError::new(EncodeErrorKind::OutOfRange {
        value: value.to_string(),
        expected: match logical {
            LogicalType::Date => "a date",
            LogicalType::TimeMillis => "a time-millis",
            LogicalType::TimeMicros => "a time-micros",
            LogicalType::TimestampMillis => "a timestamp-millis",
            LogicalType::TimestampMicros => "a timestamp-micros",
            LogicalType::TimestampNanos => "a timestamp-nanos",
            LogicalType::LocalTimestampMillis => "a local-timestamp-millis",
            LogicalType::LocalTimestampMicros => "a local-timestamp-micros",
            LogicalType::LocalTimestampNanos => "a local-timestamp-nanos",
            other => other.name(),
        },
    })
}

/// The error for a number that a type cannot hold, which was read when `before`
/// bytes were left.
#[cold]
#[inline(never)]
pub(super) fn out_of_range(
    decoder: &Decoder<'_>,
    before: usize,
    value: i64,
    expected: &'static str,
) -> DecodeError {
    let length = before.saturating_sub(decoder.remaining().len());
    decoder.error_before(length, DecodeErrorKind::OutOfRange { value, expected })
}
