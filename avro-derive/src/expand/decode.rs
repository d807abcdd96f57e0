//! `Decode`: the same way back, into a new value or into one that exists.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::parse_quote;

use super::scope::Scope;
use super::{binding, pattern, place, record_may_be_wire, respanned, shown_at};
use crate::model::{Branch, Codec, Enumeration, Field, Fixed, Kind, Record, Variant};
use crate::rust_type;

/// Writes `impl Decode`.
pub(super) fn implementation(scope: &Scope<'_>) -> TokenStream {
    let Scope { krate, de, .. } = scope;
    let needs = &scope.item.needs;
    let keys = needs.keys.iter().map(|(key, more)| {
        quote! {
            #key: #krate::encoding::Decode<#de, #krate::shape::String>
                + ::core::convert::AsRef<str> #more
        }
    });
    let hashers = needs
        .hashers
        .iter()
        .map(|hasher| quote!(#hasher: ::core::hash::BuildHasher + ::core::default::Default));
    let defaults = needs
        .defaults
        .iter()
        .map(|ty| quote!(#ty: ::core::default::Default));
    let lifetimes: Vec<_> = scope
        .item
        .generics
        .lifetimes()
        .map(|param| &param.lifetime)
        .collect();
    let header = scope.header(
        &quote!(Decode),
        Some(if lifetimes.is_empty() {
            parse_quote!(#de)
        } else {
            parse_quote!(#de: #(#lifetimes)+*)
        }),
        |shape| quote!(#krate::encoding::Decode<#de, #shape>),
        keys.chain(hashers).chain(defaults).collect(),
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

/// `fn decode` with this body.
fn decode(scope: &Scope<'_>, body: &TokenStream) -> TokenStream {
    let Scope { krate, de, .. } = scope;
    quote! {
        #[inline]
        fn decode(
            __decoder: &mut #krate::encoding::Decoder<#de>,
        ) -> ::core::result::Result<Self, #krate::DecodeError> {
            #body
        }
    }
}

/// `fn decode_into` with this body.
fn decode_into(scope: &Scope<'_>, body: &TokenStream) -> TokenStream {
    let Scope { krate, de, .. } = scope;
    quote! {
        #[inline]
        fn decode_into(
            &mut self,
            __decoder: &mut #krate::encoding::Decoder<#de>,
        ) -> ::core::result::Result<(), #krate::DecodeError> {
            #body
        }
    }
}

/// The call that decodes a value.
fn value(scope: &Scope<'_>, codec: &Codec) -> TokenStream {
    let Scope { krate, de, .. } = scope;
    let (ty, shape) = (&codec.ty, scope.shape(codec));
    match &codec.with {
        Some(with) => {
            let span = shown_at(with);
            let krate = respanned(krate, span);
            quote_spanned!(span=> #krate::convert::decode::<#with, #ty, #shape>(__decoder))
        }
        None => quote!(<#ty as #krate::encoding::Decode<#de, #shape>>::decode(__decoder)),
    }
}

/// A value that exists, as a reference to it and as the place it lies in.
struct Target {
    reference: TokenStream,
    place: TokenStream,
}

impl Target {
    /// A field of `self`.
    fn field(field: &Field) -> Target {
        let place = place(&field.member);
        Target {
            reference: quote!(&mut #place),
            place,
        }
    }

    /// What a pattern bound.
    fn bound(name: &TokenStream) -> Target {
        Target {
            reference: quote!(#name),
            place: quote!(*#name),
        }
    }
}

/// The call that decodes a value into one that exists.
fn value_into(scope: &Scope<'_>, codec: &Codec, target: &Target) -> TokenStream {
    let Scope { krate, de, .. } = scope;
    let (ty, shape) = (&codec.ty, scope.shape(codec));
    let Target { reference, place } = target;
    match &codec.with {
        Some(_) => {
            let value = value(scope, codec);
            quote!(#value.map(|__new| #place = __new))
        }
        None => quote! {
            <#ty as #krate::encoding::Decode<#de, #shape>>::decode_into(#reference, __decoder)
        },
    }
}

/// Records of more fields are decoded part by part.
const WIDE: usize = 32;

/// How many fields a part has.
const PART: usize = 16;

/// `{ field: …, … }`, decoded in order, and the statements to stand before it.
///
/// Each field that fails leaves all before it to be dropped, and what a compiler
/// makes of so many ways out of one function grows with the square of their
/// number. So the fields of a wide record are read in functions of sixteen.
fn literal(scope: &Scope<'_>, record: &Record) -> (TokenStream, TokenStream) {
    let Scope { krate, de, .. } = scope;
    let read = |field: &Field| {
        let codec = field.codec.as_ref()?;
        let (value, name) = (value(scope, codec), &field.name);
        Some(quote! {
            match #value {
                ::core::result::Result::Ok(__value) => __value,
                ::core::result::Result::Err(__error) => {
                    return ::core::result::Result::Err(__error.in_field(#name));
                }
            }
        })
    };
    let wide = record.fields.len() > WIDE;
    let members = record.fields.iter().enumerate().map(|(index, field)| {
        let member = &field.member;
        let value = match read(field) {
            None => quote!(::core::default::Default::default()),
            Some(_) if wide => {
                let binding = binding(index);
                quote!(#binding)
            }
            Some(read) => read,
        };
        quote!(#member: #value)
    });
    let literal = quote!({ #(#members),* });
    if !wide {
        return (TokenStream::new(), literal);
    }
    let reads: Vec<_> = record
        .fields
        .iter()
        .enumerate()
        .filter_map(|(index, field)| Some((binding(index), read(field)?)))
        .collect();
    let parts = reads.chunks(PART).map(|part| {
        let (bindings, reads): (Vec<_>, Vec<_>) = part.iter().cloned().unzip();
        quote! {
            let (#(#bindings,)*) = #krate::encoding::apart(
                __decoder,
                |__decoder: &mut #krate::encoding::Decoder<#de>| {
                    ::core::result::Result::Ok((#(#reads,)*))
                },
            )?;
        }
    });
    (quote!(#(#parts)*), literal)
}

/// The statements that decode the fields of a record into those there are.
fn fields_into(
    scope: &Scope<'_>,
    record: &Record,
    target: impl Fn(usize, &Field) -> Target,
) -> TokenStream {
    let fields = record.fields.iter().enumerate().map(|(index, field)| {
        let target = target(index, field);
        let Some(codec) = &field.codec else {
            let place = target.place;
            return quote!(#place = ::core::default::Default::default(););
        };
        let (value, name) = (value_into(scope, codec, &target), &field.name);
        quote! {
            if let ::core::result::Result::Err(__error) = #value {
                return ::core::result::Result::Err(__error.in_field(#name));
            }
        }
    });
    quote!(#(#fields)*)
}

fn record(scope: &Scope<'_>, record: &Record) -> TokenStream {
    let Scope { krate, de, .. } = scope;
    let unions = scope.late_unions();
    let (parts, literal) = literal(scope, record);
    // Records of no bytes may hold each other by the billion and cost no input.
    let may_be_empty = |(_, codec): (_, &Codec)| rust_type::may_be_empty(&codec.ty);
    let empty = record.encoded().all(may_be_empty).then(|| {
        let own = scope.own();
        quote! {
            if <Self as #krate::encoding::AvroAs<#own>>::MIN == 0 {
                __decoder.charge_empty(1)?;
            }
        }
    });
    let decode = decode(
        scope,
        &quote!(#unions #empty #parts ::core::result::Result::Ok(Self #literal)),
    );
    let fields = fields_into(scope, record, |_, field| Target::field(field));
    let decode_into = decode_into(
        scope,
        &quote!(#empty #fields ::core::result::Result::Ok(())),
    );
    let wire = record_may_be_wire(record).then(|| {
        let reads = record
            .fields
            .iter()
            .enumerate()
            .filter_map(|(index, field)| {
                let codec = field.codec.as_ref()?;
                let (ty, shape, avro_as) = (&codec.ty, scope.shape(codec), scope.avro_as(codec));
                let binding = binding(index);
                Some(quote! {
                    let (__field, __bytes) = __bytes.split_at_checked(#avro_as::WIRE)?;
                    let #binding =
                        <#ty as #krate::encoding::Decode<#de, #shape>>::decode_wire(__field)?;
                })
            });
        let fields = record.fields.iter().enumerate().map(|(index, field)| {
            let member = &field.member;
            let value = if field.codec.is_some() {
                let binding = binding(index);
                quote!(#binding)
            } else {
                quote!(::core::default::Default::default())
            };
            quote!(#member: #value)
        });
        quote! {
            #[inline]
            fn decode_wire(__bytes: &[u8]) -> ::core::option::Option<Self> {
                #(#reads)*
                ::core::option::Option::Some(Self { #(#fields),* })
            }
        }
    });
    quote!(#decode #decode_into #wire)
}

fn newtype(scope: &Scope<'_>, field: &Field) -> TokenStream {
    let Scope { krate, de, .. } = scope;
    let Some(codec) = &field.codec else {
        return quote!();
    };
    let (ty, shape) = (&codec.ty, scope.shape(codec));
    let place = place(&field.member);
    let value = value(scope, codec);
    let decode = decode(scope, &quote!(#value.map(Self)));
    let into = value_into(scope, codec, &Target::field(field));
    let decode_into = decode_into(scope, &into);
    let inner = quote!(<#ty as #krate::encoding::Decode<#de, #shape>>);
    let (branch, branch_into) = match &codec.with {
        Some(with) => {
            let branch = quote! {
                #krate::convert::decode_branch::<#with, #ty, #shape>(__index, __decoder)
            };
            (branch.clone(), quote!(#branch.map(|__new| #place = __new)))
        }
        None => (
            quote!(#inner::decode_branch(__index, __decoder)),
            quote!(#inner::decode_branch_into(&mut #place, __index, __decoder)),
        ),
    };
    let may_be_wire = scope.shape.is_some() || super::may_be_wire(codec);
    let wire = may_be_wire.then(|| {
        quote! {
            #[inline]
            fn decode_wire(__bytes: &[u8]) -> ::core::option::Option<Self> {
                #inner::decode_wire(__bytes).map(Self)
            }
        }
    });
    quote! {
        #decode
        #decode_into
        #wire
        #[inline]
        fn decode_branch(
            __index: u32,
            __decoder: &mut #krate::encoding::Decoder<#de>,
        ) -> ::core::result::Result<Self, #krate::DecodeError> {
            #branch.map(Self)
        }
        #[inline]
        fn decode_branch_into(
            &mut self,
            __index: u32,
            __decoder: &mut #krate::encoding::Decoder<#de>,
        ) -> ::core::result::Result<(), #krate::DecodeError> {
            #branch_into
        }
    }
}

fn fixed(scope: &Scope<'_>, fixed: &Fixed) -> TokenStream {
    let length = &fixed.length;
    if fixed.borrowed {
        return decode(
            scope,
            &quote!(__decoder.array_ref::<{ #length }>().map(Self)),
        );
    }
    let decode = decode(scope, &quote!(__decoder.array::<{ #length }>().map(Self)));
    quote! {
        #decode
        #[inline]
        fn decode_wire(__bytes: &[u8]) -> ::core::option::Option<Self> {
            __bytes.first_chunk().copied().map(Self)
        }
    }
}

fn enumeration(scope: &Scope<'_>, enumeration: &Enumeration) -> TokenStream {
    let count = u32::try_from(enumeration.symbols.len()).unwrap_or(u32::MAX);
    let symbols = enumeration
        .symbols
        .iter()
        .enumerate()
        .map(|(index, symbol)| {
            let ident = &symbol.ident;
            let index = u32::try_from(index).unwrap_or(u32::MAX);
            quote!(#index => ::core::result::Result::Ok(Self::#ident),)
        });
    decode(
        scope,
        &quote! {
            match __decoder.symbol(#count)? {
                #(#symbols)*
                __index => {
                    ::core::result::Result::Err(__decoder.no_such_symbol(__index as i64, #count))
                }
            }
        },
    )
}

fn union(scope: &Scope<'_>, variants: &[Variant]) -> TokenStream {
    let Scope { krate, de, .. } = scope;
    let unions = scope.late_unions();
    let count = u32::try_from(variants.len()).unwrap_or(u32::MAX);
    let this = quote!(<Self as #krate::encoding::Decode<#de, #krate::shape::Own>>);
    let decode = decode(
        scope,
        &quote! {
            let __index = __decoder.branch(#count)?;
            #this::decode_branch(__index, __decoder)
        },
    );
    let decode_into = decode_into(
        scope,
        &quote! {
            let __index = __decoder.branch(#count)?;
            #this::decode_branch_into(self, __index, __decoder)
        },
    );
    let indexed = || {
        let index = |index| u32::try_from(index).unwrap_or(u32::MAX);
        variants
            .iter()
            .enumerate()
            .map(move |(at, variant)| (index(at), variant))
    };
    let arms = indexed().map(|(index, variant)| {
        let ident = &variant.ident;
        match &variant.branch {
            Branch::Null => quote!(#index => ::core::result::Result::Ok(Self::#ident),),
            Branch::Payload(field) => {
                let value = field.codec.as_ref().map(|codec| value(scope, codec));
                quote!(#index => #value.map(Self::#ident),)
            }
            Branch::Record(record) => {
                let (parts, literal) = literal(scope, record);
                quote!(#index => { #parts ::core::result::Result::Ok(Self::#ident #literal) })
            }
        }
    });
    let into = indexed().filter_map(|(index, variant)| {
        let ident = &variant.ident;
        match &variant.branch {
            Branch::Null => None,
            Branch::Payload(field) => {
                let codec = field.codec.as_ref()?;
                let value = value_into(scope, codec, &Target::bound(&quote!(__value)));
                Some(quote!((#index, Self::#ident(__value)) => #value,))
            }
            Branch::Record(record) => {
                let pattern = pattern(record);
                let fields = fields_into(scope, record, |index, _| {
                    let binding = binding(index);
                    Target::bound(&quote!(#binding))
                });
                Some(quote! {
                    (#index, Self::#ident #pattern) => {
                        #fields
                        ::core::result::Result::Ok(())
                    }
                })
            }
        }
    });
    quote! {
        #decode
        #decode_into
        #[inline]
        fn decode_branch(
            __index: u32,
            __decoder: &mut #krate::encoding::Decoder<#de>,
        ) -> ::core::result::Result<Self, #krate::DecodeError> {
            #unions
            match __index {
                #(#arms)*
                _ => ::core::result::Result::Err(__decoder.no_such_branch(__index as i64, #count)),
            }
        }
        #[inline]
        fn decode_branch_into(
            &mut self,
            __index: u32,
            __decoder: &mut #krate::encoding::Decoder<#de>,
        ) -> ::core::result::Result<(), #krate::DecodeError> {
            match (__index, self) {
                #(#into)*
                (_, __this) => {
                    *__this = #this::decode_branch(__index, __decoder)?;
                    ::core::result::Result::Ok(())
                }
            }
        }
    }
}
