//! The smallest value of each type, which is what is left when there is no room for more.

use avro_model::{NodeId, Schema, Type};

use super::RandomError;
use crate::encoding::encoder::DEPTH;

/// The deepest that any value may nest.
pub(super) const DEEPEST: u32 = DEPTH;

/// The most parts that a smallest value may have.
const MOST_PARTS: u64 = 1_000_000;

/// So many bytes of a fixed count as a part.
const BYTES: usize = 64;

/// What the flattest value of each node takes, indexed by node; nothing where there is no value.
#[derive(Clone, Debug)]
pub(super) struct Least(Vec<Option<Size>>);

#[derive(Clone, Copy, Debug)]
struct Size {
    /// How deep records, arrays and maps nest in it.
    depth: u32,
    /// How many values there are in it, itself included.
    parts: u64,
}

impl Least {
    /// The sizes for a schema whose root has values that can be made.
    pub(super) fn of(schema: &Schema) -> Result<Self, RandomError> {
        let mut least = Least(vec![None; schema.len()]);
        let mut open = reached(schema);
        // What is known after `depth` rounds is no deeper, so the first size that is
        // found is that of the flattest value, and few rounds do for most schemas.
        for depth in 0..=DEEPEST {
            let before = open.len();
            // Unions come second: a branch of this depth makes a union of this depth.
            for unions in [false, true] {
                open.retain(|&id| {
                    let union = matches!(schema.node(id).ty(), Type::Union(_));
                    let size = if union == unions {
                        least.size(schema, id, depth)
                    } else {
                        None
                    };
                    if let Some(slot) = least.0.get_mut(id.index())
                        && size.is_some()
                    {
                        *slot = size;
                    }
                    size.is_none()
                });
            }
            if open.is_empty() || (depth > 1 && open.len() == before) {
                break;
            }
        }
        let root = schema.root_node();
        let name = || match root.name() {
            Some(name) => name.full().chars().take(100).collect(),
            None => root.ty().kind().to_owned(),
        };
        match least.get(schema.root()) {
            None if least.0.iter().flatten().any(|size| size.depth == DEEPEST) => {
                let levels = DEEPEST;
                Err(RandomError::TooDeep {
                    name: name(),
                    levels,
                })
            }
            None => Err(RandomError::Endless { name: name() }),
            Some(Size { parts, .. }) if parts > MOST_PARTS => Err(RandomError::TooLarge {
                name: name(),
                parts: MOST_PARTS,
            }),
            Some(_) => Ok(least),
        }
    }

    fn get(&self, id: NodeId) -> Option<Size> {
        self.0.get(id.index()).copied().flatten()
    }

    /// What a node takes if its flattest value has this depth and what is in it is known.
    fn size(&self, schema: &Schema, id: NodeId, depth: u32) -> Option<Size> {
        let size = |depth, parts| Some(Size { depth, parts });
        match schema.node(id).ty() {
            // An empty one.
            Type::Array(_) | Type::Map(_) => (depth >= 1).then_some(Size { depth: 1, parts: 1 }),
            Type::Union(branches) => self.branch(branches).and_then(|(_, id)| self.get(id)),
            Type::Record(ty) => {
                let inside = depth.checked_sub(1)?;
                let mut parts = 1_u64;
                for field in ty.fields() {
                    let field = self.get(field.ty()).filter(|field| field.depth <= inside)?;
                    parts = parts.saturating_add(field.parts);
                }
                size(depth, parts)
            }
            Type::Enum(ty) if ty.symbols().is_empty() => None,
            Type::Fixed(ty) => {
                let bytes = ty.size().checked_div(BYTES).unwrap_or(0);
                size(0, (bytes as u64).saturating_add(1))
            }
            _ => size(0, 1),
        }
    }

    /// The depth of a node's flattest value.
    pub(super) fn depth(&self, id: NodeId) -> Option<u32> {
        self.get(id).map(|size| size.depth)
    }

    /// The parts of a node's flattest value, if it has one of this depth.
    pub(super) fn parts_within(&self, id: NodeId, depth: u32) -> Option<u64> {
        let size = self.get(id).filter(|size| size.depth <= depth)?;
        Some(size.parts)
    }

    /// The branch of a union that has the flattest value, and its place.
    pub(super) fn branch(&self, branches: &[NodeId]) -> Option<(usize, NodeId)> {
        let branches = branches.iter().copied().enumerate();
        let known = branches.filter_map(|(index, id)| Some((self.get(id)?.depth, index, id)));
        known.min().map(|(_, index, id)| (index, id))
    }
}

/// The nodes that the root leads to.
fn reached(schema: &Schema) -> Vec<NodeId> {
    let mut met = vec![false; schema.len()];
    let mut open = vec![schema.root()];
    let mut reached = Vec::new();
    while let Some(id) = open.pop() {
        if let Some(met) = met.get_mut(id.index())
            && !std::mem::replace(met, true)
        {
            reached.push(id);
            open.extend(schema.node(id).ty().children());
        }
    }
    reached
}

#[cfg(test)]
mod tests {
    use super::super::Random;
    use super::*;

    fn refused(schema: &str) -> String {
        let schema = Schema::parse(schema).expect(schema);
        Random::new(&schema, 1).expect_err("no values").to_string()
    }

    #[test]
    fn what_has_no_value_that_ends_is_refused() {
        assert_eq!(
            refused(r#"{"type":"record","name":"x.R","fields":[{"name":"r","type":"R"}]}"#),
            "x.R has no value that ends"
        );
        assert_eq!(
            refused(
                r#"{"type":"record","name":"A","fields":[{"name":"b","type":[
                    {"type":"record","name":"B","fields":[{"name":"a","type":"A"}]}]}]}"#
            ),
            "A has no value that ends"
        );
    }

    #[test]
    fn what_must_be_too_large_or_too_deep_is_refused() {
        // Each record holds two of the next: 2^25 of the last.
        let mut schema = r#""null""#.to_owned();
        for level in 0..25 {
            schema = format!(
                r#"{{"type":"record","name":"R{level}","fields":[
                    {{"name":"a","type":{schema}}},{{"name":"b","type":{}}}]}}"#,
                match level {
                    0 => r#""null""#.to_owned(),
                    _ => format!(r#""R{}""#, level - 1),
                }
            );
        }
        assert_eq!(
            refused(&schema),
            "a value of R24 has more than 1000000 parts"
        );
        assert_eq!(
            refused(r#"{"type":"fixed","name":"F","size":100000000}"#),
            "a value of F has more than 1000000 parts"
        );
        // A chain of records that no text nests: each is defined beside the last.
        let chain = (1..150).map(|level| {
            format!(
                r#",{{"name":"f{level}","type":{{"type":"record","name":"R{level}","fields":[
                    {{"name":"f","type":"R{}"}}]}}}}"#,
                level - 1
            )
        });
        let nested = format!(
            r#"{{"type":"record","name":"All","fields":[{{"name":"f0","type":
                {{"type":"record","name":"R0","fields":[]}}}}{}]}}"#,
            chain.collect::<String>()
        );
        assert_eq!(
            refused(&nested),
            "a value of All nests deeper than 128 levels"
        );
    }
}
