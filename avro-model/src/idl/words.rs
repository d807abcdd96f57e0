//! Looking one word ahead, and what many rules of the grammar have in common.

use super::error::Fault;
use super::lexer::{Lexer, Token};
use super::literal;
use crate::json::Json;
use crate::schema::names_twice;

/// The words of a text, for those who follow the grammar.
pub(super) struct Words<'a> {
    lexer: Lexer<'a>,
    peeked: Option<(usize, Token)>,
}

/// A name and where it stands.
#[derive(Debug)]
pub(super) struct Ident {
    pub(super) at: usize,
    pub(super) text: String,
}

/// An annotation: `@name(value)`.
#[derive(Clone, Debug)]
pub(super) struct Annotation {
    pub(super) at: usize,
    pub(super) name: String,
    pub(super) value: Json,
}

pub(super) fn expected(at: usize, what: &str, found: &Token) -> Fault {
    Fault::syntax(
        at,
        format!("{what} should stand here, not {}", found.show()),
    )
}

impl<'a> Words<'a> {
    pub(super) fn new(text: &'a str) -> Words<'a> {
        Words {
            lexer: Lexer::new(text),
            peeked: None,
        }
    }

    /// The next word, which stays the next one.
    pub(super) fn peek(&mut self) -> Result<(usize, &Token), Fault> {
        if self.peeked.is_none() {
            self.peeked = Some(self.lexer.next()?);
        }
        match &self.peeked {
            Some((at, token)) => Ok((*at, token)),
            // Never: it has just been filled.
            None => Ok((self.lexer.at(), &Token::End)),
        }
    }

    pub(super) fn next(&mut self) -> Result<(usize, Token), Fault> {
        let token = match self.peeked.take() {
            Some(token) => token,
            None => self.lexer.next()?,
        };
        self.lexer.drop_doc();
        Ok(token)
    }

    /// Gives back the word that came last.
    pub(super) fn back(&mut self, at: usize, token: Token) {
        self.peeked = Some((at, token));
    }

    /// The documentation right before the next word. It can be taken once.
    pub(super) fn doc(&mut self) -> Result<Option<&'a str>, Fault> {
        self.peek()?;
        Ok(self.lexer.doc.take().map(|(_, text)| text))
    }

    /// Where documentation stood that documents nothing.
    pub(super) fn misplaced(self) -> Vec<usize> {
        self.lexer.misplaced
    }

    /// Takes `sign` if it comes next.
    pub(super) fn takes(&mut self, sign: char) -> Result<bool, Fault> {
        let (_, token) = self.peek()?;
        let found = *token == Token::Sign(sign);
        if found {
            self.next()?;
        }
        Ok(found)
    }

    /// Takes the keyword `word` if it comes next.
    pub(super) fn takes_word(&mut self, word: &str) -> Result<bool, Fault> {
        let (_, token) = self.peek()?;
        let found = matches!(token, Token::Word { text, quoted: false } if text == word);
        if found {
            self.next()?;
        }
        Ok(found)
    }

    pub(super) fn sign(&mut self, sign: char) -> Result<(), Fault> {
        let (at, token) = self.next()?;
        if token == Token::Sign(sign) {
            return Ok(());
        }
        Err(expected(at, &format!("`{sign}`"), &token))
    }

    /// One of two signs; whether it is the first.
    pub(super) fn either(&mut self, first: char, second: char) -> Result<bool, Fault> {
        match self.next()? {
            (_, Token::Sign(sign)) if sign == first => Ok(true),
            (_, Token::Sign(sign)) if sign == second => Ok(false),
            (at, token) => Err(expected(at, &format!("`{first}` or `{second}`"), &token)),
        }
    }

    /// A name. Keywords are names where one is wanted.
    pub(super) fn ident(&mut self, what: &str) -> Result<Ident, Fault> {
        match self.next()? {
            (at, Token::Word { text, .. }) => Ok(Ident { at, text }),
            (at, token) => Err(expected(at, what, &token)),
        }
    }

    /// A whole number that is not negative.
    pub(super) fn number(&mut self, what: &str) -> Result<usize, Fault> {
        let (at, token) = self.next()?;
        let Token::Number(text) = &token else {
            return Err(expected(at, what, &token));
        };
        literal::number(text)
            .and_then(|number| number.as_str().parse().ok())
            .ok_or_else(|| Fault::syntax(at, format!("{} is not {what}", token.show())))
    }

    /// A JSON value and where it begins.
    pub(super) fn json(&mut self) -> Result<(usize, Json), Fault> {
        // Nothing has been peeked at: a sign comes before every value.
        let at = self.lexer.start()?;
        let json = self.lexer.json()?;
        self.lexer.drop_doc();
        Ok((at, json))
    }

    /// A string and where it begins.
    pub(super) fn string(&mut self, what: &str) -> Result<(usize, String), Fault> {
        match self.next()? {
            (at, Token::Sign('"')) => Ok((at, self.lexer.string_after_quote(at)?)),
            (at, token) => Err(expected(at, what, &token)),
        }
    }

    pub(super) fn annotations(&mut self) -> Result<Vec<Annotation>, Fault> {
        let mut annotations = Vec::new();
        while self.takes('@')? {
            let Ident { at, text: name } = self.ident("an annotation's name")?;
            self.sign('(')?;
            let (_, value) = self.json()?;
            self.sign(')')?;
            annotations.push(Annotation { at, name, value });
        }
        if let Some(twice) = names_twice(&annotations, |one| &one.name) {
            let at = annotations.get(twice).map_or(0, |one| one.at);
            return Err(Fault::syntax(at, "the annotation stands twice"));
        }
        Ok(annotations)
    }
}
