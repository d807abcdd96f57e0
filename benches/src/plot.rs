//! The plot: every row of the table as a line of marks over a logarithmic scale, the limit at 1.
//!
//! Plain text, written by hand: an SVG that a browser and a repository's page show alike.

use std::fmt::Write;

use crate::race::Contender;
use crate::results::{Results, Row};

/// Where rows begin, in pixels.
const LEFT: f64 = 210.0;
const RIGHT: f64 = 1010.0;
const TOP: f64 = 132.0;
const STEP: f64 = 17.0;
/// Between workloads.
const GAP: f64 = 7.0;
const WIDTH: f64 = RIGHT + 24.0;
/// The scale's ends: times as long as the limit.
const LEAST: f64 = 0.1;
const MOST: f64 = 200.0;
const TICKS: &[f64] = &[0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0];

/// Who is shown, from the back to the front.
const SHOWN: &[(Contender, Shape, &str)] = &[
    (Contender::Bitcode, Shape::Plus, "#8a8a8a"),
    (Contender::Postcard, Shape::Cross, "#8a8a8a"),
    (Contender::Prost, Shape::Down, "#8a8a8a"),
    (Contender::ArrowAvro, Shape::Up, "#7b5ea7"),
    (Contender::ApacheAvro, Shape::Square, "#d1495b"),
    (Contender::SerdeAvroFast, Shape::Diamond, "#e08e29"),
    (Contender::OursSerde, Shape::Ring, "#1f6fb2"),
    (Contender::Ours, Shape::Disc, "#1f6fb2"),
];

#[derive(Clone, Copy)]
enum Shape {
    Disc,
    Ring,
    Square,
    Diamond,
    Up,
    Down,
    Cross,
    Plus,
}

/// The plot; `lines` stand under its title.
pub fn svg(results: &Results, lines: &[String]) -> String {
    let rows: Vec<Row<'_>> = results
        .rows()
        .filter(|row| row.of(Contender::Limit).is_some())
        .collect();
    let mut places = Vec::new();
    let mut y = TOP;
    for (at, row) in rows.iter().enumerate() {
        if at > 0 && rows[at - 1].workload.name != row.workload.name {
            y += GAP;
        }
        places.push(y);
        y += STEP;
    }
    let bottom = y;
    let height = bottom + 34.0;

    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" \
         font-family=\"Helvetica, Arial, sans-serif\" font-size=\"11\" fill=\"#222\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n"
    );
    text(
        &mut out,
        20.0,
        28.0,
        "start",
        "font-size=\"18\" font-weight=\"bold\"",
        "Time relative to code written by hand: lower is better",
    );
    for (at, line) in lines.iter().enumerate() {
        text(
            &mut out,
            20.0,
            47.0 + 15.0 * at as f64,
            "start",
            "fill=\"#666\"",
            line,
        );
    }
    legend(&mut out, 98.0);
    bands(&mut out, &rows, &places);
    scale(&mut out, bottom);
    for (row, &y) in rows.iter().zip(&places) {
        let y = y + STEP / 2.0;
        text(&mut out, LEFT - 12.0, y + 4.0, "end", "", &row.name());
        for &(contender, shape, color) in SHOWN {
            if let Some(ratio) = row.ratio(contender, Contender::Limit) {
                let title = format!("{} {}: {ratio:.2}", row.name(), contender.name());
                mark(&mut out, shape, x(ratio), y, color, &title);
            }
        }
    }
    out += "</svg>\n";
    out
}

fn x(ratio: f64) -> f64 {
    let share = (ratio.clamp(LEAST, MOST) / LEAST).ln() / (MOST / LEAST).ln();
    LEFT + share * (RIGHT - LEFT)
}

fn legend(out: &mut String, y: f64) {
    let mut at = 20.0;
    for &(contender, shape, color) in SHOWN.iter().rev() {
        mark(out, shape, at + 6.0, y, color, contender.name());
        text(out, at + 16.0, y + 4.0, "start", "", contender.name());
        at += 40.0 + 6.1 * contender.name().len() as f64;
    }
    let _ = writeln!(
        out,
        "<path d=\"M{at} {0}V{1}\" stroke=\"#222\" stroke-width=\"1.5\"/>",
        y - 7.0,
        y + 7.0
    );
    text(
        out,
        at + 8.0,
        y + 4.0,
        "start",
        "",
        "limit, and 1.15 times it",
    );
}

