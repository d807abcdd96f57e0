//! Services: what becomes of the messages of a protocol.
//!
//! A protocol `example.mail.Mail` gives a trait, a server and a client in the module of its namespace, and beside
//! them a module `mail`, in which each message has its request, its errors and, where that has no name, its
//! response. As a request is a record in a namespace that is the protocol's full name, this is its module anyway.
//!
//! What the code is, and why, is told by `avro_rpc::generated`.

use std::collections::HashMap;

use avro_model::{Name, NodeId, Protocol, ResolvedSet, Type};

use crate::error::{Problem, clip};
use crate::items::{Branch, Item, ItemId, Items, Kind};
use crate::layout::Layout;
use crate::modules::ModuleId;
use crate::names::{Case, Scope, joined};
use crate::types::{Filling, Place, RustType, Wish};

/// A protocol whose messages are generated.
pub(crate) struct Service {
    pub(crate) protocol: Protocol,
    /// The trait, the server and the client.
    pub(crate) idents: [String; 3],
    /// The module of what is sent.
    pub(crate) module: ModuleId,
    /// The requests' structs, in the order of the messages, and what the methods are called.
    pub(crate) requests: Vec<String>,
    pub(crate) methods: Vec<String>,
    /// In the same order.
    pub(crate) messages: Vec<ItemId>,
    /// Where a problem with it would be.
    at: Problem,
}

/// A message: its request is the struct, with the types of its fields.
#[derive(Debug)]
pub(crate) struct Message {
    /// Its place among the messages of the protocol.
    pub(crate) number: usize,
    pub(crate) request: NodeId,
    pub(crate) places: Vec<Place>,
    pub(crate) response: RustType,
    /// The item of its errors, if it declares any.
    pub(crate) errors: Option<ItemId>,
}

/// The protocols whose messages are generated, each once.
///
/// # Errors
///
/// When two files say different things of one protocol.
pub(crate) fn protocols<'s>(
    set: &'s ResolvedSet,
    layout: &Layout,
) -> Result<Vec<(&'s str, &'s Protocol)>, Vec<Problem>> {
    let mut first: HashMap<&Name, (&str, &Protocol)> = HashMap::new();
    let mut found = Vec::new();
    let mut problems = Vec::new();
    for (file, protocol) in set.protocols() {
        let name = protocol.name();
        if layout.is_extern(name.full()) {
            continue;
        }
        match first.get(name) {
            None => {
                first.insert(name, (file, protocol));
                found.push((file, protocol));
            }
            Some((_, other)) if *other == protocol => {}
            Some((other, _)) => {
                let name = clip(name.full());
                let message = format!("the protocol `{name}` is another one in {other}");
                problems.push(Problem::with_file(file, message));
            }
        }
    }
    match problems.is_empty() {
        true => Ok(found),
        false => Err(problems),
    }
}

impl Items {
    /// Names what becomes of protocols. All types have their names already.
    pub(crate) fn name_services(&mut self, protocols: Vec<(&str, &Protocol)>) {
        for (file, protocol) in protocols {
            let name = protocol.name();
            let outer = self.modules.find(name.namespace());
            let module = self.modules.find(Some(name.full()));
            let plain = Case::Type.of(name.simple());
            let parts = [&plain, &joined(&plain, "Server"), &joined(&plain, "Client")];
            let idents = parts.map(|ident| self.modules.claim(outer, ident));
            let names = protocol.messages().iter().map(|message| message.name());
            let names: Vec<&str> = names.collect();
            let requests = match self.modules.get_mut(module) {
                Some(module) => module.scope.assign(&names, Case::Type),
                None => Vec::new(),
            };
            self.services.push(Service {
                protocol: protocol.clone(),
                idents,
                module,
                requests,
                methods: Scope::default().assign(&names, Case::Method),
                messages: Vec::new(),
                at: Problem::with_file(file, ""),
            });
        }
    }
}

