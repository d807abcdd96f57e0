//! Types where they are used: references, keywords, and what is around them.

use std::fmt::Write;

use super::{PrintError, Printer};
use crate::idl::types::{base_of, word_of};
use crate::json::Json;
use crate::logical::LogicalType;
use crate::name::Name;
use crate::schema::{Node, NodeId, Type};

/// Where a type stands.
#[derive(Clone, Copy)]
pub(super) enum Place<'a> {
    /// Before a name, whose default says where null stands.
    Variable(Option<&'a Json>),
    /// Before a message's name: annotations would be the message's.
    Response,
    Anywhere,
}

/// What is left to print of a type; the last comes first.
enum Left {
    Type(NodeId),
    Text(&'static str),
    /// Ends an array or a map.
    Close,
}

/// Deeper types could not be read.
const MAX_DEPTH: usize = 128;

impl Printer<'_> {
    /// A type as it stands in a namespace.
    pub(super) fn ty(
        &mut self,
        root: NodeId,
        namespace: Option<&str>,
        place: Place<'_>,
    ) -> Result<(), PrintError> {
        let arena = self.arena;
        let mut left = vec![Left::Type(root)];
        let mut depth = 0usize;
        let mut place = Some(place);
        while let Some(next) = left.pop() {
            let id = match next {
                Left::Text(text) => {
                    self.out.push_str(text);
                    continue;
                }
                Left::Close => {
                    depth = depth.saturating_sub(1);
                    self.out.push('>');
                    continue;
                }
                Left::Type(id) => id,
            };
            let place = place.take().unwrap_or(Place::Anywhere);
            let node = arena.node(id);
            if let Some(name) = node.name() {
                self.reference(name, namespace)?;
                continue;
            }
            if let Some(word) = keyword(node) {
                self.out.push_str(&word);
                continue;
            }
            if !node.attributes.is_empty() {
                if let Place::Response = place {
                    return Err(
                        self.cannot("the response has attributes, which would be the message's")
                    );
                }
                self.attributes(&node.attributes, " ")?;
            }
            match &node.ty {
                Type::Array(inner) | Type::Map(inner) => {
                    depth = depth.saturating_add(1);
                    if depth > MAX_DEPTH {
                        let message = format!("types are nested deeper than {MAX_DEPTH} levels");
                        return Err(self.cannot(message));
                    }
                    let _ = write!(self.out, "{}<", node.ty.kind());
                    left.extend([Left::Close, Left::Type(*inner)]);
                }
                Type::Union(branches) => match self.nullable(branches, place) {
                    Some(inner) => left.extend([Left::Text("?"), Left::Type(inner)]),
                    None if branches.is_empty() => {
                        return Err(self.cannot("a union without branches"));
                    }
                    None => {
                        self.out.push_str("union { ");
                        left.push(Left::Text(" }"));
                        for (at, &branch) in branches.iter().enumerate().rev() {
                            left.push(Left::Type(branch));
                            if at > 0 {
                                left.push(Left::Text(", "));
                            }
                        }
                    }
                },
                primitive => self.out.push_str(primitive.kind()),
            }
        }
        Ok(())
    }

    /// The other branch, if a question mark says all of the union.
    pub(super) fn nullable(&self, branches: &[NodeId], place: Place<'_>) -> Option<NodeId> {
        let is_null = |id: NodeId| {
            let node = self.arena.node(id);
            matches!(node.ty, Type::Null) && node.attributes.is_empty()
        };
        let [first, second] = *branches else {
            return None;
        };
        let null_first = match place {
            Place::Variable(default) => matches!(default, None | Some(Json::Null)),
            Place::Response | Place::Anywhere => true,
        };
        let (null, other) = match null_first {
            true => (first, second),
            false => (second, first),
        };
        let node = self.arena.node(other);
        // A question mark behind `array<T>` is no part of Java's grammar.
        let takes_one = !matches!(
            node.ty,
            Type::Array(_) | Type::Map(_) | Type::Union(_) | Type::Null
        );
        let annotates = node.name().is_none()
            && !node.attributes.is_empty()
            && keyword(node).is_none()
            && matches!(place, Place::Response);
        (is_null(null) && takes_one && !annotates).then_some(other)
    }

    /// A type's name as it is understood inside a namespace.
    pub(super) fn reference(
        &mut self,
        name: &Name,
        namespace: Option<&str>,
    ) -> Result<(), PrintError> {
        name.check()
            .map_err(|error| self.cannot(error.to_string()))?;
        if name.namespace() == namespace {
            self.out.push_str(&quoted(name.simple()));
        } else if name.namespace().is_some() {
            self.out.push_str(name.full());
        } else {
            let hiding = Name::relative(name.simple(), namespace);
            if self.arena.names.contains_key(&hiding) {
                let message = format!("`{}` would be taken for `{}`", name.full(), hiding.full());
                return Err(self.cannot(message));
            }
            self.out.push_str(&quoted(name.simple()));
        }
        Ok(())
    }
}

/// The word for a type with a logical one, if it says all of it.
fn keyword(node: &Node) -> Option<String> {
    let logical = node.logical?;
    if node.name().is_some() || !node.attributes.iter().all(|(name, _)| logical.owns(name)) {
        return None;
    }
    match logical {
        LogicalType::Decimal {
            precision,
            scale: 0,
        } => Some(format!("decimal({precision})")),
        LogicalType::Decimal { precision, scale } => Some(format!("decimal({precision}, {scale})")),
        // A younger word than the others: the annotation is understood everywhere.
        LogicalType::BigDecimal => None,
        logical if base_of(logical).name() == node.ty.kind() => word_of(logical).map(str::to_owned),
        _ => None,
    }
}

/// A name, in backticks where it might be taken for a keyword.
pub(super) fn quoted(name: &str) -> String {
    const KEYWORDS: [&str; 33] = [
        "protocol",
        "namespace",
        "import",
        "idl",
        "schema",
        "enum",
        "fixed",
        "error",
        "record",
        "array",
        "map",
        "union",
        "boolean",
        "int",
        "long",
        "float",
        "double",
        "string",
        "bytes",
        "null",
        "true",
        "false",
        "decimal",
        "date",
        "time_ms",
        "timestamp_ms",
        "local_timestamp_ms",
        "uuid",
        "big_decimal",
        "void",
        "oneway",
        "throws",
        "_",
    ];
    match KEYWORDS.contains(&name) {
        true => format!("`{name}`"),
        false => name.to_owned(),
    }
}
