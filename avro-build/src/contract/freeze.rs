//! Recording a release: the types that are new or have changed, each in a file.

use std::collections::HashSet;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::baseline::{Baseline, Key};
use super::check::Today;
use super::definition;
use crate::error::{Problem, clip};
use crate::load::shown;

/// What [`freeze`](crate::freeze) has recorded.
///
/// # Example
///
/// ```
/// # let folder = std::env::temp_dir().join(format!("avro-build-frozen-{}", std::process::id()));
/// # std::fs::create_dir_all(folder.join("schemas")).unwrap();
/// # let (schemas, released) = (folder.join("schemas"), folder.join("released"));
/// use avro_build::{Compatibility, freeze};
///
/// std::fs::write(schemas.join("id.avsc"), r#"{"type": "fixed", "name": "com.example.Id", "size": 16}"#)?;
/// let frozen = freeze([&schemas], &released, Compatibility::Full)?;
/// assert_eq!((frozen.release(), frozen.files()), (Some(1), &[released.join("1/com.example.Id.avsc")][..]));
/// assert_eq!(frozen.to_string(), "release 1: com.example.Id");
///
/// let frozen = freeze([&schemas], &released, Compatibility::Full)?;
/// assert_eq!(frozen.to_string(), "nothing has changed since release 1");
/// # std::fs::remove_dir_all(folder)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frozen {
    release: Option<u32>,
    before: Option<u32>,
    types: Vec<String>,
    files: Vec<PathBuf>,
}

impl Frozen {
    /// The number of the release; nothing if nothing had changed.
    pub fn release(&self) -> Option<u32> {
        self.release
    }

    /// The files that were written, in order.
    pub fn files(&self) -> &[PathBuf] {
        &self.files
    }
}

impl fmt::Display for Frozen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.release, self.before) {
            (Some(release), _) => write!(f, "release {release}: {}", self.types.join(", ")),
            (None, Some(before)) => write!(f, "nothing has changed since release {before}"),
            (None, None) => f.write_str("there is nothing to release"),
        }
    }
}

/// Writes the next release, if there is anything in it.
pub(super) fn write(
    today: &Today<'_>,
    baseline: &Baseline,
    folder: &Path,
) -> Result<Frozen, Problem> {
    let mut texts: Vec<(&Key, String)> = Vec::new();
    for (key, schema) in &today.types {
        let definition = definition::of(schema, schema.root());
        if !baseline.is_unchanged(key, &definition) {
            texts.push((key, definition::file(&definition)));
        }
    }
    let files = named(texts);
    let before = baseline.last();
    if files.is_empty() {
        return Ok(Frozen {
            release: None,
            before,
            types: Vec::new(),
            files: Vec::new(),
        });
    }
    let Some(release) = before.unwrap_or(0).checked_add(1) else {
        return Err(Problem::with_file(
            shown(folder),
            "there are no more numbers for releases",
        ));
    };
    let target = folder.join(release.to_string());
    // Hidden, so that a half written one is no release.
    let draft = folder.join(format!(".{release}-{}", std::process::id()));
    let cannot = |error: io::Error| {
        Problem::with_file(shown(&target), format!("cannot be written: {error}"))
    };
    let written = fs::create_dir_all(folder)
        .and_then(|()| fs::create_dir(&draft))
        .and_then(|()| {
            for (_, name, text) in &files {
                let mut file = File::create_new(draft.join(name))?;
                file.write_all(text.as_bytes())?;
            }
            if target.exists() {
                return Err(io::ErrorKind::AlreadyExists.into());
            }
            fs::rename(&draft, &target)
        });
    if let Err(error) = written {
        // What matters is the first error.
        let _ = fs::remove_dir_all(&draft);
        return Err(cannot(error));
    }
    Ok(Frozen {
        release: Some(release),
        before,
        types: files.iter().map(|(key, ..)| clip(&key.shown())).collect(),
        files: files.iter().map(|(_, name, _)| target.join(name)).collect(),
    })
}

/// The names of the files. A schema without a name is known by its file's, and a type may have that name too, or one
/// that is another only where case counts: the type's gets a number, since what a type is called its text says.
fn named(texts: Vec<(&Key, String)>) -> Vec<(&Key, String, String)> {
    let is_type = |key: &Key| matches!(key, Key::Type(_));
    let others = texts.iter().filter(|(key, _)| !is_type(key));
    let mut taken: HashSet<String> = others
        .map(|(key, _)| key.file_name().to_lowercase())
        .collect();
    let mut named = Vec::with_capacity(texts.len());
    for (key, text) in texts {
        let mut name = key.file_name();
        let stem = name.trim_end_matches(".avsc").to_owned();
        let mut number = 1_usize;
        while is_type(key) && !taken.insert(name.to_lowercase()) {
            number = number.saturating_add(1);
            name = format!("{stem}-{number}.avsc");
        }
        named.push((key, name, text));
    }
    named
}
