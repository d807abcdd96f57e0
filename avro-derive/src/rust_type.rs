//! What can be seen of a Rust type from its spelling.
//!
//! A derive knows no types, only tokens. The standard ones are known by their
//! names, alone or behind `std`, `core` or `alloc`; all others are opaque, and
//! whatever is said about them is said by traits, to the compiler.

use syn::{Expr, ExprLit, GenericArgument, Lifetime, Lit, Path, PathArguments, PathSegment, Type};

/// What a type is, seen through the pointers around it.
pub(crate) enum Seen<'a> {
    /// A type that stands for itself.
    Scalar(Scalar),
    /// `str` or `String`.
    Text,
    /// `[u8]` or `Vec<u8>`.
    Bytes,
    /// `[u8; N]`.
    ByteArray(&'a Expr),
    /// `Vec<T>` or `[T]`.
    Vec(&'a Type),
    /// `Option<T>`.
    Option(&'a Type),
    /// `HashMap<K, V>`, `BTreeMap<K, V>`: the values.
    Map(&'a Type),
    /// A type that has no place in Avro, and why.
    Foreign(String),
    /// Any other type.
    Other,
}

/// Types whose Avro type goes without saying.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scalar {
    Unit,
    Bool,
    /// An integer on int or long, with the least and the greatest it holds.
    Integer {
        name: &'static str,
        least: i64,
        most: i64,
    },
    F32,
    F64,
}

const SCALARS: &[(&str, Scalar)] = &[
    ("bool", Scalar::Bool),
    ("i8", integer("an i8", i8::MIN as i64, i8::MAX as i64)),
    ("i16", integer("an i16", i16::MIN as i64, i16::MAX as i64)),
    ("u16", integer("a u16", 0, u16::MAX as i64)),
    ("i32", integer("an int", i32::MIN as i64, i32::MAX as i64)),
    ("u32", integer("a u32", 0, u32::MAX as i64)),
    ("i64", integer("a long", i64::MIN, i64::MAX)),
    ("f32", Scalar::F32),
    ("f64", Scalar::F64),
];

const fn integer(name: &'static str, least: i64, most: i64) -> Scalar {
    Scalar::Integer { name, least, most }
}

/// Looks at a type, through parentheses and pointers.
pub(crate) fn see(ty: &Type) -> Seen<'_> {
    match peel(ty) {
        Type::Slice(slice) => of_items(&slice.elem),
        Type::Array(array) if is_u8(&array.elem) => Seen::ByteArray(&array.len),
        Type::Array(_) => Seen::Foreign(
            "an array of constant length has no Avro type: use a `Vec`, or a struct".into(),
        ),
        Type::Tuple(tuple) if tuple.elems.is_empty() => Seen::Scalar(Scalar::Unit),
        Type::Tuple(_) => Seen::Foreign(
            "a tuple has no Avro type, for the fields of a record have names: use a struct".into(),
        ),
        Type::Path(path) if path.qself.is_none() => named(&path.path),
        Type::FnPtr(_) | Type::Ptr(_) | Type::Never(_) | Type::TraitObject(_) => {
            Seen::Foreign("a pointer, a function or a trait object has no Avro type".into())
        }
        _ => Seen::Other,
    }
}

fn named(path: &Path) -> Seen<'_> {
    let Some(segment) = standard(path) else {
        return Seen::Other;
    };
    let name = segment.ident.to_string();
    let mut arguments = types(segment);
    match (name.as_str(), arguments.next(), arguments.next()) {
        ("str" | "String", None, None) => Seen::Text,
        ("Vec", Some(items), None) => of_items(items),
        ("Option", Some(inner), None) => Seen::Option(inner),
        ("HashMap" | "BTreeMap", Some(_), Some(values)) => Seen::Map(values),
        ("PhantomData", _, None) => Seen::Foreign(
            "`PhantomData` has no Avro type: keep it out of the schema with `#[avro(skip)]`".into(),
        ),
        (_, None, None) => match SCALARS.iter().find(|(scalar, _)| *scalar == name) {
            Some((_, scalar)) => Seen::Scalar(*scalar),
            None => foreign(&name).map_or(Seen::Other, Seen::Foreign),
        },
        _ => Seen::Other,
    }
}

