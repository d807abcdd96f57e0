//! Makes crates of generated code, which are then built and tested by themselves.
//!
//! ```text
//! crates OUT files FOLDER         of every schema, protocol, IDL file and container file below a folder; none is refused
//! crates OUT random FIRST COUNT   of so many random schemas, from a seed on
//! ```
//!
//! Whatever a file defines, a record with a field of each type goes with it. Its schema is that of all of them,
//! and so a test holds it against what the model reads from the files.

use std::error::Error;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

use avro_build::Builder;
use avro_core::Value;
use avro_core::container::Reader;
use avro_tests::{files, random_schemas, sole};

type Result<T, E = Box<dyn Error>> = std::result::Result<T, E>;

/// How many types a crate has at most.
const TYPES: usize = 300;

fn main() -> Result<()> {
    let args: Vec<String> = env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let (out, units) = match args[..] {
        [out, "files", folder] => (out, below(Path::new(out), Path::new(folder))?),
        [out, "random", first, count] => {
            (out, random(Path::new(out), first.parse()?, count.parse()?)?)
        }
        _ => return Err("crates OUT files FOLDER | crates OUT random FIRST COUNT".into()),
    };
    write(Path::new(out), units)
}

/// A file, and where it comes from.
struct Unit {
    id: String,
    path: PathBuf,
}

fn below(out: &Path, folder: &Path) -> Result<Vec<Unit>> {
    let mut units = Vec::new();
    for extension in ["avsc", "avpr", "avdl"] {
        for path in files::below(folder, extension)? {
            let id = path.strip_prefix(folder)?.display().to_string();
            units.push(Unit { id, path });
        }
    }
    // Schemas under another extension, by the name that they have beside their data.
    for path in files::below(folder, "json")? {
        if path.file_name().is_some_and(|name| name == "schema.json") {
            let id = path.strip_prefix(folder)?.display().to_string();
            let copy = out.join("json").join(format!("j{}.avsc", units.len()));
            save(&copy, &fs::read_to_string(&path)?)?;
            units.push(Unit { id, path: copy });
        }
    }
    for file in files::below(folder, "avro")? {
        let id = file.strip_prefix(folder)?.display().to_string();
        let schema = Reader::<Value>::open(&file)?.schema().to_json();
        let path = out.join("headers").join(format!("h{}.avsc", units.len()));
        save(&path, &schema)?;
        units.push(Unit { id, path });
    }
    Ok(units)
}

fn random(out: &Path, first: u64, count: u64) -> Result<Vec<Unit>> {
    let mut units = Vec::new();
    for seed in first..first + count {
        let path = out.join("random").join(format!("s{seed}.avsc"));
        save(&path, &random_schemas::schema(seed))?;
        units.push(Unit {
            id: format!("seed {seed}"),
            path,
        });
    }
    Ok(units)
}

#[derive(Default)]
struct Crate {
    modules: String,
    table: String,
    types: usize,
}

fn write(out: &Path, units: Vec<Unit>) -> Result<()> {
    let count = units.len();
    let mut crates = vec![Crate::default()];
    let mut types = 0;
    let builder = Builder::new().rpc(true);
    for (number, Unit { id, path }) in units.into_iter().enumerate() {
        let with = |error: &dyn std::fmt::Display| format!("{id}: {error}");
        let own = sole::set(&[&path]).map_err(|error| with(&error))?;
        let beside = out.join("sole").join(format!("sole{number}.avsc"));
        save(&beside, &sole::beside(&own))?;
        let all = sole::set(&[&path, &beside]).map_err(|error| with(&error))?;
        let code = builder
            .generate([&path, &beside])
            .map_err(|error| with(&error))?;
        let schema = all.get(sole::NAME).ok_or("the record is lost")?.to_json();
        let Some(into) = crates.last_mut() else { break };
        writeln!(into.modules, "pub mod u{number} {{\n{code}\n}}\n")?;
        writeln!(
            into.table,
            "        ({id:?}, {schema:?}, super::u{number}::GeneratedSole::schema),"
        )?;
        into.types += own.names().count() + 1;
        types += own.names().count();
        if into.types >= TYPES {
            crates.push(Crate::default());
        }
    }
    crates.retain(|of| of.types > 0);

    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .canonicalize()?;
    let mut members = Vec::new();
    for (number, Crate { modules, table, .. }) in crates.iter().enumerate() {
        let name = format!("generated{number}");
        save(
            &out.join(&name).join("Cargo.toml"),
            &format!(
                "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
                 avro-core = {{ path = {:?}, default-features = false, features = [\"derive\"] }}\n\
                 avro-rpc = {{ path = {:?}, default-features = false, features = [\"tcp\"] }}\n",
                root.join("avro-core"),
                root.join("avro-rpc"),
            ),
        )?;
        save(
            &out.join(&name).join("src/lib.rs"),
            &format!(
                "#![deny(warnings, missing_docs, unreachable_pub)]\n#![forbid(unsafe_code)]\n#![recursion_limit = \"512\"]\n//! Generated.\n\n{}\n\
                 #[cfg(test)]\nmod tests {{\n    use avro_core::{{AvroSchema, Schema, SchemaError}};\n\n    \
                 type Row = (&'static str, &'static str, fn() -> Result<Schema, SchemaError>);\n\n    \
                 const ALL: &[Row] = &[\n{table}    ];\n\n    #[test]\n    fn types_have_the_schemas_of_their_files() {{\n        \
                 for (id, text, schema) in ALL {{\n            \
                 let expected = Schema::parse(text).expect(id);\n            \
                 assert_eq!(schema().expect(id), expected, \"{{id}}\");\n        }}\n    }}\n}}\n",
                modules.replace("pub mod u", "#[allow(missing_docs)]\npub mod u"),
            ),
        )?;
        members.push(format!("{name:?}"));
    }
    save(
        &out.join("Cargo.toml"),
        &format!(
            "[workspace]\nresolver = \"3\"\nmembers = [{}]\n\n[profile.dev]\ndebug = false\nincremental = false\n",
            members.join(", ")
        ),
    )?;
    // The versions that are here already.
    fs::copy(root.join("Cargo.lock"), out.join("Cargo.lock"))?;
    println!(
        "{count} schemas, {types} named types, {} crates",
        crates.len()
    );
    Ok(())
}

fn save(path: &Path, text: &str) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    Ok(fs::write(path, text)?)
}
