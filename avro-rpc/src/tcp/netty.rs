//! A client over one connection with many calls under way.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::{Buf, BytesMut};
use tokio::io::{AsyncReadExt, AsyncWriteExt, ReadHalf, WriteHalf};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;

use super::BUSY;
use crate::client::{Answer, BoxFuture, Exchange, Requestor, Transport};
use crate::error::{ExchangeError, TransportError};
use crate::frame::FrameError;
use crate::net::{Connector, Stream};
use crate::pack::{self, Unpacker};
use crate::session::Session;

/// Calls over one connection to a server of Netty's framing: [`TcpServer`](super::TcpServer), or Java's `NettyServer`.
///
/// The connection is made when it is wanted, and again when it was lost. A call that is given up leaves it as it is.
///
/// ```
/// use avro_rpc::tcp::NettyTransport;
///
/// let transport = NettyTransport::new("localhost:65111");
/// ```
#[derive(Debug)]
pub struct NettyTransport {
    connector: Connector,
    connection: tokio::sync::Mutex<Option<Arc<Connection>>>,
}

impl NettyTransport {
    /// To the server at `host:port`.
    pub fn new(address: impl Into<String>) -> Self {
        NettyTransport {
            connector: Connector::new(address.into()),
            connection: tokio::sync::Mutex::default(),
        }
    }

    /// The same with another time for the connection to be made: ten seconds if nothing is said.
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

    /// A connection on which the handshake is over. One call makes it, others wait for it.
    async fn connection(&self, requestor: &Requestor) -> Result<Arc<Connection>, ExchangeError> {
        let mut kept = self.connection.lock().await;
        if let Some(connection) = &*kept
            && !connection.pending.lock().closed
        {
            return Ok(Arc::clone(connection));
        }
        *kept = None;
        let stream = self.connector.connect().await?;
        let mut connection = Connection::new(stream, requestor.limits().message());
        // The handshake goes ahead of all calls: it must not wait for what a call takes to be handled.
        let (mut session, mut ping) = (Session::stateful(), requestor.ping());
        loop {
            let response = connection
                .call(requestor.request(&session, &mut ping)?)
                .await?;
            if requestor
                .response(&mut session, &mut ping, response)?
                .is_some()
            {
                break;
            }
        }
        connection.session = session;
        Ok(Arc::clone(kept.insert(Arc::new(connection))))
    }

    async fn call(
        &self,
        requestor: &Requestor,
        mut exchange: Exchange,
    ) -> Result<Answer, ExchangeError> {
        let connection = self.connection(requestor).await?;
        let mut session = connection.session.clone();
        let request = requestor.request(&session, &mut exchange)?;
        if !requestor.awaits_response(&session, &exchange) {
            connection.send(request).await?;
            return Ok(requestor.no_answer(&session));
        }
        let response = connection.call(request).await?;
        match requestor.response(&mut session, &mut exchange, response)? {
            Some(answer) => Ok(answer),
            // A session that is established has no second try.
            None => Err(TransportError::new("the handshake was made and is not over").into()),
        }
    }
}

impl Transport for NettyTransport {
    fn exchange<'a>(
        &'a self,
        requestor: &'a Requestor,
        exchange: Exchange,
    ) -> BoxFuture<'a, Result<Answer, ExchangeError>> {
        Box::pin(self.call(requestor, exchange))
    }
}

/// A connection, with a task that reads and one that writes. Both end with it.
#[derive(Debug)]
struct Connection {
    session: Session,
    outgoing: mpsc::Sender<Outgoing>,
    pending: Pending,
    _tasks: JoinSet<()>,
}

#[derive(Debug)]
struct Outgoing {
    serial: u32,
    message: Vec<u8>,
    /// Told when the message is on its way, where somebody wants to know.
    written: Option<oneshot::Sender<()>>,
}

/// The calls that wait for an answer.
#[derive(Clone, Debug, Default)]
struct Pending(Arc<Mutex<Waiting>>);

#[derive(Debug, Default)]
struct Waiting {
    calls: HashMap<u32, oneshot::Sender<Vec<u8>>>,
    last: u32,
    closed: bool,
}

impl Pending {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiting {
    fn serial(&mut self) -> u32 {
        self.last = self.last.wrapping_add(1);
        self.last
    }

