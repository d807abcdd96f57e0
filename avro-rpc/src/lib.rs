//! Remote procedure calls of Apache Avro.
//!
//! A protocol declares messages. From it `avro-build` makes a trait for servers and a client with a method for each message;
//! this crate makes calls of them, over HTTP and TCP, with any other program that has the protocol or another version of
//! it, in whatever language.
//!
//! ```
//! use avro_core::{Value, value};
//! use avro_rpc::dynamic::Dynamic;
//! use avro_rpc::tcp::{Framing, NettyTransport, TcpServer};
//! use avro_rpc::{Call, Client, LocalProtocol};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // Without generated code a call is made over values.
//! let calc = LocalProtocol::parse(r#"{"protocol": "Calc", "messages": {
//!     "half": {"request": [{"name": "of", "type": "long"}], "response": "long"}}}"#)?;
//!
//! let service = Dynamic::new(calc.clone(), async |call: Call, request: Value| {
//!     let of = request.get("of").and_then(Value::as_i64).unwrap_or_default();
//!     call.reply_value(Ok(Value::Long(of / 2)))
//! });
//! let server = TcpServer::new(service, Framing::Netty).bind("127.0.0.1:0").await?;
//! let address = server.local_addr()?;
//! tokio::spawn(server.serve());
//!
//! let client = Client::new(calc, NettyTransport::new(address.to_string()));
//! assert_eq!(client.call_value("half", value!({"of": 6})).await?, Value::Long(3));
//! # Ok(())
//! # }
//! ```
//!
//! # Where to look
//!
//! * How to make a service and to call one: the [`guide`].
//! * What generated code is made of, and a whole protocol of it: [`generated`].
//! * Transports: [`http`], [`tcp`]; certificates: `tls`.
//! * Calls whose protocol is known at run time: [`dynamic`], [`Client::call_value`].
//! * Input from strangers: [`Limits`], [`Settings`].
//! * The wire itself, without any input or output: [`frame`], [`pack`], [`handshake`], [`client::Requestor`],
//!   [`server::Responder`].
//!
//! # Features
//!
//! | feature | what it adds |
//! | --- | --- |
//! | `http` (default) | [`http`] |
//! | `tcp` (default) | [`tcp`] |
//! | `tls` | `tls`, and TLS on each transport |
//!
//! Without them there is the wire, which needs no runtime.

#![cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::unwrap_used
    )
)]

// Bytes.
pub mod frame;
pub mod pack;

// What is said before a call, and beside it.
pub mod handshake;
mod metadata;

// The protocols of both sides.
mod cache;
mod limits;
pub mod protocol;
mod session;

mod error;

// What generated code is made of.
pub mod generated;

// The two sides.
pub mod client;
pub mod server;

pub mod dynamic;

// The network.
#[cfg(any(feature = "http", feature = "tcp"))]
mod net;
#[cfg(any(feature = "http", feature = "tcp"))]
pub use net::{Bound, Settings};
#[cfg(feature = "http")]
pub mod http;
#[cfg(feature = "tcp")]
pub mod tcp;
#[cfg(all(feature = "tls", any(feature = "http", feature = "tcp")))]
pub mod tls;

#[cfg(all(feature = "http", feature = "tcp"))]
#[doc = include_str!("../guide.md")]
pub mod guide {}

pub use client::{Client, Transport};
#[cfg(feature = "net")]
pub use client::{Invocation, ValueInvocation};
pub use error::{CallError, ExchangeError, HandshakeError, TransportError};
pub use generated::{Message, SystemError};
pub use limits::Limits;
pub use metadata::Metadata;
pub use protocol::LocalProtocol;
pub use server::{Call, Refusal, Reply, Request, Server, Service};
pub use session::Session;
