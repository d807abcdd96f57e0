//! The client's side of the wire, without any input or output of its own.
//!
//! A [`Requestor`] turns a call into messages that a transport sends, without their framing, and what comes back into an
//! answer. It knows the one server that the transport leads to.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use avro_core::datum::{FromDatum, Writable};
use avro_core::encoding::{Decode, Decoder, Encode, Encoder};
use avro_core::{DatumReader, Value};
use avro_model::ParseOptions;
use avro_model::protocol::md5_of;

use crate::cache::Cache;
use crate::error::{CallError, HandshakeError};
use crate::generated::Message;
use crate::handshake::{HandshakeMatch, HandshakeRequest, HandshakeResponse, Md5};
use crate::limits::Limits;
use crate::metadata::Metadata;
use crate::protocol::{LocalProtocol, Pair, Part, ReadError, WriteError};
use crate::session::Session;

/// What a client knows of its server's protocol, and how it makes handshakes.
///
/// Until the server says otherwise it is believed to have the client's protocol.
///
/// # Example
///
/// ```
/// use avro_rpc::client::Requestor;
/// use avro_rpc::{LocalProtocol, Session};
///
/// let text = r#"{"protocol": "Clock", "messages": {"now": {"request": [], "response": "long"}}}"#;
/// let requestor = Requestor::new(LocalProtocol::parse(text)?);
///
/// let mut session = Session::stateless();
/// let mut exchange = requestor.ping();
/// let message = requestor.request(&session, &mut exchange)?;
/// // 16 bytes of hash, no text, 16 bytes of hash, metadata of the handshake and the call, no name.
/// assert_eq!(message.len(), 16 + 1 + 16 + 2 + 1 + 1);
///
/// let reply = [0, 0, 0, 0].to_vec();
/// assert!(requestor.response(&mut session, &mut exchange, reply)?.is_some());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Requestor {
    local: LocalProtocol,
    /// What the server is believed to have.
    server: RwLock<Arc<Pair>>,
    /// What it had before: behind one address there may be several, of different versions.
    servers: Mutex<Cache<Md5, Arc<Pair>>>,
    /// What came with its last handshake that brought any.
    said: RwLock<Arc<Metadata>>,
    metadata: Metadata,
    limits: Limits,
}

/// A call on its way, or a ping.
#[derive(Clone, Debug)]
pub struct Exchange {
    place: Option<usize>,
    /// Metadata, message name, request.
    call: Vec<u8>,
    /// What the server was believed to have when the last message was made.
    believed: Option<Arc<Pair>>,
    /// Whether the client's text is sent along.
    with_text: bool,
}

/// What was answered: metadata, and a response or an error, still to be read.
#[derive(Debug)]
pub struct Answer {
    pair: Arc<Pair>,
    message: Vec<u8>,
    at: usize,
}

impl Requestor {
    /// For a client that has this protocol.
    #[must_use]
    pub fn new(local: LocalProtocol) -> Self {
        Self::with_limits(local, Limits::default())
    }

    /// The same with other limits.
    #[must_use]
    pub fn with_limits(local: LocalProtocol, limits: Limits) -> Self {
        let servers = Cache::new(limits.protocols(), limits.protocols_bytes());
        Requestor {
            servers: Mutex::new(servers),
            server: RwLock::new(Pair::alike(&local, limits.datum())),
            said: RwLock::default(),
            local,
            metadata: Metadata::new(),
            limits,
        }
    }

    /// The same, sending metadata with each handshake.
    #[must_use]
    pub fn with_handshake_metadata(mut self, metadata: Metadata) -> Self {
        self.metadata = metadata;
        self
    }

    /// The client's protocol.
    #[must_use]
    pub fn local(&self) -> &LocalProtocol {
        &self.local
    }

