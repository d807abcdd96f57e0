//! A protocol as one side has it, and the protocols of both sides set against each other.
//!
//! Everything that costs more than a call may is done here once: a message's schemas are planned the first time
//! the message is met between the two protocols, and the plan is kept with the pair.

use std::any::Any;
use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use avro_core::datum::{Prepared, Readable, Writable};
use avro_core::encoding::Encoder;
use avro_core::{
    DatumReader, EncodeError, Limits, Losses, ResolveError, Schema, SchemaError, Value,
};
use avro_model::Protocol;
use avro_model::protocol::{Message, md5_of};

use crate::handshake::Md5;

/// A protocol as this side speaks it: what its text says, and the hash of the text.
///
/// Cheap to clone.
///
/// # Example
///
/// ```
/// use avro_rpc::LocalProtocol;
///
/// let text = r#"{"protocol": "Clock", "messages": {"now": {"request": [], "response": "long"}}}"#;
/// let clock = LocalProtocol::parse(text)?;
/// assert_eq!(clock.protocol().messages()[0].name(), "now");
/// assert_eq!(clock.text(), text);
/// # Ok::<(), avro_core::SchemaError>(())
/// ```
#[derive(Clone)]
pub struct LocalProtocol(Arc<Local>);

struct Local {
    protocol: Protocol,
    text: Box<str>,
    hash: Md5,
    places: HashMap<Box<str>, usize>,
    writes: Box<[Writes]>,
}

/// What was prepared to write a message's parts.
#[derive(Debug, Default)]
struct Writes {
    request: Slot,
    response: Slot,
    error: Slot,
}

/// A part of a message that is data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Request,
    Response,
    Error,
}

impl Part {
    pub(crate) fn schema(self, message: &Message) -> &Schema {
        match self {
            Part::Request => message.request(),
            Part::Response => message.response(),
            Part::Error => message.errors(),
        }
    }
}

impl LocalProtocol {
    /// A protocol from its JSON text. The other side is sent this very text.
    ///
    /// # Errors
    ///
    /// When the text is not that of a protocol.
    pub fn parse(text: &str) -> Result<Self, SchemaError> {
        Ok(Self::with_text(Protocol::parse(text)?, text.into()))
    }

    /// A protocol that is known already. The other side is sent it as [`Protocol::to_json`] prints it.
    #[must_use]
    pub fn new(protocol: Protocol) -> Self {
        let text = protocol.to_json();
        Self::with_text(protocol, text.into())
    }

    fn with_text(protocol: Protocol, text: Box<str>) -> Self {
        let names = protocol
            .messages()
            .iter()
            .map(|message| message.name().into());
        LocalProtocol(Arc::new(Local {
            hash: Md5(md5_of(&text)),
            text,
            places: names
                .enumerate()
                .map(|(place, name)| (name, place))
                .collect(),
            writes: protocol
                .messages()
                .iter()
                .map(|_| Writes::default())
                .collect(),
            protocol,
        }))
    }

    /// The protocol.
    #[must_use]
    pub fn protocol(&self) -> &Protocol {
        &self.0.protocol
    }

    /// Its text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0.text
    }

    /// The hash of its text.
    #[must_use]
    pub fn hash(&self) -> Md5 {
        self.0.hash
    }

    /// The place of a message among the protocol's messages.
    #[must_use]
    pub fn place(&self, message: &str) -> Option<usize> {
        self.0.places.get(message).copied()
    }

    /// The message at a place.
    pub(crate) fn message(&self, place: usize) -> Option<&Message> {
        self.0.protocol.messages().get(place)
    }

    /// Writes a part of the message at `place`.
    pub(crate) fn write<T: Writable + ?Sized>(
        &self,
        (place, part): (usize, Part),
        value: &T,
        encoder: &mut Encoder,
    ) -> Result<(), WriteError> {
        let (Some(message), Some(writes)) = (self.message(place), self.0.writes.get(place)) else {
            return Err(WriteError::NoSuchMessage { place });
        };
        let slot = match part {
            Part::Request => &writes.request,
            Part::Response => &writes.response,
            Part::Error => &writes.error,
        };
        let writer = slot.get(|| {
            let prepared = T::prepare_to_write(part.schema(message), Losses::Refused)?;
            Ok(Writer::<T::Key>(prepared, std::marker::PhantomData))
        })?;
        Ok(value.to_datum(&writer.0, encoder)?)
    }
}

struct Writer<K>(Prepared, std::marker::PhantomData<fn(K)>);

impl fmt::Debug for LocalProtocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("LocalProtocol")
            .field(&self.0.protocol)
            .finish()
    }
}

/// Why a value of this side could not be written as the protocol says.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The protocol does not have so many messages.
    #[error("the protocol has no message number {place}")]
    NoSuchMessage {
        /// The message's place.
        place: usize,
    },

    /// The protocol has no message of this name.
    #[error("the protocol has no message `{name}`")]
    NoSuchName {
        /// The name.
        name: String,
    },

    /// The Rust type is not one that can be written with the message's schema.
    #[error("{0}")]
    Type(Arc<str>),

    /// The value has no place in the schema.
    #[error("{0}")]
    Value(Arc<str>),
}

