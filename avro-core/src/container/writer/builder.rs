//! What a writer is to be like.

use std::fs::File;
use std::io::{self, Write};
use std::marker::PhantomData;

use avro_model::Schema;
use avro_model::plan::Losses;

use super::super::codec::{Codec, Compressor};
use super::super::error::{ContainerError, ContainerErrorKind};
use super::super::header::Header;
use super::frame::Frame;
use super::gather::Gather;
use super::outlet::{Outlet, Shipping};
use super::{BlockWritten, SyncPolicy, Writer};
use crate::datum::{ResolveError, Writable};
use crate::encoding::Encoder;

/// What a block holds before it is closed, in bytes before compression.
const BLOCK_SIZE: usize = 64 << 10;

/// The most records a block holds: those that take no bytes never fill it, and a
/// reader may bound how many of them it takes.
const BLOCK_COUNT: u64 = 100_000;

/// What a [`Writer`] is to be like. Made by [`Writer::builder`].
///
/// [`build`](Self::build) begins a file; [`resume`](Self::resume) goes on with one that is there.
#[derive(Debug)]
pub struct WriterBuilder<T: ?Sized, W> {
    pub(in crate::container) sink: W,
    pub(in crate::container) schema: Option<Schema>,
    pub(in crate::container) codec: Option<Codec>,
    pub(in crate::container) metadata: Vec<(String, Vec<u8>)>,
    pub(in crate::container) sync: Option<[u8; 16]>,
    pub(in crate::container) repair: bool,
    block_size: usize,
    block_count: u64,
    losses: Losses,
    array_block_sizes: bool,
    pub(in crate::container) threads: usize,
    shipping: Shipping<W>,
    input: PhantomData<fn(&T)>,
}

/// What every writer is made of, however it waits for its sink.
#[derive(Debug)]
pub(in crate::container) struct Parts<W> {
    pub(in crate::container) gather: Gather,
    pub(in crate::container) codec: Codec,
    pub(in crate::container) compressor: Compressor,
    pub(in crate::container) sync: [u8; 16],
    pub(in crate::container) outlet: Outlet<W>,
    pub(in crate::container) array_block_sizes: bool,
}

impl<T: ?Sized, W> WriterBuilder<T, W> {
    pub(super) fn new(sink: W) -> Self {
        WriterBuilder {
            sink,
            schema: None,
            codec: None,
            metadata: Vec::new(),
            sync: None,
            repair: false,
            block_size: BLOCK_SIZE,
            block_count: BLOCK_COUNT,
            losses: Losses::Refused,
            array_block_sizes: false,
            threads: 1,
            shipping: Shipping::default(),
            input: PhantomData,
        }
    }

    /// The codec of the file's blocks; null if nothing is said.
    ///
    /// A file that is [gone on with](Self::resume) keeps its codec, and is refused if it is
    /// another than this.
    #[must_use]
    pub fn codec(mut self, codec: Codec) -> Self {
        self.codec = Some(codec);
        self
    }

    /// How many bytes a block may gather, before compression, until it is
    /// written: 64 KiB if nothing is said.
    ///
    /// A block has at least one record. Readers bound how large a block may be, ours at
    /// 32 MiB unless [`Limits::block`](crate::Limits::block) says otherwise.
    #[must_use]
    pub fn block_size(mut self, bytes: usize) -> Self {
        self.block_size = bytes.max(1);
        self
    }

    /// How many records a block may gather until it is written, whatever they take: 100,000 if
    /// nothing is said.
    ///
    /// Readers bound how many records of no bytes a block may have.
    ///
    /// # Example
    ///
    /// ```
    /// use avro_core::container::{Blocks, Writer};
    ///
    /// let mut writer = Writer::<i32>::builder(Vec::new()).block_count(2).build()?;
    /// for number in 0..5 {
    ///     writer.append(&number)?;
    /// }
    /// let file = writer.finish()?;
    ///
    /// let mut blocks = Blocks::new(&file[..])?;
    /// let mut counts = Vec::new();
    /// while let Some(block) = blocks.next()? {
    ///     counts.push(block.count());
    /// }
    /// assert_eq!(counts, [2, 2, 1]);
    /// # Ok::<(), avro_core::container::ContainerError>(())
    /// ```
    #[must_use]
    pub fn block_count(mut self, records: u64) -> Self {
        self.block_count = records.max(1);
        self
    }

