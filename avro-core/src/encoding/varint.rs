//! Variable-length zig-zag integers, as int, long and every length use them.
//!
//! Seven bits a byte, the lowest first; the high bit says that more follow. A
//! long takes at most ten bytes, the tenth of which has one bit to give.

/// The most bytes a long takes.
pub(crate) const MAX_LEN: usize = 10;

/// Small magnitudes to small numbers: 0, -1, 1, -2 … become 0, 1, 2, 3 …
#[inline(always)]
pub(crate) const fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)).cast_unsigned()
}

/// The inverse of [`zigzag`].
#[inline(always)]
pub(crate) const fn unzigzag(value: u64) -> i64 {
    (value >> 1).cast_signed() ^ (value & 1).wrapping_neg().cast_signed()
}

/// Writes `value` to the front of `out` and returns how many bytes it took.
#[inline(always)]
pub(crate) fn put(out: &mut [u8; MAX_LEN], value: i64) -> usize {
    let mut rest = zigzag(value);
    for (index, byte) in out.iter_mut().enumerate() {
        if rest < 0x80 {
            *byte = rest as u8;
            return index.saturating_add(1);
        }
        *byte = rest as u8 | 0x80;
        rest >>= 7;
    }
    MAX_LEN
}

/// [`put`] without a branch on the length as long as that is no more than eight bytes. What lies
/// behind the value in `out` may be overwritten.
#[inline(always)]
pub(crate) fn put_at_once(out: &mut [u8; MAX_LEN], value: i64) -> usize {
    let code = zigzag(value);
    match out.first_chunk_mut() {
        Some(word) if code >> 56 == 0 => {
            let (bytes, length) = spread(code);
            *word = bytes;
            length
        }
        _ => put_long(out, code),
    }
}

/// Writes a code of nine or ten bytes.
#[inline(never)]
fn put_long(out: &mut [u8; MAX_LEN], code: u64) -> usize {
    let [word @ .., ninth, tenth] = out;
    let (bytes, _) = spread(code & (u64::MAX >> 8));
    *word = (u64::from_le_bytes(bytes) | GOES_ON).to_le_bytes();
    // The tenth byte's only bit has the place of the ninth's high bit, and is set where that is.
    *ninth = (code >> 56) as u8;
    *tenth = (code >> 63) as u8;
    usize::from(*tenth).saturating_add(9)
}

/// [`put_at_once`] of an int. Nearly all have one byte or two, which need half the work; which of the two is not to be
/// foretold, so nothing branches on that.
#[inline(always)]
#[expect(
    clippy::arithmetic_side_effects,
    reason = "of parts of a word, which has room"
)]
pub(crate) fn put_int(out: &mut [u8; 8], value: i32) -> usize {
    let code = ((value << 1) ^ (value >> 31)).cast_unsigned();
    match out.first_chunk_mut() {
        Some(out) if code < 0x4000 => {
            let more = u32::from(code >= 0x80);
            // As in `spread`.
            let word = (code + (code & 0x3f80)) | (more << 7);
            *out = (word as u16).to_le_bytes();
            1 + more as usize
        }
        _ => {
            let (bytes, length) = spread(code.into());
            *out = bytes;
            length
        }
    }
}

/// The varint of `code`, which has at most 56 bits, and its length; what lies behind it is zero.
#[inline(always)]
#[expect(
    clippy::arithmetic_side_effects,
    reason = "of parts of words, which have room"
)]
fn spread(code: u64) -> ([u8; 8], usize) {
    // Four groups of seven bits move apart together, two, one. What moves up by one bit doubles its worth.
    let word = (code & 0x0fff_ffff) | ((code << 4) & 0x0fff_ffff_0000_0000);
    let word = word + 3 * (word & 0x0fff_c000_0fff_c000);
    let word = word + (word & 0x3f80_3f80_3f80_3f80);
    // The highest bit is in the last byte. All before it say that more follow.
    let empty = (word | 1).leading_zeros();
    let more = (GOES_ON >> 8) >> (empty & 0x38);
    ((word | more).to_le_bytes(), 8 - (empty / 8) as usize)
}

/// Appends `value` to `out`.
pub(crate) fn push(out: &mut Vec<u8>, value: i64) {
    let mut bytes = [0; MAX_LEN];
    let len = put(&mut bytes, value);
    out.extend_from_slice(bytes.get(..len).unwrap_or_default());
}

/// Appends a count or a length to `out`.
pub(crate) fn push_len(out: &mut Vec<u8>, len: usize) {
    // What is in memory never has more than `isize::MAX` bytes or items.
    push(out, i64::try_from(len).unwrap_or(i64::MAX));
}

/// What was found where an integer should be.
pub(crate) enum Fault {
    /// The input ended before the integer did.
    End,
    /// More than ten bytes, or more bits than a long has.
    TooLong,
}

