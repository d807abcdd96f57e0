//! A server over plain connections.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Buf, BytesMut};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpStream, ToSocketAddrs};
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};

use super::{BUSY, Framing};
use crate::frame::{self, FrameError, Unframer};
use crate::limits::Limits;
use crate::net::{
    Accepts, Bound, FREE, Held, Host, Room, Settings, Stopping, Stream, listen, semaphore,
};
use crate::pack::{self, Unpacker};
use crate::server::{Peer, Received, Reply, Server, Service};
use crate::session::Session;

/// How long a connection that the server has ended waits for the client to end it too.
const LINGER: Duration = Duration::from_secs(1);

/// A service over plain connections.
///
/// ```no_run
/// use avro_rpc::tcp::{Framing, TcpServer};
/// # use avro_rpc::Service;
///
/// # async fn example(service: impl Service) -> std::io::Result<()> {
/// let server = TcpServer::new(service, Framing::Netty).bind("localhost:65111").await?;
/// server.serve_until(async { std::future::pending().await }).await;
/// # Ok(())
/// # }
/// ```
///
/// A call that is under way when its connection ends is handled to its end, or until the time that its client said it waits
/// is over.
#[derive(Debug)]
pub struct TcpServer<S> {
    host: Host<S>,
    framing: Framing,
}

impl<S: Service> TcpServer<S> {
    /// A server of this service.
    pub fn new(service: S, framing: Framing) -> Self {
        Self::with_limits(service, framing, Limits::default())
    }

    /// The same with other limits on what clients send.
    pub fn with_limits(service: S, framing: Framing, limits: Limits) -> Self {
        Self::of(Server::with_limits(service, limits), framing)
    }

    /// A server that has been made already.
    pub fn of(server: Server<S>, framing: Framing) -> Self {
        TcpServer {
            host: Host::new(server),
            framing,
        }
    }

    /// The same with other bounds on connections.
    #[must_use]
    pub fn with_settings(mut self, settings: Settings) -> Self {
        self.host = self.host.with_settings(settings);
        self
    }

    /// The same behind TLS.
    #[cfg(feature = "tls")]
    #[must_use]
    pub fn with_tls(mut self, tls: crate::tls::ServerTls) -> Self {
        self.host = self.host.with_tls(tls);
        self
    }

    /// Takes an address.
    ///
    /// # Errors
    ///
    /// When it cannot be had.
    pub async fn bind(self, address: impl ToSocketAddrs) -> io::Result<Bound<Self>> {
        Ok(Bound::new(listen(address).await?, self))
    }
}

impl<S: Service> Accepts for TcpServer<S> {
    fn settings(&self) -> &Settings {
        &self.host.settings
    }

    async fn connection(
        self: Arc<Self>,
        stream: TcpStream,
        address: SocketAddr,
        mut stopping: Stopping,
    ) {
        let secured = self.host.secured(stream, address, &mut stopping).await;
        let Some((stream, peer)) = secured else {
            return;
        };
        // Whatever ended it: there is nobody to be told.
        let _ = match self.framing {
            Framing::Socket => socket(&self.host, stream, peer, stopping).await,
            Framing::Netty => netty(self, stream, peer, stopping).await,
        };
    }
}

/// What puts messages together.
trait Assembles {
    type Message;

    fn push(&mut self, input: &mut &[u8]) -> Result<Option<Self::Message>, FrameError>;

    fn is_between(&self) -> bool;
}

impl Assembles for Unframer {
    type Message = Vec<u8>;

    fn push(&mut self, input: &mut &[u8]) -> Result<Option<Vec<u8>>, FrameError> {
        Unframer::push(self, input)
    }

    fn is_between(&self) -> bool {
        Unframer::is_between(self)
    }
}

impl Assembles for Unpacker {
    type Message = pack::Pack;

    fn push(&mut self, input: &mut &[u8]) -> Result<Option<pack::Pack>, FrameError> {
        Unpacker::push(self, input)
    }

