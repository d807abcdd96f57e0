//! Readers of many writers' schemas, each prepared once and shared between threads.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use avro_model::Schema;

use crate::datum::{DatumReader, Prepared, Readable, ResolveError, Schemaless};
use crate::encoding::Limits;

/// How many readers are kept, unless the user says otherwise.
const CAPACITY: usize = 1024;

/// The readers of the schemas that were met, by what names a schema in a message.
///
/// They are bounded: the one that was not used for the longest time makes room.
#[derive(Debug)]
pub(crate) struct Readers<K, T> {
    kept: RwLock<HashMap<K, Kept<T>>>,
    /// Counts uses, to tell which was the last.
    clock: AtomicU64,
    capacity: usize,
    limits: Limits,
    /// The schema that values are to have, where one was given and the type has none.
    wanted: Option<Schema>,
}

#[derive(Debug)]
struct Kept<T> {
    reader: Arc<DatumReader<T>>,
    used: AtomicU64,
}

impl<K: Copy + Eq + Hash, T: Schemaless> Readers<K, T> {
    /// Readers of values of the schema `reader`.
    pub(crate) fn with_reader_schema(reader: &Schema) -> Self {
        Readers {
            wanted: Some(reader.clone()),
            ..Self::new()
        }
    }
}

impl<K: Copy + Eq + Hash, T: Readable> Readers<K, T> {
    pub(crate) fn new() -> Self {
        Readers {
            kept: RwLock::default(),
            clock: AtomicU64::new(0),
            capacity: CAPACITY,
            limits: Limits::default(),
            wanted: None,
        }
    }

    /// The same with other limits, and nothing kept.
    pub(crate) fn with_limits(self, limits: Limits) -> Self {
        Readers {
            limits,
            capacity: self.capacity,
            wanted: self.wanted,
            ..Self::new()
        }
    }

    /// The same with room for so many readers, one at least, and nothing kept.
    pub(crate) fn with_capacity(self, capacity: usize) -> Self {
        Readers {
            limits: self.limits,
            capacity: capacity.max(1),
            wanted: self.wanted,
            ..Self::new()
        }
    }

    /// The reader for `key`, whose schema is looked up the first time.
    ///
    /// No lock is held meanwhile, so two threads that meet a schema at once may both
    /// look it up; one reader is kept.
    pub(crate) fn get<E: From<ResolveError>>(
        &self,
        key: K,
        schema: impl FnOnce() -> Result<Schema, E>,
    ) -> Result<Arc<DatumReader<T>>, E> {
        let now = self.clock.fetch_add(1, Ordering::Relaxed);
        // A thread that panicked left the map whole: it is changed in single steps.
        let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = kept.get(&key) {
            kept.used.store(now, Ordering::Relaxed);
            return Ok(Arc::clone(&kept.reader));
        }
        drop(kept);

        let reader = self.prepare(&schema()?)?.with_limits(self.limits.clone());
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= self.capacity && !kept.contains_key(&key) {
            let unused = kept
                .iter()
                .min_by_key(|(_, kept)| kept.used.load(Ordering::Relaxed));
            if let Some((&unused, _)) = unused {
                kept.remove(&unused);
            }
        }
        let entry = kept.entry(key).or_insert_with(|| Kept {
            reader: Arc::new(reader),
            used: AtomicU64::new(now),
        });
        Ok(Arc::clone(&entry.reader))
    }

    fn prepare(&self, writer: &Schema) -> Result<DatumReader<T>, ResolveError> {
        match &self.wanted {
            Some(reader) => Prepared::resolved(writer, reader).map(DatumReader::prepared),
            None => DatumReader::new(writer),
        }
    }

    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.kept.read().map_or(0, |kept| kept.len())
    }
}
