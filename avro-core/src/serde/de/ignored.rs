//! Values that the type does not want.
//!
//! They are read as any other, into nothing. Here is only what can be had for less: blocks that
//! say their size are jumped over, and nobody looks at texts and symbols.

use ::serde::de::{Deserializer, IgnoredAny};

use super::{De, Lend, Result};
use crate::serde::program::{Node, Program};

impl<'p, 'de, L: Lend<'p, 'de>> De<'_, 'p, 'de, L> {
    /// Passes over the value.
    pub(super) fn ignore(mut self) -> Result<()> {
        match self.node {
            Node::String => self.input.bytes().map(|_| ()),
            Node::Enum(_) => self.input.long().map(|_| ()),
            Node::Union(at) => {
                self.node = self.branch(at)?;
                self.ignore()
            }
            Node::Array(at) => self.ignore_blocks(at, false),
            Node::Map(at) => self.ignore_blocks(at, true),
            _ => self.deserialize_any(IgnoredAny).map(|_| ()),
        }
    }

    fn ignore_blocks(self, at: u32, keys: bool) -> Result<()> {
        let De { program, input, .. } = self;
        let blocks = program.blocks(at);
        let least = blocks.least.saturating_add(usize::from(keys));
        input.enter()?;
        while let Some(count) = input.block_to_skip(least)? {
            if least == 0 {
                // Items that may take no bytes never take any.
                input.skip_empty(count)?;
                continue;
            }
            if let Some(width) = width(program, blocks.item).filter(|_| !keys) {
                input.fixed_block(count, width)?;
                continue;
            }
            for _ in 0..count {
                if keys {
                    input.bytes()?;
                }
                De::<L>::new(program, blocks.item, input).ignore()?;
            }
        }
        input.leave();
        Ok(())
    }
}

/// How many bytes each value takes, where that is always the same.
fn width(program: &Program, node: Node) -> Option<usize> {
    match node {
        Node::Boolean => Some(1),
        Node::Float | Node::DoubleFromFloat => Some(4),
        Node::Double => Some(8),
        Node::Fixed(at) => Some(program.size(at)),
        _ => None,
    }
}
