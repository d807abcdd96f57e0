//! Reading: a deserializer that runs a [`Program`] over a [`Decoder`].

mod collections;
mod enums;
mod ignored;
mod key;
mod records;

use std::marker::PhantomData;

use ::serde::de::{Deserializer, Visitor};

use super::program::{Node, Program};
use crate::encoding::{DecodeError, Decoder, bounded, unknown_symbol};
use collections::{Entries, Items, Octets};
use records::{Fields, Places};

type Result<T> = std::result::Result<T, DecodeError>;

/// How a type gets what lies in the program and not in the input: names, symbols and defaults.
pub(super) trait Lend<'p, 'de> {
    fn str<V: Visitor<'de>>(text: &'p str, visitor: V) -> Result<V::Value>;
    fn default(bytes: &'p [u8]) -> Option<&'de [u8]>;
}

/// The program is lent for as long as the input, and may be borrowed from.
pub(super) struct Lent;

impl<'de> Lend<'de, 'de> for Lent {
    #[inline]
    fn str<V: Visitor<'de>>(text: &'de str, visitor: V) -> Result<V::Value> {
        visitor.visit_borrowed_str(text)
    }

    #[inline]
    fn default(bytes: &'de [u8]) -> Option<&'de [u8]> {
        Some(bytes)
    }
}

/// The program may be gone before the value is. It has no plan, so no defaults either.
pub(super) struct Copied;

impl<'p, 'de> Lend<'p, 'de> for Copied {
    #[inline]
    fn str<V: Visitor<'de>>(text: &'p str, visitor: V) -> Result<V::Value> {
        visitor.visit_str(text)
    }

    fn default(_: &'p [u8]) -> Option<&'de [u8]> {
        None
    }
}

/// The deserializer of the value that comes next.
pub(super) struct De<'a, 'p, 'de, L> {
    program: &'p Program,
    node: Node,
    input: &'a mut Decoder<'de>,
    lend: PhantomData<L>,
}

impl<'a, 'p, 'de, L> De<'a, 'p, 'de, L> {
    #[inline]
    pub(super) fn new(program: &'p Program, node: Node, input: &'a mut Decoder<'de>) -> Self {
        De {
            program,
            node,
            input,
            lend: PhantomData,
        }
    }

    /// The symbol of an enum that comes next.
    fn symbol(&mut self, at: u32) -> Result<&'p str> {
        let Some(known) = self.program.symbols(at) else {
            return Err(self.input.refuse("the enum is unknown"));
        };
        let symbols = known.ty.symbols();
        let (found, count) = match &known.resolved {
            None => {
                let count = bounded(symbols.len());
                let index = self.input.symbol(count)?;
                (symbols.get(index as usize), count)
            }
            Some((resolved, writer)) => {
                let count = bounded(resolved.len());
                let index = self.input.symbol(count)? as usize;
                let Some(Some(symbol)) = resolved.get(index) else {
                    return Err(match self.program.plan() {
                        Some(plan) => unknown_symbol(plan, *writer, index as u32, self.input),
                        None => self.input.no_such_symbol(index as i64, count),
                    });
                };
                (symbols.get(*symbol as usize), count)
            }
        };
        found.map_or_else(
            || Err(self.input.no_such_symbol(0, count)),
            |found| Ok(&**found),
        )
    }

    /// The same without a union: its branch is read.
    #[inline]
    fn resolved(mut self) -> Result<Self> {
        if let Node::Union(at) = self.node {
            self.choose(at)?;
        }
        Ok(self)
    }

    /// The branch of a union that comes next.
    #[inline(always)]
    fn branch(&mut self, at: u32) -> Result<Node> {
        let branches = self.program.branches(at);
        let count = bounded(branches.len());
        let index = self.input.branch(count)?;
        match branches.get(index as usize) {
            Some(branch) => Ok(*branch),
            None => Err(self.input.no_such_branch(index.into(), count)),
        }
    }

    #[inline]
    fn choose(&mut self, at: u32) -> Result<()> {
        self.node = self.branch(at)?;
        if let Node::Record(at) = self.node {
            // It may lie behind a pointer, where no collection has paid for it.
            let fields = self.program.record(at).map_or(0, |it| it.fields.len());
            self.input.charge(fields.saturating_mul(SLOT))?;
        }
        Ok(())
    }
}

/// Why a value cannot be read by the plan.
#[cold]
fn refused(program: &Program, at: u32, input: &Decoder<'_>) -> DecodeError {
    match program.plan().and_then(|plan| plan.refusal(at)) {
        Some(reason) => input.refuse(reason),
        None => input.refuse("the value cannot be read as the reader's"),
    }
}

/// What a field of a record is taken to need in memory.
const SLOT: usize = 16;

