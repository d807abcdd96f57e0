//! Every schema of the repository as a generated type: each type's own schema
//! has to be the one it was made from, and it reads what a dynamic value reads.

// Arrays of arrays, sixty-four deep, are among the schemas.
#![recursion_limit = "512"]
#![allow(dead_code, reason = "most types are only asked for their schema")]

use std::collections::HashMap;
use std::error::Error;

use avro_core::encoding::Decoder;
use avro_core::registry;
use avro_core::single_object::{SchemaStore, StoreReader};
use avro_core::{AvroSchema, DatumReader, Decode, DecodeError, Encode, Schema, SchemaError, json};

/// A schema, the record that holds it in its only field, and what the record's type can do.
///
/// "A record is encoded by encoding the values of its fields in the order that they
/// are declared": so the type reads and writes what the schema alone says.
pub struct Generated {
    /// Where the schema stands.
    pub id: &'static str,
    /// Its text.
    pub text: &'static str,
    /// The text of the record.
    pub held: &'static str,
    /// The schema of the type.
    pub schema: fn() -> Result<Schema, SchemaError>,
    /// Reads one value from the start of the bytes, and tells how many stand behind it.
    pub decode: fn(&[u8]) -> Result<usize, DecodeError>,
    /// Reads one value from the start of the bytes, and writes it again.
    pub recode: fn(&[u8]) -> Recoded,
    /// What it reads of others, where cases ask for that.
    pub reading: Option<Reading>,
}

/// A protocol or a file of IDL, and the struct generated for a record that holds all its types.
pub struct Protocol {
    /// Where the protocol stands.
    pub id: &'static str,
    /// The text of the record.
    pub expected: &'static str,
    /// The schema of the struct.
    pub schema: fn() -> Result<Schema, SchemaError>,
}

/// What a type reads that was written with other schemas, each held by a record as its own is.
///
/// Every value is written again, with the type's own schema.
#[derive(Clone, Copy)]
pub struct Reading {
    /// A datum of the given schema, read anew and into a value that exists.
    pub datum: fn(&Schema, &[u8]) -> Recoded,
    /// A message of the single-object encoding.
    pub message: fn(&SchemaStore, &[u8]) -> Recoded,
    /// A message that says which schema of a registry it has.
    pub registered: fn(&HashMap<u32, Schema>, &[u8]) -> Recoded,
    /// Reads one value from its JSON encoding, and writes it as a datum.
    pub from_json: fn(&str) -> Recoded,
    /// Reads one value from the start of the bytes, and writes its JSON encoding.
    pub to_json: fn(&[u8]) -> Recoded<String>,
}

/// What a value that was read is written as: bytes, or a text.
pub type Recoded<T = Vec<u8>> = Result<T, Box<dyn Error>>;

impl Generated {
    const fn of<T: AvroSchema + Encode + for<'de> Decode<'de>>(
        id: &'static str,
        text: &'static str,
        held: &'static str,
    ) -> Generated {
        Generated {
            id,
            text,
            held,
            schema: T::schema,
            decode: decode::<T>,
            recode: recode::<T>,
            reading: None,
        }
    }

    const fn reading<T: AvroSchema + Encode + for<'de> Decode<'de>>(self) -> Generated {
        Generated {
            reading: Some(Reading {
                datum: datum::<T>,
                message: message::<T>,
                registered: registered::<T>,
                from_json: from_json::<T>,
                to_json: to_json::<T>,
            }),
            ..self
        }
    }
}

/// The text of the record that holds a schema.
pub fn held(text: &str) -> String {
    format!(
        r#"{{"type": "record", "name": "Sole", "fields": [{{"name": "held", "type": {text}}}]}}"#
    )
}

fn datum<T: AvroSchema + Encode + for<'de> Decode<'de>>(writer: &Schema, bytes: &[u8]) -> Recoded {
    let reader = DatumReader::<T>::new(writer)?;
    let mut value = reader.read(bytes)?;
    let read = avro_core::to_vec(&value)?;
    reader.read_into(&mut value, bytes)?;
    // Maps are written in any order, so what is compared are the bytes in an order of their own.
    let sorted = |mut bytes: Vec<u8>| {
        bytes.sort_unstable();
        bytes
    };
    if sorted(avro_core::to_vec(&value)?) != sorted(read.clone()) {
        return Err("read into a value that exists it is another".into());
    }
    Ok(read)
}

fn message<T: AvroSchema + Encode + for<'de> Decode<'de>>(
    store: &SchemaStore,
    message: &[u8],
) -> Recoded {
    let value = StoreReader::<T, _>::new(store).read(message)?;
    Ok(avro_core::to_vec(&value)?)
}

fn registered<T: AvroSchema + Encode + for<'de> Decode<'de>>(
    schemas: &HashMap<u32, Schema>,
    message: &[u8],
) -> Recoded {
    let value = registry::Reader::<T, _>::new(schemas.clone()).read(message)?;
    Ok(avro_core::to_vec(&value)?)
}

fn decode<T: for<'de> Decode<'de>>(bytes: &[u8]) -> Result<usize, DecodeError> {
    let mut decoder = Decoder::new(bytes);
    T::decode(&mut decoder)?;
    Ok(decoder.remaining().len())
}

fn recode<T: Encode + for<'de> Decode<'de>>(bytes: &[u8]) -> Recoded {
    let value = T::decode(&mut Decoder::new(bytes))?;
    Ok(avro_core::to_vec(&value)?)
}

fn from_json<T: AvroSchema + Encode + for<'de> Decode<'de>>(text: &str) -> Recoded {
    let value: T = json::from_str(text)?;
    Ok(avro_core::to_vec(&value)?)
}

fn to_json<T: AvroSchema + Encode + for<'de> Decode<'de>>(bytes: &[u8]) -> Recoded<String> {
    let value = T::decode(&mut Decoder::new(bytes))?;
    Ok(json::to_string(&value)?)
}

include!(concat!(env!("OUT_DIR"), "/generated.rs"));

include!(concat!(env!("OUT_DIR"), "/protocols.rs"));
