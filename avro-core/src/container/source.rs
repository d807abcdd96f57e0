//! Where blocks come from: a stream, or bytes that are all there.

use std::fmt;
use std::fs::File;
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};
use std::ops::Range;
use std::task::{Poll, ready};

use super::block::{BlockScanner, Frame};
use super::error::{ContainerError, ContainerErrorKind};
use super::framer::{Found, Framer};
use super::header::Header;
use super::recover::Skipped;
use super::search::{MARKER, Search, Step};
use crate::encoding::Limits;

/// Where a reader's blocks come from: [`FromRead`] or [`FromBytes`].
pub trait Source: sealed::Source {}

/// A [`Source`] that can go to any place of the file: bytes, and streams that can seek.
pub trait SeekSource: Source + sealed::SeekSource {}

pub(super) mod sealed {
    use super::*;

    /// What there is to a source that waits for its bytes.
    pub trait Source: Holds {
        /// Goes on to the next block.
        fn advance(&mut self) -> Result<Next, ContainerError>;
    }

    /// What there is to every source. One block is there at a time.
    pub trait Holds {
        /// The payload of the block that was come to last.
        fn payload(&self) -> &[u8];

        /// Says that this block is damaged.
        fn reject(&mut self, error: ContainerError);

        /// Where the next block begins.
        fn position(&self) -> u64;

        /// Has no more blocks, unless something is sought.
        fn stop(&mut self);
    }

    /// Going to places.
    pub trait SeekSource {
        /// Goes to a block.
        fn seek(&mut self, position: u64) -> Result<(), ContainerError>;

        /// Goes to the blocks of a range.
        fn read_range(&mut self, range: Range<u64>) -> Result<(), ContainerError>;
    }
}

use sealed::SeekSource as _;

/// What a source came to.
#[derive(Debug)]
pub enum Next {
    Header(Header),
    Block(Frame),
    Skipped(Skipped),
    End,
}

impl Next {
    /// The header, which is found first.
    pub(super) fn into_header(self) -> Result<Header, ContainerError> {
        match self {
            Next::Header(header) => Ok(header),
            // A file without one is an error, of which is told before.
            Next::Block(_) | Next::Skipped(_) | Next::End => {
                Err(ContainerErrorKind::NotAContainer.into())
            }
        }
    }
}

/// What came of I/O that waits: it never has to be asked again.
pub(super) fn at_once<V>(done: Poll<Result<V, ContainerError>>) -> Result<V, ContainerError> {
    match done {
        Poll::Ready(done) => done,
        Poll::Pending => Err(io::Error::from(ErrorKind::WouldBlock).into()),
    }
}

/// What a source has to know before it begins.
#[derive(Debug, Clone)]
pub(super) struct Course {
    pub(super) recover: bool,
    pub(super) range: Range<u64>,
}

/// Blocks that are read from a stream: a file, a socket, a decompressor.
///
/// The stream needs no buffer of its own. One block is in memory at a time.
pub struct FromRead<R = File> {
    pub(super) stream: R,
    pub(super) framer: Framer,
    /// How many bytes of the file have been read.
    read: u64,
}

impl<R> fmt::Debug for FromRead<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FromRead")
            .field("position", &self.framer.position())
            .finish_non_exhaustive()
    }
}

impl<R: Read> FromRead<R> {
    /// Reads the header.
    pub(super) fn open(
        stream: R,
        limits: &Limits,
        course: Course,
    ) -> Result<(Self, Header), ContainerError> {
        let mut source = FromRead::new(stream, limits, course);
        let first = sealed::Source::advance(&mut source)?;
        Ok((source, first.into_header()?))
    }
}

impl<R> FromRead<R> {
    /// A source that has not been read from.
    pub(super) fn new(stream: R, limits: &Limits, course: Course) -> Self {
        let framer = Framer::new()
            .max_header(limits.header())
            .max_block(limits.block())
            .recover(course.recover)
            .range(course.range);
        FromRead {
            stream,
            framer,
            read: 0,
        }
    }

    /// Goes on to what is found next, in bytes that `fill` reads from the stream: into this room, and at least so many
    /// before anything is found. Where it cannot read now, all stays as it is.
    pub(super) fn advance_by(
        &mut self,
        mut fill: impl FnMut(&mut R, &mut [u8], usize) -> Poll<io::Result<usize>>,
    ) -> Poll<Result<Next, ContainerError>> {
        loop {
            let next = match self.framer.find()? {
                Found::NeedInput => {
                    let needed = self.framer.needed();
                    match ready!(fill(&mut self.stream, self.framer.space(), needed)) {
                        Ok(count) => {
                            self.framer.filled(count);
                            self.read = self.read.saturating_add(count as u64);
                        }
                        Err(error) if error.kind() == ErrorKind::Interrupted => {}
                        Err(error) => return Poll::Ready(Err(error.into())),
                    }
                    continue;
                }
                Found::Header(header) => Next::Header(header),
                Found::Block(frame) => Next::Block(frame),
                Found::Skipped(skipped) => Next::Skipped(skipped),
                Found::End => Next::End,
            };
            return Poll::Ready(Ok(next));
        }
    }
}

