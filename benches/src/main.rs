//! The referee: ours beside its rivals, and beside code written by hand.
//!
//! ```text
//! random ─► workloads ─► race ─────────► measure ─► table
//!                        │ ▲ compares     rounds     ratios
//!                        ▼ │ all answers
//!              limit  rivals  ours
//! ```
//!
//! `README.md` says what is measured and how the table is to be read.

mod floors;
mod instructions;
mod limit;
mod machine;
mod measure;
mod options;
mod ours;
mod plot;
mod race;
mod random;
mod results;
mod rivals;
mod table;
mod workloads;

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use options::{Command, Options};
use race::Asked;
use results::Results;

fn main() -> ExitCode {
    keep_memory();
    match Options::parse(std::env::args().skip(1)) {
        Ok(Command::Compare(options)) => return compare(&options),
        Ok(Command::Repeat {
            asked,
            case,
            passes,
        }) => return repeat(&asked, &case, passes),
        Ok(Command::Datums { asked, workload }) => return datums(&asked, &workload),
        Ok(Command::Instructions { options, record }) => return instructions(&options, record),
        Ok(Command::Counted(name)) => {
            let found = workloads::ALL.iter().find(|(known, _)| *known == name);
            if let Some((_, build)) = found {
                instructions::count_here(build(&instructions::asked()));
            }
        }
        Ok(Command::Help) => print!("{}", options::HELP),
        Err(fault) => {
            eprint!("{fault}\n\n{}", options::HELP);
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

/// Makes the allocator of glibc keep what is given back to it, as it does in a program that has run for a while.
///
/// Otherwise large arrays come from the system anew each time, and the first touch of each page is what is measured.
/// The largest block that was ever given back sets the bound.
fn keep_memory() {
    drop(std::hint::black_box(Vec::<u8>::with_capacity(31 << 20)));
}

/// Measures the workloads that are asked for and prints the table.
fn compare(options: &Options) -> ExitCode {
    let mut results = Results::default();
    let mut idle = f64::INFINITY;
    for (name, build) in workloads::ALL {
        if options.wants(name) {
            eprintln!("{name}: comparing answers");
            let mut workload = build(&options.asked);
            eprintln!(
                "{name}: {} cases, {} rounds",
                workload.cases.len(),
                options.effort.rounds.min(workload.rounds)
            );
            if options.asked.threads {
                idle = idle.min(machine::idle_processors());
            }
            let times = measure::measure(&mut workload, options.effort);
            results.add(workload, times);
        }
    }
    match options.asked.threads {
        true => print!("{}", table::threads(&results, idle)),
        false => print!("{}", table::render(&results)),
    }
    if options.plot
        && let Err(fault) = plot(&results)
    {
        eprintln!("{fault}");
        return ExitCode::FAILURE;
    }
    let shortfalls = floors::shortfalls(&results);
    if options.check && !shortfalls.is_empty() {
        print!("\n{}", floors::render(&shortfalls));
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// Draws the ratios.
fn plot(results: &Results) -> std::io::Result<()> {
    let lines = [
        format!(
            "{}, {}, {}; medians of interleaved rounds, CPU time of one thread",
            machine::date(),
            machine::processor(),
            machine::COMPILER
        ),
        machine::command(),
        "Grey: formats of their own. arrow-avro: columns instead of values. W1, W2 and W7: 1,000 datums; W8: files; others: one datum.".into(),
    ];
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("ratios.svg");
    std::fs::write(file, plot::svg(results, &lines))
}

/// Counts instructions, and records them or holds them against what is recorded.
fn instructions(options: &Options, record: bool) -> ExitCode {
    let counted = instructions::count(|name| options.wants(name));
    let changed = counted.and_then(|counts| match record {
        true => instructions::write(&counts).map(|()| Vec::new()),
        false => instructions::compare(&counts),
    });
    match changed {
        Ok(changed) if changed.is_empty() => ExitCode::SUCCESS,
        Ok(changed) => {
            eprintln!(
                "further from what is recorded than {} %: {}",
                instructions::TOLERANCE * 100.0,
                changed.join(", ")
            );
            ExitCode::FAILURE
        }
        Err(fault) => {
            eprintln!("{fault}");
            ExitCode::FAILURE
        }
    }
}

/// Writes the datums of one workload, for other languages to read.
fn datums(asked: &Asked, workload: &str) -> ExitCode {
    let found = workloads::ALL.iter().find(|(name, _)| *name == workload);
    let written = found.map(|(_, build)| std::io::stdout().write_all(build(asked).bytes));
    match written {
        Some(Ok(())) => ExitCode::SUCCESS,
        Some(Err(fault)) => {
            eprintln!("{fault}");
            ExitCode::FAILURE
        }
        None => {
            eprintln!("there is no workload `{workload}`");
            ExitCode::FAILURE
        }
    }
}

/// Runs one case again and again, for a profiler to look at.
fn repeat(asked: &Asked, case: &str, passes: u32) -> ExitCode {
    for (name, build) in workloads::ALL {
        if case.split('/').next() != Some(name) {
            continue;
        }
        let workload = build(asked);
        for mut found in workload.cases {
            let (operation, contender) = (found.operation.name(), found.contender.name());
            if case == format!("{name}/{operation}/{contender}") {
                (0..passes).for_each(|_| (found.pass)());
                return ExitCode::SUCCESS;
            }
        }
    }
    eprintln!(
        "no case `{case}`: it is WORKLOAD/OPERATION/CONTENDER, as in `W2/decode owned/limit`"
    );
    ExitCode::FAILURE
}
