//! Reading a value by a plan: what one schema wrote, as another schema has it.
//!
//! The plan says what to do with the writer's bytes; the reader's schema, walked
//! beside it, what comes of them. Where the layout is one the ordinary decoder takes over.

use std::sync::Arc;

use avro_model::{NodeId, Type};

use super::{EnumValue, Program, RecordValue, UnionValue, Value};
use crate::encoding::{At, DecodeError, Decoder, bounded};

impl Program {
    /// Reads a value of the reader's type `id`, which was written as `at` says.
    pub(super) fn resolve<'de>(
        &'de self,
        at: At<'de>,
        id: NodeId,
        decoder: &mut Decoder<'de>,
    ) -> Result<Value, DecodeError> {
        Ok(match self.reader().node(id).ty() {
            Type::Long => Value::Long(at.long(decoder)?),
            Type::Float => Value::Float(at.float(decoder)?),
            Type::Double => Value::Double(at.double(decoder)?),
            Type::Enum(ty) => Value::Enum(EnumValue {
                index: at.symbol(bounded(ty.symbols().len()), decoder)? as usize,
                ty: Arc::clone(ty),
            }),
            Type::Union(branches) => {
                let (index, at) = at.branch(bounded(branches.len()), decoder)?;
                let Some(&branch) = branches.get(index as usize) else {
                    return Err(at.refuse(decoder));
                };
                decoder.charge(size_of::<Value>())?;
                let value = self.resolve(at, branch, decoder)?;
                Value::Union(UnionValue::new(index as usize, value))
            }
            Type::Record(ty) => {
                let Some(mut written) = at.fields(decoder)? else {
                    return self.value(id, decoder);
                };
                decoder.enter()?;
                let fields = ty.fields();
                decoder.charge(fields.len().saturating_mul(size_of::<Value>()))?;
                let mut values = vec![Value::Null; fields.len()];
                while let Some((slot, at)) = written.next(decoder)? {
                    let (field, value) = (fields.get(slot as usize), values.get_mut(slot as usize));
                    let (Some(field), Some(value)) = (field, value) else {
                        return Err(at.refuse(decoder));
                    };
                    match self.resolve(at, field.ty(), decoder) {
                        Ok(read) => *value = read,
                        Err(error) => return Err(error.in_field_named(field.name())),
                    }
                }
                decoder.leave();
                Value::Record(RecordValue {
                    ty: Arc::clone(ty),
                    fields: values,
                })
            }
            Type::Array(items) => {
                let Some((at, least)) = at.items(decoder)? else {
                    return self.value(id, decoder);
                };
                decoder.enter()?;
                let mut out = Vec::new();
                while let Some(count) = decoder.block(least, size_of::<Value>())? {
                    out.reserve(decoder.reservation(count, size_of::<Value>()));
                    for _ in 0..count {
                        match self.resolve(at, *items, decoder) {
                            Ok(value) => out.push(value),
                            Err(error) => return Err(error.in_item(out.len())),
                        }
                    }
                }
                decoder.leave();
                Value::Array(out)
            }
            Type::Map(values) => {
                let Some((at, least)) = at.values(decoder)? else {
                    return self.value(id, decoder);
                };
                let (least, size) = (least.saturating_add(1), size_of::<(String, Value)>());
                decoder.enter()?;
                let mut out = Vec::new();
                while let Some(count) = decoder.block(least, size)? {
                    out.reserve(decoder.reservation(count, size));
                    for _ in 0..count {
                        let key = decoder.str()?;
                        match self.resolve(at, *values, decoder) {
                            Ok(value) => out.push((key.to_owned(), value)),
                            Err(error) => return Err(error.in_key(key)),
                        }
                    }
                }
                decoder.leave();
                Value::Map(out)
            }
            // Types without parts that nothing else is promoted to.
            _ => {
                at.settle(decoder)?;
                self.value(id, decoder)?
            }
        })
    }
}
