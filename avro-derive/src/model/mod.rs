//! What the author wrote, in Avro's words.
//!
//! syn's tree becomes records, enums, unions and fixed, with names, shapes and
//! defaults where Avro wants them. Which of this is allowed is for `check` to
//! say; here a fault is only reported where no word could be found at all.

mod name;
mod read;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{Expr, Generics, Member, Type};

use crate::attr::Attrs;
use crate::contract::Held;
use crate::generics::Needs;
use crate::shape::{FixedName, Position};

/// A struct or enum that is to be an Avro type.
pub(crate) struct Item {
    pub(crate) ident: Ident,
    pub(crate) generics: Generics,
    pub(crate) attrs: Attrs,
    /// The path of avro-core.
    pub(crate) krate: TokenStream,
    pub(crate) needs: Needs,
    /// The names of fixed types that only exist in a field's type.
    pub(crate) fixeds: Vec<FixedName>,
    pub(crate) kind: Kind,
    /// The file that it was held against.
    pub(crate) held: Option<Held>,
}

/// What kind of Avro type an item is.
pub(crate) enum Kind {
    /// A struct with named fields, or with none.
    Record(Record),
    /// A struct around one value: the type of that value.
    Newtype(Box<Field>),
    /// A struct around bytes of a constant number, under a name of its own.
    Fixed(Box<Fixed>),
    /// An enum without data.
    Enum(Enumeration),
    /// An enum with data.
    Union(Vec<Variant>),
}

/// A record: a struct, or a variant with named fields.
pub(crate) struct Record {
    pub(crate) name: TypeName,
    pub(crate) fields: Vec<Field>,
}

/// A field, or the one value of a newtype or of a variant.
pub(crate) struct Field {
    pub(crate) attrs: Attrs,
    pub(crate) member: Member,
    /// Its name in Avro, and where that was said.
    pub(crate) name: String,
    pub(crate) span: Span,
    pub(crate) ty: Type,
    /// How it is encoded, unless it is skipped.
    pub(crate) codec: Option<Codec>,
}

/// How a value is encoded.
pub(crate) struct Codec {
    pub(crate) ty: Type,
    /// What converts it, if it is not encoded as it is.
    pub(crate) with: Option<Type>,
    pub(crate) position: Position,
}

/// A struct around bytes.
pub(crate) struct Fixed {
    pub(crate) name: TypeName,
    pub(crate) field: Field,
    pub(crate) length: Expr,
    /// Whether the bytes lie behind a reference.
    pub(crate) borrowed: bool,
}

/// An enum without data.
pub(crate) struct Enumeration {
    pub(crate) name: TypeName,
    pub(crate) symbols: Vec<Symbol>,
}

/// A symbol of an enum.
pub(crate) struct Symbol {
    pub(crate) attrs: Attrs,
    pub(crate) ident: Ident,
    pub(crate) name: String,
    pub(crate) span: Span,
}

/// A branch of a union.
pub(crate) struct Variant {
    pub(crate) attrs: Attrs,
    pub(crate) ident: Ident,
    pub(crate) branch: Branch,
}

/// What a branch of a union is.
pub(crate) enum Branch {
    Null,
    Payload(Box<Field>),
    Record(Record),
}

/// The name of a type: what stands before it, and parts that may depend on parameters.
pub(crate) struct TypeName {
    pub(crate) namespace: String,
    pub(crate) simple: Vec<Part>,
    pub(crate) span: Span,
}

/// Part of a name.
pub(crate) enum Part {
    Text(String),
    Type(Ident),
    Const(Ident),
}

impl Codec {
    /// The type that is encoded in the end.
    pub(crate) fn avro_type(&self, krate: &TokenStream) -> TokenStream {
        let ty = &self.ty;
        match &self.with {
            Some(with) => quote!(<#with as #krate::Convert<#ty>>::Avro),
            None => ty.to_token_stream(),
        }
    }
}

impl Record {
    /// The fields that are encoded.
    pub(crate) fn encoded(&self) -> impl Iterator<Item = (&Field, &Codec)> {
        self.fields
            .iter()
            .filter_map(|field| Some((field, field.codec.as_ref()?)))
    }
}

impl Item {
    /// All fields, wherever they are.
    pub(crate) fn fields(&self) -> Vec<&Field> {
        match &self.kind {
            Kind::Record(record) => record.fields.iter().collect(),
            Kind::Newtype(field) => vec![field],
            Kind::Fixed(fixed) => vec![&fixed.field],
            Kind::Enum(_) => vec![],
            Kind::Union(variants) => variants
                .iter()
                .flat_map(|variant| match &variant.branch {
                    Branch::Null => &[],
                    Branch::Payload(field) => std::slice::from_ref(&**field),
                    Branch::Record(record) => record.fields.as_slice(),
                })
                .collect(),
        }
    }
}
