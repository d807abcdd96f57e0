//! The values of annotations and defaults: JSON, and what IDL's grammar has beyond it.
//!
//! Comments may stand between, integers may be octal, hexadecimal or end with `L`,
//! floats may be written as in Java, and strings have Java's escapes. `NaN` and the infinities become
//! strings, as JSON has no such numbers.

use std::collections::HashSet;

use super::error::Fault;
use super::lexer::Lexer;
use crate::error::clip;
use crate::json::{Json, JsonErrorKind, Number};

/// An array or object that is not closed yet.
enum Open {
    Array(Vec<Json>),
    Object {
        members: Vec<(Box<str>, Json)>,
        keys: HashSet<Box<str>>,
        key: Box<str>,
    },
}

impl Lexer<'_> {
    /// The JSON value that comes next.
    pub(super) fn json(&mut self) -> Result<Json, Fault> {
        let mut open: Vec<Open> = Vec::new();
        loop {
            let at = self.start()?;
            let mut done = match self.rest().chars().next() {
                Some('[' | '{') if open.len() >= Json::MAX_DEPTH => {
                    let limit = Json::MAX_DEPTH;
                    return Err(fault(at, &JsonErrorKind::TooDeep { limit }));
                }
                Some('[') => {
                    self.skip(1);
                    if !self.found(']')? {
                        open.push(Open::Array(Vec::new()));
                        continue;
                    }
                    Json::Array(Vec::new())
                }
                Some('{') => {
                    self.skip(1);
                    if !self.found('}')? {
                        let mut keys = HashSet::new();
                        open.push(Open::Object {
                            members: Vec::new(),
                            key: self.key(&mut keys)?,
                            keys,
                        });
                        continue;
                    }
                    Json::Object(Vec::new())
                }
                Some('"') => Json::String(self.string()?.into()),
                _ => self.scalar(at)?,
            };
            // Hand what is done to what is around it, until that wants another value.
            loop {
                match open.last_mut() {
                    None => return Ok(done),
                    Some(Open::Array(items)) => {
                        items.push(done);
                        if self.found(',')? {
                            break;
                        }
                        self.close(']', "a comma or `]`")?;
                    }
                    Some(Open::Object { members, keys, key }) => {
                        members.push((std::mem::take(key), done));
                        if self.found(',')? {
                            *key = self.key(keys)?;
                            break;
                        }
                        self.close('}', "a comma or `}`")?;
                    }
                }
                done = match open.pop() {
                    Some(Open::Object { members, .. }) => Json::Object(members),
                    Some(Open::Array(items)) => Json::Array(items),
                    None => Json::Null,
                };
            }
        }
    }

    /// Goes over `sign` if it comes next.
    fn found(&mut self, sign: char) -> Result<bool, Fault> {
        self.start()?;
        let found = self.rest().starts_with(sign);
        if found {
            self.skip(sign.len_utf8());
        }
        Ok(found)
    }

    fn close(&mut self, sign: char, expected: &'static str) -> Result<(), Fault> {
        if self.found(sign)? {
            return Ok(());
        }
        Err(self.unexpected(expected))
    }

    /// A key and its colon.
    fn key(&mut self, keys: &mut HashSet<Box<str>>) -> Result<Box<str>, Fault> {
        let at = self.start()?;
        if !self.rest().starts_with('"') {
            return Err(self.unexpected("a key"));
        }
        let key: Box<str> = self.string()?.into();
        if !keys.insert(key.clone()) {
            let key = clip(&key);
            return Err(fault(at, &JsonErrorKind::DuplicateKey { key }));
        }
        self.close(':', "a colon")?;
        Ok(key)
    }

    fn unexpected(&self, expected: &'static str) -> Fault {
        let kind = match self.rest().chars().next() {
            Some(found) => JsonErrorKind::Unexpected {
                found: clip(&found.to_string()),
                expected,
            },
            None => JsonErrorKind::UnexpectedEnd { expected },
        };
        fault(self.at(), &kind)
    }

    /// A word or a number.
    fn scalar(&mut self, at: usize) -> Result<Json, Fault> {
        let rest = self.rest();
        let end = rest
            .find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '.' | '+' | '-'))
            .unwrap_or(rest.len());
        let word = rest.get(..end).unwrap_or_default();
        let json = match word {
            "null" => Json::Null,
            "true" => Json::Bool(true),
            "false" => Json::Bool(false),
            "NaN" | "+NaN" | "-NaN" => Json::from("NaN"),
            "Infinity" | "+Infinity" => Json::from("Infinity"),
            "-Infinity" => Json::from("-Infinity"),
            _ if word.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.')) => {
                let number = number(word).ok_or_else(|| fault(at, &JsonErrorKind::BadNumber))?;
                Json::Number(number)
            }
            _ => return Err(self.unexpected("a value")),
        };
        self.skip(end);
        Ok(json)
    }

    /// A string from its opening quote on.
    fn string(&mut self) -> Result<String, Fault> {
        let start = self.at();
        self.skip(1);
        self.string_after_quote(start)
    }

    /// A string whose opening quote has been passed.
    pub(super) fn string_after_quote(&mut self, start: usize) -> Result<String, Fault> {
        let mut text = String::new();
        loop {
            let rest = self.rest();
            let end = rest
                .find(|c: char| c < ' ' || c == '"' || c == '\\')
                .unwrap_or(rest.len());
            text.push_str(rest.get(..end).unwrap_or_default());
            self.skip(end);
            match self.rest().chars().next() {
                Some('"') => {
                    self.skip(1);
                    return Ok(text);
                }
                Some('\\') => {
                    let c = self.escape()?;
                    text.push(c);
                }
                None | Some('\n' | '\r') => {
                    return Err(Fault::syntax(start, "a string without an end"));
                }
                Some(c) => {
                    let code = u32::from(c);
                    return Err(fault(self.at(), &JsonErrorKind::ControlCharacter { code }));
                }
            }
        }
    }

    /// An escape from its backslash on.
    fn escape(&mut self) -> Result<char, Fault> {
        let rest = self.rest();
        let plain = match rest.chars().nth(1) {
            Some('b') => '\u{8}',
            Some('f') => '\u{c}',
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some(c @ ('"' | '\\' | '/' | '\'')) => c,
            Some('u') => return self.unicode(),
            Some('0'..='7') => return self.octal(),
            _ => return Err(fault(self.at(), &JsonErrorKind::BadEscape)),
        };
        self.skip(2);
        Ok(plain)
    }

    /// One to three octal digits, no more than 377.
    fn octal(&mut self) -> Result<char, Fault> {
        let digits = self.rest().get(1..).unwrap_or_default();
        let most = if digits.starts_with(['0', '1', '2', '3']) {
            3
        } else {
            2
        };
        let count = digits
            .bytes()
            .take(most)
            .take_while(|byte| (b'0'..=b'7').contains(byte))
            .count();
        let digits = digits.get(..count).unwrap_or_default();
        let code = u8::from_str_radix(digits, 8)
            .map_err(|_| fault(self.at(), &JsonErrorKind::BadEscape))?;
        self.skip(count.saturating_add(1));
        Ok(char::from(code))
    }

    /// `\uXXXX`, or two of them that are a surrogate pair.
    fn unicode(&mut self) -> Result<char, Fault> {
        let at = self.at();
        let first = self.code_unit()?;
        let is_high = (0xd800..0xdc00).contains(&first);
        let second = if is_high && self.rest().starts_with("\\u") {
            Some(self.code_unit()?)
        } else {
            None
        };
        char::decode_utf16(std::iter::once(first).chain(second))
            .next()
            .and_then(Result::ok)
            .ok_or_else(|| fault(at, &JsonErrorKind::LoneSurrogate))
    }

    fn code_unit(&mut self) -> Result<u16, Fault> {
        let digits = self
            .rest()
            .get(2..6)
            .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let unit = digits.and_then(|digits| u16::from_str_radix(digits, 16).ok());
        let unit = unit.ok_or_else(|| fault(self.at(), &JsonErrorKind::BadEscape))?;
        self.skip(6);
        Ok(unit)
    }
}

