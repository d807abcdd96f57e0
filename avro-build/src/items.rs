//! What will be generated: a tree of modules with items in it.
//!
//! Every record, enum and fixed is an item, in the module of its namespace. So
//! is every union that `Option` does not cover, beside the record it was found in, and
//! every file whose schema has no name. Items know how they are called in Rust and what their
//! parts are; how that is written down is for `generate` to say.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use avro_model::{Field, Name, NodeId, ResolvedSet, Schema, Type};

use crate::error::Problem;
use crate::layout::Layout;
use crate::modules::{self, ModuleId, Modules};
use crate::names;
use crate::services::{self, Message, Service};
use crate::types::{Place, RustType};

/// Everything that goes into one file of generated code.
pub(crate) struct Items {
    /// Any schema of the arena that all nodes lie in.
    pub(crate) schema: Schema,
    pub(crate) modules: Modules,
    pub(crate) all: Vec<Item>,
    /// The items of named types, by node.
    pub(crate) by_node: HashMap<NodeId, ItemId>,
    /// Named types that another crate has.
    pub(crate) externs: HashMap<NodeId, Rc<syn::Type>>,
    /// Items that have a twin that borrows, and what it is called.
    pub(crate) twins: BTreeMap<ItemId, String>,
    /// Protocols whose messages are generated.
    pub(crate) services: Vec<Service>,
}

/// Something that is generated.
#[derive(Debug)]
pub(crate) struct Item {
    pub(crate) module: ModuleId,
    /// Its identifier, without `r#`.
    pub(crate) ident: String,
    pub(crate) kind: Kind,
    /// What choices call it: a full name, for a union the path of its field, and for a
    /// file's root its identifier.
    pub(crate) path: String,
    /// Where a problem with it would be.
    pub(crate) at: Problem,
}

impl Item {
    /// The named type that it stands for.
    pub(crate) fn node(&self) -> Option<NodeId> {
        match self.kind {
            Kind::Record(node, _) | Kind::Enum(node) | Kind::Fixed(node, _) => Some(node),
            // What stands for calls is no type of its own.
            Kind::Union(_)
            | Kind::Root(_)
            | Kind::Service(_)
            | Kind::Text(_)
            | Kind::Message(_)
            | Kind::Errors(_) => None,
        }
    }
}

/// What kind of thing an item is, with the Rust types of its parts.
#[derive(Debug)]
pub(crate) enum Kind {
    /// A record: a struct, with the types of its fields.
    Record(NodeId, Vec<Place>),
    /// An enum without data.
    Enum(NodeId),
    /// A fixed: a newtype of its bytes, or of the type for what they mean.
    Fixed(NodeId, Option<RustType>),
    /// A union: an enum with data.
    Union(Vec<Branch>),
    /// The root of a file that has no name of its own.
    Root(Place),
    /// A protocol, by its number in [`Items::services`]: a trait, a server and a client.
    Service(usize),
    /// Its text, in the module of its messages.
    Text(usize),
    /// A message: a struct for the request.
    Message(Message),
    /// What a message may fail with: an enum with data.
    Errors(Vec<Branch>),
}

/// A branch of a union: a variant.
#[derive(Debug)]
pub(crate) struct Branch {
    /// The variant's identifier, without `r#`.
    pub(crate) ident: String,
    pub(crate) node: NodeId,
    pub(crate) place: Place,
}

/// An index into [`Items::all`].
pub(crate) type ItemId = usize;

/// A file whose root has no name, and the item that stands for it.
pub(crate) struct Unnamed {
    /// What the item is called. It lies in the root module.
    pub(crate) ident: String,
    pub(crate) root: NodeId,
    /// Where a problem with it would be.
    pub(crate) at: Problem,
}

