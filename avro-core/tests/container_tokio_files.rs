//! Files that are looked into, gone on with and copied under tokio: as the blocking ones do it.

use std::future::Future;
use std::io::{self, Cursor, SeekFrom};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker, ready};

use avro_core::Limits;
use avro_core::container::tokio::{AsyncStorage, Blocks, Writer};
use avro_core::container::{self, BlockIndex, Codec, ContainerError, Storage, WriterBuilder};
use tokio::io::{AsyncRead, AsyncSeek, AsyncWrite, ReadBuf};

fn word(number: usize) -> String {
    format!("the word of number {number}")
}

/// A file of five blocks, by the blocking writer.
fn file(codec: Codec) -> Vec<u8> {
    let mut writer = container::Writer::<str>::builder(Vec::new())
        .codec(codec)
        .block_count(4)
        .sync_marker(*b"between two bars")
        .build()
        .unwrap();
    for number in 0..20 {
        writer.append(&word(number)).unwrap();
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

fn wait<F: Future>(future: F) -> F::Output {
    poll(usize::MAX, future).expect("it is ready at some time")
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

/// A file that is not ready at every other call, and does a few bytes at a time.
#[derive(Default)]
struct Halting {
    file: Cursor<Vec<u8>>,
    rests: bool,
}

impl Halting {
    fn new(bytes: &[u8]) -> Self {
        Halting {
            file: Cursor::new(bytes.to_vec()),
            rests: false,
        }
    }

    fn rest(&mut self) -> Poll<()> {
        self.rests = !self.rests;
        match self.rests {
            true => Poll::Pending,
            false => Poll::Ready(()),
        }
    }
}

impl AsyncRead for Halting {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        room: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        ready!(self.rest());
        let mut few = room.take(13);
        ready!(Pin::new(&mut self.file).poll_read(context, &mut few))?;
        let count = few.filled().len();
        // They stand in the room's own memory.
        room.advance(count);
        Poll::Ready(Ok(()))
    }
}

impl AsyncSeek for Halting {
    fn start_seek(mut self: Pin<&mut Self>, to: SeekFrom) -> io::Result<()> {
        Pin::new(&mut self.file).start_seek(to)
    }

    fn poll_complete(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<u64>> {
        ready!(self.rest());
        Pin::new(&mut self.file).poll_complete(context)
    }
}

impl AsyncWrite for Halting {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        ready!(self.rest());
        let bytes = &bytes[..bytes.len().min(13)];
        Pin::new(&mut self.file).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.rest().map(Ok)
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

impl AsyncStorage for Halting {
    fn set_len(&mut self, len: u64) -> impl Future<Output = io::Result<()>> + Send {
        std::future::ready(Storage::set_len(&mut self.file, len))
    }
}

#[test]
fn index_is_that_of_the_blocking_reader_wherever_a_file_is_cut() {
    let limits = Limits::default();
    for codec in codecs() {
        let file = file(codec);
        for cut in 0..=file.len() {
            let file = &file[..cut];
            let expected = BlockIndex::read(Cursor::new(file));
            match wait(BlockIndex::read_async(Halting::new(file), &limits)) {
                Ok(index) => {
                    let expected = expected.unwrap();
                    assert_eq!(index.header(), expected.header());
                    assert_eq!(index.blocks(), expected.blocks());
                }
                Err(error) => {
                    let expected = expected.unwrap_err();
                    assert_eq!(error.to_string(), expected.to_string(), "cut at {cut}");
                }
            }
        }
    }
}

#[test]
fn index_counts_from_where_the_source_is() {
    let file = file(Codec::Null);
    let mut source = Cursor::new([b"before", &file[..]].concat());
    source.set_position(6);
    let index = wait(BlockIndex::read_async(source, &Limits::default())).unwrap();
    let expected = BlockIndex::read(Cursor::new(&file)).unwrap();
    assert_eq!(index.blocks(), expected.blocks());
    assert_eq!(index.records(), 20);
}

/// The same for a writer that waits and one that does not.
fn options<W>(sink: W, codec: &Codec, repair: bool) -> WriterBuilder<str, W> {
    container::Writer::<str>::builder(sink)
        .codec(codec.clone())
        .repair(repair)
        .block_count(2)
        .sync_marker(*b"between two bars")
}

#[test]
fn file_is_gone_on_with_after_every_cut_as_by_the_blocking_writer() {
    for codec in codecs() {
        let whole = file(codec.clone());
        for cut in 0..=whole.len() {
            for repair in [false, true] {
                let mut there = Cursor::new(whole[..cut].to_vec());
                let mut here = Halting::new(&whole[..cut]);
                let expected = options(&mut there, &codec, repair).resume();
                match wait(options(&mut here, &codec, repair).resume_async()) {
                    Ok(mut writer) => {
                        let mut expected = expected.unwrap();
                        for number in 100..105 {
                            wait(writer.append(&word(number))).unwrap();
                            expected.append(&word(number)).unwrap();
                        }
                        wait(writer.finish()).unwrap();
                        expected.finish().unwrap();
                    }
                    Err(error) => {
                        assert!(!repair, "cut at {cut}: {error}");
                        let expected = expected.unwrap_err();
                        assert_eq!(error.to_string(), expected.to_string(), "cut at {cut}");
                    }
                }
                assert!(
                    here.file.get_ref() == there.get_ref(),
                    "{codec}, cut at {cut}, repair {repair}"
                );
            }
        }
    }
}

#[test]
fn blocks_are_copied_and_recoded_and_copying_may_be_given_up_anywhere() {
    for from in codecs() {
        for to in codecs() {
            let source = file(from.clone());
            let mut expected = container::Writer::<str>::builder(Vec::new())
                .codec(to.clone())
                .sync_marker([9; 16])
                .build()
                .unwrap();
            let mut blocks = container::Blocks::new(&source[..]).unwrap();
            expected.copy_from(&mut blocks).unwrap();
            let mut blocks = container::Blocks::new(&source[..]).unwrap();
            while let Some(block) = blocks.next().unwrap() {
                expected.append_block(&block).unwrap();
            }
            let expected = expected.finish().unwrap();

            let mut writer = Writer::<str>::builder(Halting::default())
                .codec(to.clone())
                .sync_marker([9; 16])
                .build_async()
                .unwrap();
            let mut blocks = wait(Blocks::new(Halting::new(&source))).unwrap();
            let mut given_up = 0;
            while poll(2, writer.copy_from(&mut blocks))
                .map(Result::unwrap)
                .is_none()
            {
                given_up += 1;
            }
            assert!(given_up > 10);
            let mut blocks = container::Blocks::new(&source[..]).unwrap();
            while let Some(block) = blocks.next().unwrap() {
                while poll(2, writer.append_block(&block))
                    .map(Result::unwrap)
                    .is_none()
                {}
            }
            let sink = wait(writer.finish()).unwrap();
            assert!(*sink.file.get_ref() == expected, "{from} to {to}");
        }
    }
}

#[test]
fn blocks_of_another_schema_and_damaged_ones_are_not_copied() {
    let mut writer = Writer::<i64>::builder(Vec::new()).build_async().unwrap();
    let source = file(Codec::Null);
    let mut blocks = wait(Blocks::new(&source[..])).unwrap();
    let error = wait(writer.copy_from(&mut blocks)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the file has another schema: string instead of long"
    );

    let mut damaged = source;
    let last = damaged.len() - 1;
    damaged[last] ^= 1;
    let mut writer = Writer::<str>::builder(Vec::new()).build_async().unwrap();
    let mut blocks = wait(Blocks::new(&damaged[..])).unwrap();
    assert!(wait(writer.copy_from(&mut blocks)).is_err());
    let copied = wait(writer.finish()).unwrap();
    let words = container::Reader::<String>::new(&copied[..]).unwrap();
    assert_eq!(words.map(Result::unwrap).count(), 16);
}

#[test]
fn futures_may_move_to_other_threads() {
    fn may_move<T: Send>(value: T) -> T {
        value
    }
    fn may_move_of_any<W: AsyncStorage + Send + 'static>(sink: W) -> impl Future + Send {
        Writer::<str>::builder(sink).resume_async()
    }
    let file = file(Codec::Null);
    let limits = Limits::default();
    let index = may_move(BlockIndex::read_async(Cursor::new(&file), &limits));
    assert_eq!(wait(index).unwrap().records(), 20);
    drop(may_move_of_any(Cursor::new(file.clone())));
    let opened = may_move(Writer::<str>::builder(Cursor::new(file)).resume_async());
    let _: Result<_, ContainerError> = wait(opened);
}
