//! The pairs of types that meet when data is read, each visited once.
//!
//! From the two roots outwards, breadth first: a pair says how its children pair up
//! and what is wrong with it, whatever may be wrong with them. What that amounts to
//! is the verdict's to say.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use super::defaults::Defaults;
use super::matching::{Branches, primitive, same_meaning, same_name, unchecked};
use super::{Fill, Losses, Node, get, index};
use crate::compatibility::{IncompatibilityKind as Kind, Reason};
use crate::error::clip;
use crate::logical::LogicalType;
use crate::schema::{self, Enum, NodeId, Record, Schema, Type};

/// Fields, branches and symbols that are looked at in any pair of schemas. Only
/// schemas made for it bring so many types together: types of one unqualified name, or records
/// that hold each other set against one that holds itself.
const MOST: usize = 200_000;
/// And so many more for each type, field, branch, symbol and alias that there is. Where
/// every type meets one other it takes three.
const MOST_EACH: usize = 4;

/// What two schemas are set against each other for.
#[derive(Clone, Copy)]
pub(super) enum Purpose {
    /// To read what was written: the reader takes what it wants.
    Reading,
    /// To write values of the first schema as data of the second.
    Writing(Losses),
}

impl Purpose {
    fn is_writing(self) -> bool {
        matches!(self, Purpose::Writing(_))
    }
}

pub(super) struct Walk<'s> {
    pub(super) writer: &'s Schema,
    pub(super) reader: &'s Schema,
    purpose: Purpose,
    /// The first one is that of the roots.
    pub(super) pairs: Vec<Pair>,
    /// Who uses whom: each use with the next one of the same pair.
    uses: Vec<(u32, Option<u32>)>,
    pub(super) defaults: Defaults<'s>,
    /// Whether bytes are read as string anywhere.
    pub(super) utf8: bool,
    known: HashMap<(NodeId, NodeId), u32>,
    unions: HashMap<NodeId, Arc<Branches<'s>>>,
    left: usize,
}

/// A type of the writer's and the type of the reader's that it is read as.
pub(super) struct Pair {
    pub(super) writer: NodeId,
    pub(super) reader: NodeId,
    /// The pair that led here first, and by which way.
    pub(super) parent: Option<(u32, Way)>,
    pub(super) shape: Shape,
    /// What is wrong here, whatever may be wrong further on.
    pub(super) faults: Vec<Fault>,
    /// Whether the layout is one as far as this pair goes.
    pub(super) alike: bool,
    first_use: Option<u32>,
}

/// A step from a pair to another.
#[derive(Clone, Copy)]
pub(super) enum Way {
    /// The writer's field, and the reader's.
    Field(u32, u32),
    Items,
    Values,
    /// The writer's branch, and the reader's if it has a union too.
    Branch(u32, Option<u32>),
    /// The reader's branch alone.
    ReaderBranch(u32),
}

/// How the children of a pair pair up.
pub(super) enum Shape {
    Leaf(Node),
    Enum(Vec<Option<u32>>),
    Array(u32),
    Map(u32),
    Record {
        /// For each field of the writer's the reader's and the pair of both, or nothing if it is skipped.
        reads: Vec<Option<(u32, u32)>>,
        fills: Vec<Fill>,
    },
    /// For each branch of the writer's the reader's branch, if it has any, and the pair of both.
    Union(Vec<Option<(Option<u32>, u32)>>),
    /// The reader's branch and the pair with it.
    Branch(Option<(u32, u32)>),
}

pub(super) struct Fault {
    pub(super) kind: Kind,
    pub(super) at: At,
    pub(super) reason: Reason,
    /// Whether no value at all can be read because of it.
    pub(super) never: bool,
}

/// Where in a pair a fault is.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum At {
    Here,
    Name,
    Size,
    Symbols,
    /// The reader's field.
    Field(u32),
    /// The writer's branch.
    Branch(u32),
}

/// What looking at one pair brought.
struct Found {
    shape: Shape,
    faults: Vec<Fault>,
    alike: bool,
}

