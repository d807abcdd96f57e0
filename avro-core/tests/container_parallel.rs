//! Container files on several threads: the same records, bytes and errors as on one.

use std::cell::{Cell, RefCell};
use std::io::{self, Cursor, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use avro_core::container::{
    BlockBuffer, Blocks, Codec, CodecError, Compress, ContainerError, ContainerErrorKind,
    CustomCodec, Decompress, MappedBlocks, Reader, Writer, splits,
};
use avro_core::{AvroSchema, Convert, Limits, Schema, Value};

fn codecs() -> [Codec; 6] {
    [
        Codec::Null,
        Codec::deflate(),
        Codec::bzip2(),
        Codec::Snappy,
        Codec::xz(),
        Codec::zstandard(),
    ]
}

#[derive(AvroSchema, Clone, Debug, PartialEq, Default)]
struct Row {
    id: i64,
    name: String,
    tags: Vec<Option<String>>,
}

fn row(id: usize) -> Row {
    Row {
        id: id as i64 * 1_000_003,
        name: "row ".repeat(id % 5),
        tags: (0..id % 3)
            .map(|tag| (tag > 0).then(|| tag.to_string()))
            .collect(),
    }
}

/// A file of the rows from 0 on, a few in each block.
fn file(codec: &Codec, rows: usize, threads: usize) -> Vec<u8> {
    let mut writer = Writer::<Row>::builder(Vec::new())
        .codec(codec.clone())
        .threads(threads)
        .block_size(500)
        .sync_marker(*b"0123456789abcdef")
        .build()
        .unwrap();
    for id in 0..rows {
        writer.append(&row(id)).unwrap();
        // Some blocks are closed before they are full.
        if id % 200 == 150 {
            writer.flush().unwrap();
        }
    }
    writer.finish().unwrap()
}

/// The first rows and the error that ends them.
type RowsAndError<T> = (Vec<T>, Option<String>);

fn all<T>(mut records: impl Iterator<Item = Result<T, ContainerError>>) -> RowsAndError<T> {
    let mut rows = Vec::new();
    for record in records.by_ref() {
        match record {
            Ok(row) => rows.push(row),
            Err(error) => {
                assert!(records.next().is_none(), "an error is the end");
                return (rows, Some(error.to_string()));
            }
        }
    }
    assert!(records.next().is_none(), "the end is the end");
    (rows, None)
}

#[test]
fn file_is_the_same_whatever_number_of_threads_compresses_it() {
    for codec in codecs() {
        let one = file(&codec, 1000, 1);
        assert_eq!(
            all(Reader::<Row>::new(&one[..]).unwrap()),
            ((0..1000).map(row).collect(), None)
        );
        for threads in [0, 2, 5] {
            assert!(
                file(&codec, 1000, threads) == one,
                "{codec}, {threads} threads"
            );
        }
    }
}

#[test]
fn blocks_of_no_size_have_a_record_each_and_none_is_empty() {
    for threads in [1, 2] {
        let mut writer = Writer::<i64>::builder(Vec::new())
            .codec(Codec::deflate())
            .threads(threads)
            .block_size(0)
            .build()
            .unwrap();
        for number in 0..5 {
            writer.append(&number).unwrap();
        }
        let file = writer.finish().unwrap();
        let mut blocks = Blocks::new(&file[..]).unwrap();
        let mut counts = Vec::new();
        while let Some(block) = blocks.next().unwrap() {
            counts.push(block.count());
        }
        assert_eq!(counts, [1; 5], "{threads} threads");
    }
}

#[test]
fn blocks_are_reported_and_counted_in_their_order() {
    let report = |threads| {
        let (send, blocks) = std::sync::mpsc::channel();
        let mut writer = Writer::<Row>::builder(Vec::new())
            .codec(Codec::deflate())
            .threads(threads)
            .block_count(7)
            .sync_marker([1; 16])
            .on_block(move |block| send.send(*block).unwrap())
            .build()
            .unwrap();
        for id in 0..100 {
            writer.append(&row(id)).unwrap();
        }
        writer.try_finish().unwrap();
        (writer.written(), blocks.try_iter().collect::<Vec<_>>())
    };
    let (written, blocks) = report(1);
    assert_eq!((written.records, blocks.len()), (100, 15));
    assert_eq!(report(3), (written, blocks));
}

#[test]
fn records_come_in_the_order_of_the_file() {
    for codec in codecs() {
        let file = file(&codec, 1000, 1);
        let expected = ((0..1000).map(row).collect(), None);
        for threads in [0, 1, 2, 5] {
            let reader = || Reader::<Row>::builder().threads(threads);
            assert_eq!(all(reader().read(&file[..]).unwrap()), expected);
            assert_eq!(all(reader().bytes(&file).unwrap()), expected);
            let of_splits = splits(file.len() as u64, 7).flat_map(|range| {
                let reader = reader().range(range).read_seekable(Cursor::new(&file));
                reader.unwrap()
            });
            assert_eq!(all(of_splits), expected, "{codec}");
        }
    }
}

#[test]
fn values_and_other_schemas_are_read_too() {
    let file = file(&Codec::Snappy, 500, 1);
    let names = Schema::parse(
        r#"{"type": "record", "name": "Row", "fields": [{"name": "name", "type": "string"}]}"#,
    )
    .unwrap();
    let read = |threads| {
        let values = Reader::<Value>::builder().threads(threads);
        let names = values.clone().reader_schema(&names);
        (
            all(values.bytes(&file).unwrap()),
            all(names.bytes(&file).unwrap()),
        )
    };
    assert_eq!(read(1).0.0.len(), 500);
    assert_eq!(read(3), read(1));
}

#[test]
fn value_is_read_into_with_threads_too() {
    let file = file(&Codec::Snappy, 3000, 1);
    let mut reader = Reader::<Row>::builder().threads(2).bytes(&file).unwrap();
    let mut into = Row::default();
    for id in 0..3000 {
        // What is left over of other rows is not seen, whoever has them.
        if id % 100 < 90 {
            assert!(reader.next_into(&mut into).unwrap());
            assert_eq!(into, row(id));
        } else {
            assert_eq!(reader.next().unwrap().unwrap(), row(id));
        }
    }
    assert!(!reader.next_into(&mut into).unwrap());
    assert!(!reader.next_into(&mut into).unwrap());
}

#[test]
fn errors_come_in_their_place_wherever_a_file_is_cut_or_damaged() {
    for codec in codecs() {
        let file = file(&codec, 60, 1);
        let same = |file: &[u8], case: &str| {
            let read = |threads| match Reader::<Row>::builder().threads(threads).bytes(file) {
                Ok(reader) => all(reader),
                Err(error) => (Vec::new(), Some(error.to_string())),
            };
            assert_eq!(read(3), read(1), "{codec}, {case}");
        };
        for cut in (0..file.len()).step_by(11) {
            same(&file[..cut], &format!("cut at {cut}"));
        }
        for at in (0..file.len()).step_by(7) {
            let mut damaged = file.clone();
            damaged[at] ^= 0x41;
            same(&damaged, &format!("damaged at {at}"));
        }
    }
}

#[test]
fn what_is_whole_is_recovered_with_threads_too() {
    for codec in codecs() {
        let mut file = file(&codec, 500, 1);
        for at in (700..file.len()).step_by(2111) {
            file[at] ^= 0x55;
        }
        let read = |threads| {
            let builder = Reader::<Row>::builder().recover(true).threads(threads);
            let mut reader = builder.read(&file[..]).unwrap();
            let rows = all(reader.by_ref());
            let damage = reader.damage();
            let skipped: Vec<_> = damage
                .skipped()
                .iter()
                .map(|gap| gap.range.clone())
                .collect();
            (rows, damage.bytes(), skipped)
        };
        let one = read(1);
        assert!(one.0.1.is_none() && one.1 > 0);
        assert_eq!(read(3), one, "{codec}");
    }
}

#[test]
fn places_are_those_of_the_next_record() {
    let file = file(&Codec::deflate(), 300, 1);
    let reader = |threads| {
        Reader::<Row>::builder()
            .threads(threads)
            .bytes(&file)
            .unwrap()
    };
    let (mut one, mut two) = (reader(1), reader(2));
    let mut places = Vec::new();
    // Before the first record, and behind the last of a block, what follows is on its way or not.
    while let Some(record) = one.next() {
        places.push(one.position());
        assert_eq!(two.next().unwrap().unwrap(), record.unwrap());
        assert_eq!(two.position(), one.position());
    }
    assert_eq!(two.position(), file.len() as u64);
    // Any of them can be gone back to, in the midst of what is on its way.
    for &place in places.iter().step_by(37) {
        one.seek(place).unwrap();
        two.seek(place).unwrap();
        assert_eq!(two.position(), place);
        for _ in 0..40 {
            assert_eq!(
                two.next().transpose().unwrap(),
                one.next().transpose().unwrap()
            );
        }
    }
    let middle = file.len() as u64 / 2;
    one.sync(middle).unwrap();
    two.sync(middle).unwrap();
    assert_eq!(all(two), all(one));
}

/// A source that stays on its thread.
struct Local(Rc<Cell<usize>>, Cursor<Vec<u8>>);

impl Read for Local {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.0.set(self.0.get() + 1);
        let most = out.len().min(1000);
        self.1.read(&mut out[..most])
    }
}

