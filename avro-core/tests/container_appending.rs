//! Container files that are gone on with: whole, torn, damaged, and others than were asked for.

#[path = "support/codecs.rs"]
mod codecs;
#[path = "support/words.rs"]
mod words;

use std::io::{Cursor, Seek, SeekFrom};

use avro_core::container::{
    Blocks, Codec, ContainerErrorKind, DEFAULT_MAX_HEADER, Header, Writer, WriterBuilder,
    encode_block,
};
use avro_core::{Schema, Value};
use codecs::codecs;
use words::{file, read, word, words};

fn resuming<'a>(
    file: &'a mut Cursor<Vec<u8>>,
    codec: &Codec,
) -> WriterBuilder<str, &'a mut Cursor<Vec<u8>>> {
    Writer::<str>::builder(file)
        .codec(codec.clone())
        .block_count(4)
}

#[test]
fn file_is_gone_on_with_after_every_cut() {
    for codec in codecs() {
        go_on_after_every_cut(&file(0..30, &codec), &codec);
    }
}

#[test]
#[ignore = "takes a while; tests/files/run runs it"]
fn larger_file_is_gone_on_with_after_every_cut() {
    for codec in codecs() {
        let mut writer = Writer::<str>::builder(Vec::new())
            .codec(codec.clone())
            .block_count(10)
            .build()
            .unwrap();
        for number in 0..30 {
            // Words that no codec makes much smaller, and behind them what it does.
            let mut state = number as u64 + 1;
            let mut text = word(number);
            for _ in 0..20 {
                state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
                text.push_str(&format!("{:x}", state >> 40));
            }
            writer.append(&text).unwrap();
        }
        go_on_after_every_cut(&writer.finish().unwrap(), &codec);
    }
}

/// The file has three blocks of ten.
fn go_on_after_every_cut(good: &[u8], codec: &Codec) {
    let all = read(good).unwrap();
    // Where the blocks begin and the last one ends.
    let (_, header) = Header::parse(good, DEFAULT_MAX_HEADER).unwrap();
    let mut ends = vec![header];
    let mut stored = Blocks::new(good).unwrap();
    while let Some(block) = stored.next().unwrap() {
        ends[0] = header;
        if block.number() > 0 {
            ends.push(usize::try_from(block.offset()).unwrap());
        }
    }
    ends.push(good.len());
    assert_eq!(ends.len(), 4);

    for cut in 0..=good.len() {
        let whole = ends.iter().rposition(|&end| end <= cut);
        let mut torn = Cursor::new(good[..cut].to_vec());
        let is_whole = cut == 0 || ends.contains(&cut);
        let resumed = resuming(&mut torn, codec).resume().map(drop);
        match resumed {
            Ok(()) => assert!(is_whole, "{codec}, cut at {cut}"),
            Err(error) => {
                assert!(!is_whole, "{codec}, cut at {cut}: {error}");
                match (error.kind(), whole) {
                    (ContainerErrorKind::Torn { end, fault }, Some(whole)) => {
                        assert_eq!(*end, ends[whole] as u64);
                        assert_eq!(fault.offset(), Some(cut as u64));
                    }
                    (ContainerErrorKind::Truncated { start: 0 }, None) => {}
                    other => panic!("{codec}, cut at {cut}: {other:?}"),
                }
                assert_eq!(
                    *torn.get_ref(),
                    good[..cut],
                    "what is refused is not changed"
                );
            }
        }

        let mut torn = Cursor::new(good[..cut].to_vec());
        let writer = resuming(&mut torn, codec).repair(true).resume();
        let mut writer = writer.unwrap();
        for number in 100..105 {
            writer.append(&word(number)).unwrap();
        }
        writer.finish().unwrap();
        let expected = [all[..whole.unwrap_or(0) * 10].to_vec(), words(100..105)].concat();
        assert_eq!(
            read(torn.get_ref()).unwrap(),
            expected,
            "{codec}, cut at {cut}"
        );
        if whole.is_some() {
            assert_eq!(torn.get_ref()[..header], good[..header]);
        }
    }
}

