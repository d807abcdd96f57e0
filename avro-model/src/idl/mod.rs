//! Avro IDL: schemas and protocols, written by people.
//!
//! What `.avsc` and `.avpr` files say in JSON an `.avdl` file says in a language like Java's. A file is either
//! a protocol with its types and messages, or a schema with the types it needs.
//!
//! ```
//! use avro_model::idl;
//!
//! let document = idl::parse(r#"
//! /** What a shop can be asked. */
//! @namespace("com.example.shop")
//! protocol Shop {
//!     record Order {
//!         long id;
//!         /** Newest first. */
//!         array<Line> lines = [];
//!         decimal(12, 2) total;
//!         string? @aliases(["remark"]) note = null;
//!     }
//!     record Line { string article; int count = 1; }
//!     error Unknown { long id; }
//!
//!     Order find(long id) throws Unknown;
//!     void forget(long id) oneway;
//! }
//! "#)?;
//! let protocol = document.protocol().unwrap();
//! assert_eq!(protocol.messages().len(), 2);
//! let order = protocol.named("com.example.shop.Order").unwrap();
//! assert!(order.to_json().contains(r#"{"name":"note","type":["null","string"],"default":null"#));
//! assert_eq!(document.defined_in("com.example.shop.Line"), Some((None, 12, 12)));
//! assert_eq!(document.field_defined_in("com.example.shop.Order", "total"), Some((None, 9, 24)));
//! # Ok::<(), idl::IdlError>(())
//! ```
//!
//! [`parse`] takes a text that stands alone and opens no file. A [`Reader`] follows imports, from wherever a
//! [`Loader`] finds them: [`Files`] looks in folders and never outside of them. [`print_protocol`] and [`print_schema`] write IDL again.
//! [`TypeExpr`] is a single type in the same syntax, for attributes of the derive.
//!
//! The way of a text: `lexer` and `words` cut it up, `grammar`, `types` and `literal` read it, `load` brings in what it
//! imports, and `compile` makes nodes of it all, in one arena with what JSON files say, which the schemas' own
//! parser reads. Nothing recurses, and all work is linear in the texts.
//!
//! Where the language's description is silent, we do as Java does, with these differences:
//!
//! * `?` may stand behind any type but a union and null, behind `array<int>` too.
//! * A name without a dot that its namespace does not have may stand for a type in the null
//!   namespace, as it may in JSON.
//! * A message may be defined by two imported files if they agree. What a message throws is an `error`.
//! * `@order` and `@aliases` before a type that cannot be annotated, a reference or a union, are the field's.
//! * The words that Avro itself uses (`@doc`, `@fields`) are refused as annotations everywhere.
//! * An identifier outside of the specification's rule for names is refused, unless the options are lenient.
//!
//! See "IDL Language" in Avro's documentation.

mod ast;
mod compile;
mod doc;
mod error;
mod files;
mod grammar;
mod lexer;
mod literal;
mod load;
mod print;
mod types;
mod words;

use std::collections::HashMap;
use std::fmt;
use std::path::Path;
use std::sync::Arc;

pub use error::{IdlError, IdlErrorKind, ImportFault};
pub use files::Files;
pub use load::{Loader, NoImports};
pub use print::{PrintError, print_protocol, print_schema};
pub use types::{Primitive, TypeExpr};

use crate::ParseOptions;
use crate::json::Position;
use crate::name::Name;
use crate::protocol::Protocol;
use crate::schema::{Arena, NodeId, Schema};

/// Parses a text of IDL that imports nothing.
///
/// # Errors
///
/// When the text is not IDL, breaks a rule of schemas or protocols, or has an import: no file is opened.
///
/// # Example
///
/// ```
/// use avro_model::idl;
///
/// let document = idl::parse("namespace x; schema array<E>; enum E { A, B } = A;")?;
/// assert_eq!(
///     document.schema().unwrap().to_json(),
///     r#"{"type":"array","items":{"type":"enum","name":"E","namespace":"x","symbols":["A","B"],"default":"A"}}"#,
/// );
/// # Ok::<(), idl::IdlError>(())
/// ```
pub fn parse(text: &str) -> Result<Document, IdlError> {
    Reader::new().parse(text)
}

/// Reads IDL with its imports.
///
/// # Example
///
/// ```
/// use avro_model::{ParseOptions, idl};
///
/// let mut reader = idl::Reader::new().options(ParseOptions::new().file("shop.avdl"));
/// let error = reader.parse("protocol Shop { import idl \"../secret.avdl\"; }").unwrap_err();
/// assert!(error.to_string().starts_with("shop.avdl:1:28: `../secret.avdl` cannot be imported"));
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Reader<L = NoImports> {
    options: ParseOptions,
    loader: L,
}

impl Reader<NoImports> {
    /// A strict reader that imports nothing.
    pub fn new() -> Reader<NoImports> {
        Reader::default()
    }
}

impl Default for Reader<NoImports> {
    fn default() -> Reader<NoImports> {
        Reader {
            options: ParseOptions::new(),
            loader: NoImports,
        }
    }
}

impl<L: Loader> Reader<L> {
    /// How strictly all files are read, and what a text that is given to [`Reader::parse`] is called: imports are relative
    /// to that name.
    pub fn options(mut self, options: ParseOptions) -> Reader<L> {
        self.options = options;
        self
    }

