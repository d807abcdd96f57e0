//! Fields, and the values of newtypes and branches.

use std::collections::HashMap;

use avro_model::is_simple_name;
use proc_macro2::Span;
use syn::Type;

use super::{FIELD_WORDS, aliases, default, extras, refuse};
use crate::attr::DefaultWord;
use crate::fault::Faults;
use crate::model::{Codec, Field, Item};
use crate::rust_type::{Seen, is_static, peel, see, types};
use crate::shape::{Position, Shape};

/// "Aliases are alternative names, and thus subject to the same uniqueness
/// constraints as names." A field may repeat its own.
pub(super) fn field_names(fields: &[Field], faults: &mut Faults) {
    let encoded = || fields.iter().filter(|field| field.codec.is_some());
    let mut taken: HashMap<&str, Span> = HashMap::new();
    for field in encoded() {
        if taken.insert(&field.name, field.span).is_some() {
            let message = format!("field `{}` stands twice in one record", field.name);
            faults.at(field.span, message);
        }
    }
    let mut owners: HashMap<String, usize> = encoded()
        .enumerate()
        .map(|(index, field)| (field.name.clone(), index))
        .collect();
    for (index, field) in encoded().enumerate() {
        for alias in &field.attrs.aliases {
            let owner = *owners.entry(alias.value()).or_insert(index);
            if owner != index {
                let alias_name = alias.value();
                let message = format!(
                    "the alias `{}` is taken by another field",
                    alias_name.escape_debug()
                );
                faults.on(alias, message);
            }
        }
    }
}

/// A field of a record.
pub(super) fn field(field: &Field, faults: &mut Faults) {
    aliases(&field.attrs.aliases, faults);
    extras(&field.attrs.attributes, FIELD_WORDS, faults);
    let Some(codec) = &field.codec else {
        for (word, span) in &field.attrs.given {
            if !matches!(*word, "skip" | "doc") {
                let message = format!("`{word}` says nothing of a field that is skipped");
                faults.at(*span, message);
            }
        }
        return;
    };
    if !is_simple_name(&field.name) {
        let hint = match &field.attrs.rename {
            Some(_) => "",
            None => "; rename the field: `#[avro(rename = \"…\")]`",
        };
        faults.at(
            field.span,
            format_args!(
                "`{}` is not a name in Avro: a letter or underscore, then letters, digits and \
                 underscores{hint}",
                field.name.escape_debug()
            ),
        );
    }
    if codec.with.is_none() {
        foreign(&codec.ty, &codec.position, faults);
    }
    if let Some(DefaultWord::Value(value)) = &field.attrs.default
        && let Err(why) = default::fits(&value.json, &codec.position)
    {
        faults.at(value.span, format_args!("the default does not fit: {why}"));
    }
}

/// Types that have no place in Avro, as far as they can be seen.
pub(super) fn foreign(ty: &Type, position: &Position, faults: &mut Faults) {
    if let Shape::Annotated { inner, .. } = &position.shape {
        return foreign(ty, inner, faults);
    }
    keys(ty, faults);
    if is_static(ty) {
        let message = "what is decoded borrows from its bytes, and they do not live for `'static`: \
                       give the type a lifetime, or let it own its data";
        return faults.on(ty, message);
    }
    if let Shape::Array(inner) | Shape::Map(inner) | Shape::Nullable { inner, .. } = &position.shape
        && let Some(ty) = &inner.ty
    {
        return foreign(ty, inner, faults);
    }
    match see(ty) {
        Seen::Foreign(why) => faults.on(peel(ty), why),
        Seen::Option(inner) if matches!(see(inner), Seen::Option(_)) => {
            let message = "null stands twice in a union: an `Option` in an `Option`";
            faults.on(peel(ty), message);
        }
        Seen::Vec(inner) | Seen::Option(inner) | Seen::Map(inner) => {
            foreign(inner, &Position::own(Some(inner)), faults);
        }
        _ => {}
    }
}

/// "Map keys are assumed to be strings."
fn keys(ty: &Type, faults: &mut Faults) {
    if let (Seen::Map(_), Type::Path(map)) = (see(ty), peel(ty))
        && let Some(key) = map.path.segments.last().and_then(|map| types(map).next())
        && matches!(see(key), Seen::Scalar(_) | Seen::Foreign(_) | Seen::Bytes)
    {
        faults.on(key, "the keys of an Avro map are strings");
    }
}

/// A struct around one value has that value's type, and nothing to say about it.
pub(super) fn newtype(field: &Field, item: &Item, faults: &mut Faults) {
    let why = "belongs on a type with a name, and a newtype is what it holds; \
               name its field to make it a record";
    let words = [
        ("name", why),
        ("namespace", why),
        ("alias", why),
        ("aliases", why),
        ("doc", why),
        ("error", why),
        ("rename_all", why),
        ("attribute", why),
    ];
    refuse(&item.attrs, &words, faults);
    if let Some(span) = field.attrs.skip {
        faults.at(span, "`skip` leaves nothing of a newtype");
    }
    only_value(field, "the value of a newtype", faults);
    nameless(field, item, "a newtype", faults);
    if let (None, Some(codec)) = (&field.attrs.ty, &field.codec)
        && codec.with.is_none()
    {
        foreign(&codec.ty, &codec.position, faults);
    }
}

/// The codec of a field that no conversion stands before.
pub(super) fn encoded_as_it_is(field: &Field) -> Option<&Codec> {
    field.codec.as_ref().filter(|codec| codec.with.is_none())
}

/// A type without a name cannot refer to itself.
pub(super) fn nameless(field: &Field, item: &Item, what: &str, faults: &mut Faults) {
    fn holds(ty: &Type, item: &Item) -> bool {
        is_item(peel(ty), item)
            || match see(ty) {
                Seen::Vec(inner) | Seen::Option(inner) | Seen::Map(inner) => holds(inner, item),
                _ => false,
            }
    }
    if let Some(codec) = encoded_as_it_is(field)
        && holds(&codec.ty, item)
    {
        faults.on(
            &field.ty,
            format_args!("{what} has no name in Avro, so it can only meet itself in a record"),
        );
    }
}

/// Whether a type is the item itself.
pub(super) fn is_item(ty: &Type, item: &Item) -> bool {
    match ty {
        Type::Path(path) if path.qself.is_none() && path.path.segments.len() == 1 => {
            let first = path.path.segments.first();
            first.is_some_and(|segment| segment.ident == item.ident)
        }
        _ => false,
    }
}

/// The value of a newtype or a branch has a type, and is no field.
pub(super) fn only_value(field: &Field, what: &str, faults: &mut Faults) {
    for (word, span) in &field.attrs.given {
        if !matches!(*word, "type" | "with" | "skip") {
            let message = format!("`{word}` belongs on a field of a record, not on {what}");
            faults.at(*span, message);
        }
    }
}
