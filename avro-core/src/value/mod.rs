//! Values whose schema is known only at run time.
//!
//! A [`Value`] knows the branch of a union it was written in and the name of
//! its record, enum or fixed: without that, neither a union nor the JSON
//! encoding could be right. A value of a logical type has the form of the base
//! type, so a `timestamp-millis` is a [`Value::Long`].
//!
//! # Building
//!
//! Nobody wants to write all that down. So a value is written like JSON, without any schema, by
//! [`value!`](crate::value!), or comes [from](Value#trait-implementations) a Rust value; and then
//! [`Value::fit`] brings it into the form of the schema: numbers become those of their fields, objects
//! records or maps, texts symbols and dates; unions get their branches, and defaults are filled in.
//! What does not fit is listed, all of it, with the way to each.
//!
//! ```
//! use avro_core::{Schema, Value, value};
//!
//! let schema = Schema::parse(
//!     r#"{"type": "record", "name": "Order", "fields": [
//!         {"name": "id", "type": "long"},
//!         {"name": "placed", "type": {"type": "long", "logicalType": "timestamp-millis"}},
//!         {"name": "paid", "type": "boolean", "default": false},
//!         {"name": "lines", "type": {"type": "array", "items":
//!             {"type": "record", "name": "Line", "fields": [
//!                 {"name": "article", "type": "string"},
//!                 {"name": "price", "type": ["null", "double"]}]}}}]}"#,
//! )?;
//!
//! let order = value!({
//!     "id": 7,
//!     "placed": "2024-02-29T12:00:00Z",
//!     "lines": [{"article": "wheel", "price": 12.5}, {"article": "bolt", "price": null}],
//! });
//! let order = order.fit(&schema)?;
//! assert_eq!(order.get("placed"), Some(&Value::Long(1_709_208_000_000)));
//! assert_eq!(order.get("paid"), Some(&Value::Boolean(false)));
//!
//! let wrong = value!({"id": 7.5, "placed": 0, "lines": [{"artcle": "wheel", "price": "12"}]});
//! assert_eq!(wrong.fit(&schema).unwrap_err().to_string(), r#"4 faults
//!   id: expected long, found double 7.5
//!   lines[0].artcle: expected a field of record Line, found "artcle"; did you mean "article"?
//!   lines[0].article: expected string, found no such field
//!   lines[0].price: expected one of null, double, found string"#);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`RecordValue::builder`] puts a single record together field by field, and [`Value::of`] and
//! [`Value::to`] go between values and Rust types that have a schema. JSON text is read by
//! [`json`](crate::json).
//!
//! # Validating
//!
//! A writer stops at the first thing that is wrong. [`Value::validate`] goes on, and lists
//! everything; a value in which it finds nothing is one that the writer takes.
//!
//! # Schemas from samples, samples from schemas
//!
//! [`Inference`] looks at values and says what schema they could have. [`Random`] does the reverse:
//! it makes values of a schema for tests, the same for the same seed.

#![cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::unwrap_used
    )
)]

mod build;
mod builder;
mod decode;
mod encode;
mod faults;
mod fit;
mod fmt;
mod infer;
mod random;
mod resolve;
mod skip;
mod typed;
mod validate;

use std::sync::Arc;

use avro_model::{Enum, Fixed, Name, Record, Schema, Type};

pub use builder::RecordBuilder;
pub(crate) use decode::Program;
pub(crate) use encode::{encode, mismatch, no_such_branch, no_such_field};
pub use faults::Faults;
pub use infer::{Inference, InferenceError};
pub use random::{Random, RandomError};
pub use typed::TypedError;
#[cfg(feature = "serde")]
pub(crate) use typed::written;

