//! Writing: a serializer that follows a [`Program`] into an [`Encoder`].

mod blocks;
mod fields;
mod items;
mod key;
mod octet;
mod unions;

use std::fmt::Display;

use ::serde::ser::{Serialize, Serializer};

use super::program::{Kind, Node, Program};
use crate::encoding::{EncodeError, EncodeErrorKind, Encoder};
use crate::logical::Uuid;
use blocks::Blocks;
use fields::{Fields, Record};
use items::{Items, Octets};

type Result<T> = std::result::Result<T, EncodeError>;

/// The serializer of a value that is to be of the type `node`.
pub(super) struct Ser<'a> {
    program: &'a Program,
    node: Node,
    out: &'a mut Encoder,
}

/// Integers beyond these a float or a double may not hold exactly.
const IN_A_FLOAT: i128 = 1 << 24;
const IN_A_DOUBLE: i128 = 1 << 53;

impl<'a> Ser<'a> {
    #[inline]
    pub(super) fn new(program: &'a Program, node: Node, out: &'a mut Encoder) -> Self {
        Ser { program, node, out }
    }

    /// The same for another node.
    #[inline]
    fn to(self, node: Node) -> Self {
        Ser { node, ..self }
    }

    /// The error for a value that the type does not take.
    #[cold]
    #[inline(never)]
    fn mismatch(&self, found: impl Display) -> EncodeError {
        EncodeError::new(EncodeErrorKind::Mismatch {
            expected: self.program.describe(self.node),
            found: found.to_string(),
        })
    }

    /// Any integer, as any type of number that holds it.
    fn integer(self, value: i128, kind: Kind) -> Result<()> {
        match self.node {
            Node::Int => match i32::try_from(value) {
                Ok(value) => self.out.int(value),
                Err(_) => return Err(out_of_range(value, "an int")),
            },
            Node::Long => match i64::try_from(value) {
                Ok(value) => self.out.long(value),
                Err(_) => return Err(out_of_range(value, "a long")),
            },
            Node::Float if (-IN_A_FLOAT..=IN_A_FLOAT).contains(&value) => {
                self.out.float(value as f32);
            }
            Node::Double if (-IN_A_DOUBLE..=IN_A_DOUBLE).contains(&value) => {
                self.out.double(value as f64);
            }
            Node::Union(at) => return self.branch(at, kind, "an integer")?.integer(value, kind),
            _ => return Err(self.mismatch(format_args!("the integer {value}"))),
        }
        Ok(())
    }

    /// The symbol of an enum, which is most likely at `hint`.
    fn symbol(self, at: u32, symbol: &str, hint: usize) -> Result<()> {
        let symbols = self.program.symbols(at).map(|known| &known.ty);
        let found = symbols.and_then(|ty| match ty.symbols().get(hint) {
            Some(likely) if **likely == *symbol => Some(hint),
            _ => ty.symbol_index(symbol),
        });
        match found {
            Some(index) => {
                self.out.count(index);
                Ok(())
            }
            None => Err(self.mismatch(format_args!("the symbol {symbol:?}"))),
        }
    }

    /// Text that stands for the bytes of a uuid.
    fn uuid(self, at: u32, text: &str) -> Result<()> {
        let is_uuid = self.program.fixed(at).is_some_and(|fixed| fixed.is_uuid);
        match text.parse::<Uuid>() {
            Ok(uuid) if is_uuid => {
                self.out.fixed(&uuid.to_bytes());
                Ok(())
            }
            _ => Err(self.mismatch("a string")),
        }
    }

    #[inline(never)]
    fn other_sequence(self, len: Option<usize>) -> Result<Items<'a>> {
        match self.node {
            Node::Bytes | Node::Fixed(_) => Octets::new(self, len).map(Items::Octets),
            Node::Record(at) => Record::new(self, at).map(Items::Record),
            Node::Union(at) => self.branch(at, Kind::Seq, "a sequence")?.serialize_seq(len),
            _ => Err(self.mismatch("a sequence")),
        }
    }

    #[inline(never)]
    fn other_map(self, len: Option<usize>) -> Result<Fields<'a>> {
        match self.node {
            Node::Record(at) => Record::new(self, at).map(Fields::Record),
            Node::Union(at) => self.branch(at, Kind::Map, "a map")?.serialize_map(len),
            _ => Err(self.mismatch("a map")),
        }
    }

    #[inline(never)]
    fn other_struct(self, name: &'static str, len: usize) -> Result<Fields<'a>> {
        match self.node {
            Node::Union(at) => self.structure(at, name, len)?.serialize_struct(name, len),
            _ => self.serialize_map(Some(len)),
        }
    }

    /// A variant with data: what to write the data with.
    #[inline]
    fn variant(self, variant: &str) -> Result<Self> {
        match self.node {
            Node::Union(at) => self.named(at, variant),
            node if self.program.is_named(node, variant) => Ok(self),
            _ => Err(self.mismatch(format_args!("the variant {variant:?}"))),
        }
    }
}

