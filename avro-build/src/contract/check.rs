//! The check: each type against its released versions.
//!
//! A type is looked at if its own text is another one than in its last release. That is enough: where
//! types have the text they had, all that can be wrong lies in a type they use, and is told there. Likewise a
//! version that stood for many releases is read once.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use std::path::Path;

use avro_model::compatibility::{self, Breach, Compatibility, Direction, Reason};
use avro_model::{Incompatibility, IncompatibilityKind, Name, NodeId, ResolvedSet, Schema, Type};

use super::baseline::{Baseline, Key, Version};
use super::definition;
use super::place::Spot;
use super::words;
use crate::error::Problem;

/// The types of today, by what they are released as.
pub(super) struct Today<'s> {
    pub(super) set: &'s ResolvedSet,
    pub(super) types: BTreeMap<Key, Schema>,
    /// The types that had another name before, by that name.
    former: HashMap<String, Name>,
    /// The files of schemas without a name.
    files: HashMap<String, String>,
}

impl<'s> Today<'s> {
    /// The types of a set.
    ///
    /// # Errors
    ///
    /// When two files whose schemas have no name are called alike, so that one could not be told from the other.
    pub(super) fn of(set: &'s ResolvedSet) -> Result<Today<'s>, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut today = Today {
            set,
            types: BTreeMap::new(),
            former: HashMap::new(),
            files: HashMap::new(),
        };
        for (name, schema) in set.names() {
            for alias in aliases(&schema, schema.root()) {
                today
                    .former
                    .entry(alias.full().to_owned())
                    .or_insert_with(|| name.clone());
            }
            today
                .types
                .insert(Key::Type(name.full().to_owned()), schema);
        }
        for (file, schema) in set.files() {
            if schema.root_node().name().is_none() {
                let name = file.rsplit('/').next().unwrap_or(file);
                // A release is JSON, whatever the file is.
                let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
                let name = format!("{stem}.avsc");
                if let Some(first) = today.files.insert(name.clone(), file.to_owned()) {
                    problems.push(Problem::with_file(
                        file,
                        format!(
                            "its schema has no name and is released under that of the file, as is that of {first}: \
                             give one of the two another name"
                        ),
                    ));
                }
                today.types.insert(Key::File(name), schema);
            }
        }
        match problems.is_empty() {
            true => Ok(today),
            false => Err(problems),
        }
    }

    /// The released types in a folder, set against those of today.
    pub(super) fn baseline(&self, folder: &Path) -> Result<Baseline, Vec<Problem>> {
        let mut baseline = Baseline::read(folder)?;
        baseline.set_apart(|key| self.of_released(key).is_some());
        Ok(baseline)
    }

    /// What a released type is now: the type of its name, or that with its name as an alias.
    pub(super) fn of_released(&self, key: &Key) -> Option<(Key, &Schema)> {
        let found = |key: Key| self.types.get(&key).map(|schema| (key, schema));
        found(key.clone()).or_else(|| match key {
            Key::Type(name) => found(Key::Type(self.former.get(name)?.full().to_owned())),
            Key::File(_) => None,
        })
    }

    /// Where a type is defined: the file, the line and the column. One without a name is the whole of its file.
    pub(super) fn defined_in(&self, key: &Key) -> Option<(&str, usize, usize)> {
        match key {
            Key::Type(name) => self.set.defined_in(name),
            Key::File(name) => Some((self.files.get(name)?, 1, 1)),
        }
    }
}

/// The aliases of a named type.
pub(super) fn aliases(schema: &Schema, id: NodeId) -> &[Name] {
    match schema.node(id).ty() {
        Type::Record(record) => record.aliases(),
        Type::Enum(en) => en.aliases(),
        Type::Fixed(fixed) => fixed.aliases(),
        _ => &[],
    }
}

/// A fault, told once for all releases that it stands against.
pub(super) struct Fault<'b> {
    pub(super) direction: Direction,
    pub(super) kind: IncompatibilityKind,
    pub(super) reason: Reason,
    pub(super) spot: Spot,
    pub(super) releases: BTreeSet<u32>,
    /// The type that was looked at: as it is called now, and as it was when it was released.
    pub(super) now: (Key, &'b Schema),
    pub(super) old: &'b Schema,
    /// The last release that is meant.
    pub(super) release: u32,
}