/// Any Avro value.
///
/// # Example
///
/// ```
/// use avro_core::{DatumReader, Schema, Value};
///
/// let schema = Schema::parse(
///     r#"{"type": "record", "name": "Point", "fields": [
///         {"name": "x", "type": "int"},
///         {"name": "label", "type": ["null", "string"]}]}"#,
/// )?;
/// let point = DatumReader::<Value>::new(&schema)?.read(b"\x06\x02\x04hi")?;
/// assert_eq!(point.get("x"), Some(&Value::Int(3)));
/// assert_eq!(point.get("label").and_then(Value::as_str), Some("hi"));
/// assert_eq!(point.to_string(), r#"{"x": 3, "label": "hi"}"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq)]
pub enum Value {
    /// Null.
    Null,
    /// A boolean.
    Boolean(bool),
    /// An int, or a date or a time-millis.
    Int(i32),
    /// A long, or a time or timestamp.
    Long(i64),
    /// A float.
    Float(f32),
    /// A double.
    Double(f64),
    /// Bytes, or a decimal.
    Bytes(Vec<u8>),
    /// A string, or a uuid.
    String(String),
    /// A fixed, or a decimal, uuid or duration.
    Fixed(FixedValue),
    /// One symbol of an enum.
    Enum(EnumValue),
    /// The items of an array.
    Array(Vec<Value>),
    /// The pairs of a map, in the order they were written.
    Map(Vec<(String, Value)>),
    /// One branch of a union.
    Union(UnionValue),
    /// The fields of a record.
    Record(RecordValue),
}

/// A record: its type, and a value for each field.
#[derive(Clone)]
pub struct RecordValue {
    ty: Arc<Record>,
    fields: Vec<Value>,
}

/// A symbol of an enum.
#[derive(Clone)]
pub struct EnumValue {
    ty: Arc<Enum>,
    index: usize,
}

/// The bytes of a fixed.
#[derive(Clone)]
pub struct FixedValue {
    ty: Arc<Fixed>,
    bytes: Vec<u8>,
}

/// A branch of a union, and the value in it.
#[derive(Clone, Debug, PartialEq)]
pub struct UnionValue {
    index: usize,
    value: Box<Value>,
}

impl RecordValue {
    /// A record of the type that is `schema`'s root, with its fields in order.
    ///
    /// `None` when the root is not a record, or has another number of fields.
    #[must_use]
    pub fn new(schema: &Schema, fields: Vec<Value>) -> Option<Self> {
        match schema.root_node().ty() {
            Type::Record(ty) if ty.fields().len() == fields.len() => Some(RecordValue {
                ty: Arc::clone(ty),
                fields,
            }),
            _ => None,
        }
    }

    /// A record of this type, which has as many fields.
    pub(crate) fn of(ty: &Arc<Record>, fields: Vec<Value>) -> Self {
        RecordValue {
            ty: Arc::clone(ty),
            fields,
        }
    }

    /// The record's full name.
    #[must_use]
    pub fn name(&self) -> &Name {
        self.ty.name()
    }

    /// The value of the field `name`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        let (index, _) = self.ty.field(name)?;
        self.fields.get(index)
    }

    /// The value of the field `name`, to change it.
    #[must_use]
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Value> {
        let (index, _) = self.ty.field(name)?;
        self.fields.get_mut(index)
    }

    /// The fields in the order of the schema: name and value.
    pub fn fields(&self) -> impl ExactSizeIterator<Item = (&str, &Value)> + Clone {
        let names = self.ty.fields().iter().map(|field| field.name());
        names.zip(&self.fields)
    }

    /// The values of the fields, in the order of the schema.
    #[must_use]
    pub fn into_values(self) -> Vec<Value> {
        self.fields
    }
}

impl EnumValue {
    /// The symbol `symbol` of the enum that is `schema`'s root.
    ///
    /// `None` when the root is not an enum, or does not have it.
    #[must_use]
    pub fn new(schema: &Schema, symbol: &str) -> Option<Self> {
        match schema.root_node().ty() {
            Type::Enum(ty) => Some(EnumValue {
                index: ty.symbol_index(symbol)?,
                ty: Arc::clone(ty),
            }),
            _ => None,
        }
    }

    /// A symbol of this enum, which has as many symbols.
    pub(crate) fn of(ty: &Arc<Enum>, index: usize) -> Self {
        EnumValue {
            ty: Arc::clone(ty),
            index,
        }
    }

    /// The enum's full name.
    #[must_use]
    pub fn name(&self) -> &Name {
        self.ty.name()
    }

    /// The symbol's place among the enum's symbols.
    #[must_use]
    pub fn index(&self) -> usize {
        self.index
    }

