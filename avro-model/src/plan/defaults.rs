//! The reader's defaults, as the bytes of a value.
//!
//! A decoder meets a default as if it had been written, so it is encoded once, by the
//! reader's schema, and kept with the plan. A default can be very much larger
//! than its text, since a record in it may leave out fields that have defaults
//! themselves: what all of them may take together is bounded, and so is their depth.

use std::collections::HashMap;

use crate::default::Checker;
use crate::json::Json;
use crate::schema::{Field, NodeId, Record, Schema, Type};

/// Values and bytes that all defaults of a plan may come to.
const MOST: usize = 4 << 20;

/// How deep records, arrays and maps of a default may be nested.
const DEEPEST: usize = 128;

/// The default of a field as a datum of the field's type, for whoever fills it in without a plan.
///
/// `None` where the field has no default.
///
/// # Errors
///
/// When the default does not fit, which only a schema that was parsed leniently allows, and when
/// it grows beyond bounds; in words.
///
/// # Example
///
/// ```
/// use avro_model::{Schema, Type, plan};
///
/// let schema = Schema::parse(
///     r#"{"type": "record", "name": "R", "fields": [
///         {"name": "word", "type": ["null", "string"], "default": "hi"}]}"#,
/// )?;
/// let Type::Record(record) = schema.root_node().ty() else { unreachable!() };
/// let datum = plan::default_datum(&schema, &record.fields()[0]).unwrap()?;
/// assert_eq!(*datum, *b"\x02\x04hi");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn default_datum(schema: &Schema, field: &Field) -> Option<Result<Box<[u8]>, String>> {
    field.default()?;
    let mut defaults = Defaults::new(schema);
    Some(
        defaults
            .encode(field)
            .map(|_| defaults.encoded.pop().unwrap_or_default()),
    )
}

pub(super) struct Defaults<'s> {
    reader: &'s Schema,
    checker: Checker<'s>,
    known: HashMap<(NodeId, usize), Result<u32, String>>,
    encoded: Vec<Box<[u8]>>,
    left: usize,
}

enum Fault {
    Misfit,
    TooLarge,
    TooDeep,
}

