//! Writing container files.

use std::fs::File;
use std::io::Write;
use std::marker::PhantomData;

use avro_model::Schema;
use avro_model::plan::Losses;

use super::block::encode_block;
use super::codec::{Codec, Compressor};
use super::error::{ContainerError, ContainerErrorKind};
use super::header::Header;
use crate::datum::{Known, ResolveError, Writable};
use crate::encoding::Encoder;

/// What a block holds before it is closed, in bytes before compression.
const BLOCK_SIZE: usize = 64 << 10;

/// The most records a block holds: those that take no bytes never fill it, and a
/// reader may bound how many of them it takes.
const BLOCK_COUNT: u64 = 100_000;

/// Writes values to an object container file.
///
/// Values gather in a block; a block that outgrows
/// [`block_size`](WriterBuilder::block_size) is compressed and written. Call
/// [`finish`](Self::finish) at the end: a writer that is dropped tries to write
/// its last block, but can tell nobody when that fails.
///
/// A value may be of any type that can be written with the file's schema: an
/// owned type and its borrowed twin alike.
///
/// # Example
///
/// ```
/// use avro_core::container::{Reader, Writer};
///
/// let mut writer = Writer::<str>::builder(Vec::new()).build()?;
/// writer.append("one")?;
/// writer.append("two")?;
/// let file = writer.finish()?;
///
/// let words = Reader::<String>::new(&file[..])?.collect::<Result<Vec<_>, _>>()?;
/// assert_eq!(words, ["one", "two"]);
/// # Ok::<(), avro_core::container::ContainerError>(())
/// ```
#[derive(Debug)]
pub struct Writer<T: ?Sized, W: Write = File> {
    /// `None` once it was handed back.
    sink: Option<W>,
    schema: Schema,
    codec: Codec,
    compressor: Compressor,
    sync: [u8; 16],
    block_size: usize,
    losses: Losses,
    /// The types that may be appended, each set against the schema once.
    prepared: Known,
    block: Encoder,
    count: u64,
    /// Bytes of a block's frame, kept from block to block.
    frame: Vec<u8>,
    /// A part of a block may have been written: nothing may follow it.
    broken: bool,
    input: PhantomData<fn(&T)>,
}

/// What a [`Writer`] is to be like. Made by [`Writer::builder`].
#[derive(Debug)]
pub struct WriterBuilder<T: ?Sized, W> {
    sink: W,
    schema: Option<Schema>,
    codec: Codec,
    block_size: usize,
    metadata: Vec<(String, Vec<u8>)>,
    sync: Option<[u8; 16]>,
    losses: Losses,
    block_sizes: bool,
    input: PhantomData<fn(&T)>,
}

impl<T: ?Sized, W: Write> WriterBuilder<T, W> {
    /// The codec of the file's blocks; null if nothing is said.
    #[must_use]
    pub fn codec(mut self, codec: Codec) -> Self {
        self.codec = codec;
        self
    }

    /// How many bytes a block may gather, before compression, until it is
    /// written: 64 KiB if nothing is said.
    ///
    /// A block has at least one record. Readers bound how large a block may be, ours at
    /// 32 MiB unless [`Limits::block`](crate::Limits::block) says otherwise.
    #[must_use]
    pub fn block_size(mut self, bytes: usize) -> Self {
        self.block_size = bytes;
        self
    }

    /// Adds an entry to the file's metadata.
    ///
    /// Keys that begin with `avro.` are reserved; [`build`](Self::build) refuses them.
    #[must_use]
    pub fn metadata(mut self, key: impl Into<String>, value: impl Into<Vec<u8>>) -> Self {
        self.metadata.push((key.into(), value.into()));
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
        self.block_sizes = sizes;
        self
    }

    /// The file's schema, where it is not that of `T`: a [`Value`](crate::Value) has none, and a type
    /// may be written with another.
    #[must_use]
    pub fn schema(mut self, schema: &Schema) -> Self {
        self.schema = Some(schema.clone());
        self
    }

