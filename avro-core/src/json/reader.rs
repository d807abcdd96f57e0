//! JSON text, taken in piece by piece.
//!
//! A [`JsonReader`] hands out events and judges each as the Avro type that its
//! caller expects there, within what the [`Limits`] grant.

use std::borrow::Cow;

use avro_model::json::{Event, Position, Reader, as_f32, as_f64, as_i64};

use super::error::{ReadError, ReadErrorKind, cut};
use crate::encoding::{Limit, Limits};

/// What one byte of text may become in memory beyond [`Limits::memory`].
const MEMORY_PER_BYTE: usize = 16;

type Result<T> = std::result::Result<T, ReadError>;

/// A text, how far it has been read, and what the limits still grant.
pub(super) struct JsonReader<'a> {
    events: Reader<'a>,
    budget: Budget,
}

/// What the limits still grant to a datum.
#[derive(Clone, Debug)]
pub(super) struct Budget {
    depth: u32,
    memory: usize,
    empty: usize,
    /// The limits, with the memory that the text earned on top.
    limits: Limits,
}

impl<'a> JsonReader<'a> {
    pub(super) fn new(text: &'a str, limits: &Limits) -> Self {
        let earned = text.len().saturating_mul(MEMORY_PER_BYTE);
        let limits = limits
            .clone()
            .with_memory(limits.memory().saturating_add(earned));
        Self::on_budget(
            text,
            Budget {
                depth: limits.depth(),
                memory: limits.memory(),
                empty: limits.empty_values(),
                limits,
            },
        )
    }

    /// A reader of a text that stands for a part of another, and spends its budget.
    pub(super) fn on_budget(text: &'a str, budget: Budget) -> Self {
        // Every level may have a union's tag around it, and so may the root.
        let levels = usize::try_from(budget.depth).unwrap_or(usize::MAX);
        let levels = levels.saturating_mul(2).saturating_add(2);
        JsonReader {
            events: Reader::new(text).max_depth(levels),
            budget,
        }
    }

    pub(super) fn budget(&mut self) -> &mut Budget {
        &mut self.budget
    }

    /// Where the event that was taken last begins.
    pub(super) fn position(&self) -> Position {
        self.events.position()
    }

    /// The next event, which has to be there.
    pub(super) fn next(&mut self) -> Result<Event<'a>> {
        match self.events.next()? {
            Some(event) => Ok(event),
            // The reader says so itself before: a value has been read whole.
            None => Err(self.mismatch("a value", "the end of the text")),
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

    #[cold]
    fn exceeded(&self, which: Limit, limit: usize) -> ReadError {
        self.error(ReadErrorKind::LimitExceeded {
            which,
            limit: limit as u64,
        })
    }

    /// One level further down: a record, an array or a map.
    pub(super) fn enter(&mut self) -> Result<()> {
        match self.budget.depth.checked_sub(1) {
            Some(depth) => {
                self.budget.depth = depth;
                Ok(())
            }
            None => Err(self.exceeded(Limit::Depth, self.budget.limits.depth() as usize)),
        }
    }

    /// Back up from [`enter`](Self::enter). After an error it need not be called.
    pub(super) fn leave(&mut self) {
        self.budget.depth = self.budget.depth.saturating_add(1);
    }

    pub(super) fn charge(&mut self, bytes: usize) -> Result<()> {
        match self.budget.memory.checked_sub(bytes) {
            Some(memory) => {
                self.budget.memory = memory;
                Ok(())
            }
            None => Err(self.exceeded(Limit::Memory, self.budget.limits.memory())),
        }
    }

    /// Counts a value that takes no bytes in the binary encoding.
    pub(super) fn charge_empty(&mut self) -> Result<()> {
        match self.budget.empty.checked_sub(1) {
            Some(empty) => {
                self.budget.empty = empty;
                Ok(())
            }
            None => Err(self.exceeded(Limit::EmptyValues, self.budget.limits.empty_values())),
        }
    }

    fn check_length(&self, length: usize) -> Result<()> {
        let limit = self.budget.limits.length();
        if length > limit {
            return Err(self.exceeded(Limit::Length, limit));
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
    pub(super) fn out_of_range(&self, text: &str, expected: &'static str) -> ReadError {
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

    pub(super) fn string(&self, event: Event<'a>, expected: &str) -> Result<Cow<'a, str>> {
        match event {
            Event::String(text) => {
                self.check_length(text.len())?;
                Ok(text)
            }
            event => Err(self.unexpected(expected, &event)),
        }
    }

    /// Bytes: a string whose characters stand for one byte each.
    pub(super) fn bytes(&self, event: Event<'a>, expected: &str) -> Result<Vec<u8>> {
        let text = match event {
            Event::String(text) => text,
            event => return Err(self.unexpected(expected, &event)),
        };
        let byte = |character| {
            u8::try_from(u32::from(character))
                .map_err(|_| self.error(ReadErrorKind::NotAByte { character }))
        };
        let bytes: Vec<u8> = text.chars().map(byte).collect::<Result<_>>()?;
        self.check_length(bytes.len())?;
        Ok(bytes)
    }

    /// The key of a map, as long as any string may be.
    pub(super) fn map_key(&self, key: &str) -> Result<String> {
        self.check_length(key.len())?;
        Ok(key.to_owned())
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
