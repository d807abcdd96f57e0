//! `prost` 0.14: the same values in Protocol Buffers' format.
//!
//! Not a rival for Avro's bytes, but what many would use instead. Its messages are derived by hand,
//! beside each workload's model. `clear` keeps what strings and lists own, so `clear` and `merge`
//! decode into an existing value.

use ::prost::Message;

use crate::race;

/// Encodes and decodes messages.
#[derive(Clone, Default)]
pub struct Prost {
    out: Vec<u8>,
}

impl<V: Message> race::Encode<V> for Prost {
    fn encode(&mut self, value: &V) -> &[u8] {
        self.out.clear();
        value.encode(&mut self.out).expect("a vector has room");
        &self.out
    }
}

impl<V: Message + Default> race::Decode<'_, V> for Prost {
    fn decode(&self, datum: &[u8]) -> V {
        V::decode(datum).expect("prost decodes")
    }
}

impl<V: Message> race::DecodeInto<'_, V> for Prost {
    fn decode_into(&self, datum: &[u8], value: &mut V) {
        value.clear();
        value.merge(datum).expect("prost decodes");
    }
}
