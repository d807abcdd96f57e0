//! Varints in one step, without a loop over their bytes.
//!
//! Eight bytes are one word. The lowest clear high bit tells where the varint ends; three shifts
//! bring its groups of seven bits together, and three spread them again when writing.

/// The longest varint of a long.
pub const MAX_LEN: usize = 10;

/// The high bit of every byte.
pub const HIGH: u64 = 0x8080_8080_8080_8080;

/// -1 becomes 1, 1 becomes 2: small numbers of either sign have small codes.
#[inline(always)]
pub fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)) as u64
}

/// The number of a zig-zag code.
#[inline(always)]
pub fn unzigzag(code: u64) -> i64 {
    (code >> 1) as i64 ^ -((code & 1) as i64)
}

/// The high bit of each byte of `word` that ends a varint; 0 when none does.
#[inline(always)]
pub fn ends_in(word: u64) -> u64 {
    !word & HIGH
}

/// One bit for each of the first 64 bytes that ends a varint.
#[inline(always)]
pub fn all_ends_in<const N: usize>(bytes: &[u8; N]) -> u64 {
    let (words, _) = bytes.as_chunks();
    words.iter().take(8).rev().fold(0, |bits, word| {
        bits << 8 | one_bit_each(ends_in(u64::from_le_bytes(*word)))
    })
}

/// Bits 7, 15, … 63, which alone may be set, as bits 0 to 7.
#[inline(always)]
pub fn one_bit_each(high: u64) -> u64 {
    (high >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

/// The length of the varint that starts `word`, which has `ends`.
#[inline(always)]
pub fn len(ends: u64) -> usize {
    (ends.trailing_zeros() as usize + 1) / 8
}

/// The code of the varint that starts `word`, which has `ends`.
#[inline(always)]
pub fn gather(word: u64, ends: u64) -> u64 {
    // Everything up to the first end. A group that moves down by one bit loses half of what it is
    // worth, one that moves by two three quarters; taking that away is an operation less than masks.
    let groups = word & (ends ^ ends.wrapping_sub(1)) & !HIGH;
    let pairs = groups - ((groups & 0x7f00_7f00_7f00_7f00) >> 1);
    let upper = pairs & 0x3fff_0000_3fff_0000;
    let fours = pairs - upper + (upper >> 2);
    (fours & 0x0000_0000_0fff_ffff) | ((fours >> 4) & 0x00ff_ffff_f000_0000)
}

/// The varint of `code`, which has at most 56 bits, as the first bytes of a word, and their number.
#[inline(always)]
pub fn scatter(code: u64) -> (u64, usize) {
    let fours = (code & 0x0fff_ffff) | ((code << 4) & 0x0fff_ffff_0000_0000);
    let pairs = fours + 3 * (fours & 0x0fff_c000_0fff_c000);
    let groups = pairs + (pairs & 0x3f80_3f80_3f80_3f80);
    // The highest bit that is set says how many groups there are; zero has one too.
    let last = (63 - (groups | 1).leading_zeros()) / 8;
    let more = HIGH & ((1 << (8 * last)) - 1);
    (groups | more, last as usize + 1)
}

/// The code of the varint that starts `bytes`, and its length, if that is one or two.
#[inline(always)]
pub fn gather_two([first, second]: [u8; 2]) -> Option<(u64, usize)> {
    let more = first >> 7;
    let second = second & 0_u8.wrapping_sub(more);
    let code = u64::from(first & 0x7f) | u64::from(second) << 7;
    (second < 0x80).then_some((code, 1 + usize::from(more)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by_bytes(mut code: u64) -> Vec<u8> {
        let mut bytes = Vec::new();
        while code >= 0x80 {
            bytes.push(code as u8 | 0x80);
            code >>= 7;
        }
        bytes.push(code as u8);
        bytes
    }

    #[test]
    fn a_word_holds_every_varint_up_to_eight_bytes() {
        for bits in 0..=56 {
            for code in [
                (1_u64 << bits) - 1,
                1 << bits >> 1,
                0x00d5_aa5d_0f3c_9b71 >> (56 - bits),
            ] {
                let expected = by_bytes(code);
                let (word, len) = scatter(code);
                assert_eq!(&word.to_le_bytes()[..len], expected, "{code:#x}");
                let behind = if len < 8 {
                    word | u64::MAX << (8 * len)
                } else {
                    word
                };
                let ends = ends_in(behind);
                assert_eq!(super::len(ends), len, "{code:#x}");
                assert_eq!(gather(behind, ends), code, "{code:#x}");
            }
        }
    }

    #[test]
    fn two_bytes_hold_every_varint_of_fourteen_bits() {
        for code in 0..1 << 14 {
            let expected = by_bytes(code);
            let len = expected.len();
            let mut behind = [0xff; 2];
            behind[..len].copy_from_slice(&expected);
            assert_eq!(gather_two(behind), Some((code, len)), "{code:#x}");
        }
        assert_eq!(gather_two([0x80, 0x80]), None);
    }

    #[test]
    fn zigzag_is_the_specifications() {
        for (value, code) in [
            (0, 0),
            (-1, 1),
            (1, 2),
            (-2, 3),
            (i64::MAX, u64::MAX - 1),
            (i64::MIN, u64::MAX),
        ] {
            assert_eq!(zigzag(value), code);
            assert_eq!(unzigzag(code), value);
        }
    }
}
