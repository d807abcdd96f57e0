//! Maps: from strings to values, in the map type of one's choice.
//!
//! "Map keys are assumed to be strings" (Maps): a key may be any type that reads
//! and writes as string. Where the wire holds a key twice, the last value stays;
//! a `Vec` of pairs keeps both, and their order.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, Hash};
use std::marker::PhantomData;

use avro_model::NodeId;

use super::lend;
use crate::encoding::{At, AvroAs, Decode, DecodeError, Decoder, Encode, EncodeError, Encoder};
use crate::schema::TypeBuilder;
use crate::shape::{self, Kinds, Map, Own};

/// The fewest bytes of a pair: an empty key, and the value.
const fn least(value: usize) -> usize {
    value.saturating_add(1)
}

fn encode_pairs<'a, K, V, S>(
    len: usize,
    pairs: impl Iterator<Item = (&'a K, &'a V)>,
    encoder: &mut Encoder,
) -> Result<(), EncodeError>
where
    K: Encode<shape::String> + AsRef<str> + 'a,
    V: Encode<S> + 'a,
{
    encoder.enter()?;
    if len > 0 {
        encoder.block(len, |encoder| {
            for (key, value) in pairs {
                key.encode(encoder)?;
                if let Err(error) = value.encode(encoder) {
                    return Err(error.in_key(key.as_ref()));
                }
            }
            Ok(())
        })?;
    }
    encoder.count(0);
    encoder.leave();
    Ok(())
}

/// A map that is being read.
trait Target<K, V> {
    /// How many pairs' room so many pairs take, at most.
    fn slots(count: usize) -> usize;
    fn reserve(&mut self, more: usize);
    fn put(&mut self, key: K, value: V);
}

impl<K: Eq + Hash, V, H: BuildHasher> Target<K, V> for HashMap<K, V, H> {
    fn slots(count: usize) -> usize {
        // A power of two, of which an eighth stays empty.
        count.saturating_mul(3).max(4)
    }

    fn reserve(&mut self, more: usize) {
        HashMap::reserve(self, more);
    }

    fn put(&mut self, key: K, value: V) {
        self.insert(key, value);
    }
}

impl<K: Ord, V> Target<K, V> for BTreeMap<K, V> {
    fn slots(count: usize) -> usize {
        // A node has room for eleven, and five at least where it is not the only one.
        count.saturating_mul(3).max(12)
    }

    fn reserve(&mut self, _more: usize) {}

    fn put(&mut self, key: K, value: V) {
        self.insert(key, value);
    }
}

impl<K, V> Target<K, V> for Vec<(K, V)> {
    fn slots(count: usize) -> usize {
        count.max(4)
    }

    fn reserve(&mut self, more: usize) {
        Vec::reserve(self, more);
    }

    fn put(&mut self, key: K, value: V) {
        self.push((key, value));
    }
}

/// How the values of a map are read.
trait Values<'de, V> {
    /// The fewest bytes of one.
    fn least(&self) -> usize;
    fn read(&self, decoder: &mut Decoder<'de>) -> Result<V, DecodeError>;
    fn read_into(&self, value: &mut V, decoder: &mut Decoder<'de>) -> Result<(), DecodeError>;
}

/// In the reader's own layout.
struct Straight<S>(PhantomData<S>);

impl<'de, V: Decode<'de, S>, S> Values<'de, V> for Straight<S> {
    #[inline(always)]
    fn least(&self) -> usize {
        V::MIN
    }

    #[inline(always)]
    fn read(&self, decoder: &mut Decoder<'de>) -> Result<V, DecodeError> {
        V::decode(decoder)
    }

    #[inline(always)]
    fn read_into(&self, value: &mut V, decoder: &mut Decoder<'de>) -> Result<(), DecodeError> {
        value.decode_into(decoder)
    }
}

/// As a plan says.
struct Planned<'de, S> {
    at: At<'de>,
    least: usize,
    shape: PhantomData<S>,
}

impl<'de, V: Decode<'de, S>, S> Values<'de, V> for Planned<'de, S> {
    #[inline(always)]
    fn least(&self) -> usize {
        self.least
    }

    #[inline(always)]
    fn read(&self, decoder: &mut Decoder<'de>) -> Result<V, DecodeError> {
        V::decode_with(self.at, decoder)
    }

    #[inline(always)]
    fn read_into(&self, value: &mut V, decoder: &mut Decoder<'de>) -> Result<(), DecodeError> {
        value.decode_into_with(self.at, decoder)
    }
}

/// Reads all pairs of a map into `out`. The pairs of `old` are read over first,
/// so that what their strings own is used again.
#[inline(always)]
fn decode_pairs<'de, M: Target<K, V>, K, V>(
    out: &mut M,
    mut old: impl Iterator<Item = (K, V)>,
    values: &impl Values<'de, V>,
    decoder: &mut Decoder<'de>,
) -> Result<(), DecodeError>
where
    K: Decode<'de, shape::String> + AsRef<str>,
{
    decoder.enter()?;
    while let Some(count) = decoder.block(least(values.least()), 0)? {
        decoder.charge(M::slots(count).saturating_mul(size_of::<(K, V)>()))?;
        out.reserve(decoder.reservation(count, size_of::<(K, V)>()));
        for _ in 0..count {
            if let Some((mut key, mut value)) = old.next() {
                key.decode_into(decoder)?;
                if let Err(error) = values.read_into(&mut value, decoder) {
                    return Err(error.in_key(key.as_ref()));
                }
                out.put(key, value);
            } else {
                let key = K::decode(decoder)?;
                match values.read(decoder) {
                    Ok(value) => out.put(key, value),
                    Err(error) => return Err(error.in_key(key.as_ref())),
                }
            }
        }
    }
    decoder.leave();
    Ok(())
}

