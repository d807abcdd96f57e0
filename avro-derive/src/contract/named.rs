//! Records, enums and fixed against their definitions.

use avro_model::json::Json;
use avro_model::{Attributes, LogicalType, Name, NodeId, Type};
use proc_macro2::Span;
use quote::ToTokens;

use super::{Against, Asserted, Assertion};
use crate::attr::{Attrs, DefaultWord, Extra, Order};
use crate::model::{Codec, Enumeration, Field, Fixed, Record};
use crate::rust_type::literal;

impl Against<'_> {
    pub(super) fn record(&mut self, node: NodeId, record: &Record, attrs: &Attrs, span: Span) {
        let schema = self.schema;
        let Type::Record(known) = schema.node(node).ty() else {
            return self.other_kind(node, "a struct is a record");
        };
        self.head(node, known.name(), known.aliases(), attrs, span);
        match (known.is_error(), attrs.error) {
            (true, None) => {
                let message = "the file says that this is an error: write `#[avro(error)]`";
                self.faults.at(span, message);
            }
            (false, Some(word)) => self.faults.at(word, "the file says that this is no error"),
            _ => {}
        }
        let fields: Vec<(&Field, &Codec)> = record.encoded().collect();
        for field in known.fields() {
            if !fields.iter().any(|(own, _)| own.name == field.name()) {
                let (name, ty) = (field.name(), avro_model::spelled(schema, field.ty()));
                let message =
                    format!("the file has a field `{name}` of type `{ty}`, and it is missing here");
                self.faults.at(span, message);
            }
        }
        for (field, codec) in &fields {
            match known.field(&field.name) {
                Some((_, found)) => self.field(found, field, codec),
                None => {
                    let near = avro_model::nearest(
                        &field.name,
                        known.fields().iter().map(|field| field.name()),
                    );
                    let hint =
                        near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
                    let message = format!("the file has no field `{}`{hint}", field.name);
                    self.faults.at(field.span, message);
                }
            }
        }
        // Only of those that both have.
        let here = fields
            .iter()
            .filter(|(field, _)| known.field(&field.name).is_some());
        let there = known
            .fields()
            .iter()
            .filter(|field| fields.iter().any(|(own, _)| own.name == field.name()));
        if let Some(((field, _), first)) = here
            .zip(there)
            .find(|((own, _), found)| own.name != found.name())
        {
            let message = format!(
                "the file has `{}` in this place: bytes are written in the order of the fields",
                first.name()
            );
            self.faults.at(field.span, message);
        }
    }

    fn field(&mut self, known: &avro_model::Field, field: &Field, codec: &Codec) {
        let attrs = &field.attrs;
        self.codec(known.ty(), codec, attrs, field.span);
        self.default(known, field);
        let here = match attrs.order {
            Some((Order::Descending, _)) => avro_model::Order::Descending,
            Some((Order::Ignore, _)) => avro_model::Order::Ignore,
            Some((Order::Ascending, _)) | None => avro_model::Order::Ascending,
        };
        if here != known.order() {
            let span = attrs.order.map_or(field.span, |(_, span)| span);
            let (there, here) = (known.order().as_str(), here.as_str());
            let message = format!("the file says the order `{there}`, and here it is `{here}`");
            self.faults.at(span, message);
        }
        for alias in &attrs.aliases {
            let value = alias.value();
            if !known.aliases().iter().any(|known| **known == *value) {
                self.faults.on(
                    alias,
                    format_args!("the file has no alias `{}`", value.escape_debug()),
                );
            }
        }
        for alias in known.aliases() {
            if !attrs.aliases.iter().any(|own| own.value() == **alias) {
                let message = format!("the file has an alias: write `alias = \"{alias}\"`");
                self.faults.at(field.span, message);
            }
        }
        self.extras(known.attributes(), None, &attrs.attributes, field.span);
    }

    fn default(&mut self, known: &avro_model::Field, field: &Field) {
        let here = match &field.attrs.default {
            Some(DefaultWord::Value(value)) => Some(value),
            _ => None,
        };
        match (known.default(), here) {
            (None, None) => {}
            (Some(there), None) => {
                let there = there.to_string();
                let message = format!("the file has a default: write `default = {there:?}`");
                self.faults.at(field.span, message);
            }
            (None, Some(here)) => self.faults.at(here.span, "the file has no default"),
            // What an object leaves out may be a default again: the schema knows.
            (Some(Json::Object(_)), Some(here)) if matches!(here.json, Json::Object(_)) => {}
            (Some(there), Some(here)) if *there == here.json => {}
            (Some(there), Some(here)) => {
                let message = format!("the file says the default `{there}`");
                self.faults.at(here.span, message);
            }
        }
    }

    pub(super) fn enumeration(&mut self, node: NodeId, enumeration: &Enumeration) {
        let schema = self.schema;
        let (attrs, span) = (&self.item.attrs, self.item.ident.span());
        let Type::Enum(known) = schema.node(node).ty() else {
            return self.other_kind(node, "an enum without data is an enum");
        };
        self.head(node, known.name(), known.aliases(), attrs, span);
        let symbols = &enumeration.symbols;
        for symbol in known.symbols() {
            if !symbols.iter().any(|own| own.name == **symbol) {
                let message = format!("the file has a symbol `{symbol}`, and it is missing here");
                self.faults.at(span, message);
            }
        }
        for symbol in symbols {
            if known.symbol_index(&symbol.name).is_none() {
                let near = avro_model::nearest(
                    &symbol.name,
                    known.symbols().iter().map(|symbol| &**symbol),
                );
                let hint = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
                self.faults.at(
                    symbol.span,
                    format!("the file has no symbol `{}`{hint}", symbol.name),
                );
            }
        }
        let here = symbols
            .iter()
            .filter(|symbol| known.symbol_index(&symbol.name).is_some());
        let there = known
            .symbols()
            .iter()
            .filter(|symbol| symbols.iter().any(|own| own.name == ***symbol));
        if let Some((symbol, first)) = here.zip(there).find(|(own, found)| own.name != ***found) {
            let message = format!(
                "the file has `{first}` in this place: a symbol is written as its position"
            );
            self.faults.at(symbol.span, message);
        }
        let there = known.default().and_then(|at| known.symbols().get(at));
        let here = symbols.iter().find(|symbol| symbol.attrs.default.is_some());
        match (there, here) {
            (Some(there), Some(here)) if here.name == **there => {}
            (Some(there), _) => {
                let message = format!(
                    "the file says that `{there}` is the default: write `#[avro(default)]` on it"
                );
                self.faults
                    .at(here.map_or(span, |symbol| symbol.span), message);
            }
            (None, Some(here)) => self.faults.at(here.span, "the file has no default"),
            (None, None) => {}
        }
    }

    pub(super) fn fixed(&mut self, node: NodeId, fixed: &Fixed) {
        let schema = self.schema;
        let (attrs, span) = (&self.item.attrs, self.item.ident.span());
        let Type::Fixed(known) = schema.node(node).ty() else {
            return self.other_kind(node, "a struct around bytes is a fixed");
        };
        self.head(node, known.name(), known.aliases(), attrs, span);
        let message = format!("the file says {} bytes", known.size());
        match literal(&fixed.length) {
            Some(length) if length == known.size() => {}
            Some(_) => self.faults.on(&fixed.length, message),
            None => self.assertions.push(Assertion {
                span: fixed.field.span,
                what: Asserted::Length {
                    length: fixed.length.clone(),
                    size: known.size(),
                },
                message,
            }),
        }
    }

    /// What all named types have.
    fn head(&mut self, node: NodeId, name: &Name, aliases: &[Name], attrs: &Attrs, span: Span) {
        self.aliases(aliases, attrs, name.namespace(), span);
        let more = self.schema.node(node).attributes();
        self.extras(more, None, &attrs.attributes, span);
    }

    /// The aliases of a type; those without dots are in its namespace.
    fn aliases(&mut self, known: &[Name], attrs: &Attrs, namespace: Option<&str>, span: Span) {
        let full = |alias: &str| full_alias(alias, namespace);
        for alias in &attrs.aliases {
            let value = alias.value();
            if !known.iter().any(|known| known.full() == full(&value)) {
                self.faults.on(
                    alias,
                    format_args!("the file has no alias `{}`", value.escape_debug()),
                );
            }
        }
        for alias in known {
            if !attrs
                .aliases
                .iter()
                .any(|own| full(&own.value()) == alias.full())
            {
                let message = format!(
                    "the file has an alias: write `alias = \"{}\"`",
                    alias.full()
                );
                self.faults.at(span, message);
            }
        }
    }

    /// Attributes that are not Avro's own.
    pub(super) fn extras(
        &mut self,
        known: &Attributes,
        logical: Option<&LogicalType>,
        extras: &[Extra],
        span: Span,
    ) {
        for extra in extras {
            let key = extra.key.value();
            match known.get(&key) {
                Some(value) if *value == extra.value.json => {}
                Some(value) => {
                    let message = format!("the file says `{value}`");
                    self.faults.at(extra.value.span, message);
                }
                None => {
                    let message = format!("the file has no attribute `{}`", key.escape_debug());
                    self.faults.on(extra.key.to_token_stream(), message);
                }
            }
        }
        for (key, value) in known.iter() {
            let is_here = extras.iter().any(|extra| extra.key.value() == key);
            if !is_here && !is_part_of(logical, key) {
                let text = value.to_string();
                let message =
                    format!("the file has an attribute: write `attribute({key:?}, {text:?})`");
                self.faults.at(span, message);
            }
        }
    }
}

/// An alias in full; one without dots is in the namespace of its type.
pub(super) fn full_alias(alias: &str, namespace: Option<&str>) -> String {
    match (alias.contains('.'), namespace) {
        (false, Some(namespace)) => format!("{namespace}.{alias}"),
        _ => alias.strip_prefix('.').unwrap_or(alias).to_owned(),
    }
}

/// Whether an attribute is part of the logical type in force.
pub(super) fn is_part_of(logical: Option<&LogicalType>, key: &str) -> bool {
    match logical {
        Some(LogicalType::Decimal { .. }) => matches!(key, "logicalType" | "precision" | "scale"),
        Some(_) => key == "logicalType",
        None => false,
    }
}
