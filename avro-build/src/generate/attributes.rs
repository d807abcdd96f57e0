//! The words of `#[avro(…)]`, and what else stands above an item.

use std::cell::Cell;

use avro_model::json::Json;
use avro_model::{Attributes, Name, Node, RenameRule};
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

use super::Context;
use crate::modules::ROOT;
use crate::names;
use crate::rules::Rules;
use crate::shapes::attributes;
use crate::text::{Doc, literal};

/// What holds for all items of a run.
#[derive(Debug)]
pub(crate) struct Options {
    /// The path of `avro_core`.
    pub(crate) core: syn::Path,
    /// The path of `avro_rpc`.
    pub(crate) rpc: syn::Path,
    pub(crate) rules: Rules,
    /// The bytes that all defaults together may still take.
    pub(crate) defaults_left: Cell<usize>,
}

/// Lints that are about how code is written, or how much of it is used. They have
/// nothing to say about code whose author is a schema.
pub(crate) fn allowed_lints(options: &Options) -> TokenStream {
    // Where some are hidden, others may speak of them.
    let hidden = options.rules.hide().then(|| quote!(, private_interfaces));
    quote! {
        #[allow(clippy::all, clippy::nursery, clippy::pedantic, rustdoc::all)]
        #[allow(dead_code, missing_copy_implementations, missing_docs #hidden)]
        #[allow(unreachable_pub, unused_qualifications, variant_size_differences)]
    }
}

/// The words of one `#[avro(…)]`.
#[derive(Debug, Default)]
pub(super) struct Words(Vec<TokenStream>);

/// How long the words on one line may be together.
const LINE: usize = 72;

impl Words {
    pub(super) fn push(&mut self, word: TokenStream) {
        self.0.push(word);
    }

