//! Schemas as plain data that can be changed, and their text.
//!
//! Types are trees; where a tree has a named type, it has the type's number. The text
//! defines a named type where it first comes up and calls it by its full name after that.

use std::fmt::Write;

use serde_json::Value as Json;

/// A schema: its named types, and the type of a datum.
#[derive(Clone, Debug, PartialEq)]
pub struct Schema {
    /// By their numbers. Not all of them have to be in use.
    pub types: Vec<Named>,
    /// The type of a datum.
    pub root: Type,
}

/// A type, or the number of a named one.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Type {
    /// A primitive type, and its logical type.
    Plain(Plain, Option<Logical>),
    /// An array and its items.
    Array(Box<Type>),
    /// A map and its values.
    Map(Box<Type>),
    /// A union and its branches.
    Union(Vec<Type>),
    /// A record, an enum or a fixed.
    Named(usize),
}

/// The primitive types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the specification's own words")]
pub enum Plain {
    Null,
    Boolean,
    Int,
    Long,
    Float,
    Double,
    Bytes,
    String,
}

/// A logical type in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Logical {
    /// One that its name says all about.
    Of(&'static str),
    /// Precision and scale.
    Decimal(u32, u32),
}

/// A named type.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    /// Never empty.
    pub namespace: String,
    /// The name without its namespace.
    pub name: String,
    /// Full names.
    pub aliases: Vec<String>,
    /// What it is.
    pub kind: Kind,
    /// In a schema made from another one, the number that the type has there.
    pub origin: Option<usize>,
}

/// What a named type is.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// A record of these fields.
    Record(Vec<Field>),
    /// An enum: its symbols, and its default.
    Enum(Vec<String>, Option<String>),
    /// A fixed of so many bytes.
    Fixed(usize, Option<Logical>),
}

/// A field of a record.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// Its type.
    pub ty: Type,
    /// Its default, by the schema it was made for.
    pub default: Option<Json>,
}

/// A primitive type without a second meaning.
pub const fn plain(plain: Plain) -> Type {
    Type::Plain(plain, None)
}

/// The null type.
pub const NULL: Type = plain(Plain::Null);

impl Named {
    /// The name with its namespace.
    pub fn full(&self) -> String {
        format!("{}.{}", self.namespace, self.name)
    }
}

impl Type {
    /// The types right below this one; none for a named type.
    pub fn children(&self) -> &[Type] {
        match self {
            Type::Array(inner) | Type::Map(inner) => std::slice::from_ref(inner),
            Type::Union(branches) => branches,
            Type::Plain(..) | Type::Named(_) => &[],
        }
    }

    /// The same, to be changed.
    pub fn children_mut(&mut self) -> &mut [Type] {
        match self {
            Type::Array(inner) | Type::Map(inner) => std::slice::from_mut(inner),
            Type::Union(branches) => branches,
            Type::Plain(..) | Type::Named(_) => &mut [],
        }
    }
}

/// Where in a schema a type stands: in a field of a record or as the root, and how to get there from it.
#[derive(Clone, Debug)]
pub struct Place {
    /// The record's number and the field's.
    pub field: Option<(usize, usize)>,
    way: Vec<usize>,
}

impl Schema {
    /// The fields of the record of this number; none for other types.
    pub fn fields(&self, number: usize) -> &[Field] {
        match &self.types[number].kind {
            Kind::Record(fields) => fields,
            _ => &[],
        }
    }

    /// The numbers of the named types that a datum can have, in the order of the text.
    pub fn used(&self) -> Vec<usize> {
        fn walk(schema: &Schema, ty: &Type, used: &mut Vec<usize>) {
            if let Type::Named(number) = ty {
                if used.contains(number) {
                    return;
                }
                used.push(*number);
                for field in schema.fields(*number) {
                    walk(schema, &field.ty, used);
                }
            }
            for child in ty.children() {
                walk(schema, child, used);
            }
        }
        let mut used = Vec::new();
        walk(self, &self.root, &mut used);
        used
    }

