//! A client over HTTP.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HOST};
use http::uri::PathAndQuery;
use http::{HeaderValue, Method, Request, Response, StatusCode, Uri};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;

use crate::client::{Answer, BoxFuture, Exchange, Requestor, Transport};
use crate::error::{ExchangeError, TransportError};
use crate::frame::{self, Alone, FrameError};
use crate::net::Connector;
use crate::session::Session;

/// How long a connection is kept that nobody uses: less than servers have patience.
const KEPT: Duration = Duration::from_secs(20);

/// Calls over HTTP to one address.
///
/// Connections are made when they are wanted, and kept for later calls.
#[derive(Debug)]
pub struct HttpTransport {
    connector: Connector,
    host: HeaderValue,
    path: Uri,
    /// Connections without a call, the one that was used last at the end.
    idle: Mutex<VecDeque<Idle>>,
}

#[derive(Debug)]
struct Idle {
    connection: Connection,
    since: Instant,
}

type Connection = SendRequest<Full<Bytes>>;

impl HttpTransport {
    /// To the server at an `http:` address.
    ///
    /// # Errors
    ///
    /// When it is not such an address.
    ///
    /// # Example
    ///
    /// ```
    /// use avro_rpc::http::HttpTransport;
    ///
    /// assert!(HttpTransport::new("http://localhost:8080/mail").is_ok());
    /// let error = HttpTransport::new("https://localhost:8080/mail").unwrap_err();
    /// assert_eq!(error.to_string(), "not an http: address");
    /// ```
    pub fn new(address: &str) -> Result<Self, TransportError> {
        Self::build(address, ("http", 80), "not an http: address")
    }

    /// To the server at an `https:` address. Its certificate has to be for the address's host.
    ///
    /// # Errors
    ///
    /// When it is not such an address.
    #[cfg(feature = "tls")]
    pub fn with_tls(address: &str, tls: crate::tls::ClientTls) -> Result<Self, TransportError> {
        let mut transport = Self::build(address, ("https", 443), "not an https: address")?;
        transport.connector = transport.connector.with_tls(tls);
        Ok(transport)
    }

    /// The same with another time for a connection to be made: ten seconds if nothing is said.
    #[must_use]
    pub fn with_connect_timeout(mut self, timeout: Duration) -> Self {
        self.connector.set_patience(timeout);
        self
    }

    /// To an address of this scheme, which has this port if it does not say another.
    fn build(
        address: &str,
        (scheme, port): (&str, u16),
        otherwise: &'static str,
    ) -> Result<Self, TransportError> {
        let not_one = || TransportError::new(otherwise);
        let uri: Uri = address
            .parse()
            .map_err(|error| TransportError::because(otherwise, error))?;
        let host = uri.host().filter(|_| uri.scheme_str() == Some(scheme));
        let host = host.ok_or_else(not_one)?;
        let named = match uri.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        };
        let path = uri.path_and_query().cloned();
        Ok(HttpTransport {
            connector: Connector::new(format!("{host}:{}", uri.port_u16().unwrap_or(port))),
            host: named.parse().map_err(|_| not_one())?,
            path: path.unwrap_or(PathAndQuery::from_static("/")).into(),
            idle: Mutex::default(),
        })
    }

    async fn call(
        &self,
        requestor: &Requestor,
        mut exchange: Exchange,
    ) -> Result<Answer, ExchangeError> {
        let mut session = Session::stateless();
        loop {
            let message = requestor.request(&session, &mut exchange)?;
            let response = self.post(&message, requestor.limits().message()).await?;
            if let Some(answer) = requestor.response(&mut session, &mut exchange, response)? {
                return Ok(answer);
            }
        }
    }

    async fn post(&self, message: &[u8], limit: usize) -> Result<Vec<u8>, TransportError> {
        let mut framed = Vec::new();
        frame::put(&mut framed, message);
        let mut request = Request::new(Full::new(Bytes::from(framed)));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = self.path.clone();
        let headers = request.headers_mut();
        headers.insert(HOST, self.host.clone());
        let avro = HeaderValue::from_static(super::CONTENT_TYPE);
        headers.insert(CONTENT_TYPE, avro);

        let (response, connection) = self.send(request).await?;
        if response.status() != StatusCode::OK {
            let status = response.status().to_string();
            return Err(TransportError::because(
                "the server does not take the call",
                status,
            ));
        }
        let mut body = response.into_body();
        let mut alone = Alone::new(limit);
        let bad = |error: FrameError| TransportError::because("not a response", error);
        while let Some(frame) = body.frame().await {
            let frame =
                frame.map_err(|error| TransportError::because("no whole response", error))?;
            if let Some(data) = frame.data_ref() {
                alone.push(data).map_err(bad)?;
            }
        }
        self.keep(connection);
        alone.end().map_err(bad)
    }

    /// Sends a request on a connection that is free, or on a new one. What a kept connection did not take, because
    /// the server had closed it, goes to another.
    async fn send(
        &self,
        mut request: Request<Full<Bytes>>,
    ) -> Result<(Response<Incoming>, Connection), TransportError> {
        let failed = |error| TransportError::because("no response", error);
        loop {
            let kept = self.idle().pop_back();
            let is_kept = kept.is_some();
            let mut connection = match kept {
                Some(Idle { since, .. }) if since.elapsed() > KEPT => continue,
                Some(Idle { connection, .. }) => connection,
                None => self.connect().await?,
            };
            if let Err(error) = connection.ready().await {
                match is_kept {
                    true => continue,
                    false => return Err(failed(error)),
                }
            }
            match connection.try_send_request(request).await {
                Ok(response) => return Ok((response, connection)),
                Err(mut error) => match error.take_message() {
                    Some(unsent) if is_kept => request = unsent,
                    _ => return Err(failed(error.into_error())),
                },
            }
        }
    }

    async fn connect(&self) -> Result<Connection, TransportError> {
        let stream = TokioIo::new(self.connector.connect().await?);
        let made = http1::handshake(stream).await;
        let (connection, task) =
            made.map_err(|error| TransportError::because("no connection", error).unsent())?;
        // It ends with what is returned here, or with the server's end.
        tokio::spawn(task);
        Ok(connection)
    }

    /// Keeps a connection for later calls, and lets go of those that have not been used for long.
    fn keep(&self, connection: Connection) {
        let mut idle = self.idle();
        while idle.front().is_some_and(|idle| idle.since.elapsed() > KEPT) {
            idle.pop_front();
        }
        idle.push_back(Idle {
            connection,
            since: Instant::now(),
        });
    }

    fn idle(&self) -> MutexGuard<'_, VecDeque<Idle>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Transport for HttpTransport {
    fn exchange<'a>(
        &'a self,
        requestor: &'a Requestor,
        exchange: Exchange,
    ) -> BoxFuture<'a, Result<Answer, ExchangeError>> {
        Box::pin(self.call(requestor, exchange))
    }
}
