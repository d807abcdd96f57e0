//! The blocks of a container file, which lend their records.

use std::fs::File;
use std::io::Read;
use std::marker::PhantomData;
use std::ops::{ControlFlow, Range};
use std::path::Path;
use std::sync::{Arc, OnceLock};

use avro_model::Schema;

use super::block::{Frame, RawBlock};
use super::builder::BlocksBuilder;
use super::codec::Codec;
use super::error::ContainerError;
use super::header::Header;
use super::parallel::Packed;
use super::recover::Damage;
use super::rows::{Cursor, Rows};
use super::search::MARKER;
use super::source::sealed::Holds;
use super::source::{FromRead, Next, SeekSource, Source};
use super::unpack::{Unpacker, check};
use super::walk::Walk;
use crate::datum::{FromDatum, Known};
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
pub struct Blocks<S = FromRead<File>> {
    pub(super) source: S,
    unpacker: Unpacker,
    header: Header,
    ground: Arc<Ground>,
    pub(super) recover: bool,
    damage: Damage,
}

/// What the blocks of a file have in common, on whatever thread they are read.
#[derive(Debug)]
pub(super) struct Ground {
    pub(super) schema: Schema,
    pub(super) codec: Codec,
    pub(super) limits: Limits,
    /// The types that rows were asked as, each set against the schema once.
    prepared: Known,
    /// The schema, to find where a record ends; made when it is first needed.
    walk: OnceLock<Walk>,
}

impl Ground {
    /// The schema, to find where a record ends.
    fn walk(&self) -> &Walk {
        self.walk.get_or_init(|| Walk::new(&self.schema))
    }

    /// A block whose records lie in `data`.
    pub(super) fn block<'a>(
        &'a self,
        frame: Frame,
        payload: &'a [u8],
        data: &'a [u8],
    ) -> Block<'a> {
        Block {
            frame,
            payload,
            data,
            ground: self,
        }
    }
}

impl Blocks {
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
    /// When the source fails, when it does not begin with the header of a
    /// container file, when the schema in it is none, and when its codec is not
    /// known or the codec's feature is off.
    pub fn new<R: Read>(source: R) -> Result<Blocks<FromRead<R>>, ContainerError> {
        Self::builder().read(source)
    }

    /// Says how a file is to be read.
    #[must_use]
    pub fn builder() -> BlocksBuilder {
        BlocksBuilder::default()
    }
}

impl<S> Blocks<S> {
    /// The blocks of a source whose header was read.
    pub(super) fn of(
        (source, header): (S, Header),
        options: BlocksBuilder,
    ) -> Result<Self, ContainerError> {
        let codec = options.codec_of(&header)?;
        let schema = options.parse.parse(header.schema_text())?;
        Ok(Blocks {
            unpacker: Unpacker::new(&codec, &options.limits)?,
            source,
            header,
            ground: Arc::new(Ground {
                schema,
                codec,
                limits: options.limits,
                prepared: Known::default(),
                walk: OnceLock::new(),
            }),
            recover: options.recover,
            damage: Damage::default(),
        })
    }

    /// The schema in the file's header: the writer's.
    #[must_use]
    pub fn schema(&self) -> &Schema {
        &self.ground.schema
    }

    /// The file's header: its metadata and its sync marker.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The file's codec.
    #[must_use]
    pub fn codec(&self) -> &Codec {
        &self.ground.codec
    }

    /// What was passed over so far, if that was [asked for](BlocksBuilder::recover).
    #[must_use]
    pub fn damage(&self) -> &Damage {
        &self.damage
    }

    pub(super) fn ground(&self) -> &Arc<Ground> {
        &self.ground
    }
}

