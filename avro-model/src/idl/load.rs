//! Bringing together the files that a text imports.
//!
//! A [`Loader`] says what an import means and reads it. Each file is taken once: an import that has been made
//! already is passed over, so files may import each other. How deep imports
//! go and how many there are is bounded.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::ast::{File, ImportKind, Item};
use super::error::{Fault, IdlError, IdlErrorKind, ImportFault};
use super::grammar;
use crate::error::clip;

/// Where imports come from.
///
/// [`Files`](super::Files) reads them from folders. A map from names to texts is a loader too, for
/// files that are in memory; parts of its names are separated by `/`.
///
/// # Example
///
/// ```
/// use std::collections::BTreeMap;
/// use avro_model::idl;
///
/// let texts = BTreeMap::from([(
///     "common/money.avsc".to_owned(),
///     r#"{"type": "fixed", "name": "Cents", "size": 8}"#.to_owned(),
/// )]);
/// let document = idl::Reader::new().imports(texts).parse(
///     r#"protocol Shop { import schema "common/money.avsc"; record Order { Cents total; } }"#,
/// )?;
/// assert_eq!(document.types().count(), 2);
/// # Ok::<(), idl::IdlError>(())
/// ```
pub trait Loader {
    /// The name of the file that is imported as `import` by the file of the name `from`; nothing
    /// stands for the main text if it has no name.
    ///
    /// Names are what tells files apart, so one file has one name.
    ///
    /// # Errors
    ///
    /// When there is no such file, or it may not be read.
    fn find(&mut self, from: Option<&str>, import: &str) -> Result<String, ImportFault>;

    /// The text of the file of a name that [`Loader::find`] gave.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    fn read(&mut self, name: &str) -> Result<String, ImportFault>;
}

/// Nothing can be imported: no file is looked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoImports;

impl Loader for NoImports {
    fn find(&mut self, _: Option<&str>, _: &str) -> Result<String, ImportFault> {
        Err(ImportFault::Forbidden)
    }

    fn read(&mut self, _: &str) -> Result<String, ImportFault> {
        Err(ImportFault::Forbidden)
    }
}

impl<L: Loader + ?Sized> Loader for &mut L {
    fn find(&mut self, from: Option<&str>, import: &str) -> Result<String, ImportFault> {
        (**self).find(from, import)
    }

    fn read(&mut self, name: &str) -> Result<String, ImportFault> {
        (**self).read(name)
    }
}

impl Loader for BTreeMap<String, String> {
    fn find(&mut self, from: Option<&str>, import: &str) -> Result<String, ImportFault> {
        let folder = from.and_then(|from| from.rsplit_once('/'));
        let name = beside(folder.map_or("", |(folder, _)| folder), import)?;
        if self.contains_key(&name) {
            Ok(name)
        } else {
            Err(ImportFault::NotFound)
        }
    }

    fn read(&mut self, name: &str) -> Result<String, ImportFault> {
        self.get(name).cloned().ok_or(ImportFault::NotFound)
    }
}

/// The parts of an import, which has to be a relative path on every system.
pub(super) fn relative(import: &str) -> Result<std::str::Split<'_, char>, ImportFault> {
    // `c:` and `http:` have a colon, and a backslash separates on some systems only.
    if import.is_empty() || import.starts_with('/') || import.contains([':', '\\', '\0']) {
        return Err(ImportFault::NotRelative);
    }
    Ok(import.split('/'))
}

/// The path `import` as it is meant in `folder`, without any `.` and `..` left in it.
fn beside(folder: &str, import: &str) -> Result<String, ImportFault> {
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(relative(import)?) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop().ok_or(ImportFault::OutsideRoots)?;
            }
            part => parts.push(part),
        }
    }
    Ok(parts.join("/"))
}

/// A file that has been read.
pub(super) struct Loaded {
    pub(super) name: Option<Arc<str>>,
    pub(super) text: String,
    pub(super) kind: ImportKind,
    /// What an IDL file says.
    pub(super) file: Option<File>,
    /// For each of its imports, in order, the number of the file; nothing for those made before.
    pub(super) imports: Vec<Option<usize>>,
}

impl Loaded {
    fn new(name: Option<Arc<str>>, text: String, kind: ImportKind) -> Result<Loaded, IdlError> {
        let file = match kind {
            ImportKind::Idl => Some(
                grammar::file(&text)
                    .map_err(|fault| IdlError::in_text(name.as_ref(), &text, fault))?,
            ),
            ImportKind::Protocol | ImportKind::Schema => None,
        };
        Ok(Loaded {
            name,
            text,
            kind,
            file,
            imports: Vec::new(),
        })
    }

    pub(super) fn items(&self) -> &[Item] {
        self.file.as_ref().map_or(&[], |file| &file.items)
    }
}

/// How many files may stand between the main one and an import.
const MOST_DEPTH: usize = 64;

/// How many imports are made.
const MOST_IMPORTS: usize = 10_000;

/// Reads all that a text imports, its own imports included. The text itself comes first.
pub(super) fn load(
    name: Option<Arc<str>>,
    text: String,
    loader: &mut dyn Loader,
) -> Result<Vec<Loaded>, IdlError> {
    let mut numbers: HashMap<String, usize> = HashMap::new();
    if let Some(name) = &name {
        numbers.insert(name.to_string(), 0);
    }
    let mut loaded = vec![Loaded::new(name, text, ImportKind::Idl)?];
    let mut count = 0usize;
    // Files whose imports are being read, each with the next item to look at.
    let mut open: Vec<(usize, usize)> = vec![(0, 0)];
    while let Some((number, next)) = open.last_mut() {
        let number = *number;
        let Some(of) = loaded.get(number) else { break };
        let Some(item) = of.items().get(*next) else {
            open.pop();
            continue;
        };
        *next = next.saturating_add(1);
        let Item::Import(import) = item else { continue };
        count = count.saturating_add(1);
        let kind = import.kind;
        let found = if open.len() > MOST_DEPTH {
            Err(ImportFault::TooDeep { limit: MOST_DEPTH })
        } else if count > MOST_IMPORTS {
            let limit = MOST_IMPORTS;
            Err(ImportFault::TooMany { limit })
        } else {
            loader.find(of.name.as_deref(), &import.path)
        };
        let read = found.and_then(|name| match numbers.contains_key(&name) {
            true => Ok(None),
            false => Ok(Some((loader.read(&name)?, name))),
        });
        let read = read.map_err(|fault| {
            let file = clip(&import.path);
            let kind = Box::new(IdlErrorKind::Import { file, fault });
            let fault = Fault {
                at: import.at,
                kind,
            };
            IdlError::in_text(of.name.as_ref(), &of.text, fault)
        })?;
        let target = match read {
            None => None,
            Some((text, name)) => {
                let target = loaded.len();
                loaded.push(Loaded::new(Some(name.as_str().into()), text, kind)?);
                numbers.insert(name, target);
                open.push((target, 0));
                Some(target)
            }
        };
        if let Some(of) = loaded.get_mut(number) {
            of.imports.push(target);
        }
    }
    Ok(loaded)
}
