//! Which type may be read as which, one pair at a time and without a look inside.
//!
//! Names are compared unqualified, as the specification says, or by an alias of the
//! reader's, which is a full name. Two different logical types on one base mean two
//! different things and do not match; a logical type beside the plain base does.
//!
//! See "Schema Resolution" and "Aliases" in the specification.

use std::collections::HashMap;

use super::Node;
use crate::logical::LogicalType;
use crate::schema::{self, NodeId, Schema, Type};

/// Whether no two different logical types stand against each other.
///
/// "For the purposes of schema resolution, two schemas that are `decimal` logical types
/// match if their scales and precisions match."
pub(super) fn same_meaning(writer: &schema::Node, reader: &schema::Node) -> bool {
    match (writer.logical(), reader.logical()) {
        (Some(writer), Some(reader)) => writer == reader,
        _ => true,
    }
}

/// How a primitive of the writer's is read as one of the reader's, if it can be.
pub(super) fn primitive(writer: &Type, reader: &Type) -> Option<Node> {
    Some(match (writer, reader) {
        (Type::Null, Type::Null)
        | (Type::Boolean, Type::Boolean)
        | (Type::Int, Type::Int)
        | (Type::Long, Type::Long)
        | (Type::Float, Type::Float)
        | (Type::Double, Type::Double)
        | (Type::String | Type::Bytes, Type::String | Type::Bytes) => Node::Direct,
        (Type::Int, Type::Long | Type::Float | Type::Double) => Node::FromInt,
        (Type::Long, Type::Float | Type::Double) => Node::FromLong,
        (Type::Float, Type::Double) => Node::FromFloat,
        _ => return None,
    })
}

/// What a reader asks of its bytes and holds them against when it reads, which nobody would do
/// while they are written: that they are UTF-8, a uuid, a number of so many digits.
pub(super) fn unchecked(writer: &schema::Node, reader: &schema::Node) -> Option<&'static str> {
    match (reader.ty(), reader.logical()) {
        (Type::String, None) if matches!(writer.ty(), Type::Bytes) => Some("string"),
        (
            Type::String | Type::Bytes | Type::Fixed(_),
            Some(
                logical @ (LogicalType::Uuid
                | LogicalType::Decimal { .. }
                | LogicalType::BigDecimal),
            ),
        ) if writer.logical().is_none() => Some(logical.name()),
        _ => None,
    }
}

/// Whether the names of two named types go together.
pub(super) fn same_name(writer: &schema::Node, reader: &schema::Node) -> bool {
    let (Some(wanted), Some(name)) = (writer.name(), reader.name()) else {
        return true;
    };
    wanted.simple() == name.simple() || aliases(reader.ty()).any(|alias| alias == wanted.full())
}

fn aliases(ty: &Type) -> impl Iterator<Item = &str> {
    let aliases = match ty {
        Type::Record(record) => record.aliases(),
        Type::Enum(en) => en.aliases(),
        Type::Fixed(fixed) => fixed.aliases(),
        _ => &[],
    };
    aliases.iter().map(|alias| alias.full())
}

/// Whether two types are of one kind and may be set against each other, names aside.
fn fits(writer: &schema::Node, reader: &schema::Node) -> bool {
    let sized = match (writer.ty(), reader.ty()) {
        (Type::Fixed(writer), Type::Fixed(reader)) => writer.size() == reader.size(),
        (writer, reader) => writer.kind() == reader.kind(),
    };
    sized && same_meaning(writer, reader)
}

/// The branches of a reader's union, ready to be looked up.
pub(super) struct Branches<'s> {
    kinds: HashMap<&'static str, u32>,
    /// By the full name.
    full: HashMap<&'s str, Vec<u32>>,
    /// By each alias.
    aliases: HashMap<&'s str, Vec<u32>>,
    /// By kind and unqualified name.
    simple: HashMap<(&'static str, &'s str), Vec<u32>>,
    /// What may be the target of a promotion.
    primitives: Vec<u32>,
}

impl<'s> Branches<'s> {
    pub(super) fn new(reader: &'s Schema, branches: &[NodeId]) -> Branches<'s> {
        let mut out = Branches {
            kinds: HashMap::new(),
            full: HashMap::new(),
            aliases: HashMap::new(),
            simple: HashMap::new(),
            primitives: Vec::new(),
        };
        for (at, &branch) in (0_u32..).zip(branches) {
            let ty = reader.node(branch).ty();
            let Some(name) = ty.name() else {
                out.kinds.entry(ty.kind()).or_insert(at);
                out.primitives.push(at);
                continue;
            };
            out.full.entry(name.full()).or_default().push(at);
            let key = (ty.kind(), name.simple());
            out.simple.entry(key).or_default().push(at);
            for alias in aliases(ty) {
                out.aliases.entry(alias).or_default().push(at);
            }
        }
        out
    }

    /// The branch that reads what `writer` wrote: of the same type or full name, or
    /// else with its name as an alias, or else with its unqualified name, or else with one of the
    /// writer's own aliases if its `former` names count, or else the first one it can be promoted to.
    pub(super) fn find(
        &self,
        writer: &schema::Node,
        reader: &Schema,
        branches: &[NodeId],
        former: bool,
    ) -> Option<u32> {
        let node = |at: u32| {
            branches
                .get(usize::try_from(at).ok()?)
                .map(|id| &reader[*id])
        };
        let among = |tier: Option<&Vec<u32>>| {
            tier?
                .iter()
                .copied()
                .find(|&at| node(at).is_some_and(|reader| fits(writer, reader)))
        };
        if let Some(name) = writer.name() {
            let kind = writer.ty().kind();
            let by_former = || {
                // Who writes knows by which names his types went before.
                let former = aliases(writer.ty()).filter(|_| former);
                former
                    .filter_map(|alias| among(self.full.get(alias)))
                    .next()
            };
            return among(self.full.get(name.full()))
                .or_else(|| among(self.aliases.get(name.full())))
                .or_else(|| among(self.simple.get(&(kind, name.simple()))))
                .or_else(by_former);
        }
        let same = self.kinds.get(writer.ty().kind()).copied();
        same.filter(|&at| node(at).is_some_and(|reader| fits(writer, reader)))
            .or_else(|| {
                self.primitives.iter().copied().find(|&at| {
                    node(at).is_some_and(|reader| {
                        primitive(writer.ty(), reader.ty()).is_some()
                            && same_meaning(writer, reader)
                    })
                })
            })
    }
}
