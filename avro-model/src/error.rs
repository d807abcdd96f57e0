//! Why a schema is refused, and where.
//!
//! Every refusal is a place and a kind. The place is a file, a line and a
//! column where there is text, and a path inside the schema in any case:
//! `com.example.Order.lines[].price`. Text taken from the input is cut and its
//! control characters are escaped, so no message grows with what it complains about.

use std::fmt;
use std::sync::Arc;

use crate::json::{JsonError, JsonErrorKind, Position};

/// Why a schema was refused, and where.
///
/// # Example
///
/// ```
/// use avro_model::Schema;
///
/// let error = Schema::parse(
///     r#"{"type": "record", "name": "Order", "fields": [
///   {"name": "id", "type": "lung"}
/// ]}"#,
/// )
/// .unwrap_err();
/// assert_eq!(error.to_string(), "2:26: Order.id: unknown type `lung`; did you mean `long`?");
/// assert_eq!((error.line(), error.path()), (Some(2), "Order.id"));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct SchemaError(Box<Inner>);

#[derive(Clone, Debug, PartialEq)]
struct Inner {
    file: Option<Arc<str>>,
    position: Option<Position>,
    path: String,
    kind: SchemaErrorKind,
}

impl SchemaError {
    pub(crate) fn new(path: &str, kind: SchemaErrorKind) -> SchemaError {
        SchemaError(Box::new(Inner {
            file: None,
            position: None,
            path: clip_path(path),
            kind,
        }))
    }

    pub(crate) fn at(mut self, position: Position) -> SchemaError {
        self.0.position = Some(position);
        self
    }

    pub(crate) fn in_file(mut self, file: Option<&Arc<str>>) -> SchemaError {
        self.0.file = file.cloned();
        self
    }

    pub(crate) fn with_path(mut self, path: &str) -> SchemaError {
        self.0.path = clip_path(path);
        self
    }

    /// The place in the text, if the schema came from one.
    pub(crate) fn position(&self) -> Option<Position> {
        self.0.position
    }

    /// The file whose text is at fault, if it was named.
    pub fn file(&self) -> Option<&str> {
        self.0.file.as_deref()
    }

    /// The line, counted from 1, if the schema came from a text.
    pub fn line(&self) -> Option<usize> {
        self.0.position.map(|position| position.line)
    }

    /// The column in characters, counted from 1, if the schema came from a text.
    pub fn column(&self) -> Option<usize> {
        self.0.position.map(|position| position.column)
    }

    /// The place inside the schema, such as `com.example.Order.lines[].price`; empty at its root.
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// What is wrong there.
    pub fn kind(&self) -> &SchemaErrorKind {
        &self.0.kind
    }
}

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.0.file {
            write!(f, "{}:", clip(file))?;
        }
        match self.0.position {
            Some(position) => write!(f, "{position}: ")?,
            None if self.0.file.is_some() => f.write_str(" ")?,
            None => {}
        }
        if !self.0.path.is_empty() {
            write!(f, "{}: ", self.0.path)?;
        }
        write!(f, "{}", self.0.kind)
    }
}

impl std::error::Error for SchemaError {}

impl From<JsonError> for SchemaError {
    fn from(error: JsonError) -> SchemaError {
        let kind = SchemaErrorKind::Json(error.kind().clone());
        SchemaError::new("", kind).at(error.position())
    }
}

