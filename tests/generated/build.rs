//! Generates a type for every schema that stands in the repository.
//!
//! Each schema `S` becomes a module of its own, as the type of the one field of a
//! record `Sole`: so whatever `S` is, there is a struct to ask for its schema,
//! and that is encoded as `S` alone is.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use avro_build::{Builder, Choice};
use avro_core::Schema;
use avro_core::container::{DEFAULT_MAX_HEADER, Header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

#[path = "../src/sole.rs"]
mod sole;

/// Longer texts, of 20,000 fields and more, test the parser; as Rust they would
/// only test the compiler's patience.
const LONGEST: usize = 20_000;

/// The families whose schemas are what data of others is read as.
const READ: &[&str] = &[
    "resolve.jsonl",
    "json-encoding.jsonl",
    "single-object.jsonl",
    "sort-order.jsonl",
    "confluent.jsonl",
];

type Result<T, E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

fn main() -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut found = Found::default();
    found.conformance(&root.join("tests/conformance"))?;
    found.headers(&root.join("tests/conformance/containers"))?;
    found.hostile(&root.join("tests/hostile"))?;
    for folder in [
        "examples/schemas",
        "benches/schemas",
        "avro-build/tests/golden",
        "tests/interop",
    ] {
        found.files(&root.join(folder))?;
    }

    let mut code = String::new();
    let mut table = String::new();
    let mut refused = String::new();
    for (number, (text, id)) in found.legal.iter().enumerate() {
        let held = format!(
            r#"{{"type": "record", "name": "Sole", "fields": [{{"name": "held", "type": {text}}}]}}"#
        );
        // Names that are made to collide get more to collide with.
        let more = id.starts_with("codegen/");
        let choice = Choice::new().borrowed(more).setters(more);
        let builder = Builder::new().all(choice);
        match builder.generate_text("sole.avsc", &held) {
            Ok(generated) => {
                writeln!(code, "pub mod s{number} {{\n{generated}\n}}")?;
                // Reading other schemas' data is compiled where cases ask for it.
                let reads = if found.read.contains(text) {
                    format!(".reading::<s{number}::Sole>()")
                } else {
                    String::new()
                };
                writeln!(
                    table,
                    "Generated::of::<s{number}::Sole>({id:?}, {text:?}, {held:?}){reads},"
                )?;
            }
            Err(error) => writeln!(refused, "({id:?}, {:?}),", error.to_string())?,
        }
    }
    writeln!(
        code,
        "/// Every schema that became a type.\n\
         pub const GENERATED: &[Generated] = &[\n{table}];\n\
         /// Every schema that the generator refuses, and why.\n\
         pub const REFUSED: &[(&str, &str)] = &[\n{refused}];\n\
         /// How many schemas are longer than is sensible for a Rust type.\n\
         pub const TOO_LONG: usize = {};\n\
         /// How many texts are no schema.\n\
         pub const NOT_LEGAL: usize = {};",
        found.too_long.len(),
        found.not_legal.len(),
    )?;
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("there is no OUT_DIR")?);
    fs::write(out.join("generated.rs"), code)?;
    calls(&root, &out)
}

