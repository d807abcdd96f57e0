//! Records: fields by name as the data has them, or by position as the schema has them.

use std::marker::PhantomData;
use std::slice;

use ::serde::de::{DeserializeSeed, MapAccess, SeqAccess, Visitor};

use super::key::Key;
use super::{De, Lend, Result};
use crate::encoding::{DecodeError, Decoder};
use crate::serde::program::{Fill, Node, Program, Record, Step};

/// A record's fields in the order of the data, and those that the data lacks behind them.
pub(super) struct Fields<'a, 'p, 'de, L> {
    program: &'p Program,
    input: &'a mut Decoder<'de>,
    steps: slice::Iter<'p, Step>,
    fills: slice::Iter<'p, Fill>,
    value: Next<'p>,
    lend: PhantomData<L>,
}

/// The value of the key that was given out last.
enum Next<'p> {
    Nothing,
    Read(&'p str, Node),
    Fill(&'p Fill),
}

impl<'a, 'p, 'de, L: Lend<'p, 'de>> Fields<'a, 'p, 'de, L> {
    #[inline]
    pub(super) fn visit<V: Visitor<'de>>(
        de: De<'a, 'p, 'de, L>,
        at: u32,
        visitor: V,
    ) -> Result<V::Value> {
        let record = record(&de, at)?;
        let before = de.input.remaining().len();
        de.input.enter()?;
        let mut fields = Fields::<L> {
            program: de.program,
            input: de.input,
            steps: record.steps.iter(),
            fills: record.fills.iter(),
            value: Next::Nothing,
            lend: PhantomData,
        };
        let value = visitor.visit_map(&mut fields)?;
        fields.pass()?;
        for step in fields.steps {
            pass::<L>(fields.program, step, fields.input)?;
        }
        fields.input.leave();
        if fields.input.remaining().len() == before {
            pay(record, fields.input)?;
        }
        Ok(value)
    }

    /// Passes over a value that nobody asked for.
    #[inline]
    fn pass(&mut self) -> Result<()> {
        match std::mem::replace(&mut self.value, Next::Nothing) {
            Next::Read(_, node) => De::<L>::new(self.program, node, self.input).ignore(),
            Next::Nothing | Next::Fill(_) => Ok(()),
        }
    }
}

/// What a record that took no bytes is charged instead: a type of serde's may well be a map with a
/// few fields, and of such records a small schema can have any number.
const EMPTY_RECORD: usize = 512;
const EMPTY_FIELD: usize = 64;

#[cold]
fn pay(record: &Record, input: &mut Decoder<'_>) -> Result<()> {
    let fields = record.fields.len().saturating_mul(EMPTY_FIELD);
    input.charge_empty(1)?;
    input.charge(fields.saturating_add(EMPTY_RECORD))
}

/// Passes over what a step would read.
fn pass<'p, 'de, L: Lend<'p, 'de>>(
    program: &'p Program,
    step: &Step,
    input: &mut Decoder<'de>,
) -> Result<()> {
    match (step, program.plan()) {
        (Step::Read { node, .. }, _) => De::<L>::new(program, *node, input).ignore(),
        (Step::Skip(skip), Some(plan)) => input.skip(plan, skip),
        // Only a plan passes over anything.
        (Step::Skip(_), None) => Ok(()),
    }
}

#[inline]
fn record<'p, L>(de: &De<'_, 'p, '_, L>, at: u32) -> Result<&'p Record> {
    match de.program.record(at) {
        Some(record) => Ok(record),
        None => Err(de.input.refuse("the record is unknown")),
    }
}

impl<'p, 'de, L: Lend<'p, 'de>> MapAccess<'de> for Fields<'_, 'p, 'de, L> {
    type Error = DecodeError;

    #[inline]
    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>> {
        self.pass()?;
        let name = loop {
            match self.steps.next() {
                Some(Step::Read { name, node, .. }) => {
                    self.value = Next::Read(name, *node);
                    break name;
                }
                Some(step) => pass::<L>(self.program, step, self.input)?,
                None => match self.fills.next() {
                    Some(fill) => {
                        self.value = Next::Fill(fill);
                        break &fill.name;
                    }
                    None => return Ok(None),
                },
            }
        };
        match seed.deserialize(Key::<L>::new(name)) {
            Ok(key) => Ok(Some(key)),
            Err(error) => Err(error.at(self.input.offset())),
        }
    }

