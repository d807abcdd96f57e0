//! How what the reader does not want is passed over.
//!
//! A skip knows the writer's schema alone. Records are laid flat into those that hold them
//! and neighbours are fused, so that the five fields of a record are often one step. A record that
//! holds itself, or is too long to be laid into every place it stands in, becomes a sequence of its own.

use std::collections::HashMap;

use super::{Skip, SkipBlocks, Span, get, index, span};
use crate::schema::{NodeId, Schema, Type};

/// A record of no more steps is laid into others. Each place costs that many steps at most.
const SHORT: usize = 4;

#[derive(Debug, Default)]
pub(super) struct Skips {
    unions: Vec<Vec<Skip>>,
    blocks: Vec<SkipBlocks>,
    sequences: Vec<Span>,
    steps: Vec<Skip>,
}

impl Skips {
    #[inline]
    pub(super) fn union(&self, at: u32) -> &[Skip] {
        get(&self.unions, at).map_or(&[], |branches| branches)
    }

    #[inline]
    pub(super) fn blocks(&self, at: u32) -> &SkipBlocks {
        get(&self.blocks, at).unwrap_or(&UNFINISHED)
    }

    #[inline]
    pub(super) fn sequence(&self, at: u32) -> &[Skip] {
        span(
            &self.steps,
            get(&self.sequences, at).copied().unwrap_or_default(),
        )
    }

    #[cfg(test)]
    pub(super) fn entries(&self) -> usize {
        self.unions.iter().map(Vec::len).sum::<usize>()
            + self.blocks.len()
            + self.sequences.len()
            + self.steps.len()
    }
}

static UNFINISHED: SkipBlocks = SkipBlocks {
    item: Skip::Empty(0),
    least: 0,
};

/// Makes the skips of one writer's schema, each type's once.
pub(super) struct Skipper<'s> {
    writer: &'s Schema,
    least: &'s [usize],
    skips: Skips,
    known: HashMap<NodeId, State>,
    /// The sequences that are asked for, and of which records.
    sequences: HashMap<NodeId, u32>,
    /// What those are of, in order.
    wanted: Vec<Wanted>,
}

enum Wanted {
    Record(NodeId),
    /// An item of an array or map.
    Item(Vec<Skip>),
}

enum State {
    /// A record on the way: whoever meets it again needs its sequence.
    Open,
    Done(Vec<Skip>),
}

#[derive(Clone, Copy)]
enum Visit {
    Enter(NodeId),
    Leave(NodeId),
}

impl<'s> Skipper<'s> {
    pub(super) fn new(writer: &'s Schema, least: &'s [usize]) -> Skipper<'s> {
        Skipper {
            writer,
            least,
            skips: Skips::default(),
            known: HashMap::new(),
            sequences: HashMap::new(),
            wanted: Vec::new(),
        }
    }

    /// Adds the steps that pass over a value of this type to `out`.
    pub(super) fn append(&mut self, node: NodeId, out: &mut Vec<Skip>) {
        self.compile(node);
        self.place(node, out);
    }

    /// The one skip that stands for these, of which there may be none.
    fn together(&mut self, steps: Vec<Skip>) -> Option<Skip> {
        if let [] | [_] = *steps {
            return steps.first().copied();
        }
        self.wanted.push(Wanted::Item(steps));
        Some(Skip::Sequence(index(self.wanted.len().saturating_sub(1))))
    }

    pub(super) fn finish(mut self) -> Skips {
        let skips = &mut self.skips;
        for wanted in &self.wanted {
            let steps = match wanted {
                Wanted::Item(steps) => Some(steps),
                Wanted::Record(node) => match self.known.get(node) {
                    Some(State::Done(steps)) => Some(steps),
                    _ => None,
                },
            };
            let start = index(skips.steps.len());
            skips.steps.extend(steps.into_iter().flatten());
            skips.sequences.push((start, index(skips.steps.len())));
        }
        self.skips
    }

    fn compile(&mut self, node: NodeId) {
        let mut way = vec![Visit::Enter(node)];
        while let Some(visit) = way.pop() {
            match visit {
                Visit::Enter(node) => self.enter(node, &mut way),
                Visit::Leave(node) => self.leave(node),
            }
        }
    }

    fn enter(&mut self, node: NodeId, way: &mut Vec<Visit>) {
        if self.known.contains_key(&node) {
            return;
        }
        let ty = self.writer.node(node).ty();
        let skip = match ty {
            Type::Null => Skip::Empty(1),
            Type::Boolean => fixed(1),
            Type::Int | Type::Long | Type::Enum(_) => VARINT,
            Type::Float => fixed(4),
            Type::Double => fixed(8),
            Type::Bytes | Type::String => STRING,
            Type::Fixed(ty) if ty.size() == 0 => Skip::Empty(1),
            Type::Fixed(ty) => fixed(ty.size()),
            Type::Array(_) | Type::Map(_) => {
                self.skips.blocks.push(UNFINISHED);
                Skip::Blocks(index(self.skips.blocks.len().saturating_sub(1)))
            }
            Type::Union(_) => {
                self.skips.unions.push(Vec::new());
                Skip::Union(index(self.skips.unions.len().saturating_sub(1)))
            }
            Type::Record(_) => {
                self.known.insert(node, State::Open);
                way.push(Visit::Leave(node));
                way.extend(ty.children().map(Visit::Enter));
                return;
            }
        };
        self.known.insert(node, State::Done(vec![skip]));
        if ty.children().next().is_some() {
            way.push(Visit::Leave(node));
            way.extend(ty.children().map(Visit::Enter));
        }
    }

    /// Puts a type together whose children are known, but for those that lead back to it.
    fn leave(&mut self, node: NodeId) {
        let ty = self.writer.node(node).ty();
        if let Type::Record(record) = ty {
            let mut steps = Vec::new();
            if record.fields().is_empty() {
                steps.push(Skip::Empty(1));
            }
            for field in record.fields() {
                self.place(field.ty(), &mut steps);
            }
            self.known.insert(node, State::Done(steps));
            return;
        }
        let Some(State::Done(steps)) = self.known.get(&node) else {
            return;
        };
        let at = |at: u32| usize::try_from(at).unwrap_or(usize::MAX);
        match (steps.as_slice(), ty) {
            (&[Skip::Union(union)], _) => {
                let branches = ty.children().map(|child| self.single(child)).collect();
                if let Some(place) = self.skips.unions.get_mut(at(union)) {
                    *place = branches;
                }
            }
            (&[Skip::Blocks(blocks)], Type::Array(child) | Type::Map(child)) => {
                let keys = matches!(ty, Type::Map(_));
                let mut item = Vec::from_iter(keys.then_some(STRING));
                self.place(*child, &mut item);
                let item = self.together(item).unwrap_or(Skip::Empty(1));
                if let Some(plain) = plain_blocks(blocks, item) {
                    self.known.insert(node, State::Done(vec![plain]));
                }
                let least = self.least.get(child.index()).copied().unwrap_or(0);
                if let Some(place) = self.skips.blocks.get_mut(at(blocks)) {
                    *place = SkipBlocks {
                        item,
                        least: least.saturating_add(usize::from(keys)),
                    };
                }
            }
            _ => {}
        }
    }

    /// Adds a type's steps where they are short, and its sequence where they are not.
    fn place(&mut self, node: NodeId, out: &mut Vec<Skip>) {
        match self.known.get(&node) {
            Some(State::Done(steps)) if steps.len() <= SHORT => {
                for step in steps {
                    fuse(out, *step);
                }
            }
            _ => {
                let sequence = self.sequence(node);
                out.push(sequence);
            }
        }
    }

    /// A type's only step, or else its sequence.
    fn single(&mut self, node: NodeId) -> Skip {
        match self.known.get(&node) {
            Some(State::Done(steps)) => match steps.as_slice() {
                &[step] => step,
                _ => self.sequence(node),
            },
            _ => self.sequence(node),
        }
    }

    fn sequence(&mut self, node: NodeId) -> Skip {
        let wanted = &mut self.wanted;
        Skip::Sequence(*self.sequences.entry(node).or_insert_with(|| {
            wanted.push(Wanted::Record(node));
            index(wanted.len().saturating_sub(1))
        }))
    }
}

