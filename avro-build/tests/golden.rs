//! Every kind of thing that is generated, as it is meant to be read.
//!
//! Each file or folder of schemas in `tests/golden` stands beside the code that is made
//! of it, and some beside code that was chosen to be otherwise. With `AVRO_BLESS=1` in the environment, the code is written anew.

use std::fs;
use std::path::{Path, PathBuf};

use avro_build::{Builder, Choice};

/// What is chosen: the name of the golden file, what it is made of, and how.
fn chosen() -> Vec<(&'static str, &'static str, Builder)> {
    let new = Builder::new;
    let quiet = || Builder::new().all(Choice::new().constants(false));
    vec![
        (
            "logical_jiff",
            "logical.avsc",
            quiet().all(Choice::new().jiff().uuid().rust_decimal()),
        ),
        (
            "logical_chrono",
            "logical.avsc",
            quiet().all(Choice::new().chrono().bigdecimal()),
        ),
        (
            "logical_time",
            "logical.avsc",
            quiet().all(Choice::new().time()),
        ),
        (
            "logical_plain",
            "logical.avsc",
            quiet().all(Choice::new().plain()),
        ),
        (
            "fixed_uuid",
            "fixed.avsc",
            quiet().all(Choice::new().uuid().bigdecimal()),
        ),
        (
            "defaults_jiff",
            "defaults",
            quiet()
                .all(Choice::new().jiff().uuid().rust_decimal().setters(true))
                .all(
                    Choice::new()
                        .string("Box<str>")
                        .bytes("std::sync::Arc<[u8]>"),
                )
                .all(Choice::new().map("std::collections::BTreeMap<_, _>")),
        ),
        (
            "looks",
            "union.avsc",
            quiet()
                .with("**.Email", Choice::new().derive("Eq").derive("Hash"))
                .with("**.Phone", Choice::new().derive("Eq").derive("Hash"))
                .with("**.User.contact", Choice::new().derive("Eq").derive("Hash"))
                .with(
                    "com.example.maps.Point",
                    Choice::new().visibility("pub(crate)"),
                )
                .with(
                    "com.example.accounts.Email",
                    Choice::new().type_attribute("#[must_use]").setters(true),
                )
                .with(
                    "**.Email.address",
                    Choice::new().field_attribute("#[cfg(all())]"),
                ),
        ),
        (
            "layout",
            "namespaces",
            new()
                .all(Choice::new().constants(false))
                .module("com.example", "")
                .module("com.example.shop", "trade::goods")
                .extern_path(
                    "com.example.accounts",
                    "crate::namespaces::com::example::accounts",
                ),
        ),
        (
            "borrowed",
            "borrowed.avsc",
            quiet().all(Choice::new().borrowed(true)),
        ),
        ("mail", "mail.avpr", quiet().rpc(true)),
        ("calls", "calls.avdl", quiet().rpc(true)),
        (
            "own",
            "own.avsc",
            quiet()
                .all(Choice::new().logical_with("ip-address", "std::net::IpAddr", "crate::AsText"))
                .all(Choice::new().logical("money", "crate::Money"))
                .with("com.example.Host.id", Choice::new().value("crate::HostId"))
                .with(
                    "com.example.Host.*_time",
                    Choice::new().value_with("std::time::Duration", "crate::Seconds"),
                )
                .with("com.example.Host.pairs", Choice::new().map("Vec<(_, _)>")),
        ),
    ]
}

#[test]
fn generated_code_is_as_reviewed() {
    let mut different = Vec::new();
    let usual = inputs().into_iter().map(|input| {
        let golden = golden_of(&input);
        (golden, input, Builder::new())
    });
    let chosen = chosen().into_iter().map(|(name, input, builder)| {
        let folder = Path::new("tests/golden");
        (
            folder.join(name).with_extension("rs"),
            folder.join(input),
            builder,
        )
    });
    for (golden, input, builder) in usual.chain(chosen) {
        let code = builder
            .generate([&input])
            .unwrap_or_else(|error| panic!("{}: {error}", golden.display()));
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
    let name = |name| Path::new("tests/golden").join(name).with_extension("rs");
    expected.extend(chosen().into_iter().map(|(golden, ..)| name(golden)));
    expected.sort();
    expected.dedup();
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
        .filter(|path| {
            let extension = path.extension().and_then(|extension| extension.to_str());
            path.is_dir() || matches!(extension, Some("avsc" | "avpr" | "avdl"))
        })
        .collect();
    // What has its name from a choice is made by that alone.
    let chosen = chosen();
    inputs.retain(|input| {
        let stem = input.file_stem().and_then(|stem| stem.to_str());
        chosen.iter().all(|(golden, ..)| Some(*golden) != stem)
    });
    inputs.sort();
    assert!(!inputs.is_empty());
    inputs
}

fn golden_of(input: &Path) -> PathBuf {
    input.with_extension("rs")
}
