//! Writing: a pointer that moves through spare capacity.
//!
//! Room is asked for once before each value, or once before several whose length is bounded; behind
//! that, bytes are stored without a look at the buffer's end. Room always includes a word's worth of
//! slack, so that a varint can be stored as one word.
#![allow(unsafe_code)]

use super::{text, varint};

/// Bytes that may be overwritten behind the end of what is written.
const SLACK: usize = 8;

/// A growing buffer and a place in it.
///
/// Invariant: `buffer` owns the memory from its start to `end`, its capacity; `at` lies between the
/// two, and the bytes before `at` are initialised. `buffer.len()` is 0 outside of `grow`.
pub struct Output {
    buffer: Vec<u8>,
    at: *mut u8,
    end: *mut u8,
}

impl Default for Output {
    fn default() -> Self {
        let mut buffer = Vec::with_capacity(1024);
        let std::ops::Range { start, end } = buffer.spare_capacity_mut().as_mut_ptr_range();
        Self {
            buffer,
            at: start.cast(),
            end: end.cast(),
        }
    }
}

impl Output {
    /// Forgets what was written.
    #[inline(always)]
    pub fn clear(&mut self) {
        self.at = self.buffer.as_mut_ptr();
    }

    /// What was written.
    #[inline(always)]
    pub fn bytes(&self) -> &[u8] {
        let start = self.buffer.as_ptr();
        // SAFETY: `at` is a pointer into `buffer`'s memory, and the bytes before it are initialised.
        unsafe {
            std::slice::from_raw_parts(start, self.at.cast_const().offset_from_unsigned(start))
        }
    }

    /// Makes room for `len` bytes and the slack.
    #[inline(always)]
    fn room(&mut self, len: usize) {
        // SAFETY: `at <= end`, both into one allocation.
        let left = unsafe { self.end.offset_from_unsigned(self.at) };
        if left < len + SLACK {
            self.grow(len + SLACK);
        }
    }

    #[cold]
    #[inline(never)]
    fn grow(&mut self, len: usize) {
        let written = self.bytes().len();
        // SAFETY: the first `written` bytes are initialised and within capacity.
        unsafe { self.buffer.set_len(written) };
        self.buffer.reserve(len);
        let std::ops::Range { start, end } = self.buffer.spare_capacity_mut().as_mut_ptr_range();
        (self.at, self.end) = (start.cast(), end.cast());
        self.buffer.clear();
    }

    /// Appends bytes.
    ///
    /// # Safety
    ///
    /// There must be room for them.
    #[inline(always)]
    unsafe fn append(&mut self, bytes: &[u8]) {
        // SAFETY: the caller made room; the buffer is ours alone, so the two cannot overlap.
        unsafe {
            self.at
                .copy_from_nonoverlapping(bytes.as_ptr(), bytes.len());
            self.at = self.at.add(bytes.len());
        }
    }

    /// Appends a varint.
    ///
    /// # Safety
    ///
    /// There must be room for ten bytes.
    #[inline(always)]
    unsafe fn code(&mut self, code: u64) {
        // SAFETY: the caller made room for ten bytes.
        unsafe {
            if code < 0x80 {
                self.append(&[code as u8]);
            } else if code < 0x4000 {
                self.append(&[code as u8 | 0x80, (code >> 7) as u8]);
            } else {
                self.at = long_code(self.at, code);
            }
        }
    }

    /// A long.
    #[inline(always)]
    pub fn long(&mut self, value: i64) {
        self.room(varint::MAX_LEN);
        // SAFETY: room was made.
        unsafe { self.code(varint::zigzag(value)) }
    }

    /// A long that is known to be large: no test for a single byte.
    #[inline(always)]
    pub fn large_long(&mut self, value: i64) {
        self.room(varint::MAX_LEN);
        // SAFETY: room was made.
        self.at = unsafe { long_code_inline(self.at, varint::zigzag(value)) };
    }

    /// An int.
    #[inline(always)]
    pub fn int(&mut self, value: i32) {
        self.long(value.into());
    }

    /// An int of one byte or two most of the time, and nobody can predict which.
    #[inline(always)]
    pub fn small_int(&mut self, value: i32) {
        let code = ((value << 1) ^ (value >> 31)) as u32;
        if code >= 0x4000 {
            return self.large_long(value.into());
        }
        self.room(2);
        let more = u32::from(code >= 0x80);
        let word = (code + (code & 0x3f80)) | (more << 7);
        // SAFETY: room was made for two bytes.
        unsafe {
            self.at.cast::<u16>().write_unaligned((word as u16).to_le());
            self.at = self.at.add(1 + more as usize);
        }
    }

    /// A boolean.
    #[inline(always)]
    pub fn boolean(&mut self, value: bool) {
        self.fixed([value.into()]);
    }

    /// A double.
    #[inline(always)]
    pub fn double(&mut self, value: f64) {
        self.fixed(value.to_le_bytes());
    }

    /// Bytes whose number the schema says.
    #[inline(always)]
    pub fn fixed<const N: usize>(&mut self, value: [u8; N]) {
        self.raw(&value);
    }

