//! Blocks that are compressed on several threads, on their way to the sink.

use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use super::super::codec::{Codec, Compressor};
use super::super::error::ContainerError;
use super::super::writer::frame::Frame;
use super::super::writer::outlet::Outlet;
use super::crew::{Crew, Untaken};
use crate::encoding::Encoder;

/// The threads of a writer, and the blocks that they have.
#[derive(Debug)]
pub(in crate::container) struct Compressors {
    crew: Crew<Batch, Batch>,
    sync: [u8; 16],
    /// The block whose turn it is.
    next: Option<Batch>,
    spare: Vec<Batch>,
}

/// A block: its records, or when they are compressed its frame.
#[derive(Debug)]
struct Batch {
    count: u64,
    records: Encoder,
    frame: Frame,
}

impl Compressors {
    /// So many threads. `encoder` makes empty encoders like that which the records gather in.
    pub(in crate::container) fn new(
        threads: usize,
        codec: &Codec,
        sync: [u8; 16],
        encoder: impl Fn() -> Encoder,
    ) -> Result<Self, ContainerError> {
        let crew = Crew::new(threads, Untaken::All, None, || {
            let mut compressor = Some(Compressor::new(codec)?);
            Ok::<_, ContainerError>(move |mut batch: Batch| {
                // A block that cannot be compressed stays as it is: the caller's thread tries
                // again, and has the error, or the panic of a user's codec, where it can be dealt with.
                if let Some(alive) = &mut compressor
                    && catch_unwind(AssertUnwindSafe(|| batch.compress(alive, sync))).is_err()
                {
                    compressor = None;
                }
                batch
            })
        })?;
        let batch = || Batch {
            count: 0,
            records: encoder(),
            frame: Frame::new(encoder()),
        };
        // As many as there may be on their way, and one whose turn it is.
        let most = threads.saturating_mul(2).saturating_add(1);
        Ok(Compressors {
            crew,
            sync,
            next: None,
            spare: std::iter::repeat_with(batch).take(most).collect(),
        })
    }

    /// Makes room for another block: where there are as many as may be on their way, the first is shipped.
    ///
    /// # Errors
    ///
    /// When it cannot be compressed or the sink fails. Calling again goes on from there.
    pub(in crate::container) fn make_room<W: Write>(
        &mut self,
        outlet: &mut Outlet<W>,
        compressor: &mut Compressor,
    ) -> Result<(), ContainerError> {
        while !self.crew.has_room() {
            self.ship_next(outlet, compressor)?;
        }
        Ok(())
    }

    /// Hands over a block, where there is [room](Self::make_room). `fill` puts its records into an empty encoder and
    /// says how many they are.
    pub(in crate::container) fn hand(&mut self, fill: impl FnOnce(&mut Encoder) -> u64) {
        if let Some(mut batch) = self.spare.pop() {
            batch.count = fill(&mut batch.records);
            self.crew.hand(batch);
        }
    }

    /// Ships all blocks that were handed over.
    ///
    /// # Errors
    ///
    /// When one cannot be compressed or the sink fails. Calling again goes on from there.
    pub(in crate::container) fn ship<W: Write>(
        &mut self,
        outlet: &mut Outlet<W>,
        compressor: &mut Compressor,
    ) -> Result<(), ContainerError> {
        while self.ship_next(outlet, compressor)? {}
        Ok(())
    }

    /// Ships the first block; false where there is none.
    fn ship_next<W: Write>(
        &mut self,
        outlet: &mut Outlet<W>,
        compressor: &mut Compressor,
    ) -> Result<bool, ContainerError> {
        outlet.ship()?;
        if self.next.is_none() {
            self.next = match self.crew.next() {
                Some(Ok(batch)) => Some(batch),
                Some(Err(panic)) => resume_unwind(panic),
                None => return Ok(false),
            };
        }
        if let Some(batch) = &mut self.next {
            if !batch.frame.has_rest() {
                batch.compress(compressor, self.sync)?;
            }
            std::mem::swap(outlet.frame(), &mut batch.frame);
        }
        self.spare.extend(self.next.take());
        outlet.ship()?;
        Ok(true)
    }
}

impl Batch {
    fn compress(
        &mut self,
        compressor: &mut Compressor,
        sync: [u8; 16],
    ) -> Result<(), ContainerError> {
        Ok(self
            .frame
            .set_records(self.count, &mut self.records, compressor, sync)?)
    }
}
