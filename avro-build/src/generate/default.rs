//! Defaults: what a schema says where nothing is said, as Rust.
//!
//! The model encodes a default as a reader would meet it, with union branches chosen and
//! left-out fields filled in, and here that datum is written down as an expression.
//! What no expression can be written for (a type of another crate, a
//! decimal) is decoded from the datum when it is asked for, by the type's own decoder; so is what
//! would be very long.

use avro_model::{LogicalType, Node, NodeId, Record, Type, plan};
use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};

use super::attributes::Words;
use super::rust::logical_name;
use super::{Context, enumeration, record};
use crate::items::{Branch, ItemId, Kind};
use crate::names;
use crate::rules::Chosen;
use crate::text::literal;
use crate::types::{Place, RustType};

/// A longer datum is decoded, and not written out.
const LONGEST_EXPRESSION: usize = 1 << 10;

/// And so is one that is nested deeper.
const DEEPEST_EXPRESSION: usize = 32;

/// A default of a longer datum is none: the field has to be said.
const LONGEST: usize = 64 << 10;

/// A default as code.
pub(super) struct Value {
    pub(super) code: TokenStream,
    /// Whether it is what Rust takes for a default, too.
    pub(super) plain: bool,
}

impl Value {
    fn plain(code: TokenStream, plain: bool) -> Value {
        Value { code, plain }
    }

    fn other(code: TokenStream) -> Value {
        Value { code, plain: false }
    }
}

/// The values of a record's fields, where they have defaults that can be written.
pub(super) fn values(
    context: &Context<'_>,
    record: &Record,
    places: &[Place],
) -> Vec<Option<Value>> {
    let fields = record.fields().iter().zip(places);
    let value = |(field, place): (&avro_model::Field, &Place)| {
        field.default()?;
        let left = context.options.defaults_left.get();
        if left == 0 {
            return None;
        }
        let datum = plan::default_datum(&context.items.schema, field)?.ok();
        let cost = datum.as_ref().map_or(4 << 20, |datum| datum.len());
        context
            .options
            .defaults_left
            .set(left.saturating_sub(cost.saturating_add(64)));
        context.default_value(field.ty(), place, &datum?)
    };
    fields.map(value).collect()
}

