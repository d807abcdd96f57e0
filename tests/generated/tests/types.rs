//! What the generated types are and do, held against the schemas and the cases they came from.

use std::collections::HashMap;
use std::fs;
use std::io::Read;
use std::panic::catch_unwind;
use std::path::Path;
use std::thread;

use avro_core::Schema;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use avro_tests_generated::{
    GENERATED, Generated, NOT_LEGAL, PROTOCOLS, REFUSED, REFUSED_PROTOCOLS, Reading, TOO_LONG, held,
};

#[test]
fn the_schema_of_every_generated_type_is_the_one_it_came_from() {
    let mut wrong = Vec::new();
    for Generated {
        id,
        text,
        held,
        schema,
        ..
    } in GENERATED
    {
        let expected = Schema::parse(held).expect("it was parsed to be generated");
        match schema() {
            Ok(schema) if schema == expected => {}
            Ok(schema) => wrong.push(format!("{id}: {text}\n    became {schema}")),
            Err(error) => wrong.push(format!("{id}: {text}\n    became no schema: {error}")),
        }
    }
    assert!(
        wrong.is_empty(),
        "{} differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// What no Rust type can be, each with words of its reason.
const NO_TYPE: &[(&str, &str)] = &[
    ("schema/union-empty", "has no value"),
    ("schema/enum-empty", "has no value"),
    (
        "canonical/record-null-ns-outer",
        "every value holds another",
    ),
    (
        "canonical/record-nested-other-ns",
        "every value holds another",
    ),
    ("malformed/endless-record", "every value holds another"),
    ("datum/fixed-huge/1048576", "too large for a Rust type"),
    (
        "datum/fixed-huge/4611686018427387904",
        "too large for a Rust type",
    ),
    (
        "schema/fixed-size/edge-9223372036854775807",
        "too large for a Rust type",
    ),
    ("codegen/recursive/infinite", "every value holds another"),
    // The parser lets these pass, a type's attributes do not.
    ("schema/name-alias/25", "an alias is empty"),
    ("schema/name-alias/4", "an alias is empty"),
];

#[test]
fn what_is_refused_is_known_and_has_a_reason() {
    let refused: Vec<_> = REFUSED.iter().map(|(id, _)| *id).collect();
    let known: Vec<_> = NO_TYPE.iter().map(|(id, _)| *id).collect();
    assert_eq!(refused, known, "refused: {REFUSED:#?}");
    for ((id, error), (_, reason)) in REFUSED.iter().zip(NO_TYPE) {
        assert!(error.contains(reason), "{id}: {error}");
    }
}

#[test]
fn no_schema_of_the_repository_is_left_out() {
    // Other cases are other counts. Fewer types from the same cases are a loss.
    let counts = [GENERATED.len(), REFUSED.len(), TOO_LONG, NOT_LEGAL];
    assert_eq!(
        counts,
        [554, NO_TYPE.len(), 4, 229],
        "generated, refused, too long, not legal"
    );
}

/// The cases of a file below `tests`.
fn cases(file: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
    let case = |line| serde_json::from_str(line).expect("a case a line");
    text.lines().map(case).collect()
}

fn text<'a>(case: &'a Value, member: &str) -> &'a str {
    case[member]
        .as_str()
        .unwrap_or_else(|| panic!("{}: bad member {member}", case["id"]))
}

/// Runs `judge` for the cases whose schema became a type, each on a stack of
/// 2 MiB, and tells how many these were.
///
/// A panic is a fault. What `judge` gives is one too.
fn judge_all(
    cases: &[Value],
    schema: fn(&Value) -> String,
    judge: fn(&Value, &Generated) -> Result<(), String>,
) -> usize {
    let types: HashMap<&str, &Generated> = GENERATED.iter().map(|g| (g.text, g)).collect();
    let mut judged = 0;
    let mut faults = Vec::new();
    for case in cases {
        let Some(&generated) = types.get(&*schema(case)) else {
            continue;
        };
        judged += 1;
        let verdict = thread::scope(|scope| {
            thread::Builder::new()
                .stack_size(2 << 20)
                .spawn_scoped(scope, || catch_unwind(|| judge(case, generated)))
                .expect("a thread")
                .join()
                .expect("a panic was caught")
        });
        match verdict {
            Ok(Ok(())) => {}
            Ok(Err(fault)) => faults.push(format!("{}: {fault}", case["id"])),
            Err(_) => faults.push(format!("{}: panicked", case["id"])),
        }
    }
    assert!(
        faults.is_empty(),
        "{} of {judged}:\n  {}",
        faults.len(),
        faults.join("\n  ")
    );
    judged
}

