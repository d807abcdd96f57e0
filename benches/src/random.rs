//! Data from a seed: the same values on every machine and in every run.
//!
//! The generator is xoshiro256++, its state filled by splitmix64, both after the papers of Blackman
//! and Vigna. On top of it stand the few distributions the workloads need, and words that look like
//! somebody's data: mostly ASCII, of five to thirty-six bytes.

/// A stream of random numbers.
pub struct Random {
    state: [u64; 4],
}

impl Random {
    /// The stream that belongs to `seed`.
    pub fn new(seed: u64) -> Self {
        let mut weyl = seed;
        let state = std::array::from_fn(|_| {
            weyl = weyl.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = weyl;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            z ^ (z >> 31)
        });
        Self { state }
    }

    /// Sixty-four random bits.
    pub fn bits(&mut self) -> u64 {
        let [a, b, c, d] = self.state;
        let answer = a.wrapping_add(d).rotate_left(23).wrapping_add(a);
        let (c2, d2) = (c ^ a, d ^ b);
        self.state = [a ^ d2, b ^ c2, c2 ^ (b << 17), d2.rotate_left(45)];
        answer
    }

    /// A number from 0 to `bound - 1`.
    pub fn below(&mut self, bound: u64) -> u64 {
        // The high half of a product: the bias is `bound` in 2^64, which no workload can see.
        ((u128::from(self.bits()) * u128::from(bound)) >> 64) as u64
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below((high - low + 1) as u64) as i64
    }

    /// An int from `low` to `high`, both included.
    pub fn int(&mut self, low: i32, high: i32) -> i32 {
        self.between(low.into(), high.into()) as i32
    }

    /// A number from 0 to 1, the latter excluded.
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// True `parts` times `of` ten.
    pub fn in_ten(&mut self, parts: u64) -> bool {
        self.below(10) < parts
    }

    /// `make`'s value `parts` times of ten, otherwise nothing.
    pub fn maybe<T>(&mut self, parts: u64, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.in_ten(parts).then(|| make(self))
    }

    /// One of `choices`.
    pub fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len() as u64) as usize]
    }

    /// Random bytes.
    pub fn bytes<const N: usize>(&mut self) -> [u8; N] {
        std::array::from_fn(|_| self.bits() as u8)
    }

    /// A word of `syllables`, such as `marolti`; one in a hundred has a letter beyond ASCII.
    pub fn word(&mut self, syllables: i64) -> String {
        const HEADS: &[&str] = &[
            "b", "br", "c", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "st", "t", "v",
        ];
        const HEARTS: &[&str] = &["a", "e", "i", "o", "u", "ai", "ea"];
        const TAILS: &[&str] = &["", "", "", "n", "r", "l", "s"];
        let mut word = String::new();
        for _ in 0..syllables {
            word += self.pick(HEADS);
            word += self.pick(HEARTS);
            word += self.pick(TAILS);
        }
        if self.below(100) == 0 {
            word += self.pick(&["é", "ü", "ø", "ß", "ñ"]);
        }
        word
    }

    /// A word with a capital, such as `Marolti`.
    pub fn name(&mut self, syllables: i64) -> String {
        let word = self.word(syllables);
        word[..1].to_uppercase() + &word[1..]
    }

    /// Words up to `limit` bytes, with a blank between them.
    pub fn phrase(&mut self, limit: usize) -> String {
        let mut phrase = self.name(2);
        loop {
            let syllables = self.between(1, 3);
            let word = self.word(syllables);
            if phrase.len() + 1 + word.len() > limit {
                return phrase;
            }
            phrase = phrase + " " + &word;
        }
    }

    /// A uuid of version 4 in its usual text.
    pub fn uuid(&mut self) -> String {
        let mut bytes = self.bytes::<16>();
        bytes[6] = bytes[6] & 0x0f | 0x40;
        bytes[8] = bytes[8] & 0x3f | 0x80;
        let mut text = String::with_capacity(36);
        for (at, byte) in bytes.iter().enumerate() {
            if matches!(at, 4 | 6 | 8 | 10) {
                text.push('-');
            }
            text += &format!("{byte:02x}");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_stream_again() {
        let stream = |seed| {
            let mut random = Random::new(seed);
            [(); 8].map(|()| random.bits())
        };
        assert_eq!(stream(7), stream(7));
        assert_ne!(stream(7), stream(8));
    }

    #[test]
    fn a_phrase_keeps_its_limit() {
        let mut random = Random::new(1);
        for limit in 12..40 {
            assert!(random.phrase(limit).len() <= limit);
        }
    }
}
