//! From a builder's slots to a schema.
//!
//! In three steps: make a node of every slot that the root leads to, find the nodes
//! of one full name and see that they are equal, and number what is left in the order
//! of the text it would be printed as.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::{Body, Definition, SchemaBuilder, Slot};
use crate::ParseOptions;
use crate::check;
use crate::error::{Elsewhere, SchemaError, SchemaErrorKind as Kind, clip};
use crate::logical;
use crate::name::{Name, NameError, is_simple_name};
use crate::schema::{
    Arena, Attributes, Enum, Field, Fixed, NameIndex, Node, NodeId, Record, Schema, Type,
    same_given,
};
use crate::suggest;

pub(super) fn finish(builder: SchemaBuilder, root: NodeId) -> Result<Schema, SchemaError> {
    let raw = nodes(builder.slots, root)?;
    let same_as = merge(&raw)?;
    let (arena, roots) = compact(&raw, &same_as, &[root]);
    checked(
        arena,
        roots.first().copied().unwrap_or(root),
        &ParseOptions::new(),
    )
}

/// Holds a whole arena against the rules, and makes a schema of it.
fn checked(arena: Arena, root: NodeId, options: &ParseOptions) -> Result<Schema, SchemaError> {
    match check::arena(&arena, options).into_iter().next() {
        None => Ok(Schema {
            arena: Arc::new(arena),
            root,
        }),
        Some(fault) => {
            let mut path = check::path(&arena, root, fault.node);
            path.push_str(&check::part_path(&arena.node(fault.node).ty, fault.part));
            Err(SchemaError::new(&path, fault.kind))
        }
    }
}

/// Turns the slots that `root` leads to into nodes of the same ids. The others become null.
fn nodes(slots: Vec<Slot>, root: NodeId) -> Result<Arena, SchemaError> {
    let mut slots: Vec<Option<Slot>> = slots.into_iter().map(Some).collect();
    let blank = || Node {
        ty: Type::Null,
        logical: None,
        attributes: Attributes::EMPTY,
    };
    let mut nodes: Vec<Node> = slots.iter().map(|_| blank()).collect();
    let known = nodes.len();
    let mut open = vec![root];
    while let Some(id) = open.pop() {
        let (Some(slot), Some(node)) = (slots.get_mut(id.index()), nodes.get_mut(id.index()))
        else {
            return Err(SchemaError::new("", Kind::ForeignNode));
        };
        let Some(slot) = slot.take() else { continue };
        let (ty, attributes) = match slot.body {
            Body::Open => return Err(SchemaError::new("", Kind::Undefined)),
            Body::Plain(ty) => (ty, slot.attributes),
            Body::Named(definition) => {
                let mut attributes = definition.common().attributes.clone();
                for (name, value) in slot.attributes.iter() {
                    attributes.set(name, value.clone());
                }
                (named(definition)?, attributes)
            }
        };
        let attributes = without_own_words(&ty, attributes);
        open.extend(ty.children());
        if ty.children().any(|child| child.index() >= known) {
            return Err(SchemaError::new("", Kind::ForeignNode));
        }
        *node = Node {
            logical: logical::in_force(&ty, &attributes),
            ty,
            attributes,
        };
    }
    Ok(Arena {
        nodes,
        names: HashMap::new(),
    })
}

fn without_own_words(ty: &Type, attributes: Attributes) -> Attributes {
    if attributes.iter().any(|(name, _)| ty.owns(name)) {
        return attributes
            .iter()
            .filter(|(name, _)| !ty.owns(name))
            .map(|(name, value)| (name.into(), value.clone()))
            .collect();
    }
    attributes
}