    /// Every place of a type that is in use.
    pub fn places(&self) -> Vec<Place> {
        fn walk(ty: &Type, place: Place, places: &mut Vec<Place>) {
            places.push(place.clone());
            for (at, child) in ty.children().iter().enumerate() {
                let mut inner = place.clone();
                inner.way.push(at);
                walk(child, inner, places);
            }
        }
        let mut places = Vec::new();
        let at = |field| Place { field, way: vec![] };
        walk(&self.root, at(None), &mut places);
        for number in self.used() {
            for (position, field) in self.fields(number).iter().enumerate() {
                walk(&field.ty, at(Some((number, position))), &mut places);
            }
        }
        places
    }

    /// The type at a place.
    pub fn at(&self, place: &Place) -> &Type {
        let top = match place.field {
            Some((number, position)) => &self.fields(number)[position].ty,
            None => &self.root,
        };
        place.way.iter().fold(top, |ty, at| &ty.children()[*at])
    }

    /// The type at a place, to be changed.
    pub fn at_mut(&mut self, place: &Place) -> &mut Type {
        let top = match place.field {
            Some((number, position)) => match &mut self.types[number].kind {
                Kind::Record(fields) => &mut fields[position].ty,
                _ => unreachable!("a place is in a record"),
            },
            None => &mut self.root,
        };
        place
            .way
            .iter()
            .fold(top, |ty, at| &mut ty.children_mut()[*at])
    }

    /// What no two branches of a union may have in common.
    pub fn label(&self, ty: &Type) -> String {
        match ty {
            Type::Plain(plain, _) => plain.word().to_owned(),
            Type::Array(_) => "array".to_owned(),
            Type::Map(_) => "map".to_owned(),
            Type::Union(_) => "union".to_owned(),
            Type::Named(number) => self.types[*number].full(),
        }
    }

    /// For each named type the levels that its smallest value needs; nothing if it has no value at all.
    pub fn heights(&self) -> Vec<Option<usize>> {
        let mut heights = vec![None; self.types.len()];
        // Each round settles one more level.
        for _ in 0..=self.types.len() {
            for number in 0..self.types.len() {
                let mut fields = self.fields(number).iter();
                let tallest = fields.try_fold(0, |tallest: usize, field| {
                    Some(tallest.max(height(&field.ty, &heights)?))
                });
                heights[number] = tallest.map(|tallest| tallest + 1);
            }
        }
        heights
    }

    /// Whether this is a schema, and one that has values.
    pub fn is_sound(&self) -> bool {
        let used = self.used();
        let mut names: Vec<_> = used.iter().map(|at| self.types[*at].full()).collect();
        names.sort();
        names.dedup();
        let heights = self.heights();
        names.len() == used.len()
            && used.iter().all(|at| heights[*at].is_some())
            && used.iter().all(|at| {
                let mut names: Vec<_> = self.fields(*at).iter().map(|f| &f.name).collect();
                names.sort();
                names.dedup();
                names.len() == self.fields(*at).len()
            })
            && self.places().iter().all(|place| match self.at(place) {
                Type::Union(branches) => {
                    let mut labels: Vec<_> = branches.iter().map(|b| self.label(b)).collect();
                    labels.sort();
                    labels.dedup();
                    labels.len() == branches.len()
                        && !branches.is_empty()
                        && !labels.iter().any(|label| label == "union")
                }
                _ => true,
            })
    }

    /// The schema's JSON text, on one line.
    pub fn text(&self) -> String {
        let mut text = String::new();
        self.write(&self.root, &mut vec![false; self.types.len()], &mut text);
        text
    }

