//! The binary encoding: how a Rust type takes an Avro shape.
//!
//! [`AvroAs`] says what a pair of type and shape looks like in a schema,
//! [`Encode`] writes it and [`Decode`] reads it. All three are implemented here
//! for the standard types and by `#[derive(AvroSchema)]` for everyone else's.
//! Reading is from slices only ([`Decoder`]), writing into memory only
//! ([`Encoder`]); files, frames and messages lie above.
//!
//! The traits carry more than one value at a time where that is what makes them
//! fast: whole blocks of array items, values of a constant width, and decoding
//! into a value that exists. All of these have defaults.

#![cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::unwrap_used
    )
)]

mod at;
mod booleans;
mod decoder;
pub(crate) mod encoder;
mod error;
pub(crate) mod impls;
mod integers;
pub(crate) mod limits;
mod skip;
pub(crate) mod stack;
mod utf8;
pub(crate) mod varint;
mod words;

#[cfg(feature = "serde")]
pub(crate) use at::unknown_symbol;
pub use at::{At, Fields};
pub use decoder::Decoder;
pub(crate) use decoder::bounded;
pub use encoder::Encoder;
pub use error::{DecodeError, DecodeErrorKind, EncodeError, EncodeErrorKind, Path};
pub use limits::{Limit, Limits};

use avro_model::NodeId;

use crate::schema::TypeBuilder;
use crate::shape::{Kinds, Own};

/// A Rust type in an Avro shape: what both directions know about it.
///
/// Implemented by `#[derive(AvroSchema)]`. Programs ask for it through
/// [`AvroSchema`](crate::AvroSchema).
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no Avro schema as `{S}`",
    label = "not an Avro type in this shape",
    note = "`#[derive(AvroSchema)]` gives a struct or enum its schema, its encoder and its decoder",
    note = "`[u8; N]` is a fixed and needs a name: `#[avro(type = \"fixed Name(N)\")]`",
    note = "a decimal of another crate needs its digits: `#[avro(type = \"decimal(12, 2)\")]`"
)]
pub trait AvroAs<S = Own> {
    /// The fewest bytes a value takes on the wire.
    ///
    /// It caps what a count of items may claim. Where a lower bound would need
    /// itself (a recursive type), any smaller number is right too.
    const MIN: usize;

    /// The bytes every value takes on the wire, if all take the same and any
    /// bytes are a value; otherwise 0.
    const WIRE: usize = 0;

    /// Whether it is known that a value holds no other, so that an array of them need not be counted as a level.
    ///
    /// `false` is right for every type. `true` on a type whose values may hold others takes the limits of depth and
    /// stack away from them.
    const IS_LEAF: bool = false;

    /// Which unnamed types of a union a value can be.
    const KINDS: Kinds;

    /// How many branches the type adds to a union: more than one for a union.
    const BRANCHES: u32 = 1;

    /// Stands for the pair in a table of types: lifetimes have no part in it.
    type Key: 'static;

    /// Adds the schema to one under construction.
    fn node(builder: &mut TypeBuilder) -> NodeId;

    /// Adds the branches that the type has in a union around it.
    fn branches(builder: &mut TypeBuilder, out: &mut Vec<NodeId>) {
        out.push(Self::node(builder));
    }

    /// The type's part in the name of a generic type's instantiation:
    /// `Page<i64>` may be called `Page_long`.
    fn name_part(out: &mut String);
}

/// A Rust type that can be written in an Avro shape.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be encoded as `{S}`",
    label = "not encodable in this shape",
    note = "`#[derive(AvroSchema)]` gives a struct or enum its schema, its encoder and its decoder"
)]
pub trait Encode<S = Own>: AvroAs<S> {
    /// Writes the value.
    ///
    /// # Errors
    ///
    /// When the value has no place in its Avro type, or nests too deep.
    fn encode(&self, encoder: &mut Encoder) -> Result<(), EncodeError>;

    /// Writes a value of constant width into `out`, which is
    /// [`WIRE`](AvroAs::WIRE) bytes long. Called only where that is not 0.
    fn encode_wire(&self, out: &mut [u8]) {
        let _ = out;
    }

    /// Writes the value as one of the branches beside null, which has index `null`.
    ///
    /// # Errors
    ///
    /// As for [`encode`](Self::encode).
    #[inline(always)]
    fn encode_beside_null(&self, null: u32, encoder: &mut Encoder) -> Result<(), EncodeError> {
        encoder.count(usize::from(null == 0));
        self.encode(encoder)
    }

