//! Container files in an object store: which ranges are asked for, and what comes of them.

#![expect(
    clippy::single_range_in_vec_init,
    reason = "one range that was asked for is a list of one"
)]

use std::fmt;
use std::ops::Range;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use avro_core::container::tokio::{Blocks, Object, Reader};
use avro_core::container::{BlockIndex, Codec, ContainerErrorKind, Writer, splits};
use avro_core::{Limits, Value};
use futures_core::stream::BoxStream;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{
    CopyOptions, Error, GetOptions, GetRange, GetResult, ListResult, MultipartUpload, ObjectMeta,
    ObjectStore, ObjectStoreExt, PutMultipartOptions, PutOptions, PutPayload, PutResult, Result,
};

/// A store in memory that notes what it is asked for.
#[derive(Debug, Default)]
struct Noting {
    store: InMemory,
    asked: Mutex<Vec<Range<u64>>>,
    /// How many requests fail before one is answered.
    failures: Mutex<u32>,
    /// It gives no tags, and looks at none.
    tagless: bool,
}

impl Noting {
    async fn with(file: &[u8]) -> Arc<Noting> {
        let noting = Noting::default();
        noting.put(&path(), file.to_vec().into()).await.unwrap();
        Arc::new(noting)
    }

    fn asked(&self) -> Vec<Range<u64>> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }

    fn fails(&self) -> bool {
        let mut failures = self.failures.lock().unwrap();
        let fails = *failures > 0;
        *failures = failures.saturating_sub(1);
        fails
    }
}

impl fmt::Display for Noting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("noting")
    }
}

#[async_trait]
impl ObjectStore for Noting {
    async fn put_opts(&self, to: &Path, bytes: PutPayload, how: PutOptions) -> Result<PutResult> {
        self.store.put_opts(to, bytes, how).await
    }

    async fn put_multipart_opts(
        &self,
        to: &Path,
        how: PutMultipartOptions,
    ) -> Result<Box<dyn MultipartUpload>> {
        self.store.put_multipart_opts(to, how).await
    }

    async fn get_opts(&self, from: &Path, mut how: GetOptions) -> Result<GetResult> {
        let Some(GetRange::Bounded(range)) = how.range.clone() else {
            panic!("not a range: {how:?}");
        };
        self.asked.lock().unwrap().push(range);
        // Another task's turn.
        tokio::task::yield_now().await;
        if self.fails() {
            return Err(Error::Generic {
                store: "noting",
                source: "no answer".into(),
            });
        }
        if self.tagless {
            how.if_match = None;
        }
        let mut answer = self.store.get_opts(from, how).await?;
        if self.tagless {
            answer.meta.e_tag = None;
        }
        Ok(answer)
    }

    fn delete_stream(
        &self,
        paths: BoxStream<'static, Result<Path>>,
    ) -> BoxStream<'static, Result<Path>> {
        self.store.delete_stream(paths)
    }

    fn list(&self, below: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        self.store.list(below)
    }

    async fn list_with_delimiter(&self, below: Option<&Path>) -> Result<ListResult> {
        self.store.list_with_delimiter(below).await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, how: CopyOptions) -> Result<()> {
        self.store.copy_opts(from, to, how).await
    }
}

fn path() -> Path {
    Path::from("numbers.avro")
}

/// The numbers up to this, in blocks of about so many bytes.
fn file(count: i32, block: usize) -> Vec<u8> {
    let mut writer = Writer::<i32>::builder(Vec::new())
        .block_size(block)
        .codec(Codec::Null)
        .build()
        .unwrap();
    for number in 0..count {
        writer.append(&number).unwrap();
    }
    writer.finish().unwrap()
}

/// Does what `task` does.
fn run(task: impl Future<Output = ()>) {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder.build().unwrap().block_on(task);
}

#[test]
fn whole_file_is_asked_for_once_chunk_by_chunk() {
    let file = file(200_000, 10_000);
    let len = file.len() as u64;
    assert!((500_000..700_000).contains(&len), "{len}");
    run(async {
        let store = Noting::with(&file).await;
        let object = Object::new(store.clone(), path()).chunk_size(200_000);
        let mut reader = Reader::<i32>::builder().read_object(object).await.unwrap();
        assert_eq!(store.asked(), [0..65_536]);
        for number in 0..200_000 {
            assert_eq!(reader.next().await.unwrap().unwrap(), number);
        }
        assert!(reader.next().await.is_none());
        let chunks = [65_536..265_536, 265_536..465_536, 465_536..len];
        assert_eq!(store.asked(), chunks);
    });
}

