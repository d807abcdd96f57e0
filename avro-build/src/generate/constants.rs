//! Constants: what a program may want to know of a schema without parsing one.
//!
//! They stand at the end of the file, where they are not in the way of the types.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{Context, Options, allowed_lints};
use crate::items::{Item, Items};
use crate::modules::ROOT;
use crate::names;
use crate::rules::Look;
use crate::text::literal;

/// More text than this is not written unless it is asked for.
const MOST: usize = 4 << 20;

/// The constants of one type, or what keeps them from being written.
struct Constants {
    text: String,
    canonical: String,
    fingerprint: u64,
}

/// The constants of all types, each set below its type's path.
pub(crate) fn all(items: &Items, options: &Options) -> Vec<TokenStream> {
    let looks: Vec<(&Item, Look)> = items
        .all
        .iter()
        .map(|item| (item, options.rules.look(&item.path)))
        .collect();
    // A file that is a root is asked first, so that what is left out is what others hold.
    let mut left = MOST;
    let mut code: Vec<Option<(&Item, Constants)>> = looks.iter().map(|_| None).collect();
    for roots in [true, false] {
        for ((item, look), slot) in looks.iter().zip(&mut code) {
            let Some(node) = item.node() else {
                continue;
            };
            if items.roots.contains(&node) != roots || look.constants == Some(false) {
                continue;
            }
            if left == 0 && !roots && look.constants.is_none() {
                continue;
            }
            let schema = items.schema.at(node);
            let canonical = schema.canonical_form();
            let constants = Constants {
                text: schema.to_json(),
                fingerprint: avro_model::Fingerprint::of(canonical.as_bytes()).0,
                canonical,
            };
            left = left
                .saturating_sub(constants.text.len())
                .saturating_sub(constants.canonical.len());
            *slot = Some((*item, constants));
        }
    }
    if left == 0 {
        // All types of one kind are treated alike.
        for ((item, look), slot) in looks.iter().zip(&mut code) {
            let is_root = item.node().is_some_and(|node| items.roots.contains(&node));
            if !is_root && look.constants.is_none() {
                *slot = None;
            }
        }
    }
    code.into_iter()
        .flatten()
        .map(|(item, constants)| self::code(items, item, options, &constants))
        .collect()
}

fn code(items: &Items, item: &Item, options: &Options, constants: &Constants) -> TokenStream {
    let context = Context {
        items,
        item,
        module: ROOT,
        options,
        look: options.rules.look(&item.path),
        borrowed: false,
    };
    let path = context.path_of(item, &item.ident);
    let (visibility, lints) = (context.visibility(), allowed_lints(options));
    let (core, str) = (context.core(), names::ident("str"));
    let (text, canonical) = (literal(&constants.text), literal(&constants.canonical));
    let fingerprint = format!("0x{:016x}", constants.fingerprint);
    let fingerprint: Literal = match fingerprint.parse() {
        Ok(literal) => literal,
        Err(_) => Literal::u64_unsuffixed(constants.fingerprint),
    };
    quote! {
        #lints
        impl #path {
            /// The schema's text, complete in itself.
            #visibility const SCHEMA: &'static #str = #text;
            /// The schema in Parsing Canonical Form.
            #visibility const CANONICAL_FORM: &'static #str = #canonical;
            /// The CRC-64-AVRO fingerprint of that form.
            #visibility const FINGERPRINT: #core::model::Fingerprint =
                #core::model::Fingerprint(#fingerprint);
        }
    }
}
