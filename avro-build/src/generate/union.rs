//! A union: an enum with data, a variant for each branch.

use avro_model::Type;
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::Context;
use super::attributes::Words;
use crate::items::Branch;
use crate::names;
use crate::shapes::attributes;

pub(super) fn item(context: &Context<'_>, ident: &Ident, branches: &[Branch]) -> TokenStream {
    let mut words = Words::default();
    context.core_word(&mut words);
    let alone = branches.len() == 1;
    let variants = branches
        .iter()
        .map(|branch| variant(context, branch, alone));

    let words = words.attributes();
    let derives = context.derives(&["Debug", "Clone", "PartialEq"]);
    let (visibility, lifetime) = (context.visibility(), context.lifetime());
    quote! {
        #derives
        #words
        #visibility enum #ident #lifetime {
            #(#variants,)*
        }
    }
}

fn variant(context: &Context<'_>, branch: &Branch, alone: bool) -> TokenStream {
    let node = context.items.schema.node(branch.node);
    let ident = names::ident(&branch.ident);
    let mut words = Words::default();
    // An enum of nothing but variants without data would be an enum of Avro.
    if matches!(node.ty(), Type::Null) && !alone {
        words.extra(attributes(node));
        let words = words.attributes();
        return quote!(#words #ident);
    }
    words.with(branch.place.with.as_deref());
    if let Some(shape) = &branch.place.shape {
        words.text("type", shape.as_str());
    }
    let (words, ty) = (words.attributes(), context.ty(&branch.place.ty));
    quote!(#words #ident(#ty))
}
