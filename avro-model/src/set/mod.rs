//! Many files at once, whose types may refer to each other in any order.
//!
//! Inside one text a name is defined before it is used. Between files there is no
//! before, so the names of all of them are found first and promised to each file while it is
//! parsed. Documents of IDL come with their nodes and are taken in before everything else. What comes
//! out shares one arena, so the same type is the same node everywhere.

mod merge;
mod resolved;

use crate::check;
use crate::error::SchemaError;
use crate::idl::Document;
use crate::json::Position;
use crate::json::tree::Tree;
use crate::name::Name;
use crate::parse::{ParseOptions, Parser, ProtocolParts, definitions};
use crate::schema::NodeId;
use merge::Raw;
pub use resolved::ResolvedSet;

/// Files of schemas and protocols, to be resolved together.
///
/// A type may be used before its definition and in another file than it. Two files may
/// define the same name if they define it equally.
///
/// # Example
///
/// ```
/// use avro_model::{SchemaSet, idl};
///
/// let mut set = SchemaSet::new();
/// set.add("order.avsc", r#"{"type": "record", "name": "Order", "fields": [
///     {"name": "lines", "type": {"type": "array", "items": "Line"}}
/// ]}"#);
/// set.add_protocol("shop.avpr", r#"{"protocol": "Shop", "messages": {
///     "find": {"request": [{"name": "id", "type": "long"}], "response": "Order"}
/// }}"#);
/// set.add_document("line.avdl", idl::parse("schema Line; record Line { int count; }")?);
///
/// let resolved = set.resolve().map_err(|mut errors| errors.remove(0))?;
/// let order = resolved.get("Order").unwrap();
/// assert_eq!(order.named("Line"), Some(resolved.get("Line").unwrap().root()));
/// let (_, shop) = resolved.protocols().next().unwrap();
/// assert_eq!(shop.messages()[0].response().root(), order.root());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Default)]
#[must_use]
pub struct SchemaSet {
    options: ParseOptions,
    files: Vec<(String, Input)>,
}

/// What a file is.
#[derive(Debug)]
enum Input {
    /// The JSON text of a schema.
    Schema(String),
    /// The JSON text of a protocol.
    Protocol(String),
    /// IDL, with all it imports.
    Document(Box<Document>),
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

    /// Adds a file with a schema: what it is called in errors and results, and its text.
    pub fn add(&mut self, file: impl Into<String>, text: impl Into<String>) {
        self.files.push((file.into(), Input::Schema(text.into())));
    }

    /// Adds a file with a protocol: what it is called in errors and results, and its JSON text.
    pub fn add_protocol(&mut self, file: impl Into<String>, text: impl Into<String>) {
        self.files.push((file.into(), Input::Protocol(text.into())));
    }

    /// Adds a file of IDL, which has been read with its imports: what it is called in errors and results, and
    /// what it says.
    ///
    /// A file that it imports may be one of the set, too. It is known to be the same where it has the same name here and
    /// there; its types are one in any case.
    pub fn add_document(&mut self, file: impl Into<String>, document: Document) {
        let input = Input::Document(Box::new(document));
        self.files.push((file.into(), input));
    }

