//! What people write: unions without tags, logical types as text, fields left out.

use avro_model::json::{Event, Json, as_i64};
use avro_model::{Field, NodeId, Schema, Type};

use super::Form;
use super::error::{ReadError, ReadErrorKind};
use super::guide::Guide;
use super::input::not_finite;
use super::read::Reading;
use crate::logical::text::{self, Base};

type Result<T> = std::result::Result<T, ReadError>;

impl<'g, 'a> Reading<'g, '_, 'a> {
    /// Reads a logical type that is written as its text; false where the base type says
    /// what to do.
    pub(super) fn readable(&mut self, id: NodeId, event: &Event<'a>) -> Result<bool> {
        let node = self.schema().node(id);
        let (Some(logical), false) = (node.logical(), matches!(node.ty(), Type::String)) else {
            return Ok(false);
        };
        let text = match (event, node.ty()) {
            (Event::String(text), _) => &**text,
            // A decimal may be a number too.
            (Event::Number(text), Type::Bytes | Type::Fixed(_)) => text,
            _ => return Ok(false),
        };
        let out = &mut self.state.datum;
        match self.guide.of_text(id, text) {
            Some(Base::Int(value)) => out.long(value.into()),
            Some(Base::Long(value)) => out.long(value),
            Some(Base::Bytes(bytes)) => match node.ty() {
                Type::Fixed(_) => out.fixed(&bytes),
                _ => out.bytes(&bytes),
            },
            None => {
                let expected = format!("a {}", logical.name());
                return Err(self.text.unexpected(&expected, event));
            }
        }
        Ok(true)
    }

    /// A value of a union, whose tag may be missing.
    pub(super) fn untagged(
        &mut self,
        id: NodeId,
        branches: &'g [NodeId],
        event: Event<'a>,
    ) -> Result<()> {
        if event == Event::StartObject {
            return self.object(id, branches);
        }
        let fits = |branch: &NodeId| self.fits(*branch, &event);
        let exactly = |branch: &NodeId| self.fits_exactly(*branch, &event);
        let found = branches.iter().position(exactly);
        let found = found.or_else(|| branches.iter().position(fits));
        let Some((index, &branch)) = found.and_then(|at| Some((at, branches.get(at)?))) else {
            return Err(self.text.unexpected("a value of the union", &event));
        };
        self.state.datum.count(index);
        self.value(branch, event)
    }

    /// As [`fits`](Self::fits), but a number that is not written as a whole one is none.
    fn fits_exactly(&self, branch: NodeId, event: &Event<'a>) -> bool {
        match (self.schema().node(branch).ty(), event) {
            (Type::Int | Type::Long, Event::Number(text)) if text.contains(['.', 'e', 'E']) => {
                false
            }
            _ => self.fits(branch, event),
        }
    }

    /// Whether what begins with `event`, which is no object, may be of this branch.
    fn fits(&self, branch: NodeId, event: &Event<'a>) -> bool {
        let node = self.schema().node(branch);
        let readable = self.form == Form::Plain && node.logical().is_some();
        match (node.ty(), event) {
            (Type::Null, Event::Null)
            | (Type::Boolean, Event::Bool(_))
            | (Type::Array(_), Event::StartArray)
            | (Type::Float | Type::Double, Event::Number(_))
            | (Type::String, Event::String(_)) => true,
            (Type::Int, Event::Number(text)) => {
                as_i64(text).is_some_and(|value| i32::try_from(value).is_ok())
            }
            (Type::Long, Event::Number(text)) => as_i64(text).is_some(),
            (Type::Float | Type::Double, Event::String(text)) => not_finite(text).is_some(),
            (Type::Enum(ty), Event::String(symbol)) => ty.symbol_index(symbol).is_some(),
            (Type::Bytes | Type::Fixed(_), Event::Number(text)) if readable => {
                self.guide.of_text(branch, text).is_some()
            }
            (_, Event::String(text)) if readable => self.guide.of_text(branch, text).is_some(),
            (Type::Bytes, Event::String(text)) => text.chars().all(|c| c <= '\u{ff}'),
            (Type::Fixed(ty), Event::String(text)) => {
                text.chars().all(|c| c <= '\u{ff}') && text.chars().count() == ty.size()
            }
            _ => false,
        }
    }

    /// An object for a union: a tag and its value, or a record or map without a tag.
    fn object(&mut self, id: NodeId, branches: &'g [NodeId]) -> Result<()> {
        let schema = self.schema();
        let first = self.text.next()?;
        let mut candidates = branches
            .iter()
            .enumerate()
            .filter(|(_, branch)| may_have(schema, **branch, &first));
        let mut untagged = candidates.next();
        let mut several = candidates.next().is_some();
        if several && first == Event::EndObject {
            // It takes a record whose fields may all be left out.
            let mut complete = branches.iter().enumerate().filter(|(_, branch)| {
                match schema.node(**branch).ty() {
                    Type::Record(ty) => ty.fields().iter().all(|field| field.default().is_some()),
                    ty => matches!(ty, Type::Map(_)),
                }
            });
            untagged = complete.next();
            several = complete.next().is_some();
        }
        let tagged = match &first {
            Event::Key(tag) if self.form == Form::Plain => self.guide.branch(id, branches, tag),
            _ => None,
        };
        if let (Some(_), Some((index, branch)), Event::Key(key)) = (untagged, tagged, &first)
            && self.is_tag(key, branch, branches)?
        {
            return self.tagged(index, branch);
        }
        match (untagged, tagged) {
            // A default is of the first branch that it fits, says the specification.
            (Some((index, &branch)), _) if !several || self.form == Form::Default => {
                self.state.datum.count(index);
                match schema.node(branch).ty() {
                    Type::Record(ty) => self.members(ty, first),
                    Type::Map(values) => self.pairs(*values, first),
                    _ => Err(self.text.unexpected("a record or a map", &first)),
                }
            }
            (None, Some((index, branch))) => self.tagged(index, branch),
            (Some(_), _) => Err(self.text.error(ReadErrorKind::AmbiguousBranch)),
            (None, None) => Err(match &first {
                Event::Key(tag) => self.no_such_branch(tag),
                event => self.text.unexpected("a value of the union", event),
            }),
        }
    }

    /// Whether a key that names `branch`, and may be a member of some branch itself, is a tag.
    ///
    /// If the value may be either it is, unless it has company: the encoding is read here too.
    fn is_tag(&mut self, key: &str, branch: NodeId, branches: &[NodeId]) -> Result<bool> {
        let schema = self.schema();
        let Some(value) = self.text.first_ahead() else {
            return Ok(false);
        };
        let is_member = branches.iter().any(|&other| match schema.node(other).ty() {
            Type::Map(values) => self.may_begin(*values, &value),
            Type::Record(ty) => {
                let field = ty.field(key);
                field.is_some_and(|(_, field)| self.may_begin(field.ty(), &value))
            }
            _ => false,
        });
        if !is_member {
            return Ok(true);
        }
        if !self.may_begin(branch, &value) {
            return Ok(false);
        }
        let (alone, bytes) = self.text.is_last_ahead();
        // They are read once more, for every level that they are in.
        self.charge(bytes)?;
        Ok(alone)
    }

    /// Whether a value of this type may begin with `event`.
    fn may_begin(&self, id: NodeId, event: &Event<'a>) -> bool {
        match (self.schema().node(id).ty(), event) {
            (Type::Union(branches), Event::StartObject) => !branches.is_empty(),
            (Type::Union(branches), event) => branches.iter().any(|&id| self.fits(id, event)),
            (Type::Record(_) | Type::Map(_), Event::StartObject) => true,
            _ => self.fits(id, event),
        }
    }

    /// The default of a field that is not there. It counts against the limits, though no text
    /// earned memory for it.
    pub(super) fn default(&mut self, field: &'g Field, default: &Json) -> Result<()> {
        self.state.datum.mark(self.text.offset());
        let key = std::ptr::from_ref(field);
        if let Some(known) = self.state.defaults.get(&key) {
            let size = known.len();
            self.charge(size.saturating_add(1))?;
        } else {
            let written = default.to_string();
            self.charge(written.len())?;
            // Places in this text are none in the other.
            let marks = self.state.datum.set_marks(None);
            let start = self.state.datum.len();
            let mut reading = Reading::new(self.guide, Form::Default, &written, self.state);
            reading
                .text
                .next()
                .and_then(|event| reading.value(field.ty(), event))
                .map_err(|error| error.in_field(field.name()).at(self.text.position()))?;
            let bytes = self.state.datum.cut(start);
            self.state.datum.set_marks(marks);
            // It is kept, and it is written.
            self.charge(bytes.len().saturating_mul(2))?;
            self.state.defaults.insert(key, bytes);
        }
        let state = &mut *self.state;
        let bytes = state.defaults.get(&key).map(|bytes| &**bytes);
        state.datum.fixed(bytes.unwrap_or_default());
        Ok(())
    }
}

