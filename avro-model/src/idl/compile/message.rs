//! Messages.

use std::collections::HashSet;
use std::sync::Arc;

use super::annotations::{Owner, said};
use super::{Compiler, small};
use crate::error::SchemaErrorKind;
use crate::idl::ast::Message;
use crate::idl::error::Fault;
use crate::idl::types::{Kind, Primitive};
use crate::idl::words::Ident;
use crate::name::Name;
use crate::parse::MessageParts;
use crate::schema::{Attributes, Field, NameIndex, Record, Type};

impl<'a> Compiler<'a> {
    /// Makes the nodes of a message, once it is known of all types which are errors.
    pub(super) fn message(
        &mut self,
        number: usize,
        message: &'a Message,
    ) -> Result<MessageParts, Fault> {
        let namespace = self.namespace(number);
        let namespace = namespace.as_deref();
        let place = (small(number), message.name.at);
        self.simple_name("message", &message.name)?;
        let said = said(Owner::Message, &message.annotations)?;
        let fields = self.fields(number, &message.parameters, namespace);
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
    pub(super) fn request_name(&self, message: &str) -> Name {
        match &self.protocol {
            Some(protocol) => Name::unchecked(&format!("{}.{message}", protocol.full())),
            None => Name::unchecked(message),
        }
    }
}
