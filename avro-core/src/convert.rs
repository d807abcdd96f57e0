//! Conversions: a Rust type that is encoded as another.
//!
//! Some types have no Avro type and some have one too many, and they may belong
//! to another crate. A [`Convert`] stands beside such a type and says what is
//! written in its place; `#[avro(with = …)]` on a field uses it.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Display;
use std::hash::{BuildHasher, Hash};

use crate::encoding::{
    At, Decode, DecodeError, Decoder, Encode, EncodeError, EncodeErrorKind, Encoder,
};

/// Says how a `T` is encoded: as some other type, which has an Avro type.
///
/// Who implements it is a name and need not have values. Conversions nest as
/// types do: `Option<W>` converts an `Option<T>`, `Vec<W>` a `Vec<T>`,
/// `Box<W>` a `Box<T>`, and `HashMap<K, W>` and `BTreeMap<K, W>` the values of such a map.
///
/// # Example
///
/// ```
/// use avro_core::{AvroSchema, Convert, from_slice, to_vec};
/// use std::fmt::Display;
/// use std::net::Ipv4Addr;
/// use std::str::FromStr;
///
/// /// Whatever can be printed and parsed, as text.
/// enum Text {}
///
/// impl<T: Display + FromStr<Err: Display>> Convert<T> for Text {
///     type Avro = String;
///     type Error = String;
///
///     fn to_avro(value: &T) -> Result<String, String> {
///         Ok(value.to_string())
///     }
///
///     fn from_avro(text: String) -> Result<T, String> {
///         text.parse().map_err(|error: T::Err| error.to_string())
///     }
/// }
///
/// #[derive(AvroSchema, Debug, PartialEq)]
/// struct Host {
///     #[avro(with = Text)]
///     address: Ipv4Addr,
///     #[avro(with = Vec<Text>)]
///     aliases: Vec<Ipv4Addr>,
/// }
///
/// let host = Host { address: Ipv4Addr::LOCALHOST, aliases: vec![] };
/// let bytes = to_vec(&host)?;
/// assert_eq!(bytes, b"\x12127.0.0.1\x00");
/// assert_eq!(from_slice::<Host>(&bytes)?, host);
///
/// let error = from_slice::<Host>(b"\x06abc\x00").unwrap_err();
/// assert_eq!(error.to_string(), "address at byte 4: invalid IPv4 address syntax");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Convert<T> {
    /// What is encoded in place of a `T`.
    type Avro;

    /// Why a value was refused. A conversion that never fails says
    /// [`Infallible`](std::convert::Infallible).
    type Error: Display;

    /// What is written for `value`.
    ///
    /// # Errors
    ///
    /// When the value has no place in the Avro type. Encoding then fails with
    /// [`EncodeErrorKind::Refused`].
    fn to_avro(value: &T) -> Result<Self::Avro, Self::Error>;

    /// The value that `avro` was written for.
    ///
    /// # Errors
    ///
    /// When it stands for none. Decoding then fails with
    /// [`DecodeErrorKind::Refused`](crate::DecodeErrorKind::Refused).
    fn from_avro(avro: Self::Avro) -> Result<T, Self::Error>;
}

impl<T, W: Convert<T>> Convert<Option<T>> for Option<W> {
    type Avro = Option<W::Avro>;
    type Error = W::Error;

    #[inline]
    fn to_avro(value: &Option<T>) -> Result<Self::Avro, W::Error> {
        value.as_ref().map(W::to_avro).transpose()
    }

    #[inline]
    fn from_avro(avro: Self::Avro) -> Result<Option<T>, W::Error> {
        avro.map(W::from_avro).transpose()
    }
}

impl<T, W: Convert<T>> Convert<Vec<T>> for Vec<W> {
    type Avro = Vec<W::Avro>;
    type Error = W::Error;

    #[inline]
    fn to_avro(value: &Vec<T>) -> Result<Self::Avro, W::Error> {
        value.iter().map(W::to_avro).collect()
    }

    #[inline]
    fn from_avro(avro: Self::Avro) -> Result<Vec<T>, W::Error> {
        avro.into_iter().map(W::from_avro).collect()
    }
}

impl<K, T, W, H> Convert<HashMap<K, T, H>> for HashMap<K, W, H>
where
    K: Clone + Eq + Hash,
    W: Convert<T>,
    H: BuildHasher + Default,
{
    type Avro = HashMap<K, W::Avro, H>;
    type Error = W::Error;

    fn to_avro(value: &HashMap<K, T, H>) -> Result<Self::Avro, W::Error> {
        let pair = |(key, value): (&K, &T)| Ok((key.clone(), W::to_avro(value)?));
        value.iter().map(pair).collect()
    }

    fn from_avro(avro: Self::Avro) -> Result<HashMap<K, T, H>, W::Error> {
        let pair = |(key, value)| Ok((key, W::from_avro(value)?));
        avro.into_iter().map(pair).collect()
    }
}

