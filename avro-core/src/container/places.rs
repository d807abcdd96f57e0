//! Looking into a file here and there: at its header, at the frames of its blocks, and at nothing between them.
//!
//! It is written once for those who wait for their file and for those who come back when it is ready. The
//! former need not be asked twice: see [`now`].

use std::future::Future;
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};
use std::pin::pin;
use std::task::{Context, Waker};

use super::block::{BlockScanner, Frame};
use super::error::{ContainerError, ContainerErrorKind};
use super::header::{Header, HeaderParser, HeaderProgress};
use super::search::MARKER;
use super::source::at_once;

/// A file that can be read anywhere.
pub(super) trait Places {
    /// How many bytes it has.
    async fn len(&mut self) -> io::Result<u64>;

    /// Reads what is at a byte of the file: as much as there is room for, or all up to the file's end.
    async fn read_at(&mut self, position: u64, room: &mut [u8]) -> io::Result<usize>;
}

/// What comes of a future over a file that waits: it is ready when it is asked first.
pub(super) fn now<V>(
    future: impl Future<Output = Result<V, ContainerError>>,
) -> Result<V, ContainerError> {
    at_once(pin!(future).poll(&mut Context::from_waker(Waker::noop())))
}

/// A file that waits.
pub(super) struct Waiting<F> {
    stream: F,
    /// Where in the stream the file begins.
    base: u64,
}

impl<F: Read + Seek> Waiting<F> {
    /// A file that is all of the stream.
    pub(super) fn whole(stream: F) -> Self {
        Waiting { stream, base: 0 }
    }

    /// A file that begins where the stream is.
    pub(super) fn from_here(mut stream: F) -> io::Result<Self> {
        let base = stream.stream_position()?;
        Ok(Waiting { stream, base })
    }
}

impl<F: Read + Seek> Places for Waiting<F> {
    async fn len(&mut self) -> io::Result<u64> {
        let end = self.stream.seek(SeekFrom::End(0))?;
        Ok(end.saturating_sub(self.base))
    }

    async fn read_at(&mut self, position: u64, room: &mut [u8]) -> io::Result<usize> {
        let there = self.base.saturating_add(position);
        self.stream.seek(SeekFrom::Start(there))?;
        let mut read = 0_usize;
        while let Some(rest) = room.get_mut(read..)
            && !rest.is_empty()
        {
            match self.stream.read(rest) {
                Ok(0) => break,
                Ok(count) => read = read.saturating_add(count),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(read)
    }
}

/// The header and where it ends; or how long the file is that ends inside it.
pub(super) async fn header(
    file: &mut impl Places,
    max_header: usize,
) -> Result<Result<(Header, u64), usize>, ContainerError> {
    const STEP: usize = 16 << 10;
    let mut parser = HeaderParser::new(max_header);
    let mut window = Vec::new();
    loop {
        let had = window.len();
        window.resize(had.saturating_add(had.max(STEP)), 0);
        let room = window.get_mut(had..).unwrap_or_default();
        let read = file.read_at(had as u64, room).await?;
        window.truncate(had.saturating_add(read));
        match parser.resume(&window)? {
            HeaderProgress::Complete { header, len } => return Ok(Ok((header, len as u64))),
            HeaderProgress::Incomplete { .. } if read == 0 => return Ok(Err(had)),
            HeaderProgress::Incomplete { .. } => {}
        }
    }
}

/// How far the blocks of a file are whole.
pub(super) struct Survey {
    /// How many whole blocks there are, and where the last one ends, or the header.
    pub(super) blocks: u64,
    pub(super) end: u64,
    /// What is wrong behind them.
    pub(super) fault: Option<ContainerError>,
    /// How many bytes the file has.
    pub(super) len: u64,
}

/// What is looked at together: a block's marker, and what the count and size take of the next.
const LOOK: usize = MARKER as usize + 20;

/// Goes from block to block, and tells `each` of those that are framed rightly: payloads are passed over.
///
/// Only a file that cannot be read is an error.
pub(super) async fn survey(
    file: &mut impl Places,
    header: &Header,
    first: u64,
    max_block: usize,
    mut each: impl FnMut(&Frame),
) -> Result<Survey, ContainerError> {
    let len = file.len().await?;
    let mut scanner = BlockScanner::new(header.sync(), first).max_block(max_block);
    let mut window = Window::new(file);
    // The block whose marker is looked at; at first that is the header's.
    let mut block: Option<Frame> = None;
    let fault = loop {
        let end = block.map_or(first, |frame| frame.end());
        if end > len {
            break Some(scanner.truncated(len));
        }
        let at = end.saturating_sub(MARKER);
        let bytes = window.at(at, LOOK).await?;
        let Some((marker, head)) = bytes.split_first_chunk() else {
            // It was longer before.
            break Some(scanner.truncated(at.saturating_add(bytes.len() as u64)));
        };
        if let Some(frame) = block {
            if *marker != header.sync() {
                break Some(frame.error(ContainerErrorKind::WrongSyncMarker).at(at));
            }
            each(&frame);
            scanner.pass(&frame);
        }
        if head.is_empty() {
            break None;
        }
        block = match scanner.head(head) {
            Ok(Ok(frame)) => Some(frame),
            Ok(Err(_)) => break Some(scanner.truncated(end.saturating_add(head.len() as u64))),
            Err(fault) => break Some(fault),
        };
    };
    Ok(Survey {
        blocks: scanner.number(),
        end: scanner.offset(),
        fault,
        len,
    })
}

/// A few bytes of the file, of which small blocks have more than one.
struct Window<'a, F> {
    file: &'a mut F,
    bytes: Vec<u8>,
    from: u64,
    len: usize,
}

impl<'a, F: Places> Window<'a, F> {
    fn new(file: &'a mut F) -> Self {
        Window {
            file,
            bytes: vec![0; 4 << 10],
            from: 0,
            len: 0,
        }
    }

    /// So many bytes that stand at `from`, or as many as the file has.
    async fn at(&mut self, from: u64, count: usize) -> io::Result<&[u8]> {
        let ahead = from.checked_sub(self.from).map(usize::try_from);
        let start = match ahead {
            Some(Ok(ahead)) if ahead.saturating_add(count) <= self.len => ahead,
            _ => {
                self.len = self.file.read_at(from, &mut self.bytes).await?;
                self.from = from;
                0
            }
        };
        let end = start.saturating_add(count).min(self.len);
        Ok(self.bytes.get(start..end).unwrap_or_default())
    }
}

/// Where the first marker stands at `from` or behind.
pub(super) async fn find(
    file: &mut impl Places,
    mut from: u64,
    marker: &[u8; MARKER as usize],
) -> Result<Option<u64>, ContainerError> {
    let mut window = vec![0; 64 << 10];
    loop {
        let read = file.read_at(from, &mut window).await?;
        let bytes = window.get(..read).unwrap_or_default();
        if let Some(at) = super::search::find(bytes, marker) {
            return Ok(Some(from.saturating_add(at as u64)));
        }
        if read < window.len() {
            return Ok(None);
        }
        // A marker may begin in one window and end in the next.
        let passed = (read as u64).saturating_sub(MARKER.saturating_sub(1));
        from = from.saturating_add(passed);
    }
}
