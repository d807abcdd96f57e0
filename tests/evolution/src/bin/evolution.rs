//! A sample of evolution for another implementation to read, and the comparison with what it read.
//!
//! ```text
//! sample COUNT SEED        prints a line for each: writer's schema, reader's schema, datum in hex, between tabs
//! compare COUNT SEED FILE  holds the lines of FILE against what is read here: a value in the exact
//!                          form of `interop/README.md`, or a line that starts with `error`
//! ```
//!
//! Where the other one's answer differs, `choices.md` has to list why: either choices that lead to that
//! very answer, or a part of its message. What is listed there has to be met.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;

use avro_core::{DatumReader, Schema, Value};
use avro_tests::text::{self, Form};
use avro_tests_evolution::datum::{Tree, encode, random};
use avro_tests_evolution::oracle::{Choice, Oracle};
use avro_tests_evolution::random::Random;
use avro_tests_evolution::{evolve, readers, schema, value};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match &args[..] {
        ["sample", count, seed] => {
            for Triple {
                writer,
                reader,
                bytes,
                ..
            } in sample(count.parse()?, seed.parse()?)
            {
                println!(
                    "{}\t{}\t{}",
                    writer.text(),
                    reader.text(),
                    hex::encode(bytes)
                );
            }
            Ok(())
        }
        ["compare", count, seed, file] => {
            let answers = fs::read_to_string(file)?;
            compare(&sample(count.parse()?, seed.parse()?), &answers)
        }
        _ => Err("usage: sample COUNT SEED | compare COUNT SEED FILE".into()),
    }
}

struct Triple {
    writer: schema::Schema,
    reader: schema::Schema,
    tree: Tree,
    bytes: Vec<u8>,
}

fn sample(count: u64, seed: u64) -> Vec<Triple> {
    let triples = (seed..seed + count).map(|seed| {
        let mut numbers = Random::new(seed);
        let mut reader = match numbers.chance(70) {
            true => readers::reader(seed),
            false => readers::small(seed),
        };
        readers::first_branches(&mut reader);
        let writer = evolve::writer(&reader, seed);
        let tree = random(&writer, &writer.root, &mut numbers);
        let bytes = encode(&writer, &writer.root, &tree, &mut Some(numbers));
        Triple {
            writer,
            reader,
            tree,
            bytes,
        }
    });
    triples.collect()
}

fn compare(sample: &[Triple], answers: &str) -> Result<()> {
    let answers: Vec<&str> = answers.lines().collect();
    if answers.len() != sample.len() {
        return Err(format!("{} answers to {} questions", answers.len(), sample.len()).into());
    }
    let listed = listed()?;
    let mut met: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut same, mut faults) = (0, Vec::new());
    for (number, (triple, answer)) in sample.iter().zip(answers).enumerate() {
        let ours = ours(triple)?;
        let theirs = theirs(&triple.reader, answer)
            .map_err(|error| format!("answer {number}: {error}: {answer}"))?;
        if ours == theirs {
            same += 1;
            continue;
        }
        let message = listed
            .iter()
            .find(|name| theirs.is_none() && answer.contains(&***name));
        let choices = explain(triple, &theirs);
        match (message, &choices) {
            (Some(message), _) => *met.entry(message).or_default() += 1,
            (_, Some(choices)) if choices.iter().all(|choice| listed.contains(choice.name())) => {
                for choice in choices {
                    *met.entry(choice.name()).or_default() += 1;
                }
            }
            _ => faults.push(format!(
                "{number}: {choices:?}\n    writer {}\n    reader {}\n    {} is {:?}\n    \
                 ours   {ours:?}\n    theirs {theirs:?} {answer}",
                triple.writer.text(),
                triple.reader.text(),
                hex::encode(&triple.bytes),
                triple.tree,
            )),
        }
    }
    println!("evolution: {same} of {} read alike", sample.len());
    for (name, count) in &met {
        println!("  {name}: {count}");
    }
    for name in listed.iter().filter(|name| !met.contains_key(&***name)) {
        faults.push(format!("{name} is listed, but makes no difference"));
    }
    if faults.is_empty() {
        return Ok(());
    }
    eprintln!("{}", faults.join("\n"));
    Err(format!("{} differences that are not listed", faults.len()).into())
}

/// What is read here; nothing if it cannot be read.
fn ours(triple: &Triple) -> Result<Option<Tree>> {
    let (writer, reader) = (
        Schema::parse(&triple.writer.text())?,
        Schema::parse(&triple.reader.text())?,
    );
    let read = DatumReader::<Value>::with_reader_schema(&writer, &reader)
        .ok()
        .and_then(|data| data.read(&triple.bytes).ok());
    Ok(read.map(|read| value::tree(&read).sorted()))
}

/// What was read there.
fn theirs(reader: &schema::Schema, answer: &str) -> Result<Option<Tree>> {
    if answer.starts_with("error") {
        return Ok(None);
    }
    let value = text::parse(&Schema::parse(&reader.text())?, Form::Exact, answer)?;
    Ok(Some(value::tree(&value).sorted()))
}

/// The fewest choices, otherwise than ours, that lead to this answer.
fn explain(triple: &Triple, theirs: &Option<Tree>) -> Option<Vec<Choice>> {
    let all = Choice::ALL;
    let mut sets: Vec<u32> = (1..1 << all.len()).collect();
    sets.sort_by_key(|set| set.count_ones());
    sets.into_iter().find_map(|set| {
        let some = all.iter().zip(0..).filter(|(_, at)| set >> at & 1 == 1);
        let choices: Vec<Choice> = some.map(|(choice, _)| *choice).collect();
        let read = Oracle::new(&triple.writer, &triple.reader, &choices).read(&triple.tree);
        (read.ok().map(Tree::sorted) == *theirs).then_some(choices)
    })
}

/// What is listed, each with a reason.
fn listed() -> Result<BTreeSet<String>> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/choices.md");
    let text = fs::read_to_string(path)?;
    let rows = text.lines().filter(|line| line.starts_with("| `"));
    rows.map(
        |row| match row.split('|').map(str::trim).collect::<Vec<_>>()[..] {
            [_, name, theirs, why, _] if !theirs.is_empty() && !why.is_empty() => {
                Ok(name.trim_matches('`').to_owned())
            }
            _ => Err(format!("{path}: not a row of three: {row}").into()),
        },
    )
    .collect()
}
