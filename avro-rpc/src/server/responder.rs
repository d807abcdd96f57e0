//! The server's side of the wire, without any input or output of its own.
//!
//! A [`Responder`] is given the messages that arrived, without their framing, and says what is to be done
//! with each.

use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use avro_core::encoding::{Decode, Decoder, Encode, Encoder};
use avro_model::ParseOptions;
use avro_model::protocol::md5_of;

use super::request::{Refusal, Reply, ReplyTo, Request};
use crate::cache::Cache;
use crate::error::HandshakeError;
use crate::handshake::{HandshakeMatch, HandshakeRequest, HandshakeResponse, Md5};
use crate::limits::Limits;
use crate::metadata::Metadata;
use crate::protocol::{InUse, LocalProtocol, Pair};
use crate::session::Session;

/// What a server knows of its clients' protocols, and how it answers handshakes.
///
/// # Example
///
/// ```
/// use avro_rpc::server::{Received, Responder};
/// use avro_rpc::{LocalProtocol, Session};
///
/// let text = r#"{"protocol": "Clock", "messages": {"now": {"request": [], "response": "long"}}}"#;
/// let clock = LocalProtocol::parse(text)?;
/// let responder = Responder::new(clock.clone());
///
/// // A client with the same protocol sends two hashes and no text, no metadata, a name, and no parameters.
/// let hash = clock.hash().0;
/// let message = [&hash[..], b"\0", &hash, b"\0", b"\0", b"\x06now"].concat();
/// let Received::Call(request) = responder.receive(&mut Session::stateless(), message)? else {
///     panic!("this is a call");
/// };
/// assert_eq!(request.message().name(), "now");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Responder {
    local: LocalProtocol,
    alike: Arc<Pair>,
    clients: Mutex<Cache<Md5, Arc<Pair>>>,
    /// The bytes of their texts, with those that are not in the cache any more and that connections still have.
    in_use: Arc<AtomicUsize>,
    metadata: Metadata,
    limits: Limits,
}

/// What a message that arrived is.
#[derive(Debug)]
pub enum Received {
    /// A call that is to be handled.
    Call(Request),

    /// Nothing for a handler: the handshake is not over, or it was all that was wanted, or the call cannot
    /// be handled. This is the answer.
    Answered(Reply),
}

impl Responder {
    /// For a server that has this protocol.
    #[must_use]
    pub fn new(local: LocalProtocol) -> Self {
        Self::with_limits(local, Limits::default())
    }

    /// The same with other limits.
    #[must_use]
    pub fn with_limits(local: LocalProtocol, limits: Limits) -> Self {
        let clients = Cache::new(limits.protocols(), limits.protocols_bytes());
        Responder {
            alike: Pair::alike(&local, limits.datum()),
            local,
            clients: Mutex::new(clients),
            in_use: Arc::default(),
            metadata: Metadata::new(),
            limits,
        }
    }

    /// The same, sending metadata with the answer to each handshake.
    #[must_use]
    pub fn with_handshake_metadata(mut self, metadata: Metadata) -> Self {
        self.metadata = metadata;
        self
    }

    /// The server's protocol.
    #[must_use]
    pub fn local(&self) -> &LocalProtocol {
        &self.local
    }

