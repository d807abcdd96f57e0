//! Types in their places: what a field holds against what the file says.

use avro_model::idl::TypeExpr;
use avro_model::json::Json;
use avro_model::{LogicalType, Name, NodeId, Type, spelled};
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};

use super::named::{full_alias, is_part_of};
use super::{Against, Asserted, Assertion};
use crate::attr::Attrs;
use crate::fault::Faults;
use crate::generics::without_lifetimes;
use crate::model::Codec;
use crate::rust_type::{Scalar, Seen, see};
use crate::shape::{FixedName, Meaning, NullAt, Position, Resolver, Shape};

/// Attributes that stand on a type in a field.
type Pairs<'a> = &'a [(String, Json)];

impl Against<'_> {
    /// A field, or the value of a newtype or a branch.
    pub(super) fn codec(&mut self, node: NodeId, codec: &Codec, attrs: &Attrs, span: Span) {
        let mut opaque = Vec::new();
        let fits = match &codec.with {
            Some(with) if matches!(codec.position.shape, Shape::Own) => {
                let (ty, krate) = (without_lifetimes(&codec.ty), &self.item.krate);
                let with = without_lifetimes(with);
                opaque.push((quote!(<#with as #krate::Convert<#ty>>::Avro), vec![node]));
                true
            }
            _ => self.fits(node, &codec.position, &[], &mut opaque),
        };
        let there = spelled(self.schema, node);
        // Where the type is said in words, they are at fault.
        let ty = attrs.ty.as_ref().map(|text| text.span());
        let ty = ty.unwrap_or_else(|| syn::spanned::Spanned::span(&codec.ty));
        let ty = if matches!(codec.ty, syn::Type::Infer(_)) {
            span
        } else {
            ty
        };
        if !fits {
            let here = says(&codec.position, &self.item.fixeds);
            let hint = match self.would_fit(node, codec, &there) {
                true if attrs.ty.is_none() => format!(": write `type = {there:?}`"),
                _ => String::new(),
            };
            let message = format!("the file says `{there}`, and this is `{here}`{hint}");
            return self.faults.at(ty, message);
        }
        for (tokens, nodes) in opaque {
            let kinds: Vec<&'static str> =
                nodes.iter().flat_map(|&node| self.kinds(node)).collect();
            let branches = nodes.iter().map(|&node| match self.schema.node(node).ty() {
                Type::Union(branches) => branches.len(),
                _ => 1,
            });
            self.assertions.push(Assertion {
                span: ty,
                what: Asserted::Kinds {
                    ty: tokens,
                    kinds,
                    branches: u32::try_from(branches.sum::<usize>()).unwrap_or(u32::MAX),
                },
                message: format!("the file says `{there}`, and the type of this field is another"),
            });
        }
    }

    /// Whether a field would be what the file says, were it said so.
    fn would_fit(&self, node: NodeId, codec: &Codec, text: &str) -> bool {
        let Ok(expr) = TypeExpr::parse(text) else {
            return false;
        };
        let mut faults = Faults::default();
        let mut resolver = Resolver {
            faults: &mut faults,
            fixeds: &mut Vec::new(),
            namespace: None,
            unnamed: None,
            span: Span::call_site(),
        };
        let position = resolver.position(&expr, Some(&codec.ty));
        // A type that cannot be looked into has its own mind.
        codec.with.is_none()
            && faults.into_result().is_ok()
            && !matches!(see(&codec.ty), Seen::Other)
            && encodes(&codec.ty, &position)
            && self.fits(node, &position, &[], &mut Vec::new())
    }

    /// The kinds of a type that constants know.
    fn kinds(&self, node: NodeId) -> Vec<&'static str> {
        let one = |ty: &Type| match ty {
            Type::Null => "NULL",
            Type::Boolean => "BOOLEAN",
            Type::Int => "INT",
            Type::Long => "LONG",
            Type::Float => "FLOAT",
            Type::Double => "DOUBLE",
            Type::Bytes => "BYTES",
            Type::String => "STRING",
            Type::Array(_) => "ARRAY",
            Type::Map(_) => "MAP",
            _ => "NAMED",
        };
        match self.schema.node(node).ty() {
            Type::Union(branches) => {
                let branches = branches.iter().map(|&branch| self.schema.node(branch).ty());
                branches.map(one).collect()
            }
            ty => vec![one(ty)],
        }
    }

    /// Whether a position is what the file says, as far as it can be seen. Types that cannot be
    /// looked into are left for constants, with the branches that they have to be.
    fn fits(
        &self,
        node: NodeId,
        position: &Position,
        attributes: Pairs<'_>,
        opaque: &mut Vec<(TokenStream, Vec<NodeId>)>,
    ) -> bool {
        let found = self.schema.node(node);
        match &position.shape {
            Shape::Annotated { inner, attributes } => {
                return self.fits(node, inner, attributes, opaque);
            }
            Shape::Own if position.ty.is_none() => return true,
            _ => {}
        }
        let seen = position.ty.as_ref().map(see);
        if let (Shape::Own, Some(ty), Some(Seen::Other)) = (&position.shape, &position.ty, &seen) {
            opaque.push((without_lifetimes(ty).to_token_stream(), vec![node]));
            return true;
        }
        // A named type's attributes stand where it is defined, but for a fixed that only exists here.
        let is_foreign = found
            .name()
            .is_some_and(|name| self.file.is_foreign(name.full()));
        if !is_foreign && !same_attributes(found.attributes(), found.logical(), attributes) {
            return false;
        }
        let plain = |leaf: &str| leaf_of(found) == Some(leaf);
        match (&position.shape, seen) {
            (Shape::Leaf(leaf), _) => plain(leaf),
            (Shape::Decimal { precision, scale }, _) => {
                let logical = LogicalType::Decimal {
                    precision: *precision,
                    scale: *scale,
                };
                matches!(found.ty(), Type::Bytes) && found.logical() == Some(&logical)
            }
            (Shape::Array(items), _) => match found.ty() {
                Type::Array(node) => self.fits(*node, items, &[], opaque),
                _ => false,
            },
            (Shape::Map(values), _) => match found.ty() {
                Type::Map(node) => self.fits(*node, values, &[], opaque),
                _ => false,
            },
            (
                Shape::Nullable {
                    inner,
                    null,
                    attributes,
                    ..
                },
                _,
            ) => self.nullable(node, inner, *null, attributes, opaque),
            (
                Shape::Fixed {
                    name,
                    size,
                    meaning,
                },
                _,
            ) => {
                let Some(fixed_name) = self.item.fixeds.get(*name) else {
                    return false;
                };
                if found.name().map(|name| name.full()) != Some(&*fixed_name.full) {
                    return false;
                }
                let logical = match meaning {
                    Meaning::Bytes => None,
                    Meaning::Uuid => Some(LogicalType::Uuid),
                    Meaning::Duration => Some(LogicalType::Duration),
                    Meaning::Decimal { precision, scale } => Some(LogicalType::Decimal {
                        precision: *precision,
                        scale: *scale,
                    }),
                };
                match found.ty() {
                    _ if is_foreign => true,
                    Type::Fixed(fixed) => {
                        let same_size = size.known().is_none_or(|size| size == fixed.size());
                        let around = fixed.name().namespace();
                        let aliases = fixed_name.aliases.iter();
                        let same_aliases = aliases
                            .map(|alias| full_alias(alias, around))
                            .eq(fixed.aliases().iter().map(Name::full));
                        same_size && same_aliases && found.logical() == logical.as_ref()
                    }
                    _ => false,
                }
            }
            (Shape::Own, Some(Seen::Scalar(scalar))) => plain(leaf_of_scalar(scalar)),
            (Shape::Own, Some(Seen::Text)) => plain("String"),
            (Shape::Own, Some(Seen::Bytes)) => plain("Bytes"),
            (Shape::Own, Some(Seen::Vec(item))) => match found.ty() {
                Type::Array(node) => self.fits(*node, &Position::own(Some(item)), &[], opaque),
                _ => false,
            },
            (Shape::Own, Some(Seen::Map(value))) => match found.ty() {
                Type::Map(node) => self.fits(*node, &Position::own(Some(value)), &[], opaque),
                _ => false,
            },
            (Shape::Own, Some(Seen::Option(some))) => {
                let inner = Position::own(Some(some));
                self.nullable(node, &inner, NullAt::Index(0), &[], opaque)
            }
            // What else there is has been reported, or is not seen.
            _ => true,
        }
    }

    /// The union of null and the branches of one type.
    fn nullable(
        &self,
        node: NodeId,
        inner: &Position,
        null: NullAt,
        attributes: Pairs<'_>,
        opaque: &mut Vec<(TokenStream, Vec<NodeId>)>,
    ) -> bool {
        let Type::Union(branches) = self.schema.node(node).ty() else {
            return false;
        };
        let is_null = |node: &NodeId| matches!(self.schema.node(*node).ty(), Type::Null);
        let Some(at) = branches.iter().position(is_null) else {
            return false;
        };
        let last = branches.len() - 1;
        let in_place = match null {
            NullAt::Index(index) => usize::try_from(index).is_ok_and(|index| index == at),
            NullAt::Last => at == last,
        };
        let null = branches.get(at).map(|&null| self.schema.node(null));
        let annotated =
            null.is_some_and(|null| same_attributes(null.attributes(), None, attributes));
        if !in_place || !annotated {
            return false;
        }
        let others: Vec<NodeId> = branches
            .iter()
            .copied()
            .filter(|node| !is_null(node))
            .collect();
        match (others.as_slice(), &inner.ty, &inner.shape) {
            (&[other], _, _) => self.fits(other, inner, &[], opaque),
            // Several branches are those of one type, which is an enum with data.
            (_, Some(ty), Shape::Own) if matches!(see(ty), Seen::Other) => {
                opaque.push((without_lifetimes(ty).to_token_stream(), others));
                true
            }
            (_, None, _) => true,
            _ => false,
        }
    }
}

/// Whether a type that can be seen is one that the shape's Avro type is usually made of.
fn encodes(ty: &syn::Type, position: &Position) -> bool {
    match (&position.shape, see(ty)) {
        (Shape::Annotated { inner, .. }, _) => encodes(ty, inner),
        (Shape::Leaf(leaf), Seen::Scalar(scalar)) => base(leaf) == leaf_of_scalar(scalar),
        (Shape::Leaf(leaf), Seen::Text) => *leaf == "String",
        (Shape::Leaf(leaf), Seen::Bytes) => *leaf == "Bytes",
        (Shape::Array(inner), Seen::Vec(ty)) | (Shape::Map(inner), Seen::Map(ty)) => {
            encodes(ty, inner)
        }
        (Shape::Nullable { inner, .. }, Seen::Option(ty)) => encodes(ty, inner),
        (Shape::Own, _) => true,
        _ => false,
    }
}

/// The type that a logical type of a number annotates.
fn base(leaf: &str) -> &str {
    match leaf {
        "Date" | "TimeMillis" => "Int",
        "Null" | "Boolean" | "Int" | "Long" | "Float" | "Double" | "String" | "Bytes" | "Uuid"
        | "BigDecimal" => leaf,
        _ => "Long",
    }
}

/// Whether attributes are those of the file, which has those of a logical type among them.
fn same_attributes(
    known: &avro_model::Attributes,
    logical: Option<&LogicalType>,
    attributes: Pairs<'_>,
) -> bool {
    let mut rest = known.iter().filter(|(key, _)| !is_part_of(logical, key));
    let count = known
        .iter()
        .filter(|(key, _)| !is_part_of(logical, key))
        .count();
    count == attributes.len()
        && rest.all(|(key, value)| {
            attributes
                .iter()
                .any(|(own, here)| own == key && here == value)
        })
}

/// The shape of a type without parts, by its name in `avro_core::shape`.
fn leaf_of(node: &avro_model::Node) -> Option<&'static str> {
    Some(match (node.ty(), node.logical()) {
        (Type::Null, _) => "Null",
        (Type::Boolean, _) => "Boolean",
        (Type::Int, None) => "Int",
        (Type::Long, None) => "Long",
        (Type::Float, _) => "Float",
        (Type::Double, _) => "Double",
        (Type::Bytes, None) => "Bytes",
        (Type::String, None) => "String",
        (Type::Bytes, Some(LogicalType::BigDecimal)) => "BigDecimal",
        (Type::String, Some(LogicalType::Uuid)) => "Uuid",
        (_, Some(logical)) => match logical {
            LogicalType::Date => "Date",
            LogicalType::TimeMillis => "TimeMillis",
            LogicalType::TimeMicros => "TimeMicros",
            LogicalType::TimestampMillis => "TimestampMillis",
            LogicalType::TimestampMicros => "TimestampMicros",
            LogicalType::TimestampNanos => "TimestampNanos",
            LogicalType::LocalTimestampMillis => "LocalTimestampMillis",
            LogicalType::LocalTimestampMicros => "LocalTimestampMicros",
            LogicalType::LocalTimestampNanos => "LocalTimestampNanos",
            _ => return None,
        },
        _ => return None,
    })
}

