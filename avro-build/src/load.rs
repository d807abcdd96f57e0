//! Loading: from the paths a build script gives to the schemas in the files.
//!
//! A path is a file, a folder, of which all `.avsc`, `.avpr` and `.avdl` files are taken however deep they
//! lie, or a pattern. What comes first is settled by the paths' order, then by the
//! files' names, so every machine sees the same. The files are one set:
//! each may use the names that any other defines, except that IDL imports what it uses.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use avro_model::idl::{self, IdlError, IdlErrorKind};
use avro_model::{ParseOptions, ResolvedSet, SchemaErrorKind, SchemaSet};

use crate::error::Problem;
use crate::glob::{Pattern, entries, is_pattern};
use crate::imports::Imports;

/// The files that were found.
#[derive(Debug, Default)]
pub(crate) struct Sources {
    /// Each file once, in order.
    pub(crate) files: Vec<PathBuf>,
    /// Files and folders whose change asks for another run.
    pub(crate) watched: Vec<PathBuf>,
    /// Folders that imports may come from.
    pub(crate) roots: Vec<PathBuf>,
}

/// Finds the files that `paths` stand for.
pub(crate) fn find(paths: &[PathBuf]) -> Result<Sources, Vec<Problem>> {
    let mut sources = Sources::default();
    let mut seen = HashSet::new();
    let mut problems = Vec::new();
    for path in paths {
        let found = if path.is_file() {
            sources.roots.extend(path.parent().map(Path::to_owned));
            Ok(vec![path.clone()])
        } else if path.is_dir() {
            sources.watched.push(path.clone());
            sources.roots.push(path.clone());
            in_folder(path)
        } else if is_pattern(path) {
            let pattern = Pattern::new(path);
            sources.watched.push(pattern.base.clone());
            sources.roots.push(pattern.base.clone());
            by_pattern(path, &pattern)
        } else {
            Err(Problem::with_file(shown(path), "no such file or folder"))
        };
        match found {
            Ok(files) => sources.files.extend(files.into_iter().filter(|file| {
                // The same file may be reached by two ways.
                seen.insert(fs::canonicalize(file).unwrap_or_else(|_| file.clone()))
            })),
            Err(problem) => problems.push(problem),
        }
    }
    if paths.is_empty() {
        problems.push(Problem::with_request("no schema files were given"));
    }
    sources.watched.extend(sources.files.iter().cloned());
    if problems.is_empty() {
        Ok(sources)
    } else {
        Err(problems)
    }
}

impl Sources {
    /// Without the files in one of the folders, which is there for something else.
    pub(crate) fn leave_out(&mut self, folder: &Path) {
        let Ok(folder) = fs::canonicalize(folder) else {
            return;
        };
        let is_outside =
            |path: &PathBuf| !fs::canonicalize(path).is_ok_and(|path| path.starts_with(&folder));
        self.files.retain(is_outside);
        self.watched.retain(is_outside);
    }
}

/// All files of schemas and protocols in a folder, however deep.
fn in_folder(folder: &Path) -> Result<Vec<PathBuf>, Problem> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for (_, path, is_folder) in entries(&folder).map_err(|error| unreadable(&folder, &error))? {
            if is_folder {
                open.push(path);
            } else if is_schema(&path) {
                found.push(path);
            }
        }
    }
    if found.is_empty() {
        return Err(Problem::with_file(
            shown(folder),
            "there is no .avsc, .avpr or .avdl file in this folder",
        ));
    }
    found.sort();
    Ok(found)
}

fn by_pattern(path: &Path, pattern: &Pattern) -> Result<Vec<PathBuf>, Problem> {
    let matches = pattern
        .matches()
        .map_err(|error| unreadable(&pattern.base, &error))?;
    let mut found = Vec::new();
    for path in matches {
        if path.is_dir() {
            // Like a folder that is given by name, except that it may hold nothing of ours.
            found.extend(in_folder(&path).unwrap_or_default());
        } else if pattern.names_an_extension() || is_schema(&path) {
            found.push(path);
        }
    }
    if found.is_empty() {
        return Err(Problem::with_file(
            shown(path),
            "no schema file matches this pattern",
        ));
    }
    found.sort();
    Ok(found)
}

fn is_schema(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    matches!(extension, Some("avsc" | "avpr" | "avdl"))
}

fn unreadable(path: &Path, error: &std::io::Error) -> Problem {
    Problem::with_file(shown(path), format!("cannot be read: {error}"))
}

/// A path as messages and generated code show it: with slashes on every system.
pub(crate) fn shown(path: &Path) -> String {
    let text = path.to_string_lossy();
    if cfg!(windows) {
        text.replace('\\', "/")
    } else {
        text.into_owned()
    }
}

