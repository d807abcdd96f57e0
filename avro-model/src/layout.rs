//! Whether two schemas lay out their bytes alike.
//!
//! A type that was compiled for one schema reads, with no look at any plan, what was
//! written with another, if every value of the writer's has the same bytes as, and means the
//! same under, the reader's. That is less than equality: documentation, aliases
//! and defaults do not matter, nor do namespaces. And it is less than what schema resolution can
//! do: no field is dropped, added or moved, and nothing is promoted.

use std::collections::HashSet;
use std::fmt;

use crate::error::clip;
use crate::logical::LogicalType;
use crate::schema::{Node, NodeId, Schema, Type};

/// The first place where two schemas lay out bytes differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayoutDifference {
    path: String,
    message: String,
}

impl LayoutDifference {
    /// The place inside the reader's schema, such as `Order.lines[].price`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What differs there.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for LayoutDifference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for LayoutDifference {}

impl Schema {
    /// Whether what this schema wrote can be read as `reader` by code that knows only `reader`.
    ///
    /// So it is if both have the same types in the same places: records of one unqualified name
    /// with the same fields in one order, enums whose symbols begin `reader`'s, unions
    /// with as many branches, all alike, fixed of one size, decimals of one precision and
    /// scale, and no two different logical types. String and bytes have one layout.
    ///
    /// # Errors
    ///
    /// The first difference found. It says nothing about whether the schemas
    /// can be *resolved*.
    ///
    /// # Example
    ///
    /// ```
    /// use avro_model::Schema;
    ///
    /// let v1 = Schema::parse(r#"{"type": "enum", "name": "x.Suit", "symbols": ["A", "B"]}"#)?;
    /// let v2 = Schema::parse(r#"{"type": "enum", "name": "y.Suit", "symbols": ["A", "B", "C"]}"#)?;
    /// assert!(v1.same_layout(&v2).is_ok());
    /// let difference = v2.same_layout(&v1).unwrap_err();
    /// assert_eq!(difference.to_string(), "x.Suit: the writer's symbol `C` is not the reader's third");
    /// # Ok::<(), avro_model::SchemaError>(())
    /// ```
    pub fn same_layout(&self, reader: &Schema) -> Result<(), LayoutDifference> {
        self.compare_layout(reader, Checked::Reading)
    }

    /// Whether code that knows only this schema can write data of the schema `file`.
    ///
    /// That is [`same_layout`](Self::same_layout), and nobody checks the values while they are
    /// written: bytes are not written where a string should stand, nor plain bytes
    /// or strings where a decimal or uuid should.
    ///
    /// # Errors
    ///
    /// The first difference found; `file` is the reader in it.
    ///
    /// # Example
    ///
    /// ```
    /// use avro_model::Schema;
    ///
    /// let (bytes, string) = (Schema::parse(r#""bytes""#)?, Schema::parse(r#""string""#)?);
    /// assert!(string.same_layout_written(&bytes).is_ok());
    /// assert!(bytes.same_layout_written(&string).is_err());
    /// # Ok::<(), avro_model::SchemaError>(())
    /// ```
    pub fn same_layout_written(&self, file: &Schema) -> Result<(), LayoutDifference> {
        self.compare_layout(file, Checked::Never)
    }

