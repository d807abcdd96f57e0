//! What a schema, or a plan between two, means to serde: small tables.
//!
//! A schema alone and a plan come to the same tables, so that one deserializer runs both. A type is a
//! [`Node`] of eight bytes, which tells how its value is read or written; where there is more
//! to say it holds the index of a table, so recursive types cost nothing and nothing here recurses.

mod compile;

use std::sync::{Arc, OnceLock};

use avro_model::plan::{self, Plan};
use avro_model::{NodeId, Schema};

/// How the value that comes next is read or written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Node {
    Null,
    Boolean,
    Int,
    Long,
    Float,
    Double,
    Bytes,
    String,
    Fixed(u32),
    Enum(u32),
    Array(u32),
    Map(u32),
    Union(u32),
    Record(u32),
    // What a plan promotes: the reader's type, and what it is made from.
    LongFromInt,
    FloatFromInt,
    FloatFromLong,
    DoubleFromInt,
    DoubleFromLong,
    DoubleFromFloat,
    /// By a plan only: why nothing can be read.
    Refused(u32),
}

/// A schema for data, or two of them, as serde's types are read and written along.
#[derive(Debug)]
pub(crate) struct Program {
    schema: Schema,
    plan: Option<Plan>,
    root: Node,
    records: Vec<Record>,
    blocks: Vec<Blocks>,
    unions: Vec<Union>,
    enums: Vec<Enum>,
    fixed: Vec<Fixed>,
}

/// A record: its fields as they are written, and the steps of reading them.
#[derive(Debug, Default)]
pub(super) struct Record {
    /// In the schema; of a plan in the reader's.
    ty: Option<Arc<avro_model::Record>>,
    pub(super) fields: Box<[Field]>,
    /// In the order of the data.
    pub(super) steps: Box<[Step]>,
    /// The fields that the data lacks.
    pub(super) fills: Box<[Fill]>,
}

#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: Arc<str>,
    pub(super) node: Node,
    /// The default's bytes, encoded when they are first asked for.
    default: OnceLock<Option<Box<[u8]>>>,
}

#[derive(Debug)]
pub(super) enum Step {
    Read {
        name: Arc<str>,
        node: Node,
        /// Which of the record's fields it is.
        slot: u32,
    },
    Skip(plan::Skip),
}

#[derive(Debug)]
pub(super) struct Fill {
    pub(super) name: Arc<str>,
    pub(super) node: Node,
    pub(super) slot: u32,
    /// The number of the plan's default.
    pub(super) default: u32,
}

/// An array or a map.
#[derive(Clone, Copy, Debug)]
pub(super) struct Blocks {
    pub(super) item: Node,
    /// The fewest bytes of an item, a map's key left out.
    pub(super) least: usize,
}

#[derive(Debug, Default)]
pub(super) struct Union {
    /// In the order of the data.
    pub(super) branches: Box<[Node]>,
    /// The only branch beside null.
    pub(super) other: Option<(u32, Node)>,
    /// For each [`Kind`] the branch that it fits best.
    first: [Option<(u32, Node)>; KINDS],
}

#[derive(Debug)]
pub(super) struct Enum {
    pub(super) ty: Arc<avro_model::Enum>,
    /// By a plan: what becomes of the writer's symbols, and the writer's enum.
    pub(super) resolved: Option<(Box<[Option<u32>]>, NodeId)>,
}

#[derive(Debug)]
pub(super) struct Fixed {
    pub(super) ty: Arc<avro_model::Fixed>,
    pub(super) is_uuid: bool,
}

/// What serde says of a value that has to find its branch in a union.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    Null,
    Boolean,
    Int,
    Long,
    Float,
    Double,
    String,
    Bytes,
    Seq,
    Map,
}

const KINDS: usize = 10;

impl Kind {
    const ALL: [Kind; KINDS] = [
        Kind::Null,
        Kind::Boolean,
        Kind::Int,
        Kind::Long,
        Kind::Float,
        Kind::Double,
        Kind::String,
        Kind::Bytes,
        Kind::Seq,
        Kind::Map,
    ];

    /// How well a branch takes it, 0 the best.
    fn fit(self, branch: Node) -> Option<u8> {
        Some(match (self, branch) {
            (Kind::Null, Node::Null)
            | (Kind::Boolean, Node::Boolean)
            | (Kind::Int, Node::Int)
            | (Kind::Long, Node::Long)
            | (Kind::Float, Node::Float)
            | (Kind::Double, Node::Double)
            | (Kind::String, Node::String)
            | (Kind::Bytes, Node::Bytes)
            | (Kind::Seq, Node::Array(_))
            | (Kind::Map, Node::Map(_)) => 0,
            (Kind::Int, Node::Long)
            | (Kind::Long, Node::Int)
            | (Kind::Float, Node::Double)
            | (Kind::Double, Node::Float)
            | (Kind::String, Node::Enum(_))
            | (Kind::Bytes, Node::Fixed(_))
            | (Kind::Seq, Node::Bytes)
            | (Kind::Map, Node::Record(_)) => 1,
            (Kind::Int | Kind::Long, Node::Double)
            | (Kind::String, Node::Bytes)
            | (Kind::Seq, Node::Fixed(_)) => 2,
            (Kind::Int | Kind::Long, Node::Float)
            | (Kind::String, Node::Fixed(_))
            | (Kind::Seq, Node::Record(_)) => 3,
            _ => return None,
        })
    }
}

