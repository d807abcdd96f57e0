//! Boxing: which parts of recursive types lie behind a pointer.
//!
//! A struct or enum that holds itself, directly or through others, would have no
//! size. What lies in a `Vec` or a `HashMap` is behind a pointer already; every other
//! cycle needs a `Box` somewhere. A person would put it where there may be
//! nothing anyway, in an `Option` or a variant, and so does this file:
//!
//! 1. Items are ranked so that whatever an item must hold ranks below it, and
//!    otherwise what is defined later does. Only parts of the same or a higher rank need boxes.
//! 2. Of these, the ones that close no cycle lose theirs again, so that each box
//!    that is left is needed.
//!
//! A cycle of parts that all must be there has no finite value, and is refused. What is not
//! recursive but large gets boxes in `sizes`.

use std::collections::BTreeMap;

use crate::error::{Problem, clip};
use crate::items::{Item, ItemId, Items, Kind};
use crate::sizes;
use crate::types::{Place, RustType};

/// Puts boxes where they are needed.
///
/// # Errors
///
/// When a type would hold itself without end.
pub(crate) fn run(items: &mut Items) -> Result<(), Vec<Problem>> {
    let graph = Graph::of(items);
    let endless = graph.endless();
    if !endless.is_empty() {
        return Err(endless
            .iter()
            .filter_map(|&item| problem(items, item))
            .collect());
    }
    for (item, part) in graph.boxes() {
        put(items, item, part);
    }
    sizes::run(items);
    Ok(())
}

/// Puts a box around one part of an item.
pub(crate) fn put(items: &mut Items, item: ItemId, part: usize) {
    let place = match items.all.get_mut(item).map(|item| &mut item.kind) {
        Some(Kind::Record(_, places)) => places.get_mut(part),
        Some(Kind::Union(branches)) => branches.get_mut(part).map(|branch| &mut branch.place),
        _ => None,
    };
    if let Some(place) = place {
        wrap(&mut place.ty);
    }
}

/// What is wrong with a type that must hold itself.
fn problem(items: &Items, item: ItemId) -> Option<Problem> {
    let item = items.all.get(item)?;
    let name = match &item.kind {
        Kind::Record(node, _) => items.schema.node(*node).name()?.full(),
        _ => &item.ident,
    };
    let message = "every value holds another, so none is finite and there is no Rust type";
    Some(
        item.at
            .clone()
            .saying(format_args!("{}: {message}", clip(name))),
    )
}

/// Boxes the item that a type holds.
fn wrap(ty: &mut RustType) {
    match ty {
        RustType::Option(inner) => wrap(inner),
        _ => {
            let inner = std::mem::replace(ty, RustType::Unit);
            *ty = RustType::Boxed(Box::new(inner));
        }
    }
}

/// Which items hold which.
struct Graph {
    /// For each item what it holds, one entry for each part that holds an item.
    holds: Vec<Vec<Held>>,
}

/// A part of an item that holds another.
#[derive(Clone, Copy)]
struct Held {
    part: usize,
    item: ItemId,
    /// Whether there may be nothing.
    optional: bool,
}

/// How many steps may be spent on finding boxes that are not needed: enough for
/// any schema that a person has seen.
const STEPS: usize = 10_000_000;

impl Graph {
    fn of(items: &Items) -> Graph {
        Graph {
            holds: items.all.iter().map(held_by).collect(),
        }
    }

    fn held(&self, item: ItemId) -> &[Held] {
        self.holds.get(item).map_or(&[], Vec::as_slice)
    }

    /// Items that must hold themselves, the first of each cycle.
    fn endless(&self) -> Vec<ItemId> {
        let holds = self.holds.iter().map(|held| {
            let required = held.iter().filter(|held| !held.optional);
            required.copied().collect()
        });
        let required = Graph {
            holds: holds.collect(),
        };
        let knots = required.knots();
        let mut found = BTreeMap::new();
        for (from, held) in required.holds.iter().enumerate() {
            let knot = knots.get(from);
            if held.iter().any(|held| knots.get(held.item) == knot) {
                found.entry(knot).or_insert(from);
            }
        }
        let mut found: Vec<ItemId> = found.into_values().collect();
        found.sort_unstable();
        found
    }

