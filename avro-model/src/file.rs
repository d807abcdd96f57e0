//! A schema file by itself, and types that are held against it.
//!
//! Names that the file uses and does not define are those of other files. They are allowed here, and all
//! that is known of them is the name.

use std::collections::{BTreeSet, HashSet};

use crate::default::Checker;
use crate::error::{SchemaError, SchemaErrorKind as Kind, clip};
use crate::idl::Document;
use crate::json::tree::{Kind as Text, Tree, Value};
use crate::logical::LogicalType;
use crate::name::{Name, is_primitive};
use crate::parse::{ParseOptions, definitions};
use crate::schema::{Attributes, Field, Node, NodeId, Schema, Type};
use crate::set::{ResolvedSet, SchemaSet};

/// The schema in one file, with names of other files in it.
///
/// # Example
///
/// ```
/// use avro_model::{Schema, SchemaFile};
///
/// let file = SchemaFile::parse("order.avsc", r#"{"type": "record", "name": "Order", "fields": [
///     {"name": "id", "type": "long"}, {"name": "line", "type": "shop.Line"}]}"#)?;
/// assert!(file.is_foreign("shop.Line"));
///
/// let schema = Schema::parse(r#"{"type": "record", "name": "Order", "fields": [
///     {"name": "id", "type": "int"},
///     {"name": "line", "type": {"type": "enum", "name": "shop.Line", "symbols": ["A"]}}]}"#)?;
/// assert_eq!(
///     file.holds(&schema).unwrap_err().to_string(),
///     "Order.id: order.avsc says `long` and the type says `int`",
/// );
/// # Ok::<(), avro_model::SchemaError>(())
/// ```
#[derive(Debug)]
pub struct SchemaFile {
    file: String,
    set: ResolvedSet,
    root: Option<Schema>,
    foreign: BTreeSet<String>,
}

impl SchemaFile {
    /// Parses the text of a file, which is called `file` in errors.
    ///
    /// # Errors
    ///
    /// As for [`Schema::parse`], except that unknown types are taken for types of other files.
    pub fn parse(file: &str, text: &str) -> Result<SchemaFile, SchemaError> {
        // The mark that some editors put in front of UTF-8.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let foreign = foreign(&ParseOptions::new().file(file).tree(text)?);
        // What a default of a foreign type has to be is not known.
        let options = ParseOptions::new().unchecked_defaults(!foreign.is_empty());
        let mut set = SchemaSet::new().options(options);
        set.add(file, text);
        for name in &foreign {
            // A legal name needs no escapes.
            let stub = format!(r#"{{"type":"record","name":"{name}","fields":[]}}"#);
            set.add(name, stub);
        }
        SchemaFile::of(file, set, foreign)
    }

    /// What a protocol defines, from its JSON text. It uses no names of other files.
    ///
    /// # Errors
    ///
    /// As for [`Protocol::parse`](crate::Protocol::parse).
    pub fn parse_protocol(file: &str, text: &str) -> Result<SchemaFile, SchemaError> {
        let mut set = SchemaSet::new();
        set.add_protocol(file, text.strip_prefix('\u{feff}').unwrap_or(text));
        SchemaFile::of(file, set, BTreeSet::new())
    }

    /// What a file of IDL defines and imports.
    ///
    /// # Errors
    ///
    /// None is known: what reading has let through fits together.
    ///
    /// # Example
    ///
    /// ```
    /// use avro_model::{SchemaFile, idl};
    ///
    /// let document = idl::parse("namespace shop; record Order { Id id; } fixed Id(16);")?;
    /// let file = SchemaFile::of_document("order.avdl", document)?;
    /// assert_eq!(file.names().collect::<Vec<_>>(), ["shop.Id", "shop.Order"]);
    /// assert!(file.root().is_none());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn of_document(file: &str, document: Document) -> Result<SchemaFile, SchemaError> {
        let mut set = SchemaSet::new();
        set.add_document(file, document);
        SchemaFile::of(file, set, BTreeSet::new())
    }

    fn of(
        file: &str,
        set: SchemaSet,
        foreign: BTreeSet<String>,
    ) -> Result<SchemaFile, SchemaError> {
        let set = set.resolve().map_err(|errors| {
            let first = errors.into_iter().next();
            first.unwrap_or_else(|| SchemaError::new("", Kind::Undefined))
        })?;
        let root = set.files().next().map(|(_, schema)| schema);
        Ok(SchemaFile {
            file: file.to_owned(),
            root,
            set,
            foreign,
        })
    }

