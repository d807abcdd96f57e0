//! Writing container files where things go wrong: sinks that fail at any call, blocks that are copied
//! from file to file.

#[path = "support/codecs.rs"]
mod codecs;
#[path = "support/words.rs"]
mod words;

use std::cell::RefCell;
use std::io::{self, Cursor, ErrorKind, Write};
use std::rc::Rc;
use std::sync::mpsc;

use avro_core::container::{
    BlockBuffer, Blocks, Codec, CodecError, Compress, Compressor, ContainerError,
    ContainerErrorKind, CustomCodec, Decompress, Header, Reader, SyncPolicy, Writer, encode_block,
};
use avro_core::{Limits, Schema, Value};
use codecs::codecs;
use words::{file, read, word, words};

/// How a call is made to fail.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Fault {
    Full,
    Broken,
    Interrupted,
    Nothing,
    /// Takes a single byte.
    Short,
}

/// A sink that counts its calls, of which one fails.
#[derive(Debug)]
struct Sink {
    file: Rc<RefCell<Vec<u8>>>,
    calls: Rc<RefCell<usize>>,
    fault: Option<(usize, Fault)>,
    /// Takes no more at a time.
    most: usize,
}

impl Default for Sink {
    fn default() -> Self {
        Sink {
            file: Rc::default(),
            calls: Rc::default(),
            fault: None,
            most: usize::MAX,
        }
    }
}

impl Sink {
    fn call(&mut self) -> Option<Fault> {
        let call = *self.calls.borrow();
        *self.calls.borrow_mut() += 1;
        self.fault
            .filter(|&(at, _)| at == call)
            .map(|(_, fault)| fault)
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = match self.call() {
            Some(Fault::Full) => return Err(ErrorKind::StorageFull.into()),
            Some(Fault::Broken) => return Err(io::Error::from_raw_os_error(5)),
            Some(Fault::Interrupted) => return Err(ErrorKind::Interrupted.into()),
            Some(Fault::Nothing) => 0,
            Some(Fault::Short) => 1,
            None => self.most,
        };
        let taken = taken.min(bytes.len());
        self.file.borrow_mut().extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        match self.call() {
            Some(Fault::Full | Fault::Nothing) => Err(ErrorKind::StorageFull.into()),
            Some(Fault::Broken) => Err(io::Error::from_raw_os_error(5)),
            _ => Ok(()),
        }
    }
}

/// Writes 35 words in blocks of ten, with a flush behind the 25th, and calls again what has failed.
///
/// Returns how often it failed. Whatever it fails at, the file is then good as far as its whole
/// blocks go.
fn write_stubbornly(sink: Sink, codec: &Codec, threads: usize) -> usize {
    let file = Rc::clone(&sink.file);
    let mut failures = 0;
    // What failed is called again; what was acknowledged is there all the while.
    let mut failed = |result: Result<(), ContainerError>, acknowledged: usize| {
        if result.is_ok() {
            return false;
        }
        let there = whole(&file.borrow());
        assert!(there.len() >= acknowledged);
        assert_eq!(there, words(0..there.len()));
        failures += 1;
        assert!(failures < 5, "{result:?}");
        true
    };
    let mut writer = Writer::<str>::builder(sink)
        .codec(codec.clone())
        .threads(threads)
        .block_count(10)
        .sync_marker([7; 16])
        .build()
        .unwrap();
    let mut acknowledged = 0;
    for number in 0..35 {
        while failed(writer.append(&word(number)), acknowledged) {}
        if number == 24 {
            while failed(writer.flush(), acknowledged) {}
            acknowledged = 25;
            assert_eq!(whole(&file.borrow()), words(0..25));
            assert_eq!(writer.written().records, 25);
        }
    }
    while failed(writer.try_finish(), acknowledged) {}
    assert_eq!(writer.written().bytes, file.borrow().len() as u64);
    writer.finish().unwrap();
    failures
}

/// The records of the whole blocks of a file that may not even have a header.
fn whole(file: &[u8]) -> Vec<String> {
    match Reader::<String>::new(file) {
        Ok(reader) => reader.map_while(Result::ok).collect(),
        Err(_) => Vec::new(),
    }
}

#[test]
fn whatever_call_fails_nothing_is_lost_or_written_twice() {
    for codec in codecs() {
        let most: &[usize] = match codec {
            Codec::Null => &[usize::MAX, 7],
            _ => &[usize::MAX],
        };
        fail_at_every_call(&codec, most, 1);
    }
}

