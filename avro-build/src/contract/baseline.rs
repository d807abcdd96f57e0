//! The folder of released schemas.
//!
//! ```text
//! released/1/com.example.Order.avsc     each release is a folder with a number, in which lies
//! released/1/com.example.Line.avsc      what was new or had changed
//! released/2/com.example.Line.avsc      Order stayed as it was in release 1
//! ```
//!
//! A type of a release is thus found in the last folder up to that release which has it. A file
//! may define several types; what counts is the types, not the files. Only a schema whose root has no
//! name goes by the name of its file.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use avro_model::json::{Json, Reader};
use avro_model::{ParseOptions, Schema, SchemaErrorKind, SchemaSet};

use super::definition;
use super::parts::Parts;
use crate::error::{Problem, clip};
use crate::glob::entries;
use crate::load::{shown, text_of};

/// What is released under one name: a type's full name, or that of a file whose schema has none.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Key {
    Type(String),
    File(String),
}

/// All releases in a folder.
#[derive(Debug, Default)]
pub(super) struct Baseline {
    /// Their numbers.
    pub(super) releases: BTreeSet<u32>,
    /// Each type with its versions, oldest first, never none.
    pub(super) types: BTreeMap<Key, Vec<Version>>,
    /// The types that are looked at by themselves, so that in others only their names matter.
    apart: HashSet<String>,
}

/// A type as it was from one release on.
#[derive(Debug)]
pub(super) struct Version {
    pub(super) release: u32,
    pub(super) file: Rc<File>,
    pub(super) definition: Json,
    /// The names in it, in all the ways that they may be meant.
    uses: BTreeSet<String>,
    schema: OnceCell<Result<Schema, Problem>>,
}

/// A file of a release.
#[derive(Debug)]
pub(super) struct File {
    pub(super) shown: String,
    pub(super) text: String,
}

impl Key {
    /// As messages show it.
    pub(super) fn shown(&self) -> String {
        match self {
            Key::Type(name) => clip(name),
            Key::File(name) => format!("the schema of `{}`", clip(name)),
        }
    }

    /// What its file in a release is called.
    pub(super) fn file_name(&self) -> String {
        match self {
            Key::Type(name) => format!("{name}.avsc"),
            Key::File(name) => name.clone(),
        }
    }
}

impl Baseline {
    /// Reads all releases.
    ///
    /// # Errors
    ///
    /// When a file cannot be read or is not JSON, or something lies in the folder that is no release.
    pub(super) fn read(folder: &Path) -> Result<Baseline, Vec<Problem>> {
        let unreadable = |path: &Path, error: &std::io::Error| {
            Problem::with_file(shown(path), format!("cannot be read: {error}"))
        };
        let mut baseline = Baseline::default();
        let mut problems = Vec::new();
        let found = entries(folder).map_err(|error| vec![unreadable(folder, &error)])?;
        for (name, path, is_folder) in found {
            let number = name.parse::<u32>().ok().filter(|&number| {
                // One number is one folder: not `07`, not `+7`.
                number > 0 && number.to_string() == name
            });
            match number {
                Some(number) if is_folder => {
                    baseline.releases.insert(number);
                    match files(&path) {
                        Ok(files) => baseline.release(number, &files, &mut problems),
                        Err(error) => problems.push(unreadable(&path, &error)),
                    }
                }
                // A text about the folder may lie in it.
                _ if !is_folder && path.extension().is_none_or(|end| end != "avsc") => {}
                _ => problems.push(Problem::with_file(
                    shown(&path),
                    "this is no release: releases are folders with the numbers 1, 2, 3, …, \
                     and schemas lie in them",
                )),
            }
        }
        for versions in baseline.types.values_mut() {
            versions.sort_by_key(|version| version.release);
        }
        if problems.is_empty() {
            Ok(baseline)
        } else {
            problems.sort_by_key(|problem| problem.file().map(str::to_owned));
            Err(problems)
        }
    }

