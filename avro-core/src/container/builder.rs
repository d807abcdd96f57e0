//! How a container file is to be read.

use std::fs::File;
use std::io::{Read, Seek};
use std::marker::PhantomData;
use std::ops::Range;
use std::path::Path;

use avro_model::{ParseOptions, Schema};

use super::blocks::Blocks;
use super::codec::{Codec, CodecError};
use super::error::ContainerError;
use super::header::Header;
use super::parallel::RowsAhead;
use super::reader::Reader;
use super::source::{Course, FromBytes, FromRead};
use crate::datum::{Prepared, Readable, Schemaless};
use crate::encoding::Limits;

/// How the blocks of a file are to be read. Made by [`Blocks::builder`].
///
/// # Example
///
/// ```
/// use avro_core::Limits;
/// use avro_core::container::{Blocks, Writer};
///
/// let mut writer = Writer::<str>::builder(Vec::new()).build()?;
/// writer.append("borrowed")?;
/// let file = writer.finish()?;
///
/// let limits = Limits::default().with_block(1 << 20);
/// let mut blocks = Blocks::builder().limits(limits).bytes(&file)?;
/// assert_eq!(blocks.next()?.expect("a block").count(), 1);
/// # Ok::<(), avro_core::container::ContainerError>(())
/// ```
#[derive(Debug, Clone)]
pub struct BlocksBuilder {
    pub(super) limits: Limits,
    pub(super) parse: ParseOptions,
    codecs: Vec<Codec>,
    pub(super) recover: bool,
    pub(super) range: Range<u64>,
}

impl Default for BlocksBuilder {
    fn default() -> Self {
        BlocksBuilder {
            limits: Limits::default(),
            // Other implementations have written names and defaults that the
            // specification does not allow; the data of such files is as good as any.
            parse: ParseOptions::lenient(),
            codecs: Vec::new(),
            recover: false,
            range: 0..u64::MAX,
        }
    }
}

impl BlocksBuilder {
    /// What reading may cost; [`Limits::default`] if nothing is said.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// How the schema in the file's header is parsed: [leniently](ParseOptions::lenient) if nothing is said, since
    /// files with illegal names and defaults exist, and their data is as good as any.
    #[must_use]
    pub fn parse_options(mut self, options: ParseOptions) -> Self {
        self.parse = options;
        self
    }

    /// A codec that is to be used for files which name it. It may be called for several.
    ///
    /// The specification's codecs need not be given.
    #[must_use]
    pub fn codec(mut self, codec: Codec) -> Self {
        self.codecs.push(codec);
        self
    }

    /// Whether damage is passed over, where it would be an error.
    ///
    /// Of a damaged file all blocks are read that are whole. A block is that if its frame and both markers are in
    /// order, if it decompresses, and if it holds as many datums of the writer's schema as it says and
    /// nothing else: nothing is handed out before all that was checked, which takes about as long as reading. What is
    /// passed over is listed in [`Blocks::damage`], byte by byte. A damaged header is an error
    /// all the same, and so is a source that fails.
    ///
    /// Reading goes on behind the first sync marker that a whole block follows, or where the damaged block
    /// says it ends, if it is only its marker that is damaged. That markers occur inside data is no
    /// harm then; only data that holds whole blocks of the very file could be taken for them.
    #[must_use]
    pub fn recover(mut self, recover: bool) -> Self {
        self.recover = recover;
        self
    }

    /// Which part of the file to read, in bytes: one of the [`splits`](super::splits) of its length, or any other.
    ///
    /// A block belongs to the range that holds the first byte of the sync marker before it, the header's for
    /// the first block. So ranges that cover a file give each block once. Damage between two blocks is
    /// found by the one who reads the range of the block before.
    ///
    /// See [`Blocks::sync`] for what is taken for a marker.
    #[must_use]
    pub fn range(mut self, range: Range<u64>) -> Self {
        self.range = range;
        self
    }

    /// Opens the file at `path`.
    ///
    /// # Errors
    ///
    /// When it cannot be opened, and as for [`Blocks::new`].
    pub fn open(self, path: impl AsRef<Path>) -> Result<Blocks, ContainerError> {
        self.read_seekable(File::open(path)?)
    }

