//! The bytes of an object of a store, range by range.

use std::fmt;
use std::future::Future;
use std::io::{self, ErrorKind};
use std::ops::Range;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::SystemTime;

use bytes::Bytes;
use object_store::path::Path;
use object_store::{GetOptions, ObjectStore};
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use super::source::sealed::{Fill, GoTo};
use crate::container::search::MARKER;

/// How many bytes are asked for at a time, unless something is said.
const CHUNK: u64 = 4 << 20;

/// How many bytes are asked for at least: a request has its price, and this is what a usual block takes.
const LEAST: u64 = 64 << 10;

/// An object of a store: where [`read_object`](crate::container::ReaderBuilder::read_object) gets a file's bytes from.
///
/// Only the ranges are asked for that reading needs:
///
/// * for the header the first 64 KiB, and then as many again as there are until it is whole;
/// * then one chunk after the other, while the one before is read, up to the end of the file or of the
///   [range](crate::container::BlocksBuilder::range);
/// * behind the range what its last block takes, and the block that follows, which shows that the range is whole: 64 KiB
///   at a time, or the block at once if it is larger.
///
/// No request is made twice, and two chunks are in memory at the most. The first answer says how long the object is and which
/// version; if it is replaced meanwhile, reading fails with the next request.
///
/// Requests run as tasks of their own, so reading has to happen in a runtime of tokio. They end when the reader
/// is dropped.
///
/// # Example
///
/// ```
/// use std::sync::Arc;
///
/// use avro_core::container::tokio::{Object, Reader, Writer};
/// use avro_core::container::splits;
/// use object_store::memory::InMemory;
/// use object_store::{ObjectStore, ObjectStoreExt, path::Path};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let mut writer = Writer::<i32>::builder(Vec::new()).block_size(100).build_async()?;
/// for number in 0..1000 {
///     writer.append(&number).await?;
/// }
/// let path = Path::from("numbers.avro");
/// let store: Arc<dyn ObjectStore> = Arc::new(InMemory::new());
/// store.put(&path, writer.finish().await?.into()).await?;
///
/// let len = store.head(&path).await?.size;
/// let mut seen = Vec::new();
/// for range in splits(len, 3) {
///     // Here another machine would go on.
///     let object = Object::new(store.clone(), path.clone());
///     let mut reader = Reader::<i32>::builder().range(range).read_object(object).await?;
///     while let Some(number) = reader.next().await {
///         seen.push(number?);
///     }
/// }
/// assert!(seen.into_iter().eq(0..1000));
/// # Ok(())
/// # }
/// ```
pub struct Object {
    store: Arc<dyn ObjectStore>,
    path: Path,
    chunk_size: u64,
    /// What the first answer said.
    version: Option<Version>,
    /// What came last, and how much of it was given away.
    chunk: Bytes,
    given: usize,
    /// The byte of the object behind the chunk.
    next: u64,
    /// The request for what begins there, and how much of that is to be passed over.
    request: Option<Request>,
    skip: u64,
    /// The byte behind which only what is needed is asked for; nothing while the header is read.
    end: Option<u64>,
}

#[derive(Debug, Clone, PartialEq)]
struct Version {
    size: u64,
    tag: Option<String>,
    /// When it was made, where nothing else tells it from others.
    made: Option<SystemTime>,
}

impl Object {
    /// The object at `path`. Nothing is asked for yet.
    pub fn new(store: Arc<dyn ObjectStore>, path: impl Into<Path>) -> Self {
        Object {
            store,
            path: path.into(),
            chunk_size: CHUNK,
            version: None,
            chunk: Bytes::new(),
            given: 0,
            next: 0,
            request: None,
            skip: 0,
            end: None,
        }
    }

    /// How many bytes are asked for at a time: 4 MiB if nothing is said.
    ///
    /// If it is less than 64 KiB, so much is asked for where it would be 64 KiB too.
    #[must_use]
    pub fn chunk_size(mut self, bytes: u64) -> Self {
        self.chunk_size = bytes.max(1);
        self
    }

    /// How many bytes are asked for first.
    pub(super) fn first(&self) -> u64 {
        LEAST.min(self.chunk_size)
    }

    /// Asks for whole chunks from now on, the header being there, and not behind the blocks that belong to a range
    /// which ends at `end`.
    pub(super) fn stop_at(&mut self, end: u64) {
        self.end = Some(end.saturating_add(MARKER));
    }

    /// What to ask for, where so many bytes are needed; empty at the object's end.
    fn range(&self, needed: u64) -> Range<u64> {
        let wanted = match self.end {
            None => self.next,
            Some(end) => self.chunk_size.min(end.saturating_sub(self.next)),
        };
        let len = wanted.max(self.first()).max(needed);
        let end = self.next.saturating_add(len);
        let size = self.version.as_ref().map_or(u64::MAX, |known| known.size);
        self.next..end.min(size)
    }

