//! Snappy: "Each compressed block is followed by the 4-byte, big-endian CRC32
//! checksum of the uncompressed data in the block."
//!
//! The compressed data is Snappy's block format; its framing format is not used.

use super::{BlockBuffer, CodecError};

const NAME: &str = "snappy";

// Boxed, since the encoder holds a table of two KiB.
pub(super) struct Compressor(Box<snap::raw::Encoder>);

impl Compressor {
    pub(super) fn new() -> Self {
        Self(Box::new(snap::raw::Encoder::new()))
    }
}

impl super::Compress for Compressor {
    fn compress(&mut self, records: &[u8], out: &mut BlockBuffer) -> Result<(), CodecError> {
        // Zero for what is too large, which `compress` then says.
        let bound = snap::raw::max_compress_len(records.len());
        let room = out.room(bound.saturating_add(4), usize::MAX);
        let len = self
            .0
            .compress(records, room)
            .map_err(|err| CodecError::compression(NAME, err.to_string()))?;
        let crc = crc32fast::hash(records).to_be_bytes();
        if let Some(end) = room.get_mut(len..).and_then(<[u8]>::first_chunk_mut) {
            *end = crc;
        }
        out.set_len(len.saturating_add(crc.len()));
        Ok(())
    }
}

pub(super) struct Decompressor(snap::raw::Decoder);

impl Decompressor {
    /// No element of Snappy's format makes more of a byte: a copy of 64 bytes takes three.
    const GREATEST_RATIO: usize = 22;

    pub(super) fn new() -> Self {
        Self(snap::raw::Decoder::new())
    }
}

impl super::Decompress for Decompressor {
    fn decompress(
        &mut self,
        payload: &[u8],
        limit: usize,
        out: &mut BlockBuffer,
    ) -> Result<(), CodecError> {
        let Some((data, crc)) = payload
            .split_last_chunk()
            .filter(|(data, _)| !data.is_empty())
        else {
            return Err(CodecError::Truncated { codec: NAME });
        };
        let len = snap::raw::decompress_len(data).map_err(malformed)?;
        if len > limit {
            return Err(CodecError::TooLarge { limit });
        }
        if len > data.len().saturating_mul(Self::GREATEST_RATIO) {
            let reason = format!("{len} bytes cannot come out of {}", data.len());
            return Err(CodecError::malformed(NAME, reason));
        }
        let used = self
            .0
            .decompress(data, out.room(len, len))
            .map_err(malformed)?;
        out.set_len(used);

        let (stored, computed) = (u32::from_be_bytes(*crc), crc32fast::hash(out));
        if stored != computed {
            return Err(CodecError::Checksum { stored, computed });
        }
        Ok(())
    }
}

fn malformed(err: snap::Error) -> CodecError {
    CodecError::malformed(NAME, err.to_string())
}

#[cfg(test)]
mod tests {
    use super::super::tests::{SNAPPY, decompress, unhex};
    use super::super::{Codec, CodecError, Decompressor};

    #[test]
    fn checksum_is_of_the_records_and_big_endian() {
        let mut payload = unhex(SNAPPY);
        let at = payload.len() - 4;
        payload[at..].reverse();
        let err = decompress(&Codec::Snappy, &payload, 1000).unwrap_err();
        assert_eq!(
            err.to_string(),
            "the block's checksum is 21ea4c53, but that of its records is 534cea21"
        );
    }

    #[test]
    fn declared_length_reserves_nothing_that_cannot_come() {
        // 4 GiB - 1, and one literal byte.
        let payload = unhex("ffffffff0f 00 61 00000000");
        let result = decompress(&Codec::Snappy, &payload, 1 << 20);
        assert!(
            matches!(result, Err(CodecError::TooLarge { .. })),
            "{result:?}"
        );

        let mut decompressor = Decompressor::new(&Codec::Snappy, usize::MAX).unwrap();
        let result = decompressor.decompress(&payload);
        assert!(
            matches!(result, Err(CodecError::Malformed { .. })),
            "{result:?}"
        );
        assert_eq!(decompressor.output.capacity(), 0);
    }

    #[test]
    fn densest_snappy_data_is_read() {
        // One byte, then copies of 64 from the byte before.
        let mut payload = vec![0x81, 0x80, 0x04, 0x00, b'a'];
        payload.extend([0xfe, 0x01, 0x00].repeat(1024));
        let records = vec![b'a'; 65_537];
        payload.extend(crc32fast::hash(&records).to_be_bytes());
        assert_eq!(
            decompress(&Codec::Snappy, &payload, 1 << 20).unwrap(),
            records
        );
    }

    #[test]
    fn copies_from_before_the_start_are_refused() {
        for body in [
            "05 00 61 01 05",
            "05 00 61 01 00",
            "05 00 61 f4 61",
            "05 fe 01 00",
        ] {
            let payload = unhex(&format!("{body} 00000000"));
            let result = decompress(&Codec::Snappy, &payload, 1000);
            assert!(
                matches!(result, Err(CodecError::Malformed { .. })),
                "{body}: {result:?}"
            );
        }
    }
}