impl Context<'_> {
    /// The value that `datum` holds for a place.
    fn default_value(&self, node: NodeId, place: &Place, datum: &[u8]) -> Option<Value> {
        if datum.len() > LONGEST {
            return None;
        }
        let mut rest = Datum::new(datum);
        let value = self.value(node, &place.ty, &mut rest)?;
        if datum.len() <= LONGEST_EXPRESSION && rest.deepest <= DEEPEST_EXPRESSION {
            return Some(value);
        }
        Some(self.decoded_place(place, datum))
    }

    /// Code that decodes a value whose type says everything.
    fn decoded(&self, ty: &TokenStream, datum: &[u8]) -> Value {
        let (core, datum) = (self.core(), Literal::byte_string(datum));
        Value::other(quote!(
            #core::encoding::default_value::<#ty, #core::shape::Own>(#datum)
        ))
    }

    /// Code that decodes what is too long to be written out, as the one value of a newtype.
    fn decoded_place(&self, place: &Place, datum: &[u8]) -> Value {
        let ty = self.ty(&place.ty);
        if place.shape.is_none() && place.with.is_none() {
            return self.decoded(&ty, datum);
        }
        let (mut on_struct, mut words) = (Words::default(), Words::default());
        self.core_word(&mut on_struct);
        words.with(place.with.as_deref());
        if let Some(shape) = &place.shape {
            words.text("type", shape.as_str());
        }
        let (words, on_struct) = (words.attributes(), on_struct.attributes());
        let (core, value) = (self.core(), self.decoded(&quote!(Value), datum).code);
        Value::other(quote!({
            #[derive(#core::AvroSchema)]
            #on_struct
            struct Value(#words #ty);
            #value.0
        }))
    }

    /// Code that decodes a value of a type that was chosen.
    fn decoded_chosen(
        &self,
        chosen: &Chosen,
        logical: Option<&LogicalType>,
        datum: &[u8],
    ) -> Value {
        let (core, datum) = (self.core(), Literal::byte_string(datum));
        let shape = match logical {
            Some(LogicalType::Decimal { precision, scale }) => {
                let precision = Literal::u32_unsuffixed(*precision);
                let scale = Literal::u32_unsuffixed(*scale);
                quote!(Decimal<#precision, #scale>)
            }
            Some(logical) => names::ident(logical_name(logical)).into_token_stream(),
            None => quote!(Own),
        };
        let ty = &chosen.ty;
        Value::other(match &chosen.with {
            Some(with) => quote!(
                #core::encoding::default_value_with::<#with, #ty, #core::shape::#shape>(#datum)
            ),
            None => quote!(#core::encoding::default_value::<#ty, #core::shape::#shape>(#datum)),
        })
    }

    fn value(&self, id: NodeId, ty: &RustType, datum: &mut Datum<'_>) -> Option<Value> {
        datum.level = datum.level.saturating_add(1);
        datum.deepest = datum.deepest.max(datum.level);
        let value = self.value_here(id, ty, datum)?;
        datum.level = datum.level.saturating_sub(1);
        Some(value)
    }

    fn value_here(&self, id: NodeId, ty: &RustType, datum: &mut Datum<'_>) -> Option<Value> {
        let schema = &self.items.schema;
        let node = schema.node(id);
        match ty {
            RustType::Boxed(inner) => {
                let (boxed, value) = (self.std("Box", "boxed"), self.value(id, inner, datum)?.code);
                Some(Value::other(quote!(#boxed::new(#value))))
            }
            RustType::Option(inner) => {
                let Type::Union(branches) = node.ty() else {
                    return None;
                };
                let branch = *branches.get(datum.index()?)?;
                if matches!(schema.node(branch).ty(), Type::Null) {
                    let none = self.variant_of_option("None");
                    return Some(Value::plain(none, true));
                }
                let value = match self.union_item(inner) {
                    Some((item, enumeration)) => self.variant(item, enumeration, branch, datum)?,
                    None => self.value(branch, inner, datum)?.code,
                };
                let boxed =
                    matches!(**inner, RustType::Boxed(_)) && self.union_item(inner).is_some();
                let value = if boxed {
                    let boxed = self.std("Box", "boxed");
                    quote!(#boxed::new(#value))
                } else {
                    value
                };
                let some = self.variant_of_option("Some");
                Some(Value::other(quote!(#some(#value))))
            }
            RustType::Item(item) => self.item_value(id, *item, datum),
            RustType::Vec(inner) => {
                let &Type::Array(items) = node.ty() else {
                    return None;
                };
                let mut values = Vec::new();
                while let Some(count) = datum.count()? {
                    for _ in 0..count {
                        values.push(self.value(items, inner, datum)?.code);
                    }
                }
                if values.is_empty() {
                    let vec = self.std("Vec", "vec");
                    return Some(Value::plain(quote!(#vec::new()), true));
                }
                Some(Value::other(quote!(vec![#(#values),*])))
            }
            RustType::Map(of, inner) => {
                let &Type::Map(values) = node.ty() else {
                    return None;
                };
                let mut pairs = Vec::new();
                while let Some(count) = datum.count()? {
                    for _ in 0..count {
                        let key = self.string(datum.text()?);
                        let value = self.value(values, inner, datum)?.code;
                        pairs.push(quote!((#key, #value)));
                    }
                }
                let std = self.root("std");
                if !pairs.is_empty() {
                    return Some(Value::other(
                        quote!(#std::iter::FromIterator::from_iter([#(#pairs),*])),
                    ));
                }
                Some(match of {
                    None => Value::plain(quote!(#std::collections::HashMap::new()), true),
                    Some(_) => {
                        let default = self.std("Default", "default");
                        Value::plain(quote!(#default::default()), true)
                    }
                })
            }
            RustType::Chosen(chosen) => {
                let start = datum.rest;
                let plain = self.leaf(id, datum)?;
                let length = start.len().saturating_sub(datum.rest.len());
                if chosen.is_text && chosen.with.is_none() {
                    let from = self.std("From", "convert");
                    let text = plain.1?;
                    return Some(Value::other(quote!(#from::from(#text))));
                }
                let datum = start.get(..length)?;
                let holds = node
                    .logical()
                    .is_none_or(|logical| holds(logical, node, &mut Datum::new(datum)).is_some());
                holds.then(|| self.decoded_chosen(chosen, node.logical(), datum))
            }
            RustType::Extern(ty) => {
                let start = datum.rest;
                self.skip(id, datum)?;
                let length = start.len().saturating_sub(datum.rest.len());
                Some(self.decoded(&quote!(#ty), start.get(..length)?))
            }
            _ => Some(self.leaf_as(id, ty, datum)?),
        }
    }

    /// Goes past a value of a type that another crate knows.
    fn skip(&self, id: NodeId, datum: &mut Datum<'_>) -> Option<()> {
        match self.items.schema.node(id).ty() {
            Type::Enum(_) => {
                datum.index()?;
            }
            Type::Fixed(fixed) => {
                datum.take(fixed.size())?;
            }
            Type::Union(branches) => {
                let branch = *branches.get(datum.index()?)?;
                self.skip(branch, datum)?;
            }
            Type::Record(record) => {
                for field in record.fields() {
                    self.skip(field.ty(), datum)?;
                }
            }
            &Type::Array(inner) => {
                while let Some(count) = datum.count()? {
                    for _ in 0..count {
                        self.skip(inner, datum)?;
                    }
                }
            }
            &Type::Map(inner) => {
                while let Some(count) = datum.count()? {
                    for _ in 0..count {
                        datum.text()?;
                        self.skip(inner, datum)?;
                    }
                }
            }
            _ => {
                self.leaf(id, datum)?;
            }
        }
        Some(())
    }

    /// A literal for a value of a type without parts, checked to be one of its logical type.
    fn leaf_as(&self, id: NodeId, ty: &RustType, datum: &mut Datum<'_>) -> Option<Value> {
        let start = datum.rest;
        let (value, _) = self.leaf(id, datum)?;
        match ty {
            RustType::Logical(logical) => {
                let length = start.len().saturating_sub(datum.rest.len());
                let mut datum = Datum::new(start.get(..length)?);
                self.logical_value(logical, id, ty, &mut datum)
            }
            _ => Some(value),
        }
    }

    /// The value of a type without parts as its base type has it, and the literal that
    /// types made from text or bytes are made of.
    fn leaf(&self, id: NodeId, datum: &mut Datum<'_>) -> Option<(Value, Option<TokenStream>)> {
        let node = self.items.schema.node(id);
        let value = match node.ty() {
            Type::Null => Value::plain(quote!(()), true),
            Type::Boolean => {
                let value = datum.take(1)? == [1];
                Value::plain(quote!(#value), !value)
            }
            Type::Int | Type::Long => {
                let number = datum.long()?;
                Value::plain(long(number), number == 0)
            }
            Type::Float => {
                let number = f32::from_le_bytes(datum.take(4)?.try_into().ok()?);
                let float = float(&format!("{:?}", number.abs()))?;
                let sign = number.is_sign_negative().then(|| quote!(-));
                Value::plain(quote!(#sign #float), number.to_bits() == 0)
            }
            Type::Double => {
                let number = f64::from_le_bytes(datum.take(8)?.try_into().ok()?);
                let double = float(&format!("{:?}", number.abs()))?;
                let sign = number.is_sign_negative().then(|| quote!(-));
                Value::plain(quote!(#sign #double), number.to_bits() == 0)
            }
            Type::String => {
                let text = datum.text()?;
                let value = Value::plain(self.string(text), text.is_empty());
                return Some((value, Some(literal(text))));
            }
            Type::Bytes => {
                let length = datum.index()?;
                let bytes = datum.take(length)?;
                let lit = Literal::byte_string(bytes);
                let vec = self.std("Vec", "vec");
                let value = if bytes.is_empty() {
                    Value::plain(quote!(#vec::new()), true)
                } else {
                    Value::other(quote!(#lit.to_vec()))
                };
                return Some((value, Some(quote!(&#lit[..]))));
            }
            _ => return None,
        };
        Some((value, None))
    }

    /// A `String`, or whatever is chosen for the keys of maps.
    fn string(&self, text: &str) -> TokenStream {
        let string = self.std("String", "string");
        if text.is_empty() {
            return quote!(#string::new());
        }
        let text = literal(text);
        if self.has("From") {
            quote!(<#string as ::std::convert::From<&str>>::from(#text))
        } else {
            quote!(#string::from(#text))
        }
    }

    /// A value of one of our own types; `None` where the number or text is none of it.
    fn logical_value(
        &self,
        logical: &LogicalType,
        id: NodeId,
        ty: &RustType,
        datum: &mut Datum<'_>,
    ) -> Option<Value> {
        let path = self.ty(ty);
        holds(
            logical,
            self.items.schema.node(id),
            &mut Datum::new(datum.rest),
        )?;
        Some(match logical {
            LogicalType::Date
            | LogicalType::TimestampMillis
            | LogicalType::TimestampMicros
            | LogicalType::TimestampNanos
            | LogicalType::LocalTimestampMillis
            | LogicalType::LocalTimestampMicros
            | LogicalType::LocalTimestampNanos => {
                let number = long(datum.long()?);
                Value::other(quote!(#path::new(#number)))
            }
            _ => self.decoded(&path, datum.rest),
        })
    }

    /// A value of an item.
    fn item_value(&self, id: NodeId, item: ItemId, datum: &mut Datum<'_>) -> Option<Value> {
        let schema = &self.items.schema;
        let path = self.path(item);
        match &self.items.all.get(item)?.kind {
            Kind::Record(_, places) => {
                let Type::Record(record) = schema.node(id).ty() else {
                    return None;
                };
                let idents = record::idents(record);
                let mut values = Vec::with_capacity(places.len());
                for ((field, place), ident) in record.fields().iter().zip(places).zip(&idents) {
                    let ident = names::ident(ident);
                    let value = self.value(field.ty(), &place.ty, datum)?.code;
                    values.push(quote!(#ident: #value));
                }
                Some(Value::other(quote!(#path { #(#values),* })))
            }
            Kind::Enum(_) => {
                let Type::Enum(en) = schema.node(id).ty() else {
                    return None;
                };
                let idents = enumeration::idents(en);
                let symbol = names::ident(idents.get(datum.index()?)?);
                Some(Value::other(quote!(#path::#symbol)))
            }
            Kind::Fixed(_, inner) => {
                let node = schema.node(id);
                let Type::Fixed(fixed) = node.ty() else {
                    return None;
                };
                let bytes = datum.take(fixed.size())?;
                let Some(inner) = inner else {
                    let same = bytes
                        .first()
                        .filter(|first| bytes.iter().all(|b| b == *first));
                    if let (Some(&same), true) = (same, bytes.len() > 1) {
                        let (byte, size) = (
                            Literal::u8_unsuffixed(same),
                            Literal::usize_unsuffixed(bytes.len()),
                        );
                        return Some(Value::other(quote!(#path([#byte; #size]))));
                    }
                    let bytes = Literal::byte_string(bytes);
                    return Some(Value::other(quote!(#path(*#bytes))));
                };
                let fits = match inner {
                    RustType::Logical(LogicalType::Decimal { precision, .. }) => {
                        digits_fit(bytes, *precision)
                    }
                    _ => true,
                };
                fits.then(|| self.decoded(&path, bytes))
            }
            Kind::Union(branches) => {
                let Type::Union(nodes) = schema.node(id).ty() else {
                    return None;
                };
                let branch = *nodes.get(datum.index()?)?;
                let code = self.variant(item, branches, branch, datum)?;
                Some(Value::other(code))
            }
            _ => None,
        }
    }

    /// The union that a type is, through a box.
    fn union_item(&self, ty: &RustType) -> Option<(ItemId, &[Branch])> {
        match ty {
            RustType::Boxed(inner) => self.union_item(inner),
            RustType::Item(item) => match &self.items.all.get(*item)?.kind {
                Kind::Union(branches) => Some((*item, branches)),
                _ => None,
            },
            _ => None,
        }
    }

    /// A variant of a union's enum.
    fn variant(
        &self,
        item: ItemId,
        branches: &[Branch],
        node: NodeId,
        datum: &mut Datum<'_>,
    ) -> Option<TokenStream> {
        let path = self.path(item);
        let branch = branches.iter().find(|branch| branch.node == node)?;
        let ident = names::ident(&branch.ident);
        if matches!(self.items.schema.node(node).ty(), Type::Null) && branches.len() > 1 {
            return Some(quote!(#path::#ident));
        }
        let value = self.value(node, &branch.place.ty, datum)?.code;
        Some(quote!(#path::#ident(#value)))
    }
}

/// A number with a point or an exponent, as short as it can be told from others.
fn float(digits: &str) -> Option<Literal> {
    digits.parse().ok()
}

/// A number, whose sign is a sign of its own.
fn long(number: i64) -> TokenStream {
    let digits = Literal::u64_unsuffixed(number.unsigned_abs());
    let sign = (number < 0).then(|| quote!(-));
    quote!(#sign #digits)
}

/// Bytes of a datum that the model has made, from the first that was not read.
struct Datum<'d> {
    rest: &'d [u8],
    /// How deep the value at hand is nested, and how deep any was.
    level: usize,
    deepest: usize,
}

impl<'d> Datum<'d> {
    fn new(bytes: &'d [u8]) -> Datum<'d> {
        Datum {
            rest: bytes,
            level: 0,
            deepest: 0,
        }
    }

    fn take(&mut self, count: usize) -> Option<&'d [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }

    fn long(&mut self) -> Option<i64> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = *self.take(1)?.first()?;
            number |= u64::from(byte & 0x7f).checked_shl(shift)?;
            if byte < 0x80 {
                let sign = (number & 1).cast_signed().checked_neg()?;
                return Some((number >> 1).cast_signed() ^ sign);
            }
        }
        None
    }

    /// A length, or the index of a branch or symbol.
    fn index(&mut self) -> Option<usize> {
        usize::try_from(self.long()?).ok()
    }

    /// The items of the next block, or `None` after the last one.
    fn count(&mut self) -> Option<Option<usize>> {
        let count = self.index()?;
        Some((count > 0).then_some(count))
    }

    fn text(&mut self) -> Option<&'d str> {
        let length = self.index()?;
        std::str::from_utf8(self.take(length)?).ok()
    }
}

/// Says something if the number, text or bytes are a value of their logical type.
fn holds(logical: &LogicalType, node: &Node, datum: &mut Datum<'_>) -> Option<()> {
    let fits = match (logical, node.ty()) {
        (LogicalType::TimeMillis, _) => (0..86_400_000).contains(&datum.long()?),
        (LogicalType::TimeMicros, _) => (0..86_400_000_000).contains(&datum.long()?),
        (LogicalType::Uuid, Type::String) => is_uuid(datum.text()?),
        (LogicalType::Decimal { precision, .. }, Type::Bytes) => {
            let length = datum.index()?;
            digits_fit(datum.take(length)?, *precision)
        }
        (LogicalType::BigDecimal, _) => {
            let _length = datum.index()?;
            let digits = datum.index()?;
            datum.take(digits)?;
            let scale = datum.long()?;
            datum.rest.is_empty() && i32::try_from(scale).is_ok()
        }
        _ => true,
    };
    fits.then_some(())
}

/// Whether text is a uuid as the specification's RFC writes it.
fn is_uuid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
    lengths == [8, 4, 4, 4, 12] && groups.concat().bytes().all(|b| b.is_ascii_hexdigit())
}

/// Whether a two's-complement number has no more digits than its decimal.
fn digits_fit(bytes: &[u8], precision: u32) -> bool {
    let negative = bytes.first().is_some_and(|first| *first >= 0x80);
    let fill = if negative { 0xff } else { 0 };
    let skipped = bytes.iter().take_while(|byte| **byte == fill).count();
    let digits = bytes.get(skipped..).unwrap_or_default();
    if digits.len() > 16 {
        return false;
    }
    let start = if negative { u128::MAX } else { 0 };
    let number = digits
        .iter()
        .fold(start, |number, byte| (number << 8) | u128::from(*byte));
    let number = number.cast_signed();
    if (number < 0) != negative {
        return false;
    }
    10_u128
        .checked_pow(precision)
        .is_none_or(|limit| number.unsigned_abs() < limit)
}