    /// `key = "value"`.
    pub(super) fn text(&mut self, key: &str, value: &str) {
        let (key, value) = (word(key), literal(value));
        self.push(quote!(#key = #value));
    }

    /// A word without a value.
    pub(super) fn flag(&mut self, key: &str) {
        let key = word(key);
        self.push(quote!(#key));
    }

    /// `with = …`, for a type that is converted.
    pub(super) fn with(&mut self, with: Option<&syn::Type>) {
        if let Some(with) = with {
            self.push(quote!(with = #with));
        }
    }

    /// How names come from identifiers.
    pub(super) fn rename_all(&mut self, rule: Option<RenameRule>) {
        if let Some(rule) = rule {
            self.text("rename_all", rule.word());
        }
    }

    /// `default = …`.
    pub(super) fn field_default(&mut self, default: Option<&Json>) {
        if let Some(default) = default {
            let value = json(default);
            self.push(quote!(default = #value));
        }
    }

    /// Attributes that are not Avro's own.
    pub(super) fn extra<'a>(&mut self, attributes: impl Iterator<Item = (&'a str, &'a Json)>) {
        for (name, value) in attributes {
            let (name, value) = (literal(name), json(value));
            self.push(quote!(attribute(#name, #value)));
        }
    }

    /// A logical type as the attributes that say it.
    pub(super) fn logical(&mut self, node: &Node) {
        let logical = ["logicalType", "precision", "scale"];
        let extra = attributes(node).map(|(name, _)| name).collect::<Vec<_>>();
        let attributes = node.attributes().iter();
        self.extra(attributes.filter(|(name, _)| logical.contains(name) && !extra.contains(name)));
    }

    pub(super) fn extra_of_field(&mut self, attributes: &Attributes) {
        self.extra(attributes.iter());
    }

    /// All words as attributes, as many on a line as fit.
    pub(super) fn attributes(&self) -> TokenStream {
        let mut lines: Vec<Vec<&TokenStream>> = Vec::new();
        let mut length = 0_usize;
        for word in &self.0 {
            let more = word.to_string().len().saturating_add(2);
            length = length.saturating_add(more);
            match lines.last_mut() {
                Some(line) if length <= LINE => line.push(word),
                _ => {
                    lines.push(vec![word]);
                    length = more;
                }
            }
        }
        quote!(#(#[avro(#(#lines),*)])*)
    }
}

/// A word of the derive: `type` and `crate` too stand there as they are.
fn word(key: &str) -> TokenStream {
    let ident = Ident::new(key, Span::call_site());
    quote!(#ident)
}

/// A JSON value as the derive reads it: a literal where Rust has the same, and else text.
fn json(value: &Json) -> TokenStream {
    match value {
        Json::Bool(value) => quote!(#value),
        Json::Number(number) => {
            let text = number.as_str();
            let digits = text.strip_prefix('-').unwrap_or(text);
            let short = digits.len() <= 20 && !digits.contains(['e', 'E']);
            match digits.parse::<Literal>() {
                Ok(digits) if short && text.starts_with('-') => quote!(-#digits),
                Ok(digits) if short => quote!(#digits),
                _ => literal(text),
            }
        }
        other => literal(&other.to_string()),
    }
}

impl Context<'_> {
    /// The derives of an item, and the attributes that were asked for.
    pub(super) fn derives(&self, std: &[&str]) -> TokenStream {
        self.derives_but(std, &[])
    }

    /// The same without some that are implemented by hand.
    pub(super) fn derives_but(&self, std: &[&str], by_hand: &[&str]) -> TokenStream {
        let core = self.core();
        let attributes = &self.look.attributes;
        let mut more: Vec<&syn::Path> = Vec::new();
        for path in &self.look.derives {
            let mut had = std.iter().chain(by_hand);
            if !had.any(|name| path.is_ident(name)) && !more.contains(&path) {
                more.push(path);
            }
        }
        let lints = self.lints();
        let std = std.iter().map(|name| word(name));
        quote! {
            #lints
            #[derive(#(#std,)* #core::AvroSchema #(, #more)*)]
            #(#attributes)*
        }
    }

    /// Who sees an item and its fields.
    pub(super) fn visibility(&self) -> TokenStream {
        match &self.look.visibility {
            Some(visibility) => quote!(#visibility),
            None => quote!(pub),
        }
    }

    /// The attributes that were asked for a field or a variant of the item.
    pub(super) fn on_field(&self, name: &str) -> TokenStream {
        if self.borrowed {
            return TokenStream::new();
        }
        let path = format!("{}.{name}", self.item.path);
        let attributes = self.options.rules.field_attributes(&path);
        quote!(#(#attributes)*)
    }

    /// What a module around the item would say about lints, if there were one.
    pub(super) fn lints(&self) -> TokenStream {
        if self.module == ROOT {
            allowed_lints(self.options)
        } else {
            TokenStream::new()
        }
    }

    /// The word that says where `avro_core` is.
    pub(super) fn core_word(&self, words: &mut Words) {
        let segments = &self.options.core.segments;
        let usual = segments.len() == 1 && segments.iter().all(|part| part.ident == "avro_core");
        if !usual {
            words.text("crate", &self.core().to_string().replace(' ', ""));
        }
    }

    /// The words that every named type has, and `further` ones among them.
    pub(super) fn named(
        &self,
        node: &Node,
        name: &Name,
        aliases: &[Name],
        ident: &Ident,
        doc: &Doc,
        further: impl FnOnce(&mut Words),
    ) -> Words {
        let mut words = Words::default();
        if let Some(namespace) = name.namespace() {
            words.text("namespace", namespace);
        }
        if name.simple() != names::text(ident) {
            words.text("name", name.simple());
        }
        further(&mut words);
        for alias in aliases {
            words.text("alias", &relative(alias, name));
        }
        self.core_word(&mut words);
        if let Some(doc) = doc.word() {
            words.push(doc);
        }
        words.extra(attributes(node));
        words
    }
}

/// An alias as it is written inside the namespace of `name`.
pub(super) fn relative(alias: &Name, name: &Name) -> String {
    let Some(namespace) = name.namespace() else {
        return alias.full().to_owned();
    };
    if alias.namespace() == Some(namespace) {
        alias.simple().to_owned()
    } else if alias.namespace().is_none() {
        format!(".{}", alias.full())
    } else {
        alias.full().to_owned()
    }
}
