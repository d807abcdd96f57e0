//! Reading by a plan: data that was written with another schema.
//!
//! A [`Plan`] says for a writer's schema and a reader's how the data of the one becomes values
//! of the other. While a type is read, an [`At`] goes along: it says what the writer wrote at
//! this place. Most places have the same layout on both sides, and there the type's
//! straight-line code goes on, with no look at the plan.

use std::slice;

use avro_model::Type;
use avro_model::plan::{Fill, Node, Plan, Step, Target};

use super::{DecodeError, DecodeErrorKind, Decoder, bounded};
use crate::shape::Kinds;

type Result<T> = std::result::Result<T, DecodeError>;

/// A place in a plan: how the value that comes next was written.
///
/// Types that are read by a plan take one in [`decode_with`](super::Decode::decode_with). It has the life
/// of the plan, which is lent for as long as the bytes are: defaults lie in it, and may be borrowed.
#[derive(Clone, Copy, Debug)]
pub struct At<'p> {
    plan: &'p Plan,
    node: Node,
}

// What is rare stands in functions of its own, which take plan and node apart: so they stay in registers.
impl<'p> At<'p> {
    /// The place of a datum.
    #[inline]
    #[must_use]
    pub fn root(plan: &'p Plan) -> Self {
        At {
            plan,
            node: plan.root(),
        }
    }

    /// Another place of the same plan.
    #[inline(always)]
    fn to(self, node: Node) -> Self {
        At { node, ..self }
    }

