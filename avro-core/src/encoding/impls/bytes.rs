//! Bytes, string and fixed, owned and borrowed.

use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

use avro_model::{LogicalType, NodeId};

use crate::encoding::{AvroAs, Decode, DecodeError, Decoder, Encode, EncodeError, Encoder, utf8};
use crate::schema::{FixedInfo, TypeBuilder};
use crate::shape::{self, Kinds, Named, Own};

/// The schema and the encoder of a type that is text or bytes, for each of its shapes.
macro_rules! written {
    ($ty:ty, $put:ident, $kind:ident, $part:literal: $($shape:ty, $key:ty => $node:expr;)+) => {$(
        impl AvroAs<$shape> for $ty {
            const MIN: usize = 1;
            const IS_LEAF: bool = true;
            const KINDS: Kinds = Kinds::$kind;
            type Key = $key;

            fn node(builder: &mut TypeBuilder) -> NodeId {
                let node: fn(&mut avro_model::SchemaBuilder) -> NodeId = $node;
                node(builder.schema())
            }

            fn name_part(out: &mut String) {
                out.push_str($part);
            }
        }

        impl Encode<$shape> for $ty {
            #[inline(always)]
            fn encode(&self, encoder: &mut Encoder) -> Result<(), EncodeError> {
                encoder.$put(self);
                Ok(())
            }
        }
    )+};
}

macro_rules! text {
    ($($ty:ty),*) => {$(
        written!($ty, str, STRING, "string":
            Own, shape::String => |b| b.string();
            shape::String, shape::String => |b| b.string();
            // Text stays text; a type of its own checks that it is a uuid.
            shape::Uuid, shape::Uuid => |b| {
                let string = b.string();
                b.logical(string, LogicalType::Uuid)
            };
        );
    )*};
}

macro_rules! bytes {
    ($($ty:ty),*) => {$(
        written!($ty, bytes, BYTES, "bytes":
            Own, shape::Bytes => |b| b.bytes();
            shape::Bytes, shape::Bytes => |b| b.bytes();
        );
    )*};
}

text!(str, String);
bytes!([u8], Vec<u8>);

/// The decoder of a type, for each of its shapes.
macro_rules! read {
    ($([$($life:tt)*] $ty:ty, $make:expr, $get:ident into $refill:expr,
        $($shape:ty),+;)*) => {$(
        read!(@each [$($life)*] $ty, $make, $get, $refill, [$($shape),+]);
    )*};
    (@each $life:tt $ty:ty, $make:expr, $get:ident, $refill:expr, [$($shape:ty),+]) => {$(
        read!(@one $life $ty, $make, $get, $refill, $shape);
    )+};
    (@one [$($life:tt)*] $ty:ty, $make:expr, $get:ident, $refill:expr, $shape:ty) => {
        impl<$($life)*> Decode<'de, $shape> for $ty {
            #[inline(always)]
            fn decode(decoder: &mut Decoder<'de>) -> Result<Self, DecodeError> {
                let make: fn(&mut Decoder<'de>) -> Result<Self, DecodeError> = $make;
                make(decoder)
            }

            #[inline(always)]
            fn decode_into(&mut self, decoder: &mut Decoder<'de>) -> Result<(), DecodeError> {
                let refill: fn(&mut Self, _) = $refill;
                refill(self, decoder.$get()?);
                Ok(())
            }
        }
    };
}

read! {
    ['de] String, Decoder::string, str into utf8::replace,
        Own, shape::String, shape::Uuid;
    ['de] Box<str>, |decoder| decoder.str().map(Box::from), str into |old, new| *old = Box::from(new),
        Own, shape::String, shape::Uuid;
    ['de] Rc<str>, |decoder| decoder.str().map(Rc::from), str into |old, new| *old = Rc::from(new),
        Own, shape::String, shape::Uuid;
    ['de] Arc<str>, |decoder| decoder.str().map(Arc::from), str into |old, new| *old = Arc::from(new),
        Own, shape::String, shape::Uuid;
    ['de: 'a, 'a] &'a str, Decoder::str, str into |old, new| *old = new,
        Own, shape::String, shape::Uuid;
    ['de: 'a, 'a] Cow<'a, str>, |decoder| decoder.str().map(Cow::Borrowed), str into |old, new| *old = Cow::Borrowed(new),
        Own, shape::String, shape::Uuid;
    ['de] Vec<u8>, Decoder::byte_vec, bytes into |old, new| { old.clear(); old.extend_from_slice(new) },
        Own, shape::Bytes;
    ['de] Box<[u8]>, |decoder| decoder.bytes().map(Box::from), bytes into |old, new| *old = Box::from(new),
        Own, shape::Bytes;
    ['de] Rc<[u8]>, |decoder| decoder.bytes().map(Rc::from), bytes into |old, new| *old = Rc::from(new),
        Own, shape::Bytes;
    ['de] Arc<[u8]>, |decoder| decoder.bytes().map(Arc::from), bytes into |old, new| *old = Arc::from(new),
        Own, shape::Bytes;
    ['de: 'a, 'a] &'a [u8], Decoder::bytes, bytes into |old, new| *old = new,
        Own, shape::Bytes;
    ['de: 'a, 'a] Cow<'a, [u8]>, |decoder| decoder.bytes().map(Cow::Borrowed), bytes into |old, new| *old = Cow::Borrowed(new),
        Own, shape::Bytes;
}

/// Bytes of a constant number: a fixed, whose name the shape has.
impl<N: Named, const SIZE: usize> AvroAs<shape::Fixed<N, SIZE>> for [u8; SIZE] {
    const MIN: usize = SIZE;
    const WIRE: usize = SIZE;
    const KINDS: Kinds = Kinds::NAMED;
    type Key = shape::Fixed<N, SIZE>;

    fn node(builder: &mut TypeBuilder) -> NodeId {
        builder.fixed::<Self::Key>(N::NAME, &FixedInfo::named::<N>(SIZE))
    }

    fn name_part(out: &mut String) {
        out.push_str(N::NAME.rsplit('.').next().unwrap_or(N::NAME));
    }
}

impl<N: Named, const SIZE: usize> Encode<shape::Fixed<N, SIZE>> for [u8; SIZE] {
    #[inline(always)]
    fn encode(&self, encoder: &mut Encoder) -> Result<(), EncodeError> {
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

impl<'de, N: Named, const SIZE: usize> Decode<'de, shape::Fixed<N, SIZE>> for [u8; SIZE] {
    #[inline(always)]
    fn decode(decoder: &mut Decoder<'de>) -> Result<Self, DecodeError> {
        decoder.array()
    }

    #[inline(always)]
    fn decode_wire(bytes: &[u8]) -> Option<Self> {
        bytes.first_chunk().copied()
    }
}

/// A fixed may be borrowed where it is read.
impl<'de: 'a, 'a, N: Named, const SIZE: usize> Decode<'de, shape::Fixed<N, SIZE>>
    for &'a [u8; SIZE]
{
    #[inline(always)]
    fn decode(decoder: &mut Decoder<'de>) -> Result<Self, DecodeError> {
        decoder.array_ref()
    }
}
