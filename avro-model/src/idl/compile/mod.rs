//! From what files say to the nodes of one arena.
//!
//! Names are found first, in all files, so that a type may be used before it is defined and in another file. Then types
//! get their nodes, JSON files are parsed into the same arena, and messages come last: by then
//! it is known which types are errors.

mod annotations;
mod finish;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::ParseOptions;
use crate::error::{Elsewhere, SchemaErrorKind, clip};
use crate::idl::Document;
use crate::idl::ast::{
    Body, Declaration, Definition, Head, ImportKind, Item, Message, ProtocolHead, Variable,
};
use crate::idl::error::{Fault, IdlError};
use crate::idl::load::Loaded;
use crate::idl::types::{Kind, Primitive, Written, base_of};
use crate::idl::words::Ident;
use crate::json::tree::Tree;
use crate::json::{Json, Position};
use crate::logical::LogicalType;
use crate::name::{Name, is_simple_name};
use crate::parse::{MessageParts, Parser, Place, ProtocolParts, definitions, legal};
use crate::schema::{Attributes, Enum, Field, Fixed, NameIndex, NodeId, Record, Type};
use crate::suggest;
use annotations::{Owner, Said, said};

/// Something to do, in the order of the text with imports in their place.
enum Step<'a> {
    Type(&'a Definition),
    Message(&'a Message),
    /// A whole file of JSON.
    Json,
}

/// A message, and where it was defined.
struct Found {
    parts: MessageParts,
    place: Place,
    /// In step with `Compiler::steps`.
    step: usize,
}

pub(super) struct Compiler<'a> {
    options: ParseOptions,
    loaded: &'a [Loaded],
    trees: &'a [Option<Tree<'a>>],
    parser: Parser,
    /// The namespace of what stands in each file.
    namespaces: Vec<Option<Arc<str>>>,
    /// What requests are called in: the main protocol's full name.
    protocol: Option<Name>,
    /// The number of the file, what to do, and whether its messages count.
    steps: Vec<(usize, Step<'a>, bool)>,
    /// The name of each definition of IDL, by place.
    defined: HashMap<Place, Name>,
    types: Vec<Name>,
    messages: Vec<Found>,
}

/// The trees of those files that are JSON.
pub(super) fn trees<'a>(
    loaded: &'a [Loaded],
    options: &ParseOptions,
) -> Result<Vec<Option<Tree<'a>>>, IdlError> {
    let trees = loaded.iter().map(|file| match file.kind {
        ImportKind::Idl => Ok(None),
        ImportKind::Protocol | ImportKind::Schema => named(options, file)
            .tree(&file.text)
            .map(Some)
            .map_err(|error| IdlError::in_json(&file.text, &error)),
    });
    trees.collect()
}

/// The options for one file.
fn named(options: &ParseOptions, file: &Loaded) -> ParseOptions {
    match &file.name {
        Some(name) => options.clone().file(&**name),
        None => options.clone(),
    }
}

/// The number by which a [`Place`] knows a file.
fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

pub(super) fn compile<'a>(
    options: &ParseOptions,
    loaded: &'a [Loaded],
    trees: &'a [Option<Tree<'a>>],
) -> Result<Document, IdlError> {
    let mut compiler = Compiler {
        options: options.clone(),
        loaded,
        trees,
        parser: Parser::new(),
        namespaces: Vec::new(),
        protocol: None,
        steps: Vec::new(),
        defined: HashMap::new(),
        types: Vec::new(),
        messages: Vec::new(),
    };
    compiler.heads()?;
    compiler.order();
    compiler.names()?;
    compiler.types()?;
    compiler.json()?;
    let main = compiler.main()?;
    compiler.messages()?;
    compiler.finish(main)
}

/// What the main file is about.
enum Main {
    Protocol(ProtocolParts),
    Schema(NodeId),
    Types,
}

impl<'a> Compiler<'a> {
    /// Finds out in which namespace the types of each file are.
    fn heads(&mut self) -> Result<(), IdlError> {
        for (number, file) in self.loaded.iter().enumerate() {
            let namespace = match file.file.as_ref().map(|file| &file.head) {
                Some(Head::Protocol(head)) => {
                    let name = self
                        .protocol_name(head)
                        .map_err(|fault| self.error(number, fault))?;
                    if number == 0 {
                        self.protocol = Some(name.clone());
                    }
                    name.namespace().map(Arc::from)
                }
                Some(Head::Schema { namespace, .. }) => {
                    let namespace = namespace.as_ref();
                    namespace.map(|namespace| namespace.text.as_str().into())
                }
                None => None,
            };
            self.namespaces.push(namespace);
        }
        Ok(())
    }

