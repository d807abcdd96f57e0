//! What a value of the writer's is for the reader, straight from the specification.
//!
//! The section "Schema Resolution" line by line, on trees, with no plan and no speed. Where it is
//! open, decision 8 of `DESIGN.md` and "Where we part from others" say what is right; some
//! of these can be answered otherwise, as other implementations do: see [`Choice`].

use std::collections::{BTreeMap, BTreeSet};

use crate::datum::{Tree, of_json, random};
use crate::random::Random;
use crate::schema::{Field, Kind, Logical, Named, Plain, Schema, Type};

/// Why a value cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fail {
    /// No value of the writer's type can be read as the reader's.
    Never,
    /// A branch that the reader's union has not.
    Branch,
    /// A symbol that the reader's enum has not.
    Symbol,
    /// Bytes that are no UTF-8, read as string.
    NotUtf8,
}

/// What the specification leaves open, or Java's library does otherwise than we do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Choice {
    /// What never fits is an error only for a value that gets there: an empty array of it is read.
    Lazy,
    /// Logical types have no part in it.
    Meaning,
    /// Bytes that are no UTF-8 are read as string, with U+FFFD for what is none.
    Utf8,
    /// Enums and fixed match by their full names alone, and aliases of fields count where records do.
    FullNames,
    /// Records match whatever they are called; among the branches of a union those that fit.
    AnyRecord,
    /// A writer's type is renamed by a reader's alias even if the reader has one of its name.
    Rewrite,
}

impl Choice {
    /// All of them.
    pub const ALL: &[Choice] = &[
        Choice::Lazy,
        Choice::Meaning,
        Choice::Utf8,
        Choice::FullNames,
        Choice::AnyRecord,
        Choice::Rewrite,
    ];

    /// The word that `choices.md` has for it.
    pub fn name(self) -> &'static str {
        match self {
            Choice::Lazy => "lazy",
            Choice::Meaning => "meaning",
            Choice::Utf8 => "utf8",
            Choice::FullNames => "full-names",
            Choice::AnyRecord => "any-record",
            Choice::Rewrite => "rewrite",
        }
    }
}

/// A writer's schema, a reader's, and what can never be read.
pub struct Oracle<'s> {
    writer: &'s Schema,
    reader: &'s Schema,
    choices: &'s [Choice],
    never: BTreeSet<(Type, Type)>,
}

/// How well two types go together, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// The same type, or the same full name.
    Same,
    /// An alias of the reader's.
    Alias,
    /// The same unqualified name.
    Unqualified,
    /// No name at all, and whether the unqualified names differ: see [`Choice::AnyRecord`].
    Structure(bool),
    Promoted,
}

