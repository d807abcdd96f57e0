//! Passing over a value along its schema.

use avro_model::{NodeId, Type};

use super::Program;
use crate::encoding::{DecodeError, Decoder, bounded};

impl Program {
    /// Passes over a value of this node; blocks that say their size are jumped over.
    pub(crate) fn skip(&self, id: NodeId, decoder: &mut Decoder<'_>) -> Result<(), DecodeError> {
        match self.reader().node(id).ty() {
            Type::Null => {}
            Type::Boolean => {
                decoder.boolean()?;
            }
            Type::Int => {
                decoder.int()?;
            }
            Type::Long => {
                decoder.long()?;
            }
            Type::Float => {
                decoder.float()?;
            }
            Type::Double => {
                decoder.double()?;
            }
            Type::Bytes | Type::String => {
                decoder.bytes()?;
            }
            Type::Fixed(ty) => {
                decoder.fixed(ty.size())?;
            }
            Type::Enum(ty) => {
                decoder.symbol(bounded(ty.symbols().len()))?;
            }
            Type::Union(branches) => {
                let index = decoder.branch(bounded(branches.len()))?;
                if let Some(&branch) = branches.get(index as usize) {
                    self.skip(branch, decoder)?;
                }
            }
            Type::Record(ty) => {
                decoder.enter()?;
                for field in ty.fields() {
                    self.skip(field.ty(), decoder)
                        .map_err(|error| error.in_field_named(field.name()))?;
                }
                decoder.leave();
            }
            Type::Array(items) => self.skip_blocks(*items, false, decoder)?,
            Type::Map(values) => self.skip_blocks(*values, true, decoder)?,
        }
        Ok(())
    }

    fn skip_blocks(
        &self,
        items: NodeId,
        keys: bool,
        decoder: &mut Decoder<'_>,
    ) -> Result<(), DecodeError> {
        decoder.enter()?;
        let least = self.least(items).saturating_add(usize::from(keys));
        while let Some(count) = decoder.block_to_skip(least)? {
            if least == 0 {
                decoder.charge_empty(count)?;
            }
            for _ in 0..count {
                if keys {
                    decoder.bytes()?;
                }
                self.skip(items, decoder)?;
            }
        }
        decoder.leave();
        Ok(())
    }
}
