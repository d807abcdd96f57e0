//! Every schema of the repository as a generated type: each type's own schema
//! has to be the one it was made from.

#![allow(dead_code, reason = "most types are only asked for their schema")]

use avro_core::{Schema, SchemaError};

/// Where a schema stands, its text, and the schema of the type made from it.
pub type Generated = (
    &'static str,
    &'static str,
    fn() -> Result<Schema, SchemaError>,
);

include!(concat!(env!("OUT_DIR"), "/generated.rs"));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_of_every_generated_type_is_the_one_it_came_from() {
        let mut wrong = Vec::new();
        for (id, text, schema) in GENERATED {
            let expected = Schema::parse(text).expect("it was parsed to be generated");
            match schema() {
                Ok(schema) if schema == expected => {}
                Ok(schema) => wrong.push(format!("{id}: {text}\n    became {schema}")),
                Err(error) => wrong.push(format!("{id}: {text}\n    became no schema: {error}")),
            }
        }
        println!(
            "{} schemas as types, {} refused, {TOO_LONG} too long",
            GENERATED.len(),
            REFUSED.len()
        );
        assert!(GENERATED.len() > 300, "the cases were not found");
        assert!(
            wrong.is_empty(),
            "{} differ:\n{}",
            wrong.len(),
            wrong.join("\n")
        );
    }

    /// What no Rust type can be, each with its reason.
    const NO_TYPE: &[(&str, &str)] = &[
        ("schema/union-empty", "it has no value"),
        ("schema/enum-empty", "it has no value"),
        ("canonical/record-null-ns-outer", "a record holds itself"),
        ("canonical/record-nested-other-ns", "a record holds itself"),
        ("malformed/endless-record", "a record holds itself"),
        (
            "datum/fixed-huge/4611686018427387904",
            "no array is so large",
        ),
        ("datum/infinite/self", "a record holds itself"),
    ];

    #[test]
    fn what_is_refused_is_known_and_has_a_reason() {
        let refused: Vec<_> = REFUSED.iter().map(|(id, _)| *id).collect();
        let known: Vec<_> = NO_TYPE.iter().map(|(id, _)| *id).collect();
        assert_eq!(refused, known, "refused: {REFUSED:#?}");
    }
}