impl<'s> Oracle<'s> {
    /// For a pair of schemas.
    pub fn new(writer: &'s Schema, reader: &'s Schema, choices: &'s [Choice]) -> Oracle<'s> {
        let mut oracle = Oracle {
            writer,
            reader,
            choices,
            never: BTreeSet::new(),
        };
        let mut pairs = BTreeSet::new();
        oracle.gather(&writer.root, &reader.root, &mut pairs);
        // What is not readable makes what needs it not readable, until nothing changes.
        loop {
            let found: Vec<_> = pairs
                .iter()
                .filter(|pair| !oracle.never.contains(pair) && !oracle.goes(&pair.0, &pair.1))
                .cloned()
                .collect();
            if found.is_empty() {
                return oracle;
            }
            oracle.never.extend(found);
        }
    }

    /// Whether no value can be read at all.
    pub fn is_never(&self) -> bool {
        self.is_bad(&self.writer.root, &self.reader.root)
    }

    /// The value as the reader has it.
    ///
    /// # Errors
    ///
    /// When the reader cannot have it.
    pub fn read(&self, tree: &Tree) -> Result<Tree, Fail> {
        self.value(&self.writer.root, &self.reader.root, tree)
    }

    /// A value that cannot be read, and not for want of UTF-8; nothing if every value is read.
    ///
    /// It goes the shortest way to where something fails, and is made up at random beside it.
    pub fn misfit(&self, numbers: &mut Random) -> Option<Tree> {
        let mut pairs = BTreeSet::new();
        self.gather(&self.writer.root, &self.reader.root, &mut pairs);
        // How far it is from each pair to a failure: those next to it first.
        let mut far: BTreeMap<(Type, Type), usize> = BTreeMap::new();
        for distance in 0.. {
            let found: Vec<_> = pairs
                .iter()
                .filter(|pair| !far.contains_key(pair))
                .filter(|(writer, reader)| self.fails(writer, reader, &far, numbers).is_some())
                .cloned()
                .collect();
            if found.is_empty() {
                break;
            }
            far.extend(found.into_iter().map(|pair| (pair, distance)));
        }
        self.fail(&self.writer.root, &self.reader.root, &far, numbers)
    }

    fn fail(
        &self,
        writer: &Type,
        reader: &Type,
        far: &BTreeMap<(Type, Type), usize>,
        numbers: &mut Random,
    ) -> Option<Tree> {
        let own = *far.get(&(writer.clone(), reader.clone()))?;
        let mut nearer = far.clone();
        nearer.retain(|_, distance| *distance < own);
        self.fails(writer, reader, &nearer, numbers)
    }

    /// A value that fails right here, or by way of a pair that is known to.
    fn fails(
        &self,
        writer: &Type,
        reader: &Type,
        far: &BTreeMap<(Type, Type), usize>,
        numbers: &mut Random,
    ) -> Option<Tree> {
        if self.is_bad(writer, reader) {
            return Some(random(self.writer, writer, numbers));
        }
        match (writer, reader) {
            (Type::Union(branches), _) => branches.iter().zip(0..).find_map(|(branch, at)| {
                let value = match self.target(branch, reader) {
                    Some((_, target)) => self.fail(branch, target, far, numbers)?,
                    None => random(self.writer, branch, numbers),
                };
                Some(Tree::Union(at, Box::new(value)))
            }),
            (_, Type::Union(_)) => {
                let (_, target) = self.target(writer, reader)?;
                self.fail(writer, target, far, numbers)
            }
            (Type::Array(writer), Type::Array(reader)) => {
                Some(Tree::Array(vec![self.fail(writer, reader, far, numbers)?]))
            }
            (Type::Map(writer), Type::Map(reader)) => {
                let value = self.fail(writer, reader, far, numbers)?;
                Some(Tree::Map(vec![(String::new(), value)]))
            }
            (Type::Named(w), Type::Named(r)) => {
                match (&self.writer.types[*w].kind, &self.reader.types[*r].kind) {
                    (Kind::Enum(written, _), Kind::Enum(wanted, None)) => {
                        let mut unknown = written.iter().filter(|symbol| !wanted.contains(symbol));
                        Some(Tree::Enum(unknown.next()?.clone()))
                    }
                    (Kind::Record(written), Kind::Record(wanted)) => {
                        let mut fields = wanted.iter().zip(self.sources(*w, *r));
                        let (at, value) = fields.find_map(|(field, source)| {
                            let value = self.fail(&written[source?].ty, &field.ty, far, numbers)?;
                            Some((source?, value))
                        })?;
                        let mut tree = random(self.writer, writer, numbers);
                        if let Tree::Record(values) = &mut tree {
                            values[at].1 = value;
                        }
                        Some(tree)
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn has(&self, choice: Choice) -> bool {
        self.choices.contains(&choice)
    }

    fn is_bad(&self, writer: &Type, reader: &Type) -> bool {
        !self.never.is_empty() && self.never.contains(&(writer.clone(), reader.clone()))
    }

    /// All pairs of types that meet.
    fn gather(&self, writer: &Type, reader: &Type, pairs: &mut BTreeSet<(Type, Type)>) {
        if !pairs.insert((writer.clone(), reader.clone())) {
            return;
        }
        match (writer, reader) {
            (Type::Union(branches), _) => {
                for branch in branches {
                    if let Some((_, target)) = self.target(branch, reader) {
                        self.gather(branch, target, pairs);
                    }
                }
            }
            (_, Type::Union(_)) => {
                if let Some((_, target)) = self.target(writer, reader) {
                    self.gather(writer, target, pairs);
                }
            }
            (Type::Array(writer), Type::Array(reader)) | (Type::Map(writer), Type::Map(reader)) => {
                self.gather(writer, reader, pairs);
            }
            (Type::Named(w), Type::Named(r)) => {
                let (written, wanted) = (self.writer.fields(*w), self.reader.fields(*r));
                for (field, source) in wanted.iter().zip(self.sources(*w, *r)) {
                    if let Some(at) = source {
                        self.gather(&written[at].ty, &field.ty, pairs);
                    }
                }
            }
            _ => {}
        }
    }

    /// Whether some value can be read, as far as is known.
    fn goes(&self, writer: &Type, reader: &Type) -> bool {
        match (writer, reader) {
            (Type::Union(branches), _) => branches.iter().any(|branch| {
                let target = self.target(branch, reader);
                target.is_some_and(|(_, target)| !self.is_bad(branch, target))
            }),
            (_, Type::Union(_)) => {
                let target = self.target(writer, reader);
                target.is_some_and(|(_, target)| !self.is_bad(writer, target))
            }
            (Type::Array(writer), Type::Array(reader)) | (Type::Map(writer), Type::Map(reader)) => {
                self.has(Choice::Lazy) || !self.is_bad(writer, reader)
            }
            (Type::Named(w), Type::Named(r)) => {
                self.rank(writer, reader).is_some() && self.goes_named(*w, *r)
            }
            _ => self.rank(writer, reader).is_some(),
        }
    }

    fn goes_named(&self, w: usize, r: usize) -> bool {
        match (&self.writer.types[w].kind, &self.reader.types[r].kind) {
            (Kind::Record(written), Kind::Record(wanted)) => wanted
                .iter()
                .zip(self.sources(w, r))
                .all(|(field, source)| match source {
                    Some(at) => !self.is_bad(&written[at].ty, &field.ty),
                    None => self.default(field).is_some(),
                }),
            (Kind::Enum(written, _), Kind::Enum(wanted, default)) => {
                default.is_some() || written.iter().any(|symbol| wanted.contains(symbol))
            }
            _ => true,
        }
    }

    fn default(&self, field: &Field) -> Option<Tree> {
        of_json(self.reader, &field.ty, field.default.as_ref()?)
    }

    /// The type that reads what the writer wrote, and if the reader has a union its branch.
    fn target<'t>(&self, writer: &Type, reader: &'t Type) -> Option<(Option<usize>, &'t Type)> {
        let Type::Union(branches) = reader else {
            return Some((None, reader));
        };
        let rank = |branch| match self.rank(writer, branch)? {
            Rank::Structure(_) if !self.fits(writer, branch, 4) => None,
            rank => Some(rank),
        };
        let ranks = branches.iter().map(rank);
        let (_, at) = ranks
            .zip(0..)
            .filter_map(|(rank, at)| Some((rank?, at)))
            .min()?;
        Some((Some(at), &branches[at]))
    }

    /// Whether a record's fields go with another's, as far as one can see from here.
    fn fits(&self, writer: &Type, reader: &Type, levels: usize) -> bool {
        match (writer, reader) {
            _ if levels == 0 => true,
            (Type::Named(w), Type::Named(r)) => {
                let (written, wanted) = (self.writer.fields(*w), self.reader.fields(*r));
                let mut fields = wanted.iter().zip(self.sources(*w, *r));
                self.rank(writer, reader).is_some()
                    && fields.all(|(field, source)| match source {
                        Some(at) => self.fits(&written[at].ty, &field.ty, levels - 1),
                        None => field.default.is_some(),
                    })
            }
            (Type::Union(_), _) => true,
            (_, Type::Union(_)) => self.target(writer, reader).is_some(),
            _ => self.rank(writer, reader).is_some(),
        }
    }

    /// The full name by which the reader looks for a type of the writer's.
    fn name(&self, writer: &Named) -> String {
        let full = writer.full();
        if !self.has(Choice::Rewrite) {
            return full;
        }
        let used = self.reader.used();
        let mut types = used.iter().map(|at| &self.reader.types[*at]).rev();
        let renamed = types.find(|reader| reader.aliases.contains(&full));
        renamed.map_or(full, Named::full)
    }

    /// How a type that is no union goes with another, without a look inside.
    fn rank(&self, writer: &Type, reader: &Type) -> Option<Rank> {
        match (writer, reader) {
            (Type::Plain(w, w_means), Type::Plain(r, r_means)) => {
                if !self.alike(*w_means, *r_means) {
                    return None;
                }
                match (w, r) {
                    (w, r) if w == r => Some(Rank::Same),
                    (Plain::Int, Plain::Long | Plain::Float | Plain::Double)
                    | (Plain::Long, Plain::Float | Plain::Double)
                    | (Plain::Float, Plain::Double)
                    | (Plain::String, Plain::Bytes)
                    | (Plain::Bytes, Plain::String) => Some(Rank::Promoted),
                    _ => None,
                }
            }
            (Type::Array(_), Type::Array(_)) | (Type::Map(_), Type::Map(_)) => Some(Rank::Same),
            (Type::Named(w), Type::Named(r)) => {
                let (w, r) = (&self.writer.types[*w], &self.reader.types[*r]);
                let name = self.name(w);
                let fits = match (&w.kind, &r.kind) {
                    (Kind::Record(_), Kind::Record(_)) | (Kind::Enum(..), Kind::Enum(..)) => true,
                    (Kind::Fixed(w, w_means), Kind::Fixed(r, r_means)) => {
                        w == r && self.alike(*w_means, *r_means)
                    }
                    _ => false,
                };
                let is_record = matches!(r.kind, Kind::Record(_));
                if !fits {
                    None
                } else if name == r.full() {
                    Some(Rank::Same)
                } else if name == w.full() && r.aliases.contains(&name) {
                    Some(Rank::Alias)
                } else if is_record && self.has(Choice::AnyRecord) {
                    Some(Rank::Structure(w.name != r.name))
                } else if w.name == r.name && (is_record || !self.has(Choice::FullNames)) {
                    Some(Rank::Unqualified)
                } else {
                    None
                }
            }
            _ => None,
        }
    }

    /// "Two schemas that are `decimal` logical types match if their scales and precisions match", and
    /// so it is held with all of them. A plain type goes with any.
    fn alike(&self, writer: Option<Logical>, reader: Option<Logical>) -> bool {
        writer.is_none() || reader.is_none() || writer == reader || self.has(Choice::Meaning)
    }

    /// For each field of the reader's record the writer's: the one of its name, or else the first that
    /// its aliases name and no other field has.
    fn sources(&self, w: usize, r: usize) -> Vec<Option<usize>> {
        let (written, wanted) = (self.writer.fields(w), self.reader.fields(r));
        let position = |name: &String| written.iter().position(|field| field.name == *name);
        let mut sources: Vec<_> = wanted.iter().map(|field| position(&field.name)).collect();
        let (w, r) = (&self.writer.types[w], &self.reader.types[r]);
        let name = self.name(w);
        let known = name == r.full() || (name == w.full() && r.aliases.contains(&name));
        if self.has(Choice::FullNames) && !known {
            return sources;
        }
        for (at, field) in wanted.iter().enumerate() {
            if sources[at].is_none() {
                let mut found = field.aliases.iter().filter_map(position);
                sources[at] = found.find(|found| !sources.contains(&Some(*found)));
            }
        }
        sources
    }

    fn value(&self, writer: &Type, reader: &Type, tree: &Tree) -> Result<Tree, Fail> {
        if self.is_bad(writer, reader) {
            return Err(Fail::Never);
        }
        Ok(match (writer, reader, tree) {
            (Type::Union(branches), _, Tree::Union(at, tree)) => {
                let branch = &branches[*at];
                let (to, target) = self.target(branch, reader).ok_or(Fail::Branch)?;
                let value = self.value(branch, target, tree)?;
                match to {
                    Some(to) => Tree::Union(to, Box::new(value)),
                    None => value,
                }
            }
            (_, Type::Union(_), _) => {
                let (to, target) = self.target(writer, reader).ok_or(Fail::Branch)?;
                let value = self.value(writer, target, tree)?;
                Tree::Union(to.expect("a branch"), Box::new(value))
            }
            (Type::Array(writer), Type::Array(reader), Tree::Array(items)) => {
                let items = items.iter().map(|item| self.value(writer, reader, item));
                Tree::Array(items.collect::<Result<_, _>>()?)
            }
            (Type::Map(writer), Type::Map(reader), Tree::Map(entries)) => {
                let entries = entries
                    .iter()
                    .map(|(key, value)| Ok((key.clone(), self.value(writer, reader, value)?)));
                Tree::Map(entries.collect::<Result<_, _>>()?)
            }
            (Type::Named(w), Type::Named(r), Tree::Record(values)) => {
                let (written, wanted) = (self.writer.fields(*w), self.reader.fields(*r));
                let fields = wanted.iter().zip(self.sources(*w, *r));
                let fields = fields.map(|(field, source)| {
                    let value = match source {
                        Some(at) => self.value(&written[at].ty, &field.ty, &values[at].1)?,
                        None => self.default(field).ok_or(Fail::Never)?,
                    };
                    Ok((field.name.clone(), value))
                });
                Tree::Record(fields.collect::<Result<_, _>>()?)
            }
            (Type::Named(_), Type::Named(r), Tree::Enum(symbol)) => {
                match &self.reader.types[*r].kind {
                    Kind::Enum(symbols, _) if symbols.contains(symbol) => tree.clone(),
                    Kind::Enum(_, Some(default)) => Tree::Enum(default.clone()),
                    _ => return Err(Fail::Symbol),
                }
            }
            (_, Type::Plain(Plain::String, _), Tree::Bytes(bytes)) if self.has(Choice::Utf8) => {
                Tree::String(String::from_utf8_lossy(bytes).into_owned())
            }
            (_, Type::Plain(plain, _), _) => promoted(*plain, tree)?,
            _ => tree.clone(),
        })
    }
}

fn promoted(reader: Plain, tree: &Tree) -> Result<Tree, Fail> {
    Ok(match (reader, tree) {
        (Plain::Long, Tree::Int(value)) => Tree::Long(i64::from(*value)),
        (Plain::Float, Tree::Int(value)) => Tree::Float(*value as f32),
        (Plain::Float, Tree::Long(value)) => Tree::Float(*value as f32),
        (Plain::Double, Tree::Int(value)) => Tree::Double(f64::from(*value)),
        (Plain::Double, Tree::Long(value)) => Tree::Double(*value as f64),
        (Plain::Double, Tree::Float(value)) => Tree::Double(f64::from(*value)),
        (Plain::Bytes, Tree::String(text)) => Tree::Bytes(text.clone().into_bytes()),
        (Plain::String, Tree::Bytes(bytes)) => {
            Tree::String(String::from_utf8(bytes.clone()).map_err(|_| Fail::NotUtf8)?)
        }
        (_, tree) => tree.clone(),
    })
}
