//! An enum of Avro: an enum without data.

use avro_model::{NodeId, Type};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::Context;
use super::attributes::Words;
use crate::names::{self, Case, Scope, best_rule, recovers};
use crate::text::Doc;

pub(super) fn item(context: &Context<'_>, node: NodeId, ident: &Ident) -> TokenStream {
    let node = context.items.schema.node(node);
    let Type::Enum(en) = node.ty() else {
        return TokenStream::new();
    };
    let symbols: Vec<&str> = en.symbols().iter().map(|symbol| &**symbol).collect();
    let idents = Scope::default().assign(&symbols, Case::Type);
    let pairs = idents
        .iter()
        .map(String::as_str)
        .zip(symbols.iter().copied());
    let rule = best_rule(pairs.clone());

    let doc = Doc::new(en.doc());
    let words = context.named(node, en.name(), en.aliases(), ident, &doc, |words| {
        words.rename_all(rule);
    });
    let variants = pairs.enumerate().map(|(at, (ident, symbol))| {
        let mut words = Words::default();
        if !recovers(rule, ident, symbol) {
            words.text("rename", symbol);
        }
        if en.default() == Some(at) {
            words.flag("default");
        }
        let (words, ident) = (words.attributes(), names::ident(ident));
        quote!(#words #ident)
    });

    let (comment, words) = (doc.comment(), words.attributes());
    let derives = context.derives(&["Debug", "Clone", "Copy", "PartialEq", "Eq", "Hash"]);
    quote! {
        #comment
        #derives
        #words
        pub enum #ident {
            #(#variants,)*
        }
    }
}
