//! Two datums side by side, in their bytes.

use std::cmp::Ordering;

use avro_model::{NodeId, Order, Record, Type};

use super::{CompareError, doubles};
use crate::encoding::{DecodeError, Decoder, bounded};
use crate::value::Program;

type Result<T> = std::result::Result<T, CompareError>;

/// Two datums, and how far they have been found equal.
pub(super) struct Comparison<'p, 'd> {
    pub(super) program: &'p Program,
    pub(super) a: Decoder<'d>,
    pub(super) b: Decoder<'d>,
}

impl<'p, 'd> Comparison<'p, 'd> {
    /// Reads the same from both.
    fn both<T>(
        &mut self,
        read: impl Fn(&mut Decoder<'d>) -> std::result::Result<T, DecodeError>,
    ) -> Result<(T, T)> {
        let a = read(&mut self.a).map_err(CompareError::first)?;
        let b = read(&mut self.b).map_err(CompareError::second)?;
        Ok((a, b))
    }

    fn ordered<T: Ord>(
        &mut self,
        read: impl Fn(&mut Decoder<'d>) -> std::result::Result<T, DecodeError>,
    ) -> Result<Ordering> {
        let (a, b) = self.both(read)?;
        Ok(a.cmp(&b))
    }

    pub(super) fn value(&mut self, id: NodeId) -> Result<Ordering> {
        match self.program.reader().node(id).ty() {
            Type::Null => Ok(Ordering::Equal),
            Type::Boolean => self.ordered(Decoder::boolean),
            Type::Int => self.ordered(Decoder::int),
            Type::Long => self.ordered(Decoder::long),
            Type::Float => {
                let (a, b) = self.both(Decoder::float)?;
                Ok(doubles(a.into(), b.into()))
            }
            Type::Double => {
                let (a, b) = self.both(Decoder::double)?;
                Ok(doubles(a, b))
            }
            Type::Bytes | Type::String => self.ordered(Decoder::bytes),
            Type::Fixed(ty) => self.ordered(|decoder| decoder.fixed(ty.size())),
            Type::Enum(ty) => {
                let symbols = bounded(ty.symbols().len());
                self.ordered(|decoder| decoder.symbol(symbols))
            }
            Type::Union(branches) => {
                let count = bounded(branches.len());
                let (a, b) = self.both(|decoder| decoder.branch(count))?;
                match (a.cmp(&b), branches.get(a as usize)) {
                    (Ordering::Equal, Some(&branch)) => self.value(branch),
                    (order, _) => Ok(order),
                }
            }
            Type::Array(items) => self.array(*items),
            Type::Map(_) => Err(CompareError::map()),
            Type::Record(ty) => self.record(ty),
        }
    }

    fn record(&mut self, ty: &'p Record) -> Result<Ordering> {
        self.both(Decoder::enter)?;
        for field in ty.fields() {
            let order = match field.order() {
                Order::Ignore => self
                    .both(|decoder| self.program.skip(field.ty(), decoder))
                    .map(|_| Ordering::Equal),
                Order::Ascending => self.value(field.ty()),
                Order::Descending => self.value(field.ty()).map(Ordering::reverse),
            };
            match order {
                Ok(Ordering::Equal) => {}
                Ok(order) => return Ok(order),
                Err(error) => return Err(error.in_field(field.name())),
            }
        }
        self.a.leave();
        self.b.leave();
        Ok(Ordering::Equal)
    }

    /// The blocks of the two need not be cut alike.
    fn array(&mut self, items: NodeId) -> Result<Ordering> {
        self.both(Decoder::enter)?;
        let least = self.program.least(items);
        let (mut in_a, mut in_b) = (0_usize, 0_usize);
        let mut index = 0_usize;
        loop {
            if in_a == 0 {
                let block = self.a.block(least, 0).map_err(CompareError::first)?;
                in_a = block.unwrap_or(0);
            }
            if in_b == 0 {
                let block = self.b.block(least, 0).map_err(CompareError::second)?;
                in_b = block.unwrap_or(0);
            }
            // A block has an item at least: none left is the array's end.
            let (Some(rest_a), Some(rest_b)) = (in_a.checked_sub(1), in_b.checked_sub(1)) else {
                break;
            };
            (in_a, in_b) = (rest_a, rest_b);
            match self.value(items) {
                Ok(Ordering::Equal) => {}
                Ok(order) => return Ok(order),
                Err(error) => return Err(error.in_item(index)),
            }
            index = index.saturating_add(1);
        }
        self.a.leave();
        self.b.leave();
        Ok(in_a.cmp(&in_b))
    }
}
