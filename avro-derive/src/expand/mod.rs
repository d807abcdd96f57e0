//! Writing the implementations.
//!
//! Everything is written into one anonymous constant: the hidden types that
//! carry names and keys, the three implementations, and the unions to be checked by
//! whoever compiles the item. All paths are absolute and all bindings begin
//! with two underscores, so nothing of the author's is caught by accident.

mod decode;
mod encode;
mod held;
mod planned;
mod schema;
mod scope;
pub(crate) mod stub;
mod table;
mod unions;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use syn::Member;
use syn::spanned::Spanned;

use self::scope::Scope;
use self::unions::unions;
use crate::generics::without_lifetimes;
use crate::model::{Branch, Codec, Item, Kind, Record, Variant};
use crate::rust_type::{self, Seen, varies};
use crate::shape::{FixedName, Shape};

/// Writes what an item is given.
pub(crate) fn item(item: &Item) -> TokenStream {
    let scope = Scope::new(item);
    let names = fixed_names(&scope);
    let keys = keys(&scope);
    let held = held::items(&scope);
    let schema = schema::implementation(&scope);
    let encode = encode::implementation(&scope);
    let decode = decode::implementation(&scope);
    // Evaluated by `cargo check`, unlike constants of implementations.
    let unions = (!scope.is_generic()).then(|| {
        unions(&scope, |ty| {
            let ty = without_lifetimes(ty);
            quote!(#ty)
        })
    });
    // What is written for a type has to mention it.
    let deprecated = is_deprecated(item).then(|| quote!(#[allow(deprecated)]));
    // As the compiler's own derives do: the types of fields stand here again.
    let allows = &item.attrs.allows;
    quote! {
        #[doc(hidden)]
        #deprecated
        #(#allows)*
        const _: () = {
            #names
            #keys
            #held
            #schema
            #encode
            #decode
            #unions
        };
    }
}

/// Whether anything about an item is deprecated.
fn is_deprecated(item: &Item) -> bool {
    let variant = |variant: &Variant| variant.attrs.deprecated;
    item.attrs.deprecated
        || item.fields().iter().any(|field| field.attrs.deprecated)
        || match &item.kind {
            Kind::Enum(symbols) => symbols.symbols.iter().any(|symbol| symbol.attrs.deprecated),
            Kind::Union(variants) => variants.iter().any(variant),
            _ => false,
        }
}

/// The hidden types that carry the names of fixed types.
fn fixed_names(scope: &Scope<'_>) -> TokenStream {
    let krate = scope.krate;
    let names = scope.item.fixeds.iter().enumerate().map(|(index, fixed)| {
        let (marker, name) = (FixedName::marker(index), &fixed.full);
        let doc = fixed.doc.iter().map(|doc| {
            quote!(const DOC: ::core::option::Option<&'static str> = ::core::option::Option::Some(#doc);)
        });
        let aliases = Some(&fixed.aliases).filter(|aliases| !aliases.is_empty());
        let aliases = aliases
            .iter()
            .map(|aliases| quote!(const ALIASES: &'static [&'static str] = &[#(#aliases),*];));
        quote! {
            pub enum #marker {}
            #[automatically_derived]
            impl #krate::shape::Named for #marker {
                const NAME: &'static str = #name;
                #(#doc)*
                #(#aliases)*
            }
        }
    });
    quote!(#(#names)*)
}

/// The hidden types that stand for instantiations, and for records of variants.
fn keys(scope: &Scope<'_>) -> TokenStream {
    let mut names = Vec::new();
    if scope.is_generic() && scope.shape.is_none() {
        names.push(format_ident!("__Key"));
    }
    if let Kind::Union(variants) = &scope.item.kind {
        let records = variants
            .iter()
            .enumerate()
            .filter(|(_, variant)| matches!(variant.branch, Branch::Record(_)));
        names.extend(records.map(|(index, _)| format_ident!("__Branch{index}")));
    }
    let types: Vec<Ident> = if scope.is_generic() {
        let count = scope.item.needs.codecs.len();
        (0..count)
            .map(|index| format_ident!("__K{index}"))
            .collect()
    } else {
        Vec::new()
    };
    let consts = scope.item.generics.const_params().map(|param| {
        let (ident, ty) = (&param.ident, &param.ty);
        quote!(const #ident: #ty)
    });
    let params: Vec<TokenStream> = types.iter().map(|ty| quote!(#ty)).chain(consts).collect();
    let keys = names.iter().map(|name| {
        if params.is_empty() {
            return quote! {
                pub enum #name {}
            };
        }
        quote! {
            pub struct #name<#(#params),*>(::core::marker::PhantomData<fn() -> (#(#types,)*)>);
        }
    });
    quote!(#(#keys)*)
}

/// Whether values of a field may all have one width on the wire.
fn may_be_wire(codec: &Codec) -> bool {
    codec.with.is_none()
        && matches!(
            codec.position.shape,
            Shape::Own | Shape::Leaf("Float" | "Double") | Shape::Fixed { .. }
        )
        && !varies(&codec.ty)
}

/// Whether values of a record may all have one width on the wire.
fn record_may_be_wire(record: &Record) -> bool {
    let mut encoded = record.encoded().peekable();
    encoded.peek().is_some() && encoded.all(|(_, codec)| may_be_wire(codec))
}

/// A record of more fields has its texts, bytes and options written, and read where they own memory, by functions that
/// all fields of a type share. A compiler takes most of its time for those, and the calls are little beside the other
/// fields.
const SMALL: usize = 8;

/// Whether a field of this record is written and read by a function that it shares with others.
fn is_shared(record: &Record, codec: &Codec) -> bool {
    record.fields.len() > SMALL
        && codec.with.is_none()
        && matches!(
            rust_type::see(&codec.ty),
            Seen::Text | Seen::Bytes | Seen::Option(_)
        )
}

/// The span of what the derive writes and the compiler is to show at `tokens`.
fn shown_at(tokens: &impl Spanned) -> Span {
    Span::call_site().located_at(tokens.span())
}

/// The path of avro-core, to be shown at `span`.
fn respanned(krate: &TokenStream, span: Span) -> TokenStream {
    krate
        .clone()
        .into_iter()
        .map(|mut token| {
            token.set_span(span);
            token
        })
        .collect()
}

/// The binding of a field in a pattern.
fn binding(index: usize) -> Ident {
    format_ident!("__field{index}")
}

/// A pattern that binds all fields of a record.
fn pattern(record: &Record) -> TokenStream {
    let bound = record.fields.iter().enumerate().map(|(index, field)| {
        let (member, binding) = (&field.member, binding(index));
        quote!(#member: #binding)
    });
    quote!({ #(#bound),* })
}

/// The place of a field in `self`.
fn place(member: &Member) -> TokenStream {
    quote!(self.#member)
}
