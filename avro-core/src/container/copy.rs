//! Blocks from one file to another, without decoding their records.
//!
//! Where both files have one codec the payloads stay as they are; else they are decompressed and
//! compressed again.

use std::fs::File;
use std::io::{ErrorKind, Read, Write};
use std::path::Path;

use avro_model::{ParseOptions, Schema};

use super::block::RawBlock;
use super::codec::{BlockBuffer, Codec, CodecError, Decompressor};
use super::difference::difference;
use super::error::{ContainerError, ContainerErrorKind};
use super::framer::{Event, Framer};
use super::header::Header;
use super::writer::{Writer, WriterBuilder};
use crate::encoding::Limits;

/// The blocks of a file as they stand there, for copying.
///
/// A block's frame is checked, and nothing is decompressed.
///
/// # Example
///
/// A file is copied into another codec, with its schema and metadata.
///
/// ```
/// use avro_core::Value;
/// use avro_core::container::{Codec, Reader, StoredBlocks, Writer};
///
/// let mut writer = Writer::<str>::builder(Vec::new()).metadata("owner", "me").build()?;
/// writer.append("one")?;
/// writer.append("two")?;
/// let file = writer.finish()?;
///
/// let mut blocks = StoredBlocks::new(&file[..])?;
/// let mut writer = Writer::<Value>::builder(Vec::new())
///     .like(blocks.header())?
///     .codec(Codec::Snappy)
///     .build()?;
/// writer.copy_from(&mut blocks)?;
/// let copy = writer.finish()?;
///
/// let reader = Reader::<String>::new(&copy[..])?;
/// assert_eq!(reader.header().get("owner"), Some(&b"me"[..]));
/// assert_eq!(reader.collect::<Result<Vec<_>, _>>()?, ["one", "two"]);
/// # Ok::<(), avro_core::container::ContainerError>(())
/// ```
#[derive(Debug)]
pub struct StoredBlocks<R = File> {
    source: R,
    framer: Framer,
    header: Header,
    schema: Schema,
    limits: Limits,
    codecs: Vec<Codec>,
}

impl StoredBlocks {
    /// Opens the file at `path`.
    ///
    /// # Errors
    ///
    /// When it cannot be opened, and as for [`new`](Self::new).
    pub fn open(path: impl AsRef<Path>) -> Result<Self, ContainerError> {
        Self::new(File::open(path)?)
    }

    /// Reads the header of the container file that `source` holds.
    ///
    /// The source needs no buffer of its own. Its codec need not be known.
    ///
    /// # Errors
    ///
    /// When the source fails, when it does not begin with the header of a container file, and when
    /// the schema in it is none.
    pub fn new<R: Read>(source: R) -> Result<StoredBlocks<R>, ContainerError> {
        Self::with_limits(source, Limits::default())
    }

    /// [`new`](Self::new) with limits of one's own: on the header, and on blocks, which are held against
    /// it when they are decompressed.
    ///
    /// # Errors
    ///
    /// As for [`new`](Self::new).
    pub fn with_limits<R: Read>(
        mut source: R,
        limits: Limits,
    ) -> Result<StoredBlocks<R>, ContainerError> {
        let mut framer = Framer::new()
            .max_header(limits.header())
            .max_block(limits.block());
        let header = loop {
            match framer.next()? {
                Event::NeedInput => fill(&mut framer, &mut source)?,
                Event::Header(header) => break header,
                // A header comes first, and a file without one is an error.
                Event::Block(_) | Event::Skipped(_) | Event::End => {
                    return Err(ContainerErrorKind::NotAContainer.into());
                }
            }
        };
        Ok(StoredBlocks {
            schema: ParseOptions::lenient().parse(header.schema_text())?,
            source,
            framer,
            header,
            limits,
            codecs: Vec::new(),
        })
    }
}