#[test]
fn whatever_call_fails_of_writers_with_threads_nothing_is_lost_or_written_twice() {
    let mut quick = codecs();
    quick.retain(|codec| matches!(codec, Codec::Null | Codec::Deflate { .. } | Codec::Snappy));
    for codec in quick {
        fail_at_every_call(&codec, &[usize::MAX, 11], 2);
        fail_at_every_call(&codec, &[usize::MAX], 3);
    }
}

#[test]
#[ignore = "takes a minute; tests/files/run runs it"]
fn whatever_call_fails_of_sinks_that_take_little_nothing_is_lost_or_written_twice() {
    for codec in codecs() {
        for threads in [1, 2] {
            fail_at_every_call(&codec, &[1, 2, 3, 5, 16, 17, 50, 100, 1000], threads);
        }
    }
}

/// Makes each call in turn fail in each way, of sinks that take no more than so much at a time.
fn fail_at_every_call(codec: &Codec, most: &[usize], threads: usize) {
    for &most in most {
        let sink = |fault| Sink {
            fault,
            most,
            ..Sink::default()
        };
        let good = sink(None);
        let (file, calls) = (Rc::clone(&good.file), Rc::clone(&good.calls));
        assert_eq!(write_stubbornly(good, codec, threads), 0);
        let (good, calls) = (file.take(), calls.take());
        assert_eq!(read(&good).unwrap(), words(0..35));
        assert!(calls > 10);

        // The last call is the flush of `finish`, which is not called again.
        for at in 0..calls - 1 {
            for fault in [
                Fault::Full,
                Fault::Broken,
                Fault::Interrupted,
                Fault::Nothing,
                Fault::Short,
            ] {
                let sink = sink(Some((at, fault)));
                let file = Rc::clone(&sink.file);
                let failures = write_stubbornly(sink, codec, threads);
                let expected = match fault {
                    Fault::Interrupted | Fault::Short => 0,
                    _ => 1,
                };
                let case = format!("{codec}, {most} at a time, {fault:?} at call {at}");
                assert_eq!(failures, expected, "{case}");
                assert!(*file.borrow() == good, "{case}");
            }
        }
    }
}

#[test]
fn value_whose_append_failed_was_not_taken() {
    let sink = Sink {
        fault: Some((3, Fault::Full)),
        ..Sink::default()
    };
    let file = Rc::clone(&sink.file);
    let mut writer = Writer::<str>::builder(sink).block_count(2).build().unwrap();
    writer.append("a").unwrap();
    writer.append("b").unwrap();
    // This sink takes a part at a time: two calls for the header, one for the block's counts.
    let error = writer.append("not taken").unwrap_err();
    assert!(
        matches!(error.kind(), ContainerErrorKind::Io(error) if error.kind() == ErrorKind::StorageFull)
    );
    writer.append("c").unwrap();
    writer.finish().unwrap();
    assert_eq!(read(&file.borrow()).unwrap(), ["a", "b", "c"]);
}

#[test]
fn nothing_goes_to_the_sink_before_there_is_a_block() {
    let sink = Sink::default();
    let file = Rc::clone(&sink.file);
    let mut writer = Writer::<str>::builder(sink).build().unwrap();
    writer.append("one").unwrap();
    assert!(file.borrow().is_empty());
    assert_eq!(writer.written().bytes, 0);
    writer.flush().unwrap();
    assert_eq!(read(&file.borrow()).unwrap(), ["one"]);
    // An empty block is not written.
    let len = file.borrow().len();
    writer.flush().unwrap();
    drop(writer);
    assert_eq!(file.borrow().len(), len);
}

#[test]
fn finish_that_fails_does_not_try_again() {
    let sink = Sink {
        fault: Some((0, Fault::Full)),
        ..Sink::default()
    };
    let (file, calls) = (Rc::clone(&sink.file), Rc::clone(&sink.calls));
    let mut writer = Writer::<str>::builder(sink).build().unwrap();
    writer.append("one").unwrap();
    assert!(writer.finish().is_err());
    assert_eq!((file.borrow().len(), *calls.borrow()), (0, 1));
}

/// Counts its syncs.
#[derive(Default)]
struct Synced {
    file: Vec<u8>,
    /// How long the file was at each sync.
    syncs: Vec<usize>,
    fails: usize,
}

impl Synced {
    fn sync(&mut self) -> io::Result<()> {
        if self.fails > 0 {
            self.fails -= 1;
            return Err(io::Error::other("no sync"));
        }
        self.syncs.push(self.file.len());
        Ok(())
    }
}

