//! Every rule of what may be derived.
//!
//! A rule looks at the item in Avro's words and reports where it is broken, on
//! the span of the word at fault; none stops another from being looked at. What
//! only the compiler knows (which traits a type has, how many branches an
//! opaque type adds to a union) is left to constants and bounds in what is
//! emitted.

mod default;
mod enumeration;
mod field;

use avro_model::{Name, is_simple_name};
use syn::LitStr;

use self::enumeration::{enumeration, union};
use self::field::{encoded_as_it_is, field_names, is_item, newtype};
use crate::attr::{Attrs, Extra};
use crate::fault::Faults;
use crate::model::{Fixed, Item, Kind, Part, Record, TypeName};
use crate::rust_type::peel;

/// Holds an item against every rule.
pub(crate) fn item(item: &Item, faults: &mut Faults) {
    namespace(&item.attrs, faults);
    aliases(&item.attrs.aliases, faults);
    match &item.kind {
        Kind::Record(record) => {
            not_fixed(&item.attrs, faults);
            extras(&item.attrs.attributes, RECORD_WORDS, faults);
            self::record(record, &item.attrs, item, faults);
        }
        Kind::Newtype(field) => newtype(field, item, faults),
        Kind::Fixed(fixed) => self::fixed(fixed, item, faults),
        Kind::Enum(symbols) => enumeration(symbols, item, faults),
        Kind::Union(variants) => union(variants, item, faults),
    }
}

const RECORD_WORDS: &[&str] = &["type", "name", "namespace", "doc", "aliases", "fields"];
const ENUM_WORDS: &[&str] = &[
    "type",
    "name",
    "namespace",
    "doc",
    "aliases",
    "symbols",
    "default",
];
const FIXED_WORDS: &[&str] = &["type", "name", "namespace", "doc", "aliases", "size"];
const FIELD_WORDS: &[&str] = &["name", "type", "doc", "aliases", "default", "order"];

/// Reports the words that may not stand here.
fn refuse(attrs: &Attrs, words: &[(&str, &str)], faults: &mut Faults) {
    for (word, why) in words {
        if let Some(span) = attrs.span_of(word) {
            faults.at(span, format_args!("`{word}` {why}"));
        }
    }
}

fn namespace(attrs: &Attrs, faults: &mut Faults) {
    let Some(namespace) = &attrs.namespace else {
        return;
    };
    let text = namespace.value();
    if !text.is_empty() && !text.split('.').all(is_simple_name) {
        faults.on(
            namespace,
            format_args!(
                "`{}` is not a namespace: names with dots between them, each a letter or \
                 underscore, then letters, digits and underscores",
                text.escape_debug()
            ),
        );
    }
    let name = attrs.name.as_ref().or(attrs.rename.as_ref());
    if let Some(name) = name
        && name.value().contains('.')
    {
        let message = "a name with dots has its namespace, and `namespace` gives another";
        faults.on(namespace, message);
    }
}

fn aliases(aliases: &[LitStr], faults: &mut Faults) {
    for alias in aliases {
        if alias.value().is_empty() {
            faults.on(alias, "an alias is a name, and this is empty");
        }
    }
}

/// The name of a record, an enum or a fixed. A namespace that was given by
/// itself is looked at by itself.
fn type_name(name: &TypeName, attrs: &Attrs, faults: &mut Faults) {
    let mut simple = String::new();
    let given = attrs.name.as_ref().or(attrs.rename.as_ref());
    if let Some(given) = given
        && let Some((namespace, _)) = given.value().rsplit_once('.')
    {
        simple.push_str(namespace);
        simple.push('.');
    }
    for part in &name.simple {
        match part {
            Part::Text(text) => simple.push_str(text),
            // Any legal part will do: what it really is, only the schema knows.
            Part::Type(_) | Part::Const(_) => simple.push('x'),
        }
    }
    if let Err(error) = Name::parse(&simple) {
        faults.at(name.span, error);
    }
}

/// The full name, where no parameter is part of it.
pub(crate) fn full_name(name: &TypeName) -> Option<String> {
    let mut full = name.namespace.clone();
    if !full.is_empty() {
        full.push('.');
    }
    for part in &name.simple {
        match part {
            Part::Text(text) => full.push_str(text),
            Part::Type(_) | Part::Const(_) => return None,
        }
    }
    Some(full)
}

/// Attributes that are not Avro's own.
fn extras(extras: &[Extra], words: &[&str], faults: &mut Faults) {
    let mut seen: Vec<String> = Vec::new();
    for extra in extras {
        let key = extra.key.value();
        if words.contains(&key.as_str()) {
            let message = format!("`{key}` is one of Avro's own words, not an attribute");
            faults.on(&extra.key, message);
        } else if seen.contains(&key) {
            let message = format!("the attribute `{}` is given twice", key.escape_debug());
            faults.on(&extra.key, message);
        }
        seen.push(key);
    }
}

fn not_fixed(attrs: &Attrs, faults: &mut Faults) {
    let why = "stands on a struct around bytes: `struct Md5([u8; 16])`";
    refuse(attrs, &[("fixed", why)], faults);
}

fn record(record: &Record, attrs: &Attrs, item: &Item, faults: &mut Faults) {
    type_name(&record.name, attrs, faults);
    for field in &record.fields {
        self::field::field(field, faults);
        if let (Kind::Record(_), Some(codec)) = (&item.kind, encoded_as_it_is(field))
            && is_item(peel(&codec.ty), item)
        {
            let message = "a record that always holds another of its kind has no end: \
                           use an `Option` or a `Vec`";
            faults.on(&field.ty, message);
        }
    }
    field_names(&record.fields, faults);
    if let Some(full) = full_name(&record.name) {
        for fixed in &item.fixeds {
            if fixed.full == full {
                let message = format!(
                    "the fixed in this field would be called `{full}`, as the record is: \
                     name it, as in `type = \"fixed {full}Bytes(16)\"`"
                );
                faults.at(fixed.span, message);
            }
        }
    }
}

fn fixed(fixed: &Fixed, item: &Item, faults: &mut Faults) {
    type_name(&fixed.name, &item.attrs, faults);
    extras(&item.attrs.attributes, FIXED_WORDS, faults);
    let words = [
        ("error", "stands on a record"),
        (
            "rename_all",
            "renames fields and symbols, and a fixed has none",
        ),
    ];
    refuse(&item.attrs, &words, faults);
    for (word, span) in &fixed.field.attrs.given {
        let message = format!("`{word}` says nothing of the bytes of a fixed");
        faults.at(*span, message);
    }
}
