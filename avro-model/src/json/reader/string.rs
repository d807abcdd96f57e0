//! Strings of a JSON text, with their escapes.

use std::borrow::Cow;

use super::{JsonError, JsonErrorKind, Reader};

impl<'a> Reader<'a> {
    /// Reads a string from its opening quote on.
    pub(super) fn string(&mut self) -> Result<Cow<'a, str>, JsonError> {
        self.at = self.at.saturating_add(1);
        let first = self.plain()?;
        if self.peek() == Some(b'"') {
            self.at = self.at.saturating_add(1);
            return Ok(Cow::Borrowed(first));
        }
        let mut whole = String::from(first);
        while self.peek() == Some(b'\\') {
            whole.push(self.escape()?);
            whole.push_str(self.plain()?);
        }
        // `plain` stops at nothing but a backslash and the closing quote.
        self.at = self.at.saturating_add(1);
        Ok(Cow::Owned(whole))
    }

    /// Text up to the next backslash or quote, which is there.
    fn plain(&mut self) -> Result<&'a str, JsonError> {
        let rest = self.rest();
        let stop = rest
            .bytes()
            .position(|byte| byte < 0x20 || byte == b'"' || byte == b'\\');
        let Some(stop) = stop else {
            self.at = self.text.len();
            return Err(self.error(JsonErrorKind::UnexpectedEnd {
                expected: "a closing quote",
            }));
        };
        self.at = self.at.saturating_add(stop);
        match self.peek() {
            Some(byte) if byte < 0x20 => Err(self.error(JsonErrorKind::ControlCharacter {
                code: u32::from(byte),
            })),
            _ => Ok(rest.get(..stop).unwrap_or_default()),
        }
    }

    /// Reads an escape from its backslash on.
    fn escape(&mut self) -> Result<char, JsonError> {
        let mut rest = self.rest().bytes().skip(1);
        let plain = match rest.next() {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode_escape(),
            _ => return Err(self.error(JsonErrorKind::BadEscape)),
        };
        self.at = self.at.saturating_add(2);
        Ok(plain)
    }

    fn unicode_escape(&mut self) -> Result<char, JsonError> {
        let first = self.code_unit()?;
        if !(0xd800..0xe000).contains(&first) {
            return char::from_u32(first).ok_or_else(|| self.error(JsonErrorKind::BadEscape));
        }
        if first >= 0xdc00 || !self.rest().starts_with("\\u") {
            return Err(self.error(JsonErrorKind::LoneSurrogate));
        }
        let second = self.code_unit()?;
        char::decode_utf16(
            [first, second]
                .into_iter()
                .filter_map(|unit| u16::try_from(unit).ok()),
        )
        .next()
        .and_then(Result::ok)
        .ok_or_else(|| self.error(JsonErrorKind::LoneSurrogate))
    }

    /// The four hexadecimal digits behind `\u`, read from the backslash on.
    fn code_unit(&mut self) -> Result<u32, JsonError> {
        let digits = self
            .rest()
            .get(2..6)
            .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let unit = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let unit = unit.ok_or_else(|| self.error(JsonErrorKind::BadEscape))?;
        self.at = self.at.saturating_add(6);
        Ok(unit)
    }
}

#[cfg(test)]
mod tests {
    use crate::json::Json;

    #[test]
    fn escapes_stand_for_characters() {
        let cases = [
            (r#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"),
            (r#""\u0041\u00e9\u65e5""#, "Aé日"),
            (r#""\ud83d\ude00""#, "😀"),
            (r#""a\u0000b""#, "a\0b"),
        ];
        for (text, string) in cases {
            assert_eq!(Json::parse(text).unwrap(), Json::from(string), "{text}");
        }
    }
}