/// The ways a schema is refused. More may be added.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SchemaErrorKind {
    /// The text is not JSON.
    #[error("{0}")]
    Json(JsonErrorKind),

    /// Something that is no schema stands where one should.
    #[error("{found} where a schema should stand: a type's name, an object or an array")]
    NotASchema {
        /// What stands there instead.
        found: &'static str,
    },

    /// Types are nested deeper than the limit.
    #[error("types are nested deeper than {limit} levels")]
    TooDeep {
        /// The deepest nesting that is accepted.
        limit: usize,
    },

    /// A required attribute is missing.
    #[error("{of} needs the attribute \"{attribute}\"")]
    Missing {
        /// The kind of thing that lacks it: `a record`.
        of: &'static str,
        /// The attribute's name.
        attribute: &'static str,
    },

    /// An attribute holds the wrong kind of value.
    #[error("\"{attribute}\" is {found}, where {expected} should stand")]
    WrongAttribute {
        /// The attribute's name.
        attribute: &'static str,
        /// What it has to be.
        expected: &'static str,
        /// What it is.
        found: String,
    },

    /// A type, field or symbol has a name that breaks the rule for names.
    #[error(
        "the {what} name `{name}` breaks the rule: a letter or underscore, then letters, digits and underscores"
    )]
    IllegalName {
        /// What is named: `record`, `field`, `symbol`.
        what: &'static str,
        /// The name.
        name: String,
    },

    /// A type is given the name of a primitive.
    #[error("`{name}` may not be defined: primitive type names are reserved in every namespace")]
    ReservedName {
        /// The name.
        name: String,
    },

    /// A name is used that is not defined.
    #[error("unknown type `{name}`{hint}")]
    UnknownType {
        /// The name, in full.
        name: String,
        /// Where to look.
        hint: Hint,
    },

    /// The object form `{"type": …}` is missing around a complex type.
    #[error("`{name}` needs an object of its own: \"type\": {{\"type\": \"{name}\", …}}")]
    BareComplexType {
        /// `array`, `map`, `record`, `error`, `enum` or `fixed`.
        name: &'static str,
    },

    /// A full name is defined twice.
    #[error("`{name}` is defined twice{first}")]
    DuplicateType {
        /// The full name.
        name: String,
        /// Where the other definition stands.
        first: Elsewhere,
    },

    /// A record has two fields of one name.
    #[error("field `{name}` stands twice in one record")]
    DuplicateField {
        /// The field's name.
        name: String,
    },

    /// An alias of a field is the name or alias of another field.
    #[error("the alias `{alias}` is taken by another field")]
    DuplicateAlias {
        /// The alias.
        alias: String,
    },

    /// An enum has a symbol twice.
    #[error("symbol `{symbol}` stands twice in one enum")]
    DuplicateSymbol {
        /// The symbol.
        symbol: String,
    },

    /// An enum's default is not among its symbols.
    #[error("the default `{default}` is not a symbol of the enum{hint}")]
    EnumDefault {
        /// The default.
        default: String,
        /// The nearest symbol.
        hint: Hint,
    },

    /// A union has two branches that nothing would tell apart.
    #[error("a second {branch} in one union")]
    DuplicateBranch {
        /// The type of both branches.
        branch: String,
    },

    /// A union stands immediately inside a union.
    #[error("a union immediately inside a union")]
    NestedUnion,

    /// A default does not fit the type of its field.
    #[error("the default does not fit: {0}")]
    Default(DefaultFault),

    /// Something that is no protocol stands where one should.
    #[error("{found} where a protocol should stand: an object")]
    NotAProtocol {
        /// What stands there instead.
        found: &'static str,
    },

    /// A one-way message has something that only others may have.
    #[error("a one-way message with {what}: nothing comes back from it")]
    OneWay {
        /// `a response other than null` or `errors`.
        what: &'static str,
    },

    /// A message declares something as an error that was not defined as one.
    #[error("`{found}` is not an error: a message declares types that were defined as `error`")]
    NotAnError {
        /// The type that was declared.
        found: String,
    },

    /// A protocol has two messages of one name.
    #[error("message `{name}` is defined twice{first}")]
    DuplicateMessage {
        /// The message's name.
        name: String,
        /// Where the other definition stands.
        first: Elsewhere,
    },

    /// A type is not what a file says it is.
    #[error("{file} {message}")]
    DiffersFromFile {
        /// The file.
        file: String,
        /// In what they differ.
        message: String,
    },

    /// A schema under construction refers to a type that was declared and never defined.
    #[error("a type was declared and never defined")]
    Undefined,

    /// A schema under construction refers to a node that its builder never gave out.
    #[error("a node of another builder")]
    ForeignNode,
}

/// Why a default does not fit its field's type. `at` is the place inside the default.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{at}{message}")]
pub struct DefaultFault {
    pub(crate) at: String,
    pub(crate) message: String,
}

impl DefaultFault {
    /// So many branches and fields are in play that looking goes on for ever.
    pub(crate) fn costly() -> DefaultFault {
        DefaultFault {
            at: String::new(),
            message: "it takes too long to tell".to_owned(),
        }
    }
}

/// A pointer to what was probably meant, printed behind a message.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Hint {
    /// Nothing is near.
    None,
    /// A known name that is spelt almost so.
    DidYouMean(String),
    /// The name is defined, but behind its use.
    DefinedLater {
        /// The line of the definition, counted from 1.
        line: usize,
    },
}

impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Hint::None => Ok(()),
            Hint::DidYouMean(name) => write!(f, "; did you mean `{name}`?"),
            Hint::DefinedLater { line } => {
                write!(
                    f,
                    ": it is defined later, at line {line}, and has to come before its use"
                )
            }
        }
    }
}

/// Where the other of two definitions stands, printed behind a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elsewhere {
    pub(crate) file: Option<String>,
    pub(crate) position: Option<Position>,
}

impl Elsewhere {
    /// The other file, if it was named and is not the same.
    pub fn file(&self) -> Option<&str> {
        self.file.as_deref()
    }

    /// The place in its text, if there is one.
    pub fn position(&self) -> Option<Position> {
        self.position
    }
}

impl fmt::Display for Elsewhere {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.file, self.position) {
            (Some(file), Some(position)) => write!(f, ", first at {}:{position}", clip(file)),
            (Some(file), None) => write!(f, ", first in {}", clip(file)),
            (None, Some(position)) => write!(f, ", first at line {}", position.line),
            (None, None) => Ok(()),
        }
    }
}

/// `text` as a message may show it: control characters escaped, cut to a hundred characters.
pub(crate) fn clip(text: &str) -> String {
    const LIMIT: usize = 100;
    let mut out: String = text.chars().take(LIMIT).fold(String::new(), escaped);
    if text.chars().nth(LIMIT).is_some() {
        out.push('…');
    }
    out
}

/// A path keeps its end when it is too long: that is where the fault lies.
pub(crate) fn clip_path(path: &str) -> String {
    const LIMIT: usize = 300;
    let (start, rest) = match path.char_indices().rev().nth(LIMIT) {
        None => ("", path),
        Some((cut, _)) => ("…", path.get(cut..).unwrap_or_default()),
    };
    rest.chars().fold(start.to_owned(), escaped)
}

/// Escapes what would fool a reader: what does not print, what turns text
/// around, and what has no width.
pub(crate) fn escaped(mut out: String, c: char) -> String {
    let hidden = matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    if c.is_control() || hidden {
        out.extend(c.escape_default());
    } else {
        out.push(c);
    }
    out
}
