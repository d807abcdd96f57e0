//! Why a text or a value of another type is not a value of a logical type.

use std::borrow::Cow;

/// A text or a value that a logical type cannot hold.
///
/// This is the error of the conversions and of parsing. Encoding and decoding have
/// [errors of their own](crate::encoding), which know a place.
///
/// # Example
///
/// ```
/// use avro_core::logical::{Decimal, Uuid};
///
/// let error = "not one".parse::<Uuid>().unwrap_err();
/// assert_eq!(error.to_string(), "not a uuid");
///
/// let error = "1.234".parse::<Decimal<6, 2>>().unwrap_err();
/// assert_eq!(error.to_string(), "not a decimal of 6 digits, 2 of them behind the point");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not {expected}")]
pub struct LogicalError {
    /// What it should have been, with its article.
    expected: Cow<'static, str>,
}

impl LogicalError {
    pub(super) fn not(expected: impl Into<Cow<'static, str>>) -> Self {
        LogicalError {
            expected: expected.into(),
        }
    }
}
