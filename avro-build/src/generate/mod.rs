//! Generating: from items to the code of each, one file for each kind of thing.
//!
//! What comes out is what a person would have written: attributes only where
//! something is not said by the names and types themselves. That the schema of
//! each type is that of the file is the derive's work; here it is told all it needs.

mod attributes;
mod enumeration;
mod fixed;
mod newtype;
mod record;
mod root;
mod rust;
mod union;

use proc_macro2::TokenStream;

use crate::items::{Item, Items, Kind};
use crate::modules::ModuleId;
use crate::names;
pub(crate) use attributes::{Options, allowed_lints};

/// The code of one item.
pub(crate) fn item(items: &Items, item: &Item, options: &Options) -> TokenStream {
    let context = Context {
        items,
        module: item.module,
        options,
    };
    let ident = names::ident(&item.ident);
    match &item.kind {
        Kind::Record(node, places) => record::item(&context, *node, &ident, places),
        Kind::Enum(node) => enumeration::item(&context, *node, &ident),
        Kind::Fixed(node) => fixed::item(&context, *node, &ident),
        Kind::Union(branches) => union::item(&context, &ident, branches),
        Kind::Root(place) => root::item(&context, &ident, place),
    }
}

/// Where an item is written, which decides how others are called there.
struct Context<'a> {
    items: &'a Items,
    module: ModuleId,
    options: &'a Options,
}
