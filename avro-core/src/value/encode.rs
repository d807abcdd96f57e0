//! Writing a value along its schema.

use std::sync::Arc;

use avro_model::{NodeId, Record, Schema, Type};

use super::{RecordValue, UnionValue, Value};
use crate::encoding::{EncodeError, EncodeErrorKind, Encoder};

/// Writes `value` as the type that is `schema`'s root.
pub(crate) fn encode(
    schema: &Schema,
    value: &Value,
    encoder: &mut Encoder,
) -> Result<(), EncodeError> {
    node(schema, schema.root(), value, encoder)
}

fn node(
    schema: &Schema,
    id: NodeId,
    value: &Value,
    encoder: &mut Encoder,
) -> Result<(), EncodeError> {
    match (schema.node(id).ty(), value) {
        (Type::Null, Value::Null) => {}
        (Type::Boolean, Value::Boolean(value)) => encoder.boolean(*value),
        (Type::Int, Value::Int(value)) => encoder.int(*value),
        (Type::Long, Value::Long(value)) => encoder.long(*value),
        (Type::Float, Value::Float(value)) => encoder.float(*value),
        (Type::Double, Value::Double(value)) => encoder.double(*value),
        (Type::Bytes, Value::Bytes(value)) => encoder.bytes(value),
        (Type::String, Value::String(value)) => encoder.str(value),
        (Type::Fixed(ty), Value::Fixed(value))
            if ty.name() == value.name() && ty.size() == value.bytes().len() =>
        {
            encoder.fixed(value.bytes());
        }
        (Type::Enum(ty), Value::Enum(symbol)) if ty.name() == symbol.name() => {
            match ty.symbol_index(symbol.symbol()) {
                Some(index) => encoder.count(index),
                None => return Err(mismatch(schema, id, value)),
            }
        }
        (Type::Array(items), Value::Array(values)) => {
            encoder.enter()?;
            if !values.is_empty() {
                encoder.block(values.len(), |encoder| {
                    for (index, value) in values.iter().enumerate() {
                        if let Err(error) = node(schema, *items, value, encoder) {
                            return Err(error.in_item(index));
                        }
                    }
                    Ok(())
                })?;
            }
            encoder.count(0);
            encoder.leave();
        }
        (Type::Map(values), Value::Map(pairs)) => {
            encoder.enter()?;
            if !pairs.is_empty() {
                encoder.block(pairs.len(), |encoder| {
                    for (key, value) in pairs {
                        encoder.str(key);
                        if let Err(error) = node(schema, *values, value, encoder) {
                            return Err(error.in_key(key));
                        }
                    }
                    Ok(())
                })?;
            }
            encoder.count(0);
            encoder.leave();
        }
        (Type::Union(branches), Value::Union(value)) => {
            union(schema, branches, value, encoder)?;
        }
        (Type::Record(ty), Value::Record(value)) if ty.name() == value.name() => {
            record(schema, ty, value, encoder)?;
        }
        _ => return Err(mismatch(schema, id, value)),
    }
    Ok(())
}

fn union(
    schema: &Schema,
    branches: &[NodeId],
    value: &UnionValue,
    encoder: &mut Encoder,
) -> Result<(), EncodeError> {
    let Some(&branch) = branches.get(value.index()) else {
        return Err(no_such_branch(branches.len(), value.index()));
    };
    encoder.count(value.index());
    node(schema, branch, value.value(), encoder)
}

fn record(
    schema: &Schema,
    ty: &Arc<Record>,
    value: &RecordValue,
    encoder: &mut Encoder,
) -> Result<(), EncodeError> {
    encoder.enter()?;
    // Nearly always the value is of this very schema, and its fields are in order.
    let in_order = Arc::ptr_eq(ty, &value.ty);
    for (index, field) in ty.fields().iter().enumerate() {
        let found = match in_order {
            true => value.fields.get(index),
            false => value.get(field.name()),
        };
        let written = match found {
            Some(value) => node(schema, field.ty(), value, encoder),
            None => Err(no_such_field(schema, field.ty())),
        };
        if let Err(error) = written {
            return Err(error.in_field_named(field.name()));
        }
    }
    encoder.leave();
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
    mismatch_with(schema, expected, "no such field".to_owned())
}

#[cold]
fn mismatch_with(schema: &Schema, expected: NodeId, found: String) -> EncodeError {
    let node = schema.node(expected);
    let kind = match node.ty() {
        Type::Null => "null",
        Type::Boolean => "boolean",
        Type::Int => "int",
        Type::Long => "long",
        Type::Float => "float",
        Type::Double => "double",
        Type::Bytes => "bytes",
        Type::String => "string",
        Type::Array(_) => "an array",
        Type::Map(_) => "a map",
        Type::Union(_) => "a union",
        Type::Record(_) => "record",
        Type::Enum(_) => "enum",
        Type::Fixed(_) => "fixed",
    };
    EncodeError::new(EncodeErrorKind::Mismatch {
        expected: match node.name() {
            Some(name) => format!("{kind} {name}"),
            None => kind.to_owned(),
        },
        found,
    })
}

/// What a value is, in a few words.
fn describe(value: &Value) -> String {
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