/// Primitives: the node that a type most likely has is looked at first.
macro_rules! primitives {
    ($($method:ident, $node:pat => |$input:ident, $visitor:ident| $read:expr;)*) => {$(
        #[inline]
        fn $method<V: Visitor<'de>>(self, $visitor: V) -> Result<V::Value> {
            match self.node {
                $node => {
                    let $input = self.input;
                    $read
                }
                _ => self.deserialize_any($visitor),
            }
        }
    )*};
}

impl<'p, 'de, L: Lend<'p, 'de>> Deserializer<'de> for De<'_, 'p, 'de, L> {
    type Error = DecodeError;

    fn deserialize_any<V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value> {
        let input = &mut *self.input;
        match self.node {
            Node::Null => visitor.visit_unit(),
            Node::Boolean => visitor.visit_bool(input.boolean()?),
            Node::Int => visitor.visit_i32(input.int()?),
            Node::Long => visitor.visit_i64(input.long()?),
            Node::LongFromInt => visitor.visit_i64(input.int()?.into()),
            Node::Float => visitor.visit_f32(input.float()?),
            Node::FloatFromInt => visitor.visit_f32(input.int()? as f32),
            Node::FloatFromLong => visitor.visit_f32(input.long()? as f32),
            Node::Double => visitor.visit_f64(input.double()?),
            Node::DoubleFromInt => visitor.visit_f64(input.int()?.into()),
            Node::DoubleFromLong => visitor.visit_f64(input.long()? as f64),
            Node::DoubleFromFloat => visitor.visit_f64(input.float()?.into()),
            Node::Bytes => visitor.visit_borrowed_bytes(input.bytes()?),
            Node::String => visitor.visit_borrowed_str(input.str()?),
            Node::Fixed(at) => visitor.visit_borrowed_bytes(input.fixed(self.program.size(at))?),
            Node::Enum(at) => L::str(self.symbol(at)?, visitor),
            Node::Array(at) => Items::visit(self, at, visitor),
            Node::Map(at) => Entries::visit(self, at, visitor),
            Node::Record(at) => Fields::visit(self, at, visitor),
            Node::Union(at) => {
                self.choose(at)?;
                self.deserialize_any(visitor)
            }
            Node::Refused(at) => Err(refused(self.program, at, self.input)),
        }
    }

    primitives! {
        deserialize_bool, Node::Boolean => |input, visitor| visitor.visit_bool(input.boolean()?);
        deserialize_i32, Node::Int => |input, visitor| visitor.visit_i32(input.int()?);
        deserialize_i64, Node::Long => |input, visitor| visitor.visit_i64(input.long()?);
        deserialize_f32, Node::Float => |input, visitor| visitor.visit_f32(input.float()?);
        deserialize_f64, Node::Double => |input, visitor| visitor.visit_f64(input.double()?);
        deserialize_str, Node::String => |input, visitor| visitor.visit_borrowed_str(input.str()?);
        deserialize_string, Node::String => |input, visitor| visitor.visit_borrowed_str(input.str()?);
    }

    fn deserialize_option<V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value> {
        match self.node {
            Node::Union(at) => {
                self.choose(at)?;
                match self.node {
                    Node::Null => visitor.visit_none(),
                    _ => visitor.visit_some(self),
                }
            }
            Node::Null => visitor.visit_none(),
            // Nothing is read here, so a type that is an option of itself must not go on for ever.
            _ => {
                self.input.enter()?;
                let value =
                    visitor.visit_some(De::<L>::new(self.program, self.node, self.input))?;
                self.input.leave();
                Ok(value)
            }
        }
    }

    #[inline]
    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        let de = self.resolved()?;
        match de.node {
            Node::Record(at) if de.program.record(at).is_some_and(|it| it.fields.is_empty()) => {
                de.ignore()?;
                visitor.visit_unit()
            }
            _ => de.deserialize_any(visitor),
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value> {
        self.deserialize_unit(visitor)
    }

    #[inline]
    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        let de = self.resolved()?;
        match de.node {
            Node::Array(at) => Items::visit(de, at, visitor),
            Node::Record(at) => Places::visit(de, at, visitor),
            Node::Bytes => Octets::visit(de.input.bytes()?, de.input, visitor),
            Node::Fixed(at) => {
                Octets::visit(de.input.fixed(de.program.size(at))?, de.input, visitor)
            }
            _ => de.deserialize_any(visitor),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _len: usize, visitor: V) -> Result<V::Value> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _len: usize,
        visitor: V,
    ) -> Result<V::Value> {
        self.deserialize_seq(visitor)
    }

    #[inline]
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        match self.node {
            Node::Record(at) => Fields::visit(self, at, visitor),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        self.resolved()?.variant(variants, visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.ignore()?;
        visitor.visit_unit()
    }

    ::serde::forward_to_deserialize_any! {
        i8 i16 i128 u8 u16 u32 u64 u128 char bytes byte_buf map identifier
    }
}
