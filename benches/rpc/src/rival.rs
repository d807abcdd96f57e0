//! The rival: tonic, with prost.

use std::net::SocketAddr;

use tokio_stream::wrappers::TcpListenerStream;
use tonic::transport::{Channel, Endpoint, Server};
use tonic::{Request, Response, Status};

use crate::{BODY, Calls, FROM, TO};

#[derive(Clone, PartialEq, prost::Message)]
pub struct Letter {
    #[prost(string, tag = "1")]
    pub to: String,
    #[prost(string, tag = "2")]
    pub from: String,
    #[prost(string, tag = "3")]
    pub body: String,
}

#[derive(Clone, PartialEq, prost::Message)]
pub struct Sent {
    #[prost(int32, tag = "1")]
    pub waiting: i32,
}

#[allow(clippy::all, unreachable_pub)]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/mail.Mail.rs"));
}

use generated::mail_client::MailClient;
use generated::mail_server::{Mail, MailServer};

struct Office;

#[tonic::async_trait]
impl Mail for Office {
    async fn send(&self, letter: Request<Letter>) -> Result<Response<Sent>, Status> {
        let waiting = letter.into_inner().body.len() as i32;
        Ok(Response::new(Sent { waiting }))
    }
}

/// A server, on the runtime it is called in.
pub async fn serve() -> SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("an address");
    let address = listener.local_addr().expect("an address");
    let server = Server::builder()
        .tcp_nodelay(true)
        .add_service(MailServer::new(Office));
    // The stream sets what the server would set on connections of its own.
    let connections = tokio_stream::StreamExt::map(TcpListenerStream::new(listener), |stream| {
        stream.inspect(|stream| stream.set_nodelay(true).expect("a connection"))
    });
    tokio::spawn(server.serve_with_incoming(connections));
    address
}

#[derive(Clone)]
pub struct Client(MailClient<Channel>);

pub async fn client(address: SocketAddr) -> Client {
    let endpoint = Endpoint::from_shared(format!("http://{address}")).expect("an address");
    let channel = endpoint.tcp_nodelay(true).connect().await;
    Client(MailClient::new(channel.expect("a connection")))
}

impl Calls for Client {
    async fn call(&mut self) {
        let letter = Letter {
            to: TO.to_owned(),
            from: FROM.to_owned(),
            body: BODY.to_owned(),
        };
        let sent = self.0.send(letter).await.expect("an answer");
        assert_eq!(sent.into_inner().waiting as usize, BODY.len());
    }
}
