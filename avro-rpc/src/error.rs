//! Why two sides do not come to terms, and why a call fails.

use std::fmt;

use avro_core::{DecodeError, EncodeError, SchemaError};

use crate::frame::FrameError;
use crate::protocol::WriteError;

/// Why a handshake failed. Nothing more can be said on the connection.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HandshakeError {
    /// The message is not framed as the transport wants it.
    #[error(transparent)]
    Frame(#[from] FrameError),

    /// The bytes are not a handshake.
    #[error("the handshake cannot be read: {0}")]
    Decode(#[from] DecodeError),

    /// A handshake could not be written.
    #[error("the handshake cannot be written: {0}")]
    Encode(#[from] EncodeError),

    /// The other side sent a text that is not that of a protocol.
    #[error("the other side's protocol cannot be read: {0}")]
    Protocol(#[from] SchemaError),

    /// The other side's protocol is longer than is allowed.
    #[error("the other side's protocol has {length} bytes, more than the limit of {limit}")]
    ProtocolTooLong {
        /// Its length in bytes.
        length: usize,
        /// The most that is allowed.
        limit: usize,
    },

    /// The protocols of all clients that are connected are longer together than is allowed.
    #[error("the protocols of all clients have more than {limit} bytes together")]
    TooManyProtocols {
        /// The most that is allowed, in bytes.
        limit: usize,
    },

    /// The server says that the client is wrong about it, and does not say what is right.
    #[error("the server does not send its protocol")]
    NoProtocol,

    /// The server does not know the client's protocol, having been sent it.
    #[error("the server does not take the client's protocol")]
    NotTaken,

    /// The server's protocol does not have the message.
    #[error("the server's protocol has no message `{0}`")]
    NoSuchMessage(String),

    /// One side wants an answer to the message, the other says there is none.
    #[error("only one of the two sides has `{0}` as a one-way message")]
    NotBothOneWay(String),
}

/// Why a call failed, on the client's side.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CallError<E> {
    /// The server answered with an error that the protocol declares.
    #[error("the server answered with an error that the protocol declares: {0:?}")]
    Declared(E),

    /// The server answered that something went wrong which the protocol does not declare, in its own words.
    #[error("the server answered with an error: {0}")]
    System(String),

    /// Nothing was answered in time. The server may have done what was asked.
    #[error("nothing was answered in time")]
    Timeout,

    /// The message could not be sent, or the answer not be received. The server may have done what was asked, unless
    /// the message [is known not to have been sent](TransportError::is_unsent).
    #[error("{0}")]
    Transport(#[source] TransportError),

    /// The two sides do not come to terms.
    #[error(transparent)]
    Handshake(HandshakeError),

    /// What is to be sent has no place in the message's request. Nothing was sent.
    #[error("the request cannot be written: {0}")]
    Request(#[source] WriteError),

    /// No response of the server's protocol can be read as the client's.
    #[error("the server's response cannot be read as this side's: {0}")]
    Incompatible(String),

    /// What was answered is not a response.
    #[error("the response cannot be read: {0}")]
    Response(#[source] DecodeError),

    /// A call that waits was made where nothing may wait: inside of an asynchronous runtime.
    #[error("a call that blocks was made inside of an asynchronous runtime")]
    WouldBlock,
}

/// Why a transport has no answer to a call.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExchangeError {
    /// The message could not be sent, or the answer not be received.
    #[error("{0}")]
    Transport(#[source] TransportError),

    /// The two sides do not come to terms.
    #[error(transparent)]
    Handshake(#[from] HandshakeError),
}

impl<E> From<ExchangeError> for CallError<E> {
    fn from(error: ExchangeError) -> Self {
        match error {
            ExchangeError::Transport(error) => CallError::Transport(error),
            ExchangeError::Handshake(error) => CallError::Handshake(error),
        }
    }
}

impl From<TransportError> for ExchangeError {
    fn from(error: TransportError) -> Self {
        ExchangeError::Transport(error)
    }
}

/// Why a message could not be sent, or none be received.
pub struct TransportError {
    what: &'static str,
    is_unsent: bool,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl TransportError {
    /// An error of a transport: what could not be done.
    #[must_use]
    pub fn new(what: &'static str) -> Self {
        TransportError {
            what,
            is_unsent: false,
            source: None,
        }
    }

    /// The same, and why.
    #[must_use]
    pub fn because(
        what: &'static str,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        TransportError {
            source: Some(source.into()),
            ..Self::new(what)
        }
    }

    /// The same, where nothing of the message has been sent.
    #[must_use]
    pub fn unsent(mut self) -> Self {
        self.is_unsent = true;
        self
    }

    /// Whether it is known that nothing of the message has been sent: the call can be made again without harm. Else the
    /// server may have done what was asked.
    #[must_use]
    pub fn is_unsent(&self) -> bool {
        self.is_unsent
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.what)
    }
}

impl fmt::Debug for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut tuple = f.debug_tuple("TransportError");
        tuple.field(&self.what);
        if let Some(source) = &self.source {
            tuple.field(source);
        }
        tuple.finish()
    }
}

impl std::error::Error for TransportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref().map(|source| &**source as _)
    }
}
