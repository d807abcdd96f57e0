//! Equality of schemas: that of the graphs from their roots.
//!
//! The greatest fixed point: two nodes are equal unless some path from them
//! leads to a difference. A pair that has been met is taken for equal, so
//! cycles end, and each pair is looked at once, with a stack of our own.

use std::collections::HashSet;

use super::{Arena, Field, Node, NodeId, Type};
use crate::default::Checker;

/// Whether the graphs from two nodes, possibly of two arenas, are equal.
pub(crate) fn same(a: (&Arena, NodeId), b: (&Arena, NodeId)) -> bool {
    same_given(&mut HashSet::new(), a, b)
}

/// [`same`], where `met` holds pairs that are equal or about to be found equal.
///
/// Once the answer was no, `met` is of no more use.
pub(crate) fn same_given(
    met: &mut HashSet<(NodeId, NodeId)>,
    (arena_a, a): (&Arena, NodeId),
    (arena_b, b): (&Arena, NodeId),
) -> bool {
    let mut defaults = Checker::new(arena_a);
    let mut open = vec![(a, b)];
    while let Some((a, b)) = open.pop() {
        if std::ptr::eq(arena_a, arena_b) && a == b || !met.insert((a, b)) {
            continue;
        }
        let (node_a, node_b) = (arena_a.node(a), arena_b.node(b));
        if !same_but_for_children(&mut defaults, node_a, node_b) {
            return false;
        }
        // As many on both sides: that has been compared.
        open.extend(node_a.ty.children().zip(node_b.ty.children()));
    }
    true
}

fn same_but_for_children(defaults: &mut Checker<'_>, a: &Node, b: &Node) -> bool {
    if a.logical != b.logical
        || !a.attributes.same_but(&b.attributes, |name| {
            a.logical.is_some_and(|l| l.owns(name))
        })
    {
        return false;
    }
    match (&a.ty, &b.ty) {
        (Type::Union(a), Type::Union(b)) => a.len() == b.len(),
        (Type::Record(a), Type::Record(b)) => {
            a.name == b.name
                && a.aliases == b.aliases
                && a.doc == b.doc
                && a.is_error == b.is_error
                && a.fields.len() == b.fields.len()
                && a.fields
                    .iter()
                    .zip(&b.fields)
                    .all(|(a, b)| same_field(defaults, a, b))
        }
        (Type::Enum(a), Type::Enum(b)) => {
            a.name == b.name
                && a.aliases == b.aliases
                && a.doc == b.doc
                && a.symbols == b.symbols
                && a.default == b.default
        }
        (Type::Fixed(a), Type::Fixed(b)) => {
            a.name == b.name && a.aliases == b.aliases && a.doc == b.doc && a.size == b.size
        }
        (a, b) => a.kind() == b.kind(),
    }
}

/// The types of both fields are compared by whoever asks: if they are not
/// equal, it does not matter how the defaults were read.
fn same_field(defaults: &mut Checker<'_>, a: &Field, b: &Field) -> bool {
    a.name == b.name
        && a.aliases == b.aliases
        && a.doc == b.doc
        && a.order == b.order
        && a.attributes == b.attributes
        && match (&a.default, &b.default) {
            (None, None) => true,
            (Some(x), Some(y)) => defaults.same(a.ty, x, y),
            _ => false,
        }
}