impl Items {
    /// The named types of `set`, and the files that need an item of their own; with `rpc` also the names of what
    /// protocols become. Parts are not filled in yet.
    ///
    /// # Errors
    ///
    /// When modules would lie too deep, and when the layout speaks of what is not there.
    pub(crate) fn of(
        set: &ResolvedSet,
        layout: &Layout,
        rpc: bool,
    ) -> Result<(Items, Vec<Unnamed>), Vec<Problem>> {
        let schema = set.any();
        let mut named = in_order(set);
        let protocols = match rpc {
            true => services::protocols(set, layout)?,
            false => Vec::new(),
        };
        let of_protocols = protocols.iter().map(|(_, protocol)| protocol.name());
        layout.check(named.iter().map(|(name, _)| *name).chain(of_protocols))?;
        let externs = layout.externs(&named);
        named.retain(|(_, node)| !externs.contains_key(node));
        let names = || named.iter().map(|(name, _)| *name);
        modules::not_too_deep(set, names())?;

        let mut items = Items {
            schema,
            modules: Modules::of(names(), layout),
            all: Vec::new(),
            by_node: HashMap::new(),
            externs,
            twins: BTreeMap::new(),
            services: Vec::new(),
        };
        for (_, protocol) in &protocols {
            let name = protocol.name();
            items.modules.open(name.namespace().unwrap_or_default());
            items.modules.open(name.full());
        }
        let idents = items.modules.name_types(names());
        for ((name, node), ident) in named.iter().zip(idents) {
            let kind = match items.schema.node(*node).ty() {
                Type::Enum(_) => Kind::Enum(*node),
                Type::Fixed(_) => Kind::Fixed(*node, None),
                _ => Kind::Record(*node, Vec::new()),
            };
            let module = items.modules.find(name.namespace());
            let id = items.add(Item {
                module,
                ident,
                kind,
                path: name.full().to_owned(),
                at: place_of(set, name),
            });
            items.by_node.insert(*node, id);
        }
        let unnamed = items.unnamed(set);
        items.name_services(protocols);
        items.modules.name_modules();
        Ok((items, unnamed))
    }

    /// Everything that a choice can name, for who looks for what was meant.
    pub(crate) fn paths(&self) -> BTreeSet<String> {
        let mut paths = BTreeSet::new();
        for item in &self.all {
            paths.insert(item.path.clone());
            let node = item.node().map(|node| self.schema.node(node).ty());
            if let Some(Type::Record(record)) = node {
                let path = |field: &Field| format!("{}.{}", item.path, field.name());
                paths.extend(record.fields().iter().map(path));
            }
        }
        paths
    }

    /// Adds an item at the end of its module.
    pub(crate) fn add(&mut self, item: Item) -> ItemId {
        let id = self.all.len();
        if let Some(module) = self.modules.get_mut(item.module) {
            module.items.push(id);
        }
        self.all.push(item);
        id
    }

    /// Files whose root is no named type.
    fn unnamed(&mut self, set: &ResolvedSet) -> Vec<Unnamed> {
        let files = set
            .files()
            .filter(|(_, schema)| schema.root_node().name().is_none());
        let mut unnamed = Vec::new();
        for (file, schema) in files {
            let ident = self.modules.claim(modules::ROOT, &names::of_file(file));
            let at = Problem::with_file(file, "");
            unnamed.push(Unnamed {
                ident,
                root: schema.root(),
                at,
            });
        }
        unnamed
    }
}

/// Named types in the order of their definitions, file by file.
fn in_order(set: &ResolvedSet) -> Vec<(&Name, NodeId)> {
    let numbers: HashMap<&str, usize> = set
        .sources()
        .enumerate()
        .map(|(number, file)| (file, number))
        .collect();
    let mut named: Vec<_> = set
        .names()
        .map(|(name, schema)| {
            let place = set.defined_in(name.full());
            let place = place.map(|(file, line, column)| (numbers.get(file), line, column));
            (place, name, schema.root())
        })
        .collect();
    named.sort();
    named
        .into_iter()
        .map(|(_, name, node)| (name, node))
        .collect()
}

/// A problem at a type's definition that says nothing yet.
pub(crate) fn place_of(set: &ResolvedSet, name: &Name) -> Problem {
    match set.defined_in(name.full()) {
        Some((file, line, column)) => Problem::with_file(file, "").at(line, column),
        None => Problem::with_request(""),
    }
}
