//! Items of arrays and maps, in one block.

use std::ops::Range;

use ::serde::ser::Serialize;

use super::key::Key;
use super::{Result, Ser};
use crate::encoding::Encoder;
use crate::serde::program::{Node, Program};

/// A block under construction.
pub(in crate::serde) struct Blocks<'a> {
    program: &'a Program,
    item: Node,
    out: &'a mut Encoder,
    count: Count,
    /// Where the text of a map's key is, whose value has yet to be written.
    key: Range<usize>,
}

impl<'a> Blocks<'a> {
    #[inline(always)]
    pub(super) fn new(ser: Ser<'a>, at: u32, len: Option<usize>) -> Result<Self> {
        ser.out.enter()?;
        Ok(Blocks {
            item: ser.program.blocks(at).item,
            program: ser.program,
            count: Count::new(ser.out, len),
            out: ser.out,
            key: 0..0,
        })
    }

    #[inline]
    pub(super) fn item<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<()> {
        match item.serialize(Ser::new(self.program, self.item, self.out)) {
            Ok(()) => {
                self.count.items = self.count.items.wrapping_add(1);
                Ok(())
            }
            Err(error) => Err(error.in_item(self.count.items)),
        }
    }

    /// Writes a key.
    #[inline]
    pub(super) fn key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<()> {
        let len = key.serialize(Key(self.out))?;
        self.key = self.out.len().saturating_sub(len)..self.out.len();
        Ok(())
    }

    /// Writes the value of the key.
    #[inline]
    pub(super) fn value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        match value.serialize(Ser::new(self.program, self.item, self.out)) {
            Ok(()) => {
                self.count.items = self.count.items.wrapping_add(1);
                Ok(())
            }
            Err(error) => Err(error.in_key(text(self.out, &self.key))),
        }
    }

    #[inline(always)]
    pub(super) fn end(self) {
        self.count.end(self.out);
        if self.count.items > 0 {
            self.out.count(0);
        }
        self.out.leave();
    }
}

/// The text that was written there.
pub(super) fn text<'o>(out: &'o Encoder, range: &Range<usize>) -> &'o str {
    let bytes = out.as_slice().get(range.clone()).unwrap_or_default();
    std::str::from_utf8(bytes).unwrap_or_default()
}

/// The count in front of items, which may turn out to be another than was said.
pub(super) struct Count {
    said: usize,
    /// Where the count is, and where the items begin.
    start: usize,
    body: usize,
    pub(super) items: usize,
}

impl Count {
    #[inline]
    pub(super) fn new(out: &mut Encoder, len: Option<usize>) -> Self {
        let start = out.len();
        let said = len.unwrap_or(0);
        out.count(said);
        Count {
            said,
            start,
            body: out.len(),
            items: 0,
        }
    }

    /// Sees to it that the count in front is the one there is.
    #[inline(always)]
    pub(super) fn end(&self, out: &mut Encoder) {
        if self.items != self.said {
            self.correct(out);
        }
    }

    #[cold]
    #[inline(never)]
    fn correct(&self, out: &mut Encoder) {
        let items = out.as_slice().get(self.body..).unwrap_or_default().to_vec();
        out.rewind(self.start);
        out.count(self.items);
        out.fixed(&items);
    }
}
