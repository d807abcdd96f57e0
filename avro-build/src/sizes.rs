//! Sizes: what is large inline goes behind a pointer.
//!
//! A struct holds what it is made of, and records of records of records can come to more than a stack
//! has, or to gigabytes: three optional records in each of twenty levels do. So a type
//! may take 4 KiB, by an estimate; where it would take more, its largest parts are boxed
//! until it does not. A record of hundreds of plain fields has no such parts and stays as it is.

use crate::boxing;
use crate::items::{ItemId, Items, Kind};
use crate::types::RustType;

/// What a type may take where boxes can help.
const MOST: usize = 4 << 10;

/// A part with a box.
const POINTER: usize = 8;

/// Puts boxes around the largest parts of what is too large.
pub(crate) fn run(items: &mut Items) {
    let mut sizes: Vec<usize> = vec![0; items.all.len()];
    for id in in_order(items) {
        let parts = parts(items, id, &sizes);
        let is_union = items
            .all
            .get(id)
            .is_some_and(|item| matches!(item.kind, Kind::Union(_)));
        let mut total = 0_usize;
        for &(size, _) in &parts {
            total = if is_union {
                total.max(size)
            } else {
                total.saturating_add(size)
            };
        }
        let mut large: Vec<(usize, usize)> = parts
            .iter()
            .enumerate()
            .filter(|(_, (size, boxes))| *boxes && *size > POINTER)
            .map(|(part, (size, _))| (*size, part))
            .collect();
        large.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        for (size, part) in large {
            if total <= MOST {
                break;
            }
            boxing::put(items, id, part);
            if !is_union {
                // A sum that has overflowed is only known to be too large.
                total = if total == usize::MAX {
                    total
                } else {
                    total.saturating_sub(size).saturating_add(POINTER)
                };
            } else {
                let rest = self::parts(items, id, &sizes);
                total = rest.iter().map(|(size, _)| *size).max().unwrap_or(0);
            }
        }
        if let Some(slot) = sizes.get_mut(id) {
            *slot = match is_union {
                true => total.saturating_add(POINTER),
                false => total,
            };
        }
    }
}

/// For each part its size, and whether a box would help.
fn parts(items: &Items, id: ItemId, sizes: &[usize]) -> Vec<(usize, bool)> {
    let part = |ty: &RustType| (size(ty, sizes), held(ty).is_some());
    match items.all.get(id).map(|item| &item.kind) {
        Some(Kind::Record(_, places)) => places.iter().map(|place| part(&place.ty)).collect(),
        Some(Kind::Union(branches)) => branches
            .iter()
            .map(|branch| part(&branch.place.ty))
            .collect(),
        Some(Kind::Fixed(node, None)) => match items.schema.node(*node).ty() {
            avro_model::Type::Fixed(fixed) => vec![(fixed.size(), false)],
            _ => Vec::new(),
        },
        Some(Kind::Enum(_)) => vec![(1, false)],
        _ => vec![(16, false)],
    }
}

/// About how many bytes a value takes where it stands.
fn size(ty: &RustType, sizes: &[usize]) -> usize {
    match ty {
        RustType::Unit => 0,
        RustType::Primitive(_) | RustType::Boxed(_) => POINTER,
        RustType::String | RustType::Bytes | RustType::Vec(_) => 24,
        RustType::Map(..) => 48,
        RustType::Logical(_) => 16,
        RustType::Chosen(_) => 32,
        RustType::Extern(_) => 64,
        RustType::Option(inner) => size(inner, sizes).saturating_add(match **inner {
            RustType::Primitive(_) | RustType::Logical(_) | RustType::Item(_) => 8,
            _ => 0,
        }),
        RustType::Item(item) => sizes.get(*item).copied().unwrap_or(0),
    }
}

/// The item that lies inline in a type.
fn held(ty: &RustType) -> Option<ItemId> {
    match ty {
        RustType::Item(item) => Some(*item),
        RustType::Option(inner) => held(inner),
        _ => None,
    }
}

/// All items, each behind those that it holds inline. After boxing no cycle is left.
fn in_order(items: &Items) -> Vec<ItemId> {
    let holds: Vec<Vec<ItemId>> = items
        .all
        .iter()
        .map(|item| match &item.kind {
            Kind::Record(_, places) => places.iter().filter_map(|place| held(&place.ty)).collect(),
            Kind::Union(branches) => branches
                .iter()
                .filter_map(|branch| held(&branch.place.ty))
                .collect(),
            _ => Vec::new(),
        })
        .collect();
    let mut order = Vec::with_capacity(holds.len());
    let mut met = vec![false; holds.len()];
    let mut way: Vec<(ItemId, usize)> = Vec::new();
    for start in 0..holds.len() {
        visit(start, &mut met, &mut way);
        while let Some((item, next)) = way.last_mut() {
            let (item, at) = (*item, *next);
            *next = at.saturating_add(1);
            match holds.get(item).and_then(|held| held.get(at)) {
                Some(&held) => visit(held, &mut met, &mut way),
                None => {
                    order.push(item);
                    way.pop();
                }
            }
        }
    }
    order
}

/// Goes to an item, unless the walk was there before.
fn visit(item: ItemId, met: &mut [bool], way: &mut Vec<(ItemId, usize)>) {
    if let Some(met @ false) = met.get_mut(item) {
        *met = true;
        way.push((item, 0));
    }
}
