//! The members of one JSON object, taken out one by one.
//!
//! What nobody has taken in the end is an attribute that Avro gives no meaning to.

use std::borrow::Cow;
use std::sync::Arc;

use super::{Fail, fail, too_deep};
use crate::error::{SchemaErrorKind as Kind, clip};
use crate::json::tree::{self, Value};
use crate::name::Name;
use crate::schema::Attributes;

pub(super) struct Object<'t> {
    at: Value<'t>,
    members: Vec<(Cow<'t, str>, Option<Value<'t>>)>,
}

impl<'t> Object<'t> {
    pub(super) fn new(at: Value<'t>) -> Object<'t> {
        let members = at
            .members()
            .map(|(key, value)| (key, Some(value)))
            .collect();
        Object { at, members }
    }

    /// The object itself.
    pub(super) fn at(&self) -> Value<'t> {
        self.at
    }

    pub(super) fn take(&mut self, key: &str) -> Option<Value<'t>> {
        self.members
            .iter_mut()
            .find(|(name, _)| name == key)
            .and_then(|(_, value)| value.take())
    }

    pub(super) fn required(
        &mut self,
        of: &'static str,
        attribute: &'static str,
    ) -> Result<Value<'t>, Fail<'t>> {
        self.take(attribute)
            .ok_or_else(|| fail(self.at, Kind::Missing { of, attribute }))
    }

    pub(super) fn array(
        &mut self,
        of: &'static str,
        attribute: &'static str,
    ) -> Result<Value<'t>, Fail<'t>> {
        let at = self.required(of, attribute)?;
        if at.is_array() {
            Ok(at)
        } else {
            Err(wrong(at, attribute, "an array"))
        }
    }

    pub(super) fn doc(&mut self) -> Result<Option<Box<str>>, Fail<'t>> {
        let Some(at) = self.take("doc") else {
            return Ok(None);
        };
        string(at, "doc", "a string").map(|doc| Some(doc.into()))
    }

    /// "A type alias may be specified either as a fully namespace-qualified, or
    /// relative to the namespace of the name it is an alias for."
    pub(super) fn type_aliases(&mut self, name: &Name) -> Result<Box<[Name]>, Fail<'t>> {
        self.aliases(|alias| Name::relative(alias, name.namespace()))
    }

    pub(super) fn field_aliases(&mut self) -> Result<Box<[Arc<str>]>, Fail<'t>> {
        self.aliases(|alias| Arc::from(alias))
    }

    fn aliases<T>(&mut self, read: impl Fn(&str) -> T) -> Result<Box<[T]>, Fail<'t>> {
        let Some(at) = self.take("aliases") else {
            return Ok(Box::default());
        };
        if !at.is_array() {
            return Err(wrong(at, "aliases", "an array of strings"));
        }
        at.items()
            .map(|at| Ok(read(&string(at, "aliases", "an array of strings")?)))
            .collect()
    }

    /// What has not been taken.
    pub(super) fn rest(self) -> Result<Attributes, Fail<'t>> {
        let left = self
            .members
            .into_iter()
            .filter_map(|(key, value)| Some((key, value?)));
        left.map(|(key, value)| Ok((key.into(), value.to_json().map_err(too_deep)?)))
            .collect()
    }
}

pub(super) fn string<'t>(
    at: Value<'t>,
    attribute: &'static str,
    expected: &'static str,
) -> Result<Cow<'t, str>, Fail<'t>> {
    at.as_str().ok_or_else(|| wrong(at, attribute, expected))
}

#[cold]
pub(super) fn wrong<'t>(
    at: Value<'t>,
    attribute: &'static str,
    expected: &'static str,
) -> Fail<'t> {
    let found = match at.kind() {
        tree::Kind::String(text) => format!("\"{}\"", clip(&text)),
        tree::Kind::Number(text) => clip(text),
        _ => at.what().to_owned(),
    };
    fail(
        at,
        Kind::WrongAttribute {
            attribute,
            expected,
            found,
        },
    )
}
