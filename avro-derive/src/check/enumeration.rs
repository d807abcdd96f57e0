//! Enums: symbols without data, branches with.

use std::collections::HashMap;

use avro_model::is_simple_name;
use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::field::{foreign, nameless, only_value};
use super::{
    ENUM_WORDS, RECORD_WORDS, aliases, extras, full_name, namespace, not_fixed, refuse, type_name,
};
use crate::attr::DefaultWord;
use crate::fault::Faults;
use crate::model::{Branch, Enumeration, Field, Item, Variant};
use crate::rust_type::{Seen, see};
use crate::shape::Shape;

pub(super) fn enumeration(enumeration: &Enumeration, item: &Item, faults: &mut Faults) {
    type_name(&enumeration.name, &item.attrs, faults);
    not_fixed(&item.attrs, faults);
    extras(&item.attrs.attributes, ENUM_WORDS, faults);
    refuse(&item.attrs, &[("error", "stands on a record")], faults);
    let mut taken: HashMap<&str, Span> = HashMap::new();
    let mut defaults = 0;
    for symbol in &enumeration.symbols {
        if !is_simple_name(&symbol.name) {
            faults.at(
                symbol.span,
                format_args!(
                    "`{}` is not a symbol in Avro: a letter or underscore, then letters, digits \
                     and underscores",
                    symbol.name.escape_debug()
                ),
            );
        }
        if taken.insert(&symbol.name, symbol.span).is_some() {
            let message = format!("symbol `{}` stands twice in one enum", symbol.name);
            faults.at(symbol.span, message);
        }
        let words = [
            (
                "alias",
                "has no place here: symbols have no aliases in Avro",
            ),
            (
                "aliases",
                "has no place here: symbols have no aliases in Avro",
            ),
            (
                "attribute",
                "has no place here: symbols have no attributes in Avro",
            ),
            (
                "doc",
                "has no place here: symbols have no documentation in Avro",
            ),
            ("namespace", "has no place here: a symbol is not a type"),
            ("rename_all", "has no place here: the variant has no fields"),
            ("type", "has no place here: the variant has no value"),
            ("with", "has no place here: the variant has no value"),
        ];
        refuse(&symbol.attrs, &words, faults);
        if let Some(DefaultWord::Alone(span)) = symbol.attrs.default {
            defaults += 1;
            if defaults > 1 {
                faults.at(span, "an enum has one default symbol, and this is another");
            }
        }
    }
}

pub(super) fn union(variants: &[Variant], item: &Item, faults: &mut Faults) {
    not_fixed(&item.attrs, faults);
    let why = "has no place here: an enum with data is a union, and unions have no name in Avro";
    let words = [
        ("name", why),
        ("alias", why),
        ("aliases", why),
        ("doc", why),
        ("attribute", why),
        ("error", "stands on a record"),
        (
            "rename_all",
            "has no place here: write it on the variants whose fields it means",
        ),
    ];
    refuse(&item.attrs, &words, faults);
    let mut null: Option<String> = None;
    let mut records: HashMap<String, Span> = HashMap::new();
    for variant in variants {
        let attrs = &variant.attrs;
        let default = "has no place here: a union has no default, its field may have one";
        refuse(attrs, &[("default", default)], faults);
        match &variant.branch {
            Branch::Null => {
                if let Some(first) = &null {
                    faults.at(
                        variant.ident.span(),
                        format_args!(
                            "a variant without data is the branch null, and `{first}` is that already"
                        ),
                    );
                }
                null.get_or_insert_with(|| variant.ident.unraw().to_string());
                let why = "has no place here: a variant without data is the branch null";
                let words = [
                    ("rename", why),
                    ("alias", why),
                    ("aliases", why),
                    ("namespace", why),
                    ("doc", why),
                    ("rename_all", why),
                    ("type", why),
                    ("with", why),
                ];
                refuse(attrs, &words, faults);
                extras(&attrs.attributes, &["type"], faults);
            }
            Branch::Payload(field) => {
                let why = "has no place here: the branch has the name of its value's type";
                let words = [
                    ("rename", why),
                    ("alias", why),
                    ("aliases", why),
                    ("namespace", why),
                    ("doc", why),
                    ("rename_all", "has no place here: the value is no record"),
                    (
                        "attribute",
                        "has no place here: annotate the type, as in `type = \"@key(1) long\"`",
                    ),
                ];
                refuse(attrs, &words, faults);
                payload(field, faults);
                nameless(field, item, "a union", faults);
            }
            Branch::Record(record) => {
                let words = [
                    ("type", "has no place here: it belongs on a field"),
                    ("with", "has no place here: it belongs on a field"),
                ];
                refuse(attrs, &words, faults);
                namespace(attrs, faults);
                aliases(&attrs.aliases, faults);
                extras(&attrs.attributes, RECORD_WORDS, faults);
                super::record(record, attrs, item, faults);
                if let Some(full) = full_name(&record.name)
                    && records.insert(full.clone(), record.name.span).is_some()
                {
                    let message = format!("two branches named `{full}` in one union");
                    faults.at(record.name.span, message);
                }
            }
        }
    }
}

fn payload(field: &Field, faults: &mut Faults) {
    if let Some(span) = field.attrs.skip {
        faults.at(span, "`skip` leaves nothing of the branch");
    }
    only_value(field, "the value of a branch", faults);
    let Some(codec) = &field.codec else { return };
    if codec.with.is_some() {
        return;
    }
    foreign(&codec.ty, &codec.position, faults);
    let nested = matches!(codec.position.shape, Shape::Nullable { .. })
        || matches!(see(&codec.ty), Seen::Option(_));
    if nested {
        faults.at(
            field.ty.span(),
            "a union may not hold another: let a variant without data be the branch null",
        );
    }
}
