//! Files by other libraries: the fastest way each of them documents, in blocks of 64 KiB, at the same levels.
//!
//! `arrow-avro` has no levels to choose: its deflate is at 6 and its zstandard at 0, which stands for 3. It makes a block
//! of each batch, so it is given batches of 64 KiB.

use ::apache_avro as apache;
use ::arrow_avro::compression::CompressionCodec;
use ::arrow_avro::reader::ReaderBuilder;
use ::arrow_avro::writer::WriterBuilder;
use ::arrow_avro::writer::format::AvroOcfFormat;
use ::serde_avro_fast::Schema;
use ::serde_avro_fast::object_container_file_encoding as fast;
use ::serde_avro_fast::ser::SerializerConfig;
use arrow_array::RecordBatch;

use super::{Event, EventRef, Reads, SCHEMA, Sink, Writes, no_decimal, records};
use crate::limit::codec::{DEFLATE, ZSTANDARD};
use crate::limit::container::BLOCK;

/// Writes through `serde_avro_fast`, with its configuration kept.
pub struct SerdeAvroFastWriter {
    config: SerializerConfig<'static>,
    compression: fast::Compression,
}

impl SerdeAvroFastWriter {
    pub fn new(codec: &str) -> Self {
        let schema: Schema = no_decimal().parse().expect("serde_avro_fast parses it");
        Self {
            config: SerializerConfig::new(Box::leak(Box::new(schema))),
            compression: match codec {
                "null" => fast::Compression::Null,
                "deflate" => fast::Compression::Deflate {
                    level: fast::CompressionLevel::new(DEFLATE as u8),
                },
                "snappy" => fast::Compression::Snappy,
                "zstandard" => fast::Compression::Zstandard {
                    level: fast::CompressionLevel::new(ZSTANDARD as u8),
                },
                _ => unreachable!("W8 has no codec {codec}"),
            },
        }
    }
}

impl Writes for SerdeAvroFastWriter {
    fn write(&mut self, values: &[Event], count: usize, file: &mut Vec<u8>) {
        let mut writer = fast::WriterBuilder::new(&mut self.config)
            .compression(self.compression)
            .approx_block_size(BLOCK as u32)
            .build(file)
            .expect("serde_avro_fast writes a header");
        for value in records(values, count) {
            writer.serialize(value).expect("serde_avro_fast writes");
        }
        writer.into_inner().expect("serde_avro_fast ends");
    }
}

pub struct SerdeAvroFastOwned;

impl Reads for SerdeAvroFastOwned {
    fn read<S: Sink>(&mut self, file: &[u8], sink: &mut S) {
        let mut reader = fast::Reader::from_slice(file).expect("serde_avro_fast reads a header");
        for event in reader.deserialize::<Event>() {
            sink.event(&event.expect("serde_avro_fast reads"));
        }
    }
}

pub struct SerdeAvroFastBorrowed;

impl Reads for SerdeAvroFastBorrowed {
    fn read<S: Sink>(&mut self, file: &[u8], sink: &mut S) {
        let mut reader = fast::Reader::from_slice(file).expect("serde_avro_fast reads a header");
        for event in reader.deserialize_borrowed::<EventRef<'_>>() {
            sink.borrowed(&event.expect("serde_avro_fast reads"));
        }
    }
}

/// Writes through `apache-avro`'s `append_ser`.
pub struct ApacheAvroWriter {
    schema: apache::Schema,
    codec: apache::Codec,
}

impl ApacheAvroWriter {
    pub fn new(codec: &str) -> Self {
        Self {
            schema: apache::Schema::parse_str(SCHEMA).expect("apache-avro parses the schema"),
            codec: match codec {
                "null" => apache::Codec::Null,
                // Its own default is level 10, by a slip.
                "deflate" => apache::Codec::Deflate(apache::DeflateSettings::new(
                    miniz_oxide::deflate::CompressionLevel::DefaultLevel,
                )),
                "snappy" => apache::Codec::Snappy,
                "zstandard" => {
                    apache::Codec::Zstandard(apache::ZstandardSettings::new(ZSTANDARD as u8))
                }
                _ => unreachable!("W8 has no codec {codec}"),
            },
        }
    }
}

impl Writes for ApacheAvroWriter {
    fn write(&mut self, values: &[Event], count: usize, file: &mut Vec<u8>) {
        let mut writer = apache::Writer::builder()
            .schema(&self.schema)
            .writer(file)
            .codec(self.codec)
            .block_size(BLOCK)
            .human_readable(false)
            .build()
            .expect("apache-avro resolves the schema");
        for value in records(values, count) {
            writer.append_ser(value).expect("apache-avro writes");
        }
        writer.into_inner().expect("apache-avro ends");
    }
}

pub struct ApacheAvroOwned;

impl Reads for ApacheAvroOwned {
    fn read<S: Sink>(&mut self, file: &[u8], sink: &mut S) {
        let reader = apache::Reader::builder(file)
            .human_readable(false)
            .build()
            .expect("apache-avro reads a header");
        for event in reader.into_deser_iter::<Event>() {
            sink.event(&event.expect("apache-avro reads"));
        }
    }
}

/// All batches of a file.
pub fn arrow_avro_read(file: &[u8], rows: usize) -> Vec<RecordBatch> {
    ReaderBuilder::new()
        .with_batch_size(rows)
        .build(file)
        .expect("arrow-avro reads a header")
        .map(|batch| batch.expect("arrow-avro reads"))
        .collect()
}

/// A file of batches.
pub fn arrow_avro_write(batches: &[RecordBatch], codec: &str, file: &mut Vec<u8>) {
    let mut writer = WriterBuilder::new(batches[0].schema().as_ref().clone())
        .with_capacity(BLOCK + BLOCK / 4)
        .with_compression(match codec {
            "null" => None,
            "deflate" => Some(CompressionCodec::Deflate),
            "snappy" => Some(CompressionCodec::Snappy),
            "zstandard" => Some(CompressionCodec::ZStandard),
            _ => unreachable!("W8 has no codec {codec}"),
        })
        .build::<_, AvroOcfFormat>(file)
        .expect("arrow-avro writes a header");
    for batch in batches {
        writer.write(batch).expect("arrow-avro writes");
    }
    writer.finish().expect("arrow-avro ends");
}