/// Everything in which the types of today break what was promised of the released ones.
pub(super) fn run(today: &Today<'_>, baseline: &Baseline, mode: Compatibility) -> Vec<Problem> {
    let mut problems = Vec::new();
    if mode == Compatibility::None {
        return problems;
    }
    // What lies in a type itself is told there; what is met in the types of others only if it was not.
    let (mut own, mut others) = (Vec::new(), Vec::new());
    let told = Told::of(today, baseline);
    for (key, versions) in &baseline.types {
        let Some((now, schema)) = today.of_released(key) else {
            if !baseline.is_used(key) {
                problems.extend(words::removed(today, baseline, key, versions));
            }
            continue;
        };
        let is_unchanged =
            now == *key && baseline.is_unchanged(key, &definition::of(schema, schema.root()));
        if is_unchanged && (versions.len() == 1 || !mode.is_transitive()) {
            continue;
        }
        for (old, span, breach) in broken(baseline, key, versions, schema, mode, &mut problems) {
            let direction = breach.direction();
            let (reader, name) = match direction {
                Direction::Backward => (schema, &now),
                Direction::Forward => (old, key),
            };
            for found in breach.incompatibilities() {
                if told.follows(found, direction) {
                    continue;
                }
                let spot = spot(reader, found);
                let is_own = match (&spot.owner, name) {
                    (Some(owner), Key::Type(name)) => owner == name,
                    (owner, _) => owner.is_none(),
                };
                let is_told = |owner: &String| told.has(owner, direction);
                if !is_own && spot.owner.as_ref().is_some_and(is_told) {
                    continue;
                }
                let list = if is_own { &mut own } else { &mut others };
                list.push(Fault {
                    direction,
                    kind: found.kind(),
                    reason: found.reason().clone(),
                    spot,
                    releases: span.clone(),
                    now: (now.clone(), schema),
                    old,
                    release: span.last().copied().unwrap_or_default(),
                });
            }
        }
    }
    let mut faults = told_once(own, Vec::new());
    faults = told_once(others, faults);
    let told = faults
        .iter()
        .map(|fault| words::fault(today, baseline, fault));
    problems.extend(told);
    problems.sort_by_key(|problem| {
        let file = problem.file().map(str::to_owned);
        (file, problem.line(), problem.column())
    });
    problems
}

/// Adds faults to those that have been told before: the same one for several releases is one.
fn told_once<'b>(faults: Vec<Fault<'b>>, mut told: Vec<Fault<'b>>) -> Vec<Fault<'b>> {
    let before = told.len();
    let mut known: HashMap<(Spot, Direction, Reason), usize> = HashMap::new();
    let key = |fault: &Fault<'_>| (fault.spot.clone(), fault.direction, fault.reason.clone());
    known.extend(told.iter().enumerate().map(|(at, fault)| (key(fault), at)));
    for fault in faults {
        match known.entry(key(&fault)) {
            Entry::Vacant(place) => {
                place.insert(told.len());
                told.push(fault);
            }
            Entry::Occupied(place) if *place.get() >= before => {
                if let Some(first) = told.get_mut(*place.get()) {
                    first.releases.extend(fault.releases);
                }
            }
            Entry::Occupied(_) => {}
        }
    }
    told
}

/// The types of which is told by themselves what is wrong in them.
struct Told<'b> {
    baseline: &'b Baseline,
    /// What they are called now.
    now: HashSet<String>,
}

impl<'b> Told<'b> {
    fn of(today: &Today<'_>, baseline: &'b Baseline) -> Told<'b> {
        let now = baseline.types.keys().filter_map(|key| match key {
            Key::Type(name) if baseline.is_apart(name) => match today.of_released(key)?.0 {
                Key::Type(now) => Some(now),
                Key::File(_) => None,
            },
            _ => None,
        });
        Told {
            baseline,
            now: now.collect(),
        }
    }

    /// Whether the reader's type is one.
    fn has(&self, reader: &str, direction: Direction) -> bool {
        match direction {
            Direction::Backward => self.now.contains(reader),
            Direction::Forward => self.baseline.is_apart(reader),
        }
    }

    /// Whether a branch of a union is only at fault because its type is one that is.
    fn follows(&self, found: &Incompatibility, direction: Direction) -> bool {
        match (found.reason(), direction) {
            (Reason::Branch { writer, .. }, Direction::Backward) => self.baseline.is_apart(writer),
            (Reason::Branch { writer, .. }, Direction::Forward) => self.now.contains(writer),
            _ => false,
        }
    }
}

/// The promises to the versions of one type that are broken, each with the releases it stood for.
fn broken<'b>(
    baseline: &'b Baseline,
    key: &Key,
    versions: &'b [Version],
    now: &Schema,
    mode: Compatibility,
    problems: &mut Vec<Problem>,
) -> Vec<(&'b Schema, BTreeSet<u32>, Breach)> {
    let mut history = Vec::new();
    let mut spans = Vec::new();
    let first = match mode.is_transitive() {
        true => 0,
        false => versions.len().saturating_sub(1),
    };
    for (nth, version) in versions.iter().enumerate().skip(first) {
        let span = baseline.span(versions, nth);
        let last = span.last().copied().unwrap_or(version.release);
        match baseline.schema(key, version, last) {
            Ok(schema) => {
                history.push(schema.clone());
                spans.push((schema, span));
            }
            Err(problem) => problems.push(problem),
        }
    }
    let broken = compatibility::check(&history, now, mode).err();
    let broken = broken.unwrap_or_default().into_iter();
    broken
        .filter_map(|breach| {
            let (schema, span) = spans.get(breach.version())?;
            Some((*schema, span.clone(), breach))
        })
        .collect()
}

/// The place of a fault in the reader's schema.
fn spot(reader: &Schema, found: &Incompatibility) -> Spot {
    Spot::of(reader, found.location()).unwrap_or_else(|| Spot {
        owner: reader.root_node().name().map(|name| name.full().to_owned()),
        field: None,
        path: found.reader_path().to_owned(),
    })
}