/// Protocols and IDL, with calls: from the families and kinds of that name.
fn calls(root: &Path, out: &Path) -> Result<()> {
    let mut code = String::new();
    let (mut table, mut refused) = (String::new(), String::new());
    for (number, (id, files)) in protocols(root)?.into_iter().enumerate() {
        let folder = out.join("protocols").join(number.to_string());
        let mut main = None;
        for (name, text) in files {
            let path = folder.join(name);
            fs::create_dir_all(path.parent().ok_or("no folder")?)?;
            fs::write(&path, text)?;
            main.get_or_insert(path);
        }
        let main = main.ok_or("no file")?;
        let builder = Builder::new().rpc(true);
        let made = builder.generate([&main]).map_err(Into::into).and_then(|_| {
            let own = sole::set(&[&main])?;
            let beside = folder.join("generated_sole.avsc");
            fs::write(&beside, sole::beside(&own))?;
            let all = sole::set(&[&main, &beside])?;
            let expected = all.get(sole::NAME).ok_or("the record is lost")?.to_json();
            Ok::<_, Box<dyn std::error::Error>>((builder.generate([&main, &beside])?, expected))
        });
        match made {
            Ok((generated, expected)) => {
                writeln!(code, "pub mod p{number} {{\n{generated}\n}}")?;
                writeln!(
                    table,
                    "Protocol {{ id: {id:?}, expected: {expected:?}, schema: p{number}::GeneratedSole::schema }},"
                )?;
            }
            Err(error) => writeln!(refused, "({id:?}, {:?}),", error.to_string())?,
        }
    }
    writeln!(
        code,
        "/// Every protocol and file of IDL that became code.\n\
         pub const PROTOCOLS: &[Protocol] = &[\n{table}];\n\
         /// Every one that the generator refuses, and why.\n\
         pub const REFUSED_PROTOCOLS: &[(&str, &str)] = &[\n{refused}];",
    )?;
    Ok(fs::write(out.join("protocols.rs"), code)?)
}

type Files = Vec<(String, Vec<u8>)>;

/// Files of protocols and IDL, the main one first.
fn protocols(root: &Path) -> Result<Vec<(String, Files)>> {
    let mut found = Vec::new();
    for (file, case) in cases(&root.join("tests/conformance"))? {
        let id = case["id"].as_str().unwrap_or_default().to_owned();
        match (&*file, case["files"].as_object(), case["protocol"].as_str()) {
            ("idl.jsonl", Some(files), _) => {
                let mut files: Files = files
                    .iter()
                    .map(|(name, text)| (name.clone(), text.as_str().unwrap_or_default().into()))
                    .collect();
                files.sort_by_key(|(name, _)| Some(&**name) != case["main"].as_str());
                found.push((id, files));
            }
            ("protocol.jsonl", _, Some(text)) => {
                found.push((id, vec![("main.avpr".to_owned(), text.into())]));
            }
            _ => {}
        }
    }
    for (file, row) in cases(&root.join("tests/hostile"))? {
        let id = row["id"].as_str().unwrap_or_default().to_owned();
        if !matches!(&*file, "idl.jsonl" | "protocol.jsonl") {
            continue;
        }
        let text = unpack(row["data"].as_str().unwrap_or_default())?;
        // As Rust, longer ones would only test the compiler's patience; that they end is tested elsewhere.
        if text.len() <= LONGEST {
            let main = match file.trim_end_matches(".jsonl") {
                "idl" => "main.avdl",
                _ => "main.avpr",
            };
            found.push((id, vec![(main.to_owned(), text)]));
        }
    }
    Ok(found)
}

/// Texts that stand where a schema does, each counted once.
#[derive(Default)]
struct Found {
    /// Legal schemas by their text, each with the first place it was found in.
    legal: BTreeMap<String, String>,
    too_long: BTreeSet<String>,
    /// What data, messages and JSON text are read as.
    read: BTreeSet<String>,
    /// Not every text is a schema, in bytes because some are no text.
    not_legal: BTreeSet<Vec<u8>>,
}

impl Found {
    fn add(&mut self, text: &[u8], id: &str) {
        let legal = std::str::from_utf8(text)
            .ok()
            .filter(|text| Schema::parse(text).is_ok());
        match legal {
            None => {
                self.not_legal.insert(text.to_vec());
            }
            Some(text) if text.len() > LONGEST => {
                self.too_long.insert(text.to_owned());
            }
            Some(text) => {
                self.legal
                    .entry(text.to_owned())
                    .or_insert_with(|| id.to_owned());
            }
        }
    }

    /// The cases of the conformance families: a text is what stands in the file.
    fn conformance(&mut self, folder: &Path) -> Result<()> {
        for (file, case) in cases(folder)? {
            let id = case["id"].as_str().unwrap_or_default();
            let mut texts = vec![&case["schema"], &case["writer"], &case["reader"]];
            if READ.contains(&&*file) {
                let read = [&case["schema"], &case["reader"]];
                let read = read.into_iter().filter_map(Value::as_str);
                self.read.extend(read.map(str::to_owned));
            }
            // What a reader of messages knows besides: a list, or a map from ids.
            texts.extend(case["known"].as_array().into_iter().flatten());
            texts.extend(
                case["registry"]
                    .as_object()
                    .into_iter()
                    .flat_map(|map| map.values()),
            );
            // What an IDL file means: a protocol, or a schema.
            if case["kind"] == "schema" {
                texts.push(&case["json"]);
            }
            for text in texts.into_iter().filter_map(Value::as_str) {
                self.add(text.as_bytes(), id);
            }
        }
        Ok(())
    }

