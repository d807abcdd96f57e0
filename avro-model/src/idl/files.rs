//! Imports from the file system, and from nowhere but the folders that were named.

use std::fs;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use super::error::ImportFault;
use super::load::{Loader, relative};

/// Reads imports from folders, the *include roots*.
///
/// An import is looked for beside the file that imports it, and then in each root. Whatever it says, only regular files
/// inside of a root are opened: `..` may lead from one root to another and never out of them, nor may a symbolic link, and absolute
/// paths, addresses and devices are refused. A file of more than 64 MiB is refused too.
///
/// # Example
///
/// ```no_run
/// use avro_model::idl;
///
/// let files = idl::Files::new().root("schemas")?.root("vendor/schemas")?;
/// let document = idl::Reader::new().imports(files).read("schemas/shop.avdl")?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Files {
    /// Without symbolic links.
    roots: Vec<PathBuf>,
}

/// No schema is as large as this.
const MOST_BYTES: u64 = 64 << 20;

impl Files {
    /// Without any root yet. The folder of the main file becomes one, unless it lies in another.
    pub fn new() -> Files {
        Files::default()
    }

    /// Adds a folder that imports may come from.
    ///
    /// # Errors
    ///
    /// When it is not there.
    pub fn root(mut self, folder: impl AsRef<Path>) -> Result<Files, ImportFault> {
        let folder = real(folder.as_ref())?;
        if !folder.is_dir() {
            return Err(ImportFault::NotFound);
        }
        self.roots.push(folder);
        Ok(self)
    }

    /// The file in a root, if it is one that may be read.
    fn inside(&self, path: &Path) -> Result<PathBuf, ImportFault> {
        let path = real(path)?;
        if !self.roots.iter().any(|root| path.starts_with(root)) {
            return Err(ImportFault::OutsideRoots);
        }
        // Asked before it is opened: opening a pipe waits for a writer.
        if !path.metadata().map_err(fault)?.is_file() {
            return Err(ImportFault::NotAFile);
        }
        Ok(path)
    }

    /// The import as it is meant in a folder. Its `..` may lead from one root to another, and nowhere else.
    fn in_folder(&self, folder: &Path, import: &str) -> Result<PathBuf, ImportFault> {
        // The folder has no symbolic links, so `..` is what it seems to be.
        let mut path = folder.to_owned();
        for part in relative(import)? {
            match part {
                "" | "." => {}
                ".." if !path.pop() => return Err(ImportFault::OutsideRoots),
                ".." => {}
                part => path.push(part),
            }
        }
        match self.roots.iter().any(|root| path.starts_with(root)) {
            true => self.inside(&path),
            false => Err(ImportFault::OutsideRoots),
        }
    }
}

impl Loader for Files {
    fn find(&mut self, from: Option<&str>, import: &str) -> Result<String, ImportFault> {
        let folder = from.and_then(|from| Path::new(from).parent());
        let mut found = match folder {
            Some(folder) => self.in_folder(folder, import),
            None => Err(ImportFault::NotFound),
        };
        for root in &self.roots {
            if !matches!(found, Err(ImportFault::NotFound)) {
                break;
            }
            found = self.in_folder(root, import);
        }
        name(&found?)
    }

    fn read(&mut self, name: &str) -> Result<String, ImportFault> {
        let path = self.inside(Path::new(name))?;
        let file = fs::File::open(path).map_err(fault)?;
        let mut bytes = Vec::new();
        file.take(MOST_BYTES.saturating_add(1))
            .read_to_end(&mut bytes)
            .map_err(fault)?;
        if u64::try_from(bytes.len()).is_ok_and(|length| length > MOST_BYTES) {
            let limit = MOST_BYTES;
            return Err(ImportFault::TooLarge { limit });
        }
        let text = String::from_utf8(bytes).map_err(|_| ImportFault::NotUtf8)?;
        // The mark that some editors put in front of UTF-8.
        match text.strip_prefix('\u{feff}') {
            Some(rest) => Ok(rest.to_owned()),
            None => Ok(text),
        }
    }
}

impl Files {
    /// The name and the text of a main file. Its folder becomes a root, unless it lies in one.
    pub(super) fn main(&mut self, path: &Path) -> Result<(String, String), ImportFault> {
        let path = real(path)?;
        if !self.roots.iter().any(|root| path.starts_with(root)) {
            self.roots.extend(path.parent().map(Path::to_owned));
        }
        let name = name(&path)?;
        let text = self.read(&name)?;
        Ok((name, text))
    }
}

fn real(path: &Path) -> Result<PathBuf, ImportFault> {
    path.canonicalize().map_err(fault)
}

fn name(path: &Path) -> Result<String, ImportFault> {
    let name = path.to_str().map(str::to_owned);
    name.ok_or_else(|| ImportFault::Io("its name is not UTF-8".to_owned()))
}

fn fault(error: std::io::Error) -> ImportFault {
    match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => ImportFault::NotFound,
        _ => ImportFault::Io(error.to_string()),
    }
}
