//! Random values of a schema, the same for a seed on every machine.
//!
//! Numbers are often those at which programs break: 0, -1, the least and the greatest. Texts are
//! sometimes empty, and not all ASCII. A value of a logical type is one: a date within the years
//! that have four digits, a time within a day, a decimal within its precision.
//!
//! What comes for a seed is part of what this module promises: it changes with a major version
//! only.

mod leaf;
mod least;
mod numbers;

use std::collections::HashSet;
use std::sync::Arc;

use avro_model::{NodeId, Record, Schema, Type};

use self::least::Least;
use self::numbers::Numbers;
use super::{EnumValue, FixedValue, RecordValue, UnionValue, Value};

/// Why there are no random values of a schema.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RandomError {
    /// No value ends: a record holds itself, an enum has no symbols.
    #[error("{name} has no value that ends")]
    Endless {
        /// The type, by its full name where it has one.
        name: String,
    },

    /// The smallest value nests deeper than values may.
    #[error("a value of {name} nests deeper than {levels} levels")]
    TooDeep {
        /// The type, by its full name where it has one.
        name: String,
        /// The most that there may be.
        levels: u32,
    },

    /// The smallest value is too large.
    #[error("a value of {name} has more than {parts} parts")]
    TooLarge {
        /// The type, by its full name where it has one.
        name: String,
        /// The most that there may be.
        parts: u64,
    },
}

/// Random values of one schema, from a seed. It does not end.
///
/// # Example
///
/// ```
/// use avro_core::{Schema, value::Random};
///
/// let schema = Schema::parse(
///     r#"{"type": "record", "name": "Tree", "fields": [
///         {"name": "born", "type": {"type": "int", "logicalType": "date"}},
///         {"name": "branches", "type": {"type": "array", "items": "Tree"}}]}"#,
/// )?;
/// let trees: Vec<_> = Random::new(&schema, 42)?.max_items(3).take(100).collect();
/// assert!(trees.iter().all(|tree| tree.validate(&schema).is_ok()));
/// assert_eq!(trees[0], Random::new(&schema, 42)?.max_items(3).next_value());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Random {
    schema: Schema,
    least: Least,
    numbers: Numbers,
    max_items: usize,
    max_length: usize,
    max_depth: u32,
    max_parts: u64,
    non_finite: bool,
    /// Parts that the value in the making may still have beyond what it must.
    spare: u64,
}

impl Random {
    /// Values of the type that is `schema`'s root.
    ///
    /// # Errors
    ///
    /// When the type has no values, or none that is small enough to be made: of 128 levels and
    /// of a million parts.
    pub fn new(schema: &Schema, seed: u64) -> Result<Self, RandomError> {
        Ok(Random {
            least: Least::of(schema)?,
            schema: schema.clone(),
            numbers: Numbers::new(seed),
            max_items: 8,
            max_length: 24,
            max_depth: 8,
            max_parts: 1000,
            non_finite: false,
            spare: 0,
        })
    }

    /// Lets an array or map have so many items at most; 8 unless it is said.
    #[must_use]
    pub fn max_items(mut self, items: usize) -> Self {
        self.max_items = items;
        self
    }

    /// Lets strings have so many characters at most, and bytes so many bytes; 24 unless it is
    /// said. The texts of logical types are as long as they are.
    #[must_use]
    pub fn max_length(mut self, length: usize) -> Self {
        self.max_length = length;
        self
    }

    /// Lets records, arrays and maps nest so deep, if the schema allows it; 8 unless it is said,
    /// and never more than 128.
    #[must_use]
    pub fn max_depth(mut self, levels: u32) -> Self {
        self.max_depth = levels.min(least::DEEPEST);
        self
    }

    /// Lets a value have so many parts at most beyond those that every value of the schema has;
    /// 1,000 unless it is said. A part is a value within it, whatever its kind.
    #[must_use]
    pub fn max_parts(mut self, parts: u64) -> Self {
        self.max_parts = parts;
        self
    }

    /// Makes floats and doubles sometimes NaN or infinite.
    #[must_use]
    pub fn non_finite(mut self) -> Self {
        self.non_finite = true;
        self
    }

    /// The next value.
    pub fn next_value(&mut self) -> Value {
        self.spare = self.max_parts;
        let root = self.schema.root();
        // What the smallest value needs it gets.
        let room = self.max_depth.max(self.least.depth(root).unwrap_or(0));
        let schema = self.schema.clone();
        self.value(&schema, root, room)
    }

    /// A value of a node that has values of `room` levels.
    fn value(&mut self, schema: &Schema, id: NodeId, room: u32) -> Value {
        let inside = room.saturating_sub(1);
        match schema.node(id).ty() {
            Type::Array(items) => {
                let count = self.count(*items, inside);
                let items = (0..count).map(|_| self.value(schema, *items, inside));
                Value::Array(items.collect())
            }
            Type::Map(values) => {
                let count = self.count(*values, inside);
                let mut keys = HashSet::with_capacity(count);
                let pairs = (0..count).map(|_| {
                    let key = self.text();
                    (key, self.value(schema, *values, inside))
                });
                // Of two pairs of one key the first is kept.
                Value::Map(pairs.filter(|(key, _)| keys.insert(key.clone())).collect())
            }
            Type::Union(branches) => self.union(schema, branches, room),
            Type::Record(ty) => self.record(schema, ty, inside),
            Type::Enum(ty) => {
                let index = self.numbers.index(ty.symbols().len());
                Value::Enum(EnumValue::of(ty, index))
            }
            Type::Fixed(ty) => {
                let bytes = self.fixed(schema.node(id), ty.size());
                Value::Fixed(FixedValue::of(ty, bytes))
            }
            _ => self.leaf(schema.node(id)),
        }
    }

    fn record(&mut self, schema: &Schema, ty: &Arc<Record>, inside: u32) -> Value {
        let fields = ty.fields().iter();
        let values = fields.map(|field| self.value(schema, field.ty(), inside));
        Value::Record(RecordValue::of(ty, values.collect()))
    }

    /// How many items there shall be, of which each needs its parts.
    fn count(&mut self, items: NodeId, room: u32) -> usize {
        let wanted = self.numbers.index(self.max_items.saturating_add(1));
        let Some(parts) = self.least.parts_within(items, room) else {
            return 0;
        };
        let affordable = self.spare.checked_div(parts).unwrap_or(0);
        let count = wanted.min(usize::try_from(affordable).unwrap_or(usize::MAX));
        self.spare = self
            .spare
            .saturating_sub(parts.saturating_mul(count as u64));
        count
    }

    fn union(&mut self, schema: &Schema, branches: &[NodeId], room: u32) -> Value {
        // The parts of the least branch have been granted.
        let least = self.least.branch(branches);
        let granted = least.and_then(|(_, branch)| self.least.parts_within(branch, room));
        let granted = granted.unwrap_or(0);
        let wanted = self.numbers.index(branches.len());
        let chosen = branches.get(wanted).and_then(|&branch| {
            let parts = self.least.parts_within(branch, room)?;
            self.spare = self.spare.checked_sub(parts.saturating_sub(granted))?;
            Some((wanted, branch))
        });
        match chosen.or(least) {
            Some((index, branch)) => {
                let value = self.value(schema, branch, room);
                Value::Union(UnionValue::new(index, value))
            }
            // A union without branches has no values, and `Least` has refused it.
            None => Value::Null,
        }
    }
}

impl Iterator for Random {
    type Item = Value;

    fn next(&mut self) -> Option<Value> {
        Some(self.next_value())
    }
}
