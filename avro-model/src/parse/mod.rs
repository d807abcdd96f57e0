//! From the text of a schema to its nodes.
//!
//! One walk over the JSON tree, depth first and left to right, as the specification
//! has it: "a name must be defined before it is used". Types that hold other
//! types wait on a stack of frames, not on the thread's, and the same stack tells the path
//! of an error. What cannot be judged before all types are known, defaults
//! above all, is left to `check`.

mod frame;
mod locate;
mod lookahead;
mod named;
mod object;
mod options;
mod protocol;

use std::collections::HashMap;
use std::sync::Arc;

pub(crate) use locate::locate;
pub(crate) use lookahead::definitions;
pub(crate) use named::legal;
pub use options::ParseOptions;
pub(crate) use protocol::{MessageParts, ProtocolParts};

use crate::error::{Hint, SchemaError, SchemaErrorKind as Kind, clip};
use crate::json::JsonErrorKind;
use crate::json::tree::{self, Tree, Value};
use crate::logical;
use crate::name::Name;
use crate::schema::{Arena, Attributes, Node, NodeId, Type};
use crate::suggest;
use frame::{Frame, Waiting};
use object::Object;

/// How deep records, arrays and maps may be nested in one text. Unions do not count:
/// one cannot stand immediately in another.
const MAX_DEPTH: usize = 128;

/// A record in a record costs three levels of JSON, and a union one more.
/// On top of that comes a default.
const MAX_JSON_DEPTH: usize = 4 * MAX_DEPTH + 160;

/// Where a node was written: the text's number, and the value in its tree.
pub(crate) type Place = (u32, usize);

/// Gathers nodes from one text or several.
pub(crate) struct Parser {
    options: ParseOptions,
    nodes: Vec<Option<Node>>,
    /// In step with `nodes`.
    places: Vec<Place>,
    pub(crate) names: HashMap<Name, NodeId>,
    /// Names that may be used before they are defined, with their nodes.
    promised: HashMap<Name, NodeId>,
    /// Second definitions of a name by another text, to be compared with the first.
    pub(crate) repeated: Vec<(NodeId, NodeId)>,
    primitives: HashMap<&'static str, NodeId>,
    text: u32,
    /// The namespace outside of all records: a protocol's.
    namespace: Option<Arc<str>>,
    /// The union of a message's errors where none is declared, and that of a one-way message.
    no_errors: [Option<NodeId>; 2],
}

/// What opening a value led to.
enum Step<'t> {
    Done(NodeId),
    /// A type that needs others first.
    Enter(Frame<'t>),
}

type Fail<'t> = Box<(Value<'t>, Kind)>;

