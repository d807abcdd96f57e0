//! Object container files that other implementations wrote, and broken ones.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;

use avro_core::container::{Codec, Reader, Writer};
use avro_core::{Schema, Value};
use avro_tests::cases::{self, Case};
use avro_tests::judge::{Difference, Judge, Verdict};
use avro_tests::readers::{self, Records};
use avro_tests::text;

#[test]
fn container_files_are_read_whole_or_refused() {
    let mut judge = Judge::new("containers");
    for case in cases::family("containers") {
        judge.judge(&case, || {
            if case.flag("error") {
                broken(&case)
            } else {
                readable(&case)
            }
        });
    }
    judge.finish();
}

/// Every file that others wrote, written again here in every codec.
#[test]
fn files_written_here_are_read_back() {
    for case in cases::family("containers")
        .iter()
        .filter(|case| !case.flag("error"))
    {
        for codec in ["null", "deflate", "bzip2", "snappy", "xz", "zstandard"] {
            if let Err(fault) = written_again(&bytes(case.text("file")), codec) {
                panic!("{} in {codec}: {fault}", case.id());
            }
        }
    }
}

fn written_again(file: &[u8], codec: &str) -> Result<(), Box<dyn Error>> {
    let reader = Reader::<Value>::new(file)?;
    let schema = reader.schema().clone();
    let values = reader.collect::<Result<Vec<Value>, _>>()?;
    let mut writer = Writer::<Value, _>::builder(Vec::new())
        .schema(&schema)
        .codec(Codec::from_name(codec)?)
        .block_size(500)
        .metadata("note", [0, 255])
        .build()?;
    for value in &values {
        writer.append(value)?;
    }
    let written = writer.finish()?;

    let reader = Reader::<Value>::new(&written[..])?;
    assert_eq!(*reader.schema(), schema);
    assert_eq!(reader.codec().name(), codec);
    assert_eq!(reader.header().get("note"), Some(&[0, 255][..]));
    let again = reader.collect::<Result<Vec<Value>, _>>()?;
    let print = |value| text::print(&schema, value);
    let again = again.iter().map(print).collect::<Result<Vec<_>, _>>()?;
    assert_eq!(
        again,
        values.iter().map(print).collect::<Result<Vec<_>, _>>()?
    );
    Ok(())
}

/// The file's bytes, whatever its name says.
fn bytes(file: &str) -> Vec<u8> {
    let path = cases::folder().join("containers").join(file);
    fs::read(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"))
}

/// All records in order, the metadata, no error.
fn readable(case: &Case) -> Verdict {
    let file = bytes(case.text("file"));
    let reader =
        Reader::<Value>::new(&file[..]).map_err(|error| Difference::new("not opened", error))?;
    if reader.codec().name() != case.text("codec") {
        return Err(Difference::new(reader.codec().name(), case.text("codec")));
    }
    let found: BTreeMap<&str, String> = reader
        .header()
        .user_metadata()
        .map(|(key, value)| (key, hex::encode(value)))
        .collect();
    let expected = case
        .get("meta")
        .and_then(|meta| meta.as_object())
        .expect("an object");
    let expected: BTreeMap<&str, String> = expected
        .iter()
        .map(|(key, value)| (key.as_str(), value.as_str().expect("hex").to_owned()))
        .collect();
    if found != expected {
        return Err(Difference::new(
            "other metadata",
            format!("{found:?} where {expected:?} belongs"),
        ));
    }

    let schema = reader.schema().clone();
    for (way, records) in readers::ways(&file, None, &[1, 2, 3, 7]) {
        whole(case, &schema, records()).map_err(|difference| by(&way, difference))?;
    }
    match readers::count_by_index(&file, None) {
        Ok(count) if count == case.count("count") => Ok(()),
        Ok(count) => Err(Difference::new("another count of the index", count)),
        Err(error) => Err(Difference::new("no index", error)),
    }
}

/// The difference, and in which way the file was read.
fn by(way: &str, difference: Difference) -> Difference {
    Difference::new(
        difference.answer,
        format!("by {way}: {}", difference.detail),
    )
}

/// All records in order, no error.
fn whole(case: &Case, schema: &Schema, mut records: Records<'_>) -> Verdict {
    let expected = String::from_utf8(bytes(case.text("expect"))).expect("lines of UTF-8");
    let mut count = 0;
    for line in expected.lines() {
        let value = records
            .next()
            .ok_or_else(|| Difference::new(format!("{count} records"), ""))?;
        let value = value
            .map_err(|error| Difference::new(format!("an error after {count} records"), error))?;
        text::expect(schema, &value, line).map_err(|misfit| {
            Difference::new("another value", format!("record {count}: {misfit}"))
        })?;
        count += 1;
    }
    assert_eq!(
        count,
        case.count("count"),
        "{}: the case is at odds with itself",
        case.id()
    );
    match records.next() {
        None => Ok(()),
        Some(Ok(_)) => Err(Difference::new(format!("more than {count} records"), "")),
        Some(Err(error)) => Err(Difference::new(
            format!("an error after {count} records"),
            error,
        )),
    }
}

/// The records that all the broken files were made of, before they were broken.
const WHOLE: &str = "block-padded-varints.expect.jsonl";

/// The records before the fault, no more and no fewer than may be, then an error, then nothing.
fn broken(case: &Case) -> Verdict {
    let file = bytes(case.text("file"));
    let schema = Reader::<Value>::new(&file[..]).map(|reader| reader.schema().clone());
    for (way, records) in readers::ways(&file, None, &[1, 2, 3, 7]) {
        broken_there(case, schema.as_ref().ok(), records())
            .map_err(|difference| by(&way, difference))?;
    }
    Ok(())
}

fn broken_there(case: &Case, schema: Option<&Schema>, mut records: Records<'_>) -> Verdict {
    let whole = String::from_utf8(bytes(WHOLE)).expect("lines of UTF-8");
    let mut whole = whole.lines();
    let mut count = 0;
    let error = loop {
        match records.next() {
            None => {
                return Err(Difference::new(
                    format!("{count} records and no error"),
                    case.text("reason"),
                ));
            }
            Some(Ok(value)) => {
                let line = whole
                    .next()
                    .ok_or_else(|| Difference::new("more than the whole", ""))?;
                let schema = schema.expect("it has been opened");
                text::expect(schema, &value, line).map_err(|misfit| {
                    Difference::new("another value", format!("record {count}: {misfit}"))
                })?;
                count += 1;
            }
            Some(Err(error)) => break error,
        }
    };
    if records.next().is_some() {
        return Err(Difference::new("more after the error", error));
    }
    if (case.count("readable_min")..=case.count("readable_max")).contains(&count) {
        return Ok(());
    }
    Err(Difference::new(format!("{count} records"), error))
}
