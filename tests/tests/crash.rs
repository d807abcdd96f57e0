//! A process that writes a container file is killed at any moment: what it said was written is
//! there, whole and once, and the file can be gone on with.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use avro_core::container::{ContainerErrorKind, Reader};
use avro_tests::crash::{Random, Row};

#[test]
fn what_was_acknowledged_before_a_kill_is_there() {
    kill_again_and_again(12, 1);
}

#[test]
#[ignore = "takes a minute; tests/files/run runs it"]
fn what_was_acknowledged_before_any_of_many_kills_is_there() {
    kill_again_and_again(500, 2);
}

const CODECS: [&str; 6] = ["null", "deflate", "bzip2", "snappy", "xz", "zstandard"];
const POLICIES: [&str; 3] = ["never", "flush", "block"];

/// Each file is gone on with a few times, and each time the process is killed.
fn kill_again_and_again(rounds: usize, seed: u64) {
    let mut random = Random(seed);
    let folder = Folder::new(seed);
    let mut records = 0;
    let mut acknowledgements = 0;
    let mut torn = 0;
    for round in 0..rounds {
        let path = folder.0.join(format!("{}.avro", round / 4));
        let codec = CODECS[round / 4 % CODECS.len()];
        let policy = POLICIES[round % POLICIES.len()];
        if round % 4 == 0 {
            records = 0;
        }
        let said = killed(&path, [codec, policy], records, &mut random);
        let (whole, is_torn) = read(&path);
        let round = format!("round {round}, {codec}, {policy}");
        assert!(
            whole >= records.max(said.unwrap_or(0)),
            "{round}: {whole} records, after {records}, acknowledged {said:?}"
        );
        acknowledgements += usize::from(said.is_some());
        torn += usize::from(is_torn);
        records = whole;
    }
    eprintln!("{rounds} kills, {acknowledgements} after an acknowledgement, {torn} torn tails");
    assert!(acknowledgements > rounds / 4, "the kills come too early");
}

/// Lets a process write for a moment, kills it, and returns how many records it said the file had.
fn killed(path: &Path, how: [&str; 2], start: u64, random: &mut Random) -> Option<u64> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_writes_until_killed"))
        .arg(path)
        .args(how)
        .args([start, random.below(1 << 32)].map(|number| number.to_string()))
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = child.stdout.take().unwrap();
    // Its pipe is read meanwhile, or it would wait when that is full.
    let reading = thread::spawn(move || {
        let mut said = String::new();
        out.read_to_string(&mut said).unwrap();
        said
    });
    thread::sleep(Duration::from_micros(random.below(60_000)));
    assert!(
        child.try_wait().unwrap().is_none(),
        "it has ended by itself"
    );
    child.kill().unwrap();
    child.wait().unwrap();
    let said = reading.join().unwrap();
    // The last line may be cut.
    let (whole, _) = said.rsplit_once('\n')?;
    let last = whole.rsplit('\n').next()?;
    Some(last.parse().unwrap())
}

/// How many records there are, all of them in order, and whether something follows them.
fn read(path: &Path) -> (u64, bool) {
    let Ok(file) = fs::read(path) else {
        return (0, false);
    };
    let reader = match Reader::<Row>::new(&file[..]) {
        Ok(reader) => reader,
        Err(error) => {
            let kind = error.kind();
            assert!(
                matches!(kind, ContainerErrorKind::Truncated { start: 0 }),
                "{error}"
            );
            return (0, !file.is_empty());
        }
    };
    let mut count = 0;
    for row in reader {
        match row {
            Ok(row) => assert_eq!(row, Row::new(count)),
            Err(error) => {
                let kind = error.kind();
                assert!(
                    matches!(kind, ContainerErrorKind::Truncated { .. }),
                    "{error}"
                );
                return (count.unsigned_abs(), true);
            }
        }
        count += 1;
    }
    (count.unsigned_abs(), false)
}

/// A folder that is gone at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(seed: u64) -> Self {
        let name = format!("avro-crash-{}-{seed}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder).unwrap();
        Folder(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
