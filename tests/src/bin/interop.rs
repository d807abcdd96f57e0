//! This implementation as a side of the interop tests; `interop/README.md` tells
//! what the two commands do.

use std::error::Error;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use avro_core::container::{Codec, Reader, Writer};
use avro_core::{Schema, Value};
use avro_tests::text::{self, Form};

/// Metadata that every writer puts into its files and every reader looks for.
const KEY: &str = "interop.note";
const NOTE: &str = "Zürich 🦀";

const BLOCK_SIZE: usize = 4096;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match &args[..] {
        ["write", schema, records, prefix, codecs @ ..] if !codecs.is_empty() => {
            let schema = Schema::parse(&fs::read_to_string(schema)?)?;
            let records = fs::read_to_string(records)?;
            let records = records
                .lines()
                .map(|line| text::parse(&schema, Form::Exact, line));
            let records = records.collect::<Result<Vec<Value>, _>>()?;
            for codec in codecs {
                write(
                    &schema,
                    &records,
                    Path::new(&format!("{prefix}-{codec}.avro")),
                    Codec::from_name(codec)?,
                )?;
            }
        }
        ["read", out, files @ ..] if !files.is_empty() => {
            for file in files.iter().map(Path::new) {
                let mut name = file.file_name().ok_or("not a file")?.to_owned();
                name.push(".jsonl");
                read(file, PathBuf::from(out).join(name))
                    .map_err(|error| format!("{}: {error}", file.display()))?;
            }
        }
        _ => return Err("usage: write SCHEMA RECORDS PREFIX CODEC... | read OUT FILE...".into()),
    }
    Ok(())
}

fn write(
    schema: &Schema,
    records: &[Value],
    path: &Path,
    codec: Codec,
) -> Result<(), Box<dyn Error>> {
    let file = BufWriter::new(File::create(path)?);
    let mut writer = Writer::<Value, _>::builder(file)
        .schema(schema)
        .codec(codec)
        .block_size(BLOCK_SIZE)
        .metadata(KEY, NOTE)
        .build()?;
    for record in records {
        writer.append(record)?;
    }
    writer.finish()?;
    Ok(())
}

fn read(path: &Path, out: PathBuf) -> Result<(), Box<dyn Error>> {
    let mut reader = Reader::<Value>::open(path)?;
    let note = reader.header().get(KEY);
    if note != Some(NOTE.as_bytes()) {
        return Err(format!("the metadata {KEY} is {note:?}").into());
    }
    let schema = reader.schema().clone();
    let mut lines = BufWriter::new(File::create(out)?);
    for record in &mut reader {
        writeln!(lines, "{}", text::print(&schema, &record?)?)?;
    }
    lines.flush()?;
    Ok(())
}
