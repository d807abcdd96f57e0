//! Rust types, made from the readers' schemas when this package was built, read what every writer wrote.
//!
//! Each type is asked through a pointer to one function, so that what it takes to read it is compiled once.

use avro_core::datum::{Readable, ResolveError};
use avro_core::{AvroSchema, DatumReader, Decode, Encode, Schema};
use avro_tests_evolution::datum::{self, Tree, encode, is_meant, random};
use avro_tests_evolution::oracle::Oracle;
use avro_tests_evolution::random::Random;
use avro_tests_evolution::schema;
use avro_tests_evolution::{READERS, WRITERS, evolve, readers, setting};

/// Sets a type against a writer's schema.
type Prepare = fn(Option<&Schema>) -> Result<Prepared, ResolveError>;

/// The type's own schema, and what reads a datum and writes it again.
struct Prepared {
    own: Schema,
    recode: Recode,
}

type Recode = Box<dyn Fn(&[u8]) -> Result<Vec<u8>, String>>;

fn prepare<T>(writer: Option<&Schema>) -> Result<Prepared, ResolveError>
where
    T: AvroSchema + Readable + Encode + for<'de> Decode<'de> + 'static,
{
    let own = T::schema()?;
    let reader = DatumReader::<T>::new(writer.unwrap_or(&own))?;
    Ok(Prepared {
        own,
        recode: Box::new(move |bytes| {
            let value = reader.read(bytes).map_err(|error| error.to_string())?;
            avro_core::to_vec(&value).map_err(|error| error.to_string())
        }),
    })
}

#[allow(dead_code, reason = "fields are read and written, but by no name")]
#[allow(missing_docs, reason = "the schemas have none")]
mod types {
    use super::{Prepare, prepare};

    include!(concat!(env!("OUT_DIR"), "/types.rs"));
}
use types::TYPES;

/// Datums of each writer's schema.
const DATUMS: u64 = 1;

fn parse(text: &str) -> Schema {
    Schema::parse(text).unwrap_or_else(|error| panic!("{error}\n  {text}"))
}

/// Holds what a type makes of random datums against what is to come of them.
/// Tells how many it read.
fn compare(
    writer: &schema::Schema,
    reader: &schema::Schema,
    prepared: &Prepared,
    numbers: &mut Random,
    place: &dyn Fn() -> String,
) -> usize {
    let oracle = Oracle::new(writer, reader, &[]);
    let mut read = 0;
    for _ in 0..setting("EVOLUTION_DATUMS", DATUMS) {
        let tree = random(writer, &writer.root, numbers);
        let layout = Random::new(numbers.next());
        let bytes = encode(writer, &writer.root, &tree, &mut Some(layout));
        let place = || format!("{}\n  {} is {tree:?}", place(), hex::encode(&bytes));
        let found: Result<Tree, _> = (prepared.recode)(&bytes)
            // A map of Rust's has no order.
            .map(|bytes| datum::decode(reader, &bytes).sorted());
        match (oracle.read(&tree), found) {
            (Ok(expected), Ok(found)) => {
                if is_meant(reader, &reader.root, &expected) {
                    assert_eq!(found, expected.sorted(), "{}", place());
                    read += 1;
                }
            }
            (Err(_), Err(_)) => {}
            // Some text is no uuid, some bytes are too large for a decimal.
            (Ok(expected), Err(_)) if !is_meant(reader, &reader.root, &expected) => {}
            (expected, found) => panic!("{}: {expected:?} {found:?}", place()),
        }
    }
    read
}

#[test]
fn a_type_has_the_schema_it_was_made_from_and_reads_it() {
    assert_eq!(TYPES.len() as u64, READERS);
    for (seed, prepare) in (0..).zip(TYPES) {
        let reader = readers::reader(seed);
        let prepared = prepare(None).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        assert_eq!(prepared.own, parse(&reader.text()), "seed {seed}");
        let place = || format!("seed {seed}\n  {}", reader.text());
        let mut numbers = Random::new(seed);
        let read = compare(&reader, &reader, &prepared, &mut numbers, &place);
        assert_eq!(
            read as u64,
            setting("EVOLUTION_DATUMS", DATUMS),
            "{}",
            place()
        );
    }
}

#[test]
fn a_type_reads_as_the_specification_says() {
    let mut read = 0;
    for (seed, prepare) in (0..).zip(TYPES) {
        let reader = readers::reader(seed);
        for step in 0..setting("EVOLUTION_WRITERS", WRITERS) {
            let writer = evolve::writer(&reader, seed << 32 | step);
            let place = || {
                format!(
                    "seed {seed}, writer {step}\n  {}\n  {}",
                    writer.text(),
                    reader.text()
                )
            };
            let prepared = prepare(Some(&parse(&writer.text())));
            let never = Oracle::new(&writer, &reader, &[]).is_never();
            let reason = prepared.as_ref().err();
            assert_eq!(reason.is_some(), never, "{}: {reason:?}", place());
            if let Ok(prepared) = prepared {
                let mut numbers = Random::new(seed << 32 | step);
                read += compare(&writer, &reader, &prepared, &mut numbers, &place);
            }
        }
    }
    assert!(read > 0);
}