    fn protocol_name(&self, head: &ProtocolHead) -> Result<Name, Fault> {
        let said = said(Owner::Protocol, &head.annotations)?;
        let Ident { at, text } = &head.name;
        let name = Name::relative(text, said.namespace.as_deref());
        let is_legal = !text.starts_with('.') && name.full().split('.').all(is_simple_name);
        if !is_legal && !self.options.allows_illegal_names() {
            let (what, name) = ("protocol", clip(name.full()));
            return Err(Fault::rule(
                *at,
                SchemaErrorKind::IllegalName { what, name },
            ));
        }
        Ok(name)
    }

    /// Finds out what is to be done: each file at the place of its first import.
    fn order(&mut self) {
        let is_protocol = |file: &Loaded| matches!(&file.file, Some(file) if matches!(file.head, Head::Protocol(_)));
        let main = self.loaded.first().is_some_and(is_protocol);
        // Files that are being gone through: the number, the next item, the next import, and whether messages count.
        let mut open = vec![(0usize, 0usize, 0usize, main)];
        while let Some((number, item, import, counts)) = open.last_mut() {
            let (number, counts) = (*number, *counts);
            let Some(file) = self.loaded.get(number) else {
                break;
            };
            let Some(found) = file.items().get(*item) else {
                open.pop();
                continue;
            };
            *item = item.saturating_add(1);
            match found {
                Item::Type(definition) => self.steps.push((number, Step::Type(definition), counts)),
                Item::Message(message) => self.steps.push((number, Step::Message(message), counts)),
                Item::Import(_) => {
                    let target = file.imports.get(*import).copied().flatten();
                    *import = import.saturating_add(1);
                    let Some(target) = target else { continue };
                    match self.loaded.get(target) {
                        Some(to) if to.kind == ImportKind::Idl => {
                            open.push((target, 0, 0, counts && is_protocol(to)));
                        }
                        _ => self.steps.push((target, Step::Json, counts)),
                    }
                }
            }
        }
    }

