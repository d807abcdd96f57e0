//! A file's bytes in, its header and blocks out.
//!
//! The framer owns the one buffer that a reader fills and blocks are borrowed
//! from. It does no I/O: a blocking reader, an async one, or a test puts bytes into
//! [`space`](Framer::space) and says how many. Where in the file the next block is,
//! behind a seek or damage too, knows [`Search`].

use std::ops::Range;

use super::block::{BlockScanner, Frame, RawBlock};
use super::error::ContainerError;
use super::header::{Header, HeaderParser, HeaderProgress};
use super::recover::Skipped;
use super::search::{MARKER, Search, Step};
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
    recover: bool,
    range: Range<u64>,
    stage: Stage,
    /// Where the first block begins, behind the header.
    first: u64,
    /// Initialised bytes, of which `start..end` wait to be understood.
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    /// How many bytes must wait before there is anything to say.
    needed: usize,
    ended: bool,
    /// Where in the buffer the block begins that was handed out last, while it is there, and where
    /// its payload lies.
    block: Option<usize>,
    payload: Range<usize>,
}

#[derive(Debug)]
enum Stage {
    Header(HeaderParser),
    Blocks(Search),
    /// Something was wrong.
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
    /// Damage that was passed over; only where [`Framer::recover`] was asked for.
    Skipped(Skipped),
    /// The file ended where it should, or the range did.
    End,
}

