//! The records of a file, made on several threads.
//!
//! A thread makes the rows of a block ahead of time, so many at once as their memory allows. What it cannot make
//! within its part of the limits, it leaves to the one who reads, who has all of them: there a record that is large is
//! made, and one that is damaged becomes an error, in its place.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use super::super::blocks::Ground;
use super::super::error::ContainerError;
use super::super::rows::Cursor;
use super::super::unpack::Unpacker;
use super::ahead::{Ahead, Job, Packed, Part};
use super::crew::Put;
use crate::datum::{FromDatum, Prepared};
use crate::encoding::{DecodeError, Decoder, Limits};

/// What the rows may take that are handed over at once, and a record that is made ahead of time: so much, and so
/// much for each byte that the block has in the file.
const AHEAD: usize = 1 << 20;
const AHEAD_PER_BYTE: usize = 16;

/// Rows that are made ahead of time.
// A trait, so that a reader's own traits do not depend on whether its rows can be sent.
pub(in crate::container) trait ReadAhead<T>: fmt::Debug + Send + Sync {
    /// The next record of `source`.
    fn next(&mut self, source: &mut dyn Packed) -> Option<Result<T, ContainerError>>;

    /// Puts the next record of `source` in the place of a value, whose memory is used again.
    fn next_into(
        &mut self,
        source: &mut dyn Packed,
        value: &mut T,
    ) -> Option<Result<(), ContainerError>>;

    /// Where the block begins that the next record is in, if it is on its way.
    fn place(&self) -> Option<u64>;

    /// Gives up what is on its way: the source has gone elsewhere.
    fn start_again(&mut self);
}

/// Begins so many threads.
pub(in crate::container) type Start<T> =
    fn(usize, &Arc<Ground>, Prepared) -> Result<Box<dyn ReadAhead<T>>, ContainerError>;

pub(in crate::container) fn start<T>(
    threads: usize,
    ground: &Arc<Ground>,
    prepared: Prepared,
) -> Result<Box<dyn ReadAhead<T>>, ContainerError>
where
    T: for<'de> FromDatum<'de> + Send + 'static,
{
    let maker = Maker {
        prepared: prepared.clone(),
        limits: ground.limits.clone(),
        ahead: (ground.limits.clone()).with_memory(ground.limits.memory().min(AHEAD)),
    };
    Ok(Box::new(Threads {
        ahead: Ahead::new(threads, ground, move |unpacker, job, put| {
            maker.make(unpacker, job, put)
        })?,
        rows: Mutex::default(),
        rest: Rest::default(),
        prepared,
        ground: ground.clone(),
    }))
}

/// Some rows of a block, and what is left to the one who reads.
type Batch<T> = (Rows<T>, Option<Rest>);

/// Rows in one piece of memory, which goes to and fro between the threads.
struct Rows<T> {
    /// Those that are to be handed out, and behind them those whose memory may be used again.
    rows: VecDeque<T>,
    fresh: usize,
    /// What all that is there may have taken in memory, since there was nothing.
    taken: usize,
}

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Rows {
            rows: VecDeque::new(),
            fresh: 0,
            taken: 0,
        }
    }
}

impl<T> Rows<T> {
    fn next(&mut self) -> Option<T> {
        self.fresh = self.fresh.checked_sub(1)?;
        self.rows.pop_front()
    }

    /// The next row, in exchange for one that may be used again.
    fn swap(&mut self, row: &mut T) -> bool {
        let Some(mut next) = self.next() else {
            return false;
        };
        std::mem::swap(row, &mut next);
        self.rows.push_back(next);
        true
    }

    /// Reads a row, into the next that may be used again if there is one.
    fn read<'de>(
        &mut self,
        prepared: &'de Prepared,
        decoder: &mut Decoder<'de>,
    ) -> Result<(), DecodeError>
    where
        T: FromDatum<'de>,
    {
        match self.rows.get_mut(self.fresh) {
            Some(row) => row.refill(prepared, decoder)?,
            None => self.rows.push_back(T::from_datum(prepared, decoder)?),
        }
        self.fresh = self.fresh.saturating_add(1);
        Ok(())
    }

    /// Adds to what all may have taken.
    fn that_took(mut self, taken: usize) -> Self {
        self.taken = self.taken.saturating_add(taken);
        self
    }
}

/// A block's records, of which those before the cursor have been read.
struct Rest {
    records: Vec<u8>,
    cursor: Cursor,
}

impl Default for Rest {
    fn default() -> Self {
        Rest {
            records: Vec::new(),
            cursor: Cursor::at_the_end(),
        }
    }
}

