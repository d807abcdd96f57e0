//! A whole JSON text at once, flat: what schemas are parsed from.
//!
//! A [`Tree`] is a vector with eight bytes for each value, in the order of the
//! text: where the value starts, and which entry comes behind all that is in
//! it. What a value is, its first byte tells; strings are decoded when they are
//! asked for. Nothing here recurses, so dropping a tree costs no stack.

use std::borrow::Cow;

use super::{Event, Json, JsonError, JsonErrorKind, Number, Position, Reader};

/// A JSON text that has been found well-formed.
#[derive(Debug)]
pub(crate) struct Tree<'a> {
    text: &'a str,
    /// Values and keys; a key comes right before its value.
    entries: Vec<Entry>,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    offset: u32,
    /// The index behind this entry and everything inside it.
    end: u32,
}

/// A value of a [`Tree`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct Value<'t> {
    tree: &'t Tree<'t>,
    index: usize,
}

/// What a value is, one level deep.
#[derive(Debug)]
pub(crate) enum Kind<'t> {
    Null,
    Bool(bool),
    Number(&'t str),
    String(Cow<'t, str>),
    Array,
    Object,
}

impl<'a> Tree<'a> {
    /// Reads `text`, arrays and objects nested at most `max_depth` levels.
    pub(crate) fn parse(text: &'a str, max_depth: usize) -> Result<Tree<'a>, JsonError> {
        let mut reader = Reader::new(text).max_depth(max_depth);
        if u32::try_from(text.len()).is_err() {
            return Err(reader.fail(JsonErrorKind::TooLong));
        }
        // Below 2^32, like the length.
        let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let mut entries: Vec<Entry> = Vec::new();
        let mut open: Vec<usize> = Vec::new();
        while let Some(event) = reader.next()? {
            match event {
                Event::EndArray | Event::EndObject => {
                    let end = small(entries.len());
                    if let Some(entry) = open.pop().and_then(|at| entries.get_mut(at)) {
                        entry.end = end;
                    }
                    continue;
                }
                Event::StartArray | Event::StartObject => open.push(entries.len()),
                _ => {}
            }
            let end = small(entries.len().saturating_add(1));
            entries.push(Entry {
                offset: small(reader.offset()),
                end,
            });
        }
        Ok(Tree { text, entries })
    }

    /// The value that the text is.
    pub(crate) fn root(&self) -> Value<'_> {
        Value {
            tree: self,
            index: 0,
        }
    }

    /// The value of this index, as [`Value::index`] gave it.
    pub(crate) fn value(&self, index: usize) -> Value<'_> {
        Value { tree: self, index }
    }

    fn entry(&self, index: usize) -> Entry {
        let behind = Entry {
            offset: u32::MAX,
            end: u32::MAX,
        };
        self.entries.get(index).copied().unwrap_or(behind)
    }
}

