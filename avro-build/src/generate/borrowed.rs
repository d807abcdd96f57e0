//! From a borrowed twin to the type that owns.

use avro_model::Type;
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::{Context, record};
use crate::items::Kind;
use crate::names;
use crate::twins;
use crate::types::RustType;

/// The implementation of `From`.
pub(super) fn to_owned(context: &Context<'_>, twin: &Ident) -> TokenStream {
    let ident = names::ident(&context.item.ident);
    let (lints, from) = (context.lints(), context.std("From", "convert"));
    let schema = &context.items.schema;
    // Their methods may be called below.
    let hidden = ["From", "Iterator", "IntoIterator"]
        .into_iter()
        .any(|name| context.has(name));
    let traits = hidden.then(|| {
        quote! {
            #[allow(unused_imports)]
            use ::std::{convert::From as _, iter::{IntoIterator as _, Iterator as _}};
        }
    });
    let body = match &context.item.kind {
        Kind::Record(node, places) => {
            let Type::Record(record) = schema.node(*node).ty() else {
                return TokenStream::new();
            };
            let fields = record::idents(record);
            let fields = fields.iter().zip(places).map(|(ident, place)| {
                let ident = names::ident(ident);
                let value = context.owned(&place.ty, quote!(value.#ident));
                quote!(#ident: #value)
            });
            quote!(Self { #(#fields,)* })
        }
        Kind::Union(branches) => {
            let alone = branches.len() == 1;
            let arms = branches.iter().map(|branch| {
                let ident = names::ident(&branch.ident);
                if matches!(schema.node(branch.node).ty(), Type::Null) && !alone {
                    return quote!(#twin::#ident => Self::#ident);
                }
                let value = context.owned(&branch.place.ty, quote!(value));
                quote!(#twin::#ident(value) => Self::#ident(#value))
            });
            quote!(match value { #(#arms,)* })
        }
        _ => return TokenStream::new(),
    };
    quote! {
        #lints
        impl #from<#twin<'_>> for #ident {
            fn from(value: #twin<'_>) -> Self {
                #traits
                #body
            }
        }
    }
}

impl Context<'_> {
    /// What owns the same as `value`, whose type is the twin of `ty`.
    fn owned(&self, ty: &RustType, value: TokenStream) -> TokenStream {
        if !self.differs(ty) {
            return value;
        }
        match ty {
            RustType::String => {
                let string = self.std("String", "string");
                quote!(#string::from(#value))
            }
            RustType::Bytes => quote!(#value.to_vec()),
            RustType::Option(inner) => {
                let inner = self.closure(inner);
                quote!(#value.map(#inner))
            }
            RustType::Vec(inner) => {
                let inner = self.closure(inner);
                quote!(#value.into_iter().map(#inner).collect())
            }
            RustType::Map(_, inner) => {
                let string = self.std("String", "string");
                let inner = self.owned(inner, quote!(value));
                quote!(#value.into_iter().map(|(key, value)| (#string::from(key), #inner)).collect())
            }
            RustType::Boxed(inner) => {
                let boxed = self.std("Box", "boxed");
                let inner = self.owned(inner, quote!(*#value));
                quote!(#boxed::new(#inner))
            }
            RustType::Item(item) => {
                let path = self.items.all.get(*item);
                let path = path.map(|item| self.path_of(item, &item.ident));
                quote!(#path::from(#value))
            }
            _ => {
                let from = self.std("From", "convert");
                quote!(#from::from(#value))
            }
        }
    }

    /// What makes something owned of each item.
    fn closure(&self, ty: &RustType) -> TokenStream {
        match ty {
            RustType::String => {
                let string = self.std("String", "string");
                quote!(#string::from)
            }
            RustType::Item(item) => {
                let path = self.items.all.get(*item);
                let path = path.map(|item| self.path_of(item, &item.ident));
                quote!(#path::from)
            }
            _ => {
                let value = self.owned(ty, quote!(value));
                quote!(|value| #value)
            }
        }
    }

    /// Whether the twin has another type in this place.
    fn differs(&self, ty: &RustType) -> bool {
        let twin = |item| self.items.twins.contains_key(&item);
        twins::borrows(ty) || twins::item_in(ty).is_some_and(twin)
    }
}