/// Whether an object that begins so may be of this branch.
fn may_have(schema: &Schema, branch: NodeId, first: &Event<'_>) -> bool {
    match (schema.node(branch).ty(), first) {
        (Type::Map(_), _) => true,
        (Type::Record(ty), Event::Key(key)) => ty.field(key).is_some(),
        (Type::Record(_), _) => true,
        _ => false,
    }
}

impl Guide {
    /// The value of a logical type whose text this is, in the form of its base type.
    fn of_text(&self, id: NodeId, text: &str) -> Option<Base<Vec<u8>>> {
        let node = self.schema().node(id);
        let value = text::parse(node.logical()?, text)?;
        match (node.ty(), &value) {
            (Type::Int, Base::Int(_))
            | (Type::Long, Base::Long(_))
            | (Type::Bytes, Base::Bytes(_)) => Some(value),
            (Type::Fixed(ty), Base::Bytes(bytes)) => {
                Some(Base::Bytes(text::widen(bytes, ty.size())?))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use avro_model::Schema;

    use crate::Value;
    use crate::json::{ReadError, ReadErrorKind, Reader, Writer};

    fn read(schema: &Schema, text: &str) -> Result<Value, ReadError> {
        Reader::<Value>::new(schema)
            .expect("every schema is read as values")
            .plain()
            .read(text)
    }

    /// What a plain text stands for, in the encoding.
    fn encoding(of: &str, text: &str) -> Result<String, ReadError> {
        let schema = Schema::parse(of).expect(of);
        let value = read(&schema, text)?;
        let mut writer = Writer::<Value>::new(&schema).expect("values are written with any");
        Ok(writer.write(&value).expect("it was read"))
    }

    const NODES: &str = r#"[
        "null", "int", "double", {"type": "array", "items": "int"},
        {"type": "long", "logicalType": "timestamp-millis"},
        {"type": "enum", "name": "E", "symbols": ["A"]}, "string",
        {"type": "record", "name": "n.P", "fields": [
            {"name": "x", "type": "int", "default": 7}, {"name": "string", "type": "string"}]},
        {"type": "record", "name": "n.Q", "fields": [
            {"name": "y", "type": ["null", "int"], "default": null},
            {"name": "u", "type": [{"type": "map", "values": "bytes"}, "null"],
             "default": {"k": "ÿ"}}]}]"#;

    #[test]
    fn a_branch_is_the_first_that_a_value_fits() {
        let cases = [
            ("null", "null"),
            ("1", r#"{"int":1}"#),
            ("1.0", r#"{"double":1.0}"#),
            ("3000000000", r#"{"double":3000000000.0}"#),
            ("[1]", r#"{"array":[1]}"#),
            (r#""1970-01-01T00:00:01Z""#, r#"{"long":1000}"#),
            (r#""A""#, r#"{"E":"A"}"#),
            (r#""B""#, r#"{"string":"B"}"#),
            (r#"{"long":5}"#, r#"{"long":5}"#),
            (r#"{"string":"a"}"#, r#"{"string":"a"}"#),
            ("{}", r#"{"n.Q":{"y":null,"u":{"map":{"k":"ÿ"}}}}"#),
            (r#"{"x":1,"string":""}"#, r#"{"n.P":{"x":1,"string":""}}"#),
            (
                r#"{"n.P":{"string":"s"}}"#,
                r#"{"n.P":{"x":7,"string":"s"}}"#,
            ),
            (
                r#"{"y":2}"#,
                r#"{"n.Q":{"y":{"int":2},"u":{"map":{"k":"ÿ"}}}}"#,
            ),
        ];
        for (text, expected) in cases {
            let found = encoding(NODES, text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn a_tag_is_read_as_one_where_a_map_might_have_it_as_a_key() {
        let longs = r#"[
            {"type": "record", "name": "R", "fields": [{"name": "long", "type": "long"}]},
            {"type": "map", "values": "long"}, "long"]"#;
        let cases = [
            (r#"{"R":{"long":5}}"#, r#"{"R":{"long":5}}"#),
            (r#"{"map":{"long":5}}"#, r#"{"map":{"long":5}}"#),
            (r#"{"map":{}}"#, r#"{"map":{}}"#),
            ("{}", r#"{"map":{}}"#),
            // A long, or a map or record of one: the encoding decides.
            (r#"{"long":5}"#, r#"{"long":5}"#),
            (" { \"long\" : 5 } ", r#"{"long":5}"#),
        ];
        for (text, expected) in cases {
            let found = encoding(longs, text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(found, expected, "{text}");
        }

        let maps = r#"[{"type": "map", "values": ["long", {"type": "map", "values": "long"}]},
            "long", "string"]"#;
        let cases = [
            (r#"{"a":5}"#, r#"{"map":{"a":{"long":5}}}"#),
            // A string it cannot be.
            (r#"{"string":5}"#, r#"{"map":{"string":{"long":5}}}"#),
            // A tag stands alone.
            (
                r#"{"long":5,"b":6}"#,
                r#"{"map":{"long":{"long":5},"b":{"long":6}}}"#,
            ),
            (
                r#"{"map":{"a":5},"b":6}"#,
                r#"{"map":{"map":{"map":{"a":5}},"b":{"long":6}}}"#,
            ),
            (r#"{"map":{"a":5}}"#, r#"{"map":{"a":{"long":5}}}"#),
        ];
        for (text, expected) in cases {
            let found = encoding(maps, text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn what_may_be_of_several_branches_is_refused() {
        let records = r#"[
            {"type": "record", "name": "P", "fields": [
                {"name": "x", "type": "int", "default": 7}]},
            {"type": "record", "name": "Q", "fields": [
                {"name": "x", "type": "int", "default": 8}]}]"#;
        for text in ["{}", r#"{"x":1}"#] {
            let error = encoding(records, text).expect_err(text);
            assert_eq!(*error.kind(), ReadErrorKind::AmbiguousBranch, "{text}");
        }
        let error = encoding(NODES, r#"{"z":1}"#).expect_err("no such field");
        assert_eq!(error.to_string(), "at 1:2: the union has no branch \"z\"");
    }

    #[test]
    fn logical_types_are_read_as_text_or_as_their_base() {
        let decimal = r#"{"type": "fixed", "name": "D", "size": 4,
            "logicalType": "decimal", "precision": 6, "scale": 2}"#;
        let date = r#"{"type": "int", "logicalType": "date"}"#;
        let cases = [
            (date, r#""1970-01-02""#, "1"),
            (date, "1", "1"),
            (decimal, r#""-0.01""#, r#""ÿÿÿÿ""#),
            (decimal, "1.5", r#""\u0000\u0000\u0000\u0096""#),
        ];
        for (schema, text, expected) in cases {
            let found = encoding(schema, text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(found, expected, "{text}");
        }
        let error = encoding(date, r#""1970-02-30""#).expect_err("no such day");
        assert_eq!(
            error.to_string(),
            "at 1:1: expected a date, found \"1970-02-30\""
        );
    }

    #[test]
    fn defaults_count_against_the_limits() {
        let schema = Schema::parse(&format!(
            r#"{{"type": "array", "items": {{"type": "record", "name": "R", "fields": [
                {{"name": "d", "type": {{"type": "array", "items": "int"}}, "default": [{}0]}}]}}}}"#,
            "0,".repeat(1000)
        ))
        .expect("a schema");
        let text = format!("[{}{{}}]", "{},".repeat(10_000));
        let error = read(&schema, &text).expect_err("400 MB");
        assert!(
            matches!(error.kind(), ReadErrorKind::LimitExceeded { .. }),
            "{error}"
        );
        assert!(error.to_string().contains(".d"), "{error}");
    }
}
