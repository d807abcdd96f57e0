//! Every way to read the records of a container file.

use std::future::Future;
use std::io::{self, Cursor, Read};
use std::iter;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use avro_core::container::tokio::{self as tasks, AsyncSource, Object};
use avro_core::container::{BlockIndex, ContainerError, Reader, ReaderBuilder, splits};
use avro_core::{Limits, Schema, Value};
use object_store::memory::InMemory;
use object_store::{ObjectStore, ObjectStoreExt, path::Path};
use tokio::io::{AsyncRead, ReadBuf};
use tokio::runtime;

/// The records of a file up to the first error, which may be that it cannot be opened.
pub type Records<'a> = Box<dyn Iterator<Item = Result<Value, ContainerError>> + 'a>;

/// One way to read a file, and its name.
pub type Way<'a> = (String, Box<dyn FnOnce() -> Records<'a> + 'a>);

/// The ways to read a file from its start to its end, among them in so many splits.
///
/// They have to give the same records, and an error where one of them does.
pub fn ways<'a>(file: &'a [u8], reader: Option<&'a Schema>, counts: &[usize]) -> Vec<Way<'a>> {
    let options = move || options(reader);
    let mut ways = vec![
        way("a stream", move || options().read(file)),
        way("a slow stream", move || options().read(Slow(file))),
        way("bytes", move || options().bytes(file)),
        way("two threads", move || options().threads(2).read(Slow(file))),
        way("three threads of bytes", move || {
            options().threads(3).bytes(file)
        }),
        in_task("a slow stream, in a task", move || {
            options().read_async(Halting(Slow(file), false))
        }),
    ];
    for &n in counts {
        let ranges = move || splits(file.len() as u64, n);
        let of_bytes =
            move || ranges().flat_map(move |range| records(options().range(range).bytes(file)));
        let of_stream = move || {
            ranges().flat_map(move |range| {
                records(options().range(range).read_seekable(Cursor::new(file)))
            })
        };
        ways.push((
            format!("{n} splits of bytes"),
            Box::new(move || until_error(of_bytes())),
        ));
        ways.push((
            format!("{n} splits of a stream"),
            Box::new(move || until_error(of_stream())),
        ));
        let in_tasks = move || {
            ranges().flat_map(move |range| {
                let options = options().range(range);
                run(options.read_seekable_async(Cursor::new(file)))
            })
        };
        ways.push((
            format!("{n} splits of a stream, in tasks"),
            Box::new(move || until_error(in_tasks())),
        ));
        let of_object = move || {
            let store = stored(file);
            ranges().flat_map(move |range| {
                // So that files of every size take several requests.
                let chunk = 50 + file.len() as u64 / 5;
                let object = Object::new(store.clone(), FILE).chunk_size(chunk);
                run(options().range(range).read_object(object))
            })
        };
        ways.push((
            format!("{n} splits of an object"),
            Box::new(move || until_error(of_object())),
        ));
    }
    ways
}

/// One block after the other, each sought where the index says it is, from the last to the first.
///
/// # Errors
///
/// When the file cannot be read as far as that.
pub fn count_by_index(file: &[u8], reader: Option<&Schema>) -> Result<u64, ContainerError> {
    let index = BlockIndex::read(Cursor::new(file))?;
    let limits = Limits::default();
    let in_task = runtime().block_on(BlockIndex::read_async(Cursor::new(file), &limits))?;
    let object = Object::new(stored(file), FILE).chunk_size(50 + file.len() as u64 / 5);
    let of_object = runtime().block_on(BlockIndex::read_object(object, &limits))?;
    assert_eq!(in_task.blocks(), index.blocks());
    assert_eq!(of_object.blocks(), index.blocks());
    let mut of_stream = options(reader).read_seekable(Cursor::new(file))?;
    let mut of_bytes = options(reader).bytes(file)?;
    let mut count = 0;
    let mut end = file.len() as u64;
    for block in index.blocks().iter().rev() {
        of_stream.read_range(block.offset - 16..end - 16)?;
        of_bytes.seek(block.offset)?;
        let here = of_stream
            .by_ref()
            .try_fold(0, |count, record| record.map(|_| count + 1))?;
        let there = of_bytes.by_ref().take(here as usize);
        let there = there.fold(0, |count, record| count + u64::from(record.is_ok()));
        assert_eq!(
            (here, there),
            (block.count, block.count),
            "at {}",
            block.offset
        );
        count += here;
        end = block.offset;
    }
    assert_eq!(count, index.records());
    Ok(count)
}

/// How a file is to be read as values, of a reader's schema where there is one.
pub fn options(reader: Option<&Schema>) -> ReaderBuilder<Value> {
    match reader {
        Some(reader) => Reader::builder().reader_schema(reader),
        None => Reader::builder(),
    }
}

fn way<'a, R>(name: &str, open: impl FnOnce() -> Result<R, ContainerError> + 'a) -> Way<'a>
where
    R: Iterator<Item = Result<Value, ContainerError>> + 'a,
{
    (name.to_owned(), Box::new(move || records(open())))
}

fn records<'a, R>(reader: Result<R, ContainerError>) -> Records<'a>
where
    R: Iterator<Item = Result<Value, ContainerError>> + 'a,
{
    match reader {
        Ok(reader) => Box::new(reader),
        Err(error) => Box::new(iter::once(Err(error))),
    }
}

/// Where the file is in its store.
const FILE: &str = "some/file.avro";

fn stored(file: &[u8]) -> Arc<dyn ObjectStore> {
    let (store, path) = (InMemory::new(), Path::from(FILE));
    let put = store.put(&path, file.to_vec().into());
    runtime().block_on(put).expect("it is in memory");
    Arc::new(store)
}

fn in_task<'a, S, F>(name: &str, open: impl FnOnce() -> F + 'a) -> Way<'a>
where
    S: AsyncSource + 'a,
    F: Future<Output = Result<tasks::Reader<Value, S>, ContainerError>>,
{
    (name.to_owned(), Box::new(move || run(open())))
}

/// What a task would read.
fn run<'a, S: AsyncSource + 'a>(
    opening: impl Future<Output = Result<tasks::Reader<Value, S>, ContainerError>>,
) -> Records<'a> {
    let runtime = runtime();
    match runtime.block_on(opening) {
        Ok(mut reader) => Box::new(iter::from_fn(move || runtime.block_on(reader.next()))),
        Err(error) => Box::new(iter::once(Err(error))),
    }
}

fn runtime() -> runtime::Runtime {
    let mut builder = runtime::Builder::new_current_thread();
    builder.build().expect("a runtime needs nothing")
}

fn until_error<'a>(
    records: impl Iterator<Item = Result<Value, ContainerError>> + 'a,
) -> Records<'a> {
    let mut failed = false;
    Box::new(records.take_while(move |record| !std::mem::replace(&mut failed, record.is_err())))
}

/// A stream that gives few bytes at a time.
struct Slow<'a>(&'a [u8]);

impl Read for Slow<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let most = out.len().min(1 + self.0.len() % 97);
        self.0.read(&mut out[..most])
    }
}

/// The same for a task, with nothing between any two pieces.
struct Halting<'a>(Slow<'a>, bool);

impl AsyncRead for Halting<'_> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        room: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.1 = !self.1;
        if self.1 {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let count = self.0.read(room.initialize_unfilled())?;
        room.advance(count);
        Poll::Ready(Ok(()))
    }
}