    /// The plan.
    #[inline(always)]
    #[must_use]
    pub fn plan(self) -> &'p Plan {
        self.plan
    }

    /// Whether the reader's own layout is here, for [`decode`](super::Decode::decode).
    #[inline(always)]
    #[must_use]
    pub fn is_direct(self) -> bool {
        matches!(self.node, Node::Direct)
    }

    /// Moves past a union of the writer's to the branch that was written, for a type that
    /// is no union.
    ///
    /// # Errors
    ///
    /// When the branch is none of the writer's, or cannot be read as the reader's type.
    #[inline(always)]
    pub fn single(self, decoder: &mut Decoder<'_>) -> Result<Self> {
        match self.node {
            Node::Union(union) => self
                .written(union, decoder)
                .map(|target| self.to(target.node)),
            _ => Ok(self),
        }
    }

    /// What becomes of the branch that was written of a union of the writer's.
    #[inline(never)]
    fn written(self, union: u32, decoder: &mut Decoder<'_>) -> Result<Target> {
        let targets = self.plan.union(union);
        let count = bounded(targets.len());
        let index = decoder.branch(count)?;
        match targets.get(index as usize) {
            Some(target) => Ok(*target),
            None => Err(decoder.no_such_branch(index.into(), count)),
        }
    }

    /// Makes ready for [`decode`](super::Decode::decode) to read a type that has no parts.
    ///
    /// An int that was written for a long is held against the range of ints.
    ///
    /// # Errors
    ///
    /// When what was written cannot be read as the reader's type.
    #[inline(always)]
    pub fn settle(self, decoder: &mut Decoder<'_>) -> Result<()> {
        match self.node {
            Node::Direct => Ok(()),
            node => Self::settle_other(self.plan, node, decoder),
        }
    }

    /// [`settle`](Self::settle) for a type of so many branches and these kinds: what is no leaf, or
    /// not written as a varint, takes its own layout only.
    #[inline(always)]
    pub(super) fn settle_for(
        self,
        branches: u32,
        kinds: Kinds,
        decoder: &mut Decoder<'_>,
    ) -> Result<()> {
        match self.node {
            Node::Direct => Ok(()),
            _ if branches == 1 && !kinds.is_float() => self.settle(decoder),
            _ => Err(self.refuse(decoder)),
        }
    }

    #[inline(never)]
    fn settle_other(plan: &'p Plan, node: Node, decoder: &mut Decoder<'_>) -> Result<()> {
        let at = At { plan, node }.single(decoder)?;
        match at.node {
            Node::Direct => Ok(()),
            Node::FromInt => decoder.check_int(),
            _ => Err(at.refuse(decoder)),
        }
    }

    /// A long, or the int that was written for one.
    ///
    /// # Errors
    ///
    /// When nothing of the kind was written, and as for [`Decoder::long`].
    #[inline(always)]
    pub fn long(self, decoder: &mut Decoder<'_>) -> Result<i64> {
        match self.node {
            Node::Direct => decoder.long(),
            Node::FromInt => decoder.int().map(i64::from),
            node => Self::promoted_to_long(self.plan, node, decoder),
        }
    }

    #[inline(never)]
    fn promoted_to_long(plan: &'p Plan, node: Node, decoder: &mut Decoder<'_>) -> Result<i64> {
        let at = At { plan, node }.single(decoder)?;
        match at.node {
            Node::Direct => decoder.long(),
            Node::FromInt => decoder.int().map(i64::from),
            _ => Err(at.refuse(decoder)),
        }
    }

    /// A float, or the int or long that was written for one: the float nearest to it.
    ///
    /// # Errors
    ///
    /// When nothing of the kind was written, and as for [`Decoder::float`].
    #[inline(always)]
    pub fn float(self, decoder: &mut Decoder<'_>) -> Result<f32> {
        match self.node {
            Node::Direct => decoder.float(),
            node => Self::promoted_to_float(self.plan, node, decoder),
        }
    }

    #[inline(never)]
    fn promoted_to_float(plan: &'p Plan, node: Node, decoder: &mut Decoder<'_>) -> Result<f32> {
        let at = At { plan, node }.single(decoder)?;
        match at.node {
            Node::Direct => decoder.float(),
            Node::FromInt => decoder.int().map(|int| int as f32),
            Node::FromLong => decoder.long().map(|long| long as f32),
            _ => Err(at.refuse(decoder)),
        }
    }

    /// A double, or the int, long or float that was written for one.
    ///
    /// # Errors
    ///
    /// When nothing of the kind was written, and as for [`Decoder::double`].
    #[inline(always)]
    pub fn double(self, decoder: &mut Decoder<'_>) -> Result<f64> {
        match self.node {
            Node::Direct => decoder.double(),
            Node::FromFloat => decoder.float().map(f64::from),
            node => Self::promoted_to_double(self.plan, node, decoder),
        }
    }

    #[inline(never)]
    fn promoted_to_double(plan: &'p Plan, node: Node, decoder: &mut Decoder<'_>) -> Result<f64> {
        let at = At { plan, node }.single(decoder)?;
        match at.node {
            Node::Direct => decoder.double(),
            Node::FromInt => decoder.int().map(f64::from),
            Node::FromLong => decoder.long().map(|long| long as f64),
            Node::FromFloat => decoder.float().map(f64::from),
            _ => Err(at.refuse(decoder)),
        }
    }

    /// The fields of a record in the order of the writer's; `None` where the record has
    /// the reader's own layout.
    ///
    /// # Errors
    ///
    /// When what was written is no record, or not one that the reader can read.
    #[inline(always)]
    pub fn fields(self, decoder: &mut Decoder<'_>) -> Result<Option<Fields<'p>>> {
        let at = self.single(decoder)?;
        match at.node {
            Node::Direct => Ok(None),
            Node::Record(record) => {
                let record = at.plan.record(record);
                Ok(Some(Fields {
                    plan: at.plan,
                    steps: record.steps,
                    fills: record.fills.iter(),
                }))
            }
            _ => Err(at.refuse(decoder)),
        }
    }

    /// An array's items, and the fewest bytes of one; `None` where the array has the reader's
    /// own layout.
    ///
    /// # Errors
    ///
    /// When what was written is no array, or not one that the reader can read.
    #[inline(always)]
    pub fn items(self, decoder: &mut Decoder<'_>) -> Result<Option<(Self, usize)>> {
        let at = self.single(decoder)?;
        let blocks = match at.node {
            Node::Direct => return Ok(None),
            Node::Array(array) => at.plan.array(array),
            _ => return Err(at.refuse(decoder)),
        };
        Ok(Some((at.to(blocks.item), blocks.least)))
    }

    /// A map's values, and the fewest bytes of one, its key left out; `None` where the map has
    /// the reader's own layout.
    ///
    /// # Errors
    ///
    /// When what was written is no map, or not one that the reader can read.
    #[inline(always)]
    pub fn values(self, decoder: &mut Decoder<'_>) -> Result<Option<(Self, usize)>> {
        let at = self.single(decoder)?;
        let blocks = match at.node {
            Node::Direct => return Ok(None),
            Node::Map(map) => at.plan.map(map),
            _ => return Err(at.refuse(decoder)),
        };
        Ok(Some((at.to(blocks.item), blocks.least)))
    }

    /// Which of the `branches` of the reader's union comes next, and how it was written.
    ///
    /// # Errors
    ///
    /// When what was written is of no branch that the reader can read.
    #[inline(always)]
    pub fn branch(self, branches: u32, decoder: &mut Decoder<'_>) -> Result<(u32, Self)> {
        match self.node {
            Node::Direct => Ok((decoder.branch(branches)?, self)),
            _ => self.branch_of_another(branches, decoder),
        }
    }

    #[inline(never)]
    fn branch_of_another(self, branches: u32, decoder: &mut Decoder<'_>) -> Result<(u32, Self)> {
        let target = match self.node {
            Node::Union(union) => self.written(union, decoder)?,
            Node::Branch(branch) => self.plan.branch(branch),
            _ => return Err(self.refuse(decoder)),
        };
        let at = self.to(target.node);
        match target.branch {
            Some(index) if index < branches => Ok((index, at)),
            _ => Err(at.refuse(decoder)),
        }
    }

    /// Which of the `symbols` of the reader's enum comes next.
    ///
    /// # Errors
    ///
    /// When what was written is no enum, or a symbol that the reader neither knows nor has a
    /// default for.
    #[inline(always)]
    pub fn symbol(self, symbols: u32, decoder: &mut Decoder<'_>) -> Result<u32> {
        match self.node {
            Node::Direct => decoder.symbol(symbols),
            node => Self::symbol_of_another(self.plan, node, symbols, decoder),
        }
    }

    #[inline(never)]
    fn symbol_of_another(
        plan: &'p Plan,
        node: Node,
        symbols: u32,
        decoder: &mut Decoder<'_>,
    ) -> Result<u32> {
        let at = At { plan, node }.single(decoder)?;
        let known = match at.node {
            Node::Direct => return decoder.symbol(symbols),
            Node::Enum(en) => at.plan.symbols(en),
            _ => return Err(at.refuse(decoder)),
        };
        let count = bounded(known.symbols.len());
        let index = decoder.symbol(count)?;
        match known.symbols.get(index as usize) {
            Some(Some(symbol)) if *symbol < symbols => Ok(*symbol),
            _ => Err(unknown_symbol(plan, known.writer, index, decoder)),
        }
    }

    /// The error for what cannot be read here.
    #[cold]
    #[inline(never)]
    #[must_use]
    pub fn refuse(self, decoder: &Decoder<'_>) -> DecodeError {
        let reason = match self.node {
            Node::Refused(at) => self.plan.refusal(at),
            _ => None,
        };
        match reason {
            Some(reason) => decoder.refuse(reason),
            // The plan is one for another type than that which is read.
            None => decoder.refuse("the value cannot be read as the reader's type"),
        }
    }
}

