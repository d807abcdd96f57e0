//! A client over HTTP.

use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Method, StatusCode, Uri};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};

use crate::client::{Answer, BoxFuture, Exchange, Requestor, Transport};
use crate::error::{ExchangeError, TransportError};
use crate::frame::{self, Alone, FrameError};
use crate::net::{Connector, Stream};
use crate::session::Session;

/// How long a connection is kept that nobody uses: less than servers have patience.
const KEPT: Duration = Duration::from_secs(20);

/// Calls over HTTP to one address.
///
/// Connections are made when they are wanted, and kept for later calls.
#[derive(Debug)]
pub struct HttpTransport {
    client: Client<Connect, Full<Bytes>>,
    connector: Connector,
    uri: Uri,
}

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
        let (uri, host) = parse(address, "http", 80, "not an http: address")?;
        Ok(Self::build(uri, Connector::new(host)))
    }

    /// To the server at an `https:` address. Its certificate has to be for the address's host.
    ///
    /// # Errors
    ///
    /// When it is not such an address.
    #[cfg(feature = "tls")]
    pub fn with_tls(address: &str, tls: crate::tls::ClientTls) -> Result<Self, TransportError> {
        let (uri, host) = parse(address, "https", 443, "not an https: address")?;
        Ok(Self::build(uri, Connector::new(host).with_tls(tls)))
    }

    /// The same with another time for a connection to be made: ten seconds if nothing is said.
    #[must_use]
    pub fn with_connect_timeout(mut self, timeout: Duration) -> Self {
        self.connector.set_patience(timeout);
        Self::build(self.uri, self.connector)
    }

    fn build(uri: Uri, connector: Connector) -> Self {
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(KEPT)
            .build(Connect(connector.clone()));
        HttpTransport {
            client,
            connector,
            uri,
        }
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
        let mut request = http::Request::new(Full::new(Bytes::from(framed)));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = self.uri.clone();
        let avro = HeaderValue::from_static(super::CONTENT_TYPE);
        request.headers_mut().insert(CONTENT_TYPE, avro);

        let response = self.client.request(request).await;
        let response = response.map_err(|error| TransportError::because("no response", error))?;
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
        alone.end().map_err(bad)
    }
}

/// An address of this scheme, and the `host:port` in it.
fn parse(
    address: &str,
    scheme: &str,
    port: u16,
    otherwise: &'static str,
) -> Result<(Uri, String), TransportError> {
    let uri: Uri = address
        .parse()
        .map_err(|error| TransportError::because(otherwise, error))?;
    match (uri.scheme_str(), uri.host()) {
        (Some(found), Some(host)) if found == scheme => {
            let host = format!("{host}:{}", uri.port_u16().unwrap_or(port));
            Ok((uri, host))
        }
        _ => Err(TransportError::new(otherwise)),
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

/// Makes connections for hyper, which are all to one address.
#[derive(Clone, Debug)]
struct Connect(Connector);

impl tower_service::Service<Uri> for Connect {
    type Response = TokioIo<Stream>;
    type Error = TransportError;
    type Future = BoxFuture<'static, Result<Self::Response, TransportError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), TransportError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Uri) -> Self::Future {
        let connector = self.0.clone();
        Box::pin(async move { connector.connect().await.map(TokioIo::new) })
    }
}
