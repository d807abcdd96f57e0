//! Whether data of one schema can be read with another, and if not, why.
//!
//! The verdict is the planner's own: what [`can_read`] says yes to, a decoder that runs the
//! [`Plan`](crate::Plan) reads without fail, whatever the value. The kinds of
//! incompatibility and the way their places are written are those that Apache's
//! Java library uses, which tools around Avro know.

use std::fmt;

use crate::plan::survey;
use crate::schema::Schema;

/// One reason why data cannot be read, or not all of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incompatibility {
    pub(crate) kind: IncompatibilityKind,
    pub(crate) reader_path: String,
    pub(crate) writer_path: String,
    pub(crate) location: String,
    pub(crate) reason: Reason,
}

impl Incompatibility {
    /// What kind of difference it is.
    pub fn kind(&self) -> IncompatibilityKind {
        self.kind
    }

    /// The place in the reader's schema, such as `com.x.Order.lines[].price`.
    pub fn reader_path(&self) -> &str {
        &self.reader_path
    }

    /// The place in the writer's schema.
    pub fn writer_path(&self) -> &str {
        &self.writer_path
    }

    /// What is wrong there.
    pub fn reason(&self) -> &Reason {
        &self.reason
    }

    /// What is wrong there, in words.
    pub fn message(&self) -> String {
        self.reason.to_string()
    }

    /// The place as a JSON pointer into the reader's schema, `/` for the root.
    ///
    /// Where a branch of the writer's union finds nothing to be read as, the last step is that
    /// branch's position. A very long way keeps its last steps, behind a `…`.
    pub fn location(&self) -> &str {
        &self.location
    }
}

impl fmt::Display for Incompatibility {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.reader_path.is_empty() {
            f.write_str(&self.reader_path)?;
            if self.reader_path != self.writer_path && !self.writer_path.is_empty() {
                write!(f, " (the writer's {})", self.writer_path)?;
            }
            f.write_str(": ")?;
        }
        write!(f, "{}", self.reason)
    }
}

/// What is wrong in a place, in parts, for who says it in words of their own. More may be added.
///
/// Types are told as in ``record `x.Order` ``, and lists of names by the first few of them. `Display` gives
/// the words of [`Incompatibility::message`].
///
/// ```
/// use avro_model::compatibility::Reason;
/// use avro_model::{Schema, can_read};
///
/// let found = can_read(&Schema::parse("\"int\"")?, &Schema::parse("\"long\"")?).unwrap_err();
/// let Reason::Types { writer, reader } = found[0].reason() else { unreachable!() };
/// assert_eq!((&**writer, &**reader), ("long", "int"));
/// assert_eq!(found[0].reason().to_string(), "long for the writer, int for the reader");
/// # Ok::<(), avro_model::SchemaError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// Types that do not go together.
    Types {
        /// The type of the writer's.
        writer: String,
        /// The type of the reader's.
        reader: String,
    },
    /// Two fixed of different sizes.
    Sizes {
        /// The bytes of the writer's.
        writer: usize,
        /// The bytes of the reader's.
        reader: usize,
    },
    /// Symbols of the writer's that the reader's enum lacks.
    Symbols(String),
    /// A field that the writer did not write, and why no default stands for it.
    Unwritten(String),
    /// A type of the writer's for which the reader's union has no branch.
    NoBranch(String),
    /// A type of the writer's for which the reader's union has a branch that does not read all of it.
    Branch {
        /// The full name or the kind of the type.
        writer: String,
        /// What is wrong in that branch, with its places.
        why: String,
    },
    /// Anything else, in words: what is asked only of who writes, schemas that are too large.
    Other(String),
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Types { writer, reader } => {
                write!(f, "{writer} for the writer, {reader} for the reader")
            }
            Reason::Sizes { writer, reader } => {
                write!(
                    f,
                    "a fixed of {writer} bytes for the writer, of {reader} for the reader"
                )
            }
            Reason::Symbols(symbols) => write!(f, "the reader lacks the writer's symbol {symbols}"),
            Reason::Unwritten(why) => write!(f, "the writer has no such field, and {why}"),
            Reason::NoBranch(writer) => {
                write!(
                    f,
                    "the reader's union has no branch for the writer's {writer}"
                )
            }
            Reason::Branch { writer, why } => write!(
                f,
                "the reader's union has no branch that reads all of the writer's {writer}: {why}"
            ),
            Reason::Other(why) => f.write_str(why),
        }
    }
}