#[test]
fn source_stays_on_its_thread_and_is_read_no_further_than_is_said() {
    let file = file(&Codec::deflate(), 2000, 1);
    let calls = Rc::new(Cell::new(0));
    let mut reader = Reader::<Row>::builder()
        .threads(2)
        .read(Local(calls.clone(), Cursor::new(file)))
        .unwrap();
    let opened = calls.get();
    assert_eq!(reader.next().unwrap().unwrap(), row(0));
    // Four blocks of at most 500 bytes.
    assert!(calls.get() <= opened + 3, "{} calls", calls.get());
    assert_eq!(reader.count(), 1999);
}

#[test]
fn source_that_fails_does_so_in_its_place() {
    struct Broken(usize);
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            self.0 += 1;
            Err(io::Error::other(format!("broken {}", self.0)))
        }
    }
    let file = file(&Codec::deflate(), 500, 1);
    let reader = Reader::<Row>::builder().threads(2);
    let (rows, error) = all(reader.read(Cursor::new(&file).chain(Broken(0))).unwrap());
    assert_eq!(rows.len(), 500);
    assert_eq!(error.unwrap(), "broken 1");
}

#[test]
fn readers_and_iterators_that_are_dropped_early_end_their_threads() {
    struct Counted(Arc<AtomicUsize>);
    impl Drop for Counted {
        fn drop(&mut self) {
            self.0.fetch_sub(1, Ordering::SeqCst);
        }
    }
    let file = file(&Codec::deflate(), 2000, 1);
    for taken in [0, 1, 2, 300] {
        let mut reader = Reader::<Row>::builder().threads(5).bytes(&file).unwrap();
        assert_eq!(reader.by_ref().take(taken).count(), taken);

        let alive = Arc::new(AtomicUsize::new(0));
        let counter = alive.clone();
        let mut results = Blocks::builder()
            .bytes(&file)
            .unwrap()
            .par_map(3, move |_| {
                counter.fetch_add(1, Ordering::SeqCst);
                Counted(counter.clone())
            })
            .unwrap();
        let taken = results.by_ref().take(taken).count();
        drop(results);
        assert_eq!(alive.load(Ordering::SeqCst), 0, "{taken} were taken");
    }
}