fn leaf_of_scalar(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::Unit => "Null",
        Scalar::Bool => "Boolean",
        Scalar::Integer { least, most, .. } => {
            match least >= i64::from(i32::MIN) && most <= i64::from(i32::MAX) {
                true => "Int",
                false => "Long",
            }
        }
        Scalar::F32 => "Float",
        Scalar::F64 => "Double",
    }
}

/// A position in Avro IDL's syntax; a type that cannot be looked into is its own name.
fn says(position: &Position, fixeds: &[FixedName]) -> String {
    let nullable = |inner: String, null: NullAt| match null {
        NullAt::Index(0) => format!("union {{ null, {inner} }}"),
        _ => format!("union {{ {inner}, null }}"),
    };
    match &position.shape {
        Shape::Leaf(leaf) => idl(leaf),
        Shape::Decimal { precision, scale } => format!("decimal({precision}, {scale})"),
        Shape::Array(items) => format!("array<{}>", says(items, fixeds)),
        Shape::Map(values) => format!("map<{}>", says(values, fixeds)),
        Shape::Nullable { inner, null, .. } => nullable(says(inner, fixeds), *null),
        Shape::Fixed { name, size, .. } => {
            let name = fixeds.get(*name).map_or("_", |name| name.full.as_str());
            match size.known() {
                Some(size) => format!("fixed {name}({size})"),
                None => format!("fixed {name}"),
            }
        }
        Shape::Annotated { inner, attributes } => {
            let attributes = attributes
                .iter()
                .map(|(key, value)| format!("@{key}({value}) "));
            format!("{}{}", attributes.collect::<String>(), says(inner, fixeds))
        }
        Shape::Own => {
            let own = |ty| says(&Position::own(Some(ty)), fixeds);
            match position.ty.as_ref().map(see) {
                Some(Seen::Scalar(scalar)) => idl(leaf_of_scalar(scalar)),
                Some(Seen::Text) => "string".to_owned(),
                Some(Seen::Bytes) => "bytes".to_owned(),
                Some(Seen::Vec(item)) => format!("array<{}>", own(item)),
                Some(Seen::Map(value)) => format!("map<{}>", own(value)),
                Some(Seen::Option(some)) => nullable(own(some), NullAt::Index(0)),
                _ => match position.ty.as_ref().map(crate::rust_type::peel) {
                    Some(syn::Type::Path(path)) => {
                        let last = path.path.segments.last();
                        last.map_or("_".to_owned(), |last| last.ident.to_string())
                    }
                    _ => "_".to_owned(),
                },
            }
        }
    }
}

/// A shape without parts, as Avro IDL writes it.
fn idl(leaf: &str) -> String {
    match leaf {
        "Date" => "date",
        "TimeMillis" => "time_ms",
        "TimeMicros" => "@logicalType(\"time-micros\") long",
        "TimestampMillis" => "timestamp_ms",
        "TimestampMicros" => "@logicalType(\"timestamp-micros\") long",
        "TimestampNanos" => "@logicalType(\"timestamp-nanos\") long",
        "LocalTimestampMillis" => "local_timestamp_ms",
        "LocalTimestampMicros" => "@logicalType(\"local-timestamp-micros\") long",
        "LocalTimestampNanos" => "@logicalType(\"local-timestamp-nanos\") long",
        "BigDecimal" => "@logicalType(\"big-decimal\") bytes",
        plain => return plain.to_lowercase(),
    }
    .to_owned()
}
