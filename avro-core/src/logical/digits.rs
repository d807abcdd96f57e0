//! Decimal digits: the text of numbers of any length, both ways.
//!
//! Time grows with the square of the length, as it does in most libraries; a
//! megabyte of digits takes seconds. Nothing here runs unless a number is printed
//! or parsed.

/// What is worked on at once: nine digits, in 32 bits.
const CHUNK: usize = 9;
const CHUNK_END: u64 = 1_000_000_000;

/// A number as it is written: `-12.30e-4`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Written<'a> {
    pub(super) negative: bool,
    /// Digits before the point, one at least.
    pub(super) whole: &'a str,
    /// Digits behind the point, one at least where there is a point.
    pub(super) fraction: &'a str,
    pub(super) exponent: Option<i64>,
}

impl<'a> Written<'a> {
    /// `sign? digit+ ("." digit+)? ([eE] sign? digit+)?`
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        let (negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (text, exponent) = match text.split_once(['e', 'E']) {
            Some((front, exponent)) => (front, Some(exponent.parse().ok()?)),
            None => (text, None),
        };
        let (whole, fraction) = match text.split_once('.') {
            Some((_, "")) => return None,
            Some(parts) => parts,
            None => (text, ""),
        };
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        (!whole.is_empty() && digits(whole) && digits(fraction)).then_some(Written {
            negative,
            whole,
            fraction,
            exponent,
        })
    }

    /// All digits, one behind the other.
    pub(super) fn digits(self) -> impl Iterator<Item = u8> {
        self.whole
            .bytes()
            .chain(self.fraction.bytes())
            .map(|byte| byte.wrapping_sub(b'0'))
    }
}

/// The digits of a number in two's complement, and whether it is negative.
pub(super) fn print(bytes: &[u8]) -> (bool, String) {
    let (negative, mut limbs) = magnitude(bytes);
    let mut chunks = Vec::new();
    loop {
        while limbs.last() == Some(&0) {
            limbs.pop();
        }
        if limbs.is_empty() {
            break;
        }
        let mut rest = 0;
        for limb in limbs.iter_mut().rev() {
            // What is left has 30 bits.
            let value = (rest << 32) | u64::from(*limb);
            *limb = (value / CHUNK_END) as u32;
            rest = value % CHUNK_END;
        }
        chunks.push(rest);
    }

    let mut text = match chunks.pop() {
        Some(first) => first.to_string(),
        None => "0".to_owned(),
    };
    for chunk in chunks.iter().rev() {
        text.push_str(&format!("{chunk:0CHUNK$}"));
    }
    (negative, text)
}

/// A number without its sign, in limbs of 32 bits, the lowest first.
fn magnitude(bytes: &[u8]) -> (bool, Vec<u32>) {
    let negative = bytes.first().is_some_and(|&first| first >= 0x80);
    let fill = if negative { u32::MAX } else { 0 };
    let mut carry = negative;
    let limbs = bytes.rchunks(4).map(|chunk| {
        let limb = chunk
            .iter()
            .fold(fill, |limb, &byte| (limb << 8) | u32::from(byte));
        if !negative {
            return limb;
        }
        let (limb, over) = (!limb).overflowing_add(u32::from(carry));
        carry = over;
        limb
    });
    let mut limbs: Vec<u32> = limbs.collect();
    // The magnitude of -2^(8n) has a bit more than the number.
    limbs.push(u32::from(carry));
    (negative, limbs)
}

/// The two's complement of a number, in as few bytes as hold it.
#[expect(
    clippy::arithmetic_side_effects,
    reason = "a limb times 10^9 leaves two bits for what is added; a chunk has nine digits"
)]
pub(super) fn parse(negative: bool, digits: impl Iterator<Item = u8>) -> Vec<u8> {
    let mut limbs: Vec<u32> = Vec::new();
    let mut digits = digits.peekable();
    while digits.peek().is_some() {
        let mut factor = 1;
        let mut carry = 0;
        for digit in digits.by_ref().take(CHUNK) {
            factor *= 10;
            carry = carry * 10 + u64::from(digit);
        }
        for limb in &mut limbs {
            let value = u64::from(*limb) * factor + carry;
            *limb = value as u32;
            carry = value >> 32;
        }
        if carry > 0 {
            limbs.push(carry as u32);
        }
    }

    // A limb more has room for the sign.
    limbs.push(0);
    let mut carry = negative;
    let mut bytes = Vec::with_capacity(limbs.len().saturating_mul(4));
    for limb in &mut limbs {
        if negative {
            let over;
            (*limb, over) = (!*limb).overflowing_add(u32::from(carry));
            carry = over;
        }
    }
    for limb in limbs.iter().rev() {
        bytes.extend_from_slice(&limb.to_be_bytes());
    }
    super::unscaled::trim(&bytes).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logical::unscaled::Minimal;

    fn parsed(text: &str) -> Vec<u8> {
        let written = Written::parse(text).unwrap();
        parse(written.negative, written.digits())
    }

    #[test]
    fn digits_are_those_of_an_i128() {
        let mut values = vec![0, 1, -1, i128::MAX, i128::MIN, i128::MIN + 1];
        for shift in 0..127 {
            for value in [1_i128 << shift, (1 << shift) - 1, (1 << shift) + 1] {
                values.extend([value, -value]);
            }
        }
        for digits in 0..39 {
            let value = 10_i128.pow(digits);
            values.extend([value, value - 1, -value, 1 - value]);
        }
        for value in values {
            let bytes = Minimal::new(value);
            let (negative, text) = print(bytes.as_ref());
            let sign = if negative { "-" } else { "" };
            assert_eq!(format!("{sign}{text}"), value.to_string());
            assert_eq!(parsed(&value.to_string()), bytes.as_ref(), "{value}");
        }
        assert_eq!(print(&[]), (false, "0".to_owned()));
    }

    #[test]
    fn a_number_may_be_longer_than_any_integer() {
        // python3 -c 'print(2**200)'
        let power = "1606938044258990275541962092341162602522202993782792835301376";
        let mut bytes = vec![1];
        bytes.resize(26, 0);
        assert_eq!(print(&bytes), (false, power.to_owned()));
        assert_eq!(parsed(power), bytes);

        // -2**199, the least number of 25 bytes.
        let least = "803469022129495137770981046170581301261101496891396417650688";
        let mut bytes = vec![0x80];
        bytes.resize(25, 0);
        assert_eq!(print(&bytes), (true, least.to_owned()));
        assert_eq!(parsed(&format!("-{least}")), bytes);
    }

    #[test]
    fn what_is_not_written_as_a_number_is_none() {
        for text in [
            "",
            "-",
            "+",
            ".",
            "1.",
            ".5",
            "1.2.3",
            "1e",
            "e5",
            "1e+",
            "--1",
            "1 ",
            " 1",
            "0x1",
            "1_0",
            "١",
            "NaN",
            "1e99999999999999999999",
        ] {
            assert_eq!(Written::parse(text), None, "{text:?}");
        }
        let written = Written::parse("-12.30E-4").unwrap();
        assert_eq!((written.whole, written.fraction), ("12", "30"));
        assert_eq!((written.negative, written.exponent), (true, Some(-4)));
    }
}
