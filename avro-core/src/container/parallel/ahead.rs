//! Blocks on their way through a crew.

use std::collections::VecDeque;
use std::panic::resume_unwind;
use std::sync::Arc;

use super::super::block::Frame;
use super::super::blocks::Ground;
use super::super::error::ContainerError;
use super::super::unpack::Unpacker;
use super::crew::{Crew, Untaken};

/// Where blocks come from that nobody need have looked into.
pub(in crate::container) trait Packed {
    /// The next block and its payload.
    fn next_packed(&mut self) -> Result<Option<(Frame, &[u8])>, ContainerError>;
}

/// A block that is on its way, and what may be used again to make something of it.
#[derive(Debug, Default)]
pub(super) struct Job<X> {
    pub(super) frame: Frame,
    pub(super) payload: Vec<u8>,
    pub(super) used: X,
}

/// What came of a block, and the block if its memory may be used again.
pub(super) type Part<P, X> = Result<(P, Option<Job<X>>), ContainerError>;

/// The blocks of a file that a crew makes something of.
#[derive(Debug)]
pub(super) struct Ahead<P, X> {
    crew: Crew<Job<X>, Part<P, X>>,
    spare: Vec<Job<X>>,
    /// Where the blocks begin that are on their way.
    places: VecDeque<u64>,
    /// No more blocks are to be asked for; when those on their way are done, there is this to say.
    over: bool,
    error: Option<ContainerError>,
}

impl<P: Send + 'static, X: Send + 'static> Ahead<P, X> {
    /// `work` makes something of a block, with what decompresses it.
    pub(super) fn new<W>(
        threads: usize,
        untaken: Untaken,
        ground: &Arc<Ground>,
        work: W,
    ) -> Result<Self, ContainerError>
    where
        W: Fn(&mut Unpacker, Job<X>) -> Part<P, X> + Clone + Send + 'static,
    {
        let limits = &ground.limits;
        // As on a thread like any other: there the limit is half of the stack.
        let stack = limits.stack().saturating_mul(2);
        let crew = Crew::new(threads, untaken, (stack > 2 << 20).then_some(stack), || {
            let mut unpacker = Unpacker::new(&ground.codec, limits)?;
            let work = work.clone();
            Ok::<_, ContainerError>(move |job| work(&mut unpacker, job))
        });
        Ok(Ahead {
            crew: crew?,
            spare: Vec::new(),
            places: VecDeque::new(),
            over: false,
            error: None,
        })
    }
}

impl<P, X: Default> Ahead<P, X> {
    /// Gives back a block whose memory may be used again.
    pub(super) fn give(&mut self, job: Job<X>) {
        self.spare.push(job);
    }

    /// The next that came of the blocks of `source`; `None` behind the last, and behind an error.
    pub(super) fn next(&mut self, source: &mut dyn Packed) -> Option<Result<P, ContainerError>> {
        self.fill(source);
        let Some(outcome) = self.crew.next() else {
            return self.error.take().map(Err);
        };
        self.places.pop_front();
        match outcome {
            Ok(Ok((part, job))) => {
                self.spare.extend(job);
                Some(Ok(part))
            }
            Ok(Err(error)) => {
                self.stop();
                Some(Err(error))
            }
            Err(panic) => {
                self.stop();
                resume_unwind(panic)
            }
        }
    }

    fn fill(&mut self, source: &mut dyn Packed) {
        while !self.over && self.crew.has_room() {
            match source.next_packed() {
                Ok(Some((frame, payload))) => {
                    let mut job = self.spare.pop().unwrap_or_default();
                    job.frame = frame;
                    job.payload.clear();
                    job.payload.extend_from_slice(payload);
                    self.places.push_back(frame.offset);
                    self.crew.hand(job);
                }
                Ok(None) => self.over = true,
                Err(error) => {
                    self.over = true;
                    self.error = Some(error);
                }
            }
        }
    }

    /// Where the first block begins that is on its way.
    pub(super) fn place(&self) -> Option<u64> {
        self.places.front().copied()
    }

    /// Ends, with nothing more to say.
    pub(super) fn stop(&mut self) {
        self.start_again();
        self.over = true;
    }

    /// Gives up the blocks that are on their way: the source has gone elsewhere.
    pub(super) fn start_again(&mut self) {
        self.crew.clear();
        self.places.clear();
        self.over = false;
        self.error = None;
    }
}
