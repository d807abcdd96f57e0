//! W3: an access log, one datum of ten thousand entries.
//!
//! Four ints in a record of their own, four strings, an int and a long: rows of a table that was never made for a
//! machine. The types are prost's messages too, since they have nothing that prost does not know.

use ::bitcode::{Decode, Encode};
use ::prost::Message;
use avro_core::AvroSchema;
use serde::{Deserialize, Serialize};

use crate::limit::{self, Input, Output, Put, Result, Retake, Take};
use crate::ours;
use crate::race::Contender::{
    ApacheAvro, ArrowAvro, Bitcode, Limit, Ours, OursSerde, Postcard, Prost, SerdeAvroFast,
};
use crate::race::Operation::{DecodeBorrowed, DecodeOwned};
use crate::race::{Asked, Plain, Race, Unit, Workload};
use crate::random::Random;
use crate::rivals::{apache_avro, arrow_avro, bitcode as packed, postcard, prost, serde_avro_fast};

/// The schema of the datum.
const SCHEMA: &str = include_str!("../../schemas/w3_log.avsc");
/// The least bytes of an entry: nothing in it takes less than one.
const LEAST: usize = 10;

#[derive(Clone, PartialEq, Message, Serialize, Deserialize, AvroSchema, Encode, Decode)]
#[avro(namespace = "bench.w3")]
struct Log {
    #[prost(message, repeated, tag = "1")]
    entries: Vec<Entry>,
}

#[derive(Clone, PartialEq, Message, Serialize, Deserialize, AvroSchema, Encode, Decode)]
#[avro(namespace = "bench.w3")]
struct Entry {
    #[prost(message, required, tag = "1")]
    address: Address,
    #[prost(string, tag = "2")]
    identity: String,
    #[prost(string, tag = "3")]
    user: String,
    #[prost(string, tag = "4")]
    date: String,
    #[prost(string, tag = "5")]
    request: String,
    #[prost(int32, tag = "6")]
    code: i32,
    #[prost(int64, tag = "7")]
    size: i64,
}

#[derive(Clone, Copy, PartialEq, Message, Serialize, Deserialize, AvroSchema, Encode, Decode)]
#[avro(namespace = "bench.w3")]
struct Address {
    #[prost(int32, tag = "1")]
    a: i32,
    #[prost(int32, tag = "2")]
    b: i32,
    #[prost(int32, tag = "3")]
    c: i32,
    #[prost(int32, tag = "4")]
    d: i32,
}

#[derive(Serialize, Deserialize, AvroSchema, Encode, Decode)]
#[avro(namespace = "bench.w3", name = "Log")]
#[serde(rename = "Log")]
struct LogRef<'a> {
    #[serde(borrow)]
    entries: Vec<EntryRef<'a>>,
}

#[derive(Serialize, Deserialize, AvroSchema, Encode, Decode)]
#[avro(namespace = "bench.w3", name = "Entry")]
#[serde(rename = "Entry")]
struct EntryRef<'a> {
    address: Address,
    identity: &'a str,
    user: &'a str,
    date: &'a str,
    request: &'a str,
    code: i32,
    size: i64,
}

impl Plain<Log> for LogRef<'_> {
    fn plain(&self) -> Log {
        let entry = |entry: &EntryRef<'_>| Entry {
            address: entry.address,
            identity: entry.identity.into(),
            user: entry.user.into(),
            date: entry.date.into(),
            request: entry.request.into(),
            code: entry.code,
            size: entry.size,
        };
        Log {
            entries: self.entries.iter().map(entry).collect(),
        }
    }
}

/// The workload, its answers compared.
pub fn workload(asked: &Asked) -> Workload {
    Race::new(
        asked,
        "W3",
        "access log of 10,000 entries",
        Unit::PerDatum,
        vec![log(10_000)],
        limit::Encoder::default(),
        |datum| limit::decode(datum),
    )
    .encode::<Log>(Ours, ours::Encoder::new::<Log>(SCHEMA))
    .decode::<Log>(Ours, DecodeOwned, ours::Decoder::new::<Log>(SCHEMA))
    .decode::<LogRef>(Ours, DecodeBorrowed, ours::Decoder::new::<LogRef>(SCHEMA))
    .decode_into::<Log>(Ours, ours::Decoder::new::<Log>(SCHEMA))
    .encode::<Log>(OursSerde, ours::SerdeEncoder::new(SCHEMA))
    .decode::<Log>(OursSerde, DecodeOwned, ours::SerdeDecoder::new(SCHEMA))
    .decode::<LogRef>(OursSerde, DecodeBorrowed, ours::SerdeDecoder::new(SCHEMA))
    .encode::<Log>(Limit, limit::Encoder::default())
    .decode::<Log>(Limit, DecodeOwned, limit::Decoder)
    .decode::<LogRef>(Limit, DecodeBorrowed, limit::Decoder)
    .decode_into::<Log>(Limit, limit::Decoder)
    .encode::<Log>(SerdeAvroFast, serde_avro_fast::Encoder::new(SCHEMA))
    .decode::<Log>(
        SerdeAvroFast,
        DecodeOwned,
        serde_avro_fast::Decoder::new(SCHEMA),
    )
    .decode::<LogRef>(
        SerdeAvroFast,
        DecodeBorrowed,
        serde_avro_fast::Decoder::new(SCHEMA),
    )
    .encode::<Log>(ApacheAvro, apache_avro::Encoder::new(SCHEMA))
    .decode::<Log>(ApacheAvro, DecodeOwned, apache_avro::Decoder::new(SCHEMA))
    .columns(ArrowAvro, || arrow_avro::Columns::new(SCHEMA))
    .neighbour::<Log>(Prost, prost::Prost::default())
    .borrowing_neighbour::<Log, LogRef>(Postcard, postcard::Postcard::default())
    .borrowing_neighbour::<Log, LogRef>(Bitcode, packed::Bitcode::default())
    .finish()
}

