//! Reads a container file of any size, which is made as it is read, and says what memory that took.
//!
//! ```text
//! reads_much CODEC MIB THREADS typed|values|borrowed
//! ```
//!
//! Prints the records, the most live heap and the most resident memory, in bytes.

use std::alloc::System;
use std::error::Error;
use std::io::{self, Read};
use std::{env, fs};

use avro_core::container::{Blocks, Codec, ContainerError, Reader, Writer};
use avro_core::{AvroSchema, Value};
use cap::Cap;

#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, 2 << 30);

#[derive(AvroSchema)]
struct Row {
    id: i64,
    name: String,
    tags: Vec<String>,
    score: f64,
}

/// A file of so many blocks like the first.
struct Endless {
    header: Vec<u8>,
    block: Vec<u8>,
    blocks: u64,
    /// How much of the header or the block has been read.
    at: usize,
}

impl Read for Endless {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.at == self.block.len() && self.header.is_empty() && self.blocks > 0 {
            self.blocks -= 1;
            self.at = 0;
        }
        let part = match self.header.is_empty() {
            true => &self.block,
            false => &self.header,
        };
        let count = (&part[self.at..]).read(out)?;
        self.at += count;
        if self.at == self.header.len() && !self.header.is_empty() {
            self.header = Vec::new();
            self.at = self.block.len();
        }
        Ok(count)
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = env::args().skip(1).collect();
    let [codec, mib, threads, way] = &args[..] else {
        return Err("CODEC MIB THREADS typed|values|borrowed".into());
    };
    let threads = threads.parse()?;
    let (file, rows) = endless(&codec.parse()?, mib.parse::<u64>()? << 20)?;
    let expected = rows * file.blocks;

    let before = ALLOCATOR.allocated();
    let rows = match &**way {
        "typed" => count(Reader::<Row>::builder().threads(threads).read(file)?)?,
        "values" => count(Reader::<Value>::builder().threads(threads).read(file)?)?,
        "borrowed" => {
            let blocks = Blocks::builder().read(file)?;
            let counts = blocks.par_map(threads, |block| {
                let rows = block.rows::<Row>()?;
                rows.map(|row| row.map(|row| u64::from(row.id >= 0))).sum()
            })?;
            let mut rows = 0;
            for count in counts {
                let count: Result<u64, ContainerError> = count?;
                rows += count?;
            }
            rows
        }
        _ => return Err("typed, values or borrowed".into()),
    };
    let heap = ALLOCATOR.max_allocated() - before;
    assert_eq!(rows, expected);
    println!("{rows} {heap} {}", resident().unwrap_or(0));
    Ok(())
}

/// A file of at least so many bytes, and how many rows each of its blocks has.
fn endless(codec: &Codec, bytes: u64) -> Result<(Endless, u64), Box<dyn Error>> {
    let mut writer = Writer::<Row>::builder(Vec::new())
        .codec(codec.clone())
        .build()?;
    let mut state = 1_u64;
    let mut rows = 0;
    while writer.written().blocks == 0 {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        writer.append(&Row {
            id: (state >> 40) as i64,
            name: format!("{state:x} {rows}"),
            tags: (0..state >> 62).map(|tag| format!("tag {tag}")).collect(),
            score: rows as f64,
        })?;
        rows += 1;
    }
    let file = writer.finish()?;
    let mut blocks = Blocks::builder().bytes(&file)?;
    let start = blocks.position() as usize;
    let rows = blocks.next()?.map_or(0, |block| block.count());
    let end = blocks.position() as usize;
    let block = file[start..end].to_vec();
    Ok((
        Endless {
            header: file[..start].to_vec(),
            blocks: bytes / block.len() as u64 + 1,
            block,
            at: 0,
        },
        rows,
    ))
}

fn count<T>(rows: impl Iterator<Item = Result<T, ContainerError>>) -> Result<u64, ContainerError> {
    let mut count = 0;
    for row in rows {
        row?;
        count += 1;
    }
    Ok(count)
}

/// The most memory that was resident, as Linux tells it.
fn resident() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024)
}
