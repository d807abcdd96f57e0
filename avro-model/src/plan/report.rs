//! Faults put into words, with their places in both schemas.

use super::verdict::Verdict;
use super::walk::{At, Fault, Shape, Walk, Way};
use super::{get, index};
use crate::compatibility::{Incompatibility, IncompatibilityKind as Kind, Reason};
use crate::error::{clip, clip_path};
use crate::schema::{NodeId, Schema, Type};

/// Steps shown of a very long way: its last ones.
const LONGEST: usize = 32;

/// Reasons that are told. Schemas made for it have very many more, each with its places.
pub(super) const MOST: usize = 1000;

/// Refusals of a plan that are put into words.
const MOST_REFUSALS: usize = 10_000;

/// Which faults are asked for.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Mode {
    /// Those because of which nothing can be read.
    Never,
    /// Those because of which something cannot be read.
    Any,
}

/// The faults from the roots on, each once, in the order of the reader's schema.
///
/// What is wrong within a branch of a reader's union makes that branch one that
/// does not read the writer's type, which is how it is told; unless the same pair of
/// types stands outside of such a union too, so that all of it is told anyway.
pub(super) fn list(walk: &Walk<'_>, verdict: &Verdict, mode: Mode) -> Vec<Incompatibility> {
    let why = |pair: u32| match mode {
        Mode::Never => verdict.why_never(pair),
        Mode::Any => verdict.why_partial(pair),
    };
    let mut out = Vec::new();
    let mut seen = vec![false; walk.pairs.len()];
    let mut open = vec![0_u32];
    while let Some(at) = open.pop() {
        if out.len() >= MOST {
            break;
        }
        let place = usize::try_from(at).ok().and_then(|at| seen.get_mut(at));
        let (Some(seen), Some(pair), Some(_)) = (place, walk.pair(at), why(at)) else {
            continue;
        };
        if std::mem::replace(seen, true) {
            continue;
        }
        let union_reads = matches!(walk.reader.node(pair.reader).ty(), Type::Union(_));
        for fault in &pair.faults {
            // A branch that finds no other does not alone make a union unreadable, but is part of it.
            if (mode == Mode::Any || fault.never || union_reads) && out.len() < MOST {
                out.push((None, incompatibility(walk, at, fault)));
            }
        }
        let mut missing = |place, child: u32| {
            if let Some(seed) = why(child)
                && out.len() < MOST
            {
                let fault = Fault {
                    kind: Kind::MissingUnionBranch,
                    at: place,
                    reason: inner(walk, child, seed),
                    never: false,
                };
                out.push((Some(child), incompatibility(walk, at, &fault)));
            }
        };
        match &pair.shape {
            Shape::Union(targets) if union_reads => {
                for (branch, target) in (0_u32..).zip(targets) {
                    if let Some((_, child)) = target {
                        missing(At::Branch(branch), *child);
                    }
                }
            }
            Shape::Branch(Some((_, child))) => missing(At::Here, *child),
            Shape::Union(targets) => {
                open.extend(targets.iter().rev().flatten().map(|(_, child)| *child));
            }
            Shape::Array(child) | Shape::Map(child) => open.push(*child),
            Shape::Record { reads, .. } => {
                let mut reads: Vec<(u32, u32)> = reads.iter().flatten().copied().collect();
                reads.sort_unstable_by_key(|(slot, _)| std::cmp::Reverse(*slot));
                open.extend(reads.iter().map(|(_, child)| *child));
            }
            Shape::Leaf(_) | Shape::Enum(_) | Shape::Branch(None) => {}
        }
    }
    let told = |child: u32| get(&seen, child).copied().unwrap_or(false);
    out.retain(|(child, _)| !child.is_some_and(told));
    out.into_iter().map(|(_, found)| found).collect()
}

/// Why the branch that `child` stands for does not read what the writer wrote.
fn inner(walk: &Walk<'_>, child: u32, seed: u32) -> Reason {
    let branch = walk.pair(child).map(|pair| {
        let ty = walk.writer.node(pair.writer).ty();
        ty.name()
            .map_or(ty.kind().to_owned(), |name| clip(name.full()))
    });
    let why = walk.pair(seed).and_then(|pair| {
        let fault = pair.faults.first()?;
        Some(incompatibility(walk, seed, fault).to_string())
    });
    Reason::Branch {
        writer: branch.unwrap_or_default(),
        why: why.unwrap_or_default(),
    }
}

