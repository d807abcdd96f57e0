//! Single-object encoding: one datum that says which schema it has.
//!
//! ```text
//! message = C3 01 fingerprint datum
//! ```
//!
//! The fingerprint is the CRC-64-AVRO of the writer's schema in eight
//! little-endian bytes. See "Single-object encoding" in the specification.
//!
//! A [`Reader`] knows one writer's schema, a [`StoreReader`] as many as its
//! [`SchemaStore`] holds.

mod store;

use avro_model::plan::Losses;
use avro_model::{Fingerprint, Schema, SchemaError};

use crate::datum::{DatumReader, FromDatum, Readable, ResolveError, Schemaless, Writable};
use crate::encoding::{self, Decode, DecodeError, EncodeError, Encoder, Limits};
use crate::schema::AvroSchema;

pub use store::{SchemaStore, StoreReader};

/// The two bytes that a message begins with.
pub const MARKER: [u8; 2] = [0xc3, 0x01];

/// The bytes in front of the datum: the marker and the fingerprint.
const HEADER: usize = 10;

/// Why a message could not be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MessageError {
    /// The message does not begin with the marker and a fingerprint.
    #[error("the message does not begin with the marker c3 01 and a fingerprint")]
    NotAMessage,

    /// The message was written with a schema that is not known.
    #[error("the message was written with the schema {found}, and only {known} is known")]
    UnknownSchema {
        /// The fingerprint in the message.
        found: Fingerprint,
        /// The fingerprint of the schema that is known.
        known: Fingerprint,
    },

    /// The message was written with a schema that is not in the store.
    #[error("the message was written with the schema {found}, which is not in the store")]
    NotInStore {
        /// The fingerprint in the message.
        found: Fingerprint,
    },

    /// The datum in the message is not one of its schema.
    #[error(transparent)]
    Decode(#[from] DecodeError),

    /// The value has no place in its schema.
    #[error(transparent)]
    Encode(#[from] EncodeError),

    /// Messages of this schema cannot be read or written as this type.
    #[error(transparent)]
    Resolve(#[from] ResolveError),
}

impl From<SchemaError> for MessageError {
    fn from(error: SchemaError) -> Self {
        MessageError::Resolve(error.into())
    }
}

/// A value as a message, with its type's own schema.
///
/// It computes the schema's fingerprint; where many messages are written, keep a
/// [`Writer`].
///
/// # Errors
///
/// When the type has no legal schema, or the value no place in it.
///
/// # Example
///
/// ```
/// use avro_core::single_object;
///
/// let message = single_object::to_vec("hi")?;
/// assert_eq!(message, b"\xc3\x01\xc7\x03\x45\x63\x72\x48\x01\x8f\x04hi");
/// let text: &str = single_object::from_slice(&message)?;
/// assert_eq!(text, "hi");
/// # Ok::<(), single_object::MessageError>(())
/// ```
pub fn to_vec<T: Writable + AvroSchema + ?Sized>(value: &T) -> Result<Vec<u8>, MessageError> {
    let mut writer = Writer::<T>::new(&T::schema()?)?;
    writer.write(value)?;
    Ok(writer.encoder.into_vec())
}

/// The value in a message that was written with its type's own schema.
///
/// It computes the schema's fingerprint; where many messages are read, keep a
/// [`Reader`].
///
/// # Errors
///
/// When the bytes are not a message, when it was written with another schema,
/// and when its datum is not one of the type.
pub fn from_slice<'de, T: Decode<'de> + AvroSchema>(message: &'de [u8]) -> Result<T, MessageError> {
    let datum = datum_of(message, T::schema()?.fingerprint())?;
    Ok(encoding::from_slice(datum).map_err(|error| error.moved_by(HEADER))?)
}

/// The datum in a message that has to be of the schema with this fingerprint.
fn datum_of(message: &[u8], known: Fingerprint) -> Result<&[u8], MessageError> {
    let (found, datum) = split(message)?;
    if found != known {
        return Err(MessageError::UnknownSchema { found, known });
    }
    Ok(datum)
}

/// The fingerprint in a message, and the datum behind it.
///
/// # Errors
///
/// When the bytes are not a message.
pub fn split(message: &[u8]) -> Result<(Fingerprint, &[u8]), MessageError> {
    let (header, datum) = message
        .split_first_chunk::<HEADER>()
        .ok_or(MessageError::NotAMessage)?;
    let [first, second, fingerprint @ ..] = header;
    if [*first, *second] != MARKER {
        return Err(MessageError::NotAMessage);
    }
    Ok((Fingerprint::from_le_bytes(*fingerprint), datum))
}

/// Reads messages that were written with one schema.
#[derive(Debug, Clone)]
pub struct Reader<T> {
    datum: DatumReader<T>,
    fingerprint: Fingerprint,
}

impl<T: Readable> Reader<T> {
    /// A reader of messages that were written with the schema `writer`.
    ///
    /// # Errors
    ///
    /// When data of this schema cannot be read as a `T`.
    pub fn new(writer: &Schema) -> Result<Self, ResolveError> {
        Ok(Reader {
            datum: DatumReader::new(writer)?,
            fingerprint: writer.fingerprint(),
        })
    }
}

impl<T: Schemaless> Reader<T> {
    /// A reader of messages that were written with the schema `writer`, as values of the schema
    /// `reader`.
    ///
    /// # Errors
    ///
    /// When no data of the one can ever be read as the other.
    ///
    /// # Example
    ///
    /// ```
    /// use avro_core::{Schema, Value, single_object};
    ///
    /// let [ints, doubles] = [Schema::parse(r#""int""#)?, Schema::parse(r#""double""#)?];
    /// let reader = single_object::Reader::<Value>::with_reader_schema(&ints, &doubles)?;
    /// assert_eq!(reader.read(&single_object::to_vec(&2_i32)?)?, Value::Double(2.0));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_reader_schema(writer: &Schema, reader: &Schema) -> Result<Self, ResolveError> {
        Ok(Reader {
            datum: DatumReader::with_reader_schema(writer, reader)?,
            fingerprint: writer.fingerprint(),
        })
    }
}

impl<T> Reader<T> {
    /// The same reader with other limits.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.datum = self.datum.with_limits(limits);
        self
    }

    /// Reads the value in a message.
    ///
    /// # Errors
    ///
    /// When the bytes are not a message, when it was written with another
    /// schema, and when its datum is not one of the schema.
    pub fn read<'de>(&'de self, message: &'de [u8]) -> Result<T, MessageError>
    where
        T: FromDatum<'de>,
    {
        let datum = datum_of(message, self.fingerprint)?;
        Ok(self
            .datum
            .read(datum)
            .map_err(|error| error.moved_by(HEADER))?)
    }
}

