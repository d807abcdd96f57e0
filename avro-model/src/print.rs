//! Schemas as JSON text, with nothing lost.
//!
//! A named type is defined where it is met first and referred to from then on. A name
//! is written in full only where its namespace is not the one around it. Types
//! that are half printed wait on a stack of our own, so a chain of types may be of any length.

use std::collections::HashSet;

use crate::json::{Json, write_string};
use crate::name::{Name, is_primitive};
use crate::schema::{Arena, Attributes, Field, NodeId, Order, Record, Schema, Type};

impl Schema {
    /// The schema as compact JSON, which parses to an equal schema.
    ///
    /// Documentation, aliases, order, attributes and defaults are all there, numbers as they
    /// were written.
    ///
    /// # Example
    ///
    /// ```
    /// use avro_model::Schema;
    ///
    /// let text = r#"{"type":"fixed","name":"Id","namespace":"x","size":16,"logicalType":"uuid"}"#;
    /// assert_eq!(Schema::parse(text)?.to_json(), text);
    /// # Ok::<(), avro_model::SchemaError>(())
    /// ```
    pub fn to_json(&self) -> String {
        Printer::new(&self.arena).print(self.root)
    }

    /// The schema as JSON over many lines, indented by two spaces.
    ///
    /// # Example
    ///
    /// ```
    /// use avro_model::Schema;
    ///
    /// let schema = Schema::parse(r#"{"type": "map", "values": ["null", "int"]}"#)?;
    /// assert_eq!(schema.to_json_pretty(), "\
    /// {
    ///   \"type\": \"map\",
    ///   \"values\": [
    ///     \"null\",
    ///     \"int\"
    ///   ]
    /// }");
    /// # Ok::<(), avro_model::SchemaError>(())
    /// ```
    pub fn to_json_pretty(&self) -> String {
        pretty(&self.to_json())
    }
}

/// Prints types one after the other, each definition once.
pub(crate) struct Printer<'a> {
    arena: &'a Arena,
    pub(crate) out: String,
    defined: HashSet<NodeId>,
    /// What is left to print; the last comes first.
    left: Vec<Left<'a>>,
}

