//! Documentation comments as one text.

use syn::{Attribute, Expr, ExprLit, Lit, Meta};

/// The text of a `#[doc = "…"]`, which is what `///` stands for.
pub(super) fn comment(attr: &Attribute) -> Option<String> {
    let Meta::NameValue(meta) = &attr.meta else {
        return None;
    };
    match &meta.value {
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) => Some(text.value()),
        // `#[doc = include_str!(…)]`: what it says is not known here.
        _ => None,
    }
}

/// Documentation comments as one text: without the space behind `///`, without
/// the stars of `/** … */`, without empty lines around.
pub(super) fn text_of(comments: &[String]) -> Option<String> {
    let lines: Vec<&str> = comments
        .iter()
        .flat_map(|comment| lines_of(comment))
        .collect();
    let margin = lines
        .iter()
        .filter(|line| !line.trim().is_empty())
        .map(|line| line.len() - line.trim_start_matches(' ').len())
        .min()
        .unwrap_or(0);
    let text = lines
        .iter()
        .map(|line| line.get(margin..).unwrap_or("").trim_end())
        .collect::<Vec<_>>()
        .join("\n");
    let text = text.trim_matches('\n');
    (!text.is_empty()).then(|| text.to_owned())
}

fn lines_of(comment: &str) -> Vec<&str> {
    let inner = || {
        comment
            .lines()
            .skip(1)
            .filter(|line| !line.trim().is_empty())
    };
    let starred = inner().next().is_some()
        && inner().all(|line| line.starts_with(' ') && line.trim_start().starts_with('*'));
    comment
        .split('\n')
        .map(|line| {
            let line = line.strip_suffix('\r').unwrap_or(line);
            match line.trim_start().strip_prefix('*') {
                Some(rest) if starred => rest,
                _ => line,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_lose_their_margin_and_nothing_else() {
        let cases: &[(&[&str], Option<&str>)] = &[
            (&[], None),
            (&[" One line."], Some("One line.")),
            (
                &[" One", "", "   deep ", " two"],
                Some("One\n\n  deep\ntwo"),
            ),
            (&["no space"], Some("no space")),
            (&["", " text", ""], Some("text")),
            (&["\n * Starred\n *   deep\n "], Some("Starred\n  deep")),
            (&["\n     plain\n       deep\n "], Some("plain\n  deep")),
            (&["a\n* one\n* two"], Some("a\n* one\n* two")),
        ];
        for (comments, expected) in cases {
            let comments: Vec<String> = comments.iter().map(|&line| line.to_owned()).collect();
            assert_eq!(text_of(&comments).as_deref(), *expected, "{comments:?}");
        }
    }
}
