//! Files in pieces, cut short, damaged and hostile.

use super::*;
use crate::container::{Codec, ContainerErrorKind, encode_block};

const MARKER: [u8; 16] = *b"0123456789abcdef";

/// What a framer said, with nothing borrowed.
#[derive(Debug, PartialEq, Eq)]
enum Said {
    Header(Header),
    /// Count, payload, offset, offset of the payload, number, length.
    Block(u64, Vec<u8>, u64, u64, u64, usize),
    /// From, to, message.
    Skipped(u64, u64, String),
    /// Place, block, message.
    Error(Option<u64>, Option<u64>, String),
}

/// All that a framer says of a file that arrives in pieces of `step` bytes.
fn said(file: &[u8], step: usize) -> Vec<Said> {
    said_by(&mut Framer::new().max_block(1 << 20), file, step)
}

fn said_by(framer: &mut Framer, file: &[u8], step: usize) -> Vec<Said> {
    let mut rest = file;
    let mut all = Vec::new();
    loop {
        all.push(match framer.next() {
            Ok(Event::NeedInput) => {
                let space = framer.space();
                assert!(!space.is_empty());
                let count = step.min(rest.len()).min(space.len());
                space[..count].copy_from_slice(&rest[..count]);
                rest = &rest[count..];
                framer.filled(count);
                continue;
            }
            Ok(Event::Header(header)) => Said::Header(header),
            Ok(Event::Block(block)) => Said::Block(
                block.count,
                block.payload.to_vec(),
                block.offset,
                block.payload_offset,
                block.number,
                block.len,
            ),
            Ok(Event::Skipped(skipped)) => Said::Skipped(
                skipped.range.start,
                skipped.range.end,
                skipped.error.kind().to_string(),
            ),
            Ok(Event::End) => return all,
            Err(err) => {
                let said = Said::Error(err.offset(), err.block(), err.kind().to_string());
                all.push(said);
                assert!(
                    matches!(framer.next(), Ok(Event::End)),
                    "an error is the last word"
                );
                return all;
            }
        });
    }
}

fn header() -> Header {
    Header::new("\"int\"", &Codec::Null).with_sync(MARKER)
}

/// A header, blocks of 3, 0 and 1 records, and how long it is up to the end of each.
fn file() -> (Vec<u8>, [usize; 4]) {
    let mut file = Vec::new();
    header().encode(&mut file);
    let first = file.len();
    encode_block(3, b"\x02\x04\x06", MARKER, &mut file);
    let second = file.len();
    encode_block(0, b"", MARKER, &mut file);
    let third = file.len();
    encode_block(1, &[b'x'; 300], MARKER, &mut file);
    let ends = [first, second, third, file.len()];
    (file, ends)
}

#[test]
fn file_is_a_header_and_blocks() {
    let (file, [first, second, third, end]) = file();
    // Count and size take a byte each, but for the last block's size.
    let wanted = [
        Said::Header(header()),
        Said::Block(
            3,
            b"\x02\x04\x06".to_vec(),
            first as u64,
            first as u64 + 2,
            0,
            21,
        ),
        Said::Block(0, Vec::new(), second as u64, second as u64 + 2, 1, 18),
        Said::Block(1, vec![b'x'; 300], third as u64, third as u64 + 3, 2, 319),
    ];
    assert_eq!(end - third, 319);
    assert_eq!(said(&file, usize::MAX), wanted);
    assert_eq!(said(&file[..first], usize::MAX), wanted[..1]);
}

#[test]
fn file_is_the_same_however_it_arrives() {
    let (file, _) = file();
    let whole = said(&file, usize::MAX);
    for step in 1..file.len() {
        assert_eq!(said(&file, step), whole, "in pieces of {step}");
    }
}

#[test]
fn slice_is_scanned_without_a_copy() {
    let (file, [first, ..]) = file();
    let (header, len) = Header::parse(&file, 1000).unwrap();
    assert_eq!(len, first);
    let mut rest = &file[len..];
    let mut scanner = BlockScanner::new(header.sync(), len as u64);
    let mut counts = Vec::new();
    while let Some(block) = scanner.take(&mut rest).unwrap() {
        assert!(file.as_ptr_range().contains(&block.payload.as_ptr()) || block.payload.is_empty());
        assert_eq!(
            &file[block.payload_offset as usize..][..block.payload.len()],
            block.payload
        );
        counts.push(block.count);
    }
    assert_eq!(counts, [3, 0, 1]);
    assert_eq!(scanner.offset(), file.len() as u64);
    assert_eq!(scanner.number(), 3);
}

