//! From syn's tree to Avro's words.

use avro_model::RenameRule;
use avro_model::idl::{Primitive, TypeExpr};
use avro_model::json::Json;
use proc_macro2::{Ident, Span, TokenStream};
use syn::ext::IdentExt;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Fields, Generics, LitStr, Member, Token, Type, parse_quote};

use super::{
    Branch, Codec, Enumeration, Field, Fixed, Item, Kind, Record, Symbol, TypeName, Variant,
};
use crate::attr::{Attrs, DefaultWord, Place, crate_path};
use crate::fault::Faults;
use crate::generics::{Needs, without_self};
use crate::rust_type::{Seen, bare, see};
use crate::shape::{FixedName, Position, Resolver};

impl Item {
    /// Puts an item into Avro's words, unless there are none for it.
    pub(crate) fn read(input: &DeriveInput, faults: &mut Faults) -> Option<Item> {
        let attrs = Attrs::read(&input.attrs, Place::Type, faults);
        let krate = crate_path(&attrs);
        let mut fixeds = Vec::new();
        let namespace = namespace_of(&attrs);
        let mut reader = Reader {
            ident: &input.ident,
            generics: &input.generics,
            namespace: &namespace,
            krate: &krate,
            fixeds: &mut fixeds,
            faults,
        };
        let kind = match &input.data {
            Data::Struct(data) => reader.structure(&attrs, &data.fields),
            Data::Enum(data) => reader.enumeration(&attrs, data),
            Data::Union(data) => {
                let message = "a Rust `union` has no Avro type: derive on a struct or an enum";
                faults.at(data.union_token.span, message);
                None
            }
        }?;
        let mut item = Item {
            ident: input.ident.clone(),
            generics: input.generics.clone(),
            attrs,
            krate,
            needs: Needs::default(),
            fixeds,
            kind,
            held: None,
        };
        item.needs = Needs::of(item.fields().into_iter(), &item.generics, &item.krate);
        item.read_names(faults);
        Some(item)
    }
}

/// The namespace that was given, by itself or as part of the name.
fn namespace_of(attrs: &Attrs) -> String {
    match (&attrs.namespace, &attrs.name) {
        (Some(namespace), _) => namespace.value(),
        (None, Some(name)) => match name.value().rsplit_once('.') {
            Some((namespace, _)) => namespace.to_owned(),
            None => String::new(),
        },
        (None, None) => String::new(),
    }
}

struct Reader<'a> {
    ident: &'a Ident,
    generics: &'a Generics,
    namespace: &'a str,
    krate: &'a TokenStream,
    fixeds: &'a mut Vec<FixedName>,
    faults: &'a mut Faults,
}

