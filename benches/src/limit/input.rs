//! Reading: a pointer that moves through a datum.
//!
//! Every leaf is inlined into the record that asks for it, so the two pointers live in registers.
//! What is rare stands out of line and answers in registers: a varint of more than one byte returns
//! where it ends, or null, and its value.
#![allow(unsafe_code)]

use std::marker::PhantomData;

use super::{text, varint};

/// Why a datum cannot be read. Where is not said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The datum ends inside a value, or a length reaches beyond it.
    End,
    /// A varint has more than ten bytes, or is negative where a length must stand.
    Varint,
    /// An int is out of range.
    Int,
    /// A boolean is neither 0 nor 1.
    Boolean,
    /// An index names no branch or symbol.
    Index,
    /// A string is not UTF-8.
    Text,
    /// Bytes are left behind the value.
    Rest,
}

/// What reading gives.
pub type Result<T> = std::result::Result<T, Fault>;

/// A datum and a place in it.
///
/// Invariant: `at <= end`, and the bytes from `at` to `end` are a part of a slice that lives for
/// `'de`. Both fields are private, and every method that moves `at` compares with `end` first.
pub struct Input<'de> {
    at: *const u8,
    end: *const u8,
    datum: PhantomData<&'de [u8]>,
}

impl<'de> Input<'de> {
    /// The start of `datum`.
    #[inline(always)]
    pub fn new(datum: &'de [u8]) -> Self {
        let std::ops::Range { start, end } = datum.as_ptr_range();
        Self {
            at: start,
            end,
            datum: PhantomData,
        }
    }

    /// How many bytes are left.
    #[inline(always)]
    pub fn left(&self) -> usize {
        // SAFETY: both pointers are into one slice and `at <= end`, the invariant.
        unsafe { self.end.offset_from_unsigned(self.at) }
    }

