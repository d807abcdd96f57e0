//! Short bytes as a few words.
//!
//! A string has seldom more than thirty-two bytes. Words of a fixed size that overlap cover it, and then its length,
//! which nobody can foresee, decides no branch and no loop: to guess wrong costs more than a word or two that was
//! there already.

/// `K` words, each with its start, that cover `bytes` if these are as long as one to `K` words.
#[inline(always)]
pub(super) fn cover<const N: usize, const K: usize>(
    bytes: &[u8],
) -> Option<[(usize, &[u8; N]); K]> {
    let last = bytes.len().checked_sub(N)?;
    if last > N.saturating_mul(K.saturating_sub(1)) {
        return None;
    }
    let mut words = [(0, bytes.first_chunk()?); K];
    for (index, word) in words.iter_mut().enumerate() {
        let start = index.saturating_mul(N).min(last);
        *word = (start, bytes.get(start..)?.first_chunk()?);
    }
    Some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many bytes the words reach, where they cover as many as there are.
    fn covered<const N: usize, const K: usize>(len: usize) -> bool {
        let bytes: Vec<u8> = (0..=u8::MAX).take(len).collect();
        let Some(words) = cover::<N, K>(&bytes) else {
            return false;
        };
        let mut seen = vec![false; len];
        for (start, word) in words {
            assert_eq!(word[..], bytes[start..start + N]);
            seen[start..start + N].fill(true);
        }
        assert!(seen.iter().all(|seen| *seen), "{K} words over {len} bytes");
        true
    }

    #[test]
    fn one_word_to_all_of_them_are_covered() {
        for len in 0..100 {
            assert_eq!(covered::<8, 4>(len), (8..=32).contains(&len), "{len}");
            assert_eq!(covered::<8, 3>(len), (8..=24).contains(&len), "{len}");
            assert_eq!(covered::<16, 2>(len), (16..=32).contains(&len), "{len}");
            assert_eq!(covered::<2, 2>(len), (2..=4).contains(&len), "{len}");
            assert_eq!(covered::<1, 1>(len), len == 1, "{len}");
        }
    }
}
