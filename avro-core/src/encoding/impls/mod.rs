//! Codecs of the standard types.
//!
//! A type implements the traits once, in the shape that is its own; where it can
//! take other shapes of the same wire form, [`also_as!`] lends them the codec.

mod bytes;
mod collection;
mod map;
mod option;
mod pointer;
mod scalar;

/// Gives a type further shapes whose wire form is that of its own shape: only the
/// node in the schema differs.
macro_rules! also_as {
    ($ty:ty, $base:ty: $($shape:ty => $node:expr),+ $(,)?) => {$(
        impl $crate::encoding::AvroAs<$shape> for $ty {
            const MIN: usize = <$ty as $crate::encoding::AvroAs<$base>>::MIN;
            const WIRE: usize = <$ty as $crate::encoding::AvroAs<$base>>::WIRE;
            const IS_LEAF: bool = <$ty as $crate::encoding::AvroAs<$base>>::IS_LEAF;
            const KINDS: $crate::shape::Kinds =
                <$ty as $crate::encoding::AvroAs<$base>>::KINDS;
            type Key = $shape;

            fn node(builder: &mut $crate::schema::TypeBuilder) -> avro_model::NodeId {
                let node: fn(&mut avro_model::SchemaBuilder) -> avro_model::NodeId = $node;
                node(builder.schema())
            }

            fn name_part(out: &mut String) {
                <$ty as $crate::encoding::AvroAs<$base>>::name_part(out);
            }
        }

        $crate::encoding::impls::lend!([] $ty, $shape => $base, [], []);
    )+};
}

/// The methods of both directions, lent from one shape to another.
macro_rules! lend {
    ([$($param:tt)*] $ty:ty, $shape:ty => $base:ty, [$($encode:tt)*], [$($decode:tt)*] $(,)?) => {
        impl<$($param)*> $crate::encoding::Encode<$shape> for $ty
        where
            $($encode)*
        {
            #[inline(always)]
            fn encode(
                &self,
                encoder: &mut $crate::encoding::Encoder,
            ) -> Result<(), $crate::encoding::EncodeError> {
                $crate::encoding::Encode::<$base>::encode(self, encoder)
            }

            #[inline(always)]
            fn encode_wire(&self, out: &mut [u8]) {
                $crate::encoding::Encode::<$base>::encode_wire(self, out);
            }

            #[inline(always)]
            fn encode_beside_null(
                &self,
                null: u32,
                encoder: &mut $crate::encoding::Encoder,
            ) -> Result<(), $crate::encoding::EncodeError> {
                $crate::encoding::Encode::<$base>::encode_beside_null(self, null, encoder)
            }

            #[inline(always)]
            fn encode_block(
                items: &[Self],
                encoder: &mut $crate::encoding::Encoder,
            ) -> Result<(), $crate::encoding::EncodeError> {
                <$ty as $crate::encoding::Encode<$base>>::encode_block(items, encoder)
            }
        }

        impl<'de, $($param)*> $crate::encoding::Decode<'de, $shape> for $ty
        where
            $($decode)*
        {
            #[inline(always)]
            fn decode(
                decoder: &mut $crate::encoding::Decoder<'de>,
            ) -> Result<Self, $crate::encoding::DecodeError> {
                <$ty as $crate::encoding::Decode<'de, $base>>::decode(decoder)
            }

            #[inline(always)]
            fn decode_into(
                &mut self,
                decoder: &mut $crate::encoding::Decoder<'de>,
            ) -> Result<(), $crate::encoding::DecodeError> {
                $crate::encoding::Decode::<'de, $base>::decode_into(self, decoder)
            }

            #[inline(always)]
            fn decode_wire(bytes: &[u8]) -> Option<Self> {
                <$ty as $crate::encoding::Decode<'de, $base>>::decode_wire(bytes)
            }

            #[inline(always)]
            fn decode_branch(
                index: u32,
                decoder: &mut $crate::encoding::Decoder<'de>,
            ) -> Result<Self, $crate::encoding::DecodeError> {
                <$ty as $crate::encoding::Decode<'de, $base>>::decode_branch(index, decoder)
            }

            #[inline(always)]
            fn decode_branch_into(
                &mut self,
                index: u32,
                decoder: &mut $crate::encoding::Decoder<'de>,
            ) -> Result<(), $crate::encoding::DecodeError> {
                $crate::encoding::Decode::<'de, $base>::decode_branch_into(self, index, decoder)
            }

            #[inline(always)]
            fn decode_with(
                at: $crate::encoding::At<'de>,
                decoder: &mut $crate::encoding::Decoder<'de>,
            ) -> Result<Self, $crate::encoding::DecodeError> {
                <$ty as $crate::encoding::Decode<'de, $base>>::decode_with(at, decoder)
            }

            #[inline(always)]
            fn decode_into_with(
                &mut self,
                at: $crate::encoding::At<'de>,
                decoder: &mut $crate::encoding::Decoder<'de>,
            ) -> Result<(), $crate::encoding::DecodeError> {
                $crate::encoding::Decode::<'de, $base>::decode_into_with(self, at, decoder)
            }

            #[inline(always)]
            fn decode_branch_with(
                index: u32,
                at: $crate::encoding::At<'de>,
                decoder: &mut $crate::encoding::Decoder<'de>,
            ) -> Result<Self, $crate::encoding::DecodeError> {
                <$ty as $crate::encoding::Decode<'de, $base>>::decode_branch_with(
                    index, at, decoder,
                )
            }

            #[inline(always)]
            fn decode_branch_into_with(
                &mut self,
                index: u32,
                at: $crate::encoding::At<'de>,
                decoder: &mut $crate::encoding::Decoder<'de>,
            ) -> Result<(), $crate::encoding::DecodeError> {
                $crate::encoding::Decode::<'de, $base>::decode_branch_into_with(
                    self, index, at, decoder,
                )
            }

            #[inline(always)]
            fn decode_block(
                out: &mut Vec<Self>,
                count: usize,
                decoder: &mut $crate::encoding::Decoder<'de>,
            ) -> Result<(), $crate::encoding::DecodeError> {
                <$ty as $crate::encoding::Decode<'de, $base>>::decode_block(out, count, decoder)
            }
        }
    };
}

