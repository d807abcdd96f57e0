//! Generating: from items to the code of each, one file for each kind of thing.
//!
//! What comes out is what a person would have written: attributes only where
//! something is not said by the names and types themselves. That the schema of
//! each type is that of the file is the derive's work; here it is told all it needs.

mod attributes;
mod borrowed;
mod constants;
mod default;
mod enumeration;
mod fixed;
mod newtype;
mod record;
mod root;
mod rust;
mod service;
mod union;

use proc_macro2::{Ident, TokenStream};

use crate::items::{Item, ItemId, Items, Kind};
use crate::modules::ModuleId;
use crate::names;
use crate::rules::Look;
pub(crate) use attributes::{Options, allowed_lints};
pub(crate) use constants::all as constants;

/// The code of one item: the type, and what stands below it.
pub(crate) fn item(items: &Items, id: ItemId, options: &Options) -> Vec<TokenStream> {
    let Some(item) = items.all.get(id) else {
        return Vec::new();
    };
    let mut context = Context {
        items,
        item,
        module: item.module,
        options,
        look: options.rules.look(&item.path),
        borrowed: false,
    };
    let mut code = context.item(&names::ident(&item.ident));
    if let Some(twin) = items.twins.get(&id) {
        let twin = names::ident(twin);
        let owned = context.look;
        context.look = Look {
            visibility: owned.visibility,
            ..options.rules.look_of_twin(&item.path)
        };
        context.borrowed = true;
        code.extend(context.item(&twin));
        code.push(borrowed::to_owned(&context, &twin));
    }
    code
}

/// What is written, and where, which decides how others are called there.
struct Context<'a> {
    items: &'a Items,
    item: &'a Item,
    module: ModuleId,
    options: &'a Options,
    look: Look,
    /// Whether it is the twin that borrows.
    borrowed: bool,
}

impl Context<'_> {
    fn item(&self, ident: &Ident) -> Vec<TokenStream> {
        match &self.item.kind {
            Kind::Record(node, places) => record::item(self, *node, ident, places),
            Kind::Enum(node) => vec![enumeration::item(self, *node, ident)],
            Kind::Fixed(node, meaning) => {
                vec![fixed::item(self, *node, ident, meaning.as_ref())]
            }
            Kind::Union(branches) => vec![union::item(self, ident, branches)],
            Kind::Root(place) => vec![root::item(self, ident, place)],
            Kind::Message(message) => service::message(self, ident, message),
            Kind::Errors(branches) => service::errors(self, ident, branches),
            Kind::Service(number) => match self.items.services.get(*number) {
                Some(service) => service::item(self, service),
                None => Vec::new(),
            },
            Kind::Text(number) => match self.items.services.get(*number) {
                Some(service) => service::text(self, service),
                None => Vec::new(),
            },
        }
    }
}