    /// The bytes that are left.
    #[inline(always)]
    pub fn rest(&self) -> &'de [u8] {
        // SAFETY: the bytes from `at` to `end` are a part of a slice that lives for `'de`.
        unsafe { std::slice::from_raw_parts(self.at, self.left()) }
    }

    /// Moves on by `len` bytes.
    #[inline(always)]
    pub fn skip(&mut self, len: usize) -> Result<()> {
        if len > self.left() {
            return Err(Fault::End);
        }
        // SAFETY: `len` bytes are left, so the pointer stays within the slice or at its end.
        self.at = unsafe { self.at.add(len) };
        Ok(())
    }

    /// The next `len` bytes.
    #[inline(always)]
    pub fn raw(&mut self, len: usize) -> Result<&'de [u8]> {
        let start = self.at;
        self.skip(len)?;
        // SAFETY: `skip` found `len` bytes at `start`, in a slice that lives for `'de`.
        Ok(unsafe { std::slice::from_raw_parts(start, len) })
    }

    /// The next `N` bytes.
    #[inline(always)]
    pub fn fixed<const N: usize>(&mut self) -> Result<[u8; N]> {
        match self.rest().first_chunk::<N>() {
            Some(bytes) => {
                self.skip(N)?;
                Ok(*bytes)
            }
            None => Err(Fault::End),
        }
    }

    /// Whether the datum ends here, as it must.
    #[inline(always)]
    pub fn finish(&self) -> Result<()> {
        if self.at == self.end {
            Ok(())
        } else {
            Err(Fault::Rest)
        }
    }

    /// The zig-zag code of the next int or long.
    #[inline(always)]
    fn code(&mut self) -> Result<u64> {
        if let Some(&byte) = self.rest().first()
            && byte < 0x80
        {
            self.skip(1)?;
            return Ok(byte.into());
        }
        let (next, code) = long_code(self.at, self.end);
        if next.is_null() {
            return Err(Fault::Varint);
        }
        self.at = next;
        Ok(code)
    }

    /// A long.
    #[inline(always)]
    pub fn long(&mut self) -> Result<i64> {
        self.code().map(varint::unzigzag)
    }

    /// A long that is known to be large, a time for example: no test for a single byte.
    #[inline(always)]
    pub fn large_long(&mut self) -> Result<i64> {
        if let Some(word) = self.rest().first_chunk::<8>() {
            let word = u64::from_le_bytes(*word);
            let ends = varint::ends_in(word);
            if ends != 0 {
                self.skip(varint::len(ends))?;
                return Ok(varint::unzigzag(varint::gather(word, ends)));
            }
        }
        self.long()
    }

    /// An int.
    #[inline(always)]
    pub fn int(&mut self) -> Result<i32> {
        i32::try_from(self.long()?).map_err(|_| Fault::Int)
    }

    /// A boolean.
    #[inline(always)]
    pub fn boolean(&mut self) -> Result<bool> {
        match self.fixed::<1>()? {
            [0] => Ok(false),
            [1] => Ok(true),
            _ => Err(Fault::Boolean),
        }
    }

    /// A double.
    #[inline(always)]
    pub fn double(&mut self) -> Result<f64> {
        self.fixed().map(f64::from_le_bytes)
    }

    /// A length of bytes that are there.
    #[inline(always)]
    fn len(&mut self) -> Result<usize> {
        usize::try_from(self.long()?).map_err(|_| Fault::Varint)
    }

    /// Bytes.
    #[inline(always)]
    pub fn bytes(&mut self) -> Result<&'de [u8]> {
        let len = self.len()?;
        self.raw(len)
    }

    /// A string, with more behind it: the usual case.
    #[inline(always)]
    pub fn text(&mut self) -> Result<&'de str> {
        let len = self.len()?;
        let rest = self.rest();
        self.skip(len)?;
        if !text::is_utf8_ahead(rest, len) {
            return Err(Fault::Text);
        }
        // SAFETY: `skip` found `len` bytes, and the line above found them to be UTF-8.
        Ok(unsafe { str::from_utf8_unchecked(rest.get_unchecked(..len)) })
    }

    /// A string, with little or nothing behind it.
    #[inline(always)]
    pub fn last_text(&mut self) -> Result<&'de str> {
        let bytes = self.bytes()?;
        if !text::is_utf8(bytes) {
            return Err(Fault::Text);
        }
        // SAFETY: the line above found the bytes to be UTF-8.
        Ok(unsafe { str::from_utf8_unchecked(bytes) })
    }

    /// A string of one's own.
    #[inline(always)]
    pub fn owned(&mut self) -> Result<String> {
        let bytes = self.bytes()?;
        let mut owned = Vec::with_capacity(bytes.len());
        // SAFETY: there is room for the bytes, they are copied before the vector gets their length,
        // and it becomes a string only when they are UTF-8.
        unsafe {
            if !text::copy_utf8(owned.as_mut_ptr(), bytes) {
                return Err(Fault::Text);
            }
            owned.set_len(bytes.len());
            Ok(String::from_utf8_unchecked(owned))
        }
    }

    /// A string, over one that is there.
    #[inline(always)]
    pub fn text_into(&mut self, kept: &mut String) -> Result<()> {
        let bytes = self.bytes()?;
        kept.clear();
        kept.reserve(bytes.len());
        // SAFETY: room for the bytes was reserved, they are copied before the string gets their
        // length, and it gets it only when they are UTF-8.
        unsafe {
            let kept = kept.as_mut_vec();
            if !text::copy_utf8(kept.as_mut_ptr(), bytes) {
                return Err(Fault::Text);
            }
            kept.set_len(bytes.len());
        }
        Ok(())
    }

    /// An index below `count`, of a branch or a symbol.
    #[inline(always)]
    pub fn index(&mut self, count: u64) -> Result<u64> {
        let code = self.code()?;
        // A code is twice its index; an odd one is a negative number.
        if code & 1 == 0 && code >> 1 < count {
            Ok(code >> 1)
        } else {
            Err(Fault::Index)
        }
    }

    /// A value or null, where null is the first branch.
    #[inline(always)]
    pub fn nullable<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T>) -> Result<Option<T>> {
        Ok(if self.index(2)? == 0 {
            None
        } else {
            Some(read(self)?)
        })
    }

    /// A string or null, over what is there.
    #[inline(always)]
    pub fn nullable_text_into(&mut self, kept: &mut Option<String>) -> Result<()> {
        if self.index(2)? == 0 {
            *kept = None;
        } else if let Some(kept) = kept {
            self.text_into(kept)?;
        } else {
            *kept = Some(self.owned()?);
        }
        Ok(())
    }

    /// Passes over a long.
    #[inline(always)]
    pub fn skip_long(&mut self) -> Result<()> {
        self.code().map(|_| ())
    }

    /// Passes over a long that is known to be large: where it ends is all that counts.
    #[inline(always)]
    pub fn skip_large_long(&mut self) -> Result<()> {
        if let Some(word) = self.rest().first_chunk::<8>() {
            let ends = varint::ends_in(u64::from_le_bytes(*word));
            if ends != 0 {
                return self.skip(varint::len(ends));
            }
        }
        self.skip_long()
    }

    /// Passes over bytes or a string, which is not looked at.
    #[inline(always)]
    pub fn skip_bytes(&mut self) -> Result<()> {
        self.skip_bytes_and(0)
    }

    /// Passes over bytes or a string, and so many bytes behind them.
    #[inline(always)]
    pub fn skip_bytes_and(&mut self, more: usize) -> Result<()> {
        let code = self.code()?;
        // A code is twice its length; an odd one is a negative number.
        if code & 1 != 0 {
            return Err(Fault::Varint);
        }
        self.skip((code >> 1) as usize + more)
    }

    /// Passes over an array or a map, whose items have at least `least` bytes: block by block where those
    /// say their size, otherwise item by item.
    #[inline(always)]
    pub fn skip_blocks(
        &mut self,
        least: usize,
        item: impl Fn(&mut Self) -> Result<()>,
    ) -> Result<()> {
        loop {
            let count = self.long()?;
            if count < 0 {
                self.skip_bytes()?;
                continue;
            }
            if count == 0 {
                return Ok(());
            }
            if count as usize > self.left() / least {
                return Err(Fault::End);
            }
            for _ in 0..count {
                item(self)?;
            }
        }
    }

    /// The items of the next block of an array or a map, each of at least `least` bytes; 0 at the
    /// end. The count is one that the datum has room for, so memory may be reserved for it.
    #[inline(always)]
    pub fn block(&mut self, least: usize) -> Result<usize> {
        let mut count = self.long()?;
        if count < 0 {
            // A block that says its size in bytes, for those who skip it.
            let _size = self.len()?;
            count = count.checked_neg().ok_or(Fault::Varint)?;
        }
        let count = count as usize;
        if count > self.left() / least {
            Err(Fault::End)
        } else {
            Ok(count)
        }
    }
}

