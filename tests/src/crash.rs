//! What the process that is killed writes, and the test that kills it reads.

use avro_core::AvroSchema;

/// A record that can be told from its number.
#[derive(AvroSchema, Debug, PartialEq)]
pub struct Row {
    number: i64,
    text: String,
}

impl Row {
    /// The record of this number.
    pub fn new(number: i64) -> Self {
        let len = Random(number.unsigned_abs() + 1).below(300);
        let text = (0..len).map(|at| char::from(b'a' + (at % 26) as u8));
        Row {
            number,
            text: text.collect(),
        }
    }
}

/// Numbers that look random, the same for the same seed, which is not zero.
pub struct Random(pub u64);

impl Random {
    /// The next, below `bound`.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound
    }
}
