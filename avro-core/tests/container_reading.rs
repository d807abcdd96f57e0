//! Container files read from other places than their start, in parts, and in spite of damage.
//!
//! Files are put together here, block by block, so that it is known where each block is.

#[path = "support/codecs.rs"]
mod codecs;

use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::ops::Range;

use avro_core::Value;
use avro_core::container::{
    BlockIndex, Blocks, BlocksBuilder, Codec, Compressor, ContainerError, ContainerErrorKind,
    Header, Reader, Source, encode_block, splits,
};
use codecs::codecs;

const MARKER: [u8; 16] = *b"0123456789abcdef";

/// Numbers that look random and are the same each time.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() >> 33) as usize % end
    }
}

fn random(seed: u64) -> Random {
    Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
}

/// A file of strings, and where each of its blocks is.
struct File {
    bytes: Vec<u8>,
    header: usize,
    blocks: Vec<Range<usize>>,
    /// The strings of each block.
    words: Vec<Vec<String>>,
}

/// The string with this number: some are empty, some long.
fn word(number: usize) -> String {
    format!("{number}").repeat(number * 7 % 23)
}

fn file(codec: &Codec, counts: &[usize]) -> File {
    let header = Header::new(r#""string""#, codec).with_sync(MARKER);
    let mut bytes = Vec::new();
    header.encode(&mut bytes);
    let mut file = File {
        header: bytes.len(),
        bytes,
        blocks: Vec::new(),
        words: Vec::new(),
    };
    let mut compressor = Compressor::new(codec).unwrap();
    let mut number = 0;
    for &count in counts {
        let words: Vec<String> = (number..number + count).map(word).collect();
        number += count;
        let mut records = Vec::new();
        for word in &words {
            let len = word.len() * 2;
            match len {
                0..=0x7f => records.push(len as u8),
                _ => records.extend([(len & 0x7f) as u8 | 0x80, (len >> 7) as u8]),
            }
            records.extend_from_slice(word.as_bytes());
        }
        let start = file.bytes.len();
        let payload = compressor.compress(&records).unwrap();
        encode_block(count as u64, payload, MARKER, &mut file.bytes);
        file.blocks.push(start..file.bytes.len());
        file.words.push(words);
    }
    file
}

/// A stream that gives a few bytes at a time.
struct Few<R>(R, usize);

impl<R: Read> Read for Few<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let most = out.len().min(self.1);
        self.0.read(&mut out[..most])
    }
}

impl<R: Seek> Seek for Few<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.0.seek(to)
    }
}

/// What reading came to: the blocks' offsets and strings, what was skipped, and the error.
#[derive(Debug, PartialEq, Default)]
struct Seen {
    blocks: Vec<(u64, Vec<String>)>,
    skipped: Vec<(Range<u64>, String)>,
    error: Option<String>,
}

fn seen<S: Source>(blocks: Result<Blocks<S>, ContainerError>) -> Seen {
    let mut seen = Seen::default();
    let mut blocks = blocks.unwrap();
    loop {
        match blocks.next() {
            Ok(Some(block)) => {
                let rows = block.rows::<String>().unwrap();
                let rows = rows.collect::<Result<_, _>>().unwrap();
                seen.blocks.push((block.offset(), rows));
            }
            Ok(None) => break,
            Err(error) => {
                assert!(blocks.next().unwrap().is_none(), "an error is the end");
                seen.error = Some(error.to_string());
                break;
            }
        }
    }
    let damage = blocks.damage();
    assert_eq!(damage.gaps(), damage.skipped().len() as u64);
    let bytes = damage.skipped().iter();
    let bytes: u64 = bytes.map(|gap| gap.range.end - gap.range.start).sum();
    assert_eq!(damage.bytes(), bytes);
    for gap in damage.skipped() {
        let text = gap.error.kind().to_string();
        seen.skipped.push((gap.range.clone(), text));
    }
    seen
}

