//! Frames to the sink: the part of writing that waits, and fails.

use std::fmt;
use std::io::{self, ErrorKind, IoSlice, Write};
use std::task::{Poll, ready};

use super::super::error::ContainerError;
use super::super::source::at_once;
use super::frame::Frame;

/// When a file's bytes are made to survive the machine, and not just the program.
///
/// What was written but not synced may be lost when the machine fails. What the
/// *program* has handed to the operating system is safe from its own end without any of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SyncPolicy {
    /// When the operating system likes.
    #[default]
    Never,
    /// When [`Writer::finish`](super::Writer::finish) or `try_finish` is called.
    OnFinish,
    /// When [`Writer::flush`](super::Writer::flush) is called too: what was appended before is there
    /// to stay when it returns.
    OnFlush,
    /// Behind every block too: each is there to stay before the next is written.
    EveryBlock,
}

/// What a [`Writer`](super::Writer) tells of a block that its sink has taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct BlockWritten {
    /// How many blocks of the file came before it.
    pub number: u64,
    /// The byte of the file at which it begins.
    pub offset: u64,
    /// How many records it holds.
    pub records: u64,
    /// How many bytes they take before compression; nothing for a block that was copied as it stood.
    pub size: Option<usize>,
    /// How many bytes they take in the file.
    pub payload: usize,
    /// How many bytes the whole block takes in the file, with its counts and its sync marker.
    pub len: usize,
}

/// What a [`Writer`](super::Writer)'s sink has taken.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Written {
    /// Whole blocks.
    pub blocks: u64,
    /// Records in them.
    pub records: u64,
    /// Bytes of the header and of those blocks.
    pub bytes: u64,
}

/// Called for each block that the sink has taken.
pub(super) type OnBlock = Box<dyn FnMut(&BlockWritten) + Send>;

/// Makes what a sink has taken survive the machine.
pub(super) type SyncWith<W> = fn(&mut W) -> io::Result<()>;

/// How frames go to a sink.
pub(super) struct Shipping<W> {
    pub(super) policy: SyncPolicy,
    pub(super) sync_with: SyncWith<W>,
    pub(super) on_block: Option<OnBlock>,
}

impl<W> Default for Shipping<W> {
    fn default() -> Self {
        Shipping {
            policy: SyncPolicy::Never,
            sync_with: |_| Ok(()),
            on_block: None,
        }
    }
}

impl<W> fmt::Debug for Shipping<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shipping")
            .field("policy", &self.policy)
            .finish_non_exhaustive()
    }
}

/// A sink, and the frame that it is taking.
#[derive(Debug)]
pub(in crate::container) struct Outlet<W> {
    /// `None` once it was handed back.
    sink: Option<W>,
    frame: Frame,
    shipping: Shipping<W>,
    /// The sink has taken bytes that are not synced.
    unsynced: bool,
    written: Written,
    /// Where in the file the next block begins, and how many came before.
    offset: u64,
    number: u64,
}

