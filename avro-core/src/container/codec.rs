//! The codecs of container files: how a block's records become its payload.
//!
//! A [`Compressor`] and a [`Decompressor`] belong to one file, or to one of
//! the threads that work on it, and keep contexts and buffers from block to
//! block. What they decompress never exceeds a limit, and neither does the memory
//! they take for it by much, whatever the payload says of itself. Each codec has a
//! file of its own; none knows what a block is.

mod buffer;
#[cfg(feature = "bzip2")]
mod bzip2;
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

pub use buffer::BlockBuffer;
pub use error::CodecError;

use super::error::shown;

/// How the blocks of a file are compressed, and how hard.
///
/// A level outside a codec's range is taken as the nearest within it. Files do
/// not say at which level they were written, and reading does not ask.
///
/// Every codec but `Null` is a feature of this crate, all on by default. A codec can
/// be named without its feature, but not used: [`Compressor::new`] and
/// [`Decompressor::new`] then say which feature to turn on.
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
            _ => return Err(CodecError::Unknown { name: shown(name) }),
        })
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

/// Compresses one block after the other.
///
/// # Example
///
/// ```
/// use avro_core::container::{Codec, Compressor};
///
/// // Snappy's length and literal, then the CRC-32 of the three bytes.
/// # #[cfg(feature = "snappy")] {
/// let mut compressor = Compressor::new(&Codec::Snappy)?;
/// assert_eq!(compressor.compress(b"abc")?, b"\x03\x08abc\x35\x24\x41\xc2");
/// # }
/// # Ok::<(), avro_core::container::CodecError>(())
/// ```
pub struct Compressor {
    codec: &'static str,
    /// None for the null codec.
    engine: Option<Box<dyn Compress>>,
    output: BlockBuffer,
}

/// What a codec does to write a block.
trait Compress: Send + Sync {
    /// Puts the payload for `records` into `out`.
    fn compress(&mut self, records: &[u8], out: &mut BlockBuffer) -> Result<(), CodecError>;
}

impl Compressor {
    /// A compressor for a file in this codec.
    ///
    /// # Errors
    ///
    /// When the codec was not compiled in.
    pub fn new(codec: &Codec) -> Result<Self, CodecError> {
        let engine: Option<Box<dyn Compress>> = match codec {
            Codec::Null => None,
            #[cfg(feature = "deflate")]
            Codec::Deflate { level } => Some(Box::new(deflate::Compressor::new(*level))),
            #[cfg(feature = "bzip2")]
            Codec::Bzip2 { level } => Some(Box::new(bzip2::Compressor::new(*level))),
            #[cfg(feature = "snappy")]
            Codec::Snappy => Some(Box::new(snappy::Compressor::new())),
            #[cfg(feature = "xz")]
            Codec::Xz { level } => Some(Box::new(xz::Compressor::new(*level))),
            #[cfg(feature = "zstandard")]
            Codec::Zstandard { level } => Some(Box::new(zstandard::Compressor::new(*level)?)),
            #[cfg(not(all(
                feature = "bzip2",
                feature = "deflate",
                feature = "snappy",
                feature = "xz",
                feature = "zstandard"
            )))]
            other => return Err(other.disabled()),
        };
        Ok(Self {
            codec: codec.name(),
            engine,
            output: BlockBuffer::new(),
        })
    }

    /// The payload of a block that holds these records.
    ///
    /// It stays until the next block; the null codec hands back its input.
    ///
    /// # Errors
    ///
    /// When the codec cannot do it: the block is too large for snappy (4 GiB), or
    /// there is no memory.
    pub fn compress<'a>(&'a mut self, records: &'a [u8]) -> Result<&'a [u8], CodecError> {
        let Some(engine) = &mut self.engine else {
            return Ok(records);
        };
        engine.compress(records, &mut self.output)?;
        Ok(&self.output)
    }

    /// The same into a buffer of the caller's, whose old content is lost.
    ///
    /// # Errors
    ///
    /// Those of [`compress`](Self::compress). The buffer's content then has no meaning.
    pub fn compress_into(
        &mut self,
        records: &[u8],
        out: &mut BlockBuffer,
    ) -> Result<(), CodecError> {
        match &mut self.engine {
            Some(engine) => engine.compress(records, out),
            None => {
                out.copy_from(records);
                Ok(())
            }
        }
    }
}

impl fmt::Debug for Compressor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Compressor")
            .field("codec", &self.codec)
            .finish_non_exhaustive()
    }
}