/// What is seen of a file, which has to be the same from bytes and from streams of all sorts.
fn seen_every_way(file: &[u8], options: &BlocksBuilder) -> Seen {
    let of_bytes = seen(options.clone().bytes(file));
    for step in [7, 1000, usize::MAX] {
        let stream = Few(Cursor::new(file), step);
        assert_eq!(seen(options.clone().read(stream)), of_bytes);
        let stream = Few(Cursor::new(file), step);
        assert_eq!(seen(options.clone().read_seekable(stream)), of_bytes);
    }
    of_bytes
}

fn recovering() -> BlocksBuilder {
    Blocks::builder().recover(true)
}

/// Files of all sorts: none, one and many blocks, small and large, empty ones among them.
fn files() -> Vec<File> {
    let shapes: &[&[usize]] = &[
        &[],
        &[0],
        &[1],
        &[100],
        &[3, 0, 1, 5, 0, 0, 2],
        &[1; 40],
        &[2, 300, 1, 1, 1, 250, 4],
    ];
    let codecs = codecs();
    let of = |codec| shapes.iter().map(move |counts| file(codec, counts));
    codecs.iter().flat_map(of).collect()
}

/// The blocks with these numbers.
fn blocks_of(file: &File, numbers: impl Iterator<Item = usize>) -> Vec<(u64, Vec<String>)> {
    numbers
        .map(|number| (file.blocks[number].start as u64, file.words[number].clone()))
        .collect()
}

#[test]
fn every_block_is_in_one_split_of_any_number_of_them() {
    for file in &files() {
        let all = blocks_of(file, 0..file.blocks.len());
        for n in 1..=64 {
            let mut found = Vec::new();
            for range in splits(file.bytes.len() as u64, n) {
                let seen = seen(Blocks::builder().range(range.clone()).bytes(&file.bytes));
                assert_eq!(seen.error, None, "{range:?} of {n}");
                for (offset, _) in &seen.blocks {
                    assert!(range.contains(&(offset - 16)), "{offset} in {range:?}");
                }
                found.extend(seen.blocks);
            }
            assert_eq!(found, all, "{n} splits");
        }
    }
}

#[test]
fn range_is_the_same_of_bytes_and_of_streams() {
    for file in &files() {
        for range in splits(file.bytes.len() as u64, 5) {
            seen_every_way(&file.bytes, &Blocks::builder().range(range));
        }
    }
}

#[test]
fn range_gives_the_blocks_whose_markers_begin_in_it() {
    let file = file(&Codec::Null, &[3, 1, 0, 5]);
    let len = file.bytes.len() as u64;
    for start in 0..=len {
        for end in [start, start + 1, start + 40, len] {
            let expected = (0..file.blocks.len()).filter(|&number| {
                let marker = file.blocks[number].start as u64 - 16;
                (start..end).contains(&marker)
            });
            let seen = seen(Blocks::builder().range(start..end).bytes(&file.bytes));
            assert_eq!(seen.blocks, blocks_of(&file, expected), "{start}..{end}");
            assert_eq!(seen.error, None);
        }
    }
}

#[test]
fn one_reader_reads_one_range_after_the_other() {
    let file = file(&Codec::Null, &[5; 20]);
    let words: Vec<String> = file.words.concat();
    let mut of_bytes = Reader::<String>::builder().bytes(&file.bytes).unwrap();
    let mut of_stream = Reader::<String>::new(Few(Cursor::new(&file.bytes), 50)).unwrap();
    let (mut first, mut second) = (Vec::new(), Vec::new());
    for range in splits(file.bytes.len() as u64, 7) {
        of_bytes.read_range(range.clone()).unwrap();
        first.extend(of_bytes.by_ref().map(Result::unwrap));
        of_stream.read_range(range).unwrap();
        second.extend(of_stream.by_ref().map(Result::unwrap));
    }
    assert_eq!(first, words);
    assert_eq!(second, words);
}