impl From<EncodeError> for WriteError {
    fn from(error: EncodeError) -> Self {
        WriteError::Value(error.to_string().into())
    }
}

impl From<Arc<str>> for WriteError {
    fn from(error: Arc<str>) -> Self {
        WriteError::Type(error)
    }
}

/// The protocol of this side, and what the other side has in its place.
#[derive(Debug)]
pub(crate) struct Pair {
    pub(crate) local: LocalProtocol,
    pub(crate) remote: Protocol,
    pub(crate) remote_hash: Md5,
    /// The bounds on what is read.
    limits: Limits,
    reads: Box<[Reads]>,
    /// What counts the other side's protocol as long as anybody has it.
    _in_use: Option<InUse>,
}

/// The bytes of protocols' texts that somebody has.
#[derive(Debug)]
pub(crate) struct InUse {
    bytes: usize,
    all: Arc<AtomicUsize>,
}

impl InUse {
    /// Counts so many more, unless all are more than `limit` then.
    pub(crate) fn count(all: &Arc<AtomicUsize>, bytes: usize, limit: usize) -> Option<Self> {
        let more = |all: usize| all.checked_add(bytes).filter(|&all| all <= limit);
        let counted = all.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
        counted.ok().map(|_| InUse {
            bytes,
            all: Arc::clone(all),
        })
    }
}

impl Drop for InUse {
    fn drop(&mut self) {
        self.all.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

/// What was prepared to read what the other side wrote of a message.
#[derive(Debug, Default)]
struct Reads {
    request: Slot,
    response: Slot,
    error: Slot,
}

impl Pair {
    pub(crate) fn new(
        local: &LocalProtocol,
        remote: Protocol,
        remote_hash: Md5,
        limits: &Limits,
        in_use: Option<InUse>,
    ) -> Arc<Pair> {
        let messages = local.protocol().messages();
        Arc::new(Pair {
            local: local.clone(),
            remote,
            remote_hash,
            limits: limits.clone(),
            reads: messages.iter().map(|_| Reads::default()).collect(),
            _in_use: in_use,
        })
    }

    /// The other side has the same.
    pub(crate) fn alike(local: &LocalProtocol, limits: &Limits) -> Arc<Pair> {
        Self::new(local, local.protocol().clone(), local.hash(), limits, None)
    }

    /// Reads a part of the message at `place` as a type that has a schema.
    pub(crate) fn reader<T: Readable + 'static>(
        &self,
        at: (usize, Part),
    ) -> Result<Arc<DatumReader<T>>, ReadError> {
        self.prepared(at, |written, _| DatumReader::new(written))
    }

    /// Reads a part of the message at `place` as a value of this side's schema.
    pub(crate) fn value_reader(
        &self,
        at: (usize, Part),
    ) -> Result<Arc<DatumReader<Value>>, ReadError> {
        self.prepared(at, DatumReader::with_reader_schema)
    }

    fn prepared<T: 'static>(
        &self,
        (place, part): (usize, Part),
        prepare: impl Fn(&Schema, &Schema) -> Result<DatumReader<T>, ResolveError>,
    ) -> Result<Arc<DatumReader<T>>, ReadError> {
        let local = self.local.message(place);
        let (Some(local), Some(reads)) = (local, self.reads.get(place)) else {
            return Err(ReadError::NoSuchMessage);
        };
        let Some(remote) = self.remote.message(local.name()) else {
            return Err(ReadError::NoSuchMessage);
        };
        let slot = match part {
            Part::Request => &reads.request,
            Part::Response => &reads.response,
            Part::Error => &reads.error,
        };
        let reader = slot.get(|| {
            let reader = prepare(part.schema(remote), part.schema(local))?;
            Ok(reader.with_limits(self.limits.clone()))
        });
        reader.map_err(ReadError::Incompatible)
    }
}

/// Why nothing of a message can be read.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum ReadError {
    #[error("the other side's protocol has no such message")]
    NoSuchMessage,

    #[error("{0}")]
    Incompatible(Arc<str>),
}

/// Keeps what was made for the first type that asked; another type's is made each time.
#[derive(Default)]
struct Slot(OnceLock<Result<Arc<dyn Any + Send + Sync>, Arc<str>>>);

impl Slot {
    fn get<T: Send + Sync + 'static>(
        &self,
        make: impl Fn() -> Result<T, ResolveError>,
    ) -> Result<Arc<T>, Arc<str>> {
        let make = || {
            make()
                .map(Arc::new)
                .map_err(|error| Arc::from(error.to_string()))
        };
        let kept = self
            .0
            .get_or_init(|| make().map(|made| made as Arc<dyn Any + Send + Sync>));
        match kept.clone()?.downcast() {
            Ok(kept) => Ok(kept),
            Err(_) => make(),
        }
    }
}

impl fmt::Debug for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0.get() {
            None => "unused",
            Some(Ok(_)) => "ready",
            Some(Err(_)) => "refused",
        })
    }
}
