//! W2: a clickstream event, a thousand datums.
//!
//! What most Avro in the world looks like: some twenty-five fields, nested records, strings and longs
//! that may be null, an enum, a map, an array of records, and the usual logical types.
//!
//! `model` has the types, `values` fills them, `limit` is the code by hand, and `message` says the
//! same to prost.

mod limit;
mod message;
pub(super) mod model;
pub(super) mod values;

use crate::limit::{Decoder, Encoder, decode};
use crate::ours;
use crate::race::Contender::{
    ApacheAvro, ArrowAvro, Bitcode, Limit, Ours, OursSerde, Postcard, Prost, SerdeAvroFast,
};
use crate::race::Operation::{DecodeBorrowed, DecodeOwned};
use crate::race::{Asked, Race, Unit, Workload};
use crate::rivals::{apache_avro, arrow_avro, bitcode as packed, postcard, prost, serde_avro_fast};
use message::EventMessage;
use model::{Event, EventRef};

/// The schema of the datums.
pub(super) const SCHEMA: &str = include_str!("../../../schemas/w2_event.avsc");

/// The workload, its answers compared.
pub fn workload(asked: &Asked) -> Workload {
    let about = "clickstream event, 1,000 datums";
    let no_decimal = &no_decimal();
    Race::new(
        asked,
        "W2",
        about,
        Unit::PerRecord,
        values::events(1000),
        Encoder::default(),
        |datum| decode(datum),
    )
    .encode::<Event>(Ours, ours::Encoder::new::<Event>(SCHEMA))
    .decode::<Event>(Ours, DecodeOwned, ours::Decoder::new::<Event>(SCHEMA))
    .decode::<EventRef>(Ours, DecodeBorrowed, ours::Decoder::new::<EventRef>(SCHEMA))
    .decode_into::<Event>(Ours, ours::Decoder::new::<Event>(SCHEMA))
    .encode::<Event>(OursSerde, ours::SerdeEncoder::new(SCHEMA))
    .decode::<Event>(OursSerde, DecodeOwned, ours::SerdeDecoder::new(SCHEMA))
    .decode::<EventRef>(OursSerde, DecodeBorrowed, ours::SerdeDecoder::new(SCHEMA))
    .encode::<Event>(Limit, Encoder::default())
    .decode::<Event>(Limit, DecodeOwned, Decoder)
    .decode::<EventRef>(Limit, DecodeBorrowed, Decoder)
    .decode_into::<Event>(Limit, Decoder)
    .encode::<Event>(SerdeAvroFast, serde_avro_fast::Encoder::new(no_decimal))
    .decode::<Event>(
        SerdeAvroFast,
        DecodeOwned,
        serde_avro_fast::Decoder::new(no_decimal),
    )
    .decode::<EventRef>(
        SerdeAvroFast,
        DecodeBorrowed,
        serde_avro_fast::Decoder::new(no_decimal),
    )
    .encode::<Event>(ApacheAvro, apache_avro::Encoder::new(SCHEMA))
    .decode::<Event>(ApacheAvro, DecodeOwned, apache_avro::Decoder::new(SCHEMA))
    .columns(ArrowAvro, || arrow_avro::Columns::new(SCHEMA))
    .neighbour::<EventMessage>(Prost, prost::Prost::default())
    .borrowing_neighbour::<Event, EventRef>(Postcard, postcard::Postcard::default())
    .borrowing_neighbour::<Event, EventRef>(Bitcode, packed::Bitcode::default())
    .finish()
}

/// The schema with the decimal as plain bytes.
///
/// A decimal of `serde_avro_fast` goes through the text of a `rust_decimal`. As plain bytes, which are the
/// same on the wire, it is several times faster.
pub(super) fn no_decimal() -> String {
    let schema = SCHEMA.replace(r#""logicalType": "decimal", "#, "");
    assert_ne!(SCHEMA, schema);
    schema
}