#[test]
fn file_cut_at_any_byte_gives_its_whole_blocks_and_is_truncated_there() {
    let (file, ends) = file();
    let whole = said(&file, usize::MAX);
    for cut in 0..file.len() {
        let blocks = ends[1..].iter().filter(|&&end| end <= cut).count();
        let from = ends.iter().rev().copied().find(|&end| end <= cut);
        let wanted_error = match from {
            Some(end) if end == cut => None,
            Some(start) => Some((start, Some(blocks as u64))),
            None => Some((0, None)),
        };
        for step in [1, 7, usize::MAX] {
            let mut said = said(&file[..cut], step);
            if let Some((start, block)) = wanted_error {
                let message = format!("the file ends here, inside what began at byte {start}");
                let wanted = Said::Error(Some(cut as u64), block, message);
                assert_eq!(said.pop(), Some(wanted), "cut at {cut}");
            }
            let items = from.map_or(0, |_| 1 + blocks);
            assert_eq!(said, whole[..items], "cut at {cut}");
        }
    }
}

#[test]
fn faults_of_a_block_are_refused_where_they_stand() {
    let min = b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01";
    let max = b"\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01";
    let long = b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x03";
    let (mut start, [_, second, ..]) = file();
    start.truncate(second);
    let before = said(&start, usize::MAX);
    let limit = 1_048_576 + 174_762 + 1024;
    let too_large = |size| {
        format!("a block of {size} bytes, where the limit on blocks allows {limit} compressed")
    };
    let wrong = "the block does not end with the file's sync marker";
    let cases: &[(&[&[u8]], u64, &str)] = &[
        (&[b"\x01\x00", &MARKER], 0, "a block of -1 records"),
        (
            &[min, b"\x00", &MARKER],
            0,
            "a block of -9223372036854775808 records",
        ),
        (&[long], 0, "a count or size of more than 64 bits"),
        (&[b"\x02\x01", &MARKER], 1, "a block of -1 bytes"),
        (
            &[b"\x02", min, &MARKER],
            1,
            "a block of -9223372036854775808 bytes",
        ),
        (&[b"\x02", long], 1, "a count or size of more than 64 bits"),
        (&[b"\x02", max, &MARKER], 1, &too_large(i64::MAX)),
        (&[b"\x02\x80\x80\x80\x80\x80\x40"], 1, &too_large(1 << 40)),
        (&[b"\x02\x02x0123456789abcdeF"], 3, wrong),
        (&[b"\x02\x02xx", &MARKER], 3, wrong),
        (&[b"\x02\x06x", &MARKER, b"and more"], 5, wrong),
        (&[b"\x00\x00fedcba9876543210"], 2, wrong),
        (
            &[&start],
            0,
            "a second object container file begins here, where a block should",
        ),
        (&[b"Obx", &MARKER], 0, "a block of -40 records"),
    ];
    for (pieces, at, message) in cases {
        let damaged = [&start, &*pieces.concat()].concat();
        for step in [1, 3, usize::MAX] {
            let mut said = said(&damaged, step);
            let wanted = Said::Error(Some(second as u64 + at), Some(1), (*message).to_owned());
            assert_eq!(said.pop(), Some(wanted), "{pieces:x?} in pieces of {step}");
            assert_eq!(said, before);
        }
    }
}

#[test]
fn longest_counts_and_padded_varints_are_read() {
    let max = b"\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01";
    let mut file = Vec::new();
    header().encode(&mut file);
    let start = file.len() as u64;
    file.extend(
        [
            &max[..],
            b"\x82\x80\x80\x80\x80\x80\x80\x80\x80\x00",
            b"x",
            &MARKER,
        ]
        .concat(),
    );
    let wanted = Said::Block(i64::MAX as u64, b"x".to_vec(), start, start + 20, 0, 37);
    assert_eq!(said(&file, 1).pop(), Some(wanted));
}

