//! Making a program of a schema, or of a plan.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use avro_model::plan::{self, Plan};
use avro_model::{LogicalType, NodeId, Type};

use super::{Blocks, Enum, Field, Fill, Fixed, Node, Program, Record, Step, Union};
use crate::value;

impl Program {
    pub(crate) fn new(program: &value::Program) -> Program {
        let (schema, plan) = program.schemas();
        let mut compiler = Compiler {
            least: program,
            known: HashMap::new(),
            waiting: Vec::new(),
            program: Program {
                schema: schema.clone(),
                plan: plan.cloned(),
                root: Node::Null,
                records: Vec::new(),
                blocks: Vec::new(),
                unions: Vec::new(),
                enums: Vec::new(),
                fixed: Vec::new(),
            },
        };
        let how = plan.map_or(plan::Node::Direct, Plan::root);
        compiler.program.root = compiler.node(how, schema.root());
        while let Some((how, id, at)) = compiler.waiting.pop() {
            compiler.fill(how, id, at as usize);
        }
        compiler.program
    }
}

/// Fills the tables from a list of what waits, so that no schema is too deep.
struct Compiler<'s> {
    least: &'s value::Program,
    known: HashMap<(plan::Node, NodeId), Node>,
    waiting: Vec<(plan::Node, NodeId, u32)>,
    program: Program,
}

