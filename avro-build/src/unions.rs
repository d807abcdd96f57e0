//! Unions: `Option` where that is enough, and an enum where it is not.
//!
//! | union of | in Rust |
//! |---|---|
//! | null and one type | `Option<T>` |
//! | null and several types | `Option<U>`, with an enum `U` of the others |
//! | anything else | an enum with a variant for each branch |
//!
//! It does not matter where null stands: the derive is told if it is not first. A
//! union that is a file's root has null as a variant, for there the enum has
//! the file's name and stands for the whole.
//!
//! Variants are called after their branches: the type (`Long`), the logical type
//! (`TimestampMillis`) or the simple name of a record, enum or fixed. Where two have the same simple
//! name, each has the last part of its namespace in front.

use std::collections::HashSet;

use avro_model::{NodeId, Type};

use crate::items::{Branch, Item, ItemId, Kind};
use crate::modules::ModuleId;
use crate::names::{Case, Scope};
use crate::shapes::Shape;
use crate::types::{Filling, Place, RustType, Wish};

impl Filling<'_> {
    /// What becomes of a union with these branches.
    pub(crate) fn union_place(&mut self, branches: &[NodeId], wish: &Wish) -> Place {
        let null = self.null_among(branches).filter(|_| branches.len() > 1);
        let Some((at, null)) = null else {
            let ident = self.items.modules.claim(wish.module, &wish.name);
            return Place::plain(RustType::Item(self.union(wish.module, ident, branches)));
        };
        let rest: Vec<NodeId> = branches.iter().copied().filter(|&id| id != null).collect();
        let inner = match *rest {
            [one] => self.place(one, wish),
            _ => {
                let ident = self.items.modules.claim(wish.module, &wish.name);
                Place::plain(RustType::Item(self.union(wish.module, ident, &rest)))
            }
        };
        let schema = self.items.schema.clone();
        let null = self.annotations(schema.node(null)) + "null";
        let shape = if at == 0 && null == "null" && inner.shape.is_none() {
            None
        } else {
            let inner = inner.shape.clone().unwrap_or_else(Shape::default);
            Some(inner.inside(|some| match at {
                0 => format!("union {{ {null}, {some} }}"),
                _ if at == rest.len() => format!("union {{ {some}, {null} }}"),
                _ => {
                    // In the midst of an enum's branches: one `_` for each of these.
                    let mut parts = vec!["_"; rest.len()];
                    parts.insert(at.min(rest.len()), &null);
                    format!("union {{ {} }}", parts.join(", "))
                }
            }))
        };
        let ty = RustType::Option(Box::new(inner.ty));
        let with = inner
            .with
            .map(|with| Box::new(syn::parse_quote!(::std::option::Option<#with>)));
        Place { ty, shape, with }
    }

    /// Where null stands among branches, and its node.
    pub(crate) fn null_among(&self, branches: &[NodeId]) -> Option<(usize, NodeId)> {
        let schema = &self.items.schema;
        let mut branches = branches.iter().copied().enumerate();
        branches.find(|(_, id)| matches!(schema.node(*id).ty(), Type::Null))
    }

    /// Adds the enum for a union, then those for unions inside it.
    pub(crate) fn union(&mut self, module: ModuleId, ident: String, branches: &[NodeId]) -> ItemId {
        if branches.is_empty() {
            self.problem(format_args!(
                "a union without branches has no value, so it has no Rust type"
            ));
        }
        let idents = self.branch_idents(branches);
        let wish = Wish {
            module,
            name: ident.clone(),
        };
        let at = self.at.clone();
        self.meet_union();
        let id = self.items.add(Item {
            module,
            ident,
            kind: Kind::Union(Vec::new()),
            path: self.path.clone(),
            at,
        });
        let mut filled = Vec::with_capacity(branches.len());
        for (&node, ident) in branches.iter().zip(idents) {
            let place = self.whole(node, &wish);
            filled.push(Branch { ident, node, place });
        }
        if let Some(item) = self.items.all.get_mut(id) {
            item.kind = Kind::Union(filled);
        }
        id
    }

    /// What the variants are called.
    pub(crate) fn branch_idents(&self, branches: &[NodeId]) -> Vec<String> {
        let names = self.branch_names(branches);
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        Scope::default().assign(&names, Case::Variant)
    }

    /// What the branches are called.
    fn branch_names(&self, branches: &[NodeId]) -> Vec<String> {
        let simple = |id: &NodeId| {
            let node = self.items.schema.node(*id);
            match (node.name(), node.logical()) {
                (Some(name), _) => name.simple().to_owned(),
                (None, Some(logical)) => logical.name().to_owned(),
                (None, None) => node.ty().kind().to_owned(),
            }
        };
        let mut seen = HashSet::new();
        let mut repeated = HashSet::new();
        for id in branches {
            let name = Case::Variant.of(&simple(id));
            if !seen.insert(name.clone()) {
                repeated.insert(name);
            }
        }
        let named = branches.iter().map(|id| {
            let name = simple(id);
            let node = self.items.schema.node(*id);
            match node.name().and_then(|name| name.namespace()) {
                Some(namespace) if repeated.contains(&Case::Variant.of(&name)) => {
                    let last = namespace.rsplit('.').next().unwrap_or_default();
                    format!("{last}_{name}")
                }
                _ => name,
            }
        });
        named.collect()
    }
}
