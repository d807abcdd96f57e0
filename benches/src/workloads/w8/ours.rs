//! Files by `avro_core::container`.

use avro_core::container::{self, Blocks, Codec, Reader};

use super::{Event, EventRef, Reads, Sink, Writes, records};
use crate::limit::codec::{DEFLATE, ZSTANDARD};

/// Writes through `container::Writer`.
pub struct Writer {
    codec: Codec,
    threads: usize,
}

impl Writer {
    pub fn new(codec: &str, threads: usize) -> Self {
        let codec = match codec {
            "null" => Codec::Null,
            "deflate" => Codec::Deflate {
                level: DEFLATE as u32,
            },
            "snappy" => Codec::Snappy,
            "zstandard" => Codec::Zstandard { level: ZSTANDARD },
            _ => unreachable!("W8 has no codec {codec}"),
        };
        Self { codec, threads }
    }
}

impl Writes for Writer {
    fn write(&mut self, values: &[Event], count: usize, file: &mut Vec<u8>) {
        let mut writer = container::Writer::<Event>::builder(file)
            .codec(self.codec.clone())
            .threads(self.threads)
            .build()
            .expect("ours writes a header");
        for value in records(values, count) {
            writer.append(value).expect("ours writes");
        }
        writer.finish().expect("ours writes the last block");
    }
}

/// Reads through the iterator of `Reader`, on so many threads.
pub struct Owned(pub usize);

impl Reads for Owned {
    fn read<S: Sink>(&mut self, file: &[u8], sink: &mut S) {
        for event in Reader::<Event>::builder()
            .threads(self.0)
            .bytes(file)
            .expect("ours reads the header")
        {
            sink.event(&event.expect("ours reads"));
        }
    }
}

/// Reads rows that borrow from their block.
pub struct Borrowed;

impl Reads for Borrowed {
    fn read<S: Sink>(&mut self, file: &[u8], sink: &mut S) {
        let mut blocks = Blocks::builder()
            .bytes(file)
            .expect("ours reads the header");
        while let Some(block) = blocks.next().expect("ours reads a block") {
            for event in block.rows::<EventRef<'_>>().expect("the schemas resolve") {
                sink.borrowed(&event.expect("ours reads"));
            }
        }
    }
}

/// Reads rows that borrow from their block on threads, and makes something of each there, which `sink` is given in the order
/// of the file.
pub fn mapped<R: Send + 'static>(
    file: &[u8],
    threads: usize,
    each: fn(&EventRef<'_>) -> R,
    mut sink: impl FnMut(R),
) {
    let blocks = Blocks::builder()
        .bytes(file)
        .expect("ours reads the header");
    let made = blocks.par_map(threads, move |block| {
        let rows = block.rows::<EventRef<'_>>().expect("the schemas resolve");
        rows.map(|event| each(&event.expect("ours reads")))
            .collect::<Vec<R>>()
    });
    for block in made.expect("there are threads") {
        block
            .expect("ours reads a block")
            .into_iter()
            .for_each(&mut sink);
    }
}

/// Reads through `next_into`, on so many threads.
pub struct Into {
    event: Event,
    threads: usize,
}

impl Into {
    pub fn new(threads: usize) -> Self {
        Self {
            event: Event::default(),
            threads,
        }
    }
}

impl Reads for Into {
    fn read<S: Sink>(&mut self, file: &[u8], sink: &mut S) {
        let mut reader = Reader::<Event>::builder()
            .threads(self.threads)
            .bytes(file)
            .expect("ours reads the header");
        while reader.next_into(&mut self.event).expect("ours reads") {
            sink.event(&self.event);
        }
    }
}