impl<R: Read> StoredBlocks<R> {
    /// A codec of the user's own that the file may have.
    ///
    /// It is needed where the payloads do not stay as they are.
    #[must_use]
    pub fn custom_codec(mut self, codec: Codec) -> Self {
        self.codecs.push(codec);
        self
    }

    /// The schema in the file's header.
    #[must_use]
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// The file's header: its metadata and its sync marker.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The next block, whose sync marker matched; `None` behind the last.
    ///
    /// # Errors
    ///
    /// When the source fails, the file is damaged or ends inside a block. After an error
    /// there are no more blocks.
    #[expect(
        clippy::should_implement_trait,
        reason = "a block borrows from the reader"
    )]
    pub fn next(&mut self) -> Result<Option<StoredBlock<'_>>, ContainerError> {
        loop {
            match self.framer.next()? {
                Event::NeedInput => fill(&mut self.framer, &mut self.source)?,
                Event::Block(RawBlock {
                    count,
                    offset,
                    number,
                    payload_offset,
                    ..
                }) => {
                    // The payload is asked for again: the event is lent no longer than this turn.
                    return Ok(Some(StoredBlock {
                        count,
                        offset,
                        number,
                        payload_offset,
                        payload: self.framer.payload(),
                        schema: &self.schema,
                        codec: self.header.codec_name(),
                        codecs: &self.codecs,
                        limits: &self.limits,
                    }));
                }
                // Nobody asked to recover.
                Event::Header(_) | Event::Skipped(_) => {}
                Event::End => return Ok(None),
            }
        }
    }
}

fn fill(framer: &mut Framer, source: &mut impl Read) -> Result<(), ContainerError> {
    loop {
        match source.read(framer.space()) {
            Ok(count) => {
                framer.filled(count);
                return Ok(());
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    }
}

/// A block as it stands in its file, and what has to be known of the file to copy it.
#[derive(Debug, Clone, Copy)]
pub struct StoredBlock<'a> {
    count: u64,
    offset: u64,
    number: u64,
    payload_offset: u64,
    payload: &'a [u8],
    schema: &'a Schema,
    codec: &'a str,
    codecs: &'a [Codec],
    limits: &'a Limits,
}

impl<'a> StoredBlock<'a> {
    /// How many records the block says it holds.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// How many blocks came before it.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The byte of the file at which it begins.
    #[must_use]
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// Its records in the file's codec.
    #[must_use]
    pub fn payload(&self) -> &'a [u8] {
        self.payload
    }
}

/// What decompresses the blocks of files in other codecs.
#[derive(Debug)]
pub(super) struct Recoder {
    codec: Codec,
    max_block: usize,
    decompressor: Decompressor,
    records: BlockBuffer,
}

impl Recoder {
    fn new(codec: Codec, max_block: usize) -> Result<Self, CodecError> {
        Ok(Recoder {
            decompressor: Decompressor::new(&codec, max_block)?,
            codec,
            max_block,
            records: BlockBuffer::new(),
        })
    }
}

impl<T: ?Sized, W> WriterBuilder<T, W> {
    /// The schema, the codec and the user's metadata of another file. The sync marker is not among
    /// them.
    ///
    /// What is said behind this counts, but a codec of the user's own has to be
    /// [said](Self::codec) before or behind.
    ///
    /// # Errors
    ///
    /// When the header's schema is none, or its codec is not known.
    pub fn like(mut self, header: &Header) -> Result<Self, ContainerError> {
        self.schema = Some(ParseOptions::lenient().parse(header.schema_text())?);
        let given = self.codec.as_slice();
        self.codec = Some(Codec::from_name_among(header.codec_name(), given)?);
        for (key, value) in header.user_metadata() {
            self.metadata.push((key.to_owned(), value.to_vec()));
        }
        Ok(self)
    }
}

