//! From the text of a protocol to its nodes: types first, then messages.
//!
//! All types of a protocol share one scope of names, in the protocol's namespace. The
//! parameters of a message have the form of a record's fields and are read as such.
//!
//! See "Protocol Declaration" in the specification.

use std::collections::HashSet;
use std::sync::Arc;

use super::frame::{self, Frame, Waiting};
use super::{Fail, Object, Parser, Step, fail, object};
use crate::ParseOptions;
use crate::error::{SchemaError, SchemaErrorKind as Kind, clip};
use crate::json::tree::{Kind as Json, Tree, Value};
use crate::name::{Name, is_simple_name};
use crate::schema::{Attributes, NodeId, Type};

/// What a protocol says beside its nodes.
#[derive(Clone)]
pub(crate) struct ProtocolParts {
    pub(crate) name: Name,
    pub(crate) doc: Option<Box<str>>,
    pub(crate) attributes: Attributes,
    pub(crate) messages: Vec<MessageParts>,
}

/// What a message says beside its nodes.
#[derive(Clone)]
pub(crate) struct MessageParts {
    pub(crate) name: Arc<str>,
    pub(crate) doc: Option<Box<str>>,
    pub(crate) attributes: Attributes,
    /// A record.
    pub(crate) request: NodeId,
    pub(crate) response: NodeId,
    /// A union that begins with string, or an empty one if nothing comes back.
    pub(crate) errors: NodeId,
    pub(crate) one_way: bool,
}

impl MessageParts {
    /// Its three nodes.
    pub(crate) fn nodes(&self) -> [NodeId; 3] {
        [self.request, self.response, self.errors]
    }

    /// The same with the next three nodes.
    pub(crate) fn moved(&self, nodes: &mut impl Iterator<Item = NodeId>) -> Option<MessageParts> {
        Some(MessageParts {
            request: nodes.next()?,
            response: nodes.next()?,
            errors: nodes.next()?,
            ..self.clone()
        })
    }
}

impl Parser {
    /// Parses the text of one protocol, the `number`th text.
    pub(crate) fn protocol(
        &mut self,
        options: &ParseOptions,
        tree: &Tree<'_>,
        number: u32,
    ) -> Result<ProtocolParts, SchemaError> {
        self.begin(options, number, None);
        let mut way = Way::default();
        self.protocol_at(tree.root(), &mut way).map_err(|failed| {
            let error = self.error(tree, &way.stack, *failed);
            let path = frame::path(&way.stack);
            // A path that begins with a type's name needs nothing before it.
            if path.is_empty() || path.starts_with(['[', '{']) {
                error.with_path(&format!("{}{path}", way.around))
            } else {
                error
            }
        })
    }

