//! Servers: what handles calls, and what stands between it and a transport.
//!
//! A [`Service`] handles calls of a protocol. Generated code makes one of the trait that a program implements,
//! [`Dynamic`](crate::dynamic::Dynamic) makes one of a function over values. A [`Server`] puts the wire in front of a service,
//! and the transports put a [`Server`] on the network.

mod request;
mod responder;

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

pub use request::{Call, Peer, Refusal, Reply, Request};
pub use responder::{Received, Responder};

use crate::client::{Answer, BoxFuture, Exchange, Requestor, Transport};
use crate::error::{ExchangeError, HandshakeError};
use crate::limits::Limits;
use crate::metadata::Metadata;
use crate::protocol::LocalProtocol;
use crate::session::Session;

/// What handles the calls of a protocol.
pub trait Service: Send + Sync + 'static {
    /// The protocol.
    fn protocol(&self) -> LocalProtocol;

    /// Handles a call.
    ///
    /// A [`Refusal`] is sent to the client as an error that is not declared, and so is a panic.
    fn call(&self, request: Request) -> impl Future<Output = Result<Reply, Refusal>> + Send;
}

impl<S: Service> Service for Arc<S> {
    fn protocol(&self) -> LocalProtocol {
        S::protocol(self)
    }

    fn call(&self, request: Request) -> impl Future<Output = Result<Reply, Refusal>> + Send {
        S::call(self, request)
    }
}

/// A service with the wire in front of it: messages go in, messages come out.
///
/// It knows nothing of transports and runtimes. It is a [`Transport`] itself, of clients in the same program: a test
/// of handlers needs no network.
///
/// # Example
///
/// ```
/// use avro_core::Value;
/// use avro_rpc::dynamic::Dynamic;
/// use avro_rpc::{Call, LocalProtocol, Server, Session};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let text = r#"{"protocol": "Clock", "messages": {"now": {"request": [], "response": "long"}}}"#;
/// let clock = LocalProtocol::parse(text)?;
/// let server = Server::new(Dynamic::new(clock.clone(), async |call: Call, _| {
///     call.reply_value(Ok(Value::Long(1)))
/// }));
///
/// let hash = clock.hash().0;
/// let message = [&hash[..], b"\0", &hash, b"\0", b"\0", b"\x06now"].concat();
/// let reply = server.answer(&mut Session::stateless(), message).await?;
/// // BOTH and nothing else; no metadata; no error; 1.
/// assert_eq!(reply.into_message().unwrap(), [0, 0, 0, 0, 0, 0, 2]);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Server<S> {
    service: S,
    responder: Responder,
}

impl<S: Service> Server<S> {
    /// A server of this service.
    pub fn new(service: S) -> Self {
        Self::with_limits(service, Limits::default())
    }

    /// The same with other limits.
    pub fn with_limits(service: S, limits: Limits) -> Self {
        Server {
            responder: Responder::with_limits(service.protocol(), limits),
            service,
        }
    }

    /// The same, sending metadata with the answer to each handshake.
    #[must_use]
    pub fn with_handshake_metadata(mut self, metadata: Metadata) -> Self {
        self.responder = self.responder.with_handshake_metadata(metadata);
        self
    }

    /// The wire's part.
    pub fn responder(&self) -> &Responder {
        &self.responder
    }

    /// Handles a message that arrived in a session, and says what goes back.
    ///
    /// # Errors
    ///
    /// When there is no handshake where one has to be: the connection is to be closed.
    pub async fn answer(
        &self,
        session: &mut Session,
        message: Vec<u8>,
    ) -> Result<Reply, HandshakeError> {
        Ok(match self.responder.receive(session, message)? {
            Received::Answered(reply) => reply,
            Received::Call(request) => self.handle(request).await,
        })
    }

    /// Lets the service handle a call. What goes wrong with it is the reply.
    pub async fn handle(&self, request: Request) -> Reply {
        let reply_to = request.reply_to();
        // A service may panic before there is a future of it.
        let mut call = pin!(async { self.service.call(request).await });
        let handled = std::future::poll_fn(|context| {
            // After a panic the call is not polled again, and what it shares with others is the handler's own matter.
            match catch_unwind(AssertUnwindSafe(|| call.as_mut().poll(context))) {
                Ok(poll) => poll,
                Err(_) => Poll::Ready(Err(Refusal::new("the handler panicked"))),
            }
        });
        match handled.await {
            Ok(reply) => reply,
            Err(refusal) => reply_to.refuse(&refusal),
        }
    }
}

impl<S: Service> Transport for Server<S> {
    fn exchange<'a>(
        &'a self,
        requestor: &'a Requestor,
        mut exchange: Exchange,
    ) -> BoxFuture<'a, Result<Answer, ExchangeError>> {
        Box::pin(async move {
            let mut session = Session::stateless();
            loop {
                let request = requestor.request(&session, &mut exchange)?;
                let reply = self.answer(&mut Session::stateless(), request).await?;
                let message = reply.into_message().unwrap_or_default();
                if let Some(answer) = requestor.response(&mut session, &mut exchange, message)? {
                    return Ok(answer);
                }
            }
        })
    }
}
