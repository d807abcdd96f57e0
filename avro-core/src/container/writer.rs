//! Writing container files.
//!
//! Records gather in a block (`gather`), which becomes a frame (`frame`): both know no I/O. An outlet
//! (`outlet`) hands the frame's bytes to the sink, and goes on where a sink has failed. Between them other
//! threads may make the frames (`parallel`).

mod builder;
pub(in crate::container) mod frame;
pub(in crate::container) mod gather;
pub(in crate::container) mod outlet;

use std::fs::File;
use std::io::{self, ErrorKind, Write};
use std::marker::PhantomData;
use std::path::Path;

use avro_model::Schema;

pub(super) use builder::Parts;
pub use builder::WriterBuilder;
pub use outlet::{BlockWritten, SyncPolicy, Written};

use super::codec::{BlockBuffer, Codec, CodecError, Compressor};
use super::error::ContainerError;
use super::parallel::Compressors;
use crate::datum::Writable;
use crate::encoding::Encoder;
use gather::Gather;
use outlet::Outlet;

/// Writes values to an object container file.
///
/// Values gather in a block; a block that has come to its
/// [`block_size`](WriterBuilder::block_size) is compressed and written when the next value comes. Call
/// [`finish`](Self::finish) at the end: a writer that is dropped tries to write
/// its last block, but can tell nobody when that fails.
///
/// A value may be of any type that can be written with the file's schema: an
/// owned type and its borrowed twin alike.
///
/// # When the sink fails
///
/// Nothing is lost and nothing is written twice. The writer knows which bytes the sink has taken, and keeps
/// the others: whatever is called next goes on with exactly the byte that follows. A value whose
/// `append` failed was not taken, and can be appended again; what was taken before is written when
/// [`flush`](Self::flush) returns. Interrupted calls are repeated.
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
    gather: Gather,
    codec: Codec,
    compressor: Compressor,
    /// Where blocks are compressed on other threads.
    threads: Option<Compressors>,
    sync: [u8; 16],
    outlet: Outlet<W>,
    input: PhantomData<fn(&T)>,
}

impl<T: ?Sized> Writer<T> {
    /// Says what a writer to `sink` is to be like.
    ///
    /// Whole blocks are written to it: it needs no buffer of its own.
    pub fn builder<W>(sink: W) -> WriterBuilder<T, W> {
        WriterBuilder::new(sink)
    }

    /// Begins a file of `T`'s own schema at `path`, in the null codec. A file that is there is
    /// replaced.
    ///
    /// # Errors
    ///
    /// When the file cannot be made, and as for [`WriterBuilder::build`].
    ///
    /// # Example
    ///
    /// ```
    /// use avro_core::container::{Reader, Writer};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let path = std::env::temp_dir().join(format!("avro-create-{}", std::process::id()));
    /// let mut writer = Writer::<i64>::create(&path)?;
    /// writer.append(&7)?;
    /// writer.finish()?;
    /// assert_eq!(Reader::<i64>::open(&path)?.next().transpose()?, Some(7));
    /// # std::fs::remove_file(path)?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn create(path: impl AsRef<Path>) -> Result<Self, ContainerError>
    where
        T: Writable,
    {
        Self::builder(File::create(path)?).build()
    }
}

impl<T: ?Sized, W: Write> Writer<T, W> {
    /// A writer of these parts, for which so many threads compress.
    pub(super) fn of(parts: Parts<W>, threads: usize) -> Result<Self, ContainerError> {
        let Parts {
            gather,
            codec,
            compressor,
            sync,
            outlet,
            array_block_sizes,
        } = parts;
        let encoder = || Encoder::new().with_block_sizes(array_block_sizes);
        let threads = match threads {
            0 | 1 => None,
            _ if compressor.is_null() => None,
            threads => Some(Compressors::new(threads, &codec, sync, encoder)?),
        };
        Ok(Writer {
            gather,
            codec,
            compressor,
            threads,
            sync,
            outlet,
            input: PhantomData,
        })
    }

