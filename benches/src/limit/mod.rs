//! The limit: what a patient expert would write by hand, as fast as we can make it.
//!
//! Each workload has straight-line code of its own over the few primitives here, the code an ideal
//! generator would emit. It gives up nothing that safety asks for: UTF-8, booleans, indexes of
//! branches and symbols, the range of ints, and every length are checked. It has no budget, no depth
//! and no path in its errors; those are what ours has to give for next to nothing.
//!
//! This is the one place of the bench with `unsafe` in it: [`input`] and [`output`] move a pointer
//! through memory, and what is built on them fills vectors in place. [`varint`] is safe.

mod arrays;
pub mod codec;
pub mod container;
pub mod input;
mod lists;
pub mod output;
mod text;
mod triangles;
pub mod varint;

pub use input::{Fault, Input, Result};
pub use output::Output;

use crate::race;

/// A value that can be written.
pub trait Put {
    /// Appends the value.
    fn put(&self, out: &mut Output);
}

/// A value that can be read.
pub trait Take<'de>: Sized {
    /// Reads the next value.
    fn take(input: &mut Input<'de>) -> Result<Self>;
}

/// A value that can be read over, keeping the memory it owns.
pub trait Retake<'de> {
    /// Reads the next value into this one. After a fault it holds something valid, but what is
    /// not said.
    fn retake(&mut self, input: &mut Input<'de>) -> Result<()>;
}

/// Encodes by hand-written code.
#[derive(Default)]
pub struct Encoder {
    out: Output,
}

impl<V: Put> race::Encode<V> for Encoder {
    #[inline]
    fn encode(&mut self, value: &V) -> &[u8] {
        self.out.clear();
        value.put(&mut self.out);
        self.out.bytes()
    }
}

/// Decodes by hand-written code.
pub struct Decoder;

impl<'de, V: Take<'de>> race::Decode<'de, V> for Decoder {
    #[inline]
    fn decode(&self, datum: &'de [u8]) -> V {
        decode(datum)
    }
}

impl<'de, V: Retake<'de>> race::DecodeInto<'de, V> for Decoder {
    #[inline]
    fn decode_into(&self, datum: &'de [u8], value: &mut V) {
        let mut input = Input::new(datum);
        value
            .retake(&mut input)
            .and_then(|()| input.finish())
            .expect("the limit decodes");
    }
}

/// The value of one datum.
#[inline]
pub fn decode<'de, V: Take<'de>>(datum: &'de [u8]) -> V {
    let mut input = Input::new(datum);
    let value = V::take(&mut input).expect("the limit decodes");
    input.finish().expect("the limit decodes to the end");
    value
}
