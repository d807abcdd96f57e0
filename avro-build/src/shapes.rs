//! Shapes: types in Avro IDL's syntax, for `#[avro(type = "…")]`.
//!
//! A place has a shape where its Avro type does not follow from its Rust type:
//! null last in a union, an attribute on an inner type. What follows is left
//! to the derive as `_`, so a shape says no more than it has to.

use avro_model::json::Json;
use avro_model::{LogicalType, Node};

/// A type in IDL's syntax.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shape {
    text: String,
    /// How deep types are nested in it.
    levels: usize,
}

impl Shape {
    /// How deep the derive reads.
    pub(crate) const DEEPEST: usize = 64;

    /// A type without parts.
    pub(crate) fn leaf(text: String) -> Shape {
        Shape { text, levels: 1 }
    }

    /// The type that `wrap` writes around this one.
    pub(crate) fn inside(&self, wrap: impl FnOnce(&str) -> String) -> Shape {
        Shape {
            text: wrap(&self.text),
            levels: self.levels.saturating_add(1),
        }
    }

    /// `_`: whatever follows from the Rust type.
    pub(crate) fn default() -> Shape {
        Shape::leaf("_".to_owned())
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    pub(crate) fn levels(&self) -> usize {
        self.levels
    }
}

/// A type without parts and without its attributes.
pub(crate) fn spelt(node: &Node) -> String {
    let base = node.ty().kind();
    match node.logical() {
        None => base.to_owned(),
        Some(LogicalType::Date) => "date".to_owned(),
        Some(LogicalType::TimeMillis) => "time_ms".to_owned(),
        Some(LogicalType::TimestampMillis) => "timestamp_ms".to_owned(),
        Some(LogicalType::LocalTimestampMillis) => "local_timestamp_ms".to_owned(),
        Some(LogicalType::Uuid) => "uuid".to_owned(),
        Some(LogicalType::Decimal { precision, scale }) => format!("decimal({precision}, {scale})"),
        Some(logical) => format!("@logicalType(\"{}\") {base}", logical.name()),
    }
}

/// The attributes that do not follow from the logical type in force.
pub(crate) fn attributes(node: &Node) -> impl Iterator<Item = (&str, &Json)> {
    let logical = node.logical().copied();
    node.attributes()
        .iter()
        .filter(move |(name, _)| match logical {
            Some(LogicalType::Decimal { .. }) => {
                !matches!(*name, "logicalType" | "precision" | "scale")
            }
            Some(_) => *name != "logicalType",
            None => true,
        })
}

/// These attributes, each with a space behind it.
pub(crate) fn annotations(node: &Node) -> String {
    let mut out = String::new();
    for (name, value) in attributes(node) {
        let plain = name.split(['.', '-']).all(avro_model::is_simple_name);
        let quote = if plain { "" } else { "`" };
        out.push_str(&format!("@{quote}{name}{quote}({value}) "));
    }
    out
}
