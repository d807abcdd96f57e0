//! The buffer that blocks are compressed and decompressed into.

use std::fmt;
use std::io;
use std::ops::Deref;

/// Bytes of a block, in a buffer that is written over from block to block.
///
/// A [codec](super::CustomCodec) either asks for [`room`](Self::room) and says how
/// much of it [counts](Self::set_len), or appends what it has piece by piece.
///
/// # Example
///
/// ```
/// use avro_core::container::{BlockBuffer, Codec, Decompressor};
///
/// let mut decompressor = Decompressor::new(&Codec::Null, 100)?;
/// let mut buffer = BlockBuffer::new();
/// decompressor.decompress_into(b"abc", &mut buffer)?;
/// assert_eq!(&*buffer, b"abc");
/// # Ok::<(), avro_core::container::CodecError>(())
/// ```
#[derive(Clone, Default)]
pub struct BlockBuffer {
    /// All initialised, and never shorter than it once was: so nothing is filled with
    /// zeros but room that is new.
    bytes: Vec<u8>,
    /// How many of them count.
    len: usize,
}

impl BlockBuffer {
    /// An empty buffer, which takes no memory yet.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            bytes: Vec::new(),
            len: 0,
        }
    }

    /// Forgets the content and keeps the memory.
    pub fn clear(&mut self) {
        self.len = 0;
    }

    pub(in crate::container) fn copy_from(&mut self, bytes: &[u8]) {
        self.bytes.clear();
        self.bytes.extend_from_slice(bytes);
        self.len = bytes.len();
    }
}

/// What codecs need of it.
impl BlockBuffer {
    /// Room for at least `least` bytes and at most `most`, with any content; the old
    /// content is lost.
    ///
    /// There may be more room than `least`, left from a larger block.
    ///
    /// # Example
    ///
    /// ```
    /// use avro_core::container::BlockBuffer;
    ///
    /// let mut buffer = BlockBuffer::new();
    /// buffer.room(5, usize::MAX)[..3].copy_from_slice(b"abc");
    /// assert!(buffer.is_empty(), "nothing counts yet");
    /// buffer.set_len(3);
    /// assert_eq!(&*buffer, b"abc");
    /// ```
    pub fn room(&mut self, least: usize, most: usize) -> &mut [u8] {
        self.len = 0;
        if self.bytes.len() < least {
            // Given back first: the old bytes need not be carried over.
            self.bytes = Vec::new();
            self.bytes = vec![0; least];
        }
        let room = self.bytes.len().min(most);
        self.bytes.get_mut(..room).unwrap_or_default()
    }

    /// Says how many bytes of the room count.
    pub fn set_len(&mut self, len: usize) {
        self.len = len.min(self.bytes.len());
    }

    /// Appends bytes to those that count.
    ///
    /// # Example
    ///
    /// ```
    /// use avro_core::container::BlockBuffer;
    ///
    /// let mut buffer = BlockBuffer::new();
    /// buffer.extend_from_slice(b"ab");
    /// buffer.extend_from_slice(b"c");
    /// assert_eq!(&*buffer, b"abc");
    /// ```
    pub fn extend_from_slice(&mut self, bytes: &[u8]) {
        let end = self.len.saturating_add(bytes.len());
        if end > self.bytes.len() {
            self.grow(end.max(self.bytes.len().saturating_mul(2)));
        }
        if let Some(room) = self.bytes.get_mut(self.len..end) {
            room.copy_from_slice(bytes);
            self.len = end;
        }
    }

    /// Lets `write` fill the room piece by piece until it says that it is done, with
    /// `first` bytes at first and never more than `most`.
    ///
    /// `write` is given room and returns how much of it was used, and whether it is
    /// done. It is called with no room at all only when `most` bytes are full.
    #[cfg(any(feature = "bzip2", feature = "xz"))]
    pub(super) fn fill<E>(
        &mut self,
        first: usize,
        most: usize,
        mut write: impl FnMut(&mut [u8]) -> Result<(usize, bool), E>,
    ) -> Result<(), E> {
        self.len = 0;
        let mut wanted = first.max(1);
        loop {
            self.grow(wanted.min(most));
            let room = self.bytes.len().min(most);
            let (used, done) = write(self.bytes.get_mut(self.len..room).unwrap_or_default())?;
            self.len = self.len.saturating_add(used).min(room);
            if done {
                return Ok(());
            }
            if self.len == room {
                wanted = room.saturating_mul(2);
                // Old and new are there together for a moment. So as not to need
                // nearly twice `most` for it, the last step is a long one.
                if wanted > most / 2 {
                    wanted = most;
                }
            }
        }
    }

    /// Makes room for `room` bytes and keeps the content.
    fn grow(&mut self, room: usize) {
        if self.bytes.len() < room {
            // New memory is zero already, and what is not used of it is not touched.
            let mut bytes = vec![0; room];
            if let Some(front) = bytes.get_mut(..self.len) {
                front.copy_from_slice(self);
            }
            self.bytes = bytes;
        }
    }
}

impl Deref for BlockBuffer {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }
}

/// Appends; it never fails.
impl io::Write for BlockBuffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Shows the bytes that count.
impl fmt::Debug for BlockBuffer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

#[cfg(test)]
impl BlockBuffer {
    /// How much memory it holds.
    pub(super) fn capacity(&self) -> usize {
        self.bytes.capacity()
    }
}
