//! Reading a value by a plan: what one schema wrote, as another schema has it.
//!
//! The plan says what to do with the writer's bytes; the reader's schema, walked
//! beside it, what comes of them. Where the layout is one the ordinary decoder takes over.

use std::sync::Arc;

use avro_model::plan::{BlocksPlan, Node, Plan, Skip, Step, Target};
use avro_model::{NodeId, Type};

use super::decode::bounded;
use super::{EnumValue, Program, RecordValue, UnionValue, Value};
use crate::encoding::{DecodeError, Decoder};

type Result<T> = std::result::Result<T, DecodeError>;

impl Program {
    /// Reads a value of the reader's type `id` as `node` says.
    pub(super) fn resolve(
        &self,
        plan: &Plan,
        node: Node,
        id: NodeId,
        decoder: &mut Decoder<'_>,
    ) -> Result<Value> {
        let ty = self.schema.node(id).ty();
        Ok(match (node, ty) {
            (Node::Direct, _) => self.value(id, decoder)?,
            (Node::FromInt, Type::Long) => Value::Long(decoder.int()?.into()),
            (Node::FromInt, Type::Float) => Value::Float(decoder.int()? as f32),
            (Node::FromInt, Type::Double) => Value::Double(decoder.int()?.into()),
            (Node::FromLong, Type::Float) => Value::Float(decoder.long()? as f32),
            (Node::FromLong, Type::Double) => Value::Double(decoder.long()? as f64),
            (Node::FromFloat, Type::Double) => Value::Double(decoder.float()?.into()),
            (Node::Record(at), Type::Record(ty)) => {
                decoder.enter()?;
                let fields = ty.fields();
                decoder.charge(fields.len().saturating_mul(size_of::<Value>()))?;
                let mut values = vec![Value::Null; fields.len()];
                let record = plan.record(at);
                for step in record.steps {
                    let (slot, node) = match *step {
                        Step::Skip(step) => {
                            skip(plan, step, decoder)?;
                            continue;
                        }
                        Step::Read { slot, node } => (slot as usize, node),
                    };
                    let (Some(field), Some(value)) = (fields.get(slot), values.get_mut(slot))
                    else {
                        return Err(decoder.refuse("the plan is not one for this schema"));
                    };
                    match self.resolve(plan, node, field.ty(), decoder) {
                        Ok(read) => *value = read,
                        Err(error) => return Err(error.in_field_named(field.name())),
                    }
                }
                for fill in record.fills {
                    let slot = fill.slot as usize;
                    let (Some(field), Some(value)) = (fields.get(slot), values.get_mut(slot))
                    else {
                        return Err(decoder.refuse("the plan is not one for this schema"));
                    };
                    let default = plan.default(fill.default);
                    match decoder.aside(default, |default| self.value(field.ty(), default)) {
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
            (Node::Array(at), Type::Array(items)) => {
                let BlocksPlan { item, least } = plan.array(at);
                decoder.enter()?;
                let mut out = Vec::new();
                while let Some(count) = decoder.block(least, size_of::<Value>())? {
                    out.reserve(Decoder::reservation(count, size_of::<Value>()));
                    for _ in 0..count {
                        match self.resolve(plan, item, *items, decoder) {
                            Ok(value) => out.push(value),
                            Err(error) => return Err(error.in_item(out.len())),
                        }
                    }
                }
                decoder.leave();
                Value::Array(out)
            }
            (Node::Map(at), Type::Map(values)) => {
                let BlocksPlan { item, least } = plan.map(at);
                let (least, size) = (least.saturating_add(1), size_of::<(String, Value)>());
                decoder.enter()?;
                let mut out = Vec::new();
                while let Some(count) = decoder.block(least, size)? {
                    out.reserve(Decoder::reservation(count, size));
                    for _ in 0..count {
                        let key = decoder.str()?;
                        match self.resolve(plan, item, *values, decoder) {
                            Ok(value) => out.push((key.to_owned(), value)),
                            Err(error) => return Err(error.in_key(key)),
                        }
                    }
                }
                decoder.leave();
                Value::Map(out)
            }
            (Node::Union(at), _) => {
                let targets = plan.union(at);
                let index = decoder.branch(bounded(targets.len()))?;
                let Some(target) = targets.get(index as usize) else {
                    return Err(decoder.no_such_branch(index.into(), bounded(targets.len())));
                };
                self.target(plan, *target, id, decoder)?
            }
            (Node::Branch(at), _) => self.target(plan, plan.branch(at), id, decoder)?,
            (Node::Enum(at), Type::Enum(ty)) => {
                let known = plan.symbols(at);
                let index = decoder.symbol(bounded(known.symbols.len()))? as usize;
                match known.symbols.get(index) {
                    Some(Some(symbol)) => Value::Enum(EnumValue {
                        ty: Arc::clone(ty),
                        index: *symbol as usize,
                    }),
                    _ => return Err(unknown_symbol(plan, known.writer, index, decoder)),
                }
            }
            (Node::Refused(at), _) => {
                return Err(match plan.refusal(at) {
                    Some(reason) => decoder.refuse(reason),
                    None => decoder.refuse("the value cannot be read as the reader's"),
                });
            }
            // Nodes and types are of one pair of schemas, so this is nowhere.
            _ => return Err(decoder.refuse("the plan is not one for this schema")),
        })
    }

    /// Reads what became of a branch of the writer's, or of a value that becomes a branch.
    fn target(
        &self,
        plan: &Plan,
        target: Target,
        id: NodeId,
        decoder: &mut Decoder<'_>,
    ) -> Result<Value> {
        let Some(branch) = target.branch else {
            return self.resolve(plan, target.node, id, decoder);
        };
        let index = branch as usize;
        let inner = match self.schema.node(id).ty() {
            Type::Union(branches) => branches.get(index),
            _ => None,
        };
        let Some(inner) = inner else {
            return Err(decoder.refuse("the plan is not one for this schema"));
        };
        decoder.charge(size_of::<Value>())?;
        let value = self.resolve(plan, target.node, *inner, decoder)?;
        Ok(Value::Union(UnionValue::new(index, value)))
    }
}

#[cold]
fn unknown_symbol(plan: &Plan, en: NodeId, index: usize, decoder: &Decoder<'_>) -> DecodeError {
    let symbol = match plan.writer().node(en).ty() {
        Type::Enum(en) => en.symbols().get(index),
        _ => None,
    };
    let symbol: String = symbol
        .map_or("", |symbol| &**symbol)
        .chars()
        .take(100)
        .collect();
    decoder.refuse(format_args!(
        "the reader's enum lacks the writer's symbol {symbol:?}"
    ))
}

/// Passes over what the reader does not want.
fn skip(plan: &Plan, step: Skip, decoder: &mut Decoder<'_>) -> Result<()> {
    match step {
        Skip::Empty(count) => decoder.skip_empty(count),
        Skip::Fixed(size) => decoder.fixed_block(1, size).map(|_| ()),
        Skip::Varints(count) => {
            for _ in 0..count {
                decoder.long()?;
            }
            Ok(())
        }
        Skip::Lens(count) => {
            for _ in 0..count {
                decoder.bytes()?;
            }
            Ok(())
        }
        Skip::Union(at) => {
            let branches = plan.skip_union(at);
            let index = decoder.branch(bounded(branches.len()))?;
            match branches.get(index as usize) {
                Some(branch) => skip(plan, *branch, decoder),
                None => Err(decoder.no_such_branch(index.into(), bounded(branches.len()))),
            }
        }
        Skip::Blocks(at) => {
            let blocks = plan.skip_blocks(at);
            decoder.enter()?;
            let least = blocks.least.saturating_add(usize::from(blocks.keys));
            while let Some(count) = decoder.block_to_skip(least)? {
                match blocks.item {
                    Skip::Fixed(size) if !blocks.keys => {
                        decoder.fixed_block(count, size)?;
                    }
                    Skip::Empty(each) if !blocks.keys => {
                        decoder.charge_empty(count.saturating_mul(each))?;
                    }
                    item => {
                        for _ in 0..count {
                            if blocks.keys {
                                decoder.bytes()?;
                            }
                            skip(plan, item, decoder)?;
                        }
                    }
                }
            }
            decoder.leave();
            Ok(())
        }
        Skip::Sequence(at) => {
            decoder.enter()?;
            for step in plan.skip_sequence(at) {
                skip(plan, *step, decoder)?;
            }
            decoder.leave();
            Ok(())
        }
    }
}
