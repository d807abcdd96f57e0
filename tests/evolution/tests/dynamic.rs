//! Values without types, and types that know serde only, read by every schema that grew out of the one they
//! were written with.

use std::panic::resume_unwind;
use std::thread;

use avro_core::{DatumReader, DatumWriter, Schema, Serde, Value};
use avro_tests::plain::Plain;
use avro_tests_evolution::datum::{decode, encode, random};
use avro_tests_evolution::oracle::{Fail, Oracle};
use avro_tests_evolution::random::Random;
use avro_tests_evolution::{READERS, WRITERS, evolve, readers, setting, value};

/// Datums of each writer's schema.
const DATUMS: u64 = 1;

#[test]
fn a_value_is_read_as_the_specification_says() {
    let first = setting("EVOLUTION_SEED", 0);
    let seeds = first..first + setting("EVOLUTION_READERS", READERS);
    // It is the longest test, so every other seed is for another thread.
    let counts = thread::scope(|scope| {
        let halves = [0, 1].map(|half| {
            let seeds = seeds.clone().filter(move |seed| seed % 2 == half);
            scope.spawn(|| seeds.map(read_by).fold([0; 5], sum))
        });
        let [a, b] = halves.map(|half| half.join().unwrap_or_else(|panic| resume_unwind(panic)));
        sum(a, b)
    });
    let [never, read, not_utf8, refused, clear] = counts;
    eprintln!(
        "{read} values read, {clear} of them written by serde again, {refused} refused, {not_utf8} not UTF-8; {never} pairs never readable"
    );
    // It is about what can be read.
    assert!(read > 4 * (refused + never + not_utf8), "{counts:?}");
    assert!(2 * clear > read, "{counts:?}");
}

fn sum(a: [usize; 5], b: [usize; 5]) -> [usize; 5] {
    std::array::from_fn(|at| a[at] + b[at])
}

/// Has all writers' data read by one reader's schema. Tells how many pairs are never readable, how many
/// values were read, were not UTF-8, were refused, and were written by serde again.
fn read_by(seed: u64) -> [usize; 5] {
    let mut counts = [0; 5];
    let reader = readers::reader(seed);
    let parsed = parse(&reader.text());
    let mut back = DatumWriter::<Value>::new(&parsed).expect("a value has any schema");
    let mut serde_back = DatumWriter::<Serde<Plain>>::new(&parsed).expect("any schema");
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
        let serde = DatumReader::<Serde<Plain>>::with_reader_schema(&writers, &parsed)
            .unwrap_or_else(|error| panic!("{}: {error}", place()));
        let mut numbers = Random::new(seed << 32 | step);
        for _ in 0..setting("EVOLUTION_DATUMS", DATUMS) {
            let tree = random(&writer, &writer.root, &mut numbers);
            let layout = Random::new(numbers.next());
            let bytes = encode(&writer, &writer.root, &tree, &mut Some(layout));
            assert_eq!(decode(&writer, &bytes), tree, "our own codec");
            let place = || format!("{}\n  {} is {tree:?}", place(), hex::encode(&bytes));
            match (oracle.read(&tree), found.read(&bytes), serde.read(&bytes)) {
                (Ok(expected), Ok(found), Ok(serde)) => {
                    assert_eq!(value::tree(&found), expected, "{}", place());
                    let plain = encode(&reader, &reader.root, &expected, &mut None);
                    assert_eq!(back.write(&found).ok(), Some(&plain[..]), "{}", place());
                    counts[1] += 1;

                    assert_eq!(serde.0, value::plain(&expected), "{}", place());
                    if value::is_clear(&reader, &reader.root, &expected) {
                        let bytes = serde_back
                            .write(&serde)
                            .unwrap_or_else(|error| panic!("{}: {error}", place()));
                        let found = decode(&reader, bytes);
                        assert_eq!(found.sorted(), expected.sorted(), "{}", place());
                        counts[4] += 1;
                    }
                }
                (Err(fail), Err(_), Err(_)) => {
                    counts[if fail == Fail::NotUtf8 { 2 } else { 3 }] += 1;
                }
                (expected, found, serde) => {
                    panic!("{}: {expected:?} {found:?} {serde:?}", place())
                }
            }
        }
    }
    counts
}

fn parse(text: &str) -> Schema {
    Schema::parse(text).unwrap_or_else(|error| panic!("{error}\n  {text}"))
}
