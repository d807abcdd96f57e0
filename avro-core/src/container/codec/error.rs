//! Why a codec could not do its work.

use std::borrow::Cow;

use super::super::error::shown;

/// Why a codec could not do its work. More reasons may be added.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CodecError {
    /// The name is none of the specification's.
    #[error(
        "unknown codec `{}`; known are `null`, `deflate`, `bzip2`, `snappy`, `xz` and `zstandard`",
        .name.escape_debug()
    )]
    Unknown {
        /// The name, cut short when it is long.
        name: Box<str>,
    },

    /// The codec is known, but was not compiled in.
    #[error("the codec `{codec}` needs the feature `{codec}` of the crate `avro-core`")]
    Disabled {
        /// The name of the codec, and of the feature.
        codec: &'static str,
    },

    /// A user's codec has a name of the specification's.
    #[error("the codec `{codec}` is Avro's own, and none of a user's can have its name")]
    Reserved {
        /// The name.
        codec: &'static str,
    },

    /// What the payload decompresses to passes the limit.
    #[error("the decompressed block is larger than {limit} bytes")]
    TooLarge {
        /// The limit.
        limit: usize,
    },

    /// The payload ends before its compressed data does.
    #[error("the {codec} data ends too soon")]
    Truncated {
        /// The name of the codec.
        codec: &'static str,
    },

    /// The payload is not what the codec writes.
    #[error("malformed {codec} data: {reason}")]
    Malformed {
        /// The name of the codec.
        codec: &'static str,
        /// What is wrong with it.
        reason: Cow<'static, str>,
    },

    /// The payload goes on after its compressed data has ended.
    #[error("{count} bytes follow the end of the {codec} data")]
    TrailingBytes {
        /// The name of the codec.
        codec: &'static str,
        /// How many bytes follow.
        count: usize,
    },

    /// The records are not those that were compressed.
    #[error("the block's checksum is {stored:08x}, but that of its records is {computed:08x}")]
    Checksum {
        /// The checksum that stands in the block.
        stored: u32,
        /// The checksum of what was decompressed.
        computed: u32,
    },

    /// A block could not be compressed.
    #[error("the block cannot be compressed with {codec}: {reason}")]
    Compression {
        /// The name of the codec.
        codec: &'static str,
        /// Why.
        reason: Cow<'static, str>,
    },
}

impl CodecError {
    /// An error for a payload that is not what the codec writes.
    ///
    /// # Example
    ///
    /// ```
    /// use avro_core::container::CodecError;
    ///
    /// let error = CodecError::malformed("run-length", "a run of no bytes");
    /// assert_eq!(error.to_string(), "malformed run-length data: a run of no bytes");
    /// ```
    #[cold]
    pub fn malformed(codec: &'static str, reason: impl Into<Cow<'static, str>>) -> Self {
        Self::Malformed {
            codec,
            reason: reason.into(),
        }
    }

    /// An error for a block that cannot be compressed.
    ///
    /// # Example
    ///
    /// ```
    /// use avro_core::container::CodecError;
    ///
    /// let error = CodecError::compression("run-length", "out of memory");
    /// assert_eq!(
    ///     error.to_string(),
    ///     "the block cannot be compressed with run-length: out of memory"
    /// );
    /// ```
    #[cold]
    pub fn compression(codec: &'static str, reason: impl Into<Cow<'static, str>>) -> Self {
        Self::Compression {
            codec,
            reason: reason.into(),
        }
    }

    /// The error for a codec of this name.
    #[cold]
    pub(super) fn unknown(name: &str) -> Self {
        Self::Unknown { name: shown(name) }
    }
}
