//! One datum at a time: bytes that some schema says how to read.

use std::any::TypeId;
use std::fmt::Debug;
use std::marker::PhantomData;
use std::sync::OnceLock;

use avro_model::{Incompatible, LayoutDifference, Schema, SchemaError};

use crate::encoding::{AvroAs, Decode, DecodeError, Decoder, Encode, EncodeError, Encoder, Limits};
use crate::schema::schema_as;
use crate::shape::Own;
use crate::value::{self, Value};

/// Why data of one schema cannot be read or written as another type.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ResolveError {
    /// The Rust type has no legal schema of its own.
    #[error(transparent)]
    Schema(#[from] SchemaError),

    /// The type that is to be written is laid out otherwise than the schema.
    ///
    /// In the difference the type is the writer's, the schema the reader's.
    #[error("the type to be written is laid out otherwise than the schema it is for: {0}")]
    Write(LayoutDifference),

    /// No data of the writer's schema can be read as the reader's.
    #[error("the data's schema cannot be read as the reader's: {0}")]
    Incompatible(#[from] Incompatible),
}

/// What a reader needs to know before it can read data of some schema.
///
/// It is made once, by [`Readable::prepare`] or [`Writable::prepare_to_write`].
#[derive(Clone, Debug)]
pub struct Prepared(value::Program);

impl Prepared {
    /// The schema that the data has.
    #[must_use]
    pub fn schema(&self) -> &Schema {
        self.0.schema()
    }

    /// For values of the schema `reader`, whatever schema the data has.
    pub(crate) fn resolved(writer: &Schema, reader: &Schema) -> Result<Prepared, ResolveError> {
        Ok(Prepared(value::Program::resolved(writer, reader)?))
    }

    /// The fewest bytes of a datum.
    pub(crate) fn least(&self) -> usize {
        self.0.least_of_datum()
    }
}

/// What was prepared for the types that one schema has met so far.
///
/// It only grows, so what is known can be lent while more is learned. The types are few, so
/// they are a list.
#[derive(Debug, Default)]
pub(crate) struct Known(OnceLock<Box<Link>>);

#[derive(Debug)]
struct Link {
    key: TypeId,
    prepared: Prepared,
    others: Known,
}

impl Known {
    /// What is known for the type that `K` stands for; `prepare` makes it the first time.
    pub(crate) fn get<K: 'static>(
        &self,
        prepare: impl Fn() -> Result<Prepared, ResolveError>,
    ) -> Result<&Prepared, ResolveError> {
        let key = TypeId::of::<K>();
        let mut place = self;
        loop {
            let link = match place.0.get() {
                Some(link) => link,
                None => {
                    let link = Box::new(Link {
                        key,
                        prepared: prepare()?,
                        others: Known::default(),
                    });
                    // Another thread may have been quicker, with another type.
                    place.0.get_or_init(|| link)
                }
            };
            if link.key == key {
                return Ok(&link.prepared);
            }
            place = &link.others;
        }
    }
}

/// A type that data of a given schema may be read as: every type that is
/// [`Decode`], and [`Value`].
pub trait Readable {
    /// Stands for the type in a table of types: lifetimes have no part in it.
    type Key: 'static;

    /// Sets the writer's schema against the type.
    ///
    /// # Errors
    ///
    /// When data of this schema cannot be read as this type.
    fn prepare(writer: &Schema) -> Result<Prepared, ResolveError>;
}

/// A [`Readable`] type that is read from bytes of the life `'de`.
pub trait FromDatum<'de>: Readable + Sized {
    /// Reads a value.
    ///
    /// # Errors
    ///
    /// When the bytes are not a datum of the prepared schema.
    fn from_datum(prepared: &'de Prepared, decoder: &mut Decoder<'de>)
    -> Result<Self, DecodeError>;

    /// Reads a value into this one, whose memory is used again where it can be.
    ///
    /// # Errors
    ///
    /// As for [`from_datum`](Self::from_datum). The value is then some legal value.
    fn refill(
        &mut self,
        prepared: &'de Prepared,
        decoder: &mut Decoder<'de>,
    ) -> Result<(), DecodeError> {
        *self = Self::from_datum(prepared, decoder)?;
        Ok(())
    }
}

/// A type that may be written as data of a given schema: every type that is
/// [`Encode`], and [`Value`].
pub trait Writable {
    /// Stands for the type in a table of types: lifetimes have no part in it.
    type Key: 'static;

    /// The type's own schema; `None` for one that has none, as [`Value`].
    ///
    /// # Errors
    ///
    /// When the type has no legal schema.
    fn own_schema() -> Result<Option<Schema>, SchemaError>;

