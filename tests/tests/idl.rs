//! Avro IDL: what a file says, and what is no IDL.

use std::collections::BTreeMap;
use std::io::{Write, stderr};

use avro_model::idl::{self, Document, DocumentKind, Reader};
use avro_model::{ParseOptions, Protocol, Schema};
use avro_tests::cases::{self, Case};
use avro_tests::judge::{Difference, Judge, Verdict};
use serde_json::Value as Json;

#[test]
fn a_file_of_idl_says_what_java_makes_of_it() {
    let mut judge = Judge::new("idl");
    let mut properties = Vec::new();
    let mut asked = 0;
    for case in cases::family("idl") {
        judge.judge(&case, || match (read(&case), case.flag("error")) {
            (Ok(document), false) => {
                asked += 1;
                if let Err(fault) = same_properties(&document, &case) {
                    properties.push(format!("{}: {fault}", case.id()));
                }
                says_the_same(&document, &case)
            }
            (Ok(_), true) => Err(Difference::new("accepted", case.id())),
            (Err(error), false) => {
                // The lines below show the text.
                let error = error.lines().next().unwrap_or_default();
                Err(Difference::new("refused", error))
            }
            (Err(_), true) => Ok(()),
        });
    }
    let equal = asked - properties.len();
    let mut report =
        format!("idl: documentation, aliases and the like equal in {equal} of {asked}\n");
    for fault in &properties {
        report += &format!("  should: {fault}\n");
    }
    stderr().write_all(report.as_bytes()).expect("stderr");
    judge.finish();
}

fn read(case: &Case) -> Result<Document, String> {
    let files = case.get("files").and_then(Json::as_object).expect("files");
    let mut texts: BTreeMap<String, String> = files
        .iter()
        .map(|(name, text)| (name.clone(), text.as_str().expect("a text").to_owned()))
        .collect();
    let main = case.text("main");
    let text = texts.remove(main).expect("the main file");
    Reader::new()
        .options(ParseOptions::new().file(main))
        .imports(texts)
        .parse(&text)
        .map_err(|error| error.to_string())
}

fn says_the_same(document: &Document, case: &Case) -> Verdict {
    let found = match document.kind() {
        DocumentKind::Protocol(_) => "protocol",
        DocumentKind::Schema(_) => "schema",
        _ => "named",
    };
    if found != case.text("kind") {
        return Err(Difference::new(found, "another kind of file"));
    }
    if let Some(schema) = document.schema() {
        let found = schema.canonical_form();
        if found != case.text("canonical") {
            return Err(Difference::new("another schema", found));
        }
    }
    if case.get("types").is_some() {
        let mut found: Vec<_> = document.types().map(|ty| ty.canonical_form()).collect();
        let mut expected = case.texts("types");
        found.sort();
        expected.sort();
        if found != expected {
            return Err(Difference::new("other types", found.join(", ")));
        }
    }
    let messages = case.get("messages").and_then(Json::as_object);
    if let (Some(protocol), Some(expected)) = (document.protocol(), messages) {
        avro_tests::messages::same(protocol, expected)?;
    }
    Ok(())
}

/// Whether all that the file says is in the JSON that Java writes of it, and nothing else.
fn same_properties(document: &Document, case: &Case) -> Result<(), String> {
    let json = case.text("json");
    let equal = match document.kind() {
        DocumentKind::Protocol(protocol) => {
            *protocol == Protocol::parse(json).map_err(|error| error.to_string())?
        }
        DocumentKind::Schema(schema) => {
            *schema == Schema::parse(json).map_err(|error| error.to_string())?
        }
        _ => return Ok(()),
    };
    let found = || match document.kind() {
        DocumentKind::Protocol(protocol) => protocol.to_json(),
        DocumentKind::Schema(schema) => schema.to_json(),
        _ => String::new(),
    };
    if equal { Ok(()) } else { Err(found()) }
}

#[test]
fn what_is_printed_as_idl_is_read_as_the_same() {
    let mut printed = 0;
    let mut unsaid = Vec::new();
    for case in cases::family("idl") {
        if let Ok(document) = read(&case) {
            round_trip(case.id(), &document);
            printed += 1;
        }
    }
    for case in cases::family("protocol") {
        let text = case.optional_text("protocol").unwrap_or_default();
        let Ok(protocol) = Protocol::parse(text) else {
            continue;
        };
        match idl::print_protocol(&protocol) {
            Ok(text) => {
                let read =
                    idl::parse(&text).unwrap_or_else(|error| panic!("{}: {error}", case.id()));
                assert_eq!(read.protocol(), Some(&protocol), "{}: {text}", case.id());
                printed += 1;
            }
            Err(error) => unsaid.push(format!("{}: {error}", case.id())),
        }
    }
    for family in [
        "schema",
        "canonical",
        "binary",
        "resolve",
        "json-encoding",
        "compat",
        "sort-order",
    ] {
        for case in cases::family(family) {
            for member in ["schema", "reader", "writer"] {
                let text = case.get(member).and_then(Json::as_str).unwrap_or_default();
                let Ok(schema) = Schema::parse(text) else {
                    continue;
                };
                match idl::print_schema(&schema) {
                    Ok(text) => {
                        let read = idl::parse(&text)
                            .unwrap_or_else(|error| panic!("{}: {error}", case.id()));
                        assert_eq!(read.schema(), Some(&schema), "{}: {text}", case.id());
                        printed += 1;
                    }
                    Err(error) => unsaid.push(format!("{}: {error}", case.id())),
                }
            }
        }
    }
    let mut report = format!(
        "idl: {printed} printed and read, {} cannot be said\n",
        unsaid.len()
    );
    for line in &unsaid {
        report += &format!("  {line}\n");
    }
    stderr().write_all(report.as_bytes()).expect("stderr");
}

fn round_trip(what: &str, document: &Document) {
    let text = document
        .to_idl()
        .unwrap_or_else(|error| panic!("{what}: {error}"));
    let read = idl::parse(&text).unwrap_or_else(|error| panic!("{what}: {error}"));
    assert_eq!(read.kind(), document.kind(), "{what}: {text}");
    for ty in document.types() {
        let name = ty.root_node().name().expect("a named type").full();
        assert_eq!(read.named(name), Some(ty.clone()), "{what}: {text}");
    }
}
