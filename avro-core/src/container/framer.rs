//! A file's bytes in, its header and blocks out.
//!
//! The framer owns the one buffer that a reader fills and blocks are borrowed
//! from. It does no I/O: a blocking reader, an async one, or a test puts bytes into
//! [`space`](Framer::space) and says how many.

use super::block::{BlockScanner, RawBlock, Scan};
use super::error::ContainerError;
use super::header::{Header, HeaderParser, HeaderProgress};
use super::{DEFAULT_MAX_BLOCK, DEFAULT_MAX_HEADER};

/// How large the buffer is at first, and at least.
///
/// A few blocks of the usual 64 KiB: then it is seldom that the start of a block has
/// to be moved to the front to make room for its end.
const BUFFER: usize = 256 << 10;

/// Takes the bytes of a file and gives back its header and its blocks.
///
/// The buffer grows with the bytes that arrive, to at most four times as many whatever
/// the file declares, and holds one block (and what was read beyond it).
///
/// See the [module](super) for an example.
#[derive(Debug)]
pub struct Framer {
    max_block: usize,
    stage: Stage,
    /// Initialised bytes, of which `start..end` wait to be understood.
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    /// How many bytes must wait before there is anything to say.
    needed: usize,
    ended: bool,
    /// Where in the buffer the payload of the last block lies.
    payload: std::ops::Range<usize>,
}

#[derive(Debug)]
enum Stage {
    Header(HeaderParser),
    Blocks(BlockScanner),
    /// All was said, or something was wrong.
    Over,
}

/// What a [`Framer`] has to say.
#[derive(Debug)]
pub enum Event<'a> {
    /// More bytes are wanted: fill [`Framer::space`], then tell [`Framer::filled`].
    NeedInput,
    /// The header; comes first and once.
    Header(Header),
    /// The next block, its sync marker checked.
    Block(RawBlock<'a>),
    /// The file ended where it should.
    End,
}

impl Default for Framer {
    fn default() -> Self {
        Self::new()
    }
}

impl Framer {
    /// A framer at the start of a file.
    #[must_use]
    pub fn new() -> Self {
        Self {
            max_block: DEFAULT_MAX_BLOCK,
            stage: Stage::Header(HeaderParser::new(DEFAULT_MAX_HEADER)),
            buffer: Vec::new(),
            start: 0,
            end: 0,
            needed: 1,
            ended: false,
            payload: 0..0,
        }
    }

    /// A framer for the blocks that follow `offset`, where the caller has already
    /// been given the header or has found a block's start.
    #[must_use]
    pub fn resume(sync: [u8; 16], offset: u64) -> Self {
        Self {
            stage: Stage::Blocks(BlockScanner::new(sync, offset)),
            ..Self::new()
        }
    }

    /// Sets the largest header, [`DEFAULT_MAX_HEADER`] at first.
    ///
    /// To be called before the first byte comes in.
    #[must_use]
    pub fn max_header(mut self, bytes: usize) -> Self {
        if let Stage::Header(parser) = &mut self.stage {
            *parser = HeaderParser::new(bytes);
        }
        self
    }

    /// Sets the largest decompressed block, [`DEFAULT_MAX_BLOCK`] at first; see
    /// [`BlockScanner::max_block`].
    #[must_use]
    pub fn max_block(mut self, bytes: usize) -> Self {
        self.max_block = bytes;
        self.stage = match self.stage {
            Stage::Blocks(scanner) => Stage::Blocks(scanner.max_block(bytes)),
            stage => stage,
        };
        self
    }

    /// Room for bytes of the file that follow those already given; never empty.
    ///
    /// What is in it has no meaning.
    pub fn space(&mut self) -> &mut [u8] {
        self.payload = 0..0;
        let waiting = self.end.saturating_sub(self.start);
        let wanted = self.needed.max(waiting.saturating_add(1));
        if self.start.saturating_add(wanted) > self.buffer.len() {
            // Whatever is announced, no more than four times what has arrived of it.
            let room = wanted.min(waiting.saturating_mul(4)).max(BUFFER);
            if room > self.buffer.len() {
                // New memory is zero already, and what is not used of it is not touched.
                let old = std::mem::replace(&mut self.buffer, vec![0; room]);
                let old = old.get(self.start..self.end).unwrap_or_default();
                if let Some(front) = self.buffer.get_mut(..old.len()) {
                    front.copy_from_slice(old);
                }
            } else if self.start > 0 {
                self.buffer.copy_within(self.start..self.end, 0);
            }
            self.start = 0;
            self.end = waiting;
        }
        self.buffer.get_mut(self.end..).unwrap_or_default()
    }

    /// The payload of the block that was handed out last, until more bytes come in.
    #[must_use]
    pub fn payload(&self) -> &[u8] {
        self.buffer.get(self.payload.clone()).unwrap_or_default()
    }

    /// Says that the first `count` bytes of [`space`](Self::space) are the file's
    /// next; none means that the file has ended.
    pub fn filled(&mut self, count: usize) {
        self.ended |= count == 0;
        self.end = self.end.saturating_add(count).min(self.buffer.len());
    }

    /// The next thing found in the bytes given so far.
    ///
    /// After an error, and after the end, there is only [`Event::End`].
    ///
    /// # Errors
    ///
    /// Those of [`HeaderParser::resume`] and [`BlockScanner::scan`], and when the file
    /// ends inside its header or a block.
    #[expect(
        clippy::should_implement_trait,
        reason = "an event borrows from the framer"
    )]
    pub fn next(&mut self) -> Result<Event<'_>, ContainerError> {
        let window = self.buffer.get(self.start..self.end).unwrap_or_default();
        if window.len() < self.needed && !self.ended {
            return Ok(Event::NeedInput);
        }
        let result = match &mut self.stage {
            Stage::Header(parser) => match parser.resume(window) {
                Ok(HeaderProgress::Complete { header, len }) => {
                    self.start = self.start.saturating_add(len);
                    self.needed = 1;
                    let scanner = BlockScanner::new(header.sync(), len as u64);
                    self.stage = Stage::Blocks(scanner.max_block(self.max_block));
                    return Ok(Event::Header(header));
                }
                Ok(HeaderProgress::Incomplete { needed }) if !self.ended => {
                    self.needed = needed;
                    return Ok(Event::NeedInput);
                }
                Ok(HeaderProgress::Incomplete { .. }) => Err(HeaderParser::truncated(window.len())),
                Err(err) => Err(err),
            },
            Stage::Blocks(scanner) => match scanner.scan(window) {
                Ok(Scan::Block(block)) => {
                    let ahead = block.payload_offset.saturating_sub(block.offset) as usize;
                    let first = self.start.saturating_add(ahead);
                    self.payload = first..first.saturating_add(block.payload.len());
                    self.start = self.start.saturating_add(block.len);
                    self.needed = 1;
                    return Ok(Event::Block(block));
                }
                Ok(Scan::Incomplete { needed }) if !self.ended => {
                    self.needed = needed;
                    return Ok(Event::NeedInput);
                }
                Ok(Scan::Incomplete { .. }) => scanner.end(window),
                Err(err) => Err(err),
            },
            Stage::Over => Ok(()),
        };
        self.stage = Stage::Over;
        self.ended = true;
        result.map(|()| Event::End)
    }
}

#[cfg(test)]
mod tests;
