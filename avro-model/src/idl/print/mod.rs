//! Protocols and schemas as IDL again.
//!
//! What is printed reads back as an equal protocol or schema. What IDL cannot say is an error and
//! never left out: attributes of a response, documentation that would end its comment, and names outside of the rule.

mod types;

use std::collections::HashSet;
use std::fmt::Write;

use super::{Document, DocumentKind, doc};
use crate::error::{clip, clip_path};
use crate::json::Json;
use crate::name::{Name, is_simple_name};
use crate::print::relative;
use crate::protocol::{Message, Protocol};
use crate::schema::{Arena, Attributes, Field, Node, NodeId, Order, Schema, Type};
use types::{Place, quoted};

/// Why something cannot be said in IDL, and where it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {message}")]
pub struct PrintError {
    path: String,
    message: String,
}

impl PrintError {
    /// The place in the protocol or schema, such as `com.example.Order.lines`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What IDL has no way to say.
    pub fn message(&self) -> &str {
        &self.message
    }
}

/// Prints a protocol as a file of IDL.
///
/// # Errors
///
/// When IDL cannot say something of it.
///
/// # Example
///
/// ```
/// use avro_model::{Protocol, idl};
///
/// let protocol = Protocol::parse(r#"{
///     "protocol": "Shop", "namespace": "com.example",
///     "types": [
///         {"type": "error", "name": "Unknown", "fields": [{"name": "id", "type": "long"}]}
///     ],
///     "messages": {
///         "find": {
///             "doc": "Looks it up.",
///             "request": [{"name": "id", "type": "long"}],
///             "response": ["null", "string"], "errors": ["Unknown"]
///         }
///     }
/// }"#).unwrap();
/// let text = idl::print_protocol(&protocol)?;
/// assert_eq!(text, "\
/// @namespace(\"com.example\")
/// protocol Shop {
///     error Unknown {
///         long id;
///     }
///
///     /** Looks it up. */
///     string? find(long id) throws Unknown;
/// }
/// ");
/// assert_eq!(idl::parse(&text).unwrap().protocol(), Some(&protocol));
/// # Ok::<(), idl::PrintError>(())
/// ```
pub fn print_protocol(protocol: &Protocol) -> Result<String, PrintError> {
    let arena = protocol.arena();
    let name = protocol.name();
    let mut printer = Printer::new(&arena, name.namespace());
    printer.path = name.full().to_owned();
    printer.doc(protocol.doc(), "")?;
    if let Some(namespace) = name.namespace() {
        printer.annotation("namespace", &Json::from(namespace), "\n")?;
    }
    printer.attributes(protocol.attributes(), "\n")?;
    printer.out.push_str("protocol ");
    printer.ident(name.simple())?;
    printer.out.push_str(" {\n");
    printer.indent = "    ";
    let mut first = true;
    for schema in protocol.types() {
        printer.gap(&mut first);
        printer.definition(schema.root)?;
    }
    for message in protocol.messages() {
        printer.gap(&mut first);
        printer.path = format!("{}.{}", name.full(), message.name());
        printer.message(message)?;
    }
    printer.out.push_str("}\n");
    Ok(printer.out)
}

/// Prints a schema as a file of IDL, with all the types it needs.
///
/// # Errors
///
/// When IDL cannot say something of it.
///
/// # Example
///
/// ```
/// use avro_model::{Schema, idl};
///
/// let schema = Schema::parse(r#"{"type": "map", "values":
///     {"type": "enum", "name": "x.Suit", "symbols": ["HEARTS", "SPADES"], "default": "SPADES"}
/// }"#).unwrap();
/// let text = idl::print_schema(&schema)?;
/// assert_eq!(text, "\
/// namespace x;
///
/// schema map<Suit>;
///
/// enum Suit { HEARTS, SPADES } = SPADES;
/// ");
/// assert_eq!(idl::parse(&text).unwrap().schema(), Some(&schema));
/// # Ok::<(), idl::PrintError>(())
/// ```
pub fn print_schema(schema: &Schema) -> Result<String, PrintError> {
    let types = types_of(schema);
    print_types(&schema.arena, &types, Some(schema.root))
}

impl Document {
    /// The document as one file of IDL, without imports.
    ///
    /// # Errors
    ///
    /// When IDL cannot say something of it: what came from JSON files it may not.
    pub fn to_idl(&self) -> Result<String, PrintError> {
        match &self.kind {
            DocumentKind::Protocol(protocol) => print_protocol(protocol),
            DocumentKind::Schema(schema) => {
                print_types(&self.arena, &self.types, Some(schema.root))
            }
            DocumentKind::Types => print_types(&self.arena, &self.types, None),
        }
    }
}