/// A fault with its places.
pub(super) fn incompatibility(walk: &Walk<'_>, at: u32, fault: &Fault) -> Incompatibility {
    let mut way = Vec::new();
    let mut first = at;
    while let Some((parent, step)) = walk.pair(first).and_then(|pair| pair.parent) {
        if way.len() == LONGEST {
            break;
        }
        way.push((parent, step));
        first = parent;
    }
    let cut = walk.pair(first).is_some_and(|pair| pair.parent.is_some());
    way.reverse();

    let mut location = String::from(if cut { "…" } else { "" });
    let mut reader_path = start(walk.reader, walk.pair(first).map(|pair| pair.reader), cut);
    let mut writer_path = start(walk.writer, walk.pair(first).map(|pair| pair.writer), cut);
    for (parent, step) in way {
        let Some(pair) = walk.pair(parent) else {
            continue;
        };
        match step {
            Way::Field(writer, reader) => {
                location.push_str(&format!("/fields/{reader}/type"));
                reader_path.push_str(&field(walk.reader, pair.reader, reader));
                writer_path.push_str(&field(walk.writer, pair.writer, writer));
            }
            Way::Items => {
                location.push_str("/items");
                reader_path.push_str("[]");
                writer_path.push_str("[]");
            }
            Way::Values => {
                location.push_str("/values");
                reader_path.push_str("{}");
                writer_path.push_str("{}");
            }
            Way::Branch(_, Some(branch))
            | Way::Branch(branch, None)
            | Way::ReaderBranch(branch) => location.push_str(&format!("/{branch}")),
        }
    }
    match fault.at {
        At::Here => {}
        At::Name => location.push_str("/name"),
        At::Size => location.push_str("/size"),
        At::Symbols => location.push_str("/symbols"),
        At::Branch(branch) => location.push_str(&format!("/{branch}")),
        At::Field(slot) => {
            location.push_str(&format!("/fields/{slot}"));
            let reader = walk
                .pair(at)
                .map(|pair| field(walk.reader, pair.reader, slot));
            reader_path.push_str(&reader.unwrap_or_default());
        }
    }
    if location.is_empty() {
        location.push('/');
    }
    Incompatibility {
        kind: fault.kind,
        reader_path: clip_path(&reader_path),
        writer_path: clip_path(&writer_path),
        location,
        reason: fault.reason.clone(),
    }
}

/// Where a path begins: at the root's name, if it has one.
fn start(schema: &Schema, id: Option<NodeId>, cut: bool) -> String {
    if cut {
        return "…".to_owned();
    }
    let name = id.and_then(|id| schema.node(id).name());
    name.map_or_else(String::new, |name| clip(name.full()))
}

fn field(schema: &Schema, record: NodeId, at: u32) -> String {
    match schema.node(record).ty() {
        Type::Record(record) => {
            let name = get(record.fields(), at).map_or("", |field| field.name());
            format!(".{}", clip(name))
        }
        _ => String::new(),
    }
}

/// The refusals of a plan, each put into words once.
#[derive(Default)]
pub(super) struct Refusals {
    known: std::collections::HashMap<(u32, usize), u32>,
    pub(super) list: Vec<Incompatibility>,
}

impl Refusals {
    /// The refusal for the `nth` fault of a pair.
    pub(super) fn of(&mut self, walk: &Walk<'_>, pair: u32, nth: usize) -> u32 {
        if self.list.len() >= MOST_REFUSALS && !self.known.contains_key(&(pair, nth)) {
            // A value that gets there is refused without a reason.
            return u32::MAX;
        }
        let list = &mut self.list;
        *self.known.entry((pair, nth)).or_insert_with(|| {
            let fault = walk.pair(pair).and_then(|pair| pair.faults.get(nth));
            list.extend(fault.map(|fault| incompatibility(walk, pair, fault)));
            index(list.len().saturating_sub(1))
        })
    }
}