    /// Writes the items of an array's block, without the count.
    ///
    /// # Errors
    ///
    /// As for [`encode`](Self::encode), with the item's index in the path.
    #[inline]
    fn encode_block(items: &[Self], encoder: &mut Encoder) -> Result<(), EncodeError>
    where
        Self: Sized,
    {
        if Self::WIRE > 0 {
            let out = encoder.space(items.len().saturating_mul(Self::WIRE));
            encode_wires(items, out);
            return Ok(());
        }
        for (index, item) in items.iter().enumerate() {
            if let Err(error) = item.encode(encoder) {
                return Err(error.in_item(index));
            }
        }
        Ok(())
    }
}

/// Writes items of constant width one behind the other.
///
/// A function of its own: so the loop is vectorised whatever it is inlined into.
fn encode_wires<T: Encode<S>, S>(items: &[T], mut out: &mut [u8]) {
    for item in items {
        let Some((front, rest)) = out.split_at_mut_checked(T::WIRE) else {
            return;
        };
        item.encode_wire(front);
        out = rest;
    }
}

/// A Rust type that can be read from an Avro shape.
///
/// `'de` is the life of the bytes: a type may borrow from them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be decoded from `{S}`",
    label = "not decodable from this shape",
    note = "`#[derive(AvroSchema)]` gives a struct or enum its schema, its encoder and its decoder"
)]
pub trait Decode<'de, S = Own>: AvroAs<S> + Sized {
    /// Reads a value.
    ///
    /// # Errors
    ///
    /// When the bytes are not a value of the shape, or a limit is exceeded.
    fn decode(decoder: &mut Decoder<'de>) -> Result<Self, DecodeError>;

    /// Reads a value into this one, whose memory is used again where it can be.
    ///
    /// # Errors
    ///
    /// As for [`decode`](Self::decode). The value is then some legal value.
    #[inline]
    fn decode_into(&mut self, decoder: &mut Decoder<'de>) -> Result<(), DecodeError> {
        *self = Self::decode(decoder)?;
        Ok(())
    }

    /// Reads a value of constant width from `bytes`, which are
    /// [`WIRE`](AvroAs::WIRE) long. Called only where that is not 0; `None`
    /// where it is.
    fn decode_wire(bytes: &[u8]) -> Option<Self> {
        let _ = bytes;
        None
    }

    /// Reads the value of branch `index` of the type's own branches; the index
    /// itself was read outside, where a union around it was flattened.
    ///
    /// # Errors
    ///
    /// As for [`decode`](Self::decode).
    #[inline(always)]
    fn decode_branch(index: u32, decoder: &mut Decoder<'de>) -> Result<Self, DecodeError> {
        let _ = index;
        Self::decode(decoder)
    }

    /// [`decode_branch`](Self::decode_branch) into a value that exists.
    ///
    /// # Errors
    ///
    /// As for [`decode_into`](Self::decode_into).
    #[inline(always)]
    fn decode_branch_into(
        &mut self,
        index: u32,
        decoder: &mut Decoder<'de>,
    ) -> Result<(), DecodeError> {
        if Self::BRANCHES == 1 {
            return self.decode_into(decoder);
        }
        *self = Self::decode_branch(index, decoder)?;
        Ok(())
    }

    /// Reads a value that was written as `at` says, with another schema perhaps.
    ///
    /// What is here by default serves a type that has no parts. Where ints, longs or floats become
    /// floats or doubles it refuses: such a type asks [`At::float`] or [`At::double`]. Types with parts pass
    /// the way of each part on, and unions ask [`At::branch`].
    ///
    /// # Errors
    ///
    /// As for [`decode`](Self::decode), and when what was written cannot be read as this
    /// type.
    #[inline(always)]
    fn decode_with(at: At<'de>, decoder: &mut Decoder<'de>) -> Result<Self, DecodeError> {
        at.settle_for(Self::BRANCHES, Self::KINDS, decoder)?;
        Self::decode(decoder)
    }

    /// [`decode_with`](Self::decode_with) into a value that exists.
    ///
    /// # Errors
    ///
    /// As for [`decode_with`](Self::decode_with). The value is then some legal value.
    #[inline(always)]
    fn decode_into_with(
        &mut self,
        at: At<'de>,
        decoder: &mut Decoder<'de>,
    ) -> Result<(), DecodeError> {
        at.settle_for(Self::BRANCHES, Self::KINDS, decoder)?;
        self.decode_into(decoder)
    }

    /// [`decode_with`](Self::decode_with) for branch `index` of the type's own branches: [`At::branch`]
    /// was asked outside, where a union around it was flattened.
    ///
    /// # Errors
    ///
    /// As for [`decode_with`](Self::decode_with).
    #[inline(always)]
    fn decode_branch_with(
        index: u32,
        at: At<'de>,
        decoder: &mut Decoder<'de>,
    ) -> Result<Self, DecodeError> {
        let _ = index;
        Self::decode_with(at, decoder)
    }

    /// [`decode_branch_with`](Self::decode_branch_with) into a value that exists.
    ///
    /// # Errors
    ///
    /// As for [`decode_into_with`](Self::decode_into_with).
    #[inline(always)]
    fn decode_branch_into_with(
        &mut self,
        index: u32,
        at: At<'de>,
        decoder: &mut Decoder<'de>,
    ) -> Result<(), DecodeError> {
        if Self::BRANCHES == 1 {
            return self.decode_into_with(at, decoder);
        }
        *self = Self::decode_branch_with(index, at, decoder)?;
        Ok(())
    }

    /// Reads the `count` items of an array's block onto the end of `out`. The
    /// count was held against the input, and the items charged to the budget.
    ///
    /// # Errors
    ///
    /// As for [`decode`](Self::decode), with the item's index in the path.
    #[inline]
    fn decode_block(
        out: &mut Vec<Self>,
        count: usize,
        decoder: &mut Decoder<'de>,
    ) -> Result<(), DecodeError> {
        if Self::WIRE > 0 {
            let bytes = decoder.fixed_block(count, Self::WIRE)?;
            // An iterator of known length: the vector looks at its capacity once, and not for each item.
            out.extend(bytes.chunks_exact(Self::WIRE).map(item_of_wire::<Self, S>));
            return Ok(());
        }
        out.reserve(decoder.reservation(count, size_of::<Self>()));
        // As in `push_each`, which takes one per cent more instructions where items own texts.
        for _ in 0..count {
            match Self::decode(decoder) {
                Ok(item) => out.push(item),
                Err(error) => return Err(error.in_item(out.len())),
            }
        }
        Ok(())
    }
}

