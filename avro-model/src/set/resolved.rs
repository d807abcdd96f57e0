//! What came of many files.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::Arc;

use crate::json::Position;
use crate::name::Name;
use crate::protocol::Protocol;
use crate::schema::{Arena, NodeId, Schema};

/// Files of schemas and protocols that fit together.
pub struct ResolvedSet {
    pub(super) arena: Arc<Arena>,
    pub(super) files: Vec<(String, NodeId)>,
    pub(super) protocols: Vec<(String, Protocol)>,
    pub(super) names: BTreeMap<Name, NodeId>,
    pub(super) sources: Vec<String>,
    /// For each name the number of its file, and the place there.
    pub(super) defined: HashMap<Name, (usize, Position)>,
    /// For each record that IDL defines the places of its fields, in order.
    pub(super) fields: HashMap<Name, Vec<Position>>,
}

impl ResolvedSet {
    fn schema(&self, root: NodeId) -> Schema {
        Schema {
            arena: Arc::clone(&self.arena),
            root,
        }
    }

    /// Each file that is a schema, and this schema, in the order they were added.
    ///
    /// A protocol is none, nor is a file of IDL that has no main schema.
    pub fn files(&self) -> impl ExactSizeIterator<Item = (&str, Schema)> {
        self.files
            .iter()
            .map(|(file, root)| (file.as_str(), self.schema(*root)))
    }

    /// Each file that is a protocol, and this protocol, in the order they were added.
    ///
    /// All schemas in them lie in one arena with those of the other files.
    pub fn protocols(&self) -> impl ExactSizeIterator<Item = (&str, &Protocol)> {
        self.protocols
            .iter()
            .map(|(file, protocol)| (file.as_str(), protocol))
    }

    /// The names of all files: those that were added, in their order, then those that were imported.
    pub fn sources(&self) -> impl ExactSizeIterator<Item = &str> {
        self.sources.iter().map(String::as_str)
    }

    /// Every named type of all files, sorted by full name.
    pub fn names(&self) -> impl ExactSizeIterator<Item = (&Name, Schema)> {
        self.names
            .iter()
            .map(|(name, root)| (name, self.schema(*root)))
    }

    /// Any schema of the set, for who wants to follow nodes: all schemas in it share one arena. Where there is
    /// none, it is null.
    pub fn any(&self) -> Schema {
        self.schema(NodeId::from_index(0))
    }

    /// The type of this full name.
    pub fn get(&self, full_name: &str) -> Option<Schema> {
        self.names.get(full_name).map(|&root| self.schema(root))
    }

    /// Where a type is defined: the file, the line and the column; where several
    /// files define it, in the first, those of IDL before the others.
    pub fn defined_in(&self, full_name: &str) -> Option<(&str, usize, usize)> {
        let (number, position) = self.defined.get(full_name)?;
        let file = self.sources.get(*number)?;
        Some((file, position.line, position.column))
    }

    /// Where a field of a record is defined, if IDL defines it: the file, the line and the column. In JSON it is an
    /// object in the definition of its record.
    pub fn field_defined_in(&self, full_name: &str, field: &str) -> Option<(&str, usize, usize)> {
        let (number, _) = self.defined.get(full_name)?;
        let file = self.sources.get(*number)?;
        let at = self.get(full_name)?.field_at(field)?;
        let position = self.fields.get(full_name)?.get(at)?;
        Some((file, position.line, position.column))
    }
}

impl fmt::Debug for ResolvedSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResolvedSet")
            .field("files", &self.sources.len())
            .field("names", &self.names.len())
            .finish()
    }
}
