//! Going on with a file that is there, from a task.

use std::future::{Future, poll_fn};
use std::io::{self, Cursor};
use std::marker::PhantomData;
use std::path::Path;

use tokio::fs::{File, OpenOptions};
use tokio::io::{AsyncRead, AsyncSeek, AsyncWrite};

use super::places::OnTask;
use super::source::Seekable;
use super::source::sealed::GoTo;
use super::writer::Writer;
use crate::container::append::Shelf;
use crate::container::{ContainerError, Storage, WriterBuilder};
use crate::datum::Writable;

/// Where a file lies that can be read, written behind its end, and made shorter: [`Storage`] for a task.
pub trait AsyncStorage: AsyncRead + AsyncWrite + AsyncSeek + Unpin {
    /// Cuts the file off behind so many bytes.
    ///
    /// # Errors
    ///
    /// When that cannot be done.
    fn set_len(&mut self, len: u64) -> impl Future<Output = io::Result<()>> + Send;
}

impl AsyncStorage for File {
    fn set_len(&mut self, len: u64) -> impl Future<Output = io::Result<()>> + Send {
        File::set_len(self, len)
    }
}

impl AsyncStorage for Cursor<Vec<u8>> {
    fn set_len(&mut self, len: u64) -> impl Future<Output = io::Result<()>> + Send {
        std::future::ready(Storage::set_len(self, len))
    }
}

impl<S: AsyncStorage> AsyncStorage for &mut S {
    fn set_len(&mut self, len: u64) -> impl Future<Output = io::Result<()>> + Send {
        S::set_len(self, len)
    }
}

/// By coming back when it is done.
struct ComesBack;

impl<W: AsyncStorage> Shelf<W> for ComesBack {
    type Places<'a>
        = OnTask<Seekable<&'a mut W>>
    where
        W: 'a;

    fn places(sink: &mut W) -> OnTask<Seekable<&mut W>> {
        OnTask(Seekable::whole(sink))
    }

    async fn set_len(sink: &mut W, len: u64) -> io::Result<()> {
        sink.set_len(len).await
    }

    async fn go_to(sink: &mut W, position: u64) -> io::Result<()> {
        let mut sink = Seekable::whole(sink);
        sink.go_to(position, u64::MAX);
        poll_fn(|context| sink.poll_arrive(context)).await.map(drop)
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
    /// use avro_core::container::tokio::{Reader, Writer};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let path = std::env::temp_dir().join(format!("avro-tasks-{}", std::process::id()));
    /// let mut writer = Writer::<str>::create(&path).await?;
    /// writer.append("one").await?;
    /// writer.finish().await?;
    ///
    /// let mut writer = Writer::<str>::append_to(&path).await?;
    /// writer.append("two").await?;
    /// writer.finish().await?;
    ///
    /// let mut reader = Reader::<String>::open(&path).await?;
    /// assert_eq!(reader.next().await.transpose()?.as_deref(), Some("one"));
    /// assert_eq!(reader.next().await.transpose()?.as_deref(), Some("two"));
    /// # std::fs::remove_file(path)?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn append_to(path: impl AsRef<Path>) -> Result<Writer<T, File>, ContainerError> {
        let mut options = OpenOptions::new();
        let file = options.read(true).write(true).open(path).await?;
        Self::builder(file).resume_async().await
    }
}

/// Under tokio.
impl<T: Writable + ?Sized, W: AsyncStorage> WriterBuilder<T, W> {
    /// Makes a writer that goes on with the container file that the sink holds: [`resume`](Self::resume) for a task.
    /// With the feature `tokio`.
    ///
    /// # Errors
    ///
    /// As for [`resume`](Self::resume).
    pub async fn resume_async(self) -> Result<Writer<T, W>, ContainerError> {
        Ok(Writer {
            parts: self.resume_on::<ComesBack>().await?,
            input: PhantomData,
        })
    }
}
