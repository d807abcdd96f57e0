//! Records on their way into a block. This knows no I/O.

use avro_model::Schema;
use avro_model::plan::Losses;

use super::super::codec::Compressor;
use super::super::error::{ContainerError, ContainerErrorKind};
use super::super::walk::Walk;
use super::frame::Frame;
use crate::datum::{Known, Writable};
use crate::encoding::{Decoder, Encoder, Limits};

/// The block that is gathering, and what records are held to.
#[derive(Debug)]
pub(in crate::container) struct Gather {
    schema: Schema,
    losses: Losses,
    /// The types that may be appended, each set against the schema once.
    prepared: Known,
    /// What encoded datums are held against, once there is one.
    walk: Option<Walk>,
    records: Encoder,
    count: u64,
    /// The block is full at so many bytes or records.
    most_bytes: usize,
    most_records: u64,
}

impl Gather {
    pub(in crate::container) fn new(
        schema: Schema,
        losses: Losses,
        records: Encoder,
        most_bytes: usize,
        most_records: u64,
    ) -> Self {
        Gather {
            schema,
            losses,
            prepared: Known::default(),
            walk: None,
            records,
            count: 0,
            most_bytes,
            most_records,
        }
    }

    pub(in crate::container) fn schema(&self) -> &Schema {
        &self.schema
    }

    /// Whether the block is to be shipped before another record comes in.
    #[inline]
    pub(in crate::container) fn is_full(&self) -> bool {
        self.records.len() >= self.most_bytes || self.count >= self.most_records
    }

    pub(in crate::container) fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Sets a type against the schema.
    pub(in crate::container) fn prepare<U: Writable + ?Sized>(&self) -> Result<(), ContainerError> {
        self.prepared
            .get::<U::Key>(|| U::prepare_to_write(&self.schema, self.losses))?;
        Ok(())
    }

    /// Takes a record, or leaves all as it was.
    #[inline]
    pub(in crate::container) fn append<U: Writable + ?Sized>(
        &mut self,
        value: &U,
    ) -> Result<(), ContainerError> {
        let schema = &self.schema;
        let prepared = self
            .prepared
            .get::<U::Key>(|| U::prepare_to_write(schema, self.losses))?;
        let before = self.records.len();
        if let Err(error) = value.to_datum(prepared, &mut self.records) {
            self.records.truncate(before);
            return Err(error.into());
        }
        self.count = self.count.saturating_add(1);
        Ok(())
    }

    /// Holds the datum that `bytes` should be against the schema.
    pub(in crate::container) fn check(&mut self, bytes: &[u8]) -> Result<(), ContainerError> {
        let walk = self.walk.get_or_insert_with(|| Walk::new(&self.schema));
        let mut decoder = Decoder::with_limits(bytes, &Limits::default());
        walk.pass(&mut decoder)
            .and_then(|()| decoder.finish())
            .map_err(|error| ContainerErrorKind::Datum(error).into())
    }

    /// Takes a datum as it is.
    pub(in crate::container) fn append_encoded(&mut self, bytes: &[u8]) {
        self.records.fixed(bytes);
        self.count = self.count.saturating_add(1);
    }

    /// Takes away what has gathered, in exchange for an empty encoder, and says how many records that are.
    pub(in crate::container) fn take(&mut self, records: &mut Encoder) -> u64 {
        std::mem::swap(&mut self.records, records);
        std::mem::take(&mut self.count)
    }

    /// Makes the frame of what has gathered; false where that is nothing.
    ///
    /// # Errors
    ///
    /// When it cannot be compressed: then it stays here.
    pub(in crate::container) fn frame(
        &mut self,
        frame: &mut Frame,
        compressor: &mut Compressor,
        sync: [u8; 16],
    ) -> Result<bool, ContainerError> {
        if self.count == 0 {
            return Ok(false);
        }
        frame.set_records(self.count, &mut self.records, compressor, sync)?;
        self.count = 0;
        Ok(true)
    }
}
