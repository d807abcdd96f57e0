//! Protocols: named types, and messages that are sent and answered in them.
//!
//! A [`Protocol`] is what an `.avpr` file or an IDL file says about calls. All its types and
//! messages share one arena, so a schema taken out of it costs a reference count.
//!
//! ```
//! use avro_model::Protocol;
//!
//! let protocol = Protocol::parse(r#"{
//!     "protocol": "Greeter", "namespace": "com.example",
//!     "types": [
//!         {"type": "record", "name": "Greeting", "fields": [{"name": "text", "type": "string"}]},
//!         {"type": "error", "name": "Rude", "fields": []}
//!     ],
//!     "messages": {
//!         "greet": {
//!             "request": [{"name": "greeting", "type": "Greeting"}],
//!             "response": "Greeting",
//!             "errors": ["Rude"]
//!         }
//!     }
//! }"#)?;
//! let greet = protocol.message("greet").unwrap();
//! assert_eq!(greet.parameters()[0].name(), "greeting");
//! assert_eq!(greet.response(), &protocol.named("com.example.Greeting").unwrap());
//! assert_eq!(greet.declared_errors().count(), 1);
//! # Ok::<(), avro_model::SchemaError>(())
//! ```
//!
//! A message has three schemas. The *request* is a record of its parameters. Avro gives that record
//! no name; here it has the message's, in a namespace that is the protocol's full name, so that
//! requests of the same message match in resolution. The *response* is any schema. The *errors* are a
//! union that has string in front, for what goes wrong without having been declared; that of a one-way
//! message is empty, since nothing comes back.
//!
//! See "Protocol Declaration" and "Protocol Wire Format" in the specification.

mod print;

use std::collections::HashSet;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use md5::{Digest, Md5};

use crate::check;
use crate::error::SchemaError;
use crate::json::tree::Tree;
use crate::name::Name;
use crate::parse::{MessageParts, ParseOptions, Parser, Place, ProtocolParts, locate};
use crate::schema::{Arena, Attributes, Field, NameIndex, NodeId, Schema, Type, same_given};

/// A protocol, immutable and cheap to clone.
///
/// Two protocols are equal when names, documentation, attributes, types and messages are. The order of
/// types does not count, nor that of messages, nor where in the text a definition stands.
///
/// [`Display`](fmt::Display) prints JSON that parses to an equal protocol.
#[derive(Clone)]
pub struct Protocol(Arc<Inner>);

struct Inner {
    arena: Arc<Arena>,
    name: Name,
    doc: Option<Box<str>>,
    attributes: Attributes,
    types: Vec<NodeId>,
    messages: Vec<Message>,
    index: NameIndex,
}

/// A message of a protocol: what is sent, and what comes back.
#[derive(Clone, Debug)]
pub struct Message {
    name: Arc<str>,
    doc: Option<Box<str>>,
    attributes: Attributes,
    request: Schema,
    response: Schema,
    errors: Schema,
    one_way: bool,
}

impl Protocol {
    /// Parses a protocol from its JSON text, strictly.
    ///
    /// The same as [`ParseOptions::new().parse_protocol(text)`](ParseOptions::parse_protocol).
    ///
    /// # Errors
    ///
    /// When the text is not JSON or breaks a rule for schemas, or one for protocols: its name and those of its messages
    /// and parameters are legal and unique; `types` defines named types; a message has a request and a
    /// response; what it declares as errors are types defined as `error`; and a one-way message
    /// has a null response and no errors. The error gives the place in the text and in the protocol.
    ///
    /// # Example
    ///
    /// ```
    /// use avro_model::Protocol;
    ///
    /// let error = Protocol::parse(r#"{"protocol": "P", "messages": {
    ///   "fire": {"request": [], "response": "int", "one-way": true}
    /// }}"#).unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "2:39: P.fire: a one-way message with a response other than null: nothing comes back from it",
    /// );
    /// ```
    pub fn parse(text: &str) -> Result<Protocol, SchemaError> {
        ParseOptions::new().parse_protocol(text)
    }

    pub(crate) fn new(arena: Arc<Arena>, parts: ProtocolParts, types: Vec<NodeId>) -> Protocol {
        let schema = |root| Schema {
            arena: Arc::clone(&arena),
            root,
        };
        let message = |parts: MessageParts| Message {
            name: parts.name,
            doc: parts.doc,
            attributes: parts.attributes,
            request: schema(parts.request),
            response: schema(parts.response),
            errors: schema(parts.errors),
            one_way: parts.one_way,
        };
        let messages: Vec<Message> = parts.messages.into_iter().map(message).collect();
        let index = NameIndex::new(&messages, Message::name);
        Protocol(Arc::new(Inner {
            arena,
            name: parts.name,
            doc: parts.doc,
            attributes: parts.attributes,
            types,
            messages,
            index,
        }))
    }