    fn compare_layout(&self, reader: &Schema, checked: Checked) -> Result<(), LayoutDifference> {
        if self.is_same(reader) {
            return Ok(());
        }
        // The greatest fixed point, as for equality: a pair once met is taken for alike.
        let start = (self.root(), reader.root());
        let mut met = HashSet::from([start]);
        let mut pairs = vec![Pair {
            ids: start,
            parent: None,
        }];
        let mut open = vec![0];
        while let Some(at) = open.pop() {
            let Some(&Pair { ids: (w, r), .. }) = pairs.get(at) else {
                continue;
            };
            let (writer_node, reader_node) = (self.node(w), reader.node(r));
            let stricter = match checked {
                Checked::Reading => None,
                Checked::Never => unchecked_difference(writer_node, reader_node),
            };
            let swapped = || swapped_branches((self, writer_node), (reader, reader_node));
            if let Some(message) = difference(writer_node, reader_node)
                .or(stricter)
                .or_else(swapped)
            {
                return Err(LayoutDifference {
                    path: path(reader, &pairs, at),
                    message,
                });
            }
            // As many on both sides, and fields in one order: that has been compared.
            let children = writer_node.ty().children().zip(reader_node.ty().children());
            let first = pairs.len();
            for (step, ids) in children.enumerate() {
                if met.insert(ids) {
                    pairs.push(Pair {
                        ids,
                        parent: Some((at, step)),
                    });
                }
            }
            open.extend((first..pairs.len()).rev());
        }
        Ok(())
    }
}

/// Two nodes to be alike, and how they were come by: from which pair, as its
/// how manieth child.
#[derive(Clone, Copy)]
struct Pair {
    ids: (NodeId, NodeId),
    parent: Option<(usize, usize)>,
}

/// When values are held against what the other schema asks of them.
#[derive(Clone, Copy)]
enum Checked {
    /// While they are read: that a string is UTF-8, that it is a uuid.
    Reading,
    /// Not at all.
    Never,
}

/// What the reader's node asks of its bytes and the writer's does not.
fn unchecked_difference(writer: &Node, reader: &Node) -> Option<String> {
    let asks = match (reader.ty(), reader.logical()) {
        (Type::String, None) if matches!(writer.ty(), Type::Bytes) => "string",
        (
            Type::String | Type::Bytes | Type::Fixed(_),
            Some(
                logical @ (LogicalType::Uuid
                | LogicalType::Decimal { .. }
                | LogicalType::BigDecimal),
            ),
        ) if writer.logical().is_none() => logical.name(),
        _ => return None,
    };
    Some(format!(
        "{} for the writer, {asks} for the reader, and nobody checks it",
        writer.ty().kind()
    ))
}

/// Branches of two unions that have one unqualified name, and whose full names say
/// that another branch is meant.
fn swapped_branches(writer: (&Schema, &Node), reader: (&Schema, &Node)) -> Option<String> {
    let (Type::Union(w), Type::Union(r)) = (writer.1.ty(), reader.1.ty()) else {
        return None;
    };
    let full = |id: &NodeId| reader.0.node(*id).name();
    // Only where several types of the reader's could be meant.
    let mut simple: Vec<&str> = r
        .iter()
        .filter_map(full)
        .map(|name| name.simple())
        .collect();
    simple.sort_unstable();
    if simple.windows(2).all(|pair| pair.first() != pair.last()) {
        return None;
    }
    let known: HashSet<&str> = r.iter().filter_map(full).map(|name| name.full()).collect();
    w.iter().zip(r).find_map(|(w, r)| {
        let (w, r) = (writer.0.node(*w).name()?, full(r)?);
        (w != r && known.contains(w.full())).then(|| {
            let (w, r) = (clip(w.full()), clip(r.full()));
            format!("branch `{w}` for the writer, `{r}` for the reader")
        })
    })
}

/// What tells two nodes apart, their children aside.
fn difference(writer: &Node, reader: &Node) -> Option<String> {
    let meaning = logical_difference(writer.logical(), reader.logical());
    match (writer.ty(), reader.ty()) {
        (Type::Record(w), Type::Record(r)) => {
            name_difference("record", w.name().simple(), r.name().simple()).or_else(|| {
                let pairs = w.fields().iter().zip(r.fields()).enumerate();
                for (at, (w, r)) in pairs {
                    if w.name() != r.name() {
                        let (w, r) = (clip(w.name()), clip(r.name()));
                        return Some(format!(
                            "the {} field is `{w}` for the writer, `{r}` for the reader",
                            nth(at)
                        ));
                    }
                }
                let (w, r) = (w.fields().len(), r.fields().len());
                (w != r).then(|| format!("the writer has {w} fields, the reader {r}"))
            })
        }
        (Type::Enum(w), Type::Enum(r)) => {
            name_difference("enum", w.name().simple(), r.name().simple()).or_else(|| {
                let differs = |(at, symbol): &(usize, &std::sync::Arc<str>)| {
                    r.symbols().get(*at) != Some(symbol)
                };
                let (at, symbol) = w.symbols().iter().enumerate().find(differs)?;
                Some(format!(
                    "the writer's symbol `{}` is not the reader's {}",
                    clip(symbol),
                    nth(at)
                ))
            })
        }
        (Type::Fixed(w), Type::Fixed(r)) => {
            name_difference("fixed", w.name().simple(), r.name().simple())
                .or_else(|| {
                    let (w, r) = (w.size(), r.size());
                    (w != r).then(|| {
                        format!("a fixed of {w} bytes for the writer, of {r} for the reader")
                    })
                })
                .or(meaning)
        }
        (Type::Union(w), Type::Union(r)) => {
            let (w, r) = (w.len(), r.len());
            (w != r).then(|| format!("the writer's union has {w} branches, the reader's {r}"))
        }
        (Type::String | Type::Bytes, Type::String | Type::Bytes) => meaning,
        (w, r) if w.kind() == r.kind() => meaning,
        (w, r) => Some(format!(
            "{} for the writer, {} for the reader",
            w.kind(),
            r.kind()
        )),
    }
}

fn name_difference(what: &str, writer: &str, reader: &str) -> Option<String> {
    (writer != reader).then(|| {
        format!(
            "{what} `{}` for the writer, `{}` for the reader",
            clip(writer),
            clip(reader)
        )
    })
}

/// Without a logical type on one side the bytes mean the base type, which is what
/// schema resolution goes by. Two different ones mean two different things.
fn logical_difference(
    writer: Option<&LogicalType>,
    reader: Option<&LogicalType>,
) -> Option<String> {
    let show = |logical: &LogicalType| match logical {
        LogicalType::Decimal { precision, scale } => format!("decimal({precision}, {scale})"),
        other => other.name().to_owned(),
    };
    match (writer, reader) {
        (Some(w), Some(r)) if w != r => Some(format!(
            "{} for the writer, {} for the reader",
            show(w),
            show(r)
        )),
        _ => None,
    }
}

/// The position of something, in words.
fn nth(at: usize) -> String {
    match at {
        0 => "first".into(),
        1 => "second".into(),
        2 => "third".into(),
        at => format!("{}th", at.saturating_add(1)),
    }
}

/// The way to a pair, by the reader's names.
fn path(reader: &Schema, pairs: &[Pair], at: usize) -> String {
    /// Steps shown of a very long way: its last ones.
    const LONGEST: usize = 16;

    let mut steps = Vec::new();
    let mut at = at;
    while let Some(Pair {
        parent: Some((parent, step)),
        ..
    }) = pairs.get(at)
    {
        let Some(pair) = pairs.get(*parent) else {
            break;
        };
        match reader.node(pair.ids.1).ty() {
            Type::Array(_) => steps.push("[]".to_owned()),
            Type::Map(_) => steps.push("{}".to_owned()),
            Type::Record(record) => {
                let name = record.fields().get(*step).map_or("", |field| field.name());
                steps.push(format!(".{}", clip(name)));
            }
            _ => {}
        }
        at = *parent;
        if steps.len() == LONGEST {
            steps.push("…".to_owned());
            break;
        }
    }
    if let Some(pair) = pairs.get(at)
        && pair.parent.is_none()
        && let Some(name) = reader.node(pair.ids.1).name()
    {
        steps.push(clip(name.full()));
    }
    steps.reverse();
    steps.concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn branches_of_one_unqualified_name_are_told_apart_by_their_full_names() {
        let union = |first: &str, second: &str| {
            let record = |name| format!(r#"{{"type": "record", "name": "{name}", "fields": []}}"#);
            format!("[{}, {}]", record(first), record(second))
        };
        assert!(between(&union("x.R", "y.R"), &union("x.R", "y.R")).is_ok());
        assert!(between(&union("x.R", "y.R"), &union("y.R", "x.R")).is_err());
        assert!(between(&union("a.R", "b.R"), &union("x.R", "y.R")).is_ok());
    }

    fn between(writer: &str, reader: &str) -> Result<(), String> {
        let (writer, reader) = (
            Schema::parse(writer).unwrap(),
            Schema::parse(reader).unwrap(),
        );
        writer
            .same_layout(&reader)
            .map_err(|difference| difference.to_string())
    }

    #[test]
    fn what_does_not_touch_the_bytes_may_differ() {
        let same = [
            (r#""string""#, r#""bytes""#),
            (
                r#""long""#,
                r#"{"type":"long","logicalType":"timestamp-millis"}"#,
            ),
            (r#"["null","int"]"#, r#"["null",{"type":"int","x":1}]"#),
            (
                r#"{"type":"record","name":"a.R","fields":[{"name":"f","type":"int"}]}"#,
                r#"{"type":"record","name":"b.R","doc":"d","aliases":["Q"],"fields":[
                    {"name":"f","type":"int","default":1,"order":"ignore"}]}"#,
            ),
            (
                r#"{"type":"record","name":"L","fields":[{"name":"n","type":["null","L"]}]}"#,
                r#"{"type":"record","name":"L","fields":[{"name":"n","type":["null",
                    {"type":"record","name":"x.L","fields":[{"name":"n","type":["null","x.L"]}]}]}]}"#,
            ),
        ];
        for (writer, reader) in same {
            assert_eq!(between(writer, reader), Ok(()), "{writer} and {reader}");
        }
    }

    #[test]
    fn what_touches_the_bytes_is_a_difference() {
        let r = |fields: &str| format!(r#"{{"type":"record","name":"R","fields":[{fields}]}}"#);
        let field = |name: &str, ty: &str| format!(r#"{{"name":"{name}","type":{ty}}}"#);
        let decimal =
            |p: u32| format!(r#"{{"type":"bytes","logicalType":"decimal","precision":{p}}}"#);
        let cases = [
            (
                r#""int""#.to_owned(),
                r#""long""#.to_owned(),
                "int for the writer, long for the reader",
            ),
            (
                decimal(4),
                decimal(5),
                "decimal(4, 0) for the writer, decimal(5, 0) for the reader",
            ),
            (
                r#"["null","int"]"#.to_owned(),
                r#"["int","null"]"#.to_owned(),
                "null for the writer, int for the reader",
            ),
            (
                r(&field("a", r#"{"type":"array","items":"int"}"#)),
                r(&field("a", r#"{"type":"array","items":"float"}"#)),
                "R.a[]: int for the writer, float for the reader",
            ),
            (
                r(&format!(
                    "{},{}",
                    field("a", "\"int\""),
                    field("b", "\"int\"")
                )),
                r(&format!(
                    "{},{}",
                    field("b", "\"int\""),
                    field("a", "\"int\"")
                )),
                "R: the first field is `a` for the writer, `b` for the reader",
            ),
            (
                r(&field("a", "\"int\"")),
                r(""),
                "R: the writer has 1 fields, the reader 0",
            ),
            (
                r#"{"type":"fixed","name":"F","size":1}"#.to_owned(),
                r#"{"type":"fixed","name":"F","size":2}"#.to_owned(),
                "F: a fixed of 1 bytes for the writer, of 2 for the reader",
            ),
        ];
        for (writer, reader, message) in cases {
            assert_eq!(between(&writer, &reader), Err(message.to_owned()));
        }
    }
}
