//! Bringing a value into the form of a schema.
//!
//! Here a value that knows no schema, or another one, gets the types, names and branches of
//! the schema it is to be written with. Nothing is lost on the way: a number has to be the same
//! number, and a member that no field takes is a fault.

mod matching;
mod scalar;

pub(super) use scalar::exact_double;

use std::collections::HashMap;
use std::sync::Arc;

use avro_model::{Field, NodeId, Record, Schema, Type, nearest, plan};

use super::encode::{NO_SUCH_FIELD, Step, mismatch_with};
use super::validate::Levels;
use super::{Faults, Program, RecordValue, Value};
use crate::encoding::{Decoder, EncodeError, EncodeErrorKind};

impl Value {
    /// The value in the form of the type that is `schema`'s root.
    ///
    /// | value | becomes |
    /// | --- | --- |
    /// | int, long, float, double | an int or long that is the same number; a float or double: an integer has to be the same number, another is rounded, but never to infinity |
    /// | string | a string, a symbol, a value of a logical type that [is written so](crate::json#plain-json), otherwise bytes or a fixed if it is ASCII |
    /// | bytes, fixed | bytes, a fixed of that size, a string if they are UTF-8 |
    /// | symbol | a symbol of that name, a string |
    /// | array | an array |
    /// | map, record | a record, by the names of its fields, with defaults where there is no member; a map |
    /// | null, boolean | null, a boolean |
    ///
    /// A number will also do for a decimal that has its digits. Of a union a value takes the
    /// branch of its own type if there is one, and otherwise the one that it fits best: an int rather
    /// a long than a double, a string rather a symbol than bytes. Where it fits several equally
    /// well it is refused; a [`Value::Union`] says which is meant by the branch's index, and a map
    /// of one pair by the full name of the branch: `value!({"com.example.Card": {…}})`.
    /// Where the key may be a member's too, it names the branch if what is inside fits it.
    ///
    /// A value that is [valid](Self::validate) comes back as it is, and what comes back is valid.
    ///
    /// # Errors
    ///
    /// All that does not fit, each with the way to it.
    ///
    /// # Example
    ///
    /// ```
    /// use avro_core::{Schema, value};
    ///
    /// let schema = Schema::parse(
    ///     r#"{"type": "record", "name": "Sale", "fields": [
    ///         {"name": "day", "type": {"type": "int", "logicalType": "date"}},
    ///         {"name": "total", "type": "double"},
    ///         {"name": "kind", "type": {"type": "enum", "name": "Kind", "symbols": ["SHOP", "WEB"]}},
    ///         {"name": "note", "type": ["null", "string"], "default": null}]}"#,
    /// )?;
    /// let sale = value!({"day": "1970-01-31", "total": 12, "kind": "WEB"}).fit(&schema)?;
    /// assert_eq!(sale.to_string(), r#"{"day": 30, "total": 12, "kind": "WEB", "note": null}"#);
    /// assert!(sale.validate(&schema).is_ok());
    ///
    /// let faults = value!({"day": 1.5, "kind": "WEBB", "notes": "?"}).fit(&schema).unwrap_err();
    /// let words: Vec<String> = faults.iter().map(ToString::to_string).collect();
    /// assert_eq!(words, [
    ///     r#"notes: expected a field of record Sale, found "notes"; did you mean "note"?"#,
    ///     "day: expected int, found double 1.5",
    ///     "total: expected double, found no such field",
    ///     r#"kind: expected a symbol of enum Kind, found "WEBB"; did you mean "WEB"?"#,
    /// ]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn fit(&self, schema: &Schema) -> Result<Value, Faults> {
        let mut fitting = Fitting::new(schema);
        let fitted = fitting.value(self, schema.root());
        // Without a value there is a fault.
        fitting.faults.or(fitted.unwrap_or(Value::Null))
    }
}

/// What the fields that a value left out may take in memory, however small it is.
const LEFT_OUT: usize = 64 << 20;

/// What a field takes at least.
const FIELD: usize = size_of::<(String, Value)>();

/// And what each part of a value earns: sixteen such fields.
const EARNED: usize = 16 * FIELD;

