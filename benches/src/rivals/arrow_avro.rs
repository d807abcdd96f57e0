//! `arrow-avro` 60.1: columns, and not values.
//!
//! Datums are pushed one by one without a frame around them and become one batch; an encoder of bare datums makes them
//! of the batch again. Decoder and encoder are built once. A schema whose root is no record is given as the only field of
//! one, which takes no bytes.

use ::arrow_avro::reader::{Decoder, DecoderMode, ReaderBuilder};
use ::arrow_avro::schema::{AvroSchema, SchemaStore};
use ::arrow_avro::writer::format::AvroBinaryFormat;
use ::arrow_avro::writer::{EncodedRows, Encoder, WriterBuilder};
use arrow_array::RecordBatch;

use crate::race;

/// Makes batches of datums and datums of batches.
pub struct Columns {
    decoder: Decoder,
    encoder: Option<Encoder>,
}

impl Columns {
    /// For datums of `schema`.
    pub fn new(schema: &str) -> Self {
        let record = match schema.trim_start().starts_with(r#"{"type": "array""#) {
            true => format!(
                r#"{{"type": "record", "name": "Root", "fields": [{{"name": "root", "type": {schema}}}]}}"#
            ),
            false => schema.into(),
        };
        let mut store = SchemaStore::new();
        let active = store.register(AvroSchema::new(record)).expect("a schema");
        let decoder = ReaderBuilder::new()
            .with_decoder_mode(DecoderMode::UnframedDatum)
            .with_writer_schema_store(store)
            .with_active_fingerprint(active)
            .with_batch_size(1000)
            .build_decoder()
            .expect("arrow-avro makes a decoder");
        Self {
            decoder,
            encoder: None,
        }
    }
}

impl race::Columns for Columns {
    type Table = RecordBatch;
    type Rows = EncodedRows;

    fn decode<'a>(&mut self, datums: impl Iterator<Item = &'a [u8]>) -> RecordBatch {
        for datum in datums {
            let read = self.decoder.decode(datum).expect("arrow-avro decodes");
            assert_eq!(read, datum.len(), "arrow-avro reads to the end");
        }
        let batch = self.decoder.flush().expect("arrow-avro makes a batch");
        batch.expect("there are datums")
    }

    fn encode(&mut self, table: &RecordBatch) -> EncodedRows {
        let encoder = self.encoder.get_or_insert_with(|| {
            WriterBuilder::new(table.schema().as_ref().clone())
                .build_encoder::<AvroBinaryFormat>()
                .expect("arrow-avro makes an encoder")
        });
        encoder.encode(table).expect("arrow-avro encodes");
        encoder.flush()
    }

    fn datums(rows: &EncodedRows) -> Vec<Vec<u8>> {
        rows.iter().map(|row| row.to_vec()).collect()
    }
}