    /// The metadata that the server sent with the last handshake that brought any.
    #[must_use]
    pub fn handshake_metadata(&self) -> Arc<Metadata> {
        Arc::clone(&self.said.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// What the server may answer.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// A call of the message at `place`.
    ///
    /// # Errors
    ///
    /// When the request has no place in the message's schema.
    pub fn call<T: Writable + ?Sized>(
        &self,
        place: usize,
        metadata: &Metadata,
        request: &T,
    ) -> Result<Exchange, WriteError> {
        let Some(message) = self.local.message(place) else {
            return Err(WriteError::NoSuchMessage { place });
        };
        let mut encoder = Encoder::with_capacity(64);
        metadata.write(&mut encoder)?;
        encoder.str(message.name());
        self.local
            .write((place, Part::Request), request, &mut encoder)?;
        Ok(Exchange {
            place: Some(place),
            call: encoder.into_vec(),
            believed: None,
            with_text: false,
        })
    }

    /// A call of no message: the handshake, and no more.
    #[must_use]
    pub fn ping(&self) -> Exchange {
        Exchange {
            place: None,
            call: vec![0, 0],
            believed: None,
            with_text: false,
        }
    }

    /// The message to send for a call in this session.
    ///
    /// # Errors
    ///
    /// When it is known already that the server does not have the message, or not as one of its kind.
    pub fn request(
        &self,
        session: &Session,
        exchange: &mut Exchange,
    ) -> Result<Vec<u8>, HandshakeError> {
        if let Some(pair) = session.pair() {
            if let Some(local) = exchange.place.and_then(|place| self.local.message(place)) {
                let name = local.name();
                let Some(remote) = pair.remote.message(name) else {
                    return Err(HandshakeError::NoSuchMessage(name.to_owned()));
                };
                if remote.is_one_way() != local.is_one_way() {
                    return Err(HandshakeError::NotBothOneWay(name.to_owned()));
                }
            }
            // On a connection whose handshake is over, this is sent once.
            return Ok(std::mem::take(&mut exchange.call));
        }
        let server = self
            .server
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let handshake = HandshakeRequest {
            client_hash: self.local.hash(),
            client_protocol: exchange.with_text.then(|| self.local.text().to_owned()),
            server_hash: server.remote_hash,
            // An empty map rather than null, as Java does.
            meta: Some(self.metadata.clone()),
        };
        let mut encoder = Encoder::with_capacity(exchange.call.len().saturating_add(64));
        handshake.encode(&mut encoder)?;
        encoder.fixed(&exchange.call);
        exchange.believed = Some(server);
        Ok(encoder.into_vec())
    }

    /// Whether anything comes back to what [`request`](Self::request) gave.
    #[must_use]
    pub fn awaits_response(&self, session: &Session, exchange: &Exchange) -> bool {
        let message = exchange.place.and_then(|place| self.local.message(place));
        !(session.is_established() && message.is_some_and(|message| message.is_one_way()))
    }

    /// Takes what came back: the answer, or nothing if the request has to be made and sent again.
    ///
    /// # Errors
    ///
    /// When it is no handshake where one has to be, or the two sides do not come to terms.
    pub fn response(
        &self,
        session: &mut Session,
        exchange: &mut Exchange,
        message: Vec<u8>,
    ) -> Result<Option<Answer>, HandshakeError> {
        if let Some(pair) = session.pair() {
            let pair = Arc::clone(pair);
            return Ok(Some(Answer {
                pair,
                message,
                at: 0,
            }));
        }
        let mut decoder = Decoder::with_limits(&message, self.limits.datum());
        let response = HandshakeResponse::decode(&mut decoder)?;
        let at = message.len().saturating_sub(decoder.remaining().len());
        let learned = match (response.server_protocol, response.server_hash) {
            (Some(text), Some(hash)) => Some(self.learn(&text, hash)?),
            _ => None,
        };
        let pair = match response.r#match {
            HandshakeMatch::Both => exchange.believed.take(),
            HandshakeMatch::Client => learned,
            HandshakeMatch::None if exchange.with_text => return Err(HandshakeError::NotTaken),
            HandshakeMatch::None => {
                exchange.with_text = true;
                return Ok(None);
            }
        };
        let pair = pair.ok_or(HandshakeError::NoProtocol)?;
        let said = Metadata::of_handshake(response.meta);
        if let Some(said) = &said
            && *said != self.handshake_metadata()
        {
            *self.said.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(said);
        }
        session.establish(&pair, said);
        Ok(Some(Answer { pair, message, at }))
    }

    /// What the server says it has.
    fn learn(&self, text: &str, hash: Md5) -> Result<Arc<Pair>, HandshakeError> {
        let known = self
            .server
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        if known.remote_hash == hash {
            return Ok(known);
        }
        if let Some(known) = self.servers().get(hash) {
            return Ok(self.believe(known));
        }
        let limit = self.limits.protocol();
        if text.len() > limit {
            let length = text.len();
            return Err(HandshakeError::ProtocolTooLong { length, limit });
        }
        let remote = ParseOptions::lenient().parse_protocol(text)?;
        let pair = Pair::new(&self.local, remote, hash, self.limits.datum(), None);
        if md5_of(text) == hash.0 {
            self.servers().insert(hash, Arc::clone(&pair), text.len());
        }
        Ok(self.believe(pair))
    }

    fn believe(&self, pair: Arc<Pair>) -> Arc<Pair> {
        *self.server.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&pair);
        pair
    }

