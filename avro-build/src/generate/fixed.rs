//! A fixed: a newtype of its bytes, or of what they mean.

use avro_model::{Fixed, LogicalType, Node, NodeId, Type};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::{Context, newtype};
use crate::shapes::{annotations, attributes};
use crate::text::Doc;
use crate::types::{RustType, fits};

const DERIVES: &[&str] = &["Debug", "Clone", "Copy", "PartialEq", "Eq", "Hash"];

pub(super) fn item(context: &Context<'_>, node: NodeId, ident: &Ident) -> TokenStream {
    let node = context.items.schema.node(node);
    let Type::Fixed(fixed) = node.ty() else {
        return TokenStream::new();
    };
    match node.logical() {
        Some(logical) if fits(logical) && can_be_a_shape(node, fixed) => {
            meaning(context, node, fixed, logical, ident)
        }
        _ => bytes(context, node, fixed, ident),
    }
}

/// A newtype takes its type from its field, where there is no place for
/// documentation and aliases, nor for every name of an attribute.
fn can_be_a_shape(node: &Node, fixed: &Fixed) -> bool {
    fixed.doc().is_none()
        && fixed.aliases().is_empty()
        && attributes(node).all(|(name, _)| !name.contains('`'))
}

/// The bytes as they are; what they mean is said in attributes only.
fn bytes(context: &Context<'_>, node: &Node, fixed: &Fixed, ident: &Ident) -> TokenStream {
    let doc = Doc::new(fixed.doc());
    let words = context.named(node, fixed.name(), fixed.aliases(), ident, &doc, |words| {
        words.flag("fixed");
        words.logical(node);
    });

    let size = Literal::usize_unsuffixed(fixed.size());
    let (comment, words) = (doc.comment(), words.attributes());
    let derives = context.derives(DERIVES);
    quote! {
        #comment
        #derives
        #words
        pub struct #ident(pub [u8; #size]);
    }
}

/// The type for a logical type.
fn meaning(
    context: &Context<'_>,
    node: &Node,
    fixed: &Fixed,
    logical: &LogicalType,
    ident: &Ident,
) -> TokenStream {
    let what = match logical {
        LogicalType::Decimal { precision, scale } => {
            format!("@logicalType(\"decimal\") @precision({precision}) @scale({scale})")
        }
        other => format!("@logicalType(\"{}\")", other.name()),
    };
    let (name, size) = (fixed.name(), fixed.size());
    let shape = format!("{}{what} fixed {name}({size})", annotations(node));
    newtype::item(
        context,
        ident,
        &RustType::Logical(*logical),
        &shape,
        DERIVES,
    )
}
