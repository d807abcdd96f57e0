//! Every limit on every way to a value: each lets a value through at some figure, and one below it
//! the error names the limit and that figure.
//!
//! The grid is printed with `--nocapture`. Where a limit has no part in a path, a few words say why,
//! and the test holds that it has none: the value comes through with less granted.

mod paths;
mod subjects;
mod writing;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::RangeInclusive;

use avro_core::Limits;
use avro_core::encoding::Limit;

use paths::Run;
use subjects::Subject;

const LIMITS: [Limit; 7] = [
    Limit::Depth,
    Limit::Stack,
    Limit::Length,
    Limit::Memory,
    Limit::EmptyValues,
    Limit::Block,
    Limit::Header,
];

/// A figure that lets every subject through.
const ENOUGH: usize = 1 << 20;

/// What a byte of input is granted in memory beyond the limit.
const MEMORY_PER_BYTE: usize = 16;

/// The default limits, but for one.
fn with(which: Limit, figure: usize) -> Limits {
    let limits = Limits::default();
    match which {
        Limit::Depth => limits.with_depth(figure as u32),
        Limit::Stack => limits.with_stack(figure),
        Limit::Length => limits.with_length(figure),
        Limit::Memory => limits.with_memory(figure),
        Limit::EmptyValues => limits.with_empty_values(figure),
        Limit::Block => limits.with_block(figure),
        Limit::Header => limits.with_header(figure),
        other => panic!("no figure for {other}"),
    }
}

/// One subject on one path, against one limit.
struct Probe {
    subject: &'static str,
    which: Limit,
    /// The least that may let it through.
    least: RangeInclusive<usize>,
    run: fn(&Limits) -> Run,
}

impl Probe {
    /// Every limit of a subject.
    fn of<S: Subject>(run: fn(&Limits) -> Run) -> impl Iterator<Item = Probe> {
        S::LEAST.iter().map(move |(which, least)| Probe {
            subject: S::NAME,
            which: *which,
            least: least.clone(),
            run,
        })
    }

    fn run(&self, figure: usize) -> Run {
        (self.run)(&with(self.which, figure))
    }

    /// The least figure that lets the subject through.
    fn threshold(&self) -> Result<usize, String> {
        if let Err(fault) = self.run(ENOUGH).outcome {
            return Err(format!("refused with enough: {fault:?}"));
        }
        let (mut below, mut least) = (0, ENOUGH);
        while below < least {
            let middle = below.midpoint(least);
            match self.run(middle).outcome {
                Ok(()) => least = middle,
                Err(_) => below = middle + 1,
            }
        }
        Ok(least)
    }

    /// Holds that the limit is met, and is named one below.
    fn judge(&self) -> Result<usize, String> {
        let least = self.threshold()?;
        if !self.least.contains(&least) {
            return Err(format!("let through at {least}, not {:?}", self.least));
        }
        let Run { sent, outcome } = self.run(least - 1);
        let granted = match self.which {
            Limit::Memory => sent * MEMORY_PER_BYTE,
            _ => 0,
        };
        let named = Err(Ok((self.which, (least - 1 + granted) as u64)));
        if outcome != named {
            return Err(format!("{outcome:?} below {least}, not {named:?}"));
        }
        Ok(least)
    }

    /// Holds that the limit has no part in it.
    fn judge_exempt(&self) -> Result<(), String> {
        // Maps never come through where values are ordered.
        if let Err(Err(error)) = self.run(ENOUGH).outcome
            && error.ends_with("maps have no order")
        {
            return Ok(());
        }
        match self.run(self.least.start() - 1).outcome {
            Ok(()) => Ok(()),
            Err(fault) => Err(format!("is said to know no such limit: {fault:?}")),
        }
    }
}

/// A path, its probes, and where a subject has no such limit on it: why.
struct Row {
    path: &'static str,
    probes: Vec<Probe>,
    exempt: &'static [(&'static str, &'static str)],
    /// The same for whole columns.
    none: &'static [(Limit, &'static str)],
}