impl Filling<'_> {
    /// Adds the items of all services.
    pub(crate) fn services(&mut self) {
        for number in 0..self.items.services.len() {
            let Some(service) = self.items.services.get(number) else {
                continue;
            };
            let (protocol, module) = (service.protocol.clone(), service.module);
            let (ident, at) = (service.idents[0].clone(), service.at.clone());
            let requests = service.requests.clone();
            let path = protocol.name().full().to_owned();
            self.at = at.clone();
            self.enter(&path);
            let outer = self.items.modules.find(protocol.name().namespace());
            self.items.add(Item {
                module: outer,
                ident,
                kind: Kind::Service(number),
                path: path.clone(),
                at: at.clone(),
            });
            self.items.add(Item {
                module,
                ident: "protocol".to_owned(),
                kind: Kind::Text(number),
                path,
                at,
            });
            let messages = protocol.messages().iter().zip(requests).enumerate();
            for (at, (message, ident)) in messages {
                let id = self.message((number, at), message, module, &ident);
                if let Some(service) = self.items.services.get_mut(number) {
                    service.messages.push(id);
                }
            }
        }
    }

    fn message(
        &mut self,
        (service, number): (usize, usize),
        message: &avro_model::Message,
        module: ModuleId,
        ident: &str,
    ) -> ItemId {
        let request = message.request().root();
        let node = self.items.schema.node(request);
        let path = node.name().map_or("", Name::full).to_owned();
        self.enter(&path);
        // The item comes before those of its unions.
        let id = self.items.add(Item {
            module,
            ident: ident.to_owned(),
            kind: Kind::Text(service),
            path: path.clone(),
            at: self.at.clone(),
        });
        let places = self.fields(request, module, ident);
        self.path = format!("{path}.Response");
        let name = joined(ident, "Response");
        let response = self.response(message.response().root(), &Wish { module, name });
        self.path = format!("{path}.Error");
        let name = joined(ident, "Error");
        let errors = match message.errors().root_node().ty() {
            Type::Union(branches) if branches.len() > 1 => {
                Some(self.errors(branches, &Wish { module, name }))
            }
            _ => None,
        };
        if let Some(item) = self.items.all.get_mut(id) {
            item.kind = Kind::Message(Message {
                number,
                request,
                places,
                response,
                errors,
            });
        }
        id
    }

    /// What is answered. What no type says by itself is an item, as the root of a file is.
    fn response(&mut self, root: NodeId, wish: &Wish) -> RustType {
        let schema = self.items.schema.clone();
        let is_union = match schema.node(root).ty() {
            Type::Union(branches) => {
                if branches.len() != 2 || self.null_among(branches).is_none() {
                    let ident = self.items.modules.claim(wish.module, &wish.name);
                    return RustType::Item(self.union(wish.module, ident, branches));
                }
                true
            }
            _ => false,
        };
        let place = self.whole(root, wish);
        if !is_union && place.shape.is_none() {
            return place.ty;
        }
        let ident = self.items.modules.claim(wish.module, &wish.name);
        RustType::Item(self.items.add(Item {
            module: wish.module,
            ident,
            kind: Kind::Root(place),
            path: self.path.clone(),
            at: self.at.clone(),
        }))
    }

    /// The errors of a message: string, which is always Rust's own, and those that it declares.
    fn errors(&mut self, branches: &[NodeId], wish: &Wish) -> ItemId {
        let ident = self.items.modules.claim(wish.module, &wish.name);
        self.meet_union();
        let id = self.items.add(Item {
            module: wish.module,
            ident,
            kind: Kind::Errors(Vec::new()),
            path: self.path.clone(),
            at: self.at.clone(),
        });
        let idents = self.branch_idents(branches).into_iter();
        let filled = branches.iter().zip(idents).enumerate();
        let filled = filled.map(|(at, (&node, ident))| Branch {
            ident,
            node,
            place: match at {
                0 => Place::plain(RustType::String),
                _ => self.whole(node, wish),
            },
        });
        let filled = filled.collect();
        if let Some(item) = self.items.all.get_mut(id) {
            item.kind = Kind::Errors(filled);
        }
        id
    }
}