    /// The hostile rows: a text has a prefix that says how it is packed.
    fn hostile(&mut self, folder: &Path) -> Result<()> {
        for (file, row) in cases(folder)? {
            let id = row["id"].as_str().unwrap_or_default();
            let mut texts = vec![&row["schema"], &row["reader"]];
            let read = if file == "json.jsonl" {
                "schema"
            } else {
                "reader"
            };
            if let Some(read) = row[read].as_str() {
                self.read.extend(String::from_utf8(unpack(read)?));
            }
            // Of these two kinds a schema is the whole input.
            if file == "schema.jsonl" {
                texts.push(&row["data"]);
            }
            if file == "codegen.jsonl" {
                // However long it is: that it compiles is what the row promises.
                let text = unpack(row["data"].as_str().unwrap_or_default())?;
                if let Ok(text) = std::str::from_utf8(&text)
                    && Schema::parse(text).is_ok()
                {
                    self.legal
                        .entry(text.to_owned())
                        .or_insert_with(|| id.to_owned());
                    continue;
                }
                texts.push(&row["data"]);
            }
            for text in texts.into_iter().filter_map(Value::as_str) {
                self.add(&unpack(text)?, id);
            }
        }
        Ok(())
    }

    /// The schemas of container files, of those whose header can be read.
    fn headers(&mut self, folder: &Path) -> Result<()> {
        println!("cargo:rerun-if-changed={}", folder.display());
        for path in entries(folder)? {
            if has_extension(&path, "avro") {
                let file = fs::read(&path)?;
                if let Ok((header, _)) = Header::parse(&file, DEFAULT_MAX_HEADER) {
                    self.add(header.schema_text().as_bytes(), &file_name(&path));
                }
            }
        }
        Ok(())
    }

    /// Files of one schema each. Those that need another file are no schema here.
    fn files(&mut self, folder: &Path) -> Result<()> {
        println!("cargo:rerun-if-changed={}", folder.display());
        for path in entries(folder)? {
            if path.is_dir() {
                self.files(&path)?;
            } else if has_extension(&path, "avsc") {
                self.add(&fs::read(&path)?, &file_name(&path));
            }
        }
        Ok(())
    }
}

/// The lines of the `.jsonl` files in a folder, each with its file's name.
fn cases(folder: &Path) -> Result<Vec<(String, Value)>> {
    println!("cargo:rerun-if-changed={}", folder.display());
    let mut cases = Vec::new();
    for path in entries(folder)? {
        if has_extension(&path, "jsonl") {
            for line in fs::read_to_string(&path)?.lines() {
                cases.push((file_name(&path), serde_json::from_str(line)?));
            }
        }
    }
    Ok(cases)
}

/// The bytes of a text with its prefix: `t:` as they are, `b:` base64, `z:` base64 of zlib.
fn unpack(text: &str) -> Result<Vec<u8>> {
    match text.split_at_checked(2) {
        Some(("t:", text)) => Ok(text.as_bytes().to_vec()),
        Some(("b:", text)) => Ok(STANDARD.decode(text)?),
        Some(("z:", text)) => {
            let mut bytes = Vec::new();
            flate2::read::ZlibDecoder::new(&STANDARD.decode(text)?[..]).read_to_end(&mut bytes)?;
            Ok(bytes)
        }
        _ => Err(format!("no prefix: {text:.80}").into()),
    }
}

fn has_extension(path: &Path, extension: &str) -> bool {
    path.extension().is_some_and(|found| found == extension)
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// What is in a folder, in the same order everywhere.
fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()?;
    paths.sort();
    Ok(paths)
}
