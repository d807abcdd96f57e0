//! Passing over what the reader does not want.
//!
//! There are two ways. The quick one, `skip_usual`, knows what nearly all data looks like and
//! nothing of errors: it keeps its place in registers, for the way from one length to the next is what
//! skipping waits for. Where a step meets anything unusual, that step is taken again from its start by the
//! careful way, which knows everything.

use std::slice;

use avro_model::plan::{Plan, Skip};

use super::{DecodeError, Decoder, varint};

type Result<T> = std::result::Result<T, DecodeError>;

impl<'de> Decoder<'de> {
    /// Passes over what the writer wrote and the reader has no place for.
    ///
    /// # Errors
    ///
    /// When that is not there, or nests deeper than the limits allow. Strings are not
    /// looked at: that they are UTF-8 is for those to ask who read them.
    #[inline(always)]
    pub fn skip<'p>(&mut self, plan: &'p Plan, skip: &'p Skip) -> Result<()> {
        self.skip_all(plan, steps_of(plan, skip))
    }

    #[inline(always)]
    fn skip_all<'p>(&mut self, plan: &'p Plan, steps: &'p [Skip]) -> Result<()> {
        match self.skip_usual(plan, steps) {
            [] => Ok(()),
            left => self.skip_carefully(plan, left),
        }
    }

    #[inline(never)]
    fn skip_carefully<'p>(&mut self, plan: &'p Plan, mut steps: &'p [Skip]) -> Result<()> {
        while let [step, after @ ..] = steps {
            self.skip_step(plan, *step)?;
            steps = self.skip_usual(plan, after);
        }
        Ok(())
    }

    fn skip_step(&mut self, plan: &Plan, mut step: Skip) -> Result<()> {
        while let Skip::Union(at) = step {
            let branches = plan.skip_union(at);
            let count = u32::try_from(branches.len()).unwrap_or(u32::MAX);
            let index = self.branch(count)?;
            step = match branches.get(index as usize) {
                Some(branch) => *branch,
                None => return Err(self.no_such_branch(index.into(), count)),
            };
        }
        match step {
            Skip::Empty(count) => self.skip_empty(count),
            Skip::Plain {
                lens,
                varints,
                fixed,
            } => {
                for _ in 0..lens {
                    self.bytes()?;
                }
                for _ in 0..varints {
                    self.long()?;
                }
                self.fixed_block(1, fixed).map(|_| ())
            }
            Skip::Blocks(at) => self.skip_blocks(plan, at),
            Skip::Sequence(at) => {
                self.enter()?;
                self.skip_all(plan, plan.skip_sequence(at))?;
                self.leave();
                Ok(())
            }
            Skip::Union(_) => Ok(()),
        }
    }

    fn skip_blocks(&mut self, plan: &Plan, at: u32) -> Result<()> {
        let blocks = plan.skip_blocks(at);
        self.enter()?;
        while let Some(count) = self.block_to_skip(blocks.least)? {
            match blocks.item {
                Skip::Plain {
                    lens: 0,
                    varints: 0,
                    fixed,
                } => {
                    self.fixed_block(count, fixed)?;
                }
                Skip::Empty(each) => self.charge_empty(count.saturating_mul(each))?,
                _ => {
                    for _ in 0..count {
                        self.skip(plan, &blocks.item)?;
                    }
                }
            }
        }
        self.leave();
        Ok(())
    }

    /// Passes over what these steps are for, up to one that meets something unusual: that and those behind
    /// it are left.
    #[inline(never)]
    fn skip_usual<'p>(&mut self, plan: &'p Plan, mut steps: &'p [Skip]) -> &'p [Skip] {
        let mut rest = self.remaining();
        while let [step, after @ ..] = steps {
            let behind = match *step {
                Skip::Blocks(at) => self.behind_blocks(plan, at, rest),
                _ => self.behind_step(plan, step, rest),
            };
            let Some(behind) = behind else { break };
            rest = behind;
            steps = after;
        }
        self.go_to(rest);
        steps
    }

    /// What follows blocks whose items have none themselves.
    #[inline(always)]
    fn behind_blocks(&self, plan: &Plan, at: u32, rest: &'de [u8]) -> Option<&'de [u8]> {
        if self.is_deepest() {
            return None;
        }
        match *steps_of(plan, &plan.skip_blocks(at).item) {
            [
                Skip::Plain {
                    lens,
                    varints,
                    fixed,
                },
            ] => behind_plain_blocks(rest, lens, varints, fixed, self.longest()),
            ref steps => behind_items(rest, |rest| {
                steps
                    .iter()
                    .try_fold(rest, |rest, step| self.behind_step(plan, step, rest))
            }),
        }
    }

    #[inline(always)]
    fn behind_step<'p>(
        &self,
        plan: &'p Plan,
        mut step: &'p Skip,
        mut rest: &'de [u8],
    ) -> Option<&'de [u8]> {
        while let Skip::Union(at) = *step {
            let (&index, after) = rest.split_first()?;
            if index & 0x81 != 0 {
                return None;
            }
            step = plan.skip_union(at).get(usize::from(index >> 1))?;
            rest = after;
        }
        match *step {
            Skip::Plain {
                lens,
                varints,
                fixed,
            } => behind_plain(rest, lens, varints, fixed, self.longest()),
            Skip::Empty(1) if !self.refuses_empty() => Some(rest),
            _ => None,
        }
    }
}

