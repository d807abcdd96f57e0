//! Logical types as the bytes they are on the wire, in the plain types of Rust.
//!
//! The bytes go through as they are: whether they are a number of so many digits
//! is for their reader to say. That makes a place for what no type here holds, such
//! as a decimal of a thousand digits.

use std::borrow::Cow;

use avro_model::NodeId;

use super::{big_decimal, duration, unscaled, uuid};
use crate::encoding::{AvroAs, Decode, DecodeError, Decoder, Encode, EncodeError, Encoder};
use crate::schema::TypeBuilder;
use crate::shape::{self, Kinds, Named};

/// Bytes, owned and borrowed, in shapes that are bytes.
macro_rules! bytes {
    ($([$($param:tt)*] $shape:ty, min $min:expr, legal $legal:expr,
        node |$builder:ident| $node:expr, part |$out:ident| $part:expr;)+) => {$(
        bytes!(@written [$($param)*] $shape, $min, $legal, $builder, $node, $out, $part, [u8]);
        bytes!(@written [$($param)*] $shape, $min, $legal, $builder, $node, $out, $part, Vec<u8>);
        bytes!(@read [$($param)*] [] $shape, Vec<u8>);
        bytes!(@read [$($param)*] [] $shape, Box<[u8]>);
        bytes!(@read [$($param)*] ['a] $shape, &'a [u8]);
        bytes!(@read [$($param)*] ['a] $shape, Cow<'a, [u8]>);
    )+};

    (@written [$($param:tt)*] $shape:ty, $min:expr, $legal:expr,
        $builder:ident, $node:expr, $out:ident, $part:expr, $ty:ty) => {
        impl<$($param)*> AvroAs<$shape> for $ty {
            const MIN: usize = $min;
            const KINDS: Kinds = {
                let () = $legal;
                Kinds::BYTES
            };
            type Key = $shape;

            fn node($builder: &mut TypeBuilder) -> NodeId {
                $node
            }

            fn name_part($out: &mut String) {
                $part
            }
        }

        impl<$($param)*> Encode<$shape> for $ty {
            #[inline(always)]
            fn encode(&self, encoder: &mut Encoder) -> Result<(), EncodeError> {
                const { $legal };
                encoder.bytes(self);
                Ok(())
            }
        }
    };

    (@read [$($param:tt)*] [$($life:lifetime)?] $shape:ty, $ty:ty) => {
        impl<'de $(: $life, $life)?, $($param)*> Decode<'de, $shape> for $ty {
            #[inline(always)]
            fn decode(decoder: &mut Decoder<'de>) -> Result<Self, DecodeError> {
                <$ty as Decode<'de, shape::Bytes>>::decode(decoder)
            }

            #[inline(always)]
            fn decode_into(&mut self, decoder: &mut Decoder<'de>) -> Result<(), DecodeError> {
                Decode::<'de, shape::Bytes>::decode_into(self, decoder)
            }
        }
    };
}

bytes! {
    [const P: u32, const S: u32] shape::Decimal<P, S>,
        min 1, legal shape::Decimal::<P, S>::LEGAL,
        node |builder| unscaled::node(builder, P, S), part |out| unscaled::name_part(P, S, out);
    [] shape::BigDecimal,
        min 1, legal (),
        node |builder| big_decimal::node(builder), part |out| out.push_str("big_decimal");
}

/// Bytes of a constant number, in shapes that are fixed.
macro_rules! fixed {
    ($([$($param:tt)*] $shape:ty, $size:tt, legal $legal:expr,
        node |$builder:ident| $node:expr;)+) => {$(
        impl<N: Named, $($param)*> AvroAs<$shape> for [u8; $size] {
            const MIN: usize = $size;
            const WIRE: usize = $size;
            const KINDS: Kinds = {
                let () = $legal;
                Kinds::NAMED
            };
            type Key = $shape;

            fn node($builder: &mut TypeBuilder) -> NodeId {
                $node
            }

            fn name_part(out: &mut String) {
                out.push_str(unscaled::simple::<N>());
            }
        }

        impl<N: Named, $($param)*> Encode<$shape> for [u8; $size] {
            #[inline(always)]
            fn encode(&self, encoder: &mut Encoder) -> Result<(), EncodeError> {
                const { $legal };
                encoder.fixed(self);
                Ok(())
            }

            #[inline(always)]
            fn encode_wire(&self, out: &mut [u8]) {
                if let Some(out) = out.first_chunk_mut() {
                    *out = *self;
                }
            }
        }

        impl<'de, N: Named, $($param)*> Decode<'de, $shape> for [u8; $size] {
            #[inline(always)]
            fn decode(decoder: &mut Decoder<'de>) -> Result<Self, DecodeError> {
                decoder.array()
            }

            #[inline(always)]
            fn decode_wire(bytes: &[u8]) -> Option<Self> {
                bytes.first_chunk().copied()
            }
        }

        impl<'de: 'a, 'a, N: Named, $($param)*> Decode<'de, $shape> for &'a [u8; $size] {
            #[inline(always)]
            fn decode(decoder: &mut Decoder<'de>) -> Result<Self, DecodeError> {
                decoder.array_ref()
            }
        }
    )+};
}

fixed! {
    [const SIZE: usize, const P: u32, const S: u32] shape::DecimalFixed<N, SIZE, P, S>, SIZE,
        legal shape::DecimalFixed::<N, SIZE, P, S>::LEGAL,
        node |builder| unscaled::fixed_node::<N, SIZE, P, S>(builder);
    [] shape::UuidFixed<N>, 16, legal (), node |builder| uuid::fixed_node::<N>(builder);
    [] shape::Duration<N>, 12, legal (), node |builder| duration::node::<N>(builder);
}
