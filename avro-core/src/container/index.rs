//! Where a file's blocks are, and how many records they say they hold.

use std::fs::File;
use std::io::{Read, Seek};
use std::path::Path;

use super::error::ContainerError;
use super::header::{Header, HeaderParser};
use super::places::{self, Places, Waiting, now};
use crate::encoding::Limits;

/// A block of a [`BlockIndex`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct BlockEntry {
    /// The byte of the file at which it begins: a place to [seek](super::Reader::seek).
    pub offset: u64,
    /// How many bytes it takes in the file, from its count to its sync marker.
    pub len: u64,
    /// How many bytes its payload takes: the records in the file's codec.
    pub payload: u64,
    /// How many records it says it holds.
    pub count: u64,
    /// How many records the blocks before it say they hold.
    pub records_before: u64,
}

/// Where a file's blocks are, and how many records each holds.
///
/// It is made from the blocks' counts, sizes and sync markers: payloads are neither read nor
/// decompressed, so it takes one read of a few bytes for each block. That a block holds as many
/// records as it says is seen when it is read.
///
/// # Example
///
/// ```
/// use std::io::Cursor;
/// use avro_core::container::{BlockIndex, Reader, Writer};
///
/// let mut writer = Writer::<i32>::builder(Vec::new()).block_size(100).build()?;
/// for number in 0..1000 {
///     writer.append(&number)?;
/// }
/// let file = writer.finish()?;
///
/// let index = BlockIndex::read(Cursor::new(&file))?;
/// assert_eq!(index.records(), 1000);
///
/// // To the record with the number 500, without what is before its block.
/// let block = index.block_of(500).expect("there are more");
/// let mut reader = Reader::<i32>::builder().bytes(&file)?;
/// reader.seek(block.offset)?;
/// let ahead = (500 - block.records_before) as usize;
/// assert_eq!(reader.nth(ahead).expect("a record")?, 500);
/// # Ok::<(), avro_core::container::ContainerError>(())
/// ```
#[derive(Debug, Clone)]
pub struct BlockIndex {
    header: Header,
    blocks: Vec<BlockEntry>,
    records: u64,
}

impl BlockIndex {
    /// The index of the file at `path`.
    ///
    /// # Errors
    ///
    /// When it cannot be opened, and as for [`read`](Self::read).
    pub fn open(path: impl AsRef<Path>) -> Result<Self, ContainerError> {
        Self::read(File::open(path)?)
    }

    /// The index of the container file that `source` holds. For a file in memory, a
    /// [`Cursor`](std::io::Cursor) is one.
    ///
    /// Neither the schema nor the codec need be known.
    ///
    /// # Errors
    ///
    /// When the source fails, when it does not begin with the header of a container file, when a block's count,
    /// size or sync marker is damaged, and when the file ends inside a block.
    pub fn read<R: Read + Seek>(source: R) -> Result<Self, ContainerError> {
        Self::with_limits(source, &Limits::default())
    }

    /// [`read`](Self::read) with limits of one's own, of which those of header and block have a
    /// meaning here.
    ///
    /// # Errors
    ///
    /// As for [`read`](Self::read).
    pub fn with_limits<R: Read + Seek>(source: R, limits: &Limits) -> Result<Self, ContainerError> {
        now(Self::of(&mut Waiting::from_here(source)?, limits))
    }

    /// The index of any file.
    pub(super) async fn of(
        file: &mut impl Places,
        limits: &Limits,
    ) -> Result<Self, ContainerError> {
        let found = places::header(file, limits.header()).await?;
        let (header, first) = found.map_err(HeaderParser::truncated)?;
        let mut blocks = Vec::new();
        let mut records = 0_u64;
        let survey = places::survey(file, &header, first, limits.block(), |frame| {
            blocks.push(BlockEntry {
                offset: frame.offset,
                len: frame.len as u64,
                payload: frame.size as u64,
                count: frame.count,
                records_before: records,
            });
            records = records.saturating_add(frame.count);
        });
        match survey.await?.fault {
            Some(fault) => Err(fault),
            None => Ok(BlockIndex {
                header,
                blocks,
                records,
            }),
        }
    }

    /// The file's header: its schema's text, its codec's name, its metadata.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The blocks in the order of the file.
    #[must_use]
    pub fn blocks(&self) -> &[BlockEntry] {
        &self.blocks
    }

    /// How many records all blocks together say they hold.
    #[must_use]
    pub fn records(&self) -> u64 {
        self.records
    }

    /// The block that holds the record with this number, of which the first is 0.
    #[must_use]
    pub fn block_of(&self, record: u64) -> Option<&BlockEntry> {
        let behind = |block: &BlockEntry| block.records_before.saturating_add(block.count);
        let at = self.blocks.partition_point(|block| behind(block) <= record);
        self.blocks.get(at)
    }
}