    fn servers(&self) -> MutexGuard<'_, Cache<Md5, Arc<Pair>>> {
        self.servers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The answer to a call that has none: null.
    #[must_use]
    pub fn no_answer(&self, session: &Session) -> Answer {
        let pair = session
            .pair()
            .cloned()
            .unwrap_or_else(|| Pair::alike(&self.local, self.limits.datum()));
        Answer {
            pair,
            message: vec![0, 0],
            at: 0,
        }
    }

    /// Reads the answer to a call of the message `M`.
    ///
    /// # Errors
    ///
    /// The error that was answered, or why the answer cannot be read.
    pub fn open<M: Message>(
        &self,
        answer: &Answer,
    ) -> Result<(M::Response, Metadata), CallError<M::Error>> {
        self.open_with(answer, M::PLACE, Pair::reader, Pair::reader)
    }

    /// Reads the answer to a call of the message at `place` as a value.
    ///
    /// # Errors
    ///
    /// As for [`open`](Self::open). A declared error is the branch of the message's errors.
    pub fn open_value(
        &self,
        answer: &Answer,
        place: usize,
    ) -> Result<(Value, Metadata), CallError<Value>> {
        self.open_with(answer, place, Pair::value_reader, Pair::value_reader)
    }

    fn open_with<R, E>(
        &self,
        answer: &Answer,
        place: usize,
        response: impl FnOnce(&Pair, (usize, Part)) -> Result<Arc<DatumReader<R>>, ReadError>,
        error: impl FnOnce(&Pair, (usize, Part)) -> Result<Arc<DatumReader<E>>, ReadError>,
    ) -> Result<(R, Metadata), CallError<E>>
    where
        R: for<'de> FromDatum<'de>,
        E: for<'de> FromDatum<'de>,
    {
        let incompatible = |error: ReadError| CallError::Incompatible(error.to_string());
        let rest = answer.message.get(answer.at..).unwrap_or_default();
        let mut decoder = Decoder::with_limits(rest, self.limits.datum());
        let metadata = Metadata::read(&mut decoder).map_err(CallError::Response)?;
        let is_error = decoder.boolean().map_err(CallError::Response)?;
        let datum = decoder.remaining();
        if !is_error {
            let reader = response(&answer.pair, (place, Part::Response)).map_err(incompatible)?;
            let response = reader.read(datum).map_err(CallError::Response)?;
            return Ok((response, metadata));
        }
        // The string is the first branch, whatever the two sides declare.
        if decoder.long().map_err(CallError::Response)? == 0 {
            let text = decoder.str().map_err(CallError::Response)?;
            return Err(CallError::System(text.to_owned()));
        }
        let reader = error(&answer.pair, (place, Part::Error)).map_err(incompatible)?;
        Err(CallError::Declared(
            reader.read(datum).map_err(CallError::Response)?,
        ))
    }
}

impl Exchange {
    /// The place of the message that is called; `None` for a ping.
    #[must_use]
    pub fn place(&self) -> Option<usize> {
        self.place
    }
}