/// Brings values into the form of one schema.
///
/// Where a step gives nothing back it has left a fault, and its caller goes on with the next
/// part, so that all are found.
pub(super) struct Fitting<'s> {
    schema: &'s Schema,
    pub(super) faults: Faults,
    levels: Levels,
    /// Above 0 while a branch is tried: what is wrong with it is nobody's business.
    trying: u32,
    /// Which branches composite values were found to fit, so that unions inside of
    /// unions are not tried again at every level. The values are lent all the while.
    tried: HashMap<(*const Value, NodeId), bool>,
    /// The defaults that were wanted so far, by field, and what each takes.
    defaults: HashMap<*const Field, Result<(Value, usize), String>>,
    /// What fields that were left out may still take. When it is used up, that is the end.
    left: usize,
    over: bool,
}

impl<'s> Fitting<'s> {
    pub(super) fn new(schema: &'s Schema) -> Self {
        Fitting {
            schema,
            faults: Faults::default(),
            levels: Levels::default(),
            trying: 0,
            tried: HashMap::new(),
            defaults: HashMap::new(),
            left: LEFT_OUT,
            over: false,
        }
    }

    /// `value` in the form of the node `id`.
    pub(super) fn value(&mut self, value: &Value, id: NodeId) -> Option<Value> {
        if self.over {
            return None;
        }
        self.left = self.left.saturating_add(EARNED);
        let schema = self.schema;
        match (schema.node(id).ty(), value) {
            (Type::Union(branches), _) => self.union(value, branches),
            (_, Value::Union(union)) => self.value(union.value().inner(), id),
            (Type::Array(items), Value::Array(values)) => self.deeper(|fitting| {
                let values = values.iter().enumerate();
                fitting
                    .all(
                        values.map(|(index, value)| (Step::Item(index), value)),
                        *items,
                    )
                    .map(Value::Array)
            }),
            (Type::Map(values), Value::Map(pairs)) => {
                let pairs = pairs.iter().map(|(key, value)| (key.as_str(), value));
                self.map(pairs, *values)
            }
            (Type::Map(values), Value::Record(record)) => self.map(record.fields(), *values),
            (Type::Record(ty), Value::Map(pairs)) => {
                let pairs = pairs.iter().map(|(key, value)| (key.as_str(), value));
                self.record(pairs, ty)
            }
            (Type::Record(ty), Value::Record(record)) => self.record(record.fields(), ty),
            _ => match self.scalar(value, id) {
                Ok(value) => Some(value),
                Err(found) => self.fault(|| found.error(schema, id, value)),
            },
        }
    }