/// The schema of a conformance case: what stands in the file.
fn plain(case: &Value) -> String {
    text(case, "schema").to_owned()
}

fn datum(case: &Value) -> Vec<u8> {
    hex::decode(text(case, "hex")).expect("hex digits")
}

/// A decimal of more bytes than its number needs is written with as few as possible:
/// the specification asks for a two's-complement number, not for padding to be kept.
const NOT_MINIMAL: &[&str] = &["binary/logical-decimal-bytes"];

#[test]
fn a_datum_is_read_by_its_type_and_written_as_it_was() {
    let judged = judge_all(
        &cases("conformance/binary.jsonl"),
        plain,
        |case, generated| {
            let datum = datum(case);
            let left = (generated.decode)(&datum).map_err(|error| error.to_string())?;
            if left > 0 {
                return Err(format!("{left} bytes are left"));
            }
            let written = (generated.recode)(&datum).map_err(|error| error.to_string())?;
            let ops = case["ops"].as_array().expect("a list");
            let same = if case["multi_map"] == true {
                // The order of a map's entries is nobody's promise.
                written.len() == datum.len()
            } else {
                written == datum
            };
            let minimal = !NOT_MINIMAL.contains(&text(case, "id"));
            if ops.iter().any(|op| op == "encode") && same != minimal {
                return Err(format!("written as {}", hex::encode(written)));
            }
            Ok(())
        },
    );
    assert_eq!(judged, 94);
}

#[test]
fn a_type_is_read_from_json_and_written_as_json() {
    let judged = judge_all(
        &cases("conformance/json-encoding.jsonl"),
        plain,
        |case, generated| {
            // The type has the value in its only field.
            let json = format!("{{\"held\": {}}}", text(case, "json"));
            let read = (reading(generated).from_json)(&json);
            if case["error"] == true {
                return match read {
                    Ok(bytes) => Err(format!("is read as {}", hex::encode(bytes))),
                    Err(_) => Ok(()),
                };
            }
            let read = read.map_err(|error| error.to_string())?;
            if read != datum(case) {
                return Err(format!("is read as {}", hex::encode(read)));
            }
            if case["op"] == "roundtrip" {
                let written =
                    (reading(generated).to_json)(&datum(case)).map_err(|e| e.to_string())?;
                let parse = |text| serde_json::from_str(text).expect(text);
                if !same_json(&parse(&written), &parse(&json)) {
                    return Err(format!("is written as {written}"));
                }
            }
            Ok(())
        },
    );
    assert_eq!(judged, 60);
}

/// What a type reads beside its own data.
fn reading(generated: &Generated) -> Reading {
    generated.reading.expect("the cases read other data as it")
}

/// Whether two texts say the same; `1` and `1.0` are one number. A float is written with just
/// the digits that tell it from all other floats, so numbers count as floats here: that none
/// loses a digit is seen where they are read.
fn same_json(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => {
            let float = |number: &serde_json::Number| number.as_f64().map(|n| n as f32);
            a == b || float(a) == float(b)
        }
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same_json(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            let same = |(key, a): (&String, &Value)| b.get(key).is_some_and(|b| same_json(a, b));
            a.len() == b.len() && a.iter().all(same)
        }
        (a, b) => a == b,
    }
}

#[test]
fn bytes_that_are_no_datum_are_refused_by_the_type_too() {
    let mut cases = cases("conformance/malformed.jsonl");
    cases.retain(|case| text(case, "level") == "must");
    let judged = judge_all(&cases, plain, |case, generated| {
        match (generated.decode)(&datum(case)) {
            Ok(0) => Err(format!("decodes, but {}", text(case, "reason"))),
            // Bytes behind the datum are no error of the decoder, but of who asked it for one.
            Ok(_) | Err(_) => Ok(()),
        }
    });
    assert_eq!(judged, 45);
}

#[test]
fn hostile_datums_are_survived_by_the_types() {
    let mut rows = cases("hostile/datum.jsonl");
    rows.retain(|row| row["reader"].is_null());
    let schema = |row: &Value| {
        String::from_utf8(unpack(text(row, "schema"))).expect("a schema's text is UTF-8")
    };
    let judged = judge_all(&rows, schema, |row, generated| {
        // What stands behind the datum is ignored.
        match (
            (generated.decode)(&unpack(text(row, "data"))),
            text(row, "expect"),
        ) {
            (Ok(_), "error") => Err(format!("decodes, but {}", text(row, "why"))),
            (Err(error), "ok") => Err(error.to_string()),
            (Err(error), _) if error.to_string().len() > 4096 => Err("a long text".to_owned()),
            _ => Ok(()),
        }
    });
    assert_eq!(judged, 151);
}

