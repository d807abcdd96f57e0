//! The command line.

use std::time::Duration;

use crate::measure::Effort;
use crate::race::Contender;
use crate::workloads;

/// What `--help` prints.
pub const HELP: &str = "\
usage: benches [OPTION]...

  --workload NAME      only this workload; may be given again; `W9` stands for all that start so
  --contender NAME     only this contender; may be given again
  --rounds N           samples of each case (31)
  --quick              9 rounds of short samples: a first look, not a result
  --check              fail where ours is slower, beside its rivals, than README.md says
  --repeat CASE N      run one case N times and measure nothing, for a profiler;
                       a case is named `W2/decode owned/limit`
  --datums NAME        write a workload's datums to the standard output, end to end
  --help               this text
";

/// What is asked for.
pub enum Command {
    /// The table.
    Compare(Options),
    /// One case, many times.
    Repeat {
        /// Its name.
        case: String,
        /// How often.
        passes: u32,
    },
    /// The datums of a workload.
    Datums(String),
    /// The help.
    Help,
}

/// How the table is to be made.
pub struct Options {
    /// Starts of the names of workloads; none stands for all.
    workloads: Vec<String>,
    /// Names of contenders; none stands for all.
    contenders: Vec<String>,
    /// How long to measure.
    pub effort: Effort,
    /// Whether ours has to reach its floors.
    pub check: bool,
}

impl Options {
    /// Reads the command line, without the program's own name.
    pub fn parse(mut words: impl Iterator<Item = String>) -> Result<Command, String> {
        let mut options = Self {
            workloads: Vec::new(),
            contenders: Vec::new(),
            effort: Effort {
                rounds: 31,
                sample: Duration::from_millis(2),
            },
            check: false,
        };
        while let Some(word) = words.next() {
            let mut value = || {
                words
                    .next()
                    .ok_or_else(|| format!("`{word}` needs a value"))
            };
            match word.as_str() {
                "--workload" => {
                    let name = value()?;
                    if !workloads::ALL
                        .iter()
                        .any(|(known, _)| known.starts_with(&name))
                    {
                        return Err(format!("there is no workload `{name}`"));
                    }
                    options.workloads.push(name);
                }
                "--contender" => options.contenders.push(value()?),
                "--rounds" => options.effort.rounds = number(&value()?)?,
                "--quick" => {
                    options.effort = Effort {
                        rounds: 9,
                        sample: Duration::from_micros(500),
                    };
                }
                "--check" => options.check = true,
                "--repeat" => {
                    let case = value()?;
                    return Ok(Command::Repeat {
                        case,
                        passes: number(&value()?)?,
                    });
                }
                "--datums" => return Ok(Command::Datums(value()?)),
                "--help" => return Ok(Command::Help),
                _ => return Err(format!("unknown option `{word}`")),
            }
        }
        Ok(Command::Compare(options))
    }

    /// Whether `workload` is asked for.
    pub fn wants(&self, workload: &str) -> bool {
        self.workloads.is_empty()
            || self
                .workloads
                .iter()
                .any(|start| workload.starts_with(start))
    }

    /// Whether `contender` is asked for.
    pub fn admits(&self, contender: Contender) -> bool {
        self.contenders.is_empty() || self.contenders.iter().any(|name| name == contender.name())
    }
}

fn number<N: std::str::FromStr + PartialOrd + From<u8>>(text: &str) -> Result<N, String> {
    let number = text.parse().ok().filter(|number| *number >= N::from(1));
    number.ok_or_else(|| format!("`{text}` is not a number from 1 upwards"))
}
