//! The blocks of a container file, which lend their records, to a task.

use std::future::poll_fn;
use std::ops::{ControlFlow, Range};
use std::path::Path;
use std::task::{Context, Poll, ready};

use avro_model::Schema;
use tokio::fs::File;
use tokio::io::{AsyncRead, AsyncSeek};

#[cfg(feature = "object_store")]
use super::object::Object;
use super::source::{AnySource, AsyncSeekSource, AsyncSource, Seekable};
use crate::container::block::Frame;
use crate::container::search::MARKER;
use crate::container::source::FromRead;
use crate::container::{
    Block, Blocks as Waiting, BlocksBuilder, Codec, ContainerError, Damage, Header,
};

/// The blocks of a container file, one at a time: [`container::Blocks`](Waiting) for a task.
///
/// # Example
///
/// ```
/// use avro_core::container::tokio::{Blocks, Writer};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), avro_core::container::ContainerError> {
/// let mut writer = Writer::<str>::builder(Vec::new()).build_async()?;
/// writer.append("borrowed").await?;
/// let file = writer.finish().await?;
///
/// let mut blocks = Blocks::new(&file[..]).await?;
/// while let Some(block) = blocks.next().await? {
///     for word in block.rows::<&str>()? {
///         assert_eq!(word?, "borrowed");
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Blocks<R = AnySource> {
    pub(super) blocks: Waiting<FromRead<R>>,
}

impl Blocks {
    /// Opens the file at `path`.
    ///
    /// # Errors
    ///
    /// When it cannot be opened, and as for [`container::Blocks::new`](Waiting::new).
    pub async fn open(path: impl AsRef<Path>) -> Result<Blocks<Seekable<File>>, ContainerError> {
        Self::builder().open_async(path).await
    }

    /// Reads the header of the container file that `source` holds.
    ///
    /// The source needs no buffer of its own.
    ///
    /// # Errors
    ///
    /// As for [`container::Blocks::new`](Waiting::new).
    pub async fn new<R: AsyncRead + Unpin>(source: R) -> Result<Blocks<R>, ContainerError> {
        Self::builder().read_async(source).await
    }

    /// Says how a file is to be read; to be ended by
    /// [`read_async`](BlocksBuilder::read_async) or one of its like.
    #[must_use]
    pub fn builder() -> BlocksBuilder {
        BlocksBuilder::default()
    }
}

impl<R> Blocks<R> {
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

    /// What was passed over so far, if that was [asked for](BlocksBuilder::recover).
    #[must_use]
    pub fn damage(&self) -> &Damage {
        self.blocks.damage()
    }

    /// The byte of the file at which the next block begins: a place to [`seek`](Self::seek).
    ///
    /// See [`container::Blocks::position`](Waiting::position).
    #[must_use]
    pub fn position(&self) -> u64 {
        self.blocks.source.framer.position()
    }

    /// Whether the next block lies behind the first marker that begins at `position` or later.
    ///
    /// See [`container::Blocks::past_sync`](Waiting::past_sync).
    #[must_use]
    pub fn past_sync(&self, position: u64) -> bool {
        self.position() >= position.saturating_add(MARKER)
    }
}

impl<R: AsyncSource> Blocks<R> {
    /// Reads the header, of a source that has not been read from.
    async fn begin(
        mut source: FromRead<R>,
        options: BlocksBuilder,
    ) -> Result<Self, ContainerError> {
        let first = poll_fn(|context| source.poll_advance(context)).await?;
        let blocks = Waiting::of((source, first.into_header()?), options)?;
        Ok(Blocks { blocks })
    }

    /// The next block, whose sync marker matched; `None` behind the last.
    ///
    /// A future that is dropped loses nothing: the next one goes on.
    ///
    /// # Errors
    ///
    /// As for [`container::Blocks::next`](Waiting::next).
    pub async fn next(&mut self) -> Result<Option<Block<'_>>, ContainerError> {
        let frame = poll_fn(|context| self.blocks.poll_advance(context)).await?;
        Ok(frame.map(|frame| self.blocks.lend(frame)))
    }
}

