//! From a block's records to its payload.

use std::fmt;

#[cfg(feature = "bzip2")]
use super::bzip2;
#[cfg(feature = "deflate")]
use super::deflate;
#[cfg(feature = "snappy")]
use super::snappy;
#[cfg(feature = "xz")]
use super::xz;
#[cfg(feature = "zstandard")]
use super::zstandard;
use super::{BlockBuffer, Codec, CodecError, custom};

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
///
/// It belongs to one file, or to one thread that works on it, and may keep its
/// context from block to block.
pub trait Compress: Send + Sync {
    /// Puts the payload for `records` into `out`, which is empty.
    ///
    /// # Errors
    ///
    /// When the codec cannot do it: see [`CodecError::compression`].
    fn compress(&mut self, records: &[u8], out: &mut BlockBuffer) -> Result<(), CodecError>;
}

impl Compressor {
    /// A compressor for a file in this codec.
    ///
    /// # Errors
    ///
    /// When the codec was not compiled in, and what a [`CustomCodec`](super::CustomCodec) says.
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
            Codec::Custom(codec) => Some(custom::check(&**codec)?.compressor()?),
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

    /// Whether records are their own payload.
    pub(in crate::container) fn is_null(&self) -> bool {
        self.engine.is_none()
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
        self.output.clear();
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
            Some(engine) => {
                out.clear();
                engine.compress(records, out)
            }
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
