//! Blocks from one file to another, by a task, without decoding their records.

use std::future::poll_fn;

use tokio::io::AsyncWrite;

use super::blocks::Blocks;
use super::source::AsyncSource;
use super::writer::Writer;
use crate::container::difference::hold;
use crate::container::writer::Parts;
use crate::container::{Block, Codec, ContainerError};

impl<T: ?Sized, W: AsyncWrite + Unpin> Writer<T, W> {
    /// Appends a whole block of another file: a block of its own behind those that gathered. See
    /// [`container::Writer::append_block`](crate::container::Writer::append_block).
    ///
    /// The block may come from a reader that waits as well.
    ///
    /// # Errors
    ///
    /// When the other file has another schema, when the block cannot be compressed, and when the sink
    /// does not take the block before. The block was not taken then, nor if the future was dropped.
    pub async fn append_block(&mut self, block: &Block<'_>) -> Result<(), ContainerError> {
        let ground = block.ground();
        hold(&ground.schema, self.schema())?;
        let packed = self.has_codec(&ground.codec);
        poll_fn(|context| self.poll_block(context)).await?;
        self.put(block, packed)
    }

    /// Appends all blocks that are still to come of another file. See
    /// [`container::Writer::copy_from`](crate::container::Writer::copy_from).
    ///
    /// If the future is dropped, and when the sink fails, calling again goes on from there.
    ///
    /// # Errors
    ///
    /// When the other file has another schema, when it cannot be read, when a block cannot be compressed, and
    /// when the sink fails.
    ///
    /// # Example
    ///
    /// ```
    /// use avro_core::container::tokio::{Blocks, Reader, Writer};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), avro_core::container::ContainerError> {
    /// let mut all = Writer::<str>::builder(Vec::new()).build_async()?;
    /// for word in ["one", "two"] {
    ///     let mut writer = Writer::<str>::builder(Vec::new()).build_async()?;
    ///     writer.append(word).await?;
    ///     let file = writer.finish().await?;
    ///     all.copy_from(&mut Blocks::new(&file[..]).await?).await?;
    /// }
    /// let all = all.finish().await?;
    ///
    /// let mut reader = Reader::<String>::new(&all[..]).await?;
    /// assert_eq!(reader.next().await.transpose()?.as_deref(), Some("one"));
    /// assert_eq!(reader.next().await.transpose()?.as_deref(), Some("two"));
    /// # Ok(())
    /// # }
    /// ```
    pub async fn copy_from<R: AsyncSource>(
        &mut self,
        blocks: &mut Blocks<R>,
    ) -> Result<(), ContainerError> {
        hold(blocks.schema(), self.schema())?;
        let packed = self.has_codec(blocks.codec());
        let blocks = &mut blocks.blocks;
        loop {
            // Before the next is taken from the source: nobody could ask for it again.
            poll_fn(|context| self.poll_block(context)).await?;
            let next = poll_fn(|context| match packed && !blocks.recover {
                true => blocks.poll_advance_packed(context),
                false => blocks.poll_advance(context),
            });
            let Some(frame) = next.await? else {
                return Ok(());
            };
            self.put(&blocks.lend(frame), packed)?;
        }
    }

    fn has_codec(&self, other: &Codec) -> bool {
        self.codec().name() == other.name()
    }

    /// Makes the next frame of a block's payload as it stands, or of its records, where the frame before has been shipped.
    fn put(&mut self, block: &Block<'_>, packed: bool) -> Result<(), ContainerError> {
        let Parts {
            compressor,
            sync,
            outlet,
            ..
        } = &mut self.parts;
        outlet.frame().set_payload(block.count(), *sync, |out| {
            if packed {
                out.copy_from(block.raw().payload);
                return Ok(None);
            }
            let records = block.data();
            let compressed = compressor.compress_into(records, out);
            compressed.map_err(|error| block.frame().error(error))?;
            Ok(Some(records.len()))
        })
    }
}