/// The same with a block that is still in the buffer.
#[derive(Debug)]
pub(super) enum Found {
    NeedInput,
    Header(Header),
    Block(Frame),
    Skipped(Skipped),
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
            recover: false,
            range: 0..u64::MAX,
            stage: Stage::Header(HeaderParser::new(DEFAULT_MAX_HEADER)),
            first: 0,
            buffer: Vec::new(),
            start: 0,
            end: 0,
            needed: 1,
            ended: false,
            block: None,
            payload: 0..0,
        }
    }

    /// A framer for the blocks that follow `offset`, where the caller has already
    /// been given the header or has found a block's start.
    #[must_use]
    pub fn resume(sync: [u8; 16], offset: u64) -> Self {
        Self {
            stage: Stage::Blocks(Search::new(BlockScanner::new(sync, offset), false)),
            first: offset,
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
            Stage::Blocks(search) => Stage::Blocks(search.max_block(bytes)),
            stage => stage,
        };
        self
    }

    /// Whether damage is passed over, and told of as [`Event::Skipped`], where it would be an error. A
    /// damaged header is an error all the same: nothing can be known without it.
    ///
    /// What a block holds is not known here: who finds it damaged says so by [`reject`](Self::reject).
    #[must_use]
    pub fn recover(mut self, recover: bool) -> Self {
        self.recover = recover;
        self.stage = match self.stage {
            Stage::Blocks(search) => Stage::Blocks(search.recover(recover)),
            stage => stage,
        };
        self
    }

    /// Gives only the blocks of this range of the file's bytes, as [`splits`](super::splits) makes them.
    ///
    /// To be called before the first byte comes in. The bytes before the range are passed over; who can
    /// seek calls [`read_range`](Self::read_range) behind the header.
    #[must_use]
    pub fn range(mut self, range: Range<u64>) -> Self {
        self.range = range;
        self
    }

    /// Where the next block begins; inside the header 0.
    ///
    /// While a marker is looked for, it is the place from which on it may be.
    #[must_use]
    pub fn position(&self) -> u64 {
        match &self.stage {
            Stage::Blocks(search) => search.offset(),
            Stage::Header(_) | Stage::Over => self.first,
        }
    }

    /// Goes to the block that begins at `position`, and on from there to the file's end.
    ///
    /// What was given before is forgotten: the next bytes that come in are those that
    /// begin at `position`.
    ///
    /// Nothing happens before the header was given.
    pub fn seek(&mut self, position: u64) {
        if let Some(search) = self.start_again() {
            search.seek(position);
        }
    }

    /// Goes to the first block whose preceding marker begins at `position` or later, and on from there
    /// to the file's end. For the first block that is the header's marker.
    ///
    /// What was given before is forgotten: the next bytes that come in are those that begin at the
    /// place that is handed back.
    ///
    /// A marker counts if a whole block follows it, or the file's end.
    ///
    /// Nothing happens before the header was given.
    pub fn sync(&mut self, position: u64) -> u64 {
        let first = self.first;
        if position <= first.saturating_sub(MARKER) {
            self.seek(first);
            return first;
        }
        if let Some(search) = self.start_again() {
            search.sync(position, position);
        }
        position
    }

    /// Goes to the first block of this range, and on to the last of it: [`sync`](Self::sync) with an end.
    pub fn read_range(&mut self, range: Range<u64>) -> u64 {
        let begin = self.sync(range.start);
        if let Stage::Blocks(search) = &mut self.stage {
            search.set_end(range.end);
        }
        begin
    }

    fn start_again(&mut self) -> Option<&mut Search> {
        if let Stage::Header(_) = self.stage {
            return None;
        }
        (self.start, self.end) = (0, 0);
        self.forget_block();
        self.needed = 1;
        self.ended = false;
        match &mut self.stage {
            Stage::Blocks(search) => Some(search),
            Stage::Header(_) | Stage::Over => None,
        }
    }

    fn forget_block(&mut self) {
        self.payload = 0..0;
        self.block = None;
    }

    /// Room for bytes of the file that follow those already given; never empty.
    ///
    /// What is in it has no meaning.
    pub fn space(&mut self) -> &mut [u8] {
        self.forget_block();
        let waiting = self.end.saturating_sub(self.start);
        let wanted = self.needed.max(waiting.saturating_add(1));
        if self.start.saturating_add(wanted) > self.buffer.len() {
            // Moving much for little room again and again would take long: then there is more room at once.
            let more = match waiting / 4 > self.start {
                true => wanted.saturating_add(waiting / 4),
                false => wanted,
            };
            // Whatever is announced, no more than four times what has arrived of it.
            let room = more.min(waiting.saturating_mul(4)).max(BUFFER);
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

    /// Says that the block which was handed out last is damaged: its payload is not what it should be.
    ///
    /// To be called before anything else is asked for, where [`recover`](Self::recover) is. The next
    /// event is then [`Event::Skipped`] with this error, or what comes before it.
    pub fn reject(&mut self, error: ContainerError) {
        if let Stage::Blocks(search) = &mut self.stage
            && let Some(block) = self.block
        {
            search.reject(error);
            self.start = block;
            self.needed = 1;
            self.forget_block();
        }
    }

    /// How many more bytes it takes, at least, before there is anything to say.
    pub(super) fn needed(&self) -> usize {
        let waiting = self.end.saturating_sub(self.start);
        self.needed.saturating_sub(waiting).max(1)
    }

    /// Finds no more blocks, unless something is sought.
    pub(super) fn stop(&mut self) {
        if let Stage::Blocks(search) = &mut self.stage {
            search.stop();
            self.needed = 0;
        }
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
        Ok(match self.find()? {
            Found::NeedInput => Event::NeedInput,
            Found::Header(header) => Event::Header(header),
            Found::Block(frame) => Event::Block(frame.with_payload(self.payload())),
            Found::Skipped(skipped) => Event::Skipped(skipped),
            Found::End => Event::End,
        })
    }

    pub(super) fn find(&mut self) -> Result<Found, ContainerError> {
        loop {
            let window = self.buffer.get(self.start..self.end).unwrap_or_default();
            if window.len() < self.needed && !self.ended {
                return Ok(Found::NeedInput);
            }
            let search = match &mut self.stage {
                Stage::Header(_) => return self.header(),
                Stage::Blocks(search) => search,
                Stage::Over => return Ok(Found::End),
            };
            self.needed = 1;
            match search.step(window, self.ended) {
                Ok(Step::Block(frame)) => {
                    let Range { start, end } = frame.payload();
                    self.block = Some(self.start);
                    self.payload = self.start.saturating_add(start)..self.start.saturating_add(end);
                    self.start = self.start.saturating_add(frame.len);
                    return Ok(Found::Block(frame));
                }
                Ok(Step::Discard(count)) => self.start = self.start.saturating_add(count),
                Ok(Step::Need(needed)) => self.needed = needed,
                Ok(Step::Skipped(count, skipped)) => {
                    self.start = self.start.saturating_add(count);
                    return Ok(Found::Skipped(skipped));
                }
                Ok(Step::End) => {
                    self.needed = 0;
                    return Ok(Found::End);
                }
                Err(error) => {
                    self.needed = 0;
                    return Err(error);
                }
            }
        }
    }

    fn header(&mut self) -> Result<Found, ContainerError> {
        let Stage::Header(parser) = &mut self.stage else {
            return Ok(Found::End);
        };
        let window = self.buffer.get(self.start..self.end).unwrap_or_default();
        let error = match parser.resume(window) {
            Ok(HeaderProgress::Complete { header, len }) => {
                self.start = self.start.saturating_add(len);
                self.needed = 1;
                self.first = len as u64;
                let scanner =
                    BlockScanner::new(header.sync(), self.first).max_block(self.max_block);
                let mut search = Search::new(scanner, self.recover);
                if self.range.start > self.first.saturating_sub(MARKER) {
                    search.sync(self.range.start, self.first);
                }
                search.set_end(self.range.end);
                self.stage = Stage::Blocks(search);
                return Ok(Found::Header(header));
            }
            Ok(HeaderProgress::Incomplete { needed }) if !self.ended => {
                self.needed = needed;
                return Ok(Found::NeedInput);
            }
            Ok(HeaderProgress::Incomplete { .. }) => HeaderParser::truncated(window.len()),
            Err(error) => error,
        };
        self.stage = Stage::Over;
        self.ended = true;
        Err(error)
    }
}

#[cfg(test)]
mod tests;
