//! Values of the crates under test as trees.

use avro_core::Value;
use avro_tests::plain::Plain;

use crate::datum::Tree;
use crate::schema::{self, Kind, Schema, Type};

/// The same value as a tree.
pub fn tree(value: &Value) -> Tree {
    let both = |(name, value): (&str, &Value)| (name.to_owned(), tree(value));
    match value {
        Value::Null => Tree::Null,
        Value::Boolean(value) => Tree::Boolean(*value),
        Value::Int(value) => Tree::Int(*value),
        Value::Long(value) => Tree::Long(*value),
        Value::Float(value) => Tree::Float(*value),
        Value::Double(value) => Tree::Double(*value),
        Value::Bytes(bytes) => Tree::Bytes(bytes.clone()),
        Value::String(text) => Tree::String(text.clone()),
        Value::Fixed(fixed) => Tree::Fixed(fixed.bytes().to_vec()),
        Value::Enum(symbol) => Tree::Enum(symbol.symbol().to_owned()),
        Value::Array(items) => Tree::Array(items.iter().map(tree).collect()),
        Value::Map(entries) => Tree::Map(
            entries
                .iter()
                .map(|(key, value)| both((key, value)))
                .collect(),
        ),
        Value::Union(union) => Tree::Union(union.index(), Box::new(tree(union.value()))),
        Value::Record(record) => Tree::Record(record.fields().map(both).collect()),
    }
}

/// What serde sees of it.
pub fn plain(tree: &Tree) -> Plain {
    let both = |(name, value): &(String, Tree)| (name.clone(), plain(value));
    match tree {
        Tree::Null => Plain::Null,
        Tree::Boolean(value) => Plain::Boolean(*value),
        Tree::Int(value) => Plain::Integer((*value).into()),
        Tree::Long(value) => Plain::Integer(*value),
        Tree::Float(value) => Plain::Float(value.to_bits()),
        Tree::Double(value) => Plain::Double(value.to_bits()),
        Tree::Bytes(bytes) | Tree::Fixed(bytes) => Plain::Bytes(bytes.clone()),
        Tree::String(text) | Tree::Enum(text) => Plain::Text(text.clone()),
        Tree::Array(items) => Plain::Items(items.iter().map(plain).collect()),
        Tree::Map(entries) | Tree::Record(entries) => {
            Plain::Members(entries.iter().map(both).collect())
        }
        Tree::Union(_, value) => plain(value),
    }
}

/// Whether the plain value finds its way back: in none of its unions does another branch look the same.
pub fn is_clear(schema: &Schema, ty: &Type, tree: &Tree) -> bool {
    match (ty, tree) {
        (Type::Array(inner), Tree::Array(items)) => {
            items.iter().all(|item| is_clear(schema, inner, item))
        }
        (Type::Map(inner), Tree::Map(entries)) => entries
            .iter()
            .all(|(_, value)| is_clear(schema, inner, value)),
        (Type::Union(branches), Tree::Union(at, value)) => {
            let look = |ty: &Type| look(schema, ty);
            let own = look(&branches[*at]);
            branches.iter().filter(|ty| look(ty) == own).count() == 1
                && is_clear(schema, &branches[*at], value)
        }
        (Type::Named(number), Tree::Record(values)) => {
            let fields = schema.fields(*number).iter().zip(values);
            let mut fields = fields.map(|(field, (_, value))| (&field.ty, value));
            fields.all(|(ty, value)| is_clear(schema, ty, value))
        }
        _ => true,
    }
}

/// What a value of the type comes as, which others may come as too.
fn look(schema: &Schema, ty: &Type) -> &'static str {
    match ty {
        Type::Plain(schema::Plain::Int | schema::Plain::Long, _) => "integer",
        Type::Plain(schema::Plain::Bytes, _) => "bytes",
        Type::Plain(schema::Plain::String, _) => "text",
        Type::Plain(plain, _) => plain.word(),
        Type::Array(_) => "items",
        Type::Map(_) => "members",
        Type::Union(_) => "union",
        Type::Named(number) => match schema.types[*number].kind {
            Kind::Record(_) => "members",
            Kind::Enum(..) => "text",
            Kind::Fixed(..) => "bytes",
        },
    }
}