fn named(definition: Definition) -> Result<Type, SchemaError> {
    let common = definition.common().clone();
    let name = type_name(
        &common.name,
        match definition {
            Definition::Record(_) => "record",
            Definition::Enum(_) => "enum",
            Definition::Fixed(_) => "fixed",
        },
    )?;
    let aliases = common
        .aliases
        .iter()
        .map(|alias| Name::relative(alias, name.namespace()))
        .collect();
    let doc = common.doc.map(Into::into);
    Ok(match definition {
        Definition::Record(def) => {
            let mut fields = Vec::with_capacity(def.fields.len());
            for field in def.fields {
                legal(&field.name, "field", name.full())?;
                fields.push(Field {
                    name: field.name.into(),
                    aliases: field.aliases.into_iter().map(Into::into).collect(),
                    doc: field.doc.map(Into::into),
                    ty: field.ty,
                    default: field.default,
                    order: field.order,
                    attributes: field
                        .attributes
                        .iter()
                        .filter(|(name, _)| !Field::owns(name))
                        .map(|(name, value)| (name.into(), value.clone()))
                        .collect(),
                });
            }
            Type::Record(Arc::new(Record {
                aliases,
                doc,
                index: NameIndex::new(&fields, |field| &field.name),
                fields: fields.into(),
                is_error: def.is_error,
                name,
            }))
        }
        Definition::Enum(def) => {
            for symbol in &def.symbols {
                legal(symbol, "symbol", name.full())?;
            }
            let default = match &def.default {
                None => None,
                Some(default) => match def.symbols.iter().position(|symbol| symbol == default) {
                    Some(at) => Some(at),
                    None => {
                        let hint = suggest::hint(default, def.symbols.iter().map(String::as_str));
                        let kind = Kind::EnumDefault {
                            default: clip(default),
                            hint,
                        };
                        return Err(SchemaError::new(name.full(), kind));
                    }
                },
            };
            let symbols: Box<[Arc<str>]> = def.symbols.into_iter().map(Into::into).collect();
            let index = NameIndex::new(&symbols, |symbol| symbol);
            Type::Enum(Arc::new(Enum {
                name,
                aliases,
                doc,
                symbols,
                default,
                index,
            }))
        }
        Definition::Fixed(def) => Type::Fixed(Arc::new(Fixed {
            name,
            aliases,
            doc,
            size: def.size,
        })),
    })
}

fn legal(name: &str, what: &'static str, path: &str) -> Result<(), SchemaError> {
    if is_simple_name(name) {
        return Ok(());
    }
    Err(SchemaError::new(
        path,
        Kind::IllegalName {
            what,
            name: clip(name),
        },
    ))
}

fn type_name(text: &str, what: &'static str) -> Result<Name, SchemaError> {
    Name::parse(text).map_err(|error| {
        let kind = match error {
            NameError::Illegal { name } => Kind::IllegalName { what, name },
            NameError::Primitive { name } => Kind::ReservedName { name },
        };
        SchemaError::new("", kind)
    })
}

/// For each node the one that stands for it: itself, or the first of its full name.
fn merge(raw: &Arena) -> Result<Vec<NodeId>, SchemaError> {
    let mut first: HashMap<&Name, NodeId> = HashMap::new();
    // All comparisons share what they have found, so that together they look
    // at each pair once. The first difference ends it all.
    let mut met = HashSet::new();
    let mut same_as = Vec::with_capacity(raw.nodes.len());
    for (index, node) in raw.nodes.iter().enumerate() {
        let id = NodeId::from_index(index);
        let stands_for = match node.ty.name() {
            Some(name) => *first.entry(name).or_insert(id),
            None => id,
        };
        if stands_for != id && !same_given(&mut met, (raw, stands_for), (raw, id)) {
            let name = node
                .ty
                .name()
                .map_or_else(String::new, |name| clip(name.full()));
            let first = Elsewhere {
                file: None,
                position: None,
            };
            return Err(SchemaError::new("", Kind::DuplicateType { name, first }));
        }
        same_as.push(stands_for);
    }
    Ok(same_as)
}

/// Copies what `roots` lead to, depth first, each child through `same_as`.
pub(crate) fn compact(raw: &Arena, same_as: &[NodeId], roots: &[NodeId]) -> (Arena, Vec<NodeId>) {
    let stands_for = |id: NodeId| same_as.get(id.index()).copied().unwrap_or(id);
    let mut new_ids: Vec<Option<NodeId>> = vec![None; raw.nodes.len()];
    let mut order = Vec::new();
    let mut open: Vec<NodeId> = roots.iter().rev().copied().map(stands_for).collect();
    while let Some(id) = open.pop() {
        match new_ids.get_mut(id.index()) {
            Some(new @ None) => *new = Some(NodeId::from_index(order.len())),
            _ => continue,
        }
        order.push(id);
        let behind = open.len();
        open.extend(raw.node(id).ty.children().map(stands_for));
        open.get_mut(behind..).unwrap_or_default().reverse();
    }
    let new_id = |id: NodeId| {
        let new = new_ids.get(stands_for(id).index()).copied().flatten();
        new.unwrap_or(id)
    };
    let mut arena = Arena {
        nodes: Vec::with_capacity(order.len()),
        names: HashMap::new(),
    };
    for (index, &id) in order.iter().enumerate() {
        let node = raw.node(id);
        let ty = node.ty.with_children(new_id);
        if let Some(name) = ty.name() {
            arena.names.insert(name.clone(), NodeId::from_index(index));
        }
        arena.nodes.push(Node {
            ty,
            logical: node.logical,
            attributes: node.attributes.clone(),
        });
    }
    (arena, roots.iter().copied().map(new_id).collect())
}
