//! The bytes of a datum into JSON text, along its schema.

use std::collections::HashMap;

use avro_model::{NodeId, Record, Type};

use super::Form;
use super::guide::{Guide, tag};
use super::output::JsonWriter;
use crate::encoding::{DecodeError, DecodeErrorKind, Decoder, Limit, Limits, bounded};
use crate::logical::text::{self, Base};

type Result<T> = std::result::Result<T, DecodeError>;

/// What one byte of a datum may become in text beyond [`Limits::memory`].
const TEXT_PER_BYTE: usize = 16;

/// Writes a datum of one schema.
pub(super) struct Writing<'g, 'o, 'd> {
    guide: &'g Guide,
    form: Form,
    datum: Decoder<'d>,
    out: JsonWriter<'o>,
    /// How long the text may become: names of fields can be much longer than what they hold.
    most: usize,
    limit: usize,
    /// The keys of the maps that are open, and where their text begins.
    keys: Vec<(&'d str, usize)>,
}

impl<'g, 'o, 'd> Writing<'g, 'o, 'd> {
    pub(super) fn new(
        guide: &'g Guide,
        form: Form,
        datum: &'d [u8],
        limits: &Limits,
        out: &'o mut String,
    ) -> Self {
        let earned = datum.len().saturating_mul(TEXT_PER_BYTE);
        let limit = limits.memory().saturating_add(earned);
        Writing {
            guide,
            form,
            datum: Decoder::with_limits(datum, limits),
            most: limit.saturating_add(out.len()),
            limit,
            out: JsonWriter::new(out),
            keys: Vec::new(),
        }
    }

    /// The value that is the whole of the datum.
    pub(super) fn whole(mut self) -> Result<()> {
        self.value(self.guide.schema().root())?;
        self.datum.finish()
    }

    /// Fails where the text has become too long.
    fn check_length(&self) -> Result<()> {
        if self.out.len() > self.most {
            return Err(self.datum.error(DecodeErrorKind::LimitExceeded {
                which: Limit::Memory,
                limit: self.limit as u64,
            }));
        }
        Ok(())
    }

    fn value(&mut self, id: NodeId) -> Result<()> {
        let node = self.guide.schema().node(id);
        let logical = node.logical().filter(|_| self.form == Form::Plain);
        let readable = |base| logical.and_then(|logical| text::print(logical, base));
        match node.ty() {
            Type::Null => self.out.null(),
            Type::Boolean => self.out.boolean(self.datum.boolean()?),
            Type::Int => {
                let value = self.datum.int()?;
                match readable(Base::Int(value)) {
                    Some(text) => self.out.string(&text),
                    None => self.out.integer(value.into()),
                }
            }
            Type::Long => {
                let value = self.datum.long()?;
                match readable(Base::Long(value)) {
                    Some(text) => self.out.string(&text),
                    None => self.out.integer(value),
                }
            }
            Type::Float => self.out.float(self.datum.float()?),
            Type::Double => self.out.double(self.datum.double()?),
            Type::String => self.out.string(self.datum.str()?),
            Type::Bytes | Type::Fixed(_) => {
                let bytes = match node.ty() {
                    Type::Fixed(ty) => self.datum.fixed(ty.size())?,
                    _ => self.datum.bytes()?,
                };
                match readable(Base::Bytes(bytes)) {
                    Some(text) => self.out.string(&text),
                    None => self.out.bytes(bytes),
                }
            }
            Type::Enum(ty) => {
                let symbols = bounded(ty.symbols().len());
                let index = self.datum.symbol(symbols)?;
                match ty.symbols().get(index as usize) {
                    Some(symbol) => self.out.string(symbol),
                    None => return Err(self.datum.no_such_symbol(index.into(), symbols)),
                }
            }
            Type::Array(items) => self.array(*items)?,
            Type::Map(values) => self.map(*values)?,
            Type::Union(branches) => self.union(branches)?,
            Type::Record(ty) => self.record(ty)?,
        }
        Ok(())
    }

    fn array(&mut self, items: NodeId) -> Result<()> {
        self.datum.enter()?;
        self.out.start_array();
        let least = self.guide.least(items);
        let mut index = 0_usize;
        while let Some(count) = self.datum.block(least, 0)? {
            for _ in 0..count {
                if let Err(error) = self.check_length().and_then(|()| self.value(items)) {
                    return Err(error.in_item(index));
                }
                index = index.saturating_add(1);
            }
        }
        self.out.end_array();
        self.datum.leave();
        Ok(())
    }

    fn map(&mut self, values: NodeId) -> Result<()> {
        self.datum.enter()?;
        self.out.start_object();
        let (first, start) = (self.keys.len(), self.out.len());
        let least = self.guide.least(values).saturating_add(1);
        while let Some(count) = self.datum.block(least, size_of::<(&str, usize)>())? {
            for _ in 0..count {
                let key = self.datum.str()?;
                self.keys.push((key, self.out.len()));
                self.out.key(key);
                if let Err(error) = self.check_length().and_then(|()| self.value(values)) {
                    return Err(error.in_key(key));
                }
            }
        }
        let pairs = self.keys.get(first..).unwrap_or_default();
        // In an object no key may stand twice, and of two pairs the last is the one that a map has.
        if has_twice(pairs) {
            let last: HashMap<&str, usize> = pairs.iter().copied().collect();
            let ends = pairs.iter().skip(1).map(|&(_, start)| start);
            let ends = ends.chain([self.out.len()]);
            let parts = pairs.iter().zip(ends);
            let parts = parts.filter(|((key, start), _)| last.get(key) == Some(start));
            self.out
                .keep(start, parts.map(|((_, start), end)| *start..end));
        }
        self.keys.truncate(first);
        self.out.end_object();
        self.datum.leave();
        Ok(())
    }

    /// "If its type is null, then it is encoded as a JSON null; otherwise it is encoded as a
    /// JSON object with one name/value pair" (JSON Encoding).
    fn union(&mut self, branches: &[NodeId]) -> Result<()> {
        let count = bounded(branches.len());
        let index = self.datum.branch(count)?;
        let Some(&branch) = branches.get(index as usize) else {
            return Err(self.datum.no_such_branch(index.into(), count));
        };
        let schema = self.guide.schema();
        if self.form == Form::Plain || matches!(schema.node(branch).ty(), Type::Null) {
            return self.value(branch);
        }
        self.out.start_object();
        self.out.key(tag(schema, branch));
        self.value(branch)?;
        self.out.end_object();
        Ok(())
    }

    fn record(&mut self, ty: &Record) -> Result<()> {
        self.datum.enter()?;
        self.out.start_object();
        for field in ty.fields() {
            self.out.key(field.name());
            let written = self.check_length().and_then(|()| self.value(field.ty()));
            if let Err(error) = written {
                return Err(error.in_field_named(field.name()));
            }
        }
        self.out.end_object();
        self.datum.leave();
        Ok(())
    }
}

/// Whether one key stands in two of the pairs.
fn has_twice(pairs: &[(&str, usize)]) -> bool {
    const FEW: usize = 16;
    // Many maps come in the order of their keys.
    if pairs.is_sorted_by(|(a, _), (b, _)| a < b) {
        return false;
    }
    if pairs.len() <= FEW {
        let mut rest = pairs;
        while let Some(((key, _), behind)) = rest.split_first() {
            if behind.iter().any(|(other, _)| other == key) {
                return true;
            }
            rest = behind;
        }
        return false;
    }
    let keys: std::collections::HashSet<&str> = pairs.iter().map(|&(key, _)| key).collect();
    keys.len() < pairs.len()
}
