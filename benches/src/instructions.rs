//! Instructions as a second opinion, which no other process can disturb.
//!
//! Callgrind runs this program again with `--counted`, one workload at a time, and counts only inside [`counted`]: one
//! pass of each case, behind two that fill buffers and caches. The same compiler, the same C library and the same lock
//! file give the same number each time, so what is recorded can be held against what is found.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::machine;
use crate::race::{Asked, Contender, Workload};
use crate::workloads;

/// Who is counted.
const COUNTED: [Contender; 2] = [Contender::Ours, Contender::Limit];
/// Records of a container file: enough for twenty blocks.
const RECORDS: usize = 2000;
/// How far a count may be from the recorded one, with the same compiler. Hashing and the allocator leave no more.
pub const TOLERANCE: f64 = 0.005;

/// What to build for counting.
pub fn asked() -> Asked {
    Asked {
        contenders: COUNTED.map(|contender| contender.name().into()).to_vec(),
        records: RECORDS,
        threads: false,
    }
}

/// Runs each case where callgrind can see it, and names it.
pub fn count_here(workload: Workload) {
    for mut case in workload.cases {
        (case.pass)();
        (case.pass)();
        counted(&mut case.pass);
        println!(
            "{}/{}/{}",
            workload.name,
            case.operation.name(),
            case.contender.name()
        );
    }
}

/// What callgrind is told to look at.
#[inline(never)]
fn counted(pass: &mut dyn FnMut()) {
    pass();
    // Something behind the call, so that it is a call.
    std::hint::black_box(());
}

/// Cases and their instructions.
type Counts = Vec<(String, u64)>;

/// The instructions of all cases of the workloads that `wants` names.
pub fn count(wants: impl Fn(&str) -> bool) -> Result<Counts, String> {
    let folder = std::env::temp_dir().join(format!("instructions-{}", std::process::id()));
    let mut counts = Vec::new();
    for (name, _) in workloads::ALL.iter().filter(|(name, _)| wants(name)) {
        eprintln!("{name}: counting");
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir(&folder).map_err(|fault| fault.to_string())?;
        counts.extend(of_workload(name, &folder)?);
    }
    let _ = std::fs::remove_dir_all(&folder);
    Ok(counts)
}

fn of_workload(name: &str, folder: &Path) -> Result<Counts, String> {
    let program = std::env::current_exe().map_err(|fault| fault.to_string())?;
    let output = Command::new("valgrind")
        .arg("--tool=callgrind")
        .arg("--toggle-collect=benches::instructions::counted")
        .arg("--dump-after=benches::instructions::counted")
        .arg(format!("--callgrind-out-file={}/out", folder.display()))
        .arg(program)
        .args(["--counted", name])
        .output()
        .map_err(|fault| format!("valgrind does not run: {fault}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let names = String::from_utf8_lossy(&output.stdout).into_owned();
    names
        .lines()
        .enumerate()
        .map(|(at, case)| {
            let file = folder.join(format!("out.{}", at + 1));
            let text = std::fs::read_to_string(&file).map_err(|fault| fault.to_string())?;
            let total = text.lines().find_map(|line| line.strip_prefix("summary: "));
            let total = total.and_then(|total| total.trim().parse().ok());
            total
                .map(|total| (case.to_owned(), total))
                .ok_or_else(|| format!("callgrind says nothing of {case}"))
        })
        .collect()
}

/// Where counts are recorded.
fn record() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("instructions.txt")
}

/// Records `counts` instead of what was recorded.
pub fn write(counts: &Counts) -> Result<(), String> {
    let mut text = format!(
        "# Instructions of one pass, by callgrind. Written by `--record`, held against by `--instructions`.\n\
         # W1, W2 and W7: 1,000 datums; W8: {RECORDS} records; the others: one datum.\n\
         compiler: {}\n",
        machine::COMPILER
    );
    for (case, count) in counts {
        text += &format!("{count:>12} {case}\n");
    }
    std::fs::write(record(), text).map_err(|fault| fault.to_string())
}

/// Prints `counts` beside the recorded ones. Says which are further from those than [`TOLERANCE`]; none, if another
/// compiler made them.
pub fn compare(counts: &Counts) -> Result<Vec<String>, String> {
    let text = std::fs::read_to_string(record()).map_err(|fault| fault.to_string())?;
    let compiler = text
        .lines()
        .find_map(|line| line.strip_prefix("compiler: "));
    let same = compiler == Some(machine::COMPILER);
    if !same {
        println!(
            "recorded with {}, counted with {}: nothing is held against anything",
            compiler.unwrap_or("an unknown compiler"),
            machine::COMPILER
        );
    }
    let recorded = |case: &str| {
        text.lines().find_map(|line| {
            let (count, name) = line.trim_start().split_once(' ')?;
            (name == case).then(|| count.parse::<u64>().ok()).flatten()
        })
    };
    let of = |case: &str| counts.iter().find(|(name, _)| name == case);
    let mut changed = Vec::new();
    for (case, count) in counts {
        let before = recorded(case);
        let change = before.map(|before| *count as f64 / before as f64 - 1.0);
        let limit = case
            .strip_suffix("/ours")
            .and_then(|start| of(&format!("{start}/limit")));
        println!(
            "{count:>12} {case:<34} {:>10} {}",
            change.map_or("new".into(), |change| format!("{:+.2} %", change * 100.0)),
            limit.map_or_else(String::new, |(_, limit)| format!(
                "{:.2} of the limit's",
                *count as f64 / *limit as f64
            )),
        );
        if same && change.is_none_or(|change| change.abs() > TOLERANCE) {
            changed.push(case.clone());
        }
    }
    Ok(changed)
}
