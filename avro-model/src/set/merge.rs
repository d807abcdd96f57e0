//! From the nodes of all files to one arena in which each name is one node.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::{Content, MOST_ERRORS, ResolvedSet, Text};
use crate::build::compact;
use crate::check::Fault;
use crate::error::{Elsewhere, SchemaError, SchemaErrorKind as Kind, clip};
use crate::json::Position;
use crate::name::Name;
use crate::parse::{MessageParts, Place, ProtocolParts, locate};
use crate::protocol::{Protocol, record_around};
use crate::schema::{Arena, Attributes, Node, NodeId, Type, same_given};

/// The nodes of all files, definitions of one name not yet brought together.
pub(super) struct Raw<'a> {
    pub(super) texts: &'a [Text<'a>],
    pub(super) arena: &'a Arena,
    pub(super) places: &'a [Place],
}

impl Raw<'_> {
    fn text_of(&self, id: NodeId) -> Option<(&Text<'_>, usize)> {
        let &(number, index) = self.places.get(id.index())?;
        let at = self.texts.binary_search_by_key(&number, Text::place).ok()?;
        Some((self.texts.get(at)?, index))
    }

    /// Tells of nodes that break a rule.
    pub(super) fn rules(&self, faults: Vec<Fault>, errors: &mut Vec<SchemaError>) {
        for fault in faults {
            // A document has been held against the rules before.
            let Some((text, Content::Json(tree, _))) = self
                .text_of(fault.node)
                .map(|(text, _)| (text, &text.content))
            else {
                continue;
            };
            let root = text
                .root
                .unwrap_or_else(|| record_around(self.arena, fault.node));
            let error = locate(self.arena, root, self.places, fault, tree);
            errors.push(error.in_file(text.options.name()));
        }
    }

    /// Compares second definitions with the first ones.
    pub(super) fn repeated(&self, repeated: &[(NodeId, NodeId)], errors: &mut Vec<SchemaError>) {
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
            let Some(name) = self.arena.node(second).name() else {
                continue;
            };
            let (first, second) = (one.position(name, at), two.position(name, index));
            let first = Elsewhere {
                file: first.map(|(file, _)| file.to_owned()),
                position: first.map(|(_, position)| position),
            };
            let name = clip(name.full());
            let mut error = SchemaError::new("", Kind::DuplicateType { name, first });
            if let Some((file, position)) = second {
                error = error.at(position).in_file(Some(&Arc::from(file)));
            }
            errors.push(error);
            if errors.len() >= MOST_ERRORS {
                return;
            }
        }
    }

    /// One arena in which each name is one node.
    pub(super) fn merged(&self, repeated: &[(NodeId, NodeId)]) -> ResolvedSet {
        let mut same_as: Vec<NodeId> = (0..self.arena.nodes.len())
            .map(NodeId::from_index)
            .collect();
        for &(first, second) in repeated {
            if let Some(slot) = same_as.get_mut(second.index()) {
                *slot = first;
            }
        }
        // Roots, then messages, then whatever else is defined.
        let mut roots: Vec<NodeId> = self.texts.iter().filter_map(|text| text.root).collect();
        let messages = self.texts.iter().filter_map(|text| text.protocol.as_ref());
        let messages = messages.flat_map(|protocol| &protocol.messages);
        roots.extend(messages.flat_map(MessageParts::nodes));
        let named: Vec<(&Name, NodeId)> = self.named();
        roots.extend(named.iter().map(|(_, id)| *id));

        let (mut arena, roots) = compact(self.arena, &same_as, &roots);
        let mut roots = roots.into_iter();
        let mut files = Vec::new();
        for text in self.texts.iter().filter(|text| text.root.is_some()) {
            files.extend(roots.next().map(|root| (text.file.to_owned(), root)));
        }
        let mut parts = Vec::new();
        for text in self.texts {
            let Some(protocol) = &text.protocol else {
                continue;
            };
            let messages = protocol.messages.iter();
            let messages = messages.filter_map(|message| message.moved(&mut roots));
            let messages = messages.collect();
            parts.push((
                text,
                ProtocolParts {
                    messages,
                    ..protocol.clone()
                },
            ));
        }
        // Requests are records of no name that anybody could refer to.
        arena.names = named
            .into_iter()
            .map(|(name, _)| name.clone())
            .zip(roots)
            .collect();
        let names: BTreeMap<Name, NodeId> = arena
            .names
            .iter()
            .map(|(name, &id)| (name.clone(), id))
            .collect();
        if arena.nodes.is_empty() {
            arena.nodes.push(Node {
                ty: Type::Null,
                logical: None,
                attributes: Attributes::EMPTY,
            });
        }
        let arena = Arc::new(arena);
        let protocols = parts.into_iter().map(|(text, parts)| {
            let types = text.names.iter().filter_map(|name| names.get(name));
            let types = with_used(&arena, types.copied().collect(), &parts);
            let protocol = Protocol::new(Arc::clone(&arena), parts, types);
            (text.file.to_owned(), protocol)
        });
        let protocols = protocols.collect();
        let (sources, defined) = self.defined();
        let fields = self.fields(&defined);
        ResolvedSet {
            arena,
            files,
            protocols,
            names,
            sources,
            defined,
            fields,
        }
    }

    /// The places of the fields of all records that IDL defines.
    fn fields(&self, defined: &HashMap<Name, (usize, Position)>) -> HashMap<Name, Vec<Position>> {
        let records = defined.keys().filter_map(|name| {
            let (text, _) = self.text_of(*self.arena.names.get(name)?)?;
            let Content::Document(document) = &text.content else {
                return None;
            };
            let places = document.places_of_fields(name.full())?;
            Some((name.clone(), places.to_vec()))
        });
        records.collect()
    }

    /// The named types, in the order of their places.
    fn named(&self) -> Vec<(&Name, NodeId)> {
        let mut named: Vec<(&Name, NodeId)> = self
            .arena
            .names
            .iter()
            .map(|(name, &id)| (name, id))
            .collect();
        named.sort_unstable_by_key(|(_, id)| *id);
        named
    }

    /// The names of all files, and for each type the number of its file and the place there.
    fn defined(&self) -> (Vec<String>, HashMap<Name, (usize, Position)>) {
        let mut sources: Vec<String> = Vec::new();
        let mut numbers: HashMap<&str, usize> = HashMap::new();
        let given = self.texts.iter().map(|text| text.file);
        let imported = self.texts.iter().flat_map(|text| match &text.content {
            Content::Document(document) => document.files().collect(),
            _ => Vec::new(),
        });
        for file in given.chain(imported) {
            numbers.entry(file).or_insert_with(|| {
                sources.push(file.to_owned());
                sources.len().saturating_sub(1)
            });
        }
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
            let place = match &text.content {
                Content::Json(tree, _) => {
                    let from = last
                        .filter(|(same, _)| *same == number)
                        .map(|(_, position)| position);
                    let position = tree.value(index).position_after(from);
                    last = Some((number, position));
                    Some((text.file, position))
                }
                _ => text.position(name, index),
            };
            let place = place.and_then(|(file, position)| Some((*numbers.get(file)?, position)));
            if let Some(place) = place {
                defined.insert(name.clone(), place);
            }
        }
        (sources, defined)
    }
}

/// The types that a protocol defines, and behind them those of other files that it uses.
fn with_used(arena: &Arena, mut types: Vec<NodeId>, parts: &ProtocolParts) -> Vec<NodeId> {
    let mut seen: HashSet<NodeId> = HashSet::new();
    let defined: HashSet<NodeId> = types.iter().copied().collect();
    let requests = parts.messages.iter().map(|message| message.request);
    let requests: HashSet<NodeId> = requests.collect();
    let messages = parts.messages.iter().flat_map(MessageParts::nodes);
    let mut open: Vec<NodeId> = types.iter().copied().chain(messages).collect();
    open.reverse();
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        let ty = &arena.node(id).ty;
        if ty.name().is_some() && !defined.contains(&id) && !requests.contains(&id) {
            types.push(id);
        }
        let behind = open.len();
        open.extend(ty.children());
        open.get_mut(behind..).unwrap_or_default().reverse();
    }
    types
}
