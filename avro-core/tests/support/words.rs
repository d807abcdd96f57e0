//! Files of numbered strings.

use std::ops::Range;

use avro_core::container::{Codec, ContainerError, Reader, Writer};

pub(crate) fn word(number: usize) -> String {
    format!("word {number}")
}

pub(crate) fn words(range: Range<usize>) -> Vec<String> {
    range.map(word).collect()
}

/// A file of blocks of ten strings.
pub(crate) fn file(range: Range<usize>, codec: &Codec) -> Vec<u8> {
    let mut writer = Writer::<str>::builder(Vec::new())
        .codec(codec.clone())
        .block_count(10)
        .sync_marker([7; 16])
        .build()
        .unwrap();
    for number in range {
        writer.append(&word(number)).unwrap();
    }
    writer.finish().unwrap()
}

/// The strings of a file.
pub(crate) fn read(file: &[u8]) -> Result<Vec<String>, ContainerError> {
    Reader::<String>::new(file)?.collect()
}