#[test]
fn tail_of_garbage_is_cut_off_and_damage_inside_is_not() {
    let good = file(0..30, &Codec::Null);
    // A tail as of a disk that was full of zeros, or of anything.
    for tail in [&[0; 100][..], b"Obj\x01", b"garbage", &[0xff; 40]] {
        let mut torn = Cursor::new([&good, tail].concat());
        let error = Writer::<str>::builder(&mut torn).resume().unwrap_err();
        let ContainerErrorKind::Torn { end, .. } = error.kind() else {
            panic!("{error}");
        };
        assert_eq!(*end, good.len() as u64);
        let writer = Writer::<str>::builder(&mut torn).repair(true).resume();
        writer.unwrap().finish().unwrap();
        assert_eq!(*torn.get_ref(), good);
    }
    // The first block's size is wrong; two blocks follow.
    let (_, header) = Header::parse(&good, DEFAULT_MAX_HEADER).unwrap();
    let mut damaged = good.clone();
    damaged[header + 1] ^= 2;
    for repair in [false, true] {
        let mut sink = Cursor::new(damaged.clone());
        let error = Writer::<str>::builder(&mut sink)
            .repair(repair)
            .resume()
            .unwrap_err();
        match error.kind() {
            ContainerErrorKind::Torn { end, .. } => assert!(!repair && *end == header as u64),
            ContainerErrorKind::DamagedInside { end, marker } => {
                assert!(repair && *end == header as u64);
                assert_eq!(good[*marker as usize..][..16], [7; 16]);
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(*sink.get_ref(), damaged);
    }
}

#[test]
fn file_that_is_another_than_was_asked_for_is_refused() {
    let mut writer = Writer::<str>::builder(Vec::new())
        .metadata("owner", "me")
        .build()
        .unwrap();
    writer.append("one").unwrap();
    let good = writer.finish().unwrap();
    let mut sink = Cursor::new(good.clone());
    let long = Schema::parse(r#""long""#).unwrap();
    let mut cases = vec![
        (
            Writer::<Value>::builder(&mut sink)
                .schema(&long)
                .resume()
                .err(),
            "the file has another schema: string instead of long",
        ),
        (
            Writer::<str>::builder(&mut sink)
                .codec(Codec::Snappy)
                .resume()
                .err(),
            "the file's codec is `null`, not `snappy`",
        ),
        (
            Writer::<str>::builder(&mut sink)
                .sync_marker([0; 16])
                .resume()
                .err(),
            "the file has another sync marker",
        ),
        (
            Writer::<str>::builder(&mut sink)
                .metadata("owner", "you")
                .resume()
                .err(),
            "the file's metadata has another `owner`, or none",
        ),
    ];
    let error = Writer::<i64>::builder(&mut sink).resume().unwrap_err();
    assert!(matches!(error.kind(), ContainerErrorKind::Resolve(_)));
    let error = Writer::<str>::builder(Cursor::new(b"no file".to_vec())).resume();
    cases.push((
        error.err(),
        "at byte 0: not an object container file: it does not begin with `Obj` and version 1",
    ));
    for (error, message) in cases {
        assert_eq!(error.unwrap().to_string(), message);
    }
    assert_eq!(*sink.get_ref(), good);

    // What agrees is no reason to refuse.
    let mut writer = Writer::<str>::builder(&mut sink)
        .schema(&Schema::parse(r#""string""#).unwrap())
        .codec(Codec::Null)
        .metadata("owner", "whoever, which is said anew")
        .metadata("owner", "me")
        .resume()
        .unwrap();
    writer.append("two").unwrap();
    writer.finish().unwrap();
    assert_eq!(read(sink.get_ref()).unwrap(), ["one", "two"]);
}

#[test]
fn file_of_another_program_is_gone_on_with() {
    // Metadata in two blocks, no codec, a block of no records; by hand.
    let mut good = b"Obj\x01\x01\x2c\x16avro.schema\x10\"string\"\x02\x02x\x02y\0".to_vec();
    good.extend([9; 16]);
    encode_block(0, b"", [9; 16], &mut good);
    encode_block(1, b"\x02a", [9; 16], &mut good);
    let mut sink = Cursor::new(good.clone());
    sink.seek(SeekFrom::Start(3)).unwrap();
    let mut writer = Writer::<str>::builder(sink).resume().unwrap();
    assert_eq!(writer.sync_marker(), [9; 16]);
    writer.append("b").unwrap();
    let sink = writer.finish().unwrap().into_inner();
    encode_block(1, b"\x02b", [9; 16], &mut good);
    assert_eq!(sink, good);
}

#[test]
fn file_without_a_header_is_left_alone_where_none_can_be_written() {
    let torn = &file(0..1, &Codec::Null)[..20];
    let mut sink = Cursor::new(torn.to_vec());
    // A file of values needs a schema.
    let writer = Writer::<Value>::builder(&mut sink).repair(true).resume();
    assert!(matches!(
        writer.unwrap_err().kind(),
        ContainerErrorKind::NoSchema
    ));
    assert_eq!(sink.into_inner(), torn);
}
