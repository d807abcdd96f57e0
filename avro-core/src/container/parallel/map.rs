//! What becomes of blocks in a user's hands, on several threads.

use std::fmt;
use std::iter::FusedIterator;
use std::sync::Arc;

use super::super::blocks::{Block, Blocks};
use super::super::error::ContainerError;
use super::super::recover::Damage;
use super::super::source::Source;
use super::ahead::Ahead;
use super::crew::Untaken;

type Work<R> = dyn Fn(Block<'_>) -> R + Send + Sync;

/// What was made of the blocks of a file, in their order. Made by [`Blocks::par_map`].
pub struct MappedBlocks<S, R> {
    blocks: Blocks<S>,
    threads: Threads<R>,
}

enum Threads<R> {
    /// None but that of the caller.
    None {
        work: Arc<Work<R>>,
        over: bool,
    },
    Some(Ahead<R, ()>),
}

impl<S: Source> Blocks<S> {
    /// Lets so many threads call `work` for the blocks that are still to come, and gives what it returns, in
    /// their order.
    ///
    /// Rows may be read without an allocation for each, since they borrow from the block, and what they come to
    /// (a sum, a batch of columns) is what goes back to the caller. The caller's thread reads the source, which
    /// need not be [`Send`], and the others decompress. At most twice as many blocks as there are threads are on
    /// their way at a time. A thread has so in memory, besides what `work` takes and returns: two blocks as
    /// they stand in the file, and one decompressed.
    ///
    /// Of one thread, or none, all is done by the caller's.
    ///
    /// An error of the file comes in its place, and is the last. A `work` that panics does so for the caller, in
    /// its place too. When the iterator is dropped the threads end with the block that they are at.
    ///
    /// With [`recover`](super::super::BlocksBuilder::recover) blocks have to be decompressed and checked by
    /// the thread that reads the source, and again by the others: that is worth it where `work` takes long.
    ///
    /// # Errors
    ///
    /// When the threads cannot be begun.
    ///
    /// # Example
    ///
    /// ```
    /// use avro_core::container::{Blocks, ContainerError, Writer};
    ///
    /// let mut writer = Writer::<str>::builder(Vec::new()).block_size(100).build()?;
    /// for word in ["one", "two", "three"].repeat(1000) {
    ///     writer.append(word)?;
    /// }
    /// let file = writer.finish()?;
    ///
    /// let lengths = Blocks::builder().bytes(&file)?.par_map(2, |block| {
    ///     let mut length = 0;
    ///     for word in block.rows::<&str>()? {
    ///         length += word?.len();
    ///     }
    ///     Ok::<_, ContainerError>(length)
    /// })?;
    /// let mut total = 0;
    /// for length in lengths {
    ///     total += length??;
    /// }
    /// assert_eq!(total, 11_000);
    /// # Ok::<(), ContainerError>(())
    /// ```
    pub fn par_map<R, F>(
        self,
        threads: usize,
        work: F,
    ) -> Result<MappedBlocks<S, R>, ContainerError>
    where
        R: Send + 'static,
        F: Fn(Block<'_>) -> R + Send + Sync + 'static,
    {
        let work: Arc<Work<R>> = Arc::new(work);
        let threads = match threads {
            0 | 1 => Threads::None { work, over: false },
            _ => {
                let ground = self.ground().clone();
                Threads::Some(Ahead::new(
                    threads,
                    Untaken::All,
                    self.ground(),
                    move |unpacker, job| {
                        unpacker.unpack(&job.frame, &job.payload)?;
                        let records = unpacker.records(&job.payload);
                        let result = work(ground.block(job.frame, &job.payload, records));
                        Ok((result, Some(job)))
                    },
                )?)
            }
        };
        Ok(MappedBlocks {
            blocks: self,
            threads,
        })
    }
}

impl<S, R> MappedBlocks<S, R> {
    /// The blocks, of which those were taken that are on their way.
    #[must_use]
    pub fn blocks(&self) -> &Blocks<S> {
        &self.blocks
    }

    /// What was passed over so far, if that was asked for: it is ahead of the results.
    #[must_use]
    pub fn damage(&self) -> &Damage {
        self.blocks.damage()
    }
}

impl<S: Source, R> Iterator for MappedBlocks<S, R> {
    type Item = Result<R, ContainerError>;

    fn next(&mut self) -> Option<Self::Item> {
        let (work, over) = match &mut self.threads {
            Threads::Some(ahead) => return ahead.next(&mut self.blocks),
            Threads::None { over: true, .. } => return None,
            Threads::None { work, over } => (work, over),
        };
        let next = self.blocks.next();
        *over = !matches!(next, Ok(Some(_)));
        next.map(|block| block.map(|block| work(block))).transpose()
    }
}

impl<S: Source, R> FusedIterator for MappedBlocks<S, R> {}

impl<S: fmt::Debug, R> fmt::Debug for MappedBlocks<S, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MappedBlocks")
            .field("blocks", &self.blocks)
            .finish_non_exhaustive()
    }
}
