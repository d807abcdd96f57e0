//! Writing values into a buffer that grows.
//!
//! An [`Encoder`] owns bytes that are all initialised and a position among
//! them, so that writing a primitive is one check for room and a few stores.

#![expect(
    clippy::arithmetic_side_effects,
    reason = "positions in a buffer and lengths of values, which are in memory already"
)]

use super::error::{EncodeError, EncodeErrorKind};
use super::words::cover;
use super::{stack, varint};

/// How deep an encoder goes unless it is told otherwise.
pub(crate) const DEPTH: u32 = 128;

/// How much of the stack an encoder takes on the way.
pub(crate) const STACK: usize = 1 << 20;

/// The least a buffer grows by.
const LEAST: usize = 64;

/// A buffer that values are encoded into, one behind the other.
///
/// Types write themselves through [`Encode`](super::Encode). An encoder that is
/// [`clear`](Self::clear)ed and used again keeps its memory.
///
/// # Example
///
/// ```
/// use avro_core::encoding::Encoder;
///
/// let mut encoder = Encoder::new();
/// encoder.long(27);
/// encoder.str("foo");
/// assert_eq!(encoder.as_slice(), b"\x36\x06foo");
/// ```
#[derive(Debug)]
pub struct Encoder {
    /// All of it is initialised; what lies behind `len` is room.
    buffer: Vec<u8>,
    len: usize,
    depth: u32,
    /// Where the stack was when the first level was entered.
    bottom: usize,
    /// Whether blocks say how many bytes they take.
    block_sizes: bool,
    /// For datums that have to be written twice.
    spare: Option<Box<Encoder>>,
}

impl Default for Encoder {
    fn default() -> Self {
        Self::new()
    }
}

impl Encoder {
    /// An encoder without memory of its own yet.
    #[must_use]
    pub fn new() -> Self {
        Self::with_capacity(0)
    }

    /// An encoder with room for `capacity` bytes.
    #[must_use]
    pub fn with_capacity(capacity: usize) -> Self {
        Encoder {
            buffer: vec![0; capacity],
            len: 0,
            depth: DEPTH,
            bottom: 0,
            block_sizes: false,
            spare: None,
        }
    }

    /// The same encoder, writing with each [block](Self::block) how many bytes it takes.
    #[must_use]
    pub fn with_block_sizes(mut self, sizes: bool) -> Self {
        self.block_sizes = sizes;
        self
    }

    /// What has been encoded so far.
    #[inline]
    #[must_use]
    pub fn as_slice(&self) -> &[u8] {
        self.buffer.get(..self.len).unwrap_or_default()
    }

    /// How many bytes have been encoded.
    #[inline]
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// True when nothing has been encoded.
    #[inline]
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// What has been encoded, as a vector.
    #[must_use]
    pub fn into_vec(mut self) -> Vec<u8> {
        self.buffer.truncate(self.len);
        self.buffer
    }

    /// Forgets what has been encoded and keeps the memory.
    #[inline]
    pub fn clear(&mut self) {
        self.truncate(0);
    }

    /// Forgets all behind the first `len` bytes: a value that failed half-way.
    #[inline]
    pub fn truncate(&mut self, len: usize) {
        self.len = self.len.min(len);
        self.depth = DEPTH;
    }

    /// Forgets all behind the first `len` bytes, of a value that goes on.
    pub(crate) fn rewind(&mut self, len: usize) {
        self.len = self.len.min(len);
    }

    /// An empty encoder with the same settings, to be given [back](Self::keep_spare).
    pub(crate) fn take_spare(&mut self) -> Box<Encoder> {
        let mut spare = self.spare.take().unwrap_or_default();
        spare.clear();
        spare.block_sizes = self.block_sizes;
        spare
    }

    /// Keeps the memory of an encoder for the next time.
    pub(crate) fn keep_spare(&mut self, spare: Box<Encoder>) {
        self.spare = Some(spare);
    }

    /// Makes room for `more` bytes.
    #[cold]
    #[inline(never)]
    fn grow(&mut self, more: usize) {
        let needed = self.len.saturating_add(more.max(LEAST));
        self.buffer
            .resize(needed.max(self.buffer.len().saturating_mul(2)), 0);
    }

    /// Room for `size` bytes, of which all have to be written.
    #[inline(always)]
    pub fn space(&mut self, size: usize) -> &mut [u8] {
        if self.buffer.len() - self.len < size {
            self.grow(size);
        }
        let start = self.len;
        self.len += size;
        // In bounds by the line above, and so never empty where `size` is not 0.
        self.buffer.get_mut(start..start + size).unwrap_or_default()
    }

