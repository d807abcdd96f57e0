//! Why a container file could not be read or written, and where.

use std::fmt;

use avro_model::SchemaError;

use super::codec::CodecError;
use crate::datum::ResolveError;
use crate::encoding::{DecodeError, EncodeError};

/// Why a container file could not be read or written, and where.
///
/// # Example
///
/// ```
/// use avro_core::container::{ContainerErrorKind, DEFAULT_MAX_HEADER, Header};
///
/// let err = Header::parse(b"Obj\x01\x02\x16avro", DEFAULT_MAX_HEADER).unwrap_err();
/// assert_eq!(err.offset(), Some(10));
/// assert!(matches!(err.kind(), ContainerErrorKind::Truncated { start: 0 }));
/// assert_eq!(err.to_string(), "at byte 10: the file ends here, inside what began at byte 0");
/// ```
// Boxed, so that a `Result` of a small value stays small.
#[derive(Debug)]
pub struct ContainerError(Box<Inner>);

#[derive(Debug)]
struct Inner {
    offset: Option<u64>,
    block: Option<u64>,
    kind: ContainerErrorKind,
}

/// The ways reading or writing a container file fails. More may be added.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ContainerErrorKind {
    /// The file does not begin as an object container file does.
    #[error("not an object container file: it does not begin with `Obj` and version 1")]
    NotAContainer,

    /// The file ends inside its header or inside a block. The place of the error is
    /// the end of the file.
    #[error("the file ends here, inside what began at byte {start}")]
    Truncated {
        /// Where the header or block began: the file is whole up to here.
        start: u64,
    },

    /// A count or a size has more than 64 bits.
    #[error("a count or size of more than 64 bits")]
    VarintTooLong,

    /// A key or value of the header's metadata, or a block of them, has a negative length.
    #[error("a negative length, {length}, in the metadata")]
    NegativeLength {
        /// The length as it stands in the file.
        length: i64,
    },

    /// The header is larger than the limit.
    #[error("the header is larger than {limit} bytes")]
    HeaderTooLarge {
        /// The limit: [`Framer::max_header`](super::Framer::max_header).
        limit: usize,
    },

    /// A key of the header's metadata is not UTF-8.
    #[error("a key of the metadata is not UTF-8")]
    KeyNotUtf8,

    /// `avro.schema` or `avro.codec` is given twice.
    #[error("`{key}` is given twice in the metadata")]
    DuplicateKey {
        /// The key.
        key: &'static str,
    },

    /// `avro.schema` or `avro.codec` is not UTF-8.
    #[error("`{key}` in the metadata is not UTF-8")]
    ValueNotUtf8 {
        /// The key.
        key: &'static str,
    },

    /// The header has no `avro.schema`.
    #[error("the metadata has no `avro.schema`")]
    MissingSchema,

    /// A key that is the specification's own, in the metadata of a file to be written.
    #[error(
        "the metadata key `{}` is reserved: keys that begin with `avro.` are Avro's own",
        .key.escape_debug()
    )]
    ReservedKey {
        /// The key, cut short when it is long.
        key: Box<str>,
    },

    /// A block says that it holds fewer than no records.
    #[error("a block of {count} records")]
    NegativeCount {
        /// The count as it stands in the file.
        count: i64,
    },

    /// A block says that it takes fewer than no bytes.
    #[error("a block of {size} bytes")]
    NegativeSize {
        /// The size as it stands in the file.
        size: i64,
    },

    /// A block says that it takes more bytes than a block may.
    #[error("a block of {size} bytes, where the limit on blocks allows {limit} compressed")]
    BlockTooLarge {
        /// The size as it stands in the file.
        size: i64,
        /// The limit: see [`Framer::max_block`](super::Framer::max_block).
        limit: usize,
    },

    /// The bytes after a block are not the file's sync marker.
    #[error("the block does not end with the file's sync marker")]
    WrongSyncMarker,

    /// A second file begins where a block should.
    #[error("a second object container file begins here, where a block should")]
    SecondHeader,

    /// A block says that it holds more records than its bytes have room for.
    #[error("the block says that it holds {count} records, and has {size} bytes")]
    CountBeyondBlock {
        /// The count as it stands in the file.
        count: u64,
        /// How many bytes the block has when it is decompressed.
        size: usize,
    },

    /// Bytes follow the last record of a block.
    #[error("{count} bytes follow the last record of the block")]
    LeftInBlock {
        /// How many.
        count: usize,
    },

    /// A block holds more records that take no bytes than the limit allows.
    #[error("the block holds more than {limit} records that take no bytes")]
    TooManyEmptyRecords {
        /// The limit: [`Limits::empty_values`](crate::Limits::empty_values).
        limit: usize,
    },

    /// A record is not a datum of the file's schema.
    ///
    /// The offset in it counts from the start of the block's records, decompressed.
    #[error("in the block's records, {0}")]
    Decode(DecodeError),

    /// A value has no place in the file's schema.
    #[error(transparent)]
    Encode(EncodeError),

    /// The schema in the header is none.
    #[error("the schema of the file: {0}")]
    Schema(SchemaError),

    /// Records of the file's schema cannot be read or written as the type.
    #[error(transparent)]
    Resolve(ResolveError),

    /// A file of dynamic values was to be written without a schema.
    #[error("a file needs a schema, and the type has none of its own")]
    NoSchema,

    /// Bytes that should be a datum of the file's schema are none.
    #[error("in the encoded datum, {0}")]
    Datum(DecodeError),

    /// The tail of a file that is to be gone on with is damaged, in most cases cut off.
    ///
    /// [`WriterBuilder::repair`](super::WriterBuilder::repair) cuts it off.
    #[error("the file is whole up to byte {end}, and then torn: {fault}")]
    Torn {
        /// Where the last whole block ends, or the header.
        end: u64,
        /// What is wrong behind it.
        fault: ContainerError,
    },

    /// The damage in a file that is to be repaired is not at its tail.
    #[error(
        "the file is whole up to byte {end}, but cannot be cut off there: a sync marker follows \
         at byte {marker}, and whole blocks may do so too"
    )]
    DamagedInside {
        /// Where the last whole block before the damage ends, or the header.
        end: u64,
        /// Where the first sync marker behind that stands.
        marker: u64,
    },

    /// A file has another schema than was asked for, or than the one it is to be copied to.
    #[error("the file has another schema: {difference}")]
    OtherSchema {
        /// The first difference: where, what it is in the file, and what it should be.
        difference: Box<str>,
    },

    /// A file that is to be gone on with has another codec than was asked for.
    #[error("the file's codec is `{}`, not `{wanted}`", .found.escape_debug())]
    OtherCodec {
        /// The name of the file's codec, cut short when it is long.
        found: Box<str>,
        /// The name of the codec that was asked for.
        wanted: &'static str,
    },

    /// A file that is to be gone on with has another sync marker than was asked for.
    #[error("the file has another sync marker")]
    OtherSyncMarker,

    /// A file that is to be gone on with has not the metadata that was asked for.
    #[error("the file's metadata has another `{}`, or none", .key.escape_debug())]
    OtherMetadata {
        /// The key, cut short when it is long.
        key: Box<str>,
    },

    /// The codec is not known or not compiled in, or a block could not be compressed
    /// or decompressed.
    #[error(transparent)]
    Codec(#[from] CodecError),

    /// Bytes could not be read or written.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

impl ContainerError {
    /// An error of `kind` at no place in particular.
    #[cold]
    pub fn new(kind: impl Into<ContainerErrorKind>) -> Self {
        Self(Box::new(Inner {
            offset: None,
            block: None,
            kind: kind.into(),
        }))
    }

    /// Says at which byte of the file it went wrong.
    #[must_use]
    pub fn at(mut self, offset: u64) -> Self {
        self.0.offset = Some(offset);
        self
    }

    /// Says in which block of the file it went wrong; the first is 0.
    #[must_use]
    pub fn in_block(mut self, number: u64) -> Self {
        self.0.block = Some(number);
        self
    }

    /// The byte of the file at which it went wrong, counted from its start.
    #[must_use]
    pub fn offset(&self) -> Option<u64> {
        self.0.offset
    }

    /// The block in which it went wrong: 0 for the first, nothing for the header.
    #[must_use]
    pub fn block(&self) -> Option<u64> {
        self.0.block
    }

    /// What went wrong.
    #[must_use]
    pub fn kind(&self) -> &ContainerErrorKind {
        &self.0.kind
    }

    /// What went wrong, without the place.
    #[must_use]
    pub fn into_kind(self) -> ContainerErrorKind {
        self.0.kind
    }
}

impl fmt::Display for ContainerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner {
            offset,
            block,
            kind,
        } = &*self.0;
        match (block, offset) {
            (Some(block), Some(offset)) => write!(f, "block {block}, at byte {offset}: ")?,
            (Some(block), None) => write!(f, "block {block}: ")?,
            (None, Some(offset)) => write!(f, "at byte {offset}: ")?,
            (None, None) => {}
        }
        write!(f, "{kind}")
    }
}

