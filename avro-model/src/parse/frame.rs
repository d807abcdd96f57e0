//! A type that waits for the types inside it.

use std::sync::Arc;

use super::{Fail, Object, fail, object, too_deep};
use crate::ParseOptions;
use crate::error::{SchemaErrorKind as Kind, clip};
use crate::json::tree::{Items, Value};
use crate::name::{Name, is_simple_name};
use crate::schema::{Attributes, Field, NameIndex, NodeId, Order, Record, Type};

/// A type under construction, with the node reserved for it.
pub(super) struct Frame<'t> {
    id: NodeId,
    attributes: Attributes,
    waiting: Waiting<'t>,
}

/// What a type has so far, and what it still waits for.
pub(super) enum Waiting<'t> {
    Array {
        items: Option<Value<'t>>,
        id: Option<NodeId>,
    },
    Map {
        values: Option<Value<'t>>,
        id: Option<NodeId>,
    },
    Union {
        branches: Vec<NodeId>,
        rest: Items<'t>,
    },
    Record(Box<OpenRecord<'t>>),
}

pub(super) struct OpenRecord<'t> {
    name: Name,
    aliases: Box<[Name]>,
    doc: Option<Box<str>>,
    is_error: bool,
    fields: Vec<Field>,
    rest: Items<'t>,
    /// The field whose type is being read. Its `ty` is not right yet.
    open: Option<Field>,
    /// It is a message's request: no type, so its name gives no namespace.
    is_request: bool,
}

impl<'t> Waiting<'t> {
    pub(super) fn union(at: Value<'t>) -> Waiting<'t> {
        Waiting::Union {
            branches: Vec::new(),
            rest: at.items(),
        }
    }

    pub(super) fn record(
        name: Name,
        aliases: Box<[Name]>,
        doc: Option<Box<str>>,
        is_error: bool,
        fields: Value<'t>,
    ) -> Waiting<'t> {
        Waiting::Record(Box::new(OpenRecord {
            name,
            aliases,
            doc,
            is_error,
            fields: Vec::new(),
            rest: fields.items(),
            open: None,
            is_request: false,
        }))
    }

    /// The parameters of a message, read as the fields of a record.
    pub(super) fn request(name: Name, parameters: Value<'t>) -> Waiting<'t> {
        Waiting::Record(Box::new(OpenRecord {
            name,
            aliases: Box::default(),
            doc: None,
            is_error: false,
            fields: Vec::new(),
            rest: parameters.items(),
            open: None,
            is_request: true,
        }))
    }
}

impl<'t> Frame<'t> {
    pub(super) fn new(id: NodeId, attributes: Attributes, waiting: Waiting<'t>) -> Frame<'t> {
        Frame {
            id,
            attributes,
            waiting,
        }
    }

    /// Whether this level of nesting counts towards the limit.
    pub(super) fn counts(&self) -> bool {
        !matches!(self.waiting, Waiting::Union { .. })
    }

    /// Takes the type that was asked for last.
    pub(super) fn receive(&mut self, type_id: NodeId) {
        match &mut self.waiting {
            Waiting::Array { id, .. } | Waiting::Map { id, .. } => *id = Some(type_id),
            Waiting::Union { branches, .. } => branches.push(type_id),
            Waiting::Record(record) => {
                if let Some(field) = record.open.take() {
                    record.fields.push(Field {
                        ty: type_id,
                        ..field
                    });
                }
            }
        }
    }

    /// The next type that has to be read, if there is one left.
    pub(super) fn next(&mut self, options: &ParseOptions) -> Result<Option<Value<'t>>, Fail<'t>> {
        match &mut self.waiting {
            Waiting::Array { items: one, .. } | Waiting::Map { values: one, .. } => Ok(one.take()),
            Waiting::Union { rest, .. } => Ok(rest.next()),
            Waiting::Record(record) => record.next_field(self.id, options),
        }
    }

    /// The finished type.
    pub(super) fn close(self) -> (NodeId, Type, Attributes) {
        let ty = match self.waiting {
            Waiting::Array { id, .. } => Type::Array(id.unwrap_or(self.id)),
            Waiting::Map { id, .. } => Type::Map(id.unwrap_or(self.id)),
            Waiting::Union { branches, .. } => Type::Union(branches.into()),
            Waiting::Record(open) => Type::Record(Arc::new(Record {
                name: open.name,
                aliases: open.aliases,
                doc: open.doc,
                is_error: open.is_error,
                index: NameIndex::new(&open.fields, Field::name),
                fields: open.fields.into(),
            })),
        };
        (self.id, ty, self.attributes)
    }
}

impl<'t> OpenRecord<'t> {
    /// Reads all of the next field but its type, which is given back.
    fn next_field(
        &mut self,
        record: NodeId,
        options: &ParseOptions,
    ) -> Result<Option<Value<'t>>, Fail<'t>> {
        let Some(at) = self.rest.next() else {
            return Ok(None);
        };
        if !at.is_object() {
            return Err(object::wrong(at, "fields", "an array of objects"));
        }
        let mut object = Object::new(at);
        let name_at = object.required("a field", "name")?;
        let name = object::string(name_at, "name", "a string")?;
        if !options.allows_illegal_names() && !is_simple_name(&name) {
            return Err(fail(
                name_at,
                Kind::IllegalName {
                    what: "field",
                    name: clip(&name),
                },
            ));
        }
        // From here on the path of an error names the field.
        let field = self.open.insert(Field {
            name: name.into(),
            aliases: Box::default(),
            doc: None,
            ty: record,
            default: None,
            order: Order::default(),
            attributes: Attributes::EMPTY,
        });
        let ty = object.required("a field", "type")?;
        field.aliases = object.field_aliases()?;
        field.doc = object.doc()?;
        if let Some(at) = object.take("order") {
            let order = at.as_str().and_then(|order| Order::parse(&order));
            field.order = order.ok_or_else(|| {
                object::wrong(at, "order", "\"ascending\", \"descending\" or \"ignore\"")
            })?;
        }
        if let Some(at) = object.take("default") {
            field.default = Some(at.to_json().map_err(too_deep)?);
        }
        field.attributes = object.rest()?;
        Ok(Some(ty))
    }
}

/// The namespace of the record around, if there is a record.
pub(super) fn namespace<'s>(stack: &'s [Frame<'_>]) -> Option<Option<&'s str>> {
    stack.iter().rev().find_map(|frame| match &frame.waiting {
        Waiting::Record(record) if !record.is_request => Some(record.name.namespace()),
        _ => None,
    })
}

/// The way to the innermost frame, in words.
pub(super) fn path(stack: &[Frame<'_>]) -> String {
    let mut path = String::new();
    for frame in stack {
        match &frame.waiting {
            Waiting::Array { .. } => path.push_str("[]"),
            Waiting::Map { .. } => path.push_str("{}"),
            Waiting::Union { .. } => {}
            Waiting::Record(record) => {
                if path.is_empty() {
                    path.push_str(record.name.full());
                }
                if let Some(field) = &record.open {
                    path.push('.');
                    path.push_str(&field.name);
                }
            }
        }
    }
    path
}