impl<'s> Defaults<'s> {
    pub(super) fn new(reader: &'s Schema) -> Defaults<'s> {
        Defaults {
            reader,
            checker: Checker::new(&reader.arena),
            known: HashMap::new(),
            encoded: Vec::new(),
            left: MOST,
        }
    }

    /// The position of a field's default among all, or why there is none.
    pub(super) fn of(
        &mut self,
        record: NodeId,
        slot: usize,
        field: &'s Field,
    ) -> Result<u32, String> {
        if let Some(known) = self.known.get(&(record, slot)) {
            return known.clone();
        }
        let result = self.encode(field);
        self.known.insert((record, slot), result.clone());
        result
    }

    pub(super) fn into_encoded(self) -> Box<[Box<[u8]>]> {
        self.encoded.into()
    }

    fn encode(&mut self, field: &'s Field) -> Result<u32, String> {
        let Some(json) = field.default() else {
            return Err("it has no default".to_owned());
        };
        let mut out = Vec::new();
        match self.value(json, field.ty(), 0, &mut out) {
            Ok(()) => {
                let at = u32::try_from(self.encoded.len()).unwrap_or(u32::MAX);
                self.encoded.push(out.into());
                Ok(at)
            }
            Err(Fault::Misfit) => Err(match self.checker.check(json, field.ty()) {
                Err(fault) => format!("its default does not fit: {fault}"),
                Ok(()) => "its default does not fit".to_owned(),
            }),
            Err(Fault::TooLarge) => Err("its default grows too large".to_owned()),
            Err(Fault::TooDeep) => Err("its default is nested too deeply".to_owned()),
        }
    }

    fn take(&mut self, cost: usize) -> Result<(), Fault> {
        self.left = self.left.saturating_sub(cost);
        if self.left == 0 {
            return Err(Fault::TooLarge);
        }
        Ok(())
    }

    fn value(
        &mut self,
        json: &'s Json,
        id: NodeId,
        depth: usize,
        out: &mut Vec<u8>,
    ) -> Result<(), Fault> {
        if depth > DEEPEST {
            return Err(Fault::TooDeep);
        }
        self.take(1)?;
        let reader = self.reader;
        let start = out.len();
        match (reader.node(id).ty(), json) {
            (Type::Null, Json::Null) => {}
            (Type::Boolean, Json::Bool(value)) => out.push(u8::from(*value)),
            (Type::Int, Json::Number(number)) => {
                let value = number.as_i64().and_then(|value| i32::try_from(value).ok());
                put_long(out, i64::from(value.ok_or(Fault::Misfit)?));
            }
            (Type::Long, Json::Number(number)) => {
                put_long(out, number.as_i64().ok_or(Fault::Misfit)?);
            }
            (Type::Float, Json::Number(number)) if number.as_f32().is_finite() => {
                out.extend(number.as_f32().to_le_bytes());
            }
            (Type::Double, Json::Number(number)) if number.as_f64().is_finite() => {
                out.extend(number.as_f64().to_le_bytes());
            }
            (Type::String, Json::String(text)) => {
                put_length(out, text.len());
                out.extend(text.as_bytes());
            }
            (Type::Bytes, Json::String(text)) => {
                let bytes = bytes_of(text)?;
                put_length(out, bytes.len());
                out.extend(bytes);
            }
            (Type::Fixed(fixed), Json::String(text)) => {
                let bytes = bytes_of(text)?;
                if bytes.len() != fixed.size() {
                    return Err(Fault::Misfit);
                }
                out.extend(bytes);
            }
            (Type::Enum(en), Json::String(symbol)) => {
                put_length(out, en.symbol_index(symbol).ok_or(Fault::Misfit)?);
            }
            (Type::Union(branches), _) => {
                let fits = |&branch: &NodeId| self.checker.fits(json, branch);
                let at = branches.iter().position(fits).ok_or(Fault::Misfit)?;
                put_length(out, at);
                let branch = branches.get(at).ok_or(Fault::Misfit)?;
                return self.value(json, *branch, depth, out);
            }
            (Type::Array(items), Json::Array(values)) => {
                if !values.is_empty() {
                    put_length(out, values.len());
                }
                for value in values {
                    self.value(value, *items, depth.saturating_add(1), out)?;
                }
                out.push(0);
                return Ok(());
            }
            (Type::Map(values), Json::Object(members)) => {
                if !members.is_empty() {
                    put_length(out, members.len());
                }
                for (key, value) in members {
                    self.take(key.len())?;
                    put_length(out, key.len());
                    out.extend(key.as_bytes());
                    self.value(value, *values, depth.saturating_add(1), out)?;
                }
                out.push(0);
                return Ok(());
            }
            (Type::Record(record), Json::Object(members)) => {
                return self.record(record, members, depth, out);
            }
            _ => return Err(Fault::Misfit),
        }
        self.take(out.len().saturating_sub(start))
    }

    /// The members in the order of the fields; what is left out has the field's own default.
    fn record(
        &mut self,
        record: &'s Record,
        members: &'s [(Box<str>, Json)],
        depth: usize,
        out: &mut Vec<u8>,
    ) -> Result<(), Fault> {
        self.take(record.fields().len())?;
        let mut values: Vec<Option<&Json>> = record.fields().iter().map(Field::default).collect();
        for (name, value) in members {
            if let Some((at, _)) = record.field(name)
                && let Some(place) = values.get_mut(at)
            {
                *place = Some(value);
            }
        }
        for (field, value) in record.fields().iter().zip(values) {
            let value = value.ok_or(Fault::Misfit)?;
            self.value(value, field.ty(), depth.saturating_add(1), out)?;
        }
        Ok(())
    }
}

/// A string whose code points are bytes.
fn bytes_of(text: &str) -> Result<Vec<u8>, Fault> {
    text.chars()
        .map(|c| u8::try_from(u32::from(c)).map_err(|_| Fault::Misfit))
        .collect()
}

fn put_length(out: &mut Vec<u8>, length: usize) {
    put_long(out, i64::try_from(length).unwrap_or(i64::MAX));
}

/// A zig-zag varint.
fn put_long(out: &mut Vec<u8>, value: i64) {
    let mut rest = (value.cast_unsigned() << 1) ^ (value >> 63).cast_unsigned();
    while rest >= 0x80 {
        // The lowest seven bits, and the mark that more follow.
        out.push(u8::try_from(rest & 0x7f).unwrap_or(0) | 0x80);
        rest >>= 7;
    }
    out.push(u8::try_from(rest).unwrap_or(0));
}