    fn protocol_at<'t>(
        &mut self,
        at: Value<'t>,
        way: &mut Way<'t>,
    ) -> Result<ProtocolParts, Fail<'t>> {
        if !at.is_object() {
            return Err(fail(at, Kind::NotAProtocol { found: at.what() }));
        }
        let mut object = Object::new(at);
        let name = self.protocol_name(&mut object)?;
        self.namespace = name.namespace().map(Arc::from);
        way.around = name.full().to_owned();
        let doc = object.doc()?;
        if let Some(types) = object.take("types") {
            self.types(types, way)?;
        }
        let mut messages = Vec::new();
        if let Some(at) = object.take("messages") {
            if !at.is_object() {
                return Err(object::wrong(at, "messages", "an object"));
            }
            for (message, at) in at.members() {
                way.around = format!("{}.{message}", name.full());
                messages.push(self.message(&message, at, way)?);
            }
        }
        way.around = name.full().to_owned();
        let attributes = object.rest()?;
        Ok(ProtocolParts {
            name,
            doc,
            attributes,
            messages,
        })
    }

    fn protocol_name<'t>(&self, object: &mut Object<'t>) -> Result<Name, Fail<'t>> {
        let at = object.required("a protocol", "protocol")?;
        let text = object::string(at, "protocol", "a string")?;
        let namespace = match object.take("namespace") {
            Some(at) if !text.contains('.') => Some(object::string(at, "namespace", "a string")?),
            _ => None,
        };
        let name = Name::relative(&text, namespace.as_deref());
        let is_legal = !text.starts_with('.') && name.full().split('.').all(is_simple_name);
        if !is_legal && (text.is_empty() || !self.options.allows_illegal_names()) {
            let name = clip(name.full());
            let what = "protocol";
            return Err(fail(at, Kind::IllegalName { what, name }));
        }
        Ok(name)
    }

    fn types<'t>(&mut self, at: Value<'t>, way: &mut Way<'t>) -> Result<(), Fail<'t>> {
        const EXPECTED: &str = "an array of records, errors, enums and fixed";
        if !at.is_array() {
            return Err(object::wrong(at, "types", EXPECTED));
        }
        for at in at.items() {
            if !at.is_object() {
                return Err(object::wrong(at, "types", EXPECTED));
            }
            let id = self.run(&mut way.stack, at)?;
            if self.ty(id).is_none_or(|ty| ty.name().is_none()) {
                return Err(object::wrong(at, "types", EXPECTED));
            }
        }
        Ok(())
    }

    fn message<'t>(
        &mut self,
        name: &str,
        at: Value<'t>,
        way: &mut Way<'t>,
    ) -> Result<MessageParts, Fail<'t>> {
        if !self.options.allows_illegal_names() && !is_simple_name(name) {
            let (what, name) = ("message", clip(name));
            return Err(fail(at, Kind::IllegalName { what, name }));
        }
        if !at.is_object() {
            return Err(object::wrong(at, "messages", "an object of objects"));
        }
        let mut object = Object::new(at);
        let doc = object.doc()?;
        let one_way = match object.take("one-way") {
            None => false,
            Some(at) => match at.kind() {
                Json::Bool(one_way) => one_way,
                _ => return Err(object::wrong(at, "one-way", "true or false")),
            },
        };

        let parameters = object.array("a message", "request")?;
        let id = self.reserve((self.text, parameters.index()));
        let record = Name::unchecked(&way.around);
        let waiting = Waiting::request(record, parameters);
        let frame = Frame::new(id, Attributes::EMPTY, waiting);
        let request = self.run_from(&mut way.stack, parameters, Step::Enter(frame))?;

        let response = match object.take("response") {
            Some(at) => {
                let id = self.run(&mut way.stack, at)?;
                if one_way && !matches!(self.ty(id), Some(Type::Null)) {
                    let what = "a response other than null";
                    return Err(fail(at, Kind::OneWay { what }));
                }
                id
            }
            // What a one-way message answers with is no question.
            None if one_way => self.primitive((self.text, at.index()), Type::Null),
            None => {
                let (of, attribute) = ("a message", "response");
                return Err(fail(at, Kind::Missing { of, attribute }));
            }
        };

        let errors = self.errors(object.take("errors"), one_way, at, way)?;
        Ok(MessageParts {
            name: name.into(),
            doc,
            attributes: object.rest()?,
            request,
            response,
            errors,
            one_way,
        })
    }

    /// The effective union of the errors that a message declares.
    fn errors<'t>(
        &mut self,
        declared: Option<Value<'t>>,
        one_way: bool,
        message: Value<'t>,
        way: &mut Way<'t>,
    ) -> Result<NodeId, Fail<'t>> {
        const EXPECTED: &str = "an array of error types";
        let place = declared.unwrap_or(message);
        if declared.is_some_and(|at| !at.is_array()) {
            return Err(object::wrong(place, "errors", EXPECTED));
        }
        let mut errors = Vec::new();
        let mut seen = HashSet::new();
        for at in declared.into_iter().flat_map(Value::items) {
            let id = self.run(&mut way.stack, at)?;
            if let Err(kind) = self.declared_error(id, &mut seen) {
                return Err(fail(at, kind));
            }
            errors.push(id);
        }
        if one_way && !errors.is_empty() {
            return Err(fail(place, Kind::OneWay { what: "errors" }));
        }
        Ok(self.error_union((self.text, place.index()), errors, one_way))
    }

    /// Whether a type may be declared as an error, beside those `seen` before.
    pub(crate) fn declared_error(
        &self,
        id: NodeId,
        seen: &mut HashSet<NodeId>,
    ) -> Result<(), Kind> {
        match self.ty(id) {
            Some(Type::Record(record)) if record.is_error() => {
                if seen.insert(id) {
                    return Ok(());
                }
                let branch = clip(record.name().full());
                Err(Kind::DuplicateBranch { branch })
            }
            other => {
                let found = other.map_or("a type", |ty| {
                    ty.name().map_or(ty.kind(), |name| name.full())
                });
                let found = clip(found);
                Err(Kind::NotAnError { found })
            }
        }
    }

    /// The union of string, for the errors of the system, and `declared` ones. Nothing comes back
    /// from a one-way message, so its union has no branch.
    pub(crate) fn error_union(
        &mut self,
        place: super::Place,
        declared: Vec<NodeId>,
        one_way: bool,
    ) -> NodeId {
        let is_shared = declared.is_empty();
        let shared = usize::from(one_way);
        if let Some(Some(id)) = self.no_errors.get(shared).filter(|_| is_shared) {
            return *id;
        }
        let system = (!one_way).then(|| self.primitive(place, Type::String));
        let id = self.reserve(place);
        if let Some(slot) = self.no_errors.get_mut(shared).filter(|_| is_shared) {
            *slot = Some(id);
        }
        let branches = system.into_iter().chain(declared).collect();
        self.set(id, Type::Union(branches), Attributes::EMPTY);
        id
    }

    /// Gives a request another name.
    pub(crate) fn rename(&mut self, request: NodeId, name: Name) {
        let node = self.nodes.get_mut(request.index());
        if let Some(Type::Record(record)) = node.and_then(Option::as_mut).map(|node| &mut node.ty) {
            Arc::make_mut(record).name = name;
        }
    }

    fn ty(&self, id: NodeId) -> Option<&Type> {
        let node = self.nodes.get(id.index())?.as_ref()?;
        Some(&node.ty)
    }
}

/// Where in the protocol the parser is.
#[derive(Default)]
struct Way<'t> {
    stack: Vec<Frame<'t>>,
    /// The protocol, or the message in it.
    around: String,
}
