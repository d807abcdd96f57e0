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

/// Takes what comes of a job before its end, and waits where the last has not been taken yet. False where nobody
/// will take it any more.
pub(super) type Put<'a, R> = &'a mut dyn FnMut(R) -> bool;

/// Threads that work off the jobs of whoever owns the crew.
///
/// There are at most twice as many jobs on their way as there are threads. When the crew is dropped, jobs are
/// given up, and the threads end with those that they have begun.
pub(in crate::container) struct Crew<J, R> {
    shared: Arc<Shared<J, R>>,
    threads: Vec<JoinHandle<()>>,
}

struct Shared<J, R> {
    state: Mutex<State<J, R>>,
    /// There is a job, or there will be no more.
    job: Condvar,
    /// Something came of the first job.
    result: Condvar,
    /// What came of a job was taken.
    room: Condvar,
}

struct State<J, R> {
    /// Those that no thread has begun.
    jobs: VecDeque<(u64, J)>,
    /// What came of the jobs so far, of all whose end has not been taken; the first has this number.
    slots: VecDeque<Slot<R>>,
    first: u64,
    over: bool,
}

struct Slot<R> {
    result: Option<Outcome<R>>,
    /// Nothing follows.
    last: bool,
}

impl<J: Send + 'static, R: Send + 'static> Crew<J, R> {
    /// A crew of so many threads, with a stack of their own size where one is given.
    ///
    /// `worker` makes what each of them works with: it is called here, and what it makes is called for each job
    /// and returns the last of what comes of it.
    pub(super) fn new<W, E>(
        threads: usize,
        stack: Option<usize>,
        mut worker: impl FnMut() -> Result<W, E>,
    ) -> Result<Self, E>
    where
        W: FnMut(J, Put<'_, R>) -> R + Send + 'static,
        E: From<io::Error>,
    {
        let mut crew = Crew {
            shared: Arc::new(Shared {
                state: Mutex::new(State {
                    jobs: VecDeque::new(),
                    slots: VecDeque::new(),
                    first: 0,
                    over: false,
                }),
                job: Condvar::new(),
                result: Condvar::new(),
                room: Condvar::new(),
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
        self.shared.lock().slots.len() < self.threads.len().saturating_mul(2)
    }

    /// Hands over a job.
    pub(super) fn hand(&mut self, job: J) {
        let mut state = self.shared.lock();
        let number = state.first.wrapping_add(state.slots.len() as u64);
        state.jobs.push_back((number, job));
        state.slots.push_back(Slot {
            result: None,
            last: false,
        });
        drop(state);
        self.shared.job.notify_one();
    }

    /// The next that comes of the first job, and whether it is the last of it. Waits for it; `None` where there
    /// is no job.
    pub(super) fn next(&mut self) -> Option<(Outcome<R>, bool)> {
        let mut state = self.shared.lock();
        loop {
            let slot = state.slots.front_mut()?;
            if let Some(result) = slot.result.take() {
                let last = slot.last;
                if last {
                    state.slots.pop_front();
                    state.first = state.first.wrapping_add(1);
                }
                drop(state);
                if !last {
                    self.shared.room.notify_all();
                }
                return Some((result, last));
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
    fn work(&self, worker: &mut impl FnMut(J, Put<'_, R>) -> R) {
        while let Some((number, job)) = self.next_job() {
            let worked = catch_unwind(AssertUnwindSafe(|| {
                worker(job, &mut |result| self.put(number, Ok(result), false))
            }));
            self.put(number, worked, true);
        }
    }

    fn next_job(&self) -> Option<(u64, J)> {
        let mut state = self.lock();
        loop {
            if state.over {
                return None;
            }
            if let Some(job) = state.jobs.pop_front() {
                return Some(job);
            }
            state = wait(&self.job, state);
        }
    }

    fn put(&self, number: u64, result: Outcome<R>, last: bool) -> bool {
        let mut state = self.lock();
        loop {
            let ahead = number.wrapping_sub(state.first);
            let slot = usize::try_from(ahead)
                .ok()
                .and_then(|ahead| state.slots.get_mut(ahead));
            let Some(slot) = slot else {
                return false;
            };
            if slot.result.is_none() {
                *slot = Slot {
                    result: Some(result),
                    last,
                };
                drop(state);
                if ahead == 0 {
                    self.result.notify_one();
                }
                return true;
            }
            state = wait(&self.room, state);
        }
    }

    fn clear(&self, over: bool) {
        let mut state = self.lock();
        state.over |= over;
        let given_up = std::mem::take(&mut state.slots);
        let jobs = std::mem::take(&mut state.jobs);
        state.first = state.first.wrapping_add(given_up.len() as u64);
        drop(state);
        self.job.notify_all();
        self.room.notify_all();
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
        work: impl Fn(u32, Put<'_, R>) -> R + Send + Sync + Clone + 'static,
    ) -> Crew<u32, R> {
        Crew::new(threads, None, || Ok::<_, io::Error>(work.clone())).expect("threads")
    }

    #[test]
    fn results_come_in_the_order_of_the_jobs_whoever_is_first() {
        let mut crew = crew(3, |job: u32, put| {
            if job.is_multiple_of(3) {
                thread::sleep(std::time::Duration::from_millis(2));
            }
            (0..job % 4).for_each(|part| assert!(put((job, part))));
            (job, job % 4)
        });
        let (mut handed, mut results) = (0, Vec::new());
        while handed < 50 || results.len() < 50 {
            while handed < 50 && crew.has_room() {
                crew.hand(handed);
                handed += 1;
            }
            let Some((result, last)) = crew.next() else {
                break;
            };
            let (job, part) = result.expect("no panic");
            assert_eq!(last, part == job % 4);
            results.push((job, part));
        }
        let expected = (0..50).flat_map(|job| (0..=job % 4).map(move |part| (job, part)));
        let rest = std::iter::from_fn(|| crew.next().map(|(result, _)| result.expect("no panic")));
        assert!(results.into_iter().chain(rest).eq(expected));
    }

    #[test]
    fn panic_comes_in_its_place_and_the_thread_lives_on() {
        let mut crew = crew(1, |job, _| {
            assert_ne!(job, 1, "a job that panics");
            job
        });
        crew.hand(0);
        crew.hand(1);
        assert!(!crew.has_room());
        assert!(crew.next().is_some_and(|(result, _)| result.is_ok()));
        assert!(crew.next().is_some_and(|(result, _)| result.is_err()));
        crew.hand(2);
        let last = crew.next().map(|(result, _)| result.expect("no panic"));
        assert_eq!(last, Some(2));
        assert!(crew.next().is_none());
    }

    #[test]
    fn jobs_that_are_given_up_give_nothing() {
        let mut crew = crew(2, |job, put| {
            while put(job) {}
            job
        });
        (0..4).for_each(|job| crew.hand(job));
        assert!(crew.next().is_some());
        crew.clear();
        assert!(crew.next().is_none());
        crew.hand(9);
        let next = crew
            .next()
            .map(|(result, last)| (result.expect("no panic"), last));
        assert_eq!(next, Some((9, false)));
        // Dropped with a thread that waits, it ends.
    }
}