/// The steps that a skip stands for.
#[inline(always)]
fn steps_of<'p>(plan: &'p Plan, skip: &'p Skip) -> &'p [Skip] {
    match skip {
        Skip::Sequence(at) => plan.skip_sequence(*at),
        skip => slice::from_ref(skip),
    }
}

/// What follows blocks, whose items `item` passes over.
#[inline(always)]
fn behind_items<'de>(
    mut rest: &'de [u8],
    item: impl Fn(&'de [u8]) -> Option<&'de [u8]>,
) -> Option<&'de [u8]> {
    loop {
        // Of one byte and not negative, as are nearly all.
        let (&count, after) = rest.split_first()?;
        rest = after;
        if count == 0 {
            return Some(rest);
        }
        if count & 0x81 != 0 {
            return None;
        }
        for _ in 0..count >> 1 {
            rest = item(rest)?;
        }
    }
}

/// What follows blocks of plain items. A function of its own, which finds room for all in registers.
#[inline(never)]
fn behind_plain_blocks(
    rest: &[u8],
    lens: u16,
    varints: u16,
    fixed: usize,
    longest: usize,
) -> Option<&[u8]> {
    behind_items(rest, |rest| {
        behind_plain(rest, lens, varints, fixed, longest)
    })
}

/// What follows strings, integers and bytes of a constant number.
#[inline(always)]
fn behind_plain(
    mut rest: &[u8],
    lens: u16,
    varints: u16,
    fixed: usize,
    longest: usize,
) -> Option<&[u8]> {
    for _ in 0..lens {
        rest = behind_bytes(rest, longest)?;
    }
    for _ in 0..varints {
        rest = behind_varint(rest)?;
    }
    rest.get(fixed..)
}

/// What follows bytes or a string, whose length takes at most two bytes.
#[inline(always)]
fn behind_bytes(rest: &[u8], longest: usize) -> Option<&[u8]> {
    let (length, rest) = match *rest {
        [a, ref rest @ ..] if a & 0x81 == 0 => (usize::from(a >> 1), rest),
        [a, b, ref rest @ ..] if a & 1 == 0 && b < 0x80 => {
            (usize::from((a & 0x7f) >> 1) | usize::from(b) << 6, rest)
        }
        _ => return None,
    };
    if length > longest {
        return None;
    }
    rest.get(length..)
}

/// What follows an integer, which takes at most eight bytes.
#[inline(always)]
fn behind_varint(rest: &[u8]) -> Option<&[u8]> {
    if let Some(word) = rest.first_chunk() {
        return rest.get(varint::length(*word)?..);
    }
    // Near the end of the input, and so short anyway.
    let last = rest.iter().position(|byte| *byte < 0x80)?;
    rest.get(last.saturating_add(1)..)
}
