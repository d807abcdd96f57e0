//! Sequences and tuples: as arrays, as bytes, or as the fields of a record by position.

use ::serde::ser::{
    Serialize, SerializeSeq, SerializeTuple, SerializeTupleStruct, SerializeTupleVariant,
};

use super::blocks::{Blocks, Count};
use super::fields::Record;
use super::octet::Octet;
use super::{Result, Ser};
use crate::encoding::{EncodeError, EncodeErrorKind, Encoder};
use crate::serde::program::Node;

pub(in crate::serde) enum Items<'a> {
    Array(Blocks<'a>),
    Octets(Octets<'a>),
    Record(Record<'a>),
}

impl Items<'_> {
    #[inline(always)]
    fn item<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<()> {
        match self {
            Items::Array(items) => items.item(item),
            Items::Octets(octets) => octets.item(item),
            Items::Record(record) => record.next(item),
        }
    }

    #[inline(always)]
    fn finish(self) -> Result<()> {
        match self {
            Items::Array(items) => {
                items.end();
                Ok(())
            }
            Items::Octets(octets) => octets.end(),
            Items::Record(record) => record.end(),
        }
    }
}

macro_rules! sequences {
    ($($kind:ident $method:ident;)*) => {$(
        impl $kind for Items<'_> {
            type Ok = ();
            type Error = EncodeError;

            #[inline]
            fn $method<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<()> {
                self.item(item)
            }

            #[inline(always)]
            fn end(self) -> Result<()> {
                self.finish()
            }
        }
    )*};
}

sequences! {
    SerializeSeq serialize_element;
    SerializeTuple serialize_element;
    SerializeTupleStruct serialize_field;
    SerializeTupleVariant serialize_field;
}

/// Numbers that are the bytes of bytes or a fixed.
pub(in crate::serde) struct Octets<'a> {
    out: &'a mut Encoder,
    /// Nothing for a fixed, which has no count.
    count: Option<Count>,
    size: usize,
    items: usize,
}

impl<'a> Octets<'a> {
    pub(super) fn new(ser: Ser<'a>, len: Option<usize>) -> Result<Self> {
        let (count, size) = match ser.node {
            Node::Fixed(at) => (None, ser.program.size(at)),
            _ => (Some(Count::new(ser.out, len)), 0),
        };
        Ok(Octets {
            out: ser.out,
            count,
            size,
            items: 0,
        })
    }

    fn item<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<()> {
        match item.serialize(Octet) {
            Ok(byte) => {
                self.out.fixed(&[byte]);
                self.items = self.items.wrapping_add(1);
                Ok(())
            }
            Err(error) => Err(error.in_item(self.items)),
        }
    }

    #[inline(never)]
    fn end(self) -> Result<()> {
        match self.count {
            Some(mut count) => {
                count.items = self.items;
                count.end(self.out);
            }
            None if self.items == self.size => {}
            None => {
                return Err(EncodeError::new(EncodeErrorKind::Mismatch {
                    expected: format!("a fixed of {} bytes", self.size),
                    found: format!("{} bytes", self.items),
                }));
            }
        }
        Ok(())
    }
}
