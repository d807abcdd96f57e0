//! Writing a value along its schema.
//!
//! What has a place in a schema is said here once, for the writer and for
//! [`Value::validate`](super::Value::validate) alike: they differ in where the bytes go and in
//! what becomes of a fault, which is what [`Out`] is for.

use std::sync::Arc;

use avro_model::{NodeId, Record, Schema, Type};

use super::fit::no_field_of;
use super::{RecordValue, UnionValue, Value};
use crate::encoding::{EncodeError, EncodeErrorKind, Encoder};

/// Writes `value` as the type that is `schema`'s root.
pub(crate) fn encode(
    schema: &Schema,
    value: &Value,
    encoder: &mut Encoder,
) -> Result<(), EncodeError> {
    along(schema, value, encoder)
}

/// Goes through `value` along the type that is `schema`'s root.
pub(super) fn along(schema: &Schema, value: &Value, out: &mut impl Out) -> Result<(), EncodeError> {
    node(schema, schema.root(), value, out)
}

/// Where the bytes of a value go, and its faults.
pub(super) trait Out: Sized {
    /// Writes some bytes.
    fn put(&mut self, write: impl FnOnce(&mut Encoder));

    /// Writes a block of so many items, of which there is one at least.
    fn block(
        &mut self,
        count: usize,
        items: impl FnOnce(&mut Self) -> Result<(), EncodeError>,
    ) -> Result<(), EncodeError>;

    /// One level further down.
    fn enter(&mut self) -> Result<(), EncodeError>;

    /// Back up from [`enter`](Self::enter).
    fn leave(&mut self);

    /// Goes through a part of the value. An error ends the whole if it is returned.
    fn within(
        &mut self,
        step: Step<'_>,
        part: impl FnOnce(&mut Self) -> Result<(), EncodeError>,
    ) -> Result<(), EncodeError>;
}

/// The writer ends at the first fault.
impl Out for Encoder {
    #[inline(always)]
    fn put(&mut self, write: impl FnOnce(&mut Encoder)) {
        write(self);
    }

    #[inline(always)]
    fn block(
        &mut self,
        count: usize,
        items: impl FnOnce(&mut Self) -> Result<(), EncodeError>,
    ) -> Result<(), EncodeError> {
        Encoder::block(self, count, items)
    }

    #[inline(always)]
    fn enter(&mut self) -> Result<(), EncodeError> {
        Encoder::enter(self)
    }

    #[inline(always)]
    fn leave(&mut self) {
        Encoder::leave(self);
    }

    #[inline(always)]
    fn within(
        &mut self,
        step: Step<'_>,
        part: impl FnOnce(&mut Self) -> Result<(), EncodeError>,
    ) -> Result<(), EncodeError> {
        part(self).map_err(|error| step.around(error))
    }
}

/// The way from a value to a part of it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step<'a> {
    Field(&'a str),
    Item(usize),
    Key(&'a str),
}

impl Step<'_> {
    /// The same error, seen from outside.
    #[cold]
    pub(super) fn around(self, error: EncodeError) -> EncodeError {
        match self {
            Step::Field(name) => error.in_field_named(name),
            Step::Item(index) => error.in_item(index),
            Step::Key(key) => error.in_key(key),
        }
    }
}

fn node(schema: &Schema, id: NodeId, value: &Value, out: &mut impl Out) -> Result<(), EncodeError> {
    match (schema.node(id).ty(), value) {
        (Type::Null, Value::Null) => {}
        (Type::Boolean, Value::Boolean(value)) => out.put(|encoder| encoder.boolean(*value)),
        (Type::Int, Value::Int(value)) => out.put(|encoder| encoder.int(*value)),
        (Type::Long, Value::Long(value)) => out.put(|encoder| encoder.long(*value)),
        (Type::Float, Value::Float(value)) => out.put(|encoder| encoder.float(*value)),
        (Type::Double, Value::Double(value)) => out.put(|encoder| encoder.double(*value)),
        (Type::Bytes, Value::Bytes(value)) => out.put(|encoder| encoder.bytes(value)),
        (Type::String, Value::String(value)) => out.put(|encoder| encoder.str(value)),
        (Type::Fixed(ty), Value::Fixed(value))
            if ty.name() == value.name() && ty.size() == value.bytes().len() =>
        {
            out.put(|encoder| encoder.fixed(value.bytes()));
        }
        (Type::Enum(ty), Value::Enum(symbol)) if ty.name() == symbol.name() => {
            match ty.symbol_index(symbol.symbol()) {
                Some(index) => out.put(|encoder| encoder.count(index)),
                None => return Err(mismatch(schema, id, value)),
            }
        }
        (Type::Array(items), Value::Array(values)) => {
            out.enter()?;
            if !values.is_empty() {
                out.block(values.len(), |out| {
                    let mut values = values.iter().enumerate();
                    values.try_for_each(|(index, value)| {
                        out.within(Step::Item(index), |out| node(schema, *items, value, out))
                    })
                })?;
            }
            out.put(|encoder| encoder.count(0));
            out.leave();
        }
        (Type::Map(values), Value::Map(pairs)) => {
            out.enter()?;
            if !pairs.is_empty() {
                out.block(pairs.len(), |out| {
                    pairs.iter().try_for_each(|(key, value)| {
                        out.put(|encoder| encoder.str(key));
                        out.within(Step::Key(key), |out| node(schema, *values, value, out))
                    })
                })?;
            }
            out.put(|encoder| encoder.count(0));
            out.leave();
        }
        (Type::Union(branches), Value::Union(value)) => {
            union(schema, branches, value, out)?;
        }
        (Type::Record(ty), Value::Record(value)) if ty.name() == value.name() => {
            record(schema, ty, value, out)?;
        }
        _ => return Err(mismatch(schema, id, value)),
    }
    Ok(())
}