fn wide(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

impl<'t> Value<'t> {
    /// The index in the tree's vector.
    pub(crate) fn index(self) -> usize {
        self.index
    }

    /// Another value of the same tree.
    pub(crate) fn beside(self, index: usize) -> Value<'t> {
        Value {
            tree: self.tree,
            index,
        }
    }

    /// Where the value starts.
    pub(crate) fn position(self) -> Position {
        Position::in_text(self.tree.text, self.offset())
    }

    /// Where the value starts, counted on from an earlier place of the same text.
    pub(crate) fn position_after(self, earlier: Option<Position>) -> Position {
        let start = Position {
            line: 1,
            column: 1,
            offset: 0,
        };
        earlier
            .unwrap_or(start)
            .moved_to(self.tree.text, self.offset())
    }

    fn offset(self) -> usize {
        wide(self.tree.entry(self.index).offset)
    }

    /// What the value is.
    pub(crate) fn kind(self) -> Kind<'t> {
        let offset = self.offset();
        match self.tree.text.as_bytes().get(offset) {
            Some(b'"') => Kind::String(Reader::string_at(self.tree.text, offset)),
            Some(b'[') => Kind::Array,
            Some(b'{') => Kind::Object,
            Some(b't') => Kind::Bool(true),
            Some(b'f') => Kind::Bool(false),
            Some(b'-' | b'0'..=b'9') => Kind::Number(Reader::number_at(self.tree.text, offset)),
            _ => Kind::Null,
        }
    }

    /// The text, if the value is a string.
    pub(crate) fn as_str(self) -> Option<Cow<'t, str>> {
        match self.kind() {
            Kind::String(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn is_object(self) -> bool {
        matches!(self.kind(), Kind::Object)
    }

    pub(crate) fn is_array(self) -> bool {
        matches!(self.kind(), Kind::Array)
    }

    /// What kind of value this is, in words.
    pub(crate) fn what(self) -> &'static str {
        match self.kind() {
            Kind::Null => "null",
            Kind::Bool(_) => "a boolean",
            Kind::Number(_) => "a number",
            Kind::String(_) => "a string",
            Kind::Array => "an array",
            Kind::Object => "an object",
        }
    }

    /// The items of an array; nothing for any other value.
    pub(crate) fn items(self) -> Items<'t> {
        let entry = self.tree.entry(self.index);
        let next = self.index.saturating_add(1);
        let end = if self.is_array() {
            wide(entry.end)
        } else {
            next
        };
        Items {
            tree: self.tree,
            next,
            end,
        }
    }

    /// The members of an object; nothing for any other value.
    pub(crate) fn members(self) -> Members<'t> {
        let entry = self.tree.entry(self.index);
        let next = self.index.saturating_add(1);
        let end = if self.is_object() {
            wide(entry.end)
        } else {
            next
        };
        Members(Items {
            tree: self.tree,
            next,
            end,
        })
    }

    /// The member of an object under `key`, if there is one.
    pub(crate) fn get(self, key: &str) -> Option<Value<'t>> {
        self.members()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value)
    }

    /// The value on its own, or the place where it is nested too deep.
    pub(crate) fn to_json(self) -> Result<Json, Value<'t>> {
        self.to_json_within(Json::MAX_DEPTH)
    }

    fn to_json_within(self, depth: usize) -> Result<Json, Value<'t>> {
        Ok(match self.kind() {
            Kind::Null => Json::Null,
            Kind::Bool(value) => Json::Bool(value),
            Kind::Number(text) => Json::Number(Number::from_scanned(text)),
            Kind::String(text) => Json::String(text.into()),
            Kind::Array => {
                let depth = depth.checked_sub(1).ok_or(self)?;
                Json::Array(
                    self.items()
                        .map(|item| item.to_json_within(depth))
                        .collect::<Result<_, _>>()?,
                )
            }
            Kind::Object => {
                let depth = depth.checked_sub(1).ok_or(self)?;
                let mut members = Vec::new();
                for (key, value) in self.members() {
                    members.push((key.into(), value.to_json_within(depth)?));
                }
                Json::Object(members)
            }
        })
    }
}

/// The items of an array, in order.
#[derive(Debug, Clone)]
pub(crate) struct Items<'t> {
    tree: &'t Tree<'t>,
    next: usize,
    end: usize,
}

impl<'t> Iterator for Items<'t> {
    type Item = Value<'t>;

    fn next(&mut self) -> Option<Value<'t>> {
        if self.next >= self.end {
            return None;
        }
        let value = Value {
            tree: self.tree,
            index: self.next,
        };
        self.next = wide(self.tree.entry(self.next).end);
        Some(value)
    }
}

/// The members of an object, in order.
#[derive(Debug, Clone)]
pub(crate) struct Members<'t>(Items<'t>);

impl<'t> Iterator for Members<'t> {
    type Item = (Cow<'t, str>, Value<'t>);

    fn next(&mut self) -> Option<(Cow<'t, str>, Value<'t>)> {
        let key = self.0.next()?;
        let value = self.0.next()?;
        Some((Reader::string_at(key.tree.text, key.offset()), value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_holds_what_the_text_says() {
        let text = r#" {"a": [1, {"b": "x\ny"}, []], "c": true} "#;
        let tree = Tree::parse(text, 10).unwrap();
        let root = tree.root();
        assert_eq!(
            root.members()
                .map(|(key, _)| key.into_owned())
                .collect::<Vec<_>>(),
            ["a", "c"]
        );
        let a = root.get("a").unwrap();
        assert_eq!(a.items().count(), 3);
        let b = a.items().nth(1).and_then(|item| item.get("b")).unwrap();
        assert_eq!(b.as_str().unwrap(), "x\ny");
        assert_eq!((b.position().line, b.position().column), (1, 18));
        assert_eq!(root.to_json().unwrap(), Json::parse(text).unwrap());
    }
}
