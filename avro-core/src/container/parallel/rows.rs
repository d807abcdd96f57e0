//! The records of a file, made on several threads.
//!
//! A thread makes the rows of a block ahead of time, so many at once as their memory allows. What it cannot make
//! within its part of the limits, it leaves to the one who reads, who has all of them: there a record that is large is
//! made, and one that is damaged becomes an error, in its place.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::vec;

use super::super::blocks::Ground;
use super::super::error::ContainerError;
use super::super::rows::Cursor;
use super::super::unpack::Unpacker;
use super::ahead::{Ahead, Job, Packed, Part};
use super::crew::Put;
use crate::datum::{FromDatum, Prepared};
use crate::encoding::Limits;

/// What the rows may take that are handed over at once, and a record that is made ahead of time: so much, and so
/// much for each byte that the block has in the file.
const AHEAD: usize = 1 << 20;
const AHEAD_PER_BYTE: usize = 16;

/// Rows that are made ahead of time.
// A trait, so that a reader's own traits do not depend on whether its rows can be sent.
pub(in crate::container) trait ReadAhead<T>: fmt::Debug + Send + Sync {
    /// The next record of `source`.
    fn next(&mut self, source: &mut dyn Packed) -> Option<Result<T, ContainerError>>;

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
        rows: Mutex::new(Vec::new().into_iter()),
        rest: Rest::default(),
        prepared,
        ground: ground.clone(),
    }))
}

/// Some rows of a block, and what is left to the one who reads.
type Batch<T> = (Vec<T>, Option<Rest>);

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
    ahead: Ahead<Batch<T>>,
    /// Locked by nobody: that only makes this `Sync` where `T` is not.
    rows: Mutex<vec::IntoIter<T>>,
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
    fn rows(&mut self) -> &mut vec::IntoIter<T> {
        self.rows.get_mut().unwrap_or_else(PoisonError::into_inner)
    }

    fn clear(&mut self) {
        *self.rows() = Vec::new().into_iter();
        self.rest = Rest::default();
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
                if read.is_err() {
                    self.clear();
                    self.ahead.stop();
                }
                return Some(read);
            }
            // What was there is given up before something is waited for.
            self.clear();
            let (rows, rest) = match self.ahead.next(source)? {
                Ok(batch) => batch,
                Err(error) => return Some(Err(error)),
            };
            *self.rows() = rows.into_iter();
            self.rest = rest.unwrap_or_default();
        }
    }

    fn place(&self) -> Option<u64> {
        let rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        match rows.len() > 0 || self.rest.cursor.left() > 0 {
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
        mut job: Job,
        put: Put<'_, Part<Batch<T>>>,
    ) -> Part<Batch<T>> {
        unpacker.unpack(&job.frame, &job.payload)?;
        let records = unpacker.records(&job.payload);
        let least = self.prepared.least();
        let mut cursor = Cursor::new(&job.frame, records.len(), least, &self.limits)?;
        let most = AHEAD.saturating_add(job.frame.size.saturating_mul(AHEAD_PER_BYTE));
        loop {
            let mut rows = Vec::with_capacity(expected::<T>(cursor.left(), most));
            let mut taken = 0_usize;
            while taken < most {
                let before = cursor.clone();
                let read = cursor.next(records, &self.ahead, |decoder| {
                    let row = T::from_datum(&self.prepared, decoder)?;
                    taken = (taken.saturating_add(size_of::<T>()))
                        .saturating_add(decoder.offset())
                        .saturating_add(decoder.charged());
                    Ok(row)
                });
                match read {
                    Some(Ok(row)) => rows.push(row),
                    None => return Ok(((rows, None), Some(job))),
                    Some(Err(_)) => {
                        // The records are given away when it is their turn, not before: so each thread has one
                        // decompressed block at most.
                        put(Ok(((rows, None), None)));
                        let rest = Rest {
                            records: unpacker.take_records(&mut job.payload),
                            cursor: before,
                        };
                        return Ok(((Vec::new(), Some(rest)), Some(job)));
                    }
                }
            }
            if !put(Ok(((rows, None), None))) {
                // Nobody reads any more.
                return Ok(((Vec::new(), None), None));
            }
        }
    }
}

/// Room for so many records, if they are as many as is said and no more than may be handed over at once.
fn expected<T>(count: u64, most: usize) -> usize {
    let room = most / size_of::<T>().max(1);
    usize::try_from(count).map_or(room, |count| count.min(room))
}