/// Writes messages with one schema.
#[derive(Debug)]
pub struct Writer<T: ?Sized> {
    prepared: crate::datum::Prepared,
    header: [u8; HEADER],
    encoder: Encoder,
    input: std::marker::PhantomData<fn(&T)>,
}

impl<T: Writable + ?Sized> Writer<T> {
    /// A writer of messages that have this schema.
    ///
    /// # Errors
    ///
    /// When not every `T` can be written with it, and when something of a `T` would be lost.
    pub fn new(schema: &Schema) -> Result<Self, ResolveError> {
        Self::with_losses(schema, Losses::Refused)
    }

    /// [`new`](Self::new) that may leave out what the schema has no place for, if `losses` says so.
    ///
    /// # Errors
    ///
    /// When not every `T` can be written with the schema.
    pub fn with_losses(schema: &Schema, losses: Losses) -> Result<Self, ResolveError> {
        let mut header = [0; HEADER];
        let (marker, fingerprint) = header.split_at_mut(MARKER.len());
        marker.copy_from_slice(&MARKER);
        fingerprint.copy_from_slice(&schema.fingerprint().to_le_bytes());
        Ok(Writer {
            prepared: T::prepare_to_write(schema, losses)?,
            header,
            encoder: Encoder::new(),
            input: std::marker::PhantomData,
        })
    }

    /// The same writer, writing with each block of an array or map how many bytes it takes.
    #[must_use]
    pub fn with_block_sizes(mut self, sizes: bool) -> Self {
        self.encoder = self.encoder.with_block_sizes(sizes);
        self
    }

    /// The message of `value`, in a buffer that the next call writes over.
    ///
    /// # Errors
    ///
    /// When the value has no place in the schema, or nests too deep.
    pub fn write(&mut self, value: &T) -> Result<&[u8], EncodeError> {
        self.encoder.clear();
        self.encoder.fixed(&self.header);
        value.to_datum(&self.prepared, &mut self.encoder)?;
        Ok(self.encoder.as_slice())
    }
}