#[test]
fn hostile_datums_of_other_schemas_are_survived_by_the_types() {
    let mut rows = cases("hostile/datum.jsonl");
    rows.retain(|row| !row["reader"].is_null());
    let reader = |row: &Value| {
        String::from_utf8(unpack(text(row, "reader"))).expect("a schema's text is UTF-8")
    };
    let judged = judge_all(&rows, reader, |row, generated| {
        let writer = String::from_utf8(unpack(text(row, "schema"))).map_err(|e| e.to_string())?;
        let writer = Schema::parse(&held(&writer)).map_err(|error| error.to_string())?;
        let read = (reading(generated).datum)(&writer, &unpack(text(row, "data")));
        match (read, text(row, "expect")) {
            (Ok(_), "error") => Err(format!("is read, but {}", text(row, "why"))),
            (Err(error), "ok") => Err(error.to_string()),
            (Err(error), _) if error.to_string().len() > 4096 => Err("a long text".to_owned()),
            _ => Ok(()),
        }
    });
    assert_eq!(judged, rows.len());
}

#[test]
fn hostile_texts_are_survived_by_the_types() {
    let rows = cases("hostile/json.jsonl");
    let schema = |row: &Value| {
        String::from_utf8(unpack(text(row, "schema"))).expect("a schema's text is UTF-8")
    };
    let judged = judge_all(&rows, schema, |row, generated| {
        let data = unpack(text(row, "data"));
        let data = String::from_utf8(data).map_err(|error| error.to_string())?;
        let json = format!("{{\"held\": {data}}}");
        match ((reading(generated).from_json)(&json), text(row, "expect")) {
            (Ok(_), "error") => Err(format!("is read, but {}", text(row, "why"))),
            (Err(error), "ok") => Err(error.to_string()),
            (Err(error), _) if error.to_string().len() > 4096 => Err("a long text".to_owned()),
            _ => Ok(()),
        }
    });
    assert_eq!(judged, 29);
}

/// The bytes of a text with its prefix: see `hostile/README.md`.
fn unpack(text: &str) -> Vec<u8> {
    let base64 = |text| STANDARD.decode(text).expect("base64");
    match text.split_at_checked(2) {
        Some(("t:", text)) => text.as_bytes().to_vec(),
        Some(("b:", text)) => base64(text),
        Some(("z:", text)) => {
            let mut bytes = Vec::new();
            flate2::read::ZlibDecoder::new(&base64(text)[..])
                .read_to_end(&mut bytes)
                .expect("zlib");
            bytes
        }
        _ => panic!("no prefix: {text:.80}"),
    }
}

#[test]
fn protocols_and_idl_are_generated_with_their_calls() {
    for protocol in PROTOCOLS {
        let id = protocol.id;
        let expected = Schema::parse(protocol.expected).expect(id);
        assert_eq!((protocol.schema)().expect(id), expected, "{id}");
    }
    // What is illegal, and nothing else, is refused.
    let mut refused = REFUSED_PROTOCOLS
        .iter()
        .map(|(id, _)| *id)
        .collect::<Vec<_>>();
    let mut wrong = Vec::new();
    for file in ["idl", "protocol"] {
        for case in cases(&format!("conformance/{file}.jsonl")) {
            let is_illegal = case["error"] == true || case["valid"] == false;
            let was = refused.iter().position(|id| case["id"] == *id);
            if is_illegal != was.is_some() && case["level"] == "must" {
                wrong.push(case["id"].to_string());
            }
            was.map(|at| refused.swap_remove(at));
        }
        for row in cases(&format!("hostile/{file}.jsonl")) {
            let was = refused.iter().position(|id| row["id"] == *id);
            let is_generated = PROTOCOLS.iter().any(|it| row["id"] == it.id);
            if row["expect"] == "error" && is_generated || row["expect"] == "ok" && was.is_some() {
                wrong.push(row["id"].to_string());
            }
            was.map(|at| refused.swap_remove(at));
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}: {REFUSED_PROTOCOLS:#?}");
    assert!(refused.is_empty(), "{refused:?}");
    let counts = [PROTOCOLS.len(), REFUSED_PROTOCOLS.len()];
    assert_eq!(counts, [39, 71], "generated, refused");
}
