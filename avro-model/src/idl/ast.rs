//! What a file of IDL says, before anybody asks what its names mean.

use super::types::Written;
use super::words::{Annotation, Ident};
use crate::json::Json;

/// A file.
#[derive(Debug)]
pub(super) struct File {
    pub(super) head: Head,
    pub(super) items: Vec<Item>,
    /// What may be a mistake: the place, and what it is.
    pub(super) doubts: Vec<(usize, &'static str)>,
}

/// What a file is about.
#[derive(Debug)]
pub(super) enum Head {
    Protocol(ProtocolHead),
    /// The namespace of what follows, and the main schema.
    Schema {
        namespace: Option<Ident>,
        main: Option<Written>,
    },
}

#[derive(Debug)]
pub(super) struct ProtocolHead {
    pub(super) name: Ident,
    pub(super) doc: Option<String>,
    pub(super) annotations: Vec<Annotation>,
}

#[derive(Debug)]
pub(super) enum Item {
    Import(Import),
    Type(Definition),
    Message(Message),
}

#[derive(Debug)]
pub(super) struct Import {
    pub(super) at: usize,
    pub(super) kind: ImportKind,
    pub(super) path: String,
}

/// The language of an imported file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ImportKind {
    Idl,
    Protocol,
    Schema,
}

/// A record, an error, an enum or a fixed.
#[derive(Debug)]
pub(super) struct Definition {
    pub(super) name: Ident,
    pub(super) doc: Option<String>,
    pub(super) annotations: Vec<Annotation>,
    pub(super) body: Body,
}

#[derive(Debug)]
pub(super) enum Body {
    Record {
        is_error: bool,
        fields: Vec<Declaration>,
    },
    Enum {
        symbols: Vec<Ident>,
        default: Option<Ident>,
    },
    Fixed {
        size: usize,
    },
}

/// A type and the fields or the parameter that have it.
#[derive(Debug)]
pub(super) struct Declaration {
    pub(super) ty: Written,
    /// Annotations before the type that are each variable's.
    pub(super) of_variables: Vec<Annotation>,
    pub(super) variables: Vec<Variable>,
}

#[derive(Debug)]
pub(super) struct Variable {
    pub(super) name: Ident,
    pub(super) doc: Option<String>,
    pub(super) annotations: Vec<Annotation>,
    pub(super) default: Option<(usize, Json)>,
}

#[derive(Debug)]
pub(super) struct Message {
    pub(super) name: Ident,
    pub(super) doc: Option<String>,
    pub(super) annotations: Vec<Annotation>,
    /// Nothing for `void`.
    pub(super) response: Option<Written>,
    pub(super) parameters: Vec<Declaration>,
    pub(super) throws: Vec<Ident>,
    pub(super) one_way: bool,
}

impl Definition {
    /// The variables of a record, in order.
    pub(super) fn variables(&self) -> impl Iterator<Item = &Variable> {
        let fields: &[Declaration] = match &self.body {
            Body::Record { fields, .. } => fields,
            _ => &[],
        };
        fields.iter().flat_map(|field| &field.variables)
    }
}
