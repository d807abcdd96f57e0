//! A process of its own for each row, and what is measured in it.

use std::alloc::System;
use std::io::{self, Read, Write};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use avro_tests::hostile::{self, Input, Outcome};
use cap::Cap;
use serde::{Deserialize, Serialize};

/// More than any row may take, and less than the machine has.
const ENOUGH: usize = 2 << 30;

#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, ENOUGH);

const STACK: usize = 2 << 20;

/// What a child process says about its row.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Report {
    pub(crate) outcome: Outcome,
    /// The most live heap of the operation, in bytes.
    pub(crate) heap: u64,
    /// What resident memory grew by at most, in bytes, where the system tells.
    pub(crate) resident: Option<u64>,
    /// How long it took, in microseconds.
    pub(crate) micros: u64,
    /// What was wrong once the operation itself was over.
    pub(crate) afterwards: Option<String>,
}

/// Runs a child process over an input, in one of the [ways](hostile::ways): its report, or how it died.
pub(crate) fn run(input: &Input, way: usize) -> io::Result<Result<Report, String>> {
    let mut child = Command::new(env::current_exe()?)
        .args(["--row", &way.to_string()])
        .env("RUST_BACKTRACE", "0")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let mut stdin = child.stdin.take().expect("a pipe");
    // A child that died early did not read all: its status tells more.
    let _ = write_input(&mut stdin, input);
    drop(stdin);
    let output = child.wait_with_output()?;
    let died = || {
        let last = String::from_utf8_lossy(&output.stderr);
        let last: Vec<&str> = last
            .lines()
            .filter(|line| !line.is_empty())
            .take(3)
            .collect();
        format!("died with {}: {}", output.status, last.join(" / "))
    };
    if !output.status.success() {
        return Ok(Err(died()));
    }
    Ok(serde_json::from_slice(&output.stdout).map_err(|_| died()))
}

/// The longest a child waits for its thread, whatever the row promises.
const HANGS: Duration = Duration::from_secs(120);

/// In the child: runs the input that comes in, and reports.
pub(crate) fn measure(way: usize) -> io::Result<()> {
    let input = read_input(&mut io::stdin().lock())?;
    let (send, receive) = mpsc::channel();
    // From here on everything counts, but what the input itself takes.
    let before = ALLOCATOR.allocated();
    let resident = resident_from_now();
    let thread = thread::Builder::new().stack_size(STACK).spawn(move || {
        let (start, waited) = (Instant::now(), waited());
        let (outcome, afterwards) = hostile::run(&input, way);
        let time = start
            .elapsed()
            .saturating_sub(self::waited().saturating_sub(waited));
        let report = Report {
            outcome,
            micros: u64::try_from(time.as_micros()).unwrap_or(u64::MAX),
            heap: (ALLOCATOR.max_allocated() - before) as u64,
            resident: resident.and_then(|before| Some(status("VmHWM:")?.saturating_sub(before))),
            afterwards: None,
        };
        let afterwards = afterwards.and_then(|look| look().err());
        // Sending fails only if nobody waits any more.
        let _ = send.send(Report {
            afterwards,
            ..report
        });
    })?;
    match receive.recv_timeout(HANGS) {
        Ok(report) => {
            thread
                .join()
                .map_err(|_| io::Error::other("panicked after its report"))?;
            serde_json::to_writer(io::stdout(), &report)?;
            Ok(())
        }
        Err(mpsc::RecvTimeoutError::Disconnected) => Err(io::Error::other("panicked")),
        Err(mpsc::RecvTimeoutError::Timeout) => Err(io::Error::other("hangs")),
    }
}

/// A line with kind and lengths, then the schemas, then the data.
fn write_input(out: &mut impl Write, input: &Input) -> io::Result<()> {
    let schema = input.schema.as_ref().map(Vec::len);
    let reader = input.reader.as_ref().map(Vec::len);
    serde_json::to_writer(&mut *out, &(&input.kind, schema, reader, input.data.len()))?;
    out.write_all(b"\n")?;
    out.write_all(input.schema.as_deref().unwrap_or_default())?;
    out.write_all(input.reader.as_deref().unwrap_or_default())?;
    out.write_all(&input.data)
}

/// Reads into buffers of the right size, so that reading does not raise the mark of the allocator.
fn read_input(from: &mut impl io::BufRead) -> io::Result<Input> {
    let mut line = String::new();
    from.read_line(&mut line)?;
    type Lengths = (String, Option<usize>, Option<usize>, usize);
    let (kind, schema, reader, data): Lengths = serde_json::from_str(&line)?;
    let mut part = |length| {
        let mut bytes = vec![0; length];
        from.read_exact(&mut bytes).map(|()| bytes)
    };
    Ok(Input {
        kind,
        schema: schema.map(&mut part).transpose()?,
        reader: reader.map(&mut part).transpose()?,
        data: part(data)?,
    })
}

/// How long this thread has been ready to run and waited for a core, where the system tells: a machine that is busy
/// with other things is not the operation's fault.
fn waited() -> Duration {
    let nanos = || {
        let text = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
        text.split(' ').nth(1)?.parse().ok()
    };
    Duration::from_nanos(nanos().unwrap_or(0))
}

/// Sets the mark of resident memory back, and tells where it is.
fn resident_from_now() -> Option<u64> {
    fs::write("/proc/self/clear_refs", "5").ok()?;
    status("VmHWM:")
}

/// A size of this process, in bytes, as Linux tells it.
fn status(entry: &str) -> Option<u64> {
    let mut text = String::with_capacity(4096);
    fs::File::open("/proc/self/status")
        .ok()?
        .read_to_string(&mut text)
        .ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(entry))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024)
}
