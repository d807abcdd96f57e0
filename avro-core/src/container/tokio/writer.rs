//! Writing container files from a task.

use std::borrow::Borrow;
use std::future::poll_fn;
use std::io::{self, ErrorKind, IoSlice};
use std::marker::PhantomData;
use std::path::Path;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use avro_model::Schema;
use futures_sink::Sink;
use tokio::fs::File;
use tokio::io::AsyncWrite;

use crate::container::writer::Parts;
use crate::container::writer::outlet::Way;
use crate::container::{Codec, ContainerError, SyncPolicy, WriterBuilder, Written};
use crate::datum::Writable;

/// Any [`AsyncWrite`] at all, in a box.
pub type AnySink = Pin<Box<dyn AsyncWrite + Send>>;

/// Writes values to an object container file: [`container::Writer`](crate::container::Writer) for a task.
///
/// Values gather in a block; a block that has come to its
/// [`block_size`](WriterBuilder::block_size) is compressed and written when the next value comes. Call
/// [`finish`](Self::finish) at the end: a writer that is dropped can write nothing, and what its sink
/// has not taken is lost. The bytes written are those that the blocking writer writes.
///
/// # When the sink fails, and when a future is dropped
///
/// Nothing is lost and nothing is written twice. The writer knows which bytes the sink has taken, and keeps
/// the others: whatever is called next goes on with exactly the byte that follows. A value whose
/// `append` failed, or was dropped before it was ready, was not taken, and can be appended again; what was taken before
/// is written when [`flush`](Self::flush) returns. Only [`finish`](Self::finish) owns the writer, which goes with
/// its future: who may drop that calls [`try_finish`](Self::try_finish) first.
///
/// # A sink of values
///
/// It is a [`Sink`] of all that lends a `T`: of `T` and `&T`, `Box<T>`, and of `String` where `T` is `str`. To flush
/// it closes the block that gathers. So `SinkExt::feed` is to be preferred to `send`, which flushes behind each
/// value. To close it is to finish the file and to shut down what it is written to.
///
/// # Example
///
/// ```
/// use avro_core::container::tokio::Writer;
/// use avro_core::container::{Codec, Reader};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), avro_core::container::ContainerError> {
/// // Any sink: a `tokio::fs::File`, a socket.
/// let sink = Vec::new();
/// let mut writer = Writer::<str>::builder(sink).codec(Codec::deflate()).build_async()?;
/// writer.append("one").await?;
/// writer.append("two").await?;
/// let file = writer.finish().await?;
///
/// let words = Reader::<String>::new(&file[..])?.collect::<Result<Vec<_>, _>>()?;
/// assert_eq!(words, ["one", "two"]);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Writer<T: ?Sized, W = AnySink> {
    pub(super) parts: Parts<W>,
    pub(super) input: PhantomData<fn(&T)>,
}

impl<T: ?Sized> Writer<T> {
    /// Begins a file of `T`'s own schema at `path`, in the null codec. A file that is there is
    /// replaced.
    ///
    /// # Errors
    ///
    /// When the file cannot be made, and as for [`WriterBuilder::build`].
    pub async fn create(path: impl AsRef<Path>) -> Result<Writer<T, File>, ContainerError>
    where
        T: Writable,
    {
        Self::builder(File::create(path).await?).build_async()
    }

    /// Says what a writer to `sink` is to be like; to be ended by
    /// [`build_async`](WriterBuilder::build_async) or [`resume_async`](WriterBuilder::resume_async).
    ///
    /// Whole blocks are written to it: it needs no buffer of its own.
    pub fn builder<W>(sink: W) -> WriterBuilder<T, W> {
        crate::container::Writer::builder(sink)
    }
}

impl<T: ?Sized, W> Writer<T, W> {
    /// The file's schema.
    #[must_use]
    pub fn schema(&self) -> &Schema {
        self.parts.gather.schema()
    }

    /// The file's codec.
    #[must_use]
    pub fn codec(&self) -> &Codec {
        &self.parts.codec
    }

    /// The marker between the file's blocks.
    #[must_use]
    pub fn sync_marker(&self) -> [u8; 16] {
        self.parts.sync
    }

    /// What the sink has taken of this writer.
    ///
    /// Each time [`flush`](Self::flush) returns, that is all that was appended.
    #[must_use]
    pub fn written(&self) -> Written {
        self.parts.outlet.written()
    }
}

impl<T: ?Sized, W: AsyncWrite + Unpin> Writer<T, W> {
    /// Appends a value: a `T`, or any type that can be written with the file's schema.
    ///
    /// It waits where a block is full that the sink has not taken, and takes the value at the end.
    ///
    /// # Errors
    ///
    /// When values of this type cannot be written with the file's schema, when this
    /// value has no place in it, and when the sink does not take the block before. The value was not taken
    /// then: the call can be repeated.
    pub async fn append<U: Writable + ?Sized>(&mut self, value: &U) -> Result<(), ContainerError> {
        self.ready().await?;
        self.parts.gather.append(value)
    }

    /// Appends a datum that is encoded already, with the file's schema, against which it is held; see
    /// [`container::Writer::append_encoded`](crate::container::Writer::append_encoded).
    ///
    /// # Errors
    ///
    /// When the bytes are not a datum of the file's schema within the default [`Limits`](crate::Limits), and
    /// as for [`append`](Self::append).
    pub async fn append_encoded(&mut self, datum: &[u8]) -> Result<(), ContainerError> {
        self.parts.gather.check(datum)?;
        self.append_encoded_unchecked(datum).await
    }

