//! W8: container files of W2's events, written to memory and read from it, in four codecs.
//!
//! Blocks of 64 KiB; deflate at level 6 and zstandard at level 3 for everybody. The values are the thousand of W2, again
//! and again: a block has a hundred and ten, so no codec sees one twice. A file of the limit's is what everybody reads,
//! and what everybody writes is read by the limit.
//!
//! Where threads are asked for, ours on two of them takes part: a writer that compresses on them; an iterator of owned records
//! and one value that is read into again and again, whose blocks they decompress ahead; and rows that borrow, each block's
//! in `par_map`.
//!
//! `limit`, `ours` and `rivals` say how each of them writes and reads; here it is held against the values.

mod limit;
mod ours;
mod rivals;

use std::hint::black_box;

use super::w2::model::{Event, EventRef};
use super::w2::values::events;
use super::w2::{SCHEMA, no_decimal};
use crate::limit::container;
use crate::race::Contender::{ApacheAvro, ArrowAvro, Limit, Ours, OursThreads, SerdeAvroFast};
use crate::race::Operation::{ReadBorrowed, ReadInto, ReadOwned, Write};
use crate::race::{Asked, Case, Contender, Operation, Plain, Unit, Workload, shown};

/// Values in memory: the thousand of W2, which fit in a cache as what a program just made does.
const POOL: usize = 1000;

/// Records as they are.
pub fn null(asked: &Asked) -> Workload {
    workload(asked, "W8null", "null")
}

/// Deflate.
pub fn deflate(asked: &Asked) -> Workload {
    workload(asked, "W8deflate", "deflate")
}

/// Snappy.
pub fn snappy(asked: &Asked) -> Workload {
    workload(asked, "W8snappy", "snappy")
}

/// Zstandard.
pub fn zstandard(asked: &Asked) -> Workload {
    workload(asked, "W8zstandard", "zstandard")
}

/// Writes files.
trait Writes {
    /// Appends a file of so many records, made of `values` again and again.
    fn write(&mut self, values: &[Event], records: usize, file: &mut Vec<u8>);
}

/// Reads files.
trait Reads {
    /// Hands each record of `file` to `sink`.
    fn read<S: Sink>(&mut self, file: &[u8], sink: &mut S);
}

/// What becomes of records.
trait Sink {
    fn event(&mut self, event: &Event);
    fn borrowed(&mut self, event: &EventRef<'_>);
}

/// Records of a file, from the pool.
fn records(values: &[Event], records: usize) -> impl Iterator<Item = &Event> {
    values.iter().cycle().take(records)
}

fn workload(asked: &Asked, name: &'static str, codec: &'static str) -> Workload {
    let values = events(asked.records.min(POOL)).leak();
    let mut race = Files::new(asked, name, values, codec);
    race.write(Ours, ours::Writer::new(codec, 1));
    race.read(Ours, ReadOwned, ours::Owned(1));
    race.read(Ours, ReadBorrowed, ours::Borrowed);
    race.read(Ours, ReadInto, ours::Into::new(1));
    if asked.threads {
        race.write(OursThreads, ours::Writer::new(codec, 2));
        race.read(OursThreads, ReadOwned, ours::Owned(2));
        race.read_mapped(2);
        race.read(OursThreads, ReadInto, ours::Into::new(2));
    }
    race.write(Limit, limit::Writer::new(SCHEMA, codec));
    race.read(Limit, ReadOwned, limit::Owned);
    race.read(Limit, ReadBorrowed, limit::Borrowed);
    race.read(Limit, ReadInto, limit::Into::default());
    race.write(SerdeAvroFast, rivals::SerdeAvroFastWriter::new(codec));
    // The schema in the file decides how a decimal is read, so this rival has a file of its own.
    let plain = race.file_of(&no_decimal());
    race.read_file(SerdeAvroFast, ReadOwned, plain, rivals::SerdeAvroFastOwned);
    if codec == "null" {
        // Of compressed blocks it lends nothing.
        race.read_file(
            SerdeAvroFast,
            ReadBorrowed,
            plain,
            rivals::SerdeAvroFastBorrowed,
        );
    }
    race.write(ApacheAvro, rivals::ApacheAvroWriter::new(codec));
    race.read(ApacheAvro, ReadOwned, rivals::ApacheAvroOwned);
    race.columns(ArrowAvro, codec);
    race.workload
}

/// Builds the workload, comparing answers on the way.
struct Files {
    asked: Asked,
    workload: Workload,
    codec: &'static str,
    values: &'static [Event],
    file: &'static [u8],
}

impl Files {
    fn new(
        asked: &Asked,
        name: &'static str,
        values: &'static [Event],
        codec: &'static str,
    ) -> Self {
        let mut race = Self {
            asked: asked.clone(),
            workload: Workload {
                name,
                about: "container file of W2's events, 64 KiB blocks",
                unit: Unit::PerRecord,
                datums: asked.records,
                sizes: Vec::new(),
                bytes: &[],
                rounds: 11,
                cases: Vec::new(),
            },
            codec,
            values,
            file: &[],
        };
        race.file = race.file_of(SCHEMA);
        race.workload.bytes = race.file;
        race.workload
            .sizes
            .push(("Avro", race.file.len() / asked.records));
        race
    }

