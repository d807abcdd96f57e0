//! Where and when something was measured, for the records.

use std::process::Command;

/// The compiler that made this program.
pub const COMPILER: &str = env!("RUSTC_VERSION");

/// The processor and how many of them there are.
pub fn processor() -> String {
    let text = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = text
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .map_or("an unknown processor", |rest| {
            rest.trim_matches([' ', '\t', ':'])
        });
    let count = std::thread::available_parallelism().map_or(1, usize::from);
    format!("{count} x {name}")
}

/// How many processors had nothing to do in the last second, as `/proc/stat` tells it.
pub fn idle_processors() -> f64 {
    let ticks = || {
        let text = std::fs::read_to_string("/proc/stat").unwrap_or_default();
        let all = text.lines().next().unwrap_or_default().split_whitespace();
        let all: Vec<f64> = all.filter_map(|word| word.parse().ok()).collect();
        // User, nice, system, idle, waiting for a disk; and others.
        (
            all.iter().skip(3).take(2).sum::<f64>(),
            all.iter().sum::<f64>(),
        )
    };
    let before = ticks();
    std::thread::sleep(std::time::Duration::from_secs(1));
    let after = ticks();
    let count = std::thread::available_parallelism().map_or(1, usize::from);
    (after.0 - before.0) / (after.1 - before.1) * count as f64
}

/// Today, as in `2026-11-21`.
pub fn date() -> String {
    let output = Command::new("date").arg("+%Y-%m-%d").output();
    let text = output.map(|output| output.stdout).unwrap_or_default();
    String::from_utf8_lossy(&text).trim().into()
}

/// How this program was called.
pub fn command() -> String {
    let words: Vec<String> = std::env::args().skip(1).collect();
    format!(
        "cargo run --release --manifest-path benches/Cargo.toml -- {}",
        words.join(" ")
    )
}
