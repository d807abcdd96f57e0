//! JSON text, written piece by piece.
//!
//! A [`JsonWriter`] puts commas where they belong and knows how Avro writes its
//! primitives; which piece comes next is its caller's business.

use std::fmt::Write;

use crate::encoding::{EncodeError, EncodeErrorKind};

/// How deep records, arrays and maps may nest: what the binary encoder takes too.
const DEPTH: u32 = 128;

/// A JSON text in the making.
#[derive(Debug, Default)]
pub(super) struct JsonWriter {
    out: String,
    /// Whether a value stands in front, within the same array or object.
    behind_value: bool,
    depth: u32,
}

impl JsonWriter {
    pub(super) fn finish(self) -> String {
        self.out
    }

    /// One level further down: a record, an array or a map.
    pub(super) fn enter(&mut self) -> Result<(), EncodeError> {
        if self.depth >= DEPTH {
            return Err(EncodeError::new(EncodeErrorKind::TooDeep { levels: DEPTH }));
        }
        self.depth = self.depth.saturating_add(1);
        Ok(())
    }

    pub(super) fn leave(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    fn next_value(&mut self) {
        if self.behind_value {
            self.out.push(',');
        }
        self.behind_value = true;
    }

    fn open(&mut self, bracket: char) {
        self.next_value();
        self.out.push(bracket);
        self.behind_value = false;
    }

    fn close(&mut self, bracket: char) {
        self.out.push(bracket);
        self.behind_value = true;
    }

    pub(super) fn start_array(&mut self) {
        self.open('[');
    }

    pub(super) fn end_array(&mut self) {
        self.close(']');
    }

    pub(super) fn start_object(&mut self) {
        self.open('{');
    }

    pub(super) fn end_object(&mut self) {
        self.close('}');
    }

    /// The key of the value that is written next.
    pub(super) fn key(&mut self, key: &str) {
        self.next_value();
        self.quoted(key);
        self.out.push(':');
        self.behind_value = false;
    }

    pub(super) fn null(&mut self) {
        self.next_value();
        self.out.push_str("null");
    }

    pub(super) fn boolean(&mut self, value: bool) {
        self.next_value();
        self.out.push_str(if value { "true" } else { "false" });
    }

    pub(super) fn integer(&mut self, value: i64) {
        self.next_value();
        // Writing to a string cannot fail, here and below.
        let _ = write!(self.out, "{value}");
    }

    /// The shortest digits that read back as this float.
    pub(super) fn float(&mut self, value: f32) {
        if value.is_finite() {
            self.next_value();
            let _ = write!(self.out, "{value:?}");
        } else {
            self.string(not_finite(value.into()));
        }
    }

    /// The shortest digits that read back as this double.
    pub(super) fn double(&mut self, value: f64) {
        if value.is_finite() {
            self.next_value();
            let _ = write!(self.out, "{value:?}");
        } else {
            self.string(not_finite(value));
        }
    }

    pub(super) fn string(&mut self, text: &str) {
        self.next_value();
        self.quoted(text);
    }

    /// Each byte as the character of that number; those that do not print are escaped.
    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        self.next_value();
        self.out.push('"');
        for &byte in bytes {
            self.character(char::from(byte));
        }
        self.out.push('"');
    }

    fn quoted(&mut self, text: &str) {
        self.out.push('"');
        let mut rest = text;
        while let Some((clean, special, behind)) = split_at_special(rest) {
            self.out.push_str(clean);
            self.character(special);
            rest = behind;
        }
        self.out.push_str(rest);
        self.out.push('"');
    }

    fn character(&mut self, character: char) {
        match character {
            '"' => self.out.push_str("\\\""),
            '\\' => self.out.push_str("\\\\"),
            '\n' => self.out.push_str("\\n"),
            '\r' => self.out.push_str("\\r"),
            '\t' => self.out.push_str("\\t"),
            control if control.is_control() => {
                let _ = write!(self.out, "\\u{:04x}", u32::from(control));
            }
            plain => self.out.push(plain),
        }
    }
}

/// What stands before the first character that needs an escape, it, and the rest.
fn split_at_special(text: &str) -> Option<(&str, char, &str)> {
    let at = text
        .bytes()
        .position(|byte| byte < b' ' || byte == b'"' || byte == b'\\')?;
    let (clean, rest) = text.split_at_checked(at)?;
    let mut characters = rest.chars();
    let special = characters.next()?;
    Some((clean, special, characters.as_str()))
}

/// JSON has no such numbers; Java writes their names in quotes.
fn not_finite(value: f64) -> &'static str {
    if value.is_nan() {
        "NaN"
    } else if value > 0.0 {
        "Infinity"
    } else {
        "-Infinity"
    }
}
