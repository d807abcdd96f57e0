//! Reading container files: blocks that lend their records, and records that
//! are handed out one by one.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::marker::PhantomData;
use std::path::Path;

use avro_model::{ParseOptions, Schema};

use super::codec::{BlockBuffer, Codec, CodecError, Decompressor};
use super::error::{ContainerError, ContainerErrorKind};
use super::framer::{Event, Framer};
use super::header::Header;
use super::rows::{Cursor, Place, Rows};
use crate::datum::{FromDatum, Known, Prepared, Readable, Schemaless};
use crate::encoding::Limits;

/// The blocks of a container file, one at a time.
///
/// A block is read whole, held against its sync marker and decompressed; its
/// records may then borrow from it. A file is read this way where nothing is to
/// be allocated for a record.
///
/// # Example
///
/// ```
/// use avro_core::container::{Blocks, Writer};
///
/// let mut writer = Writer::<str>::builder(Vec::new()).build()?;
/// writer.append("borrowed")?;
/// let file = writer.finish()?;
///
/// let mut blocks = Blocks::new(&file[..])?;
/// while let Some(mut block) = blocks.next()? {
///     for word in block.rows::<&str>()? {
///         assert_eq!(word?, "borrowed");
///     }
/// }
/// # Ok::<(), avro_core::container::ContainerError>(())
/// ```
#[derive(Debug)]
pub struct Blocks<R = File> {
    source: R,
    framer: Framer,
    decompressor: Decompressor,
    /// The last block decompressed; unused by the null codec.
    records: BlockBuffer,
    header: Header,
    schema: Schema,
    codec: Codec,
    limits: Limits,
    /// The types that rows were asked as, each set against the schema once.
    prepared: Known,
}

/// What is known of a block beside its bytes.
#[derive(Clone, Copy, Debug)]
struct Frame {
    count: u64,
    /// Bytes of the payload, before it was decompressed.
    sent: usize,
    place: Place,
}

impl Blocks {
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
    /// The source needs no buffer of its own.
    ///
    /// # Errors
    ///
    /// When the source fails, when it does not begin with the header of a
    /// container file, when the schema in it is none, and when its codec is not
    /// known or the codec's feature is off.
    pub fn new<R: Read>(source: R) -> Result<Blocks<R>, ContainerError> {
        Self::with_limits(source, Limits::default())
    }

    /// [`new`](Self::new) with limits of one's own.
    ///
    /// # Errors
    ///
    /// As for [`new`](Self::new).
    pub fn with_limits<R: Read>(
        mut source: R,
        limits: Limits,
    ) -> Result<Blocks<R>, ContainerError> {
        let mut framer = Framer::new()
            .max_header(limits.header())
            .max_block(limits.block());
        let header = loop {
            match framer.next()? {
                Event::NeedInput => fill(&mut framer, &mut source)?,
                Event::Header(header) => break header,
                // A header comes first, and a file without one is an error.
                Event::Block(_) | Event::End => {
                    return Err(ContainerErrorKind::NotAContainer.into());
                }
            }
        };
        let codec = header.codec()?;
        // Other implementations have written names and defaults that the
        // specification does not allow; the data of such files is as good as any.
        let schema = ParseOptions::lenient().parse(header.schema_text())?;
        Ok(Blocks {
            decompressor: Decompressor::new(&codec, limits.block())?,
            records: BlockBuffer::new(),
            source,
            framer,
            header,
            schema,
            codec,
            limits,
            prepared: Known::default(),
        })
    }
}

impl<R: Read> Blocks<R> {
    /// The schema in the file's header: the writer's.
    #[must_use]
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// The file's header: its metadata and its sync marker.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The file's codec.
    #[must_use]
    pub fn codec(&self) -> &Codec {
        &self.codec
    }

