//! Taking connections, and letting them go in the end.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpSocket, TcpStream, ToSocketAddrs, lookup_host};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::{Host, Settings, Stream, semaphore};
use crate::server::Peer;

/// How long to wait when no connection can be taken: until others have been closed, it may be.
const AFTER_AN_ERROR: Duration = Duration::from_millis(50);

/// How many connections may wait to be taken: more than come at once when many clients start together.
/// A client that finds no room tries again after a whole second.
const WAITING: u32 = 4096;

/// Takes an address: the first that can be had of those that a name stands for.
pub(crate) async fn listen(address: impl ToSocketAddrs) -> io::Result<TcpListener> {
    let mut failed = io::Error::new(
        io::ErrorKind::InvalidInput,
        "the name stands for no address",
    );
    for address in lookup_host(address).await? {
        let listen = || {
            let socket = match address {
                SocketAddr::V4(_) => TcpSocket::new_v4()?,
                SocketAddr::V6(_) => TcpSocket::new_v6()?,
            };
            // So that a server can be started again at once. On Windows it would mean something else.
            #[cfg(not(windows))]
            socket.set_reuseaddr(true)?;
            socket.bind(address)?;
            socket.listen(WAITING)
        };
        match listen() {
            Ok(listener) => return Ok(listener),
            Err(error) => failed = error,
        }
    }
    Err(failed)
}

/// A server that takes connections.
pub trait Accepts: Send + Sync + 'static {
    /// What it spends on them.
    fn settings(&self) -> &Settings;

    /// Serves one connection to its end.
    fn connection(
        self: Arc<Self>,
        stream: TcpStream,
        address: SocketAddr,
        stopping: Stopping,
    ) -> impl Future<Output = ()> + Send;
}

/// Tells a connection that the server is about to stop.
#[derive(Clone, Debug)]
pub struct Stopping(watch::Receiver<bool>);

impl Stopping {
    /// Whether the server has been told to stop.
    #[cfg(feature = "tcp")]
    pub(crate) fn is_now(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits until the server is told to stop.
    pub(crate) async fn wait(&mut self) {
        // If the server is gone, that is an end too.
        let _ = self.0.wait_for(|&stop| stop).await;
    }
}

/// A server at its address. It serves when it is told to.
#[derive(Debug)]
pub struct Bound<A> {
    listener: TcpListener,
    server: Arc<A>,
}

impl<A: Accepts> Bound<A> {
    pub(crate) fn new(listener: TcpListener, server: A) -> Self {
        Bound {
            listener,
            server: Arc::new(server),
        }
    }

    /// The address, with the port that was given where 0 was asked for.
    ///
    /// # Errors
    ///
    /// When the system does not say.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Serves for ever, or until the future is dropped: that cuts all connections.
    pub async fn serve(self) {
        self.serve_until(std::future::pending()).await;
    }

    /// Serves until `stop` is over. Then no connection is taken any more, calls that are under way
    /// [have some time](Settings::drain) to end, and what is left is cut.
    ///
    /// When a connection cannot be taken, for want of files perhaps, the server goes on.
    pub async fn serve_until(self, stop: impl Future<Output = ()>) {
        let settings = self.server.settings().clone();
        let (tell, stopping) = watch::channel(false);
        let room = semaphore(settings.connections());
        let mut connections = JoinSet::new();
        let mut stop = pin!(stop);
        loop {
            let accept = async {
                // The semaphore is never closed.
                let permit = Arc::clone(&room).acquire_owned().await;
                (permit, self.listener.accept().await)
            };
            let (permit, accepted) = tokio::select! {
                biased;
                () = &mut stop => break,
                accepted = accept => accepted,
            };
            match accepted {
                Ok((stream, address)) => {
                    let server = Arc::clone(&self.server);
                    let stopping = Stopping(stopping.clone());
                    connections.spawn(async move {
                        server.connection(stream, address, stopping).await;
                        drop(permit);
                    });
                }
                Err(_) => sleep(AFTER_AN_ERROR).await,
            }
            while connections.try_join_next().is_some() {}
        }
        drop(self.listener);
        // It fails only if no connection is left.
        let _ = tell.send(true);
        let drained = async { while connections.join_next().await.is_some() {} };
        // The rest is cut when the set is dropped.
        let _ = timeout(settings.drain(), drained).await;
    }
}

impl<S> Host<S> {
    /// A connection that was taken, behind TLS if the server wants that, and who is at its other end.
    pub(crate) async fn secured(
        &self,
        stream: TcpStream,
        address: SocketAddr,
        stopping: &mut Stopping,
    ) -> Option<(Stream, Peer)> {
        // Answers are sent whole, and at once.
        let _ = stream.set_nodelay(true);
        let patience = self.settings.message_time();
        let peer = Peer {
            address: Some(address),
            ..Peer::default()
        };
        #[cfg(feature = "tls")]
        if let Some(tls) = &self.tls {
            let accepted = tokio::select! {
                accepted = timeout(patience, tls.accept(stream)) => accepted,
                // No call is under way yet.
                () = stopping.wait() => return None,
            };
            let (stream, certificates) = accepted.ok()?.ok()?;
            let peer = Peer {
                certificates,
                ..peer
            };
            return Some((Stream::new(stream, Some(patience)), peer));
        }
        #[cfg(not(feature = "tls"))]
        let _ = stopping;
        Some((Stream::new(stream, Some(patience)), peer))
    }
}
