//! Clients: what calls, and what stands between it and a transport.
//!
//! A [`Client`] is a [`Requestor`] and a [`Transport`]. Generated clients are thin shells around one.

#[cfg(feature = "net")]
mod blocking;
#[cfg(feature = "net")]
mod invocation;
mod requestor;

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
#[cfg(feature = "net")]
use std::time::Duration;

#[cfg(feature = "net")]
pub use invocation::{Invocation, ValueInvocation};
pub use requestor::{Answer, Exchange, Requestor};

use crate::error::ExchangeError;
#[cfg(feature = "net")]
use crate::error::TransportError;
use crate::limits::Limits;
use crate::metadata::Metadata;
use crate::protocol::LocalProtocol;

/// A future in a box, as transports give it.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What carries calls to a server, and answers back.
///
/// A transport leads to one server and belongs to one client. If it has connections it keeps the
/// [`Session`](crate::Session) of each.
pub trait Transport: Send + Sync + 'static {
    /// Makes a call: sends what the requestor gives for the exchange, and gives it what comes back, until there is an
    /// answer.
    ///
    /// When the future is dropped the call is given up. The server may handle it all the same.
    fn exchange<'a>(
        &'a self,
        requestor: &'a Requestor,
        exchange: Exchange,
    ) -> BoxFuture<'a, Result<Answer, ExchangeError>>;
}

/// A client of one server. Cheap to clone, and all clones share their connections.
///
/// Generated clients have a method for each message; [`call_value`](Self::call_value) calls by name.
///
/// # Example
///
/// ```no_run
/// use std::time::Duration;
///
/// use avro_core::value;
/// use avro_rpc::http::HttpTransport;
/// use avro_rpc::{Client, LocalProtocol};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let text = r#"{"protocol": "Calc", "messages": {
///     "half": {"request": [{"name": "of", "type": "long"}], "response": "long"}}}"#;
/// let transport = HttpTransport::new("http://localhost:8080/calc")?;
/// let calc = Client::new(LocalProtocol::parse(text)?, transport)
///     .with_timeout(Duration::from_secs(5));
/// println!("{}", calc.call_value("half", value!({"of": 6})).await?);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    shared: Arc<Shared>,
    #[cfg(feature = "net")]
    timeout: Option<Duration>,
}

struct Shared {
    requestor: Requestor,
    transport: Box<dyn Transport>,
}

impl Client {
    /// A client that has this protocol, and calls over this transport.
    pub fn new(protocol: LocalProtocol, transport: impl Transport) -> Self {
        Self::with_limits(protocol, transport, Limits::default())
    }

    /// The same with other limits.
    pub fn with_limits(protocol: LocalProtocol, transport: impl Transport, limits: Limits) -> Self {
        Self::of(Requestor::with_limits(protocol, limits), transport)
    }

    /// A client of a requestor, which may have [metadata for handshakes](Requestor::with_handshake_metadata).
    pub fn of(requestor: Requestor, transport: impl Transport) -> Self {
        Client {
            shared: Arc::new(Shared {
                requestor,
                transport: Box::new(transport),
            }),
            #[cfg(feature = "net")]
            timeout: None,
        }
    }

    /// The client's protocol.
    #[must_use]
    pub fn protocol(&self) -> &LocalProtocol {
        self.shared.requestor.local()
    }

    /// The metadata that the server sent with the last handshake that brought any: none before the first call.
    #[must_use]
    pub fn handshake_metadata(&self) -> Arc<Metadata> {
        self.shared.requestor.handshake_metadata()
    }

    async fn exchange(&self, exchange: Exchange) -> Result<Answer, ExchangeError> {
        let Shared {
            requestor,
            transport,
        } = &*self.shared;
        transport.exchange(requestor, exchange).await
    }

    /// Makes sure that the server is there and takes the client's protocol.
    ///
    /// # Errors
    ///
    /// When it is not, or does not.
    pub async fn ping(&self) -> Result<(), ExchangeError> {
        let ping = self.exchange(self.shared.requestor.ping());
        #[cfg(feature = "net")]
        if let Some(timeout) = self.timeout {
            let late = |_| TransportError::new("nothing was answered in time");
            return tokio::time::timeout(timeout, ping)
                .await
                .map_err(late)?
                .map(drop);
        }
        ping.await.map(drop)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("requestor", &self.shared.requestor)
            .finish_non_exhaustive()
    }
}
