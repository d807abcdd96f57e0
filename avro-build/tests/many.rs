//! Many schemas in one run: how long it takes, and that it is the same every time.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use avro_build::Builder;

/// A thousand records of twenty fields, in a hundred namespaces, each of which refers to others.
fn thousand(folder: &Path) {
    let types = [
        r#""string""#,
        r#"["null", "long"]"#,
        r#"{"type": "map", "values": "bytes"}"#,
        r#"{"type": "long", "logicalType": "timestamp-micros"}"#,
        r#"["int", "string", {"type": "array", "items": "double"}]"#,
    ];
    for number in 0..1000_usize {
        let mut fields = Vec::new();
        for field in 0..20 {
            let ty = match field {
                // A chain of all, and a tree.
                0 if number > 0 => {
                    format!(r#"["null", "n{}.Type{}"]"#, (number - 1) % 100, number - 1)
                }
                1 => format!(r#"["null", "n{}.Type{}"]"#, number / 2 % 100, number / 2),
                _ => types[(number + field) % types.len()].to_owned(),
            };
            fields.push(format!(r#"{{"name": "field{field}", "type": {ty}}}"#));
        }
        let text = format!(
            r#"{{"type": "record", "name": "Type{number}", "namespace": "n{}", "fields": [{}]}}"#,
            number % 100,
            fields.join(",\n"),
        );
        fs::write(folder.join(format!("type{number}.avsc")), text).unwrap();
    }
}

#[test]
fn a_thousand_schemas_generate_in_seconds_and_alike() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("many");
    fs::create_dir_all(&folder).unwrap();
    thousand(&folder);
    let start = Instant::now();
    let code = Builder::new().generate([&folder]).unwrap();
    let took = start.elapsed();
    assert_eq!(code.matches("pub struct Type").count(), 1000);
    // Without optimization, beside other tests, on a slow machine.
    assert!(took < Duration::from_secs(60), "{took:?}");
    let again = Builder::new().generate([&folder]).unwrap();
    assert!(code == again, "another run gives other code");
    println!("{} lines in {took:?}", code.lines().count());
}
