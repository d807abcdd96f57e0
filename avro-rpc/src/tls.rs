//! TLS, by rustls: versions 1.2 and 1.3.
//!
//! A client trusts the authorities that it is given, and no others; a server's certificate has to be valid, signed by one of
//! them, and made for the name that the client calls. There is no switch to turn that off. A server may
//! want certificates of its clients too; who has shown one stands in [`Peer::certificates`](crate::server::Peer::certificates).

use std::fmt;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::server::WebPkiClientVerifier;
use rustls::{ClientConfig, RootCertStore, ServerConfig};
use tokio::net::TcpStream;
use tokio_rustls::{TlsAcceptor, TlsConnector, client, server};

use crate::error::TransportError;

/// Why there is no TLS with what was given.
#[derive(Debug, thiserror::Error)]
#[error("{what}")]
pub struct TlsError {
    what: &'static str,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl TlsError {
    fn because<E: std::error::Error + Send + Sync + 'static>(
        what: &'static str,
    ) -> impl FnOnce(E) -> TlsError {
        move |error| TlsError {
            what,
            source: Some(Box::new(error)),
        }
    }
}

/// A certificate with those that vouch for it, and its key.
pub struct Identity {
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
}

impl Identity {
    /// From PEM texts: the certificates, one's own first, and the private key.
    ///
    /// # Errors
    ///
    /// When there is no certificate or no key in them.
    pub fn from_pem(certificates: &[u8], key: &[u8]) -> Result<Self, TlsError> {
        Ok(Identity {
            chain: certificates_in(certificates)?,
            key: PrivateKeyDer::from_pem_slice(key)
                .map_err(TlsError::because("no private key in the text"))?,
        })
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity").finish_non_exhaustive()
    }
}

fn certificates_in(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    let certificates = certificates.map_err(TlsError::because("the text is not PEM"))?;
    if certificates.is_empty() {
        return Err(TlsError {
            what: "no certificate in the text",
            source: None,
        });
    }
    Ok(certificates)
}

fn trusting(authorities: &[u8]) -> Result<RootCertStore, TlsError> {
    let mut roots = RootCertStore::empty();
    for authority in certificates_in(authorities)? {
        roots
            .add(authority)
            .map_err(TlsError::because("not the certificate of an authority"))?;
    }
    Ok(roots)
}

fn provider() -> Arc<rustls::crypto::CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

const NO_VERSIONS: &str = "the versions of TLS are not to be had";

/// How a client makes TLS connections.
#[derive(Clone, Debug)]
pub struct ClientTls(Arc<ClientConfig>);

impl ClientTls {
    /// A client that trusts the authorities whose certificates are in a PEM text.
    ///
    /// # Errors
    ///
    /// When there are none in it.
    pub fn trusting(authorities: &[u8]) -> Result<Self, TlsError> {
        Self::build(authorities, None)
    }

    /// A client that trusts these authorities and shows a certificate of its own.
    ///
    /// # Errors
    ///
    /// When there are no authorities, or key and certificate do not fit.
    pub fn with_identity(authorities: &[u8], identity: Identity) -> Result<Self, TlsError> {
        Self::build(authorities, Some(identity))
    }

    fn build(authorities: &[u8], identity: Option<Identity>) -> Result<Self, TlsError> {
        let builder = ClientConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()
            .map_err(TlsError::because(NO_VERSIONS))?
            .with_root_certificates(trusting(authorities)?);
        let config = match identity {
            None => builder.with_no_client_auth(),
            Some(identity) => builder
                .with_client_auth_cert(identity.chain, identity.key)
                .map_err(TlsError::because("the identity is not one"))?,
        };
        Ok(ClientTls(Arc::new(config)))
    }

    /// A client with a configuration of rustls, whatever it says.
    #[must_use]
    pub fn from_config(config: Arc<ClientConfig>) -> Self {
        ClientTls(config)
    }

    pub(crate) async fn connect(
        &self,
        host: &str,
        stream: TcpStream,
    ) -> Result<client::TlsStream<TcpStream>, TransportError> {
        let name = ServerName::try_from(host.to_owned())
            .map_err(|error| TransportError::because("not a name for TLS", error))?;
        let connector = TlsConnector::from(Arc::clone(&self.0));
        let connected = connector.connect(name, stream).await;
        connected.map_err(|error| TransportError::because("no TLS with the server", error))
    }
}

/// How a server takes TLS connections.
#[derive(Clone)]
pub struct ServerTls(TlsAcceptor);

impl ServerTls {
    /// A server that shows this certificate.
    ///
    /// # Errors
    ///
    /// When key and certificate do not fit.
    pub fn new(identity: Identity) -> Result<Self, TlsError> {
        Self::build(identity, None)
    }

    /// A server that shows this certificate, and wants one of each client that an authority in the PEM
    /// text has signed.
    ///
    /// # Errors
    ///
    /// When key and certificate do not fit, or there are no authorities.
    pub fn with_client_authorities(
        identity: Identity,
        authorities: &[u8],
    ) -> Result<Self, TlsError> {
        Self::build(identity, Some(authorities))
    }

    fn build(identity: Identity, authorities: Option<&[u8]>) -> Result<Self, TlsError> {
        let builder = ServerConfig::builder_with_provider(provider())
            .with_safe_default_protocol_versions()
            .map_err(TlsError::because(NO_VERSIONS))?;
        let builder = match authorities {
            None => builder.with_no_client_auth(),
            Some(authorities) => {
                let roots = Arc::new(trusting(authorities)?);
                let verifier = WebPkiClientVerifier::builder_with_provider(roots, provider())
                    .build()
                    .map_err(TlsError::because(
                        "clients cannot be checked against the authorities",
                    ))?;
                builder.with_client_cert_verifier(verifier)
            }
        };
        let config = builder
            .with_single_cert(identity.chain, identity.key)
            .map_err(TlsError::because("the identity is not one"))?;
        Ok(Self::from_config(Arc::new(config)))
    }

    /// A server with a configuration of rustls, whatever it says.
    #[must_use]
    pub fn from_config(config: Arc<ServerConfig>) -> Self {
        ServerTls(TlsAcceptor::from(config))
    }

    pub(crate) async fn accept(
        &self,
        stream: TcpStream,
    ) -> std::io::Result<(server::TlsStream<TcpStream>, Arc<[Vec<u8>]>)> {
        let stream = self.0.accept(stream).await?;
        let shown = stream.get_ref().1.peer_certificates().unwrap_or_default();
        let certificates = shown
            .iter()
            .map(|certificate| certificate.to_vec())
            .collect();
        Ok((stream, certificates))
    }
}

impl fmt::Debug for ServerTls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServerTls").finish_non_exhaustive()
    }
}
