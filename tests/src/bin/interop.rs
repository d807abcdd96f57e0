//! This implementation as a side of the interop tests; `interop/README.md` tells
//! what the commands do.

use std::collections::BTreeSet;
use std::error::Error;
use std::fs::{self, File, OpenOptions};
use std::io::{BufWriter, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};

use avro_core::container::{BlockIndex, Blocks, Codec, Header, Reader, Writer, splits};
use avro_core::{Schema, Value};
use avro_tests::text::{self, Form};

type Outcome = Result<(), Box<dyn Error>>;

const BLOCK_SIZE: usize = 1024;

const USAGE: &str = "usage: write SCHEMA RECORDS METADATA PREFIX CODEC... | append RECORDS FILE... | read OUT FILE... \
     | blocks LEAST FILE... | splits OUT FILE...";

fn main() -> Outcome {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match &args[..] {
        ["write", schema, records, metadata, prefix, codecs @ ..] if !codecs.is_empty() => {
            let schema = Schema::parse(&fs::read_to_string(schema)?)?;
            let records = parse(&schema, &fs::read_to_string(records)?)?;
            let metadata = fs::read_to_string(metadata)?;
            for codec in codecs {
                let path = format!("{prefix}-{codec}.avro");
                write(&schema, &records, &metadata, path, Codec::from_name(codec)?)?;
            }
            Ok(())
        }
        ["append", records, files @ ..] if !files.is_empty() => {
            let records = fs::read_to_string(records)?;
            each(files, |file| append(&records, file))
        }
        ["read", out, files @ ..] if !files.is_empty() => {
            each(files, |file| read(file, &out_of(out, file)?))
        }
        ["blocks", least, files @ ..] if !files.is_empty() => {
            let least = least.parse()?;
            each(files, |file| match BlockIndex::open(file)?.blocks().len() {
                blocks if blocks < least => Err(format!("{blocks} blocks").into()),
                _ => Ok(()),
            })
        }
        ["splits", out, files @ ..] if !files.is_empty() => {
            each(files, |file| split(file, &out_of(out, file)?))
        }
        _ => Err(USAGE.into()),
    }
}

fn each(files: &[&str], work: impl Fn(&Path) -> Outcome) -> Outcome {
    for file in files {
        work(Path::new(file)).map_err(|error| format!("{file}: {error}"))?;
    }
    Ok(())
}

/// What is told of a file, but for its ending.
fn out_of(out: &str, file: &Path) -> Result<PathBuf, Box<dyn Error>> {
    Ok(Path::new(out).join(file.file_name().ok_or("not a file")?))
}

fn create(out: &Path, ending: &str) -> Result<BufWriter<File>, Box<dyn Error>> {
    let mut path = out.as_os_str().to_owned();
    path.push(ending);
    Ok(BufWriter::new(File::create(path)?))
}

fn parse(schema: &Schema, records: &str) -> Result<Vec<Value>, Box<dyn Error>> {
    let records = records
        .lines()
        .map(|line| text::parse(schema, Form::Exact, line));
    Ok(records.collect::<Result<_, _>>()?)
}

fn write(
    schema: &Schema,
    records: &[Value],
    metadata: &str,
    path: String,
    codec: Codec,
) -> Outcome {
    let mut writer = Writer::<Value, _>::builder(File::create(path)?)
        .schema(schema)
        .codec(codec)
        .block_size(BLOCK_SIZE);
    for line in metadata.lines() {
        let (key, value) = line.split_once(' ').ok_or("metadata is KEY HEX")?;
        writer = writer.metadata(key, hex::decode(value)?);
    }
    let mut writer = writer.build()?;
    for record in records {
        writer.append(record)?;
    }
    writer.finish()?;
    Ok(())
}

fn append(records: &str, file: &Path) -> Outcome {
    let file = OpenOptions::new().read(true).write(true).open(file)?;
    let mut writer = Writer::<Value, _>::builder(file)
        .block_size(BLOCK_SIZE)
        .resume()?;
    for record in parse(&writer.schema().clone(), records)? {
        writer.append(&record)?;
    }
    writer.finish()?;
    Ok(())
}

fn read(file: &Path, out: &Path) -> Outcome {
    let mut reader = Reader::<Value>::open(file)?;
    metadata(reader.header(), out)?;
    let schema = reader.schema().clone();
    let mut lines = create(out, ".jsonl")?;
    for record in &mut reader {
        writeln!(lines, "{}", text::print(&schema, &record?)?)?;
    }
    Ok(lines.flush()?)
}

fn metadata(header: &Header, out: &Path) -> Outcome {
    let mut entries: Vec<_> = header.user_metadata().collect();
    entries.sort_unstable();
    let mut lines = create(out, ".meta")?;
    for (key, value) in entries {
        writeln!(lines, "{key} {}", hex::encode(value))?;
    }
    Ok(lines.flush()?)
}

/// Reads a file by ranges, divided in several ways: into splits, and at every place around a marker
/// where it might matter on which side of it the range ends.
fn split(file: &Path, out: &Path) -> Outcome {
    let len = fs::metadata(file)?.len();
    let mut ways: Vec<(String, Vec<Range<u64>>)> = [1, 2, 7, 64]
        .map(|n| (n.to_string(), splits(len, n).collect()))
        .into();
    let mut cuts = BTreeSet::from([0, len]);
    for block in BlockIndex::open(file)?.blocks() {
        cuts.extend([17, 16, 15, 1, 0].map(|before| block.offset - before));
        cuts.insert(block.offset + 1);
    }
    let ends = cuts.iter().skip(1);
    let edges = cuts.iter().zip(ends).map(|(&start, &end)| start..end);
    ways.push(("edges".to_owned(), edges.collect()));

    let mut ranges = create(out, ".ranges")?;
    let mut blocks = Blocks::open(file)?;
    let schema = blocks.schema().clone();
    for (way, all) in ways {
        let mut lines = create(out, &format!(".{way}.jsonl"))?;
        for Range { start, end } in all {
            blocks.read_range(start..end)?;
            let (mut first, mut count) = (None, 0);
            while let Some(block) = blocks.next()? {
                first.get_or_insert(block.offset());
                count += block.count();
                for record in block.rows::<Value>()? {
                    writeln!(lines, "{}", text::print(&schema, &record?)?)?;
                }
            }
            let first = first.map_or_else(|| "-".to_owned(), |first| first.to_string());
            writeln!(ranges, "{way} {start} {end} {first} {count}")?;
        }
        lines.flush()?;
    }
    Ok(ranges.flush()?)
}
