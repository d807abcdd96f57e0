//! One datum at a time: bytes that some schema says how to read.

mod recode;

use std::any::TypeId;
use std::fmt;
use std::marker::PhantomData;
use std::sync::OnceLock;

use avro_model::plan::{Incompatible, Losses, Plan};
use avro_model::{Schema, SchemaError};

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

    /// Values of the type cannot all be written with the schema, or not without a loss.
    ///
    /// In the reasons the type is the writer, the schema the reader.
    #[error("the type cannot be written with this schema: {0}")]
    Write(#[source] Incompatible),

    /// No data of the writer's schema can be read as the reader's.
    #[error("the data's schema cannot be read as the reader's: {0}")]
    Incompatible(#[from] Incompatible),
}

/// What a reader or a writer needs to know of the data's schema.
///
/// It is made once, by [`Readable::prepare`] or [`Writable::prepare_to_write`].
#[derive(Clone, Debug)]
pub struct Prepared(value::Program);

impl Prepared {
    /// The schema of what is read: that of the data, or of values that are to be written.
    #[must_use]
    pub fn writer(&self) -> &Schema {
        self.0.writer()
    }

    /// The schema of what becomes of it: that of values that were read, or of the data.
    #[must_use]
    pub fn reader(&self) -> &Schema {
        self.0.reader()
    }

    /// For values of the schema `reader`, whatever schema the data has.
    pub(crate) fn resolved(writer: &Schema, reader: &Schema) -> Result<Prepared, ResolveError> {
        Ok(Prepared(value::Program::resolved(writer, reader)?))
    }

    /// What serde's types are read and written along.
    #[cfg(feature = "serde")]
    #[inline]
    pub(crate) fn serde(&self) -> &crate::serde::Program {
        self.0.serde()
    }

    /// For types that have no schema of their own.
    #[cfg(feature = "serde")]
    pub(crate) fn of(schema: &Schema) -> Prepared {
        Prepared(value::Program::new(schema))
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
    // Asked for each record, and the type is the first one but for rare cases.
    #[inline]
    pub(crate) fn get<K: 'static>(
        &self,
        prepare: impl Fn() -> Result<Prepared, ResolveError>,
    ) -> Result<&Prepared, ResolveError> {
        match self.0.get() {
            Some(link) if link.key == TypeId::of::<K>() => Ok(&link.prepared),
            _ => self.get_or_prepare::<K>(prepare),
        }
    }

    #[inline(never)]
    fn get_or_prepare<K: 'static>(
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
    /// A [`Value`] and serde's types are held to the schema, whatever `losses` says.
    ///
    /// # Errors
    ///
    /// When not every value of this type can be written with this schema, or not without
    /// a loss that is refused.
    fn prepare_to_write(schema: &Schema, losses: Losses) -> Result<Prepared, ResolveError>;

    /// Writes the value.
    ///
    /// # Errors
    ///
    /// When the value has no place in the prepared schema.
    fn to_datum(&self, prepared: &Prepared, encoder: &mut Encoder) -> Result<(), EncodeError>;
}

/// A [`Readable`] type without a schema of its own, so that a reader's schema can be given for it:
/// [`Value`], and with the feature `serde` the wrapper `Serde`.
pub trait Schemaless: Readable {}

impl Schemaless for Value {}

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

    fn prepare_to_write(schema: &Schema, losses: Losses) -> Result<Prepared, ResolveError> {
        let own = schema_as::<T, Own>()?;
        let plan = Plan::for_writing(&own, schema, losses).map_err(ResolveError::Write)?;
        Ok(Prepared(value::Program::planned(plan)))
    }

    #[inline]
    fn to_datum(&self, prepared: &Prepared, encoder: &mut Encoder) -> Result<(), EncodeError> {
        match prepared.0.at() {
            None => self.encode(encoder),
            Some(at) => recode::through(&prepared.0, at, |own| self.encode(own), encoder),
        }
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

    fn prepare_to_write(schema: &Schema, _: Losses) -> Result<Prepared, ResolveError> {
        Ok(Prepared(value::Program::new(schema)))
    }

    fn to_datum(&self, prepared: &Prepared, encoder: &mut Encoder) -> Result<(), EncodeError> {
        value::encode(prepared.reader(), self, encoder)
    }
}

/// Reads datums that were written with one schema.
///
/// The writer's schema is set against the type once, when the reader is made, by the rules of
/// "Schema Resolution" in the specification. So data of an older or newer schema is read too: fields are
/// matched by name in any order, those the type lacks are passed over, those the data lacks have the type's
/// defaults, and numbers are widened.
///
/// # Example
///
/// ```
/// use avro_core::{AvroSchema, DatumReader, Schema};
///
/// #[derive(AvroSchema)]
/// struct User {
///     age: i64,
///     #[avro(default = "null")]
///     email: Option<String>,
/// }
///
/// let older = Schema::parse(r#"{"type": "record", "name": "User", "fields": [
///     {"name": "name", "type": "string"}, {"name": "age", "type": "int"}]}"#)?;
/// let user = DatumReader::<User>::new(&older)?.read(b"\x06Ada\x48")?;
/// assert_eq!((user.age, user.email), (36, None));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct DatumReader<T> {
    prepared: Prepared,
    limits: Limits,
    // What is read is handed out, so a reader of borrowing types serves one
    // buffer after the other.
    output: PhantomData<fn() -> T>,
}

