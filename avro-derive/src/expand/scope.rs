//! An item with what is written again and again.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use syn::{GenericParam, Lifetime, parse_quote};

use super::unions::unions;
use crate::model::{Codec, Item, Kind};
use crate::shape::Shape;

/// An item with what is written again and again.
pub(super) struct Scope<'a> {
    pub(super) item: &'a Item,
    pub(super) krate: &'a TokenStream,
    /// The item as a type, with its own parameters.
    this: TokenStream,
    /// The life of the bytes, under a name that the item does not use.
    pub(super) de: Lifetime,
    /// Where a newtype passes on every shape, the parameter for it.
    pub(super) shape: Option<Ident>,
}

impl<'a> Scope<'a> {
    pub(super) fn new(item: &'a Item) -> Scope<'a> {
        let ident = &item.ident;
        let (_, generics, _) = item.generics.split_for_impl();
        let mut de = String::from("'de");
        while item
            .generics
            .lifetimes()
            .any(|param| param.lifetime.to_string() == de)
        {
            de.push('_');
        }
        let passes_on = match &item.kind {
            Kind::Newtype(field) => field.codec.as_ref().is_some_and(|codec| {
                codec.with.is_none()
                    // What is held against a file has one schema.
                    && item.attrs.schema.is_none()
                    && field.attrs.ty.is_none()
                    && matches!(codec.position.shape, Shape::Own)
            }),
            _ => false,
        };
        Scope {
            item,
            krate: &item.krate,
            this: quote!(#ident #generics),
            de: Lifetime::new(&de, Span::call_site()),
            shape: passes_on.then(|| format_ident!("__S")),
        }
    }

    /// Whether the compiler knows the item's constants only when it is used.
    pub(super) fn is_generic(&self) -> bool {
        let generics = &self.item.generics;
        generics.type_params().next().is_some() || generics.const_params().next().is_some()
    }

    /// The shape that is implemented.
    pub(super) fn own(&self) -> TokenStream {
        let krate = self.krate;
        match &self.shape {
            Some(shape) => quote!(#shape),
            None => quote!(#krate::shape::Own),
        }
    }

    /// The shape of a field.
    pub(super) fn shape(&self, codec: &Codec) -> TokenStream {
        match &self.shape {
            Some(shape) => quote!(#shape),
            None => codec.position.tokens(self.krate),
        }
    }

    /// A field's type as what it is encoded as, for constants and schemas.
    pub(super) fn avro_as(&self, codec: &Codec) -> TokenStream {
        let krate = self.krate;
        let (ty, shape) = (codec.avro_type(krate), self.shape(codec));
        quote!(<#ty as #krate::encoding::AvroAs<#shape>>)
    }

    /// `impl<…> trait for … where …`, with `bound` on each bounded type.
    pub(super) fn header(
        &self,
        name: &TokenStream,
        first: Option<GenericParam>,
        bound: impl Fn(&TokenStream) -> TokenStream,
        more: Vec<TokenStream>,
    ) -> TokenStream {
        let Scope {
            item, krate, this, ..
        } = self;
        let mut generics = item.generics.clone();
        // Only decoding has a lifetime of its own.
        let lifetime = first.is_some().then(|| {
            let de = &self.de;
            quote!(#de,)
        });
        if let Some(first) = first {
            generics.params.insert(0, first);
        }
        if let Some(shape) = &self.shape {
            generics.params.push(parse_quote!(#shape));
        }
        let (params, _, _) = generics.split_for_impl();
        let mut bounds: Vec<TokenStream> = Vec::new();
        if let Some(given) = &item.generics.where_clause {
            bounds.extend(given.predicates.iter().map(|given| quote!(#given)));
        }
        bounds.extend(item.attrs.bound.iter().map(|given| quote!(#given)));
        if let (Some(shape), Kind::Newtype(field)) = (&self.shape, &item.kind) {
            let (ty, bound) = (&field.ty, bound(&quote!(#shape)));
            bounds.push(quote!(#ty: #bound));
        } else {
            for (with, ty) in &item.needs.conversions {
                bounds.push(quote!(#with: #krate::Convert<#ty>));
            }
            for (ty, shape) in &item.needs.codecs {
                let bound = bound(shape);
                bounds.push(quote!(#ty: #bound));
            }
            bounds.extend(more);
        }
        let clause = (!bounds.is_empty()).then(|| quote!(where #(#bounds),*));
        let trait_shape = self.own();
        quote! {
            #[automatically_derived]
            impl #params #krate::encoding::#name<#lifetime #trait_shape> for #this #clause
        }
    }

    /// The parameters that a hidden type takes in place of the item's own.
    pub(super) fn key_arguments(&self) -> TokenStream {
        let krate = self.krate;
        let types = self.item.needs.codecs.iter().filter(|_| self.is_generic());
        let types = types.map(|(ty, shape)| quote!(<#ty as #krate::encoding::AvroAs<#shape>>::Key));
        let consts = self.item.generics.const_params().map(|param| &param.ident);
        let arguments: Vec<TokenStream> = types.chain(consts.map(|ident| quote!(#ident))).collect();
        if arguments.is_empty() {
            return quote!();
        }
        quote!(<#(#arguments),*>)
    }

    /// The type that stands for the item, whatever its lifetimes.
    pub(super) fn key(&self) -> TokenStream {
        if self.is_generic() {
            let arguments = self.key_arguments();
            return quote!(__Key #arguments);
        }
        if self.item.generics.params.is_empty() {
            return quote!(Self);
        }
        let (ident, arguments) = (&self.item.ident, self.static_arguments());
        quote!(#ident #arguments)
    }

    /// The item's own parameters, with `'static` for every lifetime.
    pub(super) fn static_arguments(&self) -> TokenStream {
        if self.item.generics.params.is_empty() {
            return quote!();
        }
        let arguments = self.item.generics.params.iter().map(|param| {
            let ident = match param {
                GenericParam::Lifetime(_) => return quote!('static),
                GenericParam::Type(param) => &param.ident,
                GenericParam::Const(param) => &param.ident,
            };
            quote!(#ident)
        });
        quote!(<#(#arguments),*>)
    }

    /// The type that stands for the record of a variant.
    pub(super) fn branch_key(&self, index: usize) -> TokenStream {
        let (name, arguments) = (format_ident!("__Branch{index}"), self.key_arguments());
        quote!(#name #arguments)
    }

    /// Checks that can only be made once the parameters are known.
    pub(super) fn late_unions(&self) -> TokenStream {
        if !self.is_generic() || self.shape.is_some() {
            return quote!();
        }
        let unions = unions(self, |ty| quote!(#ty));
        if unions.is_empty() {
            return unions;
        }
        quote!(const { #unions })
    }
}
