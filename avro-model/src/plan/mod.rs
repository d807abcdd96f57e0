//! Plans: how data of a writer's schema is read as a reader's.
//!
//! ```text
//! writer ─┐   walk                 verdict               assemble
//!         ├─► pairs of types ─────► which are alike, ────► Plan: tables of
//! reader ─┘   that meet             which never go         small steps
//! ```
//!
//! A [`Plan`] is made once for a pair of schemas, never changes, and is cheap to share. What a decoder
//! does at some place is a [`Node`] of eight bytes; where it has more to say it holds an index
//! into one of the plan's tables, so recursive types cost nothing. A part that has one layout
//! on both sides is [`Node::Direct`]: the reader's own straight-line code reads it, with no look at the plan.
//!
//! Nothing here reads data. A decoder walks nodes and the reader's type side by side: slot *n* of a
//! record is the reader's field *n*, a branch is one of the reader's union.
//!
//! Work and size are linear in the pairs of types that meet, which are few for schemas
//! that people write; there is a limit for others. Nothing recurses over a schema.
//!
//! See "Schema Resolution" in the specification.

mod assemble;
mod defaults;
mod matching;
mod report;
mod skip;
#[cfg(test)]
mod tests;
mod verdict;
mod walk;

use std::fmt;
use std::sync::Arc;

pub use defaults::default_datum;

use crate::compatibility::Incompatibility;
use crate::schema::{NodeId, Schema};
use verdict::Verdict;
use walk::{Purpose, Walk};

/// What to do with the value that comes next.
///
/// Indices are those of the [`Plan`] that the node is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    /// The reader's own layout: read as if the reader's schema had written it.
    ///
    /// The reader's union or enum may have more branches or symbols behind those of the writer, so
    /// that an index which is none of the writer's, in data that is damaged, may be taken for one of those.
    ///
    /// String and bytes have one layout. Bytes read as string have to be UTF-8, which who reads a
    /// string looks at anyway.
    Direct,
    /// An int, for a long, float or double.
    FromInt,
    /// A long, for a float or double.
    FromLong,
    /// A float, for a double.
    FromFloat,
    /// Nothing can be read here, for the reason [`Plan::refusal`] gives: a value that gets here is an error.
    Refused(u32),
    /// A record: [`Plan::record`].
    Record(u32),
    /// An array: [`Plan::array`].
    Array(u32),
    /// A map: [`Plan::map`].
    Map(u32),
    /// A union of the writer's: [`Plan::union`].
    Union(u32),
    /// No union for the writer, one for the reader: [`Plan::branch`].
    Branch(u32),
    /// An enum: [`Plan::symbols`].
    Enum(u32),
}

/// What to do with a field that the writer wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Read it as the reader's field of this position.
    Read {
        /// The position of the reader's field.
        slot: u32,
        /// How.
        node: Node,
    },
    /// Pass over it or a part of it, and perhaps over others that follow. What does not fuse with
    /// its neighbour is a step of its own.
    Skip(Skip),
}

/// How to pass over what the reader does not want.
///
/// Records are laid flat and neighbours fused. Whoever runs it counts depth at blocks and at
/// [`Skip::Sequence`], for through these alone a skip can nest without end. A number that is
/// beyond `usize` stands as the largest there is, which no input can satisfy either.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Skip {
    /// So many values that take no bytes. There is nothing to do but to hold their number against a
    /// limit: a schema can have more of them than could ever be read.
    Empty(usize),
    /// Integers, then strings, then integers, then bytes of a constant number: what most records are made
    /// of. Without strings all integers are those behind them.
    Plain {
        /// So many variable-length integers before the strings.
        before: u16,
        /// So many times a length, and as many bytes as it says.
        lens: u16,
        /// So many variable-length integers behind them.
        varints: u16,
        /// So many bytes.
        fixed: usize,
    },
    /// An index, then what [`Plan::skip_union`] has at that index.
    Union(u32),
    /// Blocks of an array or map: [`Plan::skip_blocks`].
    Blocks(u32),
    /// Blocks whose items are [`Skip::Plain`], with numbers that are small: those are told
    /// here too, for most arrays and maps are such.
    PlainBlocks {
        /// The blocks: [`Plan::skip_blocks`].
        blocks: u32,
        /// Of what shape the items are: nine times their integers before the strings, of which there is
        /// one at most, and three times their strings, and their integers behind them, two of each at most.
        shape: u8,
        /// The item's bytes of a constant number.
        fixed: u16,
    },
    /// One after the other, those of [`Plan::skip_sequence`].
    Sequence(u32),
}

