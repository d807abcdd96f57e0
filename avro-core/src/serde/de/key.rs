//! Names: of a record's fields, of variants, and the keys of maps.

use std::marker::PhantomData;

use ::serde::de::{Deserializer, IntoDeserializer, Visitor};

use super::{Lend, Result};
use crate::encoding::DecodeError;

/// The deserializer of a name.
pub(super) struct Key<'t, L> {
    text: &'t str,
    lend: PhantomData<L>,
}

impl<'t, L> Key<'t, L> {
    #[inline]
    pub(super) fn new(text: &'t str) -> Self {
        Key {
            text,
            lend: PhantomData,
        }
    }
}

/// A key that is to be a number is the text of one.
macro_rules! numbers {
    ($($method:ident $visit:ident $ty:ty;)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
            match self.text.parse::<$ty>() {
                Ok(number) => visitor.$visit(number),
                Err(_) => self.deserialize_any(visitor),
            }
        }
    )*};
}

impl<'t, 'de, L: Lend<'t, 'de>> Deserializer<'de> for Key<'t, L> {
    type Error = DecodeError;

    #[inline]
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        L::str(self.text, visitor)
    }

    numbers! {
        deserialize_i8 visit_i64 i64;
        deserialize_i16 visit_i64 i64;
        deserialize_i32 visit_i64 i64;
        deserialize_i64 visit_i64 i64;
        deserialize_i128 visit_i128 i128;
        deserialize_u8 visit_u64 u64;
        deserialize_u16 visit_u64 u64;
        deserialize_u32 visit_u64 u64;
        deserialize_u64 visit_u64 u64;
        deserialize_u128 visit_u128 u128;
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        visitor.visit_enum(self.text.into_deserializer())
    }

    ::serde::forward_to_deserialize_any! {
        bool f32 f64 char str string bytes byte_buf option unit unit_struct seq tuple tuple_struct
        map struct identifier ignored_any
    }
}
