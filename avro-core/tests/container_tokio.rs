//! Container files under tokio: what the blocking readers and writers do, in pieces, and given up anywhere.

use std::future::Future;
use std::io::{self, Cursor, SeekFrom};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use avro_core::container::tokio::{Blocks, Reader, Writer};
use avro_core::container::{self, Codec, ContainerError, ContainerErrorKind, Written, splits};
use avro_core::{Limits, Schema, Value};
use futures_core::Stream;
use futures_sink::Sink;
use tokio::io::{AsyncRead, AsyncSeek, AsyncWrite, ReadBuf};

/// The records of all the files here.
fn words() -> impl Iterator<Item = String> {
    (0..500).map(|number| format!("the word of number {number}"))
}

const MARKER: [u8; 16] = *b"between two bars";

/// The blocking writer's file.
fn file(codec: Codec) -> Vec<u8> {
    let mut writer = container::Writer::<str>::builder(Vec::new())
        .codec(codec)
        .block_size(1000)
        .sync_marker(MARKER)
        .build()
        .unwrap();
    for word in words() {
        writer.append(&word).unwrap();
    }
    writer.finish().unwrap()
}

fn codecs() -> Vec<Codec> {
    vec![
        Codec::Null,
        #[cfg(feature = "deflate")]
        Codec::deflate(),
    ]
}

/// Polls so many times, and drops the future.
fn poll<F: Future>(times: usize, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    (0..times).find_map(|_| match future.as_mut().poll(&mut context) {
        Poll::Ready(output) => Some(output),
        Poll::Pending => None,
    })
}

/// Polls as often as it takes: whatever is here is pending only in between.
fn wait<F: Future>(future: F) -> F::Output {
    poll(usize::MAX, future).expect("it is ready at some time")
}

/// What every other call to a source or sink does.
#[derive(Clone, Copy, PartialEq)]
enum Between {
    Pending,
    Failure,
}

/// A source or sink that does a few bytes at every other call.
struct Halting {
    bytes: Vec<u8>,
    at: usize,
    most: usize,
    between: Between,
    rests: bool,
    seeks: usize,
    shut: bool,
}

impl Halting {
    fn new(bytes: Vec<u8>, most: usize, between: Between) -> Self {
        Halting {
            bytes,
            at: 0,
            most,
            between,
            rests: false,
            seeks: 0,
            shut: false,
        }
    }

    fn rest(&mut self) -> Poll<io::Result<()>> {
        self.rests = !self.rests;
        match (self.rests, self.between) {
            (false, _) => Poll::Ready(Ok(())),
            (true, Between::Pending) => Poll::Pending,
            (true, Between::Failure) => Poll::Ready(Err(io::Error::other("a rest"))),
        }
    }
}

impl AsyncRead for Halting {
    fn poll_read(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        room: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        std::task::ready!(self.rest())?;
        let count = self.most.min(room.remaining());
        let end = self.bytes.len().min(self.at + count);
        let at = std::mem::replace(&mut self.at, end);
        room.put_slice(&self.bytes[at.min(end)..end]);
        Poll::Ready(Ok(()))
    }
}

impl AsyncSeek for Halting {
    fn start_seek(mut self: Pin<&mut Self>, to: SeekFrom) -> io::Result<()> {
        self.at = match to {
            SeekFrom::Start(at) => at as usize,
            SeekFrom::Current(0) => self.at,
            other => panic!("nobody needs {other:?}"),
        };
        self.seeks += 1;
        Ok(())
    }

    fn poll_complete(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<u64>> {
        std::task::ready!(self.rest())?;
        Poll::Ready(Ok(self.at as u64))
    }
}

impl AsyncWrite for Halting {
    fn poll_write(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        std::task::ready!(self.rest())?;
        let count = self.most.min(bytes.len());
        self.bytes.extend_from_slice(&bytes[..count]);
        Poll::Ready(Ok(count))
    }