#[test]
fn small_file_is_one_request() {
    let file = file(1000, 100);
    run(async {
        let store = Noting::with(&file).await;
        for range in splits(file.len() as u64, 2).chain([0..u64::MAX]) {
            let object = Object::new(store.clone(), path());
            let builder = Reader::<Value>::builder().range(range);
            let mut reader = builder.read_object(object).await.unwrap();
            while let Some(number) = reader.next().await {
                assert!(matches!(number, Ok(Value::Int(_))));
            }
            assert_eq!(store.asked(), [0..65_536]);
        }
    });
}

#[test]
fn one_chunk_is_read_ahead() {
    let file = file(200_000, 1_000);
    run(async {
        let store = Noting::with(&file).await;
        let object = Object::new(store.clone(), path()).chunk_size(100_000);
        let mut blocks = Blocks::builder().read_object(object).await.unwrap();
        store.asked();
        let mut last = 0;
        for _ in 0..80 {
            let block = blocks.next().await.unwrap().unwrap();
            last = block.offset() + block.raw().len as u64;
            tokio::task::yield_now().await;
        }
        assert!((65_536..165_536).contains(&last), "{last}");
        assert_eq!(store.asked(), [65_536..165_536, 165_536..265_536]);
    });
}

#[test]
fn header_is_asked_for_until_it_is_whole() {
    let mut writer = Writer::<i32>::builder(Vec::new())
        .metadata("long", vec![b'x'; 5000])
        .build()
        .unwrap();
    writer.append(&7).unwrap();
    let file = writer.finish().unwrap();
    let len = file.len() as u64;
    run(async {
        let store = Noting::with(&file).await;
        let object = Object::new(store.clone(), path()).chunk_size(200);
        let mut reader = Reader::<i32>::builder().read_object(object).await.unwrap();
        assert_eq!(reader.next().await.unwrap().unwrap(), 7);
        assert!(reader.next().await.is_none());
        let asked = store.asked();
        assert!(asked.len() <= 7, "{asked:?}");
        assert_follow(&asked, 0, len);
    });
}

/// Each range begins where the one before ends, the last at the end.
fn assert_follow(asked: &[Range<u64>], start: u64, end: u64) {
    assert_eq!(asked.first().unwrap().start, start, "{asked:?}");
    assert_eq!(asked.last().unwrap().end, end, "{asked:?}");
    assert!(
        asked.windows(2).all(|two| two[0].end == two[1].start),
        "{asked:?}"
    );
}

#[test]
fn split_is_asked_for_from_its_start_to_the_block_behind_its_last() {
    let file = file(400_000, 3_000);
    let len = file.len() as u64;
    let index = BlockIndex::read(std::io::Cursor::new(&file)).unwrap();
    run(async {
        let store = Noting::with(&file).await;
        for n in 1..=7 {
            let mut all = Vec::new();
            for range in splits(len, n) {
                let object = Object::new(store.clone(), path()).chunk_size(30_000);
                let builder = Reader::<i32>::builder().range(range.clone());
                let mut reader = builder.read_object(object).await.unwrap();
                while let Some(number) = reader.next().await {
                    all.push(number.unwrap());
                }
                let asked = store.asked();
                assert_eq!(asked[0], 0..30_000);
                let of_range = match range.start {
                    0 => &asked[..],
                    start => {
                        assert_eq!(asked[1].start, start);
                        &asked[1..]
                    }
                };
                let end = of_range.last().unwrap().end;
                assert_follow(of_range, range.start, end);
                // What follows the last block has to be seen, and not much more.
                let behind = index
                    .blocks()
                    .iter()
                    .find(|block| block.offset >= range.end + 16);
                let needed = behind.map_or(len, |block| block.offset + block.len);
                assert!(
                    (needed..needed + 30_000).contains(&end) || end == len,
                    "{range:?}: {end}"
                );
            }
            assert!(all.into_iter().eq(0..400_000), "{n} splits");
        }
    });
}

#[test]
fn block_larger_than_a_chunk_is_asked_for_at_once() {
    let file = file(100_000, 200_000);
    run(async {
        let store = Noting::with(&file).await;
        let object = Object::new(store.clone(), path()).chunk_size(1_000);
        // Of the first block the marker begins in the range, and the block far behind it.
        let builder = Blocks::builder().range(0..100);
        let mut blocks = builder.read_object(object).await.unwrap();
        let block = blocks.next().await.unwrap().unwrap();
        let rows = block.rows::<i32>().unwrap().map(Result::unwrap);
        let count = block.count() as i32;
        assert!(rows.eq(0..count));
        let asked = store.asked();
        assert_eq!(asked.len(), 2, "{asked:?}");
        // Whether the block behind it is whole: its head says how much that takes.
        assert!(blocks.next().await.unwrap().is_none());
        assert_eq!(store.asked().len(), 2);
    });
}

