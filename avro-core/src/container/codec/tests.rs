//! What the codecs read, write and refuse. Compressed bytes come from other
//! programs; the command that made them stands above each.

use super::*;

/// A thousand bytes, in every fixture.
pub(super) fn records() -> Vec<u8> {
    b"avro ".repeat(200)
}

pub(super) fn unhex(hex: &str) -> Vec<u8> {
    let digits: Vec<u32> = hex.chars().filter_map(|digit| digit.to_digit(16)).collect();
    digits
        .chunks(2)
        .map(|pair| (pair[0] << 4 | pair[1]) as u8)
        .collect()
}

// python3 -c 'import zlib; c = zlib.compressobj(6, zlib.DEFLATED, -15)
// print((c.compress(b"avro " * 200) + c.flush()).hex())'
pub(super) const DEFLATE: &str = "4b2c2bca57481c2546895162381300";

// python3 -c 'import bz2; print(bz2.compress(b"avro " * 200).hex())'
pub(super) const BZIP2: &str = "425a6839314159265359c22baba30000c79180400020009100200030cd005289a688b0\
                     45e11708b845f177245385090c22baba30";

// By hand: the length, a literal of five bytes, fifteen copies of 64 and one of 35, all
// from five bytes before; then python3 -c 'import zlib; print(hex(zlib.crc32(b"avro " * 200)))'
pub(super) const SNAPPY: &str = "e807 10 6176726f20 fe0500fe0500fe0500fe0500fe0500 fe0500fe0500fe0500fe0500fe0500 \
                      fe0500fe0500fe0500fe0500fe0500 8a0500 534cea21";

// python3 -c 'import lzma; print(lzma.compress(b"avro " * 200).hex())'
pub(super) const XZ: &str = "fd377a585a000004e6d6b4460200210116000000742fe5a3e003e700115d00309d8a8d54bac7\
                  b94b405f205f36a83f0000000000d5bbd0f262405c6200012de807000000927614fdb1c467fb\
                  020000000004595a";

// python3 -c 'print("avro " * 200, end="")' | zstd -3 -c | xxd -p
pub(super) const ZSTANDARD: &str = "28b52ffd0458650000286176726f200100e051152d89aa6687";

// python3 -c 'print("avro " * 200, end="")' | zstd -3 -c --stream-size=1000 --no-check | xxd -p
pub(super) const ZSTANDARD_SIZED: &str = "28b52ffd60e802650000286176726f200100e051152d";

/// Each codec that is compiled in, with what another program made of [`records`].
fn fixtures() -> Vec<(Codec, Vec<u8>)> {
    let all = [
        (Codec::deflate(), DEFLATE),
        (Codec::bzip2(), BZIP2),
        (Codec::Snappy, SNAPPY),
        (Codec::xz(), XZ),
        (Codec::zstandard(), ZSTANDARD),
        (Codec::zstandard(), ZSTANDARD_SIZED),
    ];
    let on = all
        .into_iter()
        .filter(|(codec, _)| Compressor::new(codec).is_ok());
    on.map(|(codec, hex)| (codec, unhex(hex))).collect()
}

pub(super) fn decompress(
    codec: &Codec,
    payload: &[u8],
    limit: usize,
) -> Result<Vec<u8>, CodecError> {
    Decompressor::new(codec, limit)?
        .decompress(payload)
        .map(<[u8]>::to_vec)
}

/// Bytes that no codec makes smaller, the same each time.
pub(super) fn noise(len: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as u8
    };
    std::iter::repeat_with(next).take(len).collect()
}

#[test]
fn what_other_programs_compressed_is_read() {
    for (codec, payload) in fixtures() {
        assert_eq!(
            decompress(&codec, &payload, 1 << 20).unwrap(),
            records(),
            "{codec}"
        );
    }
}

#[test]
fn compressed_data_cut_at_any_byte_is_an_error() {
    for (codec, payload) in fixtures() {
        for cut in 0..payload.len() {
            let result = decompress(&codec, &payload[..cut], 1 << 20);
            assert!(result.is_err(), "{codec} cut at {cut}");
        }
    }
}