/// How a record is read.
#[derive(Clone, Copy, Debug)]
pub struct RecordPlan<'p> {
    /// What to do, in the order of the writer's fields. No slot is read twice.
    pub steps: &'p [Step],
    /// The fields that no step reads, in the order of the reader's fields.
    pub fills: &'p [Fill],
}

impl RecordPlan<'_> {
    /// The default for a field of the reader's that no step reads, for [`Plan::default`].
    pub fn fill(&self, slot: u32) -> Option<u32> {
        let at = self.fills.binary_search_by_key(&slot, |fill| fill.slot);
        Some(self.fills.get(at.ok()?)?.default)
    }
}

/// A field of the reader's that the writer did not write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fill {
    /// The position of the reader's field.
    pub slot: u32,
    /// Its default, for [`Plan::default`].
    pub default: u32,
}

/// How the items of an array or the values of a map are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlocksPlan {
    /// How one item or value is read.
    pub item: Node,
    /// The fewest bytes it takes as the *writer* wrote it, a map's key left out.
    pub least: usize,
}

/// What becomes of one branch of the writer's union.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// The reader's branch; nothing if the reader has no union there.
    pub branch: Option<u32>,
    /// How its value is read.
    pub node: Node,
}

/// What becomes of the writer's symbols.
#[derive(Clone, Copy, Debug)]
pub struct SymbolsPlan<'p> {
    /// For each symbol of the writer's the reader's, its default included; nothing where a value is an error.
    pub symbols: &'p [Option<u32>],
    /// The enum in the writer's schema, for its symbols' names.
    pub writer: NodeId,
}

/// How blocks of an array or map are passed over. Where a block says how many bytes
/// it has, they are jumped over; otherwise its items are passed over one by one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SkipBlocks {
    /// How one item is passed over, in a map with its key.
    pub item: Skip,
    /// The fewest bytes of an item, in a map with its key.
    pub least: usize,
}

/// How data of one schema, the writer's, is read as another, the reader's.
///
/// Cloning it costs one reference count.
///
/// # Example
///
/// ```
/// use avro_model::plan::{Node, Plan, Skip, Step};
/// use avro_model::Schema;
///
/// let writer = Schema::parse(r#"{"type": "record", "name": "Point", "fields": [
///     {"name": "x", "type": "int"},
///     {"name": "label", "type": "string"},
///     {"name": "tags", "type": {"type": "array", "items": "string"}}
/// ]}"#)?;
/// let reader = Schema::parse(r#"{"type": "record", "name": "Point", "fields": [
///     {"name": "tags", "type": {"type": "array", "items": "string"}},
///     {"name": "x", "type": "double"},
///     {"name": "y", "type": "int", "default": -1}
/// ]}"#)?;
///
/// let plan = Plan::new(&writer, &reader)?;
/// let Node::Record(point) = plan.root() else { unreachable!() };
/// let point = plan.record(point);
/// assert_eq!(point.steps, [
///     Step::Read { slot: 1, node: Node::FromInt },
///     Step::Skip(Skip::Plain { before: 0, lens: 1, varints: 0, fixed: 0 }),
///     Step::Read { slot: 0, node: Node::Direct },
/// ]);
/// assert_eq!(point.fill(2).map(|default| plan.default(default)), Some(&[0x01][..]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Plan(Arc<Tables>);

/// A stretch of one of the tables.
type Span = (u32, u32);

#[derive(Debug)]
struct Tables {
    writer: Schema,
    reader: Schema,
    root: Node,
    least: usize,
    total: bool,
    utf8: bool,
    /// Steps and fills.
    records: Vec<(Span, Span)>,
    steps: Vec<Step>,
    fills: Vec<Fill>,
    arrays: Vec<BlocksPlan>,
    maps: Vec<BlocksPlan>,
    unions: Vec<Span>,
    targets: Vec<Target>,
    branches: Vec<Target>,
    enums: Vec<(Span, NodeId)>,
    symbols: Vec<Option<u32>>,
    refusals: Vec<Incompatibility>,
    defaults: Box<[Box<[u8]>]>,
    skips: skip::Skips,
}

/// What may happen to values that are written as data of another schema.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Losses {
    /// Everything in a value has its place in the data.
    #[default]
    Refused,
    /// Fields that the data's schema does not have are left out, symbols that it does not know become
    /// the enum's default, and numbers are rounded to the float or double nearest to them.
    Accepted,
}

/// Why no data of one schema can ever be read as another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incompatible {
    incompatibilities: Vec<Incompatibility>,
}

impl Incompatible {
    /// All reasons, in the order of the reader's schema; never empty, and a thousand at most.
    pub fn incompatibilities(&self) -> &[Incompatibility] {
        &self.incompatibilities
    }
}

