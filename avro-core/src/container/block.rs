//! Blocks of a container file: a count, a size, a payload and the sync marker.
//!
//! [`BlockScanner`] finds the blocks in a window of the file and hands out each
//! once its sync marker matched, borrowed from the window. What the payload holds,
//! and with which codec, is not known here.

use std::ops::Range;

use super::error::{ContainerError, ContainerErrorKind};
use super::{DEFAULT_MAX_BLOCK, MAGIC};
use crate::encoding::varint::{self, Fault};

/// A block as it stands in the file, its sync marker already checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct RawBlock<'a> {
    /// How many records it says it holds. A block of none is legal.
    pub count: u64,
    /// The records in the file's codec.
    pub payload: &'a [u8],
    /// The byte of the file at which the block begins.
    pub offset: u64,
    /// The byte of the file at which the payload begins.
    pub payload_offset: u64,
    /// How many blocks came before it.
    pub number: u64,
    /// How many bytes it takes in the file, from its count to its sync marker.
    pub len: usize,
}

/// A block without its bytes: where it stands and what it says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Frame {
    pub(crate) count: u64,
    /// Bytes of the payload.
    pub(crate) size: usize,
    /// The byte of the file at which it begins.
    pub(crate) offset: u64,
    /// Where its payload begins, counted from the start of the block.
    pub(crate) start: usize,
    pub(crate) number: u64,
    /// Bytes from its count to its sync marker.
    pub(crate) len: usize,
}

impl Frame {
    /// The byte of the file at which the payload begins.
    pub(crate) fn payload_offset(&self) -> u64 {
        self.offset.saturating_add(self.start as u64)
    }

    /// The byte of the file behind the block.
    pub(crate) fn end(&self) -> u64 {
        self.offset.saturating_add(self.len as u64)
    }

    /// Where the payload lies in a window that begins with the block.
    pub(crate) fn payload(&self) -> Range<usize> {
        self.start..self.start.saturating_add(self.size)
    }

    /// An error in this block, at its start.
    #[cold]
    pub(crate) fn error(&self, kind: impl Into<ContainerErrorKind>) -> ContainerError {
        ContainerError::new(kind)
            .in_block(self.number)
            .at(self.offset)
    }

    /// The block with its payload.
    pub(crate) fn with_payload<'a>(&self, payload: &'a [u8]) -> RawBlock<'a> {
        RawBlock {
            count: self.count,
            payload,
            offset: self.offset,
            payload_offset: self.payload_offset(),
            number: self.number,
            len: self.len,
        }
    }
}

/// What is known of a block of which a window holds a part.
#[derive(Debug)]
pub(crate) enum Framed {
    /// All of it is there, its sync marker checked.
    Whole(Frame),
    /// The window must hold at least so many bytes.
    Incomplete(usize),
}

/// What a window of the file begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scan<'a> {
    /// A whole block. The next window begins [`RawBlock::len`] bytes further on.
    Block(RawBlock<'a>),
    /// Not a whole block.
    Incomplete {
        /// The window must hold at least so many bytes; there is no use in calling
        /// again with less.
        needed: usize,
    },
}

/// Finds the blocks of a file, one after the other.
///
/// # Example
///
/// A file that is all there, for instance mapped into memory:
///
/// ```
/// use avro_core::container::{BlockScanner, Codec, DEFAULT_MAX_HEADER, Header, encode_block};
///
/// let header = Header::new(r#""int""#, &Codec::Null);
/// let mut file = Vec::new();
/// header.encode(&mut file);
/// encode_block(2, &[2, 4], header.sync(), &mut file);
/// encode_block(1, &[6], header.sync(), &mut file);
///
/// let (header, len) = Header::parse(&file, DEFAULT_MAX_HEADER)?;
/// let mut rest = &file[len..];
/// let mut scanner = BlockScanner::new(header.sync(), len as u64);
/// let mut records = 0;
/// while let Some(block) = scanner.take(&mut rest)? {
///     records += block.count;
/// }
/// assert_eq!(records, 3);
/// # Ok::<(), avro_core::container::ContainerError>(())
/// ```
#[derive(Debug, Clone)]
pub struct BlockScanner {
    sync: [u8; 16],
    max_payload: usize,
    offset: u64,
    number: u64,
}

