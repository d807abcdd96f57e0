//! Logical types: which attributes are one, and which are only attributes.

use avro_model::digits_in;
use avro_model::idl::{Primitive, TypeExpr};
use avro_model::json::Json;
use syn::Type;

use super::resolve::{Resolver, leaf};
use super::{Meaning, Shape};
use crate::rust_type::{Seen, see};

impl Resolver<'_> {
    /// A type with the logical type that its attributes say, and the
    /// attributes that are no more than that.
    ///
    /// One that is unknown, or not on this type, is not in force and stays an
    /// attribute, as the specification says. So does one whose arguments are out
    /// of order, if Rust has plain bytes there; a type that wants to be a decimal
    /// or a uuid cannot have its way.
    pub(super) fn logical(
        &mut self,
        attributes: &[(String, Json)],
        expr: &TypeExpr,
        ty: Option<&Type>,
    ) -> (Shape, &'static [&'static str]) {
        let value = |key: &str| {
            let (_, value) = attributes.iter().find(|(name, _)| name == key)?;
            Some(value)
        };
        let logical = value("logicalType").and_then(Json::as_str).unwrap_or("");
        let meaning = match (expr, logical) {
            (TypeExpr::Primitive(primitive), _)
                if logical_leaf(logical).is_some_and(|(_, base)| base == leaf(*primitive)) =>
            {
                let name = logical_leaf(logical).map_or("", |(name, _)| name);
                return (Shape::Leaf(name), &["logicalType"]);
            }
            (TypeExpr::Primitive(Primitive::Bytes) | TypeExpr::Fixed { .. }, "decimal") => {
                let number = |value: &Json| value.to_string().parse::<u32>().ok();
                let scale = value("scale").map_or(Some(0), number);
                match (value("precision").and_then(number), scale) {
                    (Some(precision), Some(scale)) => Meaning::Decimal { precision, scale },
                    _ => return (self.shape(expr, ty), &[]),
                }
            }
            (TypeExpr::Fixed { .. }, "uuid") => Meaning::Uuid,
            (TypeExpr::Fixed { .. }, "duration") => Meaning::Duration,
            _ => return (self.shape(expr, ty), &[]),
        };
        let size = match expr {
            TypeExpr::Fixed { size, .. } => Some(*size),
            _ => None,
        };
        if let Some(why) = out_of_order(meaning, size) {
            if !matches!(ty.map(see), Some(Seen::Bytes | Seen::ByteArray(_))) {
                self.fault(why);
            }
            return (self.shape(expr, ty), &[]);
        }
        let taken: &[&str] = match meaning {
            Meaning::Decimal { .. } => &["logicalType", "precision", "scale"],
            _ => &["logicalType"],
        };
        match (expr, meaning) {
            (TypeExpr::Fixed { name, size }, _) => (self.fixed(name, *size, meaning, ty), taken),
            (_, Meaning::Decimal { precision, scale }) => {
                (Shape::Decimal { precision, scale }, taken)
            }
            _ => (self.shape(expr, ty), &[]),
        }
    }
}

/// The shape of a logical type without arguments, and what it annotates.
pub(super) fn logical_leaf(name: &str) -> Option<(&'static str, &'static str)> {
    Some(match name {
        "date" => ("Date", "Int"),
        "time-millis" => ("TimeMillis", "Int"),
        "time-micros" => ("TimeMicros", "Long"),
        "timestamp-millis" => ("TimestampMillis", "Long"),
        "timestamp-micros" => ("TimestampMicros", "Long"),
        "timestamp-nanos" => ("TimestampNanos", "Long"),
        "local-timestamp-millis" => ("LocalTimestampMillis", "Long"),
        "local-timestamp-micros" => ("LocalTimestampMicros", "Long"),
        "local-timestamp-nanos" => ("LocalTimestampNanos", "Long"),
        "uuid" => ("Uuid", "String"),
        "big-decimal" => ("BigDecimal", "Bytes"),
        _ => return None,
    })
}

/// Why a logical type cannot be on bytes, or on a fixed of `size` bytes.
fn out_of_order(meaning: Meaning, size: Option<usize>) -> Option<String> {
    let (what, needed) = match meaning {
        Meaning::Bytes => return None,
        Meaning::Uuid => ("a uuid", 16),
        Meaning::Duration => ("a duration", 12),
        Meaning::Decimal { precision: 0, .. } => {
            return Some("the precision of a decimal is at least 1".into());
        }
        Meaning::Decimal { precision, scale } if scale > precision => {
            return Some(format!(
                "the scale {scale} of a decimal is above its precision {precision}"
            ));
        }
        Meaning::Decimal { precision, .. } => {
            let (size, most) = (size?, digits_in(size?));
            return (precision > most).then(|| {
                format!(
                    "a fixed of {size} bytes holds decimals of {most} digits, not of {precision}"
                )
            });
        }
    };
    let size = size?;
    (size != needed).then(|| format!("{what} is a fixed of {needed} bytes, not of {size}"))
}
