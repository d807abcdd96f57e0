//! W7: an order that an older program wrote, a thousand datums.
//!
//! The writer has thirty fields. The reader knows ten of them, in another order, one of them by an alias,
//! and two in a wider type; two fields of its own have defaults. So twenty fields are passed over: eight
//! strings, six arrays of records, six maps.
//!
//! `model` has both versions, `values` fills the older one, `limit` is the code by hand, and `message` says the same to
//! prost.

mod limit;
mod message;
mod model;
mod values;

use crate::limit::{Decoder, decode};
use crate::ours;
use crate::race::Contender::{ApacheAvro, Limit, Ours, Prost, SerdeAvroFast};
use crate::race::Operation::{DecodeBorrowed, DecodeOwned};
use crate::race::{Asked, Race, Unit, Workload};
use crate::rivals::{apache_avro, prost, serde_avro_fast};
use message::{OrderMessage, WrittenMessage};
use model::{Order, OrderRef};

/// The schema of the datums.
const WRITER: &str = include_str!("../../../schemas/w7_writer.avsc");
/// The schema that the values are to have.
const READER: &str = include_str!("../../../schemas/w7_reader.avsc");

/// The workload, its answers compared.
pub fn workload(asked: &Asked) -> Workload {
    let written = values::orders(1000);
    let messages: Vec<WrittenMessage> = written.iter().map(WrittenMessage::from).collect();
    // `apache-avro` does not resolve aliases of fields. It keeps the old name, which serde is told of too.
    let no_alias = &READER.replace(r#""recipient""#, r#""buyer""#);
    assert_ne!(READER, no_alias);
    Race::of_readers(
        asked,
        "W7",
        "order of an older version, 1,000 datums",
        Unit::PerRecord,
        &written,
        serde_avro_fast::Encoder::new(WRITER),
        written.iter().map(Order::from).collect(),
        |datum| decode(datum),
    )
    .decode::<Order>(Ours, DecodeOwned, ours::Resolver::new(WRITER, READER))
    .decode::<OrderRef>(Ours, DecodeBorrowed, ours::Resolver::new(WRITER, READER))
    .decode_into::<Order>(Ours, ours::Resolver::new(WRITER, READER))
    .decode::<Order>(Limit, DecodeOwned, Decoder)
    .decode::<OrderRef>(Limit, DecodeBorrowed, Decoder)
    .decode_into::<Order>(Limit, Decoder)
    .decode::<Order>(
        SerdeAvroFast,
        DecodeOwned,
        serde_avro_fast::Decoder::new(WRITER),
    )
    .decode::<OrderRef>(
        SerdeAvroFast,
        DecodeBorrowed,
        serde_avro_fast::Decoder::new(WRITER),
    )
    .decode::<Order>(
        ApacheAvro,
        DecodeOwned,
        apache_avro::Resolver::new(WRITER, no_alias),
    )
    .reading_neighbour::<WrittenMessage, OrderMessage>(Prost, prost::Prost::default(), &messages)
    .finish()
}
