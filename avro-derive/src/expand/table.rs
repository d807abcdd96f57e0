//! Tables of a schema: names, aliases, documentation, defaults.

use avro_model::json::Json;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::scope::Scope;
use crate::attr::{Attrs, DefaultWord, Extra, Order};
use crate::model::{Codec, Field, Part, Record, TypeName};

/// The table of a record.
pub(super) fn record_info(scope: &Scope<'_>, record: &Record, attrs: &Attrs) -> TokenStream {
    let krate = scope.krate;
    let (aliases, doc, attributes) = (aliases(attrs), doc(attrs), extras(&attrs.attributes));
    let is_error = attrs.error.is_some();
    let fields = record
        .encoded()
        .map(|(field, codec)| field_info(scope, field, codec));
    quote! {
        #krate::schema::RecordInfo {
            aliases: &[#aliases],
            doc: #doc,
            is_error: #is_error,
            attributes: &[#attributes],
            fields: &[#(#fields),*],
        }
    }
}

fn field_info(scope: &Scope<'_>, field: &Field, codec: &Codec) -> TokenStream {
    let krate = scope.krate;
    let attrs = &field.attrs;
    let name = &field.name;
    let (aliases, doc, attributes) = (aliases(attrs), doc(attrs), extras(&attrs.attributes));
    let order = match attrs.order {
        Some((Order::Descending, _)) => quote!(Descending),
        Some((Order::Ignore, _)) => quote!(Ignore),
        Some((Order::Ascending, _)) | None => quote!(Ascending),
    };
    let default = match &attrs.default {
        Some(DefaultWord::Value(value)) => option(Some(value.json.to_string())),
        _ => option(None::<String>),
    };
    let node = if codec.position.is_annotated() {
        let node = codec.position.node(&codec.avro_type(krate), krate);
        quote!(|__builder| #node)
    } else {
        let avro_as = scope.avro_as(codec);
        quote!(#avro_as::node)
    };
    quote! {
        #krate::schema::FieldInfo {
            name: #name,
            aliases: &[#aliases],
            doc: #doc,
            order: #krate::Order::#order,
            default: #default,
            attributes: &[#attributes],
            node: #node,
        }
    }
}

pub(super) fn aliases(attrs: &Attrs) -> TokenStream {
    let aliases = &attrs.aliases;
    quote!(#(#aliases),*)
}

pub(super) fn doc(attrs: &Attrs) -> TokenStream {
    option(attrs.documentation())
}

pub(super) fn extras(extras: &[Extra]) -> TokenStream {
    let extras = extras.iter().map(|extra| {
        let (key, value) = (&extra.key, extra.value.json.to_string());
        quote!((#key, #value))
    });
    quote!(#(#extras),*)
}

pub(super) fn pairs(extras: &[Extra]) -> Vec<(String, Json)> {
    extras
        .iter()
        .map(|extra| (extra.key.value(), extra.value.json.clone()))
        .collect()
}

pub(super) fn option(value: Option<impl ToTokens>) -> TokenStream {
    match value {
        Some(value) => quote!(::core::option::Option::Some(#value)),
        None => quote!(::core::option::Option::None),
    }
}

/// An expression that needs the full name of a type.
pub(super) fn named(
    name: &TypeName,
    scope: &Scope<'_>,
    with: impl FnOnce(TokenStream) -> TokenStream,
) -> TokenStream {
    let mut prefix = name.namespace.clone();
    if !prefix.is_empty() {
        prefix.push('.');
    }
    if let Some(simple) = whole(name) {
        let full = prefix + &simple;
        return with(quote!(#full));
    }
    let parts = parts(name, scope, &quote!(__name), &quote!(&mut __name));
    let node = with(quote!(&__name));
    quote! {
        let mut __name = ::std::string::String::from(#prefix);
        #parts
        #node
    }
}

/// The type's part in the names of others.
pub(super) fn name_part(name: &TypeName, scope: &Scope<'_>) -> TokenStream {
    let parts = match whole(name) {
        Some(simple) => quote!(__out.push_str(#simple);),
        None => parts(name, scope, &quote!(__out), &quote!(__out)),
    };
    quote! {
        #[inline]
        fn name_part(__out: &mut ::std::string::String) {
            #parts
        }
    }
}

/// The simple name, where no parameter is part of it.
fn whole(name: &TypeName) -> Option<String> {
    name.simple
        .iter()
        .map(|part| match part {
            Part::Text(text) => Some(text.as_str()),
            Part::Type(_) | Part::Const(_) => None,
        })
        .collect()
}

/// Statements that add the parts of a name to the string `out`, to which `reference` is
/// a mutable reference.
fn parts(
    name: &TypeName,
    scope: &Scope<'_>,
    out: &TokenStream,
    reference: &TokenStream,
) -> TokenStream {
    let krate = scope.krate;
    let parts = name.simple.iter().map(|part| match part {
        Part::Text(text) if text.is_empty() => quote!(),
        Part::Text(text) => quote!(#out.push_str(#text);),
        Part::Type(ident) => {
            let shape = scope.item.needs.shape_of(ident);
            let own = quote!(#krate::shape::Own);
            let shape = shape.unwrap_or(&own);
            quote!(<#ident as #krate::encoding::AvroAs<#shape>>::name_part(#reference);)
        }
        Part::Const(ident) => {
            quote!(#out.push_str(&::std::string::ToString::to_string(&#ident));)
        }
    });
    quote!(#(#parts)*)
}
