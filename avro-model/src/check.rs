//! The rules a whole schema is held against, wherever it came from.
//!
//! A text and a builder meet here: every node is there by now, each reference
//! leads somewhere. What is left are the rules about what may stand beside
//! what: fields, symbols, branches, aliases, and defaults against their types.
//! A fault names its node and, where one is to blame, the part of it.

use std::collections::{HashMap, HashSet, VecDeque};

use crate::ParseOptions;
use crate::default::Checker;
use crate::error::{SchemaErrorKind as Kind, clip};
use crate::schema::{Arena, Enum, Field, NodeId, Record, Type, names_twice};

/// A rule that a node breaks.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) node: NodeId,
    pub(crate) part: Part,
    pub(crate) kind: Kind,
}

/// What of a node is to blame.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Part {
    /// The field at this position.
    Field(usize),
    /// The default of the field at this position.
    Default(usize),
    /// The symbol at this position.
    Symbol(usize),
    /// The branch at this position.
    Branch(usize),
}

/// More faults than this are not worth reporting.
const MOST_FAULTS: usize = 100;

/// Checks every node of `arena`; gives back what is wrong, at most one fault a node and rule.
pub(crate) fn arena(arena: &Arena, options: &ParseOptions) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (index, node) in arena.nodes.iter().enumerate() {
        let checked = match &node.ty {
            Type::Record(record) => fields(record, options),
            Type::Enum(en) => symbols(en),
            Type::Union(branches) => union(arena, branches),
            _ => Ok(()),
        };
        if let Err((part, kind)) = checked {
            faults.push(Fault {
                node: NodeId::from_index(index),
                part,
                kind,
            });
        }
        if faults.len() >= MOST_FAULTS {
            return faults;
        }
    }
    if !options.leaves_defaults_unchecked() && faults.is_empty() {
        defaults(arena, &mut faults);
    }
    faults.truncate(MOST_FAULTS);
    faults
}

fn fields(record: &Record, options: &ParseOptions) -> Result<(), (Part, Kind)> {
    if let Some(at) = names_twice(&record.fields, |field| field.name()) {
        let name = clip(record.fields.get(at).map_or("", Field::name));
        return Err((Part::Field(at), Kind::DuplicateField { name }));
    }
    if options.allows_illegal_names() || record.fields.iter().all(|field| field.aliases.is_empty())
    {
        return Ok(());
    }
    // "Aliases are alternative names, and thus subject to the same uniqueness
    // constraints as names." A field may repeat its own. Nobody holds types to
    // it, and two that were one once do share an old name.
    let mut taken: HashMap<&str, usize> = record
        .fields
        .iter()
        .enumerate()
        .map(|(at, field)| (field.name(), at))
        .collect();
    for (at, field) in record.fields.iter().enumerate() {
        for alias in &field.aliases {
            if *taken.entry(alias).or_insert(at) != at {
                return Err((Part::Field(at), Kind::DuplicateAlias { alias: clip(alias) }));
            }
        }
    }
    Ok(())
}

fn symbols(en: &Enum) -> Result<(), (Part, Kind)> {
    match names_twice(&en.symbols, |symbol| symbol) {
        Some(at) => {
            let symbol = clip(en.symbols.get(at).map_or("", |symbol| symbol));
            Err((Part::Symbol(at), Kind::DuplicateSymbol { symbol }))
        }
        None => Ok(()),
    }
}

/// "Unions may not contain more than one schema with the same type, except for
/// the named types record, fixed and enum. […] Unions may not immediately
/// contain other unions."
fn union(arena: &Arena, branches: &[NodeId]) -> Result<(), (Part, Kind)> {
    let mut seen = HashSet::new();
    for (at, &branch) in branches.iter().enumerate() {
        let ty = &arena.node(branch).ty;
        if matches!(ty, Type::Union(_)) {
            return Err((Part::Branch(at), Kind::NestedUnion));
        }
        // A type may be named `array`, so the two kinds of word are kept apart.
        let key = ty
            .name()
            .map_or((false, ty.kind()), |name| (true, name.full()));
        if !seen.insert(key) {
            return Err((
                Part::Branch(at),
                Kind::DuplicateBranch {
                    branch: clip(key.1),
                },
            ));
        }
    }
    Ok(())
}

fn defaults(arena: &Arena, faults: &mut Vec<Fault>) {
    let mut checker = Checker::new(arena);
    for (index, node) in arena.nodes.iter().enumerate() {
        let Type::Record(record) = &node.ty else {
            continue;
        };
        for (at, field) in record.fields.iter().enumerate() {
            let Some(default) = &field.default else {
                continue;
            };
            if let Err(fault) = checker.check(default, field.ty) {
                let (node, part) = (NodeId::from_index(index), Part::Default(at));
                faults.push(Fault {
                    node,
                    part,
                    kind: Kind::Default(fault),
                });
            }
            if faults.len() >= MOST_FAULTS {
                return;
            }
        }
    }
    if faults.is_empty()
        && let Some((node, at, fault)) = checker.endless()
    {
        faults.push(Fault {
            node,
            part: Part::Default(at),
            kind: Kind::Default(fault),
        });
    }
}

/// The way from `root` to `target`, in words: `com.example.Order.lines[].price`.
///
/// Found by looking through the graph: this is for errors.
pub(crate) fn path(arena: &Arena, root: NodeId, target: NodeId) -> String {
    let mut from: HashMap<NodeId, NodeId> = HashMap::new();
    let mut open = VecDeque::from([root]);
    while let Some(id) = open.pop_front() {
        if id == target {
            break;
        }
        for child in arena.node(id).ty.children() {
            if child != root && !from.contains_key(&child) {
                from.insert(child, id);
                open.push_back(child);
            }
        }
    }
    let mut way = vec![target];
    let mut at = target;
    while let Some(&parent) = from.get(&at) {
        way.push(parent);
        at = parent;
    }
    let mut path = String::new();
    let mut way = way.into_iter().rev().peekable();
    while let Some(id) = way.next() {
        let ty = &arena.node(id).ty;
        if let (true, Some(name)) = (path.is_empty(), ty.name()) {
            path.push_str(name.full());
        }
        let Some(&child) = way.peek() else { break };
        match ty {
            Type::Array(_) => path.push_str("[]"),
            Type::Map(_) => path.push_str("{}"),
            Type::Record(record) => {
                if let Some(field) = record.fields.iter().find(|field| field.ty == child) {
                    path.push('.');
                    path.push_str(&field.name);
                }
            }
            _ => {}
        }
    }
    path
}

/// The part of a path that `part` adds behind its node.
pub(crate) fn part_path(ty: &Type, part: Part) -> String {
    match (ty, part) {
        (Type::Record(record), Part::Field(at) | Part::Default(at)) => record
            .fields
            .get(at)
            .map_or_else(String::new, |field| format!(".{}", clip(&field.name))),
        _ => String::new(),
    }
}
