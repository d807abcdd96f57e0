//! Passing over what a type does not want.

use super::program::{Node, Program, Step};
use crate::encoding::{DecodeError, Decoder};
use crate::value;

/// Passes over a value. Blocks that say their size are jumped over.
pub(super) fn skip(
    program: &Program,
    node: Node,
    input: &mut Decoder<'_>,
) -> Result<(), DecodeError> {
    match node {
        Node::Null => {}
        Node::Int
        | Node::Long
        | Node::Enum(_)
        | Node::LongFromInt
        | Node::FloatFromInt
        | Node::FloatFromLong
        | Node::DoubleFromInt
        | Node::DoubleFromLong => {
            input.long()?;
        }
        Node::Bytes | Node::String => {
            input.bytes()?;
        }
        Node::Boolean | Node::Float | Node::Double | Node::Fixed(_) | Node::DoubleFromFloat => {
            input.fixed_block(1, width(program, node).unwrap_or(0))?;
        }
        Node::Union(at) => {
            let branch = branch(program, at, input)?;
            skip(program, branch, input)?;
        }
        Node::Record(at) => {
            let before = input.remaining().len();
            input.enter()?;
            for step in program.record(at).map_or(&[][..], |record| &record.steps) {
                pass(program, step, input)?;
            }
            input.leave();
            if input.remaining().len() == before {
                // Of records that take no bytes a small schema can have any number.
                input.charge_empty(1)?;
            }
        }
        Node::Array(at) => skip_blocks(program, at, false, input)?,
        Node::Map(at) => skip_blocks(program, at, true, input)?,
        Node::Refused(at) => return Err(refused(program, at, input)),
    }
    Ok(())
}

/// Passes over one step of a record.
pub(super) fn pass(
    program: &Program,
    step: &Step,
    input: &mut Decoder<'_>,
) -> Result<(), DecodeError> {
    match (step, program.plan()) {
        (Step::Read { node, .. }, _) => skip(program, *node, input),
        (Step::Skip(step), Some(plan)) => input.skip(plan, step),
        // Only a plan passes over anything.
        (Step::Skip(_), None) => Ok(()),
    }
}

fn skip_blocks(
    program: &Program,
    at: u32,
    keys: bool,
    input: &mut Decoder<'_>,
) -> Result<(), DecodeError> {
    let blocks = program.blocks(at);
    input.enter()?;
    let least = blocks.least.saturating_add(usize::from(keys));
    while let Some(count) = input.block_to_skip(least)? {
        if least == 0 {
            // Items that may take no bytes never take any.
            input.skip_empty(count)?;
        } else if let Some(width) = width(program, blocks.item).filter(|_| !keys) {
            input.fixed_block(count, width)?;
        } else {
            for _ in 0..count {
                if keys {
                    input.bytes()?;
                }
                skip(program, blocks.item, input)?;
            }
        }
    }
    input.leave();
    Ok(())
}

/// How many bytes each value takes, where that is always the same.
fn width(program: &Program, node: Node) -> Option<usize> {
    match node {
        Node::Boolean => Some(1),
        Node::Float | Node::DoubleFromFloat => Some(4),
        Node::Double => Some(8),
        Node::Fixed(at) => program.fixed(at).map(|fixed| fixed.ty.size()),
        _ => None,
    }
}

/// The branch of a union that comes next.
#[inline(always)]
pub(super) fn branch(
    program: &Program,
    at: u32,
    input: &mut Decoder<'_>,
) -> Result<Node, DecodeError> {
    let branches = program.branches(at);
    let count = value::bounded(branches.len());
    let index = input.branch(count)?;
    match branches.get(index as usize) {
        Some(branch) => Ok(*branch),
        None => Err(input.no_such_branch(index.into(), count)),
    }
}

/// Why a value cannot be read by the plan.
#[cold]
pub(super) fn refused(program: &Program, at: u32, input: &Decoder<'_>) -> DecodeError {
    match program.plan().and_then(|plan| plan.refusal(at)) {
        Some(reason) => input.refuse(reason),
        None => input.refuse("the value cannot be read as the reader's"),
    }
}