impl<R: AsyncSeekSource> Blocks<R> {
    /// Goes to the block that begins at `position`, a place that [`position`](Self::position) or
    /// [`Block::offset`] gave, and on from there to the file's end.
    ///
    /// The source is moved when the next block is read, and fails then if it does.
    /// See [`container::Blocks::seek`](Waiting::seek).
    pub fn seek(&mut self, position: u64) {
        self.blocks.source.seek_to(position);
    }

    /// Goes to the first block whose preceding sync marker begins at `position` or later, and on from
    /// there to the file's end.
    ///
    /// The source is moved when the next block is read, and fails then if it does.
    /// See [`container::Blocks::sync`](Waiting::sync).
    pub fn sync(&mut self, position: u64) {
        self.read_range(position..u64::MAX);
    }

    /// Goes to the first block of this range of the file, and on to the last of it.
    ///
    /// The source is moved when the next block is read, and fails then if it does.
    /// See [`BlocksBuilder::range`].
    pub fn read_range(&mut self, range: Range<u64>) {
        self.blocks.source.go_to_range(range);
    }
}

impl<R: AsyncSource> Waiting<FromRead<R>> {
    /// Moves to the next block, when it is there.
    pub(super) fn poll_advance(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Result<Option<Frame>, ContainerError>> {
        while let Some(frame) = ready!(self.poll_advance_packed(context))? {
            if self.unpack(&frame)? {
                return Poll::Ready(Ok(Some(frame)));
            }
        }
        Poll::Ready(Ok(None))
    }

    /// The same with a block into which nobody has looked yet.
    pub(super) fn poll_advance_packed(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Result<Option<Frame>, ContainerError>> {
        loop {
            let next = ready!(self.source.poll_advance(context))?;
            if let ControlFlow::Break(frame) = self.come_to(next) {
                return Poll::Ready(Ok(frame));
            }
        }
    }
}

/// Under tokio.
impl BlocksBuilder {
    /// Opens the file at `path`. With the feature `tokio`.
    ///
    /// # Errors
    ///
    /// When it cannot be opened, and as for [`Blocks::new`].
    pub async fn open_async(
        self,
        path: impl AsRef<Path>,
    ) -> Result<Blocks<Seekable<File>>, ContainerError> {
        self.read_seekable_async(File::open(path).await?).await
    }

    /// Reads the header of the container file that `source` holds, which needs no buffer of its own.
    ///
    /// Of a [`range`](Self::range) the bytes before it are read and passed over. With the feature `tokio`.
    ///
    /// # Errors
    ///
    /// As for [`Blocks::new`].
    pub async fn read_async<R: AsyncRead + Unpin>(
        self,
        source: R,
    ) -> Result<Blocks<R>, ContainerError> {
        Blocks::begin(self.source(source), self).await
    }

    /// The same for a source that can seek, whose bytes before a [`range`](Self::range) are not read.
    ///
    /// # Errors
    ///
    /// As for [`Blocks::new`].
    pub async fn read_seekable_async<R: AsyncRead + AsyncSeek + Unpin>(
        mut self,
        source: R,
    ) -> Result<Blocks<Seekable<R>>, ContainerError> {
        let range = std::mem::replace(&mut self.range, 0..u64::MAX);
        let source = self.source(Seekable::new(source).await?);
        let mut blocks = Blocks::begin(source, self).await?;
        if range != (0..u64::MAX) {
            blocks.read_range(range);
        }
        Ok(blocks)
    }

    /// Reads the header of the container file that is an object of a store.
    ///
    /// Of a [`range`](Self::range) the bytes before and behind it are not asked for. With the feature
    /// `object_store`.
    ///
    /// # Errors
    ///
    /// As for [`Blocks::new`], and when this is not called in a runtime of tokio.
    #[cfg(feature = "object_store")]
    pub async fn read_object(mut self, object: Object) -> Result<Blocks<Object>, ContainerError> {
        let range = self.range.clone();
        // What comes along with the header is not asked for again.
        let near = range.start < object.first();
        if !near {
            self.range = 0..u64::MAX;
        }
        let mut blocks = Blocks::begin(self.source(object), self).await?;
        if near {
            blocks.blocks.source.stream.stop_at(range.end);
        } else {
            blocks.read_range(range);
        }
        Ok(blocks)
    }

    fn source<R>(&self, source: R) -> FromRead<R> {
        FromRead::new(source, &self.limits, self.course())
    }
}
