//! Avro IDL: so far, single types in its syntax.
//!
//! [`TypeExpr`] is what stands before a field's name in an `.avdl` file. A derive reads
//! it from an attribute, where two things are ours: `_` for "the type it has anyway",
//! and `fixed Name(size)`, since there is no place to define a fixed beforehand.
//!
//! See "Avro IDL" in Avro's documentation.

mod lexer;
mod types;

pub use types::{Primitive, TypeExpr};

/// Why a text is not IDL, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("at byte {offset}: {message}")]
pub struct IdlError {
    offset: usize,
    message: String,
}

impl IdlError {
    pub(crate) fn new(offset: usize, message: impl Into<String>) -> IdlError {
        IdlError {
            offset,
            message: message.into(),
        }
    }

    /// Where in the text the fault lies, in bytes.
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// What is wrong there.
    pub fn message(&self) -> &str {
        &self.message
    }
}
