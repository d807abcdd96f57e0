//! Many files at once, whose types may refer to each other in any order.
//!
//! Inside one text a name is defined before it is used. Between files there is no
//! before, so the names of all of them are found first and promised to each file while it is
//! parsed. What comes out shares one arena, so the same type is the same node everywhere.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use crate::build::compact;
use crate::check;
use crate::error::{Elsewhere, SchemaError, SchemaErrorKind as Kind, clip};
use crate::json::Position;
use crate::json::tree::Tree;
use crate::name::Name;
use crate::parse::{ParseOptions, Parser, Place, definitions, locate};
use crate::schema::{Arena, NodeId, Schema, same_given};

/// Files of schemas, to be resolved together.
///
/// A type may be used before its definition and in another file than it. Two files may
/// define the same name if they define it equally.
///
/// # Example
///
/// ```
/// use avro_model::SchemaSet;
///
/// let mut set = SchemaSet::new();
/// set.add("order.avsc", r#"{"type": "record", "name": "Order", "fields": [
///     {"name": "lines", "type": {"type": "array", "items": "Line"}}
/// ]}"#);
/// set.add("line.avsc", r#"{"type": "record", "name": "Line", "fields": []}"#);
///
/// let resolved = set.resolve().map_err(|mut errors| errors.remove(0))?;
/// let order = resolved.get("Order").unwrap();
/// assert_eq!(order.named("Line"), Some(resolved.get("Line").unwrap().root()));
/// # Ok::<(), avro_model::SchemaError>(())
/// ```
#[derive(Debug, Default)]
#[must_use]
pub struct SchemaSet {
    options: ParseOptions,
    files: Vec<(String, String)>,
}

impl SchemaSet {
    /// A set without files, read strictly.
    pub fn new() -> SchemaSet {
        SchemaSet::default()
    }

    /// How strictly the files are read. Its name for the file is not used.
    pub fn options(mut self, options: ParseOptions) -> SchemaSet {
        self.options = options;
        self
    }

    /// Adds a file: what it is called in errors and results, and its text.
    pub fn add(&mut self, file: impl Into<String>, text: impl Into<String>) {
        self.files.push((file.into(), text.into()));
    }

    /// Parses all files.
    ///
    /// # Errors
    ///
    /// All that could be found wrong, file by file and a hundred faults at most: what [`Schema::parse`] refuses, and names
    /// that two files define differently. After a file's syntax or names go wrong,
    /// the rest of that file is not looked at.
    pub fn resolve(self) -> Result<ResolvedSet, Vec<SchemaError>> {
        let mut errors = Vec::new();
        let mut texts = Vec::new();
        for (number, (file, text)) in self.files.iter().enumerate() {
            let options = self.options.clone().file(file.as_str());
            match options.tree(text) {
                Ok(tree) => texts.push(Text {
                    number,
                    options,
                    tree,
                    root: None,
                }),
                Err(error) => errors.push(error),
            }
        }
        let mut parser = Parser::new();
        for text in &texts {
            for found in definitions(&text.tree) {
                parser.promise(&found.name, (text.place(), found.index));
            }
        }
        for text in &mut texts {
            if errors.len() >= MOST_ERRORS {
                return Err(errors);
            }
            match parser.text(&text.options, &text.tree, text.place()) {
                Ok(root) => text.root = Some(root),
                Err(error) => errors.push(error),
            }
        }
        let repeated = std::mem::take(&mut parser.repeated);
        let (arena, places) = parser.finish();
        let raw = Raw {
            texts: &texts,
            arena: &arena,
            places: &places,
        };
        if errors.is_empty() {
            raw.rules(&self.options, &mut errors);
        }
        if errors.is_empty() {
            raw.repeated(&repeated, &mut errors);
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        Ok(raw.merged(&repeated, &self.files))
    }
}

/// More errors than this help nobody.
const MOST_ERRORS: usize = 100;

struct Text<'t> {
    number: usize,
    options: ParseOptions,
    tree: Tree<'t>,
    root: Option<NodeId>,
}

impl Text<'_> {
    /// The number by which a [`Place`] knows this text.
    fn place(&self) -> u32 {
        u32::try_from(self.number).unwrap_or(u32::MAX)
    }

    fn position(&self, index: usize) -> Position {
        self.tree.value(index).position()
    }
}

/// The nodes of all files, definitions of one name not yet brought together.
struct Raw<'a> {
    texts: &'a [Text<'a>],
    arena: &'a Arena,
    places: &'a [Place],
}

