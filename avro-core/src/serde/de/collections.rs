//! Arrays, maps, and bytes one by one.

use std::marker::PhantomData;

use ::serde::de::{DeserializeSeed, IntoDeserializer, MapAccess, SeqAccess, Visitor};

use super::key::Key;
use super::{De, Lend, Lent, Result};
use crate::encoding::{DecodeError, Decoder};
use crate::serde::program::{Blocks, Node, Program};

/// Blocks of items that are read one by one.
struct Run<'a, 'p, 'de> {
    program: &'p Program,
    input: &'a mut Decoder<'de>,
    item: Node,
    /// The fewest bytes of an item, its key included.
    least: usize,
    /// What is left of a block.
    left: usize,
    over: bool,
}

impl<'a, 'p, 'de> Run<'a, 'p, 'de> {
    #[inline(always)]
    fn new(
        program: &'p Program,
        blocks: Blocks,
        key: usize,
        input: &'a mut Decoder<'de>,
    ) -> Result<Self> {
        input.enter()?;
        let mut run = Run {
            program,
            input,
            item: blocks.item,
            least: blocks.least.saturating_add(key),
            left: 0,
            over: false,
        };
        run.refill()?;
        Ok(run)
    }

    /// Reads the head of the next block, where one is over.
    #[inline(never)]
    fn refill(&mut self) -> Result<()> {
        if !self.over {
            // What the items take in memory is charged as they come.
            match self.input.block(self.least, 0)? {
                Some(count) => self.left = count,
                None => self.over = true,
            }
        }
        Ok(())
    }

    /// Whether another item comes; it has to be read then.
    #[inline(always)]
    fn next(&mut self, size: usize) -> Result<bool> {
        if self.left == 0 {
            self.refill()?;
        }
        match self.left.checked_sub(1) {
            Some(left) => {
                self.left = left;
                self.input.charge(size)?;
                Ok(true)
            }
            None => Ok(false),
        }
    }

    /// How many items to reserve for: how large they will be is not known.
    fn hint(&self) -> Option<usize> {
        let size = match self.item {
            Node::Record(_) | Node::Union(_) | Node::Array(_) | Node::Map(_) => 1 << 10,
            _ => 32,
        };
        Some(Decoder::unseen(self.left, size))
    }

    /// The end, which the type may not have come to.
    #[inline]
    fn finish(mut self) -> Result<()> {
        if self.left == 0 {
            self.refill()?;
        }
        if !self.over {
            return Err(self
                .input
                .refuse("there are more items than the type takes"));
        }
        self.input.leave();
        Ok(())
    }
}

pub(super) struct Items<'a, 'p, 'de, L> {
    run: Run<'a, 'p, 'de>,
    index: usize,
    lend: PhantomData<L>,
}

impl<'a, 'p, 'de, L: Lend<'p, 'de>> Items<'a, 'p, 'de, L> {
    #[inline]
    pub(super) fn visit<V: Visitor<'de>>(
        de: De<'a, 'p, 'de, L>,
        at: u32,
        visitor: V,
    ) -> Result<V::Value> {
        let mut items = Items::<L> {
            run: Run::new(de.program, de.program.blocks(at), 0, de.input)?,
            index: 0,
            lend: PhantomData,
        };
        let value = visitor.visit_seq(&mut items)?;
        items.run.finish()?;
        Ok(value)
    }
}

impl<'p, 'de, L: Lend<'p, 'de>> SeqAccess<'de> for Items<'_, 'p, 'de, L> {
    type Error = DecodeError;

    #[inline]
    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>> {
        if !self.run.next(size_of::<T::Value>())? {
            return Ok(None);
        }
        let run = &mut self.run;
        let start = run.input.offset();
        match seed.deserialize(De::<L>::new(run.program, run.item, run.input)) {
            Ok(value) => {
                self.index = self.index.wrapping_add(1);
                Ok(Some(value))
            }
            Err(error) => Err(error.at(start).in_item(self.index)),
        }
    }

    fn size_hint(&self) -> Option<usize> {
        self.run.hint()
    }
}

pub(super) struct Entries<'a, 'p, 'de, L> {
    run: Run<'a, 'p, 'de>,
    key: &'de str,
    /// Whether the key's value has yet to be read.
    owed: bool,
    lend: PhantomData<L>,
}

impl<'a, 'p, 'de, L: Lend<'p, 'de>> Entries<'a, 'p, 'de, L> {
    #[inline]
    pub(super) fn visit<V: Visitor<'de>>(
        de: De<'a, 'p, 'de, L>,
        at: u32,
        visitor: V,
    ) -> Result<V::Value> {
        let mut entries = Entries::<L> {
            run: Run::new(de.program, de.program.blocks(at), 1, de.input)?,
            key: "",
            owed: false,
            lend: PhantomData,
        };
        let value = visitor.visit_map(&mut entries)?;
        entries.pass()?;
        entries.run.finish()?;
        Ok(value)
    }

    /// Passes over a value that nobody asked for.
    #[inline]
    fn pass(&mut self) -> Result<()> {
        match std::mem::take(&mut self.owed) {
            true => De::<L>::new(self.run.program, self.run.item, self.run.input).ignore(),
            false => Ok(()),
        }
    }
}

impl<'p, 'de, L: Lend<'p, 'de>> MapAccess<'de> for Entries<'_, 'p, 'de, L> {
    type Error = DecodeError;

    #[inline]
    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>> {
        self.pass()?;
        if !self.run.next(size_of::<K::Value>())? {
            return Ok(None);
        }
        let start = self.run.input.offset();
        self.key = self.run.input.str()?;
        self.owed = true;
        match seed.deserialize(Key::<Lent>::new(self.key)) {
            Ok(key) => Ok(Some(key)),
            Err(error) => Err(error.at(start).in_key(self.key)),
        }
    }

    #[inline]
    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value> {
        if !std::mem::take(&mut self.owed) {
            return Err(self
                .run
                .input
                .refuse("a value was asked for before its key"));
        }
        let run = &mut self.run;
        run.input.charge(size_of::<T::Value>())?;
        let start = run.input.offset();
        match seed.deserialize(De::<L>::new(run.program, run.item, run.input)) {
            Ok(value) => Ok(value),
            Err(error) => Err(error.at(start).in_key(self.key)),
        }
    }

    fn size_hint(&self) -> Option<usize> {
        self.run.hint()
    }
}

/// Bytes as a sequence of numbers.
pub(super) struct Octets<'a, 'de> {
    bytes: std::slice::Iter<'de, u8>,
    input: &'a mut Decoder<'de>,
}

impl<'a, 'de> Octets<'a, 'de> {
    pub(super) fn visit<V: Visitor<'de>>(
        bytes: &'de [u8],
        input: &'a mut Decoder<'de>,
        visitor: V,
    ) -> Result<V::Value> {
        let mut octets = Octets {
            bytes: bytes.iter(),
            input,
        };
        let value = visitor.visit_seq(&mut octets)?;
        match octets.bytes.len() {
            0 => Ok(value),
            _ => Err(octets
                .input
                .refuse("there are more bytes than the type takes")),
        }
    }
}

impl<'de> SeqAccess<'de> for Octets<'_, 'de> {
    type Error = DecodeError;

    #[inline]
    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>> {
        let Some(byte) = self.bytes.next() else {
            return Ok(None);
        };
        self.input.charge(size_of::<T::Value>())?;
        seed.deserialize(byte.into_deserializer()).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(Decoder::unseen(self.bytes.len(), 32))
    }
}
