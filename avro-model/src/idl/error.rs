//! Why a text is not IDL, and where, with the line it stands on.

use std::fmt::{self, Write};
use std::sync::Arc;

use crate::error::{SchemaError, SchemaErrorKind, clip, escaped};
use crate::json::Position;

/// Why IDL was refused, and where.
///
/// Where the text is a file or stands for one, [`Display`](fmt::Display) shows the line and a caret
/// under the place. What else is wrong in the text, or in what it imports, comes with it: see
/// [`others`](IdlError::others).
///
/// # Example
///
/// ```
/// use avro_model::idl;
///
/// let text = "protocol Shop {\n  record Order { lung id; }\n}\n";
/// let error = idl::parse(text).unwrap_err();
/// assert_eq!((error.line(), error.column()), (2, 18));
/// assert_eq!(error.to_string(), "\
/// 2:18: unknown type `lung`; did you mean `long`?
///   |
/// 2 |   record Order { lung id; }
///   |                  ^");
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct IdlError(Box<Inner>);

#[derive(Clone, Debug, PartialEq)]
struct Inner {
    file: Option<Arc<str>>,
    position: Position,
    kind: IdlErrorKind,
    /// A type in an attribute is not worth a line of its own.
    excerpt: Option<String>,
    others: Vec<IdlError>,
}

/// The ways IDL is refused. More may be added.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum IdlErrorKind {
    /// The text does not follow IDL's grammar.
    #[error("{0}")]
    Syntax(String),

    /// A rule for schemas or protocols is broken.
    #[error("{0}")]
    Rule(SchemaErrorKind),

    /// A file cannot be read or imported.
    #[error("`{file}` {fault}")]
    Import {
        /// The file as the import names it.
        file: String,
        /// What is wrong with it.
        fault: ImportFault,
    },
}

/// Why a file cannot be read or imported. More may be added.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ImportFault {
    /// Nothing may be imported here.
    #[error("cannot be imported: there is nowhere to look for it")]
    Forbidden,

    /// There is no such file.
    #[error("is not there")]
    NotFound,

    /// An absolute path, or the address of something that is no file.
    #[error("is no relative path")]
    NotRelative,

    /// The path leads out of the folders that imports may come from.
    #[error("lies outside of the include roots")]
    OutsideRoots,

    /// A folder or a device.
    #[error("is not a regular file")]
    NotAFile,

    /// It is larger than any schema.
    #[error("is larger than {limit} bytes")]
    TooLarge {
        /// The most that is read.
        limit: u64,
    },

    /// It is not UTF-8.
    #[error("is not UTF-8")]
    NotUtf8,

    /// The system refuses it.
    #[error("cannot be read: {0}")]
    Io(String),

    /// Imports within imports go too deep.
    #[error("is imported through more than {limit} files")]
    TooDeep {
        /// The most that are followed.
        limit: usize,
    },

    /// There are too many imports.
    #[error("is one import more than {limit}")]
    TooMany {
        /// The most that are made.
        limit: usize,
    },
}

/// A fault, and the byte of the text where it lies.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) at: usize,
    pub(super) kind: Box<IdlErrorKind>,
}

impl Fault {
    pub(super) fn syntax(at: usize, message: impl Into<String>) -> Fault {
        Fault {
            at,
            kind: Box::new(IdlErrorKind::Syntax(message.into())),
        }
    }

    pub(super) fn rule(at: usize, kind: SchemaErrorKind) -> Fault {
        Fault {
            at,
            kind: Box::new(IdlErrorKind::Rule(kind)),
        }
    }
}

impl IdlError {
    /// A fault of a text that is a type and nothing more.
    pub(super) fn of_type(text: &str, fault: Fault) -> IdlError {
        IdlError(Box::new(Inner {
            file: None,
            position: Position::in_text(text, fault.at),
            kind: *fault.kind,
            excerpt: None,
            others: Vec::new(),
        }))
    }

    pub(super) fn in_text(file: Option<&Arc<str>>, text: &str, fault: Fault) -> IdlError {
        let position = Position::in_text(text, fault.at);
        IdlError(Box::new(Inner {
            file: file.cloned(),
            position,
            kind: *fault.kind,
            excerpt: Some(excerpt(text, position)),
            others: Vec::new(),
        }))
    }

