//! What is written for an item that has faults.
//!
//! Implementations that do nothing, so that the faults are all there is to read:
//! without them every use of the type would be another error.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, parse_quote};

use crate::attr::{Attrs, Place, crate_path};
use crate::fault::Faults;

/// Writes the traits for an item, and nothing in them.
pub(crate) fn item(input: &DeriveInput) -> TokenStream {
    let attrs = Attrs::read(&input.attrs, Place::Type, &mut Faults::default());
    let krate = crate_path(&attrs);
    let ident = &input.ident;
    let (params, arguments, clause) = input.generics.split_for_impl();
    let mut decode = input.generics.clone();
    decode.params.insert(0, parse_quote!('__de));
    let (decode_params, _, _) = decode.split_for_impl();
    let own = quote!(#krate::shape::Own);
    quote! {
        #[automatically_derived]
        impl #params #krate::encoding::AvroAs<#own> for #ident #arguments #clause {
            const MIN: usize = 1;
            const KINDS: #krate::shape::Kinds = #krate::shape::Kinds::NAMED;
            type Key = ();
            fn node(_: &mut #krate::schema::TypeBuilder) -> #krate::NodeId {
                loop {}
            }
            fn name_part(_: &mut ::std::string::String) {}
        }
        #[automatically_derived]
        impl #params #krate::encoding::Encode<#own> for #ident #arguments #clause {
            fn encode(
                &self,
                _: &mut #krate::encoding::Encoder,
            ) -> ::core::result::Result<(), #krate::EncodeError> {
                loop {}
            }
        }
        #[automatically_derived]
        impl #decode_params #krate::encoding::Decode<'__de, #own> for #ident #arguments #clause {
            fn decode(
                _: &mut #krate::encoding::Decoder<'__de>,
            ) -> ::core::result::Result<Self, #krate::DecodeError> {
                loop {}
            }
        }
    }
}