impl BlockScanner {
    /// A scanner for the blocks that follow `offset`, in a file with this sync marker.
    ///
    /// The offset is the header's length, or where any other block begins.
    #[must_use]
    pub fn new(sync: [u8; 16], offset: u64) -> Self {
        Self {
            sync,
            max_payload: max_payload(DEFAULT_MAX_BLOCK),
            offset,
            number: 0,
        }
    }

    /// Sets the largest decompressed block, [`DEFAULT_MAX_BLOCK`] at first.
    ///
    /// A payload may be larger than that by as much as the worst codec makes of
    /// data it cannot compress: a sixth and 1,024 bytes.
    #[must_use]
    pub fn max_block(mut self, bytes: usize) -> Self {
        self.max_payload = max_payload(bytes);
        self
    }

    /// The marker that closes each block.
    pub(crate) fn sync(&self) -> [u8; 16] {
        self.sync
    }

    /// The byte of the file at which the next block begins.
    #[must_use]
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// How many blocks have been found.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.number
    }

    /// Looks for the next block in `window`, which holds the file's bytes from
    /// [`offset`](Self::offset) on.
    ///
    /// Finding a block moves the scanner past it. After an error it stays where it is.
    ///
    /// # Errors
    ///
    /// When the count or size is negative, the size beyond the limit, or the sync
    /// marker not the file's. The error gives the place of the fault.
    pub fn scan<'a>(&mut self, window: &'a [u8]) -> Result<Scan<'a>, ContainerError> {
        match self.frame(window, 0)? {
            Framed::Whole(frame) => {
                self.pass(&frame);
                let payload = window.get(frame.payload()).unwrap_or_default();
                Ok(Scan::Block(frame.with_payload(payload)))
            }
            Framed::Incomplete(needed) => Ok(Scan::Incomplete { needed }),
        }
    }

    /// Moves behind a block that was found.
    pub(crate) fn pass(&mut self, frame: &Frame) {
        self.offset = frame.end();
        self.number = frame.number.saturating_add(1);
    }

    /// Goes on at another byte of the file, with the block of this number.
    pub(crate) fn go_to(&mut self, offset: u64, number: u64) {
        self.offset = offset;
        self.number = number;
    }

    /// The block that begins `ahead` bytes behind the start of `window`, if one does.
    pub(crate) fn frame(&self, window: &[u8], ahead: usize) -> Result<Framed, ContainerError> {
        let here = BlockScanner {
            offset: self.place(ahead),
            ..*self
        };
        let framed = here.first(window.get(ahead..).unwrap_or_default())?;
        Ok(match framed {
            Framed::Incomplete(needed) => Framed::Incomplete(needed.saturating_add(ahead)),
            whole => whole,
        })
    }

    /// The block that the window begins with.
    fn first(&self, window: &[u8]) -> Result<Framed, ContainerError> {
        let frame = match self.head(window)? {
            Ok(frame) => frame,
            Err(needed) => return Ok(Framed::Incomplete(needed)),
        };
        let at_sync = frame.payload().end;
        let Some(sync) = window.get(at_sync..frame.len) else {
            return Ok(Framed::Incomplete(frame.len));
        };
        if sync != self.sync {
            return Err(self.fail(at_sync, ContainerErrorKind::WrongSyncMarker));
        }
        Ok(Framed::Whole(frame))
    }

    /// What the block that the window begins with says of itself, or how many bytes that takes.
    pub(crate) fn head(&self, window: &[u8]) -> Result<Result<Frame, usize>, ContainerError> {
        // No block begins so: its count would be negative.
        if window.starts_with(&MAGIC) {
            return Err(self.fail(0, ContainerErrorKind::SecondHeader));
        }
        if !window.is_empty() && MAGIC.starts_with(window) {
            return Ok(Err(MAGIC.len()));
        }

        let Some((count, at_size)) = self.long(window, 0)? else {
            return Ok(Err(window.len().saturating_add(1)));
        };
        let count = u64::try_from(count)
            .map_err(|_| self.fail(0, ContainerErrorKind::NegativeCount { count }))?;

        let Some((size, start)) = self.long(window, at_size)? else {
            return Ok(Err(window.len().saturating_add(1)));
        };
        let size = match usize::try_from(size) {
            Ok(len) if len <= self.max_payload => len,
            _ if size < 0 => {
                return Err(self.fail(at_size, ContainerErrorKind::NegativeSize { size }));
            }
            _ => {
                let limit = self.max_payload;
                let kind = ContainerErrorKind::BlockTooLarge { size, limit };
                return Err(self.fail(at_size, kind));
            }
        };
        Ok(Ok(Frame {
            count,
            size,
            offset: self.offset,
            start,
            number: self.number,
            len: start.saturating_add(size).saturating_add(self.sync.len()),
        }))
    }

    /// Takes the next block off the front of `rest`, which is all that is left of the
    /// file. Nothing, when that was all.
    ///
    /// # Errors
    ///
    /// Those of [`scan`](Self::scan), and when the file ends inside a block.
    pub fn take<'a>(
        &mut self,
        rest: &mut &'a [u8],
    ) -> Result<Option<RawBlock<'a>>, ContainerError> {
        match self.scan(rest)? {
            Scan::Block(block) => {
                *rest = rest.get(block.len..).unwrap_or_default();
                Ok(Some(block))
            }
            Scan::Incomplete { .. } => self.end(rest).map(|()| None),
        }
    }

    /// Checks that the file may end after `rest`, which [`scan`](Self::scan) found to
    /// hold no whole block.
    ///
    /// # Errors
    ///
    /// When it may not, since `rest` is not empty.
    pub fn end(&self, rest: &[u8]) -> Result<(), ContainerError> {
        if rest.is_empty() {
            return Ok(());
        }
        Err(self.truncated(self.place(rest.len())))
    }

    fn long(&self, window: &[u8], start: usize) -> Result<Option<(i64, usize)>, ContainerError> {
        match varint::take(window.get(start..).unwrap_or_default()) {
            Ok((value, rest)) => Ok(Some((value, window.len().saturating_sub(rest.len())))),
            Err(Fault::End) => Ok(None),
            Err(Fault::TooLong) => Err(self.fail(start, ContainerErrorKind::VarintTooLong)),
        }
    }

    /// The error for a file that ends at byte `end`, inside the block that begins here.
    #[cold]
    pub(crate) fn truncated(&self, end: u64) -> ContainerError {
        ContainerError::new(ContainerErrorKind::Truncated { start: self.offset })
            .at(end)
            .in_block(self.number)
    }

    /// The place in the file of a byte of the window.
    fn place(&self, index: usize) -> u64 {
        self.offset.saturating_add(index as u64)
    }

    #[cold]
    fn fail(&self, index: usize, kind: ContainerErrorKind) -> ContainerError {
        ContainerError::new(kind)
            .at(self.place(index))
            .in_block(self.number)
    }
}

/// The largest payload of a block that may take `max_block` bytes decompressed.
///
/// Snappy promises no more than a sixth and 32 bytes of growth, and four are its
/// checksum's; the others stay well below.
fn max_payload(max_block: usize) -> usize {
    max_block.saturating_add(max_block / 6).saturating_add(1024)
}

/// Appends a block to `out`.
///
/// The payload is already in the file's codec, see [`Compressor`](super::Compressor).
/// Counts beyond `i64::MAX` cannot be written and become that.
///
/// # Example
///
/// ```
/// use avro_core::container::encode_block;
///
/// let mut out = Vec::new();
/// encode_block(2, &[0x02, 0x04], *b"0123456789abcdef", &mut out);
/// assert_eq!(out, b"\x04\x04\x02\x040123456789abcdef");
/// ```
pub fn encode_block(count: u64, payload: &[u8], sync: [u8; 16], out: &mut Vec<u8>) {
    varint::push(out, i64::try_from(count).unwrap_or(i64::MAX));
    varint::push_len(out, payload.len());
    out.extend_from_slice(payload);
    out.extend_from_slice(&sync);
}
