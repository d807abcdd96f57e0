//! How much of the stack has been used.
//!
//! A count of levels says little about it: a level may hold a record of two
//! hundred fields, and a build without optimisation keeps a copy of each. So the
//! distance between two frames is measured, by the addresses of their variables.

use std::hint::black_box;
use std::ptr;

/// Somewhere in the frame of the caller, or in that of whom it is inlined into.
#[inline(always)]
pub(crate) fn here() -> usize {
    let mark = 0_u8;
    ptr::from_ref(black_box(&mark)).addr()
}