#[test]
fn places_are_come_back_to_and_what_is_there_is_not_asked_for_again() {
    let file = file(100_000, 2_000);
    run(async {
        let store = Noting::with(&file).await;
        let object = Object::new(store.clone(), path()).chunk_size(100_000);
        let mut reader = Reader::<i32>::builder().read_object(object).await.unwrap();
        let first = reader.position();
        for number in 0..1_000 {
            assert_eq!(reader.next().await.unwrap().unwrap(), number);
        }
        store.asked();
        reader.seek(first);
        assert_eq!(reader.next().await.unwrap().unwrap(), 0);
        assert!(store.asked().iter().all(|range| range.start >= 65_536));

        reader.sync(file.len() as u64 - 10_000);
        let mut last = None;
        while let Some(number) = reader.next().await {
            last = Some(number.unwrap());
        }
        assert_eq!(last, Some(99_999));
    });
}

#[test]
fn failed_request_is_made_again() {
    let file = file(100_000, 2_000);
    run(async {
        let store = Noting::with(&file).await;
        let object = Object::new(store.clone(), path()).chunk_size(70_000);
        let mut blocks = Blocks::builder().read_object(object).await.unwrap();
        *store.failures.lock().unwrap() = 2;
        let (mut count, mut failures) = (0, 0);
        loop {
            match blocks.next().await {
                Ok(Some(block)) => count += block.count(),
                Ok(None) => break,
                Err(error) => {
                    assert!(matches!(error.kind(), ContainerErrorKind::Io(_)));
                    assert!(error.to_string().contains("no answer"), "{error}");
                    failures += 1;
                }
            }
        }
        assert_eq!((count, failures), (100_000, 2));
    });
}

#[test]
fn object_that_is_replaced_meanwhile_is_an_error() {
    let file = file(100_000, 2_000);
    for tagless in [false, true] {
        run(async {
            let noting = Noting {
                tagless,
                ..Noting::default()
            };
            let store = Arc::new(noting);
            store.put(&path(), file.clone().into()).await.unwrap();
            let object = Object::new(store.clone(), path());
            let mut reader = Reader::<i32>::builder().read_object(object).await.unwrap();
            store.put(&path(), file.clone().into()).await.unwrap();
            let error = loop {
                match reader.next().await.expect("an error") {
                    Ok(_) => {}
                    Err(error) => break error,
                }
            };
            assert!(matches!(error.kind(), ContainerErrorKind::Io(_)), "{error}");
        });
    }
}

#[test]
fn index_passes_over_blocks_that_are_larger_than_a_chunk() {
    let file = file(1_000_000, 300_000);
    let expected = BlockIndex::read(std::io::Cursor::new(&file)).unwrap();
    let ends = expected
        .blocks()
        .iter()
        .map(|block| block.offset + block.len);
    run(async {
        let store = Noting::with(&file).await;
        let object = Object::new(store.clone(), path()).chunk_size(70_000);
        let index = BlockIndex::read_object(object, &Limits::default()).await;
        assert_eq!(index.unwrap().blocks(), expected.blocks());
        let asked = store.asked();
        // With the header comes what is near; then there is a request for each block's end.
        assert!(asked.len() <= expected.blocks().len() + 2, "{asked:?}");
        assert!(asked.iter().all(|range| range.end - range.start <= 70_000));
        assert!(
            ends.clone()
                .all(|end| asked.iter().any(|range| range.contains(&(end - 1))))
        );
    });
}

#[test]
fn index_of_small_blocks_asks_for_each_byte_once_and_ahead() {
    let file = file(300_000, 2_000);
    let expected = BlockIndex::read(std::io::Cursor::new(&file)).unwrap();
    run(async {
        let store = Noting::with(&file).await;
        let object = Object::new(store.clone(), path()).chunk_size(70_000);
        let index = BlockIndex::read_object(object, &Limits::default()).await;
        assert_eq!(index.unwrap().blocks(), expected.blocks());
        assert_follow(&store.asked(), 0, file.len() as u64);
    });
}

#[test]
fn what_is_not_there_and_what_is_empty_are_errors() {
    run(async {
        let store = Noting::with(b"").await;
        for at in [path(), Path::from("nowhere")] {
            let object = Object::new(store.clone(), at);
            let error = Blocks::builder().read_object(object).await.unwrap_err();
            assert!(matches!(error.kind(), ContainerErrorKind::Io(_)), "{error}");
        }
    });
}

#[test]
fn reading_without_a_runtime_is_an_error() {
    use std::task::{Context, Poll, Waker};

    let object = Object::new(Arc::new(InMemory::new()), "file");
    let mut opening = std::pin::pin!(Blocks::builder().read_object(object));
    let polled = opening
        .as_mut()
        .poll(&mut Context::from_waker(Waker::noop()));
    assert!(matches!(polled, Poll::Ready(Err(_))));
}