    /// [`append_encoded`](Self::append_encoded) of bytes that are known to be a datum of the file's schema.
    ///
    /// If they are not, the block that they come to lie in cannot be read.
    ///
    /// # Errors
    ///
    /// When the sink does not take the block before: the datum was not taken then.
    pub async fn append_encoded_unchecked(&mut self, datum: &[u8]) -> Result<(), ContainerError> {
        self.ready().await?;
        self.parts.gather.append_encoded(datum);
        Ok(())
    }

    /// Closes the block that is gathering and hands everything to the sink, which is flushed.
    ///
    /// # Errors
    ///
    /// When the sink fails. Calling again goes on from there.
    pub async fn flush(&mut self) -> Result<(), ContainerError> {
        poll_fn(|context| self.poll_write(context, SyncPolicy::OnFlush)).await
    }

    /// [`flush`](Self::flush)es, and hands the sink back, which is not shut down: the file is whole.
    ///
    /// # Errors
    ///
    /// When the sink fails. It is dropped then with what it has not taken: who can wait for the
    /// sink to work again calls [`try_finish`](Self::try_finish) first.
    pub async fn finish(mut self) -> Result<W, ContainerError> {
        self.try_finish().await?;
        let sink = self.parts.outlet.take_sink();
        sink.ok_or_else(|| io::Error::from(ErrorKind::NotConnected).into())
    }

    /// All that [`finish`](Self::finish) does, but for handing back the sink.
    ///
    /// # Errors
    ///
    /// When the sink fails. Calling again goes on from there.
    pub async fn try_finish(&mut self) -> Result<(), ContainerError> {
        poll_fn(|context| self.poll_write(context, SyncPolicy::OnFinish)).await
    }

    /// Makes room for a value.
    async fn ready(&mut self) -> Result<(), ContainerError> {
        if self.parts.gather.is_full() {
            poll_fn(|context| self.poll_block(context)).await?;
        }
        Ok(())
    }

    /// Hands the sink all that has gathered, flushes, and syncs if that is the policy at this point.
    fn poll_write(
        &mut self,
        context: &mut Context<'_>,
        point: SyncPolicy,
    ) -> Poll<Result<(), ContainerError>> {
        ready!(self.poll_block(context))?;
        self.parts.outlet.poll_flush(&mut OnTask(context), point)
    }

    /// Hands the sink all that has gathered.
    ///
    /// What has gathered becomes a frame only when the frame before is gone; so it goes on rightly wherever it
    /// was left.
    pub(super) fn poll_block(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Result<(), ContainerError>> {
        let Parts {
            gather,
            compressor,
            sync,
            outlet,
            ..
        } = &mut self.parts;
        let way = &mut OnTask(context);
        ready!(outlet.poll_ship(way))?;
        if gather.frame(outlet.frame(), compressor, *sync)? {
            ready!(outlet.poll_ship(way))?;
        }
        Poll::Ready(Ok(()))
    }
}

/// By coming back when the task is woken.
struct OnTask<'a, 'c>(&'a mut Context<'c>);

impl<W: AsyncWrite + Unpin> Way<W> for OnTask<'_, '_> {
    fn write(&mut self, sink: &mut W, bytes: &[IoSlice<'_>]) -> Poll<io::Result<usize>> {
        Pin::new(sink).poll_write_vectored(self.0, bytes)
    }

    fn flush(&mut self, sink: &mut W) -> Poll<io::Result<()>> {
        Pin::new(sink).poll_flush(self.0)
    }
}

impl<T, I, W> Sink<I> for Writer<T, W>
where
    T: Writable + ?Sized,
    I: Borrow<T>,
    W: AsyncWrite + Unpin,
{
    type Error = ContainerError;

    fn poll_ready(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Result<(), ContainerError>> {
        match self.parts.gather.is_full() {
            true => self.poll_block(context),
            false => Poll::Ready(Ok(())),
        }
    }

    fn start_send(mut self: Pin<&mut Self>, value: I) -> Result<(), ContainerError> {
        self.parts.gather.append(value.borrow())
    }

    fn poll_flush(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Result<(), ContainerError>> {
        self.poll_write(context, SyncPolicy::OnFlush)
    }

    fn poll_close(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Result<(), ContainerError>> {
        ready!(self.poll_write(context, SyncPolicy::OnFinish))?;
        if let Some(sink) = self.parts.outlet.sink() {
            ready!(Pin::new(sink).poll_shutdown(context))?;
        }
        Poll::Ready(Ok(()))
    }
}

/// Under tokio, where [threads](Self::threads) have no part in it.
impl<T: Writable + ?Sized, W: AsyncWrite + Unpin> WriterBuilder<T, W> {
    /// Makes the writer of a new file, under tokio. With the feature `tokio`.
    ///
    /// The sink is not touched: the header goes to it with the first block, or when the writer
    /// is flushed. A function given to [`sync_with`](Self::sync_with) is called on the task's thread.
    ///
    /// # Errors
    ///
    /// As for [`build`](Self::build).
    pub fn build_async(self) -> Result<Writer<T, W>, ContainerError> {
        Ok(Writer {
            parts: self.begin()?,
            input: PhantomData,
        })
    }
}
