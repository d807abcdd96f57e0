//! The command line.

use std::time::Duration;

use crate::measure::Effort;
use crate::race::{Asked, Contender};
use crate::workloads;

/// What `--help` prints.
pub const HELP: &str = "\
usage: benches [OPTION]...

  --workload NAME      only this workload; may be given again; `W9` stands for all that start so
  --contender NAME     only this contender; may be given again
  --rounds N           samples of each case (31)
  --records N          records of W8's files (20000); 500000 is the full size
  --threads            ours on two threads beside ours on one, in W8, by the wall's clock
  --quick              9 rounds of short samples: a first look, not a result
  --check              fail where ours is below a floor that README.md names, and say where
  --plot               draw the ratios to benches/ratios.svg too
  --instructions       count instructions by callgrind and hold them against benches/instructions.txt
  --record             count instructions and record them there
  --repeat CASE N      run one case N times and measure nothing, for a profiler;
                       a case is named `W2/decode owned/limit`
  --datums NAME        write a workload's datums, or its container file, to the standard output
  --help               this text
";

/// What is asked for.
pub enum Command {
    /// The table.
    Compare(Options),
    /// One case, many times.
    Repeat {
        /// How much of it.
        asked: Asked,
        /// Its name.
        case: String,
        /// How often.
        passes: u32,
    },
    /// The datums of a workload.
    Datums {
        /// How much of it.
        asked: Asked,
        /// Which.
        workload: String,
    },
    /// Instructions of ours and of the limit.
    Instructions {
        /// On what.
        options: Options,
        /// Whether they are to be recorded.
        record: bool,
    },
    /// What callgrind looks at: the cases of one workload, once each.
    Counted(String),
    /// The help.
    Help,
}

/// How the table is to be made.
pub struct Options {
    /// Starts of the names of workloads; none stands for all.
    workloads: Vec<String>,
    /// Whom and how much to build.
    pub asked: Asked,
    /// How long to measure.
    pub effort: Effort,
    /// Whether ours has to reach its floors.
    pub check: bool,
    /// Whether the plot is to be drawn.
    pub plot: bool,
}

impl Options {
    /// Reads the command line, without the program's own name.
    pub fn parse(mut words: impl Iterator<Item = String>) -> Result<Command, String> {
        let mut options = Self {
            workloads: Vec::new(),
            asked: Asked {
                contenders: Vec::new(),
                records: 20_000,
                threads: false,
            },
            effort: Effort {
                rounds: 31,
                sample: Duration::from_millis(2),
            },
            check: false,
            plot: false,
        };
        let mut instructions = None;
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
                "--contender" => {
                    let name = value()?;
                    if !Contender::ALL.iter().any(|known| known.name() == name) {
                        return Err(format!("there is no contender `{name}`"));
                    }
                    options.asked.contenders.push(name);
                }
                "--records" => options.asked.records = number(&value()?)?,
                "--rounds" => options.effort.rounds = number(&value()?)?,
                "--threads" => {
                    let ours = [Contender::Ours, Contender::OursThreads];
                    options.asked.contenders = ours.map(|it| it.name().into()).into();
                    options.asked.threads = true;
                }
                "--quick" => {
                    options.effort = Effort {
                        rounds: 9,
                        sample: Duration::from_micros(500),
                    };
                }
                "--check" => options.check = true,
                "--plot" => options.plot = true,
                "--instructions" => instructions = Some(false),
                "--record" => instructions = Some(true),
                "--counted" => return Ok(Command::Counted(value()?)),
                "--repeat" => {
                    let case = value()?;
                    // Nobody else need be built.
                    let contender = case.rsplit('/').next().unwrap_or_default();
                    options.asked.contenders = vec![contender.into()];
                    return Ok(Command::Repeat {
                        asked: options.asked,
                        case,
                        passes: number(&value()?)?,
                    });
                }
                "--datums" => {
                    let workload = value()?;
                    options.asked.contenders = vec!["nobody".into()];
                    return Ok(Command::Datums {
                        asked: options.asked,
                        workload,
                    });
                }
                "--help" => return Ok(Command::Help),
                _ => return Err(format!("unknown option `{word}`")),
            }
        }
        let asked = &options.asked;
        let all = options.workloads.is_empty() && asked.contenders.is_empty();
        if !all && (options.plot || instructions == Some(true)) {
            return Err(
                "what is drawn or recorded is all: of a part the rest would be lost".into(),
            );
        }
        Ok(match instructions {
            Some(record) => Command::Instructions { options, record },
            None => Command::Compare(options),
        })
    }

    /// Whether `workload` is asked for.
    pub fn wants(&self, workload: &str) -> bool {
        if self.asked.threads && !workload.starts_with("W8") {
            return false;
        }
        self.workloads.is_empty()
            || self
                .workloads
                .iter()
                .any(|start| workload.starts_with(start))
    }
}

fn number<N: std::str::FromStr + PartialOrd + From<u8>>(text: &str) -> Result<N, String> {
    let number = text.parse().ok().filter(|number| *number >= N::from(1));
    number.ok_or_else(|| format!("`{text}` is not a number from 1 upwards"))
}