    /// The next block, whose sync marker matched; `None` behind the last.
    ///
    /// # Errors
    ///
    /// When the source fails, the file is damaged or ends inside a block, and when
    /// the block does not decompress within [`Limits::block`]. After an error
    /// there are no more blocks.
    #[expect(
        clippy::should_implement_trait,
        reason = "a block borrows from the reader"
    )]
    pub fn next(&mut self) -> Result<Option<Block<'_>>, ContainerError> {
        let Some(frame) = self.advance()? else {
            return Ok(None);
        };
        Ok(Some(Block {
            frame,
            data: current(&self.framer, &self.records, &self.codec),
            schema: &self.schema,
            limits: &self.limits,
            prepared: &self.prepared,
        }))
    }

    /// The decompressed bytes of the block that was come to last, and their limits.
    #[inline(always)]
    fn current(&self) -> (&[u8], &Limits) {
        let records = current(&self.framer, &self.records, &self.codec);
        (records, &self.limits)
    }

    /// Moves to the next block; its bytes are then [`current`](Self::current).
    fn advance(&mut self) -> Result<Option<Frame>, ContainerError> {
        loop {
            match self.framer.next()? {
                Event::NeedInput => fill(&mut self.framer, &mut self.source)?,
                Event::Block(block) => {
                    let place = Place {
                        block: block.number,
                        offset: block.offset,
                    };
                    // A block of no records need not have been compressed.
                    let empty = block.count == 0 && block.payload.is_empty();
                    let records = match self.codec {
                        _ if empty => {
                            self.records.clear();
                            Ok(())
                        }
                        // Nothing is copied: the records are read from the payload.
                        Codec::Null => within(block.payload, self.limits.block()),
                        _ => self
                            .decompressor
                            .decompress_into(block.payload, &mut self.records),
                    };
                    records.map_err(|error| place.error(error).at(block.payload_offset))?;
                    return Ok(Some(Frame {
                        count: block.count,
                        sent: block.payload.len(),
                        place,
                    }));
                }
                Event::Header(_) => {}
                Event::End => return Ok(None),
            }
        }
    }
}

/// The decompressed bytes of the block that was come to last.
#[inline(always)]
fn current<'a>(framer: &'a Framer, records: &'a BlockBuffer, codec: &Codec) -> &'a [u8] {
    match codec {
        Codec::Null => framer.payload(),
        _ => records,
    }
}

/// Holds a block that is not compressed against the limit.
fn within(records: &[u8], limit: usize) -> Result<(), CodecError> {
    if records.len() > limit {
        return Err(CodecError::TooLarge { limit });
    }
    Ok(())
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

/// One block of a file: some records, decompressed.
#[derive(Debug)]
pub struct Block<'a> {
    frame: Frame,
    data: &'a [u8],
    schema: &'a Schema,
    limits: &'a Limits,
    prepared: &'a Known,
}

impl<'a> Block<'a> {
    /// How many records the block says it holds.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.frame.count
    }

    /// How many blocks came before it.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.frame.place.block
    }

    /// The byte of the file at which it begins.
    #[must_use]
    pub fn offset(&self) -> u64 {
        self.frame.place.offset
    }

    /// Its records, one datum behind the other.
    #[must_use]
    pub fn data(&self) -> &'a [u8] {
        self.data
    }

    /// Its records as values of `T`, which may borrow from the block.
    ///
    /// # Errors
    ///
    /// When records of the file's schema cannot be read as a `T`, and when the
    /// block is too small for the records it says it holds.
    pub fn rows<T: FromDatum<'a>>(&self) -> Result<Rows<'a, T>, ContainerError> {
        let prepared = self.prepared.get::<T::Key>(|| T::prepare(self.schema))?;
        let Frame { count, sent, place } = self.frame;
        Ok(Rows {
            cursor: Cursor::new(
                count,
                self.data.len(),
                sent,
                prepared.least(),
                self.limits,
                place,
            )?,
            data: self.data,
            prepared,
            limits: self.limits,
            output: PhantomData,
        })
    }
}

/// Reads the records of a container file, one at a time.
///
/// `T` owns what it reads; types that borrow are read through [`Blocks`]. The
/// reader ends at the first error.
///
/// # Example
///
/// ```
/// use avro_core::container::{Reader, Writer};
/// use avro_core::Value;
///
/// let mut writer = Writer::<[i64]>::builder(Vec::new()).build()?;
/// writer.append(&[1_i64, 2][..])?;
/// let file = writer.finish()?;
///
/// for record in Reader::<Vec<i64>>::new(&file[..])? {
///     assert_eq!(record?, [1, 2]);
/// }
/// for record in Reader::<Value>::new(&file[..])? {
///     assert_eq!(record?.to_string(), "[1, 2]");
/// }
/// # Ok::<(), avro_core::container::ContainerError>(())
/// ```
#[derive(Debug)]
pub struct Reader<T, R = File> {
    blocks: Blocks<R>,
    prepared: Prepared,
    cursor: Cursor,
    over: bool,
    output: PhantomData<fn() -> T>,
}

impl<T: Readable> Reader<T> {
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
    /// The source needs no buffer of its own.
    ///
    /// # Errors
    ///
    /// As for [`Blocks::new`], and when records of the file's schema cannot be
    /// read as a `T`.
    pub fn new<R: Read>(source: R) -> Result<Reader<T, R>, ContainerError> {
        Self::with_limits(source, Limits::default())
    }