    /// The parts to be boxed, by item and number.
    fn boxes(&self) -> Vec<(ItemId, usize)> {
        let required = self.finished(|held| !held.optional);
        let ranks = numbered(&required, self.holds.len());
        let rank = |item: ItemId| ranks.get(item).copied().unwrap_or_default();
        let knots = self.knots();
        let knot = |item: ItemId| knots.get(item).copied().unwrap_or_default();

        let closes = |from: ItemId, held: &Held| {
            knot(from) == knot(held.item) && rank(held.item) >= rank(from)
        };
        let mut boxed: Vec<Vec<bool>> = (0..self.holds.len())
            .map(|from| {
                self.held(from)
                    .iter()
                    .map(|held| closes(from, held))
                    .collect()
            })
            .collect();
        let mut search = Search {
            seen: vec![0; self.holds.len()],
            round: 0,
            steps: STEPS,
        };
        let mut found = Vec::new();
        for from in 0..self.holds.len() {
            for (at, held) in self.held(from).iter().enumerate() {
                let slot = |boxed: &mut Vec<Vec<bool>>, value| {
                    if let Some(slot) = boxed.get_mut(from).and_then(|row| row.get_mut(at)) {
                        *slot = value;
                    }
                };
                if !closes(from, held) {
                    continue;
                }
                slot(&mut boxed, false);
                if search.reaches(self, (held.item, from), &boxed) {
                    slot(&mut boxed, true);
                    found.push((from, held.part));
                }
            }
        }
        found
    }

    /// All items, each behind what it holds by the parts that `counts` picks; and
    /// where that says nothing, the last first.
    fn finished(&self, counts: impl Fn(&Held) -> bool) -> Vec<ItemId> {
        let mut order = Vec::with_capacity(self.holds.len());
        let mut met = vec![false; self.holds.len()];
        let mut way: Vec<(ItemId, usize)> = Vec::new();
        for start in (0..self.holds.len()).rev() {
            visit(start, &mut met, &mut way);
            while let Some((item, next)) = way.last_mut() {
                let item = *item;
                let held = self.held(item).iter().rev().nth(*next).copied();
                *next = next.saturating_add(1);
                match held {
                    Some(held) if counts(&held) => visit(held.item, &mut met, &mut way),
                    Some(_) => {}
                    None => {
                        order.push(item);
                        way.pop();
                    }
                }
            }
        }
        order
    }

    /// For each item a number that it shares with those it holds and is held by.
    fn knots(&self) -> Vec<usize> {
        let mut back: Vec<Vec<ItemId>> = vec![Vec::new(); self.holds.len()];
        for (from, held) in self.holds.iter().enumerate() {
            for held in held {
                if let Some(back) = back.get_mut(held.item) {
                    back.push(from);
                }
            }
        }
        let mut knots: Vec<Option<usize>> = vec![None; self.holds.len()];
        for start in self.finished(|_| true).into_iter().rev() {
            let mut open = vec![start];
            while let Some(item) = open.pop() {
                if let Some(knot @ None) = knots.get_mut(item) {
                    *knot = Some(start);
                    open.extend(back.get(item).into_iter().flatten());
                }
            }
        }
        knots.into_iter().map(Option::unwrap_or_default).collect()
    }
}

/// Looks for ways through the graph, again and again.
struct Search {
    /// The round in which an item was seen last.
    seen: Vec<u32>,
    round: u32,
    /// The steps that are left.
    steps: usize,
}

impl Search {
    /// Whether one item holds another by parts that are not boxed. Out of steps, it says yes.
    fn reaches(
        &mut self,
        graph: &Graph,
        (from, to): (ItemId, ItemId),
        boxed: &[Vec<bool>],
    ) -> bool {
        self.round = self.round.saturating_add(1);
        let mut open = vec![from];
        while let Some(item) = open.pop() {
            if item == to {
                return true;
            }
            match self.seen.get_mut(item) {
                Some(round) if *round != self.round => *round = self.round,
                _ => continue,
            }
            let held = graph
                .held(item)
                .iter()
                .zip(boxed.get(item).into_iter().flatten());
            for (held, _) in held.filter(|(_, boxed)| !**boxed) {
                let Some(left) = self.steps.checked_sub(1) else {
                    return true;
                };
                self.steps = left;
                open.push(held.item);
            }
        }
        false
    }
}

/// Goes to an item, unless the walk was there before.
fn visit(item: ItemId, met: &mut [bool], way: &mut Vec<(ItemId, usize)>) {
    if let Some(met @ false) = met.get_mut(item) {
        *met = true;
        way.push((item, 0));
    }
}

/// The position of each item in an order.
fn numbered(order: &[ItemId], count: usize) -> Vec<usize> {
    let mut numbers = vec![0; count];
    for (number, &item) in order.iter().enumerate() {
        if let Some(slot) = numbers.get_mut(item) {
            *slot = number;
        }
    }
    numbers
}