#[test]
fn bytes_after_compressed_data_are_an_error_but_for_deflate() {
    for (codec, payload) in fixtures() {
        for extra in [&b"\0"[..], b"\xff", b"some bytes more"] {
            let longer = [&payload, extra].concat();
            let result = decompress(&codec, &longer, 1 << 20);
            match codec {
                Codec::Deflate { .. } => assert_eq!(result.unwrap(), records()),
                // The checksum is the last four bytes, whatever they are.
                Codec::Snappy => assert!(result.is_err(), "{extra:x?}"),
                _ => assert!(
                    matches!(result, Err(CodecError::TrailingBytes { count, .. }) if count == extra.len()),
                    "{codec} and {extra:x?}: {result:?}"
                ),
            }
        }
    }
}

#[test]
fn flipped_bit_never_passes_a_checksum() {
    for (codec, payload) in fixtures() {
        let checked = match codec {
            Codec::Bzip2 { .. } | Codec::Snappy | Codec::Xz { .. } => true,
            Codec::Zstandard { .. } => payload == unhex(ZSTANDARD),
            _ => false,
        };
        for bit in 0..payload.len() * 8 {
            let mut damaged = payload.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            match decompress(&codec, &damaged, 5_000) {
                Ok(read) if checked => assert_eq!(read, records(), "{codec}, bit {bit}"),
                Ok(read) => assert!(read.len() <= 5_000, "{codec}, bit {bit}"),
                Err(_) => {}
            }
        }
    }
}

#[test]
fn blocks_come_back_as_they_were_at_every_level() {
    let levels = |of: fn(u32) -> Codec| [0, 1, 5, 9, 12, u32::MAX].map(of).to_vec();
    let mut codecs = vec![Codec::Null, Codec::Snappy];
    codecs.extend(levels(|level| Codec::Deflate { level }));
    codecs.extend(levels(|level| Codec::Bzip2 { level }));
    codecs.extend(levels(|level| Codec::Xz {
        level: if level > 9 { level } else { level / 4 },
    }));
    codecs.extend([i32::MIN, -5, 0, 1, 3, 19, i32::MAX].map(|level| Codec::Zstandard { level }));
    let blocks = [
        records(),
        Vec::new(),
        b"x".to_vec(),
        noise(5_000),
        b"avro ".repeat(5_000),
        vec![0; 1_000],
    ];
    for codec in codecs {
        let Ok(mut compressor) = Compressor::new(&codec) else {
            continue;
        };
        let mut decompressor = Decompressor::new(&codec, 150_000).unwrap();
        for block in &blocks {
            let payload = compressor.compress(block).unwrap();
            assert!(
                payload.len() <= block.len() + block.len() / 6 + 1024,
                "{codec:?}"
            );
            assert_eq!(
                decompressor.decompress(payload).unwrap(),
                block,
                "{codec:?}"
            );

            let (mut packed, mut unpacked) = (BlockBuffer::new(), BlockBuffer::new());
            compressor.compress_into(block, &mut packed).unwrap();
            decompressor
                .decompress_into(&packed, &mut unpacked)
                .unwrap();
            assert_eq!(*unpacked, **block, "{codec:?}");
        }
    }
}

#[test]
fn higher_levels_compress_better() {
    let text: Vec<u8> = (0..20_000_u32)
        .flat_map(|i| (i * i % 1009).to_string().into_bytes())
        .collect();
    let pairs = [
        (Codec::Deflate { level: 1 }, Codec::Deflate { level: 9 }),
        (Codec::Deflate { level: 0 }, Codec::Deflate { level: 1 }),
        (Codec::Xz { level: 0 }, Codec::Xz { level: 9 }),
        (
            Codec::Zstandard { level: -7 },
            Codec::Zstandard { level: 19 },
        ),
    ];
    for (low, high) in pairs {
        let size = |codec| Some(Compressor::new(codec).ok()?.compress(&text).unwrap().len());
        assert!(
            size(&low) > size(&high) || size(&low).is_none(),
            "{low:?} and {high:?}"
        );
    }
}

#[test]
fn limit_itself_is_allowed_and_nothing_more() {
    for (codec, payload) in fixtures().into_iter().chain([(Codec::Null, records())]) {
        assert_eq!(
            decompress(&codec, &payload, 1000).unwrap(),
            records(),
            "{codec}"
        );
        for limit in [0, 1, 999] {
            let result = decompress(&codec, &payload, limit);
            assert!(
                matches!(result, Err(CodecError::TooLarge { limit: said }) if said == limit),
                "{codec}, {limit}: {result:?}"
            );
        }
    }
    assert_eq!(
        CodecError::TooLarge { limit: 999 }.to_string(),
        "the decompressed block is larger than 999 bytes"
    );
}