    /// Where imports come from.
    pub fn imports<M: Loader>(self, loader: M) -> Reader<M> {
        Reader {
            options: self.options,
            loader,
        }
    }

    /// Parses a text and all that it imports.
    ///
    /// # Errors
    ///
    /// As for [`parse`], for every file, and when an import cannot be read.
    pub fn parse(&mut self, text: &str) -> Result<Document, IdlError> {
        let name = self.options.name().cloned();
        self.document(name, text.to_owned())
    }

    fn document(&mut self, name: Option<Arc<str>>, text: String) -> Result<Document, IdlError> {
        let loaded = load::load(name, text, &mut self.loader)?;
        let trees = compile::trees(&loaded, &self.options)?;
        compile::compile(&self.options, &loaded, &trees)
    }
}

impl Reader<Files> {
    /// Parses a file and all that it imports.
    ///
    /// # Errors
    ///
    /// As for [`Reader::parse`], and when the file cannot be read.
    pub fn read(&mut self, path: impl AsRef<Path>) -> Result<Document, IdlError> {
        let path = path.as_ref();
        let main = self.loader.main(path);
        let (name, text) =
            main.map_err(|fault| IdlError::unread(&path.to_string_lossy(), fault))?;
        self.document(Some(name.into()), text)
    }
}

/// What a file of IDL says, with all it imports.
#[derive(Clone)]
pub struct Document {
    kind: DocumentKind,
    arena: Arc<Arena>,
    types: Vec<NodeId>,
    files: Vec<Option<Arc<str>>>,
    defined: HashMap<Name, Defined>,
    warnings: Vec<Warning>,
}

/// Where a named type is defined.
#[derive(Clone)]
struct Defined {
    /// The number of the file.
    file: usize,
    position: Position,
    /// Where the fields are, in order, of a record that IDL defines.
    fields: Vec<Position>,
}

/// What a file of IDL is about.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum DocumentKind {
    /// A protocol.
    Protocol(Protocol),
    /// A schema: that of `schema …;`.
    Schema(Schema),
    /// Named types and nothing more.
    Types,
}

/// Something in a text that may be a mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    file: Option<Arc<str>>,
    position: Position,
    message: &'static str,
}

impl Warning {
    /// The file, if it has a name.
    pub fn file(&self) -> Option<&str> {
        self.file.as_deref()
    }

    /// The place in its text.
    pub fn position(&self) -> Position {
        self.position
    }

    /// What may be wrong there.
    pub fn message(&self) -> &str {
        self.message
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.file {
            write!(f, "{}:", crate::error::clip(file))?;
        }
        write!(f, "{}: {}", self.position, self.message)
    }
}

impl Document {
    /// What the file is about.
    pub fn kind(&self) -> &DocumentKind {
        &self.kind
    }

    /// The protocol, if the file is one.
    pub fn protocol(&self) -> Option<&Protocol> {
        match &self.kind {
            DocumentKind::Protocol(protocol) => Some(protocol),
            _ => None,
        }
    }

    /// The main schema, if the file has one.
    pub fn schema(&self) -> Option<&Schema> {
        match &self.kind {
            DocumentKind::Schema(schema) => Some(schema),
            _ => None,
        }
    }

    /// Every named type of the file and of what it imports, in the order they are defined.
    pub fn types(&self) -> impl ExactSizeIterator<Item = Schema> {
        self.types.iter().map(|&root| self.at(root))
    }

    /// The type of this full name.
    pub fn named(&self, full_name: &str) -> Option<Schema> {
        let root = *self.arena.names.get(full_name)?;
        Some(self.at(root))
    }

    /// Where a type is defined: the file, if it has a name, the line and the column.
    pub fn defined_in(&self, full_name: &str) -> Option<(Option<&str>, usize, usize)> {
        let (file, position) = self.place_of(full_name)?;
        Some((file, position.line, position.column))
    }

    /// Where a field of a record is defined, if IDL defines it: the file, if it has a name, the line and the column.
    pub fn field_defined_in(
        &self,
        full_name: &str,
        field: &str,
    ) -> Option<(Option<&str>, usize, usize)> {
        let (file, _) = self.place_of(full_name)?;
        let at = self.named(full_name)?.field_at(field)?;
        let position = self.places_of_fields(full_name)?.get(at)?;
        Some((file, position.line, position.column))
    }

    /// The names of the files that were read, the main one first if it has a name.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.files.iter().filter_map(Option::as_deref)
    }

    /// What may be a mistake, such as documentation that documents nothing; a hundred at most.
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    pub(crate) fn arena(&self) -> &Arena {
        &self.arena
    }

    /// Where a type is defined: the file, if it has a name, and the place in it.
    pub(crate) fn place_of(&self, full_name: &str) -> Option<(Option<&str>, Position)> {
        let Defined { file, position, .. } = self.defined.get(full_name)?;
        Some((self.files.get(*file)?.as_deref(), *position))
    }

    /// Where the fields of a record are defined, in order, if IDL defines it and it has any.
    pub(crate) fn places_of_fields(&self, full_name: &str) -> Option<&[Position]> {
        let Defined { fields, .. } = self.defined.get(full_name)?;
        (!fields.is_empty()).then_some(fields)
    }

    fn at(&self, root: NodeId) -> Schema {
        Schema {
            arena: Arc::clone(&self.arena),
            root,
        }
    }
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document")
            .field("kind", &self.kind)
            .field("types", &self.types.len())
            .finish_non_exhaustive()
    }
}