/// Why a primitive type of Rust has no Avro type.
fn foreign(name: &str) -> Option<String> {
    let why = match name {
        "u8" => {
            "`u8` has no Avro type: use `i32` for a number; `Vec<u8>` is bytes and `[u8; N]` a fixed"
        }
        "u64" => {
            "`u64` has no Avro type, for a long is signed: use `i64`, \
             or say with `#[avro(with = …)]` how it is converted"
        }
        "usize" | "isize" => {
            return Some(format!(
                "`{name}` is not the same on every machine: use `i64`, or `i32` for an int"
            ));
        }
        "u128" | "i128" => {
            return Some(format!(
                "`{name}` has no Avro type: use a decimal of scale 0, or a fixed of 16 bytes"
            ));
        }
        "char" => "`char` has no Avro type: use a `String`",
        _ => return None,
    };
    Some(why.to_owned())
}

fn of_items(items: &Type) -> Seen<'_> {
    if is_u8(items) {
        Seen::Bytes
    } else {
        Seen::Vec(items)
    }
}

fn is_u8(ty: &Type) -> bool {
    matches!(bare(ty), Type::Path(path) if path.qself.is_none() && path.path.is_ident("u8"))
}

/// The value in a `Vec<(K, V)>` that is to be a map.
pub(crate) fn pair(item: &Type) -> Option<&Type> {
    match bare(item) {
        Type::Tuple(tuple) if tuple.elems.len() == 2 => tuple.elems.last(),
        _ => None,
    }
}

/// The segment that names a type of the standard library, if the path may be to one.
pub(crate) fn standard(path: &Path) -> Option<&PathSegment> {
    let first = path.segments.first()?;
    let is_root = |root| first.ident == root && first.arguments.is_none();
    if path.segments.len() == 1 || ["std", "core", "alloc"].into_iter().any(is_root) {
        path.segments.last()
    } else {
        None
    }
}

/// The types among a segment's arguments.
pub(crate) fn types(segment: &PathSegment) -> impl Iterator<Item = &Type> {
    let arguments = match &segment.arguments {
        PathArguments::AngleBracketed(arguments) => Some(arguments.args.iter()),
        _ => None,
    };
    arguments
        .into_iter()
        .flatten()
        .filter_map(|argument| match argument {
            GenericArgument::Type(ty) => Some(ty),
            _ => None,
        })
}

/// A type without parentheses around it.
pub(crate) fn bare(mut ty: &Type) -> &Type {
    loop {
        ty = match ty {
            Type::Group(group) => &group.elem,
            Type::Paren(paren) => &paren.elem,
            _ => return ty,
        };
    }
}

/// A type without the pointers around it.
pub(crate) fn peel(ty: &Type) -> &Type {
    let ty = bare(ty);
    let inner = match ty {
        Type::Reference(reference) => &*reference.elem,
        Type::Path(path) if path.qself.is_none() => match standard(&path.path) {
            Some(segment)
                if ["Box", "Rc", "Arc", "Cow"]
                    .into_iter()
                    .any(|pointer| segment.ident == pointer) =>
            {
                match types(segment).next() {
                    Some(inner) => inner,
                    None => return ty,
                }
            }
            _ => return ty,
        },
        _ => return ty,
    };
    peel(inner)
}

/// Whether a reference or a `Cow` around a type says it lives for `'static`.
pub(crate) fn is_static(ty: &Type) -> bool {
    let is_static = |lifetime: &Lifetime| lifetime.ident == "static";
    let ty = bare(ty);
    let inner = match ty {
        Type::Reference(reference) => {
            if reference.lifetime.as_ref().is_some_and(is_static) {
                return true;
            }
            &*reference.elem
        }
        Type::Path(path) if path.qself.is_none() => {
            let Some(segment) = standard(&path.path) else {
                return false;
            };
            if segment.ident == "Cow"
                && let PathArguments::AngleBracketed(arguments) = &segment.arguments
                && let Some(GenericArgument::Lifetime(lifetime)) = arguments.args.first()
                && is_static(lifetime)
            {
                return true;
            }
            match types(segment).next() {
                Some(inner) if !std::ptr::eq(peel(ty), ty) => inner,
                _ => return false,
            }
        }
        _ => return false,
    };
    self::is_static(inner)
}