impl<S: Source> Blocks<S> {
    /// The next block, whose sync marker matched; `None` behind the last.
    ///
    /// # Errors
    ///
    /// When the source fails, the file is damaged or ends inside a block, and when
    /// the block does not decompress within [`Limits::block`]. After an error of the file
    /// there are no more blocks, unless one is sought; a source that failed is asked again. Damage
    /// that is [recovered from](BlocksBuilder::recover) is no error.
    #[expect(
        clippy::should_implement_trait,
        reason = "a block borrows from the reader"
    )]
    pub fn next(&mut self) -> Result<Option<Block<'_>>, ContainerError> {
        let frame = self.advance()?;
        Ok(frame.map(|frame| self.lend(frame)))
    }

    /// The byte of the file at which the next block begins: a place to [`seek`](Self::seek).
    ///
    /// It counts from the file's start, wherever in the source that was. Right behind
    /// [`sync`](Self::sync) it is a place before that block.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.source.position()
    }

    /// Whether the next block lies behind the first marker that begins at `position` or later: it is
    /// not of a range that ends there.
    ///
    /// Java's method of this name. Who reads a [range](BlocksBuilder::range) need not ask.
    #[must_use]
    pub fn past_sync(&self, position: u64) -> bool {
        self.position() >= position.saturating_add(MARKER)
    }

    /// Moves to the next block; its bytes are then [`current`](Self::current).
    pub(super) fn advance(&mut self) -> Result<Option<Frame>, ContainerError> {
        while let Some(frame) = self.advance_packed()? {
            if self.unpack(&frame)? {
                return Ok(Some(frame));
            }
        }
        Ok(None)
    }

    /// Moves to the next block, into which nobody has looked yet.
    fn advance_packed(&mut self) -> Result<Option<Frame>, ContainerError> {
        loop {
            let next = self.source.advance()?;
            if let ControlFlow::Break(frame) = self.come_to(next) {
                return Ok(frame);
            }
        }
    }
}

impl<S: Holds> Blocks<S> {
    /// The block that was come to last, unpacked.
    pub(super) fn lend(&self, frame: Frame) -> Block<'_> {
        let payload = self.source.payload();
        let data = self.unpacker.records(payload);
        self.ground.block(frame, payload, data)
    }

    /// Its records, and their limits.
    #[inline(always)]
    pub(super) fn current(&self) -> (&[u8], &Limits) {
        let records = self.unpacker.records(self.source.payload());
        (records, &self.ground.limits)
    }

    /// What the source came to: a block, or the end. Otherwise it is to go on.
    pub(super) fn come_to(&mut self, next: Next) -> ControlFlow<Option<Frame>> {
        match next {
            Next::Block(frame) => ControlFlow::Break(Some(frame)),
            Next::End => ControlFlow::Break(None),
            Next::Header(_) => ControlFlow::Continue(()),
            Next::Skipped(skipped) => {
                self.damage.add(skipped);
                ControlFlow::Continue(())
            }
        }
    }

    /// Makes the records of the block that was come to ready; false where it is damage to be passed over.
    pub(super) fn unpack(&mut self, frame: &Frame) -> Result<bool, ContainerError> {
        let payload = self.source.payload();
        let unpacked = self.unpacker.unpack(frame, payload);
        if !self.recover {
            if unpacked.is_err() {
                self.source.stop();
            }
            return unpacked.map(|()| true);
        }
        // Nothing is handed out of a block that is not whole.
        let Ground { limits, .. } = &*self.ground;
        let records = self.unpacker.records(payload);
        match unpacked.and_then(|()| check(frame, records, self.ground.walk(), limits)) {
            Ok(()) => Ok(true),
            Err(error) => {
                self.source.reject(error);
                Ok(false)
            }
        }
    }
}

impl<S: Source> Packed for Blocks<S> {
    fn next_packed(&mut self) -> Result<Option<(Frame, &[u8])>, ContainerError> {
        // What is damaged inside can be passed over only before the source has gone on.
        let frame = match self.recover {
            true => self.advance()?,
            false => self.advance_packed()?,
        };
        Ok(frame.map(|frame| (frame, self.source.payload())))
    }
}

impl<S: SeekSource> Blocks<S> {
    /// Goes to the block that begins at `position`, a place that [`position`](Self::position) or
    /// [`Block::offset`] gave, and on from there to the file's end.
    ///
    /// Blocks are numbered from there. What was passed over as damaged stays noted.
    ///
    /// # Errors
    ///
    /// When the source fails. Whether a block begins there is seen when it is read.
    ///
    /// # Example
    ///
    /// ```
    /// use avro_core::container::{Blocks, Writer};
    ///
    /// let mut writer = Writer::<i32>::builder(Vec::new()).build()?;
    /// for number in 0..3 {
    ///     writer.append(&number)?;
    ///     writer.flush()?;
    /// }
    /// let file = writer.finish()?;
    ///
    /// let mut blocks = Blocks::builder().bytes(&file)?;
    /// blocks.next()?;
    /// let second = blocks.position();
    /// while let Some(_) = blocks.next()? {}
    ///
    /// blocks.seek(second)?;
    /// let block = blocks.next()?.expect("the second block");
    /// assert_eq!((block.offset(), block.data()), (second, &[2][..]));
    /// # Ok::<(), avro_core::container::ContainerError>(())
    /// ```
    pub fn seek(&mut self, position: u64) -> Result<(), ContainerError> {
        self.source.seek(position)
    }

