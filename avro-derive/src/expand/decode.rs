//! `Decode`: the same way back, into a new value or into one that exists.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::parse_quote;

use super::planned;
use super::scope::Scope;
use super::{binding, is_shared, pattern, place, record_may_be_wire, respanned, shown_at};
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

/// A way to decode: the method that does it, the one that does it into a value that exists, and
/// what both take beside the decoder.
#[derive(Clone, Copy)]
pub(super) struct Way {
    method: &'static str,
    into: &'static str,
    arguments: &'static [&'static str],
}

impl Way {
    /// In the type's own layout.
    pub(super) const STRAIGHT: Way = Way {
        method: "decode",
        into: "decode_into",
        arguments: &[],
    };
    /// As a plan says.
    pub(super) const PLANNED: Way = Way {
        method: "decode_with",
        into: "decode_into_with",
        arguments: &["__at"],
    };
    /// A branch, in the type's own layout.
    const BRANCH: Way = Way {
        method: "decode_branch",
        into: "decode_branch_into",
        arguments: &["__index"],
    };
    /// A branch, as a plan says.
    const PLANNED_BRANCH: Way = Way {
        method: "decode_branch_with",
        into: "decode_branch_into_with",
        arguments: &["__index", "__at"],
    };

    /// The arguments of a call.
    fn arguments(self) -> impl Iterator<Item = Ident> {
        self.arguments.iter().map(|name| format_ident!("{name}"))
    }