impl Reader<'_> {
    fn structure(&mut self, attrs: &Attrs, fields: &Fields) -> Option<Kind> {
        match fields {
            Fields::Named(named) => {
                let rule = attrs.rename_all.map(|(rule, _)| rule);
                Some(Kind::Record(self.record(&named.named, rule)))
            }
            Fields::Unit => Some(Kind::Record(self.record(&Punctuated::new(), None))),
            Fields::Unnamed(unnamed) => {
                let mut fields = unnamed.unnamed.iter();
                match (fields.next(), fields.next()) {
                    (Some(only), None) if attrs.fixed.is_some() => self.fixed(only),
                    (Some(only), None) => Some(Kind::Newtype(Box::new(self.value(only, None)))),
                    _ => {
                        self.faults.on(
                            unnamed,
                            "the fields of an Avro record have names: \
                             write `struct Point { x: f64, y: f64 }`, or wrap a single value",
                        );
                        None
                    }
                }
            }
        }
    }

    fn enumeration(&mut self, attrs: &Attrs, data: &syn::DataEnum) -> Option<Kind> {
        if data.variants.is_empty() {
            let message = "an enum without variants has no Avro type: it has no value";
            self.faults.at(self.ident.span(), message);
            return None;
        }
        if data
            .variants
            .iter()
            .all(|variant| matches!(variant.fields, Fields::Unit))
        {
            let rule = attrs.rename_all.map(|(rule, _)| rule);
            let symbols = data.variants.iter().map(|variant| {
                let attrs = Attrs::read(&variant.attrs, Place::Variant, self.faults);
                let (name, span) = renamed(&attrs, &variant.ident, rule);
                Symbol {
                    attrs,
                    ident: variant.ident.clone(),
                    name,
                    span,
                }
            });
            return Some(Kind::Enum(Enumeration {
                symbols: symbols.collect(),
                name: self.name(),
            }));
        }
        let variants: Vec<Option<Variant>> = data
            .variants
            .iter()
            .map(|variant| self.variant(variant))
            .collect();
        Some(Kind::Union(variants.into_iter().collect::<Option<_>>()?))
    }

    fn variant(&mut self, variant: &syn::Variant) -> Option<Variant> {
        let attrs = Attrs::read(&variant.attrs, Place::Variant, self.faults);
        let branch = match &variant.fields {
            Fields::Unit => Branch::Null,
            Fields::Named(named) => {
                let renamed = attrs.rename.as_ref().map(LitStr::value);
                let renamed = renamed.as_deref().and_then(|name| name.rsplit_once('.'));
                let namespace = match (&attrs.namespace, renamed) {
                    (Some(namespace), _) => namespace.value(),
                    (None, Some((namespace, _))) => namespace.to_owned(),
                    (None, None) => self.namespace.to_owned(),
                };
                let mut reader = Reader {
                    ident: self.ident,
                    generics: self.generics,
                    krate: self.krate,
                    namespace: &namespace,
                    fixeds: self.fixeds,
                    faults: self.faults,
                };
                let rule = attrs.rename_all.map(|(rule, _)| rule);
                Branch::Record(reader.record(&named.named, rule))
            }
            Fields::Unnamed(unnamed) => {
                let mut fields = unnamed.unnamed.iter();
                match (fields.next(), fields.next()) {
                    (Some(only), None) => {
                        Branch::Payload(Box::new(self.payload(only, &attrs, &variant.ident)))
                    }
                    _ => {
                        self.faults.on(
                            unnamed,
                            "a branch holds one value: name the fields, \
                             `Card { number: String, … }`, for a record of several",
                        );
                        return None;
                    }
                }
            }
        };
        Some(Variant {
            attrs,
            ident: variant.ident.clone(),
            branch,
        })
    }

    fn record(
        &mut self,
        fields: &Punctuated<syn::Field, Token![,]>,
        rule: Option<RenameRule>,
    ) -> Record {
        let fields = fields.iter().map(|field| self.field(field, rule)).collect();
        Record {
            name: self.name(),
            fields,
        }
    }

    /// A name that is read later.
    fn name(&self) -> TypeName {
        TypeName {
            namespace: self.namespace.to_owned(),
            simple: vec![],
            span: self.ident.span(),
        }
    }

    fn field(&mut self, field: &syn::Field, rule: Option<RenameRule>) -> Field {
        let attrs = Attrs::read(&field.attrs, Place::Field, self.faults);
        let (name, span, member) = match &field.ident {
            Some(ident) => {
                let (name, span) = renamed(&attrs, ident, rule);
                (name, span, Member::Named(ident.clone()))
            }
            None => (String::new(), field.ty.span(), Member::from(0)),
        };
        let unnamed = Some(RenameRule::Pascal.apply(&name)).filter(|name| !name.is_empty());
        self.finish(field, attrs, member, (name, span), unnamed)
    }

    /// The one value of a newtype.
    fn value(&mut self, field: &syn::Field, unnamed: Option<String>) -> Field {
        let attrs = Attrs::read(&field.attrs, Place::Field, self.faults);
        let name = (String::new(), field.ty.span());
        self.finish(field, attrs, Member::from(0), name, unnamed)
    }

    /// The one value of a variant, for which the variant may speak.
    fn payload(&mut self, field: &syn::Field, variant: &Attrs, ident: &Ident) -> Field {
        let mut attrs = Attrs::read(&field.attrs, Place::Field, self.faults);
        for (word, here, there) in [
            ("type", attrs.ty.is_some(), variant.ty.is_some()),
            ("with", attrs.with.is_some(), variant.with.is_some()),
        ] {
            if let (true, true, Some(span)) = (here, there, attrs.span_of(word)) {
                self.faults
                    .at(span, format_args!("`{word}` is given twice"));
            }
        }
        attrs.ty = attrs.ty.take().or_else(|| variant.ty.clone());
        attrs.with = attrs.with.take().or_else(|| variant.with.clone());
        let name = (String::new(), field.ty.span());
        let unnamed = Some(ident.unraw().to_string());
        self.finish(field, attrs, Member::from(0), name, unnamed)
    }

    fn fixed(&mut self, field: &syn::Field) -> Option<Kind> {
        let attrs = Attrs::read(&field.attrs, Place::Field, self.faults);
        let (inner, borrowed) = match bare(&field.ty) {
            Type::Reference(reference) => (bare(&reference.elem), true),
            ty => (ty, false),
        };
        let length = match (inner, see(inner)) {
            (Type::Array(_), Seen::ByteArray(length)) => length.clone(),
            _ => {
                let message = "`fixed` stands on a struct around bytes: `struct Md5([u8; 16])`";
                self.faults.on(&field.ty, message);
                return None;
            }
        };
        Some(Kind::Fixed(Box::new(Fixed {
            name: self.name(),
            field: Field {
                attrs,
                member: Member::from(0),
                name: String::new(),
                span: field.ty.span(),
                ty: field.ty.clone(),
                codec: None,
            },
            length,
            borrowed,
        })))
    }

    fn finish(
        &mut self,
        field: &syn::Field,
        attrs: Attrs,
        member: Member,
        (name, span): (String, Span),
        unnamed: Option<String>,
    ) -> Field {
        let ty = without_self(&field.ty, self.ident, self.generics);
        let codec = if attrs.skip.is_some() {
            None
        } else {
            Some(self.codec(&attrs, &ty, unnamed))
        };
        Field {
            attrs,
            member,
            name,
            span,
            ty,
            codec,
        }
    }

    fn codec(&mut self, attrs: &Attrs, ty: &Type, unnamed: Option<String>) -> Codec {
        // What a conversion makes of the type is only seen as far as both are built alike.
        let converted;
        let seen = match (&attrs.with, &attrs.ty) {
            (None, _) => Some(ty),
            (Some(_), None) => None,
            (Some(with), Some(_)) => {
                converted = self.converted(with, ty);
                Some(&converted)
            }
        };
        let (expr, span) = match &attrs.ty {
            None => (TypeExpr::Default, ty.span()),
            Some(text) => match TypeExpr::parse(&text.value()) {
                Ok(expr) => (expr, text.span()),
                Err(error) => {
                    let text = (text.value().escape_debug().to_string(), text.span());
                    let message = format!("`{}` is not a type in Avro IDL, {error}", text.0);
                    self.faults.at(text.1, message);
                    return Codec {
                        ty: ty.clone(),
                        with: attrs.with.clone(),
                        position: Position::own(seen),
                    };
                }
            },
        };
        // "T?" is a union with null, which stands first unless the default says otherwise.
        let expr = match (expr, &attrs.default) {
            (TypeExpr::Nullable(inner), Some(DefaultWord::Value(default)))
                if default.json != Json::Null =>
            {
                TypeExpr::Union(vec![*inner, TypeExpr::Primitive(Primitive::Null)])
            }
            (expr, _) => expr,
        };
        let mut resolver = Resolver {
            faults: self.faults,
            fixeds: self.fixeds,
            namespace: Some(self.namespace),
            unnamed,
            span,
        };
        Codec {
            ty: ty.clone(),
            with: attrs.with.clone(),
            position: resolver.position(&expr, seen),
        }
    }
}