    /// Bytes as they are.
    #[inline(always)]
    pub fn raw(&mut self, value: &[u8]) {
        self.room(value.len());
        // SAFETY: room was made.
        unsafe { self.append(value) }
    }

    /// Bytes.
    #[inline(always)]
    pub fn bytes_of(&mut self, value: &[u8]) {
        self.room(varint::MAX_LEN + value.len());
        // SAFETY: room was made for the length and the bytes.
        unsafe {
            self.code(varint::zigzag(value.len() as i64));
            text::copy(self.at, value);
            self.at = self.at.add(value.len());
        }
    }

    /// A string.
    #[inline(always)]
    pub fn text(&mut self, value: &str) {
        self.bytes_of(value.as_bytes());
    }

    /// The index of a branch or a symbol.
    #[inline(always)]
    pub fn index(&mut self, index: u8) {
        debug_assert!(index < 64, "an index of one byte");
        self.fixed([index << 1]);
    }

    /// A value or null, where null is the first branch.
    #[inline(always)]
    pub fn nullable<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Self, T)) {
        match value {
            None => self.index(0),
            Some(value) => {
                self.index(1);
                write(self, value);
            }
        }
    }

    /// The only block of an array or a map of `len` items, then its end.
    #[inline(always)]
    pub fn block<T>(
        &mut self,
        items: impl ExactSizeIterator<Item = T>,
        mut write: impl FnMut(&mut Self, T),
    ) {
        if items.len() > 0 {
            self.long(items.len() as i64);
            for item in items {
                write(self, item);
            }
        }
        self.index(0);
    }

    /// Many longs, one after the other.
    #[inline]
    pub fn longs(&mut self, values: &[i64]) {
        for chunk in values.chunks(64) {
            self.room(varint::MAX_LEN * chunk.len());
            let mut at = self.at;
            for &value in chunk {
                // SAFETY: room was made for as many longs as the chunk has.
                at = unsafe { long_code_inline(at, varint::zigzag(value)) };
            }
            self.at = at;
        }
    }

    /// Many doubles, one after the other.
    #[inline]
    pub fn doubles(&mut self, values: &[f64]) {
        #[cfg(target_endian = "little")]
        // SAFETY: any eight bytes of a double may be seen as bytes, and there are eight per double.
        self.raw(unsafe {
            std::slice::from_raw_parts(values.as_ptr().cast(), size_of_val(values))
        });
        #[cfg(target_endian = "big")]
        values.iter().for_each(|&value| self.double(value));
    }
}

/// Stores the varint of `code` at `at`, and says where it ends.
///
/// # Safety
///
/// There must be room for ten bytes.
#[inline(never)]
unsafe fn long_code(at: *mut u8, code: u64) -> *mut u8 {
    // SAFETY: the caller's promise is passed on.
    unsafe { long_code_inline(at, code) }
}

/// The same, inlined.
///
/// # Safety
///
/// There must be room for ten bytes.
#[inline(always)]
unsafe fn long_code_inline(at: *mut u8, code: u64) -> *mut u8 {
    // SAFETY: the caller made room for ten bytes, and no more are stored.
    unsafe {
        if code >> 56 == 0 {
            let (word, len) = varint::scatter(code);
            at.cast::<u64>().write_unaligned(word.to_le());
            return at.add(len);
        }
    }
    // SAFETY: the caller made room for ten bytes.
    unsafe { longest_code(at, code) }
}

/// Stores the varint of a code of nine or ten bytes.
///
/// # Safety
///
/// There must be room for ten bytes.
#[cold]
#[inline(never)]
unsafe fn longest_code(mut at: *mut u8, mut code: u64) -> *mut u8 {
    // SAFETY: 64 bits make at most ten groups of seven, and the caller made room for ten bytes.
    unsafe {
        while code >= 0x80 {
            at.write(code as u8 | 0x80);
            at = at.add(1);
            code >>= 7;
        }
        at.write(code as u8);
        at.add(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_is_a_zigzag_varint() {
        let cases: &[(i64, &[u8])] = &[
            (0, &[0x00]),
            (-1, &[0x01]),
            (-64, &[0x7f]),
            (64, &[0x80, 0x01]),
            (-8192, &[0xff, 0x7f]),
            (8192, &[0x80, 0x80, 0x01]),
            ((1 << 55) - 1, b"\xfe\xff\xff\xff\xff\xff\xff\x7f"),
            (1 << 55, b"\x80\x80\x80\x80\x80\x80\x80\x80\x01"),
            (i64::MIN, b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"),
        ];
        for &(value, bytes) in cases {
            let mut out = Output::default();
            out.long(value);
            assert_eq!(out.bytes(), bytes, "encoding {value}");
            out.clear();
            out.large_long(value);
            assert_eq!(out.bytes(), bytes, "encoding {value}");
        }
    }

    #[test]
    fn a_buffer_that_grows_keeps_what_it_has() {
        let mut out = Output::default();
        let mut expected = Vec::new();
        for round in 0..3000_u32 {
            out.raw(&round.to_le_bytes());
            expected.extend(round.to_le_bytes());
        }
        assert_eq!(out.bytes(), expected);
    }
}