#[test]
fn rows_that_borrow_are_worked_on_by_several_threads() {
    for codec in codecs() {
        let file = file(&codec, 1000, 1);
        for threads in [0, 1, 2, 5] {
            let lengths = Blocks::builder()
                .bytes(&file)
                .unwrap()
                .par_map(threads, |block| {
                    let rows = block.rows::<Row>()?;
                    let total = rows
                        .map(|row| row.map(|row| row.name.len()))
                        .sum::<Result<usize, _>>()?;
                    assert_eq!(block.datums()?.count() as u64, block.count());
                    Ok::<_, ContainerError>((block.number(), block.raw().len as u64, total))
                });
            let lengths: Vec<_> = lengths
                .unwrap()
                .map(|part| part.unwrap().unwrap())
                .collect();
            assert!(
                lengths
                    .iter()
                    .map(|part| part.0)
                    .eq(0..lengths.len() as u64)
            );
            let total: usize = lengths.iter().map(|part| part.2).sum();
            assert_eq!(total, (0..1000).map(|id| row(id).name.len()).sum());
            let bytes: u64 = lengths.iter().map(|part| part.1).sum();
            let header = Blocks::new(&file[..]).unwrap().position();
            assert_eq!(header + bytes, file.len() as u64);
        }
    }
}

