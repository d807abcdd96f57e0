//! From pairs and their verdict to the tables of a plan.
//!
//! Only what is neither direct nor refused gets an entry, and each pair one.

use std::collections::HashMap;

use super::report::Refusals;
use super::skip::Skipper;
use super::verdict::Verdict;
use super::walk::{Pair, Shape, Walk};
use super::{BlocksPlan, NO_BLOCKS, NO_BRANCH, Node, Step, Tables, Target, index};
use crate::schema::Type;

pub(super) fn assemble(walk: Walk<'_>, verdict: &Verdict) -> Tables {
    let (writer, reader) = (walk.writer.clone(), walk.reader.clone());
    let least = writer.least_sizes();
    let mut numbers = Numbers {
        walk: &walk,
        verdict,
        nodes: HashMap::new(),
        open: Vec::new(),
        refusals: Refusals::default(),
        counts: [0; 6],
    };
    let mut tables = Tables {
        root: numbers.node(0),
        least: least.get(writer.root().index()).copied().unwrap_or(0),
        total: verdict.why_partial(0).is_none(),
        utf8: walk.utf8,
        records: Vec::new(),
        steps: Vec::new(),
        fills: Vec::new(),
        arrays: Vec::new(),
        maps: Vec::new(),
        unions: Vec::new(),
        targets: Vec::new(),
        branches: Vec::new(),
        enums: Vec::new(),
        symbols: Vec::new(),
        refusals: Vec::new(),
        defaults: Box::default(),
        skips: super::skip::Skips::default(),
        writer: writer.clone(),
        reader,
    };
    let mut skipper = Skipper::new(&writer, &least);
    while let Some((at, node)) = numbers.open.pop() {
        if let Some(pair) = walk.pair(at) {
            fill(
                &mut tables,
                &mut numbers,
                &mut skipper,
                &least,
                (at, pair),
                node,
            );
        }
    }
    tables.refusals = numbers.refusals.list;
    tables.skips = skipper.finish();
    tables.defaults = walk.defaults.into_encoded();
    tables
}

/// Gives out the nodes of pairs, and remembers which entries are still to be made.
struct Numbers<'w, 's> {
    walk: &'w Walk<'s>,
    verdict: &'w Verdict,
    nodes: HashMap<u32, Node>,
    open: Vec<(u32, Node)>,
    refusals: Refusals,
    /// How many entries each kind has been given.
    counts: [u32; 6],
}

impl Numbers<'_, '_> {
    fn node(&mut self, at: u32) -> Node {
        if let Some(known) = self.nodes.get(&at) {
            return *known;
        }
        let Some(pair) = self.walk.pair(at) else {
            return Node::Refused(u32::MAX);
        };
        let node = if let Some(why) = self.verdict.why_never(at) {
            let faults = self.walk.pair(why).map_or(&[][..], |pair| &pair.faults);
            let nth = faults.iter().position(|fault| fault.never).unwrap_or(0);
            Node::Refused(self.refusals.of(self.walk, why, nth))
        } else if self.verdict.direct(at) {
            Node::Direct
        } else {
            let [records, arrays, maps, unions, branches, enums] = &mut self.counts;
            let node = match &pair.shape {
                Shape::Leaf(node) => *node,
                Shape::Record { .. } => Node::Record(next(records)),
                Shape::Array(_) => Node::Array(next(arrays)),
                Shape::Map(_) => Node::Map(next(maps)),
                Shape::Union(_) => Node::Union(next(unions)),
                Shape::Branch(_) => Node::Branch(next(branches)),
                Shape::Enum(_) => Node::Enum(next(enums)),
            };
            self.open.push((at, node));
            node
        };
        self.nodes.insert(at, node);
        node
    }
}

fn next(count: &mut u32) -> u32 {
    let this = *count;
    *count = count.saturating_add(1);
    this
}

/// Makes the entry of one pair.
fn fill(
    tables: &mut Tables,
    numbers: &mut Numbers<'_, '_>,
    skipper: &mut Skipper<'_>,
    least: &[usize],
    (at, pair): (u32, &Pair),
    node: Node,
) {
    match (&pair.shape, node) {
        (Shape::Record { reads, fills }, Node::Record(entry)) => {
            let Type::Record(record) = tables.writer.node(pair.writer).ty() else {
                return;
            };
            let first = (index(tables.steps.len()), index(tables.fills.len()));
            let mut skips = Vec::new();
            for (read, field) in reads.iter().zip(record.fields()) {
                match read {
                    None => skipper.append(field.ty(), &mut skips),
                    Some((slot, child)) => {
                        tables.steps.extend(skips.drain(..).map(Step::Skip));
                        tables.steps.push(Step::Read {
                            slot: *slot,
                            node: numbers.node(*child),
                        });
                    }
                }
            }
            tables.steps.extend(skips.into_iter().map(Step::Skip));
            tables.fills.extend(fills);
            let steps = (first.0, index(tables.steps.len()));
            let fills = (first.1, index(tables.fills.len()));
            put(
                &mut tables.records,
                entry,
                (steps, fills),
                Default::default(),
            );
        }
        (Shape::Array(child), Node::Array(entry)) => {
            let blocks = blocks(numbers, least, *child);
            put(&mut tables.arrays, entry, blocks, NO_BLOCKS);
        }
        (Shape::Map(child), Node::Map(entry)) => {
            let blocks = blocks(numbers, least, *child);
            put(&mut tables.maps, entry, blocks, NO_BLOCKS);
        }
        (Shape::Union(targets), Node::Union(entry)) => {
            let start = index(tables.targets.len());
            // The faults of a union are those of its branches that find no other, in order.
            let mut lacking = 0;
            for target in targets {
                tables.targets.push(match target {
                    Some((branch, child)) => Target {
                        branch: *branch,
                        node: numbers.node(*child),
                    },
                    None => {
                        let refusal = numbers.refusals.of(numbers.walk, at, lacking);
                        lacking = lacking.saturating_add(1);
                        Target {
                            branch: None,
                            node: Node::Refused(refusal),
                        }
                    }
                });
            }
            let targets = (start, index(tables.targets.len()));
            put(&mut tables.unions, entry, targets, Default::default());
        }
        (Shape::Branch(Some((branch, child))), Node::Branch(entry)) => {
            let target = Target {
                branch: Some(*branch),
                node: numbers.node(*child),
            };
            put(&mut tables.branches, entry, target, NO_BRANCH);
        }
        (Shape::Enum(symbols), Node::Enum(entry)) => {
            let start = index(tables.symbols.len());
            tables.symbols.extend(symbols);
            let symbols = (start, index(tables.symbols.len()));
            put(
                &mut tables.enums,
                entry,
                (symbols, pair.writer),
                ((0, 0), pair.writer),
            );
        }
        _ => {}
    }
}

fn blocks(numbers: &mut Numbers<'_, '_>, least: &[usize], child: u32) -> BlocksPlan {
    let item = numbers.walk.pair(child).map(|pair| pair.writer);
    BlocksPlan {
        item: numbers.node(child),
        least: item
            .and_then(|item| least.get(item.index()).copied())
            .unwrap_or(0),
    }
}

/// Puts an entry in its place, whether those before it are there yet or not.
fn put<T: Clone>(table: &mut Vec<T>, at: u32, entry: T, filler: T) {
    let at = usize::try_from(at).unwrap_or(usize::MAX);
    if at >= table.len() {
        table.resize(at.saturating_add(1), filler);
    }
    if let Some(place) = table.get_mut(at) {
        *place = entry;
    }
}
