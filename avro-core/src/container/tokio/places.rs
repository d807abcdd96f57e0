//! Where a file's blocks are, found by a task.

use std::future::poll_fn;
use std::io::{self, ErrorKind};

use tokio::io::{AsyncRead, AsyncSeek};

#[cfg(feature = "object_store")]
use super::object::Object;
use super::source::{AsyncSeekSource, Seekable};
use crate::container::places::Places;
use crate::container::{BlockIndex, ContainerError};
use crate::encoding::Limits;

/// A file that is come back to when it is ready.
pub(super) struct OnTask<R>(pub(super) R);

impl<R: AsyncSeekSource> Places for OnTask<R> {
    async fn len(&mut self) -> io::Result<u64> {
        poll_fn(|context| self.0.poll_len(context)).await
    }

    async fn read_at(&mut self, position: u64, room: &mut [u8]) -> io::Result<usize> {
        self.0.look_at(position, room.len() as u64);
        let mut read = 0_usize;
        while let Some(rest) = room.get_mut(read..)
            && !rest.is_empty()
        {
            let needed = rest.len();
            match poll_fn(|context| self.0.poll_fill(context, rest, needed)).await {
                Ok(0) => break,
                Ok(count) => read = read.saturating_add(count),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(read)
    }
}

/// Under tokio.
impl BlockIndex {
    /// The index of the container file that `source` holds: [`with_limits`](Self::with_limits) for a task. With the
    /// feature `tokio`.
    ///
    /// # Errors
    ///
    /// As for [`read`](Self::read).
    ///
    /// # Example
    ///
    /// ```
    /// use avro_core::Limits;
    /// use avro_core::container::BlockIndex;
    /// use avro_core::container::tokio::Writer;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), avro_core::container::ContainerError> {
    /// let mut writer = Writer::<i32>::builder(Vec::new()).block_count(100).build_async()?;
    /// for number in 0..1000 {
    ///     writer.append(&number).await?;
    /// }
    /// let file = writer.finish().await?;
    ///
    /// // Any source that can seek: a `tokio::fs::File` too.
    /// let source = std::io::Cursor::new(&file);
    /// let index = BlockIndex::read_async(source, &Limits::default()).await?;
    /// assert_eq!((index.blocks().len(), index.records()), (10, 1000));
    /// # Ok(())
    /// # }
    /// ```
    pub async fn read_async<R: AsyncRead + AsyncSeek + Unpin>(
        source: R,
        limits: &Limits,
    ) -> Result<Self, ContainerError> {
        let source = Seekable::new(source).await?;
        Self::of(&mut OnTask(source), limits).await
    }

    /// The index of the container file that is an object of a store. With the feature `object_store`.
    ///
    /// Blocks that are larger than a [chunk](Object::chunk_size) are passed over: of each, 64 KiB are asked for. Where
    /// they are smaller that would take longer than to ask for all of the object, chunk by chunk, and that is done.
    ///
    /// # Errors
    ///
    /// As for [`read`](Self::read), and when this is not called in a runtime of tokio.
    #[cfg(feature = "object_store")]
    pub async fn read_object(object: Object, limits: &Limits) -> Result<Self, ContainerError> {
        Self::of(&mut OnTask(object), limits).await
    }
}
