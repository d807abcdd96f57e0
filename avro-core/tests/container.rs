//! Container files as a program meets them: written, read back, and refused.
//!
//! Files of other implementations are read in the workspace's `tests` package.

#[path = "support/codecs.rs"]
mod codecs;

use std::io::{self, Write};

use avro_core::container::{Blocks, Codec, ContainerErrorKind, Reader, Writer};
use avro_core::{Limits, Schema, Value};
use codecs::codecs;

/// A file of `count` strings in blocks of about a hundred bytes.
fn words(count: usize, codec: &Codec) -> Vec<u8> {
    let mut writer = Writer::<str>::builder(Vec::new())
        .codec(codec.clone())
        .block_size(100)
        .sync_marker([7; 16])
        .build()
        .unwrap();
    for number in 0..count {
        writer.append(&word(number)).unwrap();
    }
    writer.finish().unwrap()
}

fn word(number: usize) -> String {
    format!("word {number}")
}

#[test]
fn what_is_written_is_read_in_every_codec_and_every_way() {
    for codec in &codecs() {
        let file = words(1000, codec);
        let expected: Vec<String> = (0..1000).map(word).collect();

        let reader = Reader::<String>::new(&file[..]).unwrap();
        assert_eq!(reader.codec().name(), codec.name());
        assert_eq!(reader.schema().to_string(), r#""string""#);
        let read = reader.collect::<Result<Vec<_>, _>>().unwrap();
        assert_eq!(read, expected, "{codec}");

        let values = Reader::<Value>::new(&file[..]).unwrap();
        assert!(
            values
                .map(Result::unwrap)
                .eq(expected.iter().cloned().map(Value::String)),
            "{codec}, as values"
        );

        let mut reader = Reader::<String>::new(&file[..]).unwrap();
        let mut reused = String::new();
        for word in &expected {
            assert!(reader.next_into(&mut reused).unwrap());
            assert_eq!(reused, *word);
        }
        assert!(!reader.next_into(&mut reused).unwrap());

        let mut blocks = Blocks::new(&file[..]).unwrap();
        let mut read = Vec::new();
        let mut seen = 0;
        while let Some(block) = blocks.next().unwrap() {
            assert_eq!(block.number(), seen);
            seen += 1;
            read.extend(
                block
                    .rows::<&str>()
                    .unwrap()
                    .map(|row| row.unwrap().to_owned()),
            );
        }
        assert_eq!(read, expected, "{codec}, by blocks");
        assert!(seen > 50, "there are many blocks");
    }
}

#[test]
fn a_source_may_hand_out_a_byte_at_a_time() {
    struct Drop(io::Cursor<Vec<u8>>, bool);

    impl io::Read for Drop {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            self.1 = !self.1;
            if self.1 {
                return Err(io::ErrorKind::Interrupted.into());
            }
            let end = out.len().min(1);
            self.0.read(&mut out[..end])
        }
    }

    let source = Drop(io::Cursor::new(words(100, &Codec::Null)), false);
    let reader = Reader::<String>::new(source).unwrap();
    assert_eq!(reader.map(Result::unwrap).count(), 100);
}

#[test]
fn a_file_without_records_is_a_file() {
    let file = words(0, &Codec::Null);
    assert_eq!(Reader::<String>::new(&file[..]).unwrap().count(), 0);
}

#[test]
fn metadata_is_kept_and_reserved_keys_are_refused() {
    let builder = || Writer::<i32>::builder(Vec::new()).metadata("owner", "me");
    let file = builder().build().unwrap().finish().unwrap();
    let reader = Reader::<i32>::new(&file[..]).unwrap();
    let metadata: Vec<_> = reader.header().user_metadata().collect();
    assert_eq!(metadata, [("owner", &b"me"[..])]);
    let error = builder().metadata("avro.codec", "x").build().unwrap_err();
    assert!(matches!(
        error.kind(),
        ContainerErrorKind::ReservedKey { .. }
    ));
}

