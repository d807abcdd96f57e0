//! A client over plain sockets, one call on each at a time.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::{Buf, BytesMut};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::Semaphore;

use super::BUSY;
use crate::client::{Answer, BoxFuture, Exchange, Requestor, Transport};
use crate::error::HandshakeError::{NoSuchMessage, NotBothOneWay};
use crate::error::{ExchangeError, TransportError};
use crate::frame::{self, Unframer};
use crate::net::{Connector, Stream, semaphore};
use crate::session::Session;

/// Calls over sockets to a server of the specification's framing: [`TcpServer`](super::TcpServer), or Java's `SocketServer`.
///
/// Connections are made when they are wanted, kept for later calls, and closed when a call on them is given up.
///
/// ```
/// use avro_rpc::tcp::SocketTransport;
///
/// let transport = SocketTransport::new("localhost:65111").with_connections(4);
/// ```
#[derive(Debug)]
pub struct SocketTransport {
    connector: Connector,
    room: Arc<Semaphore>,
    idle: Mutex<Vec<Connection>>,
}

#[derive(Debug)]
struct Connection {
    stream: Stream,
    session: Session,
    unframer: Unframer,
    buffer: BytesMut,
}

impl SocketTransport {
    /// To the server at `host:port`, over at most 64 connections.
    pub fn new(address: impl Into<String>) -> Self {
        SocketTransport {
            connector: Connector::new(address.into()),
            room: semaphore(64),
            idle: Mutex::default(),
        }
    }

    /// The same with so many connections at most. Further calls wait.
    #[must_use]
    pub fn with_connections(mut self, connections: usize) -> Self {
        self.room = semaphore(connections);
        self
    }

    /// The same with another time for a connection to be made: ten seconds if nothing is said.
    #[must_use]
    pub fn with_connect_timeout(mut self, timeout: Duration) -> Self {
        self.connector.set_patience(timeout);
        self
    }

    /// The same behind TLS. The server's certificate has to be for the address's host.
    #[cfg(feature = "tls")]
    #[must_use]
    pub fn with_tls(mut self, tls: crate::tls::ClientTls) -> Self {
        self.connector = self.connector.with_tls(tls);
        self
    }

    async fn connection(&self, limit: usize) -> Result<Connection, TransportError> {
        while let Some(mut connection) = self.idle().pop() {
            if !connection.stream.is_stale() {
                return Ok(connection);
            }
        }
        Ok(Connection {
            stream: self.connector.connect().await?,
            session: Session::stateful(),
            unframer: Unframer::new(limit),
            buffer: BytesMut::new(),
        })
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn call(
        &self,
        requestor: &Requestor,
        mut exchange: Exchange,
    ) -> Result<Answer, ExchangeError> {
        // The semaphore is never closed.
        let _permit = self.room.acquire().await;
        let mut connection = self.connection(requestor.limits().message()).await?;
        let answer = connection.call(requestor, &mut exchange).await;
        // On any other error nobody knows what is still to come on the connection.
        if let Ok(_) | Err(ExchangeError::Handshake(NoSuchMessage(_) | NotBothOneWay(_))) = answer {
            self.idle().push(connection);
        }
        answer
    }
}

impl Connection {
    async fn call(
        &mut self,
        requestor: &Requestor,
        exchange: &mut Exchange,
    ) -> Result<Answer, ExchangeError> {
        loop {
            let awaits = requestor.awaits_response(&self.session, exchange);
            let mut framed = Vec::new();
            frame::put(&mut framed, &requestor.request(&self.session, exchange)?);
            let written = async {
                self.stream.write_all(&framed).await?;
                self.stream.flush().await
            };
            let failed = |error| TransportError::because("the request was not sent", error);
            written.await.map_err(failed)?;
            if !awaits {
                return Ok(requestor.no_answer(&self.session));
            }
            let response = self.read().await?;
            if let Some(answer) = requestor.response(&mut self.session, exchange, response)? {
                return Ok(answer);
            }
        }
    }

    async fn read(&mut self) -> Result<Vec<u8>, TransportError> {
        let broken = |error| TransportError::because("no response", error);
        loop {
            let mut input = &self.buffer[..];
            let message = self.unframer.push(&mut input);
            let taken = self.buffer.len().saturating_sub(input.len());
            self.buffer.advance(taken);
            if let Some(message) =
                message.map_err(|error| TransportError::because("not a response", error))?
            {
                return Ok(message);
            }
            self.buffer.reserve(BUSY);
            if self
                .stream
                .read_buf(&mut self.buffer)
                .await
                .map_err(broken)?
                == 0
            {
                return Err(TransportError::new("the server closed the connection"));
            }
        }
    }
}

impl Transport for SocketTransport {
    fn exchange<'a>(
        &'a self,
        requestor: &'a Requestor,
        exchange: Exchange,
    ) -> BoxFuture<'a, Result<Answer, ExchangeError>> {
        Box::pin(self.call(requestor, exchange))
    }
}