fn log(count: usize) -> Log {
    let mut random = Random::new(3);
    Log {
        entries: (0..count).map(|_| entry(&mut random)).collect(),
    }
}

fn entry(random: &mut Random) -> Entry {
    const METHODS: &[&str] = &["GET", "GET", "GET", "GET", "POST", "PUT", "DELETE", "HEAD"];
    const CODES: &[i32] = &[200, 200, 200, 204, 301, 304, 400, 403, 404, 500, 503];
    const MONTHS: &[&str] = &[
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep",
    ];
    let mut byte = || random.int(0, 255);
    let address = Address {
        a: byte(),
        b: byte(),
        c: byte(),
        d: byte(),
    };
    let (day, hour) = (random.int(1, 28), random.int(0, 23));
    let (minute, second) = (random.int(0, 59), random.int(0, 59));
    Entry {
        address,
        identity: "-".into(),
        user: random
            .maybe(6, |random| random.word(2))
            .unwrap_or_else(|| "-".into()),
        date: format!(
            "{day:02}/{}/2026:{hour:02}:{minute:02}:{second:02} +0000",
            random.pick(MONTHS)
        ),
        request: format!(
            "{} /{}/{} HTTP/1.1",
            random.pick(METHODS),
            random.word(2),
            random.word(4)
        ),
        code: random.pick(CODES),
        size: random.between(0, 4_000_000),
    }
}

impl Put for Log {
    #[inline]
    fn put(&self, out: &mut Output) {
        out.block(self.entries.iter(), |out, entry| {
            out.small_int(entry.address.a);
            out.small_int(entry.address.b);
            out.small_int(entry.address.c);
            out.small_int(entry.address.d);
            out.text(&entry.identity);
            out.text(&entry.user);
            out.text(&entry.date);
            out.text(&entry.request);
            out.small_int(entry.code);
            out.large_long(entry.size);
        });
    }
}

impl Address {
    #[inline(always)]
    fn take(input: &mut Input<'_>) -> Result<Self> {
        Ok(Self {
            a: input.small_int()?,
            b: input.small_int()?,
            c: input.small_int()?,
            d: input.small_int()?,
        })
    }
}

impl<'de> Take<'de> for Log {
    #[inline]
    fn take(input: &mut Input<'de>) -> Result<Self> {
        let entries = input.list(LEAST, |input| {
            Ok(Entry {
                address: Address::take(input)?,
                identity: input.owned()?,
                user: input.owned()?,
                date: input.owned()?,
                request: input.owned()?,
                code: input.small_int()?,
                size: input.large_long()?,
            })
        })?;
        Ok(Self { entries })
    }
}

impl<'de> Take<'de> for LogRef<'de> {
    #[inline]
    fn take(input: &mut Input<'de>) -> Result<Self> {
        let entries = input.list(LEAST, |input| {
            Ok(EntryRef {
                address: Address::take(input)?,
                identity: input.text()?,
                user: input.text()?,
                date: input.text()?,
                request: input.text()?,
                code: input.small_int()?,
                size: input.large_long()?,
            })
        })?;
        Ok(Self { entries })
    }
}

impl<'de> Retake<'de> for Log {
    #[inline]
    fn retake(&mut self, input: &mut Input<'de>) -> Result<()> {
        input.list_into(LEAST, &mut self.entries, |input, entry| {
            entry.address = Address::take(input)?;
            input.text_into(&mut entry.identity)?;
            input.text_into(&mut entry.user)?;
            input.text_into(&mut entry.date)?;
            input.text_into(&mut entry.request)?;
            entry.code = input.small_int()?;
            entry.size = input.large_long()?;
            Ok(())
        })
    }
}
