//! Object container files: a schema, then blocks of encoded values.
//!
//! ```text
//! file   = header block*
//! header = "Obj\x01" metadata sync
//! block  = count size payload sync
//! ```
//!
//! # Reading
//!
//! [`Reader`] hands out records one by one, as a Rust type, as [`Value`](crate::Value) or as one of serde's types;
//! [`Blocks`] lends whole blocks, whose [rows](Block::rows) borrow from them, whose [datums](Block::datums) are the
//! records as they are encoded, and which can be had [as they stand in the file](Block::raw). Both read
//!
//! * from a path, from any [`Read`](std::io::Read), and from bytes that are all there, such as a memory map, which are not
//!   copied ([`ReaderBuilder::bytes`]);
//! * from the start, from a [place that was noted](Reader::seek), from the [next sync marker](Reader::sync), or a
//!   [range](ReaderBuilder::range) of the file: [`splits`] divides a file between workers;
//! * by one thread or [by several](ReaderBuilder::threads), which also [work on blocks](Blocks::par_map) for the caller;
//! * up to the first fault, or [in spite of damage](ReaderBuilder::recover), with a [list](Damage) of what was passed over.
//!
//! The records of a block are handed out once its sync marker matched. Every byte is accounted for: what is left over in a
//! block, a count that is wrong, a file that ends too soon and what follows its last block are errors.
//!
//! [`BlockIndex`] says where the blocks are and counts their records, without decompressing them.
//!
//! With the feature `tokio` the module `container::tokio` has the same readers, writer and index for asynchronous sources
//! and sinks; with the feature `object_store` files are read out of object stores, range by range.
//!
//! # Writing
//!
//! [`Writer`] gathers records in blocks. It takes values, datums that are [encoded already](Writer::append_encoded)
//! and [blocks of other files](Writer::copy_from); it [goes on](Writer::append_to) with a file that is there, and
//! where a sink has failed; and it lets [other threads](WriterBuilder::threads) compress.
//!
//! # Without I/O
//!
//! Below lies the byte level, and it does no I/O: [`Framer`] takes a file's bytes as
//! they come and gives back its [`Header`] and its blocks, each once its sync
//! marker matched; [`BlockScanner`] does the same over bytes that are all there,
//! and copies nothing. [`Compressor`] and [`Decompressor`] turn a block's values
//! into its payload and back, and keep their contexts and buffers from block to
//! block.
//!
//! ```
//! use avro_core::container::{Codec, Compressor, Decompressor, Event, Framer, Header};
//! use avro_core::container::encode_block;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // A file of the longs 1, 2 and 3, in one block.
//! let codec = Codec::Null;
//! let header = Header::new(r#""long""#, &codec);
//! let mut file = Vec::new();
//! header.encode(&mut file);
//! let mut compressor = Compressor::new(&codec)?;
//! encode_block(3, compressor.compress(&[2, 4, 6])?, header.sync(), &mut file);
//!
//! // And back, as from a socket that hands out a few bytes at a time.
//! let mut source = file.as_slice();
//! let mut framer = Framer::new();
//! let mut decompressor = None;
//! loop {
//!     match framer.next()? {
//!         Event::NeedInput => {
//!             let space = framer.space();
//!             let count = source.len().min(space.len()).min(5);
//!             space[..count].copy_from_slice(&source[..count]);
//!             source = &source[count..];
//!             framer.filled(count); // zero: the input has ended
//!         }
//!         Event::Header(header) => {
//!             assert_eq!(header.schema_text(), r#""long""#);
//!             decompressor = Some(Decompressor::new(&header.codec()?, 1 << 20)?);
//!         }
//!         Event::Block(block) => {
//!             let decompressor = decompressor.as_mut().expect("a header comes first");
//!             assert_eq!(block.count, 3);
//!             assert_eq!(decompressor.decompress(block.payload)?, [2, 4, 6]);
//!         }
//!         Event::Skipped(_) => unreachable!("nobody asked to recover"),
//!         Event::End => break,
//!     }
//! }
//! # Ok(())
//! # }
//! ```

// All of it meets bytes that others made.
#![cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::unwrap_used
    )
)]

mod append;
mod block;
mod blocks;
mod builder;
mod codec;
mod copy;
mod difference;
mod error;
mod framer;
mod header;
mod index;
mod parallel;
mod places;
mod reader;
mod recover;
mod rows;
mod search;
mod source;
mod split;
mod sync;
#[cfg(feature = "tokio")]
pub mod tokio;
mod unpack;
mod walk;
mod writer;

use crate::encoding::limits;

pub use append::Storage;
pub use block::{BlockScanner, RawBlock, Scan, encode_block};
pub use blocks::{Block, Blocks, Datums};
pub use builder::{BlocksBuilder, ReaderBuilder};
pub use codec::{
    BlockBuffer, Codec, CodecError, Compress, Compressor, CustomCodec, Decompress, Decompressor,
};
pub use error::{ContainerError, ContainerErrorKind};
pub use framer::{Event, Framer};
pub use header::{Header, HeaderParser, HeaderProgress};
pub use index::{BlockEntry, BlockIndex};
pub use parallel::MappedBlocks;
pub use reader::Reader;
pub use recover::{Damage, Skipped};
pub use rows::Rows;
pub use source::{FromBytes, FromRead, SeekSource, Source};
pub use split::splits;
pub use sync::random_sync_marker;
pub use writer::{BlockWritten, SyncPolicy, Writer, WriterBuilder, Written};

/// The first bytes of every object container file: `Obj` and the version, 1.
pub const MAGIC: [u8; 4] = *b"Obj\x01";

/// The largest decompressed block a reader takes unless told otherwise: 32 MiB.
pub const DEFAULT_MAX_BLOCK: usize = limits::BLOCK;

/// The largest header a reader takes unless told otherwise: 16 MiB.
pub const DEFAULT_MAX_HEADER: usize = limits::HEADER;