/// Decompresses one block after the other, each up to a limit.
///
/// Every byte of a payload is accounted for, with two exceptions that other
/// implementations force. What follows a *deflate* stream is not looked at: Python's
/// writers leave three bytes of a checksum there. And bzip2, xz and Zstandard data
/// may consist of several streams or frames, which decompress to their contents one
/// after the other, as in Java and Python.
///
/// # Example
///
/// ```
/// use avro_core::container::{Codec, CodecError, Decompressor};
///
/// # #[cfg(feature = "snappy")] {
/// let mut decompressor = Decompressor::new(&Codec::Snappy, 1_000)?;
/// assert_eq!(decompressor.decompress(b"\x03\x08abc\x35\x24\x41\xc2")?, b"abc");
///
/// let wrong = decompressor.decompress(b"\x03\x08abd\x35\x24\x41\xc2");
/// assert!(matches!(wrong, Err(CodecError::Checksum { .. })));
/// # }
/// # Ok::<(), avro_core::container::CodecError>(())
/// ```
pub struct Decompressor {
    codec: &'static str,
    /// None for the null codec.
    engine: Option<Box<dyn Decompress>>,
    limit: usize,
    output: BlockBuffer,
}

/// What a codec does to read a block.
trait Decompress: Send + Sync {
    /// Puts the records of `payload` into `out`, unless they take more than `limit`
    /// bytes.
    fn decompress(
        &mut self,
        payload: &[u8],
        limit: usize,
        out: &mut BlockBuffer,
    ) -> Result<(), CodecError>;
}

impl Decompressor {
    /// A decompressor for a file in this codec, whose blocks may take `max_block`
    /// bytes.
    ///
    /// # Errors
    ///
    /// When the codec was not compiled in.
    pub fn new(codec: &Codec, max_block: usize) -> Result<Self, CodecError> {
        let engine: Option<Box<dyn Decompress>> = match codec {
            Codec::Null => None,
            #[cfg(feature = "deflate")]
            Codec::Deflate { .. } => Some(Box::new(deflate::Decompressor::new())),
            #[cfg(feature = "bzip2")]
            Codec::Bzip2 { .. } => Some(Box::new(bzip2::Decompressor)),
            #[cfg(feature = "snappy")]
            Codec::Snappy => Some(Box::new(snappy::Decompressor::new())),
            #[cfg(feature = "xz")]
            Codec::Xz { .. } => Some(Box::new(xz::Decompressor)),
            #[cfg(feature = "zstandard")]
            Codec::Zstandard { .. } => Some(Box::new(zstandard::Decompressor::new()?)),
            #[cfg(not(all(
                feature = "bzip2",
                feature = "deflate",
                feature = "snappy",
                feature = "xz",
                feature = "zstandard"
            )))]
            other => return Err(other.disabled()),
        };
        let codec = codec.name();
        Ok(Self {
            codec,
            engine,
            limit: max_block,
            output: BlockBuffer::new(),
        })
    }

    /// The records of a block with this payload.
    ///
    /// They stay until the next block; the null codec hands back its input.
    ///
    /// # Errors
    ///
    /// When the payload is not what the codec writes, ends too soon, goes on too
    /// long, fails its checksum, or the records take more than the limit.
    pub fn decompress<'a>(&'a mut self, payload: &'a [u8]) -> Result<&'a [u8], CodecError> {
        let Some(engine) = &mut self.engine else {
            return within(payload, self.limit);
        };
        engine.decompress(payload, self.limit, &mut self.output)?;
        Ok(&self.output)
    }

    /// The same into a buffer of the caller's, whose old content is lost.
    ///
    /// # Errors
    ///
    /// Those of [`decompress`](Self::decompress). The buffer's content then has no
    /// meaning.
    pub fn decompress_into(
        &mut self,
        payload: &[u8],
        out: &mut BlockBuffer,
    ) -> Result<(), CodecError> {
        match &mut self.engine {
            Some(engine) => engine.decompress(payload, self.limit, out),
            None => {
                out.copy_from(within(payload, self.limit)?);
                Ok(())
            }
        }
    }
}

impl fmt::Debug for Decompressor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decompressor")
            .field("codec", &self.codec)
            .field("limit", &self.limit)
            .finish_non_exhaustive()
    }
}

/// The null codec's whole work.
fn within(payload: &[u8], limit: usize) -> Result<&[u8], CodecError> {
    if payload.len() > limit {
        return Err(CodecError::TooLarge { limit });
    }
    Ok(payload)
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
