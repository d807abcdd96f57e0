//! JSON as Avro needs it: exact numbers, positions, bounded depth.
//!
//! [`Reader`] pulls events out of a text one at a time. [`Json`] is a value
//! held in memory: a default, or an attribute that Avro gives no meaning to.
//! `tree` is what schema texts are parsed from: a whole text at once, in one
//! flat vector, each value with its place.
//!
//! All of it is stricter than most: a key may stand in an object only once,
//! and nesting is bounded, so no text can exhaust the stack here or later.

mod error;
mod number;
mod reader;
pub(crate) mod tree;
mod value;
mod write;

pub use error::{JsonError, JsonErrorKind, Position};
pub use number::{Number, as_f32, as_f64, as_i64};
pub use reader::{Event, Reader};
pub use value::Json;
pub(crate) use value::same_members;
pub(crate) use write::write_string;
