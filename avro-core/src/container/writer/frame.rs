//! What goes to the sink at a time: the header, or a block in its frame.
//!
//! A frame knows no I/O. It lends the bytes that are still to be taken, in as many slices
//! as it has parts, and is told how many were: so that whoever ships it can go on
//! where a sink has failed, with exactly the byte that follows.

use super::super::codec::{BlockBuffer, CodecError, Compressor};
use super::BlockWritten;
use crate::encoding::{Encoder, varint};

/// The header of a file or the frame of a block, and how much of it the sink has taken.
///
/// Both end with the sync marker. The records of a block that is not compressed stay in
/// the encoder that they were gathered in: nothing is copied.
#[derive(Debug)]
pub(in crate::container) struct Frame {
    /// The header, or a block's count and size.
    head: Vec<u8>,
    body: Body,
    sync: [u8; 16],
    records: Encoder,
    payload: BlockBuffer,
    /// Bytes of all parts.
    len: usize,
    taken: usize,
    /// What to say of the block when all of it is taken; where it stands is not known here.
    block: Option<BlockWritten>,
}

#[derive(Debug)]
enum Body {
    Empty,
    /// Not compressed.
    Records,
    Payload,
}

impl Frame {
    /// An empty frame. `spare` is an encoder to gather in while the frame holds the one before.
    pub(in crate::container) fn new(spare: Encoder) -> Self {
        Frame {
            head: Vec::new(),
            body: Body::Empty,
            sync: [0; 16],
            records: spare,
            payload: BlockBuffer::new(),
            len: 0,
            taken: 0,
            block: None,
        }
    }

    /// A header, whose last sixteen bytes are the sync marker of all frames to come.
    pub(in crate::container) fn set_header(&mut self, mut header: Vec<u8>, sync: [u8; 16]) {
        header.truncate(header.len().saturating_sub(sync.len()));
        self.head = header;
        self.body = Body::Empty;
        self.begin(None, sync);
    }

    /// A block of `count` records, which are compressed, or taken away where they need not be.
    ///
    /// `records` is empty afterwards.
    ///
    /// # Errors
    ///
    /// When they cannot be compressed: they stay where they are then, and the frame is empty.
    pub(in crate::container) fn set_records(
        &mut self,
        count: u64,
        records: &mut Encoder,
        compressor: &mut Compressor,
        sync: [u8; 16],
    ) -> Result<(), CodecError> {
        let size = records.len();
        if compressor.is_null() {
            std::mem::swap(&mut self.records, records);
            self.body = Body::Records;
        } else {
            self.clear();
            compressor.compress_into(records.as_slice(), &mut self.payload)?;
            self.body = Body::Payload;
        }
        records.clear();
        self.begin_block(count, Some(size), sync);
        Ok(())
    }

    /// A block whose payload `fill` puts into the buffer.
    ///
    /// # Errors
    ///
    /// Those of `fill`; the frame is empty then.
    pub(in crate::container) fn set_payload<E>(
        &mut self,
        count: u64,
        sync: [u8; 16],
        fill: impl FnOnce(&mut BlockBuffer) -> Result<Option<usize>, E>,
    ) -> Result<(), E> {
        self.clear();
        let size = fill(&mut self.payload)?;
        self.body = Body::Payload;
        self.begin_block(count, size, sync);
        Ok(())
    }

    /// The bytes that are still to be taken, in the order of the file.
    pub(in crate::container) fn rest(&self) -> [&[u8]; 3] {
        let mut taken = self.taken;
        [&self.head, self.body(), &self.sync].map(|part| {
            let of_this = taken.min(part.len());
            taken = taken.saturating_sub(of_this);
            part.get(of_this..).unwrap_or_default()
        })
    }

    /// Whether bytes are still to be taken.
    pub(in crate::container) fn has_rest(&self) -> bool {
        self.taken < self.len
    }

    /// Says that so many bytes more have been taken.
    pub(in crate::container) fn take(&mut self, bytes: usize) {
        self.taken = self.taken.saturating_add(bytes).min(self.len);
    }

    /// What to report, once: how many bytes the frame had, and the block if it was one.
    pub(in crate::container) fn done(&mut self) -> Option<(usize, Option<BlockWritten>)> {
        if self.len == 0 || self.has_rest() {
            return None;
        }
        let len = self.len;
        let block = self.block;
        self.clear();
        Some((len, block))
    }

    fn body(&self) -> &[u8] {
        match self.body {
            Body::Empty => &[],
            Body::Records => self.records.as_slice(),
            Body::Payload => &self.payload,
        }
    }

    fn clear(&mut self) {
        self.body = Body::Empty;
        (self.len, self.taken) = (0, 0);
        self.block = None;
    }

    fn begin_block(&mut self, count: u64, size: Option<usize>, sync: [u8; 16]) {
        let payload = self.body().len();
        self.head.clear();
        varint::push(&mut self.head, i64::try_from(count).unwrap_or(i64::MAX));
        varint::push_len(&mut self.head, payload);
        self.begin(
            Some(BlockWritten {
                number: 0,
                offset: 0,
                records: count,
                size,
                payload,
                len: 0,
            }),
            sync,
        );
    }

    fn begin(&mut self, block: Option<BlockWritten>, sync: [u8; 16]) {
        self.sync = sync;
        self.block = block;
        self.taken = 0;
        self.len = [self.head.len(), self.body().len(), sync.len()]
            .into_iter()
            .fold(0, usize::saturating_add);
        if let Some(block) = &mut self.block {
            block.len = self.len;
        }
    }
}
