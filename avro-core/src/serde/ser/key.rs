//! Keys of maps, which are text.

use std::fmt::Display;

use ::serde::ser::{Impossible, Serialize, Serializer};

use super::Result;
use crate::encoding::{EncodeError, EncodeErrorKind, Encoder};

/// The serializer of a key, which writes a string and says how long its text is.
pub(super) struct Key<'k>(pub(super) &'k mut Encoder);

#[cold]
fn no_key(found: impl Display) -> EncodeError {
    EncodeError::new(EncodeErrorKind::Mismatch {
        expected: "a key, which is text".to_owned(),
        found: found.to_string(),
    })
}

macro_rules! texts {
    ($($method:ident $ty:ty;)*) => {$(
        fn $method(self, value: $ty) -> Result<usize> {
            self.serialize_str(&value.to_string())
        }
    )*};
}

macro_rules! others {
    ($($method:ident($($arg:ty),*) -> $ok:ty, $found:literal;)*) => {$(
        fn $method(self, $(_: $arg),*) -> Result<$ok> {
            Err(no_key($found))
        }
    )*};
}

type Never = Impossible<usize, EncodeError>;

impl Serializer for Key<'_> {
    type Ok = usize;
    type Error = EncodeError;
    type SerializeSeq = Never;
    type SerializeTuple = Never;
    type SerializeTupleStruct = Never;
    type SerializeTupleVariant = Never;
    type SerializeMap = Never;
    type SerializeStruct = Never;
    type SerializeStructVariant = Never;

    #[inline]
    fn serialize_str(self, value: &str) -> Result<usize> {
        self.0.str(value);
        Ok(value.len())
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<usize> {
        self.serialize_str(variant)
    }

    texts! {
        serialize_char char;
        serialize_i8 i8;
        serialize_i16 i16;
        serialize_i32 i32;
        serialize_i64 i64;
        serialize_i128 i128;
        serialize_u8 u8;
        serialize_u16 u16;
        serialize_u32 u32;
        serialize_u64 u64;
        serialize_u128 u128;
    }

    others! {
        serialize_bool(bool) -> usize, "a boolean";
        serialize_f32(f32) -> usize, "a float";
        serialize_f64(f64) -> usize, "a double";
        serialize_bytes(&[u8]) -> usize, "bytes";
        serialize_none() -> usize, "null";
        serialize_unit() -> usize, "null";
        serialize_unit_struct(&'static str) -> usize, "null";
        serialize_seq(Option<usize>) -> Never, "a sequence";
        serialize_tuple(usize) -> Never, "a sequence";
        serialize_tuple_struct(&'static str, usize) -> Never, "a sequence";
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Never, "a variant";
        serialize_map(Option<usize>) -> Never, "a map";
        serialize_struct(&'static str, usize) -> Never, "a struct";
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> Never, "a variant";
    }

    fn serialize_some<T: Serialize + ?Sized>(self, _: &T) -> Result<usize> {
        Err(no_key("an option"))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<usize> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<usize> {
        Err(no_key("a variant"))
    }
}
