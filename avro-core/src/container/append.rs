//! Going on with a file that is there.
//!
//! The frames of its blocks are looked at, from the header to the end: counts, sizes and sync
//! markers. Payloads are passed over. What is not whole at the end is refused, or cut off on request.

use std::fs::{File, OpenOptions};
use std::io::{self, Cursor, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::Path;

use avro_model::{ParseOptions, Schema};

use super::DEFAULT_MAX_HEADER;
use super::codec::Codec;
use super::difference::hold;
use super::error::{ContainerError, ContainerErrorKind, shown};
use super::header::{Header, HeaderParser};
use super::places::{self, Places, Waiting, now};
use super::writer::{Parts, Writer, WriterBuilder};
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

impl<T: ?Sized, W> WriterBuilder<T, W> {
    /// Whether [`resume`](Self::resume) may cut off the torn tail of a file.
    ///
    /// Only a tail is cut off: where a sync marker of the file stands behind the damage, whole blocks may follow, and the
    /// file is refused all the same. What they hold can be [recovered](super::BlocksBuilder::recover). The damage must
    /// be one that can be seen without decompressing.
    #[must_use]
    pub fn repair(mut self, repair: bool) -> Self {
        self.repair = repair;
        self
    }
}

impl<T: Writable + ?Sized, W: Storage> WriterBuilder<T, W> {
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
    pub fn resume(self) -> Result<Writer<T, W>, ContainerError> {
        let threads = self.threads;
        Writer::of(now(self.resume_on::<Waits>())?, threads)
    }
}

/// How a sink is looked into and made shorter: by waiting, or by coming back when that is done.
pub(super) trait Shelf<W> {
    /// The file in it.
    // Named, so that it can be seen whether a future over it can be sent.
    type Places<'a>: Places
    where
        W: 'a;

    fn places(sink: &mut W) -> Self::Places<'_>;

    /// Cuts the file off behind so many bytes.
    async fn set_len(sink: &mut W, len: u64) -> io::Result<()>;

    /// Writes there from now on.
    async fn go_to(sink: &mut W, position: u64) -> io::Result<()>;
}

/// By waiting.
struct Waits;

impl<W: Storage> Shelf<W> for Waits {
    type Places<'a>
        = Waiting<&'a mut W>
    where
        W: 'a;

    fn places(sink: &mut W) -> Waiting<&mut W> {
        Waiting::whole(sink)
    }

    async fn set_len(sink: &mut W, len: u64) -> io::Result<()> {
        sink.set_len(len)
    }

    async fn go_to(sink: &mut W, position: u64) -> io::Result<()> {
        sink.seek(SeekFrom::Start(position)).map(drop)
    }
}

/// Cuts a file of so many bytes off at `end`, to be written to from there.
///
/// All that may be refused comes before, since the file is changed.
async fn end_at<H: Shelf<W>, W>(
    mut parts: Parts<W>,
    end: u64,
    len: u64,
) -> Result<Parts<W>, ContainerError> {
    if let Some(sink) = parts.outlet.sink() {
        if len > end {
            H::set_len(sink, end).await?;
        }
        H::go_to(sink, end).await?;
    }
    Ok(parts)
}

impl<T: Writable + ?Sized, W> WriterBuilder<T, W> {
    /// The parts of a writer that goes on with the file in the sink.
    pub(super) async fn resume_on<H: Shelf<W>>(mut self) -> Result<Parts<W>, ContainerError> {
        let found = places::header(&mut H::places(&mut self.sink), DEFAULT_MAX_HEADER).await?;
        let (header, first) = match found {
            Ok(found) => found,
            Err(len) if len > 0 && !self.repair => return Err(HeaderParser::truncated(len)),
            Err(len) => return end_at::<H, W>(self.begin()?, 0, len as u64).await,
        };
        let survey = {
            let file = &mut H::places(&mut self.sink);
            // Blocks of any size: nobody looks into them.
            places::survey(file, &header, first, usize::MAX, |_| {}).await?
        };
        let (schema, codec) = self.hold_against(&header)?;
        let (sync, end) = (header.sync(), survey.end);
        if let Some(fault) = survey.fault {
            if !self.repair {
                return Err(ContainerErrorKind::Torn { end, fault }.into());
            }
            let marker = {
                let file = &mut H::places(&mut self.sink);
                places::find(file, end, &sync).await?
            };
            if let Some(marker) = marker {
                return Err(ContainerErrorKind::DamagedInside { end, marker }.into());
            }
        }
        let parts = self.parts(schema, codec, sync, end, survey.blocks)?;
        end_at::<H, W>(parts, end, survey.len).await
    }

    /// The schema and codec of the file, if it is what was asked for.
    fn hold_against(&mut self, header: &Header) -> Result<(Schema, Codec), ContainerError> {
        let schema = ParseOptions::lenient().parse(header.schema_text())?;
        if let Some(wanted) = &self.schema {
            hold(&schema, wanted)?;
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
