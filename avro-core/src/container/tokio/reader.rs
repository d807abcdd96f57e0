//! The records of a container file, one by one, to a task.

use std::future::poll_fn;
use std::marker::PhantomData;
use std::ops::Range;
use std::path::Path;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use avro_model::Schema;
use futures_core::Stream;
use tokio::fs::File;
use tokio::io::{AsyncRead, AsyncSeek};

use super::blocks::Blocks;
#[cfg(feature = "object_store")]
use super::object::Object;
use super::source::{AnySource, AsyncSeekSource, AsyncSource, Seekable};
#[cfg(doc)]
use crate::container::Reader as Waiting;
use crate::container::reader::Records;
use crate::container::search::MARKER;
use crate::container::{Codec, ContainerError, Damage, Header, ReaderBuilder};
use crate::datum::{FromDatum, Readable};

/// Reads the records of a container file, one at a time: [`container::Reader`](Waiting) for a task.
///
/// It is a [`Stream`] of records. `T` owns what it reads; types that borrow are read through [`Blocks`]. The
/// reader ends at the first error.
///
/// # Example
///
/// ```
/// use avro_core::container::tokio::{Reader, Writer};
/// use avro_core::container::splits;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), avro_core::container::ContainerError> {
/// let mut writer = Writer::<i32>::builder(Vec::new()).block_size(100).build_async()?;
/// for number in 0..1000 {
///     writer.append(&number).await?;
/// }
/// let file = writer.finish().await?;
///
/// let mut seen = Vec::new();
/// for range in splits(file.len() as u64, 3) {
///     // Any source that can seek: a `tokio::fs::File` too.
///     let source = std::io::Cursor::new(&file);
///     let builder = Reader::<i32>::builder().range(range);
///     let mut reader = builder.read_seekable_async(source).await?;
///     while let Some(number) = reader.next().await {
///         seen.push(number?);
///     }
/// }
/// assert!(seen.into_iter().eq(0..1000));
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Reader<T, R = AnySource> {
    blocks: Blocks<R>,
    records: Records,
    output: PhantomData<fn() -> T>,
}

impl<T> Reader<T> {
    /// Says how a file is to be read; to be ended by
    /// [`read_async`](ReaderBuilder::read_async) or one of its like.
    #[must_use]
    pub fn builder() -> ReaderBuilder<T> {
        ReaderBuilder::default()
    }
}

impl<T: Readable> Reader<T> {
    /// Opens the file at `path`.
    ///
    /// # Errors
    ///
    /// When it cannot be opened, and as for [`container::Reader::new`](Waiting::new).
    pub async fn open(path: impl AsRef<Path>) -> Result<Reader<T, Seekable<File>>, ContainerError> {
        Self::builder().open_async(path).await
    }

    /// Reads the header of the container file that `source` holds.
    ///
    /// The source needs no buffer of its own.
    ///
    /// # Errors
    ///
    /// As for [`container::Reader::new`](Waiting::new).
    pub async fn new<R: AsyncRead + Unpin>(source: R) -> Result<Reader<T, R>, ContainerError> {
        Self::builder().read_async(source).await
    }
}

impl<T, R> Reader<T, R> {
    /// The schema in the file's header: the writer's.
    #[must_use]
    pub fn schema(&self) -> &Schema {
        self.blocks.schema()
    }

    /// The file's header: its metadata and its sync marker.
    #[must_use]
    pub fn header(&self) -> &Header {
        self.blocks.header()
    }

    /// The file's codec.
    #[must_use]
    pub fn codec(&self) -> &Codec {
        self.blocks.codec()
    }

    /// What was passed over so far, if that was [asked for](ReaderBuilder::recover).
    #[must_use]
    pub fn damage(&self) -> &Damage {
        self.blocks.damage()
    }

    /// The byte of the file at which the block begins that the next record is in: a place to
    /// [`seek`](Self::seek).
    ///
    /// See [`container::Reader::position`](Waiting::position).
    #[must_use]
    pub fn position(&self) -> u64 {
        let place = self.records.place();
        place.unwrap_or_else(|| self.blocks.position())
    }

    /// Whether the next record lies behind the first marker that begins at `position` or later.
    ///
    /// See [`container::Blocks::past_sync`](crate::container::Blocks::past_sync).
    #[must_use]
    pub fn past_sync(&self, position: u64) -> bool {
        self.position() >= position.saturating_add(MARKER)
    }
}

impl<T: for<'de> FromDatum<'de>, R: AsyncSource> Reader<T, R> {
    /// The next record; `None` behind the last.
    ///
    /// A future that is dropped loses nothing: the next one goes on.
    ///
    /// # Errors
    ///
    /// As for the iterator that [`container::Reader`](Waiting) is.
    pub async fn next(&mut self) -> Option<Result<T, ContainerError>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Reads the next record into `value`, whose memory is used again; false behind the last.
    ///
    /// A future that is dropped loses nothing, and has not touched the value.
    ///
    /// # Errors
    ///
    /// As for [`next`](Self::next). The value is then some legal value.
    pub async fn next_into(&mut self, value: &mut T) -> Result<bool, ContainerError> {
        let has_record = poll_fn(|context| self.poll_record(context)).await?;
        Ok(has_record && self.records.next_into(&self.blocks.blocks, value)?)
    }

