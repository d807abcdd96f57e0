//! JSON text into the bytes of a datum, along its schema.

use std::collections::HashMap;

use avro_model::json::Event;
use avro_model::{Field, NodeId, Record, Schema, Type};

use super::Form;
use super::datum::{Datum, Open};
use super::error::{ReadError, ReadErrorKind, cut};
use super::guide::Guide;
use super::input::JsonReader;
use crate::encoding::{DecodeError, Decoder, Limits};

type Result<T> = std::result::Result<T, ReadError>;

/// What one byte of text may become in memory beyond [`Limits::memory`].
const MEMORY_PER_BYTE: usize = 16;

/// What comes of a text: the datum so far, and what the limits still grant.
pub(super) struct State {
    pub(super) datum: Datum,
    /// The limits, with the memory that the text earned on top.
    pub(super) limits: Limits,
    /// Keeps count of levels, the stack, memory and empty values.
    ledger: Decoder<'static>,
    /// How much memory was taken off the budget.
    charged: usize,
    /// The defaults that were needed, by their fields.
    pub(super) defaults: HashMap<*const Field, Box<[u8]>>,
}

impl State {
    pub(super) fn new(text: &str, limits: &Limits, datum: Datum) -> State {
        let earned = text.len().saturating_mul(MEMORY_PER_BYTE);
        let limits = limits
            .clone()
            .with_memory(limits.memory().saturating_add(earned));
        State {
            datum,
            ledger: Decoder::with_limits(&[], &limits),
            limits,
            charged: 0,
            defaults: HashMap::new(),
        }
    }

    /// A decoder of the finished datum. It grants the memory that is left, and all else anew.
    pub(super) fn decoder(&self) -> Decoder<'_> {
        let left = self.limits.memory().saturating_sub(self.charged);
        let limits = self.limits.clone().with_memory(left);
        Decoder::with_grant(self.datum.as_slice(), &limits, 0)
    }
}

/// Reads a value of one schema.
pub(super) struct Reading<'g, 's, 'a> {
    pub(super) guide: &'g Guide,
    pub(super) form: Form,
    pub(super) text: JsonReader<'a>,
    pub(super) state: &'s mut State,
}

impl<'g, 's, 'a> Reading<'g, 's, 'a> {
    pub(super) fn new(guide: &'g Guide, form: Form, text: &'a str, state: &'s mut State) -> Self {
        Reading {
            guide,
            form,
            text: JsonReader::new(text, &state.limits),
            state,
        }
    }

    /// The value that is the whole of the text.
    pub(super) fn whole(mut self) -> Result<()> {
        let event = self.text.next()?;
        self.value(self.schema().root(), event)?;
        self.text.finish()
    }

