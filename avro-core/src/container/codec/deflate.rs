//! Deflate: raw RFC 1951, "typically implemented using the zlib library", without
//! zlib's header and checksum.
//!
//! libdeflate works on whole blocks. It does not tell how much of the payload the
//! stream took, so bytes that follow it pass unseen. They could not be refused
//! anyhow: Python's `avro` and `fastavro` cut zlib's header off but leave three
//! of its checksum's four bytes. Nothing can hide there, since a block's records are counted.

use libdeflater::{CompressionLvl, DecompressionError};

use super::{BlockBuffer, CodecError};

const NAME: &str = "deflate";

pub(super) struct Compressor(libdeflater::Compressor);

impl Compressor {
    pub(super) fn new(level: u32) -> Self {
        // Every level from 0 to 12 is a level.
        let level = i32::try_from(level.min(12)).unwrap_or(6);
        let level = CompressionLvl::new(level).unwrap_or_default();
        Self(libdeflater::Compressor::new(level))
    }
}

impl super::Compress for Compressor {
    fn compress(&mut self, records: &[u8], out: &mut BlockBuffer) -> Result<(), CodecError> {
        let bound = self.0.deflate_compress_bound(records.len());
        let result = self
            .0
            .deflate_compress(records, out.room(bound, usize::MAX));
        let len = result.map_err(|err| CodecError::compression(NAME, err.to_string()))?;
        out.set_len(len);
        Ok(())
    }
}

pub(super) struct Decompressor(libdeflater::Decompressor);

impl Decompressor {
    /// No deflate stream makes more of a byte: 258 bytes take two bits at least.
    const GREATEST_RATIO: usize = 1032;

    pub(super) fn new() -> Self {
        Self(libdeflater::Decompressor::new())
    }
}

impl super::Decompress for Decompressor {
    fn decompress(
        &mut self,
        payload: &[u8],
        limit: usize,
        out: &mut BlockBuffer,
    ) -> Result<(), CodecError> {
        let most = payload
            .len()
            .saturating_mul(Self::GREATEST_RATIO)
            .min(limit);
        // The stream does not say how long its content is. What the last blocks
        // took is still there; otherwise guess, and try again with twice as much.
        let mut least = payload.len().saturating_mul(4).min(most);
        loop {
            let room = out.room(least, most);
            let tried = room.len();
            match self.0.deflate_decompress(payload, room) {
                Ok(len) => {
                    out.set_len(len);
                    return Ok(());
                }
                Err(DecompressionError::InsufficientSpace) if tried < most => {
                    least = tried.saturating_mul(2).clamp(1, most);
                }
                Err(DecompressionError::InsufficientSpace) => {
                    return Err(CodecError::TooLarge { limit });
                }
                Err(DecompressionError::BadData) => {
                    return Err(CodecError::malformed(NAME, "not a whole deflate stream"));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{decompress, records, unhex};
    use super::super::{Codec, CodecError};

    #[test]
    fn stream_as_python_writes_it_is_read() {
        // python3 -c 'import zlib; print(zlib.compress(b"avro " * 200)[2:-1].hex())', which
        // is how `avro` and `fastavro` do it: three of the checksum's four bytes stay.
        let payload = unhex("4b2c2bca57481c2546895162381300 888f70");
        assert_eq!(
            decompress(&Codec::deflate(), &payload, 1000).unwrap(),
            records()
        );
    }

    #[test]
    fn dense_stream_is_read() {
        // python3 -c 'import zlib; c = zlib.compressobj(9, zlib.DEFLATED, -15)
        // print((c.compress(bytes(10**6)) + c.flush()).hex())': most of it is zeros too.
        let mut payload = unhex("edc101010000008220ffaf6e484001");
        payload.resize(983, 0);
        payload.extend([0xaf, 0x06]);
        let records = decompress(&Codec::deflate(), &payload, 1_000_000).unwrap();
        assert_eq!(records, vec![0; 1_000_000]);
        let result = decompress(&Codec::deflate(), &payload, 999_999);
        assert!(
            matches!(result, Err(CodecError::TooLarge { .. })),
            "{result:?}"
        );
    }
}
