//! Runs hostile inputs and judges what is promised for them.
//!
//! ```text
//! hostile [--generous] [--verbose] [--only TEXT] [FOLDER...]
//! ```
//!
//! Every row of the `.jsonl` files below the folders (those of this repository
//! if none is named) is run in a process of its own, in each way that there is to do what it asks: a thread with a stack of
//! 2 MiB, an allocator that counts, a clock. What is judged is the result, the
//! number of records, the most live heap, the time, the length of an error's
//! text, and that nothing panics, aborts or hangs. `hostile/README.md` has the
//! promise in full.
//!
//! Time is a promise of release builds. `--generous` judges everything else,
//! and takes for a hang only what does not end within two minutes.

mod child;

use std::collections::BTreeMap;
use std::env;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use avro_tests::hostile::{self, Expect, Input, Row};

use child::Report;

const MIB: f64 = 1024.0 * 1024.0;

/// The longest text an error may have.
const MOST_TEXT: usize = 4096;

/// What the resident memory may be above the heap: the stack, code that was not touched before, and what the
/// allocator rounds up. It is judged too because the codecs written in C allocate past our counter.
const MOST_BESIDE: u64 = 24;

fn main() -> io::Result<ExitCode> {
    let mut options = Options::default();
    let mut args = env::args().skip(1);
    while let Some(arg) = args.next() {
        match &*arg {
            "--row" => {
                let way = args.next().and_then(|way| way.parse().ok());
                let way = way.ok_or_else(|| io::Error::other("--row in which way?"))?;
                return child::measure(way).map(|()| ExitCode::SUCCESS);
            }
            "--generous" => options.generous = true,
            "--verbose" => options.verbose = true,
            "--only" => {
                options.only = args
                    .next()
                    .ok_or_else(|| io::Error::other("--only what?"))?
            }
            _ if arg.starts_with('-') => return Err(io::Error::other(format!("no option {arg}"))),
            _ => options.folders.push(PathBuf::from(arg)),
        }
    }
    if options.folders.is_empty() {
        options.folders.push(hostile::folder());
    }
    check(&options)
}

#[derive(Default)]
struct Options {
    generous: bool,
    verbose: bool,
    only: String,
    folders: Vec<PathBuf>,
}

/// What the rows of a kind came to.
#[derive(Default)]
struct Tally {
    held: u32,
    broken: u32,
    heap: (u64, String),
    resident: (u64, String),
    micros: (u64, String),
}

fn check(options: &Options) -> io::Result<ExitCode> {
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    let mut pending: BTreeMap<(String, &str), u32> = BTreeMap::new();
    let mut out = io::stdout().lock();
    for folder in &options.folders {
        for row in hostile::rows(folder)? {
            if !row.id.contains(&options.only) {
                continue;
            }
            if let Some(reason) = row.pending() {
                *pending.entry((row.kind, reason)).or_default() += 1;
                continue;
            }
            if let Some(rest) = row.left_open() {
                *pending.entry((row.kind.clone(), rest)).or_default() += 1;
            }
            let tally = tallies.entry(row.kind.clone()).or_default();
            let result = run(&row, options);
            if let Ok(report) = &result {
                raise(&mut tally.heap, report.heap, &row.id);
                raise(&mut tally.resident, report.resident.unwrap_or(0), &row.id);
                raise(&mut tally.micros, report.micros, &row.id);
                if options.verbose {
                    writeln!(out, "{} {report:?}", row.id)?;
                }
            }
            let faults = match result {
                Ok(report) => judge(&row, &report, options),
                Err(death) => vec![death],
            };
            if faults.is_empty() {
                tally.held += 1;
            } else {
                tally.broken += 1;
                writeln!(out, "{}: {} ({})", row.id, faults.join("; "), row.why)?;
            }
        }
    }

    for (kind, tally) in &tallies {
        let Tally {
            held,
            broken,
            heap,
            resident,
            micros,
        } = tally;
        writeln!(out, "{kind}: {held} of {} rows hold", held + broken)?;
        writeln!(
            out,
            "  most heap {:.1} MiB ({})",
            heap.0 as f64 / MIB,
            heap.1
        )?;
        writeln!(
            out,
            "  most resident {:.1} MiB ({})",
            resident.0 as f64 / MIB,
            resident.1
        )?;
        writeln!(
            out,
            "  most time {:.1} ms ({})",
            micros.0 as f64 / 1000.0,
            micros.1
        )?;
    }
    for ((kind, reason), count) in &pending {
        writeln!(out, "{kind}: {count} rows pending: {reason}")?;
    }
    let broken: u32 = tallies.values().map(|tally| tally.broken).sum();
    Ok(if broken == 0 && !tallies.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn raise(most: &mut (u64, String), value: u64, id: &str) {
    if value > most.0 {
        *most = (value, id.to_owned());
    }
}

/// Runs a row in every way that its kind has, each in a process of its own: the worst of their reports.
fn run(row: &Row, options: &Options) -> Result<Report, String> {
    let input = row.input().map_err(|error| error.to_string())?;
    let mut worst: Option<Report> = None;
    let mut outcomes = Vec::new();
    for (number, way) in hostile::ways(&row.kind).into_iter().enumerate() {
        let report =
            run_in(row, &input, number, options).map_err(|death| format!("{way}: {death}"))?;
        outcomes.push((way, report.outcome.clone()));
        worst = Some(match worst {
            None => report,
            Some(worst) => Report {
                heap: worst.heap.max(report.heap),
                resident: worst.resident.max(report.resident),
                micros: worst.micros.max(report.micros),
                ..worst
            },
        });
    }
    let report = worst.ok_or("no way to run it")?;
    hostile::agree(&report.outcome, &outcomes)?;
    Ok(report)
}

/// Runs a row in one way, again if it took too long: a busy machine adds time and takes none away.
fn run_in(row: &Row, input: &Input, way: usize, options: &Options) -> Result<Report, String> {
    let once = || child::run(input, way).map_err(|error| error.to_string())?;
    let mut best = once()?;
    for _ in 0..2 {
        if options.generous || best.micros <= row.time_ms * 1000 {
            break;
        }
        best.micros = best.micros.min(once()?.micros);
    }
    Ok(best)
}

/// What is wrong with a row's report.
fn judge(row: &Row, report: &Report, options: &Options) -> Vec<String> {
    let mut faults = Vec::new();
    match (&report.outcome, row.expect) {
        (Ok(_), Expect::Error) => faults.push("ok where an error is promised".to_owned()),
        (Err(error), Expect::Ok) => faults.push(format!("refused: {error}")),
        _ => {}
    }
    match &report.outcome {
        Ok(records) => {
            if row.records.is_some_and(|expected| expected != *records) {
                faults.push(format!("{records} records"));
            }
        }
        Err(error) if error.is_empty() => faults.push("an error without a text".to_owned()),
        Err(error) if error.len() > MOST_TEXT => {
            faults.push(format!("an error of {} bytes", error.len()));
        }
        Err(_) => {}
    }
    if report.heap > row.mem_mib << 20 {
        faults.push(format!("{:.1} MiB of heap", report.heap as f64 / MIB));
    }
    if let Some(resident) = report
        .resident
        .filter(|&resident| resident > (row.mem_mib + MOST_BESIDE) << 20)
    {
        faults.push(format!("{:.1} MiB resident", resident as f64 / MIB));
    }
    if !options.generous && report.micros > row.time_ms * 1000 {
        faults.push(format!("{} ms", report.micros / 1000));
    }
    faults.extend(report.afterwards.clone());
    faults
}