fn union(
    schema: &Schema,
    branches: &[NodeId],
    value: &UnionValue,
    out: &mut impl Out,
) -> Result<(), EncodeError> {
    let Some(&branch) = branches.get(value.index()) else {
        return Err(no_such_branch(branches.len(), value.index()));
    };
    out.put(|encoder| encoder.count(value.index()));
    node(schema, branch, value.value(), out)
}

fn record(
    schema: &Schema,
    ty: &Arc<Record>,
    value: &RecordValue,
    out: &mut impl Out,
) -> Result<(), EncodeError> {
    out.enter()?;
    // Nearly always the value is of this very schema, and its fields are in order.
    let in_order = Arc::ptr_eq(ty, &value.ty);
    if !in_order {
        // What the schema has no field for would be lost.
        for (name, _) in value.fields().filter(|(name, _)| ty.field(name).is_none()) {
            out.within(Step::Field(name), |_| Err(no_field_of(ty, name)))?;
        }
    }
    for (index, field) in ty.fields().iter().enumerate() {
        let found = match in_order {
            true => value.fields.get(index),
            false => value.get(field.name()),
        };
        out.within(Step::Field(field.name()), |out| match found {
            Some(value) => node(schema, field.ty(), value, out),
            None => Err(no_such_field(schema, field.ty())),
        })?;
    }
    out.leave();
    Ok(())
}

/// The error for a value that is not of its node's type.
#[cold]
pub(crate) fn mismatch(schema: &Schema, expected: NodeId, found: &Value) -> EncodeError {
    let found = match found {
        // Of the right name, so it is the symbol that is at fault.
        Value::Enum(value) if schema.node(expected).name() == Some(value.name()) => {
            value.symbol().to_owned()
        }
        found => describe(found),
    };
    mismatch_with(schema, expected, found)
}

/// The error for a union that has fewer branches.
#[cold]
pub(crate) fn no_such_branch(branches: usize, index: usize) -> EncodeError {
    EncodeError::new(EncodeErrorKind::Mismatch {
        expected: format!("one of the {branches} branches of a union"),
        found: format!("branch {index}"),
    })
}

/// The error for a record that lacks a field of this type.
#[cold]
pub(crate) fn no_such_field(schema: &Schema, expected: NodeId) -> EncodeError {
    mismatch_with(schema, expected, NO_SUCH_FIELD.to_owned())
}

/// What is found of a field that is not there.
pub(super) const NO_SUCH_FIELD: &str = "no such field";

#[cold]
pub(super) fn mismatch_with(schema: &Schema, expected: NodeId, found: String) -> EncodeError {
    EncodeError::new(EncodeErrorKind::Mismatch {
        expected: type_of(schema, expected),
        found,
    })
}

/// What a node is, in a few words.
pub(super) fn type_of(schema: &Schema, id: NodeId) -> String {
    let node = schema.node(id);
    let kind = match node.ty() {
        Type::Array(_) => "an array",
        Type::Map(_) => "a map",
        Type::Union(_) => "a union",
        ty => ty.kind(),
    };
    match node.name() {
        Some(name) => format!("{kind} {name}"),
        None => kind.to_owned(),
    }
}

/// What a value is, in a few words.
pub(super) fn describe(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Boolean(_) => "boolean".to_owned(),
        Value::Int(_) => "int".to_owned(),
        Value::Long(_) => "long".to_owned(),
        Value::Float(_) => "float".to_owned(),
        Value::Double(_) => "double".to_owned(),
        Value::Bytes(_) => "bytes".to_owned(),
        Value::String(_) => "string".to_owned(),
        Value::Array(_) => "an array".to_owned(),
        Value::Map(_) => "a map".to_owned(),
        Value::Union(_) => "a union".to_owned(),
        Value::Record(value) => format!("record {}", value.name()),
        Value::Enum(value) => format!("enum {}", value.name()),
        Value::Fixed(value) => {
            format!("fixed {} of {} bytes", value.name(), value.bytes().len())
        }
    }
}