#[test]
fn declared_size_reserves_nothing_ahead_of_the_data() {
    let mut file = Vec::new();
    header().encode(&mut file);
    // 30 MiB announced, 1,000 bytes sent.
    file.extend(b"\x02\x80\x80\x80\x1e");
    file.resize(file.len() + 1000, 0);
    let mut framer = Framer::new();
    let said = said_by(&mut framer, &file, 100);
    assert!(matches!(said.last(), Some(Said::Error(..))), "{said:?}");
    assert_eq!(framer.buffer.capacity(), BUFFER);
}

#[test]
fn buffer_is_at_most_four_times_what_arrived() {
    let mut file = Vec::new();
    header().encode(&mut file);
    encode_block(1, &vec![b'x'; 5 << 20], MARKER, &mut file);
    for cut in [BUFFER, BUFFER + 1, 1 << 20, file.len() - 1] {
        let mut framer = Framer::new();
        let said = said_by(&mut framer, &file[..cut], 60_000);
        assert!(matches!(said.last(), Some(Said::Error(..))));
        assert!(framer.buffer.capacity() <= (4 * cut).max(BUFFER), "{cut}");
    }
    assert_eq!(said_by(&mut Framer::new(), &file, 60_000).len(), 2);
}

#[test]
fn many_blocks_pass_through_a_buffer_that_stays_small() {
    let mut file = Vec::new();
    header().encode(&mut file);
    let sizes: Vec<usize> = (0..200).map(|i| i * 7919 % 30_000).collect();
    for (number, &size) in sizes.iter().enumerate() {
        encode_block(number as u64, &vec![number as u8; size], MARKER, &mut file);
    }
    for step in [1_000, 65_536, usize::MAX] {
        let mut framer = Framer::new();
        let said = said_by(&mut framer, &file, step);
        assert_eq!(said.len(), 201);
        for (number, said) in said[1..].iter().enumerate() {
            let Said::Block(count, payload, ..) = said else {
                panic!("{said:?}")
            };
            assert_eq!(*count, number as u64);
            assert_eq!(payload, &vec![number as u8; sizes[number]]);
        }
        assert_eq!(framer.buffer.capacity(), BUFFER);
    }
}

#[test]
fn blocks_can_be_read_from_any_of_their_starts() {
    let (file, [_, second, ..]) = file();
    let mut framer = Framer::resume(MARKER, second as u64);
    let said = said_by(&mut framer, &file[second..], 10);
    assert!(
        matches!(said[..], [Said::Block(0, _, at, ..), Said::Block(1, ..)] if at == second as u64)
    );
}

#[test]
fn limits_are_kept() {
    let (file, [first, ..]) = file();
    let mut framer = Framer::new().max_header(first - 1);
    assert!(matches!(
        said_by(&mut framer, &file, 1)[..],
        [Said::Error(_, None, _)]
    ));

    // 300 bytes are refused by what 200 can become in the worst codec.
    let mut large = Vec::new();
    header().encode(&mut large);
    encode_block(1, &[0; 200 + 200 / 6 + 1024], MARKER, &mut large);
    let mut framer = Framer::new().max_block(200);
    assert_eq!(said_by(&mut framer, &large, 1).len(), 2);
    let mut framer = Framer::new().max_block(199);
    assert!(matches!(
        said_by(&mut framer, &large, 1)[..],
        [_, Said::Error(_, Some(0), _)]
    ));
}

#[test]
fn space_is_never_empty() {
    let mut framer = Framer::new();
    for _ in 0..10 {
        let count = framer.space().len();
        assert!(count > 0);
        framer.filled(count);
    }
}

#[test]
fn empty_file_is_truncated() {
    let mut framer = Framer::new();
    framer.filled(0);
    let err = framer.next().unwrap_err();
    assert!(
        matches!(err.kind(), ContainerErrorKind::Truncated { start: 0 }),
        "{err}"
    );
    assert_eq!(err.offset(), Some(0));
}

/// Three blocks, the second with a byte changed, and where the last begins.
fn damaged_file(at: usize) -> (Vec<u8>, [usize; 4]) {
    let (mut file, ends) = file();
    file[ends[0] + at] ^= 0x40;
    (file, ends)
}

