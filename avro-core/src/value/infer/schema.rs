//! From what was seen to a schema.

use std::collections::HashMap;

use avro_model::json::Json;
use avro_model::{FieldDef, NodeId, RecordDef, Schema, SchemaBuilder, SchemaError};

use super::{Fields, Object, Shape};

/// The schema of a shape, whose outermost record has this full name.
pub(super) fn of(shape: &Shape, name: &str) -> Result<Schema, SchemaError> {
    let (namespace, simple) = match name.rsplit_once('.') {
        Some((namespace, simple)) => (Some(namespace), simple),
        None => (None, name),
    };
    let mut making = Making {
        builder: SchemaBuilder::new(),
        namespace,
        taken: HashMap::new(),
    };
    let around = Around {
        record: "",
        wanted: simple,
    };
    let root = making.node(shape, shape.null, around);
    making.builder.finish(root)
}

struct Making<'n> {
    builder: SchemaBuilder,
    namespace: Option<&'n str>,
    /// The simple names of the records so far, each with the number to try next behind it.
    taken: HashMap<String, u64>,
}

/// What a record is named after.
#[derive(Clone, Copy)]
struct Around<'a> {
    /// The simple name of the record around it.
    record: &'a str,
    /// The name it would have.
    wanted: &'a str,
}

impl Making<'_> {
    fn node(&mut self, shape: &Shape, nullable: bool, around: Around<'_>) -> NodeId {
        let mut branches = Vec::new();
        let types = &mut self.builder;
        if shape.boolean {
            branches.push(types.boolean());
        }
        match (shape.integers, shape.doubles) {
            (None, None) => {}
            (Some(integers), None) if !integers.long => branches.push(types.int()),
            (Some(_), None) => branches.push(types.long()),
            (None, Some(false)) => branches.push(types.float()),
            (integers, Some(_)) => {
                if integers.is_some_and(|integers| integers.beyond_double) {
                    branches.push(types.long());
                }
                branches.push(types.double());
            }
        }
        if shape.bytes {
            branches.push(types.bytes());
        }
        if shape.string {
            branches.push(types.string());
        }
        if let Some(items) = &shape.items {
            let items = self.node(items, items.null, around);
            branches.push(self.builder.array(items));
        }
        match &shape.object {
            None => {}
            Some(Object::Map(values)) => {
                let values = self.node(values, values.null, around);
                branches.push(self.builder.map(values));
            }
            Some(Object::Record(fields)) => branches.push(self.record(fields, around)),
        }
        if nullable || branches.is_empty() {
            branches.insert(0, self.builder.null());
        }
        match branches.as_slice() {
            [one] => *one,
            _ => self.builder.union(branches),
        }
    }

    fn record(&mut self, fields: &Fields, around: Around<'_>) -> NodeId {
        let name = self.name(around);
        let full = match self.namespace {
            Some(namespace) => format!("{namespace}.{name}"),
            None => name.clone(),
        };
        let mut record = RecordDef::new(full);
        for (field, seen) in &fields.fields {
            let nullable = seen.shape.null || seen.objects < fields.objects;
            let wanted = capitals(field);
            let around = Around {
                record: &name,
                wanted: &wanted,
            };
            let mut def = FieldDef::new(field.as_str(), self.node(&seen.shape, nullable, around));
            if nullable {
                def = def.default(Json::Null);
            }
            record = record.field(def);
        }
        self.builder.record(record)
    }

    /// A name that no other record has.
    fn name(&mut self, around: Around<'_>) -> String {
        let Around { record, wanted } = around;
        let mut name = wanted.to_owned();
        if self.taken.contains_key(&name) {
            name.insert_str(0, record);
        }
        let base = name.clone();
        while self.taken.contains_key(&name) {
            let number = self.taken.entry(base.clone()).or_insert(2);
            name = format!("{base}{number}");
            *number = number.saturating_add(1);
        }
        self.taken.insert(name.clone(), 2);
        name
    }
}

