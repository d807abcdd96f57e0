//! The way through serde beside the way through `Value`, over every case and every hostile datum.

use std::alloc::System;
use std::fmt;
use std::thread;

use avro_core::{DatumReader, Schema, Serde, Value, serde as by_serde};
use avro_tests::cases::{self, Case};
use avro_tests::hostile::{self, Expect};
use avro_tests::plain::Plain;
use cap::Cap;
use serde::de::IgnoredAny;

#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, usize::MAX);

/// Both ways give the same, of the whole and of every part of the bytes.
fn agree(case: &Case, value: &DatumReader<Value>, serde: &DatumReader<Serde<Plain>>) {
    let bytes = case.bytes("hex");
    for end in (0..=bytes.len()).rev().take(200) {
        let (value, serde) = (value.read(&bytes[..end]), serde.read(&bytes[..end]));
        match (value, serde) {
            (Ok(value), Ok(Serde(serde))) => {
                assert_eq!(serde, Plain::from(&value), "{}", case.id())
            }
            (Err(value), Err(serde)) => {
                assert_eq!(
                    serde.to_string(),
                    value.to_string(),
                    "{}, cut at {end}",
                    case.id()
                );
            }
            (value, serde) => panic!("{}, cut at {end}: {value:?}, {serde:?}", case.id()),
        }
    }
}

#[test]
fn a_datum_of_any_case_is_the_same_by_serde() {
    let mut judged = 0;
    for case in ["binary", "malformed"].into_iter().flat_map(cases::family) {
        let Ok(schema) = Schema::parse(case.text("schema")) else {
            continue;
        };
        let value = DatumReader::<Value>::new(&schema).unwrap();
        let serde = DatumReader::<Serde<Plain>>::new(&schema).unwrap();
        agree(&case, &value, &serde);
        judged += 1;
        // What is read can be passed over, and comes back as what it was.
        let bytes = case.bytes("hex");
        if let Ok(value) = value.read(&bytes) {
            // A size that is not that of the block misleads who passes over it.
            if case.id() != "malformed/block-size-too-small" {
                by_serde::from_slice::<IgnoredAny>(&schema, &bytes)
                    .unwrap_or_else(|error| panic!("{}: {error}", case.id()));
            }
            // Among branches that are alike a plain value may find none.
            if let Ok(bytes) = by_serde::to_vec(&schema, &value) {
                let Serde(read) = serde.read(&bytes).unwrap();
                assert_eq!(read, Plain::from(&value), "{}", case.id());
            }
        }
    }
    assert!(judged > 100, "{judged} cases");
}

#[test]
fn a_datum_of_any_case_resolves_to_the_same_by_serde() {
    let mut judged = 0;
    for case in cases::family("resolve") {
        let (writer, reader) = (
            Schema::parse(case.text("writer")),
            Schema::parse(case.text("reader")),
        );
        let (Ok(writer), Ok(reader)) = (writer, reader) else {
            continue;
        };
        let value = DatumReader::<Value>::with_reader_schema(&writer, &reader);
        let serde = DatumReader::<Serde<Plain>>::with_reader_schema(&writer, &reader);
        match (value, serde) {
            (Ok(value), Ok(serde)) => agree(&case, &value, &serde),
            (Err(_), Err(_)) => {}
            _ => panic!("{}: readable one way only", case.id()),
        }
        judged += 1;
    }
    assert!(judged > 100, "{judged} cases");
}

#[test]
fn hostile_datums_keep_by_serde_what_is_promised() {
    let rows = hostile::rows(&hostile::folder()).unwrap();
    let mut judged = 0;
    for row in rows.into_iter().filter(|row| row.kind == "datum") {
        let input = row.input().unwrap();
        let schemas = [&input.schema, &input.reader].map(|text| {
            let text = std::str::from_utf8(text.as_deref()?).ok()?;
            Some(Schema::parse(text))
        });
        // More than is promised ends the process.
        let room = usize::try_from(row.mem_mib << 20).unwrap();
        ALLOCATOR.set_limit(ALLOCATOR.allocated() + room).unwrap();
        // A test's own thread has 2 MiB.
        let thread = thread::Builder::new().stack_size(2 << 20).spawn(move || {
            let read = |ignored: bool| -> Result<(), String> {
                let text = |error: &dyn fmt::Display| error.to_string();
                let [Some(writer), reader] = &schemas else {
                    return Err("no schema".into());
                };
                let writer = writer.as_ref().map_err(|error| text(error))?;
                let reader = reader
                    .as_ref()
                    .map(Result::as_ref)
                    .transpose()
                    .map_err(|error| text(error))?;
                let data = &input.data[..];
                match ignored {
                    true => read_next::<IgnoredAny>(writer, reader, data),
                    false => read_next::<Plain>(writer, reader, data),
                }
            };
            // What can be read can be passed over.
            (read(false), read(true))
        });
        let (outcome, ignored) = thread.unwrap().join().unwrap();
        ALLOCATOR.set_limit(usize::MAX).unwrap();
        let right = match row.expect {
            Expect::Ok => outcome.is_ok() && ignored.is_ok(),
            Expect::Error => outcome.is_err(),
            Expect::Any => true,
        };
        assert!(right, "{}: {outcome:?}, {ignored:?}", row.id);
        judged += 1;
    }
    assert!(judged > 100, "{judged} rows");
}

fn read_next<T: serde::de::DeserializeOwned>(
    writer: &Schema,
    reader: Option<&Schema>,
    data: &[u8],
) -> Result<(), String> {
    let reader = match reader {
        Some(reader) => DatumReader::<Serde<T>>::with_reader_schema(writer, reader),
        None => DatumReader::new(writer),
    };
    let reader = reader.map_err(|error| error.to_string())?;
    let mut data = data;
    let read = reader.read_next(&mut data);
    read.map(|_| ()).map_err(|error| error.to_string())
}
