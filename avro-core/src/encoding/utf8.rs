//! Short strings: are they UTF-8, and how are they put over others?
//!
//! Most strings are short and ASCII, which is asked first: by four instructions of SSE2 for up to 63 bytes where at
//! least 64 are left, else by four words that overlap. Neither has a loop or a branch on the length within its
//! range. The standard library's check costs five to seven nanoseconds on five to thirty-six bytes, and a call to
//! copy so few costs more than they do. Long text beyond ASCII is looked at by vectors of `simdutf8`.
//!
//! This is what buys the only `unsafe` blocks of this workspace. Without a look for ASCII, decoding owned strings takes 1.14 to 1.25
//! times as long, and borrowed ones 1.5 to 2.2 times. Without SSE2 it takes 1.2 times (the bench's W2 borrowed) and 1.5
//! times (W3 borrowed). Where a copy is a call, decoding over what exists takes 1.13 times (W1) and 1.35 times (W5).

use super::words::cover;

/// The text that the first `length` bytes are, if they are there and UTF-8, and what follows it.
#[inline(always)]
pub(crate) fn split(bytes: &[u8], length: usize) -> Option<(&str, &[u8])> {
    let (text, rest) = bytes.split_at_checked(length)?;
    if is_ascii_ahead(bytes, text) {
        // SAFETY: `from_utf8_unchecked` asks that the bytes are UTF-8. No byte
        // has its high bit set, for `is_ascii_ahead` looked at each of them, and such
        // bytes are characters of one byte.
        #[expect(unsafe_code, reason = "the gain is measured in the module's comment")]
        return Some((unsafe { std::str::from_utf8_unchecked(text) }, rest));
    }
    Some((other(text)?, rest))
}

/// Text that is not all ASCII, or no text.
#[inline(never)]
fn other(bytes: &[u8]) -> Option<&str> {
    // Vectors pay where there are some of them to fill.
    if bytes.len() > 64 {
        return simdutf8::basic::from_utf8(bytes).ok();
    }
    std::str::from_utf8(bytes).ok()
}

/// How many bytes are looked at at once.
#[cfg(any(test, target_feature = "sse2"))]
const BLOCK: usize = 64;

/// True when no byte of `text`, with which `bytes` begin, has its high bit set.
///
/// Where enough stands behind a short text, one look at a whole block covers it, and its own length decides no
/// branch.
#[cfg(target_feature = "sse2")]
#[inline(always)]
fn is_ascii_ahead(bytes: &[u8], text: &[u8]) -> bool {
    match bytes.first_chunk() {
        Some(block) if text.len() < BLOCK => {
            let within = (1_u64 << text.len()).wrapping_sub(1);
            high_bits(block) & within == 0
        }
        _ => is_ascii(text),
    }
}

#[cfg(not(target_feature = "sse2"))]
#[inline(always)]
fn is_ascii_ahead(_bytes: &[u8], text: &[u8]) -> bool {
    is_ascii(text)
}

/// The high bits of the bytes, that of the first one lowest.
#[cfg(target_feature = "sse2")]
#[inline(always)]
fn high_bits(block: &[u8; BLOCK]) -> u64 {
    #[cfg(target_arch = "x86")]
    use std::arch::x86::{_mm_loadu_si128, _mm_movemask_epi8};
    #[cfg(target_arch = "x86_64")]
    use std::arch::x86_64::{_mm_loadu_si128, _mm_movemask_epi8};

    let (quarters, _) = block.as_chunks::<16>();
    quarters.iter().rev().fold(0, |bits, quarter| {
        // SAFETY: the target has SSE2, and sixteen bytes are loaded from as many, wherever they lie.
        #[expect(unsafe_code, reason = "the gain is measured in the module's comment")]
        let high = unsafe { _mm_movemask_epi8(_mm_loadu_si128(quarter.as_ptr().cast())) };
        bits << 16 | u64::from(high.cast_unsigned())
    })
}

const HIGH_BITS: u64 = 0x8080_8080_8080_8080;

/// True when no byte has its high bit set.
#[inline(always)]
fn is_ascii(bytes: &[u8]) -> bool {
    match cover::<8, 4>(bytes) {
        Some(words) => {
            let all = words
                .iter()
                .fold(0, |all, (_, word)| all | u64::from_le_bytes(**word));
            all & HIGH_BITS == 0
        }
        None => is_other_ascii(bytes),
    }
}

#[inline(never)]
fn is_other_ascii(bytes: &[u8]) -> bool {
    let (words, rest) = bytes.as_chunks::<8>();
    let all = words
        .iter()
        .fold(0, |all, word| all | u64::from_le_bytes(*word));
    let all = rest.iter().fold(all, |all, byte| all | u64::from(*byte));
    all & HIGH_BITS == 0
}

