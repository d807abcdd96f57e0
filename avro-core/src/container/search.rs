//! Where the next block is: behind the last one, behind a marker that has to be found, or behind damage.
//!
//! [`Search`] looks at a window of the file and says what to do with it. It holds no bytes, so it
//! serves a buffer that is filled from a stream and a file that is all there alike.
//!
//! A marker that is looked for counts only if a whole block follows it, or the file's end: its sixteen
//! bytes may well occur inside data.

use super::block::{BlockScanner, Frame, Framed};
use super::error::{ContainerError, ContainerErrorKind};
use super::recover::Skipped;

/// The length of a sync marker.
pub(super) const MARKER: u64 = 16;

/// How many bytes of blocks that turned out to be damaged may be searched again, for each byte of the
/// file that was come past. Beyond that a block is passed over whole: hostile blocks may lie over each other.
const SEARCHED_AGAIN: u64 = 8;

/// How many ends of blocks without a marker are remembered.
const ENDS: usize = 16;

/// How many bytes are searched for a marker in a step.
const FIND_AHEAD: usize = 64 << 10;

/// The same for a file that has hardly begun.
const SEARCHED_FREELY: u64 = 64 << 10;

/// Finds the blocks of a file, or of a range of it.
#[derive(Debug)]
pub(super) struct Search {
    /// Knows how blocks look; its offset is where the window begins.
    scanner: BlockScanner,
    mode: Mode,
    /// Blocks belong to the range if the marker before them begins below this.
    end: u64,
    recover: bool,
    /// A block was read: where the range ends, the next one is to be looked at.
    begun: bool,
    /// The next block has no marker before it by which another range could find it.
    orphan: bool,
    /// The block that was handed out last.
    last: Frame,
    /// Where the search began, and how much was searched again since.
    origin: u64,
    again: u64,
}

#[derive(Debug)]
enum Mode {
    /// The window begins with a block, or the file ends.
    Block,
    /// A marker is looked for that begins here or later.
    Marker {
        from: u64,
        lost: Option<Lost>,
    },
    Over,
}

/// What could not be read.
#[derive(Debug)]
struct Lost {
    start: u64,
    error: ContainerError,
    /// Where blocks would end that have no marker there: it may be the marker that is damaged. In
    /// the order of the file.
    ends: Vec<u64>,
}

/// What to do with a window.
#[derive(Debug)]
pub(super) enum Step {
    /// It begins with a block; the next window begins behind it.
    Block(Frame),
    /// The first bytes are of no use: the next window begins behind them.
    Discard(usize),
    /// It must hold at least so many bytes.
    Need(usize),
    /// This could not be read and was passed over; the first bytes of the window are of no use.
    Skipped(usize, Skipped),
    /// There are no more blocks.
    End,
}

impl Search {
    /// A search whose first window begins with a block.
    pub(super) fn new(scanner: BlockScanner, recover: bool) -> Self {
        let origin = scanner.offset();
        Search {
            scanner,
            mode: Mode::Block,
            end: u64::MAX,
            recover,
            begun: false,
            orphan: false,
            last: Frame::default(),
            origin,
            again: 0,
        }
    }

    pub(super) fn recover(mut self, recover: bool) -> Self {
        self.recover = recover;
        self
    }

    pub(super) fn max_block(mut self, bytes: usize) -> Self {
        self.scanner = self.scanner.max_block(bytes);
        self
    }

    /// Where the next block begins, or the window in which it is looked for.
    pub(super) fn offset(&self) -> u64 {
        self.scanner.offset()
    }

    /// Goes on at `offset`, where a block begins. The next window begins there.
    pub(super) fn seek(&mut self, offset: u64) {
        self.scanner.go_to(offset, 0);
        self.mode = Mode::Block;
        self.end = u64::MAX;
        self.begun = false;
        self.orphan = false;
        (self.origin, self.again) = (offset, 0);
    }

    /// Goes on behind the first marker that begins at `from` or later. The next window begins at
    /// `window`, which is there or before.
    pub(super) fn sync(&mut self, from: u64, window: u64) {
        self.seek(window);
        self.mode = Mode::Marker { from, lost: None };
    }

    /// Ends before blocks that belong to a range which begins at `end`.
    pub(super) fn set_end(&mut self, end: u64) {
        self.end = end;
    }

