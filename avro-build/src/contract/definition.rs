//! The text of one definition: a type as a release keeps it.
//!
//! Other named types are referred to and not repeated, so a type's text changes when the type does, and
//! not when another one in it does. What is compared between releases and what is written for a new one
//! is the same text.

use avro_model::json::Json;
use avro_model::{Attributes, Field, Name, NodeId, Order, Schema, Type};

/// The definition of a named type, or the whole of one without a name.
pub(super) fn of(schema: &Schema, id: NodeId) -> Json {
    let node = schema.node(id);
    let mut members = Vec::new();
    let around = match node.ty() {
        Type::Record(record) => {
            let word = if record.is_error() { "error" } else { "record" };
            head(
                &mut members,
                word,
                record.name(),
                record.doc(),
                record.aliases(),
            );
            record.name().namespace()
        }
        Type::Enum(en) => {
            head(&mut members, "enum", en.name(), en.doc(), en.aliases());
            let symbols = en.symbols().iter().map(|symbol| text(symbol)).collect();
            put(&mut members, "symbols", Json::Array(symbols));
            if let Some(symbol) = en.default().and_then(|at| en.symbols().get(at)) {
                put(&mut members, "default", text(symbol));
            }
            en.name().namespace()
        }
        Type::Fixed(fixed) => {
            head(
                &mut members,
                "fixed",
                fixed.name(),
                fixed.doc(),
                fixed.aliases(),
            );
            if let Ok(size) = Json::parse(&fixed.size().to_string()) {
                put(&mut members, "size", size);
            }
            fixed.name().namespace()
        }
        _ => return used(schema, id, None),
    };
    attributes(&mut members, node.attributes());
    if let Type::Record(record) = node.ty() {
        let fields = record
            .fields()
            .iter()
            .map(|item| field(schema, item, around));
        put(&mut members, "fields", Json::Array(fields.collect()));
    }
    Json::Object(members)
}

/// A type in the place where it is used: a name, if it has one.
///
/// It recurses as deep as types without names are nested, which parsing bounds.
pub(super) fn used(schema: &Schema, id: NodeId, around: Option<&str>) -> Json {
    let node = schema.node(id);
    if let Some(name) = node.name() {
        return text(&reference(name, around));
    }
    let mut members = vec![("type".into(), text(node.ty().kind()))];
    match node.ty() {
        Type::Union(branches) => {
            let branches = branches
                .iter()
                .map(|&branch| used(schema, branch, around))
                .collect();
            return Json::Array(branches);
        }
        Type::Array(items) => put(&mut members, "items", used(schema, *items, around)),
        Type::Map(values) => put(&mut members, "values", used(schema, *values, around)),
        primitive if node.attributes().is_empty() => return text(primitive.kind()),
        _ => {}
    }
    attributes(&mut members, node.attributes());
    Json::Object(members)
}

fn field(schema: &Schema, field: &Field, around: Option<&str>) -> Json {
    let mut members = vec![("name".into(), text(field.name()))];
    if let Some(doc) = field.doc() {
        put(&mut members, "doc", text(doc));
    }
    put(&mut members, "type", used(schema, field.ty(), around));
    if let Some(default) = field.default() {
        put(&mut members, "default", default.clone());
    }
    if field.order() != Order::Ascending {
        put(&mut members, "order", text(field.order().as_str()));
    }
    if !field.aliases().is_empty() {
        let aliases = field.aliases().iter().map(|alias| text(alias)).collect();
        put(&mut members, "aliases", Json::Array(aliases));
    }
    attributes(&mut members, field.attributes());
    Json::Object(members)
}

type Members = Vec<(Box<str>, Json)>;

