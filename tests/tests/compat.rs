//! Which schemas can read which.

use std::collections::BTreeSet;

use avro_model::plan::{Node, Plan};
use avro_model::{Schema, can_read};
use avro_tests::cases::{self, Case};
use avro_tests::judge::{Difference, Judge, Verdict};

#[test]
fn a_schema_reads_another_exactly_if_every_value_resolves() {
    let mut judge = Judge::new("compat");
    let (mut same, mut listed, mut others) = (0, 0, Vec::new());
    for case in cases::family("compat") {
        judge.judge(&case, || {
            let found = verdict(&case)?;
            let wanted = incompatibilities(&case);
            if !wanted.is_empty() {
                listed += 1;
                if found == wanted {
                    same += 1;
                } else {
                    others.push(format!("{}: {found:?}, not {wanted:?}", case.id()));
                }
            }
            Ok(())
        });
    }
    judge.finish();
    eprintln!("compat: lists of incompatibilities {same} of {listed}");
    // They are counted apart, and may part from Java's: none does.
    assert_eq!(others, [""; 0]);
}

type List = BTreeSet<(String, String)>;

fn verdict(case: &Case) -> Result<List, Difference> {
    let parse = |member| {
        Schema::parse(case.text(member)).map_err(|error| Difference::new("refused", error))
    };
    let found = can_read(&parse("reader")?, &parse("writer")?).err();
    let verdict: Verdict = match (&found, case.flag("compatible")) {
        (None, true) | (Some(_), false) => Ok(()),
        (None, false) => Err(Difference::new("compatible", "")),
        (Some(found), true) => Err(Difference::new("incompatible", &found[0])),
    };
    verdict?;
    let pair = |found: &avro_model::Incompatibility| {
        (
            found.kind().as_str().to_owned(),
            found.location().to_owned(),
        )
    };
    Ok(found.iter().flatten().map(pair).collect())
}

fn incompatibilities(case: &Case) -> List {
    let list = case
        .get("incompatibilities")
        .and_then(|list| list.as_array());
    let text = |entry: &serde_json::Value, member: &str| {
        entry[member].as_str().expect("a text").to_owned()
    };
    list.into_iter()
        .flatten()
        .map(|entry| (text(entry, "type"), text(entry, "location")))
        .collect()
}

#[test]
fn what_a_schema_wrote_it_reads_directly() {
    let texts = ["canonical", "binary", "schema"]
        .map(cases::family)
        .concat();
    let mut count = 0;
    for case in texts {
        // Parsed twice: the two share nothing.
        let parse = || Schema::parse(case.text("schema")).ok();
        let (Some(writer), Some(reader)) = (parse(), parse()) else {
            continue;
        };
        let plan =
            Plan::new(&writer, &reader).unwrap_or_else(|error| panic!("{}: {error}", case.id()));
        assert_eq!(plan.root(), Node::Direct, "{}", case.id());
        assert!(plan.is_total() && !plan.needs_utf8(), "{}", case.id());
        count += 1;
    }
    assert!(count > 100, "{count}");
}