    // Whoever writes remembers where and says afterwards where it ended: a compiler that has to fear that the bytes
    // were written over `len` would load it again for each value.

    /// The next `N` bytes of what room there is.
    #[inline(always)]
    fn room<const N: usize>(&mut self) -> Option<&mut [u8; N]> {
        self.buffer
            .get_mut(self.len..self.len.wrapping_add(N))?
            .first_chunk_mut()
    }

    /// Room for `N` bytes, of which `write` says how many it has written.
    #[inline(always)]
    pub(super) fn within<const N: usize>(&mut self, write: impl FnOnce(&mut [u8; N]) -> usize) {
        if self.room::<N>().is_none() {
            self.grow(N);
        }
        let len = self.len;
        if let Some(room) = self.room() {
            self.len = len + write(room);
        }
    }

    /// A boolean.
    #[inline(always)]
    pub fn boolean(&mut self, value: bool) {
        self.fixed(&[u8::from(value)]);
    }

    /// An int.
    #[inline(always)]
    pub fn int(&mut self, value: i32) {
        let len = self.len;
        if let Some(room) = self.room() {
            self.len = len + varint::put_int(room, value);
        } else {
            self.long_at_the_end(value.into());
        }
    }

    /// A long.
    #[inline(always)]
    pub fn long(&mut self, value: i64) {
        let len = self.len;
        if let Some(room) = self.room() {
            self.len = len + varint::put_at_once(room, value);
        } else {
            self.long_at_the_end(value);
        }
    }

    #[cold]
    #[inline(never)]
    fn long_at_the_end(&mut self, value: i64) {
        self.grow(varint::MAX_LEN);
        let mut bytes = [0; varint::MAX_LEN];
        let len = varint::put(&mut bytes, value);
        self.fixed(bytes.get(..len).unwrap_or_default());
    }

    /// A count of items, the length of a string, the index of a branch or a symbol.
    #[inline(always)]
    pub fn count(&mut self, count: usize) {
        let len = self.len;
        if count < 0x40
            && let Some([byte]) = self.room()
        {
            *byte = (count as u8) << 1;
            self.len = len + 1;
        } else {
            self.large_count(count);
        }
    }

    #[inline(never)]
    fn large_count(&mut self, count: usize) {
        // A collection in memory never has more than `isize::MAX` items.
        self.long(count as i64);
    }

    /// A block of an array or a map: the number of its items, of which there is one at least, and
    /// the items. A block of none, [`count`](Self::count) of 0, ends the array or map.
    ///
    /// # Errors
    ///
    /// Those of `items`.
    #[inline(always)]
    pub fn block<E>(
        &mut self,
        count: usize,
        items: impl FnOnce(&mut Self) -> Result<(), E>,
    ) -> Result<(), E> {
        if self.block_sizes {
            self.long((count as i64).wrapping_neg());
            let start = self.len;
            items(self)?;
            self.insert_size(start);
            return Ok(());
        }
        self.count(count);
        items(self)
    }

    /// Puts how many bytes there are from `start` on in front of them.
    fn insert_size(&mut self, start: usize) {
        let end = self.len;
        let mut size = [0; varint::MAX_LEN];
        let taken = varint::put(&mut size, (end - start) as i64);
        self.space(taken);
        self.buffer.copy_within(start..end, start + taken);
        if let Some(place) = self.buffer.get_mut(start..start + taken)
            && let Some(size) = size.get(..taken)
        {
            place.copy_from_slice(size);
        }
    }

    /// A float.
    #[inline(always)]
    pub fn float(&mut self, value: f32) {
        self.fixed(&value.to_le_bytes());
    }

    /// A double.
    #[inline(always)]
    pub fn double(&mut self, value: f64) {
        self.fixed(&value.to_le_bytes());
    }

    /// A fixed: the bytes themselves.
    #[inline(always)]
    pub fn fixed(&mut self, bytes: &[u8]) {
        let len = self.len;
        self.space(bytes.len()).copy_from_slice(bytes);
        self.len = len + bytes.len();
    }

    /// Bytes: their length, and themselves.
    #[inline]
    pub fn bytes(&mut self, bytes: &[u8]) {
        let len = self.len;
        if bytes.len() <= SHORT
            && let Some([length, room @ ..]) = self.room::<{ SHORT + 1 }>()
        {
            *length = (bytes.len() as u8) << 1;
            put_short(room, bytes);
            self.len = len + 1 + bytes.len();
        } else {
            self.long_bytes(bytes);
        }
    }

