//! `Encode`: fields one after the other, the index before a branch.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use super::scope::Scope;
use super::{binding, is_shared, pattern, place, record_may_be_wire, respanned, shown_at};
use crate::model::{Branch, Codec, Enumeration, Field, Fixed, Kind, Record, Variant};

/// Writes `impl Encode`.
pub(super) fn implementation(scope: &Scope<'_>) -> TokenStream {
    let krate = scope.krate;
    let keys = scope.item.needs.keys.iter().map(|(key, _)| {
        quote!(#key: #krate::encoding::Encode<#krate::shape::String> + ::core::convert::AsRef<str>)
    });
    let header = scope.header(
        &quote!(Encode),
        None,
        |shape| quote!(#krate::encoding::Encode<#shape>),
        keys.collect(),
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

/// `fn encode` with this body.
fn encode(scope: &Scope<'_>, body: &TokenStream) -> TokenStream {
    let krate = scope.krate;
    quote! {
        #[inline]
        fn encode(
            &self,
            __encoder: &mut #krate::encoding::Encoder,
        ) -> ::core::result::Result<(), #krate::EncodeError> {
            #body
        }
    }
}

/// The call that encodes what lies behind `reference`.
fn value(scope: &Scope<'_>, codec: &Codec, reference: &TokenStream) -> TokenStream {
    let krate = scope.krate;
    let (ty, shape) = (&codec.ty, scope.shape(codec));
    match &codec.with {
        Some(with) => {
            let span = shown_at(with);
            let krate = respanned(krate, span);
            quote_spanned!(span=> #krate::convert::encode::<#with, #ty, #shape>(#reference, __encoder))
        }
        None => quote!(<#ty as #krate::encoding::Encode<#shape>>::encode(#reference, __encoder)),
    }
}

/// The statements that encode the fields of a record.
fn fields(
    scope: &Scope<'_>,
    record: &Record,
    reference: impl Fn(usize, &Field) -> TokenStream,
) -> TokenStream {
    let krate = scope.krate;
    let fields = record
        .fields
        .iter()
        .enumerate()
        .filter_map(|(index, field)| {
            let (codec, reference) = (field.codec.as_ref()?, reference(index, field));
            let value = if is_shared(record, codec) {
                let (ty, shape) = (&codec.ty, scope.shape(codec));
                quote!(#krate::encoding::encode_apart::<#ty, #shape>(#reference, __encoder))
            } else {
                value(scope, codec, &reference)
            };
            let name = &field.name;
            Some(quote! {
                if let ::core::result::Result::Err(__error) = #value {
                    return ::core::result::Result::Err(__error.in_field(#name));
                }
            })
        });
    quote!(#(#fields)*)
}

fn record(scope: &Scope<'_>, record: &Record) -> TokenStream {
    let krate = scope.krate;
    let unions = scope.late_unions();
    let fields = fields(scope, record, |_, field| {
        let place = place(&field.member);
        quote!(&#place)
    });
    let encode = encode(
        scope,
        &quote! {
            #unions
            #fields
            ::core::result::Result::Ok(())
        },
    );
    let wire = record_may_be_wire(record).then(|| {
        let fields = record.encoded().map(|(field, codec)| {
            let (ty, shape) = (&codec.ty, scope.shape(codec));
            let (avro_as, place) = (scope.avro_as(codec), place(&field.member));
            quote! {
                let ::core::option::Option::Some((__field, __out)) =
                    __out.split_at_mut_checked(#avro_as::WIRE)
                else {
                    return;
                };
                <#ty as #krate::encoding::Encode<#shape>>::encode_wire(&#place, __field);
            }
        });
        quote! {
            #[inline]
            fn encode_wire(&self, __out: &mut [u8]) {
                #(#fields)*
            }
        }
    });
    quote!(#encode #wire)
}

fn newtype(scope: &Scope<'_>, field: &Field) -> TokenStream {
    let krate = scope.krate;
    let Some(codec) = &field.codec else {
        return quote!();
    };
    let (ty, shape) = (&codec.ty, scope.shape(codec));
    let place = place(&field.member);
    let encode = encode(scope, &value(scope, codec, &quote!(&#place)));
    let inner = quote!(<#ty as #krate::encoding::Encode<#shape>>);
    let beside_null = match &codec.with {
        Some(with) => quote! {
            #krate::convert::encode_beside_null::<#with, #ty, #shape>(&#place, __null, __encoder)
        },
        None => quote!(#inner::encode_beside_null(&#place, __null, __encoder)),
    };
    let may_be_wire = scope.shape.is_some() || super::may_be_wire(codec);
    let wire = may_be_wire.then(|| {
        quote! {
            #[inline]
            fn encode_wire(&self, __out: &mut [u8]) {
                #inner::encode_wire(&#place, __out)
            }
        }
    });
    quote! {
        #encode
        #wire
        #[inline]
        fn encode_beside_null(
            &self,
            __null: u32,
            __encoder: &mut #krate::encoding::Encoder,
        ) -> ::core::result::Result<(), #krate::EncodeError> {
            #beside_null
        }
    }
}

fn fixed(scope: &Scope<'_>, fixed: &Fixed) -> TokenStream {
    let reference = if fixed.borrowed {
        quote!(self.0)
    } else {
        quote!(&self.0)
    };
    let encode = encode(
        scope,
        &quote! {
            __encoder.fixed(#reference);
            ::core::result::Result::Ok(())
        },
    );
    let wire = (!fixed.borrowed).then(|| {
        quote! {
            #[inline]
            fn encode_wire(&self, __out: &mut [u8]) {
                if let ::core::option::Option::Some(__out) = __out.first_chunk_mut() {
                    *__out = self.0;
                }
            }
        }
    });
    quote!(#encode #wire)
}

fn enumeration(scope: &Scope<'_>, enumeration: &Enumeration) -> TokenStream {
    let symbols = enumeration
        .symbols
        .iter()
        .enumerate()
        .map(|(index, symbol)| {
            let ident = &symbol.ident;
            quote!(Self::#ident => #index,)
        });
    encode(
        scope,
        &quote! {
            __encoder.count(match self { #(#symbols)* });
            ::core::result::Result::Ok(())
        },
    )
}

fn union(scope: &Scope<'_>, variants: &[Variant]) -> TokenStream {
    let krate = scope.krate;
    let unions = scope.late_unions();
    // Beside a null that stands behind all branches the indices are one's own.
    let encode = encode(
        scope,
        &quote! {
            <Self as #krate::encoding::Encode<#krate::shape::Own>>::encode_beside_null(
                self,
                u32::MAX,
                __encoder,
            )
        },
    );
    let arms = variants.iter().enumerate().map(|(index, variant)| {
        let ident = &variant.ident;
        // One further where null stands before.
        let next = u32::try_from(index + 1).unwrap_or(u32::MAX);
        let count = quote!(__encoder.count(#index + (__null < #next) as usize););
        match &variant.branch {
            Branch::Null => quote! {
                Self::#ident => {
                    #count
                    ::core::result::Result::Ok(())
                }
            },
            Branch::Payload(field) => {
                let value = field
                    .codec
                    .as_ref()
                    .map(|codec| value(scope, codec, &quote!(__value)));
                quote! {
                    Self::#ident(__value) => {
                        #count
                        #value
                    }
                }
            }
            Branch::Record(record) => {
                let pattern = pattern(record);
                let fields = fields(scope, record, |index, _| {
                    let binding = binding(index);
                    quote!(#binding)
                });
                quote! {
                    Self::#ident #pattern => {
                        #count
                        #fields
                        ::core::result::Result::Ok(())
                    }
                }
            }
        }
    });
    quote! {
        #encode
        #[inline]
        fn encode_beside_null(
            &self,
            __null: u32,
            __encoder: &mut #krate::encoding::Encoder,
        ) -> ::core::result::Result<(), #krate::EncodeError> {
            #unions
            match self { #(#arms)* }
        }
    }
}