    /// The type that the file is about: a protocol is about none, nor is IDL without a main schema.
    pub fn root(&self) -> Option<&Schema> {
        self.root.as_ref()
    }

    /// A type that the file defines, by its full name.
    pub fn get(&self, full_name: &str) -> Option<Schema> {
        match self.is_foreign(full_name) {
            true => None,
            false => self.set.get(full_name),
        }
    }

    /// The full names of the types that the file defines, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let names = self.set.names().map(|(name, _)| name.full());
        names.filter(|name| !self.is_foreign(name))
    }

    /// Whether a name is one of another file, so that nothing but the name is known.
    pub fn is_foreign(&self, full_name: &str) -> bool {
        self.foreign.contains(full_name)
    }

    /// Holds a schema against the type of its name in this file, or against the file's root if it has no name.
    ///
    /// Everything has to be alike but documentation, which is for the readers of each text. Of types that are
    /// defined in other files only the name counts.
    ///
    /// # Errors
    ///
    /// The first difference.
    pub fn holds(&self, schema: &Schema) -> Result<(), SchemaError> {
        let own = match schema.root_node().name() {
            None => self
                .root
                .clone()
                .ok_or_else(|| self.differs("", "has no main schema".to_owned()))?,
            Some(name) => self.get(name.full()).ok_or_else(|| {
                let message = format!("does not define `{}`", clip(name.full()));
                self.differs("", message)
            })?,
        };
        let mut defaults = Checker::new(&schema.arena);
        let mut met = HashSet::new();
        let path = (schema.root_node().name()).map_or_else(String::new, |name| name.full().into());
        let mut open = vec![(own.root(), schema.root(), path)];
        while let Some((a, b, path)) = open.pop() {
            if !met.insert((a, b)) {
                continue;
            }
            let (x, y) = (own.node(a), schema.node(b));
            if let Some(name) = x.name()
                && self.is_foreign(name.full())
                && y.name().is_some_and(|other| is_same_name(name, other))
            {
                continue;
            }
            // What is in a named type is told from there on.
            let inner = y.name().map_or(path.clone(), |name| clip(name.full()));
            self.node(&mut defaults, x, y).map_err(|what| match what {
                Difference::OfTypes => {
                    self.differs(&path, told(&spelled(&own, a), &spelled(schema, b)))
                }
                Difference::Of(place, text) => self.differs(&format!("{inner}{place}"), text),
            })?;
            let places = places(y.ty(), &inner);
            // In the order of the text, so the first difference is found first.
            let children: Vec<_> = x
                .ty()
                .children()
                .zip(y.ty().children())
                .zip(places)
                .collect();
            open.extend(
                children
                    .into_iter()
                    .rev()
                    .map(|((a, b), path)| (a, b, path)),
            );
        }
        Ok(())
    }

    fn differs(&self, path: &str, message: String) -> SchemaError {
        let file = clip(&self.file);
        SchemaError::new(path, Kind::DiffersFromFile { file, message })
    }

    /// One type, but for those in it.
    fn node(&self, defaults: &mut Checker<'_>, x: &Node, y: &Node) -> Result<(), Difference> {
        let same_meaning = x.logical() == y.logical();
        let same_kind = match (x.ty(), y.ty()) {
            (Type::Union(x), Type::Union(y)) => x.len() == y.len(),
            (x, y) => x.kind() == y.kind() && x.name() == y.name(),
        };
        if !same_kind || !same_meaning {
            return Err(Difference::OfTypes);
        }
        let says = |what: &str, x: String, y: String| match x == y {
            true => Ok(()),
            false => Err(Difference::Of(
                String::new(),
                format!("says {what} {x} and the type says {y}"),
            )),
        };
        says(
            "attributes",
            listed(x.attributes(), x.logical()),
            listed(y.attributes(), y.logical()),
        )?;
        match (x.ty(), y.ty()) {
            (Type::Record(x), Type::Record(y)) => {
                says("aliases", aliases(x.aliases()), aliases(y.aliases()))?;
                let word = |is_error| if is_error { "error" } else { "record" };
                says(
                    "the word",
                    word(x.is_error()).into(),
                    word(y.is_error()).into(),
                )?;
                let names = |fields: &[Field]| {
                    let names: Vec<&str> = fields.iter().map(Field::name).collect();
                    clip(&names.join(", "))
                };
                let lacks = |fields: &[Field], other: &crate::schema::Record| {
                    let lacking = fields
                        .iter()
                        .find(|field| other.field(field.name()).is_none());
                    lacking.map(|field| format!(".{}", clip(field.name())))
                };
                if let Some(place) = lacks(x.fields(), y) {
                    return Err(Difference::Of(
                        place,
                        "has this field and the type has not".into(),
                    ));
                }
                if let Some(place) = lacks(y.fields(), x) {
                    return Err(Difference::Of(place, "has no such field".into()));
                }
                let in_order = x
                    .fields()
                    .iter()
                    .zip(y.fields())
                    .all(|(x, y)| x.name() == y.name());
                if !in_order {
                    return says(
                        "the fields",
                        names(x.fields()),
                        format!("{} in that order", names(y.fields())),
                    );
                }
                for (x, y) in x.fields().iter().zip(y.fields()) {
                    field(defaults, x, y)
                        .map_err(|text| Difference::Of(format!(".{}", clip(y.name())), text))?;
                }
                Ok(())
            }
            (Type::Enum(x), Type::Enum(y)) => {
                says("aliases", aliases(x.aliases()), aliases(y.aliases()))?;
                says(
                    "the symbols",
                    clip(&x.symbols().join(", ")),
                    clip(&y.symbols().join(", ")),
                )?;
                let default = |at: Option<usize>| at.map_or("none".to_owned(), |at| at.to_string());
                says("the default", default(x.default()), default(y.default()))
            }
            (Type::Fixed(x), Type::Fixed(y)) => {
                says("aliases", aliases(x.aliases()), aliases(y.aliases()))?;
                says("the size", x.size().to_string(), y.size().to_string())
            }
            _ => Ok(()),
        }
    }
}

