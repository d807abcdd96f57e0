//! Container files under [tokio](https://docs.rs/tokio): reading from [`AsyncRead`] and out of an object store, and
//! writing to [`AsyncWrite`].
//!
//! [`Reader`], [`Blocks`] and [`Writer`] are those of the [module above](super), where that which waits for its
//! bytes is replaced: what is understood of a file, what is checked, the options and the bytes written are the same, since
//! the code is. A reader is a [`Stream`](futures_core::Stream) of records, a writer a [`Sink`](futures_sink::Sink). A writer
//! [goes on](WriterBuilder::resume_async) with a file that is there and [copies](Writer::copy_from) blocks, and a
//! [`BlockIndex`] is made of [any source](BlockIndex::read_async) that can seek.
//!
//! Builders are shared: their methods that end in `_async`, and `read_object`, give what is here. Two of their options have
//! no part in it. `threads` would hold the task up, which see below; and [`sync_policy`](WriterBuilder::sync_policy)
//! is of [`std::fs::File`]. To sync a [`tokio::fs::File`], keep its
//! [`try_clone`](::tokio::fs::File::try_clone), and call `sync_data` of that behind [`flush`](Writer::flush).
//!
//! ```
//! use avro_core::container::tokio::{Reader, Writer};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), avro_core::container::ContainerError> {
//! let mut writer = Writer::<str>::builder(Vec::new()).build_async()?;
//! writer.append("one").await?;
//! writer.append("two").await?;
//! let file = writer.finish().await?;
//!
//! let mut reader = Reader::<String>::new(&file[..]).await?;
//! let mut words = Vec::new();
//! while let Some(word) = reader.next().await {
//!     words.push(word?);
//! }
//! assert_eq!(words, ["one", "two"]);
//! # Ok(())
//! # }
//! ```
//!
//! This module is there with the feature `tokio`, `Object` with the feature `object_store`.
//!
//! # Futures that are dropped
//!
//! All that is known of a file is kept in the reader or the writer, never in a future. So the future of each method that
//! takes `&mut self` may be dropped before it is ready, as `select!` and `timeout` do it: what is called next goes on where
//! that one stood. Of a reader no record is lost and none comes twice; of a writer no byte is. A value whose
//! [`append`](Writer::append) was dropped before it was ready was not taken.
//!
//! The futures that open a file, and [`Writer::finish`], own what they work with: it goes with them.
//!
//! # What runs on the task's thread
//!
//! Blocks are decompressed, read and compressed where the future is polled. A block of the usual 64 KiB takes well below a
//! millisecond in most codecs; xz and bzip2, and larger blocks, take longer. Where that is too long for the tasks that share the
//! thread, let the reader or writer have a task of its own, on a runtime of several threads, and send records over a channel.

// `tokio` is the crate in the files below, where this module is not in scope.
mod append;
mod blocks;
mod copy;
#[cfg(feature = "object_store")]
mod object;
mod places;
mod reader;
mod source;
mod writer;

#[cfg(doc)]
use super::{BlockIndex, WriterBuilder};
#[cfg(doc)]
use ::tokio::io::{AsyncRead, AsyncWrite};

pub use append::AsyncStorage;
pub use blocks::Blocks;
#[cfg(feature = "object_store")]
pub use object::Object;
pub use reader::Reader;
pub use source::{AnySource, AsyncSeekSource, AsyncSource, Seekable};
pub use writer::{AnySink, Writer};