/// The ways in which two schemas do not go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum IncompatibilityKind {
    /// Two records, enums or fixed that share neither name nor alias.
    NameMismatch,
    /// Two fixed of different sizes.
    FixedSizeMismatch,
    /// Symbols of the writer's that the reader's enum lacks, without a default.
    MissingEnumSymbols,
    /// A field of the reader's that the writer did not write, without a default that could be taken.
    ReaderFieldMissingDefaultValue,
    /// Two types of which the one cannot be read as the other.
    TypeMismatch,
    /// A type of the writer's for which the reader's union has no branch that reads it.
    MissingUnionBranch,
    /// Something that would be lost when a value is [written](crate::Plan::for_writing): a field,
    /// a symbol, the digits of a number. Reading knows no such kind, nor does Java's library.
    Loss,
}

impl IncompatibilityKind {
    /// The name that Apache's Java library has for it.
    ///
    /// ```
    /// use avro_model::IncompatibilityKind;
    ///
    /// assert_eq!(IncompatibilityKind::TypeMismatch.as_str(), "TYPE_MISMATCH");
    /// ```
    pub fn as_str(self) -> &'static str {
        match self {
            IncompatibilityKind::NameMismatch => "NAME_MISMATCH",
            IncompatibilityKind::FixedSizeMismatch => "FIXED_SIZE_MISMATCH",
            IncompatibilityKind::MissingEnumSymbols => "MISSING_ENUM_SYMBOLS",
            IncompatibilityKind::ReaderFieldMissingDefaultValue => {
                "READER_FIELD_MISSING_DEFAULT_VALUE"
            }
            IncompatibilityKind::TypeMismatch => "TYPE_MISMATCH",
            IncompatibilityKind::MissingUnionBranch => "MISSING_UNION_BRANCH",
            IncompatibilityKind::Loss => "LOSS",
        }
    }
}

impl fmt::Display for IncompatibilityKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Whether every value written with `writer` can be read as `reader`.
///
/// That is more than that a [`Plan`](crate::Plan) can be made: a symbol or a branch
/// that the reader does not know fails when a value has it. One thing is not held against
/// the schemas: bytes that are read as string have to be UTF-8.
///
/// # Errors
///
/// All incompatibilities, in the order of the reader's schema; the first thousand, should there be more.
///
/// # Example
///
/// ```
/// use avro_model::{IncompatibilityKind, Schema, can_read};
///
/// let v1 = Schema::parse(r#"{"type": "record", "name": "User", "fields": [
///     {"name": "id", "type": "int"}]}"#)?;
/// let v2 = Schema::parse(r#"{"type": "record", "name": "User", "fields": [
///     {"name": "id", "type": "long"}, {"name": "mail", "type": "string"}]}"#)?;
///
/// let found = can_read(&v2, &v1).unwrap_err();
/// assert_eq!(found[0].kind(), IncompatibilityKind::ReaderFieldMissingDefaultValue);
/// assert_eq!(found[0].location(), "/fields/1");
/// assert_eq!(found[0].reader_path(), "User.mail");
/// assert_eq!(found.len(), 1); // an int is read as a long
/// # Ok::<(), avro_model::SchemaError>(())
/// ```
pub fn can_read(reader: &Schema, writer: &Schema) -> Result<(), Vec<Incompatibility>> {
    let found = survey(writer, reader);
    if found.is_empty() {
        return Ok(());
    }
    Err(found)
}

/// What a new version of a schema promises to the versions before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Compatibility {
    /// Nothing.
    None,
    /// The new version reads what the last one wrote.
    #[default]
    Backward,
    /// The new version reads what any version wrote.
    BackwardTransitive,
    /// The last version reads what the new one writes.
    Forward,
    /// Every version reads what the new one writes.
    ForwardTransitive,
    /// Backward and forward.
    Full,
    /// Backward and forward with every version.
    FullTransitive,
}

impl Compatibility {
    /// Whether every version counts, and not just the last.
    pub fn is_transitive(self) -> bool {
        matches!(
            self,
            Compatibility::BackwardTransitive
                | Compatibility::ForwardTransitive
                | Compatibility::FullTransitive
        )
    }

    fn backward(self) -> bool {
        use Compatibility::{Backward, BackwardTransitive, Full, FullTransitive};
        matches!(self, Backward | BackwardTransitive | Full | FullTransitive)
    }

    fn forward(self) -> bool {
        use Compatibility::{Forward, ForwardTransitive, Full, FullTransitive};
        matches!(self, Forward | ForwardTransitive | Full | FullTransitive)
    }
}

/// A promise that a new version of a schema breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach {
    version: usize,
    direction: Direction,
    incompatibilities: Vec<Incompatibility>,
}

