//! JSON text, taken in piece by piece.
//!
//! A [`JsonReader`] hands out events and judges each as the Avro type that its
//! caller expects there.

use avro_model::json::{Event, JsonError, JsonErrorKind, Position, Reader, as_f32, as_f64, as_i64};

use super::error::{ReadError, ReadErrorKind, cut};
use crate::encoding::{Limit, Limits};

type Result<T> = std::result::Result<T, ReadError>;

/// A text, and how far it has been read.
pub(super) struct JsonReader<'a> {
    text: &'a str,
    events: Reader<'a>,
    /// How deep values may nest.
    depth: u32,
    /// The longest string that is taken.
    length: usize,
}

impl<'a> JsonReader<'a> {
    pub(super) fn new(text: &'a str, limits: &Limits) -> Self {
        // Every level may have a union's tag around it, and so may the root.
        let levels = usize::try_from(limits.depth()).unwrap_or(usize::MAX);
        let levels = levels.saturating_mul(2).saturating_add(2);
        JsonReader {
            text,
            events: Reader::new(text).max_depth(levels),
            depth: limits.depth(),
            length: limits.length(),
        }
    }

    /// Where the event that was taken last begins.
    pub(super) fn position(&self) -> Position {
        self.events.position()
    }

    /// The same in bytes.
    pub(super) fn offset(&self) -> usize {
        self.events.offset()
    }

