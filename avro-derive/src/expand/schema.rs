//! `AvroAs`: constants, key and schema.
//!
//! The schema is a table that a function of avro-core walks; only where
//! attributes stand inside of a type does code build a node itself.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use super::held;
use super::scope::Scope;
use super::table::{aliases, doc, extras, name_part, named, option, pairs, record_info};
use super::{record_may_be_wire, shown_at};
use crate::model::{Branch, Enumeration, Field, Fixed, Kind, Part, Record, TypeName, Variant};
use crate::shape::{Shape, annotate};

/// Writes `impl AvroAs`.
pub(super) fn implementation(scope: &Scope<'_>) -> TokenStream {
    let krate = scope.krate;
    let header = scope.header(
        &quote!(AvroAs),
        None,
        |shape| quote!(#krate::encoding::AvroAs<#shape>),
        vec![],
    );
    let body = match &scope.item.kind {
        Kind::Record(record) => self::record(scope, record),
        Kind::Newtype(field) => newtype(scope, field),
        Kind::Fixed(fixed) => self::fixed(scope, fixed),
        Kind::Enum(enumeration) => self::enumeration(scope, enumeration),
        Kind::Union(variants) => union(scope, variants),
    };
    quote!(#header { #body })
}

fn record(scope: &Scope<'_>, record: &Record) -> TokenStream {
    let krate = scope.krate;
    let key = scope.key();
    let fields: Vec<TokenStream> = record
        .encoded()
        .map(|(_, codec)| scope.avro_as(codec))
        .collect();
    let min = if fields.is_empty() {
        quote!(0)
    } else {
        quote!(#(#fields::MIN)+*)
    };
    let wire = record_may_be_wire(record).then(|| {
        quote! {
            const WIRE: usize = if #(#fields::WIRE == 0)||* { 0 } else { #(#fields::WIRE)+* };
        }
    });
    let unions = scope.late_unions();
    let info = record_info(scope, record, &scope.item.attrs);
    let node = named(
        &record.name,
        scope,
        |name| quote!(__builder.record::<Self::Key>(#name, &#info)),
    );
    let node = held::node(scope, node);
    let part = name_part(&record.name, scope);
    quote! {
        const MIN: usize = #min;
        #wire
        const KINDS: #krate::shape::Kinds = #krate::shape::Kinds::NAMED;
        type Key = #key;
        #[inline]
        fn node(__builder: &mut #krate::schema::TypeBuilder) -> #krate::NodeId {
            #unions
            #node
        }
        #part
    }
}

fn newtype(scope: &Scope<'_>, field: &Field) -> TokenStream {
    let krate = scope.krate;
    let Some(codec) = &field.codec else {
        return quote!();
    };
    let inner = scope.avro_as(codec);
    let may_be_wire = scope.shape.is_some() || super::may_be_wire(codec);
    let wire = may_be_wire.then(|| quote!(const WIRE: usize = #inner::WIRE;));
    let key = if codec.position.is_annotated() {
        scope.key()
    } else {
        quote!(#inner::Key)
    };
    let node = if scope.shape.is_some() {
        quote!(#inner::node(__builder))
    } else {
        held::node(scope, codec.position.node(&codec.avro_type(krate), krate))
    };
    let branches = if codec.position.is_annotated() {
        match &codec.position.shape {
            Shape::Nullable { .. } => quote! {
                let __node = Self::node(__builder);
                __out.push(__node);
            },
            _ => quote! {
                let __node = #node;
                __out.push(__node);
            },
        }
    } else {
        quote!(#inner::branches(__builder, __out);)
    };
    quote! {
        const MIN: usize = #inner::MIN;
        #wire
        const KINDS: #krate::shape::Kinds = #inner::KINDS;
        const BRANCHES: u32 = #inner::BRANCHES;
        type Key = #key;
        #[inline]
        fn node(__builder: &mut #krate::schema::TypeBuilder) -> #krate::NodeId {
            #node
        }
        #[inline]
        fn branches(
            __builder: &mut #krate::schema::TypeBuilder,
            __out: &mut ::std::vec::Vec<#krate::NodeId>,
        ) {
            #branches
        }
        #[inline]
        fn name_part(__out: &mut ::std::string::String) {
            #inner::name_part(__out)
        }
    }
}

fn fixed(scope: &Scope<'_>, fixed: &Fixed) -> TokenStream {
    let krate = scope.krate;
    let key = scope.key();
    let attrs = &scope.item.attrs;
    let length = &fixed.length;
    let wire = (!fixed.borrowed).then(|| quote!(const WIRE: usize = #length;));
    let (aliases, doc, attributes) = (aliases(attrs), doc(attrs), extras(&attrs.attributes));
    let node = named(&fixed.name, scope, |name| {
        quote! {
            __builder.fixed::<Self::Key>(#name, &#krate::schema::FixedInfo {
                aliases: &[#aliases],
                doc: #doc,
                attributes: &[#attributes],
                size: #length,
                logical: ::core::option::Option::None,
            })
        }
    });
    let node = held::node(scope, node);
    let part = name_part(&fixed.name, scope);
    quote! {
        const MIN: usize = #length;
        #wire
        const KINDS: #krate::shape::Kinds = #krate::shape::Kinds::NAMED;
        type Key = #key;
        #[inline]
        fn node(__builder: &mut #krate::schema::TypeBuilder) -> #krate::NodeId {
            #node
        }
        #part
    }
}

fn enumeration(scope: &Scope<'_>, enumeration: &Enumeration) -> TokenStream {
    let krate = scope.krate;
    let key = scope.key();
    let attrs = &scope.item.attrs;
    let (aliases, doc, attributes) = (aliases(attrs), doc(attrs), extras(&attrs.attributes));
    let symbols = enumeration.symbols.iter().map(|symbol| &symbol.name);
    let default = enumeration
        .symbols
        .iter()
        .find(|symbol| symbol.attrs.default.is_some());
    let default = option(default.map(|symbol| &symbol.name));
    let node = named(&enumeration.name, scope, |name| {
        quote! {
            // Not `Self::Key`, which may be a variant.
            __builder.enumeration::<#key>(#name, &#krate::schema::EnumInfo {
                aliases: &[#aliases],
                doc: #doc,
                attributes: &[#attributes],
                symbols: &[#(#symbols),*],
                default: #default,
            })
        }
    });
    let node = held::node(scope, node);
    let part = name_part(&enumeration.name, scope);
    quote! {
        const MIN: usize = 1;
        const KINDS: #krate::shape::Kinds = #krate::shape::Kinds::NAMED;
        type Key = #key;
        #[inline]
        fn node(__builder: &mut #krate::schema::TypeBuilder) -> #krate::NodeId {
            #node
        }
        #part
    }
}

fn union(scope: &Scope<'_>, variants: &[Variant]) -> TokenStream {
    let krate = scope.krate;
    let key = scope.key();
    let count = u32::try_from(variants.len()).unwrap_or(u32::MAX);
    let kinds = variants.iter().filter_map(|variant| match &variant.branch {
        Branch::Null => Some(quote!(let __kinds = __kinds.and(#krate::shape::Kinds::NULL);)),
        // Records are told apart by name.
        Branch::Record(_) => None,
        Branch::Payload(field) => {
            let inner = scope.avro_as(field.codec.as_ref()?);
            Some(quote_spanned! {shown_at(&field.ty)=>
                let __branch = #inner::KINDS;
                let __branch = __branch.as_branch(#inner::BRANCHES);
                let __kinds = __kinds.and(__branch);
            })
        }
    });
    let branches = variants.iter().enumerate().map(|(index, variant)| {
        let node = match &variant.branch {
            Branch::Null => {
                let attributes = pairs(&variant.attrs.attributes);
                annotate(&quote!(__builder.schema().null()), &attributes)
            }
            Branch::Record(record) => {
                let info = record_info(scope, record, &variant.attrs);
                let key = scope.branch_key(index);
                named(
                    &record.name,
                    scope,
                    |name| quote!(__builder.record::<#key>(#name, &#info)),
                )
            }
            Branch::Payload(field) => match &field.codec {
                Some(codec) => codec.position.node(&codec.avro_type(krate), krate),
                None => quote!(__builder.schema().null()),
            },
        };
        quote! {
            let __node = { #node };
            __out.push(__node);
        }
    });
    let node = held::node(scope, quote!(__builder.union(__branches)));
    let unions = scope.late_unions();
    let part = syn::ext::IdentExt::unraw(&scope.item.ident).to_string();
    let name = TypeName {
        namespace: String::new(),
        simple: union_name(scope, part),
        span: scope.item.ident.span(),
    };
    let part = name_part(&name, scope);
    quote! {
        const MIN: usize = 1;
        const KINDS: #krate::shape::Kinds = {
            let __kinds = #krate::shape::Kinds::NAMED;
            #(#kinds)*
            __kinds.as_union()
        };
        const BRANCHES: u32 = #count;
        type Key = #key;
        #[inline]
        fn node(__builder: &mut #krate::schema::TypeBuilder) -> #krate::NodeId {
            let mut __branches = ::std::vec::Vec::new();
            <Self as #krate::encoding::AvroAs<#krate::shape::Own>>::branches(
                __builder,
                &mut __branches,
            );
            #node
        }
        #[inline]
        fn branches(
            __builder: &mut #krate::schema::TypeBuilder,
            __out: &mut ::std::vec::Vec<#krate::NodeId>,
        ) {
            #unions
            #(#branches)*
        }
        #part
    }
}

/// What a union is called where it is part of another type's name.
fn union_name(scope: &Scope<'_>, ident: String) -> Vec<Part> {
    let mut parts = vec![Part::Text(ident)];
    for param in &scope.item.generics.params {
        let part = match param {
            syn::GenericParam::Type(param) if scope.item.needs.shape_of(&param.ident).is_some() => {
                Part::Type(param.ident.clone())
            }
            syn::GenericParam::Const(param) => Part::Const(param.ident.clone()),
            _ => continue,
        };
        parts.push(Part::Text("_".into()));
        parts.push(part);
    }
    parts
}