impl<'s> Walk<'s> {
    pub(super) fn new(writer: &'s Schema, reader: &'s Schema, purpose: Purpose) -> Walk<'s> {
        let size = extent(writer).saturating_add(extent(reader));
        let mut walk = Walk {
            writer,
            reader,
            purpose,
            pairs: Vec::new(),
            uses: Vec::new(),
            defaults: Defaults::new(reader),
            utf8: false,
            known: HashMap::new(),
            unions: HashMap::new(),
            left: MOST.saturating_add(size.saturating_mul(MOST_EACH)),
        };
        walk.add(writer.root(), reader.root(), None);
        if writer.is_same(reader) {
            return walk;
        }
        let mut next = 0;
        while let Some(pair) = walk.pairs.get(next) {
            let (writer, reader) = (pair.writer, pair.reader);
            let mut found = walk.look(index(next), writer, reader);
            if let Purpose::Writing(losses) = walk.purpose {
                let (writer, reader) = (walk.writer.node(writer), walk.reader.node(reader));
                found.hold_to_writing(writer, reader, losses);
            }
            if walk.left == 0 {
                next = 0;
                found = Found::fault(
                    Kind::TypeMismatch,
                    At::Here,
                    Reason::Other("the schemas set too many types against each other".to_owned()),
                );
            }
            if let Some(pair) = walk.pairs.get_mut(next) {
                pair.shape = found.shape;
                pair.faults = found.faults;
                pair.alike = found.alike;
            }
            if walk.left == 0 {
                break;
            }
            next = next.saturating_add(1);
        }
        walk
    }

    pub(super) fn pair(&self, at: u32) -> Option<&Pair> {
        get(&self.pairs, at)
    }

    /// The pairs that use this one, as often as they do.
    pub(super) fn users(&self, at: u32) -> impl Iterator<Item = u32> + '_ {
        let mut next = self.pair(at).and_then(|pair| pair.first_use);
        std::iter::from_fn(move || {
            let (user, following) = *get(&self.uses, next?)?;
            next = following;
            Some(user)
        })
    }

    fn add(&mut self, writer: NodeId, reader: NodeId, parent: Option<(u32, Way)>) -> u32 {
        let at = index(self.pairs.len());
        self.pairs.push(Pair {
            writer,
            reader,
            parent,
            shape: Shape::Leaf(Node::Direct),
            faults: Vec::new(),
            alike: true,
            first_use: None,
        });
        self.known.insert((writer, reader), at);
        at
    }

    /// The pair of these types, used by `user`.
    fn child(&mut self, writer: NodeId, reader: NodeId, user: u32, way: Way) -> u32 {
        let at = match self.known.get(&(writer, reader)) {
            Some(&at) => at,
            None => self.add(writer, reader, Some((user, way))),
        };
        if let Some(pair) = usize::try_from(at)
            .ok()
            .and_then(|at| self.pairs.get_mut(at))
        {
            let this = index(self.uses.len());
            self.uses.push((user, pair.first_use.replace(this)));
        }
        at
    }

    fn spend(&mut self, cost: usize) {
        self.left = self.left.saturating_sub(cost.saturating_add(1));
    }

    fn look(&mut self, at: u32, writer: NodeId, reader: NodeId) -> Found {
        let (writers, readers) = (self.writer, self.reader);
        let (w, r) = (writers.node(writer), readers.node(reader));
        self.spend(0);
        match (w.ty(), r.ty()) {
            (Type::Union(branches), _) => self.union(at, branches, reader),
            (_, Type::Union(branches)) => self.branch(at, writer, reader, branches),
            (Type::Record(wr), Type::Record(rr)) => {
                let mut found = self.record(at, wr, rr, reader);
                found.hold_names(w, r, self.purpose);
                found
            }
            (Type::Enum(we), Type::Enum(re)) => {
                self.spend(we.symbols().len());
                let mut found = symbols(we, re);
                found.hold_names(w, r, self.purpose);
                found
            }
            (Type::Fixed(wf), Type::Fixed(rf)) => {
                let mut found = Found::leaf(Node::Direct);
                found.hold_names(w, r, self.purpose);
                let (ws, rs) = (wf.size(), rf.size());
                if ws != rs {
                    found.refuse(
                        Kind::FixedSizeMismatch,
                        At::Size,
                        Reason::Sizes {
                            writer: ws,
                            reader: rs,
                        },
                    );
                }
                found.hold_meanings(w, r);
                found
            }
            (Type::Array(wi), Type::Array(ri)) => {
                let items = self.child(*wi, *ri, at, Way::Items);
                Found::alike(Shape::Array(items))
            }
            (Type::Map(wv), Type::Map(rv)) => {
                let values = self.child(*wv, *rv, at, Way::Values);
                Found::alike(Shape::Map(values))
            }
            (wt, rt) => match primitive(wt, rt) {
                Some(node) => {
                    self.utf8 |= matches!((wt, rt), (Type::Bytes, Type::String));
                    let mut found = Found::leaf(node);
                    found.hold_meanings(w, r);
                    found
                }
                None => Found::fault(Kind::TypeMismatch, At::Here, types(w, r)),
            },
        }
    }

    /// Fields pair up by name, then by the aliases of those the writer has no field for.
    fn record(
        &mut self,
        at: u32,
        writer: &'s Record,
        reader: &'s Record,
        reader_id: NodeId,
    ) -> Found {
        self.spend(writer.fields().len());
        self.spend(reader.fields().len());
        if self.left == 0 {
            return Found::leaf(Node::Direct);
        }
        let mut slots: Vec<Option<u32>> = vec![None; writer.fields().len()];
        let mut unwritten = Vec::new();
        for (slot, field) in reader.fields().iter().enumerate() {
            match writer
                .field(field.name())
                .and_then(|(at, _)| slots.get_mut(at))
            {
                Some(place) => *place = Some(index(slot)),
                None => unwritten.push((slot, field)),
            }
        }
        let mut former = HashMap::new();
        if self.purpose.is_writing() {
            for (at, field) in writer.fields().iter().enumerate() {
                self.spend(field.aliases().len());
                former.extend(field.aliases().iter().map(|alias| (&**alias, at)));
            }
        }
        let mut fills = Vec::new();
        let mut faults = Vec::new();
        for (slot, field) in unwritten {
            self.spend(field.aliases().len());
            let free = |at: usize| slots.get(at)?.is_none().then_some(at);
            let mut named = field.aliases().iter().find_map(|alias| {
                let (at, _) = writer.field(alias)?;
                free(at)
            });
            if named.is_none() {
                // Who writes knows by which names his fields went before.
                named = former.get(field.name()).copied().and_then(free);
            }
            if let Some(place) = named.and_then(|at| slots.get_mut(at)) {
                *place = Some(index(slot));
                continue;
            }
            match self.defaults.of(reader_id, slot, field) {
                Ok(default) => fills.push(Fill {
                    slot: index(slot),
                    default,
                }),
                Err(why) => faults.push(Fault {
                    kind: Kind::ReaderFieldMissingDefaultValue,
                    at: At::Field(index(slot)),
                    reason: Reason::Unwritten(why),
                    never: true,
                }),
            }
        }
        let mut reads = Vec::with_capacity(slots.len());
        for (position, (slot, field)) in (0_u32..).zip(slots.iter().zip(writer.fields())) {
            let read = slot.and_then(|slot| Some((slot, get(reader.fields(), slot)?)));
            reads.push(read.map(|(slot, target)| {
                let way = Way::Field(position, slot);
                (slot, self.child(field.ty(), target.ty(), at, way))
            }));
        }
        let in_order = (0_u32..).zip(&slots).all(|(at, slot)| *slot == Some(at));
        Found {
            alike: in_order && writer.fields().len() == reader.fields().len(),
            shape: Shape::Record { reads, fills },
            faults,
        }
    }

    /// A union of the writer's: each branch finds its own way.
    fn union(&mut self, at: u32, branches: &'s [NodeId], reader: NodeId) -> Found {
        self.spend(branches.len());
        if self.left == 0 {
            return Found::leaf(Node::Direct);
        }
        let mut faults = Vec::new();
        let mut targets = Vec::with_capacity(branches.len());
        let readers = match self.reader.node(reader).ty() {
            Type::Union(readers) => Some((self.branches(reader, readers), readers)),
            _ => None,
        };
        for (position, &branch) in (0_u32..).zip(branches) {
            let Some((known, readers)) = &readers else {
                let way = Way::Branch(position, None);
                targets.push(Some((None, self.child(branch, reader, at, way))));
                continue;
            };
            let found = known.find(
                self.writer.node(branch),
                self.reader,
                readers,
                self.purpose.is_writing(),
            );
            let target = found.and_then(|to| Some((to, *get(readers, to)?)));
            targets.push(target.map(|(to, target)| {
                let way = Way::Branch(position, Some(to));
                (Some(to), self.child(branch, target, at, way))
            }));
            if target.is_none() {
                faults.push(Fault {
                    kind: Kind::MissingUnionBranch,
                    at: At::Branch(position),
                    reason: self.lacks(branch),
                    never: false,
                });
            }
        }
        let in_order = |(at, target): (u32, &Option<(Option<u32>, u32)>)| {
            target.is_some_and(|(to, _)| to == Some(at))
        };
        Found {
            alike: (0_u32..).zip(&targets).all(in_order) && readers.is_some(),
            shape: Shape::Union(targets),
            faults,
        }
    }

    /// A union of the reader's where the writer has none.
    fn branch(&mut self, at: u32, writer: NodeId, reader: NodeId, branches: &'s [NodeId]) -> Found {
        let known = self.branches(reader, branches);
        let found = known.find(
            self.writer.node(writer),
            self.reader,
            branches,
            self.purpose.is_writing(),
        );
        let Some((to, target)) = found.and_then(|to| Some((to, *get(branches, to)?))) else {
            let mut found = Found::fault(Kind::MissingUnionBranch, At::Here, self.lacks(writer));
            found.shape = Shape::Branch(None);
            return found;
        };
        let child = self.child(writer, target, at, Way::ReaderBranch(to));
        Found {
            shape: Shape::Branch(Some((to, child))),
            faults: Vec::new(),
            alike: false,
        }
    }

    fn branches(&mut self, union: NodeId, branches: &'s [NodeId]) -> Arc<Branches<'s>> {
        let reader = self.reader;
        match self.unions.entry(union) {
            Entry::Occupied(known) => Arc::clone(known.get()),
            Entry::Vacant(place) => {
                Arc::clone(place.insert(Arc::new(Branches::new(reader, branches))))
            }
        }
    }

    fn lacks(&self, writer: NodeId) -> Reason {
        Reason::NoBranch(says(self.writer.node(writer)))
    }
}

