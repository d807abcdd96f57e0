//! A newtype: what cannot be an alias, for the derive has to be told its Avro type.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::Context;
use super::attributes::Words;
use crate::types::RustType;

/// A struct around `ty`, whose Avro type is `shape`.
pub(super) fn item(
    context: &Context<'_>,
    ident: &Ident,
    ty: &RustType,
    shape: &str,
    derives: &[&str],
) -> TokenStream {
    let mut on_struct = Words::default();
    context.core_word(&mut on_struct);
    let mut on_field = Words::default();
    on_field.text("type", shape);

    let (derives, ty) = (context.derives(derives), context.ty(ty));
    let visibility = context.visibility();
    let (on_struct, on_field) = (on_struct.attributes(), on_field.attributes());
    quote! {
        #derives
        #on_struct
        #visibility struct #ident(#on_field #visibility #ty);
    }
}
