//! Files on several threads: blocks are the unit, and their order is kept.
//!
//! The thread that owns a reader takes blocks off its source, as they stand there, and hands copies to a
//! [crew](crew::Crew), whose threads decompress and decode them.


mod ahead;
mod crew;
mod map;
mod rows;

pub(super) use ahead::Packed;
pub use map::MappedBlocks;
pub(super) use rows::{ReadAhead, Start, start};