/// Every other workload on a grey ground.
fn bands(out: &mut String, rows: &[Row<'_>], places: &[f64]) {
    let mut start = 0;
    let mut grey = true;
    for end in 1..=rows.len() {
        if end < rows.len() && rows[end].workload.name == rows[start].workload.name {
            continue;
        }
        if grey {
            let (top, bottom) = (
                places[start] - GAP / 2.0,
                places[end - 1] + STEP + GAP / 2.0,
            );
            let _ = writeln!(
                out,
                "<rect x=\"20\" y=\"{top}\" width=\"{}\" height=\"{}\" fill=\"#f4f5f7\"/>",
                RIGHT - 8.0,
                bottom - top
            );
        }
        (start, grey) = (end, !grey);
    }
}

fn scale(out: &mut String, bottom: f64) {
    let top = TOP - GAP / 2.0;
    let _ = writeln!(
        out,
        "<rect x=\"{}\" y=\"{top}\" width=\"{}\" height=\"{}\" fill=\"#1f6fb2\" opacity=\"0.13\"/>",
        x(1.0),
        x(1.15) - x(1.0),
        bottom + GAP / 2.0 - top
    );
    for &tick in TICKS {
        let color = if tick == 1.0 { "#222" } else { "#d4d7dc" };
        let width = if tick == 1.0 { 1.5 } else { 0.8 };
        let _ = writeln!(
            out,
            "<path d=\"M{0} {top}V{1}\" stroke=\"{color}\" stroke-width=\"{width}\"/>",
            x(tick),
            bottom + GAP / 2.0
        );
        text(
            out,
            x(tick),
            top - 5.0,
            "middle",
            "fill=\"#666\"",
            &format!("{tick}"),
        );
        text(
            out,
            x(tick),
            bottom + 18.0,
            "middle",
            "fill=\"#666\"",
            &format!("{tick}"),
        );
    }
}

fn mark(out: &mut String, shape: Shape, x: f64, y: f64, color: &str, title: &str) {
    let r = 4.2;
    let (l, t, e, b) = (x - r, y - r, x + r, y + r);
    let outline = format!("stroke=\"{color}\" stroke-width=\"1.5\" fill=\"none\"");
    let filled = format!("fill=\"{color}\" fill-opacity=\"0.85\"");
    let shape = match shape {
        Shape::Disc => format!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"5\" fill=\"{color}\""),
        Shape::Ring => format!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\" {outline}"),
        Shape::Square => format!(
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"7.4\" height=\"7.4\" {filled}",
            x - 3.7,
            y - 3.7
        ),
        Shape::Diamond => {
            let r = 5.2;
            format!(
                "<path d=\"M{:.1} {y:.1}L{x:.1} {:.1}L{:.1} {y:.1}L{x:.1} {:.1}Z\" {filled}",
                x - r,
                y - r,
                x + r,
                y + r
            )
        }
        Shape::Up => format!("<path d=\"M{l:.1} {b:.1}H{e:.1}L{x:.1} {t:.1}Z\" {filled}"),
        Shape::Down => format!("<path d=\"M{l:.1} {t:.1}H{e:.1}L{x:.1} {b:.1}Z\" {filled}"),
        Shape::Cross => {
            format!(
                "<path d=\"M{l:.1} {t:.1}L{e:.1} {b:.1}M{e:.1} {t:.1}L{l:.1} {b:.1}\" {outline}"
            )
        }
        Shape::Plus => {
            format!("<path d=\"M{l:.1} {y:.1}H{e:.1}M{x:.1} {t:.1}V{b:.1}\" {outline}")
        }
    };
    let name = shape[1..].split(' ').next().unwrap_or_default().to_owned();
    let _ = writeln!(out, "{shape}><title>{}</title></{name}>", escaped(title));
}

fn text(out: &mut String, x: f64, y: f64, anchor: &str, style: &str, text: &str) {
    let _ = writeln!(
        out,
        "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" {style}>{}</text>",
        escaped(text)
    );
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
