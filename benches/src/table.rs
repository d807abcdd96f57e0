//! The table: one row for each operation on each workload.
//!
//! Times are told once for ours and once for the limit; all else is a ratio, and lower is better. It is
//! Markdown, so that it can be pasted, with columns padded, so that it can be read where it is printed.

use crate::machine;
use crate::measure::Times;
use crate::race::Contender;
use crate::results::{Results, Row};

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

/// The table, and a line under it for each workload.
pub fn render(results: &Results) -> String {
    let rows: Vec<Vec<String>> = results.rows().map(cells).collect();
    let mut text = markdown(HEAD, &rows);
    text += "\n";
    for (workload, times) in results.workloads() {
        let sizes = workload
            .sizes
            .iter()
            .map(|(format, size)| format!("{size} in {format}"));
        let sizes = sizes.collect::<Vec<_>>().join(", ");
        let spread = times.iter().map(Times::spread).fold(0.0, f64::max);
        text += &format!(
            "* {}: {}; bytes of a datum: {sizes}; the middle half of the rounds spans at most {:.0} % of the median\n",
            workload.name,
            workload.about,
            spread * 100.0,
        );
    }
    text
}

/// What a second thread gains, by the wall's clock, where so many processors were idle before.
pub fn threads(results: &Results, idle: f64) -> String {
    let cells = |row: Row<'_>| {
        Some(vec![
            row.name(),
            row.wall_time(Contender::Ours)?,
            row.wall_time(Contender::OursThreads)?,
            format!("{:.2}", row.speed_up()?),
        ])
    };
    let head = ["wall's clock", "one thread", "two threads", "times as fast"];
    let rows: Vec<Vec<String>> = results.rows().filter_map(cells).collect();
    let mut text = markdown(&head, &rows);
    text += &format!(
        "\n* Before each workload, for a second: at least {idle:.1} processors idle of {}\n",
        machine::processor()
    );
    text
}

fn cells(row: Row<'_>) -> Vec<String> {
    let time = |contender| {
        row.of(contender)
            .map_or_else(String::new, |times| row.time(times))
    };
    let ratio = |ratio: Option<f64>| ratio.map_or_else(String::new, |ratio| format!("{ratio:.2}"));
    let beside_limit = |contender| ratio(row.ratio(contender, Contender::Limit));
    vec![
        row.name(),
        time(Contender::Ours),
        time(Contender::Limit),
        beside_limit(Contender::Ours),
        beside_limit(Contender::OursSerde),
        beside_limit(Contender::SerdeAvroFast),
        beside_limit(Contender::ApacheAvro),
        beside_limit(Contender::ArrowAvro),
        beside_limit(Contender::Prost),
        beside_limit(Contender::Postcard),
        beside_limit(Contender::Bitcode),
        ratio(row.beside_rival(Contender::Limit)),
        ratio(row.beside_rival(Contender::Ours)),
        ratio(row.beside_rival(Contender::OursSerde)),
        row.fastest_rival().map_or_else(String::new, |times| {
            let instead = if times.operation == row.operation {
                ""
            } else {
                " (owned)"
            };
            format!("{}{instead}, {}", times.contender.name(), row.time(times))
        }),
    ]
}

/// A table in Markdown, its columns padded; the first and the last are text, the others are numbers.
pub fn markdown(head: &[&str], rows: &[Vec<String>]) -> String {
    let head: Vec<String> = head.iter().map(ToString::to_string).collect();
    let last = head.len() - 1;
    let widths: Vec<usize> = (0..head.len())
        .map(|at| {
            let cells = rows.iter().chain([&head]).map(|row| row[at].len());
            cells.max().unwrap_or(0)
        })
        .collect();
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
    text.extend(rows.iter().map(|row| line(row)));
    text
}
