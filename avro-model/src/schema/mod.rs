//! Schemas: an immutable graph of nodes, shared and addressed by index.
//!
//! A node that refers to another holds its [`NodeId`]. A recursive type is
//! therefore a cycle of indices, which costs nothing, and nothing is looked up
//! by name once the schema stands. All nodes of one text, one set of files or
//! one builder live in one arena; a [`Schema`] is that arena and a root.

mod attributes;
mod equal;
mod named;

use std::collections::HashMap;
use std::fmt;
use std::ops::Index;
use std::str::FromStr;
use std::sync::Arc;

pub use attributes::Attributes;
use equal::same;
pub(crate) use equal::same_given;
pub use named::{Enum, Field, Fixed, Order, Record};
pub(crate) use named::{NameIndex, names_twice};

use crate::error::SchemaError;
use crate::logical::LogicalType;
use crate::name::Name;

/// A schema, immutable and cheap to clone.
///
/// Two schemas are equal when the graphs from their roots are: full names,
/// documentation, aliases, order, defaults (as values of their field's type)
/// and all attributes count; where in the text a definition stands, and how
/// numbers and names were spelt, does not.
///
/// [`Display`](fmt::Display) prints JSON that parses to an equal schema.
///
/// # Example
///
/// ```
/// use avro_model::{Schema, Type};
///
/// let schema = Schema::parse(r#"{
///     "type": "record", "name": "List", "namespace": "com.example",
///     "fields": [
///         {"name": "value", "type": "long"},
///         {"name": "next", "type": ["null", "List"]}
///     ]
/// }"#)?;
///
/// let Type::Record(list) = schema.root_node().ty() else { unreachable!() };
/// assert_eq!(list.name().full(), "com.example.List");
/// let (position, next) = list.field("next").unwrap();
/// assert_eq!(position, 1);
/// let Type::Union(branches) = schema.node(next.ty()).ty() else { unreachable!() };
/// assert_eq!(branches[1], schema.root()); // the very same node
/// # Ok::<(), avro_model::SchemaError>(())
/// ```
#[derive(Clone)]
pub struct Schema {
    pub(crate) arena: Arc<Arena>,
    pub(crate) root: NodeId,
}

/// The nodes that schemas share, and the names of those that have one.
pub(crate) struct Arena {
    pub(crate) nodes: Vec<Node>,
    pub(crate) names: HashMap<Name, NodeId>,
}

/// Where a node lies in its schema's arena.
#[derive(Copy, Clone, Eq, PartialEq, Hash, Ord, PartialOrd, Debug)]
pub struct NodeId(pub(crate) u32);

impl NodeId {
    /// The index as a number, below [`Schema::len`]: for tables beside a schema.
    pub fn index(self) -> usize {
        // A 16-bit machine could not hold the arena in the first place.
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }

    pub(crate) fn from_index(index: usize) -> NodeId {
        NodeId(u32::try_from(index).unwrap_or(u32::MAX))
    }
}

/// One type of a schema, with its attributes.
#[derive(Clone, Debug)]
pub struct Node {
    pub(crate) ty: Type,
    pub(crate) logical: Option<LogicalType>,
    pub(crate) attributes: Attributes,
}

/// What a node is.
#[derive(Clone, Debug)]
pub enum Type {
    /// No value.
    Null,
    /// True or false.
    Boolean,
    /// A 32-bit signed integer.
    Int,
    /// A 64-bit signed integer.
    Long,
    /// A single of IEEE 754.
    Float,
    /// A double of IEEE 754.
    Double,
    /// A sequence of bytes.
    Bytes,
    /// A text.
    String,
    /// An array of the node's values.
    Array(NodeId),
    /// A map from strings to the node's values.
    Map(NodeId),
    /// One of the branches.
    Union(Box<[NodeId]>),
    /// A record.
    Record(Arc<Record>),
    /// An enum.
    Enum(Arc<Enum>),
    /// A fixed number of bytes.
    Fixed(Arc<Fixed>),
}

