//! The known name nearest to one that is not known.
//!
//! For whoever refuses a name and wants to say which one was meant: the parser, and the
//! derive for the words of its attributes.

use crate::error::{Hint, clip};

/// Longer names than this get no suggestion.
const LONGEST: usize = 64;
/// At most this many names are looked at.
const MOST: usize = 2_000;

/// The nearest of `known` to `wanted`, if it is near enough to be a slip.
///
/// For full names the simple names are compared too: a wrong or forgotten namespace
/// is the commonest slip of all. Capitals do not count. A name of more than 64 bytes gets no
/// suggestion, and no more than the first 2000 of `known` are looked at.
///
/// # Example
///
/// ```
/// use avro_model::nearest;
///
/// assert_eq!(nearest("lung", ["int", "long"]), Some("long"));
/// assert_eq!(nearest("Address", ["com.example.Address"]), Some("com.example.Address"));
/// assert_eq!(nearest("double", ["int", "long"]), None);
/// ```
pub fn nearest<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if wanted.len() > LONGEST {
        return None;
    }
    let simple = |name: &'a str| name.rsplit('.').next().unwrap_or(name);
    let wanted_simple = wanted.rsplit('.').next().unwrap_or(wanted);
    let allowed = (wanted_simple.chars().count() / 3).min(3);
    let mut best: Option<(usize, &str)> = None;
    for name in known
        .into_iter()
        .take(MOST)
        .filter(|name| name.len() <= LONGEST)
    {
        let whole = distance(wanted, name);
        let part = distance(wanted_simple, simple(name));
        // The right name in another namespace is near whatever its length.
        let score = if part == 0 {
            whole.min(1)
        } else {
            whole.min(part.saturating_add(1))
        };
        if (score <= allowed || part == 0) && best.is_none_or(|(least, _)| score < least) {
            best = Some((score, name));
        }
    }
    best.map(|(_, name)| name)
}

/// The same as part of an error.
pub(crate) fn hint<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>) -> Hint {
    nearest(wanted, known).map_or(Hint::None, |name| Hint::DidYouMean(clip(name)))
}

/// How many letters have to be put in, left out or changed, capitals aside.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().map(|c| c.to_ascii_lowercase()).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().map(|c| c.to_ascii_lowercase()).enumerate() {
        let mut diagonal = i;
        let mut left = i.saturating_add(1);
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (y, cell) in b.iter().zip(row.iter_mut().skip(1)) {
            let changed = diagonal.saturating_add(usize::from(x != *y));
            diagonal = *cell;
            left = changed
                .min(left.saturating_add(1))
                .min(diagonal.saturating_add(1));
            *cell = left;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_the_name_that_was_meant() {
        let known = [
            "int",
            "long",
            "com.x.Address",
            "com.x.Order",
            "com.x.R",
            "S",
        ];
        let cases = [
            ("lung", Some("long")),
            ("com.x.Adress", Some("com.x.Address")),
            ("Address", Some("com.x.Address")),
            ("com.y.Order", Some("com.x.Order")),
            ("com.x.order", Some("com.x.Order")),
            ("Customer", None),
            ("Q", None),
            ("x.S", Some("S")),
            ("com.z.Unrelated", None),
        ];
        for (wanted, expected) in cases {
            assert_eq!(nearest(wanted, known), expected, "{wanted}");
        }
    }

    #[test]
    fn a_slip_finds_the_word_that_was_meant() {
        let known = ["rename", "rename_all", "namespace", "alias", "doc", "with"];
        let cases = [
            ("renam", Some("rename")),
            ("rename_al", Some("rename_all")),
            ("namspace", Some("namespace")),
            ("Alias", Some("alias")),
            ("docs", Some("doc")),
            ("serialize_with", None),
            ("flatten", None),
            ("", None),
        ];
        for (word, expected) in cases {
            assert_eq!(nearest(word, known), expected, "{word}");
        }
    }
}
