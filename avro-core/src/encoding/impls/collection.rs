//! Arrays: `Vec` and slices.

use avro_model::NodeId;

use super::own_shape;
use crate::encoding::{
    At, AvroAs, Decode, DecodeError, Decoder, Encode, EncodeError, Encoder, push_each,
};
use crate::schema::TypeBuilder;
use crate::shape::{Array, Kinds, Own};

macro_rules! array {
    ($($ty:ty),*) => {$(
        impl<T: AvroAs<S>, S> AvroAs<Array<S>> for $ty {
            const MIN: usize = 1;
            const KINDS: Kinds = {
                // The items' union, if they are one, is checked as well.
                let _ = T::KINDS;
                Kinds::ARRAY
            };
            type Key = Array<T::Key>;

            fn node(builder: &mut TypeBuilder) -> NodeId {
                let items = T::node(builder);
                builder.schema().array(items)
            }

            fn name_part(out: &mut String) {
                out.push_str("array_");
                T::name_part(out);
            }
        }

        impl<T: Encode<S>, S> Encode<Array<S>> for $ty {
            #[inline]
            fn encode(&self, encoder: &mut Encoder) -> Result<(), EncodeError> {
                encoder.enter_items(T::IS_LEAF)?;
                if !self.is_empty() {
                    encoder.block(self.len(), |encoder| T::encode_block(self, encoder))?;
                }
                encoder.count(0);
                encoder.leave_items(T::IS_LEAF);
                Ok(())
            }
        }
    )*};
}

array!(Vec<T>, [T]);

/// Reads all blocks of an array onto the end of `out`.
#[inline(always)]
fn extend<'de, T: Decode<'de, S>, S>(
    out: &mut Vec<T>,
    decoder: &mut Decoder<'de>,
) -> Result<(), DecodeError> {
    while let Some(count) = decoder.block(T::MIN, size_of::<T>())? {
        if out.capacity() == 0 && size_of::<T>() > 1 {
            // The first block is most often the only one. Items of one byte are reserved for by who reads them:
            // booleans want room for eight.
            out.reserve_exact(decoder.reservation(count, size_of::<T>()));
        }
        T::decode_block(out, count, decoder)?;
    }
    Ok(())
}

impl<'de, T: Decode<'de, S>, S> Decode<'de, Array<S>> for Vec<T> {
    #[inline]
    fn decode(decoder: &mut Decoder<'de>) -> Result<Self, DecodeError> {
        let mut out = Vec::new();
        decoder.enter_items(T::IS_LEAF)?;
        extend(&mut out, decoder)?;
        decoder.leave_items(T::IS_LEAF);
        Ok(out)
    }

    fn decode_into(&mut self, decoder: &mut Decoder<'de>) -> Result<(), DecodeError> {
        decoder.enter_items(T::IS_LEAF)?;
        if std::mem::needs_drop::<T>() {
            let mut filled = 0_usize;
            while let Some(count) = decoder.block(T::MIN, size_of::<T>())? {
                let mut left = count;
                for item in self.iter_mut().skip(filled).take(count) {
                    if let Err(error) = item.decode_into(decoder) {
                        return Err(error.in_item(filled));
                    }
                    filled = filled.saturating_add(1);
                    left = left.saturating_sub(1);
                }
                T::decode_block(self, left, decoder)?;
                filled = filled.saturating_add(left);
            }
            self.truncate(filled);
        } else {
            // Nothing an item owns could be kept: read them as a whole.
            self.clear();
            extend(self, decoder)?;
        }
        decoder.leave_items(T::IS_LEAF);
        Ok(())
    }

    #[inline]
    fn decode_with(at: At<'de>, decoder: &mut Decoder<'de>) -> Result<Self, DecodeError> {
        let Some((at, least)) = at.items(decoder)? else {
            return <Self as Decode<'de, Array<S>>>::decode(decoder);
        };
        let mut out = Vec::new();
        decoder.enter_items(T::IS_LEAF)?;
        while let Some(count) = decoder.block(least, size_of::<T>())? {
            extend_with(&mut out, count, at, decoder)?;
        }
        decoder.leave_items(T::IS_LEAF);
        Ok(out)
    }

    fn decode_into_with(
        &mut self,
        at: At<'de>,
        decoder: &mut Decoder<'de>,
    ) -> Result<(), DecodeError> {
        let Some((at, least)) = at.items(decoder)? else {
            return Decode::<'de, Array<S>>::decode_into(self, decoder);
        };
        let mut filled = 0_usize;
        decoder.enter_items(T::IS_LEAF)?;
        while let Some(count) = decoder.block(least, size_of::<T>())? {
            let mut left = count;
            for item in self.iter_mut().skip(filled).take(count) {
                if let Err(error) = item.decode_into_with(at, decoder) {
                    return Err(error.in_item(filled));
                }
                filled = filled.saturating_add(1);
                left = left.saturating_sub(1);
            }
            extend_with(self, left, at, decoder)?;
            filled = filled.saturating_add(left);
        }
        self.truncate(filled);
        decoder.leave_items(T::IS_LEAF);
        Ok(())
    }
}