impl Compiler<'_> {
    /// The node for a value of the type `id` that is read as `how` says.
    fn node(&mut self, how: plan::Node, id: NodeId) -> Node {
        if let Some(known) = self.known.get(&(how, id)) {
            return *known;
        }
        let schema = self.program.schema.clone();
        let ty = schema.node(id).ty();
        let node = match (how, ty) {
            (plan::Node::Direct, _) => match ty {
                Type::Null => Node::Null,
                Type::Boolean => Node::Boolean,
                Type::Int => Node::Int,
                Type::Long => Node::Long,
                Type::Float => Node::Float,
                Type::Double => Node::Double,
                Type::Bytes => Node::Bytes,
                Type::String => Node::String,
                Type::Fixed(ty) => {
                    let fixed = Fixed {
                        ty: Arc::clone(ty),
                        is_uuid: schema.node(id).logical() == Some(&LogicalType::Uuid),
                    };
                    Node::Fixed(push(&mut self.program.fixed, fixed))
                }
                Type::Enum(ty) => Node::Enum(self.symbols(ty, None)),
                Type::Array(_) => Node::Array(self.blocks(how, id)),
                Type::Map(_) => Node::Map(self.blocks(how, id)),
                Type::Union(_) => Node::Union(self.union(how, id)),
                Type::Record(_) => Node::Record(self.record(how, id)),
            },
            (plan::Node::FromInt, Type::Float) => Node::FloatFromInt,
            (plan::Node::FromInt, Type::Double) => Node::DoubleFromInt,
            (plan::Node::FromInt, _) => Node::LongFromInt,
            (plan::Node::FromLong, Type::Float) => Node::FloatFromLong,
            (plan::Node::FromLong, _) => Node::DoubleFromLong,
            (plan::Node::FromFloat, _) => Node::DoubleFromFloat,
            (plan::Node::Enum(at), Type::Enum(ty)) => Node::Enum(self.symbols(ty, Some(at))),
            (plan::Node::Array(_), _) => Node::Array(self.blocks(how, id)),
            (plan::Node::Map(_), _) => Node::Map(self.blocks(how, id)),
            (plan::Node::Union(_), _) => Node::Union(self.union(how, id)),
            (plan::Node::Record(_), _) => Node::Record(self.record(how, id)),
            (plan::Node::Branch(at), _) => {
                // What it becomes is no union, so this ends here.
                match self.program.plan.as_ref().map(|plan| plan.branch(at)) {
                    Some(target) => self.target(target, id),
                    None => Node::Refused(u32::MAX),
                }
            }
            (plan::Node::Refused(at), _) => Node::Refused(at),
            // Nodes and types are of one pair of schemas, so this is nowhere.
            (plan::Node::Enum(_), _) => Node::Refused(u32::MAX),
        };
        self.known.insert((how, id), node);
        node
    }

    /// The node for what is read as a branch of the reader's union, or as the type itself.
    fn target(&mut self, target: plan::Target, id: NodeId) -> Node {
        let schema = self.program.schema.clone();
        let id = match (schema.node(id).ty(), target.branch) {
            (Type::Union(branches), Some(branch)) => branches.get(branch as usize).copied(),
            _ => Some(id),
        };
        id.map_or(Node::Refused(u32::MAX), |id| self.node(target.node, id))
    }

    fn symbols(&mut self, ty: &Arc<avro_model::Enum>, at: Option<u32>) -> u32 {
        let resolved = at.zip(self.program.plan.as_ref()).map(|(at, plan)| {
            let known = plan.symbols(at);
            (known.symbols.into(), known.writer)
        });
        let ty = Arc::clone(ty);
        push(&mut self.program.enums, Enum { ty, resolved })
    }

    fn record(&mut self, how: plan::Node, id: NodeId) -> u32 {
        let at = push(&mut self.program.records, Record::default());
        self.waiting.push((how, id, at));
        at
    }

    fn union(&mut self, how: plan::Node, id: NodeId) -> u32 {
        let at = push(&mut self.program.unions, Union::default());
        self.waiting.push((how, id, at));
        at
    }

    fn blocks(&mut self, how: plan::Node, id: NodeId) -> u32 {
        let blocks = self.program.blocks(u32::MAX);
        let at = push(&mut self.program.blocks, blocks);
        self.waiting.push((how, id, at));
        at
    }

    /// Completes the entry `at` of the table that `how` and the type `id` are in.
    fn fill(&mut self, how: plan::Node, id: NodeId, at: usize) {
        let schema = self.program.schema.clone();
        let plan = self.program.plan.clone();
        match (how, schema.node(id).ty(), plan) {
            (plan::Node::Direct, Type::Array(item) | Type::Map(item), _) => {
                let blocks = Blocks {
                    item: self.node(how, *item),
                    least: self.least.least(*item),
                };
                set(&mut self.program.blocks, at, blocks);
            }
            (plan::Node::Array(list), Type::Array(item), Some(plan)) => {
                self.fill_blocks(plan.array(list), *item, at);
            }
            (plan::Node::Map(list), Type::Map(item), Some(plan)) => {
                self.fill_blocks(plan.map(list), *item, at);
            }
            (plan::Node::Union(union), _, Some(plan)) => {
                let targets = plan.union(union).iter();
                let branches = targets.map(|target| self.target(*target, id)).collect();
                set(&mut self.program.unions, at, Union::new(branches));
            }
            (_, Type::Union(branches), _) => {
                let branches = branches.iter().map(|id| self.node(how, *id)).collect();
                set(&mut self.program.unions, at, Union::new(branches));
            }
            (_, Type::Record(ty), plan) => {
                let fields: Box<[Field]> = ty
                    .fields()
                    .iter()
                    .map(|field| Field {
                        name: field.name().into(),
                        node: self.node(plan::Node::Direct, field.ty()),
                        default: OnceLock::new(),
                    })
                    .collect();
                let record = self.steps(Arc::clone(ty), fields, how, plan.as_ref());
                set(&mut self.program.records, at, record);
            }
            _ => {}
        }
    }

    fn fill_blocks(&mut self, blocks: plan::BlocksPlan, item: NodeId, at: usize) {
        let blocks = Blocks {
            item: self.node(blocks.item, item),
            least: blocks.least,
        };
        set(&mut self.program.blocks, at, blocks);
    }

    fn steps(
        &mut self,
        ty: Arc<avro_model::Record>,
        fields: Box<[Field]>,
        how: plan::Node,
        plan: Option<&Plan>,
    ) -> Record {
        let numbered = (0..).zip(fields.iter());
        let (plan::Node::Record(record), Some(plan)) = (how, plan) else {
            let steps = numbered.map(|(slot, field)| Step::Read {
                name: Arc::clone(&field.name),
                node: field.node,
                slot,
            });
            return Record {
                ty: Some(ty),
                steps: steps.collect(),
                fills: Box::default(),
                fields,
            };
        };
        let types = ty.fields();
        let of = |slot: u32| fields.get(slot as usize).zip(types.get(slot as usize));
        let record = plan.record(record);
        let mut steps = Vec::with_capacity(record.steps.len());
        for step in record.steps {
            match *step {
                plan::Step::Skip(skip) => steps.push(Step::Skip(skip)),
                plan::Step::Read { slot, node } => {
                    if let Some((field, ty)) = of(slot) {
                        steps.push(Step::Read {
                            name: Arc::clone(&field.name),
                            node: self.node(node, ty.ty()),
                            slot,
                        });
                    }
                }
            }
        }
        let fills = record.fills.iter().filter_map(|fill| {
            let (field, _) = of(fill.slot)?;
            Some(Fill {
                name: Arc::clone(&field.name),
                node: field.node,
                slot: fill.slot,
                default: fill.default,
            })
        });
        Record {
            ty: Some(Arc::clone(&ty)),
            fills: fills.collect(),
            steps: steps.into(),
            fields,
        }
    }
}

fn push<T>(table: &mut Vec<T>, entry: T) -> u32 {
    // A schema has fewer nodes than that.
    let at = u32::try_from(table.len()).unwrap_or(u32::MAX);
    table.push(entry);
    at
}

fn set<T>(table: &mut [T], at: usize, entry: T) {
    if let Some(slot) = table.get_mut(at) {
        *slot = entry;
    }
}
