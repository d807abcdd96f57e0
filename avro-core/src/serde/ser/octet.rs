//! One byte of bytes that serde shows as a sequence of numbers.

use std::fmt::Display;

use ::serde::ser::{Impossible, Serialize, Serializer};

use super::{Result, out_of_range};
use crate::encoding::{EncodeError, EncodeErrorKind};

/// The serializer of a number from 0 to 255.
pub(super) struct Octet;

#[cold]
fn no_byte(found: impl Display) -> EncodeError {
    EncodeError::new(EncodeErrorKind::Mismatch {
        expected: "a byte".to_owned(),
        found: found.to_string(),
    })
}

macro_rules! integers {
    ($($method:ident $ty:ty;)*) => {$(
        #[inline]
        fn $method(self, value: $ty) -> Result<u8> {
            u8::try_from(value).map_err(|_| out_of_range(value, "a byte"))
        }
    )*};
}

macro_rules! others {
    ($($method:ident($($arg:ty),*) -> $ok:ty, $found:literal;)*) => {$(
        fn $method(self, $(_: $arg),*) -> Result<$ok> {
            Err(no_byte($found))
        }
    )*};
}

type Never = Impossible<u8, EncodeError>;

impl Serializer for Octet {
    type Ok = u8;
    type Error = EncodeError;
    type SerializeSeq = Never;
    type SerializeTuple = Never;
    type SerializeTupleStruct = Never;
    type SerializeTupleVariant = Never;
    type SerializeMap = Never;
    type SerializeStruct = Never;
    type SerializeStructVariant = Never;

    #[inline]
    fn serialize_u8(self, value: u8) -> Result<u8> {
        Ok(value)
    }

    integers! {
        serialize_i8 i8;
        serialize_i16 i16;
        serialize_i32 i32;
        serialize_i64 i64;
        serialize_i128 i128;
        serialize_u16 u16;
        serialize_u32 u32;
        serialize_u64 u64;
        serialize_u128 u128;
    }

    others! {
        serialize_bool(bool) -> u8, "a boolean";
        serialize_f32(f32) -> u8, "a float";
        serialize_f64(f64) -> u8, "a double";
        serialize_char(char) -> u8, "a character";
        serialize_str(&str) -> u8, "a string";
        serialize_bytes(&[u8]) -> u8, "bytes";
        serialize_none() -> u8, "null";
        serialize_unit() -> u8, "null";
        serialize_unit_struct(&'static str) -> u8, "null";
        serialize_unit_variant(&'static str, u32, &'static str) -> u8, "a variant";
        serialize_seq(Option<usize>) -> Never, "a sequence";
        serialize_tuple(usize) -> Never, "a sequence";
        serialize_tuple_struct(&'static str, usize) -> Never, "a sequence";
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Never, "a variant";
        serialize_map(Option<usize>) -> Never, "a map";
        serialize_struct(&'static str, usize) -> Never, "a struct";
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> Never, "a variant";
    }

    fn serialize_some<T: Serialize + ?Sized>(self, _: &T) -> Result<u8> {
        Err(no_byte("an option"))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<u8> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<u8> {
        Err(no_byte("a variant"))
    }
}
