//! Files and headers that are larger than what is in memory, or say that they are.

use std::io::{self, Cursor, Read, Seek, SeekFrom};

use avro_core::container::{
    BlockIndex, Blocks, Codec, ContainerErrorKind, Header, Reader, Storage, Writer, encode_block,
    splits,
};

const MARKER: [u8; 16] = *b"between two bars";
const COUNT: u64 = 700;

/// A file of many equal blocks, of which one is in memory: more than 4 GiB.
#[derive(Clone)]
struct Far {
    header: Vec<u8>,
    block: Vec<u8>,
    /// A byte that is another than it should be.
    damaged: Option<u64>,
    len: u64,
    at: u64,
}

impl Far {
    /// Each block holds eight records of a MiB.
    fn new() -> Self {
        let (mut header, mut block) = (Vec::new(), Vec::new());
        let of_bytes = Header::new(r#""bytes""#, &Codec::Null).with_sync(MARKER);
        of_bytes.encode(&mut header);
        let mut record = b"\x80\x80\x80\x01".to_vec();
        record.resize(4 + (1 << 20), 7);
        encode_block(8, &record.repeat(8), MARKER, &mut block);
        let len = header.len() as u64 + COUNT * block.len() as u64;
        assert!(len > 5 << 30);
        Far {
            header,
            block,
            damaged: None,
            len,
            at: 0,
        }
    }

    /// Where a block begins, or the last one ends.
    fn place(&self, number: u64) -> u64 {
        self.header.len() as u64 + number * self.block.len() as u64
    }
}

impl Read for Far {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let header = self.header.len() as u64;
        let there = match self.at.checked_sub(header) {
            None => &self.header[self.at as usize..],
            Some(_) if self.at >= self.len => &[],
            Some(behind) => &self.block[(behind % self.block.len() as u64) as usize..],
        };
        let left = usize::try_from(self.len.saturating_sub(self.at)).unwrap_or(usize::MAX);
        let count = there.len().min(room.len()).min(left);
        room[..count].copy_from_slice(&there[..count]);
        if let Some(ahead) = self.damaged.and_then(|at| at.checked_sub(self.at))
            && let Some(byte) = room[..count].get_mut(ahead as usize)
        {
            *byte ^= 1;
        }
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for Far {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = match to {
            SeekFrom::Start(at) => at,
            SeekFrom::End(by) => self.len.checked_add_signed(by).unwrap(),
            SeekFrom::Current(by) => self.at.checked_add_signed(by).unwrap(),
        };
        Ok(self.at)
    }
}

#[test]
fn blocks_beyond_four_gib_are_found_and_read() {
    let file = Far::new();
    let index = BlockIndex::read(file.clone()).unwrap();
    assert_eq!(index.records(), COUNT * 8);
    let places = index.blocks().iter().map(|block| block.offset);
    assert!(places.eq((0..COUNT).map(|number| file.place(number))));

    let mut blocks = Blocks::builder().read_seekable(file.clone()).unwrap();
    for near in [
        file.place(650) - 16,
        file.place(650) - 17,
        file.place(649) - 15,
    ] {
        blocks.sync(near).unwrap();
        let offset = blocks.next().unwrap().unwrap().offset();
        assert_eq!(offset, file.place(650), "behind {near}");
        assert_eq!(blocks.position(), file.place(651));
    }
    blocks.seek(file.place(699)).unwrap();
    assert_eq!(blocks.next().unwrap().unwrap().count(), 8);
    assert!(blocks.next().unwrap().is_none());

    // The last marker but one stands a little before the last split.
    let last = splits(file.len, 350).skip(348).map(|range| {
        let builder = Reader::<Vec<u8>>::builder().range(range);
        builder.read_seekable(file.clone()).unwrap().count()
    });
    assert_eq!(last.collect::<Vec<_>>(), [16, 8]);
}

#[test]
fn damage_beyond_four_gib_is_told_where_it_is() {
    let mut file = Far::new();
    let at = file.place(699) - 9;
    file.damaged = Some(at);
    let error = BlockIndex::read(file.clone()).unwrap_err();
    assert!(matches!(error.kind(), ContainerErrorKind::WrongSyncMarker));
    assert_eq!(error.offset(), Some(file.place(699) - 16));
    assert_eq!(error.block(), Some(698));

    let builder = Blocks::builder().recover(true);
    let mut blocks = builder.read_seekable(file.clone()).unwrap();
    blocks.seek(file.place(698)).unwrap();
    let block = blocks.next().unwrap().unwrap();
    assert_eq!(block.offset(), file.place(699));
    assert!(blocks.next().unwrap().is_none());
    let skipped = &blocks.damage().skipped()[0];
    assert_eq!(skipped.range, file.place(698)..file.place(699));
}

/// It is written to behind its end, in memory.
struct Grown {
    far: Far,
    tail: Cursor<Vec<u8>>,
}

impl Read for Grown {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        self.far.read(room)
    }
}

impl Seek for Grown {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.far.seek(to)
    }
}

impl io::Write for Grown {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        assert_eq!(self.far.at, self.far.len, "written inside");
        self.tail.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Storage for Grown {
    fn set_len(&mut self, len: u64) -> io::Result<()> {
        self.far.len = len;
        Ok(())
    }
}

#[test]
fn file_beyond_four_gib_is_gone_on_with_and_repaired() {
    let mut far = Far::new();
    // The last block is torn.
    far.len -= 5;
    let end = far.place(699);
    let (send, blocks) = std::sync::mpsc::channel();
    let grown = Grown {
        far,
        tail: Cursor::default(),
    };
    let mut writer = Writer::<Vec<u8>>::builder(grown)
        .repair(true)
        .on_block(move |block| send.send(*block).unwrap())
        .resume()
        .unwrap();
    writer.append(&vec![7_u8]).unwrap();
    let grown = writer.finish().unwrap();
    assert_eq!(grown.far.len, end);
    assert_eq!(grown.tail.into_inner(), b"\x02\x04\x02\x07between two bars");
    let block = blocks.recv().unwrap();
    assert_eq!((block.number, block.offset), (699, end));
}

/// A header whose metadata says that it goes on and on, of bytes that are made as they are read.
struct Endless(u64);

impl Read for Endless {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        // A value of 1 GiB.
        let start = b"Obj\x01\x02\x02x\x80\x80\x80\x80\x08";
        for byte in room.iter_mut() {
            *byte = start.get(self.0 as usize).copied().unwrap_or(b' ');
            self.0 += 1;
        }
        Ok(room.len())
    }
}

#[test]
fn header_beyond_the_limit_is_refused_before_it_is_read() {
    let mut source = Endless(0);
    let error = Blocks::new(&mut source).unwrap_err();
    assert!(matches!(
        error.kind(),
        ContainerErrorKind::HeaderTooLarge { limit: 16_777_216 }
    ));
    assert!(source.0 <= 1 << 20, "{} bytes were read", source.0);
}