#[cold]
fn out_of_range(value: impl Display, expected: &'static str) -> EncodeError {
    EncodeError::new(EncodeErrorKind::OutOfRange {
        value: value.to_string(),
        expected,
    })
}

/// Numbers: the node that a type most likely has is looked at first.
macro_rules! integers {
    ($($method:ident $ty:ty, $kind:expr, $node:pat => $write:ident;)*) => {$(
        #[inline]
        fn $method(self, value: $ty) -> Result<()> {
            match self.node {
                $node => {
                    self.out.$write(value.into());
                    Ok(())
                }
                _ => self.integer(value.into(), $kind),
            }
        }
    )*};
}

impl<'a> Serializer for Ser<'a> {
    type Ok = ();
    type Error = EncodeError;
    type SerializeSeq = Items<'a>;
    type SerializeTuple = Items<'a>;
    type SerializeTupleStruct = Items<'a>;
    type SerializeTupleVariant = Items<'a>;
    type SerializeMap = Fields<'a>;
    type SerializeStruct = Fields<'a>;
    type SerializeStructVariant = Fields<'a>;

    integers! {
        serialize_i8 i8, Kind::Int, Node::Int => int;
        serialize_i16 i16, Kind::Int, Node::Int => int;
        serialize_i32 i32, Kind::Int, Node::Int => int;
        serialize_i64 i64, Kind::Long, Node::Long => long;
        serialize_u8 u8, Kind::Int, Node::Int => int;
        serialize_u16 u16, Kind::Int, Node::Int => int;
        serialize_u32 u32, Kind::Long, Node::Long => long;
    }

    fn serialize_u64(self, value: u64) -> Result<()> {
        self.integer(value.into(), Kind::Long)
    }

    fn serialize_i128(self, value: i128) -> Result<()> {
        self.integer(value, Kind::Long)
    }

    fn serialize_u128(self, value: u128) -> Result<()> {
        match i128::try_from(value) {
            Ok(value) => self.integer(value, Kind::Long),
            Err(_) => Err(out_of_range(value, "a long")),
        }
    }

    #[inline]
    fn serialize_bool(self, value: bool) -> Result<()> {
        match self.node {
            Node::Boolean => self.out.boolean(value),
            Node::Union(at) => {
                let branch = self.branch(at, Kind::Boolean, "a boolean")?;
                return branch.serialize_bool(value);
            }
            _ => return Err(self.mismatch("a boolean")),
        }
        Ok(())
    }

    #[inline]
    fn serialize_f32(self, value: f32) -> Result<()> {
        match self.node {
            Node::Float => self.out.float(value),
            Node::Double => self.out.double(value.into()),
            Node::Union(at) => {
                let branch = self.branch(at, Kind::Float, "a float")?;
                return branch.serialize_f32(value);
            }
            _ => return Err(self.mismatch("a float")),
        }
        Ok(())
    }

    #[inline]
    fn serialize_f64(self, value: f64) -> Result<()> {
        match self.node {
            Node::Double => self.out.double(value),
            Node::Float => {
                let narrow = value as f32;
                if f64::from(narrow) != value && !value.is_nan() {
                    return Err(out_of_range(value, "a float"));
                }
                self.out.float(narrow);
            }
            Node::Union(at) => {
                let branch = self.branch(at, Kind::Double, "a double")?;
                return branch.serialize_f64(value);
            }
            _ => return Err(self.mismatch("a double")),
        }
        Ok(())
    }

    fn serialize_char(self, value: char) -> Result<()> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    #[inline]
    fn serialize_str(self, value: &str) -> Result<()> {
        match self.node {
            Node::String | Node::Bytes => self.out.str(value),
            Node::Union(at) => return self.text(at, value)?.serialize_str(value),
            Node::Enum(at) => return self.symbol(at, value, usize::MAX),
            Node::Fixed(at) => return self.uuid(at, value),
            _ => return Err(self.mismatch("a string")),
        }
        Ok(())
    }

