//! What is to be reached, and where it is not.
//!
//! The figures were measured on another machine with another limit and other data, shaped alike. So each shortfall is
//! told beside what the limit reaches here: where the limit itself falls short, the figure belongs to that machine.

use crate::race::{Contender, Operation};
use crate::results::{Results, Row};
use crate::table;

/// The fastest rival's time over the limit's, for writing, owned and borrowed reading, and the time of the limit when it
/// decodes into an existing value over its own when it makes one.
const KNOWN: &[(&str, [Option<f64>; 4])] = &[
    ("W1", [Some(16.27), Some(2.88), Some(12.17), Some(0.33)]),
    ("W2", [Some(8.60), Some(2.61), Some(5.26), Some(0.64)]),
    ("W3", [Some(5.21), Some(2.04), Some(5.58), Some(0.26)]),
    ("W4", [Some(208.89), Some(176.81), Some(227.59), Some(0.85)]),
    ("W5", [Some(8.20), Some(2.53), Some(6.03), Some(0.23)]),
    (
        "W6",
        [Some(6.10), Some(5.00 * SLACK), Some(3.73), Some(0.47)],
    ),
    ("W8null", [Some(6.47), Some(2.57), None, None]),
    ("W8deflate", [Some(2.09), Some(2.37), None, None]),
    ("W8snappy", [Some(1.76), Some(2.26), None, None]),
    ("W8zstandard", [Some(1.31), Some(2.22), None, None]),
    ("W9long", [Some(6.92), Some(5.35), Some(5.38), Some(1.65)]),
    ("W9time", [Some(4.19), Some(2.22), Some(2.20), Some(1.01)]),
    ("W9small", [Some(3.12), Some(3.51), Some(3.61), Some(0.82)]),
    (
        "W9double",
        [Some(19.68), Some(45.77), Some(55.99), Some(0.78)],
    ),
];

/// How far ours may be from what is known to be possible.
const SLACK: f64 = 1.15;
/// The same where memory and not code sets the pace.
const SLACK_OF_MEMORY: f64 = 1.3;

/// A ratio that is too high.
pub struct Shortfall {
    row: String,
    what: &'static str,
    found: f64,
    floor: f64,
    /// The same ratio of the limit.
    limit: Option<f64>,
}

/// All ratios that are too high.
pub fn shortfalls(results: &Results) -> Vec<Shortfall> {
    results.rows().flat_map(of_row).collect()
}

/// The shortfalls as a table.
pub fn render(shortfalls: &[Shortfall]) -> String {
    let ratio = |ratio: f64| match ratio < 0.1 {
        true => format!("{ratio:.3}"),
        false => format!("{ratio:.2}"),
    };
    let cells = |it: &Shortfall| {
        vec![
            it.row.clone(),
            ratio(it.found),
            ratio(it.floor),
            it.limit.map_or_else(String::new, ratio),
            it.what.into(),
        ]
    };
    let rows: Vec<Vec<String>> = shortfalls.iter().map(cells).collect();
    let head = ["below its floor", "found", "floor", "the limit's", "ratio"];
    table::markdown(&head, &rows)
}

fn of_row(row: Row<'_>) -> Vec<Shortfall> {
    let mut found = Vec::new();
    let mut hold = |what, ratio: Option<f64>, floor: Option<f64>, limit: Option<f64>| {
        if let (Some(ratio), Some(floor)) = (ratio, floor)
            && ratio > floor
        {
            found.push(Shortfall {
                row: row.name(),
                what,
                found: ratio,
                floor,
                limit,
            });
        }
    };
    let name = row.workload.name;
    let slack = match name {
        "W4" | "W9double" => SLACK_OF_MEMORY,
        _ => SLACK,
    };
    let known = KNOWN.iter().find(|(known, _)| *known == name);
    let known = |at: usize| known.and_then(|(_, known)| known[at]);

    let beside_limit = row.ratio(Contender::Ours, Contender::Limit);
    let floor = if name == "W7" { 1.6 } else { slack };
    hold("ours / limit", beside_limit, Some(floor), None);

    let ours = row.beside_rival(Contender::Ours);
    let limit = row.beside_rival(Contender::Limit);
    let floor = match (name, row.operation) {
        ("W7", _) => Some(0.3),
        (_, Operation::Encode | Operation::Write) => known(0).map(|peer| slack / peer),
        (_, Operation::DecodeOwned | Operation::ReadOwned) => known(1).map(|peer| slack / peer),
        (_, Operation::DecodeBorrowed) => known(2).map(|peer| slack / peer),
        _ => None,
    };
    hold("ours / fastest Avro rival", ours, floor, limit);

    if row.operation == Operation::DecodeInto {
        let owned = row.instead().of(Contender::Limit);
        let over = |contender| Some(row.of(contender)?.over(owned?));
        let floor = known(3).map(|into| into * slack);
        let (ours, limit) = (over(Contender::Ours), over(Contender::Limit));
        hold("ours into / limit owned", ours, floor, limit);
    }

    let threads = match (name, row.operation) {
        ("W8deflate", _) => Some(1.8),
        ("W8snappy" | "W8zstandard", Operation::ReadOwned) => Some(1.7),
        _ => None,
    };
    // One thread's time over that of two, turned over, so that less is better here too.
    let turned = |ratio: Option<f64>| ratio.map(|ratio| 1.0 / ratio);
    let speed_up = turned(row.speed_up());
    hold("two threads / one", speed_up, turned(threads), None);

    let limit = row.ratio(Contender::Limit, Contender::Prost);
    let beside_prost = row.ratio(Contender::Ours, Contender::Prost);
    hold("ours / prost", beside_prost, Some(1.0), limit);

    if row.operation == Operation::ReadOwned {
        // More than can be asked: columns own no strings one by one.
        let limit = row.ratio(Contender::Limit, Contender::ArrowAvro);
        let beside_columns = row.ratio(Contender::Ours, Contender::ArrowAvro);
        hold(
            "ours / arrow-avro's columns",
            beside_columns,
            Some(1.0),
            limit,
        );
    }
    found
}
