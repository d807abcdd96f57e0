//! The Parsing Canonical Form: what of a schema matters to whoever reads data.
//!
//! Primitives by their name alone, full names everywhere, no attribute but
//! those that tell how bytes are laid out, in one order and without spaces. Two schemas of
//! one canonical form write the same bytes for the same values.
//!
//! See "Transforming into Parsing Canonical Form" in the specification, whose
//! rules are named in capitals below.

use std::collections::HashSet;

use crate::json::write_string;
use crate::schema::{Arena, Field, NodeId, Schema, Type};

impl Schema {
    /// The Parsing Canonical Form.
    ///
    /// It is a schema text itself, but for one case: a type in the null namespace that stands
    /// within a namespaced one loses the mark of that.
    ///
    /// # Example
    ///
    /// ```
    /// use avro_model::Schema;
    ///
    /// let schema = Schema::parse(r#"{
    ///     "namespace": "x", "name": "R", "type": "record", "doc": "dropped",
    ///     "fields": [{"name": "f", "type": {"type": "long", "logicalType": "timestamp-millis"}}]
    /// }"#)?;
    /// assert_eq!(
    ///     schema.canonical_form(),
    ///     r#"{"name":"x.R","type":"record","fields":[{"name":"f","type":"long"}]}"#,
    /// );
    /// # Ok::<(), avro_model::SchemaError>(())
    /// ```
    pub fn canonical_form(&self) -> String {
        let mut canonical = Canonical {
            arena: &self.arena,
            out: String::new(),
            defined: HashSet::new(),
            left: Vec::new(),
        };
        canonical.left.push(Left::Type(self.root));
        canonical.run();
        canonical.out
    }
}

struct Canonical<'a> {
    arena: &'a Arena,
    out: String,
    defined: HashSet<NodeId>,
    /// What is left to write; the last comes first.
    left: Vec<Left<'a>>,
}

enum Left<'a> {
    Type(NodeId),
    Branches(&'a [NodeId]),
    Fields(&'a [Field]),
    Text(&'static str),
}

impl<'a> Canonical<'a> {
    fn run(&mut self) {
        while let Some(left) = self.left.pop() {
            match left {
                Left::Text(text) => self.out.push_str(text),
                Left::Type(id) => self.ty(id),
                Left::Branches(branches) => match branches.split_first() {
                    None => self.out.push(']'),
                    Some((&branch, rest)) => {
                        self.left.push(Left::Branches(rest));
                        self.comma(rest.is_empty());
                        self.left.push(Left::Type(branch));
                    }
                },
                Left::Fields(fields) => match fields.split_first() {
                    None => self.out.push_str("]}"),
                    Some((field, rest)) => {
                        self.out.push_str("{\"name\":");
                        write_string(&mut self.out, &field.name);
                        self.out.push_str(",\"type\":");
                        self.left.push(Left::Fields(rest));
                        self.comma(rest.is_empty());
                        self.left.push(Left::Text("}"));
                        self.left.push(Left::Type(field.ty));
                    }
                },
            }
        }
    }

    fn comma(&mut self, is_last: bool) {
        if !is_last {
            self.left.push(Left::Text(","));
        }
    }

    fn ty(&mut self, id: NodeId) {
        let ty = &self.arena.node(id).ty;
        // FULLNAMES, ORDER: the name comes first, with its namespace in it.
        if let Some(name) = ty.name() {
            if !self.defined.insert(id) {
                return write_string(&mut self.out, name.full());
            }
            self.out.push_str("{\"name\":");
            write_string(&mut self.out, name.full());
            self.out.push_str(",\"type\":\"");
            self.out.push_str(ty.kind());
            self.out.push('"');
        }
        match ty {
            Type::Array(items) => self.wrapper("{\"type\":\"array\",\"items\":", *items),
            Type::Map(values) => self.wrapper("{\"type\":\"map\",\"values\":", *values),
            Type::Union(branches) => {
                self.out.push('[');
                self.left.push(Left::Branches(branches));
            }
            Type::Record(record) => {
                self.out.push_str(",\"fields\":[");
                self.left.push(Left::Fields(&record.fields));
            }
            Type::Enum(en) => {
                self.out.push_str(",\"symbols\":[");
                for (at, symbol) in en.symbols.iter().enumerate() {
                    if at > 0 {
                        self.out.push(',');
                    }
                    write_string(&mut self.out, symbol);
                }
                self.out.push_str("]}");
            }
            Type::Fixed(fixed) => {
                self.out.push_str(",\"size\":");
                self.out.push_str(&fixed.size.to_string());
                self.out.push('}');
            }
            // PRIMITIVES: the simple form, whatever attributes there were.
            primitive => write_string(&mut self.out, primitive.kind()),
        }
    }

    fn wrapper(&mut self, start: &str, inner: NodeId) {
        self.out.push_str(start);
        self.left.push(Left::Text("}"));
        self.left.push(Left::Type(inner));
    }
}

#[cfg(test)]
mod tests {
    use crate::Schema;

    #[test]
    fn only_what_lays_out_bytes_is_kept() {
        let cases = [
            (r#"{"type": "int", "doc": "x"}"#, r#""int""#),
            (r#"[{"type": "null"}, "int"]"#, r#"["null","int"]"#),
            (
                r#"{"values": {"items": "long", "type": "array"}, "type": "map", "x": 1}"#,
                r#"{"type":"map","values":{"type":"array","items":"long"}}"#,
            ),
            (
                r#"{"type":"enum","symbols":["\u0041"],"default":"A","name":"E","namespace":"n","aliases":["q"]}"#,
                r#"{"name":"n.E","type":"enum","symbols":["A"]}"#,
            ),
            (
                r#"{"size":16,"type":"fixed","name":"F","namespace":""}"#,
                r#"{"name":"F","type":"fixed","size":16}"#,
            ),
            (
                r#"{"type":"error","name":"X","fields":[]}"#,
                r#"{"name":"X","type":"record","fields":[]}"#,
            ),
            (
                r#"{"type":"record","name":"R","namespace":"n","fields":[
                    {"name":"a","type":["null","R"],"default":null,"order":"ignore"},
                    {"name":"b","type":{"type":"record","name":"S","namespace":"m","fields":[
                        {"name":"c","type":"n.R"}]}},
                    {"name":"d","type":"m.S"}]}"#,
                concat!(
                    r#"{"name":"n.R","type":"record","fields":[{"name":"a","type":["null","n.R"]},"#,
                    r#"{"name":"b","type":{"name":"m.S","type":"record","fields":[{"name":"c","type":"n.R"}]}},"#,
                    r#"{"name":"d","type":"m.S"}]}"#,
                ),
            ),
        ];
        for (text, canonical) in cases {
            assert_eq!(Schema::parse(text).unwrap().canonical_form(), canonical);
        }
    }
}