    /// Adds an entry to the file's metadata, or replaces the one of that key.
    ///
    /// Keys that begin with `avro.` are reserved; [`build`](Self::build) refuses them.
    #[must_use]
    pub fn metadata(mut self, key: impl Into<String>, value: impl Into<Vec<u8>>) -> Self {
        let key = key.into();
        self.metadata.retain(|(other, _)| *other != key);
        self.metadata.push((key, value.into()));
        self
    }

    /// The marker between blocks, for files that are to be the same each time.
    /// A random one if nothing is said, and that is what a file should have.
    #[must_use]
    pub fn sync_marker(mut self, marker: [u8; 16]) -> Self {
        self.sync = Some(marker);
        self
    }

    /// What may be lost where a type's values are written with another schema: nothing if nothing
    /// is said.
    #[must_use]
    pub fn losses(mut self, losses: Losses) -> Self {
        self.losses = losses;
        self
    }

    /// Whether each block of an array or map inside a record says how many bytes it takes, so that
    /// readers can pass over it at once.
    #[must_use]
    pub fn array_block_sizes(mut self, sizes: bool) -> Self {
        self.array_block_sizes = sizes;
        self
    }

    /// Lets so many threads compress the blocks. Of one thread, or none, all is done by the caller's, and so
    /// it is in the null codec.
    ///
    /// The file is the same, byte for byte. The caller's thread encodes and writes to the sink, which need
    /// not be [`Send`]. A block is handed over when it is full; the sink is given it, in its turn, when twice as many
    /// as there are threads are on their way, or when the writer is flushed. So it may be a few blocks later that
    /// [`append`](Writer::append) tells of a sink that fails; nothing is lost or written twice all the same. Each
    /// thread has a context of its codec, and two blocks in memory, before compression and compressed.
    ///
    /// # Example
    ///
    /// ```
    /// use avro_core::container::{Codec, Reader, Writer};
    ///
    /// let mut writer = Writer::<i64>::builder(Vec::new())
    ///     .codec(Codec::deflate())
    ///     .threads(4)
    ///     .block_size(1000)
    ///     .build()?;
    /// for number in 0..10_000 {
    ///     writer.append(&number)?;
    /// }
    /// let file = writer.finish()?;
    /// assert!(Reader::<i64>::new(&file[..])?.map(Result::unwrap).eq(0..10_000));
    /// # Ok::<(), avro_core::container::ContainerError>(())
    /// ```
    #[must_use]
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = threads;
        self
    }

    /// The file's schema, where it is not that of `T`: a [`Value`](crate::Value) has none, and a type
    /// may be written with another.
    #[must_use]
    pub fn schema(mut self, schema: &Schema) -> Self {
        self.schema = Some(schema.clone());
        self
    }

    /// Calls `report` for each block when the sink has taken all of it.
    ///
    /// # Example
    ///
    /// ```
    /// use std::sync::mpsc;
    ///
    /// use avro_core::container::Writer;
    ///
    /// let (sender, blocks) = mpsc::channel();
    /// let mut writer = Writer::<i32>::builder(Vec::new())
    ///     .block_count(3)
    ///     .on_block(move |block| sender.send(*block).unwrap_or_default())
    ///     .build()?;
    /// for number in 0..5 {
    ///     writer.append(&number)?;
    /// }
    /// writer.finish()?;
    ///
    /// let records: Vec<_> = blocks.try_iter().map(|block| block.records).collect();
    /// assert_eq!(records, [3, 2]);
    /// # Ok::<(), avro_core::container::ContainerError>(())
    /// ```
    #[must_use]
    pub fn on_block(mut self, report: impl FnMut(&BlockWritten) + Send + 'static) -> Self {
        self.shipping.on_block = Some(Box::new(report));
        self
    }

    /// When what was written is made to survive the machine, by a function that does it for this
    /// kind of sink. The sink is flushed before.
    ///
    /// For a [`File`] it is [`sync_policy`](Self::sync_policy).
    ///
    /// # Example
    ///
    /// ```
    /// use std::fs::File;
    /// use std::io::BufWriter;
    ///
    /// use avro_core::container::{SyncPolicy, Writer};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let path = std::env::temp_dir().join(format!("avro-sync-with-{}", std::process::id()));
    /// let sink = BufWriter::new(File::create(&path)?);
    /// let mut writer = Writer::<i32>::builder(sink)
    ///     .sync_with(SyncPolicy::OnFlush, |sink| sink.get_ref().sync_data())
    ///     .build()?;
    /// writer.append(&1)?;
    /// writer.flush()?; // it is on the disk
    /// # writer.finish()?;
    /// # std::fs::remove_file(path)?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn sync_with(mut self, policy: SyncPolicy, sync: fn(&mut W) -> io::Result<()>) -> Self {
        self.shipping.policy = policy;
        self.shipping.sync_with = sync;
        self
    }

    /// Makes the writer of a new file.
    ///
    /// The sink is not touched: the header goes to it with the first block, or when the writer
    /// is flushed.
    ///
    /// # Errors
    ///
    /// When no schema was given for a type that has none of its own, values of the type cannot be
    /// written with the schema that was given, a metadata key is reserved, and when the codec's
    /// feature is off.
    pub fn build(self) -> Result<Writer<T, W>, ContainerError>
    where
        T: Writable,
        W: Write,
    {
        let threads = self.threads;
        Writer::of(self.begin()?, threads)
    }

    /// The parts of a writer of a new file.
    pub(in crate::container) fn begin(mut self) -> Result<Parts<W>, ContainerError>
    where
        T: Writable,
    {
        let schema = match self.schema.take() {
            Some(schema) => schema,
            None => T::own_schema()
                .map_err(ResolveError::from)?
                .ok_or(ContainerErrorKind::NoSchema)?,
        };
        let codec = self.codec.take().unwrap_or_default();
        let mut header = Header::new(schema.to_json(), &codec);
        if let Some(sync) = self.sync {
            header = header.with_sync(sync);
        }
        for (key, value) in std::mem::take(&mut self.metadata) {
            header = header.with_metadata(key, value)?;
        }
        let mut parts = self.parts(schema, codec, header.sync(), 0, 0)?;
        let mut bytes = Vec::new();
        header.encode(&mut bytes);
        parts.outlet.frame().set_header(bytes, header.sync());
        Ok(parts)
    }

    /// The parts of a writer behind the blocks of a file, `number` of them that end at `offset`.
    pub(in crate::container) fn parts(
        self,
        schema: Schema,
        codec: Codec,
        sync: [u8; 16],
        offset: u64,
        number: u64,
    ) -> Result<Parts<W>, ContainerError>
    where
        T: Writable,
    {
        let encoder = || Encoder::new().with_block_sizes(self.array_block_sizes);
        let frame = Frame::new(encoder());
        let gather = Gather::new(
            schema,
            self.losses,
            encoder(),
            self.block_size,
            self.block_count,
        );
        gather.prepare::<T>()?;
        Ok(Parts {
            gather,
            compressor: Compressor::new(&codec)?,
            codec,
            sync,
            outlet: Outlet::new(self.sink, frame, self.shipping, offset, number),
            array_block_sizes: self.array_block_sizes,
        })
    }
}

impl<T: ?Sized> WriterBuilder<T, File> {
    /// When what was written is made to survive the machine, by [`File::sync_data`]; never if
    /// nothing is said.
    ///
    /// That of a new file, this does not make its name in the folder survive: sync the folder for that. When a
    /// sync has failed, the system may have given up bytes it was handed before: a sync that works afterwards
    /// says nothing of them, and a new file is the safe way on.
    ///
    /// # Example
    ///
    /// ```
    /// use std::fs::File;
    ///
    /// use avro_core::container::{SyncPolicy, Writer};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let path = std::env::temp_dir().join(format!("avro-sync-policy-{}", std::process::id()));
    /// let mut writer = Writer::<str>::builder(File::create(&path)?)
    ///     .sync_policy(SyncPolicy::EveryBlock)
    ///     .build()?;
    /// writer.append("kept")?;
    /// writer.finish()?;
    /// # std::fs::remove_file(path)?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn sync_policy(self, policy: SyncPolicy) -> Self {
        self.sync_with(policy, |file| file.sync_data())
    }
}