/// The named types that a schema leads to, in the order they are met.
fn types_of(schema: &Schema) -> Vec<NodeId> {
    let mut types = Vec::new();
    let mut seen = HashSet::new();
    let mut open = vec![schema.root];
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        let node = schema.arena.node(id);
        if node.name().is_some() {
            types.push(id);
        }
        let behind = open.len();
        open.extend(node.ty.children());
        open.get_mut(behind..).unwrap_or_default().reverse();
    }
    types
}

fn print_types(
    arena: &Arena,
    types: &[NodeId],
    main: Option<NodeId>,
) -> Result<String, PrintError> {
    let first = types.first().and_then(|&id| arena.node(id).name());
    let namespace = first.and_then(Name::namespace);
    let mut printer = Printer::new(arena, namespace);
    if let Some(namespace) = namespace {
        printer.path = namespace.to_owned();
        if !namespace.split('.').all(is_simple_name) {
            return Err(printer.cannot("no namespace by the rule"));
        }
        // One word might be a keyword.
        let quoted = quoted(namespace);
        let _ = writeln!(printer.out, "namespace {quoted};");
    }
    if let Some(main) = main {
        let mut first = printer.out.is_empty();
        printer.gap(&mut first);
        printer.path = "the schema".to_owned();
        printer.out.push_str("schema ");
        printer.ty(main, namespace, Place::Anywhere)?;
        printer.out.push_str(";\n");
    }
    let mut first = printer.out.is_empty();
    for &id in types {
        printer.gap(&mut first);
        printer.definition(id)?;
    }
    Ok(printer.out)
}

struct Printer<'a> {
    arena: &'a Arena,
    /// The namespace of the file.
    namespace: Option<&'a str>,
    indent: &'static str,
    out: String,
    /// Where we are.
    path: String,
}