impl Found {
    fn alike(shape: Shape) -> Found {
        Found {
            shape,
            faults: Vec::new(),
            alike: true,
        }
    }

    fn leaf(node: Node) -> Found {
        Found {
            shape: Shape::Leaf(node),
            faults: Vec::new(),
            alike: node == Node::Direct,
        }
    }

    fn fault(kind: Kind, at: At, reason: Reason) -> Found {
        let mut found = Found::leaf(Node::Direct);
        found.refuse(kind, at, reason);
        found
    }

    fn refuse(&mut self, kind: Kind, at: At, reason: Reason) {
        self.faults.push(Fault {
            kind,
            at,
            reason,
            never: true,
        });
    }

    fn hold_names(&mut self, writer: &schema::Node, reader: &schema::Node, purpose: Purpose) {
        let former = purpose.is_writing() && same_name(reader, writer);
        if !same_name(writer, reader) && !former {
            self.faults.insert(
                0,
                Fault {
                    kind: Kind::NameMismatch,
                    at: At::Name,
                    reason: types(writer, reader),
                    never: true,
                },
            );
        }
    }

    /// What does not matter to who reads, since he asked for it, but to who writes.
    fn hold_to_writing(&mut self, writer: &schema::Node, reader: &schema::Node, losses: Losses) {
        if let Some(asks) = unchecked(writer, reader) {
            let kind = writer.ty().kind();
            let why = format!("{kind} is written where {asks} is asked for, and nobody checks it");
            self.refuse(Kind::TypeMismatch, At::Here, Reason::Other(why));
        }
        if let Losses::Accepted = losses {
            return;
        }
        let lost = match (&self.shape, writer.ty(), reader.ty()) {
            (Shape::Record { reads, .. }, Type::Record(record), _) => {
                let fields = record.fields().iter().zip(reads);
                let lost: Vec<&str> = fields
                    .filter(|(_, read)| read.is_none())
                    .map(|(field, _)| field.name())
                    .collect();
                some(&lost).map(|lost| format!("there is no field for {lost}"))
            }
            (Shape::Enum(_), Type::Enum(w), Type::Enum(r)) => {
                let symbols = w.symbols().iter().map(|symbol| &**symbol);
                let lost: Vec<&str> = symbols
                    .filter(|symbol| r.symbol_index(symbol).is_none())
                    .collect();
                // Without a default they are a fault anyway.
                some(&lost)
                    .filter(|_| r.default().is_some())
                    .map(|lost| format!("{lost} would be written as the default symbol"))
            }
            (Shape::Leaf(Node::FromLong), ..) | (Shape::Leaf(Node::FromInt), _, Type::Float) => {
                let (w, r) = (writer.ty().kind(), reader.ty().kind());
                Some(format!("a {r} does not hold every {w}"))
            }
            _ => None,
        };
        if let Some(lost) = lost {
            self.refuse(Kind::Loss, At::Here, Reason::Other(lost));
        }
    }