fn fault(at: usize, kind: &JsonErrorKind) -> Fault {
    Fault::syntax(at, kind.to_string())
}

/// A number of IDL as one of JSON.
pub(super) fn number(text: &str) -> Option<Number> {
    if let Some(number) = Number::parse(text) {
        return Some(number);
    }
    let (minus, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text),
    };
    if let Some(hex) = digits
        .strip_prefix("0x")
        .or_else(|| digits.strip_prefix("0X"))
    {
        return match hex.contains(['p', 'P', '.']) {
            true => hex_float(minus, hex),
            false => integer(minus, hex.trim_end_matches(['l', 'L']), 16),
        };
    }
    if let Some(whole) = digits.strip_suffix(['l', 'L']) {
        return match whole.strip_prefix('0') {
            Some(octal) if !octal.is_empty() => integer(minus, octal, 8),
            _ => Number::parse(&format!("{minus}{whole}")),
        };
    }
    match digits.strip_prefix('0') {
        Some(octal) if octal.bytes().all(|byte| byte.is_ascii_digit()) => integer(minus, octal, 8),
        _ => float(minus, digits.strip_prefix('+').unwrap_or(digits)),
    }
}

fn integer(minus: &str, digits: &str, radix: u32) -> Option<Number> {
    // A sign would be taken for one.
    if digits.starts_with(['+', '-']) {
        return None;
    }
    let value = i128::from_str_radix(digits, radix).ok()?;
    let text = format!("{minus}{value}");
    text.parse::<i64>().ok()?;
    Number::parse(&text)
}

