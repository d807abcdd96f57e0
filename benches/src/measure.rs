//! The clock, and the order in which cases meet it.
//!
//! A shared machine is fast at one moment and slow at the next. So the cases of a workload take turns:
//! one *round* is one sample of each, and what is compared is always of one round. A sample is as many
//! passes as fill a few milliseconds, behind one that is not timed and brings code and data back into
//! the caches, for the slow as for the fast; its time is the thread's own CPU time, which does not count what other
//! processes take.

use std::time::{Duration, Instant};

use cpu_time::ThreadTime;

use crate::race::{Contender, Operation, Workload};

/// How long to measure.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// Samples of each case.
    pub rounds: usize,
    /// What a sample lasts at least.
    pub sample: Duration,
}

/// What one case took.
#[derive(Debug)]
pub struct Times {
    /// Who.
    pub contender: Contender,
    /// What.
    pub operation: Operation,
    /// Nanoseconds of one pass, by round.
    rounds: Vec<f64>,
    /// The same by the wall's clock, which alone says what several threads gain.
    wall: Vec<f64>,
}

impl Times {
    /// The middle of all rounds, in nanoseconds.
    pub fn median(&self) -> f64 {
        quantile(self.rounds.clone(), 0.5)
    }

    /// The same by the wall's clock.
    pub fn wall_median(&self) -> f64 {
        quantile(self.wall.clone(), 0.5)
    }

    /// How many times as long as `other` it took: the middle of what each round says.
    pub fn over(&self, other: &Self) -> f64 {
        middle_ratio(&self.rounds, &other.rounds)
    }

    /// How many times as fast as `other` it was by the wall's clock.
    pub fn speed_up(&self, other: &Self) -> f64 {
        middle_ratio(&other.wall, &self.wall)
    }

    /// The width of the middle half of all rounds, relative to the median.
    pub fn spread(&self) -> f64 {
        let at = |share| quantile(self.rounds.clone(), share);
        (at(0.75) - at(0.25)) / at(0.5)
    }
}

/// The middle of the ratios of each round.
fn middle_ratio(these: &[f64], those: &[f64]) -> f64 {
    quantile(these.iter().zip(those).map(|(a, b)| a / b).collect(), 0.5)
}

/// The value below which a `share` of `values` lies.
fn quantile(mut values: Vec<f64>, share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    values[((values.len() - 1) as f64 * share).round() as usize]
}

/// Measures all cases of `workload` in turn.
pub fn measure(workload: &mut Workload, effort: Effort) -> Vec<Times> {
    let passes: Vec<u32> = workload
        .cases
        .iter_mut()
        .map(|case| {
            (case.pass)();
            let (once, _) = timed(1, &mut case.pass);
            (effort.sample.as_nanos() as f64 / once)
                .ceil()
                .clamp(1.0, 1e6) as u32
        })
        .collect();
    let mut times: Vec<Times> = workload
        .cases
        .iter()
        .map(|case| Times {
            contender: case.contender,
            operation: case.operation,
            rounds: Vec::with_capacity(effort.rounds),
            wall: Vec::with_capacity(effort.rounds),
        })
        .collect();
    for round in 0..effort.rounds.min(workload.rounds) {
        for turn in 0..workload.cases.len() {
            // There and back, so that no case always follows the same one.
            let at = if round % 2 == 0 {
                turn
            } else {
                workload.cases.len() - 1 - turn
            };
            let pass = &mut workload.cases[at].pass;
            pass();
            let (own, wall) = timed(passes[at], pass);
            times[at].rounds.push(own);
            times[at].wall.push(wall);
        }
    }
    times
}

/// Nanoseconds of one pass, over `passes` of them: of the thread's own time, and by the wall's clock.
fn timed(passes: u32, pass: &mut dyn FnMut()) -> (f64, f64) {
    let (wall, own) = (Instant::now(), ThreadTime::now());
    for _ in 0..passes {
        pass();
    }
    let (own, wall) = (own.elapsed(), wall.elapsed());
    // A pass below the clock's resolution still took some time.
    let each = |time: Duration| time.as_nanos().max(1) as f64 / f64::from(passes);
    (each(own), each(wall))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_of_the_rounds() {
        assert_eq!(quantile(vec![9.0, 1.0, 5.0], 0.5), 5.0);
        assert_eq!(quantile(vec![4.0], 0.5), 4.0);
    }

    #[test]
    fn a_ratio_compares_rounds_with_each_other() {
        let times = |rounds: &[f64]| Times {
            contender: Contender::Limit,
            operation: Operation::Encode,
            rounds: rounds.to_vec(),
            wall: rounds.to_vec(),
        };
        // The machine was half as fast in the second round and a quarter as fast in the third.
        let (one, other) = (times(&[3.0, 6.0, 12.0]), times(&[1.0, 2.0, 4.0]));
        assert_eq!(one.over(&other), 3.0);
        assert_eq!(other.speed_up(&one), 3.0);
    }
}