impl<'a> Printer<'a> {
    fn new(arena: &'a Arena, namespace: Option<&'a str>) -> Printer<'a> {
        Printer {
            arena,
            namespace,
            indent: "",
            out: String::new(),
            path: String::new(),
        }
    }

    #[cold]
    fn cannot(&self, message: impl Into<String>) -> PrintError {
        PrintError {
            path: clip_path(&self.path),
            message: message.into(),
        }
    }

    /// An empty line between things.
    fn gap(&mut self, first: &mut bool) {
        if !std::mem::take(first) {
            self.out.push('\n');
        }
    }

    fn doc(&mut self, doc: Option<&str>, indent: &str) -> Result<(), PrintError> {
        let Some(text) = doc else { return Ok(()) };
        let comment = doc::comment(text, indent);
        let comment =
            comment.ok_or_else(|| self.cannot("no comment can hold the documentation as it is"))?;
        self.out.push_str(&comment);
        Ok(())
    }

    fn ident(&mut self, name: &str) -> Result<(), PrintError> {
        if !is_simple_name(name) {
            let message = format!("`{}` is no name by the rule", clip(name));
            return Err(self.cannot(message));
        }
        self.out.push_str(&quoted(name));
        Ok(())
    }

    fn attributes(&mut self, attributes: &Attributes, end: &str) -> Result<(), PrintError> {
        for (name, value) in attributes.iter() {
            self.annotation(name, value, end)?;
        }
        Ok(())
    }

    fn annotation(&mut self, name: &str, value: &Json, end: &str) -> Result<(), PrintError> {
        if !name.split(['.', '-']).all(is_simple_name) {
            let message = format!("`{}` cannot be the name of an annotation", clip(name));
            return Err(self.cannot(message));
        }
        if end == "\n" {
            self.out.push_str(self.indent);
        }
        self.out.push('@');
        self.out.push_str(name);
        self.out.push('(');
        value.write(&mut self.out);
        self.out.push(')');
        self.out.push_str(end);
        Ok(())
    }

    fn definition(&mut self, id: NodeId) -> Result<(), PrintError> {
        let arena = self.arena;
        let Node { ty, attributes, .. } = arena.node(id);
        let (name, doc, aliases): (_, _, &[Name]) = match ty {
            Type::Record(record) => (record.name(), record.doc(), record.aliases()),
            Type::Enum(en) => (en.name(), en.doc(), en.aliases()),
            Type::Fixed(fixed) => (fixed.name(), fixed.doc(), fixed.aliases()),
            _ => return Ok(()),
        };
        self.path = name.full().to_owned();
        name.check()
            .map_err(|error| self.cannot(error.to_string()))?;
        self.doc(doc, self.indent)?;
        if name.namespace() != self.namespace {
            let namespace = Json::from(name.namespace().unwrap_or_default());
            self.annotation("namespace", &namespace, "\n")?;
        }
        if !aliases.is_empty() {
            let relative = |alias| Json::from(relative(alias, name.namespace()));
            let aliases = Json::Array(aliases.iter().map(relative).collect());
            self.annotation("aliases", &aliases, "\n")?;
        }
        self.attributes(attributes, "\n")?;
        self.out.push_str(self.indent);
        match ty {
            Type::Record(record) => {
                let word = if record.is_error() {
                    "error "
                } else {
                    "record "
                };
                self.out.push_str(word);
                self.ident(name.simple())?;
                self.out.push_str(" {\n");
                for field in record.fields() {
                    self.path = format!("{}.{}", name.full(), field.name());
                    let indent = format!("{}    ", self.indent);
                    self.doc(field.doc(), &indent)?;
                    self.out.push_str(&indent);
                    self.variable(field, name.namespace())?;
                    self.out.push_str(";\n");
                }
                let _ = writeln!(self.out, "{}}}", self.indent);
            }
            Type::Enum(en) => {
                self.out.push_str("enum ");
                self.ident(name.simple())?;
                self.out.push_str(" {");
                let length: usize = en.symbols().iter().map(|symbol| symbol.len()).sum();
                let is_short = length < 60;
                for (at, symbol) in en.symbols().iter().enumerate() {
                    self.out.push_str(if at > 0 { "," } else { "" });
                    if is_short {
                        self.out.push(' ');
                    } else {
                        let _ = write!(self.out, "\n{}    ", self.indent);
                    }
                    self.ident(symbol)?;
                }
                match is_short {
                    true => self.out.push_str(" }"),
                    false => {
                        let _ = write!(self.out, "\n{}}}", self.indent);
                    }
                }
                if let Some(default) = en.default().and_then(|at| en.symbols().get(at)) {
                    self.out.push_str(" = ");
                    self.ident(default)?;
                    self.out.push(';');
                }
                self.out.push('\n');
            }
            Type::Fixed(fixed) => {
                self.out.push_str("fixed ");
                self.ident(name.simple())?;
                let _ = writeln!(self.out, "({});", fixed.size());
            }
            _ => {}
        }
        Ok(())
    }

    /// A field or a parameter, all but its documentation.
    fn variable(&mut self, field: &Field, namespace: Option<&str>) -> Result<(), PrintError> {
        self.ty(field.ty(), namespace, Place::Variable(field.default()))?;
        self.out.push(' ');
        if field.order() != Order::Ascending {
            self.annotation("order", &Json::from(field.order().as_str()), " ")?;
        }
        if !field.aliases().is_empty() {
            let aliases = field.aliases().iter().map(|alias| Json::from(&**alias));
            self.annotation("aliases", &Json::Array(aliases.collect()), " ")?;
        }
        self.attributes(field.attributes(), " ")?;
        self.ident(field.name())?;
        if let Some(default) = field.default() {
            self.out.push_str(" = ");
            default.write(&mut self.out);
        }
        Ok(())
    }

    fn message(&mut self, message: &Message) -> Result<(), PrintError> {
        let path = self.path.clone();
        let namespace = self.namespace;
        self.doc(message.doc(), self.indent)?;
        self.attributes(message.attributes(), "\n")?;
        self.out.push_str(self.indent);
        let response = message.response().root_node();
        if matches!(response.ty, Type::Null) && response.attributes.is_empty() {
            self.out.push_str("void");
        } else {
            self.ty(message.response().root, namespace, Place::Response)?;
        }
        self.out.push(' ');
        self.ident(message.name())?;
        self.out.push('(');
        let parameters = message.parameters();
        let is_flat = parameters.iter().all(|parameter| parameter.doc().is_none());
        let indent = format!("{}    ", self.indent);
        for (at, parameter) in parameters.iter().enumerate() {
            self.path = format!("{path}.{}", parameter.name());
            self.out.push_str(match (at, is_flat) {
                (0, true) => "",
                (_, true) => ", ",
                (0, false) => "\n",
                (_, false) => ",\n",
            });
            self.doc(parameter.doc(), &indent)?;
            if !is_flat {
                self.out.push_str(&indent);
            }
            self.variable(parameter, namespace)?;
        }
        self.path = path;
        self.out.push(')');
        for (at, error) in message.declared_errors().enumerate() {
            self.out.push_str(if at > 0 { ", " } else { " throws " });
            match error.root_node().name() {
                Some(name) => self.reference(name, namespace)?,
                None => return Err(self.cannot("an error without a name")),
            }
        }
        if message.is_one_way() {
            self.out.push_str(" oneway");
        }
        self.out.push_str(";\n");
        Ok(())
    }
}
