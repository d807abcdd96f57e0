//! Derives the Avro schema, encoder and decoder of Rust types.
//!
//! This crate is the macro behind `avro_core::AvroSchema`; programs depend on
//! `avro-core`, which passes it on.
//!
//! A derive reads the item into Avro's words (`model`), holds it against every
//! rule (`check`) and against the schema file that it may name (`contract`), and writes the implementations (`expand`). By the time anything
//! is written nothing can fail: all faults are reported before, together.

mod attr;
mod check;
mod contract;
mod expand;
mod fault;
mod generics;
mod model;
mod rust_type;
mod shape;
#[cfg(test)]
mod tests;

use fault::Faults;
use model::Item;
use proc_macro2::TokenStream;
use syn::DeriveInput;

#[doc = include_str!("derive.md")]
#[proc_macro_derive(AvroSchema, attributes(avro))]
pub fn derive_avro_schema(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    expanded(input.into()).into()
}

/// The implementations for an item, or what keeps them from being written.
fn expanded(input: TokenStream) -> TokenStream {
    match syn::parse2(input) {
        Ok(input) => derive(&input).unwrap_or_else(|error| {
            let mut faults = error.into_compile_error();
            faults.extend(expand::stub::item(&input));
            faults
        }),
        Err(error) => error.into_compile_error(),
    }
}

fn derive(input: &DeriveInput) -> syn::Result<TokenStream> {
    let mut faults = Faults::default();
    let mut item = Item::read(input, &mut faults);
    if let Some(item) = &mut item {
        check::item(item, &mut faults);
        item.held = contract::item(item, &mut faults);
    }
    faults.into_result()?;
    // An item without words has at least one fault.
    Ok(item.as_ref().map(expand::item).unwrap_or_default())
}
