//! A server of calls over HTTP alone.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpStream, ToSocketAddrs};

use super::service::answer;
use crate::limits::Limits;
use crate::net::{Accepts, Bound, Host, Settings, Stopping, listen};
use crate::server::{Server, Service};

/// The longest time that hyper's clock can add to now.
const LONGEST: Duration = Duration::from_secs(1 << 30);

/// A service over HTTP, on every path of an address of its own.
///
/// ```no_run
/// use avro_rpc::http::HttpServer;
/// # use avro_rpc::Service;
///
/// # async fn example(service: impl Service) -> std::io::Result<()> {
/// HttpServer::new(service).bind("localhost:8080").await?.serve().await;
/// # Ok(())
/// # }
/// ```
///
/// When a client goes away, its call is given up.
#[derive(Debug)]
pub struct HttpServer<S> {
    host: Host<S>,
}

impl<S: Service> HttpServer<S> {
    /// A server of this service.
    pub fn new(service: S) -> Self {
        Self::with_limits(service, Limits::default())
    }

    /// The same with other limits on what clients send.
    pub fn with_limits(service: S, limits: Limits) -> Self {
        Self::of(Server::with_limits(service, limits))
    }

    /// A server that has been made already.
    pub fn of(server: Server<S>) -> Self {
        HttpServer {
            host: Host::new(server),
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

impl<S: Service> Accepts for HttpServer<S> {
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
        let service = service_fn(|mut request: hyper::Request<Incoming>| {
            request.extensions_mut().insert(peer.clone());
            let host = &self.host;
            async move { Ok::<_, Infallible>(answer(host, request).await) }
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(self.host.settings.message_time().min(LONGEST))
            .max_buf_size(64 << 10)
            .serve_connection(TokioIo::new(stream), service);
        let mut connection = pin!(connection);
        // Whatever ended it: there is nobody to be told.
        tokio::select! {
            _ = connection.as_mut() => return,
            () = stopping.wait() => connection.as_mut().graceful_shutdown(),
        }
        let _ = connection.await;
    }
}
