//! Patterns for paths: `*` and `?` within a name, `**` for any folders.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

/// Whether a path was meant as a pattern.
pub(crate) fn is_pattern(path: &Path) -> bool {
    path.to_str().is_some_and(|text| text.contains(['*', '?']))
}

/// A pattern, taken apart at its slashes.
#[derive(Debug)]
pub(crate) struct Pattern {
    /// The folder in front of the first wildcard: everything that can match lies in it.
    pub(crate) base: PathBuf,
    parts: Vec<String>,
}

impl Pattern {
    pub(crate) fn new(path: &Path) -> Pattern {
        let mut base = PathBuf::new();
        let mut parts: Vec<String> = Vec::new();
        for component in path.components() {
            match component {
                Component::Normal(name) if !parts.is_empty() || is_pattern(Path::new(name)) => {
                    parts.push(name.to_string_lossy().into_owned());
                }
                // A `..` behind a wildcard is a part that no name matches.
                Component::ParentDir if !parts.is_empty() => parts.push("..".to_owned()),
                Component::CurDir => {}
                other => base.push(other),
            }
        }
        Pattern { base, parts }
    }

    /// Whether the pattern says how the file's name ends: `*.json` does, `*` does not.
    pub(crate) fn names_an_extension(&self) -> bool {
        self.parts.last().is_some_and(|last| last.contains('.'))
    }

    /// Everything below the base that matches, in no particular order.
    pub(crate) fn matches(&self) -> io::Result<Vec<PathBuf>> {
        let mut found = Vec::new();
        // A folder, and the parts that a path from there still has to match.
        let mut open: Vec<(PathBuf, &[String])> = vec![(self.base.clone(), &self.parts)];
        while let Some((folder, parts)) = open.pop() {
            let Some((part, rest)) = parts.split_first() else {
                continue;
            };
            if part == "**" && !rest.is_empty() {
                open.push((folder.clone(), rest));
            }
            for (name, path, is_folder) in entries(&folder)? {
                if part == "**" {
                    if is_folder {
                        open.push((path.clone(), parts));
                    }
                    if rest.is_empty() && !is_folder {
                        found.push(path);
                    }
                } else if name_matches(part, &name) {
                    if rest.is_empty() {
                        found.push(path);
                    } else if is_folder {
                        open.push((path, rest));
                    }
                }
            }
        }
        Ok(found)
    }
}

/// What lies in a folder: name, path, and whether it is a folder itself. Hidden
/// entries are left out, and so are folders behind links, which may lead back.
pub(crate) fn entries(folder: &Path) -> io::Result<Vec<(String, PathBuf, bool)>> {
    let shown = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    let mut found = Vec::new();
    for entry in fs::read_dir(shown)? {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        if name.starts_with('.') {
            continue;
        }
        let kind = entry.file_type()?;
        let path = folder.join(&name);
        if kind.is_symlink() && path.is_dir() {
            continue;
        }
        found.push((name, path, kind.is_dir()));
    }
    Ok(found)
}

/// Whether a name matches one part of a pattern, in time that is at most their product.
pub(crate) fn name_matches(pattern: &str, name: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let name: Vec<char> = name.chars().collect();
    let (mut p, mut n) = (0_usize, 0_usize);
    // Where to go on when what follows the last star does not fit.
    let mut retry: Option<(usize, usize)> = None;
    loop {
        match (pattern.get(p), name.get(n)) {
            (None, None) => return true,
            (Some('*'), _) => {
                retry = Some((p, n));
                p = p.saturating_add(1);
            }
            (Some(want), Some(have)) if *want == '?' || want == have => {
                p = p.saturating_add(1);
                n = n.saturating_add(1);
            }
            _ => match retry {
                Some((star, from)) if from < name.len() => {
                    retry = Some((star, from.saturating_add(1)));
                    p = star.saturating_add(1);
                    n = from.saturating_add(1);
                }
                _ => return false,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_and_question_marks_match_within_a_name() {
        let cases = [
            ("*.avsc", "order.avsc", true),
            ("*.avsc", "order.json", false),
            ("order-v?.avsc", "order-v2.avsc", true),
            ("order-v?.avsc", "order-v12.avsc", false),
            ("*a*b*", "xaybz", true),
            ("*a*b", "aab_b", true),
            ("*a*b", "bbba", false),
            ("*", "", true),
            ("?", "", false),
            ("naïv?", "naïve", true),
        ];
        for (pattern, name, expected) in cases {
            assert_eq!(
                name_matches(pattern, name),
                expected,
                "{pattern} and {name}"
            );
        }
    }

    #[test]
    fn a_pattern_that_backtracks_a_lot_ends_soon() {
        let pattern = format!("{}b", "*a".repeat(60));
        assert!(!name_matches(&pattern, &"a".repeat(5_000)));
    }

    #[test]
    fn the_base_is_what_stands_before_the_first_wildcard() {
        let cases = [
            ("schemas/**/*.avsc", "schemas"),
            ("*.avsc", ""),
            ("a/b-?/c", "a"),
            ("../a/*", "../a"),
        ];
        for (pattern, base) in cases {
            assert_eq!(
                Pattern::new(Path::new(pattern)).base,
                Path::new(base),
                "{pattern}"
            );
        }
    }
}
