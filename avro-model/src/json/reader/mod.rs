//! A pull reader: one event at a time out of a JSON text.
//!
//! The reader holds the nesting on a stack of its own, bounded by
//! [`Reader::max_depth`], and sees to it that no object has a key twice. Text
//! without escapes is lent, not copied.

mod string;

use std::borrow::Cow;
use std::collections::HashSet;

use super::{JsonError, JsonErrorKind, Position, number};
use crate::error::clip;

/// What a [`Reader`] finds next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// The text of a number; see [`as_i64`](super::as_i64) and its like.
    Number(&'a str),
    /// A string that is a value.
    String(Cow<'a, str>),
    /// A key; its value comes next.
    Key(Cow<'a, str>),
    /// `[`.
    StartArray,
    /// `]`.
    EndArray,
    /// `{`.
    StartObject,
    /// `}`.
    EndObject,
}

/// Reads a JSON text event by event.
///
/// # Example
///
/// ```
/// use avro_model::json::{Event, Reader};
///
/// let mut reader = Reader::new(r#"{"a": [1]}"#);
/// let mut events = Vec::new();
/// while let Some(event) = reader.next()? {
///     events.push(event);
/// }
/// assert_eq!(events, [
///     Event::StartObject,
///     Event::Key("a".into()),
///     Event::StartArray,
///     Event::Number("1"),
///     Event::EndArray,
///     Event::EndObject,
/// ]);
/// # Ok::<(), avro_model::json::JsonError>(())
/// ```
#[derive(Debug)]
pub struct Reader<'a> {
    text: &'a str,
    /// The next byte to look at.
    at: usize,
    /// Where the event last given starts.
    start: usize,
    max_depth: usize,
    open: Vec<Scope<'a>>,
    /// Keys of all open objects that are still few; a scope knows where its own begin.
    keys: Vec<Cow<'a, str>>,
    expect: Expect,
}

#[derive(Debug)]
enum Scope<'a> {
    Array,
    Object {
        first_key: usize,
        /// Used instead of `keys` once the object is wide.
        many: Option<HashSet<Cow<'a, str>>>,
    },
}

/// Objects with more keys than this look them up in a hash set.
const FEW_KEYS: usize = 16;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Expect {
    Value,
    /// Just behind `[`.
    ValueOrEnd,
    /// Just behind `{`.
    KeyOrEnd,
    /// Behind a value inside an array or object.
    CommaOrEnd,
    /// The whole value has been read.
    Nothing,
}

impl<'a> Reader<'a> {
    /// Starts at the beginning of `text`, with 512 levels of nesting allowed.
    #[must_use]
    pub fn new(text: &'a str) -> Reader<'a> {
        Reader {
            text,
            at: 0,
            start: 0,
            max_depth: 512,
            open: Vec::new(),
            keys: Vec::new(),
            expect: Expect::Value,
        }
    }

    /// Allows arrays and objects to be nested `levels` deep.
    #[must_use]
    pub fn max_depth(mut self, levels: usize) -> Reader<'a> {
        self.max_depth = levels;
        self
    }

    /// How many arrays and objects are open.
    pub fn depth(&self) -> usize {
        self.open.len()
    }

    /// Where the event that was given last begins, in bytes.
    pub fn offset(&self) -> usize {
        self.start
    }

    /// Where what has not been read yet begins, in bytes: just behind the last event.
    pub fn end(&self) -> usize {
        self.at
    }

    /// Where the event that was given last begins, in lines and columns.
    ///
    /// This looks through the text up to there: it is meant for errors.
    pub fn position(&self) -> Position {
        Position::in_text(self.text, self.start)
    }