/// Puts `new` in the place of the text that `old` has.
#[inline(always)]
pub(crate) fn replace(old: &mut String, new: &str) {
    // Most texts have eight to twenty-four bytes.
    let done = replace_by::<8, 3>(old, new)
        || replace_by::<16, 2>(old, new)
        || replace_by::<32, 2>(old, new)
        || replace_by::<4, 2>(old, new)
        || replace_by::<2, 2>(old, new)
        || replace_by::<1, 1>(old, new);
    if !done {
        replace_other(old, new);
    }
}

#[inline(never)]
fn replace_other(old: &mut String, new: &str) {
    old.clear();
    old.push_str(new);
}

/// Puts `new` in the place of the text that `old` has if there is room, and `K` words of `N` bytes cover it.
#[inline(always)]
fn replace_by<const N: usize, const K: usize>(old: &mut String, new: &str) -> bool {
    let Some(words) = cover::<N, K>(new.as_bytes()) else {
        return false;
    };
    if new.len() > old.capacity() {
        return false;
    }
    // SAFETY: `as_mut_vec` asks that the bytes become UTF-8 again: they become those of `new`. Each word is a part of them, so from
    // its start there is room for it in the capacity, which is no less than their length; and the words are all of them, so
    // as many are there as `set_len` is told. `old` is borrowed to be written, so `new` is no part of it.
    #[expect(unsafe_code, reason = "the gain is measured in the module's comment")]
    unsafe {
        let old = old.as_mut_vec();
        for (start, word) in words {
            let place = old.as_mut_ptr().add(start);
            place.copy_from_nonoverlapping(word.as_ptr(), N);
        }
        old.set_len(new.len());
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What all ways to look at `bytes` say: with nothing behind them, and with much.
    fn texts(bytes: &[u8]) -> [Option<String>; 2] {
        let mut ahead = bytes.to_vec();
        ahead.extend([0xff; 2 * BLOCK]);
        [bytes, &ahead].map(|all| {
            let (text, rest) = split(all, bytes.len())?;
            assert_eq!(rest.len(), all.len() - bytes.len());
            Some(text.to_owned())
        })
    }

    #[test]
    fn one_high_bit_anywhere_is_seen() {
        for len in 0..140 {
            let mut bytes: Vec<u8> = (b' '..0x7f).cycle().take(len).collect();
            let text = String::from_utf8(bytes.clone()).unwrap();
            assert_eq!(texts(&bytes), [Some(text.clone()), Some(text)]);
            for place in 0..len {
                let before = bytes[place];
                bytes[place] = 0x80;
                assert_eq!(texts(&bytes), [None, None], "byte {place} of {len}");
                bytes[place] = before;
            }
        }
    }

    #[test]
    fn text_beyond_ascii_is_checked() {
        let text = Some("grüße".to_owned());
        assert_eq!(texts("grüße".as_bytes()), [text.clone(), text]);
        assert_eq!(texts(b"gr\xfc\xdfe, in Latin-1"), [None, None]);
        // A surrogate and an overlong form.
        assert_eq!(texts(b"\xed\xa0\x80"), [None, None]);
        assert_eq!(texts(b"\xc0\x80"), [None, None]);
        // The same far in.
        let long = "grüße ".repeat(40);
        assert_eq!(
            texts(long.as_bytes()),
            [Some(long.clone()), Some(long.clone())]
        );
        for bad in [&b"\xed\xa0\x80"[..], b"\xc0\x80", b"\xfc"] {
            let mut bytes = long.clone().into_bytes();
            bytes.splice(200..200, bad.iter().copied());
            assert_eq!(texts(&bytes), [None, None], "{bad:02x?}");
        }
    }

    #[test]
    fn what_is_not_there_is_no_text() {
        assert_eq!(split(b"abc", 4), None);
        assert_eq!(split(b"abc", usize::MAX), None);
        assert_eq!(split(b"abc", 2), Some(("ab", &b"c"[..])));
        assert_eq!(split(b"", 0), Some(("", &b""[..])));
        // The last byte of a letter is missing.
        assert_eq!(split("grü".as_bytes(), 3), None);
    }

    #[test]
    fn text_of_any_length_replaces_text_of_any_length() {
        let letters: String = ('!'..='~').cycle().take(140).collect();
        for old in [0, 1, 5, 16, 40, 64, 140] {
            for len in 0..=letters.len() {
                let mut text = "x".repeat(old);
                replace(&mut text, &letters[..len]);
                assert_eq!(text, letters[..len], "{len} bytes over {old}");
            }
        }
        let mut text = String::with_capacity(100);
        let place = text.as_ptr();
        for new in [
            "grüße",
            "",
            "ü",
            "und noch viele mehr, von überall",
            &letters[..100],
        ] {
            replace(&mut text, new);
            assert_eq!(text, new);
            assert_eq!(text.as_ptr(), place, "the memory is kept");
        }
    }
}