    fn is_between(&self) -> bool {
        Unpacker::is_between(self)
    }
}

/// Reads the messages of a connection.
struct Incoming<R, A> {
    reader: R,
    assembler: A,
    buffer: BytesMut,
    idle: Duration,
    message_time: Duration,
    room: Room,
    stopping: Stopping,
}

impl<R: AsyncRead + Unpin, A: Assembles> Incoming<R, A> {
    fn new<S>(reader: R, assembler: A, host: &Host<S>, stopping: Stopping) -> Self {
        let settings = &host.settings;
        Incoming {
            reader,
            assembler,
            buffer: BytesMut::new(),
            idle: settings.idle(),
            message_time: settings.message_time(),
            room: host.room.clone(),
            stopping,
        }
    }

    /// The next message; `None` where there is none to be waited for: the client has closed the connection, or
    /// was quiet for too long while it was not `busy`, or the server stops.
    ///
    /// # Errors
    ///
    /// When the connection is broken, and when a message is not one, takes too long, or finds no room.
    async fn next(&mut self, busy: impl Fn() -> bool) -> io::Result<Option<(A::Message, Held)>> {
        if self.stopping.is_now() {
            return Ok(None);
        }
        let mut held = self.room.message();
        let mut begun: Option<Instant> = None;
        let mut much = 0;
        loop {
            let mut input = &self.buffer[..];
            let message = self.assembler.push(&mut input).map_err(io::Error::other)?;
            let taken = self.buffer.len().saturating_sub(input.len());
            self.buffer.advance(taken);
            if let Some(message) = message {
                return Ok(Some((message, held)));
            }
            if self.assembler.is_between() {
                // What a large message took is not kept.
                if self.buffer.capacity() > 2 * FREE {
                    self.buffer = BytesMut::new();
                }
                self.buffer.reserve(FREE);
                let quiet = timeout(self.idle, self.reader.read_buf(&mut self.buffer));
                let read = tokio::select! {
                    biased;
                    () = self.stopping.wait() => return Ok(None),
                    read = quiet => read,
                };
                match read {
                    Err(_) if busy() => continue,
                    Err(_) => return Ok(None),
                    Ok(read) => {
                        much = read?;
                        if much == 0 {
                            return Ok(None);
                        }
                        continue;
                    }
                }
            }
            let taken = begun.get_or_insert_with(Instant::now).elapsed();
            let left = self.message_time.saturating_sub(taken);
            self.buffer.reserve(if much < FREE { FREE } else { BUSY });
            let read = timeout(left, self.reader.read_buf(&mut self.buffer)).await;
            much = read.map_err(|_| io::ErrorKind::TimedOut)??;
            if much == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            if !held.grow(much) {
                return Err(io::ErrorKind::OutOfMemory.into());
            }
        }
    }

    /// Drops what the client sends until it has seen the end of the connection too. A connection that is closed on
    /// calls that nobody has read is reset, and the client would lose replies that are on their way.
    async fn linger(&mut self) {
        let rest = async {
            self.buffer.clear();
            while let Ok(1..) = self.reader.read_buf(&mut self.buffer).await {
                self.buffer.clear();
            }
        };
        let _ = timeout(LINGER, rest).await;
    }
}

/// One call after the other.
async fn socket<S: Service>(
    host: &Host<S>,
    stream: Stream,
    peer: Peer,
    stopping: Stopping,
) -> io::Result<()> {
    let (reader, mut writer) = tokio::io::split(stream);
    let responder = host.server.responder();
    let unframer = Unframer::new(responder.limits().message());
    let mut incoming = Incoming::new(reader, unframer, host, stopping);
    let mut session = Session::stateful();
    let mut framed = Vec::new();
    while let Some((message, _held)) = incoming.next(|| false).await? {
        let received = responder
            .receive(&mut session, message)
            .map_err(io::Error::other)?;
        let reply = match received {
            Received::Answered(reply) => reply,
            Received::Call(request) => {
                let _turn = host.turn().await;
                host.handle(request.with_peer(peer.clone())).await
            }
        };
        if let Some(reply) = reply.into_message() {
            framed.clear();
            frame::put(&mut framed, &reply);
            writer.write_all(&framed).await?;
            writer.flush().await?;
            framed.shrink_to(BUSY);
        }
    }
    writer.shutdown().await
}

