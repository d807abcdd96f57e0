//! Errors of encoding and decoding: a place and a kind.
//!
//! The path to the field is gathered while an error travels outwards, so a
//! value that encodes or decodes pays nothing for it. An error is one pointer.

use std::borrow::Cow;
use std::fmt;

use super::limits::Limit;

/// The way from the root of a value to the place where something went wrong,
/// such as `lines[3].price`.
///
/// It is empty where the root itself was at fault.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Path {
    /// Innermost first, as an error meets them on its way out.
    steps: Vec<Step>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Field(Cow<'static, str>),
    Item(usize),
    Key(String),
}

/// Steps and characters of a path that are shown before it is cut.
const SHOWN_STEPS: usize = 64;
const SHOWN_CHARS: usize = 80;

impl Path {
    /// True at the root.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// The same place, seen from outside the field `name`.
    #[cold]
    pub(crate) fn in_field(&mut self, name: &str) {
        self.steps.push(Step::Field(Cow::Owned(name.to_owned())));
    }

    /// The same place, seen from outside the array whose item `index` it is in.
    #[cold]
    pub(crate) fn in_item(&mut self, index: usize) {
        self.steps.push(Step::Item(index));
    }

    /// The same place, seen from outside the map whose value of `key` it is in.
    #[cold]
    pub(crate) fn in_key(&mut self, key: &str) {
        self.steps.push(Step::Key(key.to_owned()));
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (depth, step) in self.steps.iter().rev().enumerate() {
            if depth == SHOWN_STEPS {
                return f.write_str("…");
            }
            match step {
                Step::Field(name) => {
                    if depth > 0 {
                        f.write_str(".")?;
                    }
                    write_cut(f, name)?;
                }
                Step::Item(index) => write!(f, "[{index}]")?,
                Step::Key(key) => {
                    f.write_str("[\"")?;
                    write_cut(f, key)?;
                    f.write_str("\"]")?;
                }
            }
        }
        Ok(())
    }
}

/// Writes a bounded part of `text` with its control characters escaped.
fn write_cut(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    use fmt::Write;
    for (count, character) in text.chars().enumerate() {
        if count == SHOWN_CHARS {
            return f.write_str("…");
        }
        if character.is_control() || character == '"' {
            write!(f, "{}", character.escape_debug())?;
        } else {
            f.write_char(character)?;
        }
    }
    Ok(())
}

