//! Types: what an Avro type is in Rust, and how the derive gets it back.
//!
//! | Avro | Rust |
//! |---|---|
//! | null, boolean, int, long, float, double | `()`, `bool`, `i32`, `i64`, `f32`, `f64` |
//! | string, bytes | `String`, `Vec<u8>` |
//! | array, map | `Vec<T>`, `HashMap<String, T>` |
//! | union | see `unions` |
//! | record, enum, fixed | the item of that name |
//! | logical type in force | the type of that name in `avro_core::logical` |
//!
//! Most Rust types have one Avro type anyway, and nothing more is said. Where the
//! file says something else, the place also has a shape: see `shapes`.

use std::rc::Rc;

use avro_model::{LogicalType, Node, NodeId, Type};

use crate::error::{Problem, clip};
use crate::items::{Item, ItemId, Items, Kind, Unnamed};
use crate::modules::{ModuleId, ROOT};
use crate::names::joined;
use crate::rules::{self, Chosen, Rules, on_fixed};
use crate::shapes::{Shape, annotations, attributes, spelt};

/// A place for values: a field, a branch, an item of an array.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) ty: RustType,
    /// The Avro type, where it does not follow from the Rust type.
    pub(crate) shape: Option<Shape>,
    /// How it is converted.
    pub(crate) with: Option<Box<syn::Type>>,
}

/// A Rust type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RustType {
    Unit,
    /// A primitive type, by name.
    Primitive(&'static str),
    String,
    Bytes,
    Vec(Box<RustType>),
    /// A map, of a type that was chosen or of the usual one.
    Map(Option<Rc<syn::Type>>, Box<RustType>),
    Option(Box<RustType>),
    Boxed(Box<RustType>),
    /// One of our own types for logical types.
    Logical(LogicalType),
    /// A type that was chosen for a value without parts.
    Chosen(Box<Chosen>),
    Item(ItemId),
    /// A named type of another crate.
    Extern(Rc<syn::Type>),
}

impl Place {
    /// A place whose Rust type says everything.
    pub(crate) fn plain(ty: RustType) -> Place {
        Place {
            ty,
            shape: None,
            with: None,
        }
    }
}

/// The largest fixed that becomes a type: an array has to lie on the stack for a moment.
const LARGEST: usize = 64 << 10;

/// Fills in the parts of all items, and adds items for the unions among them
/// and for `unnamed`.
///
/// # Errors
///
/// When a type has no value, so that no Rust type can stand for it, or is beyond what
/// the derive can be told.
pub(crate) fn fill(
    items: &mut Items,
    unnamed: Vec<Unnamed>,
    rules: &Rules,
) -> Result<(), Vec<Problem>> {
    let mut filling = Filling {
        items,
        rules,
        record: String::new(),
        is_named: true,
        problems: Vec::new(),
        at: Problem::with_request(""),
        path: String::new(),
    };
    filling.named();
    for file in unnamed {
        filling.unnamed(file);
    }
    filling.services();
    if filling.problems.is_empty() {
        Ok(())
    } else {
        Err(filling.problems)
    }
}

/// Items while their parts are filled in.
pub(crate) struct Filling<'a> {
    pub(crate) items: &'a mut Items,
    rules: &'a Rules,
    problems: Vec<Problem>,
    /// What a problem would be reported as: the place of the type at hand.
    pub(crate) at: Problem,
    /// The full name of that type, or the identifier of a root that has none.
    record: String,
    is_named: bool,
    /// The place inside that type, or rather its name and field.
    pub(crate) path: String,
}

/// What a union would be called, if there is one, and where it would live.
pub(crate) struct Wish {
    pub(crate) module: ModuleId,
    pub(crate) name: String,
}

impl Wish {
    fn inside(&self, part: &str) -> Wish {
        Wish {
            module: self.module,
            name: joined(&self.name, part),
        }
    }
}

