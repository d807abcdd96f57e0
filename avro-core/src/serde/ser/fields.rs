//! Structs and maps: as records, whose fields may come in any order, or as maps.

use ::serde::ser::{Serialize, SerializeMap, SerializeStruct, SerializeStructVariant};

use super::blocks::{Blocks, text};
use super::key::Key;
use super::{Result, Ser};
use crate::encoding::{EncodeError, EncodeErrorKind, Encoder};
use crate::serde::program::{self, Field, Program};

pub(in crate::serde) enum Fields<'a> {
    Record(Record<'a>),
    Map(Blocks<'a>),
}

impl Fields<'_> {
    #[inline(always)]
    fn field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<()> {
        match self {
            Fields::Record(record) => {
                record.find(key)?;
                record.value(value)
            }
            Fields::Map(map) => {
                map.key(key)?;
                map.value(value)
            }
        }
    }

    #[inline(always)]
    fn finish(self) -> Result<()> {
        match self {
            Fields::Record(record) => record.end(),
            Fields::Map(map) => {
                map.end();
                Ok(())
            }
        }
    }
}

macro_rules! structs {
    ($($kind:ident)*) => {$(
        impl $kind for Fields<'_> {
            type Ok = ();
            type Error = EncodeError;

            #[inline]
            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                key: &'static str,
                value: &T,
            ) -> Result<()> {
                self.field(key, value)
            }

            #[inline(always)]
            fn end(self) -> Result<()> {
                self.finish()
            }
        }
    )*};
}

structs! { SerializeStruct SerializeStructVariant }

impl SerializeMap for Fields<'_> {
    type Ok = ();
    type Error = EncodeError;

    #[inline]
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<()> {
        match self {
            Fields::Record(record) => record.key(key),
            Fields::Map(map) => map.key(key),
        }
    }

    #[inline]
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        match self {
            Fields::Record(record) => record.value(value),
            Fields::Map(map) => map.value(value),
        }
    }

    #[inline(always)]
    fn end(self) -> Result<()> {
        self.finish()
    }
}

/// Whether two names are one. Most are short, and then this takes less than a call would.
#[inline(always)]
fn same(a: &str, b: &str) -> bool {
    fn ends<const N: usize>(a: &[u8], b: &[u8]) -> Option<bool> {
        let first = a.first_chunk::<N>()? == b.first_chunk::<N>()?;
        Some(first & (a.last_chunk::<N>()? == b.last_chunk::<N>()?))
    }
    let (a, b) = (a.as_bytes(), b.as_bytes());
    a.len() == b.len()
        && match a.len() {
            8..=16 => ends::<8>(a, b),
            4..=7 => ends::<4>(a, b),
            2..=3 => ends::<2>(a, b),
            _ => None,
        }
        .unwrap_or_else(|| a == b)
}

/// A record under construction.
///
/// As long as fields come in the schema's order they are written where they belong. From
/// the first that does not, they are written as they come and put in order at the end.
pub(in crate::serde) struct Record<'a> {
    program: &'a Program,
    record: &'a program::Record,
    out: &'a mut Encoder,
    /// The fields before this one are written.
    next: usize,
    /// The field whose value comes now.
    slot: usize,
    /// Fields out of order: which, and where each begins.
    astray: Vec<(usize, usize)>,
}

impl<'a> Record<'a> {
    #[inline(always)]
    pub(super) fn new(ser: Ser<'a>, at: u32) -> Result<Self> {
        ser.out.enter()?;
        let Some(record) = ser.program.record(at) else {
            return Err(ser.mismatch("a struct"));
        };
        Ok(Record {
            program: ser.program,
            record,
            out: ser.out,
            next: 0,
            slot: 0,
            astray: Vec::new(),
        })
    }

