//! Container files by hand: memory to memory, one block at a time.

use super::codec::{Codec, Room};
use super::{Input, Output, Put, varint};

/// A block is closed when it has this many bytes.
pub const BLOCK: usize = 64 << 10;
/// What stands between blocks: any sixteen bytes do.
const SYNC: [u8; 16] = *b"between blocks \n";

/// Writes files of one schema and codec.
pub struct Writer {
    header: Vec<u8>,
    codec: Codec,
    block: Output,
    frame: Output,
    room: Room,
}

impl Writer {
    /// For files of `schema`, which is written as it is.
    pub fn new(schema: &str, codec: &str) -> Self {
        let mut header = Output::default();
        header.raw(b"Obj\x01");
        header.block(
            [("avro.schema", schema), ("avro.codec", codec)].iter(),
            |out, (key, value)| {
                out.text(key);
                out.text(value);
            },
        );
        header.raw(&SYNC);
        Self {
            header: header.bytes().to_vec(),
            codec: Codec::new(codec),
            block: Output::default(),
            frame: Output::default(),
            room: Room::default(),
        }
    }

    /// A file of `values`, behind what is in `file`.
    #[inline]
    pub fn write<'v, V: Put + 'v>(
        &mut self,
        values: impl Iterator<Item = &'v V>,
        file: &mut Vec<u8>,
    ) {
        file.extend_from_slice(&self.header);
        let mut count = 0;
        self.block.clear();
        for value in values {
            value.put(&mut self.block);
            count += 1;
            if self.block.bytes().len() >= BLOCK {
                self.close(count, file);
                count = 0;
            }
        }
        if count > 0 {
            self.close(count, file);
        }
    }

    #[inline(never)]
    fn close(&mut self, count: i64, file: &mut Vec<u8>) {
        let payload = self.codec.compress(self.block.bytes(), &mut self.room);
        self.frame.clear();
        self.frame.long(count);
        self.frame.long(payload.len() as i64);
        file.reserve(2 * varint::MAX_LEN + payload.len() + SYNC.len());
        file.extend_from_slice(self.frame.bytes());
        file.extend_from_slice(payload);
        file.extend_from_slice(&SYNC);
        self.block.clear();
    }
}

/// The blocks of a file.
pub struct Blocks<'a> {
    input: Input<'a>,
    codec: Codec,
    sync: [u8; 16],
    room: Room,
}

impl<'a> Blocks<'a> {
    /// Reads the header.
    pub fn new(file: &'a [u8]) -> Self {
        let mut input = Input::new(file);
        assert_eq!(input.fixed(), Ok(*b"Obj\x01"));
        let mut codec = "null";
        loop {
            let pairs = input.block(2).expect("metadata");
            if pairs == 0 {
                break;
            }
            for _ in 0..pairs {
                let key = input.text().expect("a key");
                let value = input.bytes().expect("a value");
                if key == "avro.codec" {
                    codec = str::from_utf8(value).expect("the name of a codec");
                }
            }
        }
        Self {
            codec: Codec::new(codec),
            sync: input.fixed().expect("a marker"),
            room: Room::default(),
            input,
        }
    }

    /// How many records the next block has, and their bytes.
    #[inline]
    pub fn next(&mut self) -> Option<(usize, &[u8])> {
        if self.input.finish().is_ok() {
            return None;
        }
        let count = self.input.long().expect("a count");
        let payload = self.input.bytes().expect("a payload");
        assert_eq!(self.input.fixed(), Ok(self.sync), "the block's marker");
        let block = self.codec.decompress(payload, &mut self.room);
        Some((usize::try_from(count).expect("a count"), block))
    }
}