/// What a type is called: with its namespace and without, or by Avro's word for it.
#[derive(Clone, Copy)]
pub(super) struct Names<'p> {
    pub(super) simple: &'p str,
    pub(super) full: &'p str,
    is_word: bool,
}

impl Names<'_> {
    /// Whether a variant of an enum is meant: a word may be in any case.
    pub(super) fn are(&self, variant: &str) -> bool {
        match self.is_word {
            true => variant.eq_ignore_ascii_case(self.simple),
            false => variant == self.simple || variant == self.full,
        }
    }
}

impl Record {
    /// The position of the field of this name.
    pub(super) fn position(&self, name: &str) -> Option<usize> {
        self.ty.as_ref()?.field(name).map(|(at, _)| at)
    }
}

impl Union {
    fn new(branches: Box<[Node]>) -> Self {
        let numbered = || (0..).zip(branches.iter().copied());
        let mut others = numbered().filter(|(_, node)| *node != Node::Null);
        Union {
            other: others.next().filter(|_| others.next().is_none()),
            first: Kind::ALL.map(|kind| {
                let fits = numbered().filter(|(_, node)| kind.fit(*node).is_some());
                fits.min_by_key(|(_, node)| kind.fit(*node))
            }),
            branches,
        }
    }

    /// The branch for a value of this kind.
    #[inline]
    pub(super) fn first(&self, kind: Kind) -> Option<(u32, Node)> {
        self.first.get(kind as usize).copied().flatten()
    }
}

// An index that is not of this program finds something harmless. There is none: all
// are made here.

impl Program {
    pub(super) fn root(&self) -> Node {
        self.root
    }

    pub(super) fn plan(&self) -> Option<&Plan> {
        self.plan.as_ref()
    }

    #[inline]
    pub(super) fn record(&self, at: u32) -> Option<&Record> {
        self.records.get(at as usize)
    }

    #[inline]
    pub(super) fn blocks(&self, at: u32) -> Blocks {
        let found = self.blocks.get(at as usize).copied();
        found.unwrap_or(Blocks {
            item: Node::Refused(u32::MAX),
            least: 1,
        })
    }

    #[inline]
    pub(super) fn union(&self, at: u32) -> Option<&Union> {
        self.unions.get(at as usize)
    }

    #[inline]
    pub(super) fn branches(&self, at: u32) -> &[Node] {
        self.union(at).map_or(&[], |union| &union.branches)
    }

    #[inline]
    pub(super) fn symbols(&self, at: u32) -> Option<&Enum> {
        self.enums.get(at as usize)
    }

    #[inline]
    pub(super) fn fixed(&self, at: u32) -> Option<&Fixed> {
        self.fixed.get(at as usize)
    }

    /// How many bytes a fixed has.
    #[inline]
    pub(super) fn size(&self, at: u32) -> usize {
        self.fixed(at).map_or(0, |fixed| fixed.ty.size())
    }

    /// The default of a record's field, as it is encoded.
    pub(super) fn default<'p>(&'p self, record: &'p Record, slot: usize) -> Option<&'p [u8]> {
        let (field, ty) = (record.fields.get(slot)?, record.ty.as_ref()?);
        let default = field.default.get_or_init(|| {
            let field = ty.fields().get(slot)?;
            plan::default_datum(&self.schema, field)?.ok()
        });
        default.as_deref()
    }

    /// What a type is called.
    pub(super) fn names(&self, node: Node) -> Names<'_> {
        let name = match node {
            Node::Fixed(at) => self.fixed(at).map(|fixed| fixed.ty.name()),
            Node::Enum(at) => self.symbols(at).map(|symbols| symbols.ty.name()),
            Node::Record(at) => {
                let ty = self.record(at).and_then(|record| record.ty.as_ref());
                ty.map(|ty| ty.name())
            }
            _ => None,
        };
        if let Some(name) = name {
            return Names {
                simple: name.simple(),
                full: name.full(),
                is_word: false,
            };
        }
        let word = match node {
            Node::Null => "null",
            Node::Boolean => "boolean",
            Node::Int => "int",
            Node::Long | Node::LongFromInt => "long",
            Node::Float | Node::FloatFromInt | Node::FloatFromLong => "float",
            Node::Double | Node::DoubleFromInt | Node::DoubleFromLong | Node::DoubleFromFloat => {
                "double"
            }
            Node::Bytes => "bytes",
            Node::String => "string",
            Node::Array(_) => "array",
            Node::Map(_) => "map",
            Node::Union(_) => "union",
            Node::Record(_) => "record",
            Node::Enum(_) => "enum",
            Node::Fixed(_) => "fixed",
            Node::Refused(_) => "nothing",
        };
        Names {
            simple: word,
            full: word,
            is_word: true,
        }
    }

    /// Whether a variant of an enum is meant for this type.
    pub(super) fn is_named(&self, node: Node, variant: &str) -> bool {
        self.names(node).are(variant)
    }

    /// A type in a few words, for errors.
    pub(super) fn describe(&self, node: Node) -> String {
        let kind = match node {
            Node::Fixed(_) => "fixed ",
            Node::Enum(_) => "enum ",
            Node::Record(_) => "record ",
            Node::Array(_) => "an ",
            Node::Map(_) => "a ",
            Node::Union(at) => {
                let names = self
                    .branches(at)
                    .iter()
                    .map(|branch| self.names(*branch).full);
                let names: Vec<&str> = names.take(10).collect();
                return format!("a union of {}", names.join(", "));
            }
            _ => "",
        };
        format!("{kind}{}", self.names(node).full)
    }
}
