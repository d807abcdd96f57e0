//! Places: where in a schema a fault lies, and where that stands in a text.

use std::sync::Arc;

use avro_model::json::{Event, Position, Reader};
use avro_model::{Field, NodeId, Record, Schema, Type};

/// Where a fault lies: in which named type, in which of its fields, and the way on from there.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Spot {
    /// The innermost named type around.
    pub(super) owner: Option<String>,
    pub(super) field: Option<String>,
    /// `com.example.Order.lines[]`.
    pub(super) path: String,
}

impl Spot {
    /// The spot that a JSON pointer into a schema leads to.
    ///
    /// Nothing where a long way was cut at its beginning.
    pub(super) fn of(schema: &Schema, pointer: &str) -> Option<Spot> {
        let mut spot = Spot {
            owner: None,
            field: None,
            path: String::new(),
        };
        let mut at = schema.root();
        spot.enter(schema, at);
        let mut words = pointer.strip_prefix('/')?.split('/');
        while let Some(word) = words.next() {
            match (word, schema.node(at).ty()) {
                ("fields", Type::Record(record)) => {
                    let index = words.next().and_then(|word| word.parse::<usize>().ok());
                    let field = index.and_then(|index| record.fields().get(index))?;
                    spot.enter(schema, at);
                    spot.field = Some(field.name().to_owned());
                    spot.path = format!("{}.{}", spot.path, field.name());
                    at = field.ty();
                    // The word `type`, unless the field itself is meant.
                    words.next();
                }
                // Of a named type what is in it; what it is called is a matter of who uses it.
                ("size" | "symbols", _) => spot.enter(schema, at),
                ("items", Type::Array(inner)) => {
                    spot.path.push_str("[]");
                    at = *inner;
                }
                ("values", Type::Map(inner)) => {
                    spot.path.push_str("{}");
                    at = *inner;
                }
                (word, Type::Union(branches)) => {
                    // A branch of the writer's that has none here is told by its number as well.
                    let index = word.parse::<usize>().ok();
                    let branch = index.and_then(|index| branches.get(index));
                    let Some(branch) = branch.filter(|_| words.clone().next().is_some()) else {
                        break;
                    };
                    at = *branch;
                }
                _ => {}
            }
        }
        Some(spot)
    }

    fn enter(&mut self, schema: &Schema, at: NodeId) {
        if let Some(name) = schema.node(at).name() {
            self.owner = Some(name.full().to_owned());
            self.field = None;
            self.path = name.full().to_owned();
        }
    }
}

/// A named type's record, if it is one.
pub(super) fn record<'s>(schema: &'s Schema, name: &str) -> Option<&'s Record> {
    match schema.node(schema.named(name)?).ty() {
        Type::Record(record) => Some(record),
        _ => None,
    }
}

/// A field by any name that it has in common with another one.
pub(super) fn field<'r>(record: &'r Record, name: &str, aliases: &[Arc<str>]) -> Option<&'r Field> {
    let named = record.field(name).map(|(_, field)| field);
    let formerly = || {
        let known = |alias: &Arc<str>| record.field(alias).map(|(_, field)| field);
        aliases.iter().find_map(known)
    };
    let now = || {
        let mut fields = record.fields().iter();
        fields.find(|field| field.aliases().iter().any(|alias| **alias == *name))
    };
    named.or_else(formerly).or_else(now)
}

/// Where a field stands in a text in which the definition of its record starts at `from`.
pub(super) fn of_field(text: &str, from: (usize, usize), name: &str) -> Option<Position> {
    let start = offset(text, from)?;
    let mut reader = Reader::new(text.get(start..)?);
    let mut in_fields = false;
    let mut field = 0;
    // Whether the key just read was the name of a field.
    let mut is_name = false;
    while let Ok(Some(event)) = reader.next() {
        match (event, reader.depth()) {
            (Event::Key(key), 1) => in_fields = key == "fields",
            (Event::StartObject, 3) if in_fields => field = reader.offset(),
            (Event::Key(key), 3) if in_fields => {
                is_name = key == "name";
                continue;
            }
            (Event::String(found), 3) if is_name && found == name => {
                return Some(Position::in_text(text, start.checked_add(field)?));
            }
            // The definition has ended.
            (_, 0) => return None,
            _ => {}
        }
        is_name = false;
    }
    None
}

/// The byte at which a line and a column lie.
fn offset(text: &str, (line, column): (usize, usize)) -> Option<usize> {
    let before = line.checked_sub(1)?;
    let lines: usize = text.split_inclusive('\n').take(before).map(str::len).sum();
    let mut chars = text.get(lines..)?.char_indices();
    let (at, _) = chars.nth(column.checked_sub(1)?)?;
    lines.checked_add(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"{"type": "record", "name": "Order", "namespace": "x",
 "fields": [
  {"name": "lines", "type": {"type": "array", "items": ["null",
   {"type": "record", "name": "Line", "fields": [
    {"name": "id", "type": "int"},
    {"type": {"type": "map", "values": "int"}, "name": "prices"}]}]}},
  {"name": "id", "type": "long"}]}"#;

    #[test]
    fn a_field_is_found_in_its_own_record() {
        let line = |from, name| of_field(TEXT, from, name).map(|at| (at.line, at.column));
        assert_eq!(line((1, 1), "lines"), Some((3, 3)));
        assert_eq!(line((1, 1), "id"), Some((7, 3)));
        assert_eq!(line((4, 4), "id"), Some((5, 5)));
        assert_eq!(line((4, 4), "prices"), Some((6, 5)));
        assert_eq!(line((4, 4), "lines"), None);
        assert_eq!(line((9, 1), "id"), None);
    }

    #[test]
    fn a_pointer_leads_to_the_innermost_named_type() {
        let schema = Schema::parse(TEXT).unwrap();
        let spot = |pointer: &str| {
            let spot = Spot::of(&schema, pointer).unwrap();
            (spot.owner.unwrap(), spot.field, spot.path)
        };
        let expected = |owner: &str, field: Option<&str>, path: &str| {
            (owner.to_owned(), field.map(str::to_owned), path.to_owned())
        };
        assert_eq!(spot("/name"), expected("x.Order", None, "x.Order"));
        assert_eq!(
            spot("/fields/1"),
            expected("x.Order", Some("id"), "x.Order.id")
        );
        assert_eq!(
            spot("/fields/0/type/items/1"),
            expected("x.Order", Some("lines"), "x.Order.lines[]")
        );
        assert_eq!(
            spot("/fields/0/type/items/1/fields/1/type/values"),
            expected("x.Line", Some("prices"), "x.Line.prices{}")
        );
        assert_eq!(
            spot("/fields/0/type/items/1/name"),
            expected("x.Order", Some("lines"), "x.Order.lines[]")
        );
    }
}
