//! From a broken rule back to the text.

use super::Place;
use crate::check::{self, Fault, Part};
use crate::error::SchemaError;
use crate::json::tree::{Tree, Value};
use crate::schema::{Arena, NodeId};

/// Turns a broken rule into an error with its place in the text.
pub(crate) fn locate(
    arena: &Arena,
    root: NodeId,
    places: &[Place],
    fault: Fault,
    tree: &Tree<'_>,
) -> SchemaError {
    let node = arena.node(fault.node);
    let (_, index) = places.get(fault.node.index()).copied().unwrap_or_default();
    let whole = tree.value(index);
    let nth = |list: Option<Value<'_>>, at: usize| {
        list.and_then(|list| list.items().nth(at)).map(Value::index)
    };
    // The place of a message's request is the array of its parameters.
    let fields = || match whole.is_array() {
        true => Some(whole),
        false => whole.get("fields"),
    };
    let part = match fault.part {
        Part::Field(at) => nth(fields(), at),
        Part::Default(at) => nth(fields(), at)
            .and_then(|field| tree.value(field).get("default"))
            .map(Value::index),
        Part::Symbol(at) => nth(whole.get("symbols"), at),
        Part::Branch(at) => nth(Some(whole), at),
    };
    let mut path = check::path(arena, root, fault.node);
    path.push_str(&check::part_path(&node.ty, fault.part));
    SchemaError::new(&path, fault.kind).at(tree.value(part.unwrap_or(index)).position())
}