impl Reader<'_> {
    /// What `with` makes of `ty`, written out around what single values become.
    fn converted(&self, with: &Type, ty: &Type) -> Type {
        let krate = self.krate;
        match (see(with), see(ty)) {
            (Seen::Option(with), Seen::Option(ty)) => {
                let inner = self.converted(with, ty);
                parse_quote!(::std::option::Option<#inner>)
            }
            (Seen::Vec(with), Seen::Vec(ty)) => {
                let inner = self.converted(with, ty);
                parse_quote!(::std::vec::Vec<#inner>)
            }
            (Seen::Map(with), Seen::Map(ty)) => {
                let inner = self.converted(with, ty);
                // Of which type the map is does not matter to a shape.
                parse_quote!(::std::collections::HashMap<::std::string::String, #inner>)
            }
            _ => parse_quote!(<#with as #krate::Convert<#ty>>::Avro),
        }
    }
}

/// The name of a field or variant in Avro, and where it was said.
fn renamed(attrs: &Attrs, ident: &Ident, rule: Option<RenameRule>) -> (String, Span) {
    match &attrs.rename {
        Some(rename) => (rename.value(), rename.span()),
        None => {
            let name = ident.unraw().to_string();
            let name = rule.map_or_else(|| name.clone(), |rule| rule.apply(&name));
            (name, ident.span())
        }
    }
}
