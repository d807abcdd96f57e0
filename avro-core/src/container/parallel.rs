//! Files on several threads: blocks are the unit, and their order is kept.
//!
//! The thread that owns a reader takes blocks off its source, as they stand there, and hands copies to a
//! [crew](crew::Crew), whose threads decompress them; the blocks of [`Blocks::par_map`](super::Blocks::par_map) are
//! decoded there too. The thread that owns a writer encodes; the crew
//! compresses.

mod ahead;
mod crew;
mod map;
mod rows;
mod write;

pub(super) use ahead::Packed;
pub use map::MappedBlocks;
pub(super) use rows::RowsAhead;
pub(super) use write::Compressors;
