//! What `can_read` and `check` say, held against what happens to values.

use avro_core::{DatumReader, Schema, Value};
use avro_model::can_read;
use avro_model::compatibility::{Compatibility, Direction, check};
use avro_tests_evolution::datum::{encode, random};
use avro_tests_evolution::oracle::{Fail, Oracle};
use avro_tests_evolution::random::Random;
use avro_tests_evolution::{evolve, readers, schema, setting};

/// Values that are read of each pair that is compatible.
const VALUES: u64 = 8;

#[derive(Default)]
struct Counts {
    compatible: u64,
    read: u64,
    not_utf8: u64,
    never: u64,
    some: u64,
}

#[test]
fn can_read_means_that_every_value_is_read() {
    let first = setting("EVOLUTION_SEED", 0);
    let mut counts = Counts::default();
    for seed in first..first + setting("EVOLUTION_PAIRS", 1_000) {
        let (reader, small) = (readers::reader(seed), readers::small(seed));
        let pairs = [
            (evolve::writer(&reader, seed), reader),
            (evolve::writer(&small, seed), small.clone()),
            // What has grown apart twice, the other way round, and what has nothing to do with each other.
            (evolve::writer(&small, !seed), evolve::writer(&small, seed)),
            (small.clone(), evolve::writer(&small, seed + 1)),
            (readers::small(seed + 1), small),
        ];
        for (at, (writer, reader)) in pairs.into_iter().enumerate() {
            let place = format!(
                "seed {seed}, pair {at}\n  {}\n  {}",
                writer.text(),
                reader.text()
            );
            hold(
                &writer,
                &reader,
                &place,
                &mut Random::new(seed),
                &mut counts,
            );
        }
    }
    let Counts {
        compatible,
        read,
        not_utf8,
        never,
        some,
    } = counts;
    eprintln!(
        "{compatible} pairs compatible, {read} values read, {not_utf8} not UTF-8; \
         {some} pairs of which some value is not read, {never} of which none is"
    );
    assert!(compatible > some && some > 0 && never > 0 && not_utf8 > 0);
}

fn hold(
    writer: &schema::Schema,
    reader: &schema::Schema,
    place: &str,
    numbers: &mut Random,
    counts: &mut Counts,
) {
    let (writers, readers) = (parse(&writer.text()), parse(&reader.text()));
    let oracle = Oracle::new(writer, reader, &[]);
    let verdict = can_read(&readers, &writers);
    let found = DatumReader::<Value>::with_reader_schema(&writers, &readers);
    assert_eq!(found.is_err(), oracle.is_never(), "{place} {found:?}");
    let Ok(found) = found else {
        assert!(verdict.is_err(), "{place}");
        counts.never += 1;
        return;
    };
    // What cannot be read, if there is anything. What is made up beside it may fail before it.
    let mut misfits = (0..100).map(|_| oracle.misfit(numbers));
    let misfit = misfits
        .find(|found| {
            !found
                .as_ref()
                .is_some_and(|tree| oracle.read(tree) == Err(Fail::NotUtf8))
        })
        .expect("not all bytes of a schema are no UTF-8");
    assert_eq!(
        misfit.is_some(),
        verdict.is_err(),
        "{place} {misfit:?} {verdict:?}"
    );
    if let Some(tree) = misfit {
        let fail = oracle.read(&tree);
        assert!(
            matches!(fail, Err(fail) if fail != Fail::NotUtf8),
            "{place} {tree:?} {fail:?}"
        );
        let bytes = encode(writer, &writer.root, &tree, &mut None);
        let found = found.read(&bytes);
        assert!(found.is_err(), "{place} {tree:?} {found:?} {verdict:?}");
        counts.some += 1;
        return;
    }
    counts.compatible += 1;
    for _ in 0..VALUES {
        let tree = random(writer, &writer.root, numbers);
        let bytes = encode(writer, &writer.root, &tree, &mut None);
        // What it is read as is another test's.
        match (found.read(&bytes), oracle.read(&tree)) {
            (Ok(_), Ok(_)) => counts.read += 1,
            (Err(_), Err(Fail::NotUtf8)) => counts.not_utf8 += 1,
            (found, expected) => panic!("{place}\n  {tree:?}: {found:?}, {expected:?}"),
        }
    }
}

#[test]
fn check_asks_each_version_as_its_mode_says() {
    use Compatibility as C;
    let mut broken = [0; 2];
    for seed in 0..setting("EVOLUTION_HISTORIES", 300) {
        let mut random = Random::new(seed);
        let mut versions = vec![readers::small(seed)];
        for step in 0..random.between(0, 4) {
            let next = match random.chance(40) {
                true => versions[step].clone(),
                false => evolve::writer(&versions[step], random.next()),
            };
            versions.push(next);
        }
        // In any order: a writer's schema is made from its reader's.
        random.shuffle(&mut versions);
        let mut schemas: Vec<_> = versions
            .iter()
            .map(|version| parse(&version.text()))
            .collect();
        let new = schemas.pop().expect("there is one");
        for (mode, whole, back, forth) in [
            (C::None, true, false, false),
            (C::Backward, false, true, false),
            (C::BackwardTransitive, true, true, false),
            (C::Forward, false, false, true),
            (C::ForwardTransitive, true, false, true),
            (C::Full, false, true, true),
            (C::FullTransitive, true, true, true),
        ] {
            let mut expected = Vec::new();
            for (version, old) in schemas.iter().enumerate() {
                if !whole && version + 1 < schemas.len() {
                    continue;
                }
                if let (true, Err(found)) = (back, can_read(&new, old)) {
                    expected.push((version, Direction::Backward, found));
                }
                if let (true, Err(found)) = (forth, can_read(old, &new)) {
                    expected.push((version, Direction::Forward, found));
                }
            }
            let found = check(&schemas, &new, mode).err().unwrap_or_default();
            broken[usize::from(!found.is_empty())] += 1;
            let found: Vec<_> = found
                .iter()
                .map(|breach| {
                    let found = breach.incompatibilities().to_vec();
                    (breach.version(), breach.direction(), found)
                })
                .collect();
            assert_eq!(found, expected, "seed {seed}, {mode:?}");
        }
    }
    eprintln!("{} promises held, {} broken", broken[0], broken[1]);
    assert!(broken.iter().all(|count| *count > 100), "{broken:?}");
}

fn parse(text: &str) -> Schema {
    Schema::parse(text).unwrap_or_else(|error| panic!("{error}\n  {text}"))
}