impl Write for Synced {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn syncs_are_where_the_policy_says() {
    // A header; two blocks, a flush, one more block, and a finish.
    let cases = [
        (SyncPolicy::Never, 0),
        (SyncPolicy::OnFinish, 1),
        (SyncPolicy::OnFlush, 2),
        // Behind the header and each of the blocks; a flush finds nothing left to do.
        (SyncPolicy::EveryBlock, 4),
    ];
    for (policy, count) in cases {
        let mut writer = Writer::<i32>::builder(Synced::default())
            .block_count(1)
            .sync_with(policy, Synced::sync)
            .build()
            .unwrap();
        for number in 0..2 {
            writer.append(&number).unwrap();
        }
        writer.flush().unwrap();
        writer.append(&2).unwrap();
        let sink = writer.finish().unwrap();
        assert_eq!(sink.syncs.len(), count, "{policy:?}");
        if policy != SyncPolicy::Never {
            assert_eq!(sink.syncs.last(), Some(&sink.file.len()), "{policy:?}");
        }
    }
}

#[test]
fn sync_that_fails_is_an_error_and_is_repeated() {
    let sink = Synced {
        fails: 2,
        ..Synced::default()
    };
    let mut writer = Writer::<i32>::builder(sink)
        .sync_with(SyncPolicy::OnFlush, Synced::sync)
        .build()
        .unwrap();
    writer.append(&5).unwrap();
    assert_eq!(writer.flush().unwrap_err().to_string(), "no sync");
    assert_eq!(writer.flush().unwrap_err().to_string(), "no sync");
    writer.flush().unwrap();
    let sink = writer.finish().unwrap();
    assert_eq!(sink.syncs, [sink.file.len()]);
    let read = Reader::<i32>::new(&sink.file[..]).unwrap();
    assert_eq!(read.collect::<Result<Vec<_>, _>>().unwrap(), [5]);
}

#[test]
fn blocks_are_reported_when_the_sink_has_them() {
    let (sender, blocks) = mpsc::channel();
    let mut writer = Writer::<str>::builder(Vec::new())
        .block_count(10)
        .on_block(move |block| sender.send(*block).unwrap())
        .build()
        .unwrap();
    for number in 0..25 {
        writer.append(&word(number)).unwrap();
    }
    let file = writer.finish().unwrap();
    let mut stored = Blocks::new(&file[..]).unwrap();
    for block in blocks.iter() {
        let there = stored.next().unwrap().unwrap();
        assert_eq!(block.number, there.number());
        assert_eq!(block.offset, there.offset());
        assert_eq!(block.records, there.count());
        assert_eq!(block.payload, there.raw().payload.len());
        // The null codec; two bytes of counts, or three, and the marker.
        assert_eq!(block.size, Some(block.payload));
        assert_eq!(
            block.len - block.payload,
            if block.payload > 63 { 19 } else { 18 }
        );
    }
    assert!(stored.next().unwrap().is_none());
}

#[test]
fn encoded_datums_are_held_against_the_schema() {
    let schema = Schema::parse(
        r#"{"type": "record", "name": "R", "fields": [
            {"name": "s", "type": "string"},
            {"name": "u", "type": ["null", {"type": "array", "items": "boolean"}]}]}"#,
    )
    .unwrap();
    let mut writer = Writer::<Value>::builder(Vec::new())
        .schema(&schema)
        .build()
        .unwrap();
    let good: [&[u8]; 3] = [
        b"\x02a\x00",
        b"\x00\x02\x00",
        // A block that says its size.
        b"\x02b\x02\x03\x04\x01\x00\x00",
    ];
    for datum in good {
        writer.append_encoded(datum).unwrap();
    }
    let bad: [(&[u8], &str); 5] = [
        (b"", "at byte 0: the input ends inside a value"),
        (b"\x02\xff\x00", "the string is not UTF-8"),
        (b"\x02a\x04", "branch"),
        (b"\x02a\x02\x02\x02\x00", "boolean"),
        (b"\x02a\x00\x00", "1 bytes follow the value"),
    ];
    for (datum, message) in bad {
        let error = writer.append_encoded(datum).unwrap_err().to_string();
        assert!(
            error.starts_with("in the encoded datum, ") && error.contains(message),
            "{error}"
        );
    }
    let file = writer.finish().unwrap();
    let rows = Reader::<Value>::new(&file[..]).unwrap();
    let rows: Vec<_> = rows.map(|row| row.unwrap().to_string()).collect();
    assert_eq!(
        rows,
        [
            r#"{"s": "a", "u": null}"#,
            r#"{"s": "", "u": []}"#,
            r#"{"s": "b", "u": [true, false]}"#
        ]
    );
}

