//! Constants: what a program may want to know of a schema without parsing one.
//!
//! They stand at the end of the file, where they are not in the way of the types.

use avro_model::{Fingerprint, Schema, Type};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{Context, Options, allowed_lints};
use crate::error::Problem;
use crate::items::Items;
use crate::modules::ROOT;
use crate::names;
use crate::text::literal;

/// A longer text is not written unless it is asked for.
const LONGEST: usize = 64 << 10;

/// What all texts together may take: many types may hold the same large ones.
const MOST: usize = 64 << 20;

/// The constants of all types, each set below its type's path.
///
/// A problem is the last that comes.
pub(crate) fn all<'i>(
    items: &'i Items,
    options: &'i Options,
) -> impl Iterator<Item = Result<TokenStream, Problem>> + 'i {
    let mut left = Some(MOST);
    let mut lengths = Lengths {
        seen: vec![0; items.schema.len()],
        round: 0,
    };
    items.all.iter().filter_map(move |item| {
        let schema = items.schema.at(item.node()?);
        let context = Context {
            items,
            item,
            module: ROOT,
            options,
            look: options.rules.look(&item.path),
            borrowed: false,
        };
        let text = match context.look.constants {
            Some(false) => return None,
            Some(true) => schema.to_json(),
            None if lengths.are_beyond(&schema) => return None,
            None => Some(schema.to_json()).filter(|text| text.len() <= LONGEST)?,
        };
        left = left?.checked_sub(text.len());
        Some(match left {
            Some(_) => Ok(code(&context, &schema, &text)),
            None => Err(Problem::with_request(format!(
                "the constants of all types would take more than {MOST} bytes, since each text has those of the \
                 types in it: leave some out by `Choice::new().constants(false)`"
            ))),
        })
    })
}

/// Tells how long texts are without writing them: many types may hold the same large ones, so
/// that all texts together would have no bounds.
struct Lengths {
    /// For each node the schema whose length it was counted in last.
    seen: Vec<usize>,
    round: usize,
}

impl Lengths {
    /// Whether a schema's text is surely too long.
    fn are_beyond(&mut self, schema: &Schema) -> bool {
        self.round = self.round.saturating_add(1);
        let mut open = vec![schema.root()];
        let mut length = 0_usize;
        while let Some(id) = open.pop() {
            match self.seen.get_mut(id.index()) {
                Some(round) if *round != self.round => *round = self.round,
                _ => continue,
            }
            let node = schema.node(id);
            let name = node.name().map_or(0, |name| name.simple().len());
            let parts = match node.ty() {
                Type::Record(record) => record
                    .fields()
                    .iter()
                    .map(|field| field.name().len().saturating_add(LEAST_FIELD))
                    .sum(),
                Type::Enum(en) => en.symbols().iter().map(|symbol| symbol.len()).sum(),
                _ => 0_usize,
            };
            length = length.saturating_add(name).saturating_add(parts);
            if length > LONGEST {
                return true;
            }
            open.extend(node.ty().children());
        }
        false
    }
}

/// What a field takes beside its name and its type: `{"name":"","type":},`.
const LEAST_FIELD: usize = 20;

fn code(context: &Context<'_>, schema: &Schema, text: &str) -> TokenStream {
    let canonical = schema.canonical_form();
    let number = Fingerprint::of(canonical.as_bytes()).0;
    let fingerprint: Literal = match format!("0x{number:016x}").parse() {
        Ok(literal) => literal,
        Err(_) => Literal::u64_unsuffixed(number),
    };
    let path = context.path_of(context.item, &context.item.ident);
    let (visibility, lints) = (context.visibility(), allowed_lints(context.options));
    let (core, str) = (context.core(), names::ident("str"));
    let (text, canonical) = (literal(text), literal(&canonical));
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
