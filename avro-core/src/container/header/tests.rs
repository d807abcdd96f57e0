//! What a header is made of, and what is none.

use super::*;

const MARKER: [u8; 16] = *b"0123456789abcdef";

/// A header written by hand: the schema, `"int"`, is the only metadata.
const SMALLEST: &[u8] = b"Obj\x01\x02\x16avro.schema\x0a\"int\"\x000123456789abcdef";

/// Two blocks of metadata, the first with its size in bytes, and a codec.
const BLOCKS: &[u8] = b"Obj\x01\
    \x01\x24\x16avro.schema\x0a\"int\"\
    \x04\x14avro.codec\x0cbzip2!\x02k\x04\xff\x00\
    \x00\
    0123456789abcdef";

fn parse(file: &[u8]) -> Result<(Header, usize), ContainerError> {
    Header::parse(file, 1 << 20)
}

/// The error of a header, its place, and its message.
fn refusal(file: &[u8]) -> (Option<u64>, String) {
    let err = parse(file).expect_err("it should be refused");
    assert_eq!(err.block(), None);
    (err.offset(), err.kind().to_string())
}

#[test]
fn header_is_magic_metadata_and_sync_marker() {
    let (header, len) = parse(SMALLEST).unwrap();
    assert_eq!(len, SMALLEST.len());
    assert_eq!(header.schema_text(), "\"int\"");
    assert_eq!(header.codec_name(), "null");
    assert_eq!(header.codec().unwrap(), Codec::Null);
    assert_eq!(header.sync(), MARKER);
    assert_eq!(header.metadata().count(), 1);
    assert_eq!(header.user_metadata().count(), 0);

    let mut encoded = Vec::new();
    header.encode(&mut encoded);
    assert_eq!(encoded, SMALLEST);
}

#[test]
fn metadata_may_come_in_blocks_with_their_sizes() {
    let (header, len) = parse(BLOCKS).unwrap();
    assert_eq!(len, BLOCKS.len());
    assert_eq!(header.schema_text(), "\"int\"");
    assert_eq!(header.codec_name(), "bzip2!");
    assert!(header.codec().is_err());
    assert_eq!(header.get("k"), Some(&b"\xff\x00"[..]));
    assert_eq!(
        header.user_metadata().collect::<Vec<_>>(),
        [("k", &b"\xff\x00"[..])]
    );
}

#[test]
fn what_follows_the_header_is_left_alone() {
    let file = [SMALLEST, b"blocks"].concat();
    let (_, len) = parse(&file).unwrap();
    assert_eq!(&file[len..], b"blocks");
}

#[test]
fn header_is_the_same_however_it_arrives() {
    for file in [SMALLEST, BLOCKS] {
        let whole = parse(file).unwrap();
        for step in 1..file.len() {
            let mut parser = HeaderParser::new(1 << 20);
            let mut end = 0;
            let pieces = loop {
                end = (end + step).min(file.len());
                match parser.resume(&file[..end]).unwrap() {
                    HeaderProgress::Complete { header, len } => break (header, len),
                    HeaderProgress::Incomplete { needed } => {
                        assert!(needed > end, "{needed} is not more than {end}");
                        assert!(needed <= file.len(), "{needed} is more than there is");
                    }
                }
            };
            assert_eq!(pieces, whole, "in pieces of {step}");
        }
    }
}

#[test]
fn parser_starts_again_after_a_header() {
    let mut parser = HeaderParser::new(1 << 20);
    let first = parser.resume(SMALLEST).unwrap();
    assert_eq!(parser.resume(SMALLEST).unwrap(), first);
}

#[test]
fn header_cut_at_any_byte_is_truncated_there() {
    for file in [SMALLEST, BLOCKS] {
        for cut in 0..file.len() {
            let err = parse(&file[..cut]).unwrap_err();
            assert_eq!(err.offset(), Some(cut as u64));
            assert!(
                matches!(err.kind(), ContainerErrorKind::Truncated { start: 0 }),
                "cut at {cut}: {err}"
            );
        }
    }
}

#[test]
fn faults_are_refused_where_they_stand() {
    let long = b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x03";
    let min = b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01";
    let max = b"\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01";
    let no_magic = "not an object container file: it does not begin with `Obj` and version 1";
    let too_large = "the header is larger than 1048576 bytes";
    let cases: &[(&[&[u8]], u64, &str)] = &[
        (&[b"Obj\x02"], 0, no_magic),
        (&[b"obj\x01"], 0, no_magic),
        (&[b"{"], 0, no_magic),
        (&[b"PAR1"], 0, no_magic),
        (
            &[b"Obj\x01", long],
            4,
            "a count or size of more than 64 bits",
        ),
        (&[b"Obj\x01", max], 4, too_large),
        (&[b"Obj\x01", min, b"\x02"], 4, too_large),
        (
            &[b"Obj\x01\x01\x01"],
            5,
            "a negative length, -1, in the metadata",
        ),
        (&[b"Obj\x01\x01", max], 5, too_large),
        (
            &[b"Obj\x01\x02", min],
            5,
            "a negative length, -9223372036854775808, in the metadata",
        ),
        (&[b"Obj\x01\x02", max], 5, too_large),
        (&[b"Obj\x01\x02\x02a", max], 7, too_large),
        (
            &[b"Obj\x01\x02\x02a\x01"],
            7,
            "a negative length, -1, in the metadata",
        ),
        (
            &[b"Obj\x01\x02\x02a", long],
            7,
            "a count or size of more than 64 bits",
        ),
        (
            &[b"Obj\x01\x02\x02\xff"],
            5,
            "a key of the metadata is not UTF-8",
        ),
        (&[b"Obj\x01\x00"], 5, "the metadata has no `avro.schema`"),
        (
            &[b"Obj\x01\x02\x02a\x02b\x00"],
            10,
            "the metadata has no `avro.schema`",
        ),
        (
            &[
                b"Obj\x01\x04\x16avro.schema\x0a\"int\"\x16avro.schema\x0a\"int\"\x00",
                &MARKER,
            ],
            23,
            "`avro.schema` is given twice in the metadata",
        ),
        (
            &[b"Obj\x01\x02\x16avro.schema\x02\xff\x00", &MARKER],
            17,
            "`avro.schema` in the metadata is not UTF-8",
        ),
        (
            &[
                b"Obj\x01\x04\x16avro.schema\x0a\"int\"\x14avro.codec\x02\xff\x00",
                &MARKER,
            ],
            34,
            "`avro.codec` in the metadata is not UTF-8",
        ),
    ];
    for (pieces, offset, message) in cases {
        let file = pieces.concat();
        assert_eq!(
            refusal(&file),
            (Some(*offset), (*message).to_owned()),
            "{file:x?}"
        );
    }
}

