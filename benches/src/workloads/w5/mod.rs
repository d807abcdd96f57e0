//! W5: a saved game, one datum of five hundred players.
//!
//! Deep records, many of them optional, arrays of small records and of strings: what a program writes of its own state.
//!
//! `model` has the types, `values` fills them, `limit` is the code by hand.

mod limit;
mod model;
mod values;

use crate::limit::{Decoder, Encoder, decode};
use crate::ours;
use crate::race::Contender::{
    ApacheAvro, ArrowAvro, Bitcode, Limit, Ours, OursSerde, Postcard, Prost, SerdeAvroFast,
};
use crate::race::Operation::{DecodeBorrowed, DecodeOwned};
use crate::race::{Asked, Race, Unit, Workload};
use crate::rivals::{apache_avro, arrow_avro, bitcode as packed, postcard, prost, serde_avro_fast};
use model::{Save, SaveMessage, SaveRef};

/// The schema of the datum.
const SCHEMA: &str = include_str!("../../../schemas/w5_save.avsc");

/// The workload, its answers compared.
pub fn workload(asked: &Asked) -> Workload {
    Race::new(
        asked,
        "W5",
        "saved game of 500 players",
        Unit::PerDatum,
        vec![values::save(500)],
        Encoder::default(),
        |datum| decode(datum),
    )
    .encode::<Save>(Ours, ours::Encoder::new::<Save>(SCHEMA))
    .decode::<Save>(Ours, DecodeOwned, ours::Decoder::new::<Save>(SCHEMA))
    .decode::<SaveRef>(Ours, DecodeBorrowed, ours::Decoder::new::<SaveRef>(SCHEMA))
    .decode_into::<Save>(Ours, ours::Decoder::new::<Save>(SCHEMA))
    .encode::<Save>(OursSerde, ours::SerdeEncoder::new(SCHEMA))
    .decode::<Save>(OursSerde, DecodeOwned, ours::SerdeDecoder::new(SCHEMA))
    .decode::<SaveRef>(OursSerde, DecodeBorrowed, ours::SerdeDecoder::new(SCHEMA))
    .encode::<Save>(Limit, Encoder::default())
    .decode::<Save>(Limit, DecodeOwned, Decoder)
    .decode::<SaveRef>(Limit, DecodeBorrowed, Decoder)
    .decode_into::<Save>(Limit, Decoder)
    .encode::<Save>(SerdeAvroFast, serde_avro_fast::Encoder::new(SCHEMA))
    .decode::<Save>(
        SerdeAvroFast,
        DecodeOwned,
        serde_avro_fast::Decoder::new(SCHEMA),
    )
    .decode::<SaveRef>(
        SerdeAvroFast,
        DecodeBorrowed,
        serde_avro_fast::Decoder::new(SCHEMA),
    )
    .encode::<Save>(ApacheAvro, apache_avro::Encoder::new(SCHEMA))
    .decode::<Save>(ApacheAvro, DecodeOwned, apache_avro::Decoder::new(SCHEMA))
    .columns(ArrowAvro, || arrow_avro::Columns::new(SCHEMA))
    .neighbour::<SaveMessage>(Prost, prost::Prost::default())
    .borrowing_neighbour::<Save, SaveRef>(Postcard, postcard::Postcard::default())
    .borrowing_neighbour::<Save, SaveRef>(Bitcode, packed::Bitcode::default())
    .finish()
}
