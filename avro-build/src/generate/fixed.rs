//! A fixed: a newtype of its bytes, or of what they mean.

use avro_model::json::Json;
use avro_model::{LogicalType, Node, NodeId, Type};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::attributes::relative;
use super::{Context, newtype};
use crate::shapes::annotations;
use crate::text::Doc;
use crate::types::RustType;

const DERIVES: &[&str] = &["Debug", "Clone", "Copy", "PartialEq", "Eq", "Hash"];

pub(super) fn item(
    context: &Context<'_>,
    node: NodeId,
    ident: &Ident,
    meaning: Option<&RustType>,
) -> TokenStream {
    let node = context.items.schema.node(node);
    match meaning {
        Some(ty) => self::meaning(context, node, ident, ty),
        None => bytes(context, node, ident),
    }
}

/// The bytes as they are; what they mean is said in attributes only.
fn bytes(context: &Context<'_>, node: &Node, ident: &Ident) -> TokenStream {
    let Type::Fixed(fixed) = node.ty() else {
        return TokenStream::new();
    };
    let doc = Doc::new(fixed.doc());
    let words = context.named(node, fixed.name(), fixed.aliases(), ident, &doc, |words| {
        words.flag("fixed");
        words.logical(node);
    });

    let size = Literal::usize_unsuffixed(fixed.size());
    let (comment, words) = (doc.comment(), words.attributes());
    let (derives, visibility) = (context.derives(DERIVES), context.visibility());
    quote! {
        #comment
        #derives
        #words
        #visibility struct #ident(#visibility [u8; #size]);
    }
}

/// The type for a logical type.
fn meaning(context: &Context<'_>, node: &Node, ident: &Ident, ty: &RustType) -> TokenStream {
    let (Type::Fixed(fixed), Some(logical)) = (node.ty(), node.logical()) else {
        return TokenStream::new();
    };
    let what = match logical {
        LogicalType::Decimal { precision, scale } => {
            format!("@logicalType(\"decimal\") @precision({precision}) @scale({scale})")
        }
        other => format!("@logicalType(\"{}\")", other.name()),
    };
    let (name, size) = (fixed.name(), fixed.size());
    let doc = fixed
        .doc()
        .map_or_else(String::new, |doc| format!("@doc({}) ", Json::from(doc)));
    let aliases: Vec<Json> = fixed
        .aliases()
        .iter()
        .map(|alias| Json::from(&*relative(alias, name)))
        .collect();
    let aliases = match aliases.is_empty() {
        true => String::new(),
        false => format!("@aliases({}) ", Json::Array(aliases)),
    };
    let shape = format!(
        "{doc}{aliases}{}{what} fixed {name}({size})",
        annotations(node)
    );
    let derives = match ty {
        RustType::Chosen(_) => {
            // Of other crates' types it is known which are small and can be compared.
            match context.ty(ty).to_string().replace(' ', "").as_str() {
                "::uuid::Uuid" | "::rust_decimal::Decimal" => DERIVES,
                "::bigdecimal::BigDecimal" => &["Debug", "Clone", "PartialEq", "Eq", "Hash"],
                _ => &["Debug", "Clone", "PartialEq"],
            }
        }
        _ => DERIVES,
    };
    let comment = Doc::new(fixed.doc()).comment();
    let item = newtype::item(context, ident, ty, &shape, derives);
    quote!(#comment #item)
}
