//! What torn, damaged and divided container files cost, and long ones.
//!
//! Each test has a quick form, and a full one that `tests/files/run` asks for.

use std::collections::BTreeSet;
use std::io::Cursor;
use std::ops::Range;
use std::process::Command;
use std::{env, fs};

use avro_core::container::{BlockIndex, Codec, ContainerErrorKind, Reader, Writer, splits};
use avro_core::{AvroSchema, Value};
use avro_tests::cases;

/// Whether all of it is to be run.
fn full() -> bool {
    env::var("AVRO_FILES").is_ok_and(|form| form == "full")
}

const CODECS: [&str; 6] = ["null", "deflate", "bzip2", "snappy", "xz", "zstandard"];

#[derive(AvroSchema, Clone, Debug, PartialEq)]
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

/// A file of so many blocks with so many rows each, and where the blocks are.
fn file(codec: &str, blocks: usize, rows: usize) -> (Vec<u8>, Vec<Range<usize>>) {
    let mut writer = Writer::<Row>::builder(Vec::new())
        .codec(codec.parse::<Codec>().expect("a codec"))
        .sync_marker(*b"0123456789abcdef")
        .build()
        .expect("a writer");
    for id in 0..blocks * rows {
        writer.append(&row(id)).expect("a row");
        if id % rows == rows - 1 {
            writer.flush().expect("a block");
        }
    }
    let file = writer.finish().expect("a file");
    let index = BlockIndex::read(Cursor::new(&file)).expect("an index");
    let places = index.blocks().iter();
    let places: Vec<_> = places
        .map(|block| block.offset as usize..(block.offset + block.len) as usize)
        .collect();
    assert_eq!(places.len(), blocks);
    (file, places)
}

/// The ids of a block's rows.
fn ids(block: usize, rows: usize) -> Range<usize> {
    block * rows..(block + 1) * rows
}

#[test]
fn torn_file_gives_the_rows_of_its_whole_blocks_and_then_says_where_it_ends() {
    let step = if full() { 1 } else { 5 };
    for codec in CODECS {
        let (file, blocks) = file(codec, 3, 20);
        for cut in (0..file.len()).step_by(step) {
            let torn = &file[..cut];
            let whole = blocks.iter().filter(|block| block.end <= cut).count();
            // Where the last whole part ends, and what begins there.
            let part = match whole {
                0 if cut < blocks[0].start => 0,
                0 => blocks[0].start,
                _ => blocks[whole - 1].end,
            };
            let readers = [
                Reader::<Row>::new(torn).map(rows_and_error),
                Reader::<Row>::builder().bytes(torn).map(rows_and_error),
                Reader::<Row>::builder()
                    .threads(2)
                    .read(torn)
                    .map(rows_and_error),
            ];
            for read in readers {
                let (rows, error) = match read {
                    Ok(read) => read,
                    Err(error) => (Vec::new(), Some(error)),
                };
                let expected: Vec<_> = (0..whole * 20).map(row).collect();
                assert!(rows == expected, "{codec}, cut at {cut}");
                match error {
                    None => assert_eq!(part, cut, "{codec}: no error"),
                    Some(error) => {
                        let ContainerErrorKind::Truncated { start } = *error.kind() else {
                            panic!("{codec}, cut at {cut}: {error}");
                        };
                        assert_eq!((start, error.offset()), (part as u64, Some(cut as u64)));
                    }
                }
            }
        }
    }
}

type RowsAndError = (Vec<Row>, Option<avro_core::container::ContainerError>);

fn rows_and_error(
    reader: impl Iterator<Item = Result<Row, avro_core::container::ContainerError>>,
) -> RowsAndError {
    let (mut rows, mut error) = (Vec::new(), None);
    for row in reader {
        assert!(error.is_none(), "an error is the end");
        match row {
            Ok(row) => rows.push(row),
            Err(found) => error = Some(found),
        }
    }
    (rows, error)
}

/// Numbers that look random and are the same each time.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % end
    }
}

