//! Full names: a simple name in a namespace.
//!
//! Records, enums and fixed types are known by their full name and by nothing
//! else. This file holds the rule for what may be a name, and the arithmetic
//! of dots. Whether a name is known, or known twice, is for others to say.
//!
//! See "Names" in the specification.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;
use std::sync::Arc;

use crate::error::clip;

/// The full name of a record, enum or fixed type.
///
/// Two names are the same when their full texts are. Cloning costs one
/// reference count.
///
/// # Example
///
/// ```
/// use avro_model::Name;
///
/// let name = Name::parse("com.example.Order")?;
/// assert_eq!(name.simple(), "Order");
/// assert_eq!(name.namespace(), Some("com.example"));
/// assert_eq!(Name::parse("Order")?.namespace(), None);
/// # Ok::<(), avro_model::NameError>(())
/// ```
#[derive(Clone)]
pub struct Name {
    full: Arc<str>,
    /// Where the simple name starts: 0, or just behind the last dot.
    simple: usize,
}

impl Name {
    /// Reads a full name: simple names with dots between them.
    ///
    /// # Errors
    ///
    /// When a part is empty or is not a letter or underscore followed by
    /// letters, digits and underscores (all of ASCII), or when the last part
    /// is the name of a primitive type, which no namespace may define.
    pub fn parse(text: &str) -> Result<Name, NameError> {
        if text.starts_with('.') {
            return Err(NameError::Illegal { name: clip(text) });
        }
        let name = Name::unchecked(text);
        name.check()?;
        Ok(name)
    }

    /// The name `text` stands for, with no check at all.
    ///
    /// Aliases may be any string, and so may the names in a writer's schema
    /// that is read leniently. A single leading dot marks the null namespace
    /// and is not part of the name.
    ///
    /// # Example
    ///
    /// ```
    /// use avro_model::Name;
    ///
    /// assert_eq!(Name::unchecked("old-name").full(), "old-name");
    /// ```
    pub fn unchecked(text: &str) -> Name {
        let full = match text.strip_prefix('.') {
            Some(rest) if !rest.contains('.') => rest,
            _ => text,
        };
        Name {
            simple: full.rfind('.').map_or(0, |dot| dot.saturating_add(1)),
            full: full.into(),
        }
    }

    /// `text` as it is understood inside `namespace`: as it stands if it has
    /// a dot, and otherwise in that namespace.
    pub(crate) fn relative(text: &str, namespace: Option<&str>) -> Name {
        match namespace {
            Some(namespace) if !namespace.is_empty() && !text.contains('.') => {
                Name::unchecked(&format!("{namespace}.{text}"))
            }
            _ => Name::unchecked(text),
        }
    }

    /// The whole name, its namespace included.
    pub fn full(&self) -> &str {
        &self.full
    }

    /// The last part of the name, which is what schema resolution compares.
    pub fn simple(&self) -> &str {
        self.full.get(self.simple..).unwrap_or_default()
    }

    /// The namespace, or nothing for the null namespace.
    pub fn namespace(&self) -> Option<&str> {
        self.full.get(..self.simple.checked_sub(1)?)
    }

    /// Holds the name against the specification's rule.
    ///
    /// # Errors
    ///
    /// As for [`Name::parse`].
    pub fn check(&self) -> Result<(), NameError> {
        if !self.full.split('.').all(is_simple_name) {
            return Err(NameError::Illegal {
                name: clip(&self.full),
            });
        }
        if is_primitive(self.simple()) {
            return Err(NameError::Primitive {
                name: clip(&self.full),
            });
        }
        Ok(())
    }
}

/// Why a text is not the name of a type.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NameError {
    /// Some part breaks the rule for names.
    #[error(
        "`{name}` is not a name: a letter or underscore comes first, then letters, digits and underscores"
    )]
    Illegal {
        /// The text, cut if it is long.
        name: String,
    },

    /// The name of a primitive type was given to a named one.
    #[error("`{name}` may not be defined: primitive type names are reserved in every namespace")]
    Primitive {
        /// The text, cut if it is long.
        name: String,
    },
}

/// Whether `text` may name a field or a symbol, or be one part of a full name.
///
/// # Example
///
/// ```
/// use avro_model::is_simple_name;
///
/// assert!(is_simple_name("_r2"));
/// assert!(!is_simple_name("2r") && !is_simple_name("é") && !is_simple_name(""));
/// ```
pub fn is_simple_name(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes
        .next()
        .is_some_and(|first| first == b'_' || first.is_ascii_alphabetic())
        && bytes.all(|byte| byte == b'_' || byte.is_ascii_alphanumeric())
}

/// Whether `text` is the name of a primitive type.
pub(crate) fn is_primitive(text: &str) -> bool {
    matches!(
        text,
        "null" | "boolean" | "int" | "long" | "float" | "double" | "bytes" | "string"
    )
}

impl FromStr for Name {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Name, NameError> {
        Name::parse(text)
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.full)
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.full, f)
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Name) -> bool {
        self.full == other.full
    }
}

impl Eq for Name {}

impl Hash for Name {
    // The hash of the text, so that a map of names can be asked with a `&str`.
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.full.hash(state);
    }
}

impl Borrow<str> for Name {
    fn borrow(&self) -> &str {
        &self.full
    }
}

impl PartialOrd for Name {
    fn partial_cmp(&self, other: &Name) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Name {
    fn cmp(&self, other: &Name) -> Ordering {
        self.full.cmp(&other.full)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_name_is_namespace_dot_simple_name() {
        let cases = [
            ("Order", None, "Order"),
            ("com.x.Order", Some("com.x"), "Order"),
            ("_._1", Some("_"), "_1"),
        ];
        for (text, namespace, simple) in cases {
            let name = Name::parse(text).unwrap();
            assert_eq!(
                (name.full(), name.namespace(), name.simple()),
                (text, namespace, simple)
            );
        }
    }

    #[test]
    fn names_are_ascii_letters_digits_and_underscores() {
        for text in [
            "", ".", "..", "a.", ".a", ".a.b", "a..b", "1a", "a-b", "é", "a b", "com.1x.R", "a\n",
        ] {
            assert!(
                matches!(Name::parse(text), Err(NameError::Illegal { .. })),
                "{text:?} passed as a name"
            );
        }
    }

    #[test]
    fn primitive_names_are_reserved_in_every_namespace() {
        for text in ["int", "a.b.string", "null"] {
            assert!(
                matches!(Name::parse(text), Err(NameError::Primitive { .. })),
                "{text}"
            );
        }
        // Names of complex types may be used again.
        for text in ["record", "a.array", "union", "Int"] {
            assert!(Name::parse(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn a_name_without_a_dot_is_in_the_enclosing_namespace() {
        assert_eq!(Name::relative("c", Some("a")).full(), "a.c");
        assert_eq!(Name::relative("x.y", Some("a")).full(), "x.y");
        assert_eq!(Name::relative("c", None).full(), "c");
        assert_eq!(Name::relative("c", Some("")).full(), "c");
        assert_eq!(Name::relative(".c", Some("a")).full(), "c");
    }
}
