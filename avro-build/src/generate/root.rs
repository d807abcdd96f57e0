//! A file whose schema has no name and is no union: an alias, or a newtype
//! where an alias would not have the file's schema.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::{Context, newtype};
use crate::types::Place;

pub(super) fn item(context: &Context<'_>, ident: &Ident, place: &Place) -> TokenStream {
    if let Some(shape) = &place.shape {
        let derives = ["Debug", "Clone", "PartialEq"];
        return newtype::item(context, ident, &place.ty, shape.as_str(), &derives);
    }
    let (lints, ty) = (context.lints(), context.ty(&place.ty));
    let visibility = context.visibility();
    quote! {
        #lints
        #visibility type #ident = #ty;
    }
}
