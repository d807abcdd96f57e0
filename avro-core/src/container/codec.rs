//! The codecs of container files: how a block's records become its payload.
//!
//! A [`Compressor`] and a [`Decompressor`] belong to one file, or to one of
//! the threads that work on it, and keep contexts and buffers from block to
//! block. (bzip2 and xz make a new context for each, in a fiftieth of the time at
//! most: see there.) What they decompress never exceeds a limit, and neither does the
//! memory they take for it by much, whatever the payload says of itself. Each codec has a
//! file of its own; none knows what a block is.

mod buffer;
#[cfg(feature = "bzip2")]
mod bzip2;
mod compress;
mod custom;
mod decompress;
#[cfg(feature = "deflate")]
mod deflate;
mod error;
#[cfg(feature = "snappy")]
mod snappy;
#[cfg(feature = "xz")]
mod xz;
#[cfg(feature = "zstandard")]
mod zstandard;

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

pub use buffer::BlockBuffer;
pub use compress::{Compress, Compressor};
pub use custom::CustomCodec;
pub use decompress::{Decompress, Decompressor};
pub use error::CodecError;

/// How the blocks of a file are compressed, and how hard.
///
/// A level outside a codec's range is taken as the nearest within it. Files do
/// not say at which level they were written, and reading does not ask.
///
/// Every codec but `Null` is a feature of this crate, all on by default. A codec can
/// be named without its feature, but not used: [`Compressor::new`] and
/// [`Decompressor::new`] then say which feature to turn on. A codec that is not the
/// specification's is a [`CustomCodec`].
///
/// # Example
///
/// ```
/// use avro_core::container::Codec;
///
/// assert_eq!(Codec::Zstandard { level: 3 }, Codec::zstandard());
/// assert_eq!(Codec::zstandard().name(), "zstandard");
/// assert_eq!("snappy".parse::<Codec>()?, Codec::Snappy);
/// # Ok::<(), avro_core::container::CodecError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Codec {
    /// The records as they are.
    #[default]
    Null,
    /// Raw deflate, RFC 1951, without a header or a checksum.
    Deflate {
        /// From 0, not compressed, over 1, fast, to 12, small. Up to 9 they mean
        /// about what they mean to zlib; 6 is usual.
        level: u32,
    },
    /// bzip2.
    Bzip2 {
        /// From 1 to 9, the size of bzip2's own blocks in 100,000 bytes; 9 is usual.
        level: u32,
    },
    /// Snappy, without its framing format, followed by a CRC-32 of the records.
    Snappy,
    /// xz: LZMA2 in the `.xz` format.
    Xz {
        /// From 0, fast, to 9, small; 6 is usual.
        level: u32,
    },
    /// Zstandard.
    Zstandard {
        /// From 1, fast, to 22, small, and below 1 faster yet; 3 is usual.
        level: i32,
    },
    /// A codec of the user's own. It equals nothing but itself.
    Custom(Arc<dyn CustomCodec>),
}

impl Codec {
    /// Deflate at its usual level, 6.
    #[must_use]
    pub const fn deflate() -> Self {
        Self::Deflate { level: 6 }
    }

    /// bzip2 at its usual level, 9.
    #[must_use]
    pub const fn bzip2() -> Self {
        Self::Bzip2 { level: 9 }
    }

    /// xz at its usual level, 6.
    #[must_use]
    pub const fn xz() -> Self {
        Self::Xz { level: 6 }
    }

    /// Zstandard at its usual level, 3.
    #[must_use]
    pub const fn zstandard() -> Self {
        Self::Zstandard { level: 3 }
    }

    /// A codec of the user's own; see [`CustomCodec`].
    pub fn custom(codec: impl CustomCodec + 'static) -> Self {
        Self::Custom(Arc::new(codec))
    }

    /// The codec of this name, at its usual level.
    ///
    /// Names are those of the specification, to the letter; they are what
    /// `avro.codec` holds in a file's header.
    ///
    /// # Errors
    ///
    /// When the name is none of the specification's. It says nothing of features.
    pub fn from_name(name: &str) -> Result<Self, CodecError> {
        Ok(match name {
            "null" => Self::Null,
            "deflate" => Self::deflate(),
            "bzip2" => Self::bzip2(),
            "snappy" => Self::Snappy,
            "xz" => Self::xz(),
            "zstandard" => Self::zstandard(),
            _ => return Err(CodecError::unknown(name)),
        })
    }

    /// The codec of this name among `others`, which are tried first, and those of the
    /// specification.
    ///
    /// # Errors
    ///
    /// When it is none of them.
    pub fn from_name_among(name: &str, others: &[Self]) -> Result<Self, CodecError> {
        match others.iter().find(|codec| codec.name() == name) {
            Some(codec) => Ok(codec.clone()),
            None => Self::from_name(name),
        }
    }

    /// Its name in the specification, and in a file's header.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Deflate { .. } => "deflate",
            Self::Bzip2 { .. } => "bzip2",
            Self::Snappy => "snappy",
            Self::Xz { .. } => "xz",
            Self::Zstandard { .. } => "zstandard",
            Self::Custom(codec) => codec.name(),
        }
    }

    /// The error for a codec that is not compiled in. Its feature has its name.
    #[cfg(not(all(
        feature = "bzip2",
        feature = "deflate",
        feature = "snappy",
        feature = "xz",
        feature = "zstandard"
    )))]
    fn disabled(&self) -> CodecError {
        CodecError::Disabled { codec: self.name() }
    }
}

/// Which names are the specification's.
fn is_reserved(name: &str) -> bool {
    Codec::from_name(name).is_ok()
}

/// Writes the codec's name.
impl fmt::Display for Codec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Codec {
    type Err = CodecError;

    fn from_str(name: &str) -> Result<Self, CodecError> {
        Self::from_name(name)
    }
}

/// How many streams, one after the other, a payload of so many bytes may have.
///
/// Setting up a stream costs far more than an empty one has bytes: a payload of
/// nothing but such would take minutes.
#[cfg(any(feature = "bzip2", feature = "xz"))]
fn most_streams(payload: &[u8]) -> usize {
    (payload.len() / 1024).saturating_add(16)
}

/// How far a stream's counter of bytes has moved.
#[cfg(any(feature = "bzip2", feature = "xz"))]
fn moved(before: u64, after: u64) -> usize {
    usize::try_from(after.saturating_sub(before)).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests;