#[cold]
pub(crate) fn unknown_symbol(
    plan: &Plan,
    en: avro_model::NodeId,
    index: u32,
    decoder: &Decoder<'_>,
) -> DecodeError {
    let symbol = match plan.writer().node(en).ty() {
        Type::Enum(en) => en.symbols().get(index as usize),
        _ => None,
    };
    let symbol: String = symbol
        .map_or("", |symbol| &**symbol)
        .chars()
        .take(100)
        .collect();
    decoder.error(DecodeErrorKind::Refused(format!(
        "the reader's enum lacks the writer's symbol {symbol:?}"
    )))
}

/// The fields of a record as the writer wrote them, and behind them the defaults of those that
/// it did not write.
///
/// Whoever reads the record asks for the [next](Self::next) until there is none, and reads a value each
/// time. Then every field of the reader's has been read once.
#[derive(Debug)]
pub struct Fields<'p> {
    plan: &'p Plan,
    steps: &'p [Step],
    fills: slice::Iter<'p, Fill>,
}

impl<'de> Fields<'de> {
    /// The position of the reader's field that comes next, and how it was written; what the reader
    /// does not want is passed over.
    ///
    /// # Errors
    ///
    /// When what is passed over is not there, or the budget is spent.
    #[inline(always)]
    pub fn next(&mut self, decoder: &mut Decoder<'de>) -> Result<Option<(u32, At<'de>)>> {
        if let [Step::Skip(_), ..] = self.steps {
            self.steps = decoder.skip_all(self.plan, self.steps)?;
        }
        if let [Step::Read { slot, node }, steps @ ..] = self.steps {
            self.steps = steps;
            return Ok(Some((*slot, self.at(*node))));
        }
        match self.fills.next() {
            Some(fill) => {
                Self::fill(self.plan, fill.default, decoder)?;
                Ok(Some((fill.slot, self.at(Node::Direct))))
            }
            None => {
                decoder.back();
                Ok(None)
            }
        }
    }

    #[inline(always)]
    fn at(&self, node: Node) -> At<'de> {
        At {
            plan: self.plan,
            node,
        }
    }

    /// Turns to a default.
    #[inline(never)]
    fn fill(plan: &'de Plan, default: u32, decoder: &mut Decoder<'de>) -> Result<()> {
        decoder.turn_to(plan.default(default))
    }
}
