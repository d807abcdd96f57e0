//! Codecs of the user's own.

use std::fmt;
use std::ptr;

use super::{CodecError, Compress, Decompress, is_reserved};

/// A codec that is not the specification's.
///
/// It is an agreement between those who write a file and those who read it: no other
/// program knows it. A writer is given it as a [`Codec`](super::Codec). Files say only its
/// name, and [`Codec::from_name_among`](super::Codec::from_name_among) goes from there to the codec.
///
/// # Example
///
/// A codec that counts runs of equal bytes: pairs of a length, 1 to 255, and a byte.
///
/// ```
/// use avro_core::container::{
///     BlockBuffer, Codec, CodecError, Compress, Compressor, CustomCodec, Decompress, Decompressor,
/// };
///
/// #[derive(Debug)]
/// struct RunLength;
///
/// impl CustomCodec for RunLength {
///     fn name(&self) -> &'static str {
///         "run-length"
///     }
///
///     fn compressor(&self) -> Result<Box<dyn Compress>, CodecError> {
///         Ok(Box::new(RunLength))
///     }
///
///     fn decompressor(&self) -> Result<Box<dyn Decompress>, CodecError> {
///         Ok(Box::new(RunLength))
///     }
/// }
///
/// impl Compress for RunLength {
///     fn compress(&mut self, records: &[u8], out: &mut BlockBuffer) -> Result<(), CodecError> {
///         for run in records.chunk_by(|a, b| a == b) {
///             for run in run.chunks(255) {
///                 out.extend_from_slice(&[run.len() as u8, run[0]]);
///             }
///         }
///         Ok(())
///     }
/// }
///
/// impl Decompress for RunLength {
///     fn decompress(
///         &mut self,
///         payload: &[u8],
///         limit: usize,
///         out: &mut BlockBuffer,
///     ) -> Result<(), CodecError> {
///         for pair in payload.chunks(2) {
///             let &[count, byte] = pair else {
///                 return Err(CodecError::malformed("run-length", "half a pair"));
///             };
///             if out.len() + usize::from(count) > limit {
///                 return Err(CodecError::TooLarge { limit });
///             }
///             out.extend_from_slice(&[byte; 255][..count.into()]);
///         }
///         Ok(())
///     }
/// }
///
/// let codec = Codec::custom(RunLength);
/// let mut compressor = Compressor::new(&codec)?;
/// let payload = compressor.compress(b"aaab")?;
/// assert_eq!(payload, [3, b'a', 1, b'b']);
///
/// let mut decompressor = Decompressor::new(&codec, 1000)?;
/// assert_eq!(decompressor.decompress(payload)?, b"aaab");
/// # Ok::<(), CodecError>(())
/// ```
pub trait CustomCodec: fmt::Debug + Send + Sync {
    /// The name that stands in a file's header.
    ///
    /// The names of the specification's codecs are reserved: a [`Compressor`](super::Compressor) or
    /// [`Decompressor`](super::Decompressor) is not made for a codec that has one of them.
    fn name(&self) -> &'static str;

    /// What compresses the blocks of one file, or those of one thread.
    ///
    /// # Errors
    ///
    /// When it cannot be made.
    fn compressor(&self) -> Result<Box<dyn Compress>, CodecError>;

    /// What decompresses the blocks of one file, or those of one thread.
    ///
    /// # Errors
    ///
    /// When it cannot be made.
    fn decompressor(&self) -> Result<Box<dyn Decompress>, CodecError>;
}

/// A codec equals itself.
impl PartialEq for dyn CustomCodec {
    fn eq(&self, other: &Self) -> bool {
        ptr::addr_eq(self, other)
    }
}

impl Eq for dyn CustomCodec {}

/// Refuses a name that the specification has given away.
pub(super) fn check(codec: &dyn CustomCodec) -> Result<&dyn CustomCodec, CodecError> {
    let name = codec.name();
    if is_reserved(name) {
        return Err(CodecError::Reserved { codec: name });
    }
    Ok(codec)
}
