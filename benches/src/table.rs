//! The table: one row for each operation on each workload.
//!
//! Times are told once for ours and once for the limit; all else is a ratio, and lower is better. It is
//! Markdown, so that it can be pasted, with columns padded, so that it can be read where it is printed.

use crate::measure::Times;
use crate::race::{Contender, Operation, Unit, Workload};

const HEAD: &[&str] = &[
    "workload, operation",
    "ours",
    "limit",
    "ours / limit",
    "ours-serde / limit",
    "serde_avro_fast / limit",
    "apache-avro / limit",
    "arrow-avro / limit",
    "prost / limit",
    "postcard / limit",
    "bitcode / limit",
    "limit / rival",
    "ours / rival",
    "ours-serde / rival",
    "fastest Avro rival",
];

/// Rows, gathered workload by workload.
#[derive(Default)]
pub struct Table {
    rows: Vec<Vec<String>>,
    notes: Vec<String>,
    slow: Vec<String>,
}

impl Table {
    /// Adds the rows of `workload`.
    pub fn add(&mut self, workload: &Workload, times: &[Times]) {
        for operation in Operation::ALL {
            let row = Row {
                workload,
                times,
                operation,
            };
            if times.iter().any(|times| times.operation == operation) {
                self.rows.push(row.cells());
                self.slow.extend(row.below_its_floor());
            }
        }
        let sizes = workload
            .sizes
            .iter()
            .map(|(format, size)| format!("{size} bytes in {format}"));
        let sizes = sizes.collect::<Vec<_>>().join(", ");
        let spread = times.iter().map(Times::spread).fold(0.0, f64::max);
        self.notes.push(format!(
            "{}: {}; {sizes} per datum; the middle half of the rounds spans at most {:.0} % of the median",
            workload.name,
            workload.about,
            spread * 100.0,
        ));
    }

    /// The rows in which ours does not reach its floor.
    pub fn slow(&self) -> &[String] {
        &self.slow
    }

    /// The whole text.
    pub fn render(&self) -> String {
        let head: Vec<String> = HEAD.iter().map(ToString::to_string).collect();
        let widths: Vec<usize> = (0..HEAD.len())
            .map(|at| {
                self.rows
                    .iter()
                    .chain([&head])
                    .map(|row| row[at].len())
                    .max()
                    .unwrap_or(0)
            })
            .collect();
        let last = HEAD.len() - 1;
        let line = |row: &[String]| {
            let cells = row
                .iter()
                .zip(&widths)
                .enumerate()
                .map(|(at, (cell, &width))| {
                    if at == 0 || at == last {
                        format!("{cell:<width$}")
                    } else {
                        format!("{cell:>width$}")
                    }
                });
            format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "))
        };
        let rule = widths.iter().enumerate().map(|(at, &width)| {
            if at == 0 || at == last {
                "-".repeat(width)
            } else {
                "-".repeat(width - 1) + ":"
            }
        });
        let mut text = line(&head);
        text += &format!("| {} |\n", rule.collect::<Vec<_>>().join(" | "));
        text.extend(self.rows.iter().map(|row| line(row)));
        text += "\n";
        text.extend(self.notes.iter().map(|note| format!("{note}\n")));
        text
    }
}

/// What is known of one operation on one workload.
struct Row<'a> {
    workload: &'a Workload,
    times: &'a [Times],
    operation: Operation,
}

impl Row<'_> {
    fn cells(&self) -> Vec<String> {
        let ours = self.of(Contender::Ours);
        let serde = self.of(Contender::OursSerde);
        let limit = self.of(Contender::Limit);
        let rival = self.fastest_rival();
        let ratio = |a: Option<&Times>, b: Option<&Times>| {
            a.zip(b)
                .map_or_else(String::new, |(a, b)| format!("{:.2}", a.over(b)))
        };
        vec![
            format!("{} {}", self.workload.name, self.operation.name()),
            ours.map_or_else(String::new, |times| self.time(times)),
            limit.map_or_else(String::new, |times| self.time(times)),
            ratio(ours, limit),
            ratio(serde, limit),
            ratio(self.of(Contender::SerdeAvroFast), limit),
            ratio(self.of(Contender::ApacheAvro), limit),
            ratio(self.of(Contender::ArrowAvro), limit),
            ratio(self.of(Contender::Prost), limit),
            ratio(self.of(Contender::Postcard), limit),
            ratio(self.of(Contender::Bitcode), limit),
            ratio(limit, rival),
            ratio(ours, rival),
            ratio(serde, rival),
            rival.map_or_else(String::new, |times| {
                let instead = if times.operation == self.operation {
                    ""
                } else {
                    " (owned)"
                };
                format!("{}{instead}, {}", times.contender.name(), self.time(times))
            }),
        ]
    }

    /// What the row is called, where ours is not as fast beside its fastest rival, and on W7
    /// beside the limit, as `README.md` promises.
    fn below_its_floor(&self) -> Option<String> {
        let ours = self.of(Contender::Ours)?;
        let reached = match (self.workload.name, self.operation) {
            ("W7", _) => {
                ours.over(self.of(Contender::Limit)?) <= 1.6
                    && ours.over(self.fastest_rival()?) <= 0.3
            }
            ("W1" | "W2", operation) => {
                let times_as_fast = match operation {
                    Operation::Encode => 4.0,
                    Operation::DecodeBorrowed => 3.0,
                    _ => 1.8,
                };
                ours.over(self.fastest_rival()?) * times_as_fast <= 1.0
            }
            _ => return None,
        };
        (!reached).then(|| format!("{} {}", self.workload.name, self.operation.name()))
    }

    fn of(&self, contender: Contender) -> Option<&Times> {
        self.times
            .iter()
            .find(|times| times.contender == contender && times.operation == self.operation)
    }

    /// The fastest of the other implementations of Avro. None of them decodes into an existing value:
    /// who wants that from them decodes an owned one.
    fn fastest_rival(&self) -> Option<&Times> {
        let operation = self.operation.instead();
        self.times
            .iter()
            .filter(|times| times.contender.is_rival() && times.operation == operation)
            .min_by(|a, b| a.median().total_cmp(&b.median()))
    }

    fn time(&self, times: &Times) -> String {
        match self.workload.unit {
            Unit::PerRecord => {
                format!("{:.1} ns/rec", times.median() / self.workload.datums as f64)
            }
            Unit::PerDatum => format!("{:.1} us", times.median() / 1000.0),
        }
    }
}
