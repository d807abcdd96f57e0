//! Every schema of the repository as a generated type: each type's own schema
//! has to be the one it was made from, and it reads what a dynamic value reads.

// Arrays of arrays, sixty-four deep, are among the schemas.
#![recursion_limit = "512"]
#![allow(dead_code, reason = "most types are only asked for their schema")]

use std::error::Error;

use avro_core::encoding::Decoder;
use avro_core::{AvroSchema, Decode, DecodeError, Encode, Schema, SchemaError};

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
}

/// The bytes of a value that was read and written again.
pub type Recoded = Result<Vec<u8>, Box<dyn Error>>;

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
        }
    }
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

include!(concat!(env!("OUT_DIR"), "/generated.rs"));