/// Something left to print, with the namespace around it where that matters.
enum Left<'a> {
    Type(NodeId, Option<&'a str>),
    Branches {
        branches: &'a [NodeId],
        first: bool,
        namespace: Option<&'a str>,
    },
    Fields {
        fields: &'a [Field],
        first: bool,
        namespace: Option<&'a str>,
    },
    Field(&'a Field, Option<&'a str>),
    /// What comes behind a field's type.
    FieldEnd(&'a Field),
    Close(&'static str),
}

impl<'a> Printer<'a> {
    pub(crate) fn new(arena: &'a Arena) -> Printer<'a> {
        Printer {
            arena,
            out: String::new(),
            defined: HashSet::new(),
            left: Vec::new(),
        }
    }

    fn print(mut self, root: NodeId) -> String {
        self.print_type(root, None);
        self.out
    }

    /// Whether the definition of a named type has been printed.
    pub(crate) fn has_defined(&self, id: NodeId) -> bool {
        self.defined.contains(&id)
    }

    /// Prints a type as it stands in a namespace.
    pub(crate) fn print_type(&mut self, id: NodeId, namespace: Option<&'a str>) {
        self.left.push(Left::Type(id, namespace));
        self.run();
    }

    /// Prints fields, one behind the other, and the bracket behind them.
    pub(crate) fn print_fields(&mut self, fields: &'a [Field], namespace: Option<&'a str>) {
        self.left.push(Left::Close("]"));
        for (at, field) in fields.iter().enumerate().rev() {
            self.left.push(Left::Field(field, namespace));
            if at > 0 {
                self.left.push(Left::Close(","));
            }
        }
        self.run();
    }

    fn run(&mut self) {
        while let Some(left) = self.left.pop() {
            match left {
                Left::Type(id, namespace) => self.ty(id, namespace),
                Left::Branches {
                    branches,
                    first,
                    namespace,
                } => {
                    let Some((&branch, rest)) = branches.split_first() else {
                        self.out.push(']');
                        continue;
                    };
                    if !first {
                        self.out.push(',');
                    }
                    self.left.push(Left::Branches {
                        branches: rest,
                        first: false,
                        namespace,
                    });
                    self.left.push(Left::Type(branch, namespace));
                }
                Left::Fields {
                    fields,
                    first,
                    namespace,
                } => {
                    let Some((field, rest)) = fields.split_first() else {
                        self.out.push_str("]}");
                        continue;
                    };
                    if !first {
                        self.out.push(',');
                    }
                    self.left.push(Left::Fields {
                        fields: rest,
                        first: false,
                        namespace,
                    });
                    self.field(field, namespace);
                }
                Left::Field(field, namespace) => self.field(field, namespace),
                Left::FieldEnd(field) => self.field_end(field),
                Left::Close(text) => self.out.push_str(text),
            }
        }
    }

    fn ty(&mut self, id: NodeId, namespace: Option<&'a str>) {
        let node = self.arena.node(id);
        if let Some(name) = node.ty.name()
            && !self.defined.insert(id)
        {
            return self.reference(name, namespace);
        }
        match &node.ty {
            Type::Array(items) => {
                self.wrapper("array", &node.attributes, "items", *items, namespace)
            }
            Type::Map(values) => {
                self.wrapper("map", &node.attributes, "values", *values, namespace)
            }
            Type::Union(branches) => {
                self.out.push('[');
                self.left.push(Left::Branches {
                    branches,
                    first: true,
                    namespace,
                });
            }
            Type::Record(record) => self.record(record, &node.attributes, namespace),
            Type::Enum(en) => {
                self.head("enum", &en.name, en.doc(), &en.aliases, namespace);
                self.out.push_str(",\"symbols\":[");
                self.strings(en.symbols.iter().map(|symbol| &**symbol));
                self.out.push(']');
                if let Some(symbol) = en.default.and_then(|default| en.symbols.get(default)) {
                    self.member("default");
                    write_string(&mut self.out, symbol);
                }
                self.attributes(&node.attributes);
                self.out.push('}');
            }
            Type::Fixed(fixed) => {
                self.head("fixed", &fixed.name, fixed.doc(), &fixed.aliases, namespace);
                self.member("size");
                self.out.push_str(&fixed.size.to_string());
                self.attributes(&node.attributes);
                self.out.push('}');
            }
            primitive if node.attributes.is_empty() => {
                write_string(&mut self.out, primitive.kind())
            }
            primitive => {
                self.out.push_str("{\"type\":");
                write_string(&mut self.out, primitive.kind());
                self.attributes(&node.attributes);
                self.out.push('}');
            }
        }
    }

    /// An array or a map, all but the type inside it.
    fn wrapper(
        &mut self,
        kind: &str,
        attributes: &Attributes,
        word: &str,
        inner: NodeId,
        namespace: Option<&'a str>,
    ) {
        self.out.push_str("{\"type\":");
        write_string(&mut self.out, kind);
        self.attributes(attributes);
        self.member(word);
        self.left.push(Left::Close("}"));
        self.left.push(Left::Type(inner, namespace));
    }

    fn record(&mut self, record: &'a Record, attributes: &Attributes, namespace: Option<&'a str>) {
        let word = if record.is_error { "error" } else { "record" };
        self.head(word, &record.name, record.doc(), &record.aliases, namespace);
        self.attributes(attributes);
        self.out.push_str(",\"fields\":[");
        let namespace = record.name.namespace();
        self.left.push(Left::Fields {
            fields: &record.fields,
            first: true,
            namespace,
        });
    }

    fn field(&mut self, field: &'a Field, namespace: Option<&'a str>) {
        self.out.push_str("{\"name\":");
        write_string(&mut self.out, &field.name);
        if let Some(doc) = field.doc() {
            self.member("doc");
            write_string(&mut self.out, doc);
        }
        self.member("type");
        self.left.push(Left::FieldEnd(field));
        self.left.push(Left::Type(field.ty, namespace));
    }

    fn field_end(&mut self, field: &Field) {
        if let Some(default) = &field.default {
            self.member("default");
            default.write(&mut self.out);
        }
        if field.order != Order::Ascending {
            self.member("order");
            write_string(&mut self.out, field.order.as_str());
        }
        if !field.aliases.is_empty() {
            self.out.push_str(",\"aliases\":[");
            self.strings(field.aliases.iter().map(|alias| &**alias));
            self.out.push(']');
        }
        self.attributes(&field.attributes);
        self.out.push('}');
    }

    /// What all named types begin with.
    fn head(
        &mut self,
        kind: &str,
        name: &Name,
        doc: Option<&str>,
        aliases: &[Name],
        namespace: Option<&str>,
    ) {
        self.out.push_str("{\"type\":");
        write_string(&mut self.out, kind);
        self.member("name");
        write_string(&mut self.out, name.simple());
        if name.namespace() != namespace {
            self.member("namespace");
            write_string(&mut self.out, name.namespace().unwrap_or_default());
        }
        if let Some(doc) = doc {
            self.member("doc");
            write_string(&mut self.out, doc);
        }
        if !aliases.is_empty() {
            self.out.push_str(",\"aliases\":[");
            let relative: Vec<_> = aliases
                .iter()
                .map(|alias| relative(alias, name.namespace()))
                .collect();
            self.strings(relative.iter().map(String::as_str));
            self.out.push(']');
        }
    }

    fn reference(&mut self, name: &Name, namespace: Option<&str>) {
        let text = match (name.namespace(), namespace) {
            // The bare word would be the primitive.
            (Some(_), _) if is_primitive(name.simple()) => name.full().to_owned(),
            // Understood if the namespace around has no such name of its own.
            (None, Some(around))
                if !self
                    .arena
                    .names
                    .contains_key(&Name::relative(name.full(), Some(around))) =>
            {
                name.full().to_owned()
            }
            _ => relative(name, namespace),
        };
        write_string(&mut self.out, &text);
    }

    pub(crate) fn attributes(&mut self, attributes: &Attributes) {
        for (name, value) in attributes.iter() {
            self.member(name);
            Json::write(value, &mut self.out);
        }
    }

    pub(crate) fn member(&mut self, name: &str) {
        self.out.push(',');
        write_string(&mut self.out, name);
        self.out.push(':');
    }

    fn strings<'s>(&mut self, strings: impl Iterator<Item = &'s str>) {
        for (at, string) in strings.enumerate() {
            if at > 0 {
                self.out.push(',');
            }
            write_string(&mut self.out, string);
        }
    }
}

/// `name` as it is written inside `namespace`. A leading dot marks the null
/// namespace inside another.
pub(crate) fn relative(name: &Name, namespace: Option<&str>) -> String {
    match (name.namespace(), namespace) {
        (own, around) if own == around => name.simple().to_owned(),
        (None, _) => format!(".{}", name.full()),
        (Some(_), _) => name.full().to_owned(),
    }
}

/// Breaks compact JSON into lines.
pub(crate) fn pretty(compact: &str) -> String {
    fn new_line(out: &mut String, depth: usize) {
        out.push('\n');
        // No deeper than this, or very deep types would cost their depth squared.
        out.extend(std::iter::repeat_n("  ", depth.min(100)));
    }

    let mut out = String::with_capacity(compact.len().saturating_mul(2));
    let mut depth = 0usize;
    let (mut in_string, mut escaped) = (false, false);
    let mut rest = compact.chars().peekable();
    while let Some(c) = rest.next() {
        if in_string {
            out.push(c);
            in_string = c != '"' || escaped;
            escaped = c == '\\' && !escaped;
            continue;
        }
        match c {
            '{' | '[' => {
                out.push(c);
                if let Some(close) = rest.next_if(|&next| next == '}' || next == ']') {
                    out.push(close);
                } else {
                    depth = depth.saturating_add(1);
                    new_line(&mut out, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                new_line(&mut out, depth);
                out.push(c);
            }
            ',' => {
                out.push(c);
                new_line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            _ => {
                in_string = c == '"';
                out.push(c);
            }
        }
    }
    out
}
