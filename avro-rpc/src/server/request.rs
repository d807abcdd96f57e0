//! A call that arrived, and what is answered.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use avro_core::datum::Writable;
use avro_core::encoding::Encoder;
use avro_core::{DecodeError, Value};
use avro_model::Protocol;
use avro_model::protocol;

use crate::generated::Message;
use crate::metadata::{self, Metadata};
use crate::protocol::{LocalProtocol, Pair, Part, ReadError};

/// A call that is to be handled.
#[derive(Debug)]
pub struct Request {
    pub(super) pair: Arc<Pair>,
    pub(super) place: usize,
    pub(super) metadata: Metadata,
    pub(super) handshake: Option<Arc<Metadata>>,
    pub(super) reply_to: ReplyTo,
    /// When the client does not wait any more.
    pub(super) deadline: Option<Instant>,
    pub(super) peer: Peer,
    /// The message, and where the request begins in it.
    pub(super) bytes: Vec<u8>,
    pub(super) datum: usize,
}

/// Who calls, as far as the transport knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Peer {
    /// The address.
    pub address: Option<SocketAddr>,
    /// The certificates that TLS has checked, as DER, the caller's own first.
    pub certificates: Arc<[Vec<u8>]>,
}

/// A call while it is handled: what came along with it, and what goes back.
#[derive(Debug)]
pub struct Call {
    metadata: Metadata,
    handshake: Option<Arc<Metadata>>,
    response_metadata: Metadata,
    deadline: Option<Instant>,
    peer: Peer,
    pair: Arc<Pair>,
    place: usize,
    reply_to: ReplyTo,
}

/// What goes back to the client: a message, or nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply(Option<Vec<u8>>);

/// Why a call was not handled. The client is told so, as an error that the protocol does not declare.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Refusal(String);

/// What stands in front of a reply, and whether one is wanted.
#[derive(Clone, Debug)]
pub(crate) struct ReplyTo {
    head: Vec<u8>,
    pub(super) quiet: bool,
}

impl Request {
    /// The message, as the server's protocol has it.
    #[must_use]
    pub fn message(&self) -> &protocol::Message {
        message(&self.pair, self.place)
    }

    /// The message's place among those of the server's protocol.
    #[must_use]
    pub fn place(&self) -> usize {
        self.place
    }

    /// The metadata that came along.
    #[must_use]
    pub fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// How much longer the client waits for the answer, if it has said so: see [`Metadata::TIMEOUT`].
    #[must_use]
    pub fn time_left(&self) -> Option<Duration> {
        time_left(self.deadline)
    }

    /// Says who calls. Transports do.
    #[must_use]
    pub fn with_peer(mut self, peer: Peer) -> Self {
        self.peer = peer;
        self
    }

    /// Reads the request as the type that stands for it.
    ///
    /// # Errors
    ///
    /// When it cannot be: the bytes are not a request, or the client's cannot be read as the server's.
    pub fn open<M: Message>(self) -> Result<(Call, M), Refusal> {
        let reader = self.pair.reader::<M>((self.place, Part::Request))?;
        let request = reader.read(self.bytes.get(self.datum..).unwrap_or_default())?;
        Ok((self.into_call(), request))
    }

    /// Reads the request as a value.
    ///
    /// # Errors
    ///
    /// As for [`open`](Self::open).
    pub fn open_value(self) -> Result<(Call, Value), Refusal> {
        let reader = self.pair.value_reader((self.place, Part::Request))?;
        let request = reader.read(self.bytes.get(self.datum..).unwrap_or_default())?;
        Ok((self.into_call(), request))
    }

    fn into_call(self) -> Call {
        Call {
            metadata: self.metadata,
            handshake: self.handshake,
            response_metadata: Metadata::new(),
            deadline: self.deadline,
            peer: self.peer,
            pair: self.pair,
            place: self.place,
            reply_to: self.reply_to,
        }
    }

    /// The refusal of a message that no handler knows.
    #[must_use]
    pub fn unknown(&self) -> Refusal {
        Refusal::new(format_args!("nobody handles `{}`", self.message().name()))
    }

    /// For an answer when the request itself is gone.
    pub(crate) fn reply_to(&self) -> ReplyTo {
        self.reply_to.clone()
    }
}

fn time_left(deadline: Option<Instant>) -> Option<Duration> {
    Some(deadline?.saturating_duration_since(Instant::now()))
}

/// The message at a place that [`Responder::receive`](super::Responder::receive) found by its name.
#[expect(
    clippy::indexing_slicing,
    reason = "requests are made with places that were found"
)]
fn message(pair: &Pair, place: usize) -> &protocol::Message {
    &pair.local.protocol().messages()[place]
}

