//! W9: a million numbers in one datum.
//!
//! Four arrays: longs of random widths up to 48 bits, where no length can be predicted; times in
//! milliseconds, six bytes each; small counts, one byte each but for one in eight; and doubles. Here
//! a library shows its innermost loop and nothing else. A vector of numbers borrows nothing, so the
//! borrowed row asks for the same type as the owned one.

use avro_core::{AvroSchema, Decode, Encode};
use serde::{Serialize, de::DeserializeOwned};

use crate::limit::{self, Put, Retake, Take};
use crate::ours;
use crate::race::Contender::{
    ApacheAvro, ArrowAvro, Bitcode, Limit, Ours, OursSerde, Postcard, Prost, SerdeAvroFast,
};
use crate::race::Operation::{DecodeBorrowed, DecodeOwned};
use crate::race::{Asked, Plain, Race, Twin, Unit, Workload};
use crate::random::Random;
use crate::rivals::{apache_avro, arrow_avro, bitcode as packed, postcard, prost, serde_avro_fast};

const LONGS: &str = include_str!("../../schemas/w9_longs.avsc");
const DOUBLES: &str = include_str!("../../schemas/w9_doubles.avsc");
const COUNT: usize = 1_000_000;

/// Longs of 0 to 48 bits.
pub fn long(asked: &Asked) -> Workload {
    let about = "1,000,000 longs, random widths";
    workload::<_, LongsMessage>(asked, "W9long", about, LONGS, |random| {
        let bits = random.below(49);
        let magnitude = (random.bits() & ((1 << bits) - 1)) as i64;
        if random.in_ten(5) {
            magnitude
        } else {
            -magnitude
        }
    })
}

/// Milliseconds of the years 2010 to 2030.
pub fn time(asked: &Asked) -> Workload {
    let about = "1,000,000 longs of six bytes";
    workload::<_, LongsMessage>(asked, "W9time", about, LONGS, |random| {
        random.between(1_262_304_000_000, 1_893_456_000_000)
    })
}

/// Counts.
pub fn small(asked: &Asked) -> Workload {
    let about = "1,000,000 longs of one byte, one in eight of two";
    workload::<_, LongsMessage>(asked, "W9small", about, LONGS, |random| {
        if random.below(8) == 0 {
            random.between(64, 8191)
        } else {
            random.between(0, 63)
        }
    })
}

/// Measurements.
pub fn double(asked: &Asked) -> Workload {
    let about = "1,000,000 doubles";
    workload::<_, DoublesMessage>(asked, "W9double", about, DOUBLES, |random| {
        random.unit() * 1000.0
    })
}

fn workload<N, M>(
    asked: &Asked,
    name: &'static str,
    about: &'static str,
    schema: &str,
    number: impl Fn(&mut Random) -> N,
) -> Workload
where
    N: Clone + std::fmt::Debug + PartialEq + Serialize + DeserializeOwned + 'static,
    Vec<N>: ::bitcode::Encode + for<'de> ::bitcode::Decode<'de>,
    Vec<N>: AvroSchema
        + Encode
        + for<'de> Decode<'de>
        + Put
        + for<'de> Take<'de>
        + for<'de> Retake<'de>,
    M: Twin<Vec<N>> + ::prost::Message + Default + 'static,
{
    let mut random = Random::new(9);
    let numbers: Vec<N> = (0..COUNT).map(|_| number(&mut random)).collect();
    Race::new(
        asked,
        name,
        about,
        Unit::PerDatum,
        vec![numbers],
        limit::Encoder::default(),
        |datum| limit::decode(datum),
    )
    .encode::<Vec<N>>(Ours, ours::Encoder::new::<Vec<N>>(schema))
    .decode::<Vec<N>>(Ours, DecodeOwned, ours::Decoder::new::<Vec<N>>(schema))
    .decode::<Vec<N>>(Ours, DecodeBorrowed, ours::Decoder::new::<Vec<N>>(schema))
    .decode_into::<Vec<N>>(Ours, ours::Decoder::new::<Vec<N>>(schema))
    .encode::<Vec<N>>(OursSerde, ours::SerdeEncoder::new(schema))
    .decode::<Vec<N>>(OursSerde, DecodeOwned, ours::SerdeDecoder::new(schema))
    .encode::<Vec<N>>(Limit, limit::Encoder::default())
    .decode::<Vec<N>>(Limit, DecodeOwned, limit::Decoder)
    .decode::<Vec<N>>(Limit, DecodeBorrowed, limit::Decoder)
    .decode_into::<Vec<N>>(Limit, limit::Decoder)
    .encode::<Vec<N>>(SerdeAvroFast, serde_avro_fast::Encoder::new(schema))
    .decode::<Vec<N>>(
        SerdeAvroFast,
        DecodeOwned,
        serde_avro_fast::Decoder::new(schema),
    )
    .decode::<Vec<N>>(
        SerdeAvroFast,
        DecodeBorrowed,
        serde_avro_fast::Decoder::new(schema),
    )
    .encode::<Vec<N>>(ApacheAvro, apache_avro::Encoder::new(schema))
    .decode::<Vec<N>>(ApacheAvro, DecodeOwned, apache_avro::Decoder::new(schema))
    .columns(ArrowAvro, || arrow_avro::Columns::new(schema))
    .neighbour::<M>(Prost, prost::Prost::default())
    .borrowing_neighbour::<Vec<N>, Vec<N>>(Postcard, postcard::Postcard::default())
    .borrowing_neighbour::<Vec<N>, Vec<N>>(Bitcode, packed::Bitcode::default())
    .finish()
}

/// Packed varints; zig-zag like Avro's.
#[derive(Clone, PartialEq, ::prost::Message)]
struct LongsMessage {
    #[prost(sint64, repeated, tag = "1")]
    values: Vec<i64>,
}

#[derive(Clone, PartialEq, ::prost::Message)]
struct DoublesMessage {
    #[prost(double, repeated, tag = "1")]
    values: Vec<f64>,
}

impl Plain<Vec<i64>> for LongsMessage {
    fn plain(&self) -> Vec<i64> {
        self.values.clone()
    }
}

impl Twin<Vec<i64>> for LongsMessage {
    fn twin(plain: &Vec<i64>) -> Self {
        Self {
            values: plain.clone(),
        }
    }
}

impl Plain<Vec<f64>> for DoublesMessage {
    fn plain(&self) -> Vec<f64> {
        self.values.clone()
    }
}

impl Twin<Vec<f64>> for DoublesMessage {
    fn twin(plain: &Vec<f64>) -> Self {
        Self {
            values: plain.clone(),
        }
    }
}
