//! Values without types, and serde.

use ::serde::de::DeserializeOwned;
use ::serde::ser::{Error, Serialize, SerializeMap, Serializer};
use avro_model::Schema;

use crate::datum::Prepared;
use crate::encoding::{DecodeError, Decoder, EncodeError, Encoder};
use crate::value::{Program, Value, encode, written};

/// As plain as can be: a record is a map, a union is what is in it, a symbol is a string.
///
/// So a [`Value`] can be printed by whatever format serde has. It comes back with a schema only, which knows the branches
/// and names that this leaves out: `Value` does not implement `Deserialize`, and
/// [`Value::from_serde`] makes one along a schema.
impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Null => serializer.serialize_unit(),
            Value::Boolean(value) => serializer.serialize_bool(*value),
            Value::Int(value) => serializer.serialize_i32(*value),
            Value::Long(value) => serializer.serialize_i64(*value),
            Value::Float(value) => serializer.serialize_f32(*value),
            Value::Double(value) => serializer.serialize_f64(*value),
            Value::Bytes(bytes) => serializer.serialize_bytes(bytes),
            Value::String(text) => serializer.serialize_str(text),
            Value::Fixed(fixed) => serializer.serialize_bytes(fixed.bytes()),
            Value::Enum(symbol) => serializer.serialize_str(symbol.symbol()),
            Value::Array(items) => serializer.collect_seq(items),
            Value::Map(pairs) => {
                let mut map = serializer.serialize_map(Some(pairs.len()))?;
                for (key, value) in pairs {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
            Value::Union(union) => union.value().serialize(serializer),
            Value::Record(record) => serializer.collect_map(record.fields()),
        }
    }
}

impl Value {
    /// The value that a type of serde's is, written with this schema.
    ///
    /// # Errors
    ///
    /// When it has no place in the schema, or nests too deep.
    ///
    /// # Example
    ///
    /// ```
    /// use avro_core::{Schema, Value};
    ///
    /// let schema = Schema::parse(r#"{"type": "array", "items": ["null", "int"]}"#)?;
    /// let value = Value::from_serde(&schema, &[Some(1), None])?;
    /// assert_eq!(value.to_string(), "[1, null]");
    /// assert_eq!(value.to_serde::<Vec<Option<u8>>>(&schema)?, [Some(1), None]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn from_serde<T: Serialize + ?Sized>(
        schema: &Schema,
        value: &T,
    ) -> Result<Value, EncodeError> {
        let bytes = super::to_vec(schema, value)?;
        let mut decoder = Decoder::with_limits(&bytes, &written());
        match Program::new(schema).read(&mut decoder) {
            Ok(value) => Ok(value),
            // It nests deeper than values go, or is larger.
            Err(error) => Err(EncodeError::custom(error)),
        }
    }

    /// The value as a type of serde's; the schema is the one it is of.
    ///
    /// # Errors
    ///
    /// When it is not of the schema, or the type does not take it.
    pub fn to_serde<T: DeserializeOwned>(&self, schema: &Schema) -> Result<T, DecodeError> {
        let mut encoder = Encoder::new();
        if let Err(error) = encode(schema, self, &mut encoder) {
            return Err(Decoder::new(&[]).refuse(error));
        }
        let mut decoder = Decoder::with_limits(encoder.as_slice(), &written());
        super::read::<super::Lent, T>(Prepared::of(schema).serde(), &mut decoder)
    }
}
