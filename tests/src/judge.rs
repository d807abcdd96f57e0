//! Judging the cases of a family, as `conformance/README.md` says.
//!
//! A `must` case has to pass. `should` cases are counted. A `may` case where
//! our answer is another has to stand in `conformance-choices.md` with that
//! answer: then it is a choice. A choice that is none any more has to go.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Write, stderr};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use crate::cases::{Case, Level};

/// An answer other than the case's.
#[derive(Debug)]
pub struct Difference {
    /// What we said instead, in words that do not change from run to run.
    pub answer: String,
    /// What helps to find out why.
    pub detail: String,
}

impl Difference {
    /// A difference, and what helps to find out why.
    pub fn new(answer: impl Into<String>, detail: impl ToString) -> Difference {
        Difference {
            answer: answer.into(),
            detail: detail.to_string(),
        }
    }
}

/// What came of a case.
pub type Verdict = Result<(), Difference>;

/// The count of a family.
pub struct Judge {
    family: &'static str,
    passed: [u32; 3],
    failed: [Vec<String>; 3],
    choices: BTreeMap<String, String>,
    pending: BTreeMap<&'static str, u32>,
    faults: Vec<String>,
}

impl Judge {
    /// Begins to judge a family.
    pub fn new(family: &'static str) -> Judge {
        let mut choices = choices();
        choices.retain(|id, _| {
            id.strip_prefix(family)
                .is_some_and(|rest| rest.starts_with('/'))
        });
        Judge {
            family,
            passed: [0; 3],
            failed: Default::default(),
            choices,
            pending: BTreeMap::new(),
            faults: Vec::new(),
        }
    }

    /// Judges a case. A panic is a failure whatever the level.
    pub fn judge(&mut self, case: &Case, run: impl FnOnce() -> Verdict) {
        let level = case.level();
        let Ok(verdict) = catch_unwind(AssertUnwindSafe(run)) else {
            self.faults.push(format!("{}: panicked", case.id()));
            return;
        };
        let chosen = match level {
            Level::May => self.choices.remove(case.id()),
            _ => None,
        };
        match (verdict, chosen) {
            (Ok(()), None) => self.passed[level as usize] += 1,
            (Ok(()), Some(_)) => self
                .faults
                .push(format!("{}: listed as a choice, but passes", case.id())),
            (Err(difference), chosen) => {
                let line = format!(
                    "{}: {} ({})",
                    case.id(),
                    difference.answer,
                    clip(&difference.detail)
                );
                if level == Level::Must
                    || (level == Level::May && chosen.as_ref() != Some(&difference.answer))
                {
                    self.faults.push(line.clone());
                }
                self.failed[level as usize].push(line);
            }
        }
    }

    /// Counts a case that cannot be judged yet, and why.
    pub fn pending(&mut self, reason: &'static str) {
        *self.pending.entry(reason).or_default() += 1;
    }

    /// Prints the counts.
    ///
    /// # Panics
    ///
    /// When a `must` case failed, some case panicked, or the differences on
    /// `may` cases are not those that are listed.
    pub fn finish(mut self) {
        let [must, should, may] = self.passed;
        let [must_not, should_not, may_not] = &self.failed;
        let mut report = format!(
            "{}: must {must} of {}, should {should} of {}, may {may} of {}\n",
            self.family,
            must as usize + must_not.len(),
            should as usize + should_not.len(),
            may as usize + may_not.len(),
        );
        for line in should_not {
            report += &format!("  should: {line}\n");
        }
        for line in may_not {
            report += &format!("  choice: {line}\n");
        }
        for (reason, count) in &self.pending {
            report += &format!("  pending {count}: {reason}\n");
        }
        // Past the test harness, which keeps what a passing test prints to itself.
        stderr().write_all(report.as_bytes()).expect("stderr");

        for (id, _) in self.choices {
            self.faults.push(format!(
                "{id}: listed as a choice, but there is no such `may` case"
            ));
        }
        assert!(
            self.faults.is_empty(),
            "{} of family {}:\n  {}",
            self.faults.len(),
            self.family,
            self.faults.join("\n  "),
        );
    }
}

/// The listed choices: case and our answer, out of the rows of the table.
fn choices() -> BTreeMap<String, String> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("conformance-choices.md");
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
    let mut choices = BTreeMap::new();
    for row in text.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = row
            .split('|')
            .map(|cell| cell.trim().trim_matches('`'))
            .collect();
        let [_, id, answer, why, _] = cells[..] else {
            panic!("{path:?}: not a row of three: {row}");
        };
        assert!(!why.is_empty(), "{path:?}: {id} without a reason");
        let twice = choices.insert(id.to_owned(), answer.to_owned());
        assert!(twice.is_none(), "{path:?}: {id} twice");
    }
    choices
}

fn clip(text: &str) -> String {
    const MOST: usize = 600;
    match text.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}
