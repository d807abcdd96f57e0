//! Writing a value with another schema than its type's own.
//!
//! The value is encoded as its type has it, and that datum is rewritten by a plan from the type's
//! schema to the data's: so no type needs code for it. Parts that have one layout on both
//! sides are copied.

use std::ops::Range;

use avro_model::{NodeId, Record, Type};

use crate::encoding::{At, DecodeError, Decoder, EncodeError, Encoder, Fields, Limits, bounded};
use crate::value::Program;

/// Writes what `encode` writes, as `at` says, which is the start of the program's plan.
pub(super) fn through(
    program: &Program,
    at: At<'_>,
    encode: impl FnOnce(&mut Encoder) -> Result<(), EncodeError>,
    encoder: &mut Encoder,
) -> Result<(), EncodeError> {
    let mut own = encoder.take_spare();
    let written = encode(&mut own).and_then(|()| {
        // All of it is in memory already, and as deep as the encoder goes, which does not count the
        // records that lie in another.
        let limits = Limits::default()
            .with_depth(u32::MAX)
            .with_memory(usize::MAX)
            .with_empty_values(usize::MAX);
        let mut recoding = Recoding {
            program,
            out: encoder,
        };
        let mut datum = Decoder::with_limits(own.as_slice(), &limits);
        // The datum is sound and the plan total; but a type may have a codec of its own.
        recoding
            .value(at, program.reader().root(), &mut datum)
            .map_err(|error| EncodeError::of_datum(&error))
    });
    encoder.keep_spare(own);
    written
}

struct Recoding<'a> {
    program: &'a Program,
    out: &'a mut Encoder,
}

impl Recoding<'_> {
    /// Writes the value that comes next as the data's type `id`.
    fn value<'d>(
        &mut self,
        at: At<'d>,
        id: NodeId,
        own: &mut Decoder<'d>,
    ) -> Result<(), DecodeError> {
        let program = self.program;
        match program.reader().node(id).ty() {
            Type::Long => self.out.long(at.long(own)?),
            Type::Float => self.out.float(at.float(own)?),
            Type::Double => self.out.double(at.double(own)?),
            Type::Enum(ty) => {
                let index = at.symbol(bounded(ty.symbols().len()), own)?;
                self.out.long(index.into());
            }
            Type::Union(branches) => {
                let (index, at) = at.branch(bounded(branches.len()), own)?;
                let Some(&branch) = branches.get(index as usize) else {
                    return Err(at.refuse(own));
                };
                self.out.long(index.into());
                self.value(at, branch, own)?;
            }
            Type::Record(ty) => {
                let Some(fields) = at.fields(own)? else {
                    return self.copy(id, own);
                };
                own.enter()?;
                self.record(fields, ty, own)?;
                own.leave();
            }
            Type::Array(items) => {
                let Some((at, least)) = at.items(own)? else {
                    return self.copy(id, own);
                };
                self.blocks(at, least, *items, false, own)?;
            }
            Type::Map(values) => {
                let Some((at, least)) = at.values(own)? else {
                    return self.copy(id, own);
                };
                self.blocks(at, least.saturating_add(1), *values, true, own)?;
            }
            // Types without parts that nothing else is promoted to.
            _ => {
                at.settle(own)?;
                self.copy(id, own)?;
            }
        }
        Ok(())
    }

    /// The fields as they come, and then put in order if they came in another.
    fn record<'d>(
        &mut self,
        mut fields: Fields<'d>,
        ty: &Record,
        own: &mut Decoder<'d>,
    ) -> Result<(), DecodeError> {
        let start = self.out.len();
        let mut parts: Vec<(u32, Range<usize>)> = Vec::with_capacity(ty.fields().len());
        while let Some((slot, at)) = fields.next(own)? {
            let Some(field) = ty.fields().get(slot as usize) else {
                return Err(at.refuse(own));
            };
            let before = self.out.len();
            if let Err(error) = self.value(at, field.ty(), own) {
                return Err(error.in_field_named(field.name()));
            }
            let part = before.saturating_sub(start)..self.out.len().saturating_sub(start);
            parts.push((slot, part));
        }
        if !parts.is_sorted_by_key(|(slot, _)| *slot) {
            let written = self
                .out
                .as_slice()
                .get(start..)
                .unwrap_or_default()
                .to_vec();
            self.out.rewind(start);
            parts.sort_unstable_by_key(|(slot, _)| *slot);
            for (_, part) in parts {
                self.out.fixed(written.get(part).unwrap_or_default());
            }
        }
        Ok(())
    }

    fn blocks<'d>(
        &mut self,
        at: At<'d>,
        least: usize,
        item: NodeId,
        keys: bool,
        own: &mut Decoder<'d>,
    ) -> Result<(), DecodeError> {
        own.enter()?;
        while let Some(count) = own.block(least, 0)? {
            let program = self.program;
            self.out.block(count, |out| {
                let mut recoding = Recoding { program, out };
                for index in 0..count {
                    if keys {
                        recoding.out.bytes(own.bytes()?);
                    }
                    if let Err(error) = recoding.value(at, item, own) {
                        return Err(error.in_item(index));
                    }
                }
                Ok(())
            })?;
        }
        self.out.count(0);
        own.leave();
        Ok(())
    }

    /// Writes the value that comes next as it is.
    fn copy(&mut self, id: NodeId, own: &mut Decoder<'_>) -> Result<(), DecodeError> {
        let before = own.remaining();
        self.program.skip(id, own)?;
        let taken = before.len().saturating_sub(own.remaining().len());
        self.out.fixed(before.get(..taken).unwrap_or_default());
        Ok(())
    }
}
