//! The file that an item is held against: what is left for the compiler and for `schema()`.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote, quote_spanned};

use super::respanned;
use super::scope::Scope;
use super::table::option;
use crate::contract::Asserted;

/// The file's text, which makes it part of the crate: when it changes, the crate is compiled again. So is what it
/// imports. What is no schema in JSON is not read once more when the program runs: its schema is.
/// And what constants know of the types in it.
pub(super) fn items(scope: &Scope<'_>) -> TokenStream {
    let Some(held) = &scope.item.held else {
        return quote!();
    };
    let path = &held.path;
    let assertions = held.assertions.iter().map(|assertion| {
        let span = proc_macro2::Span::call_site().located_at(assertion.span);
        let krate = respanned(scope.krate, span);
        let message = &assertion.message;
        let holds = match &assertion.what {
            Asserted::Kinds {
                ty,
                kinds,
                branches,
            } => {
                let kinds = kinds
                    .iter()
                    .map(|kind| format_ident!("{kind}", span = span));
                quote_spanned! {span=>
                    <#ty as #krate::encoding::AvroAs<#krate::shape::Own>>::BRANCHES == #branches
                        && <#ty as #krate::encoding::AvroAs<#krate::shape::Own>>::KINDS
                            .is(#krate::shape::Kinds::NAMED #(.and(#krate::shape::Kinds::#kinds))*)
                }
            }
            Asserted::Length { length, size } => quote_spanned!(span=> { #length } == #size),
        };
        quote_spanned! {span=>
            const _: () = if !(#holds) {
                ::core::panic!("{}", #message);
            };
        }
    });
    let here = |path: &dyn ToTokens| {
        quote!(::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), "/", #path))
    };
    let own = here(path);
    let file = match &held.text {
        None => quote!(
            const __FILE: &str = ::core::include_str!(#own);
        ),
        Some(text) => quote! {
            const __FILE: &str = #text;
            const _: &[u8] = ::core::include_bytes!(#own);
        },
    };
    let imported = held.imported.iter().map(|path| {
        let text = path.to_string_lossy();
        let path = match path.is_absolute() {
            true => quote!(#text),
            false => here(&text),
        };
        quote!(
            const _: &[u8] = ::core::include_bytes!(#path);
        )
    });
    quote! {
        #file
        #(#imported)*
        #(#assertions)*
    }
}

/// An expression for a node, which the finished schema holds against the file.
pub(super) fn node(scope: &Scope<'_>, node: TokenStream) -> TokenStream {
    let Some(held) = &scope.item.held else {
        return node;
    };
    let (path, full) = (&held.path, option(held.full.as_ref()));
    quote! {
        let __node = { #node };
        __builder.held_against(__node, #full, #path, __FILE)
    }
}