    /// The next event, or nothing once the one value of the text has ended.
    ///
    /// # Errors
    ///
    /// When the text is not JSON from here on, has a key twice in one object
    /// or is nested too deep. After an error the reader is of no more use.
    #[allow(
        clippy::should_implement_trait,
        reason = "an iterator would hide the error"
    )]
    pub fn next(&mut self) -> Result<Option<Event<'a>>, JsonError> {
        self.space();
        if self.expect == Expect::CommaOrEnd && self.peek() == Some(b',') {
            self.at = self.at.saturating_add(1);
            self.space();
            self.start = self.at;
            return match self.open.last() {
                Some(Scope::Object { .. }) => self.key().map(Some),
                _ => self.value().map(Some),
            };
        }
        self.start = self.at;
        match (self.expect, self.peek()) {
            (Expect::Nothing, None) => Ok(None),
            (Expect::Nothing, Some(_)) => Err(self.unexpected("the end of the text")),
            (Expect::ValueOrEnd, Some(b']')) => Ok(Some(self.close(Event::EndArray))),
            (Expect::KeyOrEnd, Some(b'}')) => Ok(Some(self.close(Event::EndObject))),
            (Expect::Value | Expect::ValueOrEnd, _) => self.value().map(Some),
            (Expect::KeyOrEnd, _) => self.key().map(Some),
            (Expect::CommaOrEnd, found) => match (self.open.last(), found) {
                (Some(Scope::Array), Some(b']')) => Ok(Some(self.close(Event::EndArray))),
                (Some(Scope::Object { .. }), Some(b'}')) => Ok(Some(self.close(Event::EndObject))),
                (Some(Scope::Array), _) => Err(self.unexpected("a comma or `]`")),
                _ => Err(self.unexpected("a comma or `}`")),
            },
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at = self.at.saturating_add(1);
        }
    }

    fn close(&mut self, event: Event<'a>) -> Event<'a> {
        self.at = self.at.saturating_add(1);
        if let Some(Scope::Object { first_key, .. }) = self.open.pop() {
            self.keys.truncate(first_key);
        }
        self.after_value();
        event
    }

    fn after_value(&mut self) {
        self.expect = if self.open.is_empty() {
            Expect::Nothing
        } else {
            Expect::CommaOrEnd
        };
    }

    fn value(&mut self) -> Result<Event<'a>, JsonError> {
        let event = match self.peek() {
            Some(b'"') => Event::String(self.string()?),
            Some(b'[') => {
                self.enter(Scope::Array)?;
                self.expect = Expect::ValueOrEnd;
                return Ok(Event::StartArray);
            }
            Some(b'{') => {
                self.enter(Scope::Object {
                    first_key: self.keys.len(),
                    many: None,
                })?;
                self.expect = Expect::KeyOrEnd;
                return Ok(Event::StartObject);
            }
            Some(b'-' | b'0'..=b'9') => Event::Number(self.number()?),
            Some(b'n') if self.word("null") => Event::Null,
            Some(b't') if self.word("true") => Event::Bool(true),
            Some(b'f') if self.word("false") => Event::Bool(false),
            _ => return Err(self.unexpected("a value")),
        };
        self.after_value();
        Ok(event)
    }

    fn enter(&mut self, scope: Scope<'a>) -> Result<(), JsonError> {
        if self.open.len() >= self.max_depth {
            return Err(self.error(JsonErrorKind::TooDeep {
                limit: self.max_depth,
            }));
        }
        self.at = self.at.saturating_add(1);
        self.open.push(scope);
        Ok(())
    }

    fn word(&mut self, word: &str) -> bool {
        let matches = self.rest().starts_with(word);
        if matches {
            self.at = self.at.saturating_add(word.len());
        }
        matches
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn number(&mut self) -> Result<&'a str, JsonError> {
        let rest = self.rest();
        let end =
            number::scan(rest.as_bytes()).map_err(|_| self.error(JsonErrorKind::BadNumber))?;
        // `01`, `1x`: what follows a number has to be something else.
        if rest
            .as_bytes()
            .get(end)
            .is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'.')
        {
            return Err(self.error(JsonErrorKind::BadNumber));
        }
        self.at = self.at.saturating_add(end);
        Ok(rest.get(..end).unwrap_or_default())
    }

    fn key(&mut self) -> Result<Event<'a>, JsonError> {
        if self.peek() != Some(b'"') {
            return Err(self.unexpected(match self.expect {
                Expect::KeyOrEnd => "a key or `}`",
                _ => "a key",
            }));
        }
        let key = self.string()?;
        if !self.remember(key.clone()) {
            return Err(self.error(JsonErrorKind::DuplicateKey { key: clip(&key) }));
        }
        self.space();
        if self.peek() != Some(b':') {
            return Err(self.unexpected("a colon"));
        }
        self.at = self.at.saturating_add(1);
        self.expect = Expect::Value;
        Ok(Event::Key(key))
    }

    /// Notes a key of the innermost object; false if it has been there before.
    fn remember(&mut self, key: Cow<'a, str>) -> bool {
        let Some(Scope::Object { first_key, many }) = self.open.last_mut() else {
            return true;
        };
        if let Some(many) = many {
            return many.insert(key);
        }
        let few = self.keys.get(*first_key..).unwrap_or_default();
        if few.contains(&key) {
            return false;
        }
        if few.len() < FEW_KEYS {
            self.keys.push(key);
        } else {
            let mut set: HashSet<_> = self.keys.drain(*first_key..).collect();
            set.insert(key);
            *many = Some(set);
        }
        true
    }

    /// The string that starts at `offset` of a text known to be well-formed.
    pub(crate) fn string_at(text: &'a str, offset: usize) -> Cow<'a, str> {
        let mut reader = Reader::new(text);
        reader.at = offset;
        reader.string().unwrap_or_default()
    }

    /// The number that starts at `offset` of a text known to be well-formed.
    pub(crate) fn number_at(text: &'a str, offset: usize) -> &'a str {
        let mut reader = Reader::new(text);
        reader.at = offset;
        reader.number().unwrap_or_default()
    }

    /// An error at the present place.
    pub(crate) fn fail(&self, kind: JsonErrorKind) -> JsonError {
        self.error(kind)
    }

    #[cold]
    fn unexpected(&self, expected: &'static str) -> JsonError {
        self.error(match self.rest().chars().next() {
            Some(found) => JsonErrorKind::Unexpected {
                found: clip(found.encode_utf8(&mut [0; 4])),
                expected,
            },
            None => JsonErrorKind::UnexpectedEnd { expected },
        })
    }

    #[cold]
    fn error(&self, kind: JsonErrorKind) -> JsonError {
        // A key that stands twice is best shown where it starts.
        let offset = match kind {
            JsonErrorKind::DuplicateKey { .. } => self.start,
            _ => self.at,
        };
        JsonError::new(Position::in_text(self.text, offset), kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<Event<'_>>, JsonError> {
        let mut reader = Reader::new(text);
        let mut events = Vec::new();
        while let Some(event) = reader.next()? {
            events.push(event);
        }
        Ok(events)
    }

    #[test]
    fn malformed_texts_are_refused_with_their_place() {
        let cases = [
            ("", "1:1: the text ends where a value should stand"),
            ("{\"a\":1,}", "1:8: `}` where a key should stand"),
            ("[1,]", "1:4: `]` where a value should stand"),
            ("[1\n2]", "2:1: `2` where a comma or `]` should stand"),
            ("{\"é\" 1}", "1:6: `1` where a colon should stand"),
            (
                "\"a",
                "1:3: the text ends where a closing quote should stand",
            ),
            (
                "\"a\nb\"",
                "1:3: a control character in a string (write it as \\u000a)",
            ),
            ("\"\\x\"", "1:2: an escape that JSON does not have"),
            (
                "\"\\ud800\"",
                "1:8: half of a surrogate pair without the other",
            ),
            (
                "\"\\udc00\"",
                "1:8: half of a surrogate pair without the other",
            ),
            ("01", "1:1: a malformed number"),
            ("1 1", "1:3: `1` where the end of the text should stand"),
            ("nul", "1:1: `n` where a value should stand"),
            ("\u{feff}1", "1:1: `\\u{feff}` where a value should stand"),
            (
                "{\"a\":1,\"a\":2}",
                "1:8: the key \"a\" stands twice in one object",
            ),
            ("[1}", "1:3: `}` where a comma or `]` should stand"),
        ];
        for (text, message) in cases {
            assert_eq!(read(text).unwrap_err().to_string(), message, "{text:?}");
        }
    }

    #[test]
    fn a_key_that_stands_twice_is_found_in_wide_objects_too() {
        let members: Vec<_> = (0..100)
            .map(|n| format!("\"k{n}\":{{\"k{n}\":0}}"))
            .collect();
        assert!(read(&format!("{{{}}}", members.join(","))).is_ok());
        assert!(read(&format!("{{{},\"k0\":1}}", members.join(","))).is_err());
        assert!(read(&format!("{{{},\"\\u006b99\":1}}", members.join(","))).is_err());
    }
}