    /// Parses all files.
    ///
    /// # Errors
    ///
    /// All that could be found wrong, file by file and a hundred faults at most: what
    /// [`Schema::parse`](crate::Schema::parse) and [`Protocol::parse`](crate::Protocol::parse) refuse, and names
    /// that two files define differently. After a file's syntax or names go wrong,
    /// the rest of that file is not looked at.
    pub fn resolve(self) -> Result<ResolvedSet, Vec<SchemaError>> {
        let mut errors = Vec::new();
        let mut texts = Vec::new();
        let mut parser = Parser::new();
        for (number, (file, input)) in self.files.iter().enumerate() {
            let options = self.options.clone().file(file.as_str());
            let mut parsed = Text {
                number,
                file,
                options,
                content: Content::Nothing,
                names: Vec::new(),
                root: None,
                protocol: None,
            };
            match input {
                Input::Document(document) => parsed.take(document, &mut parser),
                Input::Schema(text) | Input::Protocol(text) => match parsed.options.tree(text) {
                    Ok(tree) => {
                        let is_protocol = matches!(input, Input::Protocol(_));
                        parsed.content = Content::Json(tree, is_protocol);
                    }
                    Err(error) => {
                        errors.push(error);
                        continue;
                    }
                },
            }
            texts.push(parsed);
        }
        for text in &mut texts {
            let Content::Json(tree, _) = &text.content else {
                continue;
            };
            for found in definitions(tree) {
                parser.promise(&found.name, (text.place(), found.index));
                text.names.push(found.name);
            }
        }
        for text in &mut texts {
            if errors.len() >= MOST_ERRORS {
                return Err(errors);
            }
            if let Err(error) = text.parse(&mut parser) {
                errors.push(error);
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
            raw.rules(check::arena(&arena, &self.options), &mut errors);
        }
        if errors.is_empty() {
            raw.repeated(&repeated, &mut errors);
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        Ok(raw.merged(&repeated))
    }
}

/// More errors than this help nobody.
const MOST_ERRORS: usize = 100;

/// A file, and what was found in it.
struct Text<'t> {
    number: usize,
    file: &'t str,
    options: ParseOptions,
    content: Content<'t>,
    /// The types that it defines, in order.
    names: Vec<Name>,
    root: Option<NodeId>,
    protocol: Option<ProtocolParts>,
}

enum Content<'t> {
    Nothing,
    /// JSON, and whether it is that of a protocol.
    Json(Tree<'t>, bool),
    Document(&'t Document),
}

impl<'t> Text<'t> {
    /// The number by which a [`Place`](crate::parse::Place) knows this text.
    fn place(&self) -> u32 {
        u32::try_from(self.number).unwrap_or(u32::MAX)
    }

    /// Takes in the nodes of a document.
    fn take(&mut self, document: &'t Document, parser: &mut Parser) {
        let moved = parser.absorb(document.arena(), (self.place(), 0));
        self.names = document
            .types()
            .filter_map(|schema| schema.root_node().name().cloned())
            .collect();
        self.root = document.schema().map(|schema| moved(schema.root()));
        let protocol = document.protocol();
        self.protocol = protocol.map(|protocol| protocol.parts(moved));
        self.content = Content::Document(document);
    }

    fn parse(&mut self, parser: &mut Parser) -> Result<(), SchemaError> {
        let place = self.place();
        match &self.content {
            Content::Json(tree, false) => {
                self.root = Some(parser.text(&self.options, tree, place)?);
            }
            Content::Json(tree, true) => {
                self.protocol = Some(parser.protocol(&self.options, tree, place)?);
            }
            Content::Document(_) | Content::Nothing => {}
        }
        Ok(())
    }

    /// Where a definition stands, and in which file.
    fn position(&self, name: &Name, index: usize) -> Option<(&str, Position)> {
        match &self.content {
            Content::Json(tree, _) => Some((self.file, tree.value(index).position())),
            Content::Document(document) => {
                let (file, position) = document.place_of(name.full())?;
                Some((file.unwrap_or(self.file), position))
            }
            Content::Nothing => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Protocol, Schema, idl};

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
    fn files_of_all_kinds_are_one_set() {
        let avsc = r#"{"type":"record","name":"x.A","fields":[{"name":"b","type":"x.B"},{"name":"e","type":"x.E"}]}"#;
        let avpr = r#"{"protocol":"P","namespace":"x","types":[{"type":"error","name":"E","fields":[]}],"messages":{
            "m":{"request":[{"name":"a","type":"A"}],"response":"B","errors":["E"]}}}"#;
        let texts = std::collections::BTreeMap::from([
            ("e.avpr".to_owned(), avpr.to_owned()),
            ("a.avsc".to_owned(), avsc.to_owned()),
        ]);
        let avdl = r#"@namespace("x") protocol Q {
            import protocol "e.avpr"; import schema "a.avsc"; record B { long id; } B twice(A a) throws E; }"#;
        let document = idl::Reader::new()
            .options(ParseOptions::new().file("q.avdl"))
            .imports(texts)
            .parse(avdl)
            .unwrap();
        let mut set = SchemaSet::new();
        set.add("a.avsc", avsc);
        set.add_protocol("e.avpr", avpr);
        set.add_document("q.avdl", document);
        let set = set.resolve().unwrap();
        assert_eq!(
            set.sources().collect::<Vec<_>>(),
            ["a.avsc", "e.avpr", "q.avdl"]
        );
        assert_eq!(set.files().count(), 1);
        assert_eq!(set.defined_in("x.B"), Some(("q.avdl", 2, 70)));
        assert_eq!(set.defined_in("x.A").unwrap().0, "a.avsc");
        let protocols: Vec<_> = set.protocols().collect();
        let [("e.avpr", p), ("q.avdl", q)] = &protocols[..] else {
            panic!("{protocols:?}");
        };
        assert_eq!(q.messages().len(), 2);
        let b = set.get("x.B").unwrap();
        assert_eq!(p.message("m").unwrap().response().root(), b.root());
        assert_eq!(q.message("twice").unwrap().response().root(), b.root());
        for protocol in [p, q] {
            assert_eq!(&Protocol::parse(&protocol.to_json()).unwrap(), *protocol);
        }
    }

    #[test]
    fn a_request_takes_no_name_of_a_type() {
        let avpr = r#"{"protocol":"x.P","messages":{"m":{"request":[],"response":"null"}}}"#;
        let avsc = r#"{"type":"fixed","name":"x.P.m","size":1}"#;
        let mut set = SchemaSet::new();
        set.add_protocol("p", avpr);
        set.add("m", avsc);
        set.add_document(
            "q",
            idl::parse(r#"@namespace("x") protocol P { void m(); }"#).unwrap(),
        );
        let set = set.resolve().unwrap();
        assert_eq!(
            set.get("x.P.m").unwrap().to_json(),
            Schema::parse(avsc).unwrap().to_json()
        );
        assert_eq!(set.names().count(), 1);
    }

    #[test]
    fn idl_and_json_have_to_agree() {
        let mut set = SchemaSet::new();
        set.add("e.avsc", r#"{"type":"enum","name":"E","symbols":["A"]}"#);
        set.add_document("e.avdl", idl::parse("schema E;\nenum E { A, B }").unwrap());
        let errors = set.resolve().unwrap_err();
        assert_eq!(
            errors[0].to_string(),
            "e.avsc:1:1: `E` is defined twice, first at e.avdl:2:6"
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
