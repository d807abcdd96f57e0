//! The types that have names: records with their fields, enums, fixed.
//!
//! Each lies behind an `Arc`, so that a value read without a Rust type can
//! carry its type's names for one reference count.

use std::sync::Arc;

use super::{Attributes, NodeId};
use crate::json::Json;
use crate::name::Name;

/// A record: named fields, encoded one after the other.
#[derive(Clone, Debug)]
pub struct Record {
    pub(crate) name: Name,
    pub(crate) aliases: Box<[Name]>,
    pub(crate) doc: Option<Box<str>>,
    pub(crate) fields: Box<[Field]>,
    pub(crate) is_error: bool,
    pub(crate) index: NameIndex,
}

impl Record {
    /// The full name.
    pub fn name(&self) -> &Name {
        &self.name
    }

    /// Other names, in full: a text may give them relative to the record's namespace.
    pub fn aliases(&self) -> &[Name] {
        &self.aliases
    }

    /// The documentation.
    pub fn doc(&self) -> Option<&str> {
        self.doc.as_deref()
    }

    /// The fields, in the order they are encoded.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// The field of this name, and its position. Aliases are not looked at.
    pub fn field(&self, name: &str) -> Option<(usize, &Field)> {
        let at = self.index.find(name, &self.fields, |field| &field.name)?;
        Some((at, self.fields.get(at)?))
    }

    /// Whether it was written as an `error`: a record that a protocol's message may throw.
    pub fn is_error(&self) -> bool {
        self.is_error
    }
}

/// A field of a record.
#[derive(Clone, Debug)]
pub struct Field {
    pub(crate) name: Arc<str>,
    pub(crate) aliases: Box<[Arc<str>]>,
    pub(crate) doc: Option<Box<str>>,
    pub(crate) ty: NodeId,
    pub(crate) default: Option<Json>,
    pub(crate) order: Order,
    pub(crate) attributes: Attributes,
}

impl Field {
    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Other names.
    pub fn aliases(&self) -> &[Arc<str>] {
        &self.aliases
    }

    /// The documentation.
    pub fn doc(&self) -> Option<&str> {
        self.doc.as_deref()
    }

    /// The node of the field's type.
    pub fn ty(&self) -> NodeId {
        self.ty
    }

    /// What a reader takes when the writer had no such field.
    ///
    /// Bytes and fixed are strings whose code points are the bytes; a union's
    /// default is a value of the first branch it fits.
    pub fn default(&self) -> Option<&Json> {
        self.default.as_ref()
    }

    /// How the field counts when two records are compared.
    pub fn order(&self) -> Order {
        self.order
    }

    /// Whether an attribute of this name is one of a field's own words.
    pub(crate) fn owns(attribute: &str) -> bool {
        matches!(
            attribute,
            "name" | "type" | "doc" | "aliases" | "default" | "order"
        )
    }

    /// What the text said about the field beyond Avro's own words.
    pub fn attributes(&self) -> &Attributes {
        &self.attributes
    }
}

/// How a field counts when records are sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Order {
    /// Smaller values first.
    #[default]
    Ascending,
    /// Larger values first.
    Descending,
    /// The field does not count.
    Ignore,
}

impl Order {
    /// The word in a schema.
    pub fn as_str(self) -> &'static str {
        match self {
            Order::Ascending => "ascending",
            Order::Descending => "descending",
            Order::Ignore => "ignore",
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Order> {
        match text {
            "ascending" => Some(Order::Ascending),
            "descending" => Some(Order::Descending),
            "ignore" => Some(Order::Ignore),
            _ => None,
        }
    }
}

/// An enum: one of some symbols, encoded as its position.
#[derive(Clone, Debug)]
pub struct Enum {
    pub(crate) name: Name,
    pub(crate) aliases: Box<[Name]>,
    pub(crate) doc: Option<Box<str>>,
    pub(crate) symbols: Box<[Arc<str>]>,
    pub(crate) default: Option<usize>,
    pub(crate) index: NameIndex,
}

impl Enum {
    /// The full name.
    pub fn name(&self) -> &Name {
        &self.name
    }

    /// Other names, in full.
    pub fn aliases(&self) -> &[Name] {
        &self.aliases
    }

    /// The documentation.
    pub fn doc(&self) -> Option<&str> {
        self.doc.as_deref()
    }

    /// The symbols, in order.
    pub fn symbols(&self) -> &[Arc<str>] {
        &self.symbols
    }

    /// The position of a symbol.
    pub fn symbol_index(&self, symbol: &str) -> Option<usize> {
        self.index.find(symbol, &self.symbols, |symbol| symbol)
    }

    /// The position of the symbol that a reader takes for one it does not know.
    pub fn default(&self) -> Option<usize> {
        self.default
    }
}

/// A fixed number of bytes under a name.
#[derive(Clone, Debug)]
pub struct Fixed {
    pub(crate) name: Name,
    pub(crate) aliases: Box<[Name]>,
    pub(crate) doc: Option<Box<str>>,
    pub(crate) size: usize,
}

impl Fixed {
    /// The full name.
    pub fn name(&self) -> &Name {
        &self.name
    }

    /// Other names, in full.
    pub fn aliases(&self) -> &[Name] {
        &self.aliases
    }

    /// The documentation.
    pub fn doc(&self) -> Option<&str> {
        self.doc.as_deref()
    }

    /// How many bytes a value has.
    pub fn size(&self) -> usize {
        self.size
    }
}

/// Positions sorted by name, once there are enough of them to be worth it.
///
/// Sorted rather than hashed: nobody who writes the names can make it slow.
#[derive(Clone, Debug, Default)]
pub(crate) struct NameIndex(Box<[u32]>);

/// Fewer names than this are looked through one by one.
const FEW: usize = 8;

impl NameIndex {
    pub(crate) fn new<T>(items: &[T], name: impl Fn(&T) -> &str) -> NameIndex {
        if items.len() < FEW {
            return NameIndex::default();
        }
        NameIndex(sorted(items, name).into())
    }

    pub(crate) fn find<T>(
        &self,
        wanted: &str,
        items: &[T],
        name: impl Fn(&T) -> &str,
    ) -> Option<usize> {
        if self.0.is_empty() {
            return items.iter().position(|item| name(item) == wanted);
        }
        let nth = |at: u32| items.get(usize::try_from(at).ok()?).map(&name);
        let found = self
            .0
            .binary_search_by(|&at| nth(at).unwrap_or_default().cmp(wanted))
            .ok()?;
        usize::try_from(*self.0.get(found)?).ok()
    }
}

fn sorted<T>(items: &[T], name: impl Fn(&T) -> &str) -> Vec<u32> {
    let nth = |at: &u32| {
        usize::try_from(*at)
            .ok()
            .and_then(|at| items.get(at))
            .map(&name)
    };
    let mut order: Vec<u32> = (0..u32::try_from(items.len()).unwrap_or(u32::MAX)).collect();
    order.sort_by(|a, b| nth(a).cmp(&nth(b)));
    order
}

/// The first position whose name has been there before, if any.
pub(crate) fn names_twice<T>(items: &[T], name: impl Fn(&T) -> &str) -> Option<usize> {
    let order = sorted(items, &name);
    let nth = |at: u32| {
        usize::try_from(at)
            .ok()
            .and_then(|at| items.get(at))
            .map(&name)
    };
    order
        .windows(2)
        .filter_map(|pair| match pair {
            // The sort is stable: of two equal names the later comes second.
            [a, b] if nth(*a) == nth(*b) => usize::try_from(*b).ok(),
            _ => None,
        })
        .min()
}
