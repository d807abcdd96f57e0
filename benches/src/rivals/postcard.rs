//! `postcard` 1.1: serde without a schema, one field after the other. The nearest neighbour that Avro has.
//!
//! It writes fastest to a slice; the slice grows when a value does not fit.

use serde::{Deserialize, Serialize};

use crate::race;

/// Encodes and decodes through serde.
#[derive(Clone)]
pub struct Postcard {
    out: Vec<u8>,
}

impl Default for Postcard {
    fn default() -> Self {
        Self {
            out: vec![0; 64 << 10],
        }
    }
}

impl<V: Serialize> race::Encode<V> for Postcard {
    fn encode(&mut self, value: &V) -> &[u8] {
        loop {
            match ::postcard::to_slice(value, &mut self.out) {
                Ok(datum) => {
                    let len = datum.len();
                    return &self.out[..len];
                }
                Err(::postcard::Error::SerializeBufferFull) => {
                    self.out.resize(2 * self.out.len(), 0);
                }
                Err(fault) => panic!("{fault}"),
            }
        }
    }
}

impl<'de, V: Deserialize<'de>> race::Decode<'de, V> for Postcard {
    fn decode(&self, datum: &'de [u8]) -> V {
        ::postcard::from_bytes(datum).expect("postcard decodes")
    }
}
