//! W4: a mesh, one datum of 125,000 triangles.
//!
//! Twelve floats each, three for every corner and three for the normal: six megabytes that lie in memory as they lie in
//! the datum, if the type says `repr(C)`. Nothing can be borrowed, so the borrowed row asks for the same type.
//!
//! The code by hand is in `limit/triangles.rs`, where `unsafe` may stand.

use ::bitcode::{Decode, Encode};
use ::prost::Message;
use avro_core::AvroSchema;
use serde::{Deserialize, Serialize};

use crate::limit;
use crate::ours;
use crate::race::Contender::{
    ApacheAvro, ArrowAvro, Bitcode, Limit, Ours, OursSerde, Postcard, Prost, SerdeAvroFast,
};
use crate::race::Operation::{DecodeBorrowed, DecodeOwned};
use crate::race::{Asked, Race, Unit, Workload};
use crate::random::Random;
use crate::rivals::{apache_avro, arrow_avro, bitcode as packed, postcard, prost, serde_avro_fast};

/// The schema of the datum.
const SCHEMA: &str = include_str!("../../schemas/w4_mesh.avsc");

#[derive(Clone, PartialEq, Message, Serialize, Deserialize, AvroSchema, Encode, Decode)]
#[avro(namespace = "bench.w4")]
pub struct Mesh {
    #[prost(message, repeated, tag = "1")]
    pub triangles: Vec<Triangle>,
}

#[derive(Clone, Copy, PartialEq, Message, Serialize, Deserialize, AvroSchema, Encode, Decode)]
#[avro(namespace = "bench.w4")]
#[repr(C)]
pub struct Triangle {
    #[prost(message, required, tag = "1")]
    pub a: Vector,
    #[prost(message, required, tag = "2")]
    pub b: Vector,
    #[prost(message, required, tag = "3")]
    pub c: Vector,
    #[prost(message, required, tag = "4")]
    pub normal: Vector,
}

#[derive(Clone, Copy, PartialEq, Message, Serialize, Deserialize, AvroSchema, Encode, Decode)]
#[avro(namespace = "bench.w4")]
#[repr(C)]
pub struct Vector {
    #[prost(float, tag = "1")]
    pub x: f32,
    #[prost(float, tag = "2")]
    pub y: f32,
    #[prost(float, tag = "3")]
    pub z: f32,
}

/// The workload, its answers compared.
pub fn workload(asked: &Asked) -> Workload {
    Race::new(
        asked,
        "W4",
        "mesh of 125,000 triangles",
        Unit::PerDatum,
        vec![mesh(125_000)],
        limit::Encoder::default(),
        |datum| limit::decode(datum),
    )
    .encode::<Mesh>(Ours, ours::Encoder::new::<Mesh>(SCHEMA))
    .decode::<Mesh>(Ours, DecodeOwned, ours::Decoder::new::<Mesh>(SCHEMA))
    .decode::<Mesh>(Ours, DecodeBorrowed, ours::Decoder::new::<Mesh>(SCHEMA))
    .decode_into::<Mesh>(Ours, ours::Decoder::new::<Mesh>(SCHEMA))
    .encode::<Mesh>(OursSerde, ours::SerdeEncoder::new(SCHEMA))
    .decode::<Mesh>(OursSerde, DecodeOwned, ours::SerdeDecoder::new(SCHEMA))
    .encode::<Mesh>(Limit, limit::Encoder::default())
    .decode::<Mesh>(Limit, DecodeOwned, limit::Decoder)
    .decode::<Mesh>(Limit, DecodeBorrowed, limit::Decoder)
    .decode_into::<Mesh>(Limit, limit::Decoder)
    .encode::<Mesh>(SerdeAvroFast, serde_avro_fast::Encoder::new(SCHEMA))
    .decode::<Mesh>(
        SerdeAvroFast,
        DecodeOwned,
        serde_avro_fast::Decoder::new(SCHEMA),
    )
    .decode::<Mesh>(
        SerdeAvroFast,
        DecodeBorrowed,
        serde_avro_fast::Decoder::new(SCHEMA),
    )
    .encode::<Mesh>(ApacheAvro, apache_avro::Encoder::new(SCHEMA))
    .decode::<Mesh>(ApacheAvro, DecodeOwned, apache_avro::Decoder::new(SCHEMA))
    .columns(ArrowAvro, || arrow_avro::Columns::new(SCHEMA))
    .neighbour::<Mesh>(Prost, prost::Prost::default())
    .borrowing_neighbour::<Mesh, Mesh>(Postcard, postcard::Postcard::default())
    .borrowing_neighbour::<Mesh, Mesh>(Bitcode, packed::Bitcode::default())
    .finish()
}

fn mesh(count: usize) -> Mesh {
    let mut random = Random::new(4);
    let mut vector = || Vector {
        x: random.unit() as f32 * 2.0 - 1.0,
        y: random.unit() as f32 * 2.0 - 1.0,
        z: random.unit() as f32 * 2.0 - 1.0,
    };
    let triangles = (0..count).map(|_| Triangle {
        a: vector(),
        b: vector(),
        c: vector(),
        normal: vector(),
    });
    Mesh {
        triangles: triangles.collect(),
    }
}
