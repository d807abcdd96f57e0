//! JSON text, written piece by piece.
//!
//! A [`JsonWriter`] puts commas where they belong and knows how Avro writes its
//! primitives; which piece comes next is its caller's business.

use std::fmt::Write;
use std::ops::Range;

/// A JSON text in the making.
#[derive(Debug)]
pub(super) struct JsonWriter<'o> {
    out: &'o mut String,
    /// Whether a value stands in front, within the same array or object.
    behind_value: bool,
}

impl<'o> JsonWriter<'o> {
    /// A writer of a value that is put behind what there is in `out`.
    pub(super) fn new(out: &'o mut String) -> Self {
        JsonWriter {
            out,
            behind_value: false,
        }
    }

    /// How long the text is, with what stood there before.
    pub(super) fn len(&self) -> usize {
        self.out.len()
    }

    /// Keeps these parts of what was written from `start` on, each of them members of the
    /// object that is open.
    pub(super) fn keep(&mut self, start: usize, parts: impl Iterator<Item = Range<usize>>) {
        let mut kept = String::new();
        for part in parts {
            if !kept.is_empty() {
                kept.push(',');
            }
            // Of a part that is not the first the comma in front belongs to it.
            let part = self.out.get(part).unwrap_or_default();
            kept.push_str(part.strip_prefix(',').unwrap_or(part));
        }
        self.out.truncate(start);
        self.out.push_str(&kept);
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
        if value < 0 {
            self.out.push('-');
        }
        // From the last digit to the first; no number has more than twenty.
        let mut digits = [b'0'; 20];
        let mut unused = digits.len();
        let mut rest = value.unsigned_abs();
        for place in digits.iter_mut().rev() {
            *place = b'0' | (rest % 10) as u8;
            unused = unused.saturating_sub(1);
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        let digits = str::from_utf8(digits.get(unused..).unwrap_or_default());
        self.out.push_str(digits.unwrap_or_default());
    }

    /// The shortest digits that read back as this float.
    pub(super) fn float(&mut self, value: f32) {
        if value.is_finite() {
            self.next_value();
            // Writing to a string cannot fail, here and below.
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
