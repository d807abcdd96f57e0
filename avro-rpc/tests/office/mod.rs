//! A post office for the tests, and all the ways to reach one.

#![allow(dead_code, reason = "each test uses a part")]

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use avro_rpc::http::{HttpServer, HttpTransport};
use avro_rpc::tcp::{Framing, NettyTransport, SocketTransport, TcpServer};
use avro_rpc::{Call, Client, LocalProtocol, Service, Settings, SystemError};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::mail::example::mail::mail::SendError;
use crate::mail::example::mail::{Letter, Mail, Unknown};

/// Everybody has a box, except `nobody`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Office(Arc<Mutex<HashMap<String, Vec<Letter>>>>);

impl Mail for Office {
    async fn send(&self, call: &mut Call, letter: Letter) -> Result<i32, SendError> {
        if let Some(trace) = call.metadata().get("trace") {
            let trace = trace.to_vec();
            call.response_metadata().insert("trace", trace);
        }
        match &*letter.to {
            "" => Err("a letter to nobody")?,
            "nobody" => return Err(Unknown { name: letter.to }.into()),
            "panic" => panic!("as the test wants it"),
            "slow" => tokio::time::sleep(Duration::from_millis(300)).await,
            _ => {}
        }
        let mut boxes = self.0.lock().unwrap();
        let letters = boxes.entry(letter.to.clone()).or_default();
        letters.push(letter);
        Ok(i32::try_from(letters.len()).unwrap())
    }

    async fn fetch(&self, _: &mut Call, name: String) -> Result<Vec<Letter>, SystemError> {
        Ok(self.0.lock().unwrap().remove(&name).unwrap_or_default())
    }

    async fn forget(&self, _: &mut Call, name: String) {
        self.0.lock().unwrap().remove(&name);
    }
}

pub(crate) fn letter(to: &str, body: &str) -> Letter {
    Letter {
        to: to.to_owned(),
        from: "Ada".to_owned(),
        body: body.to_owned(),
    }
}

/// The transports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Http,
    Socket,
    Netty,
}

pub(crate) const WAYS: [Way; 3] = [Way::Http, Way::Socket, Way::Netty];

#[cfg(feature = "tls")]
pub(crate) type Tls = avro_rpc::tls::ServerTls;
#[cfg(not(feature = "tls"))]
pub(crate) type Tls = ();

/// A server on loopback that stops when it is told to.
pub(crate) struct Running {
    pub(crate) way: Way,
    pub(crate) address: SocketAddr,
    stop: oneshot::Sender<()>,
    server: JoinHandle<()>,
}

impl Running {
    pub(crate) async fn start(way: Way, service: impl Service, settings: Settings) -> Running {
        Self::start_with(way, service, settings, None).await
    }

    /// Behind TLS if that is wanted.
    pub(crate) async fn start_with(
        way: Way,
        service: impl Service,
        settings: Settings,
        tls: Option<Tls>,
    ) -> Running {
        let (stop, stopped) = oneshot::channel();
        let stopped = async { drop(stopped.await) };
        macro_rules! run {
            ($server:expr) => {{
                let server = $server.with_settings(settings);
                #[cfg(feature = "tls")]
                let server = match tls {
                    Some(tls) => server.with_tls(tls),
                    None => server,
                };
                #[cfg(not(feature = "tls"))]
                let _: Option<()> = tls;
                let server = server.bind("127.0.0.1:0").await.unwrap();
                let address = server.local_addr().unwrap();
                (address, tokio::spawn(server.serve_until(stopped)))
            }};
        }
        let (address, server) = match way {
            Way::Http => run!(HttpServer::new(service)),
            Way::Socket => run!(TcpServer::new(service, Framing::Socket)),
            Way::Netty => run!(TcpServer::new(service, Framing::Netty)),
        };
        Running {
            way,
            address,
            stop,
            server,
        }
    }

    pub(crate) fn client(&self, protocol: LocalProtocol) -> Client {
        client(self.way, self.address, protocol)
    }

    /// A client behind TLS, which calls the server by this name.
    #[cfg(feature = "tls")]
    pub(crate) fn client_with(
        &self,
        protocol: LocalProtocol,
        tls: avro_rpc::tls::ClientTls,
        host: &str,
    ) -> Client {
        let address = format!("{host}:{}", self.address.port());
        match self.way {
            Way::Http => {
                let address = format!("https://{address}/");
                Client::new(protocol, HttpTransport::with_tls(&address, tls).unwrap())
            }
            Way::Socket => Client::new(protocol, SocketTransport::new(address).with_tls(tls)),
            Way::Netty => Client::new(protocol, NettyTransport::new(address).with_tls(tls)),
        }
    }

    pub(crate) async fn stop(self) {
        let _ = self.stop.send(());
        self.server.await.unwrap();
    }
}

/// A client of a server at this address.
pub(crate) fn client(way: Way, address: SocketAddr, protocol: LocalProtocol) -> Client {
    let address = address.to_string();
    match way {
        Way::Http => {
            let address = format!("http://{address}/");
            Client::new(protocol, HttpTransport::new(&address).unwrap())
        }
        Way::Socket => Client::new(protocol, SocketTransport::new(address)),
        Way::Netty => Client::new(protocol, NettyTransport::new(address)),
    }
}
