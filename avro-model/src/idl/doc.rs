//! Between a documentation's text and the comment that it stands in.
//!
//! Stars at the beginning of every line are not part of the text, nor is the indentation that
//! lines have in common, as in Java.

/// The text of a comment, without the signs at its ends.
pub(super) fn text_of(inside: &str) -> String {
    let text = inside.trim_matches(is_space);
    let lines: Vec<&str> = lines(text).collect();
    for stars in ["**", "*"] {
        let bare: Option<Vec<&str>> = lines
            .iter()
            .enumerate()
            .map(|(at, line)| {
                // The first line begins where the text was trimmed.
                let line = if at == 0 {
                    line
                } else {
                    line.trim_start_matches([' ', '\t'])
                };
                line.strip_prefix(stars)
            })
            .collect();
        if let Some(bare) = bare {
            let no_more_than_one = |line: &&str| match line.strip_prefix([' ', '\t']) {
                Some(rest) => rest.to_owned(),
                None => (*line).to_owned(),
            };
            return bare.iter().map(no_more_than_one).collect();
        }
    }
    let Some((first, rest)) = lines.split_first() else {
        return String::new();
    };
    let indent = common_indent(rest);
    let rest = rest
        .iter()
        .map(|line| line.get(indent..).unwrap_or_default());
    std::iter::once(*first).chain(rest).collect()
}

/// Lines, each with the break behind it.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let end = match text.find(['\n', '\r']) {
            Some(at) => {
                let is_pair = text.get(at..).unwrap_or_default().starts_with("\r\n");
                at.saturating_add(if is_pair { 2 } else { 1 })
            }
            None => {
                rest = None;
                return Some(text);
            }
        };
        let (line, behind) = text.split_at_checked(end)?;
        rest = Some(behind);
        Some(line)
    })
}

/// How many bytes of space all lines begin with.
fn common_indent(lines: &[&str]) -> usize {
    let Some(first) = lines.first() else {
        return 0;
    };
    let space = |line: &str| {
        line.len()
            .saturating_sub(line.trim_start_matches([' ', '\t']).len())
    };
    let shared = |line: &&str| {
        let pairs = first.bytes().zip(line.bytes());
        pairs.take_while(|(a, b)| a == b).count()
    };
    let least = lines.iter().map(shared).min().unwrap_or(0);
    least.min(space(first))
}

/// What Java's `trim` takes off.
fn is_space(c: char) -> bool {
    c <= ' '
}

/// The comment that `text_of` makes `text` of again, indented by `indent`, with a line break behind it; nothing where
/// no comment can say it.
pub(super) fn comment(text: &str, indent: &str) -> Option<String> {
    if text.contains("*/") {
        return None;
    }
    let is_plain = !text.contains(['\n', '\r']) && !text.starts_with('*');
    let out = if is_plain && text.trim_matches(is_space) == text {
        format!("{indent}/** {text} */\n")
    } else {
        let mut out = format!("{indent}/**\n");
        for line in lines(text) {
            let is_empty = line.trim_end_matches(['\n', '\r']).is_empty();
            out.push_str(indent);
            out.push_str(if is_empty { " *" } else { " * " });
            out.push_str(line);
        }
        out.push('\n');
        out.push_str(indent);
        out.push_str(" */\n");
        out
    };
    // Space at the very end is trimmed, and stars may be taken for more than they are.
    let inside = out.trim().strip_prefix("/**")?.strip_suffix("*/")?;
    (text_of(inside) == text).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_and_indentation_are_not_part_of_the_text() {
        let cases = [
            (" one line ", "one line"),
            ("\n * Two\n * lines\n ", "Two\nlines"),
            ("\n   * Two\n   *\n   *   more \n   ", "Two\n\n  more"),
            (" a record\n * over two lines", "a record\n* over two lines"),
            ("* Stars\n ** of two\n ", "Stars\n* of two"),
            ("\n ** Stars\n ** of two\n ", "Stars\nof two"),
            (
                "\n   Indented\n     alike\n   here\n",
                "Indented\n  alike\nhere",
            ),
            ("\n   A blank\n\n   line\n", "A blank\n\n   line"),
            ("", ""),
            (" \r\n * a\r\n * b\r\n ", "a\r\nb"),
        ];
        for (inside, text) in cases {
            assert_eq!(text_of(inside), text, "{inside:?}");
        }
    }

    #[test]
    fn a_text_that_a_comment_can_say_is_said() {
        let fine = [
            "",
            "one line",
            "two\nlines",
            "\nbreaks at both ends\n",
            "  indented",
            "* a star",
            "** two",
            "a\n\n  b\n",
            "*",
            "a\r\nb",
            "ends with a star*",
            "/",
            "a\n/b",
            "* a\n* b",
            "** a\n** b",
        ];
        for text in fine {
            let comment = comment(text, "  ").unwrap_or_else(|| panic!("{text:?} is refused"));
            let inside = comment
                .trim()
                .strip_prefix("/**")
                .unwrap()
                .strip_suffix("*/")
                .unwrap();
            assert_eq!(text_of(inside), text, "{comment}");
            assert!(!inside.contains("*/"), "{comment}");
        }
        for text in ["ends */ early", "space at the end ", "a\n "] {
            assert_eq!(comment(text, ""), None, "{text:?}");
        }
    }
}
