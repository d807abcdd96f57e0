//! Text: how words of a schema get into code without becoming code.
//!
//! There are three ways and no other. Names become identifiers, which `names` has
//! checked. Everything else is a string literal, or documentation. What a reader
//! could take for something else (control characters, signs that turn text around) is
//! escaped in literals and left out of documentation; and documentation never
//! holds what `rustdoc` would take for an example and run.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// A string literal, without escapes where it reads well like that.
pub(crate) fn literal(text: &str) -> TokenStream {
    let plain = |c: char| matches!(c, ' '..='~') || c.is_alphanumeric();
    let raw = match (text.contains('"'), text.contains('\\')) {
        _ if text.contains("\"#") || !text.chars().all(plain) => None,
        (true, _) => Some(format!("r#\"{text}\"#")),
        (false, true) => Some(format!("r\"{text}\"")),
        (false, false) => None,
    };
    let literal = raw.and_then(|raw| raw.parse::<Literal>().ok());
    let literal = literal.unwrap_or_else(|| Literal::string(text));
    quote!(#literal)
}

/// Documentation for people, and the word of the derive that keeps the schema's
/// own text where that is not the same.
#[derive(Debug, Default)]
pub(crate) struct Doc {
    lines: Vec<String>,
    exact: Option<String>,
}

impl Doc {
    pub(crate) fn new(doc: Option<&str>) -> Doc {
        let Some(doc) = doc else {
            return Doc::default();
        };
        if is_plain(doc) {
            let lines = doc.split('\n').map(str::to_owned).collect();
            return Doc { lines, exact: None };
        }
        let lines = doc.replace("\r\n", "\n");
        let mut lines: Vec<String> = lines.split(['\n', '\r']).map(harmless).collect();
        lines.dedup_by(|a, b| a.is_empty() && b.is_empty());
        if lines.first().is_some_and(String::is_empty) {
            lines.remove(0);
        }
        lines.pop_if(|last| last.is_empty());
        Doc {
            lines,
            exact: Some(doc.to_owned()),
        }
    }

    /// The comment: `///` once it is printed.
    pub(crate) fn comment(&self) -> TokenStream {
        let lines = self.lines.iter().map(|line| {
            let line = if line.is_empty() {
                String::new()
            } else {
                format!(" {line}")
            };
            quote!(#[doc = #line])
        });
        quote!(#(#lines)*)
    }

    /// `doc = "…"`, where the comment does not say it.
    pub(crate) fn word(&self) -> Option<TokenStream> {
        let exact = literal(self.exact.as_deref()?);
        Some(quote!(doc = #exact))
    }
}

/// Whether the derive reads the very text back from a comment, and no part of
/// it does anything in documentation.
fn is_plain(doc: &str) -> bool {
    let lines = || doc.split('\n');
    // The derive takes away the margin, and empty lines around.
    let margin = lines()
        .filter(|line| !line.is_empty())
        .all(|line| line.starts_with(' '));
    !doc.starts_with('\n')
        && !doc.ends_with('\n')
        && !margin
        && lines().all(|line| harmless(line) == line)
}

/// A line that is shown as it is meant and never taken for an example.
fn harmless(line: &str) -> String {
    let line: String = line
        .chars()
        .map(|c| if c == '\t' || c.is_control() { ' ' } else { c })
        .filter(|&c| !is_invisible(c))
        .collect();
    // Four spaces at the start, or behind the marks of lists and quotes, make an example.
    let text = line.trim_start_matches(|c: char| " -*+>.)".contains(c) || c.is_ascii_digit());
    let marks = line.strip_suffix(text).unwrap_or_default();
    let marks = if marks.contains("    ") {
        let words: Vec<&str> = marks.split(' ').filter(|word| !word.is_empty()).collect();
        let space = if words.is_empty() || text.is_empty() || !marks.ends_with(' ') {
            ""
        } else {
            " "
        };
        words.join(" ") + space
    } else {
        marks.to_owned()
    };
    // And so does a fence.
    let text = text.replace("```", "\\`\\`\\`").replace("~~~", "\\~\\~\\~");
    (marks + &text).trim_end().to_owned()
}

/// Signs that are not seen but change what is: direction, joining, byte order, tags.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_raw_where_that_reads_better() {
        for (text, expected) in [
            ("null", r#""null""#),
            (r#""USD""#, r##"r#""USD""#"##),
            (r#"{"a": "é"}"#, r##"r#"{"a": "é"}"#"##),
            (r"\d", r#"r"\d""#),
            ("\"#", r##""\"#""##),
            ("\"\n", r#""\"\n""#),
            ("\u{202e}", r#""\u{202e}""#),
        ] {
            assert_eq!(literal(text).to_string(), expected);
        }
    }

    #[test]
    fn plain_documentation_is_a_comment_and_nothing_else() {
        for text in [
            "One line.",
            "Two.  Spaces.",
            "Two\nlines.",
            "A list:\n\n  * one\n   * two",
            "`code`",
            "naïve",
        ] {
            let doc = Doc::new(Some(text));
            assert!(doc.word().is_none(), "{text:?}");
            assert_eq!(doc.lines.join("\n"), text);
        }
    }

    #[test]
    fn odd_documentation_is_shown_harmlessly_and_kept_exactly() {
        for (text, shown) in [
            ("", ""),
            (" indented", " indented"),
            ("    fn example() {}", "fn example() {}"),
            ("a\n```\ncode\n```", "a\n\\`\\`\\`\ncode\n\\`\\`\\`"),
            ("~~~~rust", "\\~\\~\\~~rust"),
            ("space behind ", "space behind"),
            ("1.      x", "1. x"),
            ("> -\tx", "> - x"),
            ("\r\n\n\nx\r\n", "x"),
            ("  all\n  indented", "  all\n  indented"),
            ("a\r\nb", "a\nb"),
            ("\u{202e}turned", "turned"),
            ("- x\n\n      code", "- x\n\ncode"),
        ] {
            let doc = Doc::new(Some(text));
            assert_eq!(doc.lines.join("\n"), shown, "{text:?}");
            assert_eq!(doc.exact.as_deref(), Some(text));
        }
    }
}