#[test]
fn values_are_written_with_the_schema_they_are_given() {
    let schema = Schema::parse(r#"["null", "long"]"#).unwrap();
    let mut writer = Writer::<Value>::builder(Vec::new())
        .schema(&schema)
        .build()
        .unwrap();
    writer.append(&Some(5_i64)).unwrap();
    let error = writer.append(&Value::Long(1)).unwrap_err();
    assert_eq!(error.to_string(), "expected a union, found long");
    writer.append(&6_i32).unwrap();
    assert!(writer.append("text").is_err(), "no branch");
    let file = writer.finish().unwrap();
    let read: Vec<_> = Reader::<Option<i64>>::new(&file[..])
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(
        read,
        [Some(5), Some(6)],
        "what failed has left nothing behind"
    );

    let error = Writer::<Value>::builder(Vec::new()).build().unwrap_err();
    assert!(matches!(error.kind(), ContainerErrorKind::NoSchema));
}

#[test]
fn a_file_of_another_layout_is_refused_when_it_is_opened() {
    let file = words(1, &Codec::Null);
    let error = Reader::<i64>::new(&file[..]).unwrap_err();
    assert!(matches!(error.kind(), ContainerErrorKind::Resolve(_)));
}

#[test]
fn an_error_inside_a_block_names_block_and_record() {
    let mut file = words(3, &Codec::Null);
    let place = file
        .windows(6)
        .position(|bytes| bytes == b"word 1")
        .unwrap();
    file[place] = 0xff;
    let mut reader = Reader::<String>::new(&file[..]).unwrap();
    assert_eq!(reader.next().unwrap().unwrap(), "word 0");
    let error = reader.next().unwrap().unwrap_err();
    let start = file.len() - 16 - 21 - 2;
    assert_eq!(
        error.to_string(),
        format!(
            "block 0, at byte {start}: in the block's records, at byte 8: the string is not UTF-8"
        )
    );
    assert!(reader.next().is_none(), "an error is the end");
}

#[test]
fn every_byte_of_a_block_is_accounted_for() {
    let header = words(0, &Codec::Null);
    let block = |count: u8, payload: &[u8]| {
        let size = u8::try_from(payload.len()).unwrap();
        [&header[..], &[count * 2, size * 2], payload, &[7; 16]].concat()
    };
    let read = |file: Vec<u8>| {
        Reader::<String>::new(&file[..])
            .unwrap()
            .collect::<Result<Vec<_>, _>>()
            .map_err(|error| error.to_string())
    };
    assert_eq!(read(block(1, b"\x02a")).unwrap(), ["a"]);
    assert_eq!(read(block(0, b"")).unwrap(), [""; 0]);
    let at = header.len();
    for (count, payload, message) in [
        (
            1,
            &b"\x02ab"[..],
            "1 bytes follow the last record of the block",
        ),
        (0, b"\x00", "1 bytes follow the last record of the block"),
        (
            2,
            b"\x02a",
            "in the block's records, at byte 2: the input ends inside a value",
        ),
        (
            4,
            b"\x02a",
            "the block says that it holds 4 records, and has 2 bytes",
        ),
    ] {
        let error = read(block(count, payload)).unwrap_err();
        assert_eq!(error, format!("block 0, at byte {at}: {message}"));
    }
}

#[test]
fn records_of_no_bytes_are_counted() {
    let mut writer = Writer::<()>::builder(Vec::new()).build().unwrap();
    for _ in 0..1000 {
        writer.append(&()).unwrap();
    }
    let file = writer.finish().unwrap();
    assert_eq!(
        Reader::<()>::new(&file[..])
            .unwrap()
            .map(Result::unwrap)
            .count(),
        1000
    );

    let limits = Limits::default().with_empty_values(10);
    let reader = Reader::<Value>::builder()
        .limits(limits)
        .read(&file[..])
        .unwrap();
    assert_eq!(reader.filter_map(Result::ok).count(), 10);
}

#[test]
fn a_sink_that_fails_loses_no_block_that_was_written() {
    /// Takes so many bytes and no more.
    struct Full<'a>(&'a mut Vec<u8>, usize);

    impl Write for Full<'_> {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let taken = bytes.len().min(self.1 - self.0.len()).min(7);
            if taken == 0 {
                return Err(io::Error::other("no space"));
            }
            self.0.extend_from_slice(&bytes[..taken]);
            Ok(taken)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    let mut file = Vec::new();
    let mut writer = Writer::<str>::builder(Full(&mut file, 500))
        .block_size(100)
        .build()
        .unwrap();
    let mut appended = 0;
    let error = loop {
        match writer.append("twelve bytes") {
            Ok(()) => appended += 1,
            Err(error) => break error,
        }
    };
    assert_eq!(error.to_string(), "no space");
    let error = writer.flush().unwrap_err();
    assert_eq!(error.to_string(), "no space", "and it stays so");
    drop(writer);

    let read = Reader::<String>::new(&file[..])
        .unwrap()
        .filter_map(Result::ok)
        .count();
    assert!(
        read > 8 && read <= appended,
        "whole blocks are there: {read}"
    );
}

