//! The words of IDL: names, numbers and signs, with space and comments between.

use super::IdlError;
use crate::error::clip;
use crate::json::{Json, Reader};

/// One word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// Parts joined by dots, and dashes where those are allowed.
    Word {
        text: String,
        /// Some part stood in backticks, so it is no keyword.
        quoted: bool,
    },
    Number(String),
    Sign(char),
    End,
}

impl Token {
    pub(super) fn show(&self) -> String {
        match self {
            Token::Word { text, .. } | Token::Number(text) => format!("`{}`", clip(text)),
            Token::Sign(sign) => format!("`{}`", clip(&sign.to_string())),
            Token::End => "the end".to_owned(),
        }
    }
}

/// Goes through a text word by word.
#[derive(Debug)]
pub(super) struct Lexer<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a str) -> Lexer<'a> {
        Lexer { text, at: 0 }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip(&mut self, bytes: usize) {
        self.at = self.at.saturating_add(bytes);
    }

    /// Goes over space and comments; says where the next word begins.
    pub(super) fn start(&mut self) -> Result<usize, IdlError> {
        loop {
            let rest = self.rest();
            let trimmed = rest.trim_start_matches([' ', '\t', '\n', '\r', '\u{c}']);
            self.skip(rest.len().saturating_sub(trimmed.len()));
            if trimmed.starts_with("//") {
                self.skip(trimmed.find(['\n', '\r']).unwrap_or(trimmed.len()));
            } else if trimmed.starts_with("/*") {
                let inside = trimmed.get(2..).unwrap_or_default();
                let Some(end) = inside.find("*/") else {
                    return Err(IdlError::new(self.at, "a comment without an end"));
                };
                self.skip(end.saturating_add(4));
            } else {
                return Ok(self.at);
            }
        }
    }

    /// The next word, and where it begins.
    pub(super) fn next(&mut self) -> Result<(usize, Token), IdlError> {
        self.word(false)
    }

    /// The next word, in which dashes may stand: the name of an annotation.
    pub(super) fn next_with_dashes(&mut self) -> Result<(usize, Token), IdlError> {
        self.word(true)
    }

    fn word(&mut self, dashes: bool) -> Result<(usize, Token), IdlError> {
        let start = self.start()?;
        let token = match self.rest().chars().next() {
            None => Token::End,
            Some(c) if c == '`' || c == '_' || c.is_ascii_alphabetic() => self.name(dashes)?,
            Some(c) if c.is_ascii_digit() => {
                let rest = self.rest();
                let end = rest
                    .find(|c: char| !c.is_ascii_alphanumeric())
                    .unwrap_or(rest.len());
                self.skip(end);
                Token::Number(rest.get(..end).unwrap_or_default().to_owned())
            }
            Some(c) => {
                self.skip(c.len_utf8());
                Token::Sign(c)
            }
        };
        Ok((start, token))
    }

    fn name(&mut self, dashes: bool) -> Result<Token, IdlError> {
        let (mut text, mut quoted) = (String::new(), false);
        loop {
            let rest = self.rest();
            if let Some(inside) = rest.strip_prefix('`') {
                let Some(end) = inside.find('`') else {
                    return Err(IdlError::new(self.at, "a backtick without its fellow"));
                };
                text.push_str(inside.get(..end).unwrap_or_default());
                quoted = true;
                self.skip(end.saturating_add(2));
            } else {
                let end = rest
                    .find(|c: char| c != '_' && !c.is_ascii_alphanumeric())
                    .unwrap_or(rest.len());
                if end == 0 {
                    return Err(IdlError::new(self.at, "a name ends with a dot or a dash"));
                }
                text.push_str(rest.get(..end).unwrap_or_default());
                self.skip(end);
            }
            match self.rest().chars().next() {
                Some(joint @ '.') => text.push(joint),
                Some(joint @ '-') if dashes => text.push(joint),
                _ => return Ok(Token::Word { text, quoted }),
            }
            self.skip(1);
        }
    }

    /// The JSON value that comes next.
    pub(super) fn json(&mut self) -> Result<Json, IdlError> {
        let start = self.start()?;
        let mut reader = Reader::new(self.rest()).max_depth(Json::MAX_DEPTH);
        let json = Json::read(&mut reader).map_err(|error| {
            IdlError::new(
                start.saturating_add(error.position().offset),
                error.kind().to_string(),
            )
        })?;
        self.skip(reader.end());
        Ok(json)
    }
}
