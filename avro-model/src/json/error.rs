//! Why a text is not JSON, and the places in it.

use std::fmt;

/// A place in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Counted from 1.
    pub line: usize,
    /// Characters from the start of the line, counted from 1.
    pub column: usize,
    /// Bytes from the start of the text.
    pub offset: usize,
}

impl Position {
    /// The place of the byte at `offset` of `text`.
    pub fn in_text(text: &str, offset: usize) -> Position {
        Position {
            line: 1,
            column: 1,
            offset: 0,
        }
        .moved_to(text, offset)
    }

    /// The place of a later byte of the same text.
    pub(crate) fn moved_to(self, text: &str, offset: usize) -> Position {
        let between = text.get(self.offset..offset).unwrap_or_default();
        let lines = between.bytes().filter(|&byte| byte == b'\n').count();
        let last_line = between
            .rsplit('\n')
            .next()
            .unwrap_or_default()
            .chars()
            .count();
        let before = if lines == 0 { self.column } else { 1 };
        Position {
            line: self.line.saturating_add(lines),
            column: before.saturating_add(last_line),
            offset,
        }
    }
}

/// Why a text is not JSON, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{position}: {kind}")]
pub struct JsonError {
    position: Position,
    kind: JsonErrorKind,
}

impl JsonError {
    pub(super) fn new(position: Position, kind: JsonErrorKind) -> JsonError {
        JsonError { position, kind }
    }

    /// Where the text goes wrong.
    pub fn position(&self) -> Position {
        self.position
    }

    /// What is wrong there.
    pub fn kind(&self) -> &JsonErrorKind {
        &self.kind
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// The ways a text fails to be JSON. More may be added.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JsonErrorKind {
    /// The text ended inside a value.
    #[error("the text ends where {expected} should stand")]
    UnexpectedEnd {
        /// What should have come.
        expected: &'static str,
    },

    /// Something else stands where a value, a comma or the like should.
    #[error("`{found}` where {expected} should stand")]
    Unexpected {
        /// The character that stands there, escaped if it does not print.
        found: String,
        /// What should have come.
        expected: &'static str,
    },

    /// An object has a key twice.
    #[error("the key \"{key}\" stands twice in one object")]
    DuplicateKey {
        /// The key, cut if it is long.
        key: String,
    },

    /// Arrays and objects are nested deeper than the limit.
    #[error("values are nested deeper than {limit} levels")]
    TooDeep {
        /// The deepest nesting that is accepted.
        limit: usize,
    },

    /// A control character stands in a string without an escape.
    #[error("a control character in a string (write it as \\u{code:04x})")]
    ControlCharacter {
        /// Its code point.
        code: u32,
    },

    /// A backslash is followed by something that is no escape.
    #[error("an escape that JSON does not have")]
    BadEscape,

    /// Half of a surrogate pair stands alone.
    #[error("half of a surrogate pair without the other")]
    LoneSurrogate,

    /// Digits that are no number by JSON's grammar.
    #[error("a malformed number")]
    BadNumber,

    /// The text is longer than can be indexed.
    #[error("a text of 4 GiB or more")]
    TooLong,
}