/// The code of a varint that starts at `at`, and where it ends: null when it does not.
#[inline(never)]
fn long_code(at: *const u8, end: *const u8) -> (*const u8, u64) {
    // SAFETY: the only caller hands over its own pointers, which by `Input`'s invariant enclose a
    // part of one slice.
    let bytes = unsafe { std::slice::from_raw_parts(at, end.offset_from_unsigned(at)) };
    if let Some(word) = bytes.first_chunk::<8>() {
        let word = u64::from_le_bytes(*word);
        let ends = varint::ends_in(word);
        if ends != 0 {
            return (
                bytes[varint::len(ends)..].as_ptr(),
                varint::gather(word, ends),
            );
        }
    }
    let mut code = 0;
    for (index, &byte) in bytes.iter().take(varint::MAX_LEN).enumerate() {
        // Of the tenth byte one bit is left.
        if index == varint::MAX_LEN - 1 && byte > 1 {
            break;
        }
        code |= u64::from(byte & 0x7f) << (7 * index);
        if byte < 0x80 {
            return (bytes[index + 1..].as_ptr(), code);
        }
    }
    (std::ptr::null(), 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_has_at_most_ten_bytes_and_sixty_four_bits() {
        let cases: &[(&[u8], Result<i64>)] = &[
            (&[0x00], Ok(0)),
            (&[0x7f], Ok(-64)),
            (&[0x80, 0x01], Ok(64)),
            (b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", Ok(i64::MIN)),
            (b"\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01", Ok(i64::MAX)),
            (
                b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02",
                Err(Fault::Varint),
            ),
            (
                b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
                Err(Fault::Varint),
            ),
            (b"", Err(Fault::Varint)),
            (b"\x80\x80", Err(Fault::Varint)),
        ];
        for &(bytes, expected) in cases {
            assert_eq!(Input::new(bytes).long(), expected, "{bytes:02x?}");
            assert_eq!(Input::new(bytes).large_long(), expected, "{bytes:02x?}");
        }
    }

    #[test]
    fn what_is_malformed_is_refused() {
        assert_eq!(Input::new(b"\x80\x80\x80\x80\x10").int(), Err(Fault::Int));
        assert_eq!(Input::new(b"\x02").boolean(), Err(Fault::Boolean));
        assert_eq!(Input::new(b"\x04").index(2), Err(Fault::Index));
        assert_eq!(Input::new(b"\x01").index(2), Err(Fault::Index));
        assert_eq!(Input::new(b"\x06ab").text(), Err(Fault::End));
        assert_eq!(Input::new(b"\x01ab").text(), Err(Fault::Varint));
        assert_eq!(Input::new(b"\x04\xc3(").text(), Err(Fault::Text));
        assert_eq!(Input::new(b"\x0aaaaa").block(1), Err(Fault::End));
        assert_eq!(Input::new(b"\x00").finish(), Err(Fault::Rest));
    }
}