fn fail(at: Value<'_>, kind: Kind) -> Fail<'_> {
    Box::new((at, kind))
}

impl Parser {
    pub(crate) fn new() -> Parser {
        Parser {
            options: ParseOptions::new(),
            nodes: Vec::new(),
            places: Vec::new(),
            names: HashMap::new(),
            promised: HashMap::new(),
            repeated: Vec::new(),
            primitives: HashMap::new(),
            text: 0,
            namespace: None,
            no_errors: [None; 2],
        }
    }

    /// Lets `name` be used from now on, wherever it is defined. Whether nobody did so before.
    pub(crate) fn promise(&mut self, name: &Name, place: Place) -> bool {
        let is_new = !self.promised.contains_key(name);
        if is_new {
            let id = self.reserve(place);
            self.promised.insert(name.clone(), id);
        }
        is_new
    }

    /// Takes in the nodes of another arena, whose definitions count as those of the text at `place`. Gives the
    /// way from its nodes to the new ones.
    pub(crate) fn absorb(
        &mut self,
        arena: &Arena,
        place: Place,
    ) -> impl Fn(NodeId) -> NodeId + Copy {
        let offset = self.nodes.len();
        let moved = move |id: NodeId| NodeId::from_index(id.index().saturating_add(offset));
        for node in &arena.nodes {
            self.nodes.push(Some(Node {
                ty: node.ty.with_children(moved),
                logical: node.logical,
                attributes: node.attributes.clone(),
            }));
            self.places.push(place);
        }
        for (name, &id) in &arena.names {
            match self.names.get(name) {
                Some(&first) => self.repeated.push((first, moved(id))),
                None => {
                    self.names.insert(name.clone(), moved(id));
                }
            }
        }
        moved
    }

    /// Parses one text, the `number`th.
    pub(crate) fn text(
        &mut self,
        options: &ParseOptions,
        tree: &Tree<'_>,
        number: u32,
    ) -> Result<NodeId, SchemaError> {
        self.begin(options, number, None);
        let mut stack: Vec<Frame<'_>> = Vec::new();
        self.run(&mut stack, tree.root())
            .map_err(|failed| self.error(tree, &stack, *failed))
    }

    fn begin(&mut self, options: &ParseOptions, number: u32, namespace: Option<&str>) {
        self.options = options.clone();
        self.text = number;
        self.namespace = namespace.map(Arc::from);
    }

    /// What went wrong, with its place in the text and in the schema.
    fn error(
        &self,
        tree: &Tree<'_>,
        stack: &[Frame<'_>],
        (at, mut kind): (Value<'_>, Kind),
    ) -> SchemaError {
        if let Kind::UnknownType { name, hint } = &mut kind {
            *hint = self.hint(tree, at, name, self.namespace_in(stack));
        }
        SchemaError::new(&frame::path(stack), kind)
            .at(at.position())
            .in_file(self.options.name())
    }

    /// The namespace that a name without a dot is in.
    fn namespace_in<'s>(&'s self, stack: &'s [Frame<'_>]) -> Option<&'s str> {
        match frame::namespace(stack) {
            Some(of_record) => of_record,
            None => self.namespace.as_deref(),
        }
    }

    /// The nodes, and where each was written.
    pub(crate) fn finish(self) -> (Arena, Vec<Place>) {
        let blank = || Node {
            ty: Type::Null,
            logical: None,
            attributes: Attributes::EMPTY,
        };
        let nodes = self
            .nodes
            .into_iter()
            .map(|node| node.unwrap_or_else(blank))
            .collect();
        (
            Arena {
                nodes,
                names: self.names,
            },
            self.places,
        )
    }

    fn run<'t>(&mut self, stack: &mut Vec<Frame<'t>>, root: Value<'t>) -> Result<NodeId, Fail<'t>> {
        let step = self.open(root, stack)?;
        self.run_from(stack, root, step)
    }

    /// Goes on from a type that has been opened, until it is finished.
    fn run_from<'t>(
        &mut self,
        stack: &mut Vec<Frame<'t>>,
        root: Value<'t>,
        mut step: Step<'t>,
    ) -> Result<NodeId, Fail<'t>> {
        let mut next = root;
        loop {
            let mut done = match step {
                Step::Enter(frame) => {
                    let depth = stack.iter().filter(|frame| frame.counts()).count();
                    if depth >= MAX_DEPTH && frame.counts() {
                        return Err(fail(next, Kind::TooDeep { limit: MAX_DEPTH }));
                    }
                    stack.push(frame);
                    None
                }
                Step::Done(id) => Some(id),
            };
            // Hand finished types to the frames that wait for them, until one wants another type.
            next = loop {
                let Some(frame) = stack.last_mut() else {
                    match done {
                        Some(id) => return Ok(id),
                        // Never: an empty stack has just been handed a type.
                        None => return Err(fail(root, Kind::Undefined)),
                    }
                };
                if let Some(id) = done.take() {
                    frame.receive(id);
                }
                if let Some(child) = frame.next(&self.options)? {
                    break child;
                }
                if let Some(frame) = stack.pop() {
                    let (id, ty, attributes) = frame.close();
                    self.set(id, ty, attributes);
                    done = Some(id);
                }
            };
            step = self.open(next, stack)?;
        }
    }

    pub(crate) fn reserve(&mut self, place: Place) -> NodeId {
        let id = NodeId::from_index(self.nodes.len());
        self.nodes.push(None);
        self.places.push(place);
        id
    }

    pub(crate) fn set(&mut self, id: NodeId, ty: Type, attributes: Attributes) {
        let logical = logical::in_force(&ty, &attributes);
        if let Some(slot) = self.nodes.get_mut(id.index()) {
            *slot = Some(Node {
                ty,
                logical,
                attributes,
            });
        }
    }

    /// Begins with the type that `at` describes.
    fn open<'t>(&mut self, at: Value<'t>, stack: &[Frame<'t>]) -> Result<Step<'t>, Fail<'t>> {
        let around = self.namespace.clone();
        let namespace = frame::namespace(stack).unwrap_or(around.as_deref());
        match at.kind() {
            tree::Kind::String(name) => self.reference(at, &name, namespace).map(Step::Done),
            tree::Kind::Array => {
                let id = self.reserve((self.text, at.index()));
                Ok(Step::Enter(Frame::new(
                    id,
                    Attributes::EMPTY,
                    Waiting::union(at),
                )))
            }
            tree::Kind::Object => self.object(at, namespace),
            _ => Err(fail(at, Kind::NotASchema { found: at.what() })),
        }
    }

    /// A type's name, standing for the type.
    fn reference<'t>(
        &mut self,
        at: Value<'t>,
        text: &str,
        namespace: Option<&str>,
    ) -> Result<NodeId, Fail<'t>> {
        if let Some(ty) = Type::primitive(text) {
            return Ok(self.primitive((self.text, at.index()), ty));
        }
        let name = Name::relative(text, namespace);
        if let Some(id) = self
            .known(&name)
            .or_else(|| self.known(&Name::unchecked(text)))
        {
            return Ok(id);
        }
        let complex = ["array", "map", "record", "error", "enum", "fixed"];
        if let Some(name) = complex.into_iter().find(|&complex| complex == text) {
            return Err(fail(at, Kind::BareComplexType { name }));
        }
        Err(fail(
            at,
            Kind::UnknownType {
                name: clip(name.full()),
                hint: Hint::None,
            },
        ))
    }

    /// The node that a full name stands for.
    pub(crate) fn known(&self, name: &Name) -> Option<NodeId> {
        self.names
            .get(name)
            .or_else(|| self.promised.get(name))
            .copied()
    }

    /// All plain uses of a primitive are one node.
    pub(crate) fn primitive(&mut self, place: Place, ty: Type) -> NodeId {
        let kind = ty.kind();
        if let Some(&id) = self.primitives.get(kind) {
            return id;
        }
        let id = self.reserve(place);
        self.set(id, ty, Attributes::EMPTY);
        self.primitives.insert(kind, id);
        id
    }

    fn object<'t>(&mut self, at: Value<'t>, namespace: Option<&str>) -> Result<Step<'t>, Fail<'t>> {
        let mut object = Object::new(at);
        let word_at = object.required("a schema", "type")?;
        let word = object::string(word_at, "type", "the name of a type")?;
        let frame = match &*word {
            "array" => Waiting::Array {
                items: Some(object.required("an array", "items")?),
                id: None,
            },
            "map" => Waiting::Map {
                values: Some(object.required("a map", "values")?),
                id: None,
            },
            "record" | "error" => {
                let what = if word == "error" {
                    "an error"
                } else {
                    "a record"
                };
                let (name, id) = self.define(&mut object, "record", what, namespace)?;
                let doc = object.doc()?;
                let aliases = object.type_aliases(&name)?;
                let fields = object.array(what, "fields")?;
                let waiting = Waiting::record(name, aliases, doc, word == "error", fields);
                return Ok(Step::Enter(Frame::new(id, object.rest()?, waiting)));
            }
            "enum" => return self.enumeration(object, namespace).map(Step::Done),
            "fixed" => return self.fixed(object, namespace).map(Step::Done),
            word => {
                let Some(ty) = Type::primitive(word) else {
                    return self.reference(word_at, word, namespace).map(Step::Done);
                };
                let attributes = object.rest()?;
                if attributes.is_empty() {
                    return Ok(Step::Done(self.primitive((self.text, at.index()), ty)));
                }
                let id = self.reserve((self.text, at.index()));
                self.set(id, ty, attributes);
                return Ok(Step::Done(id));
            }
        };
        let id = self.reserve((self.text, at.index()));
        Ok(Step::Enter(Frame::new(id, object.rest()?, frame)))
    }

    /// Where a node was written.
    pub(crate) fn place(&self, id: NodeId) -> Place {
        self.places.get(id.index()).copied().unwrap_or_default()
    }

    /// Where a node of the text that `beside` is in was written.
    fn position_of(&self, id: NodeId, beside: Value<'_>) -> Option<crate::json::Position> {
        Some(beside.beside(self.place(id).1).position())
    }

    /// Where an unknown type may be found: further down, or under a name spelt almost so.
    fn hint(&self, tree: &Tree<'_>, at: Value<'_>, name: &str, namespace: Option<&str>) -> Hint {
        let found = definitions(tree);
        let text = at.as_str().unwrap_or_default();
        let wanted = Name::relative(&text, namespace);
        let later = found
            .iter()
            .find(|found| found.name == wanted || found.name.full() == &*text);
        if let Some(later) = later {
            return Hint::DefinedLater {
                line: tree.value(later.index).position().line,
            };
        }
        self.nearest(&text, name, found.iter().map(|found| found.name.full()))
    }

    /// The type that `text` was probably meant to name, its full name being `name`.
    pub(crate) fn nearest<'s>(
        &'s self,
        text: &str,
        name: &str,
        found: impl Iterator<Item = &'s str>,
    ) -> Hint {
        let primitives = [
            "null", "boolean", "int", "long", "float", "double", "bytes", "string",
        ];
        let known = self
            .names
            .keys()
            .chain(self.promised.keys())
            .map(Name::full);
        let mut known: Vec<&str> = known.chain(found).collect();
        known.sort_unstable();
        match suggest::hint(text, primitives) {
            Hint::None => suggest::hint(name, known),
            hint => hint,
        }
    }
}

/// A value that is nested too deep to be kept.
fn too_deep(at: Value<'_>) -> Fail<'_> {
    fail(
        at,
        Kind::Json(JsonErrorKind::TooDeep {
            limit: crate::json::Json::MAX_DEPTH,
        }),
    )
}