impl Type {
    /// The word for this kind of type: `int`, `array`, `union`, `record`.
    ///
    /// A record that is an error is a `record` here; see [`Record::is_error`].
    pub fn kind(&self) -> &'static str {
        match self {
            Type::Null => "null",
            Type::Boolean => "boolean",
            Type::Int => "int",
            Type::Long => "long",
            Type::Float => "float",
            Type::Double => "double",
            Type::Bytes => "bytes",
            Type::String => "string",
            Type::Array(_) => "array",
            Type::Map(_) => "map",
            Type::Union(_) => "union",
            Type::Record(_) => "record",
            Type::Enum(_) => "enum",
            Type::Fixed(_) => "fixed",
        }
    }

    /// The full name, if the type has one.
    pub fn name(&self) -> Option<&Name> {
        match self {
            Type::Record(record) => Some(record.name()),
            Type::Enum(en) => Some(en.name()),
            Type::Fixed(fixed) => Some(fixed.name()),
            _ => None,
        }
    }

    /// The primitive type of this name.
    pub(crate) fn primitive(name: &str) -> Option<Type> {
        Some(match name {
            "null" => Type::Null,
            "boolean" => Type::Boolean,
            "int" => Type::Int,
            "long" => Type::Long,
            "float" => Type::Float,
            "double" => Type::Double,
            "bytes" => Type::Bytes,
            "string" => Type::String,
            _ => return None,
        })
    }

    /// Whether an attribute of this name is one of the type's own words.
    pub(crate) fn owns(&self, attribute: &str) -> bool {
        match attribute {
            "type" => true,
            "items" => matches!(self, Type::Array(_)),
            "values" => matches!(self, Type::Map(_)),
            "name" | "namespace" | "doc" | "aliases" => self.name().is_some(),
            "fields" => matches!(self, Type::Record(_)),
            "symbols" | "default" => matches!(self, Type::Enum(_)),
            "size" => matches!(self, Type::Fixed(_)),
            _ => false,
        }
    }

    /// The same type with other nodes in the place of those it refers to.
    pub(crate) fn with_children(&self, new_id: impl Fn(NodeId) -> NodeId) -> Type {
        match self {
            Type::Array(items) => Type::Array(new_id(*items)),
            Type::Map(values) => Type::Map(new_id(*values)),
            Type::Union(branches) => Type::Union(branches.iter().copied().map(new_id).collect()),
            Type::Record(record) => {
                let mut record = Record::clone(record);
                for field in &mut record.fields {
                    field.ty = new_id(field.ty);
                }
                Type::Record(Arc::new(record))
            }
            other => other.clone(),
        }
    }

    /// The nodes this type refers to, first to last.
    pub fn children(&self) -> impl Iterator<Item = NodeId> + '_ {
        let (one, many, fields): (Option<NodeId>, &[NodeId], &[Field]) = match self {
            Type::Array(id) | Type::Map(id) => (Some(*id), &[], &[]),
            Type::Union(branches) => (None, branches, &[]),
            Type::Record(record) => (None, &[], record.fields()),
            _ => (None, &[], &[]),
        };
        one.into_iter()
            .chain(many.iter().copied())
            .chain(fields.iter().map(Field::ty))
    }
}

impl Node {
    /// What the node is.
    pub fn ty(&self) -> &Type {
        &self.ty
    }

    /// The logical type in force; one that is unknown or does not fit its type is not.
    pub fn logical(&self) -> Option<&LogicalType> {
        self.logical.as_ref()
    }

    /// What the text said beyond the type's own words, `logicalType` included.
    pub fn attributes(&self) -> &Attributes {
        &self.attributes
    }

    /// The full name, if the type has one.
    pub fn name(&self) -> Option<&Name> {
        self.ty.name()
    }
}

/// What stands behind an id that no schema gave out.
static NO_NODE: Node = Node {
    ty: Type::Null,
    logical: None,
    attributes: Attributes::EMPTY,
};

impl Arena {
    pub(crate) fn node(&self, id: NodeId) -> &Node {
        self.nodes.get(id.index()).unwrap_or(&NO_NODE)
    }
}