impl Call {
    /// The message, as the server's protocol has it.
    #[must_use]
    pub fn message(&self) -> &protocol::Message {
        message(&self.pair, self.place)
    }

    /// The metadata that came with the request.
    #[must_use]
    pub fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// How much longer the client waits for the answer, if it has said so: see [`Metadata::TIMEOUT`].
    ///
    /// When the time is over the servers of this crate drop the handler's future. A handler that makes calls itself
    /// may give them what is left.
    #[must_use]
    pub fn time_left(&self) -> Option<Duration> {
        time_left(self.deadline)
    }

    /// The metadata that came with the client's handshake: on a connection, with its first message.
    #[must_use]
    pub fn handshake_metadata(&self) -> &Metadata {
        self.handshake.as_deref().unwrap_or(&metadata::NONE)
    }

    /// The metadata that goes back with the response.
    pub fn response_metadata(&mut self) -> &mut Metadata {
        &mut self.response_metadata
    }

    /// Who calls.
    #[must_use]
    pub fn peer(&self) -> &Peer {
        &self.peer
    }

    /// The client's protocol.
    #[must_use]
    pub fn client(&self) -> &Protocol {
        &self.pair.remote
    }

    /// Answers with what a handler gave.
    ///
    /// # Errors
    ///
    /// When it has no place in the message's response or errors.
    pub fn reply<M: Message>(
        self,
        result: Result<M::Response, M::Error>,
    ) -> Result<Reply, Refusal> {
        match result {
            Ok(response) => self.write(Part::Response, &response),
            Err(error) => self.write(Part::Error, &error),
        }
    }

    /// Answers with a value: a response, or a branch of the message's errors.
    ///
    /// # Errors
    ///
    /// As for [`reply`](Self::reply).
    pub fn reply_value(self, result: Result<Value, Value>) -> Result<Reply, Refusal> {
        let (part, value) = match result {
            Ok(response) => (Part::Response, response),
            Err(error) => (Part::Error, error),
        };
        let schema = part.schema(self.message());
        if value.validate(schema).is_ok() {
            return self.write(part, &value);
        }
        let value = value.fit(schema).map_err(Refusal::new)?;
        self.write(part, &value)
    }

    /// Answers a message that has no answer.
    ///
    /// # Errors
    ///
    /// When the message has one.
    pub fn done(self) -> Result<Reply, Refusal> {
        self.write(Part::Response, &())
    }

    fn write<T: Writable + ?Sized>(self, part: Part, value: &T) -> Result<Reply, Refusal> {
        if self.reply_to.quiet {
            return Ok(Reply(None));
        }
        let mut encoder = Encoder::with_capacity(self.reply_to.head.len().saturating_add(64));
        encoder.fixed(&self.reply_to.head);
        self.response_metadata
            .write(&mut encoder)
            .map_err(Refusal::new)?;
        encoder.boolean(part == Part::Error);
        let local: &LocalProtocol = &self.pair.local;
        local
            .write((self.place, part), value, &mut encoder)
            .map_err(Refusal::new)?;
        Ok(Reply(Some(encoder.into_vec())))
    }
}

impl Reply {
    /// A message without a call's answer.
    pub(super) fn bare(message: Vec<u8>) -> Reply {
        Reply(Some(message))
    }

    /// The message, without any framing; `None` where nothing is to be sent.
    #[must_use]
    pub fn into_message(self) -> Option<Vec<u8>> {
        self.0
    }
}

impl Refusal {
    /// A refusal in these words.
    #[must_use]
    pub fn new(why: impl fmt::Display) -> Self {
        Refusal(why.to_string())
    }
}

impl From<ReadError> for Refusal {
    fn from(error: ReadError) -> Self {
        Refusal::new(format_args!("the request cannot be read: {error}"))
    }
}

impl From<DecodeError> for Refusal {
    fn from(error: DecodeError) -> Self {
        Refusal::new(format_args!("the request cannot be read: {error}"))
    }
}

impl ReplyTo {
    pub(super) fn new(head: Vec<u8>, quiet: bool) -> Self {
        ReplyTo { head, quiet }
    }

    pub(super) fn into_head(self) -> Vec<u8> {
        self.head
    }

    /// Answers with an error that is not declared: the string branch of any message's errors.
    pub(crate) fn refuse(self, refusal: &Refusal) -> Reply {
        if self.quiet {
            return Reply(None);
        }
        let mut encoder = Encoder::with_capacity(self.head.len().saturating_add(64));
        encoder.fixed(&self.head);
        // No metadata; an error; the first branch.
        encoder.count(0);
        encoder.boolean(true);
        encoder.count(0);
        encoder.str(&refusal.0);
        Reply(Some(encoder.into_vec()))
    }
}
