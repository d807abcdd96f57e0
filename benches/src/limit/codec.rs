//! The codecs of container files, as the fastest crates have them: those that ours uses, at its levels.
//!
//! Contexts and buffers are kept from block to block.

use libdeflater::{CompressionLvl, DecompressionError};

/// The level of deflate.
pub const DEFLATE: i32 = 6;
/// The level of zstandard.
pub const ZSTANDARD: i32 = 3;

/// A codec by its name in the header, with its contexts.
pub enum Codec {
    Null,
    Deflate(libdeflater::Compressor, libdeflater::Decompressor),
    Snappy(Box<snap::raw::Encoder>, snap::raw::Decoder),
    Zstandard(
        zstd::bulk::Compressor<'static>,
        zstd::bulk::Decompressor<'static>,
    ),
}

impl Codec {
    /// The codec of this name.
    pub fn new(name: &str) -> Self {
        match name {
            "null" => Self::Null,
            "deflate" => {
                let level = CompressionLvl::new(DEFLATE).expect("a level of deflate");
                Self::Deflate(
                    libdeflater::Compressor::new(level),
                    libdeflater::Decompressor::new(),
                )
            }
            "snappy" => Self::Snappy(
                Box::new(snap::raw::Encoder::new()),
                snap::raw::Decoder::new(),
            ),
            "zstandard" => Self::Zstandard(
                zstd::bulk::Compressor::new(ZSTANDARD).expect("a level of zstandard"),
                zstd::bulk::Decompressor::new().expect("a context"),
            ),
            _ => panic!("the limit has no codec {name}"),
        }
    }

    /// The block, compressed into `room` where it is not as it was.
    #[inline]
    pub fn compress<'a>(&mut self, block: &'a [u8], room: &'a mut Room) -> &'a [u8] {
        match self {
            Self::Null => block,
            Self::Deflate(context, _) => {
                let room = room.of(context.deflate_compress_bound(block.len()));
                let len = context.deflate_compress(block, room);
                &room[..len.expect("there is room")]
            }
            Self::Snappy(context, _) => {
                let room = room.of(snap::raw::max_compress_len(block.len()) + 4);
                let len = context.compress(block, room).expect("there is room");
                room[len..len + 4].copy_from_slice(&crc32fast::hash(block).to_be_bytes());
                &room[..len + 4]
            }
            Self::Zstandard(context, _) => {
                let room = room.of(zstd::zstd_safe::compress_bound(block.len()));
                let len = context.compress_to_buffer(block, room);
                &room[..len.expect("there is room")]
            }
        }
    }

    /// The block that `payload` is the compressed form of, into `room` where it is not as it was.
    #[inline]
    pub fn decompress<'a>(&mut self, payload: &'a [u8], room: &'a mut Room) -> &'a [u8] {
        match self {
            Self::Null => payload,
            Self::Deflate(_, context) => {
                // The size of what comes is not said. What has been enough is a good guess.
                let mut len = room.0.len().max(4 * payload.len());
                loop {
                    match context.deflate_decompress(payload, room.of(len)) {
                        Ok(len) => return &room.0[..len],
                        Err(DecompressionError::InsufficientSpace) => len *= 2,
                        Err(fault) => panic!("{fault}"),
                    }
                }
            }
            Self::Snappy(_, context) => {
                let (data, crc) = payload.split_last_chunk().expect("a checksum");
                let len = snap::raw::decompress_len(data).expect("a length");
                let room = &mut room.of(len)[..len];
                context.decompress(data, room).expect("data of snappy");
                assert_eq!(crc32fast::hash(room), u32::from_be_bytes(*crc));
                room
            }
            Self::Zstandard(_, context) => {
                let size = zstd::zstd_safe::get_frame_content_size(payload);
                // Streams, as most rivals write them, do not say their size.
                let said = size.ok().flatten().map(|size| size as usize);
                let mut len = said.unwrap_or_else(|| room.0.len().max(4 * payload.len()));
                loop {
                    match context.decompress_to_buffer(payload, room.of(len)) {
                        Ok(len) => return &room.0[..len],
                        Err(_) if said.is_none() && len < 64 << 20 => len *= 2,
                        Err(fault) => panic!("{fault}"),
                    }
                }
            }
        }
    }
}

/// Memory that is used again, and made ready once.
#[derive(Default)]
pub struct Room(Vec<u8>);

impl Room {
    fn of(&mut self, len: usize) -> &mut [u8] {
        if self.0.len() < len {
            self.0.resize(len, 0);
        }
        &mut self.0
    }
}
