//! Passing over what the reader does not want.

use avro_model::plan::{Plan, Skip};

use super::{DecodeError, Decoder};

impl Decoder<'_> {
    /// Passes over what the writer wrote and the reader has no place for.
    ///
    /// # Errors
    ///
    /// When that is not there, or nests deeper than the limits allow. Strings are not
    /// looked at: that they are UTF-8 is for those to ask who read them.
    #[inline]
    pub fn skip(&mut self, plan: &Plan, skip: Skip) -> Result<(), DecodeError> {
        match skip {
            Skip::Lens(1) => self.bytes().map(|_| ()),
            Skip::Fixed(size) => self.fixed_block(1, size).map(|_| ()),
            skip => self.skip_more(plan, skip),
        }
    }

    fn skip_more(&mut self, plan: &Plan, skip: Skip) -> Result<(), DecodeError> {
        match skip {
            Skip::Empty(count) => self.skip_empty(count),
            Skip::Fixed(size) => self.fixed_block(1, size).map(|_| ()),
            Skip::Varints(count) => {
                for _ in 0..count {
                    self.long()?;
                }
                Ok(())
            }
            Skip::Lens(count) => {
                for _ in 0..count {
                    self.bytes()?;
                }
                Ok(())
            }
            Skip::Union(at) => {
                let branches = plan.skip_union(at);
                let count = u32::try_from(branches.len()).unwrap_or(u32::MAX);
                let index = self.branch(count)?;
                match branches.get(index as usize) {
                    Some(branch) => self.skip(plan, *branch),
                    None => Err(self.no_such_branch(index.into(), count)),
                }
            }
            Skip::Blocks(at) => self.skip_blocks(plan, at),
            Skip::Sequence(at) => {
                self.enter()?;
                for step in plan.skip_sequence(at) {
                    self.skip(plan, *step)?;
                }
                self.leave();
                Ok(())
            }
        }
    }

    fn skip_blocks(&mut self, plan: &Plan, at: u32) -> Result<(), DecodeError> {
        let blocks = plan.skip_blocks(at);
        self.enter()?;
        let least = blocks.least.saturating_add(usize::from(blocks.keys));
        while let Some(count) = self.block_to_skip(least)? {
            match blocks.item {
                Skip::Fixed(size) if !blocks.keys => {
                    self.fixed_block(count, size)?;
                }
                Skip::Empty(each) if !blocks.keys => {
                    self.charge_empty(count.saturating_mul(each))?;
                }
                item => {
                    for _ in 0..count {
                        if blocks.keys {
                            self.bytes()?;
                        }
                        self.skip(plan, item)?;
                    }
                }
            }
        }
        self.leave();
        Ok(())
    }
}
