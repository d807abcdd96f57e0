//! W6: what a game server tells its players, one datum of a thousand updates.
//!
//! Sixty contacts in an update, each of many small ints, things that may not be known, and two short arrays: hardly a
//! byte can be predicted. An event is a union of four records.
//!
//! `model` has the types, `values` fills them, `limit` is the code by hand, and `message` says the same to prost.

mod limit;
mod message;
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
use message::UpdatesMessage;
use model::{Updates, UpdatesRef};

/// The schema of the datum.
const SCHEMA: &str = include_str!("../../../schemas/w6_updates.avsc");

/// The workload, its answers compared.
pub fn workload(asked: &Asked) -> Workload {
    // `serde_avro_fast` finds the variant of a branch by its full name, which no serde type has.
    let no_namespace = &SCHEMA.replace(r#""namespace": "bench.w6","#, "");
    assert_ne!(SCHEMA, no_namespace);
    Race::new(
        asked,
        "W6",
        "1,000 updates of a game",
        Unit::PerDatum,
        vec![values::updates(1000)],
        Encoder::default(),
        |datum| decode(datum),
    )
    .encode::<Updates>(Ours, ours::Encoder::new::<Updates>(SCHEMA))
    .decode::<Updates>(Ours, DecodeOwned, ours::Decoder::new::<Updates>(SCHEMA))
    .decode::<UpdatesRef>(
        Ours,
        DecodeBorrowed,
        ours::Decoder::new::<UpdatesRef>(SCHEMA),
    )
    .decode_into::<Updates>(Ours, ours::Decoder::new::<Updates>(SCHEMA))
    .encode::<Updates>(OursSerde, ours::SerdeEncoder::new(SCHEMA))
    .decode::<Updates>(OursSerde, DecodeOwned, ours::SerdeDecoder::new(SCHEMA))
    .decode::<UpdatesRef>(OursSerde, DecodeBorrowed, ours::SerdeDecoder::new(SCHEMA))
    .encode::<Updates>(Limit, Encoder::default())
    .decode::<Updates>(Limit, DecodeOwned, Decoder)
    .decode::<UpdatesRef>(Limit, DecodeBorrowed, Decoder)
    .decode_into::<Updates>(Limit, Decoder)
    .encode::<Updates>(SerdeAvroFast, serde_avro_fast::Encoder::new(no_namespace))
    .decode::<Updates>(
        SerdeAvroFast,
        DecodeOwned,
        serde_avro_fast::Decoder::new(no_namespace),
    )
    .decode::<UpdatesRef>(
        SerdeAvroFast,
        DecodeBorrowed,
        serde_avro_fast::Decoder::new(no_namespace),
    )
    .encode::<Updates>(ApacheAvro, apache_avro::Encoder::new(SCHEMA))
    .decode::<Updates>(ApacheAvro, DecodeOwned, apache_avro::Decoder::new(SCHEMA))
    .columns(ArrowAvro, || arrow_avro::Columns::new(SCHEMA))
    .neighbour::<UpdatesMessage>(Prost, prost::Prost::default())
    .borrowing_neighbour::<Updates, UpdatesRef>(Postcard, postcard::Postcard::default())
    .borrowing_neighbour::<Updates, UpdatesRef>(Bitcode, packed::Bitcode::default())
    .finish()
}
