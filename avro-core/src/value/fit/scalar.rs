//! Values without parts: numbers, texts, bytes and symbols.

use avro_model::{NodeId, Schema, Type, nearest};

use super::super::encode::{describe, mismatch_with};
use super::super::{EnumValue, FixedValue, Value};
use super::{Fitting, said};
use crate::encoding::{EncodeError, EncodeErrorKind};
use crate::logical::text::{self, Base};

/// Why a value does not fit.
pub(super) enum Misfit {
    /// It is of a type that has no place there.
    Type,
    /// It is of a type that has, but this one has not.
    This,
}

impl Fitting<'_> {
    /// A value in the form of a node that is no union, array, map or record.
    pub(super) fn scalar(&self, value: &Value, id: NodeId) -> Result<Value, Misfit> {
        let node = self.schema.node(id);
        if let Some(logical) = node.logical()
            && let Some(written) = written(value, node.ty())
        {
            let parsed = text::parse(logical, &written).ok_or(Misfit::This)?;
            return base(parsed, node.ty()).ok_or(Misfit::This);
        }
        Ok(match (node.ty(), value) {
            (Type::Null, Value::Null) => Value::Null,
            (Type::Boolean, Value::Boolean(value)) => Value::Boolean(*value),
            (Type::Int, _) => Value::Int(i32::try_from(integer(value)?).or(Err(Misfit::This))?),
            (Type::Long, _) => Value::Long(integer(value)?),
            (Type::Float, _) => Value::Float(float(value)?),
            (Type::Double, _) => Value::Double(double(value)?),
            (Type::String, Value::String(text)) => Value::String(text.clone()),
            (Type::String, Value::Enum(symbol)) => Value::String(symbol.symbol().to_owned()),
            (Type::String, Value::Bytes(_) | Value::Fixed(_)) => {
                let text = String::from_utf8(bytes(value)?);
                Value::String(text.or(Err(Misfit::This))?)
            }
            (Type::Bytes, _) => Value::Bytes(bytes(value)?),
            (Type::Fixed(ty), _) => {
                let bytes = bytes(value)?;
                if bytes.len() != ty.size() {
                    return Err(Misfit::This);
                }
                Value::Fixed(FixedValue::of(ty, bytes))
            }
            (Type::Enum(ty), Value::String(_) | Value::Enum(_)) => {
                let index = value.as_str().and_then(|symbol| ty.symbol_index(symbol));
                Value::Enum(EnumValue::of(ty, index.ok_or(Misfit::This)?))
            }
            _ => return Err(Misfit::Type),
        })
    }
}

impl Misfit {
    /// The error for a value that did not fit.
    #[cold]
    pub(super) fn error(self, schema: &Schema, id: NodeId, value: &Value) -> EncodeError {
        let Misfit::This = self else {
            return mismatch_with(schema, id, describe(value));
        };
        let node = schema.node(id);
        let found = match value {
            Value::Int(value) => format!("int {value}"),
            Value::Long(value) => format!("long {value}"),
            Value::Float(value) => format!("float {value:?}"),
            Value::Double(value) => format!("double {value:?}"),
            Value::Bytes(bytes) => match node.ty() {
                Type::Fixed(_) => format!("{} bytes", bytes.len()),
                _ => "bytes that are not UTF-8".to_owned(),
            },
            Value::String(text) => match node.ty() {
                Type::Enum(ty) => {
                    let symbols = ty.symbols().iter().map(|symbol| &**symbol);
                    said(text, nearest(text, symbols))
                }
                Type::Fixed(_) if node.logical().is_none() && text.is_ascii() => {
                    format!("a string of {} bytes", text.len())
                }
                _ => said(text, None),
            },
            Value::Enum(symbol) => said(symbol.symbol(), None),
            value => describe(value),
        };
        match (node.logical(), node.ty()) {
            (Some(logical), _) if written(value, node.ty()).is_some() => {
                EncodeError::new(EncodeErrorKind::Mismatch {
                    expected: format!("a {}", logical.name()),
                    found,
                })
            }
            (_, Type::Enum(ty)) => EncodeError::new(EncodeErrorKind::Mismatch {
                expected: format!("a symbol of enum {}", ty.name()),
                found,
            }),
            (_, Type::Bytes) => EncodeError::new(EncodeErrorKind::Mismatch {
                expected: "bytes, or a string of ASCII".to_owned(),
                found,
            }),
            (_, Type::Fixed(ty)) => EncodeError::new(EncodeErrorKind::Mismatch {
                expected: format!("fixed {} of {} bytes", ty.name(), ty.size()),
                found,
            }),
            _ => mismatch_with(schema, id, found),
        }
    }
}

