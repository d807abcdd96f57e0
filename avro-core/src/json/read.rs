//! A value out of JSON text, along its schema.

use std::collections::HashMap;
use std::sync::Arc;

use avro_model::json::Event;
use avro_model::{Field, NodeId, Record, Schema, Type};

use super::Form;
use super::error::{ReadError, ReadErrorKind, cut};
use super::reader::JsonReader;
use crate::value::{EnumValue, FixedValue, Program, RecordValue, UnionValue, Value};

type Result<T> = std::result::Result<T, ReadError>;

/// Reads a value of one schema.
pub(super) struct Reading<'p, 'a> {
    pub(super) program: &'p Program,
    pub(super) form: Form,
    pub(super) text: JsonReader<'a>,
    /// The branches by name of those unions that have many, once they have been met.
    wide: HashMap<NodeId, HashMap<&'p str, usize>>,
}

impl<'p, 'a> Reading<'p, 'a> {
    pub(super) fn new(program: &'p Program, form: Form, text: JsonReader<'a>) -> Self {
        Reading {
            program,
            form,
            text,
            wide: HashMap::new(),
        }
    }

    /// The value that is the whole of the text.
    pub(super) fn whole(mut self) -> Result<Value> {
        let event = self.text.next()?;
        let value = self.value(self.schema().root(), event)?;
        self.text.finish()?;
        Ok(value)
    }