macro_rules! on_the_way_out {
    ($error:ident, $kind:ty) => {
        impl $error {
            /// The way to the value at fault.
            #[must_use]
            pub fn path(&self) -> &Path {
                &self.0.path
            }

            /// What was wrong with it.
            #[must_use]
            pub fn kind(&self) -> &$kind {
                &self.0.kind
            }

            /// The same error, inside the field `name`.
            #[cold]
            #[inline(never)]
            #[must_use]
            pub fn in_field(mut self, name: &'static str) -> Self {
                self.0.path.steps.push(Step::Field(Cow::Borrowed(name)));
                self
            }

            /// The same error, inside the field that has this place among `names`.
            #[cold]
            #[inline(never)]
            #[must_use]
            pub fn in_field_at(self, names: &[&'static str], place: u32) -> Self {
                match names.get(place as usize) {
                    Some(name) => self.in_field(name),
                    None => self,
                }
            }

            /// The same error, inside a field whose name is known at run time only.
            #[cold]
            #[inline(never)]
            #[must_use]
            pub fn in_field_named(mut self, name: &str) -> Self {
                self.0
                    .path
                    .steps
                    .push(Step::Field(Cow::Owned(name.to_owned())));
                self
            }

            /// The same error, inside item `index` of an array.
            #[cold]
            #[inline(never)]
            #[must_use]
            pub fn in_item(mut self, index: usize) -> Self {
                self.0.path.steps.push(Step::Item(index));
                self
            }

            /// The same error, inside the value of `key` in a map.
            #[cold]
            #[inline(never)]
            #[must_use]
            pub fn in_key(mut self, key: &str) -> Self {
                self.0.path.steps.push(Step::Key(key.to_owned()));
                self
            }
        }
    };
}

/// Why bytes could not be decoded, and where.
///
/// # Example
///
/// ```
/// use avro_core::{DecodeErrorKind, from_slice};
///
/// let error = from_slice::<Vec<String>>(b"\x04\x02a\x08b").unwrap_err();
/// assert_eq!(error.to_string(), "[1] at byte 4: the value needs 4 bytes and 1 are left");
/// assert_eq!(error.offset(), 4);
/// assert!(matches!(error.kind(), DecodeErrorKind::LengthBeyondInput { length: 4, .. }));
/// ```
#[derive(Debug)]
pub struct DecodeError(Box<DecodeFault>);

#[derive(Debug)]
struct DecodeFault {
    path: Path,
    offset: u64,
    kind: DecodeErrorKind,
}

on_the_way_out!(DecodeError, DecodeErrorKind);

impl DecodeError {
    /// An error of this kind at byte `offset` of the input.
    #[cold]
    #[inline(never)]
    #[must_use]
    pub fn new(kind: DecodeErrorKind, offset: usize) -> Self {
        DecodeError(Box::new(DecodeFault {
            path: Path::default(),
            offset: offset as u64,
            kind,
        }))
    }

    /// The same error in an input that began `by` bytes earlier.
    #[cold]
    #[must_use]
    pub(crate) fn moved_by(mut self, by: usize) -> Self {
        self.0.offset = self.0.offset.saturating_add(by as u64);
        self
    }

    /// An error whose place [`at`](Self::at) will tell.
    #[cfg(feature = "serde")]
    #[cold]
    pub(crate) fn nowhere_yet(kind: DecodeErrorKind) -> Self {
        DecodeError::new(kind, usize::MAX)
    }

    /// The same error at `offset`, if nothing has said yet where it is.
    #[cfg(feature = "serde")]
    #[cold]
    #[must_use]
    pub(crate) fn at(mut self, offset: usize) -> Self {
        if self.0.offset == usize::MAX as u64 {
            self.0.offset = offset as u64;
        }
        self
    }

    /// How many bytes of the input came before the value at fault, or behind a
    /// length or count before what it speaks of.
    #[must_use]
    pub fn offset(&self) -> u64 {
        self.0.offset
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let DecodeFault { path, offset, kind } = &*self.0;
        if !path.is_empty() {
            write!(f, "{path} ")?;
        }
        write!(f, "at byte {offset}: {kind}")
    }
}

impl std::error::Error for DecodeError {}

/// The ways decoding fails. More may be added.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// The input ended inside a value.
    #[error("the input ends inside a value")]
    UnexpectedEnd,

    /// Bytes follow the value where none should.
    #[error("{count} bytes follow the value")]
    TrailingBytes {
        /// How many.
        count: usize,
    },

    /// An int or long of more than ten bytes, or of more than 64 bits.
    #[error("an integer does not end within 64 bits")]
    IntegerTooLong,

    /// A number that the type cannot hold.
    #[error("{value} is not {expected}")]
    OutOfRange {
        /// The number that was written.
        value: i64,
        /// The type that cannot hold it, with its article.
        expected: &'static str,
    },

    /// The length of a string, of bytes or of a sized block is negative.
    #[error("the length {length} is negative")]
    NegativeLength {
        /// The length that was written.
        length: i64,
    },

    /// A length that the input cannot hold.
    #[error("the value needs {length} bytes and {remaining} are left")]
    LengthBeyondInput {
        /// The length that was declared.
        length: u64,
        /// What was left of the input.
        remaining: usize,
    },

    /// A count of items or pairs that the input cannot hold.
    #[error(
        "a block declares {count} items, of at least {least} bytes each, and {remaining} bytes are left"
    )]
    CountBeyondInput {
        /// The count that was declared.
        count: u64,
        /// The fewest bytes of an item.
        least: usize,
        /// What was left of the input.
        remaining: usize,
    },

    /// A string that is not UTF-8.
    #[error("the string is not UTF-8")]
    NotUtf8,

    /// A boolean that is neither 0 nor 1.
    #[error("the boolean is {byte}, neither 0 nor 1")]
    NotABoolean {
        /// The byte that was found.
        byte: u8,
    },

    /// A union's index names none of its branches.
    #[error("branch {index} of a union that has {branches}")]
    NoSuchBranch {
        /// The index that was written.
        index: i64,
        /// How many branches there are.
        branches: usize,
    },

    /// An enum's index names none of its symbols.
    #[error("symbol {index} of an enum that has {symbols}")]
    NoSuchSymbol {
        /// The index that was written.
        index: i64,
        /// How many symbols there are.
        symbols: usize,
    },

    /// The text of a uuid is not one.
    #[error("the string is not a uuid")]
    NotAUuid,

    /// A decimal of more digits than its precision allows.
    #[error("a decimal of more than {precision} digits")]
    Precision {
        /// The digits that the schema allows.
        precision: u32,
    },

    /// A limit of the reader is exceeded.
    #[error("more than the limit of {limit} on {which}")]
    LimitExceeded {
        /// Which limit.
        which: Limit,
        /// Its value.
        limit: u64,
    },

    /// A conversion from the Avro value to the Rust type refused it.
    #[error("{0}")]
    Refused(String),
}

