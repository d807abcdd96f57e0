//! The blocks of a reader, decompressed on several threads.
//!
//! Their records are made by the one who reads: what owns memory is dearer to hand from thread to thread than
//! to make.

use std::sync::Arc;

use super::super::blocks::Ground;
use super::super::codec::{BlockBuffer, Codec};
use super::super::error::ContainerError;
use super::super::rows::Cursor;
use super::ahead::{Ahead, Job, Packed};
use super::crew::Untaken;
use crate::encoding::{DecodeError, Decoder};

/// How large a block may be whose memory is used again: there are many at a time.
const KEPT: usize = 1 << 20;

/// A block whose records are in a buffer, or are the payload as it is.
type Unpacked = Job<BlockBuffer>;

/// Blocks that are decompressed ahead of time, and how far the first of them has been read.
#[derive(Debug)]
pub(in crate::container) struct RowsAhead {
    ahead: Ahead<Unpacked, BlockBuffer>,
    block: Option<Unpacked>,
    cursor: Cursor,
    least: usize,
    ground: Arc<Ground>,
}

impl RowsAhead {
    /// Begins so many threads; a record takes so many bytes at least.
    pub(in crate::container) fn new(
        threads: usize,
        ground: &Arc<Ground>,
        least: usize,
    ) -> Result<Self, ContainerError> {
        let ahead = Ahead::new(
            threads,
            Untaken::OneEach,
            ground,
            |unpacker, mut job: Unpacked| {
                unpacker.unpack(&job.frame, &job.payload)?;
                unpacker.exchange(&mut job.used);
                Ok((job, None))
            },
        )?;
        Ok(RowsAhead {
            ahead,
            block: None,
            cursor: Cursor::at_the_end(),
            least,
            ground: Arc::clone(ground),
        })
    }

    /// What `read` makes of the next record of `source`.
    pub(in crate::container) fn next<'a, V>(
        &'a mut self,
        source: &mut dyn Packed,
        read: impl FnOnce(&mut Decoder<'a>) -> Result<V, DecodeError>,
    ) -> Option<Result<V, ContainerError>> {
        while self.cursor.left() == 0 {
            if let Err(error) = self.refill(source)? {
                return Some(Err(error));
            }
        }
        let RowsAhead {
            ahead,
            block,
            cursor,
            ground,
            ..
        } = self;
        let records = block.as_ref().map(|block| records(ground, block));
        let read = cursor.next(records.unwrap_or_default(), &ground.limits, read)?;
        Some(read.inspect_err(|_| {
            *cursor = Cursor::at_the_end();
            ahead.stop();
        }))
    }

    /// Goes on to the next block. `None` at the end.
    fn refill(&mut self, source: &mut dyn Packed) -> Option<Result<(), ContainerError>> {
        if let Some(mut read) = self.block.take() {
            if read.used.len() > KEPT {
                read.used = BlockBuffer::new();
            }
            self.ahead.give(read);
        }
        let come_to = self.ahead.next(source)?.and_then(|block| {
            let block = self.block.insert(block);
            let size = records(&self.ground, block).len();
            Cursor::new(&block.frame, size, self.least, &self.ground.limits)
        });
        Some(match come_to {
            Ok(cursor) => {
                self.cursor = cursor;
                Ok(())
            }
            Err(error) => {
                self.ahead.stop();
                Err(error)
            }
        })
    }

    /// Where the block begins that the next record is in, if it is on its way.
    pub(in crate::container) fn place(&self) -> Option<u64> {
        match self.cursor.left() > 0 {
            true => Some(self.cursor.frame().offset),
            false => self.ahead.place(),
        }
    }

    /// Gives up what is on its way: the source has gone elsewhere.
    pub(in crate::container) fn start_again(&mut self) {
        self.cursor = Cursor::at_the_end();
        self.ahead.start_again();
    }
}

/// The records of a block.
fn records<'a>(ground: &Ground, block: &'a Unpacked) -> &'a [u8] {
    match ground.codec {
        Codec::Null => &block.payload,
        _ => &block.used,
    }
}