/// Reads `count` items onto the end of `out`, one by one. An error has the item's index in its path.
#[inline(always)]
fn push_each<T>(
    out: &mut Vec<T>,
    count: usize,
    mut read: impl FnMut() -> Result<T, DecodeError>,
) -> Result<(), DecodeError> {
    for _ in 0..count {
        match read() {
            Ok(item) => out.push(item),
            Err(error) => return Err(error.in_item(out.len())),
        }
    }
    Ok(())
}

/// An item of constant width.
#[inline(always)]
#[expect(
    clippy::panic,
    reason = "a type that is wide on the wire reads itself from any bytes of its width, as `decode_wire` asks: no input comes here"
)]
fn item_of_wire<'de, T: Decode<'de, S>, S>(bytes: &[u8]) -> T {
    match T::decode_wire(bytes) {
        Some(item) => item,
        None => panic!("`decode_wire` refuses bytes of the type's own width"),
    }
}

/// Reads a part of a wide record in a function of its own.
///
/// The derive calls it, to keep the time that a compiler takes for a record in
/// proportion to the number of its fields.
///
/// # Errors
///
/// Those of `read`.
#[doc(hidden)]
#[inline(never)]
pub fn apart<'de, T>(
    decoder: &mut Decoder<'de>,
    read: impl FnOnce(&mut Decoder<'de>) -> Result<T, DecodeError>,
) -> Result<T, DecodeError> {
    read(decoder)
}

/// Writes a field of a record of many, in a function that all fields of its type share.
///
/// The derive calls it, to keep down what a compiler has to do for such a record.
///
/// # Errors
///
/// Those of [`Encode::encode`].
#[doc(hidden)]
#[inline(never)]
pub fn encode_apart<T: Encode<S> + ?Sized, S>(
    value: &T,
    encoder: &mut Encoder,
) -> Result<(), EncodeError> {
    value.encode(encoder)
}

/// Reads a field of a record of many: in a function that all fields of its type share, if it owns memory.
///
/// The derive calls it, to keep down what a compiler has to do for such a record.
///
/// # Errors
///
/// Those of [`Decode::decode`].
#[doc(hidden)]
#[inline(always)]
pub fn decode_apart<'de, T: Decode<'de, S>, S>(
    decoder: &mut Decoder<'de>,
) -> Result<T, DecodeError> {
    #[inline(never)]
    fn shared<'de, T: Decode<'de, S>, S>(decoder: &mut Decoder<'de>) -> Result<T, DecodeError> {
        T::decode(decoder)
    }
    // A constant: a compiler that does not optimise would write both ways into each record.
    let read: fn(&mut Decoder<'de>) -> Result<T, DecodeError> = const {
        if std::mem::needs_drop::<T>() {
            shared::<T, S>
        } else {
            T::decode
        }
    };
    read(decoder)
}