/// Reads an integer from the front of `input`; returns it with what follows.
pub(crate) fn take(input: &[u8]) -> Result<(i64, &[u8]), Fault> {
    let mut value = 0_u64;
    let mut rest = input;
    for shift in (0..70).step_by(7) {
        let (&byte, after) = rest.split_first().ok_or(Fault::End)?;
        rest = after;
        let bits = u64::from(byte & 0x7f);
        if shift == 63 && bits > 1 {
            return Err(Fault::TooLong);
        }
        value |= bits << shift;
        if byte < 0x80 {
            return Ok((unzigzag(value), rest));
        }
    }
    Err(Fault::TooLong)
}

/// The high bits of bytes: set where an integer goes on.
const GOES_ON: u64 = 0x8080_8080_8080_8080;

/// How many bytes the integer takes that `word` begins with; `None` if more than eight.
#[inline(always)]
pub(crate) fn length(word: [u8; 8]) -> Option<usize> {
    let ends = !u64::from_le_bytes(word) & GOES_ON;
    if ends == 0 {
        return None;
    }
    usize::try_from(ends.trailing_zeros().div_ceil(8)).ok()
}

/// The zig-zag code of the integer that `word` begins with, and how many bytes it takes, if no more than eight.
#[inline(always)]
pub(crate) fn short_code(word: [u8; 8]) -> Option<(u64, usize)> {
    Some((code(word)?, length(word)?))
}

/// The integer that `word` begins with, if it takes no more than eight bytes.
#[inline(always)]
pub(crate) fn short(word: [u8; 8]) -> Option<i64> {
    code(word).map(unzigzag)
}

/// Its zig-zag code.
#[inline(always)]
fn code(word: [u8; 8]) -> Option<u64> {
    let word = u64::from_le_bytes(word);
    let ends = !word & GOES_ON;
    if ends == 0 {
        return None;
    }
    // All up to the first end.
    Some(gather(word & (ends ^ ends.wrapping_sub(1))))
}

/// The integer that `bytes` begin with; `None` where [`take`] fails.
#[inline(always)]
pub(crate) fn first(bytes: &[u8; MAX_LEN]) -> Option<i64> {
    match bytes.first_chunk().copied().and_then(short) {
        None => long(bytes),
        value => value,
    }
}

/// [`first`] of what takes more than eight bytes.
#[inline(never)]
fn long(bytes: &[u8; MAX_LEN]) -> Option<i64> {
    let &[ref word @ .., ninth, tenth] = bytes;
    let code = gather(u64::from_le_bytes(*word)) | (u64::from(ninth) << 56);
    match tenth {
        _ if ninth < 0x80 => Some(unzigzag(code)),
        // The ninth byte's high bit, which is set, has the place of the tenth's only one.
        1 => Some(unzigzag(code)),
        0 => Some(unzigzag(code & (u64::MAX >> 1))),
        _ => None,
    }
}

/// Seven bits of each byte of `word`, one behind the other.
#[inline(always)]
fn gather(word: u64) -> u64 {
    // Two bytes are moved together, two pairs, both halves. What moves down by one bit loses half of its worth.
    let bits = word & !GOES_ON;
    let bits = bits.wrapping_sub((bits & 0x7f00_7f00_7f00_7f00) >> 1);
    let upper = bits & 0x3fff_0000_3fff_0000;
    let bits = bits.wrapping_sub(upper).wrapping_add(upper >> 2);
    (bits & 0x0000_0000_0fff_ffff) | ((bits >> 4) & 0x00ff_ffff_f000_0000)
}

