//! Clients: what calls, and what stands between it and a transport.

mod requestor;

pub use requestor::{Answer, Exchange, Requestor};