#[test]
fn position_is_a_place_to_come_back_to() {
    let file = file(&Codec::Null, &[2, 3, 0, 1]);
    let starts: Vec<u64> = (file.blocks.iter())
        .map(|block| block.start as u64)
        .collect();
    // The file does not begin where the stream does.
    let before = [&b"something else"[..], &file.bytes].concat();
    let mut stream = Cursor::new(before);
    stream.set_position(14);
    let mut reader = Reader::<String>::new(Few(stream, 30)).unwrap();

    let mut positions = Vec::new();
    let mut all = Vec::new();
    loop {
        positions.push(reader.position());
        match reader.next() {
            Some(word) => all.push(word.unwrap()),
            None => break,
        }
    }
    assert_eq!(all, file.words.concat());
    // Behind the last record of a block the next block, which may hold none.
    let end = file.bytes.len() as u64;
    let [a, b, c, _] = starts[..] else { panic!() };
    assert_eq!(positions, [a, a, b, b, b, c, end]);

    for (number, &start) in starts.iter().enumerate().rev() {
        reader.seek(start).unwrap();
        assert_eq!(reader.position(), start);
        let rest: Vec<_> = reader.by_ref().map(Result::unwrap).collect();
        assert_eq!(rest, file.words[number..].concat());
    }
    reader.seek(end).unwrap();
    assert!(reader.next().is_none());
    reader.seek(starts[1] + 1).unwrap();
    assert!(reader.next().unwrap().is_err(), "no block begins there");
    reader.seek(starts[3]).unwrap();
    assert_eq!(reader.next().unwrap().unwrap(), file.words[3][0]);
}

#[test]
fn file_that_grows_is_read_on_from_where_it_ended() {
    let whole = file(&Codec::Null, &[3, 2, 4]);
    let path = std::env::temp_dir().join(format!("avro-grows-{}", std::process::id()));
    let header = whole.header;
    std::fs::write(&path, &whole.bytes[..header]).unwrap();
    let mut reader = Reader::<String>::open(&path).unwrap();
    let mut out = std::fs::OpenOptions::new()
        .append(true)
        .open(&path)
        .unwrap();
    let mut words = Vec::new();
    // Blocks come in pieces, and are torn in between.
    for piece in whole.bytes[header..].chunks(5) {
        io::Write::write_all(&mut out, piece).unwrap();
        let place = reader.position();
        reader.seek(place).unwrap();
        words.extend(reader.by_ref().map_while(Result::ok));
    }
    assert_eq!(words, whole.words.concat());
    std::fs::remove_file(path).unwrap();
}

#[test]
fn sync_and_past_sync_are_those_of_java() {
    let file = file(&Codec::Null, &[4, 2, 3]);
    let mut reader = Reader::<String>::builder().bytes(&file.bytes).unwrap();
    for position in 0..=file.bytes.len() as u64 + 20 {
        let first = (0..3).find(|&number| file.blocks[number].start as u64 - 16 >= position);
        reader.sync(position).unwrap();
        let rest: Vec<_> = reader.by_ref().map(Result::unwrap).collect();
        let expected = file.words[first.unwrap_or(3)..].concat();
        assert_eq!(rest, expected, "from {position}");

        // The loop of a Hadoop job, up to there.
        reader.sync(0).unwrap();
        let mut before = Vec::new();
        while !reader.past_sync(position) {
            match reader.next() {
                Some(word) => before.push(word.unwrap()),
                None => break,
            }
        }
        assert_eq!([before, rest].concat(), file.words.concat());
    }
}