    fn poll_flush(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.rest()
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.shut = true;
        Poll::Ready(Ok(()))
    }
}

/// What is left in a reader.
fn rest<T, S: Stream<Item = Result<T, ContainerError>> + Unpin>(
    mut reader: S,
) -> Result<Vec<T>, ContainerError> {
    let next = || {
        wait(std::future::poll_fn(|cx| {
            Pin::new(&mut reader).poll_next(cx)
        }))
    };
    std::iter::from_fn(next).collect()
}

#[test]
fn file_is_read_whatever_pieces_it_comes_in() {
    for codec in codecs() {
        let file = file(codec);
        for most in [1, 2, 7, 1000, usize::MAX] {
            let source = Halting::new(file.clone(), most.min(file.len()), Between::Pending);
            let reader = wait(Reader::<String>::new(source)).unwrap();
            assert!(
                rest(reader).unwrap().into_iter().eq(words()),
                "{most} bytes"
            );
        }
    }
}

#[test]
fn file_cut_at_any_byte_gives_what_it_gives_the_blocking_reader() {
    for codec in codecs() {
        let file = file(codec);
        for cut in (0..file.len()).step_by(7) {
            let torn = &file[..cut];
            let (mut expected, mut read) = (Vec::new(), Vec::new());
            match container::Reader::<String>::new(torn) {
                Ok(reader) => expected.extend(reader.map(|word| word.map_err(|e| e.to_string()))),
                Err(error) => expected.push(Err(error.to_string())),
            }
            match wait(Reader::<String>::new(torn)) {
                Ok(mut reader) => {
                    let next = || wait(reader.next());
                    let words = std::iter::from_fn(next);
                    read.extend(words.map(|word| word.map_err(|error| error.to_string())));
                }
                Err(error) => read.push(Err(error.to_string())),
            }
            assert!(read == expected, "cut at {cut}");
        }
    }
}

#[test]
fn reading_that_is_given_up_anywhere_loses_nothing() {
    for codec in codecs() {
        let file = file(codec);
        for times in 1..=3 {
            let source = || Halting::new(file.clone(), 300, Between::Pending);

            let mut reader = wait(Reader::<String>::new(source())).unwrap();
            let mut given_up = 0;
            for word in words().map(Some).chain([None]) {
                let next = loop {
                    match poll(times, reader.next()) {
                        Some(next) => break next,
                        None => given_up += 1,
                    }
                };
                assert_eq!(next.transpose().unwrap(), word);
            }
            assert!(given_up > 5 || times > 1, "{given_up}");

            let mut reader = wait(Reader::<String>::new(source())).unwrap();
            let mut word = String::new();
            let mut count = 0;
            loop {
                match poll(times, reader.next_into(&mut word)) {
                    Some(Ok(true)) => {
                        assert_eq!(Some(&word), words().nth(count).as_ref());
                        count += 1;
                    }
                    Some(next) => break assert!(!next.unwrap()),
                    None => {}
                }
            }
            assert_eq!(count, 500);

            let mut blocks = wait(Blocks::new(source())).unwrap();
            let mut all = words();
            loop {
                let Some(next) = poll(times, blocks.next()) else {
                    continue;
                };
                let Some(block) = next.unwrap() else { break };
                for word in block.rows::<&str>().unwrap() {
                    assert_eq!(all.next().as_deref(), Some(word.unwrap()));
                }
            }
            assert_eq!(all.next(), None);
        }
    }
}

#[test]
fn source_that_failed_is_asked_again_by_blocks() {
    let file = file(Codec::Null);
    let bytes = Halting::new(file.clone(), file.len(), Between::Pending);
    let mut blocks = wait(Blocks::new(bytes)).unwrap();
    let mut whole = 0;
    while wait(blocks.next()).unwrap().is_some() {
        whole += 1;
    }

    // The header is there at once: opening owns its source.
    let mut source = Halting::new(file, 1000, Between::Failure);
    source.rests = true;
    let mut blocks = wait(Blocks::new(source)).unwrap();
    let (mut count, mut failures) = (0, 0);
    loop {
        match wait(blocks.next()) {
            Ok(Some(_)) => count += 1,
            Ok(None) => break,
            Err(error) => {
                assert!(matches!(error.kind(), ContainerErrorKind::Io(_)), "{error}");
                failures += 1;
            }
        }
    }
    assert_eq!(count, whole);
    assert!(failures > 10);
}

#[test]
fn reader_ends_at_an_error() {
    let mut file = file(Codec::Null);
    file.truncate(file.len() - 1);
    let mut reader = wait(Reader::<String>::new(&file[..])).unwrap();
    let error = loop {
        match wait(reader.next()).expect("an error first") {
            Ok(_) => {}
            Err(error) => break error,
        }
    };
    assert!(matches!(error.kind(), ContainerErrorKind::Truncated { .. }));
    assert!(wait(reader.next()).is_none());
}

#[test]
fn each_split_is_sought_and_all_hold_every_record_once() {
    let mut stream = b"something before the file".to_vec();
    let before = stream.len();
    let file = file(Codec::Null);
    stream.extend_from_slice(&file);
    for n in 1..=7 {
        let mut all = Vec::new();
        for (number, range) in splits(file.len() as u64, n).enumerate() {
            let mut source = Halting::new(stream.clone(), 500, Between::Pending);
            source.at = before;
            let builder = Reader::<String>::builder().range(range);
            let reader = wait(builder.read_seekable_async(source)).unwrap();
            let here = rest(reader).unwrap();
            assert!(!here.is_empty(), "split {number} of {n}");
            all.extend(here);
        }
        assert!(all.into_iter().eq(words()), "{n} splits");

        let of_stream = splits(file.len() as u64, n).flat_map(|range| {
            let source = Halting::new(file.clone(), 500, Between::Pending);
            let builder = Reader::<String>::builder().range(range);
            rest(wait(builder.read_async(source)).unwrap()).unwrap()
        });
        assert!(of_stream.eq(words()), "{n} splits that are not sought");
    }
}

#[test]
fn places_are_come_back_to() {
    let file = file(Codec::Null);
    let source = Halting::new(file.clone(), 600, Between::Pending);
    let builder = Reader::<String>::builder();
    let mut reader = wait(builder.read_seekable_async(source)).unwrap();
    let first = reader.position();
    for word in words().take(200) {
        assert_eq!(wait(reader.next()).unwrap().unwrap(), word);
    }
    let place = reader.position();
    let block = wait(reader.next()).unwrap().unwrap();
    reader.seek(first);
    assert_eq!(wait(reader.next()).unwrap().ok(), words().next());
    // Given up on the way, and sent elsewhere.
    reader.seek(place);
    assert!(poll(1, reader.next()).is_none());
    reader.seek(file.len() as u64);
    assert!(poll(2, reader.next()).is_none());
    reader.seek(place);
    let sought: Vec<_> = rest(&mut reader).unwrap();
    let at = words().position(|word| word == sought[0]).unwrap();
    assert!(at <= 200 && sought.contains(&block));
    assert!(sought.into_iter().eq(words().skip(at)));

    let middle = file.len() as u64 / 2;
    reader.sync(middle);
    let second: Vec<_> = rest(&mut reader).unwrap();
    reader.read_range(0..middle);
    let mut halves = rest(&mut reader).unwrap();
    assert!(reader.past_sync(middle));
    halves.extend(second);
    assert!(halves.into_iter().eq(words()));
}

#[test]
fn damage_is_passed_over() {
    let mut file = file(Codec::Null);
    let middle = file.len() / 2;
    file[middle..middle + 40].fill(0xff);
    let mut waiting = container::Reader::<String>::builder()
        .recover(true)
        .bytes(&file)
        .unwrap();
    let expected: Vec<_> = waiting.by_ref().map(Result::unwrap).collect();
    assert!(expected.len() > 400 && expected.len() < 500);

    let source = Halting::new(file.clone(), 100, Between::Pending);
    let builder = Reader::<String>::builder().recover(true);
    let mut reader = wait(builder.read_async(source)).unwrap();
    assert_eq!(rest(&mut reader).unwrap(), expected);
    let ranges = |damage: &container::Damage| {
        let skipped = damage.skipped().iter();
        skipped
            .map(|skipped| skipped.range.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(ranges(reader.damage()), ranges(waiting.damage()));
    assert_eq!(reader.damage().gaps(), 1);
}

#[test]
fn options_are_those_of_the_blocking_reader() {
    let file = file(Codec::Null);
    let bytes = Schema::parse(r#""bytes""#).unwrap();
    let builder = Reader::<Value>::builder().reader_schema(&bytes);
    let mut reader = wait(builder.read_async(&file[..])).unwrap();
    let expected = Value::Bytes(b"the word of number 0".to_vec());
    assert_eq!(wait(reader.next()).unwrap().unwrap(), expected);
    assert_eq!(reader.schema().to_json(), r#""string""#);
    assert_eq!(reader.header().sync(), MARKER);
    assert_eq!(*reader.codec(), Codec::Null);

    let limits = Limits::default().with_block(100);
    let mut blocks = wait(Blocks::builder().limits(limits).read_async(&file[..])).unwrap();
    let error = wait(blocks.next()).unwrap_err();
    assert!(
        matches!(error.kind(), ContainerErrorKind::Codec(_)),
        "{error}"
    );
    assert!(wait(blocks.next()).unwrap().is_none());
}

/// A writer to a sink of that kind.
fn writer(codec: Codec, most: usize, between: Between) -> Writer<str, Halting> {
    Writer::<str>::builder(Halting::new(Vec::new(), most, between))
        .codec(codec)
        .block_size(1000)
        .sync_marker(MARKER)
        .build_async()
        .unwrap()
}

#[test]
fn writing_that_is_given_up_anywhere_loses_and_tears_nothing() {
    for codec in codecs() {
        let expected = file(codec.clone());
        for most in [1, 13, 999, usize::MAX] {
            for times in 1..=3 {
                let mut writer = writer(codec.clone(), most, Between::Pending);
                let mut given_up = 0;
                for word in words() {
                    while poll(times, writer.append(&word))
                        .map(Result::unwrap)
                        .is_none()
                    {
                        given_up += 1;
                    }
                }
                while poll(times, writer.try_finish())
                    .map(Result::unwrap)
                    .is_none()
                {
                    given_up += 1;
                }
                assert_eq!(writer.written().records, 500);
                let sink = wait(writer.finish()).unwrap();
                assert!(
                    sink.bytes == expected,
                    "{codec}, {most} bytes, {times} polls"
                );
                assert!(given_up > 1, "{codec}, {most} bytes, {times} polls");
            }
        }
    }
}

#[test]
fn failing_sink_is_gone_on_with_where_it_failed() {
    for codec in codecs() {
        let expected = file(codec.clone());
        for most in [1, 13, 999, usize::MAX] {
            let mut writer = writer(codec.clone(), most, Between::Failure);
            let mut failures = 0;
            for word in words() {
                while wait(writer.append(&word)).is_err() {
                    failures += 1;
                }
            }
            while wait(writer.try_finish()).is_err() {
                failures += 1;
            }
            let Written { bytes, .. } = writer.written();
            assert_eq!(bytes, expected.len() as u64);
            assert!(failures > 1);
        }
    }
}

#[test]
fn value_without_a_place_and_a_datum_that_is_none_are_refused() {
    let mut writer = writer(Codec::Null, usize::MAX, Between::Pending);
    assert!(wait(writer.append(&7_i64)).is_err());
    assert!(wait(writer.append_encoded(b"\x06ab")).is_err());
    wait(writer.append_encoded(b"\x06abc")).unwrap();
    wait(writer.append("def")).unwrap();
    wait(writer.flush()).unwrap();
    let sink = wait(writer.finish()).unwrap();
    assert!(
        sink.bytes
            .ends_with(b"\x04\x10\x06abc\x06defbetween two bars")
    );
}

#[test]
fn sink_of_values_writes_the_same_file_and_is_shut_down() {
    let mut writer = writer(Codec::Null, 100, Between::Pending);
    for (number, word) in words().enumerate() {
        wait(std::future::poll_fn(|context| {
            Sink::<String>::poll_ready(Pin::new(&mut writer), context)
        }))
        .unwrap();
        match number % 2 {
            0 => Pin::new(&mut writer).start_send(word.as_str()).unwrap(),
            _ => Pin::new(&mut writer).start_send(word).unwrap(),
        }
    }
    wait(std::future::poll_fn(|context| {
        Sink::<String>::poll_close(Pin::new(&mut writer), context)
    }))
    .unwrap();
    let sink = wait(writer.finish()).unwrap();
    assert!(sink.shut);
    assert!(sink.bytes == file(Codec::Null));
}

#[test]
fn futures_may_move_to_other_threads() {
    fn may_move<T: Send>(value: T) -> T {
        value
    }
    let mut writer = may_move(writer(Codec::Null, 100, Between::Pending));
    drop(may_move(writer.append("word")));
    drop(may_move(writer.flush()));
    let file = file(Codec::Null);
    let builder = Reader::<Value>::builder();
    let opening = may_move(builder.read_seekable_async(Cursor::new(file.clone())));
    let mut reader = may_move(wait(opening).unwrap());
    drop(may_move(reader.next()));
    let mut blocks = wait(Blocks::new(&file[..])).unwrap();
    drop(may_move(blocks.next()));
}