/// The number that an expression spells out.
pub(crate) fn literal(expr: &Expr) -> Option<usize> {
    match expr {
        Expr::Lit(ExprLit {
            lit: Lit::Int(number),
            ..
        }) => number.base10_parse().ok(),
        Expr::Group(group) => literal(&group.expr),
        Expr::Paren(paren) => literal(&paren.expr),
        _ => None,
    }
}

/// Whether values of a type surely differ in width on the wire, so that no
/// record of it is a run of bytes of one length.
pub(crate) fn varies(ty: &Type) -> bool {
    match see(ty) {
        Seen::Scalar(Scalar::F32 | Scalar::F64) | Seen::ByteArray(_) => {
            // Behind a pointer nothing is laid out.
            !std::ptr::eq(peel(ty), bare(ty))
        }
        Seen::Other => !std::ptr::eq(peel(ty), bare(ty)),
        _ => true,
    }
}

/// Whether values of a type may take no bytes on the wire, for all that is seen of it.
pub(crate) fn may_be_empty(ty: &Type) -> bool {
    matches!(
        see(ty),
        Seen::Scalar(Scalar::Unit) | Seen::ByteArray(_) | Seen::Other
    )
}

/// Whether a type surely adds just one branch to a union.
pub(crate) fn is_one_branch(ty: &Type) -> bool {
    !matches!(see(ty), Seen::Option(_) | Seen::Other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use syn::parse_quote;

    #[test]
    fn only_what_is_borrowed_can_be_static() {
        let cases: &[(Type, bool)] = &[
            (parse_quote!(&'static str), true),
            (parse_quote!(Box<&'static str>), true),
            (parse_quote!(std::borrow::Cow<'static, str>), true),
            (parse_quote!(&'a str), false),
            (parse_quote!(Cow<'a, str>), false),
            (parse_quote!(Mine<'static>), false),
            (parse_quote!(String), false),
        ];
        for (ty, expected) in cases {
            assert_eq!(is_static(ty), *expected, "{}", quote::quote!(#ty));
        }
    }

    #[test]
    fn standard_types_are_seen_through_pointers() {
        let cases: &[(Type, &str)] = &[
            (parse_quote!(i64), "scalar"),
            (parse_quote!(Box<Option<i64>>), "option"),
            (parse_quote!(&'a str), "text"),
            (parse_quote!(std::borrow::Cow<'a, str>), "text"),
            (parse_quote!(Vec<u8>), "bytes"),
            (parse_quote!(Arc<[u8]>), "bytes"),
            (parse_quote!(Vec<Vec<u8>>), "vec"),
            (parse_quote!([u8; 16]), "byte array"),
            (parse_quote!(&'a [u8; LEN]), "byte array"),
            (parse_quote!(std::collections::HashMap<String, V, S>), "map"),
            (parse_quote!(u64), "foreign"),
            (parse_quote!((i32, i32)), "foreign"),
            (parse_quote!([i32; 4]), "foreign"),
            (parse_quote!(()), "scalar"),
            (parse_quote!(mine::Vec<u8>), "other"),
            (parse_quote!(<T as Trait>::Item), "other"),
            (parse_quote!(Order), "other"),
        ];
        for (ty, expected) in cases {
            let seen = match see(ty) {
                Seen::Scalar(_) => "scalar",
                Seen::Text => "text",
                Seen::Bytes => "bytes",
                Seen::ByteArray(_) => "byte array",
                Seen::Vec(_) => "vec",
                Seen::Option(_) => "option",
                Seen::Map(_) => "map",
                Seen::Foreign(_) => "foreign",
                Seen::Other => "other",
            };
            assert_eq!(seen, *expected, "{}", quote::quote!(#ty));
        }
    }
}
