//! The framing of Kafka's schema registries: one datum that names its schema by a number.
//!
//! ```text
//! message = 00 id datum
//! ```
//!
//! The id is four big-endian bytes, given out by a registry that all readers and writers
//! ask. A client of such a registry implements [`Registry`]; a [`Reader`] asks it once for
//! each schema that it meets. The framing is the registries' own and not the
//! specification's, whose [single-object encoding](crate::single_object) has the same aim.

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

use std::collections::{BTreeMap, HashMap};
use std::error::Error;
use std::marker::PhantomData;
use std::sync::Arc;

use avro_model::Schema;
use avro_model::plan::Losses;

use crate::datum::{
    DatumReader, FromDatum, Prepared, Readable, ResolveError, Schemaless, Writable,
};
use crate::encoding::{DecodeError, EncodeError, Encoder, Limits};
use crate::readers::Readers;

/// The byte that a message begins with.
pub const MAGIC: u8 = 0;

/// The bytes in front of the datum.
const HEADER: usize = 5;

/// Why a registry did not give a schema, in its client's own words.
pub type RegistryError = Box<dyn Error + Send + Sync>;

/// Something that knows the schemas behind the ids.
///
/// A map will do where all schemas are known beforehand.
///
/// # Example
///
/// ```
/// use avro_core::registry::{Registry, RegistryError};
/// use avro_core::Schema;
///
/// struct Remote;
///
/// impl Registry for Remote {
///     fn schema(&self, id: u32) -> Result<Schema, RegistryError> {
///         // Asks for /schemas/ids/{id}, and takes the schema's text out of the answer.
///         # let answer = r#""string""#;
///         Ok(Schema::parse(answer)?)
///     }
/// }
/// # assert!(Remote.schema(1).is_ok());
/// ```
pub trait Registry {
    /// The schema that the registry gave this id.
    ///
    /// It is asked for from whichever thread meets the id first, and waits there. What
    /// failed is asked for again with the next message.
    ///
    /// # Errors
    ///
    /// When there is no such schema, or the registry cannot be asked.
    fn schema(&self, id: u32) -> Result<Schema, RegistryError>;
}

macro_rules! pointers {
    ($($pointer:ty)*) => {$(
        impl<R: Registry + ?Sized> Registry for $pointer {
            fn schema(&self, id: u32) -> Result<Schema, RegistryError> {
                (**self).schema(id)
            }
        }
    )*};
}

pointers!(&R Box<R> Arc<R>);

macro_rules! maps {
    ($($map:ty)*) => {$(
        impl Registry for $map {
            fn schema(&self, id: u32) -> Result<Schema, RegistryError> {
                self.get(&id).cloned().ok_or_else(|| "there is no such id".into())
            }
        }
    )*};
}

maps!(HashMap<u32, Schema> BTreeMap<u32, Schema>);

/// Why a message could not be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MessageError {
    /// The message does not begin with a zero byte and an id.
    #[error("the message does not begin with a zero byte and the four bytes of a schema's id")]
    NotAMessage,

    /// The registry gave no schema.
    #[error("no schema for the id {id}")]
    Registry {
        /// The id in the message.
        id: u32,
        /// What the registry's client said.
        source: RegistryError,
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

/// The id in a message, and the datum behind it.
///
/// # Errors
///
/// When the bytes are not a message.
///
/// # Example
///
/// ```
/// use avro_core::registry;
///
/// assert_eq!(registry::split(b"\0\0\0\x01\0\x04hi")?, (256, &b"\x04hi"[..]));
/// assert!(registry::split(b"\x01\0\0\x01\0\x04hi").is_err());
/// # Ok::<(), registry::MessageError>(())
/// ```
pub fn split(message: &[u8]) -> Result<(u32, &[u8]), MessageError> {
    match message.split_first_chunk::<HEADER>() {
        Some((&[MAGIC, a, b, c, d], datum)) => Ok((u32::from_be_bytes([a, b, c, d]), datum)),
        _ => Err(MessageError::NotAMessage),
    }
}

/// Reads messages whose schemas a registry knows.
///
/// What is needed to read messages of one schema is prepared once and kept, for as many
/// schemas as [`with_capacity`](Self::with_capacity) says. A reader serves many threads at once.
///
/// # Example
///
/// ```
/// use std::collections::HashMap;
///
/// use avro_core::{Schema, registry};
///
/// let schemas = HashMap::from([(7, Schema::parse(r#""string""#)?)]);
/// let reader = registry::Reader::<String, _>::new(schemas);
/// assert_eq!(reader.read(b"\0\0\0\0\x07\x04hi")?, "hi");
///
/// let error = reader.read(b"\0\0\0\0\x08\x04hi").unwrap_err();
/// assert_eq!(error.to_string(), "no schema for the id 8");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Reader<T, R> {
    registry: R,
    readers: Readers<u32, T>,
}

