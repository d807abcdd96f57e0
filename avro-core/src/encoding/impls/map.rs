//! Maps: from strings to values, in the map type of one's choice.
//!
//! "Map keys are assumed to be strings" (Maps): a key may be any type that reads
//! and writes as string. Where the wire holds a key twice, the last value stays;
//! a `Vec` of pairs keeps both, and their order.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, Hash};

use avro_model::NodeId;

use super::lend;
use crate::encoding::{AvroAs, Decode, DecodeError, Decoder, Encode, EncodeError, Encoder};
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
        encoder.count(len);
        for (key, value) in pairs {
            key.encode(encoder)?;
            if let Err(error) = value.encode(encoder) {
                return Err(error.in_key(key.as_ref()));
            }
        }
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

/// Reads all pairs of a map into `out`. The pairs of `old` are read over first,
/// so that what their strings own is used again.
#[inline(always)]
fn decode_pairs<'de, M: Target<K, V>, K, V, S>(
    out: &mut M,
    mut old: impl Iterator<Item = (K, V)>,
    decoder: &mut Decoder<'de>,
) -> Result<(), DecodeError>
where
    K: Decode<'de, shape::String> + AsRef<str>,
    V: Decode<'de, S>,
{
    decoder.enter()?;
    while let Some(count) = decoder.block(least(V::MIN), 0)? {
        decoder.charge(M::slots(count).saturating_mul(size_of::<(K, V)>()))?;
        out.reserve(Decoder::reservation(count, size_of::<(K, V)>()));
        for _ in 0..count {
            if let Some((mut key, mut value)) = old.next() {
                key.decode_into(decoder)?;
                if let Err(error) = value.decode_into(decoder) {
                    return Err(error.in_key(key.as_ref()));
                }
                out.put(key, value);
            } else {
                let key = K::decode(decoder)?;
                match V::decode(decoder) {
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
                decode_pairs(&mut out, std::iter::empty(), decoder)?;
                Ok(out)
            }

            fn decode_into(&mut self, decoder: &mut Decoder<'de>) -> Result<(), DecodeError> {
                let $full = &mut *self;
                let old: Vec<(K, V)> = $old;
                decode_pairs(self, old.into_iter(), decoder)
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