/// The items whose size counts in the size of another.
fn held_by(item: &Item) -> Vec<Held> {
    let parts: (Vec<&Place>, bool) = match &item.kind {
        Kind::Record(_, places) => (places.iter().collect(), false),
        Kind::Union(branches) => (
            branches.iter().map(|branch| &branch.place).collect(),
            branches.len() > 1,
        ),
        // Nothing refers to the root of a file without a name, nor to what stands for calls.
        _ => (Vec::new(), false),
    };
    let (places, optional) = parts;
    let held = places
        .into_iter()
        .enumerate()
        .filter_map(|(part, place)| match &place.ty {
            RustType::Item(item) => Some(Held {
                part,
                item: *item,
                optional,
            }),
            RustType::Option(inner) => match **inner {
                RustType::Item(item) => Some(Held {
                    part,
                    item,
                    optional: true,
                }),
                _ => None,
            },
            _ => None,
        });
    held.collect()
}

#[cfg(test)]
mod tests {
    use super::{Graph, Held};

    /// A graph from `(from, to, optional)`, and the pairs that are boxed in it.
    fn boxed(count: usize, edges: &[(usize, usize, bool)]) -> Vec<(usize, usize)> {
        let mut holds = vec![Vec::new(); count];
        for (part, &(from, item, optional)) in edges.iter().enumerate() {
            holds[from].push(Held {
                part,
                item,
                optional,
            });
        }
        let graph = Graph { holds };
        assert_eq!(graph.endless(), []);
        let boxes = graph.boxes();
        boxes
            .into_iter()
            .map(|(from, part)| (from, edges[part].1))
            .collect()
    }

    const MUST: bool = false;
    const MAY: bool = true;

    #[test]
    fn what_is_not_recursive_is_not_boxed() {
        assert_eq!(boxed(3, &[(0, 1, MUST), (0, 2, MAY), (1, 2, MUST)]), []);
        // Later items may hold earlier ones.
        assert_eq!(boxed(3, &[(2, 1, MAY), (1, 0, MAY), (2, 0, MUST)]), []);
    }

    #[test]
    fn an_item_that_holds_itself_is_boxed() {
        assert_eq!(boxed(1, &[(0, 0, MAY)]), [(0, 0)]);
    }

    #[test]
    fn a_box_goes_where_there_may_be_nothing() {
        assert_eq!(boxed(2, &[(0, 1, MUST), (1, 0, MAY)]), [(1, 0)]);
        assert_eq!(boxed(2, &[(0, 1, MAY), (1, 0, MUST)]), [(0, 1)]);
        assert_eq!(
            boxed(3, &[(0, 1, MAY), (1, 2, MUST), (2, 0, MUST)]),
            [(0, 1)]
        );
    }

    #[test]
    fn each_cycle_gets_one_box() {
        assert_eq!(boxed(3, &[(0, 2, MAY), (2, 1, MAY), (1, 0, MAY)]), [(2, 1)]);
        let both_ways = [(0, 1, MAY), (1, 0, MAY), (1, 2, MAY), (2, 1, MAY)];
        assert_eq!(boxed(3, &both_ways), [(1, 0), (2, 1)]);
    }

    #[test]
    fn what_must_hold_itself_has_no_end() {
        let must = |part, item| Held {
            part,
            item,
            optional: false,
        };
        let may = |part, item| Held {
            part,
            item,
            optional: true,
        };
        let holds = vec![
            vec![may(0, 1)],
            vec![must(0, 2), may(1, 0)],
            vec![must(0, 3)],
            vec![must(0, 1)],
            vec![must(0, 4), must(1, 0)],
        ];
        assert_eq!(Graph { holds }.endless(), [1, 4]);
    }

    #[test]
    fn a_long_cycle_needs_no_deep_stack() {
        let ring: Vec<_> = (0..100_000)
            .map(|item| (item, (item + 1) % 100_000, MAY))
            .collect();
        assert_eq!(boxed(100_000, &ring), [(99_999, 0)]);
    }

    #[test]
    fn a_tangle_ends() {
        let edges: Vec<_> = (0..200)
            .flat_map(|from| (0..200).map(move |to| (from, to, MAY)))
            .collect();
        // What stays unboxed is an order of all items: half of the pairs that differ.
        assert_eq!(boxed(200, &edges).len(), 200 + 200 * 199 / 2);
    }
}