    /// A fault of the JSON in an imported file.
    pub(super) fn in_json(text: &str, error: &SchemaError) -> IdlError {
        let position = error.position().unwrap_or(Position::in_text(text, 0));
        IdlError(Box::new(Inner {
            file: error.file().map(Arc::from),
            position,
            kind: IdlErrorKind::Rule(error.kind().clone()),
            excerpt: Some(excerpt(text, position)),
            others: Vec::new(),
        }))
    }

    /// A file that could not be read in the first place.
    pub(super) fn unread(file: &str, fault: ImportFault) -> IdlError {
        let kind = IdlErrorKind::Import {
            file: clip(file),
            fault,
        };
        let start = Position::in_text("", 0);
        IdlError(Box::new(Inner {
            file: None,
            position: start,
            kind,
            excerpt: None,
            others: Vec::new(),
        }))
    }

    /// The first of these errors, with the others in it.
    pub(super) fn all(errors: Vec<IdlError>) -> Option<IdlError> {
        let mut errors = errors.into_iter();
        let mut first = errors.next()?;
        first.0.others = errors.collect();
        Some(first)
    }

    /// The file whose text is at fault, if it has a name.
    pub fn file(&self) -> Option<&str> {
        self.0.file.as_deref()
    }

    /// The line, counted from 1.
    pub fn line(&self) -> usize {
        self.0.position.line
    }

    /// The column in characters, counted from 1.
    pub fn column(&self) -> usize {
        self.0.position.column
    }

    /// Where in the text the fault lies, in bytes.
    pub fn offset(&self) -> usize {
        self.0.position.offset
    }

    /// The line of the place and a caret below it, each on a line of its own; nothing where the text is no file.
    pub fn excerpt(&self) -> Option<&str> {
        self.0.excerpt.as_deref()
    }

    /// What else is wrong: the other types that are not known, or the other rules that are broken, about twenty at
    /// most. Behind a fault of the grammar or of an import nothing is looked for.
    ///
    /// # Example
    ///
    /// ```
    /// use avro_model::idl;
    ///
    /// let error = idl::parse("record R { lung id; strin name; }").unwrap_err();
    /// let all = std::iter::once(&error).chain(error.others());
    /// let kinds: Vec<String> = all.map(|error| error.kind().to_string()).collect();
    /// assert_eq!(kinds, [
    ///     "unknown type `lung`; did you mean `long`?",
    ///     "unknown type `strin`; did you mean `string`?",
    /// ]);
    /// ```
    pub fn others(&self) -> &[IdlError] {
        &self.0.others
    }

    /// What is wrong there.
    pub fn kind(&self) -> &IdlErrorKind {
        &self.0.kind
    }
}

impl fmt::Display for IdlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner {
            file,
            position,
            kind,
            excerpt,
            ..
        } = &*self.0;
        if let Some(file) = file {
            write!(f, "{}:", clip(file))?;
        }
        match excerpt {
            Some(excerpt) => write!(f, "{position}: {kind}{excerpt}"),
            None if matches!(kind, IdlErrorKind::Import { .. }) => write!(f, "{kind}"),
            None => write!(f, "at byte {}: {kind}", position.offset),
        }
    }
}

impl std::error::Error for IdlError {}

/// The line of a place, cut where it is long, and a caret below it.
fn excerpt(text: &str, position: Position) -> String {
    const BEFORE: usize = 60;
    const AFTER: usize = 40;
    let before = text.get(..position.offset).unwrap_or_default();
    let start = before.rfind('\n').map_or(0, |at| at.saturating_add(1));
    let left = before.get(start..).unwrap_or_default();
    let right = text.get(position.offset..).unwrap_or_default();
    let right = right.split(['\n', '\r']).next().unwrap_or_default();

    let shown = |out: String, c: char| match c {
        '\t' => out + " ",
        c => escaped(out, c),
    };
    let cut = left.char_indices().rev().nth(BEFORE.saturating_sub(1));
    let (mark, left) = match cut {
        Some((at, _)) if at > 0 => ("…", left.get(at..).unwrap_or_default()),
        _ => ("", left),
    };
    let left = left.chars().fold(mark.to_owned(), shown);
    let more = right.chars().nth(AFTER).map_or("", |_| "…");
    let right = right.chars().take(AFTER).fold(String::new(), shown);

    let number = position.line.to_string();
    let margin = " ".repeat(number.len());
    let caret = " ".repeat(left.chars().count());
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = write!(
        out,
        "\n{margin} |\n{number} | {left}{right}{more}\n{margin} | {caret}^"
    );
    out
}