impl Raw<'_> {
    fn text_of(&self, id: NodeId) -> Option<(&Text<'_>, usize)> {
        let &(number, index) = self.places.get(id.index())?;
        let at = self.texts.binary_search_by_key(&number, Text::place).ok()?;
        Some((self.texts.get(at)?, index))
    }

    /// Holds all nodes against the rules.
    fn rules(&self, options: &ParseOptions, errors: &mut Vec<SchemaError>) {
        for fault in check::arena(self.arena, options) {
            let Some((text, _)) = self.text_of(fault.node) else {
                continue;
            };
            let root = text.root.unwrap_or(fault.node);
            let error = locate(self.arena, root, self.places, fault, &text.tree);
            errors.push(error.in_file(text.options.name()));
        }
    }

    /// Compares second definitions with the first ones.
    fn repeated(&self, repeated: &[(NodeId, NodeId)], errors: &mut Vec<SchemaError>) {
        let mut met = HashSet::new();
        for &(first, second) in repeated {
            if same_given(&mut met, (self.arena, first), (self.arena, second)) {
                continue;
            }
            // What was taken for equal on the way to a difference proves nothing.
            met.clear();
            let (Some((one, at)), Some((two, index))) = (self.text_of(first), self.text_of(second))
            else {
                continue;
            };
            let name = self
                .arena
                .node(second)
                .name()
                .map_or_else(String::new, |name| clip(name.full()));
            let first = Elsewhere {
                file: one.options.name().map(|file| file.to_string()),
                position: Some(one.position(at)),
            };
            let kind = Kind::DuplicateType { name, first };
            errors.push(
                SchemaError::new("", kind)
                    .at(two.position(index))
                    .in_file(two.options.name()),
            );
            if errors.len() >= MOST_ERRORS {
                return;
            }
        }
    }

    /// One arena in which each name is one node.
    fn merged(&self, repeated: &[(NodeId, NodeId)], files: &[(String, String)]) -> ResolvedSet {
        let mut same_as: Vec<NodeId> = (0..self.arena.nodes.len())
            .map(NodeId::from_index)
            .collect();
        for &(first, second) in repeated {
            if let Some(slot) = same_as.get_mut(second.index()) {
                *slot = first;
            }
        }
        let roots: Vec<NodeId> = self.texts.iter().filter_map(|text| text.root).collect();
        let (arena, roots) = compact(self.arena, &same_as, &roots);
        let mut places: Vec<(Place, &Name)> = Vec::new();
        for (name, id) in &self.arena.names {
            places.extend(self.places.get(id.index()).map(|&place| (place, name)));
        }
        // In the order of the texts, so that the lines of each are counted once.
        places.sort_unstable();
        let mut defined = HashMap::new();
        let mut last: Option<(u32, Position)> = None;
        for ((number, index), name) in places {
            let at = self.texts.binary_search_by_key(&number, Text::place);
            let Some(text) = at.ok().and_then(|at| self.texts.get(at)) else {
                continue;
            };
            let from = last
                .filter(|(same, _)| *same == number)
                .map(|(_, position)| position);
            let position = text.tree.value(index).position_after(from);
            last = Some((number, position));
            defined.insert(name.clone(), (text.number, position));
        }
        let names = arena
            .names
            .iter()
            .map(|(name, &id)| (name.clone(), id))
            .collect();
        let arena = Arc::new(arena);
        ResolvedSet {
            files: files
                .iter()
                .map(|(file, _)| file.clone())
                .zip(roots)
                .collect(),
            names,
            defined,
            arena,
        }
    }
}

/// Files of schemas that fit together.
pub struct ResolvedSet {
    arena: Arc<Arena>,
    files: Vec<(String, NodeId)>,
    names: BTreeMap<Name, NodeId>,
    /// For each name the number of its file, and the place there.
    defined: HashMap<Name, (usize, Position)>,
}

impl ResolvedSet {
    fn schema(&self, root: NodeId) -> Schema {
        Schema {
            arena: Arc::clone(&self.arena),
            root,
        }
    }

    /// Each file and the schema it holds, in the order they were added.
    pub fn files(&self) -> impl ExactSizeIterator<Item = (&str, Schema)> {
        self.files
            .iter()
            .map(|(file, root)| (file.as_str(), self.schema(*root)))
    }

    /// Every named type of all files, sorted by full name.
    pub fn names(&self) -> impl ExactSizeIterator<Item = (&Name, Schema)> {
        self.names
            .iter()
            .map(|(name, root)| (name, self.schema(*root)))
    }

