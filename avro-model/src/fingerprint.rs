//! Fingerprints of a schema: short names for its canonical form.
//!
//! See "Schema Fingerprints" in the specification.

use std::fmt;

use md5::{Digest, Md5};
use sha2::Sha256;

use crate::schema::Schema;

/// The 64-bit fingerprint CRC-64-AVRO.
///
/// # Example
///
/// ```
/// use avro_model::{Fingerprint, Schema};
///
/// let fingerprint = Schema::parse(r#""int""#)?.fingerprint();
/// assert_eq!(fingerprint, Fingerprint(0x7275_d51a_3f39_5c8f));
/// assert_eq!(fingerprint.to_string(), "7275d51a3f395c8f");
/// # Ok::<(), avro_model::SchemaError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fingerprint(pub u64);

impl Fingerprint {
    /// The fingerprint of any bytes, such as a canonical form.
    pub fn of(bytes: &[u8]) -> Fingerprint {
        Fingerprint(bytes.iter().fold(EMPTY, |sum, &byte| {
            let [low, ..] = sum.to_le_bytes();
            (sum >> 8)
                ^ TABLE
                    .get(usize::from(low ^ byte))
                    .copied()
                    .unwrap_or_default()
        }))
    }

    /// The bytes as single-object encoding has them: the least significant first.
    pub fn to_le_bytes(self) -> [u8; 8] {
        self.0.to_le_bytes()
    }

    /// The fingerprint of such bytes.
    pub fn from_le_bytes(bytes: [u8; 8]) -> Fingerprint {
        Fingerprint(u64::from_le_bytes(bytes))
    }
}

impl fmt::Display for Fingerprint {
    /// Sixteen hexadecimal digits, the most significant first.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// The fingerprint of no bytes, and the polynomial.
const EMPTY: u64 = 0xc15d_213a_a4d7_a795;

const TABLE: [u64; 256] = table();

#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "evaluated by the compiler, which would refuse to build"
)]
const fn table() -> [u64; 256] {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < table.len() {
        let mut sum = byte as u64;
        let mut bit = 0;
        while bit < 8 {
            sum = if sum & 1 == 1 {
                (sum >> 1) ^ EMPTY
            } else {
                sum >> 1
            };
            bit += 1;
        }
        table[byte] = sum;
        byte += 1;
    }
    table
}

impl Schema {
    /// The CRC-64-AVRO fingerprint of the canonical form.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(self.canonical_form().as_bytes())
    }

    /// The MD5 of the canonical form.
    pub fn md5(&self) -> [u8; 16] {
        Md5::digest(self.canonical_form()).into()
    }

    /// The SHA-256 of the canonical form.
    pub fn sha256(&self) -> [u8; 32] {
        Sha256::digest(self.canonical_form()).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_are_those_of_the_reference() {
        // The answers of other implementations.
        let cases = [
            ("\"int\"", 0x7275_d51a_3f39_5c8f),
            ("\"float\"", 0x4d7c_02cb_3ea8_d790),
            ("\"double\"", 0x8e75_35c0_32ab_957e),
            ("[\"null\"]", 0xa0d4_58ac_1ff8_7ae3),
        ];
        for (text, expected) in cases {
            assert_eq!(
                Schema::parse(text).unwrap().fingerprint(),
                Fingerprint(expected),
                "{text}"
            );
        }
        assert_eq!(Fingerprint::of(b""), Fingerprint(EMPTY));
    }

    #[test]
    fn single_object_encoding_has_the_low_byte_first() {
        let fingerprint = Schema::parse("\"int\"").unwrap().fingerprint();
        assert_eq!(
            fingerprint.to_le_bytes(),
            [0x8f, 0x5c, 0x39, 0x3f, 0x1a, 0xd5, 0x75, 0x72]
        );
        assert_eq!(
            Fingerprint::from_le_bytes(fingerprint.to_le_bytes()),
            fingerprint
        );
    }
}