    /// The next event, which has to be there.
    pub(super) fn next(&mut self) -> Result<Event<'a>> {
        match self.events.next() {
            Ok(Some(event)) => Ok(event),
            // The reader says so itself before: a value has been read whole.
            Ok(None) => Err(self.mismatch("a value", "the end of the text")),
            Err(error) => Err(self.not_taken(error)),
        }
    }

    /// The error for a text that is no JSON, or nests deeper than any value may.
    #[cold]
    fn not_taken(&self, error: JsonError) -> ReadError {
        match error.kind() {
            JsonErrorKind::TooDeep { .. } => {
                let limit = ReadErrorKind::LimitExceeded {
                    which: Limit::Depth,
                    limit: self.depth.into(),
                };
                ReadError::new(error.position(), limit)
            }
            _ => error.into(),
        }
    }

    /// The event that begins the value of the key that was taken last, which is left to be taken.
    ///
    /// A fault is left to be found when it is.
    pub(super) fn first_ahead(&self) -> Option<Event<'a>> {
        self.ahead().next().ok()
    }

    /// Whether the value of the key that was taken last ends its object; and how many bytes were
    /// looked at to know it, which are left to be taken.
    pub(super) fn is_last_ahead(&self) -> (bool, usize) {
        let mut ahead = self.ahead();
        let whole = ahead.next().and_then(|first| ahead.skip(&first));
        let read = ahead.events.end();
        let rest = ahead.text.get(read..).unwrap_or_default();
        let rest = rest.trim_start_matches([' ', '\n', '\r', '\t']);
        (whole.is_ok() && rest.starts_with('}'), read)
    }

    /// A reader of what follows.
    fn ahead(&self) -> JsonReader<'a> {
        let text = self.text.get(self.events.end()..).unwrap_or_default();
        let levels = usize::try_from(self.depth).unwrap_or(usize::MAX);
        JsonReader {
            text,
            events: Reader::new(text).max_depth(levels.saturating_mul(2).saturating_add(2)),
            depth: self.depth,
            length: self.length,
        }
    }

    /// Fails where anything follows the value.
    pub(super) fn finish(&mut self) -> Result<()> {
        match self.events.next()? {
            None => Ok(()),
            Some(event) => Err(self.unexpected("the end of the text", &event)),
        }
    }

    /// An error about the event that was taken last.
    #[cold]
    pub(super) fn error(&self, kind: ReadErrorKind) -> ReadError {
        ReadError::new(self.events.position(), kind)
    }

    #[cold]
    fn mismatch(&self, expected: &str, found: &str) -> ReadError {
        self.error(ReadErrorKind::Mismatch {
            expected: expected.to_owned(),
            found: found.to_owned(),
        })
    }

    /// The error for an event of the wrong kind.
    #[cold]
    pub(super) fn unexpected(&self, expected: &str, event: &Event<'_>) -> ReadError {
        self.error(ReadErrorKind::Mismatch {
            expected: expected.to_owned(),
            found: match event {
                Event::Null => "null".to_owned(),
                Event::Bool(value) => value.to_string(),
                Event::Number(text) => cut(text),
                Event::String(text) => format!("\"{}\"", cut(text)),
                Event::Key(text) => format!("the key \"{}\"", cut(text)),
                Event::StartArray => "an array".to_owned(),
                Event::EndArray => "the end of an array".to_owned(),
                Event::StartObject => "an object".to_owned(),
                Event::EndObject => "the end of an object".to_owned(),
            },
        })
    }

    /// Holds a string, bytes, a fixed or a key against the limit on lengths.
    pub(super) fn check_length(&self, length: usize) -> Result<()> {
        if length > self.length {
            return Err(self.error(ReadErrorKind::LimitExceeded {
                which: Limit::Length,
                limit: self.length as u64,
            }));
        }
        Ok(())
    }

    /// Passes over the value that begins with `event`.
    pub(super) fn skip(&mut self, event: &Event<'a>) -> Result<()> {
        if !matches!(event, Event::StartArray | Event::StartObject) {
            return Ok(());
        }
        let outside = self.events.depth().saturating_sub(1);
        while self.events.depth() > outside {
            self.next()?;
        }
        Ok(())
    }

    /// An int or long: a number that is whole, however it is written.
    pub(super) fn integer<T: TryFrom<i64>>(
        &self,
        event: &Event<'a>,
        expected: &'static str,
    ) -> Result<T> {
        let Event::Number(text) = event else {
            return Err(self.unexpected(expected, event));
        };
        as_i64(text)
            .and_then(|value| T::try_from(value).ok())
            .ok_or_else(|| self.out_of_range(text, expected))
    }

    #[cold]
    fn out_of_range(&self, text: &str, expected: &'static str) -> ReadError {
        self.error(ReadErrorKind::OutOfRange {
            value: cut(text),
            expected,
        })
    }

    pub(super) fn float(&self, event: &Event<'a>) -> Result<f32> {
        match event {
            Event::Number(text) => match as_f32(text) {
                value if value.is_finite() => Ok(value),
                _ => Err(self.out_of_range(text, "a float")),
            },
            Event::String(text) => match not_finite(text) {
                Some(value) => Ok(value as f32),
                None => Err(self.unexpected("a float", event)),
            },
            _ => Err(self.unexpected("a float", event)),
        }
    }

    pub(super) fn double(&self, event: &Event<'a>) -> Result<f64> {
        match event {
            Event::Number(text) => match as_f64(text) {
                value if value.is_finite() => Ok(value),
                _ => Err(self.out_of_range(text, "a double")),
            },
            Event::String(text) => match not_finite(text) {
                Some(value) => Ok(value),
                None => Err(self.unexpected("a double", event)),
            },
            _ => Err(self.unexpected("a double", event)),
        }
    }

    pub(super) fn string<'e>(&self, event: &'e Event<'a>, expected: &str) -> Result<&'e str> {
        match event {
            Event::String(text) => {
                self.check_length(text.len())?;
                Ok(text)
            }
            event => Err(self.unexpected(expected, event)),
        }
    }

    /// Bytes: a string whose characters stand for one byte each; and how many they are.
    pub(super) fn bytes<'e>(
        &self,
        event: &'e Event<'a>,
        expected: &str,
    ) -> Result<(&'e str, usize)> {
        let Event::String(text) = event else {
            return Err(self.unexpected(expected, event));
        };
        let mut count = 0_usize;
        for character in text.chars() {
            if character > '\u{ff}' {
                return Err(self.error(ReadErrorKind::NotAByte { character }));
            }
            count = count.saturating_add(1);
        }
        self.check_length(count)?;
        Ok((text, count))
    }
}

/// The numbers that JSON does not have, by name: as we write them, and as others do.
pub(super) fn not_finite(text: &str) -> Option<f64> {
    match text {
        "NaN" => Some(f64::NAN),
        "Infinity" | "INF" => Some(f64::INFINITY),
        "-Infinity" | "-INF" => Some(f64::NEG_INFINITY),
        _ => None,
    }
}