    /// Sets the type against the schema that the data is to have.
    ///
    /// # Errors
    ///
    /// When values of this type cannot be written with this schema.
    fn prepare_to_write(schema: &Schema) -> Result<Prepared, ResolveError>;

    /// Writes the value.
    ///
    /// # Errors
    ///
    /// When the value has no place in the prepared schema.
    fn to_datum(&self, prepared: &Prepared, encoder: &mut Encoder) -> Result<(), EncodeError>;
}

impl<T: AvroAs + ?Sized> Readable for T {
    type Key = T::Key;

    fn prepare(writer: &Schema) -> Result<Prepared, ResolveError> {
        Prepared::resolved(writer, &schema_as::<T, Own>()?)
    }
}

impl<'de, T: Decode<'de>> FromDatum<'de> for T {
    #[inline]
    fn from_datum(
        prepared: &'de Prepared,
        decoder: &mut Decoder<'de>,
    ) -> Result<Self, DecodeError> {
        match prepared.0.at() {
            None => T::decode(decoder),
            Some(at) => T::decode_with(at, decoder),
        }
    }

    #[inline]
    fn refill(
        &mut self,
        prepared: &'de Prepared,
        decoder: &mut Decoder<'de>,
    ) -> Result<(), DecodeError> {
        match prepared.0.at() {
            None => self.decode_into(decoder),
            Some(at) => self.decode_into_with(at, decoder),
        }
    }
}

impl<T: Encode + ?Sized> Writable for T {
    type Key = T::Key;

    fn own_schema() -> Result<Option<Schema>, SchemaError> {
        schema_as::<T, Own>().map(Some)
    }

    fn prepare_to_write(schema: &Schema) -> Result<Prepared, ResolveError> {
        let own = schema_as::<T, Own>()?;
        own.same_layout_written(schema)
            .map_err(ResolveError::Write)?;
        Ok(Prepared(value::Program::new(schema)))
    }

    #[inline]
    fn to_datum(&self, _: &Prepared, encoder: &mut Encoder) -> Result<(), EncodeError> {
        self.encode(encoder)
    }
}

impl Readable for Value {
    type Key = Value;

    fn prepare(writer: &Schema) -> Result<Prepared, ResolveError> {
        Ok(Prepared(value::Program::new(writer)))
    }
}

impl<'de> FromDatum<'de> for Value {
    fn from_datum(
        prepared: &'de Prepared,
        decoder: &mut Decoder<'de>,
    ) -> Result<Self, DecodeError> {
        prepared.0.read(decoder)
    }
}

impl Writable for Value {
    type Key = Value;

    fn own_schema() -> Result<Option<Schema>, SchemaError> {
        Ok(None)
    }

    fn prepare_to_write(schema: &Schema) -> Result<Prepared, ResolveError> {
        Ok(Prepared(value::Program::new(schema)))
    }

    fn to_datum(&self, prepared: &Prepared, encoder: &mut Encoder) -> Result<(), EncodeError> {
        value::encode(prepared.schema(), self, encoder)
    }
}

/// Reads datums that were written with one schema.
///
/// The writer's schema is set against the type once, when the reader is made.
/// Here the two have to be laid out alike: the same fields, branches and symbols
/// in the same order.
///
/// # Example
///
/// ```
/// use avro_core::{DatumReader, Schema};
///
/// let writer = Schema::parse(r#"{"type": "map", "values": "long"}"#)?;
/// let reader = DatumReader::<std::collections::BTreeMap<&str, i64>>::new(&writer)?;
/// let ages = reader.read(b"\x02\x06Ada\x48\x00")?;
/// assert_eq!(ages["Ada"], 36);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct DatumReader<T> {
    prepared: Prepared,
    limits: Limits,
    // What is read is handed out, so a reader of borrowing types serves one
    // buffer after the other.
    output: PhantomData<fn() -> T>,
}

impl<T> Clone for DatumReader<T> {
    fn clone(&self) -> Self {
        DatumReader {
            prepared: self.prepared.clone(),
            limits: self.limits.clone(),
            output: PhantomData,
        }
    }
}

impl<T: Readable> DatumReader<T> {
    /// A reader of what was written with the schema `writer`.
    ///
    /// # Errors
    ///
    /// When data of this schema cannot be read as a `T`.
    pub fn new(writer: &Schema) -> Result<Self, ResolveError> {
        Ok(DatumReader {
            prepared: T::prepare(writer)?,
            limits: Limits::default(),
            output: PhantomData,
        })
    }
}

