//! Threads that work off jobs, and give what comes of them in the order of the jobs.
//!
//! What the jobs are is not known here.

use std::any::Any;
use std::collections::VecDeque;
use std::fmt;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

/// What comes of a job, or with what it panicked.
pub(in crate::container) type Outcome<R> = Result<R, Box<dyn Any + Send>>;

/// Threads that work off the jobs of whoever owns the crew.
///
/// There are at most twice as many jobs on their way as there are threads. When the crew is dropped, jobs are
/// given up, and the threads end with those that they have begun.
pub(in crate::container) struct Crew<J, R> {
    shared: Arc<Shared<J, R>>,
    threads: Vec<JoinHandle<()>>,
}

/// How many results there may be that nobody has taken, of jobs that are done or begun.
#[derive(Clone, Copy, Debug)]
pub(super) enum Untaken {
    /// One for each thread: they are large.
    OneEach,
    /// Of all jobs that are on their way.
    All,
}

struct Shared<J, R> {
    state: Mutex<State<J, R>>,
    /// There is a job, or there will be no more.
    job: Condvar,
    /// Something came of the first job.
    result: Condvar,
}

struct State<J, R> {
    /// Those that no thread has begun.
    jobs: VecDeque<(u64, J)>,
    /// What came of the jobs so far; the first has this number.
    results: VecDeque<Option<Outcome<R>>>,
    first: u64,
    /// How many jobs from the first on may be begun.
    begun: u64,
    over: bool,
}

impl<J: Send + 'static, R: Send + 'static> Crew<J, R> {
    /// A crew of so many threads, with a stack of their own size where one is given.
    ///
    /// `worker` makes what each of them works with: it is called here, and what it makes is called for each job.
    pub(super) fn new<W, E>(
        threads: usize,
        untaken: Untaken,
        stack: Option<usize>,
        mut worker: impl FnMut() -> Result<W, E>,
    ) -> Result<Self, E>
    where
        W: FnMut(J) -> R + Send + 'static,
        E: From<io::Error>,
    {
        let mut crew = Crew {
            shared: Arc::new(Shared {
                state: Mutex::new(State {
                    jobs: VecDeque::new(),
                    results: VecDeque::new(),
                    first: 0,
                    begun: match untaken {
                        Untaken::OneEach => threads as u64,
                        Untaken::All => u64::MAX,
                    },
                    over: false,
                }),
                job: Condvar::new(),
                result: Condvar::new(),
            }),
            threads: Vec::new(),
        };
        for _ in 0..threads {
            let mut builder = thread::Builder::new().name("avro".to_owned());
            if let Some(stack) = stack {
                builder = builder.stack_size(stack);
            }
            let (mut worker, shared) = (worker()?, crew.shared.clone());
            crew.threads
                .push(builder.spawn(move || shared.work(&mut worker))?);
        }
        Ok(crew)
    }
}

impl<J, R> Crew<J, R> {
    /// Whether another job may be handed over.
    pub(super) fn has_room(&self) -> bool {
        self.shared.lock().results.len() < self.threads.len().saturating_mul(2)
    }

    /// Hands over a job.
    pub(super) fn hand(&mut self, job: J) {
        let mut state = self.shared.lock();
        let number = state.first.wrapping_add(state.results.len() as u64);
        state.jobs.push_back((number, job));
        state.results.push_back(None);
        drop(state);
        self.shared.job.notify_one();
    }

    /// What came of the first job. Waits for it; `None` where there is no job.
    pub(super) fn next(&mut self) -> Option<Outcome<R>> {
        let mut state = self.shared.lock();
        loop {
            if state.results.front()?.is_some() {
                state.first = state.first.wrapping_add(1);
                let result = state.results.pop_front().flatten();
                drop(state);
                // Another job may be begun.
                self.shared.job.notify_one();
                return result;
            }
            state = wait(&self.shared.result, state);
        }
    }

    /// Gives all jobs up.
    pub(super) fn clear(&mut self) {
        self.shared.clear(false);
    }
}