/// `line_items` as `LineItems`. A name of underscores and digits stays as it is.
fn capitals(field: &str) -> String {
    let mut name = String::with_capacity(field.len());
    for word in field.split('_') {
        let mut letters = word.chars();
        name.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        name.push_str(letters.as_str());
    }
    match name.chars().next() {
        Some(first) if first.is_ascii_alphabetic() => name,
        _ => field.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Inference;
    use crate::value::Value;
    use avro_model::Schema;
    use avro_model::json::Json;

    fn inferred(name: &str, samples: &[&str]) -> String {
        let mut inference = Inference::new(name);
        for sample in samples {
            inference.add_json(sample).expect(sample);
        }
        let schema = inference.schema().expect("a schema");
        for sample in samples {
            let value = Value::from(&Json::parse(sample).expect(sample));
            assert!(value.fit(&schema).is_ok(), "{sample} as {schema}");
        }
        schema.to_string()
    }

    #[test]
    fn types_are_as_narrow_as_the_samples() {
        let cases: &[(&[&str], &str)] = &[
            (&[], r#""null""#),
            (&["null"], r#""null""#),
            (&["1", "-2147483648"], r#""int""#),
            (&["1", "2147483648"], r#""long""#),
            (&["1", "1.5"], r#""double""#),
            (&["9007199254740993", "1.5"], r#"["long","double"]"#),
            (&["null", "true"], r#"["null","boolean"]"#),
            (
                &[r#""a""#, "1", "null", "false"],
                r#"["null","boolean","int","string"]"#,
            ),
            (&["[]"], r#"{"type":"array","items":"null"}"#),
            (
                &["[]", "[1]", "[null, 3000000000]"],
                r#"{"type":"array","items":["null","long"]}"#,
            ),
            (
                &[r#"{"a b": 1}"#, r#"{"c": "x"}"#],
                r#"{"type":"map","values":["int","string"]}"#,
            ),
            (
                &[r#"{"c": "x"}"#, r#"{"": null}"#],
                r#"{"type":"map","values":["null","string"]}"#,
            ),
            (&["{}"], r#"{"type":"record","name":"R","fields":[]}"#),
        ];
        for (samples, schema) in cases {
            assert_eq!(inferred("R", samples), *schema, "{samples:?}");
        }
    }

    #[test]
    fn a_field_that_may_be_missing_is_null_by_default() {
        assert_eq!(
            inferred(
                "x.R",
                &[
                    r#"{"a": 1, "b": null, "c": null}"#,
                    r#"{"d": "x", "c": 2, "a": 3}"#
                ]
            ),
            concat!(
                r#"{"type":"record","name":"R","namespace":"x","fields":[{"name":"a","type":"int"},"#,
                r#"{"name":"b","type":"null","default":null},"#,
                r#"{"name":"c","type":["null","int"],"default":null},"#,
                r#"{"name":"d","type":["null","string"],"default":null}]}"#,
            )
        );
    }

    #[test]
    fn records_are_named_after_their_fields() {
        let schema = inferred(
            "n.Order",
            &[
                r#"{"order": {}, "line_items": [{"address": {}}], "address": {}, "_1": {"address": {}},
                "a": {"address": {}}, "A": {"address": {}}, "a_": {}, "__a": {}}"#,
            ],
        );
        let schema = Schema::parse(&schema).expect("its own text");
        for name in [
            "n.Order",
            "n.OrderOrder",
            "n.LineItems",
            "n.Address",
            "n.OrderAddress",
            "n._1",
            "n._1Address",
            "n.A",
            "n.AAddress",
            "n.OrderA",
            "n.OrderAAddress",
            "n.OrderA2",
            "n.OrderA3",
        ] {
            assert!(schema.named(name).is_some(), "{name} in {schema}");
        }
        assert!(Inference::new("no name").add_json("{}").is_ok());
        let mut illegal = Inference::new("no name");
        illegal.add_json("{}").expect("a sample");
        assert!(illegal.schema().is_err());
    }

    #[test]
    fn objects_with_very_many_keys_are_maps() {
        let object = |from: usize, to: usize| {
            let members: Vec<String> = (from..to)
                .map(|key| format!(r#""k{key}": {key}"#))
                .collect();
            format!("{{{}}}", members.join(", "))
        };
        assert!(inferred("R", &[&object(0, 1000)]).starts_with(r#"{"type":"record""#));
        let map = r#"{"type":"map","values":"int"}"#;
        assert_eq!(inferred("R", &[&object(0, 1001)]), map);
        assert_eq!(inferred("R", &[&object(0, 600), &object(500, 1100)]), map);
        // Of which each is in another place at first.
        let places = format!(r#"{{"a": {}, "b": {}}}"#, object(0, 600), object(500, 1100));
        let maps = format!(r#"{{"type":"map","values":{map}}}"#);
        assert_eq!(inferred("R", &[&places, r#"{"-": {}}"#]), maps);
    }

    #[test]
    fn samples_may_be_as_deep_as_the_text_of_a_schema_allows() {
        for (open, inner, close) in [("[null,", "1", "]"), (r#"[{},{"a":"#, "[null]", "}]")] {
            let levels = if inner == "1" { 64 } else { 31 };
            let text = format!("{}{inner}{}", open.repeat(levels), close.repeat(levels));
            let mut inference = Inference::new("R");
            inference.add_json(&text).expect("a sample");
            let schema = inference.schema().expect("a schema");
            let parsed = Schema::parse(&schema.to_string());
            assert_eq!(parsed.expect("its own text"), schema);
        }
        let mut inference = Inference::new("R");
        let deep = (0..65).fold(Value::Null, |inner, _| Value::Array(vec![inner]));
        let error = inference.add(&deep).expect_err("too deep").to_string();
        assert!(
            error.ends_with("the value nests deeper than 64 levels"),
            "{error}"
        );
    }
}
