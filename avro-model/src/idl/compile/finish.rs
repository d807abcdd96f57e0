//! From all nodes to a document: the rules that hold for the whole, and one node for each name.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::{Compiler, Found, MOST_ERRORS, Main, Step, small};
use crate::build::compact;
use crate::check::{self, Part};
use crate::error::{SchemaErrorKind as Kind, clip};
use crate::idl::ast::Body;
use crate::idl::error::{Fault, IdlError};
use crate::idl::{Defined, Document, DocumentKind, Warning};
use crate::json::Position;
use crate::name::Name;
use crate::parse::{MessageParts, Parser, Place, ProtocolParts, locate};
use crate::protocol::{Protocol, record_around};
use crate::schema::{Arena, NodeId, Schema, same_given};

impl Compiler<'_> {
    pub(super) fn finish(mut self, main: Main) -> Result<Document, IdlError> {
        let mut parser = std::mem::replace(&mut self.parser, Parser::new());
        let repeated = std::mem::take(&mut parser.repeated);
        let (arena, places) = parser.finish();
        self.rules(&arena, &places)?;
        self.repeated(&arena, &places, &repeated)?;
        let messages = self.unique_messages(&arena)?;
        let files = self.loaded.iter().map(|file| file.name.clone()).collect();
        let warnings = self.warnings();
        let defined = self.positions(&arena, &places);

        // Each name becomes one node.
        let mut same_as: Vec<NodeId> = (0..arena.nodes.len()).map(NodeId::from_index).collect();
        for &(first, second) in &repeated {
            if let Some(slot) = same_as.get_mut(second.index()) {
                *slot = first;
            }
        }
        let named = self.types.iter();
        let mut roots: Vec<NodeId> = named
            .filter_map(|name| arena.names.get(name).copied())
            .collect();
        let types = roots.len();
        roots.extend(messages.iter().flat_map(MessageParts::nodes));
        if let Main::Schema(id) = &main {
            roots.push(*id);
        }
        let (mut arena, roots) = compact(&arena, &same_as, &roots);
        let (types, rest) = roots.split_at_checked(types).unwrap_or_default();
        let mut rest = rest.iter().copied();
        let messages: Vec<MessageParts> = messages
            .into_iter()
            .filter_map(|parts| parts.moved(&mut rest))
            .collect();
        // Requests are records of no name that anybody could refer to.
        arena.names = self
            .types
            .iter()
            .cloned()
            .zip(types.iter().copied())
            .collect();

        let (arena, types) = (Arc::new(arena), types.to_vec());
        let kind = match main {
            Main::Protocol(parts) => {
                let parts = ProtocolParts { messages, ..parts };
                let protocol = Protocol::new(Arc::clone(&arena), parts, types.clone());
                DocumentKind::Protocol(protocol)
            }
            Main::Schema(_) => {
                let schema = rest.next().map(|root| Schema {
                    arena: Arc::clone(&arena),
                    root,
                });
                schema.map_or(DocumentKind::Types, DocumentKind::Schema)
            }
            Main::Types => DocumentKind::Types,
        };
        Ok(Document {
            kind,
            arena,
            types,
            files,
            defined,
            warnings,
        })
    }

    /// Holds all nodes against the rules.
    fn rules(&self, arena: &Arena, places: &[Place]) -> Result<(), IdlError> {
        let faults = check::arena(arena, &self.options).into_iter();
        let faults = faults.take(MOST_ERRORS);
        let errors = faults.map(|fault| self.broken_rule(arena, places, fault));
        IdlError::all(errors.collect()).map_or(Ok(()), Err)
    }

    fn broken_rule(&self, arena: &Arena, places: &[Place], fault: check::Fault) -> IdlError {
        let (number, index) = places.get(fault.node.index()).copied().unwrap_or_default();
        let number = usize::try_from(number).unwrap_or(usize::MAX);
        if let (Some(Some(tree)), Some(file)) = (self.trees.get(number), self.file(number)) {
            let root = record_around(arena, fault.node);
            let error = locate(arena, root, places, fault, tree).in_file(file.name.as_ref());
            return IdlError::in_json(&file.text, &error);
        }
        let at = self.part(number, index, fault.part).unwrap_or(index);
        self.error(number, Fault::rule(at, fault.kind))
    }

    /// Where a part of what is defined at a place of an IDL file stands.
    fn part(&self, number: usize, index: usize, part: Part) -> Option<usize> {
        let here = |at: usize| at == index;
        for (file, step, _) in &self.steps {
            let fields: Vec<_> = match step {
                _ if *file != number => continue,
                Step::Type(definition) if here(definition.name.at) => {
                    if let (Part::Symbol(at), Body::Enum { symbols, .. }) = (part, &definition.body)
                    {
                        return symbols.get(at).map(|symbol| symbol.at);
                    }
                    definition.variables().collect()
                }
                Step::Message(message) if here(message.name.at) => message
                    .parameters
                    .iter()
                    .flat_map(|one| &one.variables)
                    .collect(),
                _ => continue,
            };
            return match part {
                Part::Field(at) => fields.get(at).map(|field| field.name.at),
                Part::Default(at) => fields.get(at)?.default.as_ref().map(|(at, _)| *at),
                Part::Symbol(_) | Part::Branch(_) => None,
            };
        }
        None
    }

    /// Compares second definitions with the first ones.
    fn repeated(
        &self,
        arena: &Arena,
        places: &[Place],
        repeated: &[(NodeId, NodeId)],
    ) -> Result<(), IdlError> {
        let mut met = HashSet::new();
        let place = |id: NodeId| places.get(id.index()).copied().unwrap_or_default();
        for &(first, second) in repeated {
            if same_given(&mut met, (arena, first), (arena, second)) {
                continue;
            }
            let (number, index) = place(second);
            let number = usize::try_from(number).unwrap_or(usize::MAX);
            let first = self.elsewhere(number, place(first));
            let name = arena.node(second).name();
            let name = name.map_or_else(String::new, |name| clip(name.full()));
            let fault = Fault::rule(
                self.offset(number, index),
                Kind::DuplicateType { name, first },
            );
            return Err(self.error(number, fault));
        }
        Ok(())
    }

    /// The byte of a file where a place lies.
    fn offset(&self, number: usize, index: usize) -> usize {
        match self.trees.get(number) {
            Some(Some(tree)) => tree.value(index).position().offset,
            _ => index,
        }
    }

    /// The messages, each name once. Files may define the same message alike.
    fn unique_messages(&self, arena: &Arena) -> Result<Vec<MessageParts>, IdlError> {
        let mut first: HashMap<&str, &Found> = HashMap::new();
        let mut messages = Vec::new();
        let mut met = HashSet::new();
        for found in &self.messages {
            let parts = &found.parts;
            let Some(other) = first.get(&*parts.name) else {
                first.insert(&parts.name, found);
                messages.push(parts.clone());
                continue;
            };
            let alike = other.place.0 != found.place.0 && {
                let a = &other.parts;
                let mut same = |a, b| same_given(&mut met, (arena, a), (arena, b));
                a.doc == parts.doc
                    && a.attributes == parts.attributes
                    && a.one_way == parts.one_way
                    && same(a.request, parts.request)
                    && same(a.response, parts.response)
                    && same(a.errors, parts.errors)
            };
            if !alike {
                let number = usize::try_from(found.place.0).unwrap_or(usize::MAX);
                let kind = Kind::DuplicateMessage {
                    name: clip(&parts.name),
                    first: self.elsewhere(number, other.place),
                };
                let at = self.offset(number, found.place.1);
                return Err(self.error(number, Fault::rule(at, kind)));
            }
        }
        Ok(messages)
    }

    fn warnings(&self) -> Vec<Warning> {
        const MOST: usize = 100;
        let mut warnings = Vec::new();
        for file in self.loaded {
            let mut last = None;
            let doubts = file.file.as_ref().map_or(&[][..], |file| &file.doubts);
            for (at, message) in doubts.iter().take(MOST.saturating_sub(warnings.len())) {
                let position = after(last, &file.text, *at);
                last = Some(position);
                warnings.push(Warning {
                    file: file.name.clone(),
                    position,
                    message,
                });
            }
        }
        warnings
    }

    /// Where each named type is defined, and where the fields of IDL's records are.
    fn positions(&self, arena: &Arena, places: &[Place]) -> HashMap<Name, Defined> {
        // A field has the name of its record, and says that it is one.
        let mut found: Vec<(Place, bool, &Name)> = Vec::new();
        for (name, id) in &arena.names {
            found.extend(places.get(id.index()).map(|&place| (place, false, name)));
        }
        for ((number, step, _), name) in self.steps.iter().zip(&self.defined) {
            let (Step::Type(definition), Some(name)) = (step, name) else {
                continue;
            };
            let fields = definition.variables();
            found.extend(fields.map(|field| ((small(*number), field.name.at), true, name)));
        }
        // In the order of the texts, so that the lines of each are counted once.
        found.sort_unstable();
        let mut defined: HashMap<Name, Defined> = HashMap::with_capacity(arena.names.len());
        let mut last: Option<(u32, Position)> = None;
        for ((number, index), is_field, name) in found {
            let of = usize::try_from(number).unwrap_or(usize::MAX);
            let Some(file) = self.file(of) else { continue };
            let from = last.filter(|(same, _)| *same == number).map(|(_, at)| at);
            let position = match self.trees.get(of) {
                Some(Some(tree)) => tree.value(index).position_after(from),
                _ => after(from, &file.text, index),
            };
            last = Some((number, position));
            if !is_field {
                defined.insert(
                    name.clone(),
                    Defined {
                        file: of,
                        position,
                        fields: Vec::new(),
                    },
                );
            } else if let Some(record) = defined.get_mut(name).filter(|record| record.file == of) {
                record.fields.push(position);
            }
        }
        defined
    }
}

/// A place of a text, counted on from an earlier one.
fn after(earlier: Option<Position>, text: &str, offset: usize) -> Position {
    earlier
        .unwrap_or(Position::in_text(text, 0))
        .moved_to(text, offset)
}
