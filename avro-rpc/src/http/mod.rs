//! Calls over HTTP.
//!
//! A call is a `POST` whose body is the framed request, and the response's body the framed answer, both of the type
//! `avro/binary`. HTTP is stateless: each call brings its handshake, which is two hashes once the two sides know each
//! other, and one-way messages are answered too, with null. Errors of a call are answers like others, with the status 200;
//! other statuses say that there was no call.
//!
//! [`HttpServer`] serves a protocol alone. [`HttpService`] is the same as a `tower` service, to be mounted beside other routes:
//!
//! ```
//! use avro_rpc::http::HttpService;
//! # use avro_rpc::Service;
//!
//! # fn example(mail: impl Service) -> axum::Router {
//! axum::Router::new()
//!     .route("/health", axum::routing::get(|| async { "well" }))
//!     .route_service("/mail", HttpService::new(mail))
//! # }
//! ```
//!
//! See "HTTP as Transport" in the specification.

mod client;
mod server;
mod service;

pub use client::HttpTransport;
pub use server::HttpServer;
pub use service::HttpService;

/// The type of request and response.
const CONTENT_TYPE: &str = "avro/binary";