    /// The file's schema.
    #[must_use]
    pub fn schema(&self) -> &Schema {
        self.gather.schema()
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

    /// What the sink has taken of this writer.
    ///
    /// Each time [`flush`](Self::flush) returns, that is all that was appended.
    #[must_use]
    pub fn written(&self) -> Written {
        self.outlet.written()
    }

    /// Appends a value: a `T`, or any type that can be written with the file's schema.
    ///
    /// # Errors
    ///
    /// When values of this type cannot be written with the file's schema, when this
    /// value has no place in it, and when the sink does not take the block before. The value was not taken
    /// then, and all is as it was before: the call can be repeated.
    #[inline]
    pub fn append<U: Writable + ?Sized>(&mut self, value: &U) -> Result<(), ContainerError> {
        if self.gather.is_full() {
            self.close_block()?;
        }
        self.gather.append(value)
    }

    /// Appends a datum that is encoded already, with the file's schema.
    ///
    /// It is held against the schema: that it is a datum and nothing behind it, that strings are UTF-8, and
    /// branches and symbols there. A logical type's own rules are not looked at.
    ///
    /// # Errors
    ///
    /// When the bytes are not a datum of the file's schema within the default [`Limits`](crate::Limits), and
    /// as for [`append`](Self::append).
    ///
    /// # Example
    ///
    /// ```
    /// use avro_core::container::{Reader, Writer};
    ///
    /// let mut writer = Writer::<str>::builder(Vec::new()).build()?;
    /// writer.append_encoded(b"\x06abc")?;
    /// let error = writer.append_encoded(b"\x06abcd").unwrap_err();
    /// assert_eq!(error.to_string(), "in the encoded datum, at byte 4: 1 bytes follow the value");
    /// let file = writer.finish()?;
    /// assert_eq!(Reader::<String>::new(&file[..])?.next().transpose()?.as_deref(), Some("abc"));
    /// # Ok::<(), avro_core::container::ContainerError>(())
    /// ```
    pub fn append_encoded(&mut self, datum: &[u8]) -> Result<(), ContainerError> {
        self.gather.check(datum)?;
        self.append_encoded_unchecked(datum)
    }

    /// [`append_encoded`](Self::append_encoded) of bytes that are known to be a datum of the file's schema.
    ///
    /// If they are not, the block that they come to lie in cannot be read.
    ///
    /// # Errors
    ///
    /// When the sink does not take the block before: the datum was not taken then.
    pub fn append_encoded_unchecked(&mut self, datum: &[u8]) -> Result<(), ContainerError> {
        if self.gather.is_full() {
            self.close_block()?;
        }
        self.gather.append_encoded(datum);
        Ok(())
    }

    /// Closes the block that is gathering and hands everything to the sink,
    /// which is flushed; and synced, if the [`SyncPolicy`] says so.
    ///
    /// # Errors
    ///
    /// When the sink fails. Calling again goes on from there.
    pub fn flush(&mut self) -> Result<(), ContainerError> {
        self.write_block()?;
        self.outlet.flush(SyncPolicy::OnFlush)
    }

    /// [`flush`](Self::flush)es, and hands the sink back: the file is whole.
    ///
    /// # Errors
    ///
    /// When the sink fails. It is dropped then with what it has not taken: who can wait for the
    /// sink to work again calls [`try_finish`](Self::try_finish) first.
    pub fn finish(mut self) -> Result<W, ContainerError> {
        let finished = self.try_finish();
        // Taken in any case: dropping the writer is not to try again.
        let sink = self.outlet.take_sink();
        finished?;
        sink.ok_or_else(|| io::Error::from(ErrorKind::NotConnected).into())
    }

    /// All that [`finish`](Self::finish) does, but for handing back the sink.
    ///
    /// # Errors
    ///
    /// When the sink fails. Calling again goes on from there.
    ///
    /// # Example
    ///
    /// ```
    /// use std::io::{self, Write};
    ///
    /// use avro_core::container::{Reader, Writer};
    ///
    /// /// Every other call fails, and those between take ten bytes.
    /// struct Flaky(Vec<u8>, bool);
    ///
    /// impl Write for Flaky {
    ///     fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
    ///         self.1 = !self.1;
    ///         if self.1 {
    ///             return Err(io::Error::other("no space"));
    ///         }
    ///         self.0.write(&bytes[..bytes.len().min(10)])
    ///     }
    ///
    ///     fn flush(&mut self) -> io::Result<()> {
    ///         Ok(())
    ///     }
    /// }
    ///
    /// let mut writer = Writer::<str>::builder(Flaky(Vec::new(), false)).build()?;
    /// writer.append("there once, and whole")?;
    /// let mut failures = 0;
    /// while writer.try_finish().is_err() {
    ///     failures += 1;
    /// }
    /// assert!(failures > 5);
    ///
    /// let file = writer.finish()?.0;
    /// let words = Reader::<String>::new(&file[..])?.collect::<Result<Vec<_>, _>>()?;
    /// assert_eq!(words, ["there once, and whole"]);
    /// # Ok::<(), avro_core::container::ContainerError>(())
    /// ```
    pub fn try_finish(&mut self) -> Result<(), ContainerError> {
        self.write_block()?;
        self.outlet.flush(SyncPolicy::OnFinish)
    }

    /// Makes the next frame of a payload that `fill` puts into a buffer, where the frame before has been
    /// shipped. `fill` returns how large the payload was before compression, if it knows.
    pub(super) fn put_payload(
        &mut self,
        count: u64,
        fill: impl FnOnce(&mut BlockBuffer, &mut Compressor) -> Result<Option<usize>, CodecError>,
    ) -> Result<(), CodecError> {
        let compressor = &mut self.compressor;
        self.outlet
            .frame()
            .set_payload(count, self.sync, |out| fill(out, compressor))
    }

    /// Takes the block that is gathering on its way.
    fn close_block(&mut self) -> Result<(), ContainerError> {
        let Some(threads) = &mut self.threads else {
            return self.write_block();
        };
        threads.make_room(&mut self.outlet, &mut self.compressor)?;
        threads.hand(|records| self.gather.take(records));
        Ok(())
    }

    /// Makes place for a block of its own behind the one that is gathering, for [`put_records`](Self::put_records).
    pub(super) fn make_place(&mut self) -> Result<(), ContainerError> {
        if self.threads.is_some() && !self.gather.is_empty() {
            self.close_block()?;
        }
        match &mut self.threads {
            Some(threads) => threads.make_room(&mut self.outlet, &mut self.compressor),
            None => self.write_block(),
        }
    }

    /// Makes a block of these records, where there is [place](Self::make_place). Where threads compress it, what goes
    /// wrong comes out later.
    pub(super) fn put_records(&mut self, count: u64, data: &[u8]) -> Result<(), CodecError> {
        let Some(threads) = &mut self.threads else {
            return self.put_payload(count, |out, compressor| {
                compressor.compress_into(data, out)?;
                Ok(Some(data.len()))
            });
        };
        threads.hand(|records| {
            records.fixed(data);
            count
        });
        Ok(())
    }

    /// Hands the sink all that has gathered.
    pub(super) fn write_block(&mut self) -> Result<(), ContainerError> {
        if let Some(threads) = &mut self.threads {
            threads.ship(&mut self.outlet, &mut self.compressor)?;
        }
        self.outlet.ship()?;
        let frame = self.outlet.frame();
        if self.gather.frame(frame, &mut self.compressor, self.sync)? {
            self.outlet.ship()?;
        }
        Ok(())
    }
}

/// Writes what has gathered, if it can; [`Writer::finish`] says whether it could.
impl<T: ?Sized, W: Write> Drop for Writer<T, W> {
    fn drop(&mut self) {
        if self.outlet.is_open() && !std::thread::panicking() {
            let _ = self.flush();
        }
    }
}
