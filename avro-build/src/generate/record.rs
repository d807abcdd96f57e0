//! A record: a struct, and the ways to make one.
//!
//! What has no default has to be said, and `new` takes just that; so code that calls it still
//! compiles when a field with a default is added. Where everything has a default, that is
//! `Default`.

use avro_model::{Field, Name, NodeId, Order, Record, RenameRule, Type};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::Context;
use super::attributes::Words;
use super::default::{self, Value};
use crate::items::Kind;
use crate::names::{self, Case, Scope, best_rule, recovers};
use crate::text::Doc;
use crate::types::Place;

/// What the fields are called.
pub(super) fn idents(record: &Record) -> Vec<String> {
    let names: Vec<&str> = record.fields().iter().map(Field::name).collect();
    Scope::default().assign(&names, Case::Field)
}

pub(super) fn item(
    context: &Context<'_>,
    node: NodeId,
    ident: &Ident,
    places: &[Place],
) -> Vec<TokenStream> {
    let node = context.items.schema.node(node);
    let Type::Record(record) = node.ty() else {
        return Vec::new();
    };
    let idents = idents(record);
    let field_names = record.fields().iter().map(Field::name);
    let rule = best_rule(idents.iter().map(String::as_str).zip(field_names));

    let doc = Doc::new(record.doc());
    let is_request = matches!(context.item.kind, Kind::Message(_));
    let (name, aliases) = match (record.name().check(), is_request) {
        // A message may be called `int`, and a record may not: it knows that by an alias.
        (Err(_), true) => {
            let name = Name::unchecked(&format!("{}_", record.name()));
            (name, vec![record.name().clone()])
        }
        _ => (record.name().clone(), record.aliases().to_vec()),
    };
    let words = context.named(node, &name, &aliases, ident, &doc, |words| {
        if record.is_error() {
            words.flag("error");
        }
        words.rename_all(rule);
    });
    let fields = record
        .fields()
        .iter()
        .zip(&idents)
        .zip(places)
        .map(|((field, ident), place)| self::field(context, field, ident, place, rule));

    let made = if context.borrowed || is_request {
        Made::Not
    } else {
        Made::of(default::values(context, record, places))
    };
    let mut derives = vec!["Debug", "Clone", "PartialEq"];
    if matches!(made, Made::Derived) {
        derives.push("Default");
    }
    let (comment, words) = (doc.comment(), words.attributes());
    let by_hand: &[&str] = match made {
        Made::Default(_) => &["Default"],
        _ => &[],
    };
    let derives = context.derives_but(&derives, by_hand);
    let visibility = context.visibility();
    let lifetime = context.lifetime();
    let mut code = vec![quote! {
        #comment
        #derives
        #words
        #visibility struct #ident #lifetime {
            #(#fields,)*
        }
    }];
    code.extend(made.code(context, ident, &idents, places));
    if context.look.setters == Some(true) && !context.borrowed && !is_request {
        code.extend(setters(context, record, ident, &idents, places));
    }
    code
}

/// How a value is made of nothing but what has to be said.
enum Made {
    /// By no code of ours.
    Not,
    /// By `#[derive(Default)]`.
    Derived,
    /// By `Default`, from the values of all fields.
    Default(Vec<Value>),
    /// By `new`, from arguments and the values of the other fields.
    New(Vec<Option<Value>>),
}

impl Made {
    fn of(values: Vec<Option<Value>>) -> Made {
        if values.iter().any(Option::is_none) {
            return Made::New(values);
        }
        let values: Vec<Value> = values.into_iter().flatten().collect();
        if values.iter().all(|value| value.plain) {
            Made::Derived
        } else {
            Made::Default(values)
        }
    }

    fn code(
        self,
        context: &Context<'_>,
        ident: &Ident,
        idents: &[String],
        places: &[Place],
    ) -> Option<TokenStream> {
        let (lints, visibility) = (context.lints(), context.visibility());
        let idents = idents.iter().map(|ident| names::ident(ident));
        match self {
            Made::Not | Made::Derived => None,
            Made::Default(values) => {
                let default = context.std("Default", "default");
                let fields = idents.zip(values).map(|(ident, value)| {
                    let code = value.code;
                    quote!(#ident: #code)
                });
                Some(quote! {
                    #lints
                    impl #default for #ident {
                        fn default() -> Self {
                            Self { #(#fields,)* }
                        }
                    }
                })
            }
            Made::New(values) => {
                let mut said = Vec::new();
                let mut fields = Vec::new();
                for ((ident, value), place) in idents.zip(values).zip(places) {
                    match value {
                        Some(Value { code, .. }) => fields.push(quote!(#ident: #code)),
                        None => {
                            let ty = context.ty(&place.ty);
                            said.push(quote!(#ident: #ty));
                            fields.push(quote!(#ident));
                        }
                    }
                }
                let doc = if said.len() == fields.len() {
                    " From the values of all fields; none has a default."
                } else {
                    " From what has no default; the other fields have theirs."
                };
                Some(quote! {
                    #lints
                    impl #ident {
                        #[doc = #doc]
                        #visibility fn new(#(#said),*) -> Self {
                            Self { #(#fields,)* }
                        }
                    }
                })
            }
        }
    }
}

/// A method for each field with a default, to say another value.
fn setters(
    context: &Context<'_>,
    record: &Record,
    ident: &Ident,
    idents: &[String],
    places: &[Place],
) -> Option<TokenStream> {
    let visibility = context.visibility();
    let fields = record.fields().iter().zip(idents).zip(places);
    let methods: Vec<TokenStream> = fields
        .filter(|((field, _), _)| field.default().is_some())
        .map(|((_, ident), place)| {
            let doc = format!(" The same with another `{ident}`.");
            // A name that starts with a digit has an underscore already.
            let method = format_ident!("with_{}", ident.trim_start_matches('_'));
            let (ident, ty) = (names::ident(ident), context.ty(&place.ty));
            quote! {
                #[doc = #doc]
                #[must_use]
                #visibility fn #method(mut self, #ident: #ty) -> Self {
                    self.#ident = #ident;
                    self
                }
            }
        })
        .collect();
    if methods.is_empty() {
        return None;
    }
    let lints = context.lints();
    Some(quote! {
        #lints
        impl #ident {
            #(#methods)*
        }
    })
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
    words.with(place.with.as_deref());
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
    let (more, visibility) = (context.on_field(field.name()), context.visibility());
    let (ident, ty) = (names::ident(ident), context.ty(&place.ty));
    quote! {
        #comment
        #words
        #more
        #visibility #ident: #ty
    }
}