#[test]
fn damage_is_skipped_however_the_file_arrives() {
    // The count, the size, and the first and last byte of the marker of the first block. An empty block is
    // not seen where no marker is before it.
    for (at, has_second) in [(0, true), (1, true), (5, false), (20, false)] {
        let (file, [first, second, third, _]) = damaged_file(at);
        let gap_end = if has_second { second } else { third };
        let message = "the block does not end with the file's sync marker";
        let gap = Said::Skipped(first as u64, gap_end as u64, message.to_owned());
        for step in [1, 2, 7, 300, usize::MAX] {
            let mut said = said_by(&mut Framer::new().recover(true), &file, step);
            let found = said.remove(1);
            if at == 0 {
                // Only the count is another: that is for those to see who look at the records.
                assert!(matches!(found, Said::Block(35, ..)), "{found:?}");
            } else {
                assert_eq!(found, gap, "damage at {at}, in pieces of {step}");
            }
            let offsets = said.iter().filter_map(|said| match said {
                Said::Block(_, _, offset, ..) => Some(*offset as usize),
                _ => None,
            });
            let expected = [second, third].into_iter().filter(|&at| at >= gap_end);
            assert!(offsets.eq(expected), "damage at {at}, in pieces of {step}");
        }
    }
}

#[test]
fn block_that_is_rejected_is_skipped() {
    let (file, [first, second, ..]) = file();
    let mut framer = Framer::new().recover(true);
    let mut rest = &file[..];
    let mut said = Vec::new();
    loop {
        match framer.next().unwrap() {
            Event::NeedInput => {
                let count = rest.len().min(10);
                framer.space()[..count].copy_from_slice(&rest[..count]);
                framer.filled(count);
                rest = &rest[count..];
            }
            Event::Header(_) => {}
            Event::Block(block) if block.count == 3 => {
                framer.reject(ContainerErrorKind::LeftInBlock { count: 1 }.into());
            }
            Event::Block(block) => said.push((block.offset as usize, block.number)),
            Event::Skipped(skipped) => {
                let range = skipped.range.start as usize..skipped.range.end as usize;
                assert_eq!(range, first..second);
                assert!(said.is_empty());
            }
            Event::End => break,
        }
    }
    assert_eq!(said, [(second, 0), (second + 18, 1)]);
}

#[test]
fn framer_goes_where_it_is_told() {
    let (file, [first, second, third, end]) = file();
    let mut framer = Framer::new();
    assert_eq!(framer.sync(7), 7, "nothing is known yet");
    let whole = said_by(&mut framer, &file, 100);
    assert_eq!(whole.len(), 4);

    let again = |framer: &mut Framer, from: u64| {
        let said = said_by(framer, &file[from as usize..], 100).into_iter();
        let offset = |said| match said {
            Said::Block(_, _, offset, ..) => offset as usize,
            other => panic!("{other:?}"),
        };
        said.map(offset).collect::<Vec<_>>()
    };
    framer.seek(second as u64);
    assert_eq!(again(&mut framer, second as u64), [second, third]);
    let from = framer.sync(first as u64 - 16);
    assert_eq!(
        (from, again(&mut framer, from)),
        (first as u64, vec![first, second, third])
    );
    let from = framer.sync(first as u64 - 15);
    assert_eq!(again(&mut framer, from), [second, third]);
    let from = framer.read_range(first as u64 - 15..third as u64 - 16);
    assert_eq!(again(&mut framer, from), [second]);
    let from = framer.sync(end as u64 - 16);
    assert_eq!(again(&mut framer, from), [0; 0]);
    assert_eq!(framer.position(), end as u64);
}

#[test]
fn search_moves_its_buffer_seldom() {
    // A marker every 21 bytes, and behind each the head of a block of nearly 4 MiB.
    let mut file = Vec::new();
    header().encode(&mut file);
    let first = file.len();
    while file.len() < 6 << 20 {
        file.extend_from_slice(b"\x02\xfe\xff\xff\x03");
        file.extend_from_slice(&MARKER);
    }
    file[first + 1..first + 5].fill(0);
    let mut framer = Framer::new().recover(true);
    let said = said_by(&mut framer, &file, 50_000);
    assert!(
        matches!(said[..], [_, Said::Skipped(..), ..]),
        "{}",
        said.len()
    );
    assert!(framer.buffer.len() < 8 << 20);
}
