//! Generates the types of the readers' schemas, each schema's in a module of its own.

#![allow(dead_code, reason = "here the schemas are only made and printed")]
#![allow(unreachable_pub, reason = "the package exports what is private here")]

use std::fmt::Write;
use std::path::PathBuf;
use std::{env, fs};

#[path = "src/datum.rs"]
mod datum;
#[path = "src/random.rs"]
mod random;
#[path = "src/readers.rs"]
mod readers;
#[path = "src/schema.rs"]
mod schema;

/// As in the package.
const READERS: u64 = 200;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=src");
    let builder = avro_build::Builder::new();
    let readers = (0..READERS).map(|seed| (seed, readers::reader(seed)));
    generate("types.rs", &builder, readers)?;
    let builder = builder
        .derive("serde::Serialize")
        .derive("serde::Deserialize");
    generate("serde_types.rs", &builder, readers::for_serde())
}

fn generate(
    file: &str,
    builder: &avro_build::Builder,
    readers: impl Iterator<Item = (u64, schema::Schema)>,
) -> Result<(), Box<dyn std::error::Error>> {
    let mut code = String::new();
    let mut table = String::new();
    for (seed, schema) in readers {
        let text = schema.text();
        let generated = builder
            .generate_text("reader.avsc", &text)
            .map_err(|error| format!("{error}\n  {text}"))?;
        let root = &schema.types[0];
        let path = root.namespace.replace('.', "::");
        writeln!(code, "mod r{seed} {{\n{generated}\n}}")?;
        writeln!(table, "prepare::<r{seed}::{path}::Root>,")?;
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("there is no OUT_DIR")?);
    fs::write(
        out.join(file),
        format!(
            "{code}\n/// For each reader's schema how its type reads.\npub(super) const TYPES: &[Prepare] = &[\n{table}];\n"
        ),
    )?;
    Ok(())
}
