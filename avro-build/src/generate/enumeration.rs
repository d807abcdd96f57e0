//! An enum of Avro: an enum without data.

use avro_model::{Enum, NodeId, Type};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::Context;
use super::attributes::Words;
use crate::names::{self, Case, Scope, best_rule, recovers};
use crate::text::Doc;

/// What the variants are called.
pub(super) fn idents(en: &Enum) -> Vec<String> {
    let symbols: Vec<&str> = en.symbols().iter().map(|symbol| &**symbol).collect();
    Scope::default().assign(&symbols, Case::Variant)
}

pub(super) fn item(context: &Context<'_>, node: NodeId, ident: &Ident) -> TokenStream {
    let node = context.items.schema.node(node);
    let Type::Enum(en) = node.ty() else {
        return TokenStream::new();
    };
    let idents = idents(en);
    let symbols = en.symbols().iter().map(|symbol| &**symbol);
    let pairs = idents.iter().map(String::as_str).zip(symbols);
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
        // The symbol that stands for the ones a reader does not know is Rust's default too.
        let default = (en.default() == Some(at)).then(|| quote!(#[default]));
        let (words, more) = (words.attributes(), context.on_field(symbol));
        let ident = names::ident(ident);
        quote!(#words #default #more #ident)
    });

    let (comment, words) = (doc.comment(), words.attributes());
    let mut derives = vec!["Debug", "Clone", "Copy", "PartialEq", "Eq", "Hash"];
    if en.default().is_some() {
        derives.push("Default");
    }
    let (derives, visibility) = (context.derives(&derives), context.visibility());
    quote! {
        #comment
        #derives
        #words
        #visibility enum #ident {
            #(#variants,)*
        }
    }
}
