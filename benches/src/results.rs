//! What was measured, row by row: one row for each operation on each workload.

use crate::measure::Times;
use crate::race::{Contender, Operation, Unit, Workload};

/// All that was measured, in the order of the workloads.
#[derive(Default)]
pub struct Results(Vec<(Workload, Vec<Times>)>);

impl Results {
    /// Adds what one workload took.
    pub fn add(&mut self, mut workload: Workload, times: Vec<Times>) {
        // The values they hold are no longer needed.
        workload.cases.clear();
        self.0.push((workload, times));
    }

    /// The workloads, each with all of its times.
    pub fn workloads(&self) -> impl Iterator<Item = (&Workload, &[Times])> {
        self.0
            .iter()
            .map(|(workload, times)| (workload, times.as_slice()))
    }

    /// The rows that somebody has taken part in.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.workloads().flat_map(|(workload, times)| {
            let rows = Operation::ALL.map(|operation| Row {
                workload,
                times,
                operation,
            });
            rows.into_iter()
                .filter(|row| times.iter().any(|times| times.operation == row.operation))
        })
    }
}

/// What is known of one operation on one workload.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    /// On what.
    pub workload: &'a Workload,
    /// All times of the workload.
    times: &'a [Times],
    /// What.
    pub operation: Operation,
}

impl<'a> Row<'a> {
    /// As in `W1 encode`.
    pub fn name(self) -> String {
        format!("{} {}", self.workload.name, self.operation.name())
    }

    /// What `contender` took.
    pub fn of(self, contender: Contender) -> Option<&'a Times> {
        self.times
            .iter()
            .find(|times| times.contender == contender && times.operation == self.operation)
    }

    /// The row of what those do who have no such operation.
    pub fn instead(self) -> Self {
        Self {
            operation: self.operation.instead(),
            ..self
        }
    }

    /// How many times as long as `other` somebody took.
    pub fn ratio(self, contender: Contender, other: Contender) -> Option<f64> {
        Some(self.of(contender)?.over(self.of(other)?))
    }

    /// How many times as fast ours is on two threads as on one.
    pub fn speed_up(self) -> Option<f64> {
        let threads = self.of(Contender::OursThreads)?;
        Some(threads.speed_up(self.of(Contender::Ours)?))
    }

    /// The same, beside the fastest rival.
    pub fn beside_rival(self, contender: Contender) -> Option<f64> {
        Some(self.of(contender)?.over(self.fastest_rival()?))
    }

    /// The fastest of the other implementations of Avro that give values. None of them decodes into an existing value:
    /// who wants that from them decodes an owned one. Where none lends anything, borrowing has no rival.
    pub fn fastest_rival(self) -> Option<&'a Times> {
        let rivals = |operation| {
            self.times
                .iter()
                .filter(move |times| times.contender.is_rival() && times.operation == operation)
                .min_by(|a, b| a.median().total_cmp(&b.median()))
        };
        rivals(self.operation).or_else(|| rivals(self.operation.instead()))
    }

    /// A time as the workload tells it.
    pub fn time(self, times: &Times) -> String {
        match self.workload.unit {
            Unit::PerRecord => {
                format!("{:.1} ns/rec", times.median() / self.workload.datums as f64)
            }
            Unit::PerDatum => format!("{:.1} us", times.median() / 1000.0),
        }
    }

    /// What `contender` took for a record by the wall's clock.
    pub fn wall_time(self, contender: Contender) -> Option<String> {
        let time = self.of(contender)?.wall_median() / self.workload.datums as f64;
        Some(format!("{time:.1} ns/rec"))
    }
}
