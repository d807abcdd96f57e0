//! Nodes of the schema where attributes stand inside of a type.
//!
//! A type builds its own node, and knows nothing of attributes. Where there are
//! some the types around them are built here, one step at a time.

use avro_model::json::Json;
use proc_macro2::TokenStream;
use quote::quote;

use super::{NullAt, Position, Shape};

impl Position {
    /// An expression for the node in the schema of `ty` in this position, given
    /// a `__builder`.
    pub(crate) fn node(&self, ty: &TokenStream, krate: &TokenStream) -> TokenStream {
        let below = |inner: &Position| {
            let ty = &inner.ty;
            inner.node(&quote!(#ty), krate)
        };
        match &self.shape {
            Shape::Annotated { inner, attributes } => {
                let node = inner.node(ty, krate);
                annotate(&node, attributes)
            }
            Shape::Array(items) if items.is_annotated() => {
                let items = below(items);
                quote!({ let __items = #items; __builder.schema().array(__items) })
            }
            Shape::Map(values) if values.is_annotated() => {
                let values = below(values);
                quote!({ let __values = #values; __builder.schema().map(__values) })
            }
            Shape::Nullable {
                inner,
                null,
                attributes,
                ..
            } if self.is_annotated() => {
                let null_node = annotate(&quote!(__builder.schema().null()), attributes);
                if inner.is_annotated() {
                    // What is annotated is one type, and so one branch.
                    let branch = below(inner);
                    let branches = match null {
                        NullAt::Index(0) => quote!([__null, __branch]),
                        _ => quote!([__branch, __null]),
                    };
                    return quote!({
                        let __branch = #branch;
                        let __null = #null_node;
                        __builder.schema().union(#branches)
                    });
                }
                let at = null.tokens(inner, krate);
                let (ty, shape) = (&inner.ty, inner.tokens(krate));
                quote!({
                    let mut __branches = ::std::vec::Vec::new();
                    <#ty as #krate::encoding::AvroAs<#shape>>::branches(__builder, &mut __branches);
                    let __null = #null_node;
                    __branches.insert(::core::cmp::min(#at as usize, __branches.len()), __null);
                    __builder.schema().union(__branches)
                })
            }
            _ => {
                let shape = self.tokens(krate);
                quote!(<#ty as #krate::encoding::AvroAs<#shape>>::node(__builder))
            }
        }
    }
}

/// An expression for `node` with attributes.
pub(crate) fn annotate(node: &TokenStream, attributes: &[(String, Json)]) -> TokenStream {
    if attributes.is_empty() {
        return node.clone();
    }
    let (keys, values): (Vec<&String>, Vec<String>) = attributes
        .iter()
        .map(|(key, value)| (key, value.to_string()))
        .unzip();
    quote!({
        let __node = #node;
        __builder.attributes(__node, &[#((#keys, #values)),*])
    })
}
