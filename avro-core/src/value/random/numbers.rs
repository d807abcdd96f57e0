//! Random numbers: SplitMix64, after "Fast Splittable Pseudorandom Number Generators" of
//! Steele, Lea and Flood. Sixty-four bits of state are plenty for test data, and nothing about it
//! depends on the machine.

#[derive(Clone, Debug)]
pub(super) struct Numbers(u64);

impl Numbers {
    pub(super) fn new(seed: u64) -> Self {
        Numbers(seed)
    }

    /// Sixty-four random bits.
    pub(super) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`, which is 0 only if the answer does not matter.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        // The upper half of the product. What it favours, it favours by `end` in 2^64.
        let product = u128::from(self.bits()).wrapping_mul(u128::from(end));
        (product >> 64) as u64
    }

    /// An index into something of this length.
    pub(super) fn index(&mut self, len: usize) -> usize {
        // Below `len`, which is a usize.
        self.below(len as u64) as usize
    }

    /// True once in `times`.
    pub(super) fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    /// One of several.
    pub(super) fn pick<T: Copy + Default>(&mut self, choices: &[T]) -> T {
        let index = self.index(choices.len());
        choices.get(index).copied().unwrap_or_default()
    }

    /// A number from `low` to `high`, of which `high` is not the less.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = high.wrapping_sub(low).cast_unsigned();
        match span.checked_add(1) {
            Some(span) => low.wrapping_add_unsigned(self.below(span)),
            None => self.bits().cast_signed(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generator_is_splitmix64() {
        // The numbers that everybody's SplitMix64 gives for this seed, as on Rosetta Code.
        let mut numbers = Numbers::new(1_234_567);
        let expected: [u64; 5] = [
            6_457_827_717_110_365_317,
            3_203_168_211_198_807_973,
            9_817_491_932_198_370_423,
            4_593_380_528_125_082_431,
            16_408_922_859_458_223_821,
        ];
        assert_eq!(expected.map(|_| numbers.bits()), expected);
    }

    #[test]
    fn bounds_are_kept_and_reached() {
        let mut numbers = Numbers::new(1);
        let drawn: Vec<i64> = (0..1000).map(|_| numbers.between(-1, 2)).collect();
        for number in -1..=2 {
            assert!(drawn.contains(&number), "{number}");
        }
        assert!(drawn.iter().all(|number| (-1..=2).contains(number)));
        for _ in 0..100 {
            numbers.between(i64::MIN, i64::MAX);
            assert_eq!(numbers.between(i64::MAX, i64::MAX), i64::MAX);
            assert_eq!(numbers.index(1), 0);
        }
    }
}
