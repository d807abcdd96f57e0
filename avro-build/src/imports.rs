//! Imports: what files of IDL take in, from the include roots and from nowhere else.
//!
//! The model finds and reads the files. Here they get the names that messages show: below the folder
//! that was given, as it was given, so that a file is called alike whether it is imported or
//! one of those that were asked for.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use avro_model::idl::{Files, ImportFault, Loader, Warning};

use crate::error::Problem;
use crate::load::shown;

/// Where imports come from, and which were made.
#[derive(Debug, Default)]
pub(crate) struct Imports {
    files: Files,
    /// The roots: as they were given, and without symbolic links.
    roots: Vec<(PathBuf, PathBuf)>,
    /// Files by their real path, with the names that they have here.
    shown: HashMap<String, String>,
    /// The same the other way round.
    real: HashMap<String, String>,
    /// The files that were read.
    pub(crate) made: Vec<PathBuf>,
    /// What may be mistakes in files of IDL, each said once.
    pub(crate) doubts: Vec<String>,
}

/// More doubts than this help nobody.
const MOST_DOUBTS: usize = 100;

impl Imports {
    /// Imports from these folders.
    ///
    /// # Errors
    ///
    /// When one is not there.
    pub(crate) fn new(roots: &[PathBuf]) -> Result<Imports, Vec<Problem>> {
        let mut imports = Imports::default();
        let mut problems = Vec::new();
        for folder in roots {
            // The folder of `a.avsc` is called nothing.
            let folder = match folder.as_os_str().is_empty() {
                true => Path::new("."),
                false => folder,
            };
            match (imports.files.clone().root(folder), folder.canonicalize()) {
                (Ok(files), Ok(real)) => {
                    imports.files = files;
                    imports.roots.push((folder.to_owned(), real));
                }
                (Err(fault), _) => {
                    let message = format!("imports cannot come from here: it {fault}");
                    problems.push(Problem::with_file(shown(folder), message));
                }
                (_, Err(error)) => {
                    let message = format!("imports cannot come from here: {error}");
                    problems.push(Problem::with_file(shown(folder), message));
                }
            }
        }
        match problems.is_empty() {
            true => Ok(imports),
            false => Err(problems),
        }
    }

    /// Says what a file is called that was asked for.
    pub(crate) fn call(&mut self, file: &Path, name: &str) {
        let real = file.canonicalize().ok();
        if let Some(real) = real.as_deref().and_then(Path::to_str) {
            self.shown.insert(real.to_owned(), name.to_owned());
            self.real.insert(name.to_owned(), real.to_owned());
        }
    }

    /// Notes what may be mistakes in a file and in those that it imports.
    pub(crate) fn doubt(&mut self, warnings: &[Warning]) {
        for warning in warnings {
            let doubt = warning.to_string();
            if self.doubts.len() < MOST_DOUBTS && !self.doubts.contains(&doubt) {
                self.doubts.push(doubt);
            }
        }
    }

    /// What a file is called that was imported.
    fn name(&mut self, real: String) -> String {
        if let Some(name) = self.shown.get(&real) {
            return name.clone();
        }
        let below = self.roots.iter().find_map(|(given, root)| {
            let inside = Path::new(&real).strip_prefix(root).ok()?;
            Some(match given == Path::new(".") {
                true => inside.to_owned(),
                false => given.join(inside),
            })
        });
        let mut name = below.map_or_else(|| real.clone(), |path| shown(&path));
        // A link may have the same name.
        if self.real.contains_key(&name) {
            name.clone_from(&real);
        }
        self.real.insert(name.clone(), real.clone());
        self.shown.insert(real, name.clone());
        name
    }
}

impl Loader for Imports {
    fn find(&mut self, from: Option<&str>, import: &str) -> Result<String, ImportFault> {
        let from = from.and_then(|from| self.real.get(from));
        let real = self.files.find(from.map(String::as_str), import)?;
        Ok(self.name(real))
    }

    fn read(&mut self, name: &str) -> Result<String, ImportFault> {
        let real = self.real.get(name).ok_or(ImportFault::NotFound)?;
        self.made.push(PathBuf::from(real));
        self.files.read(real)
    }
}