#[test]
fn bomb_is_refused_in_little_memory() {
    let zeros = vec![0; 1 << 20];
    let limit = 1 << 17;
    for (codec, _) in fixtures() {
        let mut compressor = Compressor::new(&codec).unwrap();
        let bomb = compressor.compress(&zeros).unwrap();
        let mut decompressor = Decompressor::new(&codec, limit).unwrap();
        let result = decompressor.decompress(bomb);
        assert!(
            matches!(result, Err(CodecError::TooLarge { .. })),
            "{codec}: {result:?}"
        );
        assert!(
            decompressor.output.capacity() <= limit + limit / 2,
            "{codec}"
        );
    }
}

#[test]
fn no_bytes_are_no_compressed_data() {
    for (codec, _) in fixtures() {
        assert!(decompress(&codec, b"", 1000).is_err(), "{codec}");
    }
    assert_eq!(decompress(&Codec::Null, b"", 1000).unwrap(), b"");
}

#[test]
fn garbage_is_refused() {
    for (codec, _) in fixtures() {
        for len in [1, 3, 4, 5, 100, 10_000] {
            let mut garbage = noise(len);
            // A deflate block of the type that does not exist.
            garbage[0] |= 0b111;
            assert!(
                decompress(&codec, &garbage, 1 << 20).is_err(),
                "{codec}, {len} bytes"
            );
        }
    }
}

#[test]
fn null_codec_copies_nothing() {
    let bytes = records();
    let mut decompressor = Decompressor::new(&Codec::Null, 1000).unwrap();
    assert_eq!(
        decompressor.decompress(&bytes).unwrap().as_ptr(),
        bytes.as_ptr()
    );
    let mut compressor = Compressor::new(&Codec::Null).unwrap();
    assert_eq!(
        compressor.compress(&bytes).unwrap().as_ptr(),
        bytes.as_ptr()
    );
}

#[test]
fn decompressor_reads_on_after_an_error() {
    for (codec, payload) in fixtures() {
        let mut decompressor = Decompressor::new(&codec, 1000).unwrap();
        for bad in [&payload[..payload.len() / 2], b"", b"garbage"] {
            assert!(decompressor.decompress(bad).is_err(), "{codec}");
            assert_eq!(
                decompressor.decompress(&payload).unwrap(),
                records(),
                "{codec}"
            );
        }
    }
}

#[test]
fn codec_names_are_those_of_the_specification() {
    for name in ["null", "deflate", "bzip2", "snappy", "xz", "zstandard"] {
        let codec = Codec::from_name(name).unwrap();
        assert_eq!(codec.name(), name);
        assert_eq!(format!("{codec:>10}"), format!("{name:>10}"));
    }
    for name in ["", "zstd", "Snappy", "snappy ", "null\0", "lzo", "gzip"] {
        let err = name.parse::<Codec>().unwrap_err();
        assert!(
            matches!(&err, CodecError::Unknown { name: said } if **said == *name),
            "{err}"
        );
    }
    assert_eq!(
        Codec::from_name("lzo").unwrap_err().to_string(),
        "unknown codec `lzo`; known are `null`, `deflate`, `bzip2`, `snappy`, `xz` and `zstandard`"
    );
    let long = Codec::from_name(&"snappy ".repeat(1000)).unwrap_err();
    assert!(long.to_string().len() < 200);
}

#[test]
fn codec_that_is_not_compiled_in_names_its_feature() {
    let features = [
        (Codec::deflate(), cfg!(feature = "deflate")),
        (Codec::bzip2(), cfg!(feature = "bzip2")),
        (Codec::Snappy, cfg!(feature = "snappy")),
        (Codec::xz(), cfg!(feature = "xz")),
        (Codec::zstandard(), cfg!(feature = "zstandard")),
    ];
    for (codec, on) in features {
        let wanted =
            format!("the codec `{codec}` needs the feature `{codec}` of the crate `avro-core`");
        match (Compressor::new(&codec), Decompressor::new(&codec, 1)) {
            (Ok(_), Ok(_)) => assert!(on, "{codec}"),
            (Err(compress), Err(decompress)) => {
                assert!(!on, "{codec}");
                assert_eq!(compress.to_string(), wanted);
                assert_eq!(decompress.to_string(), wanted);
            }
            other => panic!("{codec}: {other:?}"),
        }
    }
}

