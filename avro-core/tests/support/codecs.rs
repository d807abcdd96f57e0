//! The codecs that container files are tested with.

use avro_core::container::{Codec, Compressor};

/// Every codec that is compiled in.
pub(crate) fn codecs() -> Vec<Codec> {
    let mut codecs = vec![
        Codec::Null,
        Codec::deflate(),
        Codec::bzip2(),
        Codec::Snappy,
        Codec::xz(),
        Codec::zstandard(),
    ];
    codecs.retain(|codec| Compressor::new(codec).is_ok());
    codecs
}
