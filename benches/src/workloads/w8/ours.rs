//! Files by `avro_core::container`.

use avro_core::container::{self, Blocks, Codec, Reader};

use super::{Event, EventRef, Reads, Sink, Writes, records};
use crate::limit::codec::{DEFLATE, ZSTANDARD};

/// Writes through `container::Writer`.
pub struct Writer(Codec);

impl Writer {
    pub fn new(codec: &str) -> Self {
        Self(match codec {
            "null" => Codec::Null,
            "deflate" => Codec::Deflate {
                level: DEFLATE as u32,
            },
            "snappy" => Codec::Snappy,
            "zstandard" => Codec::Zstandard { level: ZSTANDARD },
            _ => unreachable!("W8 has no codec {codec}"),
        })
    }
}

impl Writes for Writer {
    fn write(&mut self, values: &[Event], count: usize, file: &mut Vec<u8>) {
        let mut writer = container::Writer::<Event>::builder(file)
            .codec(self.0.clone())
            .build()
            .expect("ours writes a header");
        for value in records(values, count) {
            writer.append(value).expect("ours writes");
        }
        writer.finish().expect("ours writes the last block");
    }
}

/// Reads through the iterator of `Reader`.
pub struct Owned;

impl Reads for Owned {
    fn read<S: Sink>(&mut self, file: &[u8], sink: &mut S) {
        for event in Reader::<Event>::builder()
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

/// Reads through `next_into`.
#[derive(Default)]
pub struct Into(Event);

impl Reads for Into {
    fn read<S: Sink>(&mut self, file: &[u8], sink: &mut S) {
        let mut reader = Reader::<Event>::builder()
            .bytes(file)
            .expect("ours reads the header");
        while reader.next_into(&mut self.0).expect("ours reads") {
            sink.event(&self.0);
        }
    }
}