    fn map<'v>(
        &mut self,
        pairs: impl Iterator<Item = (&'v str, &'v Value)> + Clone,
        values: NodeId,
    ) -> Option<Value> {
        self.deeper(|fitting| {
            let parts = pairs.clone().map(|(key, value)| (Step::Key(key), value));
            let made = fitting.all(parts, values)?;
            let keys = pairs.map(|(key, _)| key.to_owned());
            Some(Value::Map(keys.zip(made).collect()))
        })
    }

    /// All parts in the form of one node.
    fn all<'v>(
        &mut self,
        parts: impl Iterator<Item = (Step<'v>, &'v Value)>,
        id: NodeId,
    ) -> Option<Vec<Value>> {
        let mut made = Some(Vec::with_capacity(parts.size_hint().0));
        for (step, value) in parts {
            match (
                self.within(step, |fitting| fitting.value(value, id)),
                &mut made,
            ) {
                (Some(value), Some(made)) => made.push(value),
                (None, _) if self.hopeless() => return None,
                _ => made = None,
            }
        }
        made
    }

    /// A record of these members. Of two of one name the last counts.
    fn record<'v>(
        &mut self,
        members: impl Iterator<Item = (&'v str, &'v Value)>,
        ty: &'s Arc<Record>,
    ) -> Option<Value> {
        self.deeper(|fitting| {
            let fields = ty.fields();
            let mut given: Vec<Option<&Value>> = vec![None; fields.len()];
            let mut all_known = true;
            for (name, value) in members {
                match ty.field(name).and_then(|(at, _)| given.get_mut(at)) {
                    Some(slot) => *slot = Some(value),
                    None => {
                        all_known = false;
                        let fault = || no_field_of(ty, name);
                        fitting.within(Step::Field(name), |fitting| fitting.fault::<()>(fault));
                    }
                }
            }
            if !all_known && fitting.trying > 0 {
                return None;
            }
            let mut made = Some(Vec::with_capacity(fields.len()));
            for (field, value) in fields.iter().zip(given) {
                let value = fitting.within(Step::Field(field.name()), |fitting| match value {
                    Some(value) => fitting.value(value, field.ty()),
                    None => fitting.default(field),
                });
                match (value, &mut made) {
                    (Some(value), Some(made)) => made.push(value),
                    (None, _) if fitting.hopeless() => return None,
                    _ => made = None,
                }
            }
            let made = made.filter(|_| all_known)?;
            Some(Value::Record(RecordValue::of(ty, made)))
        })
    }

    /// Whether the other parts of a value need not be looked at when one is at fault.
    fn hopeless(&self) -> bool {
        self.trying > 0 || self.over
    }

    /// What a field holds that nothing was said of.
    pub(super) fn default(&mut self, field: &Field) -> Option<Value> {
        let schema = self.schema;
        let known = self.defaults.entry(std::ptr::from_ref(field));
        let known = known.or_insert_with(|| default(schema, field));
        let weight = known.as_ref().map_or(FIELD, |(_, weight)| *weight);
        let fault = match (self.left.checked_sub(weight), known) {
            (Some(left), known) => {
                self.left = left;
                match known {
                    Ok((value, _)) => return Some(value.clone()),
                    Err(words) => words.clone(),
                }
            }
            (None, _) => {
                self.over = true;
                format!("more fields left out than {LEFT_OUT} bytes can hold")
            }
        };
        self.fault(|| mismatch_with(schema, field.ty(), fault))
    }

    /// Leaves a fault in the place of a value.
    pub(super) fn fault<T>(&mut self, fault: impl FnOnce() -> EncodeError) -> Option<T> {
        if self.trying == 0 {
            self.faults.push_with(fault);
        }
        None
    }

    pub(super) fn within<T>(
        &mut self,
        step: Step<'_>,
        part: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Option<T> {
        let mark = self.faults.mark();
        let made = part(self);
        self.faults.step_out(mark, step);
        made
    }

    fn deeper(&mut self, part: impl FnOnce(&mut Self) -> Option<Value>) -> Option<Value> {
        let levels = self.levels;
        if let Err(error) = self.levels.enter() {
            return self.fault(|| error);
        }
        let made = part(self);
        self.levels = levels;
        made
    }
}

/// A field's default, and what it takes in memory.
fn default(schema: &Schema, field: &Field) -> Result<(Value, usize), String> {
    let Some(datum) = plan::default_datum(schema, field) else {
        return Err(NO_SUCH_FIELD.to_owned());
    };
    let datum = datum?;
    let program = Program::new(&schema.at(field.ty()));
    match program.read(&mut Decoder::new(&datum)) {
        Ok(value) => {
            let weight = weight(&value);
            Ok((value, weight))
        }
        Err(error) => Err(error.to_string()),
    }
}

/// The fault of a member that no field takes.
#[cold]
pub(super) fn no_field_of(ty: &Record, name: &str) -> EncodeError {
    let fields = ty.fields().iter().map(Field::name);
    EncodeError::new(EncodeErrorKind::Mismatch {
        expected: format!("a field of record {}", ty.name()),
        found: said(name, nearest(name, fields)),
    })
}

/// A name that is not known, and the one that was meant.
fn said(name: &str, nearest: Option<&str>) -> String {
    let shown: String = name.chars().take(40).collect();
    let more = if shown.len() < name.len() { "…" } else { "" };
    match nearest {
        Some(nearest) => format!("{shown:?}; did you mean {nearest:?}?"),
        None => format!("{shown:?}{more}"),
    }
}

/// About what a value takes in memory.
fn weight(value: &Value) -> usize {
    let parts: usize = match value {
        Value::Bytes(bytes) => bytes.len(),
        Value::String(text) => text.len(),
        Value::Fixed(fixed) => fixed.bytes().len(),
        Value::Array(items) => items.iter().map(weight).sum(),
        Value::Map(pairs) => pairs
            .iter()
            .map(|(key, value)| key.len().saturating_add(weight(value)))
            .sum(),
        Value::Union(union) => weight(union.value()),
        Value::Record(record) => record.fields.iter().map(weight).sum(),
        _ => 0,
    };
    parts.saturating_add(FIELD)
}