    pub(super) fn schema(&self) -> &'p Schema {
        self.program.schema()
    }

    /// The value that begins with `event`.
    pub(super) fn value(&mut self, id: NodeId, event: Event<'a>) -> Result<Value> {
        if self.form == Form::Plain
            && let Some(value) = self.readable(id, &event)?
        {
            return Ok(value);
        }
        Ok(match self.schema().node(id).ty() {
            Type::Null => match event {
                Event::Null => Value::Null,
                event => return Err(self.text.unexpected("null", &event)),
            },
            Type::Boolean => match event {
                Event::Bool(value) => Value::Boolean(value),
                event => return Err(self.text.unexpected("a boolean", &event)),
            },
            Type::Int => Value::Int(self.text.integer(&event, "an int")?),
            Type::Long => Value::Long(self.text.integer(&event, "a long")?),
            Type::Float => Value::Float(self.text.float(&event)?),
            Type::Double => Value::Double(self.text.double(&event)?),
            Type::Bytes => Value::Bytes(self.text.bytes(event, "a string for bytes")?),
            Type::String => Value::String(self.text.string(event, "a string")?.into_owned()),
            Type::Fixed(ty) => {
                let bytes = self.text.bytes(event, "a string for a fixed")?;
                if bytes.len() != ty.size() {
                    return Err(self.text.error(ReadErrorKind::FixedSize {
                        size: ty.size(),
                        found: bytes.len(),
                    }));
                }
                Value::Fixed(FixedValue::of(ty, bytes))
            }
            Type::Enum(ty) => {
                let symbol = self.text.string(event, "a symbol")?;
                match ty.symbol_index(&symbol) {
                    Some(index) => Value::Enum(EnumValue::of(ty, index)),
                    None => {
                        return Err(self.text.error(ReadErrorKind::NoSuchSymbol {
                            symbol: cut(&symbol),
                        }));
                    }
                }
            }
            Type::Array(items) => self.array(*items, &event)?,
            Type::Map(values) => self.map(*values, &event)?,
            Type::Union(branches) if self.form == Form::Encoding => {
                self.union(id, branches, &event)?
            }
            Type::Union(branches) => self.untagged(id, branches, event)?,
            Type::Record(ty) => self.record(ty, &event)?,
        })
    }

    fn array(&mut self, items: NodeId, event: &Event<'a>) -> Result<Value> {
        if *event != Event::StartArray {
            return Err(self.text.unexpected("an array", event));
        }
        self.text.enter()?;
        let empty = self.program.least(items) == 0;
        let mut out = Vec::new();
        loop {
            let event = self.text.next()?;
            if event == Event::EndArray {
                break;
            }
            if empty {
                self.text.charge_empty()?;
            }
            self.text.charge(size_of::<Value>())?;
            match self.value(items, event) {
                Ok(value) => out.push(value),
                Err(error) => return Err(error.in_item(out.len())),
            }
        }
        self.text.leave();
        Ok(Value::Array(out))
    }

    fn map(&mut self, values: NodeId, event: &Event<'a>) -> Result<Value> {
        if *event != Event::StartObject {
            return Err(self.text.unexpected("an object for a map", event));
        }
        let first = self.text.next()?;
        self.pairs(values, first)
    }

    /// A map's pairs, of which the first begins with `event`.
    pub(super) fn pairs(&mut self, values: NodeId, mut event: Event<'a>) -> Result<Value> {
        self.text.enter()?;
        let mut out = Vec::new();
        while let Event::Key(key) = event {
            self.text.charge(size_of::<(String, Value)>())?;
            let key = self.text.map_key(&key)?;
            let value = self.text.next()?;
            match self.value(values, value) {
                Ok(value) => out.push((key, value)),
                Err(error) => return Err(error.in_key(&key)),
            }
            event = self.text.next()?;
        }
        self.text.leave();
        Ok(Value::Map(out))
    }

    fn union(&mut self, id: NodeId, branches: &'p [NodeId], event: &Event<'a>) -> Result<Value> {
        self.text.charge(size_of::<Value>())?;
        match event {
            Event::Null => match self.null_branch(branches) {
                Some(index) => Ok(Value::Union(UnionValue::new(index, Value::Null))),
                None => Err(self.no_such_branch("null")),
            },
            Event::StartObject => {
                let tag = match self.text.next()? {
                    Event::Key(tag) => tag,
                    event => return Err(self.text.unexpected("the name of a branch", &event)),
                };
                // Null has no name here: it is written as null.
                let (index, branch) = match self.branch(id, branches, &tag) {
                    Some((_, branch)) if matches!(self.schema().node(branch).ty(), Type::Null) => {
                        let null = "null itself for the branch null";
                        return Err(self.text.unexpected(null, &Event::Key(tag)));
                    }
                    Some(found) => found,
                    None => return Err(self.no_such_branch(&tag)),
                };
                let event = self.text.next()?;
                let value = self.value(branch, event)?;
                match self.text.next()? {
                    Event::EndObject => Ok(Value::Union(UnionValue::new(index, value))),
                    event => Err(self.text.unexpected("one branch of the union", &event)),
                }
            }
            event => Err(self
                .text
                .unexpected("null or an object that names a branch", event)),
        }
    }

    #[cold]
    pub(super) fn no_such_branch(&self, tag: &str) -> ReadError {
        self.text
            .error(ReadErrorKind::NoSuchBranch { tag: cut(tag) })
    }

    pub(super) fn null_branch(&self, branches: &[NodeId]) -> Option<usize> {
        let schema = self.schema();
        branches
            .iter()
            .position(|&branch| matches!(schema.node(branch).ty(), Type::Null))
    }

    /// The branch of this name, and its place.
    pub(super) fn branch(
        &mut self,
        id: NodeId,
        branches: &'p [NodeId],
        tag: &str,
    ) -> Option<(usize, NodeId)> {
        const FEW: usize = 16;
        let schema = self.schema();
        let index = if branches.len() <= FEW {
            branches
                .iter()
                .position(|&branch| super::tag(schema, branch) == tag)?
        } else {
            let named = self.wide.entry(id).or_insert_with(|| {
                let branches = branches.iter().enumerate();
                branches
                    .map(|(index, &branch)| (super::tag(schema, branch), index))
                    .collect()
            });
            *named.get(tag)?
        };
        Some((index, *branches.get(index)?))
    }

    /// Members may come in any order, and those that name no field are passed over.
    fn record(&mut self, ty: &'p Arc<Record>, event: &Event<'a>) -> Result<Value> {
        if *event != Event::StartObject {
            return Err(self.text.unexpected("an object for a record", event));
        }
        let first = self.text.next()?;
        self.members(ty, first)
    }

    /// A record's members, of which the first begins with `event`.
    pub(super) fn members(&mut self, ty: &'p Arc<Record>, mut event: Event<'a>) -> Result<Value> {
        self.text.enter()?;
        let fields = ty.fields();
        self.text
            .charge(fields.len().saturating_mul(size_of::<Value>()))?;
        let mut values: Vec<Option<Value>> = vec![None; fields.len()];
        // Most texts have the fields in the schema's order.
        let mut expected = 0_usize;
        while let Event::Key(key) = event {
            let in_order = fields.get(expected).filter(|field| field.name() == key);
            let found = match in_order {
                Some(field) => Some((expected, field)),
                None => ty.field(&key),
            };
            let begin = self.text.next()?;
            if let Some((index, field)) = found {
                let value = self
                    .value(field.ty(), begin)
                    .map_err(|error| error.in_field(field.name()))?;
                if let Some(slot) = values.get_mut(index) {
                    *slot = Some(value);
                }
                expected = index.saturating_add(1);
            } else {
                self.text.skip(&begin)?;
            }
            event = self.text.next()?;
        }
        let values = values.into_iter().zip(fields);
        let values: Vec<Value> = values
            .map(|(value, field)| value.map_or_else(|| self.missing(field), Ok))
            .collect::<Result<_>>()?;
        self.text.leave();
        Ok(Value::Record(RecordValue::of(ty, values)))
    }

    /// Defaults are for the resolution of schemas: in the encoding every field has to be
    /// there. People may leave them out.
    fn missing(&mut self, field: &'p Field) -> Result<Value> {
        if self.form != Form::Encoding
            && let Some(default) = field.default()
        {
            return self.default(field, default);
        }
        Err(self.text.error(ReadErrorKind::MissingField {
            field: cut(field.name()),
        }))
    }
}
