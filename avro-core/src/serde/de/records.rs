//! Records: fields by name as the data has them, or by position as the schema has them.

use std::marker::PhantomData;
use std::slice;

use ::serde::de::{DeserializeSeed, MapAccess, SeqAccess, Visitor};

use super::key::Key;
use super::{Copied, De, Lend, Result};
use crate::encoding::{DecodeError, Decoder};
use crate::serde::program::{Fill, Node, Program, Record, Step};
use crate::serde::skip;

/// A record's fields in the order of the data, and those that the data lacks behind them.
pub(super) struct Fields<'a, 'i, L> {
    program: &'a Program,
    input: &'a mut Decoder<'i>,
    steps: slice::Iter<'a, Step>,
    fills: slice::Iter<'a, Fill>,
    value: Next<'a>,
    lend: PhantomData<L>,
}

/// The value of the key that was given out last.
enum Next<'a> {
    Nothing,
    Read(&'a str, Node),
    Fill(&'a Fill),
}

impl<'a, 'i, L> Fields<'a, 'i, L> {
    #[inline]
    pub(super) fn visit<'de, V>(de: De<'a, 'i, L>, at: u32, visitor: V) -> Result<V::Value>
    where
        V: Visitor<'de>,
        L: Lend<'i, 'de>,
    {
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
            skip::pass(fields.program, step, fields.input)?;
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
            Next::Read(_, node) => skip::skip(self.program, node, self.input),
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

#[inline]
fn record<'a, L>(de: &De<'a, '_, L>, at: u32) -> Result<&'a Record> {
    match de.program.record(at) {
        Some(record) => Ok(record),
        None => Err(de.input.refuse("the record is unknown")),
    }
}

impl<'de, 'i, L: Lend<'i, 'de>> MapAccess<'de> for Fields<'_, 'i, L> {
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
                Some(step) => skip::pass(self.program, step, self.input)?,
                None => match self.fills.next() {
                    Some(fill) => {
                        self.value = Next::Fill(fill);
                        break &fill.name;
                    }
                    None => return Ok(None),
                },
            }
        };
        match seed.deserialize(Key::<Copied>::new(name)) {
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
            Next::Fill(fill) => default(self.program, fill, self.input, seed),
            Next::Nothing => Err(self.input.refuse("a value was asked for before its key")),
        }
    }

    fn size_hint(&self) -> Option<usize> {
        let count = self.steps.len().saturating_add(self.fills.len());
        Some(Decoder::reservation(count, 64))
    }
}

/// Reads the default of a field that the data lacks.
#[cold]
#[inline(never)]
fn default<'de, T: DeserializeSeed<'de>>(
    program: &Program,
    fill: &Fill,
    input: &mut Decoder<'_>,
    seed: T,
) -> Result<T::Value> {
    let bytes = program
        .plan()
        .map_or(&[][..], |plan| plan.default(fill.default));
    let read = input.aside(bytes, |bytes| {
        seed.deserialize(De::<Copied>::new(program, fill.node, bytes))
    });
    let start = input.offset();
    read.map_err(|error| error.at(start).in_field_named(&fill.name))
}

/// A record's fields in the order of the schema, for a type that knows positions only.
pub(super) struct Places<'a, 'i, L> {
    program: &'a Program,
    input: &'a mut Decoder<'i>,
    record: &'a Record,
    /// Where the field in each position is.
    places: std::vec::IntoIter<Place<'a, 'i>>,
    lend: PhantomData<L>,
}

enum Place<'a, 'i> {
    Nowhere,
    Data(&'i [u8], Node),
    Default(&'a Fill),
}

impl<'a, 'i, L> Places<'a, 'i, L> {
    /// The data is gone through twice, to find the fields and to read them.
    pub(super) fn visit<'de, V>(de: De<'a, 'i, L>, at: u32, visitor: V) -> Result<V::Value>
    where
        V: Visitor<'de>,
        L: Lend<'i, 'de>,
    {
        let record = record(&de, at)?;
        de.input.enter()?;
        let count = record.fields.len();
        de.input
            .charge(count.saturating_mul(size_of::<Place<'a, 'i>>()))?;
        let mut places: Vec<_> = std::iter::repeat_with(|| Place::Nowhere)
            .take(count)
            .collect();
        for step in &record.steps {
            if let Step::Read { node, slot, .. } = step
                && let Some(place) = places.get_mut(*slot as usize)
            {
                *place = Place::Data(de.input.remaining(), *node);
            }
            skip::pass(de.program, step, de.input)?;
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

impl<'de, 'i, L: Lend<'i, 'de>> SeqAccess<'de> for Places<'_, 'i, L> {
    type Error = DecodeError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>> {
        let Some(place) = self.places.next() else {
            return Ok(None);
        };
        match place {
            Place::Nowhere => Err(self.input.refuse("the plan is not one for this schema")),
            Place::Default(fill) => default(self.program, fill, self.input, seed).map(Some),
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
        Some(Decoder::reservation(self.places.len(), 64))
    }
}