#[test]
fn a_writer_that_is_dropped_writes_what_it_has() {
    let mut file = Vec::new();
    let mut writer = Writer::<str>::builder(&mut file).build().unwrap();
    writer.append("last").unwrap();
    drop(writer);
    let read: Vec<_> = Reader::<String>::new(&file[..])
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(read, ["last"]);
}

#[test]
fn headers_of_other_writers_are_read_leniently() {
    // A name and a default that the specification does not allow.
    let schema = r#"{"type": "record", "name": "so-called", "fields": [
        {"name": "n", "type": "int", "default": "none"}]}"#;
    assert!(Schema::parse(schema).is_err());
    let mut file = b"Obj\x01\x02\x16avro.schema".to_vec();
    let length = schema.len() * 2;
    file.extend([(length & 0x7f) as u8 | 0x80, (length >> 7) as u8]);
    file.extend_from_slice(schema.as_bytes());
    file.push(0);
    file.extend([7; 16]);
    file.extend(b"\x02\x02\x0a");
    file.extend([7; 16]);
    let read: Vec<_> = Reader::<Value>::new(&file[..])
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(read[0].get("n"), Some(&Value::Int(5)));
}

#[test]
fn a_block_is_held_against_its_limit_in_every_codec() {
    for codec in &codecs() {
        let mut writer = Writer::<str>::builder(Vec::new())
            .codec(codec.clone())
            .build()
            .unwrap();
        writer.append(&"x".repeat(500)).unwrap();
        let file = writer.finish().unwrap();
        for (limit, fits) in [(502, true), (501, false)] {
            let limits = Limits::default().with_block(limit);
            let read = Reader::<String>::builder()
                .limits(limits)
                .read(&file[..])
                .unwrap()
                .next()
                .unwrap();
            assert_eq!(read.is_ok(), fits, "{codec}, at a limit of {limit}");
        }
    }
}

#[test]
fn records_of_no_bytes_do_not_gather_without_end() {
    let mut writer = Writer::<()>::builder(Vec::new()).build().unwrap();
    for _ in 0..300_000 {
        writer.append(&()).unwrap();
    }
    let file = writer.finish().unwrap();
    let read = Reader::<()>::new(&file[..]).unwrap();
    assert_eq!(read.map(Result::unwrap).count(), 300_000);
}

#[test]
fn nothing_is_written_that_could_not_be_read() {
    let string = Schema::parse(r#""string""#).unwrap();
    let mut writer = Writer::<str>::builder(Vec::new()).build().unwrap();
    let error = writer.append(&vec![0xff_u8]).unwrap_err();
    assert!(matches!(error.kind(), ContainerErrorKind::Resolve(_)));
    // The other way round every value is one: bytes of UTF-8 are bytes.
    let bytes = Schema::parse(r#""bytes""#).unwrap();
    for schema in [&string, &bytes] {
        let mut writer = Writer::<str>::builder(Vec::new())
            .schema(schema)
            .build()
            .unwrap();
        writer.append("text").unwrap();
        assert!(writer.finish().is_ok());
    }
}

#[cfg(feature = "zstandard")]
#[test]
fn a_small_file_does_not_become_a_large_value() {
    // Two million nulls compress to next to nothing.
    let nulls = vec![None::<i32>; 2_000_000];
    let mut writer = Writer::<[Option<i32>]>::builder(Vec::new())
        .codec(Codec::zstandard())
        .build()
        .unwrap();
    writer.append(&nulls[..]).unwrap();
    let file = writer.finish().unwrap();
    let limits = Limits::default().with_memory(1 << 20);
    let error = Reader::<Vec<Option<i32>>>::builder()
        .limits(limits)
        .read(&file[..])
        .unwrap()
        .next()
        .unwrap()
        .unwrap_err();
    assert!(error.to_string().contains("memory"), "{error}");
    let read = Reader::<Vec<Option<i32>>>::new(&file[..]).unwrap().next();
    assert_eq!(read.unwrap().unwrap().len(), 2_000_000);
}