/// What all named types begin with.
fn head(members: &mut Members, word: &str, name: &Name, doc: Option<&str>, aliases: &[Name]) {
    put(members, "type", text(word));
    put(members, "name", text(name.simple()));
    if let Some(namespace) = name.namespace() {
        put(members, "namespace", text(namespace));
    }
    if let Some(doc) = doc {
        put(members, "doc", text(doc));
    }
    if !aliases.is_empty() {
        let aliases = aliases
            .iter()
            .map(|alias| text(&reference(alias, name.namespace())))
            .collect();
        put(members, "aliases", Json::Array(aliases));
    }
}

/// A full name as it is written inside of a namespace, where a leading dot marks the null namespace.
fn reference(name: &Name, around: Option<&str>) -> String {
    match (name.namespace(), around) {
        (None, Some(_)) => format!(".{}", name.full()),
        _ => name.full().to_owned(),
    }
}

fn attributes(members: &mut Members, attributes: &Attributes) {
    for (name, value) in attributes.iter() {
        put(members, name, value.clone());
    }
}

fn put(members: &mut Members, name: &str, value: Json) {
    members.push((name.into(), value));
}

fn text(text: &str) -> Json {
    Json::String(text.into())
}

/// A definition as people read it: each word of a type and each field on a line of its own.
pub(super) fn file(definition: &Json) -> String {
    let Json::Object(members) = definition else {
        return spaced(definition) + "\n";
    };
    let lines = members.iter().map(|(key, value)| match (&**key, value) {
        ("fields", Json::Array(fields)) if !fields.is_empty() => {
            let fields: Vec<String> = fields
                .iter()
                .map(|field| format!("    {}", spaced(field)))
                .collect();
            format!("  \"fields\": [\n{}\n  ]", fields.join(",\n"))
        }
        (key, value) => format!("  {}: {}", text(key), spaced(value)),
    });
    format!("{{\n{}\n}}\n", lines.collect::<Vec<_>>().join(",\n"))
}

/// JSON on one line, with spaces behind commas and colons.
pub(super) fn spaced(json: &Json) -> String {
    let join = |parts: Vec<String>| parts.join(", ");
    match json {
        Json::Array(items) => format!("[{}]", join(items.iter().map(spaced).collect())),
        Json::Object(members) => {
            let members = members
                .iter()
                .map(|(key, value)| format!("{}: {}", text(key), spaced(value)));
            format!("{{{}}}", join(members.collect()))
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_definition_says_everything_but_what_others_say() {
        let schema = Schema::parse(
            r#"{"type": "error", "name": "Order", "namespace": "x.y", "aliases": ["Old", "z.Older"],
                "doc": "a \"doc\"", "owner": {"a": [1, 2]}, "fields": [
                {"name": "line", "doc": "the line", "order": "ignore", "aliases": ["row"], "unit": "mm",
                 "type": {"type": "record", "name": "Line", "namespace": "", "fields": []}},
                {"name": "more", "default": [], "type": {"type": "array", "items": ["null", ".Line", "Order"], "k": 1}},
                {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
                {"name": "kind", "type": {"type": "enum", "name": "Kind", "symbols": ["A", "B"], "default": "A"}}]}"#,
        )
        .unwrap();
        assert_eq!(
            file(&of(&schema, schema.root())),
            r#"{
  "type": "error",
  "name": "Order",
  "namespace": "x.y",
  "doc": "a \"doc\"",
  "aliases": ["x.y.Old", "z.Older"],
  "owner": {"a": [1, 2]},
  "fields": [
    {"name": "line", "doc": "the line", "type": ".Line", "order": "ignore", "aliases": ["row"], "unit": "mm"},
    {"name": "more", "type": {"type": "array", "items": ["null", ".Line", "x.y.Order"], "k": 1}, "default": []},
    {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
    {"name": "kind", "type": "x.y.Kind"}
  ]
}
"#
        );
        assert_eq!(
            file(&of(&schema, schema.named("x.y.Kind").unwrap())),
            r#"{
  "type": "enum",
  "name": "Kind",
  "namespace": "x.y",
  "symbols": ["A", "B"],
  "default": "A"
}
"#
        );
    }
}
