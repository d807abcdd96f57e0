//! Modules: the tree that namespaces make.
//!
//! `com.example.shop` is a module `shop` in `example` in `com`, and the null
//! namespace is the root. In each module types are named first, then what stands
//! for files, then the modules in it.

use std::collections::HashMap;

use avro_model::{Name, ResolvedSet};

use crate::error::Problem;
use crate::items::{ItemId, place_of};
use crate::layout::Layout;
use crate::names::{Case, Scope};

/// The modules of one file of generated code.
#[derive(Debug)]
pub(crate) struct Modules {
    layout: Layout,
    /// A module comes behind the one it is in; the root is first.
    all: Vec<Module>,
    by_namespace: HashMap<String, ModuleId>,
}

/// A module: a namespace, or a part of one.
#[derive(Debug, Default)]
pub(crate) struct Module {
    /// Its identifier, without `r#`; empty for the root.
    pub(crate) ident: String,
    /// The last part of its namespace.
    part: String,
    pub(crate) parent: Option<ModuleId>,
    /// The modules in it, by identifier.
    pub(crate) children: Vec<ModuleId>,
    /// The items in it, in order.
    pub(crate) items: Vec<ItemId>,
    pub(crate) scope: Scope,
}

/// An index into [`Modules`].
pub(crate) type ModuleId = usize;

/// The module of the null namespace.
pub(crate) const ROOT: ModuleId = 0;

/// The most parts that a full name may have.
const DEEPEST: usize = 64;

/// Refuses namespaces whose modules would lie too deep for a compiler.
pub(crate) fn not_too_deep<'n>(
    set: &ResolvedSet,
    names: impl Iterator<Item = &'n Name>,
) -> Result<(), Vec<Problem>> {
    let deep = names.filter(|name| name.full().split('.').count() > DEEPEST);
    let problems: Vec<Problem> = deep
        .map(|name| {
            place_of(set, name).saying(format_args!(
                "a full name of more than {DEEPEST} parts, each of which would be a module"
            ))
        })
        .collect();
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems)
    }
}

impl Modules {
    /// The modules of the namespaces of some names.
    pub(crate) fn of<'n>(names: impl Iterator<Item = &'n Name>, layout: &Layout) -> Modules {
        let mut modules = Modules {
            layout: layout.clone(),
            all: vec![Module::default()],
            by_namespace: HashMap::from([(String::new(), ROOT)]),
        };
        for name in names {
            let module = modules.layout.module(name.namespace().unwrap_or_default());
            modules.add(&module);
        }
        modules
    }

    /// Sees to it that a namespace has a module.
    pub(crate) fn open(&mut self, namespace: &str) {
        let module = self.layout.module(namespace);
        self.add(&module);
    }

    /// The module of a namespace, made where there is none.
    fn add(&mut self, namespace: &str) -> ModuleId {
        if let Some(&id) = self.by_namespace.get(namespace) {
            return id;
        }
        let (outer, part) = namespace.rsplit_once('.').unwrap_or(("", namespace));
        let parent = self.add(outer);
        let id = self.all.len();
        self.all.push(Module {
            part: part.to_owned(),
            parent: Some(parent),
            ..Module::default()
        });
        if let Some(parent) = self.all.get_mut(parent) {
            parent.children.push(id);
        }
        self.by_namespace.insert(namespace.to_owned(), id);
        id
    }

    /// The module of a namespace.
    pub(crate) fn find(&self, namespace: Option<&str>) -> ModuleId {
        let module = self.layout.module(namespace.unwrap_or_default());
        let id = self.by_namespace.get(&module);
        id.copied().unwrap_or(ROOT)
    }

    pub(crate) fn get(&self, id: ModuleId) -> Option<&Module> {
        self.all.get(id)
    }

    pub(crate) fn get_mut(&mut self, id: ModuleId) -> Option<&mut Module> {
        self.all.get_mut(id)
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Module> {
        self.all.iter_mut()
    }

    /// The modules from the root, which is left out, to `id`.
    pub(crate) fn way(&self, id: ModuleId) -> Vec<ModuleId> {
        let parent = |id: &ModuleId| self.get(*id).and_then(|module| module.parent);
        let mut way: Vec<ModuleId> = std::iter::successors(Some(id), parent).collect();
        way.pop();
        way.reverse();
        way
    }

    /// Identifiers for types, in their order.
    pub(crate) fn name_types<'n>(&mut self, names: impl Iterator<Item = &'n Name>) -> Vec<String> {
        let mut by_module: Vec<(Vec<&str>, Vec<usize>)> = vec![Default::default(); self.all.len()];
        let mut count = 0;
        for (number, name) in names.enumerate() {
            if let Some((names, numbers)) = by_module.get_mut(self.find(name.namespace())) {
                names.push(name.simple());
                numbers.push(number);
            }
            count = number.saturating_add(1);
        }
        let mut idents = vec![String::new(); count];
        for (module, (names, numbers)) in self.all.iter_mut().zip(by_module) {
            for (ident, number) in module
                .scope
                .assign(&names, Case::Type)
                .into_iter()
                .zip(numbers)
            {
                if let Some(slot) = idents.get_mut(number) {
                    *slot = ident;
                }
            }
        }
        idents
    }

    /// An identifier for a type of our own making: `wish`, or that with a number.
    pub(crate) fn claim(&mut self, id: ModuleId, wish: &str) -> String {
        match self.get_mut(id) {
            Some(module) => module.scope.assign_own(wish),
            None => wish.to_owned(),
        }
    }

    /// Names the modules, and puts those of each in order.
    pub(crate) fn name_modules(&mut self) {
        for id in 0..self.all.len() {
            let Some(children) = self.get(id).map(|module| module.children.clone()) else {
                continue;
            };
            let parts: Vec<String> = children
                .iter()
                .filter_map(|&child| Some(self.get(child)?.part.clone()))
                .collect();
            let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
            let case = match id {
                ROOT => Case::Outermost,
                _ => Case::Module,
            };
            let idents = match self.get_mut(id) {
                Some(module) => module.scope.assign(&parts, case),
                None => Vec::new(),
            };
            let mut sorted: Vec<(String, ModuleId)> = idents.into_iter().zip(children).collect();
            sorted.sort();
            if let Some(module) = self.get_mut(id) {
                module.children = sorted.iter().map(|(_, child)| *child).collect();
            }
            for (ident, child) in sorted {
                if let Some(child) = self.get_mut(child) {
                    child.ident = ident;
                }
            }
        }
    }
}
