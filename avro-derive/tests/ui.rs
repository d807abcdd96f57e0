//! Mistakes, and what the compiler says to them.
//!
//! Each `ui/*.rs` stands beside what is printed for it. The messages are the derive's,
//! but the compiler draws the lines around them and adds notes, a little
//! differently from version to version. So under every version the messages are looked
//! for, and only under one the files are compared word by word.
//!
//! `AVRO_BLESS=1` in the environment writes the files anew.

mod support;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The compiler that the `.stderr` files were made with.
const MADE_WITH: &str = "1.95.0";

#[test]
fn a_mistake_is_a_compile_error_where_it_was_made() {
    let version = support::rustc().arg("--version").output().unwrap().stdout;
    let version = String::from_utf8(version).unwrap();
    let is_known = version.split_whitespace().nth(1) == Some(MADE_WITH);
    let is_rewriting = env::var_os("TRYBUILD").is_some();

    if env::var_os("AVRO_BLESS").is_some() && !is_rewriting {
        assert!(is_known, "MADE_WITH is to name this compiler: {version}");
        // The word that trybuild knows; it cannot be set for this process.
        let status = Command::new(env::current_exe().unwrap())
            .args(["--exact", "a_mistake_is_a_compile_error_where_it_was_made"])
            .env("TRYBUILD", "overwrite")
            .status()
            .unwrap();
        assert!(status.success());
        return;
    }
    if !is_rewriting {
        for source in sources() {
            refuses_with_the_messages(&source);
        }
    }
    if is_known {
        println!("the messages are there; now all that the compiler says is compared");
        lend_schemas();
        trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
    } else {
        println!("only the messages were looked for: {MADE_WITH} made the files, not {version}");
    }
}

/// Puts the schema files where trybuild's crate has its root.
fn lend_schemas() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let theirs = target.join("tests/trybuild/avro-derive/tests/ui");
    fs::create_dir_all(&theirs).unwrap();
    for entry in fs::read_dir(root.join("tests/ui")).unwrap() {
        let path = entry.unwrap().path();
        if path
            .extension()
            .is_some_and(|end| end == "avsc" || end == "avdl")
        {
            fs::copy(&path, theirs.join(path.file_name().unwrap())).unwrap();
        }
    }
}

fn sources() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui");
    let mut sources: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "rs"))
        .collect();
    sources.sort();
    assert!(sources.len() > 50, "{sources:?}");
    sources
}

/// Whether the compiler refuses a file, with every message of ours that stands beside it.
fn refuses_with_the_messages(source: &Path) {
    let arguments = [
        "--crate-type",
        "bin",
        "--emit",
        "metadata",
        "--edition",
        "2024",
    ];
    let output = support::compile(source, &arguments);
    let said = String::from_utf8(output.stderr).unwrap();
    let name = source.display();
    assert!(!output.status.success(), "{name} compiles");
    for panic in ["derive panicked", "compiler unexpectedly panicked"] {
        assert!(!said.contains(panic), "{name}\n{said}");
    }
    let expected = fs::read_to_string(source.with_extension("stderr")).unwrap();
    for message in expected.lines().filter_map(message) {
        assert!(said.contains(message), "{name}: {message}\n{said}");
    }
}

/// The derive's own words in a line of the compiler's.
fn message(line: &str) -> Option<&str> {
    line.strip_prefix("error: ")
        .or_else(|| line.strip_prefix("error[E0080]: evaluation panicked: "))
}