    /// A file whose header has this schema.
    fn file_of(&self, schema: &str) -> &'static [u8] {
        let mut file = Vec::new();
        limit::Writer::new(schema, self.codec).write(self.values, self.asked.records, &mut file);
        file.leak()
    }

    /// Enters who writes values: what it writes has to read as those.
    fn write(&mut self, contender: Contender, mut writer: impl Writes + 'static) {
        if !self.asked.admits(contender) {
            return;
        }
        let (values, records) = (self.values, self.asked.records);
        let mut file = Vec::new();
        writer.write(values, records, &mut file);
        self.judge(contender, &file);
        self.enter(contender, Write, move || {
            file.clear();
            writer.write(black_box(values), records, &mut file);
            black_box(&file);
        });
    }

    /// Enters who reads the file to values.
    fn read(&mut self, contender: Contender, operation: Operation, reader: impl Reads + 'static) {
        self.read_file(contender, operation, self.file, reader);
    }

    fn read_file(
        &mut self,
        contender: Contender,
        operation: Operation,
        file: &'static [u8],
        mut reader: impl Reads + 'static,
    ) {
        if !self.asked.admits(contender) {
            return;
        }
        let mut check = self.check(contender, operation);
        reader.read(file, &mut check);
        check.finish();
        self.enter(contender, operation, move || {
            reader.read(black_box(file), &mut Hole);
        });
    }

    /// Enters ours where so many threads go over the rows of a block each.
    fn read_mapped(&mut self, threads: usize) {
        let mut check = self.check(OursThreads, ReadBorrowed);
        let plain = |event: &EventRef<'_>| event.plain();
        ours::mapped(self.file, threads, plain, |event| check.event(&event));
        check.finish();
        let file = self.file;
        self.enter(OursThreads, ReadBorrowed, move || {
            ours::mapped(black_box(file), threads, |event| Hole.borrowed(event), drop);
        });
    }

    /// Enters who reads the file to columns and writes it from them. What it writes of what it read has to
    /// read as the values.
    fn columns(&mut self, contender: Contender, codec: &'static str) {
        if !self.asked.admits(contender) {
            return;
        }
        let per_block = container::BLOCK.div_ceil(self.mean_of_a_record());
        let batches = rivals::arrow_avro_read(self.file, per_block);
        let mut file = Vec::new();
        rivals::arrow_avro_write(&batches, codec, &mut file);
        self.judge(contender, &file);
        let source = self.file;
        self.enter(contender, Write, move || {
            file.clear();
            rivals::arrow_avro_write(black_box(&batches), codec, &mut file);
            black_box(&file);
        });
        self.enter(contender, ReadOwned, move || {
            black_box(rivals::arrow_avro_read(black_box(source), 1024));
        });
    }

    /// Bytes of a record before compression.
    fn mean_of_a_record(&self) -> usize {
        let mut file = Vec::new();
        limit::Writer::new(SCHEMA, "null").write(self.values, self.values.len(), &mut file);
        file.len() / self.values.len()
    }

    fn judge(&mut self, contender: Contender, file: &[u8]) {
        let mut check = self.check(contender, Write);
        limit::Owned.read(file, &mut check);
        check.finish();
        // The same codec at the same level, whatever a library calls it.
        let (size, reference) = (file.len() as f64, self.file.len() as f64);
        assert!(
            (0.95..1.05).contains(&(size / reference)),
            "{} writes {size} bytes, the limit {reference}",
            contender.name(),
        );
    }

    fn check(&self, contender: Contender, operation: Operation) -> Check {
        Check {
            who: format!(
                "{} {} {}",
                self.workload.name,
                operation.name(),
                contender.name()
            ),
            values: self.values,
            records: self.asked.records,
            seen: 0,
        }
    }

    fn enter(&mut self, contender: Contender, operation: Operation, pass: impl FnMut() + 'static) {
        self.workload.cases.push(Case {
            contender,
            operation,
            pass: Box::new(pass),
        });
    }
}

/// Holds records against the values.
struct Check {
    who: String,
    values: &'static [Event],
    records: usize,
    seen: usize,
}

impl Check {
    fn finish(self) {
        assert_eq!(self.seen, self.records, "{}: records", self.who);
    }
}

impl Sink for Check {
    fn event(&mut self, event: &Event) {
        let expected = &self.values[self.seen % self.values.len()];
        assert!(
            event == expected,
            "{} has another record {}\nexpected {}\nfound    {}",
            self.who,
            self.seen,
            shown(expected),
            shown(event),
        );
        self.seen += 1;
    }

    fn borrowed(&mut self, event: &EventRef<'_>) {
        self.event(&event.plain());
    }
}

/// Where measured records go.
struct Hole;

impl Sink for Hole {
    #[inline(always)]
    fn event(&mut self, event: &Event) {
        black_box(event);
    }

    #[inline(always)]
    fn borrowed(&mut self, event: &EventRef<'_>) {
        black_box(event);
    }
}