#[test]
fn damage_at_random_costs_the_damaged_blocks_and_every_gap_is_reported() {
    const ROWS: usize = 10;
    let seeds = if full() { 1000 } else { 20 };
    for codec in CODECS {
        let (file, blocks) = file(codec, 100, ROWS);
        for seed in 0..seeds {
            let mut random = Random(seed);
            let mut damaged = file.clone();
            let mut hit = BTreeSet::new();
            for _ in 0..=random.below(40) {
                let number = random.below(blocks.len());
                if !hit.insert(number) {
                    continue;
                }
                // A byte, or a few: in the count or size, in the payload, or in the marker.
                let block = &blocks[number];
                let at = match random.below(3) {
                    0 => block.start + random.below(3),
                    1 => block.start + random.below(block.len()),
                    _ => block.end - 1 - random.below(16),
                };
                for byte in &mut damaged[at..block.end.min(at + 1 + random.below(6))] {
                    *byte ^= 1 + random.below(255) as u8;
                }
            }
            let context = format!("{codec}, seed {seed}");
            let mut reader = Reader::<Row>::builder()
                .recover(true)
                .bytes(&damaged)
                .unwrap_or_else(|error| panic!("{context}: {error}"));
            let rows: Vec<Row> = reader
                .by_ref()
                .map(|row| row.unwrap_or_else(|error| panic!("{context}: {error}")))
                .collect();

            // Several threads give the same.
            if seed % 10 == 0 {
                let builder = Reader::<Row>::builder().recover(true).threads(3);
                let read = builder.read(&damaged[..]).expect("it was opened before");
                let (again, error) = rows_and_error(read);
                assert!(again == rows && error.is_none(), "{context}");
            }

            // The rows of the good blocks are there in their order. A block that was hit may still be one, with other rows.
            let mut rest = rows.iter();
            for number in (0..blocks.len()).filter(|number| !hit.contains(number)) {
                for id in ids(number, ROWS) {
                    let wanted = row(id);
                    assert!(
                        rest.any(|row| *row == wanted),
                        "{context}: no row {id} of block {number}"
                    );
                }
            }
            // Gaps are of blocks that were hit, and every such block is one or has been read. One gap may be
            // reported in parts, where something in it looked like a block at first.
            let damage = reader.damage();
            let mut gaps: Vec<Range<usize>> = Vec::new();
            for gap in damage.skipped() {
                let gap = gap.range.start as usize..gap.range.end as usize;
                match gaps.last_mut() {
                    Some(last) if last.end == gap.start => last.end = gap.end,
                    _ => gaps.push(gap),
                }
            }
            let mut lost = 0;
            for gap in gaps {
                let first = blocks.iter().position(|block| block.start == gap.start);
                let last = blocks.iter().position(|block| block.end == gap.end);
                let (Some(first), Some(last)) = (first, last) else {
                    panic!("{context}: {gap:?} does not begin and end with blocks");
                };
                assert!(
                    (first..=last).all(|number| hit.contains(&number)),
                    "{context}: {gap:?}"
                );
                lost += last - first + 1;
            }
            assert_eq!(rows.len(), (blocks.len() - lost) * ROWS, "{context}");
        }
    }
}

#[test]
fn every_record_is_in_one_split() {
    let counts: Vec<usize> = match full() {
        true => (1..=64).collect(),
        false => vec![1, 2, 3, 5, 7, 16, 64],
    };
    let mut files: Vec<Vec<u8>> = Vec::new();
    for codec in CODECS {
        for (blocks, rows) in [(1, 1), (3, 50), (40, 3), (200, 1)] {
            files.push(file(codec, blocks, rows).0);
        }
    }
    let folder = cases::folder().join("containers");
    for case in cases::family("containers") {
        if !case.flag("error") {
            files.push(fs::read(folder.join(case.text("file"))).expect("a file"));
        }
    }
    for file in &files {
        let whole = Reader::<Value>::new(&file[..]).expect("a reader");
        let whole: Vec<Value> = whole.map(|value| value.expect("a record")).collect();
        for &n in &counts {
            let parts = splits(file.len() as u64, n).map(|range| {
                let part = Reader::<Value>::builder().range(range);
                part.read_seekable(Cursor::new(file)).expect("a reader")
            });
            let parts = parts.flatten().map(|value| value.expect("a record"));
            // As text, since a NaN is not equal to itself.
            assert!(
                parts
                    .map(|value| value.to_string())
                    .eq(whole.iter().map(Value::to_string)),
                "{n} splits"
            );
        }
    }
}

/// What one thread may take, and each of several: of blocks of 64 KiB a few.
const ONE_THREAD: u64 = 1 << 20;
const EACH_THREAD: u64 = 4 << 20;

#[test]
fn reading_takes_the_same_memory_however_long_the_file_is() {
    let mib = if full() { 2048 } else { 64 };
    for (codec, way) in [
        ("null", "typed"),
        ("null", "borrowed"),
        ("snappy", "typed"),
        ("snappy", "values"),
        ("deflate", "typed"),
    ] {
        for threads in [1, 4] {
            let [rows, heap, resident] = reads_much(codec, mib, threads, way);
            println!(
                "{codec}, {mib} MiB, {way}, {threads} threads: {rows} rows, heap {:.2} MiB, resident {:.2} MiB",
                heap as f64 / 1_048_576.0,
                resident as f64 / 1_048_576.0
            );
            let allowed = match threads {
                1 => ONE_THREAD,
                threads => ONE_THREAD + threads * EACH_THREAD,
            };
            assert!(heap <= allowed, "{codec}, {way}, {threads}: {heap}");
            // The program itself is resident too.
            assert!(
                resident <= allowed + (16 << 20),
                "{codec}, {way}, {threads}: {resident}"
            );
        }
    }
}

/// Records, most heap and most resident memory of a process that reads so much.
fn reads_much(codec: &str, mib: u64, threads: u64, way: &str) -> [u64; 3] {
    let output = Command::new(env!("CARGO_BIN_EXE_reads_much"))
        .args([codec, &mib.to_string(), &threads.to_string(), way])
        .output()
        .expect("the command starts");
    let said = String::from_utf8_lossy(&output.stdout);
    let mut numbers = said.split_whitespace().map(str::parse);
    [(); 3].map(|()| match numbers.next() {
        Some(Ok(number)) => number,
        _ => panic!("{said}{}", String::from_utf8_lossy(&output.stderr)),
    })
}