/// The text of a value that is meant for a logical type on `ty`: a string, or the digits of a
/// decimal. A uuid on a string is the string itself.
fn written(value: &Value, ty: &Type) -> Option<String> {
    match (ty, value) {
        (Type::String, _) => None,
        (_, Value::String(text)) => Some(text.clone()),
        (Type::Bytes | Type::Fixed(_), Value::Int(value)) => Some(value.to_string()),
        (Type::Bytes | Type::Fixed(_), Value::Long(value)) => Some(value.to_string()),
        (Type::Bytes | Type::Fixed(_), Value::Float(value)) => Some(value.to_string()),
        (Type::Bytes | Type::Fixed(_), Value::Double(value)) => Some(value.to_string()),
        _ => None,
    }
}

fn base(parsed: Base<Vec<u8>>, ty: &Type) -> Option<Value> {
    Some(match (parsed, ty) {
        (Base::Int(value), Type::Int) => Value::Int(value),
        (Base::Long(value), Type::Long) => Value::Long(value),
        (Base::Bytes(bytes), Type::Bytes) => Value::Bytes(bytes),
        (Base::Bytes(bytes), Type::Fixed(ty)) => {
            Value::Fixed(FixedValue::of(ty, text::widen(&bytes, ty.size())?))
        }
        _ => return None,
    })
}

/// A number that is whole.
fn integer(value: &Value) -> Result<i64, Misfit> {
    let number = match *value {
        Value::Int(value) => return Ok(value.into()),
        Value::Long(value) => return Ok(value),
        Value::Float(value) => f64::from(value),
        Value::Double(value) => value,
        _ => return Err(Misfit::Type),
    };
    exactly(number).ok_or(Misfit::This)
}

/// The integer that a double is.
fn exactly(number: f64) -> Option<i64> {
    // -2^63 is a double; 2^63 is one too, and the first that is no long.
    const END: f64 = 9_223_372_036_854_775_808.0;
    (number.fract() == 0.0 && (-END..END).contains(&number)).then_some(number as i64)
}

/// The double that a long is.
pub(in super::super) fn exact_double(value: i64) -> Option<f64> {
    let number = value as f64;
    (exactly(number) == Some(value)).then_some(number)
}

fn double(value: &Value) -> Result<f64, Misfit> {
    match *value {
        Value::Int(value) => Ok(value.into()),
        Value::Long(value) => exact_double(value).ok_or(Misfit::This),
        Value::Float(value) => Ok(value.into()),
        Value::Double(value) => Ok(value),
        _ => Err(Misfit::Type),
    }
}

fn float(value: &Value) -> Result<f32, Misfit> {
    let number = match *value {
        Value::Float(value) => return Ok(value),
        Value::Double(value) => {
            let rounded = value as f32;
            let overflows = rounded.is_infinite() && value.is_finite();
            return (!overflows).then_some(rounded).ok_or(Misfit::This);
        }
        _ => double(value)?,
    };
    let rounded = number as f32;
    (f64::from(rounded) == number)
        .then_some(rounded)
        .ok_or(Misfit::This)
}

/// The bytes of bytes, a fixed, or a text that is the same bytes whoever reads it: of others
/// some would take the UTF-8, and JSON the code points.
fn bytes(value: &Value) -> Result<Vec<u8>, Misfit> {
    match value {
        Value::Bytes(bytes) => Ok(bytes.clone()),
        Value::Fixed(fixed) => Ok(fixed.bytes().to_vec()),
        Value::String(text) if text.is_ascii() => Ok(text.clone().into_bytes()),
        Value::String(_) => Err(Misfit::This),
        _ => Err(Misfit::Type),
    }
}