    /// Goes to the first block whose preceding sync marker begins at `position` or later, and on from
    /// there to the file's end. For the first block that is the header's marker.
    ///
    /// A marker counts if a whole block follows it, or the file's end. So its bytes may occur inside
    /// data; only data that holds whole blocks of the very file could be taken for them.
    /// A block that is damaged is passed over without a word here: who has to know of it reads on from the
    /// block before, or reads [ranges](BlocksBuilder::range).
    ///
    /// # Errors
    ///
    /// When the source fails.
    pub fn sync(&mut self, position: u64) -> Result<(), ContainerError> {
        self.read_range(position..u64::MAX)
    }

    /// Goes to the first block of this range of the file, and on to the last of it.
    ///
    /// So one reader reads one of the [`splits`](super::splits) after the other; see
    /// [`BlocksBuilder::range`].
    ///
    /// # Errors
    ///
    /// When the source fails.
    pub fn read_range(&mut self, range: Range<u64>) -> Result<(), ContainerError> {
        self.source.read_range(range)
    }
}

/// One block of a file: some records, decompressed.
#[derive(Debug)]
pub struct Block<'a> {
    frame: Frame,
    payload: &'a [u8],
    data: &'a [u8],
    ground: &'a Ground,
}

impl<'a> Block<'a> {
    /// How many records the block says it holds.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.frame.count
    }

    /// How many blocks were read before it: all that the file has before it, unless something else than the
    /// file's start was sought.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.frame.number
    }

    /// The byte of the file at which it begins.
    #[must_use]
    pub fn offset(&self) -> u64 {
        self.frame.offset
    }

    /// Its records, one datum behind the other.
    #[must_use]
    pub fn data(&self) -> &'a [u8] {
        self.data
    }

    /// The block as it stands in the file, its records in the file's codec.
    #[must_use]
    pub fn raw(&self) -> RawBlock<'a> {
        self.frame.with_payload(self.payload)
    }

    /// Its records as values of `T`, which may borrow from the block.
    ///
    /// # Errors
    ///
    /// When records of the file's schema cannot be read as a `T`, and when the
    /// block is too small for the records it says it holds.
    pub fn rows<T: FromDatum<'a>>(&self) -> Result<Rows<'a, T>, ContainerError> {
        let ground = self.ground;
        let prepared = ground
            .prepared
            .get::<T::Key>(|| T::prepare(&ground.schema))?;
        Ok(Rows {
            cursor: self.cursor(prepared.least())?,
            data: self.data,
            prepared,
            limits: &ground.limits,
            output: PhantomData,
        })
    }

    /// Its records as they are encoded, each for itself.
    ///
    /// Where a record ends is found along the writer's schema. Each is checked on the way: it is a datum of it.
    ///
    /// # Errors
    ///
    /// When the block is too small for the records it says it holds.
    ///
    /// # Example
    ///
    /// ```
    /// use avro_core::container::{Blocks, Writer};
    ///
    /// let mut writer = Writer::<str>::builder(Vec::new()).build()?;
    /// writer.append("ab")?;
    /// writer.append("c")?;
    /// let file = writer.finish()?;
    ///
    /// let mut blocks = Blocks::new(&file[..])?;
    /// let block = blocks.next()?.expect("a block");
    /// let datums = block.datums()?.collect::<Result<Vec<_>, _>>()?;
    /// assert_eq!(datums, [&b"\x04ab"[..], b"\x02c"]);
    /// # Ok::<(), avro_core::container::ContainerError>(())
    /// ```
    pub fn datums(&self) -> Result<Datums<'a>, ContainerError> {
        let walk = self.ground.walk();
        Ok(Datums {
            cursor: self.cursor(walk.least())?,
            data: self.data,
            walk,
            limits: &self.ground.limits,
        })
    }

    pub(super) fn frame(&self) -> &Frame {
        &self.frame
    }

    pub(super) fn ground(&self) -> &'a Ground {
        self.ground
    }

    fn cursor(&self, least: usize) -> Result<Cursor, ContainerError> {
        Cursor::new(&self.frame, self.data.len(), least, &self.ground.limits)
    }
}

/// The records of one block as they are encoded. Made by [`Block::datums`].
#[derive(Debug)]
pub struct Datums<'a> {
    cursor: Cursor,
    data: &'a [u8],
    walk: &'a Walk,
    limits: &'a Limits,
}

impl<'a> Iterator for Datums<'a> {
    type Item = Result<&'a [u8], ContainerError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.cursor.next(self.data, self.limits, |decoder| {
            let datum = decoder.remaining();
            self.walk.pass(decoder)?;
            Ok(datum.get(..decoder.offset()).unwrap_or_default())
        })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, usize::try_from(self.cursor.left()).ok())
    }
}