impl<K: Clone + Ord, T, W: Convert<T>> Convert<BTreeMap<K, T>> for BTreeMap<K, W> {
    type Avro = BTreeMap<K, W::Avro>;
    type Error = W::Error;

    fn to_avro(value: &BTreeMap<K, T>) -> Result<Self::Avro, W::Error> {
        let pair = |(key, value): (&K, &T)| Ok((key.clone(), W::to_avro(value)?));
        value.iter().map(pair).collect()
    }

    fn from_avro(avro: Self::Avro) -> Result<BTreeMap<K, T>, W::Error> {
        let pair = |(key, value)| Ok((key, W::from_avro(value)?));
        avro.into_iter().map(pair).collect()
    }
}

impl<T, W: Convert<T>> Convert<Box<T>> for Box<W> {
    type Avro = W::Avro;
    type Error = W::Error;

    #[inline]
    fn to_avro(value: &Box<T>) -> Result<Self::Avro, W::Error> {
        W::to_avro(value)
    }

    #[inline]
    fn from_avro(avro: Self::Avro) -> Result<Box<T>, W::Error> {
        W::from_avro(avro).map(Box::new)
    }
}

#[cold]
fn refused(error: impl Display) -> EncodeError {
    EncodeError::new(EncodeErrorKind::Refused(error.to_string()))
}

/// Writes what `W` makes of a value. The derive calls this.
///
/// # Errors
///
/// When `W` refuses the value, or what it makes of it cannot be encoded.
#[inline]
pub fn encode<W: Convert<T>, T, S>(value: &T, encoder: &mut Encoder) -> Result<(), EncodeError>
where
    W::Avro: Encode<S>,
{
    W::to_avro(value).map_err(refused)?.encode(encoder)
}

/// [`encode`], beside null.
///
/// # Errors
///
/// As for [`encode`].
#[inline]
pub fn encode_beside_null<W: Convert<T>, T, S>(
    value: &T,
    null: u32,
    encoder: &mut Encoder,
) -> Result<(), EncodeError>
where
    W::Avro: Encode<S>,
{
    W::to_avro(value)
        .map_err(refused)?
        .encode_beside_null(null, encoder)
}

/// Reads what `W` makes a value of. The derive calls this.
///
/// # Errors
///
/// When the bytes cannot be decoded, or `W` refuses what they hold.
#[inline]
pub fn decode<'de, W: Convert<T>, T, S>(decoder: &mut Decoder<'de>) -> Result<T, DecodeError>
where
    W::Avro: Decode<'de, S>,
{
    let avro = W::Avro::decode(decoder)?;
    W::from_avro(avro).map_err(|error| decoder.refuse(error))
}

/// [`decode`], of a branch whose index was read outside.
///
/// # Errors
///
/// As for [`decode`].
#[inline]
pub fn decode_branch<'de, W: Convert<T>, T, S>(
    index: u32,
    decoder: &mut Decoder<'de>,
) -> Result<T, DecodeError>
where
    W::Avro: Decode<'de, S>,
{
    let avro = W::Avro::decode_branch(index, decoder)?;
    W::from_avro(avro).map_err(|error| decoder.refuse(error))
}

/// [`decode`], of what was written as `at` says.
///
/// # Errors
///
/// As for [`decode`], and when what was written cannot be read as the type of `W`.
#[inline]
pub fn decode_with<'de, W: Convert<T>, T, S>(
    at: At<'de>,
    decoder: &mut Decoder<'de>,
) -> Result<T, DecodeError>
where
    W::Avro: Decode<'de, S>,
{
    let avro = W::Avro::decode_with(at, decoder)?;
    W::from_avro(avro).map_err(|error| decoder.refuse(error))
}

/// [`decode_with`], of a branch that was asked for outside.
///
/// # Errors
///
/// As for [`decode_with`].
#[inline]
pub fn decode_branch_with<'de, W: Convert<T>, T, S>(
    index: u32,
    at: At<'de>,
    decoder: &mut Decoder<'de>,
) -> Result<T, DecodeError>
where
    W::Avro: Decode<'de, S>,
{
    let avro = W::Avro::decode_branch_with(index, at, decoder)?;
    W::from_avro(avro).map_err(|error| decoder.refuse(error))
}
