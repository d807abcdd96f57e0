//! Two dynamic values side by side.

use std::cmp::Ordering;

use avro_model::{NodeId, Order, Record, Schema, Type};

use super::{CompareError, doubles};
use crate::encoding::{EncodeError, EncodeErrorKind};
use crate::value::{RecordValue, UnionValue, Value, mismatch, no_such_branch, no_such_field};

type Result<T> = std::result::Result<T, CompareError>;

/// How deep records and arrays are compared: what the encoders take too.
const DEPTH: u32 = 128;

pub(super) fn compare(schema: &Schema, a: &Value, b: &Value) -> Result<Ordering> {
    Comparison {
        schema,
        depth: DEPTH,
    }
    .value(schema.root(), a, b)
}

struct Comparison<'s> {
    schema: &'s Schema,
    /// How many levels there may still be.
    depth: u32,
}

impl Comparison<'_> {
    fn value(&mut self, id: NodeId, a: &Value, b: &Value) -> Result<Ordering> {
        Ok(match (self.schema.node(id).ty(), a, b) {
            (Type::Null, Value::Null, Value::Null) => Ordering::Equal,
            (Type::Boolean, Value::Boolean(a), Value::Boolean(b)) => a.cmp(b),
            (Type::Int, Value::Int(a), Value::Int(b)) => a.cmp(b),
            (Type::Long, Value::Long(a), Value::Long(b)) => a.cmp(b),
            (Type::Float, Value::Float(a), Value::Float(b)) => doubles((*a).into(), (*b).into()),
            (Type::Double, Value::Double(a), Value::Double(b)) => doubles(*a, *b),
            (Type::Bytes, Value::Bytes(a), Value::Bytes(b)) => a.cmp(b),
            (Type::String, Value::String(a), Value::String(b)) => a.cmp(b),
            (Type::Fixed(ty), Value::Fixed(a), Value::Fixed(b))
                if ty.name() == a.name() && ty.name() == b.name() =>
            {
                a.bytes().cmp(b.bytes())
            }
            (Type::Enum(ty), Value::Enum(first), Value::Enum(second))
                if ty.name() == first.name() && ty.name() == second.name() =>
            {
                let place = |symbol, whole| {
                    ty.symbol_index(symbol)
                        .ok_or_else(|| CompareError::value(mismatch(self.schema, id, whole)))
                };
                place(first.symbol(), a)?.cmp(&place(second.symbol(), b)?)
            }
            (Type::Union(branches), Value::Union(a), Value::Union(b)) => {
                self.union(branches, a, b)?
            }
            (Type::Array(items), Value::Array(a), Value::Array(b)) => self.array(*items, a, b)?,
            (Type::Map(_), Value::Map(_), Value::Map(_)) => return Err(CompareError::map()),
            (Type::Record(ty), Value::Record(a), Value::Record(b))
                if ty.name() == a.name() && ty.name() == b.name() =>
            {
                self.record(ty, a, b)?
            }
            _ => return Err(self.misfit(id, a, b)),
        })
    }

    /// The error for two values of which one at least is not of the node's type.
    #[cold]
    fn misfit(&self, id: NodeId, a: &Value, b: &Value) -> CompareError {
        let schema = self.schema;
        // A value that fits does not differ from itself in type.
        let fits = |value| crate::value::encode(&schema.at(id), value, &mut Default::default());
        let found = if fits(a).is_ok() { b } else { a };
        CompareError::value(mismatch(schema, id, found))
    }

    fn enter(&mut self) -> Result<()> {
        match self.depth.checked_sub(1) {
            Some(depth) => {
                self.depth = depth;
                Ok(())
            }
            None => Err(CompareError::value(EncodeError::new(
                EncodeErrorKind::TooDeep { levels: DEPTH },
            ))),
        }
    }

    fn leave(&mut self) {
        self.depth = self.depth.saturating_add(1);
    }

    fn union(&mut self, branches: &[NodeId], a: &UnionValue, b: &UnionValue) -> Result<Ordering> {
        for index in [a.index(), b.index()] {
            if index >= branches.len() {
                return Err(CompareError::value(no_such_branch(branches.len(), index)));
            }
        }
        match (a.index().cmp(&b.index()), branches.get(a.index())) {
            (Ordering::Equal, Some(&branch)) => self.value(branch, a.value(), b.value()),
            (order, _) => Ok(order),
        }
    }

    fn array(&mut self, items: NodeId, a: &[Value], b: &[Value]) -> Result<Ordering> {
        self.enter()?;
        for (index, (a, b)) in a.iter().zip(b).enumerate() {
            match self.value(items, a, b) {
                Ok(Ordering::Equal) => {}
                Ok(order) => return Ok(order),
                Err(error) => return Err(error.in_item(index)),
            }
        }
        self.leave();
        Ok(a.len().cmp(&b.len()))
    }

    fn record(&mut self, ty: &Record, a: &RecordValue, b: &RecordValue) -> Result<Ordering> {
        self.enter()?;
        for field in ty.fields() {
            if field.order() == Order::Ignore {
                continue;
            }
            let order = match (a.get(field.name()), b.get(field.name())) {
                (Some(a), Some(b)) => self.value(field.ty(), a, b),
                _ => Err(CompareError::value(no_such_field(self.schema, field.ty()))),
            };
            let order = match field.order() {
                Order::Descending => order.map(Ordering::reverse),
                _ => order,
            };
            match order {
                Ok(Ordering::Equal) => {}
                Ok(order) => return Ok(order),
                Err(error) => return Err(error.in_field(field.name())),
            }
        }
        self.leave();
        Ok(Ordering::Equal)
    }
}