    fn name(&self, slot: usize) -> &'a str {
        let field = self.record.fields.get(slot);
        field.map_or("", |field| &*field.name)
    }

    /// Goes to the field of this name.
    #[inline(always)]
    fn find(&mut self, key: &str) -> Result<()> {
        match self.record.fields.get(self.next) {
            Some(field) if same(&field.name, key) && self.astray.is_empty() => {
                self.slot = self.next;
                self.next = self.next.wrapping_add(1);
                Ok(())
            }
            _ => self.stray(key),
        }
    }

    /// Goes to a field that is not the one expected.
    #[cold]
    #[inline(never)]
    fn stray(&mut self, key: &str) -> Result<()> {
        let Some(slot) = self.record.position(key) else {
            let error = EncodeError::new(EncodeErrorKind::Refused(
                "the schema has no such field".to_owned(),
            ));
            return Err(error.in_field_named(key));
        };
        if slot < self.next {
            return Err(self.twice(slot));
        }
        self.slot = slot;
        self.astray.push((slot, self.out.len()));
        Ok(())
    }

    #[cold]
    fn twice(&self, slot: usize) -> EncodeError {
        let kind = EncodeErrorKind::Refused("the value has this field twice".to_owned());
        EncodeError::new(kind).in_field_named(self.name(slot))
    }

    /// Goes to the field that a map's key names.
    fn key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<()> {
        let start = self.out.len();
        let len = key.serialize(Key(self.out))?;
        let end = self.out.len();
        // The name is no part of the data: it is written, looked at and taken back.
        let name = text(self.out, &(end.saturating_sub(len)..end)).to_owned();
        self.out.rewind(start);
        self.find(&name)
    }

    /// Writes the value of the field that was gone to.
    #[inline(always)]
    fn value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        let Some(Field { node, .. }) = self.record.fields.get(self.slot) else {
            return Err(self.too_many());
        };
        match value.serialize(Ser::new(self.program, *node, self.out)) {
            Ok(()) => Ok(()),
            Err(error) => Err(error.in_field_named(self.name(self.slot))),
        }
    }

    /// Writes the next field by its position.
    pub(super) fn next<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        self.slot = self.next;
        self.next = self.next.wrapping_add(1);
        self.value(value)
    }

    #[cold]
    fn too_many(&self) -> EncodeError {
        EncodeError::new(EncodeErrorKind::Mismatch {
            expected: format!("{} fields", self.record.fields.len()),
            found: "more than those".to_owned(),
        })
    }

    #[inline(always)]
    pub(super) fn end(mut self) -> Result<()> {
        if self.next != self.record.fields.len() {
            self.complete()?;
        }
        self.out.leave();
        Ok(())
    }

    /// Puts fields in order, and defaults where there are none.
    #[cold]
    #[inline(never)]
    fn complete(&mut self) -> Result<()> {
        let end = self.out.len();
        let from = self.astray.first().map_or(end, |(_, start)| *start);
        let written = self.out.as_slice().get(from..).unwrap_or_default().to_vec();
        self.out.rewind(from);

        let starts = self.astray.iter().map(|(slot, start)| (*slot, *start));
        let ends = self.astray.iter().skip(1).map(|(_, start)| *start);
        let mut pieces: Vec<_> = starts.zip(ends.chain([end])).collect();
        pieces.sort_unstable();
        let mut pieces = pieces.into_iter().peekable();
        for slot in self.next..self.record.fields.len() {
            if let Some(((_, start), end)) = pieces.next_if(|((at, _), _)| *at == slot) {
                let piece = start.saturating_sub(from)..end.saturating_sub(from);
                self.out.fixed(written.get(piece).unwrap_or_default());
            } else if let Some(default) = self.program.default(self.record, slot) {
                self.out.fixed(default);
            } else {
                let kind = EncodeErrorKind::Refused(
                    "the value has no such field, and it has no default".to_owned(),
                );
                return Err(EncodeError::new(kind).in_field_named(self.name(slot)));
            }
            if pieces.next_if(|((at, _), _)| *at == slot).is_some() {
                return Err(self.twice(slot));
            }
        }
        Ok(())
    }
}
