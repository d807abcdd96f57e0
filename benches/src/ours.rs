//! Ours: `avro-core`, with `#[derive(AvroSchema)]` on the workloads' own types.
//!
//! An encoder is kept between datums, as a writer of files keeps one. Everything that a program gets is
//! switched on: limits at their defaults, depth, and errors that say where. What the types derive must
//! be the schema that the rivals are given.
//!
//! The same by way of serde, which is given the schema and knows nothing of the derive.

use avro_core::datum::{FromDatum, Prepared, Readable, Writable};
use avro_core::model::plan::Losses;
use avro_core::{
    AvroSchema, DatumReader, Decode, Encode, Schema, Serde, encoding, from_slice, from_slice_into,
};
use serde::{Deserialize, Serialize};

use crate::race;

/// Holds the schema that `V` derives against `schema`.
fn check<V: AvroSchema>(schema: &str) {
    let derived = V::schema().expect("the derived schema is legal");
    let given = Schema::parse(schema).expect("avro-core parses the schema");
    assert_eq!(derived, given, "the derived schema is the one given");
}

/// Encodes through `Encode`, into a kept encoder.
pub struct Encoder {
    out: encoding::Encoder,
}

impl Encoder {
    /// For values of type `V`, whose schema is `schema`.
    pub fn new<V: AvroSchema>(schema: &str) -> Self {
        check::<V>(schema);
        Self {
            out: encoding::Encoder::new(),
        }
    }
}

impl<V: Encode> race::Encode<V> for Encoder {
    fn encode(&mut self, value: &V) -> &[u8] {
        self.out.clear();
        value.encode(&mut self.out).expect("ours encodes");
        self.out.as_slice()
    }
}

/// Decodes through `from_slice` and `from_slice_into`.
pub struct Decoder;

impl Decoder {
    /// For values of type `V`, whose schema is `schema`.
    pub fn new<V: AvroSchema>(schema: &str) -> Self {
        check::<V>(schema);
        Self
    }
}

impl<'de, V: Decode<'de>> race::Decode<'de, V> for Decoder {
    fn decode(&self, datum: &'de [u8]) -> V {
        from_slice(datum).expect("ours decodes")
    }
}

impl<'de, V: Decode<'de>> race::DecodeInto<'de, V> for Decoder {
    fn decode_into(&self, datum: &'de [u8], value: &mut V) {
        from_slice_into(value, datum).expect("ours decodes");
    }
}

/// Decodes what was written with another schema, through `DatumReader`.
pub struct Resolver<V: 'static> {
    reader: &'static DatumReader<V>,
}

impl<V: AvroSchema> Resolver<V> {
    /// For values of type `V`, whose schema is `reader`, from datums of the schema `writer`.
    pub fn new(writer: &str, reader: &str) -> Self {
        check::<V>(reader);
        let writer = Schema::parse(writer).expect("avro-core parses the writer's schema");
        let reader = DatumReader::new(&writer).expect("the schemas resolve");
        Self {
            reader: Box::leak(Box::new(reader)),
        }
    }
}

impl<'de, V: Decode<'de>> race::Decode<'de, V> for Resolver<V> {
    fn decode(&self, datum: &'de [u8]) -> V {
        self.reader.read(datum).expect("ours decodes")
    }
}

impl<'de, V: Decode<'de>> race::DecodeInto<'de, V> for Resolver<V> {
    fn decode_into(&self, datum: &'de [u8], value: &mut V) {
        self.reader.read_into(value, datum).expect("ours decodes");
    }
}

/// Encodes through serde, into a kept encoder.
pub struct SerdeEncoder {
    prepared: Prepared,
    out: encoding::Encoder,
}

impl SerdeEncoder {
    /// For datums of `schema`.
    pub fn new(schema: &str) -> Self {
        let schema = Schema::parse(schema).expect("avro-core parses the schema");
        Self {
            prepared: Serde::<()>::prepare_to_write(&schema, Losses::default())
                .expect("serde writes any schema"),
            out: encoding::Encoder::new(),
        }
    }
}

impl<V: Serialize> race::Encode<V> for SerdeEncoder {
    fn encode(&mut self, value: &V) -> &[u8] {
        self.out.clear();
        Serde(value)
            .to_datum(&self.prepared, &mut self.out)
            .expect("ours encodes");
        self.out.as_slice()
    }
}

/// Decodes through serde, with what was prepared kept.
pub struct SerdeDecoder {
    prepared: &'static Prepared,
}

impl SerdeDecoder {
    /// For datums of `schema`.
    pub fn new(schema: &str) -> Self {
        let schema = Schema::parse(schema).expect("avro-core parses the schema");
        let prepared = Serde::<()>::prepare(&schema).expect("serde reads any schema");
        Self {
            prepared: Box::leak(Box::new(prepared)),
        }
    }
}

impl<'de, V: Deserialize<'de>> race::Decode<'de, V> for SerdeDecoder {
    fn decode(&self, datum: &'de [u8]) -> V {
        let mut decoder = encoding::Decoder::new(datum);
        let Serde(value) = Serde::from_datum(self.prepared, &mut decoder).expect("ours decodes");
        decoder.finish().expect("nothing is left");
        value
    }
}