impl Filling<'_> {
    /// The items that are there. A union comes right behind the item it is found in.
    fn named(&mut self) {
        let count = self.items.all.len();
        for module in self.items.modules.iter_mut() {
            module.items.clear();
        }
        for id in 0..count {
            let Some(item) = self.items.all.get_mut(id) else {
                continue;
            };
            let (module, ident) = (item.module, item.ident.clone());
            self.at = item.at.clone();
            if let Some(module) = self.items.modules.get_mut(module) {
                module.items.push(id);
            }
            let (Kind::Record(node, _) | Kind::Enum(node) | Kind::Fixed(node, _)) = item.kind
            else {
                continue;
            };
            let (is_record, is_fixed) = (
                matches!(item.kind, Kind::Record(..)),
                matches!(item.kind, Kind::Fixed(..)),
            );
            self.check(node);
            let kind = if is_record {
                Kind::Record(node, self.fields(node, module, &ident))
            } else if is_fixed {
                Kind::Fixed(node, self.meaning(node))
            } else {
                continue;
            };
            if let Some(item) = self.items.all.get_mut(id) {
                item.kind = kind;
            }
        }
    }

    /// Goes on with the type of this full name.
    pub(crate) fn enter(&mut self, path: &str) {
        self.record = path.to_owned();
        self.path = path.to_owned();
        self.is_named = true;
        self.rules.meet(path, true);
    }

    pub(crate) fn fields(&mut self, node: NodeId, module: ModuleId, ident: &str) -> Vec<Place> {
        let schema = self.items.schema.clone();
        let Type::Record(record) = schema.node(node).ty() else {
            return Vec::new();
        };
        let mut places = Vec::with_capacity(record.fields().len());
        for field in record.fields() {
            self.path = format!("{}.{}", record.name(), field.name());
            self.rules.meet(&self.path, false);
            if field.aliases().iter().any(|alias| alias.is_empty()) {
                self.problem(format_args!("an alias is empty"));
            }
            let name = joined(ident, field.name());
            places.push(self.whole(field.ty(), &Wish { module, name }));
        }
        places
    }

    /// The type for what the bytes of a fixed mean, where there is one.
    fn meaning(&mut self, node: NodeId) -> Option<RustType> {
        let schema = self.items.schema.clone();
        let node = schema.node(node);
        let logical = node.logical().filter(|logical| on_fixed(logical))?;
        // A newtype takes its type from its field, where there is no place for every name of an attribute.
        if attributes(node).any(|(name, _)| name.contains('`')) {
            return None;
        }
        match self.rules.value(&self.record, &self.path, node) {
            Some(Chosen { ty: None, .. }) => None,
            Some(chosen) if chosen.with.is_none() => Some(RustType::Chosen(Box::new(chosen))),
            _ => fits(logical).then_some(RustType::Logical(*logical)),
        }
    }

    /// What is wrong with a named type as a whole.
    fn check(&mut self, node: NodeId) {
        let schema = self.items.schema.clone();
        let (name, aliases) = match schema.node(node).ty() {
            Type::Record(record) => (record.name(), record.aliases()),
            Type::Enum(en) => (en.name(), en.aliases()),
            Type::Fixed(fixed) => (fixed.name(), fixed.aliases()),
            _ => return,
        };
        self.enter(name.full());
        if aliases.iter().any(|alias| alias.simple().is_empty()) {
            self.problem(format_args!("an alias is empty"));
        }
        if let Type::Enum(en) = schema.node(node).ty() {
            for symbol in en.symbols() {
                self.rules.meet(&format!("{name}.{symbol}"), false);
            }
            if en.symbols().is_empty() {
                self.problem(format_args!(
                    "an enum without symbols has no value, so it has no Rust type"
                ));
            }
        }
        if let Type::Fixed(fixed) = schema.node(node).ty()
            && fixed.size() > LARGEST
        {
            self.problem(format_args!(
                "a fixed of {} bytes is too large for a Rust type, which ends at {LARGEST}",
                fixed.size()
            ));
        }
    }

    /// Adds the item for a file whose root has no name.
    fn unnamed(&mut self, Unnamed { ident, root, at }: Unnamed) {
        self.at = at.clone();
        self.path.clone_from(&ident);
        self.record.clone_from(&ident);
        self.is_named = false;
        self.rules.meet(&ident, true);
        let schema = self.items.schema.clone();
        let wish = Wish {
            module: ROOT,
            name: ident.clone(),
        };
        if let Type::Union(branches) = schema.node(root).ty()
            && (branches.len() != 2 || self.null_among(branches).is_none())
        {
            self.union(wish.module, ident, branches);
            return;
        }
        let kind = Kind::Root(Place::plain(RustType::Unit));
        let id = self.items.add(Item {
            module: ROOT,
            path: ident.clone(),
            ident,
            kind,
            at,
        });
        let place = self.whole(root, &wish);
        if let Some(item) = self.items.all.get_mut(id) {
            item.kind = Kind::Root(place);
        }
    }

    /// Reports a problem with the type at hand.
    pub(crate) fn problem(&mut self, message: std::fmt::Arguments<'_>) {
        let path = match &*self.path {
            // A file's root is said by the file.
            _ if !self.is_named => String::new(),
            path => clip(path) + ": ",
        };
        self.problems
            .push(self.at.clone().saying(format_args!("{path}{message}")));
    }

    /// What becomes of the type at `id`, which is that of a field, a branch or a file.
    pub(crate) fn whole(&mut self, id: NodeId, wish: &Wish) -> Place {
        let place = self.place(id, wish);
        let levels = place.shape.as_ref().map_or(0, Shape::levels);
        if levels > Shape::DEEPEST {
            self.problem(format_args!(
                "a type that cannot be left to Rust's is nested deeper than {} levels",
                Shape::DEEPEST
            ));
        }
        place
    }

    /// What becomes of the type at `id`.
    pub(crate) fn place(&mut self, id: NodeId, wish: &Wish) -> Place {
        let schema = self.items.schema.clone();
        let node = schema.node(id);
        let ty = match node.ty() {
            Type::Record(_) | Type::Enum(_) | Type::Fixed(_) => {
                if let Some(ty) = self.items.externs.get(&id) {
                    return Place::plain(RustType::Extern(ty.clone()));
                }
                let item = self.items.by_node.get(&id);
                return Place::plain(item.map_or(RustType::Unit, |&item| RustType::Item(item)));
            }
            Type::Union(branches) => return self.union_place(branches, wish),
            &Type::Array(items) => {
                let inner = self.place(items, &wish.inside("item"));
                let inner = Place {
                    with: inner
                        .with
                        .map(|with| Box::new(syn::parse_quote!(::std::vec::Vec<#with>))),
                    ..inner
                };
                return self.around(node, inner, "array", RustType::Vec);
            }
            &Type::Map(values) => {
                let inner = self.place(values, &wish.inside("value"));
                let of = self.rules.map(&self.record, &self.path);
                // A `Vec` of pairs is an array by itself.
                let is_vec = of.as_deref().is_some_and(is_vec);
                let inner = Place {
                    shape: inner.shape.or_else(|| is_vec.then(Shape::default)),
                    with: match &of {
                        Some(of) => inner.with.map(|with| {
                            Box::new(rules::map_of(of, syn::parse_quote!(String), *with))
                        }),
                        None => inner.with.map(|with| {
                            Box::new(syn::parse_quote!(
                                ::std::collections::HashMap<::std::string::String, #with>
                            ))
                        }),
                    },
                    ty: inner.ty,
                };
                return self.around(node, inner, "map", |inner| RustType::Map(of, inner));
            }
            Type::Null => RustType::Unit,
            Type::Boolean => RustType::Primitive("bool"),
            Type::Int => RustType::Primitive("i32"),
            Type::Long => RustType::Primitive("i64"),
            Type::Float => RustType::Primitive("f32"),
            Type::Double => RustType::Primitive("f64"),
            Type::Bytes => RustType::Bytes,
            Type::String => RustType::String,
        };
        let annotations = self.annotations(node);
        let mut with = None;
        let chosen = match self.rules.value(&self.record, &self.path, node) {
            // An integer in a field of its own is what it is.
            Some(Chosen { ty: None, .. }) => Some((ty.clone(), node.logical().is_none())),
            Some(chosen) if chosen.is_foreign => {
                return Place::plain(RustType::Chosen(Box::new(chosen)));
            }
            Some(chosen) => {
                with = chosen.with.clone().map(Box::new);
                let says_all = chosen.own || node.logical().is_none();
                Some((RustType::Chosen(Box::new(chosen)), says_all))
            }
            None => None,
        };
        let (ty, says_all) = match node.logical() {
            _ if chosen.is_some() => chosen.unwrap_or((ty, true)),
            None => (ty, true),
            // More digits than ours can count: the bytes as they are.
            Some(logical) if !fits(logical) => (ty, false),
            Some(logical) => (RustType::Logical(*logical), true),
        };
        let shape =
            (!annotations.is_empty() || !says_all).then(|| Shape::leaf(annotations + &spelt(node)));
        Place { ty, shape, with }
    }

    /// An array or a map, which stands around another type.
    fn around(
        &mut self,
        node: &Node,
        inner: Place,
        word: &str,
        wrap: impl FnOnce(Box<RustType>) -> RustType,
    ) -> Place {
        let annotations = self.annotations(node);
        let shape = match inner.shape {
            None if annotations.is_empty() => None,
            shape => Some(
                shape
                    .unwrap_or_else(Shape::default)
                    .inside(|inner| format!("{annotations}{word}<{inner}>")),
            ),
        };
        let ty = wrap(Box::new(inner.ty));
        let with = inner.with;
        Place { ty, shape, with }
    }

    /// The enum of a union goes by the path of its field.
    pub(crate) fn meet_union(&self) {
        self.rules.meet(&self.path, true);
    }

    /// The attributes of a type as a shape says them.
    pub(crate) fn annotations(&mut self, node: &Node) -> String {
        if attributes(node).any(|(name, _)| name.contains('`')) {
            self.problem(format_args!(
                "an attribute of a type without a name has a backtick in its name, \
                 which Avro IDL has no way to write"
            ));
        }
        annotations(node)
    }
}

/// Whether one of our own types can hold every value of a logical type.
pub(crate) fn fits(logical: &LogicalType) -> bool {
    // The digits of an `i128`.
    !matches!(logical, LogicalType::Decimal { precision, .. } if *precision > 38)
}

/// Whether a type that was chosen for maps is a `Vec`.
fn is_vec(ty: &syn::Type) -> bool {
    let syn::Type::Path(path) = ty else {
        return false;
    };
    path.path
        .segments
        .last()
        .is_some_and(|last| last.ident == "Vec")
}