#[test]
fn marker_inside_data_is_not_taken_for_one() {
    let header = Header::new(r#""bytes""#, &Codec::Null).with_sync(MARKER);
    let mut file = Vec::new();
    header.encode(&mut file);
    let first = file.len();
    // The marker alone, twice, with what looks like the frame of a small block, of a large one, and of
    // one that ends with the file.
    let data = [
        &MARKER[..],
        &MARKER,
        b"\x02\x04ab",
        &MARKER[..15],
        &MARKER,
        b"\x02\x80\x80\x10",
        &MARKER,
        b"\x02\x80\x01",
    ]
    .concat();
    let record = [
        &[
            (data.len() as u8 * 2) & 0x7f | 0x80,
            (data.len() >> 6) as u8,
        ],
        &data[..],
    ]
    .concat();
    for _ in 0..3 {
        encode_block(1, &record, MARKER, &mut file);
    }
    let len = (file.len() - first) / 3;
    for position in 0..=file.len() {
        let mut blocks = Blocks::builder().bytes(&file).unwrap();
        blocks.sync(position as u64).unwrap();
        let mut left = 0;
        while let Some(block) = blocks.next().unwrap() {
            assert_eq!(
                (block.offset() as usize - first) % len,
                0,
                "from {position}"
            );
            left += 1;
        }
        let expected = (0..3)
            .filter(|at| first + at * len - 16 >= position)
            .count();
        assert_eq!(left, expected, "from {position}");
    }
    // Nor where the block is damaged that has it.
    for at in first..first + len {
        let mut damaged = file.clone();
        damaged[at] ^= 0x55;
        let mut blocks = recovering().bytes(&damaged).unwrap();
        let mut offsets = Vec::new();
        while let Some(block) = blocks.next().unwrap() {
            offsets.push(block.offset() as usize);
        }
        offsets.retain(|&offset| offset != first);
        assert_eq!(offsets, [first + len, first + 2 * len], "damage at {at}");
    }
}

#[test]
fn file_cut_at_any_byte_recovers_its_whole_blocks() {
    for codec in &codecs() {
        let file = file(codec, &[3, 0, 20]);
        for cut in file.header..file.bytes.len() {
            let whole = file.blocks.iter().filter(|block| block.end <= cut).count();
            let end = match whole {
                0 => file.header,
                _ => file.blocks[whole - 1].end,
            };
            let seen = seen_every_way(&file.bytes[..cut], &recovering());
            assert_eq!(seen.blocks, blocks_of(&file, 0..whole), "cut at {cut}");
            let error = format!("the file ends here, inside what began at byte {end}");
            let skipped = (end as u64..cut as u64, error);
            let skipped: Vec<_> = [skipped].into_iter().filter(|_| end < cut).collect();
            assert_eq!(seen.skipped, skipped, "cut at {cut}");
        }
        for cut in 0..file.header {
            let error = recovering().bytes(&file.bytes[..cut]).unwrap_err();
            let kind = error.kind();
            assert!(matches!(kind, ContainerErrorKind::Truncated { start: 0 }));
        }
    }
}

#[test]
fn garbage_behind_the_last_block_is_an_error_and_recovered_from() {
    let file = file(&Codec::Null, &[3, 2]);
    let len = file.bytes.len();
    for garbage in [&b"x"[..], &[0; 100], &MARKER, &file.bytes] {
        let bytes = [&file.bytes, garbage].concat();
        let strict = seen_every_way(&bytes, &Blocks::builder());
        assert_eq!(strict.blocks, blocks_of(&file, 0..2));
        assert!(strict.error.is_some());
        let seen = seen_every_way(&bytes, &recovering());
        assert_eq!(seen.blocks[..2], blocks_of(&file, 0..2));
        assert_eq!(seen.skipped[0].0.start, len as u64);
        // Of a second file with the same marker the blocks are as good as any.
        assert_eq!(seen.blocks.len(), if garbage.len() > 100 { 4 } else { 2 });
    }
}

/// Damages some blocks, each in one place of up to eight bytes.
fn damage(file: &File, random: &mut Random, most: usize) -> (Vec<u8>, Vec<bool>) {
    let mut bytes = file.bytes.clone();
    let mut good = vec![true; file.blocks.len()];
    for _ in 0..=random.below(most) {
        let number = random.below(file.blocks.len());
        let block = file.blocks[number].clone();
        if bytes[block.clone()] != file.bytes[block.clone()] {
            continue;
        }
        let at = match random.below(4) {
            0 => block.start,
            1 => block.end - 1 - random.below(16),
            _ => block.start + random.below(block.len()),
        };
        for byte in &mut bytes[at..block.end.min(at + 1 + random.below(8))] {
            *byte = random.next() as u8;
        }
    }
    for (number, block) in file.blocks.iter().enumerate() {
        good[number] = bytes[block.clone()] == file.bytes[block.clone()];
    }
    (bytes, good)
}

#[test]
fn damage_costs_what_is_damaged_and_every_byte_is_accounted_for() {
    for (number, codec) in codecs().iter().enumerate() {
        let file = file(codec, &[9; 30]);
        for seed in 0..40 {
            let (bytes, good) = damage(&file, &mut random(seed * 8 + number as u64), 12);
            let seen = match seed {
                0..5 => seen_every_way(&bytes, &recovering()),
                _ => seen(recovering().bytes(&bytes)),
            };
            let context = || format!("{codec}, seed {seed}");
            assert_eq!(seen.error, None, "{}", context());

            // Every good block is there, with its strings.
            for (number, &is_good) in good.iter().enumerate() {
                let block = (file.blocks[number].start as u64, file.words[number].clone());
                assert!(
                    !is_good || seen.blocks.contains(&block),
                    "{}, {number}: {good:?} {:?} {:?}",
                    context(),
                    seen.skipped,
                    file.blocks
                );
            }
            // Whatever is not a block is a gap.
            let index = file
                .blocks
                .iter()
                .map(|block| block.start as u64..block.end as u64);
            let index: Vec<_> = index.collect();
            let mut parts: Vec<Range<u64>> = seen.skipped.iter().map(|gap| gap.0.clone()).collect();
            for (offset, _) in &seen.blocks {
                let block = index.iter().find(|block| block.start == *offset);
                parts.push(block.cloned().unwrap_or(*offset..*offset));
            }
            parts.sort_by_key(|part| part.start);
            let mut end = file.header as u64;
            for part in &parts {
                assert_eq!(part.start, end, "{}: {parts:?}", context());
                end = part.end;
            }
            assert_eq!(end, bytes.len() as u64, "{}", context());

            // In splits it is the same.
            for n in [2, 3, 7, 31] {
                let mut together = Seen::default();
                for range in splits(bytes.len() as u64, n) {
                    let part = self::seen(recovering().range(range).bytes(&bytes));
                    together.blocks.extend(part.blocks);
                    together.skipped.extend(part.skipped);
                }
                assert_eq!(together, seen, "{}, {n} splits", context());
            }
            // Without recovery one of the splits fails, if there is anything to fail at.
            let failed = splits(bytes.len() as u64, 4).any(|range| {
                let mut blocks = Blocks::builder().range(range).bytes(&bytes).unwrap();
                loop {
                    match blocks.next() {
                        Ok(Some(block)) => match block.rows::<String>().map(Vec::from_iter) {
                            Ok(rows) if rows.iter().all(Result::is_ok) => {}
                            _ => break true,
                        },
                        Ok(None) => break false,
                        Err(_) => break true,
                    }
                }
            });
            assert_eq!(failed, !seen.skipped.is_empty(), "{}", context());
        }
    }
}

#[test]
fn block_that_decompresses_to_something_else_is_skipped_whole() {
    let header = Header::new(r#"["null", "string"]"#, &Codec::Null).with_sync(MARKER);
    let mut file = Vec::new();
    header.encode(&mut file);
    let good = b"\x02\x04ab\x00";
    let bad: &[(u64, &[u8], &str)] = &[
        (
            2,
            b"\x02\x04ab",
            "in the block's records, at byte 4: the input ends inside a value",
        ),
        (
            1,
            b"\x02\x04ab\x00",
            "1 bytes follow the last record of the block",
        ),
        (
            1,
            b"\x02\x04\xff\xff",
            "in the block's records, at byte 2: the string is not UTF-8",
        ),
        (
            1,
            b"\x04",
            "in the block's records, at byte 0: branch 2 of a union that has 2",
        ),
        (
            9,
            b"\x00",
            "the block says that it holds 9 records, and has 1 bytes",
        ),
    ];
    let mut gaps = Vec::new();
    encode_block(2, good, MARKER, &mut file);
    for (count, payload, message) in bad {
        let start = file.len() as u64;
        encode_block(*count, payload, MARKER, &mut file);
        gaps.push((start..file.len() as u64, (*message).to_owned()));
        encode_block(2, good, MARKER, &mut file);
    }
    let mut reader = Reader::<Option<String>>::builder()
        .recover(true)
        .bytes(&file)
        .unwrap();
    let rows: Vec<_> = reader.by_ref().map(Result::unwrap).collect();
    assert_eq!(rows, vec![[Some("ab".to_owned()), None]; 6].concat());
    let skipped = reader.damage().skipped().iter();
    let skipped: Vec<_> = skipped
        .map(|gap| (gap.range.clone(), gap.error.kind().to_string()))
        .collect();
    assert_eq!(skipped, gaps);
}

#[test]
fn blocks_that_lie_over_each_other_do_not_cost_more_than_their_bytes() {
    // Behind each marker a frame begins that runs up to the last marker of all. It holds twice as many
    // datums as it says.
    let header = Header::new(r#""int""#, &Codec::Null).with_sync(MARKER);
    let mut file = Vec::new();
    header.encode(&mut file);
    let varint = |value: usize| {
        let mut bytes = [0, 7, 14, 21, 28].map(|bits| ((value * 2) >> bits) as u8 | 0x80);
        bytes[4] &= 0x7f;
        bytes
    };
    const FRAMES: usize = 100_000;
    for left in (1..=FRAMES).rev() {
        let size = left * 27 - 26;
        file.extend(varint(size / 4));
        file.extend(varint(size));
        file.push(0x55);
        file.extend_from_slice(&MARKER);
    }
    for step in [usize::MAX, 10_000] {
        let mut blocks = recovering().read(Few(&file[..], step)).unwrap();
        while blocks.next().unwrap().is_some() {}
        assert!(!blocks.damage().is_none());
    }
    let mut blocks = recovering().bytes(&file).unwrap();
    while blocks.next().unwrap().is_some() {}
    let damage = blocks.damage();
    assert!(damage.gaps() > 1);
    assert!(damage.skipped().len() <= 1000);
}

#[test]
fn index_is_made_of_the_frames_alone() {
    for file in &files() {
        let index = BlockIndex::read(Few(Cursor::new(&file.bytes), 11)).unwrap();
        let blocks: Vec<_> = index
            .blocks()
            .iter()
            .map(|block| block.offset as usize..(block.offset + block.len) as usize)
            .collect();
        assert_eq!(blocks, file.blocks);
        let counts = index.blocks().iter().map(|block| block.count as usize);
        assert!(counts.eq(file.words.iter().map(Vec::len)));
        let all: usize = file.words.iter().map(Vec::len).sum();
        assert_eq!(index.records(), all as u64);
        assert!(index.block_of(all as u64).is_none());

        // Each record is where the index says.
        let mut reader = Reader::<String>::builder().bytes(&file.bytes).unwrap();
        for (number, word) in file.words.concat().iter().enumerate().step_by(17) {
            let block = index.block_of(number as u64).unwrap();
            reader.seek(block.offset).unwrap();
            let ahead = number - block.records_before as usize;
            assert_eq!(reader.nth(ahead).unwrap().unwrap(), *word);
        }
    }
}

#[test]
fn index_of_a_damaged_file_is_refused_as_reading_is() {
    let file = file(&Codec::Null, &[3, 0, 5]);
    let text = |error: ContainerError| error.to_string();
    let both = |bytes: &[u8]| {
        let index = BlockIndex::read(Cursor::new(bytes)).map_err(text).err();
        let read = Blocks::new(bytes).and_then(|mut blocks| {
            while blocks.next()?.is_some() {}
            Ok(())
        });
        assert_eq!(index, read.map_err(text).err());
        index
    };
    for cut in 0..file.bytes.len() {
        let at_end = cut == file.header || file.blocks.iter().any(|block| block.end == cut);
        assert_eq!(both(&file.bytes[..cut]).is_none(), at_end, "cut at {cut}");
    }
    for block in &file.blocks {
        for at in [block.start, block.start + 1, block.end - 16, block.end - 1] {
            let mut bytes = file.bytes.clone();
            bytes[at] ^= 1;
            assert!(both(&bytes).is_some(), "damage at {at}");
        }
    }
    assert!(both(&[&file.bytes[..], &file.bytes].concat()).is_some());
}

#[test]
fn datums_are_the_bytes_of_each_record() {
    let schema = r#"{"type": "record", "name": "R", "fields": [
        {"name": "a", "type": {"type": "array", "items": ["null", "long"]}},
        {"name": "m", "type": {"type": "map", "values": {"type": "fixed", "name": "F", "size": 2}}},
        {"name": "e", "type": {"type": "enum", "name": "E", "symbols": ["X", "Y"]}},
        {"name": "n", "type": "null"}, {"name": "b", "type": "boolean"},
        {"name": "f", "type": "float"}, {"name": "d", "type": "double"}]}"#;
    let numbers = b"\x01abcdabcdefgh";
    let datums: [&[u8]; 3] = [
        &[b"\x00\x00\x02", &numbers[..]].concat(),
        // Two blocks of items, the second with its size; two entries.
        &[
            b"\x04\x00\x02\x80\x01\x01\x04\x02\x02\x00\x04\x02kXY\x02kZZ\x00\x00",
            &numbers[..],
        ]
        .concat(),
        &[b"\x02\x00\x00\x00\x02", &numbers[..]].concat(),
    ];
    let header = Header::new(schema, &Codec::Null);
    let mut file = Vec::new();
    header.encode(&mut file);
    encode_block(3, &datums.concat(), header.sync(), &mut file);
    let values = Reader::<Value>::new(&file[..]).unwrap();
    assert_eq!(values.map(Result::unwrap).count(), 3, "they are datums");

    let mut blocks = Blocks::new(&file[..]).unwrap();
    let block = blocks.next().unwrap().unwrap();
    let found = block
        .datums()
        .unwrap()
        .collect::<Result<Vec<_>, _>>()
        .unwrap();
    assert_eq!(found, datums);
    assert_eq!(block.data(), datums.concat());

    for (datum, fault) in [
        (&b"\x00\x00\x04"[..], "symbol"),
        (b"\x00\x00\x00\x02", "boolean"),
    ] {
        let mut file = Vec::new();
        header.encode(&mut file);
        let padded = [datum, &[0; 20]].concat();
        encode_block(1, &padded, header.sync(), &mut file);
        let mut blocks = Blocks::new(&file[..]).unwrap();
        let block = blocks.next().unwrap().unwrap();
        let error = block.datums().unwrap().next().unwrap().unwrap_err();
        assert!(error.to_string().contains(fault), "{error}");
    }
}

#[test]
fn raw_block_is_the_block_as_it_stands_in_the_file() {
    for codec in &codecs() {
        let file = file(codec, &[3, 0, 30]);
        let mut copy = file.bytes[..file.header].to_vec();
        let mut blocks = Blocks::builder().bytes(&file.bytes).unwrap();
        while let Some(block) = blocks.next().unwrap() {
            let raw = block.raw();
            let within = file.bytes.as_ptr_range();
            assert!(raw.payload.is_empty() || within.contains(&raw.payload.as_ptr()));
            encode_block(raw.count, raw.payload, MARKER, &mut copy);
        }
        assert_eq!(copy, file.bytes, "{codec}");
    }
}

#[test]
fn records_without_compression_borrow_from_the_file() {
    let file = file(&Codec::Null, &[30]);
    let mut blocks = Blocks::builder().bytes(&file.bytes).unwrap();
    let block = blocks.next().unwrap().unwrap();
    assert_eq!(
        block.data().as_ptr(),
        file.bytes[file.blocks[0].start + 3..].as_ptr()
    );
}

#[test]
fn source_that_failed_is_asked_again() {
    /// Fails at every other call.
    struct Flaky<R>(R, bool);

    impl<R: Read> Read for Flaky<R> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            self.1 = !self.1;
            match self.1 {
                true => self.0.read(out),
                false => Err(io::Error::other("not now")),
            }
        }
    }

    let file = file(&Codec::Null, &[9; 20]);
    for options in [Blocks::builder(), recovering()] {
        let stream = Flaky(Few(&file.bytes[..], 400), false);
        let mut blocks = options.read(stream).unwrap();
        let (mut words, mut failures) = (Vec::new(), 0);
        loop {
            match blocks.next() {
                Ok(Some(block)) => {
                    words.extend(block.rows::<String>().unwrap().map(Result::unwrap))
                }
                Ok(None) => break,
                Err(error) => {
                    assert!(matches!(error.kind(), ContainerErrorKind::Io(_)), "{error}");
                    failures += 1;
                }
            }
        }
        assert_eq!(words, file.words.concat());
        assert!(failures > 3, "a failure is no damage");
        assert!(blocks.damage().is_none());
    }
}
