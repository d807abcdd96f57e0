//! A client over one connection with many calls under way.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use bytes::{Buf, BytesMut};
use tokio::io::{AsyncReadExt, AsyncWriteExt, ReadHalf, WriteHalf};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::BUSY;
use crate::client::{Answer, BoxFuture, Exchange, Requestor, Transport};
use crate::error::{ExchangeError, TransportError};
use crate::frame::FrameError;
use crate::net::{Connector, Stream};
use crate::pack::{self, Unpacker};
use crate::session::Session;

/// Calls over one connection to a server of Netty's framing: [`TcpServer`](super::TcpServer), or Java's `NettyServer`.
///
/// The connection is made when it is wanted, and again when it was lost. A call that is given up leaves it as it is,
/// unless the server has said nothing at all since the call was made, for a second or more: then later calls have another.
///
/// ```
/// use avro_rpc::tcp::NettyTransport;
///
/// let transport = NettyTransport::new("localhost:65111");
/// ```
#[derive(Debug)]
pub struct NettyTransport {
    connector: Connector,
    kept: tokio::sync::Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    connection: Option<Arc<Connection>>,
    /// When the last one could not be made.
    failed: Option<Instant>,
}

impl NettyTransport {
    /// To the server at `host:port`.
    pub fn new(address: impl Into<String>) -> Self {
        NettyTransport {
            connector: Connector::new(address.into()),
            kept: tokio::sync::Mutex::default(),
        }
    }

    /// The same with another time for the connection to be made, with its handshake: ten seconds if nothing is said.
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

    /// A connection on which the handshake is over. One call makes it; others wait for it, and fail with it.
    async fn connection(&self, requestor: &Requestor) -> Result<Arc<Connection>, ExchangeError> {
        let since = Instant::now();
        let mut kept = self.kept.lock().await;
        if let Some(connection) = &kept.connection
            && connection.pending.lock().is_good()
        {
            return Ok(Arc::clone(connection));
        }
        // Calls that are under way on the old one stay with it.
        kept.connection = None;
        if kept.failed.is_some_and(|failed| failed >= since) {
            let error =
                TransportError::new("the connection that other calls waited for too failed");
            return Err(error.unsent().into());
        }
        let made = timeout(self.connector.patience(), self.connect(requestor)).await;
        let late = |_| TransportError::new("no connection in time").unsent();
        match made.map_err(late).map_err(ExchangeError::from).flatten() {
            Ok(made) => Ok(Arc::clone(kept.connection.insert(Arc::new(made)))),
            Err(error) => {
                kept.failed = Some(Instant::now());
                Err(error)
            }
        }
    }

    async fn connect(&self, requestor: &Requestor) -> Result<Connection, ExchangeError> {
        let stream = self.connector.connect().await?;
        let mut connection = Connection::new(stream, requestor.limits().message());
        // The handshake goes ahead of all calls: it must not wait for what a call takes to be handled.
        let (mut session, mut ping) = (Session::stateful(), requestor.ping());
        loop {
            let request = requestor.request(&session, &mut ping)?;
            let response = connection.call(request).await;
            let response = response.map_err(TransportError::unsent)?;
            let answer = requestor.response(&mut session, &mut ping, response)?;
            if answer.is_some() {
                connection.session = session;
                return Ok(connection);
            }
        }
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
#[derive(Clone, Debug)]
struct Pending(Arc<Mutex<Waiting>>);

#[derive(Debug)]
struct Waiting {
    calls: HashMap<u32, oneshot::Sender<Vec<u8>>>,
    last: u32,
    /// When anything was answered last.
    heard: Instant,
    /// Whether the server may have gone without a word.
    silent: bool,
    closed: bool,
}

/// A call that was given up after so much time, in which nothing at all was answered, says that the server may be gone.
const SILENCE: Duration = Duration::from_secs(1);

impl Pending {
    fn new() -> Self {
        Pending(Arc::new(Mutex::new(Waiting {
            calls: HashMap::new(),
            last: 0,
            heard: Instant::now(),
            silent: false,
            closed: false,
        })))
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiting {
    /// Whether a new call may be made.
    fn is_good(&self) -> bool {
        !self.closed && !self.silent
    }

    /// A number that no call has which is under way.
    fn serial(&mut self) -> u32 {
        loop {
            self.last = self.last.wrapping_add(1);
            if !self.calls.contains_key(&self.last) {
                return self.last;
            }
        }
    }

    /// Nothing will be answered any more: those who wait are told by their sender's end.
    fn close(&mut self) {
        self.closed = true;
        self.calls.clear();
    }
}

/// Closes a connection when one of its tasks is over, whatever ended that: its runtime may have.
struct Closing(Pending);

impl Drop for Closing {
    fn drop(&mut self) {
        self.0.lock().close();
    }
}

impl Connection {
    fn new(stream: Stream, limit: usize) -> Self {
        let (reader, writer) = tokio::io::split(stream);
        let (outgoing, queue) = mpsc::channel(64);
        let pending = Pending::new();
        let mut tasks = JoinSet::new();
        let closing = Closing(pending.clone());
        let writes = tasks.spawn(async move {
            let _closing = closing;
            // Those who wait are told that it ended, not why.
            let _ = write(writer, queue).await;
        });
        let closing = Closing(pending.clone());
        tasks.spawn(async move {
            let _ = read(reader, limit, &closing.0).await;
            // The server waits for its end of the connection.
            writes.abort();
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
        let (answer, answered) = oneshot::channel();
        let waiting = {
            let mut waiting = self.pending.lock();
            if waiting.closed {
                return Err(closed().unsent());
            }
            let serial = waiting.serial();
            waiting.calls.insert(serial, answer);
            Given {
                serial,
                since: Instant::now(),
                pending: &self.pending,
            }
        };
        let outgoing = Outgoing {
            serial: waiting.serial,
            message,
            written: None,
        };
        let sent = self.outgoing.send(outgoing).await;
        sent.map_err(|_| closed().unsent())?;
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
        let sent = self.outgoing.send(outgoing).await;
        sent.map_err(|_| closed().unsent())?;
        on_its_way.await.map_err(|_| closed())
    }
}

/// A call's place among those that wait. It is free again when the call is over, or given up.
struct Given<'a> {
    serial: u32,
    since: Instant,
    pending: &'a Pending,
}

impl Drop for Given<'_> {
    fn drop(&mut self) {
        let mut waiting = self.pending.lock();
        let is_given_up = waiting.calls.remove(&self.serial).is_some();
        if is_given_up && waiting.heard < self.since && self.since.elapsed() >= SILENCE {
            waiting.silent = true;
        }
    }
}

fn closed() -> TransportError {
    TransportError::new("the connection was closed")
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
            let waiting = {
                let mut waiting = pending.lock();
                waiting.heard = Instant::now();
                waiting.calls.remove(&pack.serial)
            };
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