    #[inline(never)]
    fn long_bytes(&mut self, bytes: &[u8]) {
        self.count(bytes.len());
        self.fixed(bytes);
    }

    /// A string: its length in bytes, and its UTF-8.
    #[inline(always)]
    pub fn str(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    /// One level further down, where a value lies behind a pointer.
    ///
    /// # Errors
    ///
    /// Below 128 levels, and where the way there has taken 1 MiB of the stack.
    #[inline(always)]
    pub fn enter(&mut self) -> Result<(), EncodeError> {
        let here = stack::here();
        if self.depth == DEPTH {
            self.bottom = here;
        }
        match self.depth.checked_sub(1) {
            Some(depth) if self.bottom.abs_diff(here) <= STACK => {
                self.depth = depth;
                Ok(())
            }
            _ => Err(self.too_deep()),
        }
    }

    #[cold]
    #[inline(never)]
    fn too_deep(&self) -> EncodeError {
        EncodeError::new(EncodeErrorKind::TooDeep {
            levels: DEPTH - self.depth,
        })
    }

    /// [`enter`](Self::enter) for an array. Where its items are leaves nothing can lie deeper: then levels are
    /// asked for, and the stack is not, of which one more frame is taken at most.
    #[inline(always)]
    pub(super) fn enter_items(&mut self, are_leaves: bool) -> Result<(), EncodeError> {
        if !are_leaves {
            return self.enter();
        }
        if self.depth == 0 {
            return Err(self.too_deep());
        }
        Ok(())
    }

    /// Back up from [`enter_items`](Self::enter_items).
    #[inline(always)]
    pub(super) fn leave_items(&mut self, are_leaves: bool) {
        if !are_leaves {
            self.leave();
        }
    }

    /// Back up from [`enter`](Self::enter). After an error it need not be called.
    #[inline(always)]
    pub fn leave(&mut self) {
        self.depth += 1;
    }
}

/// The longest bytes that are copied word by word.
const SHORT: usize = 32;

/// Copies at most [`SHORT`] bytes to the front of `room`: for strings as short as most are, this takes less than
/// the call of a copying routine would.
#[inline(always)]
fn put_short(room: &mut [u8; SHORT], bytes: &[u8]) {
    fn put<const N: usize, const K: usize>(room: &mut [u8; SHORT], bytes: &[u8]) -> bool {
        let Some(words) = cover::<N, K>(bytes) else {
            return false;
        };
        for (start, word) in words {
            if let Some(place) = room.get_mut(start..).and_then(<[u8]>::first_chunk_mut) {
                *place = *word;
            }
        }
        true
    }
    // Most have eight to twenty-four.
    let done = put::<8, 3>(room, bytes)
        || put::<16, 2>(room, bytes)
        || put::<4, 2>(room, bytes)
        || put::<2, 2>(room, bytes)
        || put::<1, 1>(room, bytes);
    debug_assert!(done || bytes.is_empty(), "words cover up to {SHORT} bytes");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_buffer_grows_across_every_boundary() {
        for before in 0..200 {
            let mut encoder = Encoder::new();
            for _ in 0..before {
                encoder.boolean(true);
            }
            encoder.long(i64::MIN);
            encoder.str("ab");
            let mut expected = vec![1; before];
            expected.extend_from_slice(b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x04ab");
            assert_eq!(encoder.as_slice(), expected);
            assert_eq!(encoder.into_vec(), expected);
        }
    }

    #[test]
    fn bytes_of_every_length_are_written_whole() {
        let source: Vec<u8> = (1..=100).collect();
        for len in 0..=source.len() {
            let mut encoder = Encoder::with_capacity(64);
            encoder.bytes(&source[..len]);
            encoder.boolean(true);
            let mut expected = if len < 64 {
                vec![len as u8 * 2]
            } else {
                vec![(len as u8 * 2) | 0x80, 1]
            };
            expected.extend_from_slice(&source[..len]);
            expected.push(1);
            assert_eq!(encoder.as_slice(), expected, "{len} bytes");
        }
    }

    #[test]
    fn a_cleared_encoder_starts_anew() {
        let mut encoder = Encoder::new();
        encoder.str("first");
        encoder.clear();
        encoder.int(-1);
        assert_eq!(encoder.as_slice(), [1]);
    }

    #[test]
    fn depth_is_granted_anew_after_a_failure() {
        let mut encoder = Encoder::new();
        while encoder.enter().is_ok() {}
        encoder.truncate(0);
        assert!(encoder.enter().is_ok());
    }
}