#[test]
fn blocks_before_damage_are_worked_on_and_those_behind_are_not() {
    let mut file = file(&Codec::Snappy, 1000, 1);
    let middle = file.len() / 2;
    file[middle] ^= 1;
    let read = |threads| {
        let blocks = Blocks::builder().bytes(&file).unwrap();
        all(blocks.par_map(threads, |block| block.count()).unwrap())
    };
    let (counts, error) = read(1);
    assert!(counts.len() > 5 && error.is_some());
    assert_eq!(read(4), (counts, error));
}

#[test]
fn work_that_panics_does_so_for_the_caller_and_in_its_place() {
    let file = file(&Codec::Snappy, 1000, 1);
    for threads in [1, 4] {
        let blocks = Blocks::builder().bytes(&file).unwrap();
        let mut results = blocks
            .par_map(threads, |block| {
                assert_ne!(block.number(), 5, "the sixth block");
                block.number()
            })
            .unwrap();
        let first: Vec<_> = results.by_ref().take(5).map(Result::unwrap).collect();
        assert_eq!(first, [0, 1, 2, 3, 4]);
        assert!(message(|| results.next()).contains("the sixth block"));
        if threads > 1 {
            assert!(results.next().is_none());
        }
    }
}

/// What it says when it panics.
fn message<T>(panicking: impl FnOnce() -> T) -> String {
    let Err(panic) = catch_unwind(AssertUnwindSafe(panicking)) else {
        return "no panic".to_owned();
    };
    match panic.downcast::<String>() {
        Ok(text) => *text,
        Err(panic) => panic.downcast::<&str>().unwrap().to_string(),
    }
}

/// Longs that are not 600.
enum Picky {}

impl Convert<i64> for Picky {
    type Avro = i64;
    type Error = String;

    fn to_avro(value: &i64) -> Result<i64, String> {
        Ok(*value)
    }

    fn from_avro(value: i64) -> Result<i64, String> {
        assert_ne!(value, 600, "not this one");
        Ok(value)
    }
}

#[derive(AvroSchema, Debug)]
#[avro(name = "Long")]
struct Long {
    #[avro(with = Picky)]
    value: i64,
}

#[test]
fn type_that_panics_does_so_for_the_caller() {
    let mut writer = Writer::<Long>::builder(Vec::new())
        .codec(Codec::Snappy)
        .block_count(50)
        .build()
        .unwrap();
    (0..1000).for_each(|value| writer.append(&Long { value }).unwrap());
    let file = writer.finish().unwrap();
    let mut reader = Reader::<Long>::builder().threads(2).bytes(&file).unwrap();
    for value in 0..600 {
        assert_eq!(reader.next().unwrap().unwrap().value, value);
    }
    assert!(message(|| reader.next()).contains("not this one"));
    reader.sync(0).unwrap();
    assert_eq!(reader.next().unwrap().unwrap().value, 0);
}

/// The records reversed; those that hold this text panic, as long as that is wanted.
#[derive(Debug, Clone)]
struct Reversed(Arc<AtomicUsize>);

impl CustomCodec for Reversed {
    fn name(&self) -> &'static str {
        "reversed"
    }

    fn compressor(&self) -> Result<Box<dyn Compress>, CodecError> {
        Ok(Box::new(self.clone()))
    }

    fn decompressor(&self) -> Result<Box<dyn Decompress>, CodecError> {
        Ok(Box::new(self.clone()))
    }
}

