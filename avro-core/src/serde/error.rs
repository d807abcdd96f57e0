//! What serde's types say went wrong, as our errors.

use std::fmt::Display;

use crate::encoding::{DecodeError, DecodeErrorKind, EncodeError, EncodeErrorKind};

impl ::serde::de::Error for DecodeError {
    #[cold]
    fn custom<T: Display>(message: T) -> Self {
        DecodeError::nowhere_yet(DecodeErrorKind::Refused(message.to_string()))
    }
}

impl ::serde::ser::Error for EncodeError {
    #[cold]
    fn custom<T: Display>(message: T) -> Self {
        EncodeError::new(EncodeErrorKind::Refused(message.to_string()))
    }
}