/// One bit for each byte of `word` that ends an integer, the first byte's the lowest.
#[inline(always)]
pub(crate) fn ends(word: [u8; 8]) -> u64 {
    // Each high bit is multiplied to a place of its own in the highest byte.
    let ends = (!u64::from_le_bytes(word) & GOES_ON) >> 7;
    ends.wrapping_mul(0x0102_0408_1020_4080) >> 56
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    // The first rows are the specification's own table (Primitive Types); then the least and the
    // greatest of each length.
    pub(in crate::encoding) const CASES: &[(i64, &[u8])] = &[
        (0, &[0x00]),
        (-1, &[0x01]),
        (1, &[0x02]),
        (-2, &[0x03]),
        (2, &[0x04]),
        (63, &[0x7e]),
        (-64, &[0x7f]),
        (64, &[0x80, 0x01]),
        (-8192, &[0xff, 0x7f]),
        (8192, &[0x80, 0x80, 0x01]),
        (-(1 << 20), &[0xff, 0xff, 0x7f]),
        (1 << 20, &[0x80, 0x80, 0x80, 0x01]),
        (-(1 << 27), &[0xff, 0xff, 0xff, 0x7f]),
        (1 << 27, &[0x80, 0x80, 0x80, 0x80, 0x01]),
        (i32::MAX as i64, &[0xfe, 0xff, 0xff, 0xff, 0x0f]),
        (i32::MIN as i64, &[0xff, 0xff, 0xff, 0xff, 0x0f]),
        (-(1 << 34), b"\xff\xff\xff\xff\x7f"),
        (1 << 34, b"\x80\x80\x80\x80\x80\x01"),
        (-(1 << 41), b"\xff\xff\xff\xff\xff\x7f"),
        (1 << 41, b"\x80\x80\x80\x80\x80\x80\x01"),
        (-(1 << 48), b"\xff\xff\xff\xff\xff\xff\x7f"),
        (1 << 48, b"\x80\x80\x80\x80\x80\x80\x80\x01"),
        (-(1 << 55), b"\xff\xff\xff\xff\xff\xff\xff\x7f"),
        (1 << 55, b"\x80\x80\x80\x80\x80\x80\x80\x80\x01"),
        (-(1 << 62), b"\xff\xff\xff\xff\xff\xff\xff\xff\x7f"),
        (1 << 62, b"\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01"),
        (i64::MAX, b"\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01"),
        (i64::MIN, b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"),
    ];

    #[test]
    fn a_long_is_a_zigzag_varint() {
        for &(value, bytes) in CASES {
            let mut out = [0; MAX_LEN];
            let len = put(&mut out, value);
            assert_eq!(out.get(..len), Some(bytes), "writing {value}");
            let Ok((read, rest)) = take(bytes) else {
                panic!("reading {bytes:02x?}")
            };
            assert_eq!((read, rest), (value, &[][..]), "reading {bytes:02x?}");
        }
    }

    #[test]
    fn all_bytes_are_written_at_once() {
        for &(value, bytes) in CASES {
            let mut out = [0xaa; MAX_LEN];
            let len = put_at_once(&mut out, value);
            assert_eq!(out.get(..len), Some(bytes), "writing {value}");
            if let Ok(int) = i32::try_from(value) {
                let mut out = [0xaa; 8];
                let len = put_int(&mut out, int);
                assert_eq!(out.get(..len), Some(bytes), "writing {value} as an int");
            }
        }
    }

    #[test]
    fn all_bytes_are_read_at_once() {
        for &(value, bytes) in CASES {
            for after in [0x00, 0xff] {
                let mut all = [after; MAX_LEN];
                all[..bytes.len()].copy_from_slice(bytes);
                assert_eq!(first(&all), Some(value), "{bytes:02x?}");
            }
        }
        // Padding, whose last byte says nothing, and one bit too many.
        assert_eq!(first(b"\x83\x80\x80\x80\x80\x80\x80\x80\x00\xff"), Some(-2));
        assert_eq!(first(b"\x83\x80\x80\x80\x80\x80\x80\x80\x80\x00"), Some(-2));
        assert_eq!(first(b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02"), None);
        assert_eq!(first(b"\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80"), None);
    }

    #[test]
    fn every_end_in_a_word_is_seen() {
        assert_eq!(ends([0x80; 8]), 0);
        assert_eq!(ends([0x7f; 8]), 0xff);
        assert_eq!(ends(*b"\x80\x00\xff\x7f\x01\x80\x80\x02"), 0b1001_1010);
    }

    #[test]
    fn eight_bytes_are_read_at_once() {
        for &(value, bytes) in CASES {
            for after in [0x00, 0xff] {
                let mut word = [after; 8];
                let Some(start) = word.get_mut(..bytes.len()) else {
                    continue;
                };
                start.copy_from_slice(bytes);
                assert_eq!(short(word), Some(value), "{bytes:02x?}");
                assert_eq!(length(word), Some(bytes.len()), "{bytes:02x?}");
            }
        }
        assert_eq!(short(*b"\xff\xff\xff\xff\xff\xff\xff\x7f"), Some(-1 << 55));
        assert_eq!(short(*b"\x82\x80\x80\x80\x80\x80\x80\x00"), Some(1));
        assert_eq!(short([0x80; 8]), None);
        assert_eq!(length([0x80; 8]), None);
    }

    #[test]
    fn padding_is_read_up_to_ten_bytes() {
        assert!(matches!(take(&[0x82, 0x80, 0x00]), Ok((1, []))));
        let padded = b"\x82\x80\x80\x80\x80\x80\x80\x80\x80\x00";
        assert!(matches!(take(padded), Ok((1, []))));
        let eleven = b"\x82\x80\x80\x80\x80\x80\x80\x80\x80\x80\x00";
        assert!(matches!(take(eleven), Err(Fault::TooLong)));
    }

    #[test]
    fn the_tenth_byte_has_one_bit() {
        let bytes = b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02";
        assert!(matches!(take(bytes), Err(Fault::TooLong)));
    }

    #[test]
    fn an_integer_that_does_not_end_is_cut() {
        assert!(matches!(take(&[]), Err(Fault::End)));
        assert!(matches!(take(&[0x80, 0x80]), Err(Fault::End)));
    }
}
