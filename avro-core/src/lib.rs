//! Apache Avro for Rust: the runtime.
//!
//! One datum in memory: [`to_vec`], [`from_slice`], [`DatumReader`], [`DatumWriter`];
//! messages that name their schema: [`single_object`]; input from strangers: [`Limits`].

// In the order in which data travels.
pub mod schema;
pub mod shape;

pub mod convert;
pub mod encoding;
pub mod logical;

pub mod datum;
pub mod value;

pub mod single_object;

/// The language of schemas: the crate `avro-model`.
pub use avro_model as model;

#[cfg(feature = "derive")]
pub use avro_derive::AvroSchema;

pub use avro_model::{NodeId, Order, Schema, SchemaError};
pub use convert::Convert;
pub use datum::{DatumReader, DatumWriter, ResolveError};
pub use encoding::{
    AvroAs, Decode, DecodeError, DecodeErrorKind, Encode, EncodeError, EncodeErrorKind, Limits,
    from_slice, from_slice_into, to_vec,
};
pub use schema::AvroSchema;
pub use value::Value;