    fn hold_meanings(&mut self, writer: &schema::Node, reader: &schema::Node) {
        if !same_meaning(writer, reader) {
            self.refuse(Kind::TypeMismatch, At::Here, types(writer, reader));
        }
    }
}

/// How many types, fields, branches, symbols and aliases there are in a schema.
fn extent(schema: &Schema) -> usize {
    schema.arena.nodes.iter().fold(0, |sum: usize, node| {
        let parts = match node.ty() {
            Type::Record(record) => {
                let aliases = record.fields().iter().map(|field| field.aliases().len());
                (record.fields().len()).saturating_add(aliases.fold(0, usize::saturating_add))
            }
            Type::Enum(en) => en.symbols().len(),
            Type::Union(branches) => branches.len(),
            _ => 0,
        };
        sum.saturating_add(1).saturating_add(parts)
    })
}

/// Symbols pair up by name; the reader's default takes what is left.
fn symbols(writer: &Enum, reader: &Enum) -> Found {
    let default = reader.default();
    let symbols: Vec<Option<u32>> = writer
        .symbols()
        .iter()
        .map(|symbol| reader.symbol_index(symbol).or(default).map(index))
        .collect();
    let missing: Vec<&str> = (writer.symbols().iter().zip(&symbols))
        .filter(|(_, found)| found.is_none())
        .map(|(symbol, _)| &**symbol)
        .collect();
    let mut faults = Vec::new();
    if let Some(missing) = some(&missing) {
        faults.push(Fault {
            kind: Kind::MissingEnumSymbols,
            at: At::Symbols,
            reason: Reason::Symbols(missing),
            never: symbols.iter().all(Option::is_none),
        });
    }
    let in_order = |(at, found): (u32, &Option<u32>)| *found == Some(at);
    Found {
        alike: (0_u32..).zip(&symbols).all(in_order),
        shape: Shape::Enum(symbols),
        faults,
    }
}

/// The first few of some names, and how many more there are; nothing of none.
fn some(names: &[&str]) -> Option<String> {
    /// Names told behind the first; more are counted.
    const TOLD: usize = 8;
    let (first, others) = names.split_first()?;
    let mut text = format!("`{}`", clip(first));
    for name in others.iter().take(TOLD) {
        text.push_str(&format!(", `{}`", clip(name)));
    }
    match others.len().saturating_sub(TOLD) {
        0 => {}
        more => text.push_str(&format!(" and {more} more")),
    }
    Some(text)
}

/// Two types that do not go together.
fn types(writer: &schema::Node, reader: &schema::Node) -> Reason {
    Reason::Types {
        writer: says(writer),
        reader: says(reader),
    }
}

/// A type in words: what tells it from the one it does not go with.
fn says(node: &schema::Node) -> String {
    let kind = node.ty().kind();
    match (node.name(), node.logical()) {
        (Some(name), None) => format!("{kind} `{}`", clip(name.full())),
        (_, Some(LogicalType::Decimal { precision, scale })) => {
            format!("{kind} as decimal({precision}, {scale})")
        }
        (_, Some(logical)) => format!("{kind} as {}", logical.name()),
        (None, None) => kind.to_owned(),
    }
}
