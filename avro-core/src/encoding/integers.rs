//! Arrays of int and long: many varints at once.
//!
//! Where a varint ends is known only from its bytes, and a branch on each length is mispredicted half of the
//! time where lengths are random. So writing stores whole words and moves on by a computed length, and
//! reading finds all ends in a window of bytes first, one bit each; then no varint waits for the
//! one before it. What is unusual is read one by one, with the errors that a single integer has.

use super::decoder::Decoder;
use super::encoder::Encoder;
use super::error::DecodeError;
use super::{push_each, varint};

/// How many are written for one look at the room there is.
const CHUNK: usize = 64;

/// More bytes than those take: a power of two.
const ROOM: usize = 1024;

/// So many are not worth a window.
const FEW: usize = 8;

/// How many bytes are looked at together for ends.
const WINDOW: usize = 64;

/// A window, and behind it what a varint needs that starts at its last byte.
const AHEAD: usize = WINDOW + varint::MAX_LEN;

/// Writes integers one behind the other.
#[inline]
pub(super) fn write<T: Copy + Into<i64>>(integers: &[T], encoder: &mut Encoder) {
    let (chunks, rest) = integers.as_chunks::<CHUNK>();
    for chunk in chunks {
        encoder.within(|room: &mut [u8; ROOM + varint::MAX_LEN]| {
            let mut end = 0_usize;
            for &integer in chunk {
                if let Some(room) = room.get_mut(end % ROOM..)
                    && let Some(room) = room.first_chunk_mut()
                {
                    end = end.wrapping_add(varint::put_at_once(room, integer.into()));
                }
            }
            end
        });
    }
    for &integer in rest {
        encoder.within(|room| varint::put_at_once(room, integer.into()));
    }
}

/// Reads `count` integers onto the end of `out`; `expected` names their type, with its article.
///
/// # Errors
///
/// As for [`Decoder::integer`], with the integer's index in the path.
#[inline]
pub(super) fn read<T: Copy + Default + TryFrom<i64>>(
    out: &mut Vec<T>,
    count: usize,
    decoder: &mut Decoder<'_>,
    expected: &'static str,
) -> Result<(), DecodeError> {
    // Each takes a byte at least, so that is no more than eight times the input that is left.
    out.reserve(count);
    if count <= FEW
        && let Some(rest) = read_few(out, count, decoder.remaining())
    {
        decoder.go_to(rest);
        return Ok(());
    }
    read_many(out, count, decoder, expected)
}

/// [`read`] of more than a few, or of what is unusual.
#[inline(never)]
fn read_many<T: Copy + Default + TryFrom<i64>>(
    out: &mut Vec<T>,
    count: usize,
    decoder: &mut Decoder<'_>,
    expected: &'static str,
) -> Result<(), DecodeError> {
    let mut left = count;
    while left > 0
        && let Some(window) = decoder.remaining().first_chunk()
        && let Some((taken, length)) = read_window(out, left, window)
        && let Some(rest) = decoder.remaining().get(length..)
    {
        decoder.go_to(rest);
        left = left.saturating_sub(taken);
    }
    // The end of the input is near, or one that cannot be read.
    push_each(out, left, || decoder.integer(expected))
}

/// Reads a few integers onto the end of `out`: what follows them. `None` where the end of the input is near, or one of them
/// has to be refused.
#[inline(always)]
fn read_few<'de, T: Copy + Default + TryFrom<i64>>(
    out: &mut Vec<T>,
    count: usize,
    mut input: &'de [u8],
) -> Option<&'de [u8]> {
    let before = out.len();
    let mut next = || {
        let (code, length) = varint::short_code(*input.first_chunk()?)?;
        input = input.get(length..)?;
        T::try_from(varint::unzigzag(code)).ok()
    };
    let mut refused = false;
    out.extend((0..count).map(|_| {
        let integer = next();
        refused |= integer.is_none();
        integer.unwrap_or_default()
    }));
    if refused {
        out.truncate(before);
        return None;
    }
    Some(input)
}

/// Reads at most `most` integers that end in a window onto the end of `out`: how many, and how many
/// bytes they took. `None` if there are none, or one of them has to be refused.
#[inline(always)]
fn read_window<T: Copy + Default + TryFrom<i64>>(
    out: &mut Vec<T>,
    most: usize,
    window: &[u8; AHEAD],
) -> Option<(usize, usize)> {
    let before = out.len();
    let mut ends = ends(window);
    let count = most.min(ends.count_ones() as usize);
    let mut start = 0;
    let mut refused = count == 0;
    // A range knows its length, so the vector looks at its capacity once and not for each.
    out.extend((0..count).map(|_| {
        let end = ends.trailing_zeros() as usize;
        ends &= ends.wrapping_sub(1);
        let integer = window
            .get(start % WINDOW..)
            .and_then(<[u8]>::first_chunk)
            .and_then(varint::first)
            .and_then(|integer| T::try_from(integer).ok());
        start = end.wrapping_add(1);
        integer.unwrap_or_else(|| refuse(&mut refused))
    }));
    if refused {
        out.truncate(before);
        return None;
    }
    Some((count, start))
}