impl<T: ?Sized, W: Write> Writer<T, W> {
    /// Appends a whole block of another file: a block of its own behind those that gathered.
    ///
    /// Its payload stays as it is where the codec is the same, and is compressed anew otherwise. Records
    /// are not decoded. The schemas may differ in what the data does not depend on: documentation,
    /// aliases, defaults, sort orders, attributes.
    ///
    /// # Errors
    ///
    /// When the other file has another schema, when the block cannot be decompressed, and when the sink
    /// does not take the block before. The block was not taken then.
    pub fn append_block(&mut self, block: &StoredBlock<'_>) -> Result<(), ContainerError> {
        self.hold_schema(block.schema)?;
        self.write_block()?;
        self.put(block)
    }

    /// Appends all blocks that are still to come of another file, as
    /// [`append_block`](Self::append_block) does.
    ///
    /// # Errors
    ///
    /// When the other file has another schema or is damaged, and when the sink fails. No block is lost or
    /// appended twice when the sink fails and the same is called again.
    ///
    /// # Example
    ///
    /// Files of one schema become one file.
    ///
    /// ```
    /// use avro_core::container::{Reader, StoredBlocks, Writer};
    ///
    /// let file_of = |word| -> Result<Vec<u8>, avro_core::container::ContainerError> {
    ///     let mut writer = Writer::<str>::builder(Vec::new()).build()?;
    ///     writer.append(word)?;
    ///     writer.finish()
    /// };
    ///
    /// let mut all = Writer::<str>::builder(Vec::new()).build()?;
    /// for file in [file_of("one")?, file_of("two")?] {
    ///     all.copy_from(&mut StoredBlocks::new(&file[..])?)?;
    /// }
    /// let all = all.finish()?;
    /// let words = Reader::<String>::new(&all[..])?.collect::<Result<Vec<_>, _>>()?;
    /// assert_eq!(words, ["one", "two"]);
    /// # Ok::<(), avro_core::container::ContainerError>(())
    /// ```
    pub fn copy_from<R: Read>(
        &mut self,
        blocks: &mut StoredBlocks<R>,
    ) -> Result<(), ContainerError> {
        self.hold_schema(&blocks.schema)?;
        loop {
            // Before the next is taken from the source: nobody could ask for it again.
            self.write_block()?;
            match blocks.next()? {
                Some(block) => self.put(&block)?,
                None => return Ok(()),
            }
        }
    }

    fn hold_schema(&self, other: &Schema) -> Result<(), ContainerError> {
        match difference(other, self.schema()) {
            Some(difference) => Err(ContainerErrorKind::OtherSchema { difference }.into()),
            None => Ok(()),
        }
    }

    /// Makes the next frame of the block, where the one before has been shipped.
    fn put(&mut self, block: &StoredBlock<'_>) -> Result<(), ContainerError> {
        let fail = |error: CodecError| {
            ContainerError::new(error)
                .in_block(block.number)
                .at(block.payload_offset)
        };
        if block.codec == self.codec().name() {
            return self.put_payload(block.count, |out, _| {
                out.copy_from(block.payload);
                Ok(None)
            });
        }
        let max_block = block.limits.block();
        let mut recoder = match self.recoder.take() {
            Some(recoder)
                if recoder.codec.name() == block.codec && recoder.max_block == max_block =>
            {
                recoder
            }
            _ => {
                let codec = Codec::from_name_among(block.codec, block.codecs).map_err(fail)?;
                Recoder::new(codec, max_block).map_err(fail)?
            }
        };
        let put = self.put_payload(block.count, |out, compressor| {
            let mut decompress = |out: &mut BlockBuffer| {
                // A block of no records need not have been compressed.
                if block.count == 0 && block.payload.is_empty() {
                    out.clear();
                    return Ok(());
                }
                recoder.decompressor.decompress_into(block.payload, out)
            };
            if compressor.is_null() {
                decompress(out).map_err(fail)?;
                return Ok(Some(out.len()));
            }
            decompress(&mut recoder.records).map_err(fail)?;
            compressor
                .compress_into(&recoder.records, out)
                .map_err(fail)?;
            Ok(Some(recoder.records.len()))
        });
        self.recoder = Some(recoder);
        put
    }
}