    /// Asks for the chunk that follows, if it is known that it will be needed.
    fn read_ahead(&mut self) -> io::Result<()> {
        if self.request.is_none() && self.end.is_some_and(|end| self.next < end) {
            self.request = self.ask_for(self.range(0))?;
        }
        Ok(())
    }

    fn ask_for(&self, range: Range<u64>) -> io::Result<Option<Request>> {
        if range.is_empty() {
            return Ok(None);
        }
        let tag = self.version.as_ref().and_then(|known| known.tag.clone());
        let end = range.end;
        let options = GetOptions::new().with_range(Some(range)).with_if_match(tag);
        let (store, path) = (Arc::clone(&self.store), self.path.clone());
        let answer = async move {
            let answer = store.get_opts(&path, options).await?;
            let version = Version {
                size: answer.meta.size,
                made: match answer.meta.e_tag {
                    Some(_) => None,
                    None => Some(answer.meta.last_modified.into()),
                },
                tag: answer.meta.e_tag.clone(),
            };
            Ok((version, answer.bytes().await?))
        };
        let runtime = Handle::try_current().map_err(io::Error::other)?;
        let answer = runtime.spawn(answer);
        Ok(Some(Request { answer, end }))
    }
}

impl Fill for Object {
    fn poll_fill(
        &mut self,
        context: &mut Context<'_>,
        room: &mut [u8],
        needed: usize,
    ) -> Poll<io::Result<usize>> {
        loop {
            let waiting = self.chunk.get(self.given..).unwrap_or_default();
            if !waiting.is_empty() {
                let count = waiting.len().min(room.len());
                if let (Some(room), Some(bytes)) = (room.get_mut(..count), waiting.get(..count)) {
                    room.copy_from_slice(bytes);
                }
                self.given = self.given.saturating_add(count);
                self.read_ahead()?;
                return Poll::Ready(Ok(count));
            }
            if self.request.is_none() {
                self.request = self.ask_for(self.range(needed as u64))?;
            }
            let Some(request) = &mut self.request else {
                return Poll::Ready(Ok(0));
            };
            let answer = ready!(Pin::new(&mut request.answer).poll(context));
            self.request = None;
            let (version, chunk) = answer.map_err(io::Error::other)??;
            if chunk.is_empty() {
                return Poll::Ready(Err(ErrorKind::UnexpectedEof.into()));
            }
            // Not every store looks at the tag.
            if *self.version.get_or_insert_with(|| version.clone()) != version {
                return Poll::Ready(Err(io::Error::other("the object has been replaced")));
            }
            self.next = self.next.saturating_add(chunk.len() as u64);
            let skip = usize::try_from(self.skip).unwrap_or(usize::MAX);
            self.given = skip.min(chunk.len());
            self.skip = self.skip.saturating_sub(self.given as u64);
            self.chunk = chunk;
        }
    }
}

impl GoTo for Object {
    fn go_to(&mut self, position: u64, end: u64) {
        let begin = self.next.saturating_sub(self.chunk.len() as u64);
        if (begin..self.next).contains(&position) {
            self.given = usize::try_from(position.saturating_sub(begin)).unwrap_or(usize::MAX);
        } else {
            self.chunk = Bytes::new();
            self.given = 0;
            let asked = self.request.as_ref().map(|request| self.next..request.end);
            if asked.is_some_and(|asked| asked.contains(&position)) {
                self.skip = position.saturating_sub(self.next);
            } else {
                self.request = None;
                self.next = position;
                self.skip = 0;
            }
        }
        self.stop_at(end);
    }

    /// What is nearer than a chunk is in one that is asked for: so all of the object is, where blocks are small.
    fn look_at(&mut self, position: u64, len: u64) {
        if self.version.is_none() {
            // The header, at the start.
            return;
        }
        let near = position.saturating_sub(self.next) < self.chunk_size;
        let end = if near {
            u64::MAX
        } else {
            position.saturating_add(len)
        };
        self.go_to(position, end);
    }

    fn poll_len(&mut self, context: &mut Context<'_>) -> Poll<io::Result<u64>> {
        if self.version.is_none() {
            ready!(self.poll_fill(context, &mut [], 1))?;
        }
        Poll::Ready(Ok(self.version.as_ref().map_or(0, |known| known.size)))
    }
}

impl fmt::Debug for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Object")
            .field("path", &self.path)
            .field("next", &self.next)
            .finish_non_exhaustive()
    }
}

/// A request that is on its way, and is given up when it is dropped.
struct Request {
    answer: JoinHandle<object_store::Result<(Version, Bytes)>>,
    /// The byte of the object behind what was asked for.
    end: u64,
}

impl Drop for Request {
    fn drop(&mut self) {
        self.answer.abort();
    }
}
