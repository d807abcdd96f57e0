//! The compiler itself, called on a file that uses `avro_core`.

use std::collections::BTreeSet;
use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use avro_model::json::Json;

/// A command named by a variable that Cargo sets, or found as usual.
fn tool(variable: &str, name: &str) -> Command {
    Command::new(env::var_os(variable).unwrap_or_else(|| name.into()))
}

/// The compiler that everything here is built with.
pub(crate) fn rustc() -> Command {
    tool("RUSTC", "rustc")
}

/// The arguments by which the compiler finds `avro_core` and all that it needs.
///
/// Beside the library of this very test lie others, of other features and
/// times; only Cargo knows which is which. So Cargo is asked for one as the derive
/// needs it, which for the most part is built already.
fn core_library() -> &'static [OsString] {
    static ARGUMENTS: OnceLock<Vec<OsString>> = OnceLock::new();
    ARGUMENTS.get_or_init(|| {
        // Where this test was built, however that was said.
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
        let output = tool("CARGO", "cargo")
            .args(["build", "--offline", "--message-format=json"])
            .args(["--package", "avro-core"])
            .args(["--no-default-features", "--features", "derive"])
            .arg("--target-dir")
            .arg(target)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .stderr(Stdio::inherit())
            .output()
            .unwrap();
        assert!(output.status.success(), "avro-core does not build");
        arguments(&String::from_utf8(output.stdout).unwrap())
    })
}

/// The arguments for the libraries that Cargo says it has built.
fn arguments(messages: &str) -> Vec<OsString> {
    let mut core = None;
    let mut folders = BTreeSet::new();
    for line in messages.lines() {
        let message = Json::parse(line).unwrap();
        let Some(Json::Array(files)) = message.get("filenames") else {
            continue;
        };
        let target = message.get("target").and_then(|target| target.get("name"));
        let is_core = target.and_then(Json::as_str) == Some("avro_core");
        for file in files.iter().filter_map(Json::as_str).map(PathBuf::from) {
            if is_core && file.extension().is_some_and(|end| end == "rlib") {
                core = Some(file.clone());
            }
            folders.extend(file.parent().map(Path::to_owned));
        }
    }
    let core = core.expect("Cargo names the library of avro-core");
    let mut arguments = vec!["--extern".into(), joined("avro_core=", &core)];
    for folder in folders {
        arguments.extend(["-L".into(), joined("dependency=", &folder)]);
    }
    arguments
}

fn joined(before: &str, path: &Path) -> OsString {
    let mut text = OsString::from(before);
    text.push(path);
    text
}

/// What becomes of a file, given some more arguments.
pub(crate) fn compile(source: &Path, arguments: &[&str]) -> Output {
    rustc()
        .args(arguments)
        .args(core_library())
        .arg("--out-dir")
        .arg(env!("CARGO_TARGET_TMPDIR"))
        .arg(source)
        .output()
        .unwrap()
}