impl<R: Read + Seek> FromRead<R> {
    /// Where in the stream the file begins.
    fn base(&mut self) -> io::Result<u64> {
        Ok(self.stream.stream_position()?.saturating_sub(self.read))
    }

    /// Goes to a byte of the file.
    fn go_to(&mut self, position: u64) -> io::Result<()> {
        if position != self.read {
            let position_there = self.base()?.saturating_add(position);
            self.stream.seek(SeekFrom::Start(position_there))?;
            self.read = position;
        }
        Ok(())
    }
}

impl<R: Read> Source for FromRead<R> {}

impl<R: Read> sealed::Source for FromRead<R> {
    fn advance(&mut self) -> Result<Next, ContainerError> {
        at_once(self.advance_by(|stream, room, _| Poll::Ready(stream.read(room))))
    }
}

impl<R> sealed::Holds for FromRead<R> {
    #[inline(always)]
    fn payload(&self) -> &[u8] {
        self.framer.payload()
    }

    fn reject(&mut self, error: ContainerError) {
        self.framer.reject(error);
    }

    fn position(&self) -> u64 {
        self.framer.position()
    }

    fn stop(&mut self) {
        self.framer.stop();
    }
}

impl<R: Read + Seek> SeekSource for FromRead<R> {}

impl<R: Read + Seek> sealed::SeekSource for FromRead<R> {
    fn seek(&mut self, position: u64) -> Result<(), ContainerError> {
        self.framer.seek(position);
        Ok(self.go_to(position)?)
    }

    fn read_range(&mut self, range: Range<u64>) -> Result<(), ContainerError> {
        let position = self.framer.read_range(range);
        Ok(self.go_to(position)?)
    }
}

/// Blocks of a file that is all in memory: a slice, a vector, a memory map.
///
/// Nothing is copied: records of files without compression borrow from the file's bytes.
pub struct FromBytes<B> {
    bytes: B,
    search: Search,
    /// Where the first block begins, behind the header.
    first: u64,
    /// Where the payload lies of the block that was come to last.
    payload: Range<usize>,
}

impl<B> fmt::Debug for FromBytes<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FromBytes")
            .field("position", &self.search.offset())
            .finish_non_exhaustive()
    }
}

impl<B: AsRef<[u8]>> FromBytes<B> {
    /// Reads the header.
    pub(super) fn open(
        bytes: B,
        limits: &Limits,
        course: Course,
    ) -> Result<(Self, Header), ContainerError> {
        let (header, len) = Header::parse(bytes.as_ref(), limits.header())?;
        let first = len as u64;
        let scanner = BlockScanner::new(header.sync(), first).max_block(limits.block());
        let mut source = FromBytes {
            bytes,
            search: Search::new(scanner, course.recover),
            first,
            payload: 0..0,
        };
        source.read_range(course.range)?;
        Ok((source, header))
    }
}

impl<B: AsRef<[u8]>> Source for FromBytes<B> {}

impl<B: AsRef<[u8]>> sealed::Source for FromBytes<B> {
    fn advance(&mut self) -> Result<Next, ContainerError> {
        loop {
            let start = usize::try_from(self.search.offset()).unwrap_or(usize::MAX);
            let window = self.bytes.as_ref().get(start..).unwrap_or_default();
            match self.search.step(window, true)? {
                Step::Block(frame) => {
                    let Range { start: from, end } = frame.payload();
                    self.payload = start.saturating_add(from)..start.saturating_add(end);
                    return Ok(Next::Block(frame));
                }
                // All that there is has been there.
                Step::Discard(_) | Step::Need(_) => {}
                Step::Skipped(_, skipped) => return Ok(Next::Skipped(skipped)),
                Step::End => return Ok(Next::End),
            }
        }
    }
}

impl<B: AsRef<[u8]>> sealed::Holds for FromBytes<B> {
    #[inline(always)]
    fn payload(&self) -> &[u8] {
        let bytes = self.bytes.as_ref();
        bytes.get(self.payload.clone()).unwrap_or_default()
    }

    fn reject(&mut self, error: ContainerError) {
        self.search.reject(error);
    }

    fn position(&self) -> u64 {
        self.search.offset()
    }

    fn stop(&mut self) {
        self.search.stop();
    }
}

impl<B: AsRef<[u8]>> SeekSource for FromBytes<B> {}

impl<B: AsRef<[u8]>> sealed::SeekSource for FromBytes<B> {
    fn seek(&mut self, position: u64) -> Result<(), ContainerError> {
        self.search.seek(position);
        Ok(())
    }

    fn read_range(&mut self, range: Range<u64>) -> Result<(), ContainerError> {
        if range.start <= self.first.saturating_sub(MARKER) {
            self.search.seek(self.first);
        } else {
            self.search.sync(range.start, range.start);
        }
        self.search.set_end(range.end);
        Ok(())
    }
}