    /// Finds no more blocks.
    pub(super) fn stop(&mut self) {
        self.mode = Mode::Over;
    }

    /// Says that the block which was handed out last is damaged: what it holds is not what it
    /// says. The next window begins where it began.
    pub(super) fn reject(&mut self, error: ContainerError) {
        let Frame {
            offset,
            len,
            number,
            ..
        } = self.last;
        let end = self.last.end();
        self.scanner.go_to(offset, number);
        self.again = self.again.saturating_add(len as u64);
        let past = end.saturating_sub(self.origin);
        let most = past.saturating_mul(SEARCHED_AGAIN);
        let from = if self.again <= most.saturating_add(SEARCHED_FREELY) {
            offset.saturating_add(1)
        } else {
            end.saturating_sub(MARKER)
        };
        self.mode = Mode::Marker {
            from,
            lost: Some(Lost {
                start: offset,
                error,
                ends: Vec::new(),
            }),
        };
    }

    /// Looks at `window`, which the file's last byte is in if it has `ended`.
    ///
    /// # Errors
    ///
    /// Where there is damage that is not recovered from. Then all is over.
    pub(super) fn step(&mut self, window: &[u8], ended: bool) -> Result<Step, ContainerError> {
        match self.mode {
            Mode::Block => self.block(window, ended),
            Mode::Marker { lost: None, .. } if self.offset() >= self.end => Ok(self.over()),
            Mode::Marker { from, .. } => Ok(self.marker(window, ended, from)),
            Mode::Over => Ok(Step::End),
        }
    }

    fn block(&mut self, window: &[u8], ended: bool) -> Result<Step, ContainerError> {
        let foreign = self.offset() >= self.end.saturating_add(MARKER) && !self.orphan;
        if foreign && !self.begun {
            return Ok(self.over());
        }
        let damage = match self.scanner.frame(window, 0) {
            // Who has the next range finds the block by its marker, since it is whole. If it were not, nobody
            // would: so the one who read the block before looks at it.
            Ok(Framed::Whole(_)) if foreign => return Ok(self.over()),
            Ok(Framed::Whole(frame)) => {
                self.scanner.pass(&frame);
                self.last = frame;
                self.begun = true;
                self.orphan = false;
                return Ok(Step::Block(frame));
            }
            Ok(Framed::Incomplete(needed)) if !ended => return Ok(Step::Need(needed)),
            Ok(Framed::Incomplete(_)) => match self.scanner.end(window) {
                Ok(()) => return Ok(self.over()),
                Err(error) => error,
            },
            Err(error) => error,
        };
        if !self.recover {
            self.stop();
            return Err(damage);
        }
        let start = self.offset();
        let ends = own_end(&damage).into_iter().collect();
        self.mode = Mode::Marker {
            from: start.saturating_add(1),
            lost: Some(Lost {
                start,
                error: damage,
                ends,
            }),
        };
        Ok(Step::Discard(0))
    }

    /// Looks for a marker that begins at `from` or later, and for a block at what may be a block's end.
    fn marker(&mut self, window: &[u8], ended: bool, from: u64) -> Step {
        let offset = self.offset();
        let ahead = |at: u64| usize::try_from(at.saturating_sub(offset)).unwrap_or(usize::MAX);
        if from > offset {
            return match window.len() {
                0 if ended => self.lost_until(offset),
                0 => Step::Need(1),
                len => self.discard(ahead(from).min(len)),
            };
        }

        let own = self.next_end().map_or(usize::MAX, ahead);
        // What is nearer comes first. Looking far ahead at once would be no use where a range ends soon.
        let reach = window.len().min(own).min(FIND_AHEAD);
        match find(
            window.get(..reach).unwrap_or_default(),
            &self.scanner.sync(),
        ) {
            Some(0) => {
                return match self.stands_at(window, ended, MARKER as usize, 0) {
                    Stands::Yes => self.resume(MARKER as usize, false),
                    Stands::No(end) => {
                        self.remember_end(end);
                        self.discard(1)
                    }
                    Stands::Unknown(needed) => Step::Need(needed),
                };
            }
            Some(at) => return self.discard(at),
            None => {}
        }
        // No marker begins before this.
        let searched = reach.saturating_add(1).saturating_sub(MARKER as usize);
        if own <= reach {
            // Two zeros that end a record look like an empty block, with the marker behind them.
            match self.stands_at(window, ended, own, 1) {
                Stands::Yes => return self.resume(own, true),
                Stands::No(end) => {
                    self.forget_end();
                    self.remember_end(end);
                }
                Stands::Unknown(needed) if searched == 0 => return Step::Need(needed),
                Stands::Unknown(_) => {}
            }
            return self.discard(searched);
        }
        match searched {
            0 if ended => self.lost_until(offset.saturating_add(window.len() as u64)),
            0 => Step::Need(window.len().saturating_add(1)),
            _ => self.discard(searched),
        }
    }