impl DatumReader<Value> {
    /// A reader of what was written with the schema `writer`, as values of the schema `reader`.
    ///
    /// # Errors
    ///
    /// When no data of the one can ever be read as the other.
    ///
    /// # Example
    ///
    /// ```
    /// use avro_core::{DatumReader, Schema, Value};
    ///
    /// let v1 = Schema::parse(r#"{"type": "record", "name": "Point", "fields": [
    ///     {"name": "label", "type": "string"}, {"name": "x", "type": "int"}]}"#)?;
    /// let v2 = Schema::parse(r#"{"type": "record", "name": "Point", "fields": [
    ///     {"name": "x", "type": "double"}, {"name": "y", "type": "double", "default": 0.5}]}"#)?;
    ///
    /// let reader = DatumReader::<Value>::with_reader_schema(&v1, &v2)?;
    /// assert_eq!(reader.read(b"\x04hi\x06")?.to_string(), r#"{"x": 3, "y": 0.5}"#);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_reader_schema(writer: &Schema, reader: &Schema) -> Result<Self, ResolveError> {
        Ok(DatumReader {
            prepared: Prepared::resolved(writer, reader)?,
            limits: Limits::default(),
            output: PhantomData,
        })
    }
}

impl<T> DatumReader<T> {
    /// The same reader with other limits.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// The writer's schema.
    #[must_use]
    pub fn schema(&self) -> &Schema {
        self.prepared.schema()
    }

    /// Reads the datum that `bytes` are.
    ///
    /// # Errors
    ///
    /// When they are not one, when bytes follow it, or a limit is exceeded.
    pub fn read<'de>(&'de self, bytes: &'de [u8]) -> Result<T, DecodeError>
    where
        T: FromDatum<'de>,
    {
        let mut decoder = Decoder::with_limits(bytes, &self.limits);
        let value = T::from_datum(&self.prepared, &mut decoder)?;
        decoder.finish()?;
        Ok(value)
    }

    /// Reads the datum that `bytes` begin with, and moves them behind it.
    ///
    /// # Errors
    ///
    /// As for [`read`](Self::read), except that bytes may follow; on an error
    /// `bytes` are left as they are.
    pub fn read_next<'de>(&'de self, bytes: &mut &'de [u8]) -> Result<T, DecodeError>
    where
        T: FromDatum<'de>,
    {
        let mut decoder = Decoder::with_limits(bytes, &self.limits);
        let value = T::from_datum(&self.prepared, &mut decoder)?;
        *bytes = decoder.remaining();
        Ok(value)
    }

    /// Reads the datum that `bytes` are into `value`, whose memory is used again.
    ///
    /// # Errors
    ///
    /// As for [`read`](Self::read). The value is then some legal value.
    pub fn read_into<'de>(&'de self, value: &mut T, bytes: &'de [u8]) -> Result<(), DecodeError>
    where
        T: FromDatum<'de>,
    {
        let mut decoder = Decoder::with_limits(bytes, &self.limits);
        value.refill(&self.prepared, &mut decoder)?;
        decoder.finish()
    }
}

/// Writes datums with one schema.
///
/// # Example
///
/// ```
/// use avro_core::{DatumWriter, Schema};
///
/// let schema = Schema::parse(r#"{"type": "array", "items": "string"}"#)?;
/// let mut writer = DatumWriter::<[&str]>::new(&schema)?;
/// assert_eq!(writer.write(&["a", "bc"])?, b"\x04\x02a\x04bc\x00");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct DatumWriter<T: ?Sized> {
    prepared: Prepared,
    encoder: Encoder,
    input: PhantomData<fn(&T)>,
}

impl<T: Writable + ?Sized> DatumWriter<T> {
    /// A writer of data that has this schema.
    ///
    /// # Errors
    ///
    /// When a `T` cannot be written with it.
    pub fn new(schema: &Schema) -> Result<Self, ResolveError> {
        Ok(DatumWriter {
            prepared: T::prepare_to_write(schema)?,
            encoder: Encoder::new(),
            input: PhantomData,
        })
    }

    /// The schema that the data has.
    #[must_use]
    pub fn schema(&self) -> &Schema {
        self.prepared.schema()
    }

    /// The datum of `value`, in a buffer that the next call writes over.
    ///
    /// # Errors
    ///
    /// When the value has no place in the schema, or nests too deep.
    pub fn write(&mut self, value: &T) -> Result<&[u8], EncodeError> {
        self.encoder.clear();
        value.to_datum(&self.prepared, &mut self.encoder)?;
        Ok(self.encoder.as_slice())
    }
}