struct Threads<T> {
    ahead: Ahead<Batch<T>, Rows<T>>,
    /// Locked by nobody: that only makes this `Sync` where `T` is not.
    rows: Mutex<Rows<T>>,
    /// Those behind them, which are made here.
    rest: Rest,
    prepared: Prepared,
    ground: Arc<Ground>,
}

impl<T> fmt::Debug for Threads<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Threads").finish_non_exhaustive()
    }
}

impl<T> Threads<T> {
    fn rows(&mut self) -> &mut Rows<T> {
        self.rows.get_mut().unwrap_or_else(PoisonError::into_inner)
    }

    fn clear(&mut self) {
        *self.rows() = Rows::default();
        self.rest = Rest::default();
    }

    fn stop(&mut self) {
        self.clear();
        self.ahead.stop();
    }

    /// Takes what comes next, where all there was has been read. `None` at the end.
    fn refill(&mut self, source: &mut dyn Packed) -> Option<Result<(), ContainerError>> {
        let used = std::mem::take(self.rows());
        self.ahead.give(used);
        self.rest = Rest::default();
        let (rows, rest) = match self.ahead.next(source)? {
            Ok(batch) => batch,
            Err(error) => return Some(Err(error)),
        };
        *self.rows() = rows;
        self.rest = rest.unwrap_or_default();
        Some(Ok(()))
    }
}

impl<T> ReadAhead<T> for Threads<T>
where
    T: for<'de> FromDatum<'de> + Send,
{
    fn next(&mut self, source: &mut dyn Packed) -> Option<Result<T, ContainerError>> {
        loop {
            if let Some(row) = self.rows().next() {
                return Some(Ok(row));
            }
            let Rest { records, cursor } = &mut self.rest;
            let read = cursor.next(records, &self.ground.limits, |decoder| {
                T::from_datum(&self.prepared, decoder)
            });
            if let Some(read) = read {
                return Some(read.inspect_err(|_| self.stop()));
            }
            if let Err(error) = self.refill(source)? {
                return Some(Err(error));
            }
        }
    }

    fn next_into(
        &mut self,
        source: &mut dyn Packed,
        value: &mut T,
    ) -> Option<Result<(), ContainerError>> {
        if self.rows().swap(value) {
            return Some(Ok(()));
        }
        Some(self.next(source)?.map(|row| *value = row))
    }

    fn place(&self) -> Option<u64> {
        let rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        match rows.fresh > 0 || self.rest.cursor.left() > 0 {
            true => Some(self.ahead.current()),
            false => self.ahead.place(),
        }
    }

    fn start_again(&mut self) {
        self.clear();
        self.ahead.start_again();
    }
}

/// What each thread makes rows with.
#[derive(Clone)]
struct Maker {
    prepared: Prepared,
    limits: Limits,
    ahead: Limits,
}

impl Maker {
    fn make<T: for<'de> FromDatum<'de>>(
        &self,
        unpacker: &mut Unpacker,
        mut job: Job<Rows<T>>,
        put: Put<'_, Part<Batch<T>, Rows<T>>>,
    ) -> Part<Batch<T>, Rows<T>> {
        unpacker.unpack(&job.frame, &job.payload)?;
        let records = unpacker.records(&job.payload);
        let least = self.prepared.least();
        let mut cursor = Cursor::new(&job.frame, records.len(), least, &self.limits)?;
        let most = AHEAD.saturating_add(job.frame.size.saturating_mul(AHEAD_PER_BYTE));
        loop {
            let mut rows = std::mem::take(&mut job.used);
            if rows.taken > most {
                // What is used again may be larger than it looks.
                rows = Rows::default();
            }
            let mut taken = 0_usize;
            while taken < most {
                let before = cursor.mark();
                let read = cursor.next(records, &self.ahead, |decoder| {
                    rows.read(&self.prepared, decoder)?;
                    taken = (taken.saturating_add(size_of::<T>()))
                        .saturating_add(decoder.offset())
                        .saturating_add(decoder.charged());
                    Ok(())
                });
                match read {
                    Some(Ok(())) => {}
                    None => return Ok(((rows.that_took(taken), None), Some(job))),
                    Some(Err(_)) => {
                        // The records are given away when it is their turn, not before: so each thread has one
                        // decompressed block at most.
                        put(Ok(((rows.that_took(taken), None), None)));
                        cursor.back_to(before);
                        let rest = Rest {
                            records: unpacker.take_records(&mut job.payload),
                            cursor,
                        };
                        return Ok(((Rows::default(), Some(rest)), Some(job)));
                    }
                }
            }
            if !put(Ok(((rows.that_took(taken), None), None))) {
                // Nobody reads any more.
                return Ok(((Rows::default(), None), None));
            }
        }
    }
}