/// Reads a field of a record by a plan into where it is kept until all are read.
///
/// The derive calls it, once for each field. What needs a drop is read in a function of its own, so that
/// it is kept in memory: in registers, of which there are too few, all would be moved about with each field.
///
/// # Errors
///
/// Those of [`Decode::decode_with`].
#[doc(hidden)]
#[inline(always)]
pub fn slot<'de, T: Decode<'de, S>, S>(
    slot: &mut Option<T>,
    at: At<'de>,
    decoder: &mut Decoder<'de>,
) -> Result<(), DecodeError> {
    #[inline(never)]
    fn apart<'de, T: Decode<'de, S>, S>(
        slot: &mut Option<T>,
        at: At<'de>,
        decoder: &mut Decoder<'de>,
    ) -> Result<(), DecodeError> {
        *slot = Some(T::decode_with(at, decoder)?);
        Ok(())
    }
    if std::mem::needs_drop::<T>() {
        return apart(slot, at, decoder);
    }
    *slot = Some(T::decode_with(at, decoder)?);
    Ok(())
}

/// The value of a datum that stands in generated code, in the shape `S`: the default of a
/// field whose type has no constants.
///
/// # Panics
///
/// When the datum is none of the type's, or no value that the type can hold: a day of a year that
/// another crate's type does not reach.
#[doc(hidden)]
#[cold]
#[track_caller]
#[expect(
    clippy::panic,
    reason = "the datum is a constant of the program, and no input"
)]
pub fn default_value<T: for<'de> Decode<'de, S>, S>(datum: &'static [u8]) -> T {
    match T::decode(&mut Decoder::new(datum)) {
        Ok(value) => value,
        Err(error) => panic!("a default is no value of its type: {error}"),
    }
}

/// [`default_value`], of a value that `W` converts.
///
/// # Panics
///
/// As for [`default_value`], and when `W` refuses what the datum holds.
#[doc(hidden)]
#[cold]
#[track_caller]
#[expect(
    clippy::panic,
    reason = "the datum is a constant of the program, and no input"
)]
pub fn default_value_with<W: crate::Convert<T>, T, S>(datum: &'static [u8]) -> T
where
    W::Avro: for<'de> Decode<'de, S>,
{
    match W::from_avro(default_value::<W::Avro, S>(datum)) {
        Ok(value) => value,
        Err(error) => panic!("a default is no value of its type: {error}"),
    }
}

/// A value as its datum, in a vector.
///
/// # Errors
///
/// When the value has no place in its Avro type (a decimal over its precision),
/// or nests deeper than 128 levels.
///
/// # Example
///
/// ```
/// let bytes = avro_core::to_vec(&vec!["a", "bc"])?;
/// assert_eq!(bytes, b"\x04\x02a\x04bc\x00");
/// # Ok::<(), avro_core::EncodeError>(())
/// ```
pub fn to_vec<T: Encode + ?Sized>(value: &T) -> Result<Vec<u8>, EncodeError> {
    let mut encoder = Encoder::new();
    value.encode(&mut encoder)?;
    Ok(encoder.into_vec())
}

/// The value whose datum `bytes` are, written with the type's own schema.
///
/// Data that was written with another schema is read by a
/// [`DatumReader`](crate::DatumReader).
///
/// # Errors
///
/// When the bytes are not a datum of the type, when bytes follow it, and when
/// one of the default [`Limits`] is exceeded.
///
/// # Example
///
/// ```
/// let words: Vec<&str> = avro_core::from_slice(b"\x04\x02a\x04bc\x00")?;
/// assert_eq!(words, ["a", "bc"]);
/// # Ok::<(), avro_core::DecodeError>(())
/// ```
pub fn from_slice<'de, T: Decode<'de>>(bytes: &'de [u8]) -> Result<T, DecodeError> {
    let mut decoder = Decoder::new(bytes);
    let mut value = T::decode(&mut decoder);
    // The value is left where it was made: taking it out and putting it back would copy it twice.
    if value.is_ok()
        && let Err(error) = decoder.finish()
    {
        value = Err(error);
    }
    value
}

/// [`from_slice`] into a value that exists, whose memory is used again.
///
/// # Errors
///
/// As for [`from_slice`]. The value is then some legal value.
///
/// # Example
///
/// ```
/// let mut words = vec![String::from("reused"), String::from("dropped")];
/// avro_core::from_slice_into(&mut words, b"\x02\x04hi\x00")?;
/// assert_eq!(words, ["hi"]);
/// # Ok::<(), avro_core::DecodeError>(())
/// ```
pub fn from_slice_into<'de, T: Decode<'de>>(
    value: &mut T,
    bytes: &'de [u8],
) -> Result<(), DecodeError> {
    let mut decoder = Decoder::new(bytes);
    value.decode_into(&mut decoder)?;
    decoder.finish()
}
