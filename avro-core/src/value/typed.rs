//! Between values and Rust types that have a schema.

use avro_model::SchemaError;

use super::{Faults, Program, Value, encode};
use crate::encoding::{Decode, DecodeError, Decoder, Encode, EncodeError, Encoder, Limits};
use crate::schema::AvroSchema;

/// Why a Rust value did not become a [`Value`], or the other way.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TypedError {
    /// The Rust type has no legal schema of its own.
    #[error(transparent)]
    Schema(#[from] SchemaError),

    /// The Rust value has no place in its Avro type.
    #[error(transparent)]
    Encode(#[from] EncodeError),

    /// The value does not fit the type's schema.
    #[error(transparent)]
    Fit(#[from] Faults),

    /// The Rust type refuses a value that its schema allows.
    #[error(transparent)]
    Decode(#[from] DecodeError),
}

impl Value {
    /// A Rust value in the form of its type's schema.
    ///
    /// # Errors
    ///
    /// When the type has no legal schema, and when the value has no place in it.
    ///
    /// # Example
    ///
    /// ```
    /// use avro_core::Value;
    ///
    /// let value = Value::of(&vec![None, Some("b")])?;
    /// assert_eq!(value.to_string(), r#"[null, "b"]"#);
    /// # Ok::<(), avro_core::value::TypedError>(())
    /// ```
    pub fn of<T: Encode + AvroSchema + ?Sized>(value: &T) -> Result<Value, TypedError> {
        let program = Program::new(&T::schema()?);
        let mut encoder = Encoder::new();
        value.encode(&mut encoder)?;
        let mut decoder = Decoder::with_limits(encoder.as_slice(), &written());
        let read = program.read(&mut decoder)?;
        decoder.finish()?;
        Ok(read)
    }

    /// The value as a Rust type, to whose schema it is [fitted](Self::fit) first.
    ///
    /// # Errors
    ///
    /// When it does not fit, and when the type refuses it all the same: a decimal of
    /// too many digits, say.
    ///
    /// # Example
    ///
    /// ```
    /// use std::collections::BTreeMap;
    ///
    /// use avro_core::value;
    ///
    /// let ages: BTreeMap<String, i64> = value!({"Ada": 36, "Bob": 41.0}).to()?;
    /// assert_eq!(ages["Bob"], 41);
    /// # Ok::<(), avro_core::value::TypedError>(())
    /// ```
    pub fn to<T>(&self) -> Result<T, TypedError>
    where
        T: AvroSchema + for<'de> Decode<'de>,
    {
        let schema = T::schema()?;
        let mut encoder = Encoder::new();
        // A value of this very schema, as most are, need not be fitted.
        if encode(&schema, self, &mut encoder).is_err() {
            encoder.clear();
            encode(&schema, &self.fit(&schema)?, &mut encoder)?;
        }
        let mut decoder = Decoder::with_limits(encoder.as_slice(), &written());
        let read = T::decode(&mut decoder)?;
        decoder.finish()?;
        Ok(read)
    }
}

/// For bytes that were just written: what was in memory may be there twice.
pub(crate) fn written() -> Limits {
    Limits::default()
        .with_memory(usize::MAX)
        .with_empty_values(usize::MAX)
}
