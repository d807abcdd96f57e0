//! The layout: which module a namespace becomes, and which types lie in another crate.

use std::collections::HashMap;
use std::rc::Rc;

use avro_model::{Name, NodeId, nearest};
use proc_macro2::TokenStream;
use quote::quote;

use crate::error::{Problem, clip};
use crate::names::{self, Case, Scope};

/// What a build script says about modules and crates.
#[derive(Clone, Debug, Default)]
pub(crate) struct Layout {
    /// Namespaces, and the modules that stand for them, with dots between their parts.
    pub(crate) modules: Vec<(String, String)>,
    /// Namespaces or full names, and the paths that stand for them.
    pub(crate) externs: Vec<(String, String)>,
}

impl Layout {
    /// The module of a namespace.
    pub(crate) fn module(&self, namespace: &str) -> String {
        let Some((rest, module)) = longest(&self.modules, namespace) else {
            return namespace.to_owned();
        };
        match (module, rest) {
            ("", rest) => rest.to_owned(),
            (module, "") => module.to_owned(),
            (module, rest) => format!("{module}.{rest}"),
        }
    }

    /// Whether a full name is one of another crate.
    pub(crate) fn is_extern(&self, name: &str) -> bool {
        longest(&self.externs, name).is_some()
    }

    /// Whether everything that is spoken of is there and is Rust.
    pub(crate) fn check<'n>(
        &self,
        names: impl Iterator<Item = &'n Name> + Clone,
    ) -> Result<(), Vec<Problem>> {
        let mut problems = Vec::new();
        for (namespace, module) in &self.modules {
            let mut inside = names
                .clone()
                .map(|name| name.namespace().unwrap_or_default());
            if !inside.any(|other| within(namespace, other).is_some()) {
                problems.push(unknown(namespace, "namespace", names.clone()));
            }
            if !module.is_empty() && !module.split('.').all(avro_model::is_simple_name) {
                let module = module.replace('.', "::");
                let module = clip(&module.escape_debug().to_string());
                problems.push(Problem::with_request(format!("`{module}` is not a module")));
            }
        }
        for (name, path) in &self.externs {
            if !names
                .clone()
                .any(|other| within(name, other.full()).is_some())
            {
                problems.push(unknown(name, "namespace or type", names.clone()));
            }
            if syn::parse_str::<syn::Path>(path).is_err() {
                let path = clip(&path.escape_debug().to_string());
                problems.push(Problem::with_request(format!("`{path}` is not a path")));
            }
        }
        if problems.is_empty() {
            Ok(())
        } else {
            Err(problems)
        }
    }

    /// The types that lie in another crate, which has named them as this one would have.
    pub(crate) fn externs(&self, named: &[(&Name, NodeId)]) -> HashMap<NodeId, Rc<syn::Type>> {
        let mut found = HashMap::new();
        // By namespace, for a name is given among its neighbours.
        let mut order: Vec<&str> = Vec::new();
        let mut neighbours: HashMap<&str, Vec<(&str, NodeId)>> = HashMap::new();
        for (name, node) in named {
            let Some((rest, path)) = longest(&self.externs, name.full()) else {
                continue;
            };
            if rest.is_empty() {
                if let Ok(ty) = syn::parse_str(path) {
                    found.insert(*node, Rc::new(ty));
                }
                continue;
            }
            let namespace = name.namespace().unwrap_or_default();
            let list = neighbours.entry(namespace).or_default();
            if list.is_empty() {
                order.push(namespace);
            }
            list.push((name.simple(), *node));
        }
        for namespace in order {
            let list = neighbours.remove(namespace).unwrap_or_default();
            let simple: Vec<&str> = list.iter().map(|(simple, _)| *simple).collect();
            let idents = Scope::default().assign(&simple, Case::Type);
            for ((simple, node), ident) in list.into_iter().zip(idents) {
                let full = if namespace.is_empty() {
                    simple.to_owned()
                } else {
                    format!("{namespace}.{simple}")
                };
                let Some((rest, path)) = longest(&self.externs, &full) else {
                    continue;
                };
                let modules = rest.rsplit_once('.').map_or("", |(modules, _)| modules);
                let modules = modules.split('.').filter(|part| !part.is_empty());
                let modules = modules.map(|part| names::ident(&Case::Module.of(part)));
                let (Ok(path), ident) = (path.parse::<TokenStream>(), names::ident(&ident)) else {
                    continue;
                };
                if let Ok(ty) = syn::parse2(quote!(#path #(::#modules)* ::#ident)) {
                    found.insert(node, Rc::new(ty));
                }
            }
        }
        found
    }
}

/// What is left of a name inside the longest of some namespaces, and what stands for that.
fn longest<'a, 'n>(list: &'a [(String, String)], name: &'n str) -> Option<(&'n str, &'a str)> {
    let fitting = list.iter().filter_map(|(outer, target)| {
        let rest = within(outer, name)?;
        Some((rest, target.as_str()))
    });
    fitting.min_by_key(|(rest, _)| rest.len())
}

/// What is left of a name behind a namespace it is in.
fn within<'n>(outer: &str, name: &'n str) -> Option<&'n str> {
    match name.strip_prefix(outer)? {
        rest if outer.is_empty() || rest.is_empty() => Some(rest),
        rest => rest.strip_prefix('.'),
    }
}

fn unknown<'n>(wanted: &str, what: &str, names: impl Iterator<Item = &'n Name>) -> Problem {
    let known = names.flat_map(|name| [name.full(), name.namespace().unwrap_or_default()]);
    let hint = match nearest(wanted, known) {
        Some(name) => format!("; did you mean `{name}`?"),
        None => String::new(),
    };
    let wanted = clip(&wanted.escape_debug().to_string());
    Problem::with_request(format!("no {what} is called `{wanted}`{hint}"))
}
