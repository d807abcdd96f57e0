//! `bitcode` 0.6: its own derives, which gather the values of each field before they are packed.
//!
//! Small values pay for that, large ones gain. Its buffer is kept between datums.

use std::cell::RefCell;

use ::bitcode::{Buffer, Encode};

use crate::race;

/// Encodes and decodes through a kept buffer.
#[derive(Default)]
pub struct Bitcode {
    buffer: RefCell<Buffer>,
}

impl Clone for Bitcode {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl<V: Encode> race::Encode<V> for Bitcode {
    fn encode(&mut self, value: &V) -> &[u8] {
        self.buffer.get_mut().encode(value)
    }
}

impl<'de, V: ::bitcode::Decode<'de>> race::Decode<'de, V> for Bitcode {
    fn decode(&self, datum: &'de [u8]) -> V {
        let mut buffer = self.buffer.borrow_mut();
        buffer.decode(datum).expect("bitcode decodes")
    }
}
