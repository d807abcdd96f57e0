//! Remote procedure calls of Apache Avro.

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
#[cfg(feature = "net")]
mod net;
#[cfg(any(feature = "http", feature = "tcp"))]
pub use net::Bound;
#[cfg(feature = "net")]
pub use net::Settings;
#[cfg(feature = "http")]
pub mod http;
#[cfg(feature = "tcp")]
pub mod tcp;
#[cfg(feature = "tls")]
pub mod tls;

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
