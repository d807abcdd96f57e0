//! The framing of Java's Netty transport: messages with serial numbers.
//!
//! ```text
//! pack   = serial (4 bytes, big-endian) number-of-buffers (4 bytes) buffer*
//! buffer = length (4 bytes) bytes
//! ```
//!
//! A response bears the serial number of its request, so many calls can be under way on one connection, and be
//! answered in any order. How a message is cut into buffers means nothing. The specification does not
//! know this framing.

use crate::frame::{FrameError, Length, within};

/// A message with its serial number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pack {
    /// The number, which the two sides of a call share.
    pub serial: u32,
    /// The message.
    pub message: Vec<u8>,
}

/// Appends a message to `out` as a pack of one buffer.
///
/// # Errors
///
/// When the message is longer than a buffer can be.
///
/// # Example
///
/// ```
/// let mut out = Vec::new();
/// avro_rpc::pack::put(&mut out, 7, b"abc")?;
/// assert_eq!(out, b"\0\0\0\x07\0\0\0\x01\0\0\0\x03abc");
/// # Ok::<(), avro_rpc::frame::FrameError>(())
/// ```
pub fn put(out: &mut Vec<u8>, serial: u32, message: &[u8]) -> Result<(), FrameError> {
    const LONGEST: usize = i32::MAX as usize;
    let length =
        i32::try_from(message.len()).map_err(|_| FrameError::TooLong { limit: LONGEST })?;
    out.reserve(message.len().saturating_add(12));
    out.extend_from_slice(&serial.to_be_bytes());
    out.extend_from_slice(&1_u32.to_be_bytes());
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(message);
    Ok(())
}

/// Puts packs together from bytes as they arrive.
///
/// # Example
///
/// ```
/// use avro_rpc::pack::Unpacker;
///
/// let mut unpacker = Unpacker::new(100);
/// assert_eq!(unpacker.push(&mut &b"\0\0\0\x07\0\0\0\x02\0\0\0\x01a"[..])?, None);
/// let pack = unpacker.push(&mut &b"\0\0\0\x02bc"[..])?.unwrap();
/// assert_eq!((pack.serial, &pack.message[..]), (7, &b"abc"[..]));
/// # Ok::<(), avro_rpc::frame::FrameError>(())
/// ```
#[derive(Debug)]
pub struct Unpacker {
    message: Vec<u8>,
    limit: usize,
    number: Length,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Serial,
    Count {
        serial: u32,
    },
    /// `buffers` are to come, of which the first has no length yet.
    Length {
        serial: u32,
        buffers: u32,
    },
    /// `left` bytes are to come of a buffer, and `buffers` behind it.
    Buffer {
        serial: u32,
        buffers: u32,
        left: usize,
    },
}

impl Unpacker {
    /// For packs of at most `limit` bytes; the lengths of buffers count.
    #[must_use]
    pub fn new(limit: usize) -> Self {
        Unpacker {
            message: Vec::new(),
            limit,
            number: Length::default(),
            state: State::Serial,
        }
    }

    /// Takes bytes off `input`, up to the end of a pack, which is handed out.
    ///
    /// # Errors
    ///
    /// When the pack is too long. Nothing can be read behind that.
    pub fn push(&mut self, input: &mut &[u8]) -> Result<Option<Pack>, FrameError> {
        loop {
            self.state = match self.state {
                State::Buffer {
                    serial,
                    buffers,
                    left,
                } => {
                    let (part, rest) = input.split_at(left.min(input.len()));
                    self.message.extend_from_slice(part);
                    *input = rest;
                    match left.saturating_sub(part.len()) {
                        0 => State::Length { serial, buffers },
                        left => {
                            self.state = State::Buffer {
                                serial,
                                buffers,
                                left,
                            };
                            return Ok(None);
                        }
                    }
                }
                State::Length { serial, buffers: 0 } => {
                    self.state = State::Serial;
                    let message = std::mem::take(&mut self.message);
                    return Ok(Some(Pack { serial, message }));
                }
                state => {
                    let Some(number) = self.number.push(input) else {
                        return Ok(None);
                    };
                    self.number(state, number)?
                }
            };
        }
    }

    /// What comes behind a number.
    fn number(&self, state: State, number: u32) -> Result<State, FrameError> {
        Ok(match state {
            State::Serial => State::Count { serial: number },
            State::Count { serial } => {
                within(self.limit, 0, number.saturating_mul(4))?;
                State::Length {
                    serial,
                    buffers: number,
                }
            }
            State::Length { serial, buffers }
            | State::Buffer {
                serial, buffers, ..
            } => {
                let buffers = buffers.saturating_sub(1);
                let lengths = usize::try_from(buffers)
                    .unwrap_or(usize::MAX)
                    .saturating_mul(4);
                let left = within(
                    self.limit,
                    self.message.len().saturating_add(lengths),
                    number,
                )?;
                State::Buffer {
                    serial,
                    buffers,
                    left,
                }
            }
        })
    }

    /// Whether no pack has begun.
    #[must_use]
    pub fn is_between(&self) -> bool {
        self.state == State::Serial && !self.number.has_begun()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pack_is_the_same_however_it_arrives() {
        let bytes = b"\0\0\0\x01\0\0\0\x02\0\0\0\x03abc\0\0\0\0\xff\xff\xff\xff\0\0\0\0\0\0\0\x02\0\0\0\x01\0\0\0\x01d";
        for size in 1..=bytes.len() {
            let mut unpacker = Unpacker::new(100);
            let mut packs = Vec::new();
            for mut piece in bytes.chunks(size) {
                while let Some(pack) = unpacker.push(&mut piece).unwrap() {
                    packs.push((pack.serial, pack.message));
                }
            }
            let expected = [(1, b"abc".to_vec()), (u32::MAX, vec![]), (2, b"d".to_vec())];
            assert_eq!(packs, expected, "in pieces of {size}");
            assert!(unpacker.is_between());
        }
    }

    #[test]
    fn a_pack_beyond_the_limit_is_refused_by_its_numbers_alone() {
        let cases: [&[u8]; 4] = [
            b"\0\0\0\x01\xff\xff\xff\xff",
            b"\0\0\0\x01\0\0\0\x06",
            b"\0\0\0\x01\0\0\0\x01\0\0\0\x15",
            b"\0\0\0\x01\0\0\0\x02\0\0\0\x0aabcdefghij\0\0\0\x0b",
        ];
        for mut bytes in cases {
            assert_eq!(
                Unpacker::new(20).push(&mut bytes),
                Err(FrameError::TooLong { limit: 20 })
            );
        }
    }
}
