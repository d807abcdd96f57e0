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

/// The integer that `word` begins with, if it takes no more than eight bytes.
#[inline(always)]
pub(crate) fn short(word: [u8; 8]) -> Option<i64> {
    let word = u64::from_le_bytes(word);
    let ends = !word & GOES_ON;
    if ends == 0 {
        return None;
    }
    // All up to the first end. Then seven bits of a byte are moved together, two bytes, four bytes.
    let bits = word & (ends ^ ends.wrapping_sub(1)) & !GOES_ON;
    let bits = (bits & 0x007f_007f_007f_007f) | ((bits & 0x7f00_7f00_7f00_7f00) >> 1);
    let bits = (bits & 0x0000_3fff_0000_3fff) | ((bits & 0x3fff_0000_3fff_0000) >> 2);
    let bits = (bits & 0x0000_0000_0fff_ffff) | ((bits & 0x0fff_ffff_0000_0000) >> 4);
    Some(unzigzag(bits))
}

#[cfg(test)]
mod tests {
    use super::*;

    // The first rows are the specification's own table (Primitive Types).
    const CASES: &[(i64, &[u8])] = &[
        (0, &[0x00]),
        (-1, &[0x01]),
        (1, &[0x02]),
        (-2, &[0x03]),
        (2, &[0x04]),
        (-64, &[0x7f]),
        (64, &[0x80, 0x01]),
        (8192, &[0x80, 0x80, 0x01]),
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