    pub(super) fn schema(&self) -> &'g Schema {
        self.guide.schema()
    }

    /// The error for a limit that was exceeded at the present place.
    #[cold]
    fn exceeded(&self, error: &DecodeError) -> ReadError {
        self.text.error(error.kind().clone().into())
    }

    /// One level further down: a record, an array or a map.
    fn enter(&mut self) -> Result<()> {
        let entered = self.state.ledger.enter();
        entered.map_err(|error| self.exceeded(&error))
    }

    /// Back up from [`enter`](Self::enter). After an error it need not be called.
    fn leave(&mut self) {
        self.state.ledger.leave();
    }

    /// Takes memory off the budget, or work for which no text paid.
    pub(super) fn charge(&mut self, bytes: usize) -> Result<()> {
        self.state.charged = self.state.charged.saturating_add(bytes);
        let charged = self.state.ledger.charge(bytes);
        charged.map_err(|error| self.exceeded(&error))
    }

    /// The value that begins with `event`.
    pub(super) fn value(&mut self, id: NodeId, event: Event<'a>) -> Result<()> {
        // A null has no bytes: nothing is ever wrong with one.
        if event != Event::Null {
            self.state.datum.mark(self.text.offset());
        }
        if self.form == Form::Plain && self.readable(id, &event)? {
            return Ok(());
        }
        let out = &mut self.state.datum;
        match self.guide.schema().node(id).ty() {
            Type::Null => match event {
                Event::Null => {}
                event => return Err(self.text.unexpected("null", &event)),
            },
            Type::Boolean => match event {
                Event::Bool(value) => out.byte(u8::from(value)),
                event => return Err(self.text.unexpected("a boolean", &event)),
            },
            Type::Int => out.long(self.text.integer::<i32>(&event, "an int")?.into()),
            Type::Long => out.long(self.text.integer(&event, "a long")?),
            Type::Float => out.fixed(&self.text.float(&event)?.to_le_bytes()),
            Type::Double => out.fixed(&self.text.double(&event)?.to_le_bytes()),
            Type::Bytes => {
                let (text, count) = self.text.bytes(&event, "a string for bytes")?;
                out.count(count);
                out.latin1(text);
            }
            Type::String => out.bytes(self.text.string(&event, "a string")?.as_bytes()),
            Type::Fixed(ty) => {
                let (text, found) = self.text.bytes(&event, "a string for a fixed")?;
                let size = ty.size();
                if found != size {
                    return Err(self.text.error(ReadErrorKind::FixedSize { size, found }));
                }
                out.latin1(text);
            }
            Type::Enum(ty) => {
                let symbol = self.text.string(&event, "a symbol")?;
                match ty.symbol_index(symbol) {
                    Some(index) => out.count(index),
                    None => {
                        let symbol = cut(symbol);
                        return Err(self.text.error(ReadErrorKind::NoSuchSymbol { symbol }));
                    }
                }
            }
            Type::Array(items) => self.array(*items, &event)?,
            Type::Map(values) => self.map(*values, &event)?,
            Type::Union(branches) if self.form == Form::Encoding => {
                self.union(id, branches, &event)?;
            }
            Type::Union(branches) => self.untagged(id, branches, event)?,
            Type::Record(ty) => self.record(ty, &event)?,
        }
        Ok(())
    }

    fn array(&mut self, items: NodeId, event: &Event<'a>) -> Result<()> {
        if *event != Event::StartArray {
            return Err(self.text.unexpected("an array", event));
        }
        self.enter()?;
        let empty = self.guide.least(items) == 0;
        let open = self.state.datum.open_block();
        let mut count = 0_usize;
        loop {
            let event = self.text.next()?;
            if event == Event::EndArray {
                break;
            }
            if empty {
                let charged = self.state.ledger.charge_empty(1);
                charged.map_err(|error| self.exceeded(&error))?;
            }
            if let Err(error) = self.value(items, event) {
                return Err(error.in_item(count));
            }
            count = count.saturating_add(1);
        }
        self.state.datum.close_block(open, count);
        self.leave();
        Ok(())
    }

    fn map(&mut self, values: NodeId, event: &Event<'a>) -> Result<()> {
        if *event != Event::StartObject {
            return Err(self.text.unexpected("an object for a map", event));
        }
        let first = self.text.next()?;
        self.pairs(values, first)
    }

    /// A map's pairs, of which the first begins with `event`.
    pub(super) fn pairs(&mut self, values: NodeId, mut event: Event<'a>) -> Result<()> {
        self.enter()?;
        let open = self.state.datum.open_block();
        let mut count = 0_usize;
        while let Event::Key(key) = event {
            // A key is as long as any string may be.
            self.text.check_length(key.len())?;
            self.state.datum.bytes(key.as_bytes());
            let value = self.text.next()?;
            if let Err(error) = self.value(values, value) {
                return Err(error.in_key(&key));
            }
            count = count.saturating_add(1);
            event = self.text.next()?;
        }
        self.state.datum.close_block(open, count);
        self.leave();
        Ok(())
    }

    fn union(&mut self, id: NodeId, branches: &'g [NodeId], event: &Event<'a>) -> Result<()> {
        match event {
            Event::Null => match self.null_branch(branches) {
                Some(index) => self.state.datum.count(index),
                None => return Err(self.no_such_branch("null")),
            },
            Event::StartObject => {
                let tag = match self.text.next()? {
                    Event::Key(tag) => tag,
                    event => return Err(self.text.unexpected("the name of a branch", &event)),
                };
                // Null has no name here: it is written as null.
                let (index, branch) = match self.guide.branch(id, branches, &tag) {
                    Some((_, branch)) if matches!(self.schema().node(branch).ty(), Type::Null) => {
                        let null = "null itself for the branch null";
                        return Err(self.text.unexpected(null, &Event::Key(tag)));
                    }
                    Some(found) => found,
                    None => return Err(self.no_such_branch(&tag)),
                };
                self.tagged(index, branch)?;
            }
            event => {
                let expected = "null or an object that names a branch";
                return Err(self.text.unexpected(expected, event));
            }
        }
        Ok(())
    }

    /// The value of the branch that an object has just named, and the object's end.
    pub(super) fn tagged(&mut self, index: usize, branch: NodeId) -> Result<()> {
        self.state.datum.count(index);
        let event = self.text.next()?;
        self.value(branch, event)?;
        match self.text.next()? {
            Event::EndObject => Ok(()),
            event => Err(self.text.unexpected("one branch of the union", &event)),
        }
    }

    #[cold]
    pub(super) fn no_such_branch(&self, tag: &str) -> ReadError {
        self.text
            .error(ReadErrorKind::NoSuchBranch { tag: cut(tag) })
    }

    fn null_branch(&self, branches: &[NodeId]) -> Option<usize> {
        let schema = self.schema();
        branches
            .iter()
            .position(|&branch| matches!(schema.node(branch).ty(), Type::Null))
    }

    /// Members may come in any order, and those that name no field are passed over.
    fn record(&mut self, ty: &'g Record, event: &Event<'a>) -> Result<()> {
        if *event != Event::StartObject {
            return Err(self.text.unexpected("an object for a record", event));
        }
        let first = self.text.next()?;
        self.members(ty, first)
    }

    /// A record's members, of which the first begins with `event`.
    pub(super) fn members(&mut self, ty: &'g Record, mut event: Event<'a>) -> Result<()> {
        self.enter()?;
        let fields = ty.fields();
        // Most texts have the fields in the schema's order: then nothing has to be moved.
        let mut expected = 0_usize;
        let mut unordered: Option<Unordered> = None;
        while let Event::Key(key) = event {
            let in_order = fields.get(expected).filter(|field| field.name() == key);
            let found = match in_order {
                Some(field) => Some((expected, field)),
                None => ty.field(&key),
            };
            let begin = self.text.next()?;
            if let Some((index, field)) = found {
                if index != expected && unordered.is_none() {
                    unordered = Some(self.unordered(expected, fields.len())?);
                }
                let start = self.state.datum.len();
                self.value(field.ty(), begin)
                    .map_err(|error| error.in_field(field.name()))?;
                if let Some(Unordered { open, first }) = unordered {
                    let member = index.saturating_sub(first);
                    self.state.datum.close_member(open, member, start);
                }
                expected = index.saturating_add(1);
            } else {
                self.text.skip(&begin)?;
            }
            event = self.text.next()?;
        }
        match unordered {
            None => {
                for field in fields.get(expected..).unwrap_or_default() {
                    self.missing(field)?;
                }
            }
            Some(Unordered { open, first }) => {
                for (member, field) in fields.iter().skip(first).enumerate() {
                    if !self.state.datum.has_member(open, member) {
                        let start = self.state.datum.len();
                        self.missing(field)?;
                        self.state.datum.close_member(open, member, start);
                    }
                }
                self.state.datum.close_members(open);
            }
        }
        self.leave();
        Ok(())
    }

    /// Begins members that are not in order, from field `first` of `fields` on.
    fn unordered(&mut self, first: usize, fields: usize) -> Result<Unordered> {
        let count = fields.saturating_sub(first);
        // Each is a little work, and memory unless there is some from before.
        let more = self.state.datum.members_beyond_room(count);
        self.charge(count.saturating_add(more))?;
        Ok(Unordered {
            open: self.state.datum.open_members(count),
            first,
        })
    }

    /// Defaults are for the resolution of schemas: in the encoding every field has to be
    /// there. People may leave them out.
    fn missing(&mut self, field: &'g Field) -> Result<()> {
        if self.form != Form::Encoding
            && let Some(default) = field.default()
        {
            return self.default(field, default);
        }
        Err(self.text.error(ReadErrorKind::MissingField {
            field: cut(field.name()),
        }))
    }
}

/// Members of a record that are not in the schema's order, all behind the first few.
#[derive(Clone, Copy)]
struct Unordered {
    open: Open,
    /// The field from which on they are out of order.
    first: usize,
}
