//! From what files say to the nodes of one arena.
//!
//! Names are found first, in all files, so that a type may be used before it is defined and in another file. Then types
//! get their nodes, JSON files are parsed into the same arena, and messages come last: by then
//! it is known which types are errors.

mod annotations;
mod finish;
mod message;
mod nodes;

use std::sync::Arc;

use crate::ParseOptions;
use crate::error::{Elsewhere, SchemaErrorKind, clip};
use crate::idl::Document;
use crate::idl::ast::{Body, Definition, Head, ImportKind, Item, Message, ProtocolHead};
use crate::idl::error::{Fault, IdlError};
use crate::idl::load::Loaded;
use crate::idl::words::Ident;
use crate::json::Position;
use crate::json::tree::Tree;
use crate::name::{Name, is_simple_name};
use crate::parse::{MessageParts, Parser, Place, ProtocolParts, definitions, legal};
use crate::schema::NodeId;
use annotations::{Owner, said};

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
    /// The names of the definitions of IDL, in step with `steps`.
    defined: Vec<Option<Name>>,
    types: Vec<Name>,
    messages: Vec<Found>,
    /// What is wrong with the types, or with the messages.
    errors: Vec<IdlError>,
}

/// More errors than this help nobody, and each has its cost.
const MOST_ERRORS: usize = 20;

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
        defined: Vec::new(),
        types: Vec::new(),
        messages: Vec::new(),
        errors: Vec::new(),
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

    /// Goes on behind a fault, to tell of others as well.
    fn tell<T>(&mut self, number: usize, outcome: Result<T, Fault>) -> Option<T> {
        match outcome {
            Ok(made) => Some(made),
            Err(fault) => {
                let error = self.error(number, fault);
                self.errors.push(error);
                None
            }
        }
    }

    /// Whether enough has been told.
    fn is_done(&self) -> bool {
        self.errors.len() >= MOST_ERRORS
    }

    /// Whether all went well so far.
    fn told(&mut self) -> Result<(), IdlError> {
        IdlError::all(std::mem::take(&mut self.errors)).map_or(Ok(()), Err)
    }

    /// Makes the names of all types known.
    fn names(&mut self) -> Result<(), IdlError> {
        for at in 0..self.steps.len() {
            if self.is_done() {
                break;
            }
            let name = match self.steps.get(at) {
                Some(&(number, Step::Type(definition), _)) => self.promise(number, definition),
                Some(&(number, Step::Json, _)) => {
                    self.promise_json(number);
                    None
                }
                _ => None,
            };
            self.defined.push(name);
        }
        self.told()
    }

    /// Makes the name of a type known, if it is a name.
    fn promise(&mut self, number: usize, definition: &'a Definition) -> Option<Name> {
        let name = self.name(number, definition);
        let name = self.tell(number, name)?;
        let place = (small(number), definition.name.at);
        if self.parser.promise(&name, place) {
            self.types.push(name.clone());
        }
        Some(name)
    }

    /// Makes the names of a file of JSON known.
    fn promise_json(&mut self, number: usize) {
        let Some(Some(tree)) = self.trees.get(number) else {
            return;
        };
        for found in definitions(tree) {
            let place = (small(number), found.index);
            if self.parser.promise(&found.name, place) {
                self.types.push(found.name);
            }
        }
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
            if self.is_done() {
                break;
            }
            let name = self.defined.get(at).cloned().flatten();
            if let (Some(&(number, Step::Type(definition), _)), Some(name)) =
                (self.steps.get(at), name)
            {
                let made = self.definition(number, definition, name);
                self.tell(number, made);
            }
        }
        self.told()
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
                // They are those of the main protocol now.
                let name = self.request_name(&parts.name);
                self.parser.rename(parts.request, name);
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
            if self.is_done() {
                break;
            }
            let Some(&(number, Step::Message(message), counts)) = self.steps.get(at) else {
                continue;
            };
            let parts = self.message(number, message);
            let Some(parts) = self.tell(number, parts) else {
                continue;
            };
            if counts {
                self.messages.push(Found {
                    parts,
                    place: (small(number), message.name.at),
                    step: at,
                });
            }
        }
        self.messages.sort_by_key(|found| found.step);
        self.told()
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

fn owner(definition: &Definition) -> Owner {
    match definition.body {
        Body::Record { .. } => Owner::Record,
        Body::Enum { .. } => Owner::Enum,
        Body::Fixed { .. } => Owner::Fixed,
    }
}
