//! The records of a container file, one by one.

use std::fs::File;
use std::io::Read;
use std::marker::PhantomData;
use std::ops::Range;
use std::path::Path;

use avro_model::Schema;

use super::block::Frame;
use super::blocks::Blocks;
use super::builder::ReaderBuilder;
use super::codec::Codec;
use super::error::ContainerError;
use super::header::Header;
use super::parallel::RowsAhead;
use super::recover::Damage;
use super::rows::Cursor;
use super::search::MARKER;
use super::source::sealed::Holds;
use super::source::{FromRead, SeekSource, Source};
use crate::datum::{FromDatum, Prepared, Readable};

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
pub struct Reader<T, S = FromRead<File>> {
    blocks: Blocks<S>,
    records: Records,
    /// Where other threads decompress.
    ahead: Option<Box<RowsAhead>>,
    output: PhantomData<fn() -> T>,
}

impl<T> Reader<T> {
    /// Says how a file is to be read.
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
    /// When it cannot be opened, and as for [`new`](Self::new).
    pub fn open(path: impl AsRef<Path>) -> Result<Self, ContainerError> {
        Self::builder().open(path)
    }

    /// Reads the header of the container file that `source` holds.
    ///
    /// The source needs no buffer of its own.
    ///
    /// # Errors
    ///
    /// As for [`Blocks::new`], and when records of the file's schema cannot be
    /// read as a `T`.
    pub fn new<R: Read>(source: R) -> Result<Reader<T, FromRead<R>>, ContainerError> {
        Self::builder().read(source)
    }
}

impl<T, S> Reader<T, S> {
    pub(super) fn of(blocks: Blocks<S>, prepared: Prepared, ahead: Option<Box<RowsAhead>>) -> Self {
        Reader {
            blocks,
            records: Records::new(prepared),
            ahead,
            output: PhantomData,
        }
    }

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
}

impl<T, S: Source> Reader<T, S> {
    /// The byte of the file at which the block begins that the next record is in: a place to
    /// [`seek`](Self::seek).
    ///
    /// It counts from the file's start, wherever in the source that was. Inside a block its first record is
    /// that which a reader comes back to. Right behind [`sync`](Self::sync) it is a place before the block.
    ///
    /// Behind the last record, and where the file is torn, the next block is to begin there: a file that has grown
    /// meanwhile is read on by going there.
    #[must_use]
    pub fn position(&self) -> u64 {
        let ahead = match &self.ahead {
            Some(ahead) => ahead.place(),
            None => self.records.place(),
        };
        ahead.unwrap_or_else(|| self.blocks.position())
    }

    /// Whether the next record lies behind the first marker that begins at `position` or later; see
    /// [`Blocks::past_sync`].
    #[must_use]
    pub fn past_sync(&self, position: u64) -> bool {
        self.position() >= position.saturating_add(MARKER)
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
        if let Some(ahead) = &mut self.ahead {
            let prepared = &self.records.prepared;
            let read = ahead.next(&mut self.blocks, |decoder| value.refill(prepared, decoder));
            return Ok(read.transpose()?.is_some());
        }
        Ok(self.has_record()? && self.records.next_into(&self.blocks, value)?)
    }

    /// Goes on to the block that has the next record; false where there is none.
    fn has_record(&mut self) -> Result<bool, ContainerError> {
        while self.records.want_block() {
            let advanced = self.blocks.advance();
            self.records.enter(&self.blocks, advanced)?;
        }
        Ok(!self.records.over)
    }
}

/// How far the records have been read of the block that was come to last.
#[derive(Debug)]
pub(super) struct Records {
    prepared: Prepared,
    cursor: Cursor,
    pub(super) over: bool,
}

impl Records {
    pub(super) fn new(prepared: Prepared) -> Self {
        Records {
            prepared,
            cursor: Cursor::at_the_end(),
            over: false,
        }
    }

    /// Where the block begins that the next record is in, if it was come to.
    pub(super) fn place(&self) -> Option<u64> {
        (self.cursor.left() > 0).then_some(self.cursor.frame().offset)
    }

    /// Whether the next record is in a block to be gone on to. If it is not, it is in this block, or all is over.
    #[inline]
    pub(super) fn want_block(&self) -> bool {
        self.cursor.left() == 0 && !self.over
    }

