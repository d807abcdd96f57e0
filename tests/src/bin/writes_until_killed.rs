//! Writes a container file until it is killed, for `tests/crash.rs`.
//!
//! ```text
//! writes_until_killed FILE CODEC POLICY START SEED
//! ```
//!
//! It goes on with the file, whose first new record is numbered START, and says on its standard output how
//! many records the file has each time a flush has returned. The file is given a few bytes at a time, so that
//! it is seldom whole.

use std::env;
use std::error::Error;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::thread;
use std::time::Duration;

use avro_core::container::{Codec, Storage, SyncPolicy, Writer};
use avro_tests::crash::{Random, Row};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = env::args().skip(1).collect();
    let [path, codec, policy, start, seed] = &args[..] else {
        return Err("usage: writes_until_killed FILE CODEC POLICY START SEED".into());
    };
    let mut random = Random(seed.parse()?);
    let file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)?;
    let policy = match &policy[..] {
        "never" => SyncPolicy::Never,
        "flush" => SyncPolicy::OnFlush,
        "block" => SyncPolicy::EveryBlock,
        other => return Err(format!("no policy {other}").into()),
    };
    let pieces = Pieces {
        file,
        most: 1 + random.below(300) as usize,
    };
    let mut writer = Writer::<Row>::builder(pieces)
        .codec(Codec::from_name(codec)?)
        .block_size(1000)
        .sync_with(policy, |pieces| pieces.file.sync_data())
        .repair(true)
        .resume()?;
    let mut out = io::stdout().lock();
    for number in start.parse()?.. {
        writer.append(&Row::new(number))?;
        if random.below(20) == 0 {
            writer.flush()?;
            writeln!(out, "{}", number + 1)?;
            out.flush()?;
        }
    }
    Ok(())
}

/// A file that takes no more than so many bytes at a time, and takes its time.
struct Pieces {
    file: File,
    most: usize,
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        thread::sleep(Duration::from_micros(20));
        self.file.write(&bytes[..bytes.len().min(self.most)])
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Read for Pieces {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.file.read(out)
    }
}

impl Seek for Pieces {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

impl Storage for Pieces {
    fn set_len(&mut self, len: u64) -> io::Result<()> {
        self.file.set_len(len)
    }
}