    /// Goes on to the block that has the next record, when it is there; false where there is none.
    fn poll_record(&mut self, context: &mut Context<'_>) -> Poll<Result<bool, ContainerError>> {
        let blocks = &mut self.blocks.blocks;
        while self.records.want_block() {
            let advanced = ready!(blocks.poll_advance(context));
            self.records.enter(blocks, advanced)?;
        }
        Poll::Ready(Ok(!self.records.over))
    }
}

impl<T: for<'de> FromDatum<'de>, R: AsyncSource> Stream for Reader<T, R> {
    type Item = Result<T, ContainerError>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<T, ContainerError>>> {
        let this = &mut *self;
        Poll::Ready(match ready!(this.poll_record(context)) {
            Ok(true) => this.records.next(&this.blocks.blocks),
            Ok(false) => None,
            Err(error) => Some(Err(error)),
        })
    }
}

impl<T, R: AsyncSeekSource> Reader<T, R> {
    /// Goes to the first record of the block that begins at `position`, and on from there to the file's
    /// end; see [`Blocks::seek`].
    pub fn seek(&mut self, position: u64) {
        self.records.start_again();
        self.blocks.seek(position);
    }

    /// Goes to the first block whose preceding sync marker begins at `position` or later, and on from
    /// there to the file's end; see [`Blocks::sync`].
    pub fn sync(&mut self, position: u64) {
        self.read_range(position..u64::MAX);
    }

    /// Goes to the first record of this range of the file, and on to the last of it; see
    /// [`Blocks::read_range`].
    pub fn read_range(&mut self, range: Range<u64>) {
        self.records.start_again();
        self.blocks.read_range(range);
    }
}

/// Under tokio, where [threads](Self::threads) have no part in it.
impl<T: Readable> ReaderBuilder<T> {
    /// Opens the file at `path`; see [`BlocksBuilder::open_async`].
    ///
    /// [`BlocksBuilder::open_async`]: crate::container::BlocksBuilder::open_async
    ///
    /// # Errors
    ///
    /// When it cannot be opened, and as for [`Reader::new`].
    pub async fn open_async(
        self,
        path: impl AsRef<Path>,
    ) -> Result<Reader<T, Seekable<File>>, ContainerError> {
        let (options, reader) = (self.blocks, self.reader);
        Reader::of(options.open_async(path).await?, reader)
    }

    /// Reads the header of the container file that `source` holds; see [`BlocksBuilder::read_async`].
    ///
    /// [`BlocksBuilder::read_async`]: crate::container::BlocksBuilder::read_async
    ///
    /// # Errors
    ///
    /// As for [`Reader::new`].
    pub async fn read_async<R: AsyncRead + Unpin>(
        self,
        source: R,
    ) -> Result<Reader<T, R>, ContainerError> {
        let (options, reader) = (self.blocks, self.reader);
        Reader::of(options.read_async(source).await?, reader)
    }

    /// The same for a source that can seek; see [`BlocksBuilder::read_seekable_async`].
    ///
    /// [`BlocksBuilder::read_seekable_async`]: crate::container::BlocksBuilder::read_seekable_async
    ///
    /// # Errors
    ///
    /// As for [`Reader::new`].
    pub async fn read_seekable_async<R: AsyncRead + AsyncSeek + Unpin>(
        self,
        source: R,
    ) -> Result<Reader<T, Seekable<R>>, ContainerError> {
        let (options, reader) = (self.blocks, self.reader);
        Reader::of(options.read_seekable_async(source).await?, reader)
    }

    /// Reads the header of the container file that is an object of a store; see [`BlocksBuilder::read_object`].
    ///
    /// [`BlocksBuilder::read_object`]: crate::container::BlocksBuilder::read_object
    ///
    /// # Errors
    ///
    /// As for [`Reader::new`], and when this is not called in a runtime of tokio.
    #[cfg(feature = "object_store")]
    pub async fn read_object(self, object: Object) -> Result<Reader<T, Object>, ContainerError> {
        let (options, reader) = (self.blocks, self.reader);
        Reader::of(options.read_object(object).await?, reader)
    }
}

impl<T: Readable, R> Reader<T, R> {
    fn of(blocks: Blocks<R>, reader: Option<Schema>) -> Result<Self, ContainerError> {
        let prepared = ReaderBuilder::<T>::prepare(blocks.schema(), reader)?;
        Ok(Reader {
            blocks,
            records: Records::new(prepared),
            output: PhantomData,
        })
    }
}
