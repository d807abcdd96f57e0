//! From a block's payload to its records.
//!
//! Nothing here knows where blocks come from: whoever has a frame and its payload, on whatever thread,
//! turns them into records with an [`Unpacker`] and looks at them with a [`Walk`].

use super::block::Frame;
use super::codec::{BlockBuffer, Codec, CodecError, Decompressor};
use super::error::ContainerError;
use super::rows::Cursor;
use super::walk::Walk;
use crate::encoding::Limits;

/// Decompresses one block after the other. Each thread has its own.
#[derive(Debug)]
pub(super) struct Unpacker {
    decompressor: Decompressor,
    /// The records are the payload as it is.
    plain: bool,
    /// The last block decompressed; unused by the null codec.
    records: BlockBuffer,
    limit: usize,
}

impl Unpacker {
    pub(super) fn new(codec: &Codec, limits: &Limits) -> Result<Self, CodecError> {
        Ok(Unpacker {
            decompressor: Decompressor::new(codec, limits.block())?,
            plain: matches!(codec, Codec::Null),
            records: BlockBuffer::new(),
            limit: limits.block(),
        })
    }

    /// Makes the records of a block with this payload ready for [`records`](Self::records).
    pub(super) fn unpack(&mut self, frame: &Frame, payload: &[u8]) -> Result<(), ContainerError> {
        let done = if self.plain {
            // Nothing is copied: the records are read from the payload.
            match payload.len() > self.limit {
                true => Err(CodecError::TooLarge { limit: self.limit }),
                false => Ok(()),
            }
        } else if frame.count == 0 && payload.is_empty() {
            // A block of no records need not have been compressed.
            self.records.clear();
            Ok(())
        } else {
            self.decompressor
                .decompress_into(payload, &mut self.records)
        };
        done.map_err(|error| frame.error(error).at(frame.payload_offset()))
    }

    /// The records of the block that was unpacked last, which had this payload.
    #[inline(always)]
    pub(super) fn records<'a>(&'a self, payload: &'a [u8]) -> &'a [u8] {
        if self.plain { payload } else { &self.records }
    }

    /// Gives what was decompressed last for memory that the next is decompressed into.
    pub(super) fn exchange(&mut self, records: &mut BlockBuffer) {
        std::mem::swap(&mut self.records, records);
    }
}

/// Checks that a block holds as many records as it says, and nothing else.
pub(super) fn check(
    frame: &Frame,
    records: &[u8],
    walk: &Walk,
    limits: &Limits,
) -> Result<(), ContainerError> {
    let mut cursor = Cursor::new(frame, records.len(), walk.least(), limits)?;
    while let Some(passed) = cursor.next(records, limits, |decoder| walk.pass(decoder)) {
        passed?;
    }
    Ok(())
}
