//! Names of types: given, with parameters in braces, or made.

use avro_model::nearest;
use proc_macro2::{Ident, Span, TokenStream};
use syn::ext::IdentExt;
use syn::{Generics, LitStr};

use super::{Branch, Item, Kind, Part, TypeName};
use crate::attr::Attrs;
use crate::fault::Faults;
use crate::generics::Needs;

impl Item {
    /// Names come last: by default they mention the parameters that matter.
    pub(super) fn read_names(&mut self, faults: &mut Faults) {
        let mut names = Names {
            generics: &self.generics,
            needs: &mut self.needs,
            krate: &self.krate,
            faults,
        };
        let own = |names: &mut Names<'_>, attrs: &Attrs, name: &mut TypeName| match &attrs.name {
            Some(text) => names.given(text, name),
            None => names.default(&self.ident, name),
        };
        match &mut self.kind {
            Kind::Record(record) => own(&mut names, &self.attrs, &mut record.name),
            Kind::Fixed(fixed) => own(&mut names, &self.attrs, &mut fixed.name),
            Kind::Enum(enumeration) => own(&mut names, &self.attrs, &mut enumeration.name),
            Kind::Newtype(_) => {}
            Kind::Union(variants) => {
                for variant in variants {
                    if let Branch::Record(record) = &mut variant.branch {
                        match &variant.attrs.rename {
                            Some(text) => names.given(text, &mut record.name),
                            None => names.default(&variant.ident, &mut record.name),
                        }
                    }
                }
            }
        }
    }
}

/// Reads names of types.
struct Names<'a> {
    generics: &'a Generics,
    needs: &'a mut Needs,
    krate: &'a TokenStream,
    faults: &'a mut Faults,
}

impl Names<'_> {
    /// `Page` of the parameters `T` and `N` is called `Page_{T}_{N}`.
    fn default(&mut self, ident: &Ident, name: &mut TypeName) {
        name.simple.push(Part::Text(ident.unraw().to_string()));
        name.span = ident.span();
        for param in &self.generics.params {
            let part = match param {
                syn::GenericParam::Type(param) if self.needs.shape_of(&param.ident).is_some() => {
                    Part::Type(param.ident.clone())
                }
                syn::GenericParam::Const(param) => Part::Const(param.ident.clone()),
                _ => continue,
            };
            name.simple.push(Part::Text("_".into()));
            name.simple.push(part);
        }
    }

    /// A name as the author gave it, with parameters in braces.
    fn given(&mut self, text: &LitStr, name: &mut TypeName) {
        name.span = text.span();
        let value = text.value();
        let mut rest = match value.rsplit_once('.') {
            Some((_, simple)) => simple,
            None => &value,
        };
        while let Some((before, after)) = rest.split_once('{') {
            let Some((param, after)) = after.split_once('}') else {
                self.faults.at(name.span, "a `{` without its `}`");
                return;
            };
            name.simple.push(Part::Text(before.into()));
            if let Some(part) = self.param(param, name.span) {
                name.simple.push(part);
            }
            rest = after;
        }
        name.simple.push(Part::Text(rest.into()));
    }

    fn param(&mut self, param: &str, span: Span) -> Option<Part> {
        let type_param = self
            .generics
            .type_params()
            .find(|known| known.ident == param);
        if let Some(known) = type_param {
            self.needs.name(&known.ident, self.krate);
            return Some(Part::Type(known.ident.clone()));
        }
        let const_param = self
            .generics
            .const_params()
            .find(|known| known.ident == param);
        if let Some(known) = const_param {
            return Some(Part::Const(known.ident.clone()));
        }
        let known: Vec<String> = self
            .generics
            .type_params()
            .map(|param| &param.ident)
            .chain(self.generics.const_params().map(|param| &param.ident))
            .map(ToString::to_string)
            .collect();
        let hint = match nearest(param, known.iter().map(String::as_str)) {
            _ if known.is_empty() => ": the type has no parameters".to_owned(),
            Some(near) => format!("; did you mean `{{{near}}}`?"),
            None => format!("; there are `{{{}}}`", known.join("}`, `{")),
        };
        let param = param.escape_debug();
        self.faults.at(
            span,
            format_args!("no parameter is called `{{{param}}}`{hint}"),
        );
        None
    }
}