    /// The full name.
    pub fn name(&self) -> &Name {
        &self.0.name
    }

    /// The documentation.
    pub fn doc(&self) -> Option<&str> {
        self.0.doc.as_deref()
    }

    /// What the text said about the protocol beyond Avro's own words.
    pub fn attributes(&self) -> &Attributes {
        &self.0.attributes
    }

    /// Every named type, in the order they are defined: those inside of others and of messages too.
    pub fn types(&self) -> impl ExactSizeIterator<Item = Schema> {
        self.0.types.iter().map(|&root| self.at(root))
    }

    /// The type of this full name.
    pub fn named(&self, full_name: &str) -> Option<Schema> {
        let root = *self.0.arena.names.get(full_name)?;
        Some(self.at(root))
    }

    /// The messages, in the order they are defined.
    pub fn messages(&self) -> &[Message] {
        &self.0.messages
    }

    /// The message of this name.
    pub fn message(&self, name: &str) -> Option<&Message> {
        let at = self.0.index.find(name, &self.0.messages, Message::name)?;
        self.0.messages.get(at)
    }

    /// The MD5 of [`Protocol::to_json`], by which the two sides of a connection may know this protocol.
    ///
    /// A handshake's hash is that of a text: whoever uses this one has to send that text when
    /// asked. For the hash of another text of the protocol see [`md5_of`].
    pub fn md5(&self) -> [u8; 16] {
        md5_of(&self.to_json())
    }

    /// What all schemas of the protocol share.
    pub(crate) fn arena(&self) -> Arc<Arena> {
        Arc::clone(&self.0.arena)
    }

    /// What the protocol says, with nodes that have moved.
    pub(crate) fn parts(&self, moved: impl Fn(NodeId) -> NodeId) -> ProtocolParts {
        let messages = self.0.messages.iter().map(|message| MessageParts {
            name: Arc::clone(&message.name),
            doc: message.doc.clone(),
            attributes: message.attributes.clone(),
            request: moved(message.request.root),
            response: moved(message.response.root),
            errors: moved(message.errors.root),
            one_way: message.one_way,
        });
        ProtocolParts {
            name: self.0.name.clone(),
            doc: self.0.doc.clone(),
            attributes: self.0.attributes.clone(),
            messages: messages.collect(),
        }
    }

    fn at(&self, root: NodeId) -> Schema {
        Schema {
            arena: Arc::clone(&self.0.arena),
            root,
        }
    }
}

/// The MD5 of the very bytes of a protocol's text, spaces and all.
///
/// # Example
///
/// ```
/// use avro_model::protocol::{Protocol, md5_of};
///
/// let text = r#"{"protocol": "P"}"#;
/// let protocol = Protocol::parse(text)?;
/// assert_eq!(protocol.to_json(), r#"{"protocol":"P","types":[],"messages":{}}"#);
/// assert_ne!(md5_of(text), protocol.md5());
/// # Ok::<(), avro_model::SchemaError>(())
/// ```
pub fn md5_of(text: &str) -> [u8; 16] {
    Md5::digest(text).into()
}

impl Message {
    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The documentation.
    pub fn doc(&self) -> Option<&str> {
        self.doc.as_deref()
    }

    /// What the text said about the message beyond Avro's own words.
    pub fn attributes(&self) -> &Attributes {
        &self.attributes
    }

    /// The parameters as a record.
    ///
    /// It is called as the message is, in a namespace that is the protocol's full name. It is no
    /// type of the protocol: [`Protocol::named`] does not know it.
    pub fn request(&self) -> &Schema {
        &self.request
    }

    /// The parameters: the fields of [`Message::request`].
    pub fn parameters(&self) -> &[Field] {
        match self.request.root_node().ty() {
            Type::Record(record) => record.fields(),
            _ => &[],
        }
    }

    /// What is answered.
    pub fn response(&self) -> &Schema {
        &self.response
    }

    /// What may go wrong: the union of string and of the errors that the message declares.
    ///
    /// From a one-way message nothing comes back, so the union has no branch.
    pub fn errors(&self) -> &Schema {
        &self.errors
    }

    /// The errors that the message declares, each an `error`.
    pub fn declared_errors(&self) -> impl ExactSizeIterator<Item = Schema> {
        let branches: &[NodeId] = match self.errors.root_node().ty() {
            Type::Union(branches) => branches,
            _ => &[],
        };
        let declared = branches.get(1..).unwrap_or_default();
        declared.iter().map(|&error| self.errors.at(error))
    }

    /// Whether nothing comes back, not even that it arrived.
    pub fn is_one_way(&self) -> bool {
        self.one_way
    }
}