impl fmt::Display for Incompatible {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        /// Text after which no more reasons are told; who wants all of them asks for the list.
        const MOST: usize = 1024;
        let mut text = String::new();
        let mut reasons = self.incompatibilities.iter();
        for reason in reasons.by_ref() {
            if !text.is_empty() {
                text.push_str("; ");
            }
            text.push_str(&reason.to_string());
            if text.len() > MOST {
                break;
            }
        }
        f.write_str(&text)?;
        match reasons.len() {
            0 => Ok(()),
            more => write!(f, "; and {more} more"),
        }
    }
}

impl std::error::Error for Incompatible {}

impl Plan {
    /// Sets a writer's schema against a reader's.
    ///
    /// What fails for some values only (a branch or a symbol that the reader does not know) is no
    /// error here; [`is_total`](Plan::is_total) tells.
    ///
    /// # Errors
    ///
    /// When no value can ever be read: all reasons, with their places.
    ///
    /// # Example
    ///
    /// ```
    /// use avro_model::{Schema, plan::Plan};
    ///
    /// let (writer, reader) = (Schema::parse(r#""string""#)?, Schema::parse(r#""int""#)?);
    /// let reason = Plan::new(&writer, &reader).unwrap_err();
    /// assert_eq!(reason.to_string(), "string for the writer, int for the reader");
    /// # Ok::<(), avro_model::SchemaError>(())
    /// ```
    pub fn new(writer: &Schema, reader: &Schema) -> Result<Plan, Incompatible> {
        let walk = Walk::new(writer, reader, Purpose::Reading);
        let verdict = Verdict::new(&walk);
        if verdict.never(0) {
            return Err(Incompatible {
                incompatibilities: report::list(&walk, &verdict, report::Mode::Never),
            });
        }
        Ok(Plan(Arc::new(assemble::assemble(walk, &verdict))))
    }

    /// Sets the schema of values against that of the data which they are to be written as.
    ///
    /// The values' schema is the writer's in the plan, the data's is the reader's. Whoever writes needs to
    /// know beforehand that it works, so every value has to have its place, and what a reader would
    /// check (that bytes are UTF-8, a uuid, a decimal) has to be so already. Where the data's schema has more
    /// fields, these have their defaults.
    ///
    /// # Errors
    ///
    /// When some value could not be written, or would lose something that `losses` refuses: all
    /// reasons, with their places.
    ///
    /// # Example
    ///
    /// ```
    /// use avro_model::Schema;
    /// use avro_model::plan::{Losses, Plan};
    ///
    /// let value = Schema::parse(r#"{"type": "record", "name": "R", "fields": [
    ///     {"name": "a", "type": "int"}, {"name": "b", "type": "int"}]}"#)?;
    /// let data = Schema::parse(r#"{"type": "record", "name": "R", "fields": [
    ///     {"name": "a", "type": "long"}]}"#)?;
    ///
    /// let reason = Plan::for_writing(&value, &data, Losses::Refused).unwrap_err();
    /// assert_eq!(reason.to_string(), "R: there is no field for `b`");
    /// assert!(Plan::for_writing(&value, &data, Losses::Accepted).is_ok());
    /// # Ok::<(), avro_model::SchemaError>(())
    /// ```
    pub fn for_writing(
        values: &Schema,
        data: &Schema,
        losses: Losses,
    ) -> Result<Plan, Incompatible> {
        let walk = Walk::new(values, data, Purpose::Writing(losses));
        let verdict = Verdict::new(&walk);
        let incompatibilities = report::list(&walk, &verdict, report::Mode::Any);
        if !incompatibilities.is_empty() {
            return Err(Incompatible { incompatibilities });
        }
        Ok(Plan(Arc::new(assemble::assemble(walk, &verdict))))
    }

    /// The writer's schema.
    pub fn writer(&self) -> &Schema {
        &self.0.writer
    }

    /// The reader's schema.
    pub fn reader(&self) -> &Schema {
        &self.0.reader
    }

    /// How a datum is read.
    pub fn root(&self) -> Node {
        self.0.root
    }

    /// The fewest bytes of a datum, as the writer's schema has it.
    pub fn least(&self) -> usize {
        self.0.least
    }

    /// Whether every value that the writer's schema has can be read, provided that
    /// bytes read as string are UTF-8.
    pub fn is_total(&self) -> bool {
        self.0.total
    }

    /// Whether bytes of the writer's are read as string anywhere, so that they have to be UTF-8.
    pub fn needs_utf8(&self) -> bool {
        self.0.utf8
    }