impl<T: Schemaless, R: Registry> Reader<T, R> {
    /// A reader that asks this registry, and reads whatever its messages were written with as
    /// values of the schema `reader`.
    ///
    /// # Example
    ///
    /// ```
    /// use std::collections::HashMap;
    ///
    /// use avro_core::{Schema, Value, registry};
    ///
    /// let schemas = HashMap::from([
    ///     (7, Schema::parse(r#""int""#)?),
    ///     (8, Schema::parse(r#""double""#)?),
    /// ]);
    /// let wanted = Schema::parse(r#""double""#)?;
    /// let reader = registry::Reader::<Value, _>::with_reader_schema(schemas, &wanted);
    /// assert_eq!(reader.read(b"\0\0\0\0\x07\x04")?, Value::Double(2.0));
    /// assert_eq!(reader.read(b"\0\0\0\0\x08\0\0\0\0\0\0\0\x40")?, Value::Double(2.0));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_reader_schema(registry: R, reader: &Schema) -> Self {
        Reader {
            registry,
            readers: Readers::with_reader_schema(reader),
        }
    }
}

impl<T: Readable, R: Registry> Reader<T, R> {
    /// A reader that asks this registry.
    #[must_use]
    pub fn new(registry: R) -> Self {
        Reader {
            registry,
            readers: Readers::new(),
        }
    }

    /// The same reader with other limits.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.readers = self.readers.with_limits(limits);
        self
    }

    /// The same reader, keeping what it knows of so many schemas, 1,024 by default. The one
    /// that was not met for the longest time makes room.
    #[must_use]
    pub fn with_capacity(mut self, schemas: usize) -> Self {
        self.readers = self.readers.with_capacity(schemas);
        self
    }

    /// The registry that is asked.
    #[must_use]
    pub fn registry(&self) -> &R {
        &self.registry
    }

    /// Reads the value in a message.
    ///
    /// What it reads owns itself; what borrows is read with [`open`](Self::open).
    ///
    /// # Errors
    ///
    /// As for [`open`](Self::open), and when the datum is not one of its schema.
    pub fn read(&self, message: &[u8]) -> Result<T, MessageError>
    where
        T: for<'de> FromDatum<'de>,
    {
        let (reader, datum) = self.open(message)?;
        Ok(reader.read(datum).map_err(|error| error.moved_by(HEADER))?)
    }

    /// Reads the value in a message into one that exists, whose memory is used again.
    ///
    /// # Errors
    ///
    /// As for [`read`](Self::read). The value is then some legal value.
    pub fn read_into(&self, value: &mut T, message: &[u8]) -> Result<(), MessageError>
    where
        T: for<'de> FromDatum<'de>,
    {
        let (reader, datum) = self.open(message)?;
        Ok(reader
            .read_into(value, datum)
            .map_err(|error| error.moved_by(HEADER))?)
    }

    /// The reader for a message's schema, and the datum in the message.
    ///
    /// # Errors
    ///
    /// When the bytes are not a message, when the registry does not give its schema, and when
    /// data of that cannot be read as a `T`.
    ///
    /// # Example
    ///
    /// ```
    /// use std::collections::HashMap;
    ///
    /// use avro_core::{Schema, registry};
    ///
    /// let schemas = HashMap::from([(7, Schema::parse(r#""string""#)?)]);
    /// let reader = registry::Reader::<&str, _>::new(schemas);
    /// let (texts, datum) = reader.open(b"\0\0\0\0\x07\x04hi")?;
    /// assert_eq!(texts.read(datum)?, "hi");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn open<'m>(
        &self,
        message: &'m [u8],
    ) -> Result<(Arc<DatumReader<T>>, &'m [u8]), MessageError> {
        let (id, datum) = split(message)?;
        let reader = self.readers.get(id, || {
            self.registry
                .schema(id)
                .map_err(|source| MessageError::Registry { id, source })
        })?;
        Ok((reader, datum))
    }
}