    /// Says which types are still there, and are therefore looked at by themselves.
    ///
    /// Data of one that is gone may be read as another of its name in some other namespace.
    pub(super) fn set_apart(&mut self, is_there: impl Fn(&Key) -> bool) {
        let simple = |name: &str| name.rsplit('.').next().unwrap_or(name).to_owned();
        let (there, gone): (Vec<&Key>, Vec<&Key>) =
            self.types.keys().partition(|key| is_there(key));
        let names = |key: &Key| match key {
            Key::Type(name) => Some(name.clone()),
            Key::File(_) => None,
        };
        let gone: HashSet<String> = gone
            .into_iter()
            .filter_map(names)
            .map(|name| simple(&name))
            .collect();
        self.apart = there
            .into_iter()
            .filter_map(names)
            .filter(|name| !gone.contains(&simple(name)))
            .collect();
    }

    /// Whether a type is looked at by itself.
    pub(super) fn is_apart(&self, name: &str) -> bool {
        self.apart.contains(name)
    }

    fn release(&mut self, release: u32, files: &[PathBuf], problems: &mut Vec<Problem>) {
        for path in files {
            let shown = shown(path);
            let read = text_of(path).and_then(|text| {
                let mut reader = Reader::new(&text);
                let json = Json::read(&mut reader).and_then(|json| reader.next().map(|_| json));
                let json = json.map_err(|error| {
                    let at = error.position();
                    Problem::with_file(&*shown, error.kind()).at(at.line, at.column)
                })?;
                Ok((text, json))
            });
            let (text, json) = match read {
                Ok(read) => read,
                Err(problem) => {
                    problems.push(problem);
                    continue;
                }
            };
            let mut parts = Parts::default();
            let root = parts.take(json, None);
            if !matches!(root, Json::String(_)) {
                let name = path
                    .file_name()
                    .map(|name| name.to_string_lossy().into_owned());
                let uses = std::mem::take(&mut parts.uses);
                let key = Key::File(name.unwrap_or_default());
                parts.found.push((key, root, uses));
            }
            let file = Rc::new(File { shown, text });
            for (key, definition, uses) in parts.found {
                let versions = self.types.entry(key).or_default();
                let twice = versions.iter().find(|version| version.release == release);
                match twice {
                    // Two files may agree.
                    Some(first) if first.definition == definition => {}
                    Some(first) => problems.push(Problem::with_file(
                        &*file.shown,
                        format!(
                            "a type of this release is defined differently in {}",
                            first.file.shown
                        ),
                    )),
                    None => versions.push(Version {
                        release,
                        file: Rc::clone(&file),
                        definition,
                        uses,
                        schema: OnceCell::new(),
                    }),
                }
            }
        }
    }

    /// The last release.
    pub(super) fn last(&self) -> Option<u32> {
        self.releases.last().copied()
    }

    /// The releases in which the `nth` version was the one.
    pub(super) fn span(&self, versions: &[Version], nth: usize) -> BTreeSet<u32> {
        let from = versions
            .get(nth)
            .map_or(u32::MAX, |version| version.release);
        let next = nth
            .checked_add(1)
            .and_then(|next| versions.get(next))
            .map_or(u32::MAX, |version| version.release);
        let span = self.releases.iter().copied();
        span.filter(|release| (from..next).contains(release))
            .collect()
    }

    /// A type as it was in a release; one that was not yet there, as it came.
    pub(super) fn at(&self, key: &Key, release: u32) -> Option<&Version> {
        let versions = self.types.get(key)?;
        let known = versions
            .iter()
            .rev()
            .find(|version| version.release <= release);
        known.or_else(|| versions.first())
    }

    /// Whether another released type holds this one.
    pub(super) fn is_used(&self, key: &Key) -> bool {
        let Key::Type(name) = key else { return false };
        self.types.iter().any(|(other, versions)| {
            other != key && versions.iter().any(|version| version.uses.contains(name))
        })
    }

