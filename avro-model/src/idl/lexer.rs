//! The words of IDL: names, numbers and signs, with space and comments between.

use super::error::Fault;
use crate::error::clip;

/// One word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// Parts joined by dots and dashes.
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

/// Ends a text for those who come from old systems, whatever stands behind it.
const SUBSTITUTE: char = '\u{1a}';

/// Goes through a text word by word.
#[derive(Debug)]
pub(super) struct Lexer<'a> {
    text: &'a str,
    at: usize,
    /// The last documentation that was passed over and not asked for, with its place.
    pub(super) doc: Option<(usize, &'a str)>,
    /// Documentation that had another one behind it.
    pub(super) misplaced: Vec<usize>,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a str) -> Lexer<'a> {
        Lexer {
            text,
            at: 0,
            doc: None,
            misplaced: Vec::new(),
        }
    }

    pub(super) fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(super) fn at(&self) -> usize {
        self.at
    }

    pub(super) fn skip(&mut self, bytes: usize) {
        self.at = self.at.saturating_add(bytes);
    }

    /// Goes over space and comments; says where the next word begins.
    pub(super) fn start(&mut self) -> Result<usize, Fault> {
        loop {
            let rest = self.rest();
            let trimmed = rest.trim_start_matches([' ', '\t', '\n', '\r', '\u{c}']);
            self.skip(rest.len().saturating_sub(trimmed.len()));
            if trimmed.starts_with("//") {
                self.skip(trimmed.find(['\n', '\r']).unwrap_or(trimmed.len()));
            } else if trimmed.starts_with("/*") {
                // `/**/` holds nothing, and `/***/` an empty documentation.
                let is_doc = trimmed.starts_with("/**") && !trimmed.starts_with("/**/");
                let opening = if is_doc { 3 } else { 2 };
                let inside = trimmed.get(opening..).unwrap_or_default();
                let Some(end) = inside.find("*/") else {
                    return Err(Fault::syntax(self.at, "a comment without an end"));
                };
                if is_doc {
                    self.drop_doc();
                    self.doc = Some((self.at, inside.get(..end).unwrap_or_default()));
                }
                self.skip(end.saturating_add(opening).saturating_add(2));
            } else {
                return Ok(self.at);
            }
        }
    }

    /// Notes that nobody wants the documentation that was passed over.
    pub(super) fn drop_doc(&mut self) {
        self.misplaced.extend(self.doc.take().map(|(at, _)| at));
    }

    /// The next word, and where it begins.
    pub(super) fn next(&mut self) -> Result<(usize, Token), Fault> {
        let start = self.start()?;
        let token = match self.rest().chars().next() {
            None | Some(SUBSTITUTE) => Token::End,
            Some(c) if begins_a_name(c) => self.name()?,
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

    fn name(&mut self) -> Result<Token, Fault> {
        let (mut text, mut quoted) = (String::new(), false);
        loop {
            let rest = self.rest();
            if let Some(inside) = rest.strip_prefix('`') {
                let Some(end) = inside.find(['`', '\n']) else {
                    return Err(Fault::syntax(self.at, "a backtick without its fellow"));
                };
                if !inside.get(end..).unwrap_or_default().starts_with('`') {
                    return Err(Fault::syntax(self.at, "a backtick without its fellow"));
                }
                text.push_str(inside.get(..end).unwrap_or_default());
                quoted = true;
                self.skip(end.saturating_add(2));
            } else {
                let end = rest
                    .find(|c: char| c != '_' && !c.is_ascii_alphanumeric())
                    .unwrap_or(rest.len());
                if end == 0 {
                    return Err(Fault::syntax(self.at, "a name ends with a dot or a dash"));
                }
                text.push_str(rest.get(..end).unwrap_or_default());
                self.skip(end);
            }
            match self.rest().chars().next() {
                Some(joint @ ('.' | '-')) => text.push(joint),
                _ => return Ok(Token::Word { text, quoted }),
            }
            self.skip(1);
        }
    }
}

fn begins_a_name(c: char) -> bool {
    c == '`' || c == '_' || c.is_ascii_alphabetic()
}
