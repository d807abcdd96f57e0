//! Whether a default fits its field, as far as the field's type can be seen.
//!
//! What is said here is said again, about everything, when the schema is built;
//! but by then the program runs.

use avro_model::json::Json;
use syn::Type;

use crate::rust_type::{Scalar, Seen, see};
use crate::shape::{Position, Shape};

/// Why a default is none.
type Misfit = String;

/// Holds a default against a field's position.
pub(super) fn fits(json: &Json, position: &Position) -> Result<(), Misfit> {
    match &position.shape {
        Shape::Own => match &position.ty {
            Some(ty) => fits_type(json, ty),
            None => Ok(()),
        },
        Shape::Leaf(name) => fits_leaf(json, name, position.ty.as_ref()),
        Shape::Decimal { .. } => bytes(json, None),
        Shape::Array(items) => each(json, items),
        Shape::Map(values) => every(json, values),
        Shape::Nullable { .. } if matches!(json, Json::Null) => Ok(()),
        Shape::Nullable { inner, .. } => fits(json, inner),
        Shape::Fixed { size, .. } => bytes(json, size.known()),
        Shape::Annotated { inner, .. } => fits(json, inner),
    }
}

/// A type in its own shape.
fn fits_type(json: &Json, ty: &Type) -> Result<(), Misfit> {
    match see(ty) {
        Seen::Scalar(scalar) => fits_scalar(json, scalar),
        Seen::Text => fits_leaf(json, "String", None),
        Seen::Bytes => bytes(json, None),
        Seen::Vec(item) => each(json, &Position::own(Some(item))),
        Seen::Option(_) if matches!(json, Json::Null) => Ok(()),
        Seen::Option(some) => fits_type(json, some),
        Seen::Map(value) => every(json, &Position::own(Some(value))),
        Seen::ByteArray(_) | Seen::Foreign(_) | Seen::Other => Ok(()),
    }
}

fn fits_scalar(json: &Json, scalar: Scalar) -> Result<(), Misfit> {
    match scalar {
        Scalar::Unit => fits_leaf(json, "Null", None),
        Scalar::Bool => fits_leaf(json, "Boolean", None),
        Scalar::Integer { name, least, most } => integer(json, name, least, most),
        Scalar::F32 => fits_leaf(json, "Float", None),
        Scalar::F64 => fits_leaf(json, "Double", None),
    }
}

/// A shape without parts. An integer may be narrower in Rust than in Avro.
fn fits_leaf(json: &Json, leaf: &str, ty: Option<&Type>) -> Result<(), Misfit> {
    let wanted = match (leaf, json) {
        ("Null", Json::Null) | ("Boolean", Json::Bool(_)) => return Ok(()),
        ("String" | "Uuid", Json::String(_)) => return Ok(()),
        ("Float" | "Double", Json::Number(number)) => {
            let finite = match leaf {
                "Float" => number.as_f32().is_finite(),
                _ => number.as_f64().is_finite(),
            };
            return match finite {
                true => Ok(()),
                false => Err(format!(
                    "{number} is too large for a {}",
                    leaf.to_lowercase()
                )),
            };
        }
        ("Bytes" | "BigDecimal", _) => return bytes(json, None),
        ("Null", _) => "null",
        ("Boolean", _) => "true or false",
        ("String" | "Uuid", _) => "a string",
        ("Float" | "Double", _) => "a number",
        _ => {
            let (name, least, most) = match (leaf, ty.map(see)) {
                (_, Some(Seen::Scalar(Scalar::Integer { name, least, most }))) => {
                    (name, least, most)
                }
                ("Int" | "Date" | "TimeMillis", _) => ("an int", i32::MIN.into(), i32::MAX.into()),
                _ => ("a long", i64::MIN, i64::MAX),
            };
            return integer(json, name, least, most);
        }
    };
    Err(mismatch(json, wanted))
}

fn integer(json: &Json, name: &str, least: i64, most: i64) -> Result<(), Misfit> {
    let Json::Number(number) = json else {
        return Err(mismatch(json, "an integer"));
    };
    match number.as_i64() {
        Some(value) if (least..=most).contains(&value) => Ok(()),
        _ => Err(format!("{number} is not {name}")),
    }
}

fn each(json: &Json, items: &Position) -> Result<(), Misfit> {
    match json {
        Json::Array(values) => values.iter().try_for_each(|value| fits(value, items)),
        _ => Err(mismatch(json, "an array")),
    }
}

fn every(json: &Json, values: &Position) -> Result<(), Misfit> {
    match json {
        Json::Object(members) => members
            .iter()
            .try_for_each(|(_, value)| fits(value, values)),
        _ => Err(mismatch(json, "an object")),
    }
}

/// Bytes are strings of code points up to 255.
fn bytes(json: &Json, size: Option<usize>) -> Result<(), Misfit> {
    let Json::String(text) = json else {
        return Err(mismatch(json, "a string, with a code point for each byte,"));
    };
    if text.chars().any(|c| u32::from(c) > 255) {
        return Err("a code point of a string that stands for bytes is at most 255".into());
    }
    let length = text.chars().count();
    match size {
        Some(size) if size != length => Err(format!("{length} bytes where {size} should stand")),
        _ => Ok(()),
    }
}

fn mismatch(json: &Json, wanted: &str) -> Misfit {
    let found = match json {
        Json::Null => "null",
        Json::Bool(_) => "a boolean",
        Json::Number(_) => "a number",
        Json::String(_) => "a string",
        Json::Array(_) => "an array",
        Json::Object(_) => "an object",
    };
    format!("{found} where {wanted} should stand")
}
