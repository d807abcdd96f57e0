//! Whether data of one schema is data of another, as it stands.

use std::collections::HashSet;
use std::fmt;

use avro_model::{LogicalType, Node, NodeId, Schema, Type};

use super::error::{ContainerError, ContainerErrorKind};

/// Refuses data of `found` where data of `wanted` is to be.
pub(super) fn hold(found: &Schema, wanted: &Schema) -> Result<(), ContainerError> {
    match difference(found, wanted) {
        Some(difference) => Err(ContainerErrorKind::OtherSchema { difference }.into()),
        None => Ok(()),
    }
}

/// The first difference between two schemas that makes another thing of their data: where it is, what
/// `found` has there, and what `wanted` has.
///
/// Names, fields, symbols, branches, sizes and logical types count. Documentation, aliases, defaults, sort
/// orders and attributes that nobody knows do not: no byte of the data depends on them, nor what it means.
fn difference(found: &Schema, wanted: &Schema) -> Option<Box<str>> {
    if found.is_same(wanted) {
        return None;
    }
    let mut met = HashSet::new();
    // Every pair that was come to, with its place below another one.
    let mut steps = vec![Step {
        from: None,
        name: "",
        pair: (found.root(), wanted.root()),
    }];
    let mut next = 0;
    while let Some(&Step { pair, .. }) = steps.get(next) {
        let at = next;
        next = next.saturating_add(1);
        if !met.insert(pair) {
            continue;
        }
        let (a, b) = (found.node(pair.0), wanted.node(pair.1));
        if let Some(difference) = of_nodes(a, b) {
            let place = place(&steps, at);
            let colon = if place.is_empty() { "" } else { ": " };
            return Some(format!("{place}{colon}{difference}").into());
        }
        // As many on both sides: that has been compared.
        let children = a.ty().children().zip(b.ty().children());
        for (index, pair) in children.enumerate() {
            let name = match a.ty() {
                Type::Record(record) => record.fields().get(index).map_or("", |field| field.name()),
                Type::Array(_) => "[]",
                Type::Map(_) => "{}",
                _ => "",
            };
            steps.push(Step {
                from: Some(at),
                name,
                pair,
            });
        }
    }
    None
}

/// How a pair of nodes was come to.
struct Step<'a> {
    from: Option<usize>,
    name: &'a str,
    pair: (NodeId, NodeId),
}

/// The way from the root: `lines[].price`.
fn place(steps: &[Step<'_>], at: usize) -> String {
    const MOST: usize = 16;
    let mut names = Vec::new();
    let mut step = steps.get(at);
    while let Some(&Step { from, name, .. }) = step {
        if !name.is_empty() {
            names.push(name);
        }
        step = from.and_then(|from| steps.get(from));
    }
    let mut place = String::new();
    if names.len() > MOST {
        place.push('…');
        names.truncate(MOST);
    }
    for name in names.into_iter().rev() {
        if !(place.is_empty() || matches!(name, "[]" | "{}")) {
            place.push('.');
        }
        place.push_str(name);
    }
    place
}

/// How two nodes differ, but for those they refer to.
fn of_nodes(a: &Node, b: &Node) -> Option<String> {
    let differ = |what: &str, a: &dyn fmt::Display, b: &dyn fmt::Display| {
        Some(format!("{what}{a} instead of {b}"))
    };
    let count =
        |what: &str, a: usize, b: usize| (a != b).then(|| format!("{a} {what} instead of {b}"));
    let (kind_a, kind_b) = (a.ty().kind(), b.ty().kind());
    if kind_a != kind_b {
        return differ("", &kind_a, &kind_b);
    }
    if a.name() != b.name() {
        let name = |node: &Node| {
            node.name()
                .map_or(String::new(), |name| name.full().to_owned())
        };
        return differ("", &format_args!("{kind_a} {}", name(a)), &name(b));
    }
    if a.logical() != b.logical() {
        return differ("", &Logical(a.logical()), &Logical(b.logical()));
    }
    match (a.ty(), b.ty()) {
        (Type::Record(a), Type::Record(b)) => {
            let mut names = a.fields().iter().zip(b.fields());
            match names.find(|(a, b)| a.name() != b.name()) {
                Some((a, b)) => differ("the field ", &a.name(), &b.name()),
                None => count("fields", a.fields().len(), b.fields().len()),
            }
        }
        (Type::Enum(a), Type::Enum(b)) => {
            let mut symbols = a.symbols().iter().zip(b.symbols());
            match symbols.find(|(a, b)| a != b) {
                Some((a, b)) => differ("the symbol ", a, b),
                None => count("symbols", a.symbols().len(), b.symbols().len()),
            }
        }
        (Type::Fixed(a), Type::Fixed(b)) => count("bytes", a.size(), b.size()),
        (Type::Union(a), Type::Union(b)) => count("branches", a.len(), b.len()),
        _ => None,
    }
}

/// A logical type, or that there is none.
struct Logical<'a>(Option<&'a LogicalType>);

