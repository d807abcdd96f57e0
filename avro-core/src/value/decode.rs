//! Reading a value along its schema, or by a plan from the writer's schema to the reader's.

use std::sync::Arc;

use avro_model::plan::{Incompatible, Plan};
use avro_model::{NodeId, Schema, Type};

use super::{EnumValue, FixedValue, RecordValue, UnionValue, Value};
use crate::encoding::{At, DecodeError, Decoder, bounded};

/// A schema that is ready to be read along: with the fewest bytes each of its
/// types takes, which a count of items is held against.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    /// The schema that values have: the reader's.
    reader: Schema,
    least: Box<[usize]>,
    /// How data of another schema, the writer's, comes to have this one.
    plan: Option<Plan>,
    /// The same for types that know serde only, made when one is first met.
    #[cfg(feature = "serde")]
    serde: std::sync::OnceLock<Arc<crate::serde::Program>>,
}

impl Program {
    pub(crate) fn new(schema: &Schema) -> Self {
        Program {
            reader: schema.clone(),
            least: schema.least_sizes().into(),
            plan: None,
            #[cfg(feature = "serde")]
            serde: std::sync::OnceLock::new(),
        }
    }

    /// Reads what was written with one schema as another.
    pub(crate) fn resolved(writer: &Schema, reader: &Schema) -> Result<Self, Incompatible> {
        Ok(Self::planned(Plan::new(writer, reader)?))
    }

    /// What one schema wrote becomes what another has, as a plan says.
    pub(crate) fn planned(plan: Plan) -> Self {
        Program {
            plan: Some(plan.clone()),
            ..Program::new(plan.reader())
        }
    }

    /// The schema that values have: the reader's.
    pub(crate) fn reader(&self) -> &Schema {
        &self.reader
    }

    /// The schema that values have, and the plan that leads to it from another.
    #[cfg(feature = "serde")]
    pub(crate) fn schemas(&self) -> (&Schema, Option<&Plan>) {
        (&self.reader, self.plan.as_ref())
    }

    /// What serde's types are read and written along.
    #[cfg(feature = "serde")]
    #[inline]
    pub(crate) fn serde(&self) -> &crate::serde::Program {
        self.serde
            .get_or_init(|| Arc::new(crate::serde::Program::new(self)))
    }

    /// The schema that the data has: the writer's.
    pub(crate) fn writer(&self) -> &Schema {
        match &self.plan {
            Some(plan) => plan.writer(),
            None => &self.reader,
        }
    }

    /// The fewest bytes of a datum.
    pub(crate) fn least_of_datum(&self) -> usize {
        match &self.plan {
            Some(plan) => plan.least(),
            None => self.least(self.reader.root()),
        }
    }

    /// The fewest bytes of a value of this node.
    pub(crate) fn least(&self, node: NodeId) -> usize {
        self.least.get(node.index()).copied().unwrap_or(0)
    }

    /// Where the data is laid out otherwise than the values: how it was written.
    #[inline]
    pub(crate) fn at(&self) -> Option<At<'_>> {
        let at = At::root(self.plan.as_ref()?);
        (!at.is_direct()).then_some(at)
    }

    pub(crate) fn read<'de>(&'de self, decoder: &mut Decoder<'de>) -> Result<Value, DecodeError> {
        match self.at() {
            Some(at) => self.resolve(at, self.reader.root(), decoder),
            None => self.value(self.reader.root(), decoder),
        }
    }

    pub(super) fn value(
        &self,
        node: NodeId,
        decoder: &mut Decoder<'_>,
    ) -> Result<Value, DecodeError> {
        Ok(match self.reader.node(node).ty() {
            Type::Null => Value::Null,
            Type::Boolean => Value::Boolean(decoder.boolean()?),
            Type::Int => Value::Int(decoder.int()?),
            Type::Long => Value::Long(decoder.long()?),
            Type::Float => Value::Float(decoder.float()?),
            Type::Double => Value::Double(decoder.double()?),
            Type::Bytes => Value::Bytes(decoder.bytes()?.to_vec()),
            Type::String => Value::String(decoder.str()?.to_owned()),
            Type::Fixed(ty) => Value::Fixed(FixedValue {
                bytes: decoder.fixed(ty.size())?.to_vec(),
                ty: Arc::clone(ty),
            }),
            Type::Enum(ty) => Value::Enum(EnumValue {
                index: decoder.symbol(bounded(ty.symbols().len()))? as usize,
                ty: Arc::clone(ty),
            }),
            Type::Union(branches) => {
                let index = decoder.branch(bounded(branches.len()))? as usize;
                let Some(&branch) = branches.get(index) else {
                    return Err(decoder.no_such_branch(index as i64, bounded(branches.len())));
                };
                decoder.charge(size_of::<Value>())?;
                Value::Union(UnionValue::new(index, self.value(branch, decoder)?))
            }
            Type::Array(items) => self.array(*items, decoder)?,
            Type::Map(values) => self.map(*values, decoder)?,
            Type::Record(ty) => {
                decoder.enter()?;
                let fields = ty.fields();
                decoder.charge(fields.len().saturating_mul(size_of::<Value>()))?;
                let mut values = Vec::with_capacity(fields.len());
                for field in fields {
                    match self.value(field.ty(), decoder) {
                        Ok(value) => values.push(value),
                        Err(error) => return Err(error.in_field_named(field.name())),
                    }
                }
                decoder.leave();
                Value::Record(RecordValue {
                    ty: Arc::clone(ty),
                    fields: values,
                })
            }
        })
    }

    fn array(&self, items: NodeId, decoder: &mut Decoder<'_>) -> Result<Value, DecodeError> {
        decoder.enter()?;
        let mut out = Vec::new();
        while let Some(count) = decoder.block(self.least(items), size_of::<Value>())? {
            out.reserve(decoder.reservation(count, size_of::<Value>()));
            for _ in 0..count {
                match self.value(items, decoder) {
                    Ok(value) => out.push(value),
                    Err(error) => return Err(error.in_item(out.len())),
                }
            }
        }
        decoder.leave();
        Ok(Value::Array(out))
    }

    fn map(&self, values: NodeId, decoder: &mut Decoder<'_>) -> Result<Value, DecodeError> {
        decoder.enter()?;
        let mut out = Vec::new();
        let least = self.least(values).saturating_add(1);
        while let Some(count) = decoder.block(least, size_of::<(String, Value)>())? {
            out.reserve(decoder.reservation(count, size_of::<(String, Value)>()));
            for _ in 0..count {
                let key = decoder.str()?;
                match self.value(values, decoder) {
                    Ok(value) => out.push((key.to_owned(), value)),
                    Err(error) => return Err(error.in_key(key)),
                }
            }
        }
        decoder.leave();
        Ok(Value::Map(out))
    }
}
