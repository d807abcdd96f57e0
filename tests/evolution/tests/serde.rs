//! Rust types with serde's derives beside our own: what serde reads and writes of them is what we do.

use avro_core::{AvroSchema, DatumReader, DatumWriter, Decode, Encode, Schema, Serde};
use avro_tests_evolution::datum::{decode, encode, random};
use avro_tests_evolution::oracle::Oracle;
use avro_tests_evolution::random::Random;
use avro_tests_evolution::{WRITERS, evolve, readers, setting};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Sets a type against a writer's schema, both ways; nothing if it can never read it.
type Prepare = fn(&Schema) -> Result<Option<Recode>, String>;

/// Reads a datum both ways, and writes it again both ways; nothing if it cannot be read.
type Recode = Box<dyn FnMut(&[u8]) -> Result<Option<Vec<u8>>, String>>;

fn prepare<T>(writer: &Schema) -> Result<Option<Recode>, String>
where
    T: AvroSchema + Encode + for<'de> Decode<'de> + Serialize + DeserializeOwned + 'static,
    T: PartialEq + std::fmt::Debug,
{
    let text = |error: &dyn std::fmt::Display| error.to_string();
    let own = T::schema().map_err(|error| text(&error))?;
    let ours = DatumReader::<T>::new(writer);
    let serdes = DatumReader::<Serde<T>>::with_reader_schema(writer, &own);
    let (ours, serdes) = match (ours, serdes) {
        (Ok(ours), Ok(serdes)) => (ours, serdes),
        (Err(_), Err(_)) => return Ok(None),
        other => return Err(format!("readable one way only: {other:?}")),
    };
    let mut back = DatumWriter::<Serde<T>>::new(&own).map_err(|error| text(&error))?;
    Ok(Some(Box::new(move |bytes| {
        let (ours, serdes) = match (ours.read(bytes), serdes.read(bytes)) {
            (Ok(ours), Ok(serdes)) => (ours, serdes),
            (Err(_), Err(_)) => return Ok(None),
            other => return Err(format!("read one way only: {other:?}")),
        };
        if ours != serdes.0 {
            return Err(format!("by serde {serdes:?} and not {ours:?}"));
        }
        let written = back.write(&serdes).map_err(|error| text(&error))?;
        let ours = avro_core::to_vec(&serdes.0).map_err(|error| text(&error))?;
        if written != ours {
            return Err(format!("by serde {written:?} is written and not {ours:?}"));
        }
        Ok(Some(ours))
    })))
}

#[allow(dead_code, reason = "fields are read and written, but by no name")]
#[allow(missing_docs, reason = "the schemas have none")]
mod types {
    use super::{Prepare, prepare};

    include!(concat!(env!("OUT_DIR"), "/serde_types.rs"));
}
use types::TYPES;

#[test]
fn a_type_is_the_same_by_serde() {
    let mut read = 0;
    assert_eq!(TYPES.len(), readers::for_serde().count());
    for ((seed, reader), prepare) in readers::for_serde().zip(TYPES) {
        for step in 0..setting("EVOLUTION_WRITERS", WRITERS) {
            let writer = evolve::writer(&reader, seed << 32 | step);
            let place = || {
                format!(
                    "seed {seed}, writer {step}\n  {}\n  {}",
                    writer.text(),
                    reader.text()
                )
            };
            let parsed = Schema::parse(&writer.text())
                .unwrap_or_else(|error| panic!("{}: {error}", place()));
            let recode = prepare(&parsed).unwrap_or_else(|error| panic!("{}: {error}", place()));
            let oracle = Oracle::new(&writer, &reader, &[]);
            assert_eq!(recode.is_none(), oracle.is_never(), "{}", place());
            let Some(mut recode) = recode else { continue };
            let mut numbers = Random::new(seed << 32 | step);
            for _ in 0..setting("EVOLUTION_DATUMS", 1) {
                let tree = random(&writer, &writer.root, &mut numbers);
                let layout = Random::new(numbers.next());
                let bytes = encode(&writer, &writer.root, &tree, &mut Some(layout));
                let found = recode(&bytes)
                    .unwrap_or_else(|error| panic!("{}\n  {tree:?}: {error}", place()))
                    // A map of Rust's has no order.
                    .map(|bytes| decode(&reader, &bytes).sorted());
                let expected = oracle.read(&tree).ok().map(|tree| tree.sorted());
                assert_eq!(found, expected, "{}\n  {tree:?}", place());
                read += usize::from(found.is_some());
            }
        }
    }
    assert!(read > TYPES.len(), "{read}");
}