impl Compress for Reversed {
    fn compress(&mut self, records: &[u8], out: &mut BlockBuffer) -> Result<(), CodecError> {
        if records.windows(7).any(|text| text == b"failing") {
            return Err(CodecError::compression("reversed", "failing"));
        }
        if records.windows(9).any(|text| text == b"panicking") && self.0.load(Ordering::SeqCst) > 0
        {
            panic!("panicking");
        }
        let mut reversed = records.to_vec();
        reversed.reverse();
        out.extend_from_slice(&reversed);
        Ok(())
    }
}

impl Decompress for Reversed {
    fn decompress(
        &mut self,
        payload: &[u8],
        _: usize,
        out: &mut BlockBuffer,
    ) -> Result<(), CodecError> {
        self.compress(payload, out)
    }
}

#[test]
fn codec_of_the_users_own_works_on_several_threads() {
    let codec = Codec::custom(Reversed(Arc::default()));
    let file = file(&codec, 500, 3);
    let reader = Reader::<Row>::builder().codec(codec).threads(3);
    let expected = ((0..500).map(row).collect(), None);
    assert_eq!(all(reader.bytes(&file).unwrap()), expected);
}

#[test]
fn block_that_cannot_be_compressed_is_kept_and_nothing_behind_it_is_written_before_it() {
    let panics = Arc::new(AtomicUsize::new(1));
    let codec = Codec::custom(Reversed(panics.clone()));
    let sink = Rc::new(RefCell::new(Vec::new()));
    struct Shared(Rc<RefCell<Vec<u8>>>);
    impl Write for Shared {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.borrow_mut().write(bytes)
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut writer = Writer::<str>::builder(Shared(sink.clone()))
        .codec(codec.clone())
        .threads(2)
        .block_count(1)
        .build()
        .unwrap();
    for word in ["one", "two", "panicking", "three"] {
        writer.append(word).unwrap();
    }
    let written = || {
        let file = sink.borrow();
        let reader = Reader::<String>::builder().codec(codec.clone());
        all(reader.read(&file[..]).unwrap()).0
    };
    assert_eq!(message(|| writer.flush()), "panicking");
    assert_eq!(written(), ["one", "two"]);
    assert_eq!(message(|| writer.flush()), "panicking");
    panics.store(0, Ordering::SeqCst);
    writer.flush().unwrap();
    assert_eq!(written(), ["one", "two", "panicking", "three"]);

    writer.append("failing").unwrap();
    for _ in 0..2 {
        writer.append("behind").unwrap();
    }
    for _ in 0..2 {
        assert!(matches!(
            writer.flush().unwrap_err().kind(),
            ContainerErrorKind::Codec(_)
        ));
    }
    assert_eq!(writer.written().records, 4);
}

#[test]
fn limits_hold_for_each_record_as_they_do_on_one_thread() {
    // Records that take much more memory than bytes, of which a thread makes none ahead of time.
    let mut writer = Writer::<[Option<i64>]>::builder(Vec::new())
        .codec(Codec::deflate())
        .build()
        .unwrap();
    for record in 0..20 {
        let items = if record % 7 == 3 { 300_000 } else { 10 };
        writer.append(&vec![None::<i64>; items][..]).unwrap();
    }
    let file = writer.finish().unwrap();
    let read = |memory, threads| {
        let limits = Limits::default().with_memory(memory);
        let reader = Reader::<Vec<Option<i64>>>::builder().limits(limits);
        let (rows, error) = all(reader.threads(threads).bytes(&file).unwrap());
        (rows.iter().map(Vec::len).collect::<Vec<_>>(), error)
    };
    let (rows, error) = read(32 << 20, 1);
    assert_eq!((rows.len(), error), (20, None));
    for memory in [32 << 20, 4 << 20, 1 << 20, 0] {
        assert_eq!(read(memory, 2), read(memory, 1), "{memory}");
    }
    assert!(read(1 << 20, 2).1.is_some());
}

#[test]
fn types_can_be_sent_and_shared_whatever_they_read() {
    fn check<T: Send + Sync>() {}
    check::<Reader<Rc<Cell<i64>>, Cursor<Vec<u8>>>>();
    check::<MappedBlocks<Cursor<Vec<u8>>, Vec<i64>>>();
    fn check_send<T: Send>() {}
    check_send::<Writer<str, Vec<u8>>>();
}
