//! `Decode` of records by a plan: the fields in the order of the writer's, then those that
//! have to be filled with their defaults.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::binding;
use super::decode::{self, PART, Target, WIDE, Way};
use super::scope::Scope;
use crate::model::{Codec, Field, Record};

/// `fn decode_with` and `fn decode_into_with` of a record; `empty` stands before the fields.
pub(super) fn record(
    scope: &Scope<'_>,
    record: &Record,
    empty: &Option<TokenStream>,
) -> TokenStream {
    let Scope { krate, de, .. } = scope;
    let own = scope.own();
    let this = quote!(<Self as #krate::encoding::Decode<#de, #own>>);
    let read = fields(
        scope,
        record,
        &quote!(#this::decode(__decoder)),
        empty,
        &quote!(Self),
    );
    let decode = Way::PLANNED.method(scope, &read);
    let straight = quote!(#this::decode_into(self, __decoder));
    let read = loop_into(scope, record, |_, field| Target::field(field));
    let decode_into = Way::PLANNED.method_into(
        scope,
        &quote! {
            let ::core::option::Option::Some(mut __fields) = __at.fields(__decoder)? else {
                return #straight;
            };
            #empty
            #read
            ::core::result::Result::Ok(())
        },
    );
    quote!(#decode #decode_into)
}

/// The expression that reads the record of a variant.
pub(super) fn variant(scope: &Scope<'_>, record: &Record, ident: &Ident) -> TokenStream {
    let Scope { krate, de, .. } = scope;
    let this = quote!(<Self as #krate::encoding::Decode<#de, #krate::shape::Own>>);
    fields(
        scope,
        record,
        &quote!(#this::decode_branch(__index, __decoder)),
        &None,
        &quote!(Self::#ident),
    )
}

/// The statements that read a record's fields and the literal made of them. `straight` is called
/// where the record has the type's own layout.
fn fields(
    scope: &Scope<'_>,
    record: &Record,
    straight: &TokenStream,
    empty: &Option<TokenStream>,
    constructor: &TokenStream,
) -> TokenStream {
    let krate = scope.krate;
    let encoded: Vec<_> = encoded(record).collect();
    let bindings: Vec<_> = encoded.iter().map(|(index, ..)| binding(*index)).collect();
    let arms = encoded
        .iter()
        .zip(0_u32..)
        .map(|((index, _, codec), slot)| {
            let (binding, value) = (binding(*index), Way::PLANNED.value(scope, codec));
            if codec.with.is_some() {
                return quote! {
                    #slot => #value.map(|__value| #binding = ::core::option::Option::Some(__value)),
                };
            }
            let (ty, shape) = (&codec.ty, scope.shape(codec));
            quote! {
                #slot => #krate::encoding::slot::<#ty, #shape>(&mut #binding, __at, __decoder),
            }
        });
    let read = steps(scope, &encoded, arms);
    let literal = decode::members(record);
    // Each has been read by now, if the plan is one for this type.
    let taken = (!bindings.is_empty()).then(|| {
        quote! {
            let (#(::core::option::Option::Some(#bindings),)*) = (#(#bindings,)*) else {
                return ::core::result::Result::Err(__at.refuse(__decoder));
            };
        }
    });
    quote! {
        let ::core::option::Option::Some(mut __fields) = __at.fields(__decoder)? else {
            return #straight;
        };
        #empty
        #(let mut #bindings = ::core::option::Option::None;)*
        #read
        #taken
        ::core::result::Result::Ok(#constructor #literal)
    }
}

/// The statements that read the fields of a variant's record into those there are.
pub(super) fn fields_into(
    scope: &Scope<'_>,
    record: &Record,
    target: impl Fn(usize, &Field) -> Target,
) -> TokenStream {
    let straight = decode::fields_into(scope, record, &target);
    let planned = loop_into(scope, record, &target);
    quote! {
        match __at.fields(__decoder)? {
            ::core::option::Option::None => { #straight }
            ::core::option::Option::Some(mut __fields) => { #planned }
        }
    }
}

/// The statements that read what `__fields` has into the fields there are.
fn loop_into(
    scope: &Scope<'_>,
    record: &Record,
    target: impl Fn(usize, &Field) -> Target,
) -> TokenStream {
    let encoded: Vec<_> = encoded(record).collect();
    let arms = encoded
        .iter()
        .zip(0_u32..)
        .map(|((index, field, codec), slot)| {
            let value = Way::PLANNED.value_into(scope, codec, &target(*index, field));
            quote!(#slot => #value,)
        });
    let read = steps(scope, &encoded, arms);
    let others = record
        .fields
        .iter()
        .enumerate()
        .filter_map(|(index, field)| {
            let place = target(index, field).place;
            let skipped = field.codec.is_none();
            skipped.then(|| quote!(#place = ::core::default::Default::default();))
        });
    quote!(#read #(#others)*)
}

/// The loop over what `__fields` has, with an arm for each field that is encoded.
///
/// The arms of a wide record stand in functions of sixteen: all in one, what a compiler makes of
/// so many fields that may or may not have been read yet grows with the square of their number.
fn steps(
    scope: &Scope<'_>,
    encoded: &[(usize, &Field, &Codec)],
    arms: impl Iterator<Item = TokenStream>,
) -> TokenStream {
    let Scope { krate, de, .. } = scope;
    if encoded.is_empty() {
        return quote! {
            if let ::core::option::Option::Some((_, __at)) = __fields.next(__decoder)? {
                return ::core::result::Result::Err(__at.refuse(__decoder));
            }
        };
    }
    let refused = quote!(_ => ::core::result::Result::Err(__at.refuse(__decoder)),);
    let mut arms: Vec<TokenStream> = arms.collect();
    if encoded.len() > WIDE {
        let parts = arms.chunks(PART).zip(0_u32..).map(|(arms, part)| {
            quote! {
                #part => #krate::encoding::apart(
                    __decoder,
                    |__decoder: &mut #krate::encoding::Decoder<#de>| match __slot {
                        #(#arms)*
                        #refused
                    },
                ),
            }
        });
        arms = parts.collect();
    }
    let part = u32::try_from(PART).unwrap_or(u32::MAX);
    let which = if encoded.len() > WIDE {
        quote!(__slot / #part)
    } else {
        quote!(__slot)
    };
    let names = encoded.iter().map(|(_, field, _)| &field.name);
    quote! {
        while let ::core::option::Option::Some((__slot, __at)) = __fields.next(__decoder)? {
            let __read = match #which {
                #(#arms)*
                #refused
            };
            if let ::core::result::Result::Err(__error) = __read {
                return ::core::result::Result::Err(__error.in_field_at(&[#(#names),*], __slot));
            }
        }
    }
}

/// The fields that are encoded, each with its place among all.
fn encoded(record: &Record) -> impl Iterator<Item = (usize, &Field, &Codec)> {
    let fields = record.fields.iter().enumerate();
    fields.filter_map(|(index, field)| Some((index, field, field.codec.as_ref()?)))
}