/// How bytes get into a sink: by waiting until it has taken them, or by coming back when it can.
pub(in crate::container) trait Way<W> {
    /// Hands over some of these bytes.
    fn write(&mut self, sink: &mut W, bytes: &[IoSlice<'_>]) -> Poll<io::Result<usize>>;

    /// Makes the sink pass on what it has taken.
    fn flush(&mut self, sink: &mut W) -> Poll<io::Result<()>>;
}

/// By waiting.
pub(super) struct Waiting;

impl<W: Write> Way<W> for Waiting {
    fn write(&mut self, sink: &mut W, bytes: &[IoSlice<'_>]) -> Poll<io::Result<usize>> {
        Poll::Ready(sink.write_vectored(bytes))
    }

    fn flush(&mut self, sink: &mut W) -> Poll<io::Result<()>> {
        Poll::Ready(sink.flush())
    }
}

impl<W: Write> Outlet<W> {
    /// [`poll_ship`](Self::poll_ship), waiting.
    pub(in crate::container) fn ship(&mut self) -> Result<(), ContainerError> {
        at_once(self.poll_ship(&mut Waiting))
    }

    /// [`poll_flush`](Self::poll_flush), waiting.
    pub(super) fn flush(&mut self, point: SyncPolicy) -> Result<(), ContainerError> {
        at_once(self.poll_flush(&mut Waiting, point))
    }
}

impl<W> Outlet<W> {
    /// An outlet for a file of which `number` blocks up to `offset` are there.
    pub(super) fn new(
        sink: W,
        frame: Frame,
        shipping: Shipping<W>,
        offset: u64,
        number: u64,
    ) -> Self {
        Outlet {
            sink: Some(sink),
            frame,
            shipping,
            unsynced: false,
            written: Written::default(),
            offset,
            number,
        }
    }

    pub(in crate::container) fn written(&self) -> Written {
        self.written
    }

    pub(super) fn is_open(&self) -> bool {
        self.sink.is_some()
    }

    pub(in crate::container) fn sink(&mut self) -> Option<&mut W> {
        self.sink.as_mut()
    }

    /// The frame, to be set when the one before has been [shipped](Self::poll_ship).
    pub(in crate::container) fn frame(&mut self) -> &mut Frame {
        &mut self.frame
    }

    /// Hands the sink what is left of the frame.
    ///
    /// # Errors
    ///
    /// When the sink fails: calling again goes on with the byte that follows those it has taken.
    pub(in crate::container) fn poll_ship(
        &mut self,
        way: &mut impl Way<W>,
    ) -> Poll<Result<(), ContainerError>> {
        let Some(sink) = &mut self.sink else {
            return Poll::Ready(Ok(()));
        };
        while self.frame.has_rest() {
            let rest = self.frame.rest().map(IoSlice::new);
            match ready!(way.write(sink, &rest)) {
                Ok(0) => return Poll::Ready(Err(io::Error::from(ErrorKind::WriteZero).into())),
                Ok(taken) => {
                    self.unsynced = true;
                    self.frame.take(taken);
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Poll::Ready(Err(error.into())),
            }
        }
        ready!(self.poll_sync(way, SyncPolicy::EveryBlock))?;
        if let Some((len, block)) = self.frame.done() {
            self.report(len, block);
        }
        Poll::Ready(Ok(()))
    }

    /// Hands over all there is, flushes, and syncs if that is the policy at this point.
    pub(in crate::container) fn poll_flush(
        &mut self,
        way: &mut impl Way<W>,
        point: SyncPolicy,
    ) -> Poll<Result<(), ContainerError>> {
        ready!(self.poll_ship(way))?;
        if let Some(sink) = &mut self.sink {
            ready!(way.flush(sink))?;
        }
        self.poll_sync(way, point)
    }

    /// Hands the sink back.
    pub(in crate::container) fn take_sink(&mut self) -> Option<W> {
        self.sink.take()
    }

    /// Syncs what is not synced, if the policy wants that at this point.
    fn poll_sync(
        &mut self,
        way: &mut impl Way<W>,
        point: SyncPolicy,
    ) -> Poll<Result<(), ContainerError>> {
        if let Some(sink) = &mut self.sink
            && self.unsynced
            && self.shipping.policy >= point
        {
            ready!(way.flush(sink))?;
            (self.shipping.sync_with)(sink)?;
            self.unsynced = false;
        }
        Poll::Ready(Ok(()))
    }

    fn report(&mut self, len: usize, block: Option<BlockWritten>) {
        let offset = self.offset;
        self.offset = offset.saturating_add(len as u64);
        self.written.bytes = self.written.bytes.saturating_add(len as u64);
        let Some(mut block) = block else { return };
        (block.number, block.offset) = (self.number, offset);
        self.number = self.number.saturating_add(1);
        self.written.blocks = self.written.blocks.saturating_add(1);
        self.written.records = self.written.records.saturating_add(block.records);
        if let Some(on_block) = &mut self.shipping.on_block {
            on_block(&block);
        }
    }
}
