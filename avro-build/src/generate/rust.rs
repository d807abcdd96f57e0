//! Rust types as tokens, as they are called in a given module.
//!
//! Types of the standard library have their plain names, unless something in
//! the module has that name too.

use avro_model::LogicalType;
use proc_macro2::TokenStream;
use quote::quote;

use super::Context;
use crate::items::{Item, ItemId};
use crate::names;
use crate::rules::{Chosen, map_of};
use crate::types::RustType;

impl Context<'_> {
    /// A type as it is written in this module.
    pub(super) fn ty(&self, ty: &RustType) -> TokenStream {
        match ty {
            RustType::Unit => quote!(()),
            RustType::Primitive(name) => {
                let name = names::ident(name);
                quote!(#name)
            }
            RustType::String if self.borrowed => quote!(&'a str),
            RustType::Bytes if self.borrowed => quote!(&'a [u8]),
            RustType::Chosen(chosen) if self.borrowed && borrows_text(chosen) => {
                if chosen.is_bytes {
                    quote!(&'a [u8])
                } else {
                    quote!(&'a str)
                }
            }
            RustType::Chosen(chosen) => {
                let ty = &chosen.ty;
                quote!(#ty)
            }
            RustType::Extern(ty) => quote!(#ty),
            RustType::String => self.std("String", "string"),
            RustType::Bytes => {
                let vec = self.std("Vec", "vec");
                quote!(#vec<u8>)
            }
            RustType::Vec(inner) => {
                let (vec, inner) = (self.std("Vec", "vec"), self.ty(inner));
                quote!(#vec<#inner>)
            }
            RustType::Map(of, inner) => {
                let (key, inner) = (self.ty(&RustType::String), self.ty(inner));
                if let Some(of) = of {
                    let (key, value) = (syn::parse2(key), syn::parse2(inner));
                    let ty = key.and_then(|key| value.map(|value| map_of(of, key, value)));
                    return ty.map_or_else(|_| TokenStream::new(), |ty| quote!(#ty));
                }
                let std = self.root("std");
                quote!(#std::collections::HashMap<#key, #inner>)
            }
            RustType::Option(inner) => {
                let (option, inner) = (self.std("Option", "option"), self.ty(inner));
                quote!(#option<#inner>)
            }
            RustType::Boxed(inner) => {
                let (boxed, inner) = (self.std("Box", "boxed"), self.ty(inner));
                quote!(#boxed<#inner>)
            }
            RustType::Logical(logical) => self.logical(logical),
            RustType::Item(item) if self.borrowed && self.items.twins.contains_key(item) => {
                let path = self.path(*item);
                quote!(#path<'a>)
            }
            RustType::Item(item) => self.path(*item),
        }
    }

    /// The lifetime of a twin that borrows.
    pub(super) fn lifetime(&self) -> TokenStream {
        if self.borrowed {
            quote!(<'a>)
        } else {
            TokenStream::new()
        }
    }

    /// `Some` or `None`.
    pub(super) fn variant_of_option(&self, name: &str) -> TokenStream {
        let ident = names::ident(name);
        if self.has(name) {
            quote!(::std::option::Option::#ident)
        } else {
            quote!(#ident)
        }
    }

    /// A type or trait of the prelude.
    pub(super) fn std(&self, name: &str, module: &str) -> TokenStream {
        let ident = names::ident(name);
        if self.has(name) {
            let module = names::ident(module);
            quote!(::std::#module::#ident)
        } else {
            quote!(#ident)
        }
    }

    /// A crate's name at the start of a path.
    pub(super) fn root(&self, name: &str) -> TokenStream {
        let ident = names::ident(name);
        if self.has(name) {
            quote!(::#ident)
        } else {
            quote!(#ident)
        }
    }

    /// Whether something in this module has that name.
    pub(super) fn has(&self, name: &str) -> bool {
        let module = self.items.modules.get(self.module);
        module.is_some_and(|module| module.scope.has(name))
    }

    /// The path of `avro_core`, or of what stands for it.
    pub(super) fn core(&self) -> TokenStream {
        self.crate_path(&self.options.core)
    }

    /// The path of a crate, which nothing in this module hides.
    pub(super) fn crate_path(&self, path: &syn::Path) -> TokenStream {
        let first = path
            .segments
            .first()
            .map(|segment| segment.ident.to_string());
        let hidden = first.is_some_and(|first| {
            !matches!(&*first, "crate" | "self" | "super") && self.has(&first)
        });
        if path.leading_colon.is_none() && hidden {
            quote!(::#path)
        } else {
            quote!(#path)
        }
    }

    fn logical(&self, logical: &LogicalType) -> TokenStream {
        let core = self.core();
        if let LogicalType::Decimal { precision, scale } = logical {
            let precision = proc_macro2::Literal::u32_unsuffixed(*precision);
            let scale = proc_macro2::Literal::u32_unsuffixed(*scale);
            return quote!(#core::logical::Decimal<#precision, #scale>);
        }
        let name = names::ident(logical_name(logical));
        quote!(#core::logical::#name)
    }

    /// The path to an item from this module, or to its twin from a twin.
    pub(super) fn path(&self, id: ItemId) -> TokenStream {
        let Some(item) = self.items.all.get(id) else {
            return quote!(());
        };
        let twin = self.items.twins.get(&id).filter(|_| self.borrowed);
        self.path_of(item, twin.unwrap_or(&item.ident))
    }

    /// The path from this module to what is called `ident` beside an item.
    pub(super) fn path_of(&self, item: &Item, ident: &str) -> TokenStream {
        let text = ident;
        let ident = names::ident(ident);
        let modules = &self.items.modules;
        let (here, there) = (modules.way(self.module), modules.way(item.module));
        let shared = here.iter().zip(&there).take_while(|(a, b)| a == b).count();
        let ups = here.len().saturating_sub(shared);
        let supers = (0..ups).map(|_| quote!(super::));
        let downs = there.iter().skip(shared).filter_map(|&id| {
            let module = names::ident(&modules.get(id)?.ident);
            Some(quote!(#module::))
        });
        // A path that starts with a name could also start with a crate's name, and one
        // that is a single name of the prelude would be taken for that by the derive.
        let start = if ups == 0 && (there.len() > shared || is_std(text)) {
            quote!(self::)
        } else {
            TokenStream::new()
        };
        quote!(#start #(#supers)* #(#downs)* #ident)
    }
}

/// What a logical type is called in avro-core, as a type and as a shape.
pub(super) fn logical_name(logical: &LogicalType) -> &'static str {
    match logical {
        LogicalType::Decimal { .. } => "Decimal",
        LogicalType::BigDecimal => "BigDecimal",
        LogicalType::Uuid => "Uuid",
        LogicalType::Date => "Date",
        LogicalType::TimeMillis => "TimeMillis",
        LogicalType::TimeMicros => "TimeMicros",
        LogicalType::TimestampMillis => "TimestampMillis",
        LogicalType::TimestampMicros => "TimestampMicros",
        LogicalType::TimestampNanos => "TimestampNanos",
        LogicalType::LocalTimestampMillis => "LocalTimestampMillis",
        LogicalType::LocalTimestampMicros => "LocalTimestampMicros",
        LogicalType::LocalTimestampNanos => "LocalTimestampNanos",
        _ => "Duration",
    }
}

/// Whether a twin has a slice in place of a type that was chosen.
pub(super) fn borrows_text(chosen: &Chosen) -> bool {
    chosen.is_text && chosen.with.is_none()
}

/// Types of the standard library that the derive knows by name.
fn is_std(name: &str) -> bool {
    matches!(
        name,
        "String"
            | "Vec"
            | "Option"
            | "Box"
            | "Rc"
            | "Arc"
            | "Cow"
            | "HashMap"
            | "BTreeMap"
            | "PhantomData"
    )
}