/// `1.`, `.5`, `1f`, `1.5e3D` and their like.
fn float(minus: &str, text: &str) -> Option<Number> {
    let text = text.strip_suffix(['f', 'F', 'd', 'D']).unwrap_or(text);
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(at) => text.split_at_checked(at)?,
        None => (text, ""),
    };
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if whole.is_empty() && part.is_empty() {
        return None;
    }
    let or_zero = |digits: &str| match digits {
        "" => "0".to_owned(),
        digits => digits.to_owned(),
    };
    let whole = or_zero(whole.trim_start_matches('0'));
    Number::parse(&format!("{minus}{whole}.{}{exponent}", or_zero(part)))
}

/// A hexadecimal float behind its `0x`: `1.8p3` is 12.
fn hex_float(minus: &str, text: &str) -> Option<Number> {
    let text = text.strip_suffix(['f', 'F', 'd', 'D']).unwrap_or(text);
    let (mantissa, exponent) = text.split_once(['p', 'P'])?;
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let mut exponent: i32 = exponent.parse().ok()?;
    let digits = whole
        .trim_start_matches('0')
        .len()
        .saturating_add(part.len());
    // More digits than these cannot be told apart from a double's rounding here.
    if digits > 13 || whole.is_empty() && part.is_empty() {
        return None;
    }
    exponent = exponent.checked_sub(i32::try_from(part.len().checked_mul(4)?).ok()?)?;
    let value = u64::from_str_radix(&format!("0{whole}{part}"), 16).ok()?;
    #[expect(
        clippy::cast_precision_loss,
        reason = "thirteen hexadecimal digits are 52 bits"
    )]
    let value = value as f64 * f64::from(exponent).exp2();
    let number = Number::from_f64(value)?;
    Number::parse(&format!("{minus}{}", number.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_in_java() {
        let cases = [
            ("0", "0"),
            ("-7", "-7"),
            ("1.50", "1.50"),
            ("-2e10", "-2e10"),
            ("5L", "5"),
            ("-5l", "-5"),
            ("0x1F", "31"),
            ("-0xFFL", "-255"),
            ("017", "15"),
            ("00", "0"),
            ("017L", "15"),
            ("1.", "1.0"),
            (".5", "0.5"),
            ("+1.5", "1.5"),
            ("-.5e-3d", "-0.5e-3"),
            ("1f", "1.0"),
            ("007.5", "7.5"),
            ("0x1.8p3", "12.0"),
            ("-0x10p-4", "-1.0"),
            ("9223372036854775807L", "9223372036854775807"),
        ];
        for (text, expected) in cases {
            let found = number(text).unwrap_or_else(|| panic!("{text} is refused"));
            assert_eq!(found.as_str(), expected, "{text}");
        }
        for text in [
            "",
            "-",
            "+",
            ".",
            "1e",
            "0x",
            "08",
            "1_000",
            "--1",
            "0x-1",
            "1ff",
            "0x8000000000000000",
            "0xp1",
            "1.2.3",
            "e5",
            ".e5",
        ] {
            assert!(number(text).is_none(), "{text} passed as a number");
        }
    }

    #[test]
    fn values_may_hold_comments_and_javas_escapes() {
        let json = |text: &str| {
            Lexer::new(text)
                .json()
                .map_err(|fault| fault.kind.to_string())
        };
        let cases = [
            (r#"[1, /* two */ 2] rest"#, "[1,2]"),
            (
                "{ // a comment\n \"a\": {}, \"b\": [] }",
                r#"{"a":{},"b":[]}"#,
            ),
            (r#""\101\7\'\u00e9\ud83d\ude00""#, "\"A\\u0007'é😀\""),
            ("-Infinity", "\"-Infinity\""),
            (r#"{"a":[{"b":null},true]}"#, r#"{"a":[{"b":null},true]}"#),
        ];
        for (text, expected) in cases {
            assert_eq!(json(text).unwrap().to_string(), expected, "{text}");
        }
        let faults = [
            ("[1,]", "`]` where a value should stand"),
            ("[1 2]", "`2` where a comma or `]` should stand"),
            ("{\"a\" 1}", "`1` where a colon should stand"),
            ("{a: 1}", "`a` where a key should stand"),
            (
                "{\"a\":1,\"a\":1}",
                "the key \"a\" stands twice in one object",
            ),
            ("'x'", "`'` where a value should stand"),
            ("\"x", "a string without an end"),
            ("\"\\ud83d\"", "half of a surrogate pair without the other"),
            ("\"\\u12g4\"", "an escape that JSON does not have"),
            ("", "the text ends where a value should stand"),
        ];
        for (text, message) in faults {
            assert_eq!(json(text).unwrap_err(), message, "{text}");
        }
        let deep = |levels: usize| format!("{}1{}", "[".repeat(levels), "]".repeat(levels));
        assert!(json(&deep(Json::MAX_DEPTH)).is_ok());
        assert!(json(&deep(Json::MAX_DEPTH + 1)).is_err());
        assert!(json(&"[".repeat(500_000)).is_err());
    }
}