    /// The parameters of a method.
    fn parameters(self, scope: &Scope<'_>) -> TokenStream {
        let Scope { krate, de, .. } = scope;
        let parameters = self.arguments().map(|argument| {
            if argument == "__at" {
                quote!(#argument: #krate::encoding::At<#de>)
            } else {
                quote!(#argument: u32)
            }
        });
        quote!(#(#parameters,)* __decoder: &mut #krate::encoding::Decoder<#de>,)
    }

    /// The method with this body.
    pub(super) fn method(self, scope: &Scope<'_>, body: &TokenStream) -> TokenStream {
        self.inlined(&quote!(#[inline]), scope, body)
    }

    /// The method with this body, and an attribute that says when it is inlined.
    fn inlined(self, inline: &TokenStream, scope: &Scope<'_>, body: &TokenStream) -> TokenStream {
        let krate = scope.krate;
        let (method, parameters) = (format_ident!("{}", self.method), self.parameters(scope));
        quote! {
            #inline
            fn #method(#parameters) -> ::core::result::Result<Self, #krate::DecodeError> {
                #body
            }
        }
    }

    /// The method into a value that exists, with this body.
    pub(super) fn method_into(self, scope: &Scope<'_>, body: &TokenStream) -> TokenStream {
        let krate = scope.krate;
        let (method, parameters) = (format_ident!("{}", self.into), self.parameters(scope));
        quote! {
            #[inline]
            fn #method(
                &mut self,
                #parameters
            ) -> ::core::result::Result<(), #krate::DecodeError> {
                #body
            }
        }
    }

    /// The call that decodes a value.
    pub(super) fn value(self, scope: &Scope<'_>, codec: &Codec) -> TokenStream {
        let Scope { krate, de, .. } = scope;
        let (ty, shape) = (&codec.ty, scope.shape(codec));
        let (method, arguments) = (format_ident!("{}", self.method), self.arguments());
        match &codec.with {
            Some(with) => {
                let span = shown_at(with);
                let krate = respanned(krate, span);
                quote_spanned! {span=>
                    #krate::convert::#method::<#with, #ty, #shape>(#(#arguments,)* __decoder)
                }
            }
            None => quote! {
                <#ty as #krate::encoding::Decode<#de, #shape>>::#method(#(#arguments,)* __decoder)
            },
        }
    }

    /// The call that decodes a value into one that exists.
    pub(super) fn value_into(
        self,
        scope: &Scope<'_>,
        codec: &Codec,
        target: &Target,
    ) -> TokenStream {
        let Scope { krate, de, .. } = scope;
        let (ty, shape) = (&codec.ty, scope.shape(codec));
        let (method, arguments) = (format_ident!("{}", self.into), self.arguments());
        let Target { reference, place } = target;
        if codec.with.is_some() {
            let value = self.value(scope, codec);
            return quote!(#value.map(|__new| #place = __new));
        }
        quote! {
            <#ty as #krate::encoding::Decode<#de, #shape>>::#method(
                #reference,
                #(#arguments,)*
                __decoder
            )
        }
    }
}

/// A value that exists, as a reference to it and as the place it lies in.
pub(super) struct Target {
    reference: TokenStream,
    pub(super) place: TokenStream,
}

impl Target {
    /// A field of `self`.
    pub(super) fn field(field: &Field) -> Target {
        let place = place(&field.member);
        Target {
            reference: quote!(&mut #place),
            place,
        }
    }

    /// What a pattern bound.
    pub(super) fn bound(name: &TokenStream) -> Target {
        Target {
            reference: quote!(#name),
            place: quote!(*#name),
        }
    }
}

/// Records of more fields are decoded part by part.
pub(super) const WIDE: usize = 32;

/// How many fields a part has.
pub(super) const PART: usize = 16;

/// The statements that decode the fields in order, and `{ field: …, … }` of what they bind.
///
/// Each field that fails leaves all before it to be dropped. What a compiler makes of so many ways
/// out of one function is a third less where each value is bound before the next is read than
/// where all stand in one expression, and still grows with the square of their number. So the
/// fields of a wide record are read in functions of sixteen.
fn literal(scope: &Scope<'_>, record: &Record) -> (TokenStream, TokenStream) {
    let Scope { krate, de, .. } = scope;
    let fields = record.fields.iter().enumerate();
    let (bindings, reads): (Vec<_>, Vec<_>) = fields
        .filter_map(|(index, field)| {
            let codec = field.codec.as_ref()?;
            let value = if is_shared(record, codec) {
                let (ty, shape) = (&codec.ty, scope.shape(codec));
                quote!(#krate::encoding::decode_apart::<#ty, #shape>(__decoder))
            } else {
                Way::STRAIGHT.value(scope, codec)
            };
            let (binding, name) = (binding(index), &field.name);
            let read = quote! {
                let #binding = match #value {
                    ::core::result::Result::Ok(__value) => __value,
                    ::core::result::Result::Err(__error) => {
                        return ::core::result::Result::Err(__error.in_field(#name));
                    }
                };
            };
            Some((binding, read))
        })
        .unzip();
    let literal = members(record);
    if reads.len() <= WIDE {
        return (quote!(#(#reads)*), literal);
    }
    let parts = reads.chunks(PART).zip(bindings.chunks(PART));
    let parts = parts.map(|(reads, bindings)| {
        quote! {
            let (#(#bindings,)*) = #krate::encoding::apart(
                __decoder,
                |__decoder: &mut #krate::encoding::Decoder<#de>| {
                    #(#reads)*
                    ::core::result::Result::Ok((#(#bindings,)*))
                },
            )?;
        }
    });
    (quote!(#(#parts)*), literal)
}

/// `{ field: …, … }` of what has been bound to the fields, and of defaults for those that are not encoded.
pub(super) fn members(record: &Record) -> TokenStream {
    let members = record.fields.iter().enumerate().map(|(index, field)| {
        let member = &field.member;
        if field.codec.is_some() {
            let binding = binding(index);
            quote!(#member: #binding)
        } else {
            quote!(#member: ::core::default::Default::default())
        }
    });
    quote!({ #(#members),* })
}

/// The statements that decode the fields of a record into those there are.
pub(super) fn fields_into(
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
        let value = Way::STRAIGHT.value_into(scope, codec, &target);
        let name = &field.name;
        quote! {
            if let ::core::result::Result::Err(__error) = #value {
                return ::core::result::Result::Err(__error.in_field(#name));
            }
        }
    });
    quote!(#(#fields)*)
}

/// A record of so many numbers is read on the spot.
const SMALL: usize = 4;

/// When the straight-line code of a record is inlined. A call costs as much as a few numbers, and takes the place that
/// was reached out of registers.
fn inline(record: &Record) -> TokenStream {
    let mut encoded = record.encoded();
    let small = record.fields.len() <= SMALL
        && encoded.all(|(_, codec)| {
            codec.with.is_none() && matches!(rust_type::see(&codec.ty), rust_type::Seen::Scalar(_))
        });
    if small {
        quote!(#[inline(always)])
    } else {
        quote!(#[inline])
    }
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
    let decode = Way::STRAIGHT.inlined(
        &inline(record),
        scope,
        &quote!(#unions #empty #parts ::core::result::Result::Ok(Self #literal)),
    );
    let fields = fields_into(scope, record, |_, field| Target::field(field));
    let decode_into = Way::STRAIGHT.method_into(
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
        let literal = members(record);
        quote! {
            #[inline]
            fn decode_wire(__bytes: &[u8]) -> ::core::option::Option<Self> {
                #(#reads)*
                ::core::option::Option::Some(Self #literal)
            }
        }
    });
    let planned = planned::record(scope, record, &empty);
    quote!(#decode #decode_into #planned #wire)
}

fn newtype(scope: &Scope<'_>, field: &Field) -> TokenStream {
    let Scope { krate, de, .. } = scope;
    let Some(codec) = &field.codec else {
        return quote!();
    };
    let ways = [
        Way::STRAIGHT,
        Way::PLANNED,
        Way::BRANCH,
        Way::PLANNED_BRANCH,
    ];
    let methods = ways.map(|way| {
        let value = way.value(scope, codec);
        let method = way.method(scope, &quote!(#value.map(Self)));
        let into = way.value_into(scope, codec, &Target::field(field));
        let method_into = way.method_into(scope, &into);
        quote!(#method #method_into)
    });
    let may_be_wire = scope.shape.is_some() || super::may_be_wire(codec);
    let wire = may_be_wire.then(|| {
        let (ty, shape) = (&codec.ty, scope.shape(codec));
        quote! {
            #[inline]
            fn decode_wire(__bytes: &[u8]) -> ::core::option::Option<Self> {
                <#ty as #krate::encoding::Decode<#de, #shape>>::decode_wire(__bytes).map(Self)
            }
        }
    });
    quote!(#(#methods)* #wire)
}

fn fixed(scope: &Scope<'_>, fixed: &Fixed) -> TokenStream {
    let length = &fixed.length;
    if fixed.borrowed {
        return Way::STRAIGHT.method(
            scope,
            &quote!(__decoder.array_ref::<{ #length }>().map(Self)),
        );
    }
    let decode = Way::STRAIGHT.method(scope, &quote!(__decoder.array::<{ #length }>().map(Self)));
    quote! {
        #decode
        #[inline]
        fn decode_wire(__bytes: &[u8]) -> ::core::option::Option<Self> {
            __bytes.first_chunk().copied().map(Self)
        }
    }
}

/// Enums of so many symbols are read on the spot.
const FEW: usize = 32;

fn enumeration(scope: &Scope<'_>, enumeration: &Enumeration) -> TokenStream {
    let Scope { krate, de, .. } = scope;
    let count = u32::try_from(enumeration.symbols.len()).unwrap_or(u32::MAX);
    // A plan's place and a small enum stay in registers only where nothing is called.
    let inline = match enumeration.symbols.len() {
        0..=FEW => quote!(#[inline(always)]),
        _ => quote!(#[inline]),
    };
    let method = |way: Way, symbol: &TokenStream| {
        let symbols = enumeration
            .symbols
            .iter()
            .zip(0_u32..)
            .map(|(symbol, index)| {
                let ident = &symbol.ident;
                quote!(#index => ::core::result::Result::Ok(Self::#ident),)
            });
        let body = quote! {
            match #symbol? {
                #(#symbols)*
                __index => {
                    ::core::result::Result::Err(__decoder.no_such_symbol(__index as i64, #count))
                }
            }
        };
        way.inlined(&inline, scope, &body)
    };
    let decode = method(Way::STRAIGHT, &quote!(__decoder.symbol(#count)));
    let decode_with = method(Way::PLANNED, &quote!(__at.symbol(#count, __decoder)));
    let decode_into_with = Way::PLANNED.method_into(
        scope,
        &quote! {
            *self = <Self as #krate::encoding::Decode<#de, #krate::shape::Own>>::decode_with(
                __at, __decoder,
            )?;
            ::core::result::Result::Ok(())
        },
    );
    quote!(#decode #decode_with #decode_into_with)
}

fn union(scope: &Scope<'_>, variants: &[Variant]) -> TokenStream {
    let count = u32::try_from(variants.len()).unwrap_or(u32::MAX);
    let straight = union_by(
        scope,
        variants,
        Way::STRAIGHT,
        Way::BRANCH,
        &quote!(let __index = __decoder.branch(#count)?;),
    );
    let planned = union_by(
        scope,
        variants,
        Way::PLANNED,
        Way::PLANNED_BRANCH,
        &quote!(let (__index, __at) = __at.branch(#count, __decoder)?;),
    );
    quote!(#straight #planned)
}

/// The methods of one way to decode a union: `which` reads the index of the branch that the
/// methods `of_branch` take.
fn union_by(
    scope: &Scope<'_>,
    variants: &[Variant],
    way: Way,
    of_branch: Way,
    which: &TokenStream,
) -> TokenStream {
    let Scope { krate, de, .. } = scope;
    let planned = !way.arguments.is_empty();
    let unions = scope.late_unions();
    let count = u32::try_from(variants.len()).unwrap_or(u32::MAX);
    let this = quote!(<Self as #krate::encoding::Decode<#de, #krate::shape::Own>>);
    let (branch, branch_into) = (
        format_ident!("{}", of_branch.method),
        format_ident!("{}", of_branch.into),
    );
    let arguments: Vec<Ident> = of_branch.arguments().collect();

    let decode = way.method(
        scope,
        &quote!(#which #this::#branch(#(#arguments,)* __decoder)),
    );
    let decode_into = way.method_into(
        scope,
        &quote!(#which #this::#branch_into(self, #(#arguments,)* __decoder)),
    );

    let arms = variants.iter().zip(0_u32..).map(|(variant, index)| {
        let ident = &variant.ident;
        match &variant.branch {
            Branch::Null => quote!(#index => ::core::result::Result::Ok(Self::#ident),),
            Branch::Payload(field) => {
                let value = field.codec.as_ref().map(|codec| way.value(scope, codec));
                quote!(#index => #value.map(Self::#ident),)
            }
            Branch::Record(record) if planned => {
                let read = planned::variant(scope, record, ident);
                quote!(#index => { #read })
            }
            Branch::Record(record) => {
                let (parts, literal) = literal(scope, record);
                quote!(#index => { #parts ::core::result::Result::Ok(Self::#ident #literal) })
            }
        }
    });
    let decode_branch = of_branch.method(
        scope,
        &quote! {
            #unions
            match __index {
                #(#arms)*
                _ => ::core::result::Result::Err(__decoder.no_such_branch(__index as i64, #count)),
            }
        },
    );

    let into = variants.iter().zip(0_u32..).filter_map(|(variant, index)| {
        let ident = &variant.ident;
        match &variant.branch {
            Branch::Null => None,
            Branch::Payload(field) => {
                let codec = field.codec.as_ref()?;
                let target = Target::bound(&quote!(__value));
                let value = way.value_into(scope, codec, &target);
                Some(quote!((#index, Self::#ident(__value)) => #value,))
            }
            Branch::Record(record) => {
                let pattern = pattern(record);
                let target = |index, _: &Field| {
                    let binding = binding(index);
                    Target::bound(&quote!(#binding))
                };
                let fields = if planned {
                    planned::fields_into(scope, record, target)
                } else {
                    fields_into(scope, record, target)
                };
                Some(quote! {
                    (#index, Self::#ident #pattern) => {
                        #fields
                        ::core::result::Result::Ok(())
                    }
                })
            }
        }
    });
    let decode_branch_into = of_branch.method_into(
        scope,
        &quote! {
            match (__index, self) {
                #(#into)*
                (_, __this) => {
                    *__this = #this::#branch(#(#arguments,)* __decoder)?;
                    ::core::result::Result::Ok(())
                }
            }
        },
    );
    quote!(#decode #decode_into #decode_branch #decode_branch_into)
}
