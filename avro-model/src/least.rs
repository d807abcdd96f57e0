//! The fewest bytes a value takes: what a count of items is held against.

use crate::schema::{NodeId, Schema, Type};

#[derive(Clone, Copy)]
enum Visit {
    Enter(NodeId),
    Leave(NodeId),
}

impl Schema {
    /// The fewest bytes that a value takes in the binary encoding, for each node that the root leads
    /// to, indexed by [`NodeId::index`].
    ///
    /// A record that holds itself without a way out has no values; where it meets itself nothing is added.
    ///
    /// # Example
    ///
    /// ```
    /// use avro_model::Schema;
    ///
    /// let schema = Schema::parse(r#"{"type": "record", "name": "Reading", "fields": [
    ///     {"name": "at", "type": "long"}, {"name": "value", "type": "double"}]}"#)?;
    /// assert_eq!(schema.least_sizes()[schema.root().index()], 9);
    /// # Ok::<(), avro_model::SchemaError>(())
    /// ```
    #[must_use]
    pub fn least_sizes(&self) -> Vec<usize> {
        least_sizes(self)
    }
}

fn least_sizes(schema: &Schema) -> Vec<usize> {
    let mut least = vec![0_usize; schema.len()];
    let mut seen = vec![false; schema.len()];
    let mut way = vec![Visit::Enter(schema.root())];
    while let Some(visit) = way.pop() {
        let size = match visit {
            Visit::Enter(node) => {
                match seen.get_mut(node.index()) {
                    Some(seen) if !*seen => *seen = true,
                    _ => continue,
                }
                if let Type::Record(_) = schema.node(node).ty() {
                    way.push(Visit::Leave(node));
                }
                way.extend(schema.node(node).ty().children().map(Visit::Enter));
                match schema.node(node).ty() {
                    Type::Null | Type::Record(_) => 0,
                    Type::Float => 4,
                    Type::Double => 8,
                    Type::Fixed(fixed) => fixed.size(),
                    _ => 1,
                }
            }
            // All fields have been left by now, but for those that lead back here.
            Visit::Leave(node) => (schema.node(node).ty().children())
                .filter_map(|field| least.get(field.index()).copied())
                .fold(0, usize::saturating_add),
        };
        let (Visit::Enter(node) | Visit::Leave(node)) = visit;
        if let Some(place) = least.get_mut(node.index()) {
            *place = size;
        }
    }
    least
}
