//! Pointers: the value behind them, one level further down.

use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

use avro_model::NodeId;

use crate::encoding::{At, AvroAs, Decode, DecodeError, Decoder, Encode, EncodeError, Encoder};
use crate::schema::TypeBuilder;
use crate::shape::Kinds;

macro_rules! pointer {
    ($([$($param:tt)*] $ty:ty => $target:ty, where [$($bound:tt)*];)*) => {$(
        impl<$($param)*, S> AvroAs<S> for $ty
        where
            $target: AvroAs<S>,
            $($bound)*
        {
            const MIN: usize = <$target as AvroAs<S>>::MIN;
            const KINDS: Kinds = <$target as AvroAs<S>>::KINDS;
            const BRANCHES: u32 = <$target as AvroAs<S>>::BRANCHES;
            type Key = <$target as AvroAs<S>>::Key;

            fn node(builder: &mut TypeBuilder) -> NodeId {
                <$target as AvroAs<S>>::node(builder)
            }

            fn branches(builder: &mut TypeBuilder, out: &mut Vec<NodeId>) {
                <$target as AvroAs<S>>::branches(builder, out);
            }

            fn name_part(out: &mut String) {
                <$target as AvroAs<S>>::name_part(out);
            }
        }

        impl<$($param)*, S> Encode<S> for $ty
        where
            $target: Encode<S>,
            $($bound)*
        {
            #[inline(always)]
            fn encode(&self, encoder: &mut Encoder) -> Result<(), EncodeError> {
                encoder.enter()?;
                (**self).encode(encoder)?;
                encoder.leave();
                Ok(())
            }

            #[inline(always)]
            fn encode_beside_null(
                &self,
                null: u32,
                encoder: &mut Encoder,
            ) -> Result<(), EncodeError> {
                encoder.enter()?;
                (**self).encode_beside_null(null, encoder)?;
                encoder.leave();
                Ok(())
            }
        }
    )*};
}

pointer! {
    ['a, T: ?Sized] &'a T => T, where [];
    [T: ?Sized] Box<T> => T, where [];
    [T: ?Sized] Rc<T> => T, where [];
    [T: ?Sized] Arc<T> => T, where [];
    ['a, T: ?Sized] Cow<'a, T> => T, where [T: ToOwned];
}

/// Pointers that own what is behind them: each way to read the value behind one, and the way to
/// read into it.
macro_rules! owned {
    ($($pointer:ident, |$old:ident| $inner:expr;)*) => {$(
        impl<'de, T: Decode<'de, S>, S> Decode<'de, S> for $pointer<T> {
            owned!(@way $pointer, |$old| $inner, decode, decode_into,);
            owned!(@way $pointer, |$old| $inner, decode_with, decode_into_with, at: At<'de>,);
            owned!(@way $pointer, |$old| $inner, decode_branch, decode_branch_into, index: u32,);
            owned!(@way $pointer, |$old| $inner, decode_branch_with, decode_branch_into_with,
                index: u32, at: At<'de>,);
        }
    )*};

    (@way $pointer:ident, |$old:ident| $inner:expr, $decode:ident, $decode_into:ident,
        $($argument:ident: $ty:ty,)*) => {
        #[inline(always)]
        fn $decode($($argument: $ty,)* decoder: &mut Decoder<'de>) -> Result<Self, DecodeError> {
            decoder.enter()?;
            decoder.charge(size_of::<T>())?;
            let value = T::$decode($($argument,)* decoder)?;
            decoder.leave();
            Ok($pointer::new(value))
        }

        #[inline(always)]
        fn $decode_into(
            &mut self,
            $($argument: $ty,)*
            decoder: &mut Decoder<'de>,
        ) -> Result<(), DecodeError> {
            let $old = self;
            match $inner {
                Some(value) => {
                    decoder.enter()?;
                    value.$decode_into($($argument,)* decoder)?;
                    decoder.leave();
                }
                None => *$old = Self::$decode($($argument,)* decoder)?,
            }
            Ok(())
        }
    };
}

owned! {
    Box, |old| Some(&mut **old);
    Rc, |old| Rc::get_mut(old);
    Arc, |old| Arc::get_mut(old);
}