impl<J, R> Shared<J, R> {
    fn lock(&self) -> MutexGuard<'_, State<J, R>> {
        // Nothing panics while it is locked.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A thread's life.
    fn work(&self, worker: &mut impl FnMut(J) -> R) {
        while let Some((number, job)) = self.next_job() {
            let outcome = catch_unwind(AssertUnwindSafe(|| worker(job)));
            self.put(number, outcome);
        }
    }

    fn next_job(&self) -> Option<(u64, J)> {
        let mut state = self.lock();
        loop {
            if state.over {
                return None;
            }
            let may_begin = |number: u64| number.wrapping_sub(state.first) < state.begun;
            if let Some((number, _)) = state.jobs.front()
                && may_begin(*number)
            {
                return state.jobs.pop_front();
            }
            state = wait(&self.job, state);
        }
    }

    fn put(&self, number: u64, outcome: Outcome<R>) {
        let mut state = self.lock();
        let ahead = number.wrapping_sub(state.first);
        let place = usize::try_from(ahead)
            .ok()
            .and_then(|ahead| state.results.get_mut(ahead));
        // A job that was given up has none.
        if let Some(place) = place {
            *place = Some(outcome);
            drop(state);
            if ahead == 0 {
                self.result.notify_one();
            }
        }
    }

    fn clear(&self, over: bool) {
        let mut state = self.lock();
        state.over |= over;
        let given_up = std::mem::take(&mut state.results);
        let jobs = std::mem::take(&mut state.jobs);
        state.first = state.first.wrapping_add(given_up.len() as u64);
        drop(state);
        self.job.notify_all();
        // Somebody else's values: not while the lock is held.
        drop((given_up, jobs));
    }
}

fn wait<'a, T>(change: &Condvar, guard: MutexGuard<'a, T>) -> MutexGuard<'a, T> {
    change.wait(guard).unwrap_or_else(PoisonError::into_inner)
}

impl<J, R> Drop for Crew<J, R> {
    fn drop(&mut self) {
        self.shared.clear(true);
        for thread in self.threads.drain(..) {
            // Its panics were caught.
            let _ = thread.join();
        }
    }
}

impl<J, R> fmt::Debug for Crew<J, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Crew")
            .field("threads", &self.threads.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crew<R: Send + 'static>(
        threads: usize,
        work: impl Fn(u32) -> R + Send + Sync + Clone + 'static,
    ) -> Crew<u32, R> {
        Crew::new(threads, Untaken::All, None, || {
            Ok::<_, io::Error>(work.clone())
        })
        .expect("threads")
    }

    #[test]
    fn results_come_in_the_order_of_the_jobs_whoever_is_first() {
        let mut crew = crew(3, |job: u32| {
            if job.is_multiple_of(3) {
                thread::sleep(std::time::Duration::from_millis(2));
            }
            job
        });
        let mut results = Vec::new();
        for job in 0..50 {
            if !crew.has_room() {
                results.extend(crew.next());
            }
            crew.hand(job);
        }
        results.extend(std::iter::from_fn(|| crew.next()));
        let results = results.into_iter().map(|result| result.expect("no panic"));
        assert!(results.eq(0..50));
    }

    #[test]
    fn panic_comes_in_its_place_and_the_thread_lives_on() {
        let mut crew = crew(1, |job| {
            assert_ne!(job, 1, "a job that panics");
            job
        });
        crew.hand(0);
        crew.hand(1);
        assert!(!crew.has_room());
        assert!(crew.next().is_some_and(|result| result.is_ok()));
        assert!(crew.next().is_some_and(|result| result.is_err()));
        crew.hand(2);
        let last = crew.next().map(|result| result.expect("no panic"));
        assert_eq!(last, Some(2));
        assert!(crew.next().is_none());
    }

    #[test]
    fn jobs_that_are_given_up_give_nothing() {
        let mut crew = crew(2, |job| job);
        (0..4).for_each(|job| crew.hand(job));
        assert!(crew.next().is_some());
        crew.clear();
        assert!(crew.next().is_none());
        crew.hand(9);
        let next = crew.next().map(|result| result.expect("no panic"));
        assert_eq!(next, Some(9));
        // What is on its way when it is dropped is waited for.
        crew.hand(10);
    }
}
