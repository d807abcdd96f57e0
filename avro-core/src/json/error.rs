//! Why a text is not a value of its schema: a place and a kind.

use std::fmt;

use avro_model::json::{JsonError, JsonErrorKind, Position};

use crate::encoding::{DecodeErrorKind, Limit, Path};

/// Why a JSON text could not be read as a value, and where.
///
/// # Example
///
/// ```
/// use avro_core::json;
///
/// let error = json::from_str::<Vec<Option<i32>>>(r#"[null, {"long": 1}]"#).unwrap_err();
/// assert_eq!(error.to_string(), r#"[1] at 1:9: the union has no branch "long""#);
/// assert_eq!(error.position().column, 9);
/// ```
#[derive(Debug)]
pub struct ReadError(Box<Fault>);

#[derive(Debug)]
struct Fault {
    path: Path,
    position: Position,
    kind: ReadErrorKind,
}

impl ReadError {
    #[cold]
    pub(super) fn new(position: Position, kind: ReadErrorKind) -> Self {
        ReadError(Box::new(Fault {
            path: Path::default(),
            position,
            kind,
        }))
    }

    /// The way to the value at fault.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0.path
    }

    /// Where in the text it stands.
    #[must_use]
    pub fn position(&self) -> Position {
        self.0.position
    }

    /// What is wrong with it.
    #[must_use]
    pub fn kind(&self) -> &ReadErrorKind {
        &self.0.kind
    }

    /// The same error, on the way `path`.
    #[cold]
    pub(super) fn on(mut self, path: Path) -> Self {
        self.0.path = path;
        self
    }

    #[cold]
    pub(super) fn in_field(mut self, name: &str) -> Self {
        self.0.path.in_field(name);
        self
    }

    #[cold]
    pub(super) fn in_item(mut self, index: usize) -> Self {
        self.0.path.in_item(index);
        self
    }

    #[cold]
    pub(super) fn in_key(mut self, key: &str) -> Self {
        self.0.path.in_key(key);
        self
    }

    /// The same error, in a text that stands for what is written at `position`.
    #[cold]
    pub(super) fn at(mut self, position: Position) -> Self {
        self.0.position = position;
        self
    }
}

impl From<JsonError> for ReadError {
    fn from(error: JsonError) -> Self {
        ReadError::new(error.position(), ReadErrorKind::Json(error.kind().clone()))
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Fault {
            path,
            position,
            kind,
        } = &*self.0;
        if !path.is_empty() {
            write!(f, "{path} ")?;
        }
        write!(f, "at {position}: {kind}")
    }
}

impl std::error::Error for ReadError {}

/// The ways a text fails to be a value of its schema. More may be added.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadErrorKind {
    /// The text is not JSON.
    #[error("{0}")]
    Json(JsonErrorKind),

    /// Another kind of JSON value than the schema's type is written as.
    #[error("expected {expected}, found {found}")]
    Mismatch {
        /// What the schema says, with its article.
        expected: String,
        /// What stands there, with its article.
        found: String,
    },

    /// A number that the type cannot hold.
    #[error("{value} is not {expected}")]
    OutOfRange {
        /// The number as it was written, cut if it is long.
        value: String,
        /// The type that cannot hold it, with its article.
        expected: &'static str,
    },

    /// A union has no branch of this name.
    #[error("the union has no branch \"{tag}\"")]
    NoSuchBranch {
        /// The name as it was written, cut if it is long.
        tag: String,
    },

    /// A value without the name of its branch, which several branches could be.
    #[error(
        "the value may be of several branches of the union: name one, as in {{\"branch\": value}}"
    )]
    AmbiguousBranch,

    /// An enum has no such symbol.
    #[error("\"{symbol}\" is no symbol of the enum")]
    NoSuchSymbol {
        /// The symbol as it was written, cut if it is long.
        symbol: String,
    },

    /// A record's field is not there.
    #[error("the field \"{field}\" is missing")]
    MissingField {
        /// The field's name, cut if it is long.
        field: String,
    },

    /// A string for bytes or a fixed has a character that stands for no byte.
    #[error("{character:?} is no byte: bytes are written as the characters up to U+00FF")]
    NotAByte {
        /// The first such character.
        character: char,
    },

    /// A fixed of another size.
    #[error("{found} bytes for a fixed of {size}")]
    FixedSize {
        /// The size that the schema says.
        size: usize,
        /// How many bytes there are.
        found: usize,
    },

    /// A limit of the reader is exceeded.
    #[error("more than the limit of {limit} on {which}")]
    LimitExceeded {
        /// Which limit.
        which: Limit,
        /// Its value.
        limit: u64,
    },

    /// A value of the schema that the type to be read does not take: a string that is no uuid,
    /// a symbol that the reader's schema does not have.
    #[error("{0}")]
    Refused(DecodeErrorKind),
}

impl From<DecodeErrorKind> for ReadErrorKind {
    fn from(kind: DecodeErrorKind) -> Self {
        match kind {
            DecodeErrorKind::LimitExceeded { which, limit } => {
                ReadErrorKind::LimitExceeded { which, limit }
            }
            kind => ReadErrorKind::Refused(kind),
        }
    }
}

/// A bounded part of a text that came in, with what does not print escaped.
pub(super) fn cut(text: &str) -> String {
    const SHOWN: usize = 80;
    let mut shown: String = text
        .chars()
        .take(SHOWN)
        .flat_map(|character| {
            let plain = !character.is_control() && character != '"';
            plain.then_some(character).into_iter().chain(
                (!plain)
                    .then(|| character.escape_debug())
                    .into_iter()
                    .flatten(),
            )
        })
        .collect();
    if text.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown
}
