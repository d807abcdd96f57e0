//! Going on with a file that is there.
//!
//! The frames of its blocks are looked at, from the header to the end: counts, sizes and sync
//! markers. Payloads are passed over. What is not whole at the end is refused, or cut off on request.

use std::fs::{File, OpenOptions};
use std::io::{self, Cursor, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::Path;

use avro_model::{ParseOptions, Schema};

use super::DEFAULT_MAX_HEADER;
use super::block::{BlockScanner, Scan};
use super::codec::Codec;
use super::difference::difference;
use super::error::{ContainerError, ContainerErrorKind, shown};
use super::header::{Header, HeaderParser, HeaderProgress};
use super::writer::{Writer, WriterBuilder};
use crate::datum::Writable;

/// Where a file lies that can be read, written behind its end, and made shorter.
pub trait Storage: Read + Write + Seek {
    /// Cuts the file off behind so many bytes.
    ///
    /// # Errors
    ///
    /// When that cannot be done.
    fn set_len(&mut self, len: u64) -> io::Result<()>;
}

impl Storage for File {
    fn set_len(&mut self, len: u64) -> io::Result<()> {
        File::set_len(self, len)
    }
}

impl Storage for Cursor<Vec<u8>> {
    fn set_len(&mut self, len: u64) -> io::Result<()> {
        let len = usize::try_from(len).map_err(|_| ErrorKind::OutOfMemory)?;
        self.get_mut().resize(len, 0);
        Ok(())
    }
}

impl<S: Storage + ?Sized> Storage for &mut S {
    fn set_len(&mut self, len: u64) -> io::Result<()> {
        S::set_len(self, len)
    }
}

impl<T: Writable + ?Sized> Writer<T> {
    /// Goes on with the file at `path`, in its schema and codec.
    ///
    /// # Errors
    ///
    /// When the file cannot be opened, and as for [`WriterBuilder::resume`].
    ///
    /// # Example
    ///
    /// ```
    /// use avro_core::container::{Reader, Writer};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let path = std::env::temp_dir().join(format!("avro-append-{}", std::process::id()));
    /// let mut writer = Writer::<str>::create(&path)?;
    /// writer.append("one")?;
    /// writer.finish()?;
    ///
    /// let mut writer = Writer::<str>::append_to(&path)?;
    /// writer.append("two")?;
    /// writer.finish()?;
    ///
    /// let words = Reader::<String>::open(&path)?.collect::<Result<Vec<_>, _>>()?;
    /// assert_eq!(words, ["one", "two"]);
    /// # std::fs::remove_file(path)?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn append_to(path: impl AsRef<Path>) -> Result<Self, ContainerError> {
        let file = OpenOptions::new().read(true).write(true).open(path)?;
        Self::builder(file).resume()
    }
}

impl<T: Writable + ?Sized, W: Storage> WriterBuilder<T, W> {
    /// Whether [`resume`](Self::resume) may cut off the torn tail of a file.
    ///
    /// Only a tail is cut off: where blocks follow the damage, the file is refused all the same. The damage must
    /// be one that can be seen without decompressing.
    #[must_use]
    pub fn repair(mut self, repair: bool) -> Self {
        self.repair = repair;
        self
    }