#[test]
fn blocks_of_every_codec_are_copied_to_every_codec() {
    for from in codecs() {
        for to in codecs() {
            let copy = copied(&from, &to, 1);
            let expected = [vec!["before".into()], words(0..40), vec!["behind".into()]].concat();
            assert_eq!(read(&copy).unwrap(), expected, "{from} to {to}");
            let mut counts = Vec::new();
            let mut blocks = Blocks::new(&copy[..]).unwrap();
            while let Some(block) = blocks.next().unwrap() {
                counts.push(block.count());
            }
            assert_eq!(counts, [1, 10, 10, 5, 10, 5, 1], "{from} to {to}");
            // Threads make the same file.
            assert_eq!(copied(&from, &to, 2), copy, "{from} to {to}");
        }
    }
}

/// Two files in one, with records of its own before and behind.
fn copied(from: &Codec, to: &Codec, threads: usize) -> Vec<u8> {
    let mut writer = Writer::<str>::builder(Vec::new())
        .codec(to.clone())
        .sync_marker([7; 16])
        .threads(threads)
        .build()
        .unwrap();
    writer.append("before").unwrap();
    for range in [0..25, 25..40] {
        let file = file(range, from);
        writer
            .copy_from(&mut Blocks::new(&file[..]).unwrap())
            .unwrap();
    }
    writer.append("behind").unwrap();
    writer.finish().unwrap()
}

#[test]
fn payload_of_one_codec_stays_as_it_is() {
    // Deflate would not write this: a stored block.
    let schema = r#""string""#;
    let codec = Codec::deflate();
    let header = Header::new(schema, &codec);
    let mut source = Vec::new();
    header.encode(&mut source);
    let payload = b"\x01\x02\x00\xfd\xff\x02a";
    encode_block(1, payload, header.sync(), &mut source);
    // Without the codec nothing can be written in it.
    if Compressor::new(&codec).is_err() {
        return;
    }
    let mut writer = Writer::<str>::builder(Vec::new())
        .codec(codec)
        .build()
        .unwrap();
    let mut blocks = Blocks::new(&source[..]).unwrap();
    let block = blocks.next().unwrap().unwrap();
    writer.append_block(&block).unwrap();
    writer.append_block(&block).unwrap();
    let copy = writer.finish().unwrap();
    let mut blocks = Blocks::new(&copy[..]).unwrap();
    for _ in 0..2 {
        let block = blocks.next().unwrap().unwrap();
        assert_eq!(block.raw().payload, payload);
    }
    assert_eq!(read(&copy).unwrap(), ["a", "a"]);
}

#[test]
fn copying_goes_on_where_the_sink_failed() {
    for codec in codecs() {
        copy_with_a_fault_at_every_call(&codec, 1);
        copy_with_a_fault_at_every_call(&codec, 2);
    }
}

fn copy_with_a_fault_at_every_call(codec: &Codec, threads: usize) {
    // More blocks than may be on their way.
    let source = file(0..90, &Codec::Null);
    let mut calls = 0;
    loop {
        let sink = Sink {
            fault: Some((calls, Fault::Full)),
            most: 50,
            ..Sink::default()
        };
        let target = Rc::clone(&sink.file);
        let mut writer = Writer::<str>::builder(sink)
            .codec(codec.clone())
            .threads(threads)
            .build()
            .unwrap();
        let mut blocks = Blocks::new(&source[..]).unwrap();
        let mut failures = 0;
        while let Err(error) = writer.copy_from(&mut blocks) {
            assert!(matches!(error.kind(), ContainerErrorKind::Io(_)), "{error}");
            failures += 1;
        }
        while writer.try_finish().is_err() {
            failures += 1;
        }
        assert_eq!(
            read(&target.borrow()).unwrap(),
            words(0..90),
            "{codec} by {threads}, at call {calls}"
        );
        if failures == 0 {
            break;
        }
        calls += 1;
    }
    assert!(calls > 10);
}

#[test]
fn files_of_other_schemas_and_damaged_blocks_are_not_copied() {
    let mut writer = Writer::<i64>::builder(Vec::new()).build().unwrap();
    let source = file(0..10, &Codec::Null);
    let mut blocks = Blocks::new(&source[..]).unwrap();
    let error = writer.copy_from(&mut blocks).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the file has another schema: string instead of long"
    );
    let block = blocks.next().unwrap().unwrap();
    assert!(writer.append_block(&block).is_err());
    assert!(writer.finish().unwrap().len() < 100, "nothing but a header");

    let mut torn = file(0..30, &Codec::Null);
    torn.pop();
    let mut writer = Writer::<str>::builder(Vec::new()).build().unwrap();
    let error = writer
        .copy_from(&mut Blocks::new(&torn[..]).unwrap())
        .unwrap_err();
    assert!(matches!(error.kind(), ContainerErrorKind::Truncated { .. }));
    assert_eq!(read(&writer.finish().unwrap()).unwrap(), words(0..20));
}