    /// Reads the header of the container file that `source` holds.
    ///
    /// Of a [`range`](Self::range) the bytes before it are read and passed over.
    ///
    /// # Errors
    ///
    /// As for [`Blocks::new`].
    pub fn read<R: Read>(self, source: R) -> Result<Blocks<FromRead<R>>, ContainerError> {
        Blocks::of(FromRead::open(source, &self.limits, self.course())?, self)
    }

    /// The same for a source that can seek, whose bytes before a [`range`](Self::range) are not read.
    ///
    /// # Errors
    ///
    /// As for [`Blocks::new`].
    pub fn read_seekable<R: Read + Seek>(
        self,
        source: R,
    ) -> Result<Blocks<FromRead<R>>, ContainerError> {
        let range = self.range.clone();
        let mut blocks = BlocksBuilder {
            range: 0..u64::MAX,
            ..self
        }
        .read(source)?;
        if range != (0..u64::MAX) {
            blocks.read_range(range)?;
        }
        Ok(blocks)
    }

    /// Reads the header of a container file that is all in memory: a slice, a vector, a memory map.
    ///
    /// Nothing is copied.
    ///
    /// # Errors
    ///
    /// As for [`Blocks::new`].
    pub fn bytes<B: AsRef<[u8]>>(self, file: B) -> Result<Blocks<FromBytes<B>>, ContainerError> {
        Blocks::of(FromBytes::open(file, &self.limits, self.course())?, self)
    }

    pub(super) fn course(&self) -> Course {
        Course {
            recover: self.recover,
            range: self.range.clone(),
        }
    }

    /// The codec that a file names.
    pub(super) fn codec_of(&self, header: &Header) -> Result<Codec, CodecError> {
        let mut given = self.codecs.iter();
        match given.find(|codec| codec.name() == header.codec_name()) {
            Some(codec) => Ok(codec.clone()),
            None => header.codec(),
        }
    }
}

/// How the records of a file are to be read. Made by [`Reader::builder`].
///
/// # Example
///
/// ```
/// use avro_core::container::{Reader, Writer};
/// use avro_core::{Schema, Value};
///
/// let mut writer = Writer::<i32>::builder(Vec::new()).build()?;
/// writer.append(&7)?;
/// let file = writer.finish()?;
///
/// let doubles = Schema::parse(r#""double""#)?;
/// for record in Reader::<Value>::builder().reader_schema(&doubles).bytes(&file)? {
///     assert_eq!(record?, Value::Double(7.0));
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct ReaderBuilder<T> {
    pub(super) blocks: BlocksBuilder,
    pub(super) reader: Option<Schema>,
    threads: usize,
    output: PhantomData<fn() -> T>,
}

impl<T> Default for ReaderBuilder<T> {
    fn default() -> Self {
        ReaderBuilder {
            blocks: BlocksBuilder::default(),
            reader: None,
            threads: 1,
            output: PhantomData,
        }
    }
}

