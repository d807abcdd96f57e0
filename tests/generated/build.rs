//! Generates a type for every schema that stands in the repository.
//!
//! Each schema `S` becomes a module of its own, from the text
//! `{"type": "array", "items": S}` in a file `root.avsc`: so whatever `S` is,
//! there is an alias `Root` to ask for its schema.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use avro_model::Schema;

/// Longer texts, of 20,000 fields and more, test the parser; as Rust they would
/// only test the compiler's patience.
const LONGEST: usize = 20_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut found = Found::default();
    for folder in ["tests/conformance", "tests/hostile"] {
        found.cases(&root.join(folder))?;
    }
    for folder in [
        "examples/schemas",
        "benches/schemas",
        "avro-build/tests/golden",
    ] {
        found.files(&root.join(folder))?;
    }

    let mut code = String::new();
    let mut table = String::new();
    let mut refused = String::new();
    for (number, (text, id)) in found.texts.iter().enumerate() {
        let text = format!(r#"{{"type": "array", "items": {text}}}"#);
        match avro_build::Builder::new().generate_text("root.avsc", &text) {
            Ok(generated) => {
                writeln!(code, "pub mod s{number} {{\n{generated}\n}}")?;
                writeln!(
                    table,
                    "({id:?}, {text:?}, <s{number}::Root as avro_core::AvroSchema>::schema),"
                )?;
            }
            Err(error) => writeln!(refused, "({id:?}, {:?}),", error.to_string())?,
        }
    }
    writeln!(
        code,
        "/// Every schema: where it stands, its text, and the schema of its type.\n\
         pub const GENERATED: &[Generated] = &[\n{table}];\n\
         /// Every schema that the generator refuses, and why.\n\
         pub const REFUSED: &[(&str, &str)] = &[\n{refused}];\n\
         /// How many texts are longer than is sensible for a Rust type.\n\
         pub const TOO_LONG: usize = {};",
        found.too_long
    )?;
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("there is no OUT_DIR")?);
    fs::write(out.join("generated.rs"), code)?;
    Ok(())
}

/// Legal schemas by their text, each with the first place it was found in.
#[derive(Default)]
struct Found {
    texts: BTreeMap<String, String>,
    too_long: usize,
}

impl Found {
    fn add(&mut self, text: &str, id: &str) {
        if Schema::parse(text).is_err() {
            return;
        }
        if text.len() > LONGEST {
            self.too_long += 1;
            return;
        }
        self.texts
            .entry(text.to_owned())
            .or_insert_with(|| id.to_owned());
    }

    /// Files of cases, one JSON object a line.
    fn cases(&mut self, folder: &Path) -> io::Result<()> {
        println!("cargo:rerun-if-changed={}", folder.display());
        for path in entries(folder)? {
            if path
                .extension()
                .is_none_or(|extension| extension != "jsonl")
            {
                continue;
            }
            for line in fs::read_to_string(&path)?.lines() {
                let case: serde_json::Value = serde_json::from_str(line)?;
                let id = case["id"].as_str().unwrap_or_default();
                for key in ["schema", "writer", "reader"] {
                    if let Some(text) = case[key].as_str() {
                        self.add(text.strip_prefix("t:").unwrap_or(text), id);
                    }
                }
            }
        }
        Ok(())
    }

    /// Files of one schema each. Those that need another file are no schema here.
    fn files(&mut self, folder: &Path) -> io::Result<()> {
        println!("cargo:rerun-if-changed={}", folder.display());
        for path in entries(folder)? {
            if path.is_dir() {
                self.files(&path)?;
            } else if path
                .extension()
                .is_some_and(|extension| extension == "avsc")
            {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                self.add(&fs::read_to_string(&path)?, &name);
            }
        }
        Ok(())
    }
}

/// What is in a folder, in the same order everywhere.
fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()?;
    paths.sort();
    Ok(paths)
}
