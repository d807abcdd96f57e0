//! The records of one block.

use std::marker::PhantomData;

use super::block::Frame;
use super::error::{ContainerError, ContainerErrorKind};
use crate::datum::{FromDatum, Prepared};
use crate::encoding::{DecodeError, Decoder, Limits};

/// A decompressed block, and how far its records have been read.
#[derive(Debug)]
pub(crate) struct Cursor {
    /// Records that are still to come.
    left: u64,
    /// Bytes of the block that have been read.
    at: usize,
    /// Bytes of the block before it was decompressed: what memory is granted for.
    sent: usize,
    /// Records of no bytes that may still come, of all that the block may hold.
    empty: usize,
    may_be_empty: usize,
    frame: Frame,
}

impl Cursor {
    /// A cursor before the first record of a block of `size` bytes.
    ///
    /// # Errors
    ///
    /// When the block cannot hold so many.
    pub(crate) fn new(
        frame: &Frame,
        size: usize,
        least: usize,
        limits: &Limits,
    ) -> Result<Self, ContainerError> {
        let count = frame.count;
        let room = size.checked_div(least).map(|room| room as u64);
        if room.is_some_and(|room| count > room) {
            return Err(frame.error(ContainerErrorKind::CountBeyondBlock { count, size }));
        }
        if count == 0 && size > 0 {
            let kind = ContainerErrorKind::LeftInBlock { count: size };
            return Err(frame.error(kind));
        }
        Ok(Cursor {
            left: count,
            at: 0,
            sent: frame.size,
            empty: limits.empty_values(),
            may_be_empty: limits.empty_values(),
            frame: *frame,
        })
    }

    /// No records: where a reader stands before its first block.
    pub(crate) fn at_the_end() -> Self {
        Cursor {
            left: 0,
            at: 0,
            sent: 0,
            empty: 0,
            may_be_empty: 0,
            frame: Frame::default(),
        }
    }

    pub(crate) fn left(&self) -> u64 {
        self.left
    }

    /// The block that the records are of.
    pub(crate) fn frame(&self) -> &Frame {
        &self.frame
    }

    /// Lets `read` take the next record off `data`, the block that the cursor is in.
    ///
    /// `None` behind the last record.
    #[inline]
    pub(crate) fn next<'de, V>(
        &mut self,
        data: &'de [u8],
        limits: &Limits,
        read: impl FnOnce(&mut Decoder<'de>) -> Result<V, DecodeError>,
    ) -> Option<Result<V, ContainerError>> {
        self.left = self.left.checked_sub(1)?;
        let rest = data.get(self.at..).unwrap_or_default();
        let mut decoder = Decoder::with_grant(rest, limits, self.sent);
        let read = read(&mut decoder);
        let taken = decoder.offset();
        Some(self.after(read, taken, rest.len()))
    }

    #[inline]
    fn after<V>(
        &mut self,
        read: Result<V, DecodeError>,
        taken: usize,
        had: usize,
    ) -> Result<V, ContainerError> {
        let value = match read {
            Ok(value) => value,
            Err(error) => {
                return Err(self.fail(ContainerErrorKind::Decode(error.moved_by(self.at))));
            }
        };
        self.at = self.at.saturating_add(taken);
        if taken == 0 {
            match self.empty.checked_sub(1) {
                Some(empty) => self.empty = empty,
                None => {
                    let limit = self.may_be_empty;
                    return Err(self.fail(ContainerErrorKind::TooManyEmptyRecords { limit }));
                }
            }
        }
        if self.left == 0 && taken < had {
            let count = had.saturating_sub(taken);
            return Err(self.fail(ContainerErrorKind::LeftInBlock { count }));
        }
        Ok(value)
    }

    /// An error in this block, behind which nothing is read.
    #[cold]
    fn fail(&mut self, kind: ContainerErrorKind) -> ContainerError {
        self.left = 0;
        self.frame.error(kind)
    }
}

/// The records of one block, one after the other.
///
/// They may borrow from the block: nothing need be allocated for a row. Made by
/// [`Block::rows`](super::Block::rows).
#[derive(Debug)]
pub struct Rows<'a, T> {
    pub(crate) data: &'a [u8],
    pub(crate) cursor: Cursor,
    pub(crate) prepared: &'a Prepared,
    pub(crate) limits: &'a Limits,
    pub(crate) output: PhantomData<fn() -> T>,
}

impl<'a, T: FromDatum<'a>> Rows<'a, T> {
    /// Reads the next record into `value`, whose memory is used again; false
    /// behind the last.
    ///
    /// # Errors
    ///
    /// As for the iterator. The value is then some legal value.
    pub fn next_into(&mut self, value: &mut T) -> Result<bool, ContainerError> {
        let prepared = self.prepared;
        self.cursor
            .next(self.data, self.limits, |decoder| {
                value.refill(prepared, decoder)
            })
            .transpose()
            .map(|read| read.is_some())
    }
}

impl<'a, T: FromDatum<'a>> Iterator for Rows<'a, T> {
    type Item = Result<T, ContainerError>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let prepared = self.prepared;
        self.cursor.next(self.data, self.limits, |decoder| {
            T::from_datum(prepared, decoder)
        })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, usize::try_from(self.cursor.left()).ok())
    }
}