    /// The symbol.
    #[must_use]
    pub fn symbol(&self) -> &str {
        self.ty
            .symbols()
            .get(self.index)
            .map_or("", |symbol| symbol)
    }
}

impl FixedValue {
    /// The bytes of a fixed of the type that is `schema`'s root.
    ///
    /// `None` when the root is not a fixed, or has another size.
    #[must_use]
    pub fn new(schema: &Schema, bytes: Vec<u8>) -> Option<Self> {
        match schema.root_node().ty() {
            Type::Fixed(ty) if ty.size() == bytes.len() => Some(FixedValue {
                ty: Arc::clone(ty),
                bytes,
            }),
            _ => None,
        }
    }

    /// The bytes of this fixed, which has as many bytes.
    pub(crate) fn of(ty: &Arc<Fixed>, bytes: Vec<u8>) -> Self {
        FixedValue {
            ty: Arc::clone(ty),
            bytes,
        }
    }

    /// The fixed's full name.
    #[must_use]
    pub fn name(&self) -> &Name {
        self.ty.name()
    }

    /// Its bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Its bytes, taken out.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

impl UnionValue {
    /// `value` in branch `index` of a union.
    #[must_use]
    pub fn new(index: usize, value: Value) -> Self {
        UnionValue {
            index,
            value: Box::new(value),
        }
    }

    /// The branch's place in the union.
    #[must_use]
    pub fn index(&self) -> usize {
        self.index
    }

    /// The value in the branch.
    #[must_use]
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// The value in the branch, taken out.
    #[must_use]
    pub fn into_value(self) -> Value {
        *self.value
    }
}

/// Equal when the names are and the fields are.
impl PartialEq for RecordValue {
    fn eq(&self, other: &Self) -> bool {
        let same_type = Arc::ptr_eq(&self.ty, &other.ty)
            || (self.name() == other.name()
                && self
                    .fields()
                    .map(|(name, _)| name)
                    .eq(other.fields().map(|(name, _)| name)));
        same_type && self.fields == other.fields
    }
}

/// Equal when the names are and the symbols are.
impl PartialEq for EnumValue {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name() && self.symbol() == other.symbol()
    }
}

/// Equal when the names are and the bytes are.
impl PartialEq for FixedValue {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name() && self.bytes == other.bytes
    }
}

impl Value {
    /// The value itself, or the one inside a union's branch.
    #[must_use]
    pub fn inner(&self) -> &Value {
        match self {
            Value::Union(union) => union.value().inner(),
            value => value,
        }
    }

    /// The field `name` of a record, or the value of the key `name` in a map;
    /// unions are looked through.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        match self.inner() {
            Value::Record(record) => record.get(name),
            Value::Map(pairs) => {
                let mut found = pairs.iter().rev().filter(|(key, _)| key == name);
                found.next().map(|(_, value)| value)
            }
            _ => None,
        }
    }

    /// True for null, in a union or not.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self.inner(), Value::Null)
    }

    /// The text of a string or a symbol.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self.inner() {
            Value::String(text) => Some(text),
            Value::Enum(symbol) => Some(symbol.symbol()),
            _ => None,
        }
    }

    /// The number of an int or long.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        match *self.inner() {
            Value::Int(value) => Some(i64::from(value)),
            Value::Long(value) => Some(value),
            _ => None,
        }
    }

    /// The number of a float, double or int.
    #[must_use]
    pub fn as_f64(&self) -> Option<f64> {
        match *self.inner() {
            Value::Int(value) => Some(f64::from(value)),
            Value::Float(value) => Some(f64::from(value)),
            Value::Double(value) => Some(value),
            _ => None,
        }
    }

    /// A boolean.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match *self.inner() {
            Value::Boolean(value) => Some(value),
            _ => None,
        }
    }

    /// The bytes of bytes or a fixed.
    #[must_use]
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match self.inner() {
            Value::Bytes(bytes) => Some(bytes),
            Value::Fixed(fixed) => Some(fixed.bytes()),
            _ => None,
        }
    }

    /// The items of an array.
    #[must_use]
    pub fn as_array(&self) -> Option<&[Value]> {
        match self.inner() {
            Value::Array(items) => Some(items),
            _ => None,
        }
    }
}