#[test]
fn compressors_go_from_thread_to_thread() {
    fn check<T: Send + Sync + 'static>() {}
    check::<Compressor>();
    check::<Decompressor>();
    check::<BlockBuffer>();
    check::<CodecError>();
}

/// Every bit flipped; says what it is told of its name.
#[derive(Debug)]
struct Flipped(&'static str);

impl CustomCodec for Flipped {
    fn name(&self) -> &'static str {
        self.0
    }

    fn compressor(&self) -> Result<Box<dyn Compress>, CodecError> {
        Ok(Box::new(Flipped(self.0)))
    }

    fn decompressor(&self) -> Result<Box<dyn Decompress>, CodecError> {
        Ok(Box::new(Flipped(self.0)))
    }
}

impl Compress for Flipped {
    fn compress(&mut self, records: &[u8], out: &mut BlockBuffer) -> Result<(), CodecError> {
        for byte in records {
            out.extend_from_slice(&[!byte]);
        }
        Ok(())
    }
}

impl Decompress for Flipped {
    /// Does not look at the limit.
    fn decompress(
        &mut self,
        payload: &[u8],
        _: usize,
        out: &mut BlockBuffer,
    ) -> Result<(), CodecError> {
        self.compress(payload, out)
    }
}

#[test]
fn codec_of_the_users_own_is_held_to_the_limit() {
    let codec = Codec::custom(Flipped("flipped"));
    assert_eq!(codec.to_string(), "flipped");
    assert_eq!(codec, codec.clone());
    assert_ne!(codec, Codec::custom(Flipped("flipped")));
    let mut compressor = Compressor::new(&codec).unwrap();
    assert_eq!(
        compressor.compress(b"\x00\xff\x0f").unwrap(),
        b"\xff\x00\xf0"
    );
    assert_eq!(
        compressor.compress(b"\x01").unwrap(),
        b"\xfe",
        "the next block"
    );
    assert_eq!(
        decompress(&codec, b"\xff\x00\xf0", 3).unwrap(),
        b"\x00\xff\x0f"
    );
    assert!(matches!(
        decompress(&codec, b"\xff\x00\xf0", 2),
        Err(CodecError::TooLarge { limit: 2 })
    ));
}

#[test]
fn codec_of_the_users_own_cannot_have_a_name_of_the_specification() {
    for name in ["null", "deflate", "bzip2", "snappy", "xz", "zstandard"] {
        let codec = Codec::custom(Flipped(name));
        let wanted =
            format!("the codec `{name}` is Avro's own, and none of a user's can have its name");
        assert_eq!(Compressor::new(&codec).unwrap_err().to_string(), wanted);
        assert_eq!(
            Decompressor::new(&codec, 1).unwrap_err().to_string(),
            wanted
        );
    }
}

#[test]
fn codec_is_found_by_name_among_those_that_are_given() {
    let flipped = [Codec::custom(Flipped("flipped"))];
    assert_eq!(
        Codec::from_name_among("flipped", &flipped).unwrap(),
        flipped[0]
    );
    assert_eq!(
        Codec::from_name_among("snappy", &flipped).unwrap(),
        Codec::Snappy
    );
    assert!(matches!(
        Codec::from_name_among("flopped", &flipped),
        Err(CodecError::Unknown { .. })
    ));
}

#[test]
fn buffers_are_used_again_from_block_to_block() {
    // Blocks of one kind: no larger than the first, they need no memory that is new.
    let blocks: Vec<Vec<u8>> = (0..4).map(|cut| noise(40_000 - 1_000 * cut)).collect();
    for (codec, _) in fixtures() {
        let mut compressor = Compressor::new(&codec).unwrap();
        let mut decompressor = Decompressor::new(&codec, 1 << 20).unwrap();
        let mut places = Vec::new();
        for block in &blocks {
            let payload = compressor.compress(block).unwrap();
            let records = decompressor.decompress(payload).unwrap();
            assert_eq!(records, block);
            places.push((payload.as_ptr(), records.as_ptr()));
        }
        places.dedup();
        assert_eq!(places.len(), 1, "{codec}");
    }
}
