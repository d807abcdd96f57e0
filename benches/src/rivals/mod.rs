//! How other libraries are called: the fastest typed way each of them documents.
//!
//! A schema is parsed once, and whatever a library lets one keep between datums is kept.

pub mod apache_avro;
pub mod arrow_avro;
pub mod bitcode;
pub mod postcard;
pub mod prost;
pub mod serde_avro_fast;