    /// Makes a writer that goes on with the container file that the sink holds.
    ///
    /// Schema, codec and sync marker are the file's. What the builder was told of them is demanded: a file
    /// of another schema, codec or marker is refused, and one that has not the same
    /// metadata. A codec's level is the builder's. Of an empty file, this begins a new one, as
    /// [`build`](Self::build) does.
    ///
    /// The frame of each block is looked at, which reads a few bytes for each. A file whose tail is torn
    /// is refused, or [repaired](Self::repair): then nothing is lost but what was not whole. A file that ends
    /// inside its header holds no records; repaired, it is begun anew.
    ///
    /// # Errors
    ///
    /// When the sink fails, when it holds no container file, or one that is torn or has another
    /// schema, codec, marker or metadata than was asked for, and as for [`build`](Self::build).
    ///
    /// # Example
    ///
    /// ```
    /// use std::io::Cursor;
    ///
    /// use avro_core::container::{ContainerErrorKind, Reader, Writer};
    ///
    /// let mut writer = Writer::<str>::builder(Vec::new()).block_count(1).build()?;
    /// writer.append("one")?;
    /// writer.append("two")?;
    /// let mut file = Cursor::new(writer.finish()?);
    ///
    /// // The machine failed, and the second block is not whole.
    /// let torn = file.get_ref().len() - 3;
    /// file.get_mut().truncate(torn);
    ///
    /// let error = Writer::<str>::builder(&mut file).resume().unwrap_err();
    /// assert!(matches!(error.kind(), ContainerErrorKind::Torn { .. }));
    ///
    /// let mut writer = Writer::<str>::builder(&mut file).repair(true).resume()?;
    /// writer.append("three")?;
    /// writer.finish()?;
    /// let file = file.into_inner();
    /// let words = Reader::<String>::new(&file[..])?.collect::<Result<Vec<_>, _>>()?;
    /// assert_eq!(words, ["one", "three"]);
    /// # Ok::<(), avro_core::container::ContainerError>(())
    /// ```
    pub fn resume(mut self) -> Result<Writer<T, W>, ContainerError> {
        let survey = match survey(&mut self.sink)? {
            Survey::Header { len: 0 } => return self.build(),
            Survey::Header { .. } if self.repair => {
                self.sink.set_len(0)?;
                self.sink.seek(SeekFrom::Start(0))?;
                return self.build();
            }
            Survey::Header { len } => return Err(HeaderParser::truncated(len)),
            Survey::Blocks(survey) => survey,
        };
        let (schema, codec) = self.hold_against(&survey.header)?;
        let sync = survey.header.sync();
        if let Some(fault) = survey.fault {
            let end = survey.end;
            if !self.repair {
                return Err(ContainerErrorKind::Torn { end, fault }.into());
            }
            if let Some(marker) = find(&mut self.sink, end, &sync)? {
                return Err(ContainerErrorKind::DamagedInside { end, marker }.into());
            }
        }
        let (end, number) = (survey.end, survey.blocks);
        // All that may be refused comes before the file is changed.
        let cut = self.sink.seek(SeekFrom::End(0))? > end;
        let mut writer = self.writer(schema, codec, sync, end, number)?;
        if let Some(sink) = writer.sink() {
            if cut {
                sink.set_len(end)?;
            }
            sink.seek(SeekFrom::Start(end))?;
        }
        Ok(writer)
    }

    /// The schema and codec of the file, if it is what was asked for.
    fn hold_against(&mut self, header: &Header) -> Result<(Schema, Codec), ContainerError> {
        let schema = ParseOptions::lenient().parse(header.schema_text())?;
        if let Some(wanted) = &self.schema
            && let Some(difference) = difference(&schema, wanted)
        {
            return Err(ContainerErrorKind::OtherSchema { difference }.into());
        }
        let codec = match self.codec.take() {
            Some(wanted) if wanted.name() == header.codec_name() => wanted,
            Some(wanted) => {
                return Err(ContainerErrorKind::OtherCodec {
                    found: shown(header.codec_name()),
                    wanted: wanted.name(),
                }
                .into());
            }
            None => header.codec()?,
        };
        if self.sync.is_some_and(|sync| sync != header.sync()) {
            return Err(ContainerErrorKind::OtherSyncMarker.into());
        }
        for (key, value) in &self.metadata {
            if header.get(key) != Some(value) {
                return Err(ContainerErrorKind::OtherMetadata { key: shown(key) }.into());
            }
        }
        Ok((schema, codec))
    }
}

/// What stands in a file.
enum Survey {
    /// Not even a header: the file ends inside it.
    Header {
        len: usize,
    },
    Blocks(Blocks),
}

/// The blocks of a file, as far as it is whole.
struct Blocks {
    header: Header,
    /// How many whole blocks there are, and where the last one ends.
    blocks: u64,
    end: u64,
    /// What is wrong behind them.
    fault: Option<ContainerError>,
}

/// More than a block's count and size take.
const HEAD: usize = 20;
const MARKER: usize = 16;