impl Breach {
    /// The version with which it is broken: its position in the history.
    pub fn version(&self) -> usize {
        self.version
    }

    /// Who cannot read what.
    pub fn direction(&self) -> Direction {
        self.direction
    }

    /// Why, never empty.
    pub fn incompatibilities(&self) -> &[Incompatibility] {
        &self.incompatibilities
    }
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let version = self.version;
        match self.direction {
            Direction::Backward => write!(f, "data of version {version} cannot be read")?,
            Direction::Forward => write!(f, "version {version} cannot read new data")?,
        }
        for (at, found) in self.incompatibilities.iter().enumerate() {
            write!(f, "{} {found}", if at == 0 { ":" } else { ";" })?;
        }
        Ok(())
    }
}

impl std::error::Error for Breach {}

/// Which of two versions is the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// The new version reads what the old one wrote.
    Backward,
    /// The old version reads what the new one writes.
    Forward,
}

/// Holds a new version of a schema against its history, oldest version first.
///
/// # Errors
///
/// Every promise of `mode` that is broken, with the version it is broken with.
///
/// # Example
///
/// ```
/// use avro_model::Schema;
/// use avro_model::compatibility::{Compatibility, Direction, check};
///
/// let versions = [Schema::parse(r#""int""#)?, Schema::parse(r#""long""#)?];
/// let new = Schema::parse(r#""double""#)?;
/// assert!(check(&versions, &new, Compatibility::BackwardTransitive).is_ok());
///
/// let broken = check(&versions, &new, Compatibility::ForwardTransitive).unwrap_err();
/// assert_eq!(broken.len(), 2);
/// assert_eq!((broken[1].version(), broken[1].direction()), (1, Direction::Forward));
/// assert_eq!(
///     broken[1].to_string(),
///     "version 1 cannot read new data: double for the writer, long for the reader",
/// );
/// # Ok::<(), avro_model::SchemaError>(())
/// ```
pub fn check(history: &[Schema], new: &Schema, mode: Compatibility) -> Result<(), Vec<Breach>> {
    let mut broken = Vec::new();
    let first = match mode.is_transitive() {
        true => 0,
        false => history.len().saturating_sub(1),
    };
    for (version, old) in history.iter().enumerate().skip(first) {
        let mut hold = |direction, reader, writer| {
            if let Err(incompatibilities) = can_read(reader, writer) {
                broken.push(Breach {
                    version,
                    direction,
                    incompatibilities,
                });
            }
        };
        if mode.backward() {
            hold(Direction::Backward, new, old);
        }
        if mode.forward() {
            hold(Direction::Forward, old, new);
        }
    }
    if broken.is_empty() {
        return Ok(());
    }
    Err(broken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_mode_asks_what_its_name_says() {
        use Compatibility as C;
        let schema = |text: &str| Schema::parse(text).unwrap();
        let history = [schema("\"string\""), schema("\"int\"")];
        // A long reads an int and no string; neither reads a long.
        let new = schema("\"long\"");
        let (back, forth) = (Direction::Backward, Direction::Forward);
        let modes: [(C, &[(usize, Direction)]); 7] = [
            (C::None, &[]),
            (C::Backward, &[]),
            (C::BackwardTransitive, &[(0, back)]),
            (C::Forward, &[(1, forth)]),
            (C::ForwardTransitive, &[(0, forth), (1, forth)]),
            (C::Full, &[(1, forth)]),
            (C::FullTransitive, &[(0, back), (0, forth), (1, forth)]),
        ];
        for (mode, broken) in modes {
            let found = check(&history, &new, mode).err().unwrap_or_default();
            let found: Vec<_> = found
                .iter()
                .map(|breach| (breach.version(), breach.direction()))
                .collect();
            assert_eq!(found, broken, "{mode:?}");
            assert_eq!(check(&[], &new, mode), Ok(()));
        }
    }

    #[test]
    fn what_some_values_cannot_do_the_schema_cannot() {
        let schema = |text: &str| Schema::parse(text).unwrap();
        let can = |writer: &str, reader: &str| can_read(&schema(reader), &schema(writer)).is_ok();
        assert!(!can(r#"["null","int"]"#, "\"int\""));
        assert!(can(r#"["int","long"]"#, "\"long\""));
        assert!(can("\"bytes\"", "\"string\""));
        assert!(!can(
            r#"{"type":"enum","name":"E","symbols":["A","B"]}"#,
            r#"{"type":"enum","name":"E","symbols":["B"]}"#,
        ));
    }
}
