//! What annotations mean where they stand.
//!
//! `@namespace`, `@aliases` and `@order` have a meaning of their own in the right place. All
//! others are attributes, but the words that Avro uses itself may not be set that way.

use std::borrow::Cow;

use crate::idl::error::Fault;
use crate::idl::words::Annotation;
use crate::json::Json;
use crate::schema::{Attributes, Field, Order, Type};

/// What annotations stand before.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Owner {
    Protocol,
    Message,
    Record,
    Enum,
    Fixed,
    Field,
}

impl Owner {
    fn is_type(self) -> bool {
        matches!(self, Owner::Record | Owner::Enum | Owner::Fixed)
    }

    /// Whether an attribute of this name would be one of the owner's own words.
    fn owns(self, name: &str) -> bool {
        let common = ["type", "name", "namespace", "doc", "aliases"];
        match self {
            Owner::Protocol => {
                ["protocol", "namespace", "doc", "types", "messages"].contains(&name)
            }
            Owner::Message => ["doc", "request", "response", "errors", "one-way"].contains(&name),
            Owner::Record => common.contains(&name) || name == "fields",
            Owner::Enum => common.contains(&name) || ["symbols", "default"].contains(&name),
            Owner::Fixed => common.contains(&name) || name == "size",
            Owner::Field => Field::owns(name),
        }
    }
}

/// What annotations say.
#[derive(Debug)]
pub(super) struct Said<'a> {
    pub(super) namespace: Option<Cow<'a, str>>,
    pub(super) aliases: Vec<&'a str>,
    pub(super) order: Order,
    pub(super) attributes: Attributes,
}

/// Reads the annotations of something that is no type in a field.
pub(super) fn said(owner: Owner, annotations: &[Annotation]) -> Result<Said<'_>, Fault> {
    let mut said = Said {
        namespace: None,
        aliases: Vec::new(),
        order: Order::default(),
        attributes: Attributes::EMPTY,
    };
    for Annotation { at, name, value } in annotations {
        let wrong = |what: &str| Fault::syntax(*at, format!("`@{name}` takes {what}"));
        match name.as_str() {
            "namespace" if owner == Owner::Protocol || owner.is_type() => {
                let text = value.as_str().ok_or_else(|| wrong("a string"))?;
                said.namespace = Some(text.into());
            }
            "aliases" if owner == Owner::Field || owner.is_type() => {
                let Json::Array(aliases) = value else {
                    return Err(wrong("an array of strings"));
                };
                let aliases = aliases.iter().map(Json::as_str).collect::<Option<_>>();
                said.aliases = aliases.ok_or_else(|| wrong("an array of strings"))?;
            }
            "order" if owner == Owner::Field => {
                let order = value.as_str().map(str::to_ascii_lowercase);
                let order = order.and_then(|order| Order::parse(&order));
                said.order =
                    order.ok_or_else(|| wrong("\"ascending\", \"descending\" or \"ignore\""))?;
            }
            _ if owner.owns(name) => return Err(reserved(*at, name)),
            _ => said.attributes.push(name, value.clone()),
        }
    }
    Ok(said)
}

/// Adds the annotations of a type to the attributes that its keyword gives it.
pub(super) fn add(
    attributes: &mut Attributes,
    ty: &Type,
    annotations: &[Annotation],
) -> Result<(), Fault> {
    // What there is before is a logical type of no more than three words.
    let before = attributes.len();
    for Annotation { at, name, value } in annotations {
        if ty.owns(name) {
            return Err(reserved(*at, name));
        }
        if attributes
            .iter()
            .take(before)
            .any(|(known, _)| known == name)
        {
            let message = format!("the type has its own `{name}` already");
            return Err(Fault::syntax(*at, message));
        }
        attributes.push(name, value.clone());
    }
    Ok(())
}

fn reserved(at: usize, name: &str) -> Fault {
    Fault::syntax(
        at,
        format!("`{name}` is one of Avro's own words and no annotation here"),
    )
}