impl<T> ReaderBuilder<T> {
    /// What reading may cost; see [`BlocksBuilder::limits`].
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.blocks = self.blocks.limits(limits);
        self
    }

    /// How the schema in the file's header is parsed; see [`BlocksBuilder::parse_options`].
    #[must_use]
    pub fn parse_options(mut self, options: ParseOptions) -> Self {
        self.blocks = self.blocks.parse_options(options);
        self
    }

    /// A codec for files which name it; see [`BlocksBuilder::codec`].
    #[must_use]
    pub fn codec(mut self, codec: Codec) -> Self {
        self.blocks = self.blocks.codec(codec);
        self
    }

    /// Whether damage is passed over; see [`BlocksBuilder::recover`].
    #[must_use]
    pub fn recover(mut self, recover: bool) -> Self {
        self.blocks = self.blocks.recover(recover);
        self
    }

    /// Which part of the file to read; see [`BlocksBuilder::range`].
    #[must_use]
    pub fn range(mut self, range: Range<u64>) -> Self {
        self.blocks = self.blocks.range(range);
        self
    }

    /// Lets so many threads decompress, ahead of the records, which the caller's thread makes in the file's order. Of
    /// one thread, or none, all is done by the caller's.
    ///
    /// The caller's thread also reads the source, which need not be [`Send`]. The others are ahead of it by at most
    /// twice as many blocks as there are threads; so many are in memory as they stand in the file, and one for each thread
    /// decompressed, beside the one whose records are made.
    ///
    /// This spares the time of the codec, and is none for files without one. To decode on several threads as well, let
    /// them make of each block what is wanted of it, with [`Blocks::par_map`]: records that own memory are dearer to
    /// hand from thread to thread than to make.
    ///
    /// An error comes in its place, behind all records before it. When the reader is dropped the threads end with
    /// the block that they are at.
    ///
    /// With [`recover`](Self::recover) blocks have to be decompressed and checked by the caller's thread, and again by
    /// the others: that is slower than one thread. [`damage`](Reader::damage) is ahead of the
    /// records then.
    ///
    /// # Example
    ///
    /// ```
    /// use avro_core::container::{Codec, Reader, Writer};
    ///
    /// let mut writer = Writer::<i64>::builder(Vec::new())
    ///     .codec(Codec::zstandard())
    ///     .block_size(1000)
    ///     .build()?;
    /// for number in 0..10_000 {
    ///     writer.append(&number)?;
    /// }
    /// let file = writer.finish()?;
    ///
    /// let numbers = Reader::<i64>::builder().threads(4).bytes(&file)?;
    /// assert!(numbers.map(Result::unwrap).eq(0..10_000));
    /// # Ok::<(), avro_core::container::ContainerError>(())
    /// ```
    #[must_use]
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = threads;
        self
    }

    /// The schema that values are to have, whatever schema the file has.
    #[must_use]
    pub fn reader_schema(mut self, reader: &Schema) -> Self
    where
        T: Schemaless,
    {
        self.reader = Some(reader.clone());
        self
    }
}

impl<T: Readable> ReaderBuilder<T> {
    /// Opens the file at `path`.
    ///
    /// # Errors
    ///
    /// When it cannot be opened, and as for [`Reader::new`].
    pub fn open(self, path: impl AsRef<Path>) -> Result<Reader<T>, ContainerError> {
        self.read_seekable(File::open(path)?)
    }

    /// Reads the header of the container file that `source` holds; see [`BlocksBuilder::read`].
    ///
    /// # Errors
    ///
    /// As for [`Reader::new`].
    pub fn read<R: Read>(self, source: R) -> Result<Reader<T, FromRead<R>>, ContainerError> {
        let blocks = self.blocks.read(source)?;
        Self::reader(blocks, self.reader, self.threads)
    }

    /// The same for a source that can seek; see [`BlocksBuilder::read_seekable`].
    ///
    /// # Errors
    ///
    /// As for [`Reader::new`].
    pub fn read_seekable<R: Read + Seek>(
        self,
        source: R,
    ) -> Result<Reader<T, FromRead<R>>, ContainerError> {
        let blocks = self.blocks.read_seekable(source)?;
        Self::reader(blocks, self.reader, self.threads)
    }

    /// Reads the header of a container file that is all in memory; see [`BlocksBuilder::bytes`].
    ///
    /// # Errors
    ///
    /// As for [`Reader::new`].
    pub fn bytes<B: AsRef<[u8]>>(self, file: B) -> Result<Reader<T, FromBytes<B>>, ContainerError> {
        let blocks = self.blocks.bytes(file)?;
        Self::reader(blocks, self.reader, self.threads)
    }

    fn reader<S>(
        blocks: Blocks<S>,
        reader: Option<Schema>,
        threads: usize,
    ) -> Result<Reader<T, S>, ContainerError> {
        let prepared = Self::prepare(blocks.schema(), reader)?;
        let ahead = match threads {
            0 | 1 => None,
            _ => {
                let ahead = RowsAhead::new(threads, blocks.ground(), prepared.least())?;
                Some(Box::new(ahead))
            }
        };
        Ok(Reader::of(blocks, prepared, ahead))
    }

    /// Sets the file's schema against the type, or against the schema that values are to have.
    pub(super) fn prepare(
        schema: &Schema,
        reader: Option<Schema>,
    ) -> Result<Prepared, ContainerError> {
        Ok(match &reader {
            Some(reader) => Prepared::resolved(schema, reader)?,
            None => T::prepare(schema)?,
        })
    }
}