/// Why a value could not be encoded, and where in it.
#[derive(Debug)]
pub struct EncodeError(Box<EncodeFault>);

#[derive(Debug)]
struct EncodeFault {
    path: Path,
    kind: EncodeErrorKind,
}

on_the_way_out!(EncodeError, EncodeErrorKind);

impl EncodeError {
    /// An error of this kind.
    #[cold]
    #[inline(never)]
    #[must_use]
    pub fn new(kind: EncodeErrorKind) -> Self {
        EncodeError(Box::new(EncodeFault {
            path: Path::default(),
            kind,
        }))
    }

    /// The error for a datum that was just encoded, and cannot be read again to be written in
    /// another form.
    #[cold]
    pub(crate) fn of_datum(error: &DecodeError) -> Self {
        let kind = match error.kind() {
            DecodeErrorKind::LimitExceeded { which, limit } => EncodeErrorKind::LimitExceeded {
                which: *which,
                limit: *limit,
            },
            kind => {
                EncodeErrorKind::Refused(format!("what was encoded is not of the schema: {kind}"))
            }
        };
        EncodeError(Box::new(EncodeFault {
            path: error.path().clone(),
            kind,
        }))
    }
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let EncodeFault { path, kind } = &*self.0;
        if !path.is_empty() {
            write!(f, "{path}: ")?;
        }
        write!(f, "{kind}")
    }
}

impl std::error::Error for EncodeError {}

/// The ways encoding fails. More may be added.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeErrorKind {
    /// The value nests deeper than the encoder goes.
    #[error("the value nests deeper than {levels} levels")]
    TooDeep {
        /// How many levels could be written: 128, or fewer where they took too much
        /// of the stack.
        levels: u32,
    },

    /// A value that its Avro type cannot hold.
    #[error("{value} does not fit {expected}")]
    OutOfRange {
        /// The value, as text.
        value: String,
        /// What cannot hold it, with its article.
        expected: &'static str,
    },

    /// A decimal of more digits than its precision allows.
    #[error("a decimal of more than {precision} digits")]
    Precision {
        /// The digits that the schema allows.
        precision: u32,
    },

    /// A dynamic value that is not of its schema's type.
    #[error("expected {expected}, found {found}")]
    Mismatch {
        /// What the schema says.
        expected: String,
        /// What the value is.
        found: String,
    },

    /// A limit of the writer is exceeded.
    #[error("more than the limit of {limit} on {which}")]
    LimitExceeded {
        /// Which limit.
        which: Limit,
        /// Its value.
        limit: u64,
    },

    /// A conversion from the Rust type to the Avro value refused it.
    #[error("{0}")]
    Refused(String),
}