/// Reads so many items that were written as `at` says.
#[inline(always)]
fn extend_with<'de, T: Decode<'de, S>, S>(
    out: &mut Vec<T>,
    count: usize,
    at: At<'de>,
    decoder: &mut Decoder<'de>,
) -> Result<(), DecodeError> {
    out.reserve(decoder.reservation(count, size_of::<T>()));
    push_each(out, count, || T::decode_with(at, decoder))
}

// `u8` has no Avro type, so these stand beside bytes without overlap.
own_shape!([T] Vec<T> => Array<Own>,
    both [T: AvroAs], encode [T: Encode], decode [T: Decode<'de>]);

impl<T: AvroAs> AvroAs for [T] {
    const MIN: usize = 1;
    const KINDS: Kinds = <[T] as AvroAs<Array<Own>>>::KINDS;
    type Key = Array<T::Key>;

    fn node(builder: &mut TypeBuilder) -> NodeId {
        <[T] as AvroAs<Array<Own>>>::node(builder)
    }

    fn name_part(out: &mut String) {
        <[T] as AvroAs<Array<Own>>>::name_part(out);
    }
}

impl<T: Encode> Encode for [T] {
    #[inline(always)]
    fn encode(&self, encoder: &mut Encoder) -> Result<(), EncodeError> {
        Encode::<Array<Own>>::encode(self, encoder)
    }
}

impl<'de, T: Decode<'de, S>, S> Decode<'de, Array<S>> for Box<[T]> {
    #[inline]
    fn decode(decoder: &mut Decoder<'de>) -> Result<Self, DecodeError> {
        <Vec<T> as Decode<'de, Array<S>>>::decode(decoder).map(Vec::into_boxed_slice)
    }

    #[inline]
    fn decode_with(at: At<'de>, decoder: &mut Decoder<'de>) -> Result<Self, DecodeError> {
        <Vec<T> as Decode<'de, Array<S>>>::decode_with(at, decoder).map(Vec::into_boxed_slice)
    }

    #[inline]
    fn decode_into_with(
        &mut self,
        at: At<'de>,
        decoder: &mut Decoder<'de>,
    ) -> Result<(), DecodeError> {
        *self = <Self as Decode<'de, Array<S>>>::decode_with(at, decoder)?;
        Ok(())
    }
}

impl<'de, T: Decode<'de>> Decode<'de> for Box<[T]> {
    #[inline]
    fn decode(decoder: &mut Decoder<'de>) -> Result<Self, DecodeError> {
        <Vec<T> as Decode<'de>>::decode(decoder).map(Vec::into_boxed_slice)
    }

    #[inline]
    fn decode_with(at: At<'de>, decoder: &mut Decoder<'de>) -> Result<Self, DecodeError> {
        <Vec<T> as Decode<'de>>::decode_with(at, decoder).map(Vec::into_boxed_slice)
    }

    #[inline]
    fn decode_into_with(
        &mut self,
        at: At<'de>,
        decoder: &mut Decoder<'de>,
    ) -> Result<(), DecodeError> {
        *self = <Self as Decode<'de>>::decode_with(at, decoder)?;
        Ok(())
    }
}
