//! From a block's payload to its records, within a limit.

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
    pub(super) output: BlockBuffer,
}

/// What a codec does to read a block.
///
/// It belongs to one file, or to one thread that works on it, and may keep its
/// context from block to block.
pub trait Decompress: Send + Sync {
    /// Puts the records of `payload` into `out`, which is empty.
    ///
    /// The payload is foreign: what it says of itself may be a lie. No more than
    /// `limit` bytes may be put into `out`, nor memory be taken that is out of
    /// proportion to it.
    ///
    /// # Errors
    ///
    /// [`CodecError::TooLarge`] when the records take more than `limit` bytes, and
    /// others when the payload is not exactly what the codec writes: see
    /// [`CodecError::malformed`].
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
    /// When the codec was not compiled in, and what a [`CustomCodec`](super::CustomCodec) says.
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
            Codec::Custom(codec) => Some(custom::check(&**codec)?.decompressor()?),
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
        decompress(&mut **engine, payload, self.limit, &mut self.output)?;
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
            Some(engine) => decompress(&mut **engine, payload, self.limit, out),
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

fn decompress(
    engine: &mut dyn Decompress,
    payload: &[u8],
    limit: usize,
    out: &mut BlockBuffer,
) -> Result<(), CodecError> {
    out.clear();
    engine.decompress(payload, limit, out)?;
    // Not every codec is ours.
    within(out, limit).map(|_| ())
}

/// The null codec's whole work.
fn within(payload: &[u8], limit: usize) -> Result<&[u8], CodecError> {
    if payload.len() > limit {
        return Err(CodecError::TooLarge { limit });
    }
    Ok(payload)
}
