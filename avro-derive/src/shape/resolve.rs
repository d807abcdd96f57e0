//! From a type in IDL's syntax, set against a Rust type, to a shape.

use avro_model::Name;
use avro_model::idl::{Primitive, TypeExpr};
use avro_model::json::Json;
use proc_macro2::Span;
use quote::quote;
use syn::Type;

use super::logical::logical_leaf;
use super::{FixedName, Meaning, NullAt, Position, Shape, Size};
use crate::fault::Faults;
use crate::rust_type::{Seen, literal, pair, see};

/// Reads the types of one item.
pub(crate) struct Resolver<'a> {
    pub(crate) faults: &'a mut Faults,
    pub(crate) fixeds: &'a mut Vec<FixedName>,
    pub(crate) namespace: Option<&'a str>,
    /// What a `[u8; N]` is called where nobody names it.
    pub(crate) unnamed: Option<String>,
    /// Where to report.
    pub(crate) span: Span,
}

impl Resolver<'_> {
    /// Sets an IDL type against a Rust type.
    pub(crate) fn position(&mut self, expr: &TypeExpr, ty: Option<&Type>) -> Position {
        let shape = self.shape(expr, ty);
        Position {
            ty: ty.cloned(),
            shape,
        }
    }

    pub(super) fn fault(&mut self, message: impl std::fmt::Display) -> Shape {
        self.faults.at(self.span, message);
        Shape::Own
    }

    pub(super) fn shape(&mut self, expr: &TypeExpr, ty: Option<&Type>) -> Shape {
        match expr {
            TypeExpr::Default => self.default(ty),
            TypeExpr::Primitive(primitive) => Shape::Leaf(leaf(*primitive)),
            TypeExpr::Logical(logical) => match logical_leaf(logical.name()) {
                Some((leaf, _)) => Shape::Leaf(leaf),
                None => self.fault(format_args!("`{}` is no type of its own", logical.name())),
            },
            TypeExpr::Decimal { precision, scale } => Shape::Decimal {
                precision: *precision,
                scale: *scale,
            },
            TypeExpr::Array(items) => {
                let item = match ty.map(see) {
                    Some(Seen::Vec(item)) => Some(item),
                    None | Some(Seen::Other) => None,
                    Some(_) => return self.fault("an array needs a `Vec` or a slice"),
                };
                self.inside(items, item, ty, Shape::Array)
            }
            TypeExpr::Map(values) => {
                let value = match ty.map(see) {
                    Some(Seen::Map(value)) => Some(value),
                    Some(Seen::Vec(item)) => match pair(item) {
                        Some(value) => Some(value),
                        None => return self.fault("a map in a `Vec` needs pairs of key and value"),
                    },
                    None | Some(Seen::Other) => None,
                    Some(_) => return self.fault("a map needs a `HashMap` or a `BTreeMap`"),
                };
                self.inside(values, value, ty, Shape::Map)
            }
            TypeExpr::Nullable(inner) => self.nullable(inner, NullAt::Index(0), None, vec![], ty),
            TypeExpr::Union(branches) => self.union(branches, ty),
            TypeExpr::Fixed { name, size } => self.fixed(name, *size, Meaning::Bytes, ty),
            TypeExpr::Reference(name) => self.fault(format_args!(
                "write `_` in place of `{name}`: the Rust type says which type it is"
            )),
            TypeExpr::Annotated {
                attributes,
                ty: inner,
            } => self.annotated(attributes, inner, ty),
            _ => self.fault("a kind of type that the derive does not know"),
        }
    }

    /// An array or a map around what is inside.
    fn inside(
        &mut self,
        expr: &TypeExpr,
        inner: Option<&Type>,
        outer: Option<&Type>,
        around: fn(Box<Position>) -> Shape,
    ) -> Shape {
        let inner = self.position(expr, inner);
        self.visible(&inner, outer);
        around(Box::new(inner))
    }

    /// Attributes need a Rust type to stand beside.
    fn visible(&mut self, inner: &Position, outer: Option<&Type>) {
        if inner.ty.is_none() && inner.is_annotated() {
            let outer =
                outer.map_or_else(|| "the type".to_owned(), |ty| format!("`{}`", quote!(#ty)));
            self.fault(format_args!(
                "an attribute inside of {outer}, which a derive cannot look into: \
                 write the type out, as in `Vec<i64>`"
            ));
        }
    }

    /// `_`: the type's own shape, but for a `[u8; N]` in it, which needs a name.
    fn default(&mut self, ty: Option<&Type>) -> Shape {
        let around = |inner: Position, around: &dyn Fn(Box<Position>) -> Shape| match inner.shape {
            Shape::Own => Shape::Own,
            _ => around(Box::new(inner)),
        };
        match ty.map(see) {
            Some(Seen::ByteArray(length)) => {
                let Some(name) = self.unnamed.clone() else {
                    return self.fault(
                        "a `[u8; N]` is a fixed and needs a name: \
                         `#[avro(type = \"fixed com.example.Id(16)\")]`",
                    );
                };
                let name = self.full(&name);
                Shape::Fixed {
                    name: self.name(name, literal(length)),
                    size: Size::Length(Box::new(length.clone())),
                    meaning: Meaning::Bytes,
                }
            }
            Some(Seen::Option(inner)) => {
                let inner = self.position(&TypeExpr::Default, Some(inner));
                around(inner, &|inner| Shape::Nullable {
                    inner,
                    null: NullAt::Index(0),
                    branches: None,
                    attributes: vec![],
                })
            }
            Some(Seen::Vec(item)) => {
                let item = self.position(&TypeExpr::Default, Some(item));
                around(item, &Shape::Array)
            }
            Some(Seen::Map(value)) => {
                let value = self.position(&TypeExpr::Default, Some(value));
                around(value, &Shape::Map)
            }
            _ => Shape::Own,
        }
    }

    /// The union of null and the branches of one type.
    fn nullable(
        &mut self,
        inner: &TypeExpr,
        null: NullAt,
        branches: Option<u32>,
        attributes: Vec<(String, Json)>,
        ty: Option<&Type>,
    ) -> Shape {
        let some = match ty.map(see) {
            Some(Seen::Option(some)) => Some(some),
            None | Some(Seen::Other) => None,
            Some(_) => return self.fault("a union with null needs an `Option`"),
        };
        let inner = self.position(inner, some);
        self.visible(&inner, ty);
        if let Shape::Nullable { .. } = inner.shape {
            return self.fault("a union may not hold another: null stands twice");
        }
        if some.is_none() && !attributes.is_empty() {
            return self.fault("an attribute of null needs an `Option` that can be seen");
        }
        Shape::Nullable {
            inner: Box::new(inner),
            null,
            branches,
            attributes,
        }
    }

    fn union(&mut self, branches: &[TypeExpr], ty: Option<&Type>) -> Shape {
        let mut nulls = branches
            .iter()
            .enumerate()
            .filter_map(|(index, branch)| Some((index, attributes_of_null(branch)?)));
        let Some((at, attributes)) = nulls.next() else {
            return self.fault(
                "a union without null is an enum with data, and the enum says its branches: \
                 write `_`",
            );
        };
        if nulls.next().is_some() {
            return self.fault("null stands twice in the union");
        }
        let others: Vec<&TypeExpr> = branches
            .iter()
            .filter(|branch| attributes_of_null(branch).is_none())
            .collect();
        match others.as_slice() {
            [] => self.fault("a union of null alone: use `null` and the type `()`"),
            [other] => {
                let null = match at {
                    0 => NullAt::Index(0),
                    _ => NullAt::Last,
                };
                self.nullable(other, null, None, attributes, ty)
            }
            others
                if others
                    .iter()
                    .all(|branch| matches!(branch, TypeExpr::Default)) =>
            {
                let index = NullAt::Index(u32::try_from(at).unwrap_or(u32::MAX));
                let count = u32::try_from(others.len()).unwrap_or(u32::MAX);
                self.nullable(&TypeExpr::Default, index, Some(count), attributes, ty)
            }
            _ => self.fault(
                "a union of several types is an enum with data, and the enum says its branches: \
                 write `_` for each of them, as in `union { _, null, _ }`",
            ),
        }
    }

    pub(super) fn fixed(
        &mut self,
        name: &Name,
        size: usize,
        meaning: Meaning,
        ty: Option<&Type>,
    ) -> Shape {
        let full = match name.namespace() {
            Some(_) => name.full().to_owned(),
            None => self.full(name.simple()),
        };
        let length = match ty.map(see) {
            Some(Seen::ByteArray(length)) => literal(length),
            _ => None,
        };
        if let Some(length) = length
            && length != size
        {
            self.fault(format_args!(
                "the fixed `{full}` has {size} bytes and the array has {length}"
            ));
        }
        Shape::Fixed {
            name: self.name(full, Some(size)),
            size: Size::Number(size),
            meaning,
        }
    }

    fn annotated(
        &mut self,
        attributes: &[(String, Json)],
        expr: &TypeExpr,
        ty: Option<&Type>,
    ) -> Shape {
        let (shape, taken) = match expr {
            TypeExpr::Default => {
                return self.fault(
                    "attributes annotate a type that is written out, not `_`; \
                     a named type has its attributes where it is defined",
                );
            }
            TypeExpr::Union(_) | TypeExpr::Nullable(_) => {
                return self.fault("a union has no attributes: annotate one of its branches");
            }
            _ => self.logical(attributes, expr, ty),
        };
        let rest: Vec<(String, Json)> = attributes
            .iter()
            .filter(|(key, _)| !taken.contains(&key.as_str()))
            .cloned()
            .collect();
        let rest = match &shape {
            Shape::Fixed { name, .. } => self.beside_name(*name, rest),
            _ => rest,
        };
        for (key, _) in &rest {
            if let Some(what) = own_word(key, &shape) {
                self.fault(format_args!(
                    "`@{key}` is a word of {what}, not an attribute"
                ));
            }
        }
        annotated(ty, shape, rest)
    }

    /// Documentation and aliases of a fixed go with its name. The others are attributes.
    fn beside_name(&mut self, name: usize, attributes: Vec<(String, Json)>) -> Vec<(String, Json)> {
        let (words, rest): (Vec<_>, Vec<_>) = attributes
            .into_iter()
            .partition(|(key, _)| matches!(&**key, "doc" | "aliases"));
        for (key, value) in words {
            let fault = match (&*key, strings(&value)) {
                ("doc", _) => match (value.as_str(), self.fixeds.get_mut(name)) {
                    (Some(doc), Some(known)) => {
                        known.doc = Some(doc.to_owned());
                        None
                    }
                    _ => Some("`@doc` takes a string".to_owned()),
                },
                (_, None) => Some("`@aliases` takes an array of strings".to_owned()),
                (_, Some(aliases)) => {
                    let illegal = aliases.iter().find_map(|alias| Name::parse(alias).err());
                    if let Some(known) = self.fixeds.get_mut(name) {
                        known.aliases = aliases;
                    }
                    illegal.map(|error| error.to_string())
                }
            };
            if let Some(fault) = fault {
                self.fault(fault);
            }
        }
        rest
    }

    /// `simple` in the namespace of the item.
    fn full(&self, simple: &str) -> String {
        match self.namespace {
            Some(namespace) if !namespace.is_empty() => format!("{namespace}.{simple}"),
            _ => simple.to_owned(),
        }
    }

    /// The index of a fixed's name; one name is one type.
    fn name(&mut self, full: String, size: Option<usize>) -> usize {
        if let Some(index) = self.fixeds.iter().position(|known| known.full == full) {
            let before = self.fixeds.get(index).and_then(|known| known.size);
            if let (Some(a), Some(b)) = (before, size)
                && a != b
            {
                self.fault(format_args!(
                    "two fixed types named `{full}`, of {a} and of {b} bytes: \
                     name one of them, as in `type = \"fixed com.example.Id({b})\"`"
                ));
            }
            return index;
        }
        if let Err(error) = Name::parse(&full) {
            self.faults.at(self.span, error);
        }
        self.fixeds.push(FixedName {
            full,
            doc: None,
            aliases: Vec::new(),
            size,
            span: self.span,
        });
        self.fixeds.len() - 1
    }
}

/// The strings of an array that holds nothing else.
fn strings(json: &Json) -> Option<Vec<String>> {
    let Json::Array(items) = json else {
        return None;
    };
    let items = items.iter().map(|item| item.as_str().map(str::to_owned));
    items.collect()
}

fn annotated(ty: Option<&Type>, shape: Shape, attributes: Vec<(String, Json)>) -> Shape {
    if attributes.is_empty() {
        return shape;
    }
    Shape::Annotated {
        inner: Box::new(Position {
            ty: ty.cloned(),
            shape,
        }),
        attributes,
    }
}

/// The attributes of null, if `branch` is null.
fn attributes_of_null(branch: &TypeExpr) -> Option<Vec<(String, Json)>> {
    match branch {
        TypeExpr::Primitive(Primitive::Null) => Some(vec![]),
        TypeExpr::Annotated { attributes, ty } => {
            attributes_of_null(ty)?;
            Some(attributes.clone())
        }
        _ => None,
    }
}

pub(super) fn leaf(primitive: Primitive) -> &'static str {
    match primitive {
        Primitive::Null => "Null",
        Primitive::Boolean => "Boolean",
        Primitive::Int => "Int",
        Primitive::Long => "Long",
        Primitive::Float => "Float",
        Primitive::Double => "Double",
        Primitive::Bytes => "Bytes",
        Primitive::String => "String",
    }
}

/// Whose own word an attribute's name is, if it is one.
fn own_word(key: &str, shape: &Shape) -> Option<&'static str> {
    match (key, shape) {
        ("type", _) => Some("every type"),
        ("items", Shape::Array(_)) => Some("an array"),
        ("values", Shape::Map(_)) => Some("a map"),
        ("name" | "namespace" | "size", Shape::Fixed { .. }) => Some("a fixed"),
        _ => None,
    }
}