impl<T> fmt::Debug for DatumReader<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DatumReader")
            .field("prepared", &self.prepared)
            .field("limits", &self.limits)
            .finish()
    }
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
        T::prepare(writer).map(Self::prepared)
    }
}

impl<T: Schemaless> DatumReader<T> {
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
        Prepared::resolved(writer, reader).map(Self::prepared)
    }
}

impl<T> DatumReader<T> {
    pub(crate) fn prepared(prepared: Prepared) -> Self {
        DatumReader {
            prepared,
            limits: Limits::default(),
            output: PhantomData,
        }
    }

    /// The same reader with other limits.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// The writer's schema.
    #[must_use]
    pub fn schema(&self) -> &Schema {
        self.prepared.writer()
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
        let mut value = T::from_datum(&self.prepared, &mut decoder);
        // The value is left where it was made: taking it out and putting it back would copy it twice.
        if value.is_ok()
            && let Err(error) = decoder.finish()
        {
            value = Err(error);
        }
        value
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
/// It need not be the type's own: fields are written in the schema's order, numbers as the wider type it
/// has, values as the branch of its union, and fields that the type does not have as their defaults.
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
pub struct DatumWriter<T: ?Sized> {
    prepared: Prepared,
    encoder: Encoder,
    input: PhantomData<fn(&T)>,
}

impl<T: ?Sized> fmt::Debug for DatumWriter<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DatumWriter")
            .field("prepared", &self.prepared)
            .finish_non_exhaustive()
    }
}

impl<T: Writable + ?Sized> DatumWriter<T> {
    /// A writer of data that has this schema.
    ///
    /// # Errors
    ///
    /// When not every `T` can be written with it, and when something of a `T` would be lost.
    pub fn new(schema: &Schema) -> Result<Self, ResolveError> {
        Self::with_losses(schema, Losses::Refused)
    }

    /// [`new`](Self::new) that may leave out what the schema has no place for, if `losses` says so.
    ///
    /// A [`Value`] and serde's types are held to the schema, whatever `losses` says.
    ///
    /// # Errors
    ///
    /// When not every `T` can be written with the schema.
    ///
    /// # Example
    ///
    /// ```
    /// use avro_core::{AvroSchema, DatumWriter, Losses, Schema};
    ///
    /// #[derive(AvroSchema)]
    /// struct Point { x: i32, y: i32, label: String }
    ///
    /// let of_a_registry = Schema::parse(r#"{"type": "record", "name": "Point", "fields": [
    ///     {"name": "y", "type": "long"}, {"name": "x", "type": "long"},
    ///     {"name": "z", "type": "long", "default": 9}]}"#)?;
    ///
    /// let error = DatumWriter::<Point>::new(&of_a_registry).unwrap_err();
    /// assert!(error.to_string().ends_with("Point: there is no field for `label`"));
    ///
    /// let mut writer = DatumWriter::<Point>::with_losses(&of_a_registry, Losses::Accepted)?;
    /// let point = Point { x: 1, y: 2, label: "lost".into() };
    /// assert_eq!(writer.write(&point)?, [4, 2, 18]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_losses(schema: &Schema, losses: Losses) -> Result<Self, ResolveError> {
        Ok(DatumWriter {
            prepared: T::prepare_to_write(schema, losses)?,
            encoder: Encoder::new(),
            input: PhantomData,
        })
    }

    /// The same writer, writing with each block of an array or map how many bytes it takes.
    ///
    /// Who does not want the array or map passes over it at once then. The datum is a little longer. See
    /// "Arrays" in the specification. For a container file it is
    /// [`array_block_sizes`](crate::container::WriterBuilder::array_block_sizes), as a file has blocks of its own.
    ///
    /// # Example
    ///
    /// ```
    /// use avro_core::{AvroSchema, DatumWriter};
    ///
    /// let schema = Vec::<i64>::schema()?;
    /// let mut writer = DatumWriter::<[i64]>::new(&schema)?.with_block_sizes(true);
    /// assert_eq!(writer.write(&[1, 2, 3])?, [5, 6, 2, 4, 6, 0]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_block_sizes(mut self, sizes: bool) -> Self {
        self.encoder = self.encoder.with_block_sizes(sizes);
        self
    }

    /// The schema that the data has.
    #[must_use]
    pub fn schema(&self) -> &Schema {
        self.prepared.reader()
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
