//! The framing of the specification: a message in pieces, each behind its length.
//!
//! ```text
//! message = frame* end
//! frame   = length (4 bytes, big-endian, not 0) bytes
//! end     = 0 (4 bytes)
//! ```
//!
//! How a message is cut up means nothing. HTTP bodies are framed so, and what goes over plain sockets
//! to Java's `SocketServer`. Nothing is allocated for a length: memory grows with the bytes
//! that have arrived.
//!
//! See "Message Framing" in the specification.

/// Why bytes are not a framed message.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FrameError {
    /// A message is longer than is allowed.
    #[error("a message of more than {limit} bytes")]
    TooLong {
        /// The most that is allowed, in bytes.
        limit: usize,
    },

    /// The input ended inside a message.
    #[error("the input ends inside a message")]
    Truncated,

    /// Bytes follow a message that should be alone.
    #[error("{count} bytes follow the message")]
    Trailing {
        /// How many.
        count: usize,
    },
}

/// The longest frame that is written: lengths are signed to some readers.
const LONGEST: usize = 1 << 30;

/// Appends a message to `out` in frames.
///
/// # Example
///
/// ```
/// let mut out = Vec::new();
/// avro_rpc::frame::put(&mut out, b"abc");
/// assert_eq!(out, b"\0\0\0\x03abc\0\0\0\0");
/// ```
pub fn put(out: &mut Vec<u8>, message: &[u8]) {
    out.reserve(message.len().saturating_add(8));
    for part in message.chunks(LONGEST) {
        // A part is not longer than fits.
        let length = u32::try_from(part.len()).unwrap_or(0);
        out.extend_from_slice(&length.to_be_bytes());
        out.extend_from_slice(part);
    }
    out.extend_from_slice(&[0; 4]);
}

/// The message that `bytes` are, which holds at most `limit` bytes.
///
/// # Errors
///
/// When the message is longer, does not end, or is not alone.
///
/// # Example
///
/// ```
/// let framed = b"\0\0\0\x02ab\0\0\0\x01c\0\0\0\0";
/// assert_eq!(avro_rpc::frame::take(framed, 100)?, b"abc");
/// # Ok::<(), avro_rpc::frame::FrameError>(())
/// ```
pub fn take(mut bytes: &[u8], limit: usize) -> Result<Vec<u8>, FrameError> {
    let mut unframer = Unframer::new(limit);
    match unframer.push(&mut bytes)? {
        None => Err(FrameError::Truncated),
        Some(message) if bytes.is_empty() => Ok(message),
        Some(_) => Err(FrameError::Trailing { count: bytes.len() }),
    }
}

/// Puts messages together from bytes as they arrive.
///
/// # Example
///
/// ```
/// use avro_rpc::frame::Unframer;
///
/// let mut unframer = Unframer::new(100);
/// assert_eq!(unframer.push(&mut &b"\0\0\0\x02a"[..])?, None);
/// let mut rest = &b"b\0\0\0\0more"[..];
/// assert_eq!(unframer.push(&mut rest)?, Some(b"ab".to_vec()));
/// assert_eq!(rest, b"more");
/// # Ok::<(), avro_rpc::frame::FrameError>(())
/// ```
#[derive(Debug)]
pub struct Unframer {
    message: Vec<u8>,
    limit: usize,
    length: Length,
    /// What is still to come of the frame.
    left: usize,
}

impl Unframer {
    /// For messages of at most `limit` bytes.
    #[must_use]
    pub fn new(limit: usize) -> Self {
        Unframer {
            message: Vec::new(),
            limit,
            length: Length::default(),
            left: 0,
        }
    }

    /// Takes bytes off `input`, up to the end of a message, which is handed out.
    ///
    /// # Errors
    ///
    /// When the message is too long. Nothing can be read behind that.
    pub fn push(&mut self, input: &mut &[u8]) -> Result<Option<Vec<u8>>, FrameError> {
        loop {
            if self.left > 0 {
                let (part, rest) = input.split_at(self.left.min(input.len()));
                self.message.extend_from_slice(part);
                *input = rest;
                self.left = self.left.saturating_sub(part.len());
                if self.left > 0 {
                    return Ok(None);
                }
            }
            let Some(length) = self.length.push(input) else {
                return Ok(None);
            };
            if length == 0 {
                return Ok(Some(std::mem::take(&mut self.message)));
            }
            self.left = within(self.limit, self.message.len(), length)?;
        }
    }

    /// Whether no message has begun.
    #[must_use]
    pub fn is_between(&self) -> bool {
        self.message.is_empty() && self.left == 0 && self.length.have == 0
    }
}

/// Puts the one message of an HTTP body together.
///
/// Java's HTTP client writes an empty buffer as a frame, and so ends a message twice whose call has no parameters. That
/// second end is all that may follow.
#[cfg(feature = "http")]
#[derive(Debug)]
pub(crate) struct Alone {
    unframer: Unframer,
    message: Option<Vec<u8>>,
    second: Length,
    ended_twice: bool,
}

#[cfg(feature = "http")]
impl Alone {
    /// For a message of at most `limit` bytes.
    pub(crate) fn new(limit: usize) -> Self {
        Alone {
            unframer: Unframer::new(limit),
            message: None,
            second: Length::default(),
            ended_twice: false,
        }
    }

