//! Reading values from JSON: what is prepared, and one text behind another.

use std::marker::PhantomData;
use std::sync::Arc;

use avro_model::Schema;
use avro_model::json::Position;

use super::Form;
use super::datum::Datum;
use super::error::{ReadError, ReadErrorKind};
use super::guide::Guide;
use super::read::{Reading, State};
use crate::datum::{FromDatum, Prepared, Readable, ResolveError, Schemaless};
use crate::encoding::{DecodeError, DecodeErrorKind, Decoder, Limit, Limits};

/// Reads values from JSON that was written with one schema.
///
/// What is done for a schema is done once. The schema is that of the text; a `T` has its own, which
/// is set against it as for binary data.
///
/// # Example
///
/// ```
/// use avro_core::{Limits, Schema, Value, json};
///
/// let reader = json::Reader::<Value>::new(&Schema::parse(r#""double""#)?)?
///     .with_limits(Limits::default().with_length(1000));
/// assert_eq!(reader.read("0.1")?, Value::Double(0.1));
/// assert_eq!(reader.read(r#""-Infinity""#)?, Value::Double(f64::NEG_INFINITY));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Reader<T> {
    prepared: Prepared,
    guide: Arc<Guide>,
    form: Form,
    limits: Limits,
    output: PhantomData<fn() -> T>,
}

impl<T> Clone for Reader<T> {
    fn clone(&self) -> Self {
        Reader {
            prepared: self.prepared.clone(),
            guide: Arc::clone(&self.guide),
            form: self.form,
            limits: self.limits.clone(),
            output: PhantomData,
        }
    }
}

impl<T: Readable> Reader<T> {
    /// A reader of values in the JSON encoding of the schema `writer`.
    ///
    /// # Errors
    ///
    /// When data of this schema cannot be read as a `T`. It always can as a [`Value`](crate::Value).
    pub fn new(writer: &Schema) -> Result<Self, ResolveError> {
        Ok(Self::prepared(T::prepare(writer)?))
    }
}

impl<T: Schemaless> Reader<T> {
    /// A reader of values of the schema `reader` in the JSON encoding of the schema `writer`.
    ///
    /// # Errors
    ///
    /// When no data of the one can ever be read as the other.
    ///
    /// # Example
    ///
    /// ```
    /// use avro_core::{Schema, Value, json};
    ///
    /// let v1 = Schema::parse(r#"{"type": "record", "name": "Point", "fields": [
    ///     {"name": "label", "type": "string"}, {"name": "x", "type": "int"}]}"#)?;
    /// let v2 = Schema::parse(r#"{"type": "record", "name": "Point", "fields": [
    ///     {"name": "x", "type": "double"}, {"name": "y", "type": "double", "default": 0.5}]}"#)?;
    ///
    /// let reader = json::Reader::<Value>::with_reader_schema(&v1, &v2)?;
    /// assert_eq!(reader.read(r#"{"label": "hi", "x": 3}"#)?.to_string(), r#"{"x": 3, "y": 0.5}"#);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_reader_schema(writer: &Schema, reader: &Schema) -> Result<Self, ResolveError> {
        Ok(Self::prepared(Prepared::resolved(writer, reader)?))
    }
}

impl<T> Reader<T> {
    fn prepared(prepared: Prepared) -> Self {
        Reader {
            guide: Arc::new(Guide::new(prepared.writer())),
            prepared,
            form: Form::Encoding,
            limits: Limits::default(),
            output: PhantomData,
        }
    }

    /// The same reader for [plain JSON](super#plain-json).
    #[must_use]
    pub fn plain(mut self) -> Self {
        self.form = Form::Plain;
        self
    }

    /// The same reader with other limits.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// The schema of the text.
    #[must_use]
    pub fn schema(&self) -> &Schema {
        self.guide.schema()
    }

    /// Reads the value that is the whole of `text`.
    ///
    /// # Errors
    ///
    /// When the text is not JSON, when it is not a value of the schema or none that a `T`
    /// takes, or a limit is exceeded. The limits on a datum are those of the binary
    /// encoding; lengths are in bytes, and every record, array and map counts as a level.
    pub fn read(&self, text: &str) -> Result<T, ReadError>
    where
        T: for<'de> FromDatum<'de>,
    {
        read(
            &self.guide,
            self.form,
            &self.limits,
            text,
            &self.prepared,
            |prepared, decoder| T::from_datum(prepared, decoder),
        )
    }