    /// Nothing will be answered any more: those who wait are told by their sender's end.
    fn close(&mut self) {
        self.closed = true;
        self.calls.clear();
    }
}

impl Connection {
    fn new(stream: Stream, limit: usize) -> Self {
        let (reader, writer) = tokio::io::split(stream);
        let (outgoing, queue) = mpsc::channel(64);
        let pending = Pending::default();
        let mut tasks = JoinSet::new();
        let reads = pending.clone();
        tasks.spawn(async move {
            // Whatever ended it, those who wait are told.
            let _ = read(reader, limit, &reads).await;
            reads.lock().close();
        });
        let writes = pending.clone();
        tasks.spawn(async move {
            if write(writer, queue).await.is_err() {
                writes.lock().close();
            }
        });
        Connection {
            session: Session::stateful(),
            outgoing,
            pending,
            _tasks: tasks,
        }
    }

    /// Sends a message and waits for its answer.
    async fn call(&self, message: Vec<u8>) -> Result<Vec<u8>, TransportError> {
        let closed = || TransportError::new("the connection was closed");
        let (answer, answered) = oneshot::channel();
        let waiting = {
            let mut waiting = self.pending.lock();
            if waiting.closed {
                return Err(closed());
            }
            let serial = waiting.serial();
            waiting.calls.insert(serial, answer);
            Given {
                serial,
                pending: &self.pending,
            }
        };
        let outgoing = Outgoing {
            serial: waiting.serial,
            message,
            written: None,
        };
        self.outgoing.send(outgoing).await.map_err(|_| closed())?;
        answered.await.map_err(|_| closed())
    }

    /// Sends a message that has no answer.
    async fn send(&self, message: Vec<u8>) -> Result<(), TransportError> {
        let serial = self.pending.lock().serial();
        let (written, on_its_way) = oneshot::channel();
        let outgoing = Outgoing {
            serial,
            message,
            written: Some(written),
        };
        let closed = || TransportError::new("the connection was closed");
        self.outgoing.send(outgoing).await.map_err(|_| closed())?;
        on_its_way.await.map_err(|_| closed())
    }
}

/// A call's place among those that wait. It is free again when the call is over, or given up.
struct Given<'a> {
    serial: u32,
    pending: &'a Pending,
}

impl Drop for Given<'_> {
    fn drop(&mut self) {
        self.pending.lock().calls.remove(&self.serial);
    }
}

async fn read(
    mut reader: ReadHalf<Stream>,
    limit: usize,
    pending: &Pending,
) -> Result<(), TransportError> {
    let broken = |error| TransportError::because("no response", error);
    let mut unpacker = Unpacker::new(limit);
    let mut buffer = BytesMut::new();
    loop {
        buffer.reserve(BUSY);
        if reader.read_buf(&mut buffer).await.map_err(broken)? == 0 {
            return Ok(());
        }
        let mut input = &buffer[..];
        let not_a_pack = |error: FrameError| TransportError::because("not a response", error);
        while let Some(pack) = unpacker.push(&mut input).map_err(not_a_pack)? {
            let waiting = pending.lock().calls.remove(&pack.serial);
            if let Some(waiting) = waiting {
                // It fails only if the call was given up.
                let _ = waiting.send(pack.message);
            }
        }
        buffer.advance(buffer.len().saturating_sub(input.len()));
    }
}

/// Writes what is sent. What is there at once goes out together.
async fn write(
    mut writer: WriteHalf<Stream>,
    mut queue: mpsc::Receiver<Outgoing>,
) -> Result<(), TransportError> {
    let broken = |error| TransportError::because("the request was not sent", error);
    let mut batch = Vec::new();
    let mut bytes = Vec::new();
    while queue.recv_many(&mut batch, 64).await > 0 {
        bytes.clear();
        for outgoing in &batch {
            pack::put(&mut bytes, outgoing.serial, &outgoing.message)
                .map_err(|error| TransportError::because("the request was not sent", error))?;
        }
        writer.write_all(&bytes).await.map_err(broken)?;
        writer.flush().await.map_err(broken)?;
        for written in batch.drain(..).filter_map(|outgoing| outgoing.written) {
            let _ = written.send(());
        }
        bytes.shrink_to(BUSY);
    }
    Ok(())
}