impl Schema {
    /// Parses a schema from its JSON text, strictly.
    ///
    /// The same as [`ParseOptions::new().parse(text)`](crate::ParseOptions::parse).
    ///
    /// # Errors
    ///
    /// When the text is not JSON, a name is malformed, unknown or defined twice, a
    /// default does not fit its field, or some other rule of the specification is
    /// broken. The error gives the place in the text and in the schema.
    ///
    /// # Example
    ///
    /// ```
    /// use avro_model::Schema;
    ///
    /// let schema = Schema::parse(r#"{"type": "array", "items": "long"}"#)?;
    /// assert_eq!(schema.canonical_form(), r#"{"type":"array","items":"long"}"#);
    /// # Ok::<(), avro_model::SchemaError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Schema, SchemaError> {
        crate::ParseOptions::new().parse(text)
    }

    /// The node that the schema is about.
    pub fn root(&self) -> NodeId {
        self.root
    }

    /// A node of this schema.
    ///
    /// An id of another schema gives some node of this one, or a plain `null`
    /// where there is none.
    pub fn node(&self, id: NodeId) -> &Node {
        self.arena.node(id)
    }

    /// The node that the schema is about.
    pub fn root_node(&self) -> &Node {
        self.arena.node(self.root)
    }

    /// The schema of another node, sharing everything with this one.
    ///
    /// # Example
    ///
    /// ```
    /// use avro_model::{Schema, Type};
    ///
    /// let longs = Schema::parse(r#"{"type": "array", "items": "long"}"#)?;
    /// let Type::Array(items) = *longs.root_node().ty() else { unreachable!() };
    /// assert_eq!(longs.at(items), Schema::parse(r#""long""#)?);
    /// # Ok::<(), avro_model::SchemaError>(())
    /// ```
    pub fn at(&self, id: NodeId) -> Schema {
        Schema {
            arena: Arc::clone(&self.arena),
            root: id,
        }
    }

    /// How many nodes the arena holds: every [`NodeId`] of this schema is below that.
    #[allow(
        clippy::len_without_is_empty,
        reason = "a schema has a root, so it is never empty"
    )]
    pub fn len(&self) -> usize {
        self.arena.nodes.len()
    }

    /// The node of a full name, anywhere in the arena.
    pub fn named(&self, full_name: &str) -> Option<NodeId> {
        self.arena.names.get(full_name).copied()
    }

    /// Which field of the record it is that has this name.
    pub(crate) fn field_at(&self, name: &str) -> Option<usize> {
        match self.root_node().ty() {
            Type::Record(record) => record.field(name).map(|(at, _)| at),
            _ => None,
        }
    }

    /// Whether both share one arena and one root, which makes them equal at no cost.
    pub fn is_same(&self, other: &Schema) -> bool {
        Arc::ptr_eq(&self.arena, &other.arena) && self.root == other.root
    }
}

impl PartialEq for Schema {
    fn eq(&self, other: &Schema) -> bool {
        self.is_same(other) || same((&self.arena, self.root), (&other.arena, other.root))
    }
}

impl Eq for Schema {}

impl Index<NodeId> for Schema {
    type Output = Node;

    fn index(&self, id: NodeId) -> &Node {
        self.node(id)
    }
}

impl FromStr for Schema {
    type Err = SchemaError;

    fn from_str(text: &str) -> Result<Schema, SchemaError> {
        Schema::parse(text)
    }
}

impl fmt::Display for Schema {
    /// The schema as compact JSON, the same as [`Schema::to_json`].
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_json())
    }
}

impl fmt::Debug for Schema {
    /// The schema as compact JSON, cut after some kilobytes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const LIMIT: usize = 4096;
        let json = self.to_json();
        match json
            .char_indices()
            .nth(LIMIT)
            .and_then(|(cut, _)| json.get(..cut))
        {
            Some(cut) => write!(f, "Schema({cut}…)"),
            None => write!(f, "Schema({json})"),
        }
    }
}