    #[inline]
    fn serialize_bytes(self, value: &[u8]) -> Result<()> {
        match self.node {
            Node::Bytes => self.out.bytes(value),
            Node::Fixed(at) if self.program.size(at) == value.len() => self.out.fixed(value),
            Node::Union(at) => return self.bytes(at, value)?.serialize_bytes(value),
            _ => return Err(self.mismatch(format_args!("{} bytes", value.len()))),
        }
        Ok(())
    }

    #[inline]
    fn serialize_none(self) -> Result<()> {
        self.serialize_unit()
    }

    #[inline]
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<()> {
        if let Node::Union(at) = self.node
            && let Some((index, other)) = self.program.union(at).and_then(|union| union.other)
        {
            return value.serialize(self.at(index, other));
        }
        // Nothing is written here, so a type that is an option of itself has to be counted.
        self.out.enter()?;
        value.serialize(Ser::new(self.program, self.node, self.out))?;
        self.out.leave();
        Ok(())
    }

    #[inline]
    fn serialize_unit(self) -> Result<()> {
        match self.node {
            Node::Null => Ok(()),
            Node::Union(at) => self.branch(at, Kind::Null, "null").map(|_| ()),
            _ => Err(self.mismatch("null")),
        }
    }

    fn serialize_unit_struct(self, name: &'static str) -> Result<()> {
        match self.node {
            Node::Record(at) => Record::new(self, at)?.end(),
            Node::Union(at) => match self.find(at, name) {
                Some((index, node @ Node::Record(_))) => {
                    self.at(index, node).serialize_unit_struct(name)
                }
                _ => self.serialize_unit(),
            },
            _ => self.serialize_unit(),
        }
    }

    #[inline]
    fn serialize_unit_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
    ) -> Result<()> {
        match self.node {
            Node::Enum(at) => self.symbol(at, variant, index as usize),
            Node::Union(at) => {
                let branch = self.unit(at, name, variant)?;
                branch.serialize_unit_variant(name, index, variant)
            }
            Node::String => self.serialize_str(variant),
            Node::Null | Node::Record(_) if self.program.is_named(self.node, variant) => {
                self.serialize_unit_struct(variant)
            }
            _ => Err(self.mismatch(format_args!("the variant {variant:?}"))),
        }
    }

    #[inline]
    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        value: &T,
    ) -> Result<()> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<()> {
        self.out.enter()?;
        let branch = Ser::new(self.program, self.node, self.out).variant(variant)?;
        value.serialize(branch)?;
        self.out.leave();
        Ok(())
    }

    // What comes first in each of these is inlined: a compound serializer that is handed over in
    // memory costs as much as several fields.

    #[inline(always)]
    fn serialize_seq(self, len: Option<usize>) -> Result<Items<'a>> {
        match self.node {
            Node::Array(at) => Blocks::new(self, at, len).map(Items::Array),
            _ => self.other_sequence(len),
        }
    }

    #[inline]
    fn serialize_tuple(self, len: usize) -> Result<Items<'a>> {
        self.serialize_seq(Some(len))
    }

    fn serialize_tuple_struct(self, name: &'static str, len: usize) -> Result<Items<'a>> {
        if let Node::Union(at) = self.node
            && let Some((index, node)) = self.find(at, name)
        {
            return self.at(index, node).serialize_seq(Some(len));
        }
        self.serialize_seq(Some(len))
    }

    fn serialize_tuple_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<Items<'a>> {
        self.variant(variant)?.serialize_seq(Some(len))
    }

    #[inline(always)]
    fn serialize_map(self, len: Option<usize>) -> Result<Fields<'a>> {
        match self.node {
            Node::Map(at) => Blocks::new(self, at, len).map(Fields::Map),
            _ => self.other_map(len),
        }
    }

    #[inline(always)]
    fn serialize_struct(self, name: &'static str, len: usize) -> Result<Fields<'a>> {
        match self.node {
            Node::Record(at) => Record::new(self, at).map(Fields::Record),
            _ => self.other_struct(name, len),
        }
    }

    fn serialize_struct_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<Fields<'a>> {
        self.variant(variant)?.serialize_map(Some(len))
    }
}