impl fmt::Display for Logical<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            None => f.write_str("no logical type"),
            Some(LogicalType::Decimal { precision, scale }) => {
                write!(f, "decimal({precision}, {scale})")
            }
            Some(logical) => f.write_str(logical.name()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(found: &str, wanted: &str) -> Option<Box<str>> {
        let parse = |text| Schema::parse(text).unwrap();
        difference(&parse(found), &parse(wanted))
    }

    #[test]
    fn what_data_does_not_depend_on_is_no_difference() {
        let bare = r#"{"type": "record", "name": "List", "fields": [
            {"name": "value", "type": "long"}, {"name": "next", "type": ["null", "List"]}]}"#;
        let told = r#"{"type": "record", "name": "List", "doc": "a list", "aliases": ["L"], "x": 1, "fields": [
            {"name": "value", "type": {"type": "long", "java": "y"}, "default": 5, "order": "ignore"},
            {"name": "next", "type": ["null", "List"], "default": null}]}"#;
        assert_eq!(between(bare, told), None);
        assert_eq!(between(told, bare), None);
    }

    #[test]
    fn first_difference_is_named_with_its_place() {
        let order = |line: &str| {
            format!(
                r#"{{"type": "record", "name": "shop.Order", "fields": [
                    {{"name": "lines", "type": {{"type": "array", "items": {line}}}}}]}}"#
            )
        };
        let line = |fields: &str| {
            order(&format!(
                r#"{{"type": "record", "name": "Line", "fields": [{fields}]}}"#
            ))
        };
        let price = r#"{"name": "price", "type": "double"}"#;
        let cases = [
            (
                r#""int""#.to_owned(),
                r#""long""#.to_owned(),
                "int instead of long",
            ),
            (
                line(price),
                line(r#"{"name": "price", "type": "float"}"#),
                "lines[].price: double instead of float",
            ),
            (
                line(price),
                line(r#"{"name": "cost", "type": "double"}"#),
                "lines[]: the field price instead of cost",
            ),
            (line(""), line(price), "lines[]: 0 fields instead of 1"),
            (
                line(price),
                order(r#"{"type": "record", "name": "Row", "fields": []}"#),
                "lines[]: record shop.Line instead of shop.Row",
            ),
            (
                r#"{"type": "map", "values": ["null", "int"]}"#.to_owned(),
                r#"{"type": "map", "values": ["null"]}"#.to_owned(),
                "{}: 2 branches instead of 1",
            ),
            (
                r#"{"type": "enum", "name": "E", "symbols": ["A", "B"]}"#.to_owned(),
                r#"{"type": "enum", "name": "E", "symbols": ["A", "C"]}"#.to_owned(),
                "the symbol B instead of C",
            ),
            (
                r#"{"type": "fixed", "name": "F", "size": 3}"#.to_owned(),
                r#"{"type": "fixed", "name": "F", "size": 4}"#.to_owned(),
                "3 bytes instead of 4",
            ),
            (
                r#"{"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}"#
                    .to_owned(),
                r#""bytes""#.to_owned(),
                "decimal(9, 2) instead of no logical type",
            ),
        ];
        for (found, wanted, said) in cases {
            assert_eq!(between(&found, &wanted).as_deref(), Some(said));
        }
    }

    #[test]
    fn deep_schemas_are_compared_on_a_small_stack() {
        let deep = |inner: &str| {
            let mut text = format!("\"{inner}\"");
            for _ in 0..60 {
                text = format!(r#"{{"type": "array", "items": {text}}}"#);
            }
            text
        };
        let said = between(&deep("int"), &deep("long")).unwrap();
        assert_eq!(&*said, format!("…{}: int instead of long", "[]".repeat(16)));
    }
}
