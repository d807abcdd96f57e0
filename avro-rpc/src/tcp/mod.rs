//! Calls over plain connections.
//!
//! Java knows two ways of them, and both are here for clients and servers, with TLS or without:
//!
//! * [`Framing::Socket`], [`SocketTransport`]: the framing of the specification. A connection has one call under way,
//!   and a client opens as many as it has calls. Java's `SocketServer` and `SocketTransceiver` speak it.
//! * [`Framing::Netty`], [`NettyTransport`]: [packs](crate::pack) with serial numbers. A connection has many calls under way. Java's
//!   `NettyServer` and `NettyTransceiver` speak it.
//!
//! Connections are stateful: the handshake is made once on each, and one-way messages are not answered.

mod netty;
mod server;
mod socket;

pub use netty::NettyTransport;
pub use server::TcpServer;
pub use socket::SocketTransport;

/// How messages are cut up on a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// As the specification says, one call after the other.
    Socket,
    /// As Java's Netty transport does, many calls at once.
    Netty,
}

/// How much is read at once where much comes.
const BUSY: usize = 64 << 10;
