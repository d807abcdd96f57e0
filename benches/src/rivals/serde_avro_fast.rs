//! `serde_avro_fast` 2.1, from and to slices.
//!
//! Its documentation asks to keep the `SerializerConfig` and the output buffer between datums; so it
//! is done here. The same decoder makes owned values and borrowed ones.

use ::serde_avro_fast::ser::SerializerConfig;
use ::serde_avro_fast::{Schema, from_datum_slice, to_datum};
use serde::{Deserialize, Serialize};

use crate::race;

fn parse(schema: &str) -> &'static Schema {
    Box::leak(Box::new(
        schema.parse().expect("serde_avro_fast parses the schema"),
    ))
}

/// Encodes through `to_datum`.
pub struct Encoder {
    config: SerializerConfig<'static>,
    out: Vec<u8>,
}

impl Encoder {
    /// For datums of `schema`.
    pub fn new(schema: &str) -> Self {
        Self {
            config: SerializerConfig::new(parse(schema)),
            out: Vec::new(),
        }
    }
}

impl<V: Serialize> race::Encode<V> for Encoder {
    fn encode(&mut self, value: &V) -> &[u8] {
        self.out.clear();
        to_datum(value, &mut self.out, &mut self.config).expect("serde_avro_fast encodes");
        &self.out
    }
}

/// Decodes through `from_datum_slice`.
#[derive(Clone, Copy)]
pub struct Decoder {
    schema: &'static Schema,
}

impl Decoder {
    /// For datums of `schema`.
    pub fn new(schema: &str) -> Self {
        Self {
            schema: parse(schema),
        }
    }
}

impl<'de, V: Deserialize<'de>> race::Decode<'de, V> for Decoder {
    fn decode(&self, datum: &'de [u8]) -> V {
        from_datum_slice(datum, self.schema).expect("serde_avro_fast decodes")
    }
}
