//! The workloads, one chapter each: its values, its hand-written code, and who takes part.

mod w1;
mod w2;
mod w3;
pub mod w4;
mod w5;
mod w6;
mod w7;
mod w8;
mod w9;

use crate::race::{Asked, Workload};

/// A workload's name, and how it is built. Building makes the values and compares all answers.
pub type Entry = (&'static str, fn(&Asked) -> Workload);

/// All workloads, in the order of the table.
pub const ALL: &[Entry] = &[
    ("W1", w1::workload),
    ("W2", w2::workload),
    ("W3", w3::workload),
    ("W4", w4::workload),
    ("W5", w5::workload),
    ("W6", w6::workload),
    ("W7", w7::workload),
    ("W8null", w8::null),
    ("W8deflate", w8::deflate),
    ("W8snappy", w8::snappy),
    ("W8zstandard", w8::zstandard),
    ("W9long", w9::long),
    ("W9time", w9::time),
    ("W9small", w9::small),
    ("W9double", w9::double),
];
