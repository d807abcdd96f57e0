//! Where bytes come from, to a task that comes back when they are there.
//!
//! Going to another place of a file is noted, and done with the next bytes: so it needs no future of its own,
//! and none can be dropped half way.

use std::fmt;
use std::io::{self, SeekFrom};
use std::ops::Range;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncSeek, ReadBuf};

use super::super::error::ContainerError;
use super::super::source::{FromRead, Next};

/// What the bytes of a file come from: any [`AsyncRead`], [`Seekable`], and with the feature `object_store` an `Object`.
///
/// An `AsyncRead` that is not [`Unpin`] is to be pinned, by [`Box::pin`] for instance.
pub trait AsyncSource: sealed::Fill + Unpin {}

impl<R: sealed::Fill + Unpin> AsyncSource for R {}

/// An [`AsyncSource`] that can go to any place of the file: [`Seekable`], and with the feature `object_store` an `Object`.
pub trait AsyncSeekSource: AsyncSource + sealed::GoTo {}

impl<R: AsyncSource + sealed::GoTo> AsyncSeekSource for R {}

/// Any [`AsyncRead`] at all, in a box.
pub type AnySource = Pin<Box<dyn AsyncRead + Send>>;

pub(super) mod sealed {
    use super::*;

    /// Giving bytes.
    pub trait Fill {
        /// Puts the next bytes into `room`; none where the file ends. At least so many are `needed` in the end.
        fn poll_fill(
            &mut self,
            context: &mut Context<'_>,
            room: &mut [u8],
            needed: usize,
        ) -> Poll<io::Result<usize>>;
    }

    /// Going to places.
    pub trait GoTo {
        /// Gives next what is at `position`. What is at `end` or behind may not be asked for.
        fn go_to(&mut self, position: u64, end: u64);

        /// Gives next what is at `position`: so many bytes, and then what is further behind.
        fn look_at(&mut self, position: u64, len: u64) {
            self.go_to(position, position.saturating_add(len));
        }

        /// How many bytes the file has. What is given next is to be said again.
        fn poll_len(&mut self, context: &mut Context<'_>) -> Poll<io::Result<u64>>;
    }
}

use sealed::{Fill, GoTo};

impl<R: AsyncRead + Unpin> Fill for R {
    fn poll_fill(
        &mut self,
        context: &mut Context<'_>,
        room: &mut [u8],
        _: usize,
    ) -> Poll<io::Result<usize>> {
        let mut room = ReadBuf::new(room);
        ready!(Pin::new(self).poll_read(context, &mut room))?;
        Poll::Ready(Ok(room.filled().len()))
    }
}

/// A stream that can [seek](AsyncSeek), and what it is to do next.
///
/// Made by [`read_seekable_async`](super::super::BlocksBuilder::read_seekable_async).
pub struct Seekable<R> {
    stream: R,
    /// Where in the stream the file begins.
    base: u64,
    /// Where to go before anything is read.
    target: Option<SeekFrom>,
    /// The stream is on its way there.
    started: bool,
}

impl<R> fmt::Debug for Seekable<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Seekable")
            .field("target", &self.target)
            .finish_non_exhaustive()
    }
}

impl<R: AsyncSeek + Unpin> Seekable<R> {
    /// A file that is all of the stream, which is to be sought first.
    pub(super) fn whole(stream: R) -> Self {
        Seekable {
            stream,
            base: 0,
            target: None,
            started: false,
        }
    }

    /// A file that begins where the stream is.
    pub(super) async fn new(stream: R) -> io::Result<Self> {
        let mut source = Seekable {
            target: Some(SeekFrom::Current(0)),
            ..Seekable::whole(stream)
        };
        let here = std::future::poll_fn(|context| source.poll_arrive(context)).await?;
        source.base = here.unwrap_or_default();
        Ok(source)
    }

    /// Goes where it is to go, and says where that is.
    pub(super) fn poll_arrive(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<Option<u64>>> {
        let Some(target) = self.target else {
            return Poll::Ready(Ok(None));
        };
        let mut stream = Pin::new(&mut self.stream);
        if !self.started {
            // The stream may be on its way to another place.
            ready!(stream.as_mut().poll_complete(context))?;
            stream.as_mut().start_seek(target)?;
            self.started = true;
        }
        let arrived = ready!(stream.poll_complete(context));
        self.started = false;
        if arrived.is_ok() {
            self.target = None;
        }
        Poll::Ready(arrived.map(Some))
    }
}

impl<R: AsyncRead + AsyncSeek + Unpin> Fill for Seekable<R> {
    fn poll_fill(
        &mut self,
        context: &mut Context<'_>,
        room: &mut [u8],
        needed: usize,
    ) -> Poll<io::Result<usize>> {
        ready!(self.poll_arrive(context))?;
        self.stream.poll_fill(context, room, needed)
    }
}

impl<R: AsyncSeek + Unpin> GoTo for Seekable<R> {
    fn go_to(&mut self, position: u64, _: u64) {
        self.target = Some(SeekFrom::Start(self.base.saturating_add(position)));
        self.started = false;
    }

    fn poll_len(&mut self, context: &mut Context<'_>) -> Poll<io::Result<u64>> {
        const END: SeekFrom = SeekFrom::End(0);
        if self.target != Some(END) {
            self.target = Some(END);
            self.started = false;
        }
        let end = ready!(self.poll_arrive(context))?;
        Poll::Ready(Ok(end.unwrap_or_default().saturating_sub(self.base)))
    }
}

impl<R: AsyncSource> FromRead<R> {
    /// Goes on to what comes next, when its bytes are there.
    pub(super) fn poll_advance(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Result<Next, ContainerError>> {
        self.advance_by(|source, room, needed| source.poll_fill(context, room, needed))
    }
}

impl<R: AsyncSeekSource> FromRead<R> {
    /// Goes to a block.
    pub(super) fn seek_to(&mut self, position: u64) {
        self.framer.seek(position);
        self.stream.go_to(position, u64::MAX);
    }

    /// Goes to the blocks of a range.
    pub(super) fn go_to_range(&mut self, range: Range<u64>) {
        let end = range.end;
        let position = self.framer.read_range(range);
        self.stream.go_to(position, end);
    }
}
