//! Arrays of boolean: many bytes at once.

use super::decoder::Decoder;
use super::encoder::Encoder;
use super::error::DecodeError;
use super::push_each;

/// So many are read as one word.
const WORD: usize = 8;

/// All bits of a word's booleans that must not be set.
const NEITHER: u64 = !0x0101_0101_0101_0101;

/// Writes booleans one behind the other.
#[inline]
pub(super) fn write(booleans: &[bool], encoder: &mut Encoder) {
    let out = encoder.space(booleans.len());
    for (byte, &boolean) in out.iter_mut().zip(booleans) {
        *byte = boolean.into();
    }
}

/// Reads `count` booleans onto the end of `out`.
///
/// # Errors
///
/// As for [`Decoder::boolean`], with the boolean's index in the path.
#[inline]
pub(super) fn read(
    out: &mut Vec<bool>,
    count: usize,
    decoder: &mut Decoder<'_>,
) -> Result<(), DecodeError> {
    let input = decoder.remaining();
    // Each takes a byte, so that is no more than the input that is left, or a word.
    out.reserve(count.max(WORD));
    if count <= WORD
        && let Some(word) = input.first_chunk()
        && let Some(rest) = input.get(count..)
        && are_booleans(word, count)
    {
        // Those that are too many go again: how many there are is mostly not to be foretold.
        let len = out.len().saturating_add(count);
        out.extend_from_slice(&word.map(|byte| byte == 1));
        out.truncate(len);
        decoder.go_to(rest);
        return Ok(());
    }
    if let Some((bytes, rest)) = input.split_at_checked(count)
        && bytes.iter().all(|&byte| byte <= 1)
    {
        out.extend(bytes.iter().map(|&byte| byte == 1));
        decoder.go_to(rest);
        return Ok(());
    }
    // One that cannot be read.
    push_each(out, count, || decoder.boolean())
}

/// Whether the first `count` bytes of a word, of which there is one at least, are 0 or 1.
#[inline(always)]
fn are_booleans(word: &[u8; WORD], count: usize) -> bool {
    let behind = WORD.saturating_sub(count) as u32;
    let first = u64::MAX.unbounded_shr(behind.saturating_mul(8));
    u64::from_le_bytes(*word) & first & NEITHER == 0
}

#[cfg(test)]
mod tests {
    use crate::encoding::{Decode, DecodeError, Decoder};
    use crate::{from_slice, from_slice_into, to_vec};

    /// An array of one block, of less than 64 items.
    fn array(bytes: &[u8]) -> Vec<u8> {
        let mut datum = vec![(bytes.len() << 1) as u8];
        datum.extend(bytes);
        datum.push(0x00);
        datum
    }

    /// What reading an array item by item gives, or how it fails.
    fn one_by_one(datum: &[u8]) -> Result<Vec<bool>, String> {
        let mut decoder = Decoder::new(datum);
        let mut read = || -> Result<Vec<bool>, DecodeError> {
            let mut items = Vec::new();
            while let Some(count) = decoder.block(1, 1)? {
                for _ in 0..count {
                    let item = decoder.boolean();
                    items.push(item.map_err(|error| error.in_item(items.len()))?);
                }
            }
            decoder.finish()?;
            Ok(items)
        };
        read().map_err(|error| error.to_string())
    }

    fn at_once(datum: &[u8]) -> Result<Vec<bool>, String> {
        from_slice(datum).map_err(|error| error.to_string())
    }

    #[test]
    fn arrays_of_every_length_are_read_and_written_byte_for_byte() {
        let all: Vec<bool> = (0..40).map(|n| n % 3 == 0 || n % 7 == 1).collect();
        let mut kept = vec![true; 3];
        for len in 1..all.len() {
            for items in all.windows(len) {
                let bytes: Vec<u8> = items.iter().map(|&item| u8::from(item)).collect();
                let datum = array(&bytes);
                assert_eq!(to_vec(items).unwrap(), datum);
                assert_eq!(at_once(&datum).as_deref(), Ok(items));
                from_slice_into(&mut kept, &datum).unwrap();
                assert_eq!(kept, items);
            }
        }
    }

    #[test]
    fn any_other_byte_is_refused_in_its_place() {
        for len in 1..20 {
            for at in 0..len {
                for byte in [0x02, 0x03, 0x80, 0xff] {
                    let mut bytes = vec![1; len];
                    bytes[at] = byte;
                    let error = at_once(&array(&bytes)).unwrap_err();
                    assert!(
                        error.contains(&format!("[{at}] at byte {}", at + 1)),
                        "{error}"
                    );
                    assert_eq!(one_by_one(&array(&bytes)), Err(error));
                }
            }
        }
    }

    #[test]
    fn what_stands_behind_an_array_is_left_alone() {
        for len in 1..20 {
            for behind in [0x00, 0x01, 0x02, 0xff] {
                let mut datum = array(&vec![1; len]);
                datum.extend([behind; 10]);
                let mut decoder = Decoder::new(&datum);
                let read = <Vec<bool> as Decode>::decode(&mut decoder).unwrap();
                assert_eq!(read, vec![true; len]);
                assert_eq!(decoder.remaining(), [behind; 10]);
            }
        }
    }

    #[test]
    fn a_datum_cut_anywhere_fails_in_the_same_place() {
        let datum = [array(&[1; 5]), array(&[0; 30])];
        for datum in &datum {
            for len in 0..datum.len() {
                let cut = &datum[..len];
                let error = at_once(cut).unwrap_err();
                assert_eq!(one_by_one(cut), Err(error), "{len} bytes");
            }
        }
    }

    #[test]
    fn blocks_follow_each_other() {
        let datum = b"\x04\x01\x00\x03\x04\x01\x01\x02\x00\x00";
        assert_eq!(at_once(datum), Ok(vec![true, false, true, true, false]));
    }
}
