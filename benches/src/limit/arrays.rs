//! Arrays of numbers: W9's hand-written code.
//!
//! Doubles lie in memory as they lie in a datum, so a block is one copy. Longs have loops of their
//! own, because a branch on the length of each would be mispredicted half of the time.
#![allow(unsafe_code)]

use std::mem::MaybeUninit;

use super::{Input, Output, Put, Result, Retake, Take, varint};

impl Put for Vec<i64> {
    #[inline]
    fn put(&self, out: &mut Output) {
        if !self.is_empty() {
            out.long(self.len() as i64);
            out.longs(self);
        }
        out.index(0);
    }
}

impl Put for Vec<f64> {
    #[inline]
    fn put(&self, out: &mut Output) {
        if !self.is_empty() {
            out.long(self.len() as i64);
            out.doubles(self);
        }
        out.index(0);
    }
}

impl<'de> Take<'de> for Vec<i64> {
    #[inline]
    fn take(input: &mut Input<'de>) -> Result<Self> {
        let mut values = Vec::new();
        values.retake(input)?;
        Ok(values)
    }
}

impl<'de> Retake<'de> for Vec<i64> {
    #[inline]
    fn retake(&mut self, input: &mut Input<'de>) -> Result<()> {
        self.clear();
        loop {
            match input.block(1)? {
                0 => return Ok(()),
                count => longs(input, count, self)?,
            }
        }
    }
}

impl<'de> Take<'de> for Vec<f64> {
    #[inline]
    fn take(input: &mut Input<'de>) -> Result<Self> {
        let mut values = Vec::new();
        values.retake(input)?;
        Ok(values)
    }
}

impl<'de> Retake<'de> for Vec<f64> {
    #[inline]
    fn retake(&mut self, input: &mut Input<'de>) -> Result<()> {
        self.clear();
        loop {
            let count = input.block(size_of::<f64>())?;
            if count == 0 {
                return Ok(());
            }
            let bytes = input.raw(count * size_of::<f64>())?;
            self.extend(
                bytes
                    .as_chunks()
                    .0
                    .iter()
                    .map(|&bytes| f64::from_le_bytes(bytes)),
            );
        }
    }
}

/// How many bytes are looked at together for the ends of varints.
const WINDOW: usize = 64;
/// A window, and behind it enough for a word that starts at its last byte.
type Window = [u8; WINDOW + 8];

/// Reads `count` longs behind those in `values`.
///
/// Going from one varint to the next by the length of the former would make each wait for the one
/// before it. So the ends of all varints in a window are found first, one bit each; what is left waits
/// for nothing but the clearing of a bit.
fn longs(input: &mut Input<'_>, count: usize, values: &mut Vec<i64>) -> Result<()> {
    values.reserve(count);
    let mut slots = &mut values.spare_capacity_mut()[..count];
    while !slots.is_empty() {
        let window = input.rest().first_chunk();
        let (mut written, read) = window.map_or((0, 0), |window| fill(slots, window));
        input.skip(read)?;
        if written == 0 {
            // Near the end of the datum, or before a varint of nine or ten bytes.
            slots[0].write(input.large_long()?);
            written = 1;
        }
        slots = &mut slots[written..];
    }
    // SAFETY: the loop ended when each of the `count` slots behind the values was written.
    unsafe { values.set_len(values.len() + count) };
    Ok(())
}

/// Reads longs that end within `window` into `slots`, while there are both and none is longer than
/// eight bytes. Says how many slots it wrote and how many bytes it read.
#[inline(always)]
fn fill(slots: &mut [MaybeUninit<i64>], window: &Window) -> (usize, usize) {
    let mut ends = varint::all_ends_in(window);
    let count = slots.len().min(ends.count_ones() as usize);
    let mut start = 0;
    for (written, slot) in slots[..count].iter_mut().enumerate() {
        let Some(word) = window[start % WINDOW..].first_chunk() else {
            break;
        };
        let word = u64::from_le_bytes(*word);
        let here = varint::ends_in(word);
        if here == 0 {
            return (written, start);
        }
        slot.write(varint::unzigzag(varint::gather(word, here)));
        start = ends.trailing_zeros() as usize + 1;
        ends &= ends - 1;
    }
    (count, start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn longs_of_every_width_survive_in_any_order() {
        let mut random = Random::new(3);
        for count in [0, 1, 7, 8, 9, 63, 64, 65, 500] {
            for widest in [1, 8, 56, 64] {
                let mut long = || (random.bits() >> (63 - random.below(widest))) as i64;
                let longs: Vec<i64> = (0..count).map(|_| long() ^ -(long() & 1)).collect();
                let mut out = Output::default();
                longs.put(&mut out);
                let mut input = Input::new(out.bytes());
                assert_eq!(Vec::<i64>::take(&mut input), Ok(longs));
                assert_eq!(input.finish(), Ok(()));
            }
        }
    }

    #[test]
    fn a_datum_cut_short_is_refused() {
        let mut out = Output::default();
        let longs: Vec<i64> = (0..200).map(|at| 1 << (at % 63)).collect();
        longs.put(&mut out);
        for len in 0..out.bytes().len() {
            assert!(
                Vec::<i64>::take(&mut Input::new(&out.bytes()[..len])).is_err(),
                "{len} bytes"
            );
        }
        let mut out = Output::default();
        vec![1.5, 2.5].put(&mut out);
        for len in 0..out.bytes().len() {
            assert!(
                Vec::<f64>::take(&mut Input::new(&out.bytes()[..len])).is_err(),
                "{len} bytes"
            );
        }
    }

    #[test]
    fn blocks_may_say_their_size() {
        // Two blocks of one long each, the first with its size in bytes.
        let mut input = Input::new(&[0x01, 0x02, 0x06, 0x02, 0x08, 0x00]);
        assert_eq!(Vec::<i64>::take(&mut input), Ok(vec![3, 4]));
    }
}