    /// [`new`](Self::new) with limits of one's own.
    ///
    /// # Errors
    ///
    /// As for [`new`](Self::new).
    pub fn with_limits<R: Read>(source: R, limits: Limits) -> Result<Reader<T, R>, ContainerError> {
        let blocks = Blocks::with_limits(source, limits)?;
        Ok(Reader {
            prepared: T::prepare(&blocks.schema)?,
            blocks,
            cursor: Cursor::at_the_end(),
            over: false,
            output: PhantomData,
        })
    }
}

impl<T: Schemaless> Reader<T> {
    /// Reads the records of the container file that `source` holds as values of the
    /// schema `reader`.
    ///
    /// # Errors
    ///
    /// As for [`Blocks::new`], and when no record of the file's schema can ever be
    /// read as the reader's.
    ///
    /// # Example
    ///
    /// ```
    /// use avro_core::container::{Reader, Writer};
    /// use avro_core::{Limits, Schema, Value};
    ///
    /// let mut writer = Writer::<i32>::builder(Vec::new()).build()?;
    /// writer.append(&7)?;
    /// let file = writer.finish()?;
    ///
    /// let doubles = Schema::parse(r#""double""#)?;
    /// let reader = Reader::<Value>::with_reader_schema(&file[..], &doubles, Limits::default())?;
    /// for record in reader {
    ///     assert_eq!(record?, Value::Double(7.0));
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_reader_schema<R: Read>(
        source: R,
        reader: &Schema,
        limits: Limits,
    ) -> Result<Reader<T, R>, ContainerError> {
        let blocks = Blocks::with_limits(source, limits)?;
        Ok(Reader {
            prepared: Prepared::resolved(&blocks.schema, reader)?,
            blocks,
            cursor: Cursor::at_the_end(),
            over: false,
            output: PhantomData,
        })
    }
}

impl<T, R: Read> Reader<T, R> {
    /// The schema in the file's header: the writer's.
    #[must_use]
    pub fn schema(&self) -> &Schema {
        &self.blocks.schema
    }

    /// The file's header: its metadata and its sync marker.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.blocks.header
    }

    /// The file's codec.
    #[must_use]
    pub fn codec(&self) -> &Codec {
        &self.blocks.codec
    }

    /// Reads the next record into `value`, whose memory is used again; false
    /// behind the last.
    ///
    /// # Errors
    ///
    /// As for the iterator. The value is then some legal value.
    pub fn next_into(&mut self, value: &mut T) -> Result<bool, ContainerError>
    where
        T: for<'de> FromDatum<'de>,
    {
        if !self.has_record()? {
            return Ok(false);
        }
        let (records, limits) = self.blocks.current();
        let prepared = &self.prepared;
        let read = self
            .cursor
            .next(records, limits, |decoder| value.refill(prepared, decoder));
        self.stop_at_error(read.transpose())
            .map(|read| read.is_some())
    }

    /// Goes on to the block that has the next record; false where there is none.
    fn has_record(&mut self) -> Result<bool, ContainerError> {
        while self.cursor.left() == 0 {
            if self.over {
                return Ok(false);
            }
            let next = self.next_block();
            match self.stop_at_error(next)? {
                Some(cursor) => self.cursor = cursor,
                None => self.over = true,
            }
        }
        Ok(true)
    }

    fn next_block(&mut self) -> Result<Option<Cursor>, ContainerError> {
        let Some(Frame { count, sent, place }) = self.blocks.advance()? else {
            return Ok(None);
        };
        let (records, limits) = self.blocks.current();
        Cursor::new(
            count,
            records.len(),
            sent,
            self.prepared.least(),
            limits,
            place,
        )
        .map(Some)
    }

    fn stop_at_error<V>(&mut self, read: Result<V, ContainerError>) -> Result<V, ContainerError> {
        if read.is_err() {
            self.over = true;
            self.cursor = Cursor::at_the_end();
        }
        read
    }
}

impl<T: for<'de> FromDatum<'de>, R: Read> Iterator for Reader<T, R> {
    type Item = Result<T, ContainerError>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.has_record() {
            Ok(true) => {}
            Ok(false) => return None,
            Err(error) => return Some(Err(error)),
        }
        let (records, limits) = self.blocks.current();
        let prepared = &self.prepared;
        let read = self
            .cursor
            .next(records, limits, |decoder| T::from_datum(prepared, decoder))?;
        Some(self.stop_at_error(read))
    }
}
