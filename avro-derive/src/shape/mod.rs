//! Shapes: from a type in Avro IDL's syntax to the shape that a codec is asked for.
//!
//! The IDL type and the Rust type are walked side by side, as far as the Rust
//! type can be seen: so `_` knows what stands in its place, a `[u8; N]` finds
//! its name, and attributes find the type they annotate. A shape of
//! `avro_core::shape` says what is encoded; attributes are no part of it, for
//! they change nothing on the wire. Where there are some, the node of the
//! schema is built here, step by step, instead of by the type alone.

mod logical;
mod node;
mod resolve;

use avro_model::json::Json;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use syn::{Expr, Type};

pub(crate) use self::node::annotate;
pub(crate) use self::resolve::Resolver;
use crate::generics::without_lifetimes;
use crate::rust_type::{is_one_branch, literal};

/// A position in a type: what Rust has there, as far as it can be seen, and what Avro has.
pub(crate) struct Position {
    pub(crate) ty: Option<Type>,
    pub(crate) shape: Shape,
}

/// What Avro has in a position.
pub(crate) enum Shape {
    /// What the Rust type itself says.
    Own,
    /// A shape without parts, by its name in `avro_core::shape`.
    Leaf(&'static str),
    /// A decimal on bytes.
    Decimal {
        precision: u32,
        scale: u32,
    },
    Array(Box<Position>),
    Map(Box<Position>),
    Nullable {
        inner: Box<Position>,
        null: NullAt,
        /// How many branches the text counts, if it counts them.
        branches: Option<u32>,
        /// Attributes of null itself.
        attributes: Vec<(String, Json)>,
    },
    Fixed {
        /// Which of the item's names.
        name: usize,
        size: Size,
        meaning: Meaning,
    },
    Annotated {
        inner: Box<Position>,
        attributes: Vec<(String, Json)>,
    },
}

/// Where null stands among the branches of a union.
#[derive(Clone, Copy)]
pub(crate) enum NullAt {
    Index(u32),
    Last,
}

/// The size of a fixed.
pub(crate) enum Size {
    Number(usize),
    Length(Box<Expr>),
}

/// What the bytes of a fixed mean.
#[derive(Clone, Copy)]
pub(crate) enum Meaning {
    Bytes,
    Uuid,
    Duration,
    Decimal { precision: u32, scale: u32 },
}

/// The name of a fixed that only exists in a field's type.
pub(crate) struct FixedName {
    pub(crate) full: String,
    pub(crate) doc: Option<String>,
    pub(crate) aliases: Vec<String>,
    pub(crate) size: Option<usize>,
    pub(crate) span: Span,
}

impl FixedName {
    /// The hidden type that carries the `index`th name.
    pub(crate) fn marker(index: usize) -> Ident {
        format_ident!("__Fixed{index}")
    }
}

impl Size {
    pub(crate) fn known(&self) -> Option<usize> {
        match self {
            Size::Number(size) => Some(*size),
            Size::Length(expr) => literal(expr),
        }
    }

    pub(crate) fn tokens(&self) -> TokenStream {
        match self {
            Size::Number(size) => quote!(#size),
            Size::Length(expr) => quote!({ #expr }),
        }
    }
}

impl Position {
    pub(crate) fn own(ty: Option<&Type>) -> Position {
        Position {
            ty: ty.cloned(),
            shape: Shape::Own,
        }
    }

    /// The shape as a type, for codecs.
    pub(crate) fn tokens(&self, krate: &TokenStream) -> TokenStream {
        let shape = quote!(#krate::shape);
        match &self.shape {
            Shape::Own => quote!(#shape::Own),
            Shape::Leaf(name) => {
                let name = format_ident!("{name}");
                quote!(#shape::#name)
            }
            Shape::Decimal { precision, scale } => quote!(#shape::Decimal<#precision, #scale>),
            Shape::Array(items) => {
                let items = items.tokens(krate);
                quote!(#shape::Array<#items>)
            }
            Shape::Map(values) => {
                let values = values.tokens(krate);
                quote!(#shape::Map<#values>)
            }
            Shape::Nullable { inner, null, .. } => {
                let null = null.tokens(inner, krate);
                let inner = inner.tokens(krate);
                quote!(#shape::Nullable<#inner, #null>)
            }
            Shape::Fixed {
                name,
                size,
                meaning,
            } => {
                let name = FixedName::marker(*name);
                let size = size.tokens();
                match meaning {
                    Meaning::Bytes => quote!(#shape::Fixed<#name, #size>),
                    Meaning::Uuid => quote!(#shape::UuidFixed<#name>),
                    Meaning::Duration => quote!(#shape::Duration<#name>),
                    Meaning::Decimal { precision, scale } => {
                        quote!(#shape::DecimalFixed<#name, #size, #precision, #scale>)
                    }
                }
            }
            Shape::Annotated { inner, .. } => inner.tokens(krate),
        }
    }

    /// Whether attributes stand anywhere in it.
    pub(crate) fn is_annotated(&self) -> bool {
        match &self.shape {
            Shape::Annotated { .. } => true,
            Shape::Array(inner) | Shape::Map(inner) => inner.is_annotated(),
            Shape::Nullable {
                inner, attributes, ..
            } => !attributes.is_empty() || inner.is_annotated(),
            _ => false,
        }
    }
}

impl NullAt {
    fn tokens(self, inner: &Position, krate: &TokenStream) -> TokenStream {
        match self {
            NullAt::Index(index) => quote!(#index),
            NullAt::Last => match &inner.ty {
                // An opaque type may be an enum with data: only the compiler
                // knows how many branches it has.
                Some(ty) if matches!(inner.shape, Shape::Own) && !is_one_branch(ty) => {
                    let ty = without_lifetimes(ty);
                    quote!({ <#ty as #krate::encoding::AvroAs<#krate::shape::Own>>::BRANCHES })
                }
                _ => quote!(1u32),
            },
        }
    }
}
