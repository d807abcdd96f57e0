//! The types that have names, up to what they hold.

use std::sync::Arc;

use super::object::{self, Object};
use super::{Fail, Parser, Place, fail};
use crate::ParseOptions;
use crate::error::{Elsewhere, SchemaErrorKind as Kind, clip};
use crate::json::tree;
use crate::name::{Name, is_primitive, is_simple_name};
use crate::schema::{Enum, Fixed, NameIndex, NodeId, Type};
use crate::suggest;

impl Parser {
    pub(super) fn enumeration<'t>(
        &mut self,
        mut object: Object<'t>,
        namespace: Option<&str>,
    ) -> Result<NodeId, Fail<'t>> {
        let (name, id) = self.define(&mut object, "enum", "an enum", namespace)?;
        let doc = object.doc()?;
        let aliases = object.type_aliases(&name)?;
        let mut symbols: Vec<Arc<str>> = Vec::new();
        for at in object.array("an enum", "symbols")?.items() {
            let symbol = object::string(at, "symbols", "an array of strings")?;
            if !self.options.allows_illegal_names() && !is_simple_name(&symbol) {
                return Err(fail(
                    at,
                    Kind::IllegalName {
                        what: "symbol",
                        name: clip(&symbol),
                    },
                ));
            }
            symbols.push(symbol.into());
        }
        let symbols: Box<[Arc<str>]> = symbols.into();
        let index = NameIndex::new(&symbols, |symbol| symbol);
        let default = match object.take("default") {
            None => None,
            Some(at) => {
                let default = object::string(at, "default", "one of the symbols, as a string")?;
                match symbols.iter().position(|symbol| **symbol == *default) {
                    Some(position) => Some(position),
                    None => {
                        let hint = suggest::hint(&default, symbols.iter().map(|symbol| &**symbol));
                        return Err(fail(
                            at,
                            Kind::EnumDefault {
                                default: clip(&default),
                                hint,
                            },
                        ));
                    }
                }
            }
        };
        let en = Enum {
            name,
            aliases,
            doc,
            symbols,
            default,
            index,
        };
        self.set(id, Type::Enum(Arc::new(en)), object.rest()?);
        Ok(id)
    }

    pub(super) fn fixed<'t>(
        &mut self,
        mut object: Object<'t>,
        namespace: Option<&str>,
    ) -> Result<NodeId, Fail<'t>> {
        let (name, id) = self.define(&mut object, "fixed", "a fixed", namespace)?;
        let doc = object.doc()?;
        let aliases = object.type_aliases(&name)?;
        let at = object.required("a fixed", "size")?;
        let size = match at.kind() {
            tree::Kind::Number(text) => text.parse::<u64>().ok(),
            _ => None,
        };
        // No more than a signed 64-bit number counts, as everywhere in Avro.
        let size = size
            .filter(|&size| i64::try_from(size).is_ok())
            .and_then(|size| usize::try_from(size).ok());
        let size = size.ok_or_else(|| object::wrong(at, "size", "a whole number of bytes"))?;
        let fixed = Fixed {
            name,
            aliases,
            doc,
            size,
        };
        self.set(id, Type::Fixed(Arc::new(fixed)), object.rest()?);
        Ok(id)
    }

    /// The full name of a named type, known from here on, and the node for it.
    pub(super) fn define<'t>(
        &mut self,
        object: &mut Object<'t>,
        what: &'static str,
        article: &'static str,
        namespace: Option<&str>,
    ) -> Result<(Name, NodeId), Fail<'t>> {
        let at = object.required(article, "name")?;
        let text = object::string(at, "name", "a string")?;
        let own_namespace = match object.take("namespace") {
            // "If the name specified contains a dot, then it is assumed to be a
            // fullname, and any namespace also specified is ignored."
            Some(at) if !text.contains('.') => Some(object::string(at, "namespace", "a string")?),
            _ => None,
        };
        let name = Name::relative(&text, own_namespace.as_deref().or(namespace));
        legal(&self.options, &text, &name, what).map_err(|kind| fail(at, kind))?;
        match self.claim(&name, (self.text, object.at().index())) {
            Ok(id) => Ok((name, id)),
            Err(first) => {
                let first = Elsewhere {
                    file: None,
                    position: self.position_of(first, object.at()),
                };
                let name = clip(name.full());
                Err(fail(object.at(), Kind::DuplicateType { name, first }))
            }
        }
    }

    /// The node for a type that is defined at `place`, known under its name from here on.
    ///
    /// An error is the node of the first definition, if that stands in the same text.
    pub(crate) fn claim(&mut self, name: &Name, place: Place) -> Result<NodeId, NodeId> {
        if let Some(&first) = self.names.get(name) {
            if self.place(first).0 == place.0 {
                return Err(first);
            }
            let id = self.reserve(place);
            self.repeated.push((first, id));
            return Ok(id);
        }
        let id = match self.promised.get(name) {
            Some(&id) => {
                if let Some(slot) = self.places.get_mut(id.index()) {
                    *slot = place;
                }
                id
            }
            None => self.reserve(place),
        };
        self.names.insert(name.clone(), id);
        Ok(id)
    }
}

/// Holds the name of a type against the rule. The text is what it was made of.
pub(crate) fn legal(
    options: &ParseOptions,
    text: &str,
    name: &Name,
    what: &'static str,
) -> Result<(), Kind> {
    let reserved = match options.allows_illegal_names() {
        true => is_primitive(name.full()),
        false => is_primitive(name.simple()),
    };
    if reserved {
        let name = clip(name.full());
        return Err(Kind::ReservedName { name });
    }
    if !options.allows_illegal_names() && (text.starts_with('.') || name.check().is_err()) {
        let name = clip(&text_of(text, name));
        return Err(Kind::IllegalName { what, name });
    }
    Ok(())
}

/// An illegal name as the text gave it, unless its namespace is what is illegal.
fn text_of(text: &str, name: &Name) -> String {
    let simple_is_fine = text.split('.').all(is_simple_name);
    if simple_is_fine {
        name.full().to_owned()
    } else {
        text.to_owned()
    }
}
