//! `Option`: a union of null with the branches of what it may hold.

use avro_model::NodeId;

use super::own_shape;
use crate::encoding::{At, AvroAs, Decode, DecodeError, Decoder, Encode, EncodeError, Encoder};
use crate::schema::TypeBuilder;
use crate::shape::{Kinds, Nullable};

impl<T: AvroAs<S>, S, const NULL: u32> AvroAs<Nullable<S, NULL>> for Option<T> {
    const MIN: usize = 1;
    const KINDS: Kinds = {
        assert!(
            NULL <= T::BRANCHES,
            "null stands behind the end of its union"
        );
        Kinds::NULL.and(T::KINDS)
    };
    const BRANCHES: u32 = 1 + T::BRANCHES;
    type Key = Nullable<T::Key, NULL>;

    fn node(builder: &mut TypeBuilder) -> NodeId {
        let mut branches = Vec::new();
        <Self as AvroAs<Nullable<S, NULL>>>::branches(builder, &mut branches);
        builder.union(branches)
    }

    fn branches(builder: &mut TypeBuilder, out: &mut Vec<NodeId>) {
        let start = out.len();
        T::branches(builder, out);
        let place = start.saturating_add(NULL as usize).min(out.len());
        out.insert(place, builder.schema().null());
    }

    fn name_part(out: &mut String) {
        out.push_str("nullable_");
        T::name_part(out);
    }
}

impl<T: Encode<S>, S, const NULL: u32> Encode<Nullable<S, NULL>> for Option<T> {
    #[inline(always)]
    fn encode(&self, encoder: &mut Encoder) -> Result<(), EncodeError> {
        match self {
            Some(value) => value.encode_beside_null(NULL, encoder),
            None => {
                encoder.count(NULL as usize);
                Ok(())
            }
        }
    }
}

/// The inner branch of a union's branch that is not null.
#[inline(always)]
const fn beside(null: u32, index: u32) -> u32 {
    index.wrapping_sub((index > null) as u32)
}

impl<'de, T: Decode<'de, S>, S, const NULL: u32> Decode<'de, Nullable<S, NULL>> for Option<T> {
    #[inline(always)]
    fn decode(decoder: &mut Decoder<'de>) -> Result<Self, DecodeError> {
        let index = decoder.branch(<Self as AvroAs<Nullable<S, NULL>>>::BRANCHES)?;
        if index == NULL {
            return Ok(None);
        }
        T::decode_branch(beside(NULL, index), decoder).map(Some)
    }

    #[inline(always)]
    fn decode_into(&mut self, decoder: &mut Decoder<'de>) -> Result<(), DecodeError> {
        let index = decoder.branch(<Self as AvroAs<Nullable<S, NULL>>>::BRANCHES)?;
        if index == NULL {
            *self = None;
            return Ok(());
        }
        let index = beside(NULL, index);
        match self {
            Some(value) => value.decode_branch_into(index, decoder),
            None => {
                *self = Some(T::decode_branch(index, decoder)?);
                Ok(())
            }
        }
    }

    #[inline(always)]
    fn decode_with(at: At<'de>, decoder: &mut Decoder<'de>) -> Result<Self, DecodeError> {
        if at.is_direct() {
            return <Self as Decode<Nullable<S, NULL>>>::decode(decoder);
        }
        of_another::<T, S, NULL>(at, decoder)
    }

    #[inline(always)]
    fn decode_into_with(
        &mut self,
        at: At<'de>,
        decoder: &mut Decoder<'de>,
    ) -> Result<(), DecodeError> {
        if at.is_direct() {
            return <Self as Decode<Nullable<S, NULL>>>::decode_into(self, decoder);
        }
        of_another_into::<T, S, NULL>(self, at, decoder)
    }
}

/// What was written as something else than the union of `T` and null.
#[inline(never)]
fn of_another<'de, T: Decode<'de, S>, S, const NULL: u32>(
    at: At<'de>,
    decoder: &mut Decoder<'de>,
) -> Result<Option<T>, DecodeError> {
    let (index, at) = at.branch(<Option<T> as AvroAs<Nullable<S, NULL>>>::BRANCHES, decoder)?;
    if index == NULL {
        return Ok(None);
    }
    T::decode_branch_with(beside(NULL, index), at, decoder).map(Some)
}

#[inline(never)]
fn of_another_into<'de, T: Decode<'de, S>, S, const NULL: u32>(
    place: &mut Option<T>,
    at: At<'de>,
    decoder: &mut Decoder<'de>,
) -> Result<(), DecodeError> {
    let (index, at) = at.branch(<Option<T> as AvroAs<Nullable<S, NULL>>>::BRANCHES, decoder)?;
    if index == NULL {
        *place = None;
        return Ok(());
    }
    let index = beside(NULL, index);
    match place {
        Some(value) => value.decode_branch_into_with(index, at, decoder),
        None => {
            *place = Some(T::decode_branch_with(index, at, decoder)?);
            Ok(())
        }
    }
}

own_shape!([T] Option<T> => Nullable<crate::shape::Own, 0>,
    both [T: AvroAs], encode [T: Encode], decode [T: Decode<'de>]);
