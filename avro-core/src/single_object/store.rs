//! The schemas of many writers, found by their fingerprints.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use avro_model::{Fingerprint, Schema};

use super::{MessageError, split};
use crate::datum::{FromDatum, Readable};
use crate::encoding::Limits;
use crate::readers::Readers;

/// Schemas by the fingerprint of their canonical form.
///
/// Schemas may be added while readers are at work. Two that differ only in what the
/// canonical form leaves out (logical types, defaults, documentation) have one
/// fingerprint, as their data is the same: the one that was added first is kept.
///
/// # Example
///
/// ```
/// use avro_core::{Schema, Value, single_object};
///
/// let store = single_object::SchemaStore::new();
/// store.add(&Schema::parse(r#""int""#)?);
/// store.add(&Schema::parse(r#""string""#)?);
///
/// let reader = single_object::StoreReader::<Value, _>::new(&store);
/// for message in [single_object::to_vec(&7_i32)?, single_object::to_vec("hi")?] {
///     println!("{}", reader.read(&message)?);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Default)]
pub struct SchemaStore {
    schemas: RwLock<HashMap<Fingerprint, Schema>>,
}

impl SchemaStore {
    /// A store that knows no schema yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a schema, and tells its fingerprint.
    pub fn add(&self, schema: &Schema) -> Fingerprint {
        let fingerprint = schema.fingerprint();
        let mut schemas = self.schemas.write().unwrap_or_else(PoisonError::into_inner);
        schemas.entry(fingerprint).or_insert_with(|| schema.clone());
        fingerprint
    }

    /// The schema of this fingerprint.
    #[must_use]
    pub fn get(&self, fingerprint: Fingerprint) -> Option<Schema> {
        let schemas = self.schemas.read().unwrap_or_else(PoisonError::into_inner);
        schemas.get(&fingerprint).cloned()
    }

    /// How many schemas there are.
    #[must_use]
    pub fn len(&self) -> usize {
        let schemas = self.schemas.read().unwrap_or_else(PoisonError::into_inner);
        schemas.len()
    }

    /// True without any schema.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<'s> Extend<&'s Schema> for SchemaStore {
    fn extend<I: IntoIterator<Item = &'s Schema>>(&mut self, schemas: I) {
        for schema in schemas {
            self.add(schema);
        }
    }
}

impl<'s> FromIterator<&'s Schema> for SchemaStore {
    fn from_iter<I: IntoIterator<Item = &'s Schema>>(schemas: I) -> Self {
        let mut store = Self::new();
        store.extend(schemas);
        store
    }
}

/// Reads messages whose schemas are in a [`SchemaStore`], `S`: the store itself, a
/// reference or an [`Arc`](std::sync::Arc).
///
/// What is needed to read messages of one schema is prepared once and kept. A reader
/// serves many threads at once.
#[derive(Debug)]
pub struct StoreReader<T, S = SchemaStore> {
    store: S,
    readers: Readers<Fingerprint, T>,
}

impl<T: Readable, S: AsRef<SchemaStore>> StoreReader<T, S> {
    /// A reader that looks schemas up here.
    #[must_use]
    pub fn new(store: S) -> Self {
        StoreReader {
            store,
            readers: Readers::new(),
        }
    }

    /// The same reader with other limits.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.readers = self.readers.with_limits(limits);
        self
    }

    /// Where the schemas are looked up.
    #[must_use]
    pub fn store(&self) -> &SchemaStore {
        self.store.as_ref()
    }

    /// Reads the value in a message.
    ///
    /// # Errors
    ///
    /// When the bytes are not a message, when its schema is not in the store, when data of
    /// that cannot be read as a `T`, and when the datum is not one of it.
    pub fn read<'de>(&self, message: &'de [u8]) -> Result<T, MessageError>
    where
        T: FromDatum<'de>,
    {
        let (found, datum) = split(message)?;
        let reader = self.readers.get(found, || {
            self.store()
                .get(found)
                .ok_or(MessageError::NotInStore { found })
        })?;
        Ok(reader.read(datum)?)
    }
}

impl AsRef<SchemaStore> for SchemaStore {
    fn as_ref(&self) -> &SchemaStore {
        self
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::single_object;
    use crate::value::Value;

    #[test]
    fn a_message_says_which_of_many_schemas_it_has() {
        let store = Arc::new(SchemaStore::new());
        let reader = StoreReader::<Value, _>::new(Arc::clone(&store));
        let text = single_object::to_vec("hi").expect("a message");
        assert!(matches!(
            reader.read(&text),
            Err(MessageError::NotInStore { .. })
        ));
        for schema in [r#""int""#, r#""string""#] {
            store.add(&Schema::parse(schema).expect(schema));
        }
        assert_eq!(
            reader.read(&text).expect("a string"),
            Value::String("hi".into())
        );
        let number = single_object::to_vec(&7_i32).expect("a message");
        assert_eq!(reader.read(&number).expect("an int"), Value::Int(7));
    }

    #[test]
    fn a_type_reads_what_is_laid_out_like_it() {
        let store: SchemaStore = [&Schema::parse(r#""string""#).expect("a schema")]
            .into_iter()
            .collect();
        let reader = StoreReader::<&str>::new(store);
        let message = single_object::to_vec("hi").expect("a message");
        assert_eq!(reader.read(&message).expect("a string"), "hi");
    }
}