impl std::error::Error for ContainerError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.kind.source()
    }
}

macro_rules! from {
    ($($error:ty => $kind:path;)*) => {$(
        impl From<$error> for ContainerError {
            fn from(error: $error) -> Self {
                Self::new($kind(error))
            }
        }
    )*};
}

from! {
    CodecError => ContainerErrorKind::Codec;
    std::io::Error => ContainerErrorKind::Io;
    EncodeError => ContainerErrorKind::Encode;
    SchemaError => ContainerErrorKind::Schema;
    ResolveError => ContainerErrorKind::Resolve;
}

impl From<ContainerErrorKind> for ContainerError {
    fn from(kind: ContainerErrorKind) -> Self {
        Self::new(kind)
    }
}

/// As much of `text` as an error keeps.
pub(super) fn shown(text: &str) -> Box<str> {
    const MOST: usize = 64;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()).into(),
        None => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error;
    use std::io;

    use super::*;

    #[test]
    fn error_says_where_and_what() {
        let wrong = || ContainerError::new(ContainerErrorKind::WrongSyncMarker);
        let message = "the block does not end with the file's sync marker";
        assert_eq!(wrong().to_string(), message);
        assert_eq!(wrong().at(7).to_string(), format!("at byte 7: {message}"));
        assert_eq!(
            wrong().in_block(2).to_string(),
            format!("block 2: {message}")
        );
        assert_eq!(
            wrong().at(7).in_block(2).to_string(),
            format!("block 2, at byte 7: {message}")
        );
    }

    #[test]
    fn cause_of_an_io_error_is_kept_and_printed_once() {
        let err = ContainerError::from(io::Error::other("the disk is gone")).at(3);
        assert_eq!(err.to_string(), "at byte 3: the disk is gone");
        let mut cause = err.source();
        while let Some(below) = cause {
            assert_ne!(below.to_string(), err.kind().to_string());
            cause = below.source();
        }
        assert!(
            matches!(err.into_kind(), ContainerErrorKind::Io(err) if err.kind() == io::ErrorKind::Other)
        );
    }

    #[test]
    fn result_of_nothing_is_one_word() {
        assert_eq!(size_of::<Result<(), ContainerError>>(), size_of::<usize>());
    }

    #[test]
    fn long_names_are_cut() {
        assert_eq!(&*shown("short"), "short");
        assert_eq!(shown(&"é".repeat(65)).chars().count(), 65);
        assert_eq!(&*shown(&"é".repeat(64)), "é".repeat(64));
    }
}