/// Many calls at once.
async fn netty<S: Service>(
    server: Arc<TcpServer<S>>,
    stream: Stream,
    peer: Peer,
    stopping: Stopping,
) -> io::Result<()> {
    let host = &server.host;
    let (reader, writer) = tokio::io::split(stream);
    let room = semaphore(host.settings.calls_of_connection());
    let all = room.available_permits();
    let (replies, queue) = mpsc::channel(64);
    let mut tasks = JoinSet::new();
    tasks.spawn(write(writer, queue));

    let responder = host.server.responder();
    let unpacker = Unpacker::new(responder.limits().message());
    let mut incoming = Incoming::new(reader, unpacker, host, stopping);
    let mut session = Session::stateful();
    let busy = || room.available_permits() < all;
    let read = async {
        while let Some((pack, held)) = incoming.next(busy).await? {
            let serial = pack.serial;
            let received = responder
                .receive(&mut session, pack.message)
                .map_err(io::Error::other)?;
            match received {
                Received::Answered(reply) => send(&replies, serial, reply, None).await,
                Received::Call(request) => {
                    let request = request.with_peer(peer.clone());
                    // The semaphore is never closed.
                    let permit = Arc::clone(&room).acquire_owned().await.ok();
                    // Nothing more is read before it is this call's turn: so what waits is bounded.
                    let turn = host.turn().await;
                    let (server, replies) = (Arc::clone(&server), replies.clone());
                    tasks.spawn(async move {
                        let reply = server.host.handle(request).await;
                        drop((turn, held));
                        send(&replies, serial, reply, permit).await;
                    });
                }
            }
            while tasks.try_join_next().is_some() {}
        }
        Ok(())
    };
    let read: io::Result<()> = tokio::select! {
        read = read => read,
        // Nobody takes the replies any more.
        () = replies.closed() => Err(io::ErrorKind::BrokenPipe.into()),
    };
    // Calls that are under way are handled to their end, and the writer ends behind the last of them.
    drop(replies);
    while tasks.join_next().await.is_some() {}
    if read.is_ok() {
        incoming.linger().await;
    }
    read
}

/// A reply on its way. Until it is written its call is under way.
struct Outgoing {
    serial: u32,
    message: Vec<u8>,
    _permit: Option<OwnedSemaphorePermit>,
}

async fn send(
    replies: &mpsc::Sender<Outgoing>,
    serial: u32,
    reply: Reply,
    permit: Option<OwnedSemaphorePermit>,
) {
    if let Some(message) = reply.into_message() {
        let outgoing = Outgoing {
            serial,
            message,
            _permit: permit,
        };
        // It fails only if the connection is broken.
        let _ = replies.send(outgoing).await;
    }
}

/// Writes replies. What is there at once goes out together.
async fn write(mut writer: impl AsyncWrite + Unpin + Send, mut queue: mpsc::Receiver<Outgoing>) {
    let mut batch = Vec::new();
    let mut bytes = Vec::new();
    while queue.recv_many(&mut batch, 64).await > 0 {
        bytes.clear();
        for outgoing in &batch {
            if pack::put(&mut bytes, outgoing.serial, &outgoing.message).is_err() {
                return;
            }
        }
        let written = async {
            writer.write_all(&bytes).await?;
            writer.flush().await
        };
        if written.await.is_err() {
            return;
        }
        batch.clear();
        bytes.shrink_to(BUSY);
    }
    // The client sees the end of the connection behind the last reply.
    let _ = writer.shutdown().await;
}
