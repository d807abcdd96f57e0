//! Values without types, read by every schema that grew out of the one they were written with.

use avro_core::{DatumReader, DatumWriter, Schema, Value};
use avro_tests_evolution::datum::{decode, encode, random};
use avro_tests_evolution::oracle::{Fail, Oracle};
use avro_tests_evolution::random::Random;
use avro_tests_evolution::{READERS, WRITERS, evolve, readers, setting, value};

/// Datums of each writer's schema.
const DATUMS: u64 = 1;

#[test]
fn a_value_is_read_as_the_specification_says() {
    let first = setting("EVOLUTION_SEED", 0);
    let mut counts = [0; 5];
    for seed in first..first + setting("EVOLUTION_READERS", READERS) {
        let reader = readers::reader(seed);
        let parsed = parse(&reader.text());
        for step in 0..setting("EVOLUTION_WRITERS", WRITERS) {
            let writer = evolve::writer(&reader, seed << 32 | step);
            let oracle = Oracle::new(&writer, &reader, &[]);
            let writers = parse(&writer.text());
            let place = || format!("seed {seed}, writer {step}\n  {writers}\n  {parsed}");
            let found = DatumReader::<Value>::with_reader_schema(&writers, &parsed);
            assert_eq!(found.is_err(), oracle.is_never(), "{} {found:?}", place());
            let Ok(found) = found else {
                counts[0] += 1;
                continue;
            };
            let mut back = DatumWriter::<Value>::new(&parsed).expect("a value has any schema");
            let mut numbers = Random::new(seed << 32 | step);
            for _ in 0..setting("EVOLUTION_DATUMS", DATUMS) {
                let tree = random(&writer, &writer.root, &mut numbers);
                let layout = Random::new(numbers.next());
                let bytes = encode(&writer, &writer.root, &tree, &mut Some(layout));
                assert_eq!(decode(&writer, &bytes), tree, "our own codec");
                let place = || format!("{}\n  {} is {tree:?}", place(), hex::encode(&bytes));
                match (oracle.read(&tree), found.read(&bytes)) {
                    (Ok(expected), Ok(found)) => {
                        assert_eq!(value::tree(&found), expected, "{}", place());
                        let plain = encode(&reader, &reader.root, &expected, &mut None);
                        assert_eq!(back.write(&found).ok(), Some(&plain[..]), "{}", place());
                        counts[1] += 1;
                    }
                    (Err(fail), Err(_)) => {
                        counts[if fail == Fail::NotUtf8 { 2 } else { 3 }] += 1;
                    }
                    (expected, found) => panic!("{}: {expected:?} {found:?}", place()),
                }
            }
        }
    }
    let [never, read, not_utf8, refused, _] = counts;
    eprintln!(
        "{read} values read, {refused} refused, {not_utf8} not UTF-8; {never} pairs never readable"
    );
    // It is about what can be read.
    assert!(read > 4 * (refused + never + not_utf8), "{counts:?}");
}

fn parse(text: &str) -> Schema {
    Schema::parse(text).unwrap_or_else(|error| panic!("{error}\n  {text}"))
}
