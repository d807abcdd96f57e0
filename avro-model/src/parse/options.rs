//! How strictly a text is read.

use std::sync::Arc;

use super::{MAX_JSON_DEPTH, Parser, locate};
use crate::check;
use crate::error::{SchemaError, SchemaErrorKind as Kind};
use crate::json::tree::Tree;
use crate::schema::Schema;

/// How strictly a text is read, and what it is called in errors.
///
/// Strict is the default. A *writer's* schema, which came with data that
/// somebody else wrote long ago, is better read leniently: see "Fixing an invalid, but
/// previously accepted, schema" in the specification.
///
/// # Example
///
/// ```
/// use avro_model::ParseOptions;
///
/// let text = r#"{"type": "record", "name": "old-name", "fields": [
///     {"name": "n", "type": "int", "default": null}
/// ]}"#;
/// let error = ParseOptions::new().file("old.avsc").parse(text).unwrap_err();
/// assert_eq!(error.file(), Some("old.avsc"));
/// assert!(ParseOptions::lenient().parse(text).is_ok());
/// ```
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct ParseOptions {
    illegal_names: bool,
    unchecked_defaults: bool,
    file: Option<Arc<str>>,
}

impl ParseOptions {
    /// Strict, with no file named.
    pub fn new() -> ParseOptions {
        ParseOptions::default()
    }

    /// With illegal names and unchecked defaults: for writers' schemas.
    pub fn lenient() -> ParseOptions {
        ParseOptions::new()
            .illegal_names(true)
            .unchecked_defaults(true)
    }

    /// Whether types, fields and symbols may have names that break the rule, and aliases clash.
    ///
    /// Names still have to differ, and the name of a primitive is refused where
    /// nothing could refer to it: in the null namespace.
    pub fn illegal_names(mut self, allowed: bool) -> ParseOptions {
        self.illegal_names = allowed;
        self
    }

    /// Whether defaults of fields are taken as they are, without a look at the field's type.
    pub fn unchecked_defaults(mut self, allowed: bool) -> ParseOptions {
        self.unchecked_defaults = allowed;
        self
    }

    /// Names the text in errors.
    pub fn file(mut self, name: impl Into<String>) -> ParseOptions {
        self.file = Some(name.into().into());
        self
    }

    /// What the text is called in errors.
    pub(crate) fn name(&self) -> Option<&Arc<str>> {
        self.file.as_ref()
    }

    pub(crate) fn allows_illegal_names(&self) -> bool {
        self.illegal_names
    }

    pub(crate) fn leaves_defaults_unchecked(&self) -> bool {
        self.unchecked_defaults
    }

    /// Parses a schema from its JSON text.
    ///
    /// Two things are taken more widely than the specification's letter, as Java does:
    /// a name without a dot that its namespace does not have may stand for a type in the null namespace
    /// (which `.Name` says outright), and a reference may be written as an object,
    /// `{"type": "Name"}`, whose other attributes mean nothing and are dropped.
    ///
    /// # Errors
    ///
    /// As for [`Schema::parse`].
    pub fn parse(&self, text: &str) -> Result<Schema, SchemaError> {
        let tree = self.tree(text)?;
        let mut parser = Parser::new();
        let root = parser.text(self, &tree, 0)?;
        let (arena, places) = parser.finish();
        if let Some(fault) = check::arena(&arena, self).into_iter().next() {
            return Err(locate(&arena, root, &places, fault, &tree).in_file(self.file.as_ref()));
        }
        Ok(Schema {
            arena: Arc::new(arena),
            root,
        })
    }

    /// Reads the JSON of a schema.
    pub(crate) fn tree<'t>(&self, text: &'t str) -> Result<Tree<'t>, SchemaError> {
        Tree::parse(text, MAX_JSON_DEPTH).map_err(|error| {
            let kind = Kind::Json(error.kind().clone());
            SchemaError::new("", kind)
                .at(error.position())
                .in_file(self.file.as_ref())
        })
    }
}