    /// Whether a whole block, with a payload of at least `least` bytes, stands in the window behind so many
    /// bytes, or the file ends there.
    fn stands_at(&self, window: &[u8], ended: bool, ahead: usize, least: usize) -> Stands {
        match self.scanner.frame(window, ahead) {
            Ok(Framed::Whole(frame)) if frame.size >= least => Stands::Yes,
            Ok(Framed::Whole(_)) => Stands::No(None),
            Ok(Framed::Incomplete(needed)) if !ended => Stands::Unknown(needed),
            Ok(Framed::Incomplete(_)) if ahead == window.len() => Stands::Yes,
            Ok(Framed::Incomplete(_)) => Stands::No(None),
            Err(error) => Stands::No(own_end(&error)),
        }
    }

    /// The next place where a block may end without a marker.
    fn next_end(&self) -> Option<u64> {
        match &self.mode {
            Mode::Marker {
                lost: Some(lost), ..
            } => lost.ends.first().copied(),
            _ => None,
        }
    }

    fn forget_end(&mut self) {
        if let Mode::Marker {
            lost: Some(lost), ..
        } = &mut self.mode
            && !lost.ends.is_empty()
        {
            lost.ends.remove(0);
        }
    }

    /// Where nothing was lost, such a place is another's, who finds what was lost before it.
    fn remember_end(&mut self, end: Option<u64>) {
        if let Mode::Marker {
            lost: Some(lost), ..
        } = &mut self.mode
            && let Some(end) = end
            && let Err(at) = lost.ends.binary_search(&end)
            && lost.ends.len() < ENDS
        {
            lost.ends.insert(at, end);
        }
    }

    fn discard(&mut self, count: usize) -> Step {
        let offset = self.offset().saturating_add(count as u64);
        self.scanner.go_to(offset, self.scanner.number());
        Step::Discard(count)
    }

    /// Goes on with the block that stands behind so many bytes of the window.
    fn resume(&mut self, ahead: usize, orphan: bool) -> Step {
        self.orphan = orphan;
        self.discard(ahead);
        match std::mem::replace(&mut self.mode, Mode::Block) {
            Mode::Marker {
                lost: Some(lost), ..
            } => Step::Skipped(ahead, lost.until(self.offset())),
            _ => Step::Discard(ahead),
        }
    }

    /// Ends where the file does.
    fn lost_until(&mut self, end: u64) -> Step {
        match std::mem::replace(&mut self.mode, Mode::Over) {
            Mode::Marker {
                lost: Some(lost), ..
            } => Step::Skipped(0, lost.until(end)),
            _ => Step::End,
        }
    }

    fn over(&mut self) -> Step {
        self.stop();
        Step::End
    }
}

/// Whether a block stands at a place.
enum Stands {
    Yes,
    /// Nothing but a block without its marker may, which would end here.
    No(Option<u64>),
    /// The window must hold at least so many bytes.
    Unknown(usize),
}

impl Lost {
    fn until(self, end: u64) -> Skipped {
        Skipped {
            range: self.start..end,
            error: self.error,
        }
    }
}

/// Where a block would end that does not end with its marker.
fn own_end(error: &ContainerError) -> Option<u64> {
    match error.kind() {
        ContainerErrorKind::WrongSyncMarker => Some(error.offset()?.saturating_add(MARKER)),
        _ => None,
    }
}

/// Where the marker begins in these bytes.
pub(super) fn find(bytes: &[u8], sync: &[u8; MARKER as usize]) -> Option<usize> {
    bytes
        .windows(MARKER as usize)
        .position(|window| window.first_chunk() == Some(sync))
}
