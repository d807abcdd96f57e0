//! A value into JSON text, along its schema.

use std::collections::HashMap;

use avro_model::{NodeId, Schema, Type};

use super::Form;
use super::writer::JsonWriter;
use crate::encoding::EncodeError;
use crate::logical::text::{self, Base};
use crate::value::{RecordValue, UnionValue, Value, mismatch, no_such_branch, no_such_field};

type Result<T> = std::result::Result<T, EncodeError>;

/// Writes values of one schema.
pub(super) struct Writing<'s> {
    pub(super) schema: &'s Schema,
    pub(super) form: Form,
    pub(super) out: JsonWriter,
}

impl Writing<'_> {
    pub(super) fn value(&mut self, id: NodeId, value: &Value) -> Result<()> {
        if self.form == Form::Plain
            && let Some(text) = self.readable(id, value)
        {
            self.out.string(&text);
            return Ok(());
        }
        match (self.schema.node(id).ty(), value) {
            (Type::Null, Value::Null) => self.out.null(),
            (Type::Boolean, Value::Boolean(value)) => self.out.boolean(*value),
            (Type::Int, Value::Int(value)) => self.out.integer(i64::from(*value)),
            (Type::Long, Value::Long(value)) => self.out.integer(*value),
            (Type::Float, Value::Float(value)) => self.out.float(*value),
            (Type::Double, Value::Double(value)) => self.out.double(*value),
            (Type::Bytes, Value::Bytes(bytes)) => self.out.bytes(bytes),
            (Type::String, Value::String(text)) => self.out.string(text),
            (Type::Fixed(ty), Value::Fixed(fixed))
                if ty.name() == fixed.name() && ty.size() == fixed.bytes().len() =>
            {
                self.out.bytes(fixed.bytes());
            }
            (Type::Enum(ty), Value::Enum(symbol))
                if ty.name() == symbol.name() && ty.symbol_index(symbol.symbol()).is_some() =>
            {
                self.out.string(symbol.symbol());
            }
            (Type::Array(items), Value::Array(values)) => self.array(*items, values)?,
            (Type::Map(values), Value::Map(pairs)) => self.map(*values, pairs)?,
            (Type::Union(branches), Value::Union(union)) => self.union(branches, union)?,
            (Type::Record(ty), Value::Record(record)) if ty.name() == record.name() => {
                self.record(ty, record)?;
            }
            _ => return Err(mismatch(self.schema, id, value)),
        }
        Ok(())
    }

    /// The text for a value of a logical type.
    fn readable(&self, id: NodeId, value: &Value) -> Option<String> {
        let node = self.schema.node(id);
        let logical = node.logical()?;
        let base = match (node.ty(), value) {
            (Type::Int, Value::Int(value)) => Base::Int(*value),
            (Type::Long, Value::Long(value)) => Base::Long(*value),
            (Type::Bytes, Value::Bytes(bytes)) => Base::Bytes(&**bytes),
            (Type::Fixed(ty), Value::Fixed(fixed)) if ty.name() == fixed.name() => {
                Base::Bytes(fixed.bytes())
            }
            _ => return None,
        };
        text::print(logical, base)
    }

    fn array(&mut self, items: NodeId, values: &[Value]) -> Result<()> {
        self.out.enter()?;
        self.out.start_array();
        for (index, value) in values.iter().enumerate() {
            self.value(items, value)
                .map_err(|error| error.in_item(index))?;
        }
        self.out.end_array();
        self.out.leave();
        Ok(())
    }

    fn map(&mut self, values: NodeId, pairs: &[(String, Value)]) -> Result<()> {
        self.out.enter()?;
        self.out.start_object();
        let last = LastOfEachKey::new(pairs);
        for (index, (key, value)) in pairs.iter().enumerate() {
            if last.is(index, key) {
                self.out.key(key);
                self.value(values, value)
                    .map_err(|error| error.in_key(key))?;
            }
        }
        self.out.end_object();
        self.out.leave();
        Ok(())
    }

    /// "If its type is null, then it is encoded as a JSON null; otherwise it is encoded as a
    /// JSON object with one name/value pair" (JSON Encoding).
    fn union(&mut self, branches: &[NodeId], union: &UnionValue) -> Result<()> {
        let Some(&branch) = branches.get(union.index()) else {
            return Err(no_such_branch(branches.len(), union.index()));
        };
        if self.form == Form::Plain || matches!(self.schema.node(branch).ty(), Type::Null) {
            return self.value(branch, union.value());
        }
        self.out.start_object();
        self.out.key(super::tag(self.schema, branch));
        self.value(branch, union.value())?;
        self.out.end_object();
        Ok(())
    }

    fn record(&mut self, ty: &avro_model::Record, record: &RecordValue) -> Result<()> {
        self.out.enter()?;
        self.out.start_object();
        for field in ty.fields() {
            self.out.key(field.name());
            match record.get(field.name()) {
                Some(value) => self.value(field.ty(), value),
                None => Err(no_such_field(self.schema, field.ty())),
            }
            .map_err(|error| error.in_field_named(field.name()))?;
        }
        self.out.end_object();
        self.out.leave();
        Ok(())
    }
}

/// Which of a map's pairs count: in an object no key may stand twice, and of two pairs
/// the last is the one that a map has.
enum LastOfEachKey<'v> {
    Few(&'v [(String, Value)]),
    Many(HashMap<&'v str, usize>),
}

impl<'v> LastOfEachKey<'v> {
    fn new(pairs: &'v [(String, Value)]) -> Self {
        const FEW: usize = 16;
        if pairs.len() <= FEW {
            return LastOfEachKey::Few(pairs);
        }
        let places = pairs.iter().enumerate();
        LastOfEachKey::Many(places.map(|(index, (key, _))| (&**key, index)).collect())
    }

    fn is(&self, index: usize, key: &str) -> bool {
        match self {
            LastOfEachKey::Few(pairs) => {
                let last = pairs.iter().rposition(|(other, _)| other == key);
                last == Some(index)
            }
            LastOfEachKey::Many(last) => last.get(key) == Some(&index),
        }
    }
}