/// Adds a step, together with the last one where both are of a kind. Values of
/// no bytes may be counted anywhere, so they are counted first.
fn fuse(out: &mut Vec<Skip>, step: Skip) {
    if let Skip::Empty(more) = step {
        match out.first_mut() {
            Some(Skip::Empty(count)) => *count = count.saturating_add(more),
            _ => out.insert(0, step),
        }
        return;
    }
    match out.last_mut() {
        Some(last) => match together(*last, step) {
            Some(both) => *last = both,
            None => out.push(step),
        },
        None => out.push(step),
    }
}

/// One plain step for two, unless something of the second would have to come before something of the first.
fn together(first: Skip, second: Skip) -> Option<Skip> {
    let (
        Skip::Plain {
            before,
            lens,
            varints,
            fixed,
        },
        Skip::Plain {
            before: more_before,
            lens: more_lens,
            varints: more_varints,
            fixed: more_fixed,
        },
    ) = (first, second)
    else {
        return None;
    };
    let between = varints.checked_add(more_before)?;
    let strings = lens.checked_add(more_lens)?;
    Some(match (lens, more_lens) {
        _ if fixed > 0 && (more_before, more_lens, more_varints) != (0, 0, 0) => return None,
        (_, 0) => plain(
            before,
            lens,
            varints.checked_add(more_varints)?,
            fixed.saturating_add(more_fixed),
        ),
        (0, _) => plain(between, strings, more_varints, more_fixed),
        _ if between > 0 => return None,
        _ => plain(before, strings, more_varints, more_fixed),
    })
}

/// Blocks that tell of their items themselves.
fn plain_blocks(blocks: u32, item: Skip) -> Option<Skip> {
    let Skip::Plain {
        before,
        lens,
        varints,
        fixed,
    } = item
    else {
        return None;
    };
    if before > 1 || lens > 2 || varints > 2 {
        return None;
    }
    let strings = before.saturating_mul(3).saturating_add(lens);
    let shape = strings.saturating_mul(3).saturating_add(varints);
    Some(Skip::PlainBlocks {
        blocks,
        shape: shape.try_into().ok()?,
        fixed: fixed.try_into().ok()?,
    })
}

const STRING: Skip = plain(0, 1, 0, 0);

const VARINT: Skip = plain(0, 0, 1, 0);

const fn fixed(size: usize) -> Skip {
    plain(0, 0, 0, size)
}

const fn plain(before: u16, lens: u16, varints: u16, fixed: usize) -> Skip {
    Skip::Plain {
        before,
        lens,
        varints,
        fixed,
    }
}
