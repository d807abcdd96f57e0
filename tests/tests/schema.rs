//! Schema texts: what is one, and which logical types are in force in it.

use avro_model::{NodeId, Schema, Type};
use avro_tests::cases;
use avro_tests::judge::{Difference, Judge, Verdict};
use serde_json::Value as Json;

#[test]
fn a_text_is_a_schema_exactly_if_the_specification_says_so() {
    let mut judge = Judge::new("schema");
    for case in cases::family("schema") {
        judge.judge(&case, || {
            let valid = case.get("valid") == Some(&Json::Bool(true));
            match Schema::parse(case.text("schema")) {
                Ok(schema) if valid => effective_logical_types(&schema, case.get("logical")),
                Ok(_) => Err(Difference::new("accepted", case.text("schema"))),
                Err(error) if valid => Err(Difference::new("refused", error)),
                Err(_) => Ok(()),
            }
        });
    }
    judge.finish();
}

/// Holds the logical types in force against a case's list of them.
fn effective_logical_types(schema: &Schema, list: Option<&Json>) -> Verdict {
    for entry in list.and_then(Json::as_array).into_iter().flatten() {
        let path = entry["path"].as_str().expect("a pointer");
        let node = schema.node(at(schema, path));
        let found = node.logical().map(|logical| logical.name());
        let answer = || found.unwrap_or("the base type").to_owned();
        if found != entry["effective"].as_str() {
            return Err(Difference::new(
                answer(),
                format!("{} at {path:?}", entry["declared"]),
            ));
        }
        if entry["base"].as_str() != Some(node.ty().kind()) {
            return Err(Difference::new(node.ty().kind(), format!("at {path:?}")));
        }
    }
    Ok(())
}

/// The node that a JSON pointer into the schema's text leads to.
fn at(schema: &Schema, pointer: &str) -> NodeId {
    let mut id = schema.root();
    let mut steps = pointer.split('/').skip(1);
    while let Some(step) = steps.next() {
        id = match schema.node(id).ty() {
            Type::Array(items) if step == "items" => *items,
            Type::Map(values) if step == "values" => *values,
            Type::Union(branches) => branches[step.parse::<usize>().expect("a position")],
            Type::Record(record) if step == "fields" => {
                let position: usize = steps
                    .next()
                    .and_then(|step| step.parse().ok())
                    .expect("a position");
                assert_eq!(steps.next(), Some("type"), "{pointer}");
                record.fields()[position].ty()
            }
            other => panic!("{pointer}: no {step} in a {}", other.kind()),
        };
    }
    id
}
