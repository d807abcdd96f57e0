//! Defaults that need themselves.
//!
//! A record's default may leave out fields that have defaults of their own. If
//! such a field's default is again a value of that record, with the same field left out,
//! it has no end: `{"name": "a", "type": "A", "default": {}}` inside `A`.

use std::collections::HashMap;

use super::Checker;
use crate::error::DefaultFault;
use crate::json::Json;
use crate::schema::{Arena, NodeId, Type};

/// A field with a default: its record, and its position there.
type Slot = (NodeId, usize);

#[derive(Clone, Copy, PartialEq)]
enum State {
    Open,
    Done,
}

/// One field on the way, the fields its default needs, and those of them still to be seen.
struct Step {
    slot: Slot,
    needs: Vec<Slot>,
}

impl Checker<'_> {
    /// The first field whose default has no end, or takes too long to look at, and which it is.
    pub(crate) fn endless(&mut self) -> Option<(NodeId, usize, DefaultFault)> {
        let arena = self.arena;
        let mut states = HashMap::new();
        for (index, node) in arena.nodes.iter().enumerate() {
            let Type::Record(record) = &node.ty else {
                continue;
            };
            for (at, field) in record.fields.iter().enumerate() {
                // Only an object can leave out a field.
                if !matches!(field.default, Some(Json::Object(_) | Json::Array(_))) {
                    continue;
                }
                let start = (NodeId::from_index(index), at);
                let endless = self.endless_from(start, &mut states);
                if self.steps == 0 {
                    return Some((start.0, start.1, DefaultFault::costly()));
                }
                if let Some((record, at)) = endless {
                    let message = "it would contain itself without end".to_owned();
                    return Some((
                        record,
                        at,
                        DefaultFault {
                            at: String::new(),
                            message,
                        },
                    ));
                }
            }
        }
        None
    }

    fn endless_from(&mut self, start: Slot, states: &mut HashMap<Slot, State>) -> Option<Slot> {
        if states.contains_key(&start) {
            return None;
        }
        states.insert(start, State::Open);
        let mut way = vec![Step {
            slot: start,
            needs: self.needs_of(start),
        }];
        while let Some(step) = way.last_mut() {
            let Some(next) = step.needs.pop() else {
                states.insert(step.slot, State::Done);
                way.pop();
                continue;
            };
            match states.get(&next) {
                Some(State::Open) => return Some(next),
                Some(State::Done) => {}
                None => {
                    states.insert(next, State::Open);
                    way.push(Step {
                        slot: next,
                        needs: self.needs_of(next),
                    });
                }
            }
        }
        None
    }

    /// The fields whose defaults the default of `slot` takes in.
    fn needs_of(&mut self, (record, at): Slot) -> Vec<Slot> {
        let mut needs = Vec::new();
        if let Some((ty, default)) = field(self.arena, record, at) {
            self.needs(default, ty, &mut needs);
        }
        needs.sort_unstable();
        needs.dedup();
        needs
    }

    fn needs(&mut self, json: &Json, id: NodeId, out: &mut Vec<Slot>) {
        let arena = self.arena;
        if !self.step(1) {
            return;
        }
        match (&arena.node(id).ty, json) {
            (Type::Array(items), Json::Array(values)) => {
                for value in values {
                    self.needs(value, *items, out);
                }
            }
            (Type::Map(values), Json::Object(members)) => {
                for (_, value) in members {
                    self.needs(value, *values, out);
                }
            }
            (Type::Union(_), Json::Array(_) | Json::Object(_)) => {
                if let Some(branch) = self.branch(json, id) {
                    self.needs(json, branch, out);
                }
            }
            (Type::Record(record), Json::Object(members)) => {
                if !self.step(record.fields.len()) {
                    return;
                }
                let mut given = vec![false; record.fields.len()];
                for (name, value) in members {
                    let Some((at, field)) = record.field(name) else {
                        continue;
                    };
                    self.needs(value, field.ty, out);
                    if let Some(given) = given.get_mut(at) {
                        *given = true;
                    }
                }
                let left_out = given.iter().enumerate().filter(|(_, given)| !**given);
                out.extend(left_out.map(|(at, _)| (id, at)));
            }
            _ => {}
        }
    }
}

fn field(arena: &Arena, record: NodeId, at: usize) -> Option<(NodeId, &Json)> {
    match &arena.node(record).ty {
        Type::Record(record) => {
            let field = record.fields.get(at)?;
            Some((field.ty, field.default.as_ref()?))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::Schema;

    #[test]
    fn a_default_without_end_is_refused() {
        let endless = [
            r#"{"type":"record","name":"A","fields":[{"name":"a","type":"A","default":{}}]}"#,
            r#"{"type":"record","name":"A","fields":[
                {"name":"a","type":{"type":"array","items":"A"},"default":[{}]}]}"#,
            r#"{"type":"record","name":"A","fields":[{"name":"b","type":
                {"type":"record","name":"B","fields":[{"name":"a","type":["A","null"],"default":{}}]},
                "default":{}}]}"#,
        ];
        for text in endless {
            let error = Schema::parse(text).unwrap_err().to_string();
            assert!(
                error.ends_with("it would contain itself without end"),
                "{error}"
            );
        }
        let ends = [
            r#"{"type":"record","name":"A","fields":[{"name":"a","type":["null","A"],"default":null}]}"#,
            r#"{"type":"record","name":"A","fields":[
                {"name":"a","type":{"type":"map","values":"A"},"default":{}}]}"#,
            // Given where it matters: the inner map is empty.
            r#"{"type":"record","name":"A","fields":[
                {"name":"a","type":{"type":"map","values":"A"},"default":{"k":{"a":{}}}}]}"#,
        ];
        for text in ends {
            assert!(Schema::parse(text).is_ok(), "{text}");
        }
    }
}
