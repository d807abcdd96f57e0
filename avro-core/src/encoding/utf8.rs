//! Is it UTF-8? Most strings are short and ASCII, which this asks first.
//!
//! The standard library's check costs five to seven nanoseconds on a string of
//! five to thirty-six bytes; testing the high bits of whole words costs one to
//! three. Over whole records that is 12 to 20 per cent of decoding owned strings,
//! and 35 to 55 per cent of decoding borrowed ones. It is what buys the only
//! `unsafe` block of this workspace.

/// The text, if `bytes` are UTF-8.
#[inline(always)]
pub(crate) fn check(bytes: &[u8]) -> Option<&str> {
    if is_ascii(bytes) {
        // SAFETY: `from_utf8_unchecked` asks that the bytes are UTF-8. No byte
        // has its high bit set, for `is_ascii` looked at each of them, and such
        // bytes are characters of one byte.
        #[expect(unsafe_code, reason = "the gain is measured in the module's comment")]
        return Some(unsafe { std::str::from_utf8_unchecked(bytes) });
    }
    other(bytes)
}

#[inline(never)]
fn other(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}

const HIGH_BITS: u64 = 0x8080_8080_8080_8080;

/// True when no byte has its high bit set.
///
/// Every byte is in some word: from eight bytes on the last word overlaps the
/// one before it, and shorter strings are two overlapping halves.
#[inline(always)]
fn is_ascii(bytes: &[u8]) -> bool {
    if let Some(last) = bytes.last_chunk::<8>() {
        let (words, _) = bytes.as_chunks::<8>();
        let all = words.iter().fold(u64::from_le_bytes(*last), |all, word| {
            all | u64::from_le_bytes(*word)
        });
        return all & HIGH_BITS == 0;
    }
    if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        let all = u32::from_le_bytes(*first) | u32::from_le_bytes(*last);
        return all & (HIGH_BITS as u32) == 0;
    }
    bytes.iter().fold(0, |all, byte| all | byte) < 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_high_bit_anywhere_is_seen() {
        for len in 0..64 {
            let mut bytes = vec![b'a'; len];
            assert!(is_ascii(&bytes), "{len} letters");
            assert!(check(&bytes).is_some());
            for place in 0..len {
                bytes[place] = 0x80;
                assert!(!is_ascii(&bytes), "byte {place} of {len}");
                assert_eq!(check(&bytes), None);
                bytes[place] = b'a';
            }
        }
    }

    #[test]
    fn text_beyond_ascii_is_checked_by_the_standard_library() {
        assert_eq!(check("grüße".as_bytes()), Some("grüße"));
        assert_eq!(check(b"gr\xfc\xdfe, in Latin-1"), None);
        // A surrogate and an overlong form.
        assert_eq!(check(b"\xed\xa0\x80"), None);
        assert_eq!(check(b"\xc0\x80"), None);
    }
}
