//! Short strings: looking at them and moving them.
//!
//! Real strings have five to forty bytes. At that length a call costs more than the work: to `memcpy`,
//! and far more so to a general UTF-8 validator. Here up to sixty-four bytes are handled as their first
//! and their last word, of up to thirty-two bytes, which overlap in the middle, and from eight to twenty-four as three, so that the
//! length decides no loop and few branches: none that is unpredictable costs more than the words.
//! Or-ed together the words tell whether all is ASCII, which is UTF-8; only where it is not does a
//! validator look.
#![allow(unsafe_code)]

use super::varint::HIGH;

/// How many bytes count as few.
const FEW: usize = 64;

/// Whether the first `len` bytes of `rest` are UTF-8; `rest` has at least as many.
///
/// Where enough stands behind a short string, one look at a block of fixed length covers it, and its
/// own length decides no branch at all.
#[inline(always)]
pub(super) fn is_utf8_ahead(rest: &[u8], len: usize) -> bool {
    match rest.first_chunk() {
        Some(block) if len < FEW => {
            beyond_ascii(block) & ((1 << len) - 1) == 0 || validates(&rest[..len])
        }
        _ => is_utf8(&rest[..len]),
    }
}

/// Whether `bytes` are UTF-8.
#[inline(always)]
pub(super) fn is_utf8(bytes: &[u8]) -> bool {
    if bytes.len() > FEW {
        return is_long_utf8(bytes);
    }
    // Only to look costs less than `few` asks for: two words from eight bytes on.
    let look = |_, _: &[u8]| ();
    let seen = if (8..16).contains(&bytes.len())
        && let Some([first, last]) = ends::<8>(bytes, look)
    {
        u64::from_le_bytes(first) | u64::from_le_bytes(last)
    } else if (16..=32).contains(&bytes.len())
        && let Some([first, last]) = ends::<16>(bytes, look)
    {
        let seen = u128::from_le_bytes(first) | u128::from_le_bytes(last);
        seen as u64 | (seen >> 64) as u64
    } else {
        few(bytes, look)
    };
    seen & HIGH == 0 || validates(bytes)
}

/// One bit for each byte of `block` that is not ASCII.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn beyond_ascii(block: &[u8; FEW]) -> u64 {
    use std::arch::x86_64::{_mm_loadu_si128, _mm_movemask_epi8};

    let (quarters, _) = block.as_chunks::<16>();
    quarters.iter().rev().fold(0, |bits, quarter| {
        // SAFETY: sixteen bytes are loaded from as many, and every x86-64 has SSE2.
        let high = unsafe { _mm_movemask_epi8(_mm_loadu_si128(quarter.as_ptr().cast())) };
        bits << 16 | u64::from(high as u16)
    })
}

#[cfg(not(target_arch = "x86_64"))]
#[inline(always)]
fn beyond_ascii(block: &[u8; FEW]) -> u64 {
    let (words, _) = block.as_chunks::<8>();
    words.iter().rev().fold(0, |bits, word| {
        bits << 8 | super::varint::one_bit_each(u64::from_le_bytes(*word) & HIGH)
    })
}

#[inline(never)]
fn is_long_utf8(bytes: &[u8]) -> bool {
    let (words, rest) = bytes.as_chunks::<8>();
    let seen = words
        .iter()
        .fold(0, |seen, word| seen | u64::from_le_bytes(*word));
    let seen = rest.iter().fold(seen, |seen, &byte| seen | u64::from(byte));
    seen & HIGH == 0 || validates(bytes)
}

#[cold]
#[inline(never)]
fn validates(bytes: &[u8]) -> bool {
    // Vectors pay where there are some of them to fill.
    match bytes.len() {
        ..=FEW => std::str::from_utf8(bytes).is_ok(),
        _ => simdutf8::basic::from_utf8(bytes).is_ok(),
    }
}

/// Copies `from` to `to`.
///
/// # Safety
///
/// There must be room for as many bytes at `to`, and it must be no part of `from`.
#[inline(always)]
pub(super) unsafe fn copy(to: *mut u8, from: &[u8]) {
    // SAFETY: what the caller promises for all of `from` holds for each word of it.
    let store = |at, word: &[u8]| unsafe {
        to.add(at)
            .copy_from_nonoverlapping(word.as_ptr(), word.len());
    };
    if from.len() > FEW {
        store(0, from);
    } else {
        few(from, store);
    }
}

