//! Every kind of thing that is generated, as it is meant to be read.
//!
//! Each file or folder of schemas in `tests/golden` stands beside the code that is made
//! of it. With `AVRO_BLESS=1` in the environment, the code is written anew.

use std::fs;
use std::path::{Path, PathBuf};

use avro_build::Builder;

#[test]
fn generated_code_is_as_reviewed() {
    let mut different = Vec::new();
    for input in inputs() {
        let golden = golden_of(&input);
        let code = Builder::new()
            .generate([&input])
            .unwrap_or_else(|error| panic!("{error}"));
        if std::env::var_os("AVRO_BLESS").is_some() {
            fs::write(&golden, &code).unwrap();
        }
        let reviewed = fs::read_to_string(&golden).unwrap_or_default();
        if code != reviewed {
            different.push(format!("{}\n{code}", golden.display()));
        }
    }
    assert!(
        different.is_empty(),
        "generated code has changed; AVRO_BLESS=1 accepts it:\n{}",
        different.join("\n")
    );
}

#[test]
fn all_generated_code_has_a_source() {
    let mut expected: Vec<PathBuf> = inputs().iter().map(|input| golden_of(input)).collect();
    expected.sort();
    let mut found: Vec<PathBuf> = fs::read_dir("tests/golden")
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "rs"))
        .collect();
    found.sort();
    assert_eq!(found, expected);
}

/// The schema files and folders, relative to the package.
fn inputs() -> Vec<PathBuf> {
    let mut inputs: Vec<PathBuf> = fs::read_dir("tests/golden")
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir() || path.extension().is_some_and(|end| end == "avsc"))
        .collect();
    inputs.sort();
    assert!(!inputs.is_empty());
    inputs
}

fn golden_of(input: &Path) -> PathBuf {
    input.with_extension("rs")
}
