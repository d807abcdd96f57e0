//! Apache Avro for Rust: the runtime.
//!
//! Avro data is written with a schema and read with a schema. Here a schema is a
//! Rust type most of the time: [`#[derive(AvroSchema)]`](derive@AvroSchema) gives a
//! struct or enum its [schema](AvroSchema::schema), its encoder and its decoder, and
//! `avro-build` writes such types from schema files. Where no type is known at
//! compile time there is [`Value`].
//!
//! ```
//! use avro_core::AvroSchema;
//!
//! #[derive(AvroSchema, Debug, PartialEq)]
//! #[avro(namespace = "com.example")]
//! struct Point {
//!     x: i32,
//!     y: i32,
//!     #[avro(default = "null")]
//!     label: Option<String>,
//! }
//!
//! let point = Point { x: 3, y: -4, label: None };
//! let bytes = avro_core::to_vec(&point)?;
//! assert_eq!(bytes, [6, 7, 0]);
//! assert_eq!(avro_core::from_slice::<Point>(&bytes)?, point);
//! assert_eq!(Point::schema()?.root_node().name().unwrap().full(), "com.example.Point");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Where to look
//!
//! * One datum in memory: [`to_vec`], [`from_slice`], [`from_slice_into`]; with a schema
//!   that is known at run time [`DatumReader`] and [`DatumWriter`].
//! * Schemas that change: [`guide::evolution`] tells the story.
//! * Files: [`container`].
//! * Messages that name their schema: [`single_object`], and [`registry`] for Kafka.
//! * Data without Rust types, built, checked, invented: [`value`](mod@value).
//! * Types that know serde only: the wrapper `Serde`, with the feature `serde`.
//! * JSON text: [`json`]. The order of values, encoded or not: [`order`].
//! * Schemas: [`Schema`], and the whole language of them in [`model`].
//! * Dates, times, decimals, uuids: [`logical`].
//! * Codecs of one's own: [`Convert`] for a field, [`encoding`] for a type.
//! * Input from strangers: [`Limits`].
//!
//! # Features
//!
//! | feature | what it adds |
//! | --- | --- |
//! | `derive` (default) | the derive macro |
//! | `deflate`, `bzip2`, `snappy`, `xz`, `zstandard` (default) | codecs of container files |
//! | `jiff`, `chrono`, `time`, `uuid`, `rust_decimal`, `bigdecimal` | their types as [logical types](logical) |
//! | `serde` | types that know serde only, as data of any schema |

// In the order in which data travels.
pub mod schema;
pub mod shape;

pub mod convert;
pub mod encoding;
pub mod logical;

pub mod datum;
pub mod value;

#[cfg(feature = "serde")]
pub mod serde;

pub mod json;
pub mod order;

pub mod container;

mod readers;

pub mod registry;
pub mod single_object;

mod include;

pub mod guide;

/// The language of schemas: the crate `avro-model`.
pub use avro_model as model;

#[cfg(feature = "derive")]
pub use avro_derive::AvroSchema;
pub use avro_model::plan::Losses;
pub use avro_model::{NodeId, Order, Schema, SchemaError};
pub use convert::Convert;
pub use datum::{DatumReader, DatumWriter, ResolveError};
pub use encoding::{
    AvroAs, Decode, DecodeError, DecodeErrorKind, Encode, EncodeError, EncodeErrorKind, Limits,
    from_slice, from_slice_into, to_vec,
};
pub use schema::AvroSchema;
#[cfg(feature = "serde")]
pub use serde::Serde;
pub use value::Value;
