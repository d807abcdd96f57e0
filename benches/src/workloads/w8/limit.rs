//! Files by hand.

use super::{Event, EventRef, Reads, Sink, Writes, records};
use crate::limit::container::{self, Blocks};
use crate::limit::{Input, Retake, Take};

/// Writes by hand, with codec and buffers kept from file to file.
pub struct Writer(container::Writer);

impl Writer {
    pub fn new(schema: &str, codec: &str) -> Self {
        Self(container::Writer::new(schema, codec))
    }
}

impl Writes for Writer {
    fn write(&mut self, values: &[Event], count: usize, file: &mut Vec<u8>) {
        self.0.write(records(values, count), file);
    }
}

/// Hands every record of `file` to `each`.
#[inline(always)]
fn rows(file: &[u8], mut each: impl FnMut(&mut Input<'_>)) {
    let mut blocks = Blocks::new(file);
    while let Some((count, block)) = blocks.next() {
        let mut input = Input::new(block);
        for _ in 0..count {
            each(&mut input);
        }
        input.finish().expect("nothing is left in a block");
    }
}

pub struct Owned;

impl Reads for Owned {
    fn read<S: Sink>(&mut self, file: &[u8], sink: &mut S) {
        rows(file, |input| {
            sink.event(&Event::take(input).expect("the limit decodes"));
        });
    }
}

pub struct Borrowed;

impl Reads for Borrowed {
    fn read<S: Sink>(&mut self, file: &[u8], sink: &mut S) {
        rows(file, |input| {
            sink.borrowed(&EventRef::take(input).expect("the limit decodes"));
        });
    }
}

#[derive(Default)]
pub struct Into(Event);

impl Reads for Into {
    fn read<S: Sink>(&mut self, file: &[u8], sink: &mut S) {
        rows(file, |input| {
            self.0.retake(input).expect("the limit decodes");
            sink.event(&self.0);
        });
    }
}
