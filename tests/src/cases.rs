//! The cases under `conformance/`: one file a family, one case a line.

use std::fs;
use std::path::PathBuf;

use serde_json::{Map, Value};

/// How binding a case is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// The text is plain, or the implementations agree: has to pass.
    Must,
    /// Robustness, where the text says little: counted.
    Should,
    /// The text is open, or the implementations part: a difference is a choice.
    May,
}

/// One case. A member that a family's case has to have and does not is a panic.
#[derive(Clone, Debug)]
pub struct Case {
    id: String,
    members: Map<String, Value>,
}

/// The folder of the cases.
pub fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("conformance")
}

/// All cases of a family, in order.
pub fn family(name: &str) -> Vec<Case> {
    let path = folder().join(format!("{name}.jsonl"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
    let cases: Vec<Case> = text.lines().map(Case::parse).collect();
    assert!(!cases.is_empty(), "{path:?} has no cases");
    cases
}

impl Case {
    fn parse(line: &str) -> Case {
        let members: Map<String, Value> =
            serde_json::from_str(line).unwrap_or_else(|error| panic!("{error} in {line}"));
        let id = members["id"]
            .as_str()
            .expect("an id is a string")
            .to_owned();
        Case { id, members }
    }

    /// Its name, with the family in front.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// How binding it is.
    pub fn level(&self) -> Level {
        match self.optional_text("level") {
            None | Some("must") => Level::Must,
            Some("should") => Level::Should,
            Some("may") => Level::May,
            Some(other) => panic!("{}: level {other}", self.id),
        }
    }

    /// A member, if the case has it.
    pub fn get(&self, member: &str) -> Option<&Value> {
        self.members.get(member)
    }

    fn require<'a, T>(&'a self, member: &str, read: impl FnOnce(&'a Value) -> Option<T>) -> T {
        self.get(member)
            .and_then(read)
            .unwrap_or_else(|| panic!("{}: bad member {member}", self.id))
    }

    /// A text.
    pub fn text(&self, member: &str) -> &str {
        self.require(member, Value::as_str)
    }

    /// A text, if the case has it.
    pub fn optional_text(&self, member: &str) -> Option<&str> {
        self.get(member).map(|_| self.text(member))
    }

    /// Bytes.
    pub fn bytes(&self, member: &str) -> Vec<u8> {
        self.require(member, |value| hex::decode(value.as_str()?).ok())
    }

    /// A number.
    pub fn count(&self, member: &str) -> u64 {
        self.require(member, Value::as_u64)
    }

    /// A truth value, false if left out.
    pub fn flag(&self, member: &str) -> bool {
        self.get(member).is_some() && self.require(member, Value::as_bool)
    }

    /// A list of texts.
    pub fn texts(&self, member: &str) -> Vec<&str> {
        self.require(member, |value| {
            value.as_array()?.iter().map(Value::as_str).collect()
        })
    }

    /// Whether the list `ops` has this operation.
    pub fn asks(&self, operation: &str) -> bool {
        self.texts("ops").contains(&operation)
    }
}