#[test]
fn magic_is_judged_before_it_is_whole() {
    for begin in [&b"o"[..], b"Oc", b"ObJ", b"\0"] {
        let result = HeaderParser::new(1 << 20).resume(begin);
        let kind = result.unwrap_err().into_kind();
        assert!(
            matches!(kind, ContainerErrorKind::NotAContainer),
            "{begin:x?}"
        );
    }
}

#[test]
fn thousand_entries_keep_their_order() {
    let mut header = Header::new("\"int\"", &Codec::Null);
    for number in 0..1000 {
        header = header
            .with_metadata(format!("key {number}"), format!("{number}"))
            .unwrap();
    }
    let mut file = Vec::new();
    header.encode(&mut file);
    let (read, _) = parse(&file).unwrap();
    assert_eq!(read, header);
    let keys: Vec<_> = read.user_metadata().map(|(key, _)| key).collect();
    assert_eq!(keys.len(), 1000);
    assert_eq!((keys[0], keys[999]), ("key 0", "key 999"));
}

#[test]
fn header_may_be_as_large_as_the_limit() {
    let mut file = Vec::new();
    let header = Header::new("\"int\"", &Codec::Null)
        .with_metadata("k", vec![7; 5000])
        .unwrap();
    header.encode(&mut file);
    // Each of the three entries counts for 64 bytes more.
    let cost = file.len() + 3 * 64;
    assert_eq!(Header::parse(&file, cost).unwrap(), (header, file.len()));
    let err = Header::parse(&file, cost - 1).unwrap_err();
    assert!(
        matches!(err.kind(), ContainerErrorKind::HeaderTooLarge { limit } if *limit == cost - 1)
    );
}

#[test]
fn tiny_entries_are_charged_for() {
    // 100,000 entries in 300 kB of file.
    let mut file = b"Obj\x01\xc0\x9a\x0c".to_vec();
    for _ in 0..100_000 {
        file.extend(b"\x02a\0");
    }
    let err = Header::parse(&file, 1 << 20).unwrap_err();
    assert!(
        matches!(err.kind(), ContainerErrorKind::HeaderTooLarge { .. }),
        "{err}"
    );
    assert!(err.offset().unwrap() < 100_000);
}

#[test]
fn reserved_keys_are_refused_in_new_metadata() {
    for key in ["avro.schema", "avro.codec", "avro.", "avro.mine"] {
        let err = Header::new("\"int\"", &Codec::Null)
            .with_metadata(key, "x")
            .unwrap_err();
        assert_eq!(
            err.to_string(),
            format!(
                "the metadata key `{key}` is reserved: keys that begin with `avro.` are Avro's own"
            )
        );
    }
    let long = "avro.".repeat(10_000);
    let err = Header::new("\"int\"", &Codec::Null)
        .with_metadata(long, "x")
        .unwrap_err();
    assert!(err.to_string().len() < 200);
    assert!(
        Header::new("\"int\"", &Codec::Null)
            .with_metadata("avro", "x")
            .is_ok()
    );
}

#[test]
fn key_set_twice_has_its_last_value() {
    let header = Header::new("\"int\"", &Codec::Null);
    let header = header
        .with_metadata("k", "1")
        .unwrap()
        .with_metadata("k", "2")
        .unwrap();
    assert_eq!(
        header.user_metadata().collect::<Vec<_>>(),
        [("k", &b"2"[..])]
    );

    let (read, _) =
        parse(b"Obj\x01\x06\x02k\x021\x16avro.schema\x0a\"int\"\x02k\x022\x000123456789abcdef")
            .unwrap();
    assert_eq!(read.get("k"), Some(&b"2"[..]));
    assert_eq!(read.user_metadata().count(), 2);
}

#[test]
fn new_header_has_a_marker_of_its_own() {
    let header = Header::new("\"int\"", &Codec::zstandard());
    assert_ne!(
        header.sync(),
        Header::new("\"int\"", &Codec::zstandard()).sync()
    );
    assert_eq!(header.clone().with_sync(MARKER).sync(), MARKER);
    assert_eq!(header.codec_name(), "zstandard");
    assert_eq!(header.codec().unwrap(), Codec::zstandard());
}