/// The legal names that a text uses and does not define.
///
/// Whatever is not as it should be is passed over: the parser will say so.
fn foreign(tree: &Tree<'_>) -> BTreeSet<String> {
    let defined: HashSet<Name> = definitions(tree)
        .into_iter()
        .map(|found| found.name)
        .collect();
    let mut foreign = BTreeSet::new();
    let mut open: Vec<(Value<'_>, Option<String>)> = vec![(tree.root(), None)];
    let mut used = |text: &str, namespace: Option<&str>| {
        let name = Name::relative(text, namespace);
        // As the parser looks for it: in the namespace around, and then in none.
        let is_known = defined.contains(&name) || defined.contains(&Name::unchecked(text));
        if !is_primitive(text) && !is_known && Name::parse(name.full()).is_ok() {
            foreign.insert(name.full().to_owned());
        }
    };
    while let Some((at, namespace)) = open.pop() {
        match at.kind() {
            Text::String(text) => used(&text, namespace.as_deref()),
            Text::Array => open.extend(at.items().map(|item| (item, namespace.clone()))),
            Text::Object => {
                let Some(word) = at.get("type").and_then(Value::as_str) else {
                    continue;
                };
                let inner = |key| at.get(key).map(|inner| (inner, namespace.clone()));
                match &*word {
                    "array" => open.extend(inner("items")),
                    "map" => open.extend(inner("values")),
                    "record" | "error" => {
                        let own = at.get("namespace").and_then(Value::as_str);
                        let Some(name) = at.get("name").and_then(Value::as_str) else {
                            continue;
                        };
                        let name = Name::relative(&name, own.as_deref().or(namespace.as_deref()));
                        let inside = name.namespace().map(str::to_owned);
                        let fields = at.get("fields").into_iter().flat_map(Value::items);
                        let types = fields.filter_map(|field| field.get("type"));
                        open.extend(types.map(|ty| (ty, inside.clone())));
                    }
                    "enum" | "fixed" => {}
                    name => used(name, namespace.as_deref()),
                }
            }
            _ => {}
        }
    }
    foreign
}

/// What two types differ in.
enum Difference {
    /// They are of different kinds or meanings.
    OfTypes,
    /// Something of theirs, at a place in them.
    Of(String, String),
}

/// One field, but for its type.
fn field(defaults: &mut Checker<'_>, x: &Field, y: &Field) -> Result<(), String> {
    let same = match (x.default(), y.default()) {
        (Some(a), Some(b)) => a == b || defaults.same(y.ty(), a, b),
        (None, None) => true,
        _ => false,
    };
    let default = |field: &Field| {
        let text = field.default().map(ToString::to_string);
        text.map_or("no default".to_owned(), |text| {
            format!("the default {}", clip(&text))
        })
    };
    let names = |field: &Field| {
        let mut names: Vec<String> = field.aliases().iter().map(|alias| clip(alias)).collect();
        names.sort();
        format!("the aliases [{}]", names.join(", "))
    };
    let order = |field: &Field| format!("the order {}", field.order().as_str());
    let more = |field: &Field| format!("the attributes {}", listed(field.attributes(), None));
    let pairs = [
        (order(x), order(y)),
        (names(x), names(y)),
        (more(x), more(y)),
    ];
    if !same {
        return Err(told(&default(x), &default(y)));
    }
    match pairs.into_iter().find(|(x, y)| x != y) {
        Some((x, y)) => Err(told(&x, &y)),
        None => Ok(()),
    }
}

fn told(x: &str, y: &str) -> String {
    let quoted = |text: &str| match text.starts_with("the ") || text.starts_with("no ") {
        true => text.to_owned(),
        false => format!("`{text}`"),
    };
    format!("says {} and the type says {}", quoted(x), quoted(y))
}

/// A name without a namespace may be meant where the file looked for one in its own.
fn is_same_name(foreign: &Name, found: &Name) -> bool {
    foreign == found || found.namespace().is_none() && foreign.simple() == found.simple()
}

fn aliases(names: &[Name]) -> String {
    let mut names: Vec<String> = names.iter().map(|name| clip(name.full())).collect();
    names.sort();
    format!("[{}]", names.join(", "))
}

/// Attributes in a settled order, without those that make the logical type.
fn listed(attributes: &Attributes, logical: Option<&LogicalType>) -> String {
    let mut out: Vec<String> = attributes
        .iter()
        .filter(|(name, _)| !logical.is_some_and(|logical| logical.owns(name)))
        .map(|(name, value)| format!("@{}({})", clip(name), clip(&value.to_string())))
        .collect();
    out.sort();
    format!("[{}]", out.join(" "))
}

/// Where the types in a type are.
fn places(ty: &Type, path: &str) -> Vec<String> {
    match ty {
        Type::Record(record) => {
            let fields = record.fields().iter();
            fields
                .map(|field| format!("{path}.{}", clip(field.name())))
                .collect()
        }
        Type::Array(_) => vec![format!("{path}[]")],
        Type::Map(_) => vec![format!("{path}{{}}")],
        Type::Union(branches) => vec![path.to_owned(); branches.len()],
        _ => Vec::new(),
    }
}

/// A type as Avro IDL writes it, named types by their names: `array<union { null, com.example.Line }>`.
///
/// It is meant for messages: what is very deep or long is cut.
///
/// # Example
///
/// ```
/// use avro_model::{Schema, spelled};
///
/// let schema = Schema::parse(r#"{"type": "array", "items": ["null", {"type": "long", "logicalType": "date-time"}]}"#)?;
/// assert_eq!(spelled(&schema, schema.root()), r#"array<union { null, @logicalType("date-time") long }>"#);
/// # Ok::<(), avro_model::SchemaError>(())
/// ```
pub fn spelled(schema: &Schema, id: NodeId) -> String {
    const DEEPEST: usize = 8;
    fn inner(schema: &Schema, id: NodeId, left: usize) -> String {
        let node = schema.node(id);
        if let Some(name) = node.name() {
            return clip(name.full());
        }
        let Some(left) = left.checked_sub(1) else {
            return "…".to_owned();
        };
        let base = match (node.ty(), node.logical()) {
            (Type::Array(items), _) => format!("array<{}>", inner(schema, *items, left)),
            (Type::Map(values), _) => format!("map<{}>", inner(schema, *values, left)),
            (Type::Union(branches), _) => {
                const MOST: usize = 16;
                let mut names: Vec<String> = branches
                    .iter()
                    .take(MOST)
                    .map(|&branch| inner(schema, branch, left))
                    .collect();
                if branches.len() > MOST {
                    names.push("…".to_owned());
                }
                format!("union {{ {} }}", names.join(", "))
            }
            (ty, None) => ty.kind().to_owned(),
            (_, Some(LogicalType::Decimal { precision, scale })) => {
                format!("decimal({precision}, {scale})")
            }
            (_, Some(LogicalType::Date)) => "date".to_owned(),
            (_, Some(LogicalType::Uuid)) => "uuid".to_owned(),
            (_, Some(LogicalType::TimeMillis)) => "time_ms".to_owned(),
            (_, Some(LogicalType::TimestampMillis)) => "timestamp_ms".to_owned(),
            (_, Some(LogicalType::LocalTimestampMillis)) => "local_timestamp_ms".to_owned(),
            (ty, Some(logical)) => format!("@logicalType(\"{}\") {}", logical.name(), ty.kind()),
        };
        match listed(node.attributes(), node.logical()) {
            none if none == "[]" => base,
            some => format!("{} {base}", some.trim_matches(['[', ']'])),
        }
    }
    inner(schema, id, DEEPEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_told_where_it_is() {
        let record = |fields: &str| {
            format!(
                r#"{{"type": "record", "name": "x.R", "aliases": ["S"], "fields": [{fields}]}}"#
            )
        };
        let fields = r#"{"name": "a", "type": "int"}, {"name": "b", "type": {"type": "map", "values": "x.Other"}}"#;
        let file = SchemaFile::parse("r.avsc", &record(fields)).unwrap();
        let other = r#"{"type": "fixed", "name": "x.Other", "size": 1}"#;
        let says = |text: &str| match file.holds(&Schema::parse(text).unwrap()) {
            Ok(()) => String::new(),
            Err(error) => error.to_string(),
        };
        let b = |ty: &str| format!(r#"{{"name": "b", "type": {{"type": "map", "values": {ty}}}}}"#);
        let cases = [
            (
                record(&format!(
                    r#"{{"name": "a", "doc": "An a.", "type": "int"}}, {}"#,
                    b(other)
                )),
                "",
            ),
            (
                record(&format!(r#"{{"name": "a", "type": "long"}}, {}"#, b(other))),
                "x.R.a: r.avsc says `int` and the type says `long`",
            ),
            (
                record(&format!(
                    r#"{{"name": "a", "type": "int"}}, {}"#,
                    b(&other.replace("Other", "Another"))
                )),
                "x.R.b{}: r.avsc says `x.Other` and the type says `x.Another`",
            ),
            (
                record(r#"{"name": "a", "type": "int"}"#),
                "x.R.b: r.avsc has this field and the type has not",
            ),
            (
                record(&format!(
                    r#"{{"name": "a", "type": "int"}}, {}, {{"name": "c", "type": "int"}}"#,
                    b(other)
                )),
                "x.R.c: r.avsc has no such field",
            ),
            (
                record(&format!(r#"{}, {{"name": "a", "type": "int"}}"#, b(other))),
                "x.R: r.avsc says the fields a, b and the type says b, a in that order",
            ),
            (
                record(&format!(
                    r#"{{"name": "a", "type": "int", "default": 1, "order": "ignore"}}, {}"#,
                    b(other)
                )),
                "x.R.a: r.avsc says no default and the type says the default 1",
            ),
            (
                record(&format!(
                    r#"{{"name": "a", "type": "int", "order": "ignore"}}, {}"#,
                    b(other)
                )),
                "x.R.a: r.avsc says the order ascending and the type says the order ignore",
            ),
            (
                record(fields)
                    .replace("\"S\"", "\"T\"")
                    .replace("\"x.Other\"", other),
                "x.R: r.avsc says aliases [x.S] and the type says [x.T]",
            ),
            (other.to_owned(), "r.avsc does not define `x.Other`"),
        ];
        for (text, expected) in cases {
            assert_eq!(says(&text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_schema_is_none_with_foreign_names_either() {
        let says = |text: &str| SchemaFile::parse("f", text).unwrap_err().to_string();
        assert_eq!(
            says(r#"["a.B", {"type": "enum", "name": "E", "symbols": ["A", "A"]}]"#),
            "f:1:56: E: symbol `A` stands twice in one enum"
        );
        assert_eq!(says("\"a-b\""), "f:1:1: unknown type `a-b`");
    }

    #[test]
    fn names_are_foreign_where_the_parser_would_not_know_them() {
        let file = SchemaFile::parse(
            "f",
            r#"[{"type": "record", "name": "x.R", "fields": [
                {"name": "a", "type": ["null", "R", "E", "F"]},
                {"name": "b", "type": {"type": "map", "values": {"type": "y.G"}}},
                {"name": "c", "type": {"type": "record", "name": "z.S", "fields": [
                    {"name": "d", "type": "R", "default": {"any": "thing"}}]}},
                {"name": "e", "type": ".T"}]},
                "F", {"type": "enum", "name": "E", "symbols": ["A"]}]"#,
        );
        let file = file.unwrap();
        let foreign: Vec<&str> = file.foreign.iter().map(String::as_str).collect();
        assert_eq!(foreign, ["F", "T", "x.F", "y.G", "z.R"]);
        assert_eq!(file.names().collect::<Vec<_>>(), ["E", "x.R", "z.S"]);
    }
}
