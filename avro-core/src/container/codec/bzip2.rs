//! bzip2: a whole `.bz2` stream a block.
//!
//! Several streams one after the other are read as one, as Python and the `bzip2`
//! program do; Java's reader stops after the first.
//!
//! Each stream has a context of its own: bzip2's interface knows no way to start one again. For
//! a block of 64 KiB that is 100 of 5,600 microseconds to compress it and 10 of 2,400 to
//! decompress it.

use bzip2::{Action, Compress, Compression, Decompress, Error, Status};

use super::{BlockBuffer, CodecError, most_streams, moved};

const NAME: &str = "bzip2";

pub(super) struct Compressor {
    level: u32,
}

impl Compressor {
    pub(super) fn new(level: u32) -> Self {
        Self {
            level: level.clamp(1, 9),
        }
    }
}

impl super::Compress for Compressor {
    fn compress(&mut self, records: &[u8], out: &mut BlockBuffer) -> Result<(), CodecError> {
        // A level is how many records bzip2 sorts at once, and what writer and reader
        // must set aside for it. More than there are records brings nothing but page
        // faults, a third of the time for 64 KiB. (Four equal bytes become five.)
        let sorted = records
            .len()
            .saturating_add(records.len() / 4)
            .saturating_add(19);
        let enough = u32::try_from(sorted.div_ceil(100_000)).unwrap_or(9).max(1);
        let level = Compression::new(self.level.min(enough));

        let mut stream = Compress::new(level, 0);
        let mut rest = records;
        // What libbzip2 promises for data that it cannot compress.
        let first = records
            .len()
            .saturating_add(records.len() / 100)
            .saturating_add(600);
        out.fill(first, usize::MAX, |room| {
            let (read, written) = (stream.total_in(), stream.total_out());
            let action = if rest.len() > CHUNK {
                Action::Run
            } else {
                Action::Finish
            };
            let piece = rest.get(..CHUNK).unwrap_or(rest);
            let status = stream.compress(piece, room, action).map_err(failed)?;
            rest = rest
                .get(moved(read, stream.total_in())..)
                .unwrap_or_default();
            Ok((
                moved(written, stream.total_out()),
                status == Status::StreamEnd,
            ))
        })
    }
}

/// libbzip2 counts what it is given at once in 32 bits.
const CHUNK: usize = 1 << 30;

fn failed(err: Error) -> CodecError {
    CodecError::compression(NAME, err.to_string())
}

pub(super) struct Decompressor;

impl super::Decompress for Decompressor {
    fn decompress(
        &mut self,
        payload: &[u8],
        limit: usize,
        out: &mut BlockBuffer,
    ) -> Result<(), CodecError> {
        let mut stream = Decompress::new(false);
        let mut streams = 1_usize;
        let mut rest = payload;
        let first = payload.len().saturating_mul(4);
        // One byte more than is allowed shows that there is more.
        out.fill(first, limit.saturating_add(1), |room| {
            if room.is_empty() {
                return Err(CodecError::TooLarge { limit });
            }
            let (read, written) = (stream.total_in(), stream.total_out());
            let result = stream.decompress(rest, room);
            let used = moved(written, stream.total_out());
            let taken = moved(read, stream.total_in());
            rest = rest.get(taken..).unwrap_or_default();
            match result {
                Ok(Status::StreamEnd) if rest.is_empty() => Ok((used, true)),
                Ok(Status::StreamEnd) if rest.starts_with(b"BZh") => {
                    streams = streams.saturating_add(1);
                    if streams > most_streams(payload) {
                        return Err(malformed("too many streams for its size"));
                    }
                    stream = Decompress::new(false);
                    Ok((used, false))
                }
                Ok(Status::StreamEnd) => Err(CodecError::TrailingBytes {
                    codec: NAME,
                    count: rest.len(),
                }),
                Ok(Status::Ok) if used > 0 || taken > 0 => Ok((used, false)),
                Ok(Status::Ok) => Err(CodecError::Truncated { codec: NAME }),
                Ok(_) => Err(malformed("out of memory")),
                Err(Error::DataMagic) => Err(malformed("it does not begin as a stream does")),
                Err(_) => Err(malformed("damaged, or its checksum is wrong")),
            }
        })?;
        if out.len() > limit {
            return Err(CodecError::TooLarge { limit });
        }
        Ok(())
    }
}

fn malformed(reason: &'static str) -> CodecError {
    CodecError::malformed(NAME, reason)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{BZIP2, decompress, noise, records, unhex};
    use super::super::{Codec, CodecError, Compressor};

    #[test]
    fn streams_one_after_the_other_are_read_as_one() {
        let payload = unhex(BZIP2).repeat(3);
        assert_eq!(
            decompress(&Codec::bzip2(), &payload, 3000).unwrap(),
            records().repeat(3)
        );
        let result = decompress(&Codec::bzip2(), &payload, 2999);
        assert!(
            matches!(result, Err(CodecError::TooLarge { .. })),
            "{result:?}"
        );
        let whole = unhex(BZIP2).len();
        for cut in (1..payload.len()).filter(|cut| cut % whole != 0) {
            assert!(
                decompress(&Codec::bzip2(), &payload[..cut], 3000).is_err(),
                "cut at {cut}"
            );
        }
    }

    #[test]
    fn payload_of_nothing_but_empty_streams_is_refused() {
        // python3 -c 'import bz2; print(bz2.compress(b"").hex())'
        let payload = unhex("425a683917724538509000000000").repeat(10_000);
        let result = decompress(&Codec::bzip2(), &payload, 1000);
        assert!(
            matches!(result, Err(CodecError::Malformed { .. })),
            "{result:?}"
        );
    }

    #[test]
    fn small_block_asks_its_reader_for_little_memory() {
        let mut compressor = Compressor::new(&Codec::bzip2()).unwrap();
        assert!(
            compressor
                .compress(&noise(70_000))
                .unwrap()
                .starts_with(b"BZh1")
        );
        assert!(
            compressor
                .compress(&noise(90_000))
                .unwrap()
                .starts_with(b"BZh2")
        );
        let mut compressor = Compressor::new(&Codec::Bzip2 { level: 1 }).unwrap();
        assert!(
            compressor
                .compress(&noise(90_000))
                .unwrap()
                .starts_with(b"BZh1")
        );
    }
}
