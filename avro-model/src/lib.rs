//! The language of Apache Avro schemas.
//!
//! A [`Schema`] is what a JSON text, a set of files or a program says about
//! data: an immutable graph of types, cheap to clone and to walk. This crate
//! parses it, prints it, gives its canonical form and fingerprints, and sets it
//! against others: what is read with another schema than it was written with goes by a
//! [`Plan`]. A [`Protocol`] adds messages to types, and both are read from Avro [`idl`] as well.
//! This crate knows no data and reads no files, but those that [`idl::Files`] is asked for.
//!
//! ```
//! use avro_model::Schema;
//!
//! let schema = Schema::parse(r#"{
//!     "type": "record", "name": "Point", "namespace": "com.example",
//!     "fields": [{"name": "x", "type": "int"}, {"name": "y", "type": "int", "default": 0}]
//! }"#)?;
//! assert_eq!(schema.root_node().name().unwrap().full(), "com.example.Point");
//! assert_eq!(
//!     schema.canonical_form(),
//!     concat!(
//!         r#"{"name":"com.example.Point","type":"record","fields":["#,
//!         r#"{"name":"x","type":"int"},{"name":"y","type":"int"}]}"#,
//!     ),
//! );
//! # Ok::<(), avro_model::SchemaError>(())
//! ```
//!
//! All of it takes schema text to be as hostile as any other input: work is linear in
//! the text, depth is bounded, and no text makes it panic or overflow a small stack.

#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects
    )
)]

// The modules in the order data travels.

// Text.
pub mod json;

// What a schema is.
mod name;
mod schema;

// From text to a schema that holds to the rules.
mod parse;

mod check;
mod default;
mod logical;
mod suggest;

// From a program to the same.
mod build;

// From many files.
mod set;

// From one of them.
mod file;

// Out again.
mod print;

mod canonical;
mod fingerprint;

// What calls are made of.
pub mod protocol;

// The other language of schemas and protocols.
pub mod idl;

// One against another.
mod least;

pub mod plan;

pub mod compatibility;

// Between a schema's names and Rust's.
mod rename;

mod error;

pub use build::{Definition, EnumDef, FieldDef, FixedDef, RecordDef, SchemaBuilder};
pub use compatibility::{Compatibility, Incompatibility, IncompatibilityKind, can_read};
pub use error::{DefaultFault, Elsewhere, Hint, SchemaError, SchemaErrorKind};
pub use file::{SchemaFile, spelled};
pub use fingerprint::Fingerprint;
pub use logical::{LogicalType, digits_in};
pub use name::{Name, NameError, is_simple_name};
pub use parse::ParseOptions;
pub use plan::{Incompatible, Plan};
pub use protocol::{Message, Protocol};
pub use rename::RenameRule;
pub use schema::{Attributes, Enum, Field, Fixed, Node, NodeId, Order, Record, Schema, Type};
pub use set::{ResolvedSet, SchemaSet};
pub use suggest::nearest;
