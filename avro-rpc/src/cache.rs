//! What was learned of others, bounded by count and by bytes.

use std::collections::HashMap;
use std::hash::Hash;

/// Values by key. Those that were not used for the longest time make room.
#[derive(Debug)]
pub(crate) struct Cache<K, V> {
    kept: HashMap<K, Kept<V>>,
    clock: u64,
    bytes: usize,
    most: usize,
    most_bytes: usize,
}

#[derive(Debug)]
struct Kept<V> {
    value: V,
    bytes: usize,
    used: u64,
}

impl<K: Copy + Eq + Hash, V: Clone> Cache<K, V> {
    /// With room for `most` values of `most_bytes` together.
    pub(crate) fn new(most: usize, most_bytes: usize) -> Self {
        Cache {
            kept: HashMap::new(),
            clock: 0,
            bytes: 0,
            most,
            most_bytes,
        }
    }

    pub(crate) fn get(&mut self, key: K) -> Option<V> {
        self.clock = self.clock.saturating_add(1);
        let kept = self.kept.get_mut(&key)?;
        kept.used = self.clock;
        Some(kept.value.clone())
    }

    /// Keeps a value that takes so many bytes, unless it is too large for all the room there is.
    pub(crate) fn insert(&mut self, key: K, value: V, bytes: usize) {
        if bytes > self.most_bytes || self.most == 0 {
            return;
        }
        self.remove(key);
        while self.kept.len() >= self.most || self.bytes.saturating_add(bytes) > self.most_bytes {
            let unused = self.kept.iter().min_by_key(|(_, kept)| kept.used);
            let Some((&unused, _)) = unused else { break };
            self.remove(unused);
        }
        self.clock = self.clock.saturating_add(1);
        self.bytes = self.bytes.saturating_add(bytes);
        let used = self.clock;
        self.kept.insert(key, Kept { value, bytes, used });
    }

    fn remove(&mut self, key: K) {
        if let Some(kept) = self.kept.remove(&key) {
            self.bytes = self.bytes.saturating_sub(kept.bytes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_value_unused_for_the_longest_time_makes_room() {
        let mut cache = Cache::new(2, 100);
        cache.insert(1, "a", 10);
        cache.insert(2, "b", 10);
        assert_eq!(cache.get(1), Some("a"));
        cache.insert(3, "c", 10);
        assert_eq!(
            (cache.get(1), cache.get(2), cache.get(3)),
            (Some("a"), None, Some("c"))
        );
    }

    #[test]
    fn bytes_are_bounded_as_values_are() {
        let mut cache = Cache::new(10, 100);
        cache.insert(1, "a", 60);
        cache.insert(2, "b", 40);
        cache.insert(2, "B", 40);
        assert_eq!((cache.get(1), cache.get(2)), (Some("a"), Some("B")));
        cache.insert(3, "c", 50);
        assert_eq!(
            (cache.get(1), cache.get(2), cache.get(3)),
            (None, Some("B"), Some("c"))
        );
        cache.insert(4, "d", 101);
        assert_eq!((cache.get(4), cache.get(3)), (None, Some("c")));
    }
}