fn survey(file: &mut (impl Read + Seek)) -> Result<Survey, ContainerError> {
    let (header, len) = match header(file)? {
        Ok(found) => found,
        Err(len) => return Ok(Survey::Header { len }),
    };
    let len = len as u64;
    let file_len = file.seek(SeekFrom::End(0))?;
    let mut survey = Blocks {
        header,
        blocks: 0,
        end: len,
        fault: None,
    };
    // A block's marker is read together with the start of the next.
    let mut window = Window::new(file);
    let mut from = len.saturating_sub(MARKER as u64);
    loop {
        let (marker, head) = window
            .at(from, MARKER + HEAD)?
            .split_at_checked(MARKER)
            .ok_or(ErrorKind::UnexpectedEof)
            .map_err(io::Error::from)?;
        let start = from.saturating_add(MARKER as u64);
        if *marker != survey.header.sync() {
            let fault = ContainerError::new(ContainerErrorKind::WrongSyncMarker);
            survey.fault = Some(fault.at(from).in_block(survey.blocks));
            return Ok(Survey::Blocks(survey));
        }
        if start > len {
            survey.blocks = survey.blocks.saturating_add(1);
            survey.end = start;
        }
        if head.is_empty() {
            return Ok(Survey::Blocks(survey));
        }
        let mut scanner = BlockScanner::new(survey.header.sync(), start).max_block(usize::MAX);
        let needed = match scanner.scan(head) {
            Ok(Scan::Block(block)) => block.len,
            Ok(Scan::Incomplete { needed }) => needed,
            Err(fault) => {
                survey.fault = Some(fault.in_block(survey.blocks));
                return Ok(Survey::Blocks(survey));
            }
        };
        let end = start.saturating_add(needed as u64);
        if end > file_len || needed <= MARKER {
            let fault = ContainerError::new(ContainerErrorKind::Truncated { start });
            survey.fault = Some(fault.at(file_len).in_block(survey.blocks));
            return Ok(Survey::Blocks(survey));
        }
        from = end.saturating_sub(MARKER as u64);
    }
}

/// The header and its length; or how long the file is that ends inside it.
fn header(file: &mut (impl Read + Seek)) -> Result<Result<(Header, usize), usize>, ContainerError> {
    const STEP: u64 = 16 << 10;
    file.seek(SeekFrom::Start(0))?;
    let mut parser = HeaderParser::new(DEFAULT_MAX_HEADER);
    let mut window = Vec::new();
    loop {
        let step = STEP.max(window.len() as u64);
        let read = file.by_ref().take(step).read_to_end(&mut window)?;
        match parser.resume(&window)? {
            HeaderProgress::Complete { header, len } => return Ok(Ok((header, len))),
            HeaderProgress::Incomplete { .. } if read == 0 => return Ok(Err(window.len())),
            HeaderProgress::Incomplete { .. } => {}
        }
    }
}

/// A few bytes of the file, of which small blocks have more than one.
struct Window<'a, F> {
    file: &'a mut F,
    bytes: Vec<u8>,
    from: u64,
    len: usize,
}

impl<'a, F: Read + Seek> Window<'a, F> {
    fn new(file: &'a mut F) -> Self {
        Window {
            file,
            bytes: vec![0; 4 << 10],
            from: 0,
            len: 0,
        }
    }

    /// So many bytes that stand at `from`, or as many as the file has.
    fn at(&mut self, from: u64, count: usize) -> io::Result<&[u8]> {
        let mut ahead = from
            .checked_sub(self.from)
            .and_then(|ahead| usize::try_from(ahead).ok());
        if ahead.is_none_or(|ahead| ahead.saturating_add(count) > self.len) {
            self.len = read_at(self.file, from, &mut self.bytes)?;
            self.from = from;
            ahead = Some(0);
        }
        let start = ahead.unwrap_or_default();
        let end = start.saturating_add(count).min(self.len);
        Ok(self.bytes.get(start..end).unwrap_or_default())
    }
}

/// Where the first marker stands behind `from`.
fn find(
    file: &mut (impl Read + Seek),
    from: u64,
    marker: &[u8; 16],
) -> Result<Option<u64>, ContainerError> {
    let mut window = vec![0; 64 << 10];
    let mut from = from;
    loop {
        let read = read_at(file, from, &mut window)?;
        let bytes = window.get(..read).unwrap_or_default();
        if let Some(at) = bytes.windows(MARKER).position(|bytes| bytes == marker) {
            return Ok(Some(from.saturating_add(at as u64)));
        }
        if read < window.len() {
            return Ok(None);
        }
        // A marker may begin in one window and end in the next.
        from = from.saturating_add(read.saturating_sub(MARKER - 1) as u64);
    }
}

/// Fills the window with what stands at `from`, as far as the file goes.
fn read_at(file: &mut (impl Read + Seek), from: u64, window: &mut [u8]) -> io::Result<usize> {
    file.seek(SeekFrom::Start(from))?;
    let mut read = 0_usize;
    loop {
        let rest = window.get_mut(read..).unwrap_or_default();
        if rest.is_empty() {
            return Ok(read);
        }
        match file.read(rest) {
            Ok(0) => return Ok(read),
            Ok(count) => read = read.saturating_add(count),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
