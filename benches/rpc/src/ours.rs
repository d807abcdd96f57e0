//! Ours: the mail service of the tests, over each transport.

use std::net::SocketAddr;

use avro_rpc::http::{HttpServer, HttpTransport};
use avro_rpc::tcp::{Framing, NettyTransport, SocketTransport, TcpServer};
use avro_rpc::{Call, SystemError};

#[path = "../../../avro-rpc/tests/mail/mod.rs"]
mod mail;

use mail::example::mail::mail::SendError;
use mail::example::mail::{Letter, Mail, MailClient, MailServer};

use crate::{BODY, Calls, FROM, TO};

struct Office;

impl Mail for Office {
    async fn send(&self, _: &mut Call, letter: Letter) -> Result<i32, SendError> {
        Ok(letter.body.len() as i32)
    }

    async fn fetch(&self, _: &mut Call, _: String) -> Result<Vec<Letter>, SystemError> {
        Ok(Vec::new())
    }

    async fn forget(&self, _: &mut Call, _: String) {}
}

#[derive(Clone, Copy)]
pub enum Way {
    Http,
    Socket,
    Netty,
}

/// A server, on the runtime it is called in.
pub async fn serve(way: Way) -> SocketAddr {
    macro_rules! serve {
        ($server:expr) => {{
            let server = $server.bind("127.0.0.1:0").await.expect("an address");
            let address = server.local_addr().expect("an address");
            tokio::spawn(server.serve());
            address
        }};
    }
    match way {
        Way::Http => serve!(HttpServer::new(MailServer(Office))),
        Way::Socket => serve!(TcpServer::new(MailServer(Office), Framing::Socket)),
        Way::Netty => serve!(TcpServer::new(MailServer(Office), Framing::Netty)),
    }
}

#[derive(Clone)]
pub struct Client(MailClient);

pub fn client(way: Way, address: SocketAddr) -> Client {
    let address = address.to_string();
    Client(match way {
        Way::Http => {
            let address = format!("http://{address}/");
            MailClient::new(HttpTransport::new(&address).expect("an address"))
        }
        Way::Socket => MailClient::new(SocketTransport::new(address)),
        Way::Netty => MailClient::new(NettyTransport::new(address)),
    })
}

impl Calls for Client {
    async fn call(&mut self) {
        let letter = Letter {
            to: TO.to_owned(),
            from: FROM.to_owned(),
            body: BODY.to_owned(),
        };
        let length = self.0.send(letter).await.expect("an answer");
        assert_eq!(length as usize, BODY.len());
    }
}