    /// The type of this full name.
    pub fn get(&self, full_name: &str) -> Option<Schema> {
        self.names.get(full_name).map(|&root| self.schema(root))
    }

    /// Where a type is defined: the file, the line and the column; where several
    /// files define it, in the first.
    pub fn defined_in(&self, full_name: &str) -> Option<(&str, usize, usize)> {
        let (number, position) = self.defined.get(full_name)?;
        let (file, _) = self.files.get(*number)?;
        Some((file, position.line, position.column))
    }
}

impl std::fmt::Debug for ResolvedSet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ResolvedSet")
            .field("files", &self.files.len())
            .field("names", &self.names.len())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolve(files: &[(&str, &str)]) -> Result<ResolvedSet, Vec<String>> {
        let mut set = SchemaSet::new();
        for (file, text) in files {
            set.add(*file, *text);
        }
        set.resolve()
            .map_err(|errors| errors.iter().map(ToString::to_string).collect())
    }

    const A: &str = r#"{"type":"record","name":"x.A","fields":[{"name":"b","type":["null","B"]}]}"#;
    const B: &str = r#"{"type":"record","name":"x.B","fields":[
        {"name":"a","type":["null","x.A"]},
        {"name":"c","type":{"type":"enum","name":"C","symbols":["S"]}}]}"#;

    #[test]
    fn files_may_refer_to_each_other_in_any_order() {
        for files in [[("a", A), ("b", B)], [("b", B), ("a", A)]] {
            let set = resolve(&files).unwrap();
            let names: Vec<_> = set
                .names()
                .map(|(name, _)| name.full().to_owned())
                .collect();
            assert_eq!(names, ["x.A", "x.B", "x.C"]);
            assert_eq!(set.defined_in("x.C"), Some(("b", 3, 28)));
            let a = set.get("x.A").unwrap();
            assert_eq!(Schema::parse(&a.to_json()).unwrap(), a);
            assert_eq!(a, set.files().find(|(file, _)| *file == "a").unwrap().1);
        }
    }

    #[test]
    fn two_files_may_define_a_name_if_they_agree() {
        let e1 = r#"{"type":"enum","name":"E","symbols":["A","B"]}"#;
        let e2 = r#"{"symbols":["A","B"],"name":"E","type":"enum"}"#;
        let e3 = r#"{"type":"enum","name":"E","symbols":["A"]}"#;
        let r = r#"{"type":"array","items":"E"}"#;
        let set = resolve(&[("one", e1), ("two", e2), ("r", r)]).unwrap();
        assert_eq!(set.names().count(), 1);
        assert_eq!(set.defined_in("E").unwrap().0, "one");
        assert_eq!(
            resolve(&[("one", e1), ("two", &format!("\n{e3}"))]).unwrap_err(),
            ["two:2:1: `E` is defined twice, first at one:1:1"]
        );
    }

    #[test]
    fn errors_of_all_files_are_given_together() {
        let errors = resolve(&[
            ("syntax", "{"),
            ("unknown", r#"{"type":"array","items":"x.D"}"#),
            ("fine", A),
            ("b", B),
            ("name", r#"{"type":"fixed","name":"a-b","size":1}"#),
        ])
        .unwrap_err();
        assert_eq!(
            errors,
            [
                "syntax:1:2: the text ends where a key or `}` should stand",
                "unknown:1:25: []: unknown type `x.D`",
                "name:1:24: the fixed name `a-b` breaks the rule: a letter or underscore, then letters, digits and underscores",
            ]
        );
        let errors = resolve(&[
            ("one", r#"{"type":"record","name":"R","fields":[{"name":"f","type":"E","default":"Z"}]}"#),
            ("two", r#"["null",{"type":"enum","name":"E","symbols":["A"]}]"#),
            ("three", r#"{"type":"record","name":"S","fields":[{"name":"f","type":"int","default":null}]}"#),
        ])
        .unwrap_err();
        assert_eq!(
            errors,
            [
                "one:1:72: R.f: the default does not fit: `Z` is not a symbol of E",
                "three:1:74: S.f: the default does not fit: null where an integer should stand",
            ]
        );
    }

    #[test]
    fn one_file_defines_a_name_once() {
        let twice = r#"[{"type":"fixed","name":"F","size":1},{"type":"array","items":{"type":"fixed","name":"F","size":1}}]"#;
        assert_eq!(
            resolve(&[("f", twice)]).unwrap_err(),
            ["f:1:63: []: `F` is defined twice, first at line 1"]
        );
    }
}