/// Reads the files and resolves their schemas together. The files that they import are noted.
pub(crate) fn read(files: &[PathBuf], imports: &mut Imports) -> Result<ResolvedSet, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut texts = Vec::new();
    for file in files {
        match text_of(file) {
            Ok(text) => {
                let name = shown(file);
                imports.call(file, &name);
                texts.push((name, text));
            }
            Err(problem) => problems.push(problem),
        }
    }
    match resolve(texts, imports) {
        Ok(set) if problems.is_empty() => Ok(set),
        Ok(_) => Err(problems),
        // Without the unreadable files others may seem to miss names.
        Err(_) if !problems.is_empty() => Err(problems),
        Err(faults) => Err(faults),
    }
}

/// Resolves the schemas of some texts together; each has the name of its file with it, whose end says what it is.
pub(crate) fn resolve(
    texts: Vec<(String, String)>,
    imports: &mut Imports,
) -> Result<ResolvedSet, Vec<Problem>> {
    let mut set = SchemaSet::new();
    let mut faults = Vec::new();
    for (file, text) in texts {
        let extension = Path::new(&file).extension();
        match extension.and_then(|extension| extension.to_str()) {
            Some("avpr") => set.add_protocol(file, text),
            Some("avdl") => {
                let options = ParseOptions::new().file(&*file);
                let mut reader = idl::Reader::new().options(options).imports(&mut *imports);
                match reader.parse(&text) {
                    Ok(document) => {
                        imports.doubt(document.warnings());
                        set.add_document(file, document);
                    }
                    Err(error) => faults.push(error),
                }
            }
            _ => set.add(file, text),
        }
    }
    // Without a file of IDL others may seem to miss names.
    if !faults.is_empty() {
        return Err(of_idl(&faults, set.resolve().ok().as_ref()));
    }
    set.resolve()
        .map_err(|errors| errors.into_iter().map(Problem::from).collect())
}

/// The problems of files of IDL, `others` being what the other files say. What is wrong in a file that many import
/// is told once.
fn of_idl(faults: &[IdlError], others: Option<&ResolvedSet>) -> Vec<Problem> {
    let mut told = HashSet::new();
    let all = faults
        .iter()
        .flat_map(|error| std::iter::once(error).chain(error.others()));
    let problems = all.map(|error| {
        let known = match error.kind() {
            IdlErrorKind::Rule(SchemaErrorKind::UnknownType { name, .. }) => {
                others.and_then(|others| others.defined_in(name))
            }
            _ => None,
        };
        let hint =
            known.map(|(file, ..)| format!(": IDL imports what it uses, and {file} defines this"));
        Problem::with_idl(error, &hint.unwrap_or_default())
    });
    problems.filter(|new| told.insert(new.clone())).collect()
}

/// No schema is as large as this.
const MOST_BYTES: u64 = 64 << 20;

/// The text of a file, as long as it is a file: pipes and devices may have no end.
pub(crate) fn text_of(file: &Path) -> Result<String, Problem> {
    let found = fs::metadata(file).map_err(|error| unreadable(file, &error))?;
    if !found.is_file() {
        return Err(Problem::with_file(shown(file), "is not a regular file"));
    }
    if found.len() > MOST_BYTES {
        let message = format!("is larger than {MOST_BYTES} bytes");
        return Err(Problem::with_file(shown(file), message));
    }
    let bytes = fs::read(file).map_err(|error| unreadable(file, &error))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let before = String::from_utf8_lossy(error.as_bytes().get(..valid).unwrap_or_default());
        let line = before.matches('\n').count().saturating_add(1);
        let column = before
            .chars()
            .rev()
            .take_while(|&c| c != '\n')
            .count()
            .saturating_add(1);
        Problem::with_file(shown(file), "the text is not UTF-8 from here on").at(line, column)
    })?;
    Ok(unmarked(&text).to_owned())
}

/// A text without the mark that some editors put in front of UTF-8.
pub(crate) fn unmarked(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_a_mistake_in_idl_is_noted_once() {
        let text = "record A {\n  @order(\"ignore\") long a;\n  /** of b */ int b; /** lost */\n}";
        let mut imports = Imports::default();
        let texts = vec![("a.avdl".to_owned(), text.to_owned()); 2];
        resolve(texts, &mut imports).unwrap();
        assert_eq!(
            imports.doubts,
            [
                "a.avdl:2:4: an annotation of the type: the field's stands between type and name",
                "a.avdl:3:22: documentation that documents nothing",
            ]
        );
    }
}
