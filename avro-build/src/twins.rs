//! Twins: which records and unions get a form that borrows.
//!
//! A type can borrow if there is a string, bytes or a map's key somewhere in it.
//! Whoever asks for one twin gets those of all types in it that can borrow, for the lifetime
//! goes through. What cannot borrow is used as it is.

use std::collections::BTreeSet;

use crate::items::{Item, ItemId, Items, Kind};
use crate::rules::Rules;
use crate::types::{Place, RustType};

/// Names the twins that are asked for.
pub(crate) fn run(items: &mut Items, rules: &Rules) {
    let looks: Vec<Option<bool>> = items
        .all
        .iter()
        .map(|item| rules.look(&item.path).borrowed)
        .collect();
    let asked = |item: &ItemId| looks.get(*item).copied().flatten();
    let mut open: Vec<ItemId> = (0..items.all.len())
        .filter(|item| asked(item) == Some(true))
        .collect();
    if open.is_empty() {
        return;
    }
    let can_borrow = can_borrow(&items.all);
    let mut twins = BTreeSet::new();
    while let Some(id) = open.pop() {
        let can = can_borrow.get(id).copied().unwrap_or(false);
        if !can || asked(&id) == Some(false) || !twins.insert(id) {
            continue;
        }
        if let Some(item) = items.all.get(id) {
            for place in places(item) {
                open.extend(item_in(&place.ty));
            }
        }
    }
    for id in twins {
        let Some(item) = items.all.get(id) else {
            continue;
        };
        let (module, path) = (item.module, item.path.clone());
        let wish = format!("{}Ref", item.ident.trim_end_matches('_'));
        let ident = items.modules.claim(module, &wish);
        rules.meet(&format!("{path}Ref"), true);
        items.twins.insert(id, ident);
    }
}

/// For each item whether there is something in it that can be borrowed.
fn can_borrow(all: &[Item]) -> Vec<bool> {
    let mut can = vec![false; all.len()];
    let mut holders: Vec<Vec<ItemId>> = vec![Vec::new(); all.len()];
    let mut open = Vec::new();
    for (id, item) in all.iter().enumerate() {
        for place in places(item) {
            if borrows(&place.ty) {
                open.push(id);
            }
            if let Some(held) = item_in(&place.ty).and_then(|held| holders.get_mut(held)) {
                held.push(id);
            }
        }
    }
    while let Some(id) = open.pop() {
        if let Some(slot @ false) = can.get_mut(id) {
            *slot = true;
            open.extend(holders.get(id).into_iter().flatten());
        }
    }
    can
}

fn places(item: &Item) -> Vec<&Place> {
    match &item.kind {
        Kind::Record(_, places) => places.iter().collect(),
        Kind::Union(branches) => branches.iter().map(|branch| &branch.place).collect(),
        // An alias has no twin: it could not say which of its parts are borrowed. What calls
        // send and answer is owned.
        _ => Vec::new(),
    }
}

/// The item that a type holds, directly or in others of the standard library.
pub(crate) fn item_in(ty: &RustType) -> Option<ItemId> {
    match ty {
        RustType::Item(item) => Some(*item),
        RustType::Vec(inner)
        | RustType::Map(_, inner)
        | RustType::Option(inner)
        | RustType::Boxed(inner) => item_in(inner),
        _ => None,
    }
}

/// Whether a type has something to borrow, whatever its items are.
pub(crate) fn borrows(ty: &RustType) -> bool {
    match ty {
        RustType::String | RustType::Bytes | RustType::Map(..) => true,
        RustType::Chosen(chosen) => chosen.is_text && chosen.with.is_none(),
        RustType::Vec(inner) | RustType::Option(inner) | RustType::Boxed(inner) => borrows(inner),
        _ => false,
    }
}