macro_rules! map {
    ($($ty:ty, [$($hasher:ident)?], pairs |$map:ident| $pairs:expr,
        old |$full:ident| $old:expr, read [$($bound:tt)*];)*) => {$(
        impl<K, V: AvroAs<S>, $($hasher,)? S> AvroAs<Map<S>> for $ty {
            const MIN: usize = 1;
            const KINDS: Kinds = {
                // The values' union, if they are one, is checked as well.
                let _ = V::KINDS;
                Kinds::MAP
            };
            type Key = Map<V::Key>;

            fn node(builder: &mut TypeBuilder) -> NodeId {
                let values = V::node(builder);
                builder.schema().map(values)
            }

            fn name_part(out: &mut String) {
                out.push_str("map_");
                V::name_part(out);
            }
        }

        impl<K, V, $($hasher,)? S> Encode<Map<S>> for $ty
        where
            K: Encode<shape::String> + AsRef<str>,
            V: Encode<S>,
        {
            #[inline]
            fn encode(&self, encoder: &mut Encoder) -> Result<(), EncodeError> {
                let $map = self;
                encode_pairs(self.len(), $pairs, encoder)
            }
        }

        impl<'de, K, V, $($hasher,)? S> Decode<'de, Map<S>> for $ty
        where
            K: Decode<'de, shape::String> + AsRef<str>,
            V: Decode<'de, S>,
            $($bound)*
        {
            #[inline]
            fn decode(decoder: &mut Decoder<'de>) -> Result<Self, DecodeError> {
                let mut out = Self::default();
                let values = Straight::<S>(PhantomData);
                decode_pairs(&mut out, std::iter::empty(), &values, decoder)?;
                Ok(out)
            }

            fn decode_into(&mut self, decoder: &mut Decoder<'de>) -> Result<(), DecodeError> {
                let $full = &mut *self;
                let old: Vec<(K, V)> = $old;
                decode_pairs(self, old.into_iter(), &Straight::<S>(PhantomData), decoder)
            }

            #[inline]
            fn decode_with(
                at: At<'de>,
                decoder: &mut Decoder<'de>,
            ) -> Result<Self, DecodeError> {
                let Some((at, least)) = at.values(decoder)? else {
                    return <Self as Decode<'de, Map<S>>>::decode(decoder);
                };
                let mut out = Self::default();
                let values = Planned::<S> { at, least, shape: PhantomData };
                decode_pairs(&mut out, std::iter::empty(), &values, decoder)?;
                Ok(out)
            }

            fn decode_into_with(
                &mut self,
                at: At<'de>,
                decoder: &mut Decoder<'de>,
            ) -> Result<(), DecodeError> {
                let Some((at, least)) = at.values(decoder)? else {
                    return Decode::<'de, Map<S>>::decode_into(self, decoder);
                };
                let $full = &mut *self;
                let old: Vec<(K, V)> = $old;
                let values = Planned::<S> { at, least, shape: PhantomData };
                decode_pairs(self, old.into_iter(), &values, decoder)
            }
        }
    )*};
}

map! {
    HashMap<K, V, H>, [H], pairs |map| map.iter(),
        old |map| map.drain().collect(), read [K: Eq + Hash, H: BuildHasher + Default];
    BTreeMap<K, V>, [], pairs |map| map.iter(),
        old |map| std::mem::take(map).into_iter().collect(), read [K: Ord];
    Vec<(K, V)>, [], pairs |map| map.iter().map(|(key, value)| (key, value)),
        old |map| std::mem::take(map), read [];
}

/// The own shape of a map type, from the shape that its values give it.
macro_rules! own_map {
    ($($ty:ty, [$($hasher:ident)?], read [$($bound:tt)*];)*) => {$(
        impl<K, V: AvroAs, $($hasher)?> AvroAs for $ty {
            const MIN: usize = 1;
            const KINDS: Kinds = <$ty as AvroAs<Map<Own>>>::KINDS;
            type Key = Map<V::Key>;

            fn node(builder: &mut TypeBuilder) -> NodeId {
                <$ty as AvroAs<Map<Own>>>::node(builder)
            }

            fn name_part(out: &mut String) {
                <$ty as AvroAs<Map<Own>>>::name_part(out);
            }
        }

        lend!([K, V, $($hasher)?] $ty, Own => Map<Own>,
            [K: Encode<shape::String> + AsRef<str>, V: Encode],
            [K: Decode<'de, shape::String> + AsRef<str>, V: Decode<'de>, $($bound)*],
        );
    )*};
}

own_map! {
    HashMap<K, V, H>, [H], read [K: Eq + Hash, H: BuildHasher + Default];
    BTreeMap<K, V>, [], read [K: Ord];
}