    /// The schema of a type as it was in a release. Of the records in it that are looked at by themselves it
    /// has the names and no fields, so that a type costs what it is and not what it reaches.
    ///
    /// # Errors
    ///
    /// When the released files do not hold all of it, or are no schemas.
    pub(super) fn schema<'b>(
        &'b self,
        key: &Key,
        version: &'b Version,
        release: u32,
    ) -> Result<&'b Schema, Problem> {
        let built = version
            .schema
            .get_or_init(|| self.build(key, version, release));
        built.as_ref().map_err(Clone::clone)
    }

    fn build(&self, key: &Key, version: &Version, release: u32) -> Result<Schema, Problem> {
        let mut set = SchemaSet::new().options(ParseOptions::lenient());
        let mut seen: HashSet<String> = HashSet::new();
        if let Key::Type(name) = key {
            seen.insert(name.clone());
        }
        let has_defaults = has_deep_defaults(&version.definition);
        let mut open = vec![version];
        while let Some(version) = open.pop() {
            set.add(&*version.file.shown, version.definition.to_string());
            for name in &version.uses {
                let known = || self.at(&Key::Type(name.clone()), release);
                let Some(used) = seen.insert(name.clone()).then(known).flatten() else {
                    continue;
                };
                match stub(&used.definition) {
                    Some(stub) if self.is_apart(name) && !has_defaults => {
                        set.add(&*used.file.shown, stub.to_string());
                    }
                    _ => open.push(used),
                }
            }
        }
        let resolved = set.resolve().map_err(|errors| {
            let problem = errors.first().map(|error| {
                // The lines are not those of the file.
                let file = error.file().unwrap_or(&version.file.shown);
                let hint = match error.kind() {
                    SchemaErrorKind::UnknownType { .. } => {
                        "; no release in this folder has it: put its file back"
                    }
                    _ => "",
                };
                Problem::with_file(file, format!("{}{hint}", error.kind()))
            });
            problem.unwrap_or_else(|| Problem::with_file(&*version.file.shown, "is no schema"))
        })?;
        let schema = match key {
            Key::Type(name) => resolved.get(name),
            Key::File(_) => resolved.files().next().map(|(_, schema)| schema),
        };
        schema.ok_or_else(|| Problem::with_file(&*version.file.shown, "is no schema"))
    }

    /// Whether a type is as its last release has it.
    pub(super) fn is_unchanged(&self, key: &Key, definition: &Json) -> bool {
        let (Some(version), Some(last)) = (
            self.types.get(key).and_then(|versions| versions.last()),
            self.last(),
        ) else {
            return false;
        };
        version.definition == *definition
            // What a person wrote may be spelt in another way.
            || self
                .schema(key, version, last)
                .is_ok_and(|schema| definition::of(schema, schema.root()) == *definition)
    }
}

/// A record without its fields.
fn stub(definition: &Json) -> Option<Json> {
    let word = definition.get("type").and_then(Json::as_str);
    let Json::Object(members) = definition else {
        return None;
    };
    if !matches!(word, Some("record" | "error")) {
        return None;
    }
    let words = ["type", "name", "namespace", "aliases"];
    let kept = members.iter().filter(|(key, _)| words.contains(&&**key));
    let fields = ("fields".into(), Json::Array(Vec::new()));
    Some(Json::Object(kept.cloned().chain([fields]).collect()))
}

/// Whether a default may be that of a record, whose fields then have to be known.
fn has_deep_defaults(definition: &Json) -> bool {
    let Some(Json::Array(fields)) = definition.get("fields") else {
        return false;
    };
    fields.iter().any(|field| match field.get("default") {
        Some(Json::Object(members)) => !members.is_empty(),
        Some(Json::Array(items)) => !items.is_empty(),
        _ => false,
    })
}

/// The `.avsc` files of a release, however deep.
fn files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for (_, path, is_folder) in entries(&folder)? {
            if is_folder {
                open.push(path);
            } else if path.extension().is_some_and(|end| end == "avsc") {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}