/// Makes `$base` the own shape of a generic type.
macro_rules! own_shape {
    ([$($param:tt)*] $ty:ty => $base:ty, both [$($both:tt)*], encode [$($encode:tt)*], decode [$($decode:tt)*]) => {
        impl<$($param)*> $crate::encoding::AvroAs for $ty
        where
            $($both)*
        {
            const MIN: usize = <$ty as $crate::encoding::AvroAs<$base>>::MIN;
            const WIRE: usize = <$ty as $crate::encoding::AvroAs<$base>>::WIRE;
            const IS_LEAF: bool = <$ty as $crate::encoding::AvroAs<$base>>::IS_LEAF;
            const KINDS: $crate::shape::Kinds =
                <$ty as $crate::encoding::AvroAs<$base>>::KINDS;
            const BRANCHES: u32 = <$ty as $crate::encoding::AvroAs<$base>>::BRANCHES;
            type Key = <$ty as $crate::encoding::AvroAs<$base>>::Key;

            fn node(builder: &mut $crate::schema::TypeBuilder) -> avro_model::NodeId {
                <$ty as $crate::encoding::AvroAs<$base>>::node(builder)
            }

            fn branches(
                builder: &mut $crate::schema::TypeBuilder,
                out: &mut Vec<avro_model::NodeId>,
            ) {
                <$ty as $crate::encoding::AvroAs<$base>>::branches(builder, out);
            }

            fn name_part(out: &mut String) {
                <$ty as $crate::encoding::AvroAs<$base>>::name_part(out);
            }
        }

        $crate::encoding::impls::lend!(
            [$($param)*] $ty, $crate::shape::Own => $base, [$($encode)*], [$($decode)*],
        );
    };
}

pub(crate) use {also_as, lend, own_shape};