    /// Takes all bytes of `input`.
    pub(crate) fn push(&mut self, mut input: &[u8]) -> Result<(), FrameError> {
        if self.message.is_none() {
            self.message = self.unframer.push(&mut input)?;
        }
        let count = input.len();
        if count == 0 {
            return Ok(());
        }
        let end = self.second.push(&mut input);
        if self.ended_twice || end.is_some_and(|length| length != 0) || !input.is_empty() {
            return Err(FrameError::Trailing { count });
        }
        self.ended_twice = end.is_some();
        Ok(())
    }

    /// The message, when nothing more comes.
    pub(crate) fn end(self) -> Result<Vec<u8>, FrameError> {
        match self.second.have {
            0 => self.message.ok_or(FrameError::Truncated),
            count => Err(FrameError::Trailing { count }),
        }
    }
}

/// A length that a message may have beyond the `have` bytes it has already.
pub(crate) fn within(limit: usize, have: usize, length: u32) -> Result<usize, FrameError> {
    usize::try_from(length)
        .ok()
        .filter(|&length| have.saturating_add(length) <= limit)
        .ok_or(FrameError::TooLong { limit })
}

/// Four bytes that may arrive one by one.
#[derive(Debug, Default)]
pub(crate) struct Length {
    bytes: [u8; 4],
    have: usize,
}

impl Length {
    /// The number, once all of it has been taken off `input`.
    pub(crate) fn push(&mut self, input: &mut &[u8]) -> Option<u32> {
        let room = self.bytes.get_mut(self.have..).unwrap_or_default();
        let (part, rest) = input.split_at(room.len().min(input.len()));
        for (to, from) in room.iter_mut().zip(part) {
            *to = *from;
        }
        *input = rest;
        self.have = self.have.saturating_add(part.len());
        (self.have == 4).then(|| {
            self.have = 0;
            u32::from_be_bytes(self.bytes)
        })
    }

    /// Whether a number has begun.
    pub(crate) fn has_begun(&self) -> bool {
        self.have > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_the_same_however_it_arrives() {
        let framed = b"\0\0\0\x03abc\0\0\0\x01d\0\0\0\0\0\0\0\0\0\0\0\x01e\0\0\0\0";
        for size in 1..=framed.len() {
            let mut unframer = Unframer::new(4);
            let mut messages = Vec::new();
            for mut piece in framed.chunks(size) {
                while let Some(message) = unframer.push(&mut piece).unwrap() {
                    messages.push(message);
                }
            }
            let expected: [&[u8]; 3] = [b"abcd", b"", b"e"];
            assert_eq!(messages, expected, "in pieces of {size}");
            assert!(unframer.is_between());
        }
    }

    #[test]
    fn a_message_beyond_the_limit_is_refused_by_its_length_alone() {
        for mut framed in [
            &b"\0\0\0\x05"[..],
            b"\xff\xff\xff\xff",
            b"\0\0\0\x03abc\0\0\0\x02",
        ] {
            assert_eq!(
                Unframer::new(4).push(&mut framed),
                Err(FrameError::TooLong { limit: 4 })
            );
        }
    }

    #[test]
    fn memory_grows_with_what_arrived() {
        let mut unframer = Unframer::new(1 << 30);
        assert_eq!(unframer.push(&mut &b"\x3f\xff\xff\xffabc"[..]), Ok(None));
        assert!(unframer.message.capacity() < 100);
        assert!(!unframer.is_between());
    }

    #[test]
    fn a_body_is_one_message_and_nothing_else() {
        assert_eq!(take(b"\0\0\0\0", 0), Ok(vec![]));
        assert_eq!(take(b"", 9), Err(FrameError::Truncated));
        assert_eq!(take(b"\0\0\0\x01a\0\0\0", 9), Err(FrameError::Truncated));
        assert_eq!(
            take(b"\0\0\0\0\0", 9),
            Err(FrameError::Trailing { count: 1 })
        );
    }

    #[cfg(feature = "http")]
    #[test]
    fn an_http_body_may_end_its_message_twice() {
        let body = |bytes: &[u8], size: usize| {
            let mut alone = Alone::new(9);
            for piece in bytes.chunks(size) {
                alone.push(piece)?;
            }
            alone.end()
        };
        for size in 1..=20 {
            let cases: [(&[u8], _); 6] = [
                (b"\0\0\0\x01a\0\0\0\0", Ok(b"a".to_vec())),
                (b"\0\0\0\x01a\0\0\0\0\0\0\0\0", Ok(b"a".to_vec())),
                (b"\0\0\0\x01a\0\0\0\0\0\0\0", Err(true)),
                (b"\0\0\0\x01a\0\0\0\0\0\0\0\0\0", Err(true)),
                (b"\0\0\0\x01a\0\0\0\0\0\0\0\x01a\0\0\0\0", Err(true)),
                (b"\0\0\0\x01a\0\0\0", Err(false)),
            ];
            for (bytes, expected) in cases {
                let found = body(bytes, size);
                let found = found.map_err(|error| matches!(error, FrameError::Trailing { .. }));
                assert_eq!(found, expected, "{bytes:?} in pieces of {size}");
            }
        }
    }
}
