//! Along a datum of the writer's schema, without making anything of it.
//!
//! All that a reader would check is checked: that strings are UTF-8, branches and symbols are there,
//! booleans and ints are some, and that everything is within the limits.

use avro_model::{NodeId, Schema, Type};

use crate::encoding::{DecodeError, Decoder, bounded};

/// A schema that is ready to be walked along.
#[derive(Debug)]
pub(super) struct Walk {
    schema: Schema,
    /// The fewest bytes of each of its types.
    least: Box<[usize]>,
}

impl Walk {
    pub(super) fn new(schema: &Schema) -> Self {
        Walk {
            schema: schema.clone(),
            least: schema.least_sizes().into(),
        }
    }

    /// The fewest bytes of a datum.
    pub(super) fn least(&self) -> usize {
        self.least_of(self.schema.root())
    }

    fn least_of(&self, node: NodeId) -> usize {
        self.least.get(node.index()).copied().unwrap_or(0)
    }

    /// Passes over a datum.
    pub(super) fn pass(&self, decoder: &mut Decoder<'_>) -> Result<(), DecodeError> {
        self.value(self.schema.root(), decoder)
    }

    fn value(&self, node: NodeId, decoder: &mut Decoder<'_>) -> Result<(), DecodeError> {
        match self.schema.node(node).ty() {
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
            Type::Bytes => {
                decoder.bytes()?;
            }
            Type::String => {
                decoder.str()?;
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
                    self.value(branch, decoder)?;
                }
            }
            Type::Record(ty) => {
                decoder.enter()?;
                for field in ty.fields() {
                    // Of those that take no bytes there may be very many.
                    if self.least_of(field.ty()) > 0 {
                        self.value(field.ty(), decoder)
                            .map_err(|error| error.in_field_named(field.name()))?;
                    }
                }
                decoder.leave();
            }
            Type::Array(items) => self.items(*items, false, decoder)?,
            Type::Map(values) => self.items(*values, true, decoder)?,
        }
        Ok(())
    }

    fn items(
        &self,
        items: NodeId,
        keys: bool,
        decoder: &mut Decoder<'_>,
    ) -> Result<(), DecodeError> {
        decoder.enter()?;
        let least = self.least_of(items);
        while let Some(count) = decoder.block(least.saturating_add(usize::from(keys)), 0)? {
            for _ in 0..count {
                if keys {
                    decoder.str()?;
                } else if least == 0 {
                    // They were counted.
                    break;
                }
                if least > 0 {
                    self.value(items, decoder)?;
                }
            }
        }
        decoder.leave();
        Ok(())
    }
}
