//! A type that serde can read anything into, and knows nothing of Avro.

use std::collections::BTreeMap;
use std::fmt;

use avro_core::Value;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};

/// What serde sees of a datum that it knows nothing of. Floats are their bits, so that NaN is NaN.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "the specification's own words")]
pub enum Plain {
    Null,
    Boolean(bool),
    Integer(i64),
    /// Its bits.
    Float(u32),
    /// Its bits.
    Double(u64),
    Bytes(Vec<u8>),
    Text(String),
    Items(Vec<Plain>),
    /// Of a map or a record.
    Members(BTreeMap<String, Plain>),
}

impl<'de> Deserialize<'de> for Plain {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Look)
    }
}

struct Look;

impl<'de> Visitor<'de> for Look {
    type Value = Plain;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_unit<E: Error>(self) -> Result<Plain, E> {
        Ok(Plain::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Plain, E> {
        Ok(Plain::Boolean(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Plain, E> {
        Ok(Plain::Integer(value))
    }

    fn visit_f32<E: Error>(self, value: f32) -> Result<Plain, E> {
        Ok(Plain::Float(value.to_bits()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Plain, E> {
        Ok(Plain::Double(value.to_bits()))
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Plain, E> {
        Ok(Plain::Bytes(bytes.to_vec()))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Plain, E> {
        Ok(Plain::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Plain, A::Error> {
        let mut items = Vec::with_capacity(seq.size_hint().unwrap_or(0));
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Plain::Items(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Plain, A::Error> {
        let mut members = BTreeMap::new();
        while let Some((key, value)) = map.next_entry()? {
            members.insert(key, value);
        }
        Ok(Plain::Members(members))
    }
}

impl Serialize for Plain {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Plain::Null => serializer.serialize_unit(),
            Plain::Boolean(value) => serializer.serialize_bool(*value),
            Plain::Integer(value) => serializer.serialize_i64(*value),
            Plain::Float(bits) => serializer.serialize_f32(f32::from_bits(*bits)),
            Plain::Double(bits) => serializer.serialize_f64(f64::from_bits(*bits)),
            Plain::Bytes(bytes) => serializer.serialize_bytes(bytes),
            Plain::Text(text) => serializer.serialize_str(text),
            Plain::Items(items) => serializer.collect_seq(items),
            Plain::Members(members) => serializer.collect_map(members),
        }
    }
}

/// What a value comes to.
impl From<&Value> for Plain {
    fn from(value: &Value) -> Plain {
        match value {
            Value::Null => Plain::Null,
            Value::Boolean(value) => Plain::Boolean(*value),
            Value::Int(value) => Plain::Integer((*value).into()),
            Value::Long(value) => Plain::Integer(*value),
            Value::Float(value) => Plain::Float(value.to_bits()),
            Value::Double(value) => Plain::Double(value.to_bits()),
            Value::Bytes(bytes) => Plain::Bytes(bytes.clone()),
            Value::String(text) => Plain::Text(text.clone()),
            Value::Fixed(fixed) => Plain::Bytes(fixed.bytes().to_vec()),
            Value::Enum(symbol) => Plain::Text(symbol.symbol().to_owned()),
            Value::Array(items) => Plain::Items(items.iter().map(Plain::from).collect()),
            Value::Map(pairs) => {
                let pairs = pairs.iter().map(|(key, value)| (key.clone(), value.into()));
                Plain::Members(pairs.collect())
            }
            Value::Union(union) => union.value().into(),
            Value::Record(record) => {
                let fields = record.fields();
                let fields = fields.map(|(name, value)| (name.to_owned(), value.into()));
                Plain::Members(fields.collect())
            }
        }
    }
}