impl ParseOptions {
    /// Parses a protocol from its JSON text.
    ///
    /// Lenient options take illegal names of the protocol, its messages and their parameters too,
    /// and parameters' defaults as they are.
    ///
    /// # Errors
    ///
    /// As for [`Protocol::parse`].
    ///
    /// # Example
    ///
    /// ```
    /// use avro_model::{ParseOptions, Protocol};
    ///
    /// let text = r#"{"protocol": "my-calls"}"#;
    /// assert!(Protocol::parse(text).is_err());
    /// let protocol = ParseOptions::lenient().parse_protocol(text)?;
    /// assert_eq!(protocol.name().full(), "my-calls");
    /// # Ok::<(), avro_model::SchemaError>(())
    /// ```
    pub fn parse_protocol(&self, text: &str) -> Result<Protocol, SchemaError> {
        let tree = self.tree(text)?;
        let mut parser = Parser::new();
        let parts = parser.protocol(self, &tree, 0)?;
        let (arena, places) = parser.finish();
        check_all(&arena, &places, self, &tree)?;
        let mut types: Vec<NodeId> = arena.names.values().copied().collect();
        types.sort_unstable();
        Ok(Protocol::new(Arc::new(arena), parts, types))
    }
}

/// Holds all nodes of a protocol's text against the rules.
fn check_all(
    arena: &Arena,
    places: &[Place],
    options: &ParseOptions,
    tree: &Tree<'_>,
) -> Result<(), SchemaError> {
    match check::arena(arena, options).into_iter().next() {
        None => Ok(()),
        Some(fault) => {
            let root = record_around(arena, fault.node);
            Err(locate(arena, root, places, fault, tree).in_file(options.name()))
        }
    }
}

/// A record that leads to a node, for the path of an error. Nodes are in the order of the text,
/// so it stands somewhere before.
pub(crate) fn record_around(arena: &Arena, target: NodeId) -> NodeId {
    const FAR: usize = 100;
    let before = (0..=target.index()).rev().take(FAR);
    before
        .map(NodeId::from_index)
        .filter(|&id| arena.node(id).name().is_some())
        .find(|&id| id == target || !check::path(arena, id, target).is_empty())
        .unwrap_or(target)
}

impl PartialEq for Message {
    fn eq(&self, other: &Message) -> bool {
        same_messages(&mut HashSet::new(), self, other)
    }
}

/// Whether two messages are equal, where `met` is as for [`same_given`].
fn same_messages(met: &mut HashSet<(NodeId, NodeId)>, a: &Message, b: &Message) -> bool {
    let mut same = |a: &Schema, b: &Schema| {
        a.is_same(b) || same_given(met, (&a.arena, a.root), (&b.arena, b.root))
    };
    a.name == b.name
        && a.doc == b.doc
        && a.attributes == b.attributes
        && a.one_way == b.one_way
        && same(&a.request, &b.request)
        && same(&a.response, &b.response)
        && same(&a.errors, &b.errors)
}

impl PartialEq for Protocol {
    fn eq(&self, other: &Protocol) -> bool {
        let (a, b) = (&*self.0, &*other.0);
        if Arc::ptr_eq(&self.0, &other.0) {
            return true;
        }
        // One memory of what has been met: each pair of nodes is looked at once.
        let mut met = HashSet::new();
        a.name == b.name
            && a.doc == b.doc
            && a.attributes == b.attributes
            && a.types.len() == b.types.len()
            && a.messages.len() == b.messages.len()
            && a.types.iter().all(|&id| {
                let node = a.arena.node(id);
                let other = node.name().and_then(|name| b.arena.names.get(name));
                other.is_some_and(|&other| same_given(&mut met, (&a.arena, id), (&b.arena, other)))
            })
            && a.messages.iter().all(|message| {
                other
                    .message(message.name())
                    .is_some_and(|other| same_messages(&mut met, message, other))
            })
    }
}

impl Eq for Protocol {}

impl FromStr for Protocol {
    type Err = SchemaError;

    fn from_str(text: &str) -> Result<Protocol, SchemaError> {
        Protocol::parse(text)
    }
}

impl fmt::Display for Protocol {
    /// The protocol as compact JSON, the same as [`Protocol::to_json`].
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_json())
    }
}

impl fmt::Debug for Protocol {
    /// The protocol as compact JSON, cut after some kilobytes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const LIMIT: usize = 4096;
        let json = self.to_json();
        match json.char_indices().nth(LIMIT) {
            Some((cut, _)) => write!(f, "Protocol({}…)", json.get(..cut).unwrap_or_default()),
            None => write!(f, "Protocol({json})"),
        }
    }
}