    /// Reads the values that stand behind one another in `text`, each on a line of its own, say.
    ///
    /// This is how Java's tools print the records of a file. Any white space may stand between
    /// the values. The limits hold for each of them. Behind a value that is not of the schema
    /// the next is read; text that is not JSON is the end.
    ///
    /// # Example
    ///
    /// ```
    /// use avro_core::{Schema, json};
    ///
    /// let reader = json::Reader::<Vec<i32>>::new(&Schema::parse(
    ///     r#"{"type": "array", "items": "int"}"#,
    /// )?)?;
    /// let rows = reader.read_all("[1, 2]\n[]\n[3]\n").collect::<Result<Vec<_>, _>>()?;
    /// assert_eq!(rows, [vec![1, 2], vec![], vec![3]]);
    ///
    /// let mut rows = reader.read_all("[1]\n[true]\n[2]");
    /// assert_eq!(rows.next().unwrap()?, [1]);
    /// let error = rows.next().unwrap().unwrap_err();
    /// assert_eq!(error.to_string(), "[0] at 2:2: expected an int, found true");
    /// assert_eq!(rows.next().unwrap()?, [2]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn read_all<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Result<T, ReadError>> + 'a
    where
        T: for<'de> FromDatum<'de>,
    {
        let mut rest = text;
        // Where the value stands that failed last: only then anybody counts lines.
        let mut failed = Position::in_text(text, 0);
        std::iter::from_fn(move || {
            let behind_space = rest.trim_start_matches([' ', '\t', '\r', '\n']);
            let (value, after) = behind_space.split_at_checked(extent(behind_space))?;
            if value.is_empty() {
                return None;
            }
            rest = after;
            Some(self.read(value).map_err(|error| {
                let between = text.get(failed.offset..).unwrap_or_default();
                let more = between.len().saturating_sub(behind_space.len());
                failed = behind(failed, Position::in_text(between, more));
                if matches!(error.kind(), ReadErrorKind::Json(_)) {
                    rest = "";
                }
                let position = behind(failed, error.position());
                error.at(position)
            }))
        })
    }
}

/// The place `then` of a text that begins at the place `first` of another.
fn behind(first: Position, then: Position) -> Position {
    let column = match then.line {
        1 => first.column.saturating_add(then.column).saturating_sub(1),
        _ => then.column,
    };
    Position {
        line: first.line.saturating_add(then.line).saturating_sub(1),
        column,
        offset: first.offset.saturating_add(then.offset),
    }
}

/// How long the value is that `text` begins with, if it is JSON; all of it where the value
/// does not end.
fn extent(text: &str) -> usize {
    let mut depth = 0_usize;
    let mut bytes = text.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        let end = match byte {
            b'"' => loop {
                match bytes.next() {
                    Some((_, b'\\')) => bytes.next(),
                    Some((end, b'"')) => break end.saturating_add(1),
                    Some(_) => continue,
                    None => return text.len(),
                };
            },
            b'[' | b'{' => {
                depth = depth.saturating_add(1);
                continue;
            }
            b']' | b'}' => {
                depth = depth.saturating_sub(1);
                at.saturating_add(1)
            }
            b' ' | b'\n' | b'\r' | b'\t' => at,
            _ => continue,
        };
        if depth == 0 {
            return end;
        }
    }
    text.len()
}

/// Reads the value that is the whole of `text`: into a datum, and `decode` from that by what is
/// `known`.
pub(super) fn read<T, K>(
    guide: &Guide,
    form: Form,
    limits: &Limits,
    text: &str,
    known: &K,
    decode: impl for<'de> FnOnce(&'de K, &mut Decoder<'de>) -> Result<T, DecodeError>,
) -> Result<T, ReadError> {
    // A datum is about half as long as its text.
    let datum = Datum::with_capacity(text.len() / 2);
    let mut state = State::new(text, limits, datum);
    Reading::new(guide, form, text, &mut state).whole()?;
    let mut decoder = state.decoder();
    decode(known, &mut decoder)
        .and_then(|value| decoder.finish().map(|()| value))
        .map_err(|error| refused(guide, form, limits, text, error))
}

/// The error for a datum that the type does not take, with its place in the text.
///
/// The text is read once more: only now somebody wants to know where its values stand.
#[cold]
fn refused(
    guide: &Guide,
    form: Form,
    limits: &Limits,
    text: &str,
    error: DecodeError,
) -> ReadError {
    let mut state = State::new(text, limits, Datum::marked());
    if let Err(error) = Reading::new(guide, form, text, &mut state).whole() {
        return error;
    }
    let offset = usize::try_from(error.offset()).unwrap_or(usize::MAX);
    let end = match error.kind() {
        // A conversion refuses what it has read.
        DecodeErrorKind::Refused(_) => offset,
        _ => offset.saturating_add(1),
    };
    let place = state.datum.place_before(end).unwrap_or(0);
    let mut kind = error.kind().clone().into();
    if let ReadErrorKind::LimitExceeded {
        which: Limit::Memory,
        limit,
    } = &mut kind
    {
        *limit = state.limits.memory() as u64;
    }
    ReadError::new(Position::in_text(text, place), kind).on(error.path().clone())
}