    /// Writes the header and makes the writer.
    ///
    /// # Errors
    ///
    /// When no schema was given for a type that has none of its own, a metadata
    /// key is reserved, the codec's feature is off, and when the sink fails.
    pub fn build(mut self) -> Result<Writer<T, W>, ContainerError>
    where
        T: Writable,
    {
        let schema = match self.schema.take() {
            Some(schema) => schema,
            None => T::own_schema()
                .map_err(ResolveError::from)?
                .ok_or(ContainerErrorKind::NoSchema)?,
        };
        let prepared = Known::default();
        prepared.get::<T::Key>(|| T::prepare_to_write(&schema, self.losses))?;
        let mut header = Header::new(schema.to_json(), &self.codec);
        if let Some(sync) = self.sync {
            header = header.with_sync(sync);
        }
        for (key, value) in self.metadata {
            header = header.with_metadata(key, value)?;
        }
        let mut frame = Vec::new();
        header.encode(&mut frame);
        let compressor = Compressor::new(&self.codec)?;
        self.sink.write_all(&frame)?;
        Ok(Writer {
            sink: Some(self.sink),
            schema,
            codec: self.codec,
            compressor,
            sync: header.sync(),
            block_size: self.block_size,
            losses: self.losses,
            prepared,
            block: Encoder::new().with_block_sizes(self.block_sizes),
            count: 0,
            frame,
            broken: false,
            input: PhantomData,
        })
    }
}

impl<T: ?Sized> Writer<T> {
    /// Says what a writer to `sink` is to be like.
    ///
    /// Whole blocks are written to it: it needs no buffer of its own.
    pub fn builder<W: Write>(sink: W) -> WriterBuilder<T, W> {
        WriterBuilder {
            sink,
            schema: None,
            codec: Codec::Null,
            block_size: BLOCK_SIZE,
            metadata: Vec::new(),
            sync: None,
            losses: Losses::Refused,
            block_sizes: false,
            input: PhantomData,
        }
    }
}

impl<T: ?Sized, W: Write> Writer<T, W> {
    /// The file's schema.
    #[must_use]
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// The file's codec.
    #[must_use]
    pub fn codec(&self) -> &Codec {
        &self.codec
    }

    /// The marker between the file's blocks.
    #[must_use]
    pub fn sync_marker(&self) -> [u8; 16] {
        self.sync
    }

    /// Appends a value: a `T`, or any type that can be written with the file's schema.
    ///
    /// # Errors
    ///
    /// When values of this type cannot be written with the file's schema, or this
    /// value has no place in it: the file is then as it was before. When the sink
    /// fails: then nothing more can be appended.
    pub fn append<U: Writable + ?Sized>(&mut self, value: &U) -> Result<(), ContainerError> {
        self.check()?;
        let schema = &self.schema;
        let prepared = self
            .prepared
            .get::<U::Key>(|| U::prepare_to_write(schema, self.losses))?;
        let before = self.block.len();
        if let Err(error) = value.to_datum(prepared, &mut self.block) {
            self.block.truncate(before);
            return Err(error.into());
        }
        self.count = self.count.saturating_add(1);
        if self.block.len() >= self.block_size || self.count >= BLOCK_COUNT {
            self.write_block()?;
        }
        Ok(())
    }

    /// Closes the block that is gathering and hands everything to the sink,
    /// which is flushed.
    ///
    /// # Errors
    ///
    /// When the sink fails.
    pub fn flush(&mut self) -> Result<(), ContainerError> {
        self.check()?;
        self.write_block()?;
        match &mut self.sink {
            Some(sink) => Ok(sink.flush()?),
            None => Ok(()),
        }
    }

    /// [`flush`](Self::flush)es, and hands the sink back.
    ///
    /// # Errors
    ///
    /// When the sink fails.
    pub fn finish(mut self) -> Result<W, ContainerError> {
        self.flush()?;
        self.sink
            .take()
            .ok_or_else(|| ContainerErrorKind::Broken.into())
    }

    fn check(&self) -> Result<(), ContainerError> {
        if self.broken {
            return Err(ContainerErrorKind::Broken.into());
        }
        Ok(())
    }

    fn write_block(&mut self) -> Result<(), ContainerError> {
        let Some(sink) = &mut self.sink else {
            return Ok(());
        };
        if self.count == 0 {
            return Ok(());
        }
        let payload = self.compressor.compress(self.block.as_slice())?;
        self.frame.clear();
        encode_block(self.count, payload, self.sync, &mut self.frame);
        // Should the sink fail half-way, a block behind it would be lost with it.
        self.broken = true;
        sink.write_all(&self.frame)?;
        self.broken = false;
        self.block.clear();
        self.count = 0;
        Ok(())
    }
}

/// Writes what has gathered, if it can; [`Writer::finish`] says whether it could.
impl<T: ?Sized, W: Write> Drop for Writer<T, W> {
    fn drop(&mut self) {
        if !self.broken && !std::thread::panicking() {
            let _ = self.flush();
        }
    }
}
