//! Dividing a file between workers.

use std::ops::Range;

/// Divides a file of `len` bytes into `n` ranges for as many workers.
///
/// Each worker reads its [range](super::BlocksBuilder::range) by itself; together they read every
/// block once. The ranges need nothing but the length, since each worker finds the first block of
/// its own: a block belongs to the range that holds the first byte of the sync marker before
/// it, the header's for the first block. That is the rule of Java's `DataFileReader`, and so of
/// Hadoop and Spark. With more ranges than blocks some workers have nothing to do.
///
/// A file that is divided into no ranges is left whole.
///
/// # Example
///
/// ```
/// use avro_core::container::{Reader, Writer, splits};
///
/// let mut writer = Writer::<i32>::builder(Vec::new()).block_size(100).build()?;
/// for number in 0..1000 {
///     writer.append(&number)?;
/// }
/// let file = writer.finish()?;
///
/// let mut seen = Vec::new();
/// for range in splits(file.len() as u64, 3) {
///     // Here a thread or another machine would go on.
///     for number in Reader::<i32>::builder().range(range).bytes(&file)? {
///         seen.push(number?);
///     }
/// }
/// assert!(seen.into_iter().eq(0..1000));
/// # Ok::<(), avro_core::container::ContainerError>(())
/// ```
pub fn splits(len: u64, n: usize) -> impl ExactSizeIterator<Item = Range<u64>> {
    let n = n.max(1);
    // Below `len`, which has 64 bits.
    let bound = move |at: usize| {
        let share = u128::from(len).saturating_mul(at as u128);
        share.checked_div(n as u128).unwrap_or(0) as u64
    };
    (0..n).map(move |at| bound(at)..bound(at.saturating_add(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_follow_each_other_and_cover_the_file() {
        for len in [0, 1, 7, 1_000, u64::MAX] {
            for n in 0..=64 {
                let all: Vec<_> = splits(len, n).collect();
                assert_eq!(all.len(), n.max(1));
                assert_eq!((all[0].start, all[all.len() - 1].end), (0, len));
                assert!(all.windows(2).all(|pair| pair[0].end == pair[1].start));
                let lengths = || all.iter().map(|range| range.end - range.start);
                assert!(lengths().max().unwrap() - lengths().min().unwrap() <= 1);
            }
        }
    }
}
