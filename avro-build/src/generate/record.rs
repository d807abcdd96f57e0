//! A record: a struct.

use avro_model::{Field, NodeId, Order, RenameRule, Type};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::Context;
use super::attributes::Words;
use crate::names::{self, Case, Scope, best_rule, recovers};
use crate::text::Doc;
use crate::types::Place;

pub(super) fn item(
    context: &Context<'_>,
    node: NodeId,
    ident: &Ident,
    places: &[Place],
) -> TokenStream {
    let node = context.items.schema.node(node);
    let Type::Record(record) = node.ty() else {
        return TokenStream::new();
    };
    let field_names: Vec<&str> = record.fields().iter().map(Field::name).collect();
    let idents = Scope::default().assign(&field_names, Case::Field);
    let pairs = idents
        .iter()
        .map(String::as_str)
        .zip(field_names.iter().copied());
    let rule = best_rule(pairs);

    let doc = Doc::new(record.doc());
    let words = context.named(
        node,
        record.name(),
        record.aliases(),
        ident,
        &doc,
        |words| {
            if record.is_error() {
                words.flag("error");
            }
            words.rename_all(rule);
        },
    );
    let fields = record
        .fields()
        .iter()
        .zip(&idents)
        .zip(places)
        .map(|((field, ident), place)| self::field(context, field, ident, place, rule));

    let (comment, words) = (doc.comment(), words.attributes());
    let derives = context.derives(&["Debug", "Clone", "PartialEq"]);
    quote! {
        #comment
        #derives
        #words
        pub struct #ident {
            #(#fields,)*
        }
    }
}

fn field(
    context: &Context<'_>,
    field: &Field,
    ident: &str,
    place: &Place,
    rule: Option<RenameRule>,
) -> TokenStream {
    let doc = Doc::new(field.doc());
    let mut words = Words::default();
    if !recovers(rule, ident, field.name()) {
        words.text("rename", field.name());
    }
    for alias in field.aliases() {
        words.text("alias", alias);
    }
    if let Some(shape) = &place.shape {
        words.text("type", shape.as_str());
    }
    words.field_default(field.default());
    if field.order() != Order::Ascending {
        words.text("order", field.order().as_str());
    }
    if let Some(doc) = doc.word() {
        words.push(doc);
    }
    words.extra_of_field(field.attributes());

    let (comment, words) = (doc.comment(), words.attributes());
    let (ident, ty) = (names::ident(ident), context.ty(&place.ty));
    quote! {
        #comment
        #words
        pub #ident: #ty
    }
}