macro_rules! rows {
    ($($path:literal: $run:ident, $none:ident, $exempt:ident;)*) => {
        vec![$(Row {
            path: $path,
            probes: rows!(@probes $run, Arrays Maps Links Trees Brothers Sisters Cousins Chains Families Strings Bytes Keys Fixeds
                Wides Pairs Numbers Names Nulls Spread Nothings),
            exempt: $exempt,
            none: $none,
        }),*]
    };
    (@probes $run:ident, $($subject:ident)*) => {{
        let mut probes = Vec::new();
        $(probes.extend(Probe::of::<subjects::$subject>(paths::$run::<subjects::$subject>));)*
        probes
    }};
}

type Exempt = (&'static str, &'static str);
type NoColumn = (Limit, &'static str);

const NO_BLOCK: NoColumn = (Limit::Block, "no file, no block");
const NO_HEADER: NoColumn = (Limit::Header, "no file, no header");
const NOT_KEPT: NoColumn = (Limit::Memory, "nothing is kept of it");

const FILE: &[NoColumn] = &[];
const FILE_SKIPPED: &[NoColumn] = &[NOT_KEPT];
const DATUM: &[NoColumn] = &[NO_BLOCK, NO_HEADER];
const SKIPPED: &[NoColumn] = &[NO_BLOCK, NO_HEADER, NOT_KEPT];
const NO_RECORD: &[NoColumn] = &[
    (Limit::Depth, "nothing is in it"),
    (Limit::Stack, "nothing is in it"),
    (Limit::Length, "nothing is in it"),
    (Limit::Memory, "nothing is in it"),
    (Limit::Block, "nothing is in it"),
    (Limit::Header, "as for other records"),
];
const UNKNOWN: &[NoColumn] = &[
    NO_BLOCK,
    NO_HEADER,
    NOT_KEPT,
    (Limit::Stack, "it is passed over without recursion"),
    (Limit::Length, "no string is made of it"),
    (Limit::EmptyValues, "every value in it has a text"),
];

const TYPE_SAYS: Exempt = ("Fixeds", "the type has its size, none is declared");
const SCHEMA_SAYS: Exempt = ("Fixeds", "the schema has its size, none is declared");
const SMALL_NUMBERS: Exempt = ("Numbers", "small in memory for their bytes");
const SMALL_NAMES: Exempt = ("Names", "small in memory for their bytes");

const NONE: &[Exempt] = &[];
const STATIC: &[Exempt] = &[TYPE_SAYS, SMALL_NUMBERS, SMALL_NAMES];
// The defaults that a plan fills in cost memory, too.
const STATIC_PLAN: &[Exempt] = &[TYPE_SAYS, SMALL_NUMBERS];
// So little that what the rest of the datum has earned is enough.
const STATIC_DEFAULT: &[Exempt] = &[TYPE_SAYS, SMALL_NAMES];
const SERDE_DEFAULT: &[Exempt] = &[SMALL_NAMES];
const JSON_DEFAULT: &[Exempt] = &[TYPE_SAYS, SMALL_NUMBERS, SMALL_NAMES];
const SKIP: &[Exempt] = &[SCHEMA_SAYS];
const SERDE: &[Exempt] = &[SMALL_NUMBERS, SMALL_NAMES];
const SERDE_PLAN: &[Exempt] = &[SMALL_NUMBERS];
const JSON: &[Exempt] = &[SMALL_NUMBERS, SMALL_NAMES];
const JSON_VALUE: &[Exempt] = &[
    ("Wides", "nulls, whose text is long for their memory"),
    ("Pairs", "nulls, whose text is long for their memory"),
    ("Names", "their text is long for their memory"),
];
const TO_JSON: &[Exempt] = &[
    ("Wides", "their text is short for their bytes"),
    ("Pairs", "their text is short for their bytes"),
    ("Numbers", "their text is short for their bytes"),
];
// Their hundreds of bytes are sent as a few, so all of them are large in memory.
const COMPRESSED: &[Exempt] = &[TYPE_SAYS];
const ORDERED: &[Exempt] = &[
    ("Maps", "maps have no order"),
    ("Sisters", "maps have no order"),
    ("Keys", "maps have no order"),
];

#[test]
fn every_limit_holds_on_every_path() {
    let mut rows: Vec<Row> = rows! {
        "static": static_type, DATUM, STATIC;
        "static, into existing": static_into, DATUM, STATIC;
        "static, by a plan": static_plan, DATUM, STATIC_PLAN;
        "static, by a plan into existing": static_plan_into, DATUM, STATIC_PLAN;
        "static, passing over": static_skip, SKIPPED, SKIP;
        "static, by default": static_default, DATUM, STATIC_DEFAULT;
        "static, by default into existing": static_default_into, DATUM, STATIC_DEFAULT;
        "value": value, DATUM, NONE;
        "value, by a plan": value_plan, DATUM, NONE;
        "value, passing over": value_skip, SKIPPED, SKIP;
        "value, by default": value_default, DATUM, NONE;
        "serde": serde, DATUM, SERDE;
        "serde, by position": serde_fields, DATUM, SERDE;
        "serde, by a plan": serde_plan, DATUM, SERDE_PLAN;
        "serde, ignoring": serde_ignore, SKIPPED, NONE;
        "serde, ignoring by a plan": serde_ignore_plan, SKIPPED, NONE;
        "serde, passing over": serde_skip, SKIPPED, SKIP;
        "serde, by default": serde_default, DATUM, SERDE_DEFAULT;
        "serde, ignoring a default": serde_ignore_default, SKIPPED, NONE;
        "JSON to static": json_static, DATUM, JSON;
        "JSON to static, by a plan": json_static_plan, DATUM, JSON;
        "JSON to static, passing over": json_static_skip, SKIPPED, NONE;
        "JSON to value": json_value, DATUM, JSON_VALUE;
        "JSON to value, by a plan": json_value_plan, DATUM, JSON_VALUE;
        "JSON to serde": json_serde, DATUM, JSON;
        "JSON, unknown members": json_unknown, UNKNOWN, NONE;
        "plain JSON to static": plain_static, DATUM, JSON;
        "plain JSON to value": plain_value, DATUM, JSON_VALUE;
        "plain JSON to serde": plain_serde, DATUM, JSON;
        "plain JSON, unknown members": plain_unknown, UNKNOWN, NONE;
        "JSON to static, by default": json_default, DATUM, JSON_DEFAULT;
        "plain JSON to static, by default": plain_default, DATUM, JSON;
        "plain JSON to value, by default": plain_value_default, DATUM, NONE;
        "static to JSON": to_json_static, DATUM, TO_JSON;
        "value to JSON": to_json_value, DATUM, TO_JSON;
        "serde to JSON": to_json_serde, DATUM, TO_JSON;
        "static to plain JSON": to_plain_static, DATUM, TO_JSON;
        "value to plain JSON": to_plain_value, DATUM, TO_JSON;
        "file, static": file_static, FILE, STATIC;
        "file, static into existing": file_static_into, FILE, STATIC;
        "file, static by a plan": file_static_plan, FILE, STATIC_PLAN;
        "file, static passing over": file_static_skip, FILE_SKIPPED, SKIP;
        "file, value": file_value, FILE, NONE;
        "file, value by a plan": file_value_plan, FILE, NONE;
        "file, serde": file_serde, FILE, SERDE;
        "file, rows": rows, FILE, STATIC;
        "file, rows by a plan into existing": rows_plan_into, FILE, STATIC_PLAN;
        "file, compressed": file_compressed, FILE, COMPRESSED;
        "message, static by a plan": message_static, DATUM, STATIC_PLAN;
        "message, value": message_value, DATUM, NONE;
        "message, value by a plan": message_value_plan, DATUM, NONE;
        "store, static by a plan": store_static, DATUM, STATIC_PLAN;
        "store, static into existing": store_static_into, DATUM, STATIC;
        "store, value by a plan": store_value_plan, DATUM, NONE;
        "registry, static by a plan": registry_static, DATUM, STATIC_PLAN;
        "registry, static into existing": registry_static_into, DATUM, STATIC;
        "registry, value by a plan": registry_value_plan, DATUM, NONE;
        "compared": compared, SKIPPED, ORDERED;
        "compared, ignoring": compared_ignored, SKIPPED, NONE;
    };
    rows.push(Row {
        path: "file, records of no bytes",
        probes: vec![Probe {
            subject: "records",
            which: Limit::EmptyValues,
            least: 4..=4,
            run: paths::empty_records,
        }],
        exempt: NONE,
        none: NO_RECORD,
    });
    for row in &mut rows {
        row.count_less();
    }
    let mut grid = String::new();
    let mut reasons = BTreeMap::new();
    let mut faults = Vec::new();
    write!(grid, "\n{:<36}", "").unwrap();
    for which in LIMITS {
        write!(grid, "{:<22}", which.to_string()).unwrap();
    }
    for row in rows {
        write!(grid, "\n{:<36}", row.path).unwrap();
        for which in LIMITS {
            let cell = row.judge(which, &mut reasons, &mut faults);
            write!(grid, "{cell:<22}").unwrap();
        }
    }
    grid +=
        "\n\nHeld: the least figure that lets a value through; one below it the limit is named.\n";
    let mut reasons: Vec<_> = reasons
        .into_iter()
        .map(|(reason, number)| (number, reason))
        .collect();
    reasons.sort_unstable();
    for (number, reason) in reasons {
        writeln!(grid, "[{number}] {reason}").unwrap();
    }
    println!("{grid}");
    assert!(
        faults.is_empty(),
        "{} cells:\n{}",
        faults.len(),
        faults.join("\n")
    );
}

impl Row {
    /// Where what is passed over counts for less.
    fn count_less(&mut self) {
        for probe in &mut self.probes {
            let least = *probe.least.start();
            let less = match (self.path, probe.which, probe.subject) {
                // What is unknown may be a union's tag, so two levels count as one.
                ("JSON, unknown members" | "plain JSON, unknown members", Limit::Depth, _) => {
                    least / 2
                }
                // A record that is laid flat into another is no level.
                ("static, passing over" | "file, static passing over", Limit::Depth, _) => {
                    least - 1
                }
                // It is no work, so each array is held against the limit alone.
                (path, _, "Spread") if path.starts_with("serde, ignoring") => 2,
                _ => least,
            };
            probe.least = less..=*probe.least.end();
        }
    }

    /// What is printed of a cell, which is held or has a reason.
    fn judge(
        &self,
        which: Limit,
        reasons: &mut BTreeMap<String, usize>,
        faults: &mut Vec<String>,
    ) -> String {
        let mut notes = Vec::new();
        let mut note = |subject: &str, reason: &str| {
            let number = reasons.len() + 1;
            let number = reasons
                .entry(format!("{subject}{reason}"))
                .or_insert(number);
            notes.push(format!("[{number}]"));
        };
        let none = self.none.iter().find(|(column, _)| *column == which);
        if let Some((_, reason)) = none {
            note("", reason);
        }
        let mut figures: Vec<usize> = Vec::new();
        for probe in self.probes.iter().filter(|probe| probe.which == which) {
            let exempt = self
                .exempt
                .iter()
                .find(|(subject, _)| *subject == probe.subject);
            let verdict = match (none, exempt) {
                (None, None) => probe.judge().map(|figure| figures.push(figure)),
                (_, Some((subject, reason))) if none.is_none() => {
                    note(&format!("{subject}: "), reason);
                    probe.judge_exempt()
                }
                _ => probe.judge_exempt(),
            };
            if let Err(fault) = verdict {
                faults.push(format!(
                    "{}, {which}, {}: {fault}",
                    self.path, probe.subject
                ));
            }
        }
        figures.sort_unstable();
        figures.dedup();
        let figures: Vec<String> = figures.iter().map(usize::to_string).collect();
        let figures = figures.join("/");
        if figures.is_empty() && notes.is_empty() {
            faults.push(format!("{}, {which}: an empty cell", self.path));
        }
        notes.insert(0, figures);
        notes.join(" ").trim_start().to_owned()
    }
}