    // An index that is not of this plan finds something harmless: nothing to do,
    // or a refusal. Such an index is a mistake in a program, never in data.

    /// How the record of a [`Node::Record`] is read.
    #[inline]
    pub fn record(&self, index: u32) -> RecordPlan<'_> {
        let tables = &*self.0;
        let (steps, fills) = get(&tables.records, index).copied().unwrap_or_default();
        RecordPlan {
            steps: span(&tables.steps, steps),
            fills: span(&tables.fills, fills),
        }
    }

    /// How the array of a [`Node::Array`] is read.
    #[inline]
    pub fn array(&self, index: u32) -> BlocksPlan {
        get(&self.0.arrays, index).copied().unwrap_or(NO_BLOCKS)
    }

    /// How the map of a [`Node::Map`] is read.
    #[inline]
    pub fn map(&self, index: u32) -> BlocksPlan {
        get(&self.0.maps, index).copied().unwrap_or(NO_BLOCKS)
    }

    /// What becomes of each branch of the writer's union of a [`Node::Union`].
    #[inline]
    pub fn union(&self, index: u32) -> &[Target] {
        let targets = get(&self.0.unions, index).copied().unwrap_or_default();
        span(&self.0.targets, targets)
    }

    /// The reader's branch of a [`Node::Branch`], which is always there.
    #[inline]
    pub fn branch(&self, index: u32) -> Target {
        get(&self.0.branches, index).copied().unwrap_or(NO_BRANCH)
    }

    /// What becomes of each symbol of a [`Node::Enum`].
    #[inline]
    pub fn symbols(&self, index: u32) -> SymbolsPlan<'_> {
        let known = get(&self.0.enums, index).copied();
        let (symbols, writer) = known.unwrap_or(((0, 0), NodeId(u32::MAX)));
        SymbolsPlan {
            symbols: span(&self.0.symbols, symbols),
            writer,
        }
    }

    /// Why a [`Node::Refused`] cannot be read.
    pub fn refusal(&self, index: u32) -> Option<&Incompatibility> {
        get(&self.0.refusals, index)
    }

    /// The bytes of a default, as the reader's schema encodes it.
    #[inline]
    pub fn default(&self, index: u32) -> &[u8] {
        get(&self.0.defaults, index).map_or(&[], |bytes| &**bytes)
    }

    /// The skips of a [`Skip::Union`], one for each branch of the writer's.
    #[inline]
    pub fn skip_union(&self, index: u32) -> &[Skip] {
        self.0.skips.union(index)
    }

    /// The blocks of a [`Skip::Blocks`].
    #[inline]
    pub fn skip_blocks(&self, index: u32) -> &SkipBlocks {
        self.0.skips.blocks(index)
    }

    /// The skips of a [`Skip::Sequence`].
    #[inline]
    pub fn skip_sequence(&self, index: u32) -> &[Skip] {
        self.0.skips.sequence(index)
    }

    /// How many entries all tables have together: what the plan's size is linear in.
    #[cfg(test)]
    fn entries(&self) -> usize {
        let tables = &*self.0;
        [
            tables.records.len(),
            tables.steps.len(),
            tables.fills.len(),
            tables.arrays.len(),
            tables.maps.len(),
            tables.targets.len(),
            tables.branches.len(),
            tables.symbols.len(),
            tables.refusals.len(),
            tables.skips.entries(),
        ]
        .iter()
        .sum()
    }
}

impl fmt::Debug for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Plan")
            .field("root", &self.0.root)
            .field("is_total", &self.0.total)
            .field("records", &self.0.records.len())
            .finish_non_exhaustive()
    }
}

const NO_BLOCKS: BlocksPlan = BlocksPlan {
    item: Node::Refused(u32::MAX),
    least: 0,
};

const NO_BRANCH: Target = Target {
    branch: None,
    node: Node::Refused(u32::MAX),
};

#[inline]
fn get<T>(table: &[T], index: u32) -> Option<&T> {
    table.get(usize::try_from(index).ok()?)
}

#[inline]
fn span<T>(table: &[T], (start, end): Span) -> &[T] {
    match (usize::try_from(start), usize::try_from(end)) {
        (Ok(start), Ok(end)) => table.get(start..end).unwrap_or(&[]),
        _ => &[],
    }
}

/// A position or length in some table. The limit of a walk keeps all of them far below 2^32.
fn index(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Everything that keeps some value of the writer's from being read.
pub(crate) fn survey(writer: &Schema, reader: &Schema) -> Vec<Incompatibility> {
    let walk = Walk::new(writer, reader, Purpose::Reading);
    let verdict = Verdict::new(&walk);
    report::list(&walk, &verdict, report::Mode::Any)
}