/// Copies `from` to `to`, and says whether it is UTF-8.
///
/// # Safety
///
/// There must be room for as many bytes at `to`, and it must be no part of `from`.
#[inline(always)]
pub(super) unsafe fn copy_utf8(to: *mut u8, from: &[u8]) -> bool {
    // SAFETY: what the caller promises for all of `from` holds for each word of it.
    let store = |at, word: &[u8]| unsafe {
        to.add(at)
            .copy_from_nonoverlapping(word.as_ptr(), word.len());
    };
    if from.len() > FEW {
        store(0, from);
        return is_long_utf8(from);
    }
    few(from, store) & HIGH == 0 || validates(from)
}

/// Hands the words that cover `bytes`, at most [`FEW`] of them, to `store`, each with its place; gives
/// all words or-ed together.
#[inline(always)]
fn few(bytes: &[u8], store: impl Fn(usize, &[u8])) -> u64 {
    if bytes.len() > 32
        && let Some([first, last]) = ends::<32>(bytes, &store)
    {
        let seen = first.as_chunks().0.iter().chain(last.as_chunks().0);
        seen.fold(0, |seen, word| seen | u64::from_le_bytes(*word))
    } else if bytes.len() > 24
        && let Some([first, last]) = ends::<16>(bytes, &store)
    {
        let seen = u128::from_le_bytes(first) | u128::from_le_bytes(last);
        seen as u64 | (seen >> 64) as u64
    } else if let Some([first, last]) = ends::<8>(bytes, &store) {
        // One more in between, for most strings are so long: then it decides no branch whether it is needed.
        let start = (bytes.len() - 8).min(8);
        let middle = bytes[start..].first_chunk().expect("a word");
        store(start, middle);
        u64::from_le_bytes(first) | u64::from_le_bytes(*middle) | u64::from_le_bytes(last)
    } else if let Some([first, last]) = ends::<4>(bytes, &store) {
        (u32::from_le_bytes(first) | u32::from_le_bytes(last)).into()
    } else {
        let mut seen = 0;
        // Three at most, which the optimizer cannot know by itself.
        for (at, byte) in bytes.chunks_exact(1).take(3).enumerate() {
            store(at, byte);
            seen |= byte[0];
        }
        seen.into()
    }
}

/// The first and the last `N` bytes, if there are `N`, handed to `store`.
#[inline(always)]
fn ends<const N: usize>(bytes: &[u8], store: impl Fn(usize, &[u8])) -> Option<[[u8; N]; 2]> {
    let (first, last) = (bytes.first_chunk()?, bytes.last_chunk()?);
    store(0, first);
    store(bytes.len() - N, last);
    Some([*first, *last])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The answers of all ways to look at a string.
    fn answers(bytes: &[u8]) -> [bool; 4] {
        let mut ahead = bytes.to_vec();
        ahead.extend([0xff; FEW]);
        let mut copied = vec![0; bytes.len()];
        // SAFETY: the vector has room for as many bytes.
        let copies = unsafe { copy_utf8(copied.as_mut_ptr(), bytes) };
        assert_eq!(copied, bytes);
        copied.fill(0);
        // SAFETY: the vector has room for as many bytes.
        unsafe { copy(copied.as_mut_ptr(), bytes) };
        assert_eq!(copied, bytes);
        let len = bytes.len();
        [
            is_utf8(bytes),
            is_utf8_ahead(bytes, len),
            is_utf8_ahead(&ahead, len),
            copies,
        ]
    }

    #[test]
    fn every_length_is_copied_and_every_stray_byte_is_found() {
        for len in 0..140 {
            let ascii: Vec<u8> = (0..len).map(|at| b' ' + (at % 90) as u8).collect();
            assert_eq!(answers(&ascii), [true; 4], "{len} bytes of ASCII");
            for at in 0..len {
                let mut bytes = ascii.clone();
                bytes[at] = 0xff;
                assert_eq!(answers(&bytes), [false; 4], "a stray byte at {at} of {len}");
                if at + 1 < len {
                    bytes[at..at + 2].copy_from_slice("é".as_bytes());
                    assert_eq!(answers(&bytes), [true; 4], "an é at {at} of {len}");
                }
            }
        }
    }
}
