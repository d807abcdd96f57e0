//! The schemas of many writers, found by their fingerprints.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use avro_model::{Fingerprint, Schema};

use super::{HEADER, MessageError, split};
use crate::datum::{DatumReader, FromDatum, Readable, Schemaless};
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

impl<T: Schemaless, S: AsRef<SchemaStore>> StoreReader<T, S> {
    /// A reader that looks schemas up here, and reads whatever was written with them as values
    /// of the schema `reader`.
    ///
    /// # Example
    ///
    /// ```
    /// use avro_core::single_object::{self, SchemaStore, StoreReader};
    /// use avro_core::{Schema, Value};
    ///
    /// let schemas = [Schema::parse(r#""int""#)?, Schema::parse(r#""float""#)?];
    /// let store: SchemaStore = schemas.iter().collect();
    /// let wanted = Schema::parse(r#""double""#)?;
    /// let reader = StoreReader::<Value, _>::with_reader_schema(store, &wanted);
    /// for message in [single_object::to_vec(&2_i32)?, single_object::to_vec(&2_f32)?] {
    ///     assert_eq!(reader.read(&message)?, Value::Double(2.0));
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_reader_schema(store: S, reader: &Schema) -> Self {
        StoreReader {
            store,
            readers: Readers::with_reader_schema(reader),
        }
    }
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
    /// What it reads owns itself; what borrows is read with [`open`](Self::open).
    ///
    /// # Errors
    ///
    /// As for [`open`](Self::open), and when the datum is not one of its schema.
    pub fn read(&self, message: &[u8]) -> Result<T, MessageError>
    where
        T: for<'de> FromDatum<'de>,
    {
        let (reader, datum) = self.open(message)?;
        Ok(reader.read(datum).map_err(|error| error.moved_by(HEADER))?)
    }

    /// Reads the value in a message into one that exists, whose memory is used again.
    ///
    /// # Errors
    ///
    /// As for [`read`](Self::read). The value is then some legal value.
    pub fn read_into(&self, value: &mut T, message: &[u8]) -> Result<(), MessageError>
    where
        T: for<'de> FromDatum<'de>,
    {
        let (reader, datum) = self.open(message)?;
        Ok(reader
            .read_into(value, datum)
            .map_err(|error| error.moved_by(HEADER))?)
    }

    /// The reader for a message's schema, and the datum in the message.
    ///
    /// # Errors
    ///
    /// When the bytes are not a message, when its schema is not in the store, and when data of
    /// that cannot be read as a `T`.
    ///
    /// # Example
    ///
    /// ```
    /// use avro_core::{Schema, single_object};
    ///
    /// let store: single_object::SchemaStore = [&Schema::parse(r#""string""#)?].into_iter().collect();
    /// let reader = single_object::StoreReader::<&str>::new(store);
    /// let message = single_object::to_vec("lent")?;
    /// let (texts, datum) = reader.open(&message)?;
    /// assert_eq!(texts.read(datum)?, "lent");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn open<'m>(
        &self,
        message: &'m [u8],
    ) -> Result<(Arc<DatumReader<T>>, &'m [u8]), MessageError> {
        let (found, datum) = split(message)?;
        let reader = self.readers.get(found, || {
            self.store()
                .get(found)
                .ok_or(MessageError::NotInStore { found })
        })?;
        Ok((reader, datum))
    }
}

impl AsRef<SchemaStore> for SchemaStore {
    fn as_ref(&self) -> &SchemaStore {
        self
    }
}

#[cfg(test)]
mod tests {
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
    fn a_type_reads_what_others_wrote() {
        let schemas = [r#""int""#, r#""long""#].map(|text| Schema::parse(text).expect(text));
        let reader = StoreReader::<i64>::new(schemas.iter().collect::<SchemaStore>());
        let int = single_object::to_vec(&7_i32).expect("a message");
        let long = single_object::to_vec(&(1_i64 << 40)).expect("a message");
        assert_eq!(reader.read(&int).expect("an int"), 7);
        assert_eq!(reader.read(&long).expect("a long"), 1 << 40);
        let mut number = 0;
        reader.read_into(&mut number, &int).expect("an int");
        assert_eq!(number, 7);
    }
}
