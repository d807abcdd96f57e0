//! Making connections.

use std::time::Duration;

use tokio::net::TcpStream;
use tokio::time::timeout;

use super::Stream;
use crate::error::TransportError;

/// How long a connection may take to be made, with TLS if it has that.
const PATIENCE: Duration = Duration::from_secs(10);

/// Makes connections to one address.
#[derive(Clone, Debug)]
pub(crate) struct Connector {
    /// `host:port`.
    address: String,
    patience: Duration,
    #[cfg(feature = "tls")]
    tls: Option<(crate::tls::ClientTls, String)>,
}

impl Connector {
    pub(crate) fn new(address: String) -> Self {
        Connector {
            address,
            patience: PATIENCE,
            #[cfg(feature = "tls")]
            tls: None,
        }
    }

    #[cfg(feature = "tls")]
    pub(crate) fn with_tls(mut self, tls: crate::tls::ClientTls) -> Self {
        let host = self
            .address
            .rsplit_once(':')
            .map_or(&*self.address, |(host, _)| host);
        let host = host
            .trim_start_matches('[')
            .trim_end_matches(']')
            .to_owned();
        self.tls = Some((tls, host));
        self
    }

    pub(crate) fn set_patience(&mut self, patience: Duration) {
        self.patience = patience;
    }

    #[cfg(feature = "tcp")]
    pub(crate) fn patience(&self) -> Duration {
        self.patience
    }

    pub(crate) async fn connect(&self) -> Result<Stream, TransportError> {
        let connected = match timeout(self.patience, self.connect_patiently()).await {
            Ok(connected) => connected,
            Err(_) => Err(TransportError::new("no connection in time")),
        };
        connected.map_err(TransportError::unsent)
    }

    async fn connect_patiently(&self) -> Result<Stream, TransportError> {
        let failed = |error| TransportError::because("no connection", error);
        let stream = TcpStream::connect(&*self.address).await.map_err(failed)?;
        stream.set_nodelay(true).map_err(failed)?;
        #[cfg(feature = "tls")]
        if let Some((tls, host)) = &self.tls {
            return Ok(Stream::new(tls.connect(host, stream).await?, None));
        }
        Ok(Stream::new(stream, None))
    }
}
