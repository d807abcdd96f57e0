//! Zstandard: one or more frames a block (RFC 8878).
//!
//! Frames are decompressed whole into the block's buffer, which serves as their
//! window too, so that a frame's window costs nothing. A frame that asks for
//! more than zstd's own limit for decoders, 128 MiB, is refused all the same.

use zstd::zstd_safe::zstd_sys::ZSTD_ErrorCode;
use zstd::zstd_safe::{
    self, CCtx, CParameter, DCtx, ErrorCode, compress_bound, find_frame_compressed_size,
    get_error_name,
};

use super::{BlockBuffer, CodecError};

const NAME: &str = "zstandard";

pub(super) struct Compressor(CCtx<'static>);

impl Compressor {
    pub(super) fn new(level: i32) -> Result<Self, CodecError> {
        let level = level.clamp(zstd_safe::min_c_level(), zstd_safe::max_c_level());
        let mut context =
            CCtx::try_create().ok_or_else(|| CodecError::compression(NAME, "out of memory"))?;
        context
            .set_parameter(CParameter::CompressionLevel(level))
            .map_err(failed)?;
        Ok(Self(context))
    }
}

impl super::Compress for Compressor {
    fn compress(&mut self, records: &[u8], out: &mut BlockBuffer) -> Result<(), CodecError> {
        let room = out.room(compress_bound(records.len()), usize::MAX);
        let len = self.0.compress2(room, records).map_err(failed)?;
        out.set_len(len);
        Ok(())
    }
}

fn failed(code: ErrorCode) -> CodecError {
    CodecError::compression(NAME, get_error_name(code))
}

pub(super) struct Decompressor(DCtx<'static>);

impl Decompressor {
    pub(super) fn new() -> Result<Self, CodecError> {
        let context = DCtx::try_create().ok_or_else(|| malformed("out of memory"))?;
        Ok(Self(context))
    }
}

impl super::Decompress for Decompressor {
    fn decompress(
        &mut self,
        payload: &[u8],
        limit: usize,
        out: &mut BlockBuffer,
    ) -> Result<(), CodecError> {
        let size = survey(payload, limit)?;
        // A size that is not given is guessed, and tried again with twice as much.
        let mut least = size.unwrap_or(payload.len().saturating_mul(4)).min(limit);
        loop {
            let room = out.room(least, limit);
            let tried = room.len();
            match self.0.decompress(room, payload) {
                Ok(len) => {
                    out.set_len(len);
                    return Ok(());
                }
                Err(code) if code != TOO_SMALL => return Err(malformed(get_error_name(code))),
                Err(_) if tried < limit => least = tried.saturating_mul(2).clamp(1, limit),
                Err(_) => return Err(CodecError::TooLarge { limit }),
            }
        }
    }
}

/// How zstd says that the content is larger than the room for it.
const TOO_SMALL: ErrorCode = (ZSTD_ErrorCode::ZSTD_error_dstSize_tooSmall as usize).wrapping_neg();

fn malformed(reason: &'static str) -> CodecError {
    CodecError::malformed(NAME, reason)
}

/// Checks what the frames say of themselves, and adds up the sizes of their contents
/// if all give one.
fn survey(payload: &[u8], limit: usize) -> Result<Option<usize>, CodecError> {
    if payload.is_empty() {
        return Err(CodecError::Truncated { codec: NAME });
    }
    let mut total = Some(0_u64);
    let mut rest = payload;
    while !rest.is_empty() {
        match Frame::of(rest) {
            Frame::Data { window, size } => {
                if window.is_some_and(|window| window > MAX_WINDOW) {
                    return Err(malformed("it asks for a window of more than 128 MiB"));
                }
                if size.is_some_and(|size| size > limit as u64) {
                    return Err(CodecError::TooLarge { limit });
                }
                total = total
                    .zip(size)
                    .map(|(total, size)| total.saturating_add(size));
            }
            Frame::Skippable => {}
            Frame::Incomplete => return Err(CodecError::Truncated { codec: NAME }),
            Frame::None if rest.len() == payload.len() => {
                return Err(malformed("it does not begin as a frame does"));
            }
            Frame::None => {
                return Err(CodecError::TrailingBytes {
                    codec: NAME,
                    count: rest.len(),
                });
            }
        }
        let len = match find_frame_compressed_size(rest) {
            Ok(len) if len > 0 => len,
            Err(code) if code != SOURCE_SIZE => return Err(malformed(get_error_name(code))),
            _ => return Err(CodecError::Truncated { codec: NAME }),
        };
        rest = rest.get(len..).unwrap_or_default();
    }
    // A size is believed as far as the data can bear it out: a block of a frame
    // takes three bytes at least, and holds 128 KiB at most.
    let most = (payload.len() as u64 / 3)
        .saturating_add(1)
        .saturating_mul(128 << 10);
    Ok(match total {
        Some(total) if total > limit as u64 => return Err(CodecError::TooLarge { limit }),
        Some(total) => usize::try_from(total.min(most)).ok(),
        None => None,
    })
}

/// The largest window a decoder need accept: zstd's own limit.
const MAX_WINDOW: u64 = 1 << 27;

/// How zstd says that the data ends inside a frame.
const SOURCE_SIZE: ErrorCode = (ZSTD_ErrorCode::ZSTD_error_srcSize_wrong as usize).wrapping_neg();

/// What data begins with.
#[derive(Debug, PartialEq, Eq)]
enum Frame {
    /// A frame, and the sizes of its window and content as far as it gives them.
    Data {
        window: Option<u64>,
        size: Option<u64>,
    },
    /// A frame without content.
    Skippable,
    /// The data ends inside the frame's header.
    Incomplete,
    /// No frame.
    None,
}

impl Frame {
    fn of(data: &[u8]) -> Self {
        Self::header(data).unwrap_or(Self::Incomplete)
    }

    /// Reads a frame's header, RFC 8878 section 3.1.1.1; nothing, if it is cut.
    fn header(data: &[u8]) -> Option<Self> {
        const MAGIC: [u8; 4] = 0xfd2f_b528_u32.to_le_bytes();

        let magic = match data.first_chunk::<4>() {
            Some(&magic) => magic,
            None if MAGIC.starts_with(data) => return None,
            // The first byte of sixteen skippable magic numbers.
            None if data.first().is_some_and(|byte| byte & 0xf0 == 0x50) => return None,
            None => return Some(Self::None),
        };
        if u32::from_le_bytes(magic) & 0xffff_fff0 == 0x184d_2a50 {
            return Some(Self::Skippable);
        }
        if magic != MAGIC {
            return Some(Self::None);
        }

        let (&descriptor, mut rest) = data.get(MAGIC.len()..)?.split_first()?;
        let single_segment = descriptor & 0x20 != 0;
        let mut window = None;
        if !single_segment {
            let &byte;
            (byte, rest) = rest.split_first()?;
            let base = 1_u64 << (10 + u32::from(byte >> 3));
            let eighths = u64::from(byte & 7);
            window = Some(base.saturating_add((base / 8).saturating_mul(eighths)));
        }
        // None, or an identifier of one, two or four bytes.
        let dictionary_id = (1_usize << (descriptor & 3)) >> 1;
        rest = rest.get(dictionary_id..)?;
        let size = match (descriptor >> 6, single_segment) {
            (0, false) => None,
            (0, true) => rest.first().map(|&byte| u64::from(byte)),
            (1, _) => rest
                .first_chunk()
                .map(|&bytes| u64::from(u16::from_le_bytes(bytes)) + 256),
            (2, _) => rest
                .first_chunk()
                .map(|&bytes| u64::from(u32::from_le_bytes(bytes))),
            _ => rest.first_chunk().map(|&bytes| u64::from_le_bytes(bytes)),
        };
        Some(Self::Data { window, size })
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{ZSTANDARD, ZSTANDARD_SIZED, decompress, records, unhex};
    use super::super::{Codec, CodecError, Compressor, Decompressor};

    /// A frame without content that decoders skip, RFC 8878 section 3.1.2.
    const SKIPPABLE: &str = "5f2a4d18 03000000 616263";

    #[test]
    fn frames_one_after_the_other_are_read_as_one() {
        let frames = [ZSTANDARD, SKIPPABLE, ZSTANDARD_SIZED, SKIPPABLE].map(unhex);
        let payload = frames.concat();
        assert_eq!(
            decompress(&Codec::zstandard(), &payload, 2000).unwrap(),
            records().repeat(2)
        );
        let result = decompress(&Codec::zstandard(), &payload, 1999);
        assert!(
            matches!(result, Err(CodecError::TooLarge { .. })),
            "{result:?}"
        );

        let lengths = frames.map(|frame| frame.len());
        let between = [
            lengths[0],
            lengths[0] + lengths[1],
            payload.len() - lengths[3],
        ];
        for cut in (1..payload.len()).filter(|cut| !between.contains(cut)) {
            assert!(
                decompress(&Codec::zstandard(), &payload[..cut], 3000).is_err(),
                "cut at {cut}"
            );
        }
    }

    #[test]
    fn window_of_level_22_is_read_and_a_larger_one_refused() {
        // … | zstd --ultra -22 -c --no-check | xxd -p. The sixth byte is the window, 2^27.
        let mut payload = unhex("28b52ffd0088650000286176726f200100e051152d");
        assert_eq!(
            decompress(&Codec::zstandard(), &payload, 1000).unwrap(),
            records()
        );
        for window in [0x89, 0x90, 0xa8, 0xff] {
            payload[5] = window;
            let err = decompress(&Codec::zstandard(), &payload, 1000).unwrap_err();
            assert_eq!(
                err.to_string(),
                "malformed zstandard data: it asks for a window of more than 128 MiB"
            );
        }
    }

    #[test]
    fn declared_size_reserves_nothing_that_cannot_come() {
        // The size of content says 2^40, then 2^30 in an eight-byte field, over one
        // empty block.
        for (size, limit) in [(1_u64 << 40, 1 << 20), (1 << 30, usize::MAX)] {
            let mut payload = unhex("28b52ffd e0");
            payload.extend(size.to_le_bytes());
            payload.extend([0x01, 0x00, 0x00]);
            let mut decompressor = Decompressor::new(&Codec::zstandard(), limit).unwrap();
            assert!(decompressor.decompress(&payload).is_err());
            assert!(decompressor.output.capacity() <= 1 << 20);
        }
    }

    #[test]
    fn output_is_sized_from_the_frame() {
        let mut decompressor = Decompressor::new(&Codec::zstandard(), 1 << 20).unwrap();
        decompressor.decompress(&unhex(ZSTANDARD_SIZED)).unwrap();
        assert_eq!(decompressor.output.capacity(), 1000);
    }

    #[test]
    fn frame_written_here_gives_its_size_and_no_dictionary() {
        let mut compressor = Compressor::new(&Codec::zstandard()).unwrap();
        let records = records();
        let payload = compressor.compress(&records).unwrap();
        // Single segment, two bytes of size, 256 less than it is.
        assert_eq!(payload[..7], unhex("28b52ffd 60 e802"));
    }
}