    /// What clients may ask for.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Takes a message that arrived in this session.
    ///
    /// # Errors
    ///
    /// When there is no handshake where one has to be. Nothing can be answered to that: the connection is to be closed.
    pub fn receive(
        &self,
        session: &mut Session,
        message: Vec<u8>,
    ) -> Result<Received, HandshakeError> {
        let mut decoder = Decoder::with_limits(&message, self.limits.datum());
        let was_established = session.is_established();
        let mut handshake = session.shared_metadata();
        let (pair, head) = match session.pair() {
            Some(pair) => (Arc::clone(pair), Vec::new()),
            None => {
                let mut request = HandshakeRequest::decode(&mut decoder)?;
                handshake = Metadata::of_handshake(request.meta.take());
                let (pair, head) = self.shake_hands(request)?;
                let Some(pair) = pair else {
                    return Ok(Received::Answered(Reply::bare(head)));
                };
                session.establish(&pair, handshake.clone());
                (pair, head)
            }
        };

        let mut reply_to = ReplyTo::new(head, false);
        // Each datum is granted what the limits say.
        let mut decoder = Decoder::with_limits(decoder.remaining(), self.limits.datum());
        let metadata = match Metadata::read(&mut decoder) {
            Ok(metadata) => metadata,
            Err(error) => return Ok(refused(reply_to, format_args!("the metadata: {error}"))),
        };
        let name = match decoder.str() {
            Ok("") => return Ok(Received::Answered(Reply::bare(reply_to.into_head()))),
            Ok(name) => name,
            Err(error) => {
                return Ok(refused(
                    reply_to,
                    format_args!("the message's name: {error}"),
                ));
            }
        };
        let Some(remote) = pair.remote.message(name) else {
            let name = short(name);
            return Ok(refused(
                reply_to,
                format_args!("no message `{name}` in the client's protocol"),
            ));
        };
        // Who sent it does not wait for an answer.
        reply_to.quiet = was_established && remote.is_one_way();
        let Some(place) = self.local.place(name) else {
            let name = short(name);
            return Ok(refused(
                reply_to,
                format_args!("no message `{name}` in the server's protocol"),
            ));
        };
        let local = self.local.message(place);
        if was_established && local.is_some_and(|local| local.is_one_way() != remote.is_one_way()) {
            let why = format_args!("only one of the two sides has `{name}` as a one-way message");
            return Ok(refused(reply_to, why));
        }
        // Who does not wait for an answer does not say for how long.
        let timeout = metadata.timeout().filter(|_| !remote.is_one_way());
        let datum = message.len().saturating_sub(decoder.remaining().len());
        Ok(Received::Call(Request {
            pair,
            place,
            metadata,
            handshake,
            reply_to,
            // A time that is beyond all clocks is none.
            deadline: timeout.and_then(|timeout| Instant::now().checked_add(timeout)),
            peer: Default::default(),
            datum,
            bytes: message,
        }))
    }

    /// Answers a handshake: with the two protocols if the client's is known.
    fn shake_hands(
        &self,
        request: HandshakeRequest,
    ) -> Result<(Option<Arc<Pair>>, Vec<u8>), HandshakeError> {
        let pair = self.client(request.client_hash, request.client_protocol.as_deref())?;
        let is_right = request.server_hash == self.local.hash();
        let response = HandshakeResponse {
            r#match: match &pair {
                Some(_) if is_right => HandshakeMatch::Both,
                Some(_) => HandshakeMatch::Client,
                None => HandshakeMatch::None,
            },
            server_protocol: None,
            server_hash: None,
            meta: (!self.metadata.is_empty()).then(|| self.metadata.clone()),
        };
        let response = if response.r#match == HandshakeMatch::Both {
            response
        } else {
            HandshakeResponse {
                server_protocol: Some(self.local.text().to_owned()),
                server_hash: Some(self.local.hash()),
                ..response
            }
        };
        let mut encoder = Encoder::new();
        response.encode(&mut encoder)?;
        Ok((pair, encoder.into_vec()))
    }

    /// The protocol of a client that says so much of it.
    fn client(&self, hash: Md5, text: Option<&str>) -> Result<Option<Arc<Pair>>, HandshakeError> {
        if hash == self.local.hash() {
            return Ok(Some(Arc::clone(&self.alike)));
        }
        // A thread that panicked left the cache whole enough to be asked.
        let clients = || self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = clients().get(hash) {
            return Ok(Some(known));
        }
        let Some(text) = text else { return Ok(None) };
        let limit = self.limits.protocol();
        if text.len() > limit {
            let length = text.len();
            return Err(HandshakeError::ProtocolTooLong { length, limit });
        }
        let most = self.limits.protocols_in_use();
        let in_use = InUse::count(&self.in_use, text.len(), most)
            .ok_or(HandshakeError::TooManyProtocols { limit: most })?;
        let remote = ParseOptions::lenient().parse_protocol(text)?;
        let pair = Pair::new(&self.local, remote, hash, self.limits.datum(), Some(in_use));
        // A wrong hash would make other clients' calls be misread, so it is believed for this call alone.
        if md5_of(text) == hash.0 {
            clients().insert(hash, Arc::clone(&pair), text.len());
        }
        Ok(Some(pair))
    }
}

fn refused(reply_to: ReplyTo, why: std::fmt::Arguments<'_>) -> Received {
    Received::Answered(reply_to.refuse(&Refusal::new(why)))
}

/// A name as it may stand in an error.
fn short(name: &str) -> &str {
    name.char_indices()
        .nth(100)
        .map_or(name, |(end, _)| name.get(..end).unwrap_or_default())
}
