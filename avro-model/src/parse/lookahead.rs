//! Where a text defines which names, found without parsing it.
//!
//! Sets of files need this before anything is resolved, and the error for an
//! unknown type looks here for what was meant. Whatever is not as it should be is
//! passed over: the parser will say so.

use crate::json::tree::{Kind, Tree, Value};
use crate::name::Name;

/// A definition in a text.
pub(crate) struct Found {
    pub(crate) name: Name,
    /// The index of its object in the tree.
    pub(crate) index: usize,
}

/// All definitions of named types in `tree`, in the order of the text.
pub(crate) fn definitions(tree: &Tree<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    let mut open: Vec<(Value<'_>, Option<Name>)> = Vec::new();
    match tree.root().get("protocol").and_then(Value::as_str) {
        Some(name) if tree.root().get("type").is_none() => {
            protocol(tree.root(), &name, &mut open);
        }
        _ => open.push((tree.root(), None)),
    }
    while let Some((at, inside)) = open.pop() {
        let namespace = inside.as_ref().and_then(Name::namespace);
        match at.kind() {
            Kind::Array => push_all(&mut open, at.items(), &inside),
            Kind::Object => {
                let Some(word) = at.get("type").and_then(Value::as_str) else {
                    continue;
                };
                match &*word {
                    "array" => push_all(&mut open, at.get("items"), &inside),
                    "map" => push_all(&mut open, at.get("values"), &inside),
                    "record" | "error" | "enum" | "fixed" => {
                        let Some(text) = at.get("name").and_then(Value::as_str) else {
                            continue;
                        };
                        let own = at.get("namespace").and_then(Value::as_str);
                        let name = Name::relative(&text, own.as_deref().or(namespace));
                        found.push(Found {
                            name: name.clone(),
                            index: at.index(),
                        });
                        let fields = at.get("fields").into_iter().flat_map(Value::items);
                        push_all(
                            &mut open,
                            fields.filter_map(|field| field.get("type")),
                            &Some(name),
                        );
                    }
                    _ => {}
                }
            }
            _ => {}
        }
    }
    found.sort_by_key(|found| found.index);
    found
}

/// The places in a protocol where types may be defined.
fn protocol<'t>(at: Value<'t>, name: &str, open: &mut Vec<(Value<'t>, Option<Name>)>) {
    let namespace = at.get("namespace").and_then(Value::as_str);
    let inside = Some(Name::relative(name, namespace.as_deref()));
    let items = |at: Option<Value<'t>>| at.into_iter().flat_map(Value::items);
    push_all(open, items(at.get("types")), &inside);
    for (_, message) in at.get("messages").into_iter().flat_map(Value::members) {
        let parameters = items(message.get("request"));
        push_all(open, parameters.filter_map(|at| at.get("type")), &inside);
        push_all(open, message.get("response"), &inside);
        push_all(open, items(message.get("errors")), &inside);
    }
}

/// Strings are passed over: they define nothing.
fn push_all<'t>(
    open: &mut Vec<(Value<'t>, Option<Name>)>,
    values: impl IntoIterator<Item = Value<'t>>,
    inside: &Option<Name>,
) {
    let holds_more = |at: &Value<'_>| at.is_object() || at.is_array();
    open.extend(
        values
            .into_iter()
            .filter(holds_more)
            .map(|value| (value, inside.clone())),
    );
}