#[test]
fn blocks_are_held_against_the_limit_when_they_are_recoded() {
    for codec in codecs().into_iter().skip(1) {
        recode_at_the_limit(&codec);
    }
}

fn recode_at_the_limit(codec: &Codec) {
    let mut writer = Writer::<str>::builder(Vec::new())
        .codec(codec.clone())
        .build()
        .unwrap();
    writer.append(&"x".repeat(500)).unwrap();
    let source = writer.finish().unwrap();
    for (limit, fits) in [(502, true), (501, false)] {
        let limits = Limits::default().with_block(limit);
        let mut blocks = Blocks::builder().limits(limits).read(&source[..]).unwrap();
        let mut writer = Writer::<str>::builder(Vec::new()).build().unwrap();
        let copied = writer.copy_from(&mut blocks);
        assert_eq!(copied.is_ok(), fits);
        if let Err(error) = copied {
            assert_eq!(error.block(), Some(0));
            assert!(matches!(
                error.kind(),
                ContainerErrorKind::Codec(CodecError::TooLarge { limit: 501 })
            ));
        }
    }
}

/// The records reversed.
#[derive(Debug, Clone, Copy)]
struct Reversed;

impl CustomCodec for Reversed {
    fn name(&self) -> &'static str {
        "reversed"
    }

    fn compressor(&self) -> Result<Box<dyn Compress>, CodecError> {
        Ok(Box::new(*self))
    }

    fn decompressor(&self) -> Result<Box<dyn Decompress>, CodecError> {
        Ok(Box::new(*self))
    }
}

impl Compress for Reversed {
    fn compress(&mut self, records: &[u8], out: &mut BlockBuffer) -> Result<(), CodecError> {
        let room = out.room(records.len(), records.len());
        room.copy_from_slice(records);
        room.reverse();
        out.set_len(records.len());
        Ok(())
    }
}

impl Decompress for Reversed {
    fn decompress(
        &mut self,
        payload: &[u8],
        limit: usize,
        out: &mut BlockBuffer,
    ) -> Result<(), CodecError> {
        if payload.len() > limit {
            return Err(CodecError::TooLarge { limit });
        }
        self.compress(payload, out)
    }
}

#[test]
fn codec_of_the_users_own_is_written_gone_on_with_and_copied() {
    let codec = Codec::custom(Reversed);
    let mut sink = Cursor::new(file(0..10, &codec));
    assert!(
        sink.get_ref().windows(6).any(|bytes| bytes == b"0 drow"),
        "the records are reversed"
    );
    let error = Writer::<str>::builder(&mut sink).resume().unwrap_err();
    assert!(matches!(
        error.kind(),
        ContainerErrorKind::Codec(CodecError::Unknown { .. })
    ));
    let mut writer = Writer::<str>::builder(&mut sink)
        .codec(codec.clone())
        .resume()
        .unwrap();
    writer.append(&word(10)).unwrap();
    writer.finish().unwrap();

    let mut writer = Writer::<str>::builder(Vec::new()).build().unwrap();
    let blocks = Blocks::builder().codec(codec);
    let mut blocks = blocks.read(&sink.get_ref()[..]).unwrap();
    writer.copy_from(&mut blocks).unwrap();
    assert_eq!(read(&writer.finish().unwrap()).unwrap(), words(0..11));

    // Not known, it is named.
    let error = Blocks::new(&sink.get_ref()[..]).unwrap_err();
    assert!(
        error.to_string().contains("unknown codec `reversed`"),
        "{error}"
    );
}

#[test]
fn arrays_say_their_sizes_in_every_block_of_the_file() {
    for codec in codecs() {
        let mut writer = Writer::<[i32]>::builder(Vec::new())
            .codec(codec)
            .array_block_sizes(true)
            .block_count(1)
            .build()
            .unwrap();
        for _ in 0..4 {
            writer.append(&[1, 2][..]).unwrap();
        }
        let file = writer.finish().unwrap();
        let mut blocks = Blocks::new(&file[..]).unwrap();
        let mut count = 0;
        while let Some(block) = blocks.next().unwrap() {
            assert_eq!(block.data(), [3, 4, 2, 4, 0]);
            count += 1;
        }
        assert_eq!(count, 4);
    }
}