/// Stands for an integer that has to be refused. Out of line, so that a window's integers carry no sign of it.
#[cold]
#[inline(never)]
fn refuse<T: Default>(refused: &mut bool) -> T {
    *refused = true;
    T::default()
}

/// One bit for each byte of the window proper that ends a varint.
#[inline(always)]
fn ends(window: &[u8; AHEAD]) -> u64 {
    let (words, _) = window.as_chunks();
    let words = words.iter().take(WINDOW / 8).rev();
    words.fold(0, |ends, word| ends << 8 | varint::ends(*word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoding::varint::tests::CASES;
    use crate::encoding::{Decode, Encode};
    use crate::shape::Own;
    use crate::{from_slice, to_vec};

    /// Written longer than they had to be.
    const PADDED: &[(i64, &[u8])] = &[
        (-2, b"\x83\x80\x00"),
        (-2, b"\x83\x80\x80\x80\x80\x80\x80\x80\x00"),
        (-2, b"\x83\x80\x80\x80\x80\x80\x80\x80\x80\x00"),
    ];

    /// A count of items below 8192.
    fn count(items: usize) -> [u8; 2] {
        [(items << 1) as u8 | 0x80, (items >> 6) as u8]
    }

    /// Ones in a row and `bytes` behind `before` of them, as an array of one block.
    fn among_ones(before: usize, bytes: &[u8], after: usize) -> Vec<u8> {
        let mut datum = count(before + 1 + after).to_vec();
        datum.resize(2 + before, 0x02);
        datum.extend_from_slice(bytes);
        datum.resize(datum.len() + after, 0x02);
        datum.push(0x00);
        datum
    }

    /// What reading an array item by item gives, or how it fails.
    fn one_by_one<'de, T: Decode<'de>>(datum: &'de [u8]) -> Result<Vec<T>, String> {
        let mut decoder = Decoder::new(datum);
        let mut items = Vec::new();
        while let Some(count) = decoder
            .block(1, size_of::<T>())
            .map_err(|e| e.to_string())?
        {
            for _ in 0..count {
                let item = T::decode(&mut decoder);
                items.push(item.map_err(|error| error.in_item(items.len()).to_string())?);
            }
        }
        decoder.finish().map_err(|error| error.to_string())?;
        Ok(items)
    }

    fn at_once<'de, T: Decode<'de>>(datum: &'de [u8]) -> Result<Vec<T>, String>
    where
        Vec<T>: Decode<'de>,
    {
        from_slice(datum).map_err(|error| error.to_string())
    }

    #[test]
    fn a_long_of_any_length_may_stand_anywhere() {
        for &(value, bytes) in CASES.iter().chain(PADDED) {
            for before in 0..80 {
                for after in [0, 1, 90] {
                    let datum = among_ones(before, bytes, after);
                    let mut expected = vec![1; before];
                    expected.push(value);
                    expected.resize(before + 1 + after, 1);
                    assert_eq!(
                        at_once(&datum),
                        Ok(expected),
                        "{bytes:02x?} behind {before}"
                    );
                }
            }
        }
    }

    #[test]
    fn longs_of_all_lengths_are_written_and_read_in_a_row() {
        for turns in [0, 1, 7, 64] {
            let values: Vec<i64> = CASES
                .iter()
                .map(|&(value, _)| value)
                .collect::<Vec<_>>()
                .repeat(turns);
            let bytes: Vec<u8> = CASES
                .iter()
                .flat_map(|&(_, bytes)| bytes)
                .copied()
                .collect();
            let mut datum = Vec::new();
            if turns > 0 {
                datum.extend(count(values.len()));
                datum.extend(bytes.repeat(turns));
            }
            datum.push(0x00);
            if values.len() >= 64 {
                assert_eq!(to_vec(&values).unwrap(), datum, "{turns} turns");
            }
            assert_eq!(at_once(&datum), Ok(values), "{turns} turns");
        }
    }

    #[test]
    fn arrays_of_every_size_are_written_whole() {
        for len in 64..400 {
            let ones = vec![1_i32; len];
            assert_eq!(
                to_vec(&ones).unwrap(),
                among_ones(len - 1, &[0x02], 0),
                "{len} ones"
            );
            // A buffer that has room to its last byte.
            let mut encoder = Encoder::with_capacity(len + 3);
            Encode::<Own>::encode(&ones, &mut encoder).unwrap();
            assert_eq!(
                encoder.as_slice(),
                among_ones(len - 1, &[0x02], 0),
                "{len} ones"
            );
        }
    }

    #[test]
    fn what_is_refused_one_by_one_is_refused_at_once() {
        // Too many bits, too many bytes, and 2^31, -2^31 - 1 and the least long for an int.
        let refused: &[&[u8]] = &[
            b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02",
            b"\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x00",
            b"\x80\x80\x80\x80\x10",
            b"\x81\x80\x80\x80\x10",
            b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
        ];
        for &bytes in refused {
            for before in 0..80 {
                for after in [0, 1, 90] {
                    let datum = among_ones(before, bytes, after);
                    let error = at_once::<i32>(&datum).unwrap_err();
                    let place = format!("[{before}] at byte {}", before + 2);
                    assert!(error.contains(&place), "{error}, not {place}");
                    assert_eq!(one_by_one::<i32>(&datum), Err(error), "{bytes:02x?}");
                    assert_eq!(at_once::<i64>(&datum), one_by_one(&datum), "{bytes:02x?}");
                }
            }
        }
    }

    #[test]
    fn narrower_integers_keep_their_range() {
        for before in [0, 5, 64] {
            // 128, -129, -1, 65536 and 2^32.
            for bytes in [
                &b"\x80\x02"[..],
                b"\x81\x02",
                b"\x01",
                b"\x80\x80\x08",
                b"\x80\x80\x80\x80\x20",
            ] {
                let datum = among_ones(before, bytes, 90);
                assert_eq!(at_once::<i8>(&datum), one_by_one(&datum));
                assert_eq!(at_once::<i16>(&datum), one_by_one(&datum));
                assert_eq!(at_once::<u16>(&datum), one_by_one(&datum));
                assert_eq!(at_once::<u32>(&datum), one_by_one(&datum));
            }
        }
        assert!(at_once::<i8>(&among_ones(64, b"\x80\x02", 90)).is_err());
        assert!(at_once::<u32>(&among_ones(64, b"\x01", 90)).is_err());
    }

    #[test]
    fn a_datum_cut_anywhere_fails_in_the_same_place() {
        let mut datum = count(5 * (CASES.len() + PADDED.len())).to_vec();
        let all: Vec<u8> = CASES
            .iter()
            .chain(PADDED)
            .flat_map(|&(_, bytes)| bytes)
            .copied()
            .collect();
        datum.extend(all.repeat(5));
        datum.push(0x00);
        assert!(at_once::<i64>(&datum).is_ok());
        for len in 0..datum.len() {
            let cut = &datum[..len];
            let error = at_once::<i64>(cut).unwrap_err();
            assert_eq!(one_by_one::<i64>(cut), Err(error), "{len} bytes");
        }
    }

    #[test]
    fn a_few_are_read_and_cut_like_many() {
        for few in 1..=FEW + 1 {
            for cases in CASES.windows(few) {
                let mut datum = vec![(few << 1) as u8];
                datum.extend(cases.iter().flat_map(|&(_, bytes)| bytes));
                datum.push(0x00);
                let values: Vec<i64> = cases.iter().map(|&(value, _)| value).collect();
                assert_eq!(at_once(&datum), Ok(values));
                assert_eq!(at_once::<i32>(&datum), one_by_one(&datum));
                for len in 0..datum.len() {
                    let cut = &datum[..len];
                    let error = at_once::<i64>(cut).unwrap_err();
                    assert_eq!(one_by_one::<i64>(cut), Err(error), "{len} bytes");
                }
            }
        }
    }

    #[test]
    fn blocks_follow_each_other_and_may_say_their_size() {
        // 70 ones; 70 twos, with the size; 1 three.
        let mut datum = count(70).to_vec();
        datum.extend([0x02; 70]);
        datum.extend(b"\x8b\x01\x8c\x01");
        datum.extend([0x04; 70]);
        datum.extend(b"\x02\x06\x00");
        let mut expected = vec![1_i64; 70];
        expected.extend([2; 70]);
        expected.push(3);
        assert_eq!(at_once(&datum), Ok(expected.clone()));
        let mut kept = vec![9_i64; 1000];
        crate::from_slice_into(&mut kept, &datum).unwrap();
        assert_eq!(kept, expected);
    }
}