    fn file(&self, number: usize) -> Option<&'a Loaded> {
        self.loaded.get(number)
    }

    /// A fault in a file, as an error.
    fn error(&self, number: usize, fault: Fault) -> IdlError {
        match self.file(number) {
            Some(file) => IdlError::in_text(file.name.as_ref(), &file.text, fault),
            None => IdlError::in_text(None, "", fault),
        }
    }

    /// Makes the names of all types known.
    fn names(&mut self) -> Result<(), IdlError> {
        let mut seen = HashSet::new();
        for at in 0..self.steps.len() {
            let Some((number, step, _)) = self.steps.get(at) else {
                break;
            };
            let number = *number;
            match step {
                Step::Type(definition) => {
                    let definition: &'a Definition = definition;
                    let name = self
                        .name(number, definition)
                        .map_err(|fault| self.error(number, fault))?;
                    let place = (small(number), definition.name.at);
                    self.parser.promise(&name, place);
                    if seen.insert(name.clone()) {
                        self.types.push(name.clone());
                    }
                    self.defined.insert(place, name);
                }
                Step::Json => {
                    let Some(Some(tree)) = self.trees.get(number) else {
                        continue;
                    };
                    for found in definitions(tree) {
                        self.parser
                            .promise(&found.name, (small(number), found.index));
                        if seen.insert(found.name.clone()) {
                            self.types.push(found.name);
                        }
                    }
                }
                Step::Message(_) => {}
            }
        }
        Ok(())
    }

    fn namespace(&self, number: usize) -> Option<Arc<str>> {
        self.namespaces.get(number).cloned().flatten()
    }

    /// The full name of a definition.
    fn name(&self, number: usize, definition: &Definition) -> Result<Name, Fault> {
        let Ident { at, text } = &definition.name;
        let around = self.namespace(number);
        let said = said(owner(definition), &definition.annotations)?;
        let name = Name::relative(text, said.namespace.as_deref().or(around.as_deref()));
        let what = match definition.body {
            Body::Record { .. } => "record",
            Body::Enum { .. } => "enum",
            Body::Fixed { .. } => "fixed",
        };
        legal(&self.options, text, &name, what).map_err(|kind| Fault::rule(*at, kind))?;
        Ok(name)
    }

    /// Gives all types of IDL their nodes.
    fn types(&mut self) -> Result<(), IdlError> {
        for at in 0..self.steps.len() {
            if let Some(&(number, Step::Type(definition), _)) = self.steps.get(at) {
                self.definition(number, definition)
                    .map_err(|fault| self.error(number, fault))?;
            }
        }
        Ok(())
    }

    fn definition(&mut self, number: usize, definition: &'a Definition) -> Result<(), Fault> {
        let at = definition.name.at;
        let place = (small(number), at);
        let Some(name) = self.defined.get(&place).cloned() else {
            return Ok(());
        };
        let said = said(owner(definition), &definition.annotations)?;
        let id = self.parser.claim(&name, place).map_err(|first| {
            let first = self.elsewhere(number, self.parser.place(first));
            let name = clip(name.full());
            Fault::rule(at, SchemaErrorKind::DuplicateType { name, first })
        })?;
        let Said {
            aliases,
            attributes,
            ..
        } = said;
        let aliases: Box<[Name]> = aliases
            .iter()
            .map(|alias| Name::relative(alias, name.namespace()))
            .collect();
        let doc = definition.doc.as_deref().map(Box::from);
        let ty = match &definition.body {
            Body::Record { is_error, fields } => {
                let namespace = name.namespace().map(Arc::from);
                let fields = self.fields(number, fields, namespace.as_deref())?;
                Type::Record(Arc::new(Record {
                    name,
                    aliases,
                    doc,
                    is_error: *is_error,
                    index: NameIndex::new(&fields, Field::name),
                    fields: fields.into(),
                }))
            }
            Body::Enum { symbols, default } => {
                for symbol in symbols {
                    self.simple_name("symbol", symbol)?;
                }
                let default = default
                    .as_ref()
                    .map(|default| enum_default(symbols, default))
                    .transpose()?;
                let symbols: Box<[Arc<str>]> = symbols
                    .iter()
                    .map(|symbol| Arc::from(symbol.text.as_str()))
                    .collect();
                Type::Enum(Arc::new(Enum {
                    name,
                    aliases,
                    doc,
                    index: NameIndex::new(&symbols, |symbol| symbol),
                    symbols,
                    default,
                }))
            }
            Body::Fixed { size } => Type::Fixed(Arc::new(Fixed {
                name,
                aliases,
                doc,
                size: *size,
            })),
        };
        self.parser.set(id, ty, attributes);
        Ok(())
    }

    fn simple_name(&self, what: &'static str, name: &Ident) -> Result<(), Fault> {
        if self.options.allows_illegal_names() || is_simple_name(&name.text) {
            return Ok(());
        }
        let kind = SchemaErrorKind::IllegalName {
            what,
            name: clip(&name.text),
        };
        Err(Fault::rule(name.at, kind))
    }

    fn fields(
        &mut self,
        number: usize,
        declarations: &'a [Declaration],
        namespace: Option<&str>,
    ) -> Result<Vec<Field>, Fault> {
        let mut fields = Vec::new();
        for Declaration { ty, variables, .. } in declarations {
            let made = self.ty(number, ty, namespace)?;
            for variable in variables {
                fields.push(self.field(number, variable, &made)?);
            }
        }
        Ok(fields)
    }

    fn field(
        &mut self,
        number: usize,
        variable: &'a Variable,
        made: &Made,
    ) -> Result<Field, Fault> {
        self.simple_name("field", &variable.name)?;
        let said = said(Owner::Field, &variable.annotations)?;
        let default = variable.default.as_ref().map(|(_, json)| json.clone());
        let ty = match made {
            Made::Node(id) => *id,
            // "The position of the null type is fluid": the default has to be of the first branch.
            Made::Nullable { at, inner } => {
                let null_first = matches!(default, None | Some(Json::Null));
                self.nullable((small(number), *at), *inner, null_first)
            }
        };
        Ok(Field {
            name: variable.name.text.as_str().into(),
            aliases: said.aliases.iter().map(|alias| Arc::from(*alias)).collect(),
            doc: variable.doc.as_deref().map(Box::from),
            ty,
            default,
            order: said.order,
            attributes: said.attributes,
        })
    }

    fn nullable(&mut self, place: Place, inner: NodeId, null_first: bool) -> NodeId {
        let null = self.parser.primitive(place, Type::Null);
        let branches = match null_first {
            true => [null, inner],
            false => [inner, null],
        };
        let id = self.parser.reserve(place);
        let ty = Type::Union(Box::new(branches));
        self.parser.set(id, ty, Attributes::EMPTY);
        id
    }

    /// The node of a type that has no default.
    fn plain(
        &mut self,
        number: usize,
        written: &'a Written,
        namespace: Option<&str>,
    ) -> Result<NodeId, Fault> {
        Ok(match self.ty(number, written, namespace)? {
            Made::Node(id) => id,
            Made::Nullable { at, inner } => self.nullable((small(number), at), inner, true),
        })
    }

    /// Makes nodes of a type's parts, each behind those it is made of.
    fn ty(
        &mut self,
        number: usize,
        written: &'a Written,
        namespace: Option<&str>,
    ) -> Result<Made, Fault> {
        let mut nodes: Vec<NodeId> = Vec::new();
        let last = written.0.len().saturating_sub(1);
        for (index, part) in written.0.iter().enumerate() {
            let place = (small(number), part.at);
            let node = |part: &usize| nodes.get(*part).copied().unwrap_or(NodeId::from_index(0));
            let (ty, logical) = match &part.kind {
                Kind::Primitive(primitive) => (primitive.ty(), None),
                Kind::Logical(logical) => (base_of(*logical).ty(), Some(*logical)),
                Kind::Array(items) => (Type::Array(node(items)), None),
                Kind::Map(values) => (Type::Map(node(values)), None),
                Kind::Union(branches) => (Type::Union(branches.iter().map(node).collect()), None),
                Kind::Nullable(inner) if index == last => {
                    return Ok(Made::Nullable {
                        at: part.at,
                        inner: node(inner),
                    });
                }
                Kind::Nullable(inner) => {
                    let id = self.nullable(place, node(inner), true);
                    nodes.push(id);
                    continue;
                }
                Kind::Reference(text) => {
                    let id = self.reference(part.at, text, namespace)?;
                    nodes.push(id);
                    continue;
                }
                // The grammar of a file has neither.
                Kind::Default | Kind::Fixed { .. } => (Primitive::Null.ty(), None),
            };
            let mut attributes = Attributes::EMPTY;
            if let Some(logical) = logical {
                LogicalType::set(&logical, &mut attributes);
            }
            annotations::add(&mut attributes, &ty, &part.annotations)?;
            let is_plain = attributes.is_empty()
                && !matches!(ty, Type::Array(_) | Type::Map(_) | Type::Union(_));
            nodes.push(if is_plain {
                self.parser.primitive(place, ty)
            } else {
                let id = self.parser.reserve(place);
                self.parser.set(id, ty, attributes);
                id
            });
        }
        let whole = nodes.last().copied();
        Ok(Made::Node(whole.unwrap_or(NodeId::from_index(0))))
    }

    /// The node of a name. One without a dot that its namespace does not have
    /// may be in the null namespace, as in JSON.
    fn reference(
        &mut self,
        at: usize,
        text: &str,
        namespace: Option<&str>,
    ) -> Result<NodeId, Fault> {
        let name = Name::relative(text, namespace);
        let known = self.parser.known(&name);
        let known = known.or_else(|| self.parser.known(&Name::unchecked(text)));
        known.ok_or_else(|| {
            let hint = self.parser.nearest(text, name.full(), std::iter::empty());
            let name = clip(name.full());
            Fault::rule(at, SchemaErrorKind::UnknownType { name, hint })
        })
    }

    /// Parses the files that are JSON.
    fn json(&mut self) -> Result<(), IdlError> {
        for at in 0..self.steps.len() {
            let Some(&(number, Step::Json, counts)) = self.steps.get(at) else {
                continue;
            };
            let (Some(file), Some(Some(tree))) = (self.file(number), self.trees.get(number)) else {
                continue;
            };
            let options = named(&self.options, file);
            let parsed = match file.kind {
                ImportKind::Protocol => self
                    .parser
                    .protocol(&options, tree, small(number))
                    .map(Some),
                _ => self
                    .parser
                    .text(&options, tree, small(number))
                    .map(|_| None),
            };
            let protocol = parsed.map_err(|error| IdlError::in_json(&file.text, &error))?;
            let Some(protocol) = protocol.filter(|_| counts) else {
                continue;
            };
            for parts in protocol.messages {
                let place = self.parser.place(parts.request);
                self.messages.push(Found {
                    parts,
                    place,
                    step: at,
                });
            }
        }
        Ok(())
    }

    /// What the main file is about: its protocol as yet without messages.
    fn main(&mut self) -> Result<Main, IdlError> {
        let file = self.file(0).and_then(|file| file.file.as_ref());
        let main = match (file.map(|file| &file.head), self.protocol.clone()) {
            (Some(Head::Protocol(head)), Some(name)) => said(Owner::Protocol, &head.annotations)
                .map(|said| {
                    Main::Protocol(ProtocolParts {
                        name,
                        doc: head.doc.as_deref().map(Box::from),
                        attributes: said.attributes,
                        messages: Vec::new(),
                    })
                }),
            (
                Some(Head::Schema {
                    main: Some(written),
                    ..
                }),
                _,
            ) => {
                let namespace = self.namespace(0);
                let id = self.plain(0, written, namespace.as_deref());
                id.map(Main::Schema)
            }
            _ => Ok(Main::Types),
        };
        main.map_err(|fault| self.error(0, fault))
    }

    fn messages(&mut self) -> Result<(), IdlError> {
        // In a file whose messages do not count they have to be right all the same.
        for at in 0..self.steps.len() {
            let Some(&(number, Step::Message(message), counts)) = self.steps.get(at) else {
                continue;
            };
            let parts = self
                .message(number, message)
                .map_err(|fault| self.error(number, fault))?;
            if counts {
                self.messages.push(Found {
                    parts,
                    place: (small(number), message.name.at),
                    step: at,
                });
            }
        }
        self.messages.sort_by_key(|found| found.step);
        Ok(())
    }

    fn message(&mut self, number: usize, message: &'a Message) -> Result<MessageParts, Fault> {
        let namespace = self.namespace(number);
        let namespace = namespace.as_deref();
        let place = (small(number), message.name.at);
        self.simple_name("message", &message.name)?;
        let said = said(Owner::Message, &message.annotations)?;
        let fields = self.fields(number, &message.parameters, namespace)?;
        let request = self.parser.reserve(place);
        let record = Record {
            name: self.request_name(&message.name.text),
            aliases: Box::default(),
            doc: None,
            is_error: false,
            index: NameIndex::new(&fields, Field::name),
            fields: fields.into(),
        };
        let ty = Type::Record(Arc::new(record));
        self.parser.set(request, ty, Attributes::EMPTY);

        let response = match &message.response {
            None => self.parser.primitive(place, Type::Null),
            Some(written) => {
                let id = self.plain(number, written, namespace)?;
                let is_null = matches!(&*written.0, [part]
                    if matches!(part.kind, Kind::Primitive(Primitive::Null)));
                if message.one_way && !is_null {
                    let at = written.0.last().map_or(message.name.at, |part| part.at);
                    let what = "a response other than null";
                    return Err(Fault::rule(at, SchemaErrorKind::OneWay { what }));
                }
                id
            }
        };
        let mut errors = Vec::new();
        let mut seen = HashSet::new();
        for Ident { at, text } in &message.throws {
            let id = self.reference(*at, text, namespace)?;
            self.parser
                .declared_error(id, &mut seen)
                .map_err(|kind| Fault::rule(*at, kind))?;
            errors.push(id);
        }
        Ok(MessageParts {
            name: message.name.text.as_str().into(),
            doc: message.doc.as_deref().map(Box::from),
            attributes: said.attributes,
            request,
            response,
            errors: self.parser.error_union(place, errors, message.one_way),
            one_way: message.one_way,
        })
    }

    /// What the record of a message's parameters is called.
    fn request_name(&self, message: &str) -> Name {
        match &self.protocol {
            Some(protocol) => Name::unchecked(&format!("{}.{message}", protocol.full())),
            None => Name::unchecked(message),
        }
    }

    /// A place, seen from a file.
    fn elsewhere(&self, from: usize, (number, index): Place) -> Elsewhere {
        let number = usize::try_from(number).unwrap_or(usize::MAX);
        let Some(file) = self.file(number) else {
            return Elsewhere {
                file: None,
                position: None,
            };
        };
        let position = match self.trees.get(number) {
            Some(Some(tree)) => tree.value(index).position(),
            _ => Position::in_text(&file.text, index),
        };
        let name = file.name.as_deref().filter(|_| number != from);
        Elsewhere {
            file: name.map(str::to_owned),
            position: Some(position),
        }
    }
}

/// The node of a type, as far as it does not depend on a default.
enum Made {
    Node(NodeId),
    Nullable { at: usize, inner: NodeId },
}

fn owner(definition: &Definition) -> Owner {
    match definition.body {
        Body::Record { .. } => Owner::Record,
        Body::Enum { .. } => Owner::Enum,
        Body::Fixed { .. } => Owner::Fixed,
    }
}

fn enum_default(symbols: &[Ident], default: &Ident) -> Result<usize, Fault> {
    let found = symbols
        .iter()
        .position(|symbol| symbol.text == default.text);
    found.ok_or_else(|| {
        let known = symbols.iter().map(|symbol| symbol.text.as_str());
        let kind = SchemaErrorKind::EnumDefault {
            default: clip(&default.text),
            hint: suggest::hint(&default.text, known),
        };
        Fault::rule(default.at, kind)
    })
}
