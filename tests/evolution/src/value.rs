//! Values of the crates under test as trees.

use avro_core::Value;

use crate::datum::Tree;

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