    /// Stands before the first record of the block that was gone on to, if there was one.
    pub(super) fn enter<S: Holds>(
        &mut self,
        blocks: &Blocks<S>,
        advanced: Result<Option<Frame>, ContainerError>,
    ) -> Result<(), ContainerError> {
        let (records, limits) = blocks.current();
        let least = self.prepared.least();
        let cursor = advanced.and_then(|frame| {
            let cursor = frame.map(|frame| Cursor::new(&frame, records.len(), least, limits));
            cursor.transpose()
        });
        match self.stop_at_error(cursor)? {
            Some(cursor) => self.cursor = cursor,
            None => self.over = true,
        }
        Ok(())
    }

    /// The next record of the block; `None` behind its last.
    #[inline]
    pub(super) fn next<T: for<'de> FromDatum<'de>, S: Holds>(
        &mut self,
        blocks: &Blocks<S>,
    ) -> Option<Result<T, ContainerError>> {
        let (records, limits) = blocks.current();
        let prepared = &self.prepared;
        let read = self
            .cursor
            .next(records, limits, |decoder| T::from_datum(prepared, decoder))?;
        Some(self.stop_at_error(read))
    }

    /// Reads the next record of the block into `value`; false behind its last.
    #[inline]
    pub(super) fn next_into<T: for<'de> FromDatum<'de>, S: Holds>(
        &mut self,
        blocks: &Blocks<S>,
        value: &mut T,
    ) -> Result<bool, ContainerError> {
        let (records, limits) = blocks.current();
        let prepared = &self.prepared;
        let read = self
            .cursor
            .next(records, limits, |decoder| value.refill(prepared, decoder));
        self.stop_at_error(read.transpose())
            .map(|read| read.is_some())
    }

    /// Stands before no record: the source has gone elsewhere.
    pub(super) fn start_again(&mut self) {
        self.cursor = Cursor::at_the_end();
        self.over = false;
    }

    fn stop_at_error<V>(&mut self, read: Result<V, ContainerError>) -> Result<V, ContainerError> {
        if read.is_err() {
            self.over = true;
            self.cursor = Cursor::at_the_end();
        }
        read
    }
}

impl<T, S: SeekSource> Reader<T, S> {
    /// Goes to the first record of the block that begins at `position`, a place that
    /// [`position`](Self::position) gave, and on from there to the file's end; see [`Blocks::seek`].
    ///
    /// # Errors
    ///
    /// When the source fails. Whether a block begins there is seen when it is read.
    pub fn seek(&mut self, position: u64) -> Result<(), ContainerError> {
        self.start_again();
        self.blocks.seek(position)
    }

    /// Goes to the first block whose preceding sync marker begins at `position` or later, and on from
    /// there to the file's end; see [`Blocks::sync`].
    ///
    /// # Errors
    ///
    /// When the source fails.
    ///
    /// # Example
    ///
    /// ```
    /// use avro_core::container::{Reader, Writer};
    ///
    /// let mut writer = Writer::<i32>::builder(Vec::new()).block_size(100).build()?;
    /// for number in 0..1000 {
    ///     writer.append(&number)?;
    /// }
    /// let file = writer.finish()?;
    ///
    /// let middle = file.len() as u64 / 2;
    /// let mut reader = Reader::<i32>::builder().bytes(&file)?;
    /// let first_half = std::iter::from_fn(|| match reader.past_sync(middle) {
    ///     true => None,
    ///     false => reader.next(),
    /// });
    /// let first_half = first_half.collect::<Result<Vec<_>, _>>()?;
    /// reader.sync(middle)?;
    /// let second_half = reader.collect::<Result<Vec<_>, _>>()?;
    /// assert!(first_half.into_iter().chain(second_half).eq(0..1000));
    /// # Ok::<(), avro_core::container::ContainerError>(())
    /// ```
    pub fn sync(&mut self, position: u64) -> Result<(), ContainerError> {
        self.start_again();
        self.blocks.sync(position)
    }

    /// Goes to the first record of this range of the file, and on to the last of it; see
    /// [`Blocks::read_range`].
    ///
    /// # Errors
    ///
    /// When the source fails.
    pub fn read_range(&mut self, range: Range<u64>) -> Result<(), ContainerError> {
        self.start_again();
        self.blocks.read_range(range)
    }

    fn start_again(&mut self) {
        if let Some(ahead) = &mut self.ahead {
            ahead.start_again();
        }
        self.records.start_again();
    }
}

impl<T: for<'de> FromDatum<'de>, S: Source> Iterator for Reader<T, S> {
    type Item = Result<T, ContainerError>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(ahead) = &mut self.ahead {
            let prepared = &self.records.prepared;
            return ahead.next(&mut self.blocks, |decoder| T::from_datum(prepared, decoder));
        }
        match self.has_record() {
            Ok(true) => self.records.next(&self.blocks),
            Ok(false) => None,
            Err(error) => Some(Err(error)),
        }
    }
}