    fn write(&self, ty: &Type, defined: &mut [bool], out: &mut String) {
        match ty {
            Type::Plain(plain, None) => put(out, format_args!("\"{}\"", plain.word())),
            Type::Plain(plain, Some(logical)) => {
                put(out, format_args!("{{\"type\": \"{}\"", plain.word()));
                logical.write(out);
                out.push('}');
            }
            Type::Array(inner) => {
                out.push_str("{\"type\": \"array\", \"items\": ");
                self.write(inner, defined, out);
                out.push('}');
            }
            Type::Map(inner) => {
                out.push_str("{\"type\": \"map\", \"values\": ");
                self.write(inner, defined, out);
                out.push('}');
            }
            Type::Union(branches) => {
                out.push('[');
                for (at, branch) in branches.iter().enumerate() {
                    out.push_str(if at == 0 { "" } else { ", " });
                    self.write(branch, defined, out);
                }
                out.push(']');
            }
            Type::Named(number) if defined[*number] => {
                put(out, format_args!("\"{}\"", self.types[*number].full()));
            }
            Type::Named(number) => {
                defined[*number] = true;
                self.define(&self.types[*number], defined, out);
            }
        }
    }

    fn define(&self, named: &Named, defined: &mut [bool], out: &mut String) {
        let word = match named.kind {
            Kind::Record(_) => "record",
            Kind::Enum(..) => "enum",
            Kind::Fixed(..) => "fixed",
        };
        let full = named.full();
        put(
            out,
            format_args!("{{\"type\": \"{word}\", \"name\": \"{full}\""),
        );
        if !named.aliases.is_empty() {
            put(out, format_args!(", \"aliases\": {}", list(&named.aliases)));
        }
        match &named.kind {
            Kind::Record(fields) => {
                out.push_str(", \"fields\": [");
                for (at, field) in fields.iter().enumerate() {
                    out.push_str(if at == 0 { "" } else { ", " });
                    put(out, format_args!("{{\"name\": \"{}\"", field.name));
                    if !field.aliases.is_empty() {
                        put(out, format_args!(", \"aliases\": {}", list(&field.aliases)));
                    }
                    out.push_str(", \"type\": ");
                    self.write(&field.ty, defined, out);
                    if let Some(default) = &field.default {
                        put(out, format_args!(", \"default\": {default}"));
                    }
                    out.push('}');
                }
                out.push(']');
            }
            Kind::Enum(symbols, default) => {
                put(out, format_args!(", \"symbols\": {}", list(symbols)));
                if let Some(default) = default {
                    put(out, format_args!(", \"default\": \"{default}\""));
                }
            }
            Kind::Fixed(size, logical) => {
                put(out, format_args!(", \"size\": {size}"));
                if let Some(logical) = logical {
                    logical.write(out);
                }
            }
        }
        out.push('}');
    }
}

/// The levels that the smallest value of a type needs.
pub fn height(ty: &Type, heights: &[Option<usize>]) -> Option<usize> {
    match ty {
        Type::Plain(..) | Type::Array(_) | Type::Map(_) => Some(0),
        Type::Named(number) => heights[*number],
        Type::Union(branches) => branches.iter().filter_map(|b| height(b, heights)).min(),
    }
}

impl Plain {
    /// The type's name.
    pub fn word(self) -> &'static str {
        match self {
            Plain::Null => "null",
            Plain::Boolean => "boolean",
            Plain::Int => "int",
            Plain::Long => "long",
            Plain::Float => "float",
            Plain::Double => "double",
            Plain::Bytes => "bytes",
            Plain::String => "string",
        }
    }
}

impl Logical {
    fn write(self, out: &mut String) {
        match self {
            Logical::Of(name) => put(out, format_args!(", \"logicalType\": \"{name}\"")),
            Logical::Decimal(precision, scale) => put(
                out,
                format_args!(
                    ", \"logicalType\": \"decimal\", \"precision\": {precision}, \"scale\": {scale}"
                ),
            ),
        }
    }
}

fn put(out: &mut String, text: std::fmt::Arguments<'_>) {
    out.write_fmt(text).expect("a string takes all");
}

/// Names as a JSON list. They need no escapes.
fn list(names: &[String]) -> String {
    format!("[\"{}\"]", names.join("\", \""))
}