    #[inline]
    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value> {
        match std::mem::replace(&mut self.value, Next::Nothing) {
            Next::Read(name, node) => {
                let start = self.input.offset();
                match seed.deserialize(De::<L>::new(self.program, node, self.input)) {
                    Ok(value) => Ok(value),
                    Err(error) => Err(error.at(start).in_field_named(name)),
                }
            }
            Next::Fill(fill) => default::<L, T>(self.program, fill, self.input, seed),
            Next::Nothing => Err(self.input.refuse("a value was asked for before its key")),
        }
    }

    fn size_hint(&self) -> Option<usize> {
        let count = self.steps.len().saturating_add(self.fills.len());
        Some(Decoder::unseen(count, 64))
    }
}

/// Reads the default of a field that the data lacks.
#[cold]
#[inline(never)]
fn default<'p, 'de, L: Lend<'p, 'de>, T: DeserializeSeed<'de>>(
    program: &'p Program,
    fill: &Fill,
    input: &mut Decoder<'de>,
    seed: T,
) -> Result<T::Value> {
    let plan = program.plan();
    let Some(bytes) = plan.and_then(|plan| L::default(plan.default(fill.default))) else {
        return Err(input.refuse("there is no default"));
    };
    input.turn_to(bytes)?;
    let read = seed.deserialize(De::<L>::new(program, fill.node, input));
    input.back();
    let start = input.offset();
    read.map_err(|error| error.at(start).in_field_named(&fill.name))
}

/// A record's fields in the order of the schema, for a type that knows positions only.
pub(super) struct Places<'a, 'p, 'de, L> {
    program: &'p Program,
    input: &'a mut Decoder<'de>,
    record: &'p Record,
    /// Where the field in each position is.
    places: std::vec::IntoIter<Place<'p, 'de>>,
    lend: PhantomData<L>,
}

enum Place<'p, 'de> {
    Nowhere,
    Data(&'de [u8], Node),
    Default(&'p Fill),
}

impl<'a, 'p, 'de, L: Lend<'p, 'de>> Places<'a, 'p, 'de, L> {
    /// The data is gone through twice, to find the fields and to read them.
    pub(super) fn visit<V: Visitor<'de>>(
        de: De<'a, 'p, 'de, L>,
        at: u32,
        visitor: V,
    ) -> Result<V::Value> {
        let record = record(&de, at)?;
        de.input.enter()?;
        let count = record.fields.len();
        de.input
            .charge(count.saturating_mul(size_of::<Place<'p, 'de>>()))?;
        let mut places: Vec<_> = std::iter::repeat_with(|| Place::Nowhere)
            .take(count)
            .collect();
        for step in &record.steps {
            if let Step::Read { node, slot, .. } = step
                && let Some(place) = places.get_mut(*slot as usize)
            {
                *place = Place::Data(de.input.remaining(), *node);
            }
            pass::<L>(de.program, step, de.input)?;
        }
        for fill in &record.fills {
            if let Some(place) = places.get_mut(fill.slot as usize) {
                *place = Place::Default(fill);
            }
        }
        let end = de.input.remaining();
        let mut places = Places::<L> {
            program: de.program,
            input: de.input,
            record,
            places: places.into_iter(),
            lend: PhantomData,
        };
        let value = visitor.visit_seq(&mut places)?;
        places.input.go_to(end);
        if places.places.len() > 0 {
            return Err(places
                .input
                .refuse("the record has more fields than the type takes"));
        }
        places.input.leave();
        Ok(value)
    }
}

impl<'p, 'de, L: Lend<'p, 'de>> SeqAccess<'de> for Places<'_, 'p, 'de, L> {
    type Error = DecodeError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>> {
        let Some(place) = self.places.next() else {
            return Ok(None);
        };
        match place {
            Place::Nowhere => Err(self.input.refuse("the plan is not one for this schema")),
            Place::Default(fill) => default::<L, T>(self.program, fill, self.input, seed).map(Some),
            Place::Data(rest, node) => {
                self.input.go_to(rest);
                let start = self.input.offset();
                match seed.deserialize(De::<L>::new(self.program, node, self.input)) {
                    Ok(value) => Ok(Some(value)),
                    Err(error) => {
                        let field = self.record.fields.iter().nth_back(self.places.len());
                        let name = field.map_or("", |field| &*field.name);
                        Err(error.at(start).in_field_named(name))
                    }
                }
            }
        }
    }

    fn size_hint(&self) -> Option<usize> {
        Some(Decoder::unseen(self.places.len(), 64))
    }
}