/// Writes messages with one schema, whose id is known.
///
/// # Example
///
/// ```
/// use avro_core::{Schema, registry};
///
/// let schema = Schema::parse(r#""string""#)?;
/// let mut writer = registry::Writer::<str>::new(&schema, 7)?;
/// assert_eq!(writer.write("hi")?, b"\0\0\0\0\x07\x04hi");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Writer<T: ?Sized> {
    prepared: Prepared,
    id: u32,
    encoder: Encoder,
    input: PhantomData<fn(&T)>,
}

impl<T: Writable + ?Sized> Writer<T> {
    /// A writer of messages that have this schema, to which a registry gave this id.
    ///
    /// # Errors
    ///
    /// When not every `T` can be written with it, and when something of a `T` would be lost.
    pub fn new(schema: &Schema, id: u32) -> Result<Self, ResolveError> {
        Self::with_losses(schema, id, Losses::Refused)
    }

    /// [`new`](Self::new) that may leave out what the schema has no place for, if `losses` says so.
    ///
    /// # Errors
    ///
    /// When not every `T` can be written with the schema.
    pub fn with_losses(schema: &Schema, id: u32, losses: Losses) -> Result<Self, ResolveError> {
        Ok(Writer {
            prepared: T::prepare_to_write(schema, losses)?,
            id,
            encoder: Encoder::new(),
            input: PhantomData,
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
        self.encoder.fixed(&[MAGIC]);
        self.encoder.fixed(&self.id.to_be_bytes());
        value.to_datum(&self.prepared, &mut self.encoder)?;
        Ok(self.encoder.as_slice())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::value::Value;

    /// Every id has the schema of an int, but those over a hundred, which fail.
    #[derive(Default)]
    struct Counting(AtomicUsize);

    impl Registry for Counting {
        fn schema(&self, id: u32) -> Result<Schema, RegistryError> {
            self.0.fetch_add(1, Ordering::Relaxed);
            if id > 100 {
                return Err("gone".into());
            }
            Ok(Schema::parse(r#""int""#)?)
        }
    }

    fn message(id: u8) -> [u8; 6] {
        [0, 0, 0, 0, id, 14]
    }

    #[test]
    fn a_schema_is_asked_for_once() {
        let registry = Counting::default();
        let reader = Reader::<i32, _>::new(&registry);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..100 {
                        assert_eq!(reader.read(&message(1)).expect("an int"), 7);
                    }
                });
            }
        });
        // Threads that met it at once may each have asked.
        assert!(registry.0.load(Ordering::Relaxed) <= 4);
    }

    #[test]
    fn what_was_not_used_longest_makes_room() {
        let registry = Counting::default();
        let reader = Reader::<Value, _>::new(&registry).with_capacity(2);
        for id in [1, 2, 1, 3, 1] {
            assert_eq!(reader.read(&message(id)).expect("an int"), Value::Int(7));
        }
        assert_eq!(registry.0.load(Ordering::Relaxed), 3, "1 stays, 2 goes");
        assert_eq!(reader.readers.len(), 2);
    }

    #[test]
    fn what_failed_is_asked_for_again_and_not_kept() {
        let registry = Counting::default();
        let reader = Reader::<i32, _>::new(&registry);
        for _ in 0..2 {
            let error = reader.read(&message(200)).expect_err("gone");
            assert!(matches!(error, MessageError::Registry { id: 200, .. }));
        }
        assert_eq!(registry.0.load(Ordering::Relaxed), 2);
        assert_eq!(reader.readers.len(), 0);
    }

    #[test]
    fn limits_hold_for_every_schema() {
        let strings = Schema::parse(r#""string""#).expect("a schema");
        let reader = Reader::<Value, _>::new(HashMap::from([(1, strings)]))
            .with_limits(Limits::default().with_length(1))
            .with_capacity(1);
        assert!(reader.read(b"\0\0\0\0\x01\x02a").is_ok());
        let error = reader.read(b"\0\0\0\0\x01\x04ab").expect_err("a limit");
        assert!(matches!(error, MessageError::Decode(_)), "{error}");
    }

    #[test]
    fn a_schema_that_is_no_such_type_is_refused() {
        let reader = Reader::<String, _>::new(Counting::default());
        let error = reader.read(&message(1)).expect_err("an int");
        assert!(matches!(error, MessageError::Resolve(_)), "{error}");
    }
}
