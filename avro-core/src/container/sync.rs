//! The sixteen bytes that close a header and every block of its file.

use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// A sync marker for a new file.
///
/// The specification asks for a marker that is "randomly-generated", so that
/// it is unlikely to occur inside the file's data; it guards no secret. The bytes are
/// what the standard library's keyed hash (`SipHash`, under the keys of
/// [`RandomState`], which come from the operating system) makes of the time, the
/// process and a counter: two calls differ, and so do two processes, forks
/// of one parent included.
///
/// # Example
///
/// ```
/// use avro_core::container::random_sync_marker;
///
/// assert_ne!(random_sync_marker(), random_sync_marker());
/// ```
#[must_use]
pub fn random_sync_marker() -> [u8; 16] {
    static CALLS: AtomicU64 = AtomicU64::new(0);

    let call = CALLS.fetch_add(1, Ordering::Relaxed);
    let time = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_nanos());
    let seed = (call, time, std::process::id());
    let half = || u128::from(RandomState::new().hash_one(seed));
    (half() << 64 | half()).to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sync_markers_of_many_files_differ() {
        let mut markers: Vec<_> = (0..10_000).map(|_| random_sync_marker()).collect();
        markers.extend(
            std::thread::spawn(|| {
                (0..10_000)
                    .map(|_| random_sync_marker())
                    .collect::<Vec<_>>()
            })
            .join()
            .unwrap(),
        );
        markers.sort_unstable();
        assert!(markers.windows(2).all(|pair| pair[0] != pair[1]));
    }

    #[test]
    fn sync_marker_uses_all_its_bits() {
        let seen = (0..1_000).fold([0_u8; 16], |mut seen, _| {
            for (all, byte) in seen.iter_mut().zip(random_sync_marker()) {
                *all |= byte;
            }
            seen
        });
        assert_eq!(seen, [0xff; 16]);
    }
}
