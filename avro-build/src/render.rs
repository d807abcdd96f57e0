//! Rendering: items as text, formatted each by itself, with a blank line between.
//!
//! An item is formatted inside as many modules as it will stand in, so that
//! lines break where they would if all were formatted together.

use proc_macro2::TokenStream;
use quote::quote;

use crate::error::Problem;
use crate::generate::{self, Options, allowed_lints};
use crate::items::Items;
use crate::modules::{ModuleId, ROOT};
use crate::names;

/// The text of all items below a comment that says where they come from.
///
/// # Errors
///
/// When it would be too long, or is not Rust.
pub(crate) fn file(items: &Items, options: &Options, header: &str) -> Result<String, Problem> {
    let no_rust = |error| Problem::with_request(format!("the generated code is not Rust: {error}"));
    let mut out = String::from(header);
    module(items, ROOT, 0, options, &mut out).map_err(no_rust)?;
    for constants in generate::constants(items, options) {
        out.push('\n');
        out.push_str(&formatted(constants?, 0).map_err(no_rust)?);
    }
    Ok(out)
}

/// Writes what is in a module: its items, then the modules in it.
fn module(
    items: &Items,
    id: ModuleId,
    depth: usize,
    options: &Options,
    out: &mut String,
) -> syn::Result<()> {
    let Some(module) = items.modules.get(id) else {
        return Ok(());
    };
    let mut first = depth > 0;
    let mut blank_line = |out: &mut String| {
        if !std::mem::take(&mut first) {
            out.push('\n');
        }
    };
    for &id in &module.items {
        for code in generate::item(items, id, options) {
            blank_line(out);
            out.push_str(&formatted(code, depth)?);
        }
    }
    let indent = "    ".repeat(depth);
    for &child in &module.children {
        blank_line(out);
        let Some(inner) = items.modules.get(child) else {
            continue;
        };
        let ident = names::ident(&inner.ident);
        if depth == 0 {
            let lints = allowed_lints(options);
            out.push_str(&formatted(quote!(#lints pub mod #ident;), 0)?.replace(";\n", " {\n"));
        } else {
            out.push_str(&format!("{indent}pub mod {ident} {{\n"));
        }
        self::module(items, child, depth.saturating_add(1), options, out)?;
        out.push_str(&format!("{indent}}}\n"));
    }
    Ok(())
}

/// An item as text, `depth` modules deep.
fn formatted(item: TokenStream, depth: usize) -> syn::Result<String> {
    let mut tokens = item;
    for _ in 0..depth {
        tokens = quote!(mod m { #tokens });
    }
    let text = prettyplease::unparse(&syn::parse2(tokens)?);
    // The modules around are a line above and a line below.
    let lines: Vec<&str> = text.lines().collect();
    let inner = lines
        .get(depth..lines.len().saturating_sub(depth))
        .unwrap_or_default();
    let mut out = String::with_capacity(text.len());
    let mut last = "";
    for line in inner {
        // Methods and constants stand apart, whatever their documentation ends with.
        let start = line.trim_start();
        let starts = ["///", "fn ", "pub fn ", "async fn "];
        let is_method = starts.iter().any(|word| start.starts_with(word));
        let is_behind_code = last.ends_with(['}', ';']) && !last.trim_start().starts_with("///");
        if is_method && is_behind_code {
            out.push('\n');
        }
        out.push_str(line);
        out.push('\n');
        last = line;
    }
    Ok(out)
}
