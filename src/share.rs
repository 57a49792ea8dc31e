//! Work that falls into parts → the results, made by as many threads as are allowed.
//!
//! Threads are started for one piece of work and end with it: one costs some 50 µs, less than a pool that waits for work
//! takes to start. Where none can be had the calling thread does it all. The results come all at once ([`out`]), or one
//! by one while others are made ([`in_order`]).

use std::collections::BTreeMap;
use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, Builder, available_parallelism, scope};

/// How many threads there is room for.
#[must_use]
pub fn cores() -> usize {
    available_parallelism().map_or(1, NonZero::get)
}

/// The results of `work` for 0, 1, … `parts` - 1, in this order. Who has nothing to do takes the next part, so the
/// longest ones should come first.
///
/// # Panics
/// Where `work` does.
pub fn out<T: Send>(threads: usize, parts: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    if threads < 2 || parts < 2 {
        return (0..parts).map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let some = || {
        let own = || Some(next.fetch_add(1, Ordering::Relaxed)).filter(|&part| part < parts);
        std::iter::from_fn(own).map(|part| (part, work(part))).collect::<Vec<_>>()
    };
    let mut all = scope(|scope| {
        let helpers = 1..threads.min(parts);
        let helpers: Vec<_> = helpers.map_while(|_| Builder::new().spawn_scoped(scope, some).ok()).collect();
        let mut all = some();
        for helper in helpers {
            all.extend(helper.join().unwrap_or_else(|fault| resume_unwind(fault)));
        }
        all
    });
    all.sort_unstable_by_key(|(part, _)| *part);
    all.into_iter().map(|(_, result)| result).collect()
}

/// Two pieces of work, side by side where `threads` allow it.
///
/// # Panics
/// Where one of the two does.
pub fn both<A, B: Send>(threads: usize, a: impl FnOnce() -> A, b: impl Fn() -> B + Sync) -> (A, B) {
    if threads < 2 {
        return (a(), b());
    }
    scope(|scope| {
        let helper = Builder::new().spawn_scoped(scope, &b);
        let a = a();
        (a, helper.map_or_else(|_| b(), |helper| helper.join().unwrap_or_else(|fault| resume_unwind(fault))))
    })
}

/// So many parts may be under way or wait for their turn, for each thread.
const AHEAD: usize = 64;
/// No part begins while results of so many bytes wait for their turn.
const WAITING: usize = 4 << 20;

/// Results that come in any order, on their way to one who takes them in theirs.
struct Queue<T> {
    state: Mutex<State<T>>,
    /// Something has come or gone that a thread waits for.
    moved: Condvar,
}

struct State<T> {
    parts: usize,
    /// How far the parts that are begun may be ahead of those that are taken.
    ahead: usize,
    /// How many parts were begun, and of how many the result was taken.
    begun: usize,
    taken: usize,
    /// Results by part, and how many bytes they hold.
    waiting: BTreeMap<usize, (thread::Result<T>, usize)>,
    bytes: usize,
    /// How many threads wait.
    idle: usize,
}

impl<T> State<T> {
    /// The next part, if there is one and room for it.
    fn begin(&mut self) -> Option<usize> {
        let part = self.begun;
        let room = part - self.taken < self.ahead && self.bytes < WAITING;
        (part < self.parts && room).then(|| {
            self.begun += 1;
            part
        })
    }

    /// The next results in their order, if they are there.
    fn take(&mut self) -> Vec<thread::Result<T>> {
        let mut results = Vec::new();
        while let Some((result, bytes)) = self.waiting.remove(&self.taken) {
            self.bytes -= bytes;
            self.taken += 1;
            results.push(result);
        }
        results
    }
}

impl<T> Queue<T> {
    fn new(parts: usize, ahead: usize) -> Queue<T> {
        let state = State { parts, ahead, begun: 0, taken: 0, waiting: BTreeMap::new(), bytes: 0, idle: 0 };
        Queue { state: Mutex::new(state), moved: Condvar::new() }
    }

    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'q>(&self, mut state: MutexGuard<'q, State<T>>) -> MutexGuard<'q, State<T>> {
        state.idle += 1;
        let mut state = self.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
        state.idle -= 1;
        state
    }

    /// Wakes who waits; to ask the system for it when nobody does would be done for each part.
    fn wake(&self, state: &State<T>) {
        if state.idle > 0 {
            self.moved.notify_all();
        }
    }

    /// Works on a part that was begun; a fault of it is for the taker.
    fn work(&self, part: usize, work: impl Fn(usize) -> T, size: impl Fn(&T) -> usize) -> MutexGuard<'_, State<T>> {
        let result = catch_unwind(AssertUnwindSafe(|| {
            let result = work(part);
            let bytes = size(&result);
            (result, bytes)
        }));
        let (result, bytes) = result.map_or_else(|fault| (Err(fault), 0), |(result, bytes)| (Ok(result), bytes));
        let mut state = self.state();
        state.bytes += bytes;
        state.waiting.insert(part, (result, bytes));
        if part == state.taken {
            self.wake(&state);
        }
        state
    }
}

/// Nothing more is begun when this goes out of scope.
struct Taker<'q, T>(&'q Queue<T>);

impl<T> Drop for Taker<'_, T> {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.parts = 0;
        self.0.wake(&state);
    }
}

/// Gives the results of `work` for 0, 1, … `parts` - 1 to `take`, in this order and as soon as they are there, while
/// others are being made. `size` says how many bytes a result holds, so that few of them wait for a slow one before them.
/// The calling thread works, too, and takes what is there whenever it has done a part.
///
/// # Errors
/// The first of `take`; what is not begun by then is left.
///
/// # Panics
/// Where `work` or `take` does.
pub fn in_order<T: Send, E>(
    threads: usize,
    parts: usize,
    work: impl Fn(usize) -> T + Sync,
    size: impl Fn(&T) -> usize + Sync,
    mut take: impl FnMut(usize, T) -> Result<(), E>,
) -> Result<(), E> {
    if threads < 2 || parts < 2 {
        return (0..parts).try_for_each(|part| take(part, work(part)));
    }
    let threads = threads.min(parts);
    let queue = Queue::new(parts, AHEAD.saturating_mul(threads));
    let help = || {
        let mut state = queue.state();
        while state.begun < state.parts {
            state = match state.begin() {
                Some(part) => {
                    drop(state);
                    queue.work(part, &work, &size)
                }
                None => queue.wait(state),
            };
        }
    };
    scope(|scope| {
        let _taker = Taker(&queue);
        for _ in 1..threads {
            // Where there is no thread to be had, there is this one.
            let _ = Builder::new().spawn_scoped(scope, help);
        }
        let mut state = queue.state();
        let mut taken = 0;
        while taken < parts {
            let results = state.take();
            if !results.is_empty() {
                queue.wake(&state);
                drop(state);
                for result in results {
                    take(taken, result.unwrap_or_else(|fault| resume_unwind(fault)))?;
                    taken += 1;
                }
                state = queue.state();
            } else if let Some(part) = state.begin() {
                drop(state);
                state = queue.work(part, &work, &size);
            } else {
                state = queue.wait(state);
            }
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_whoever_made_them() {
        for threads in [0, 1, 2, 8] {
            assert_eq!(out(threads, 100, |part| part * part), (0..100).map(|part| part * part).collect::<Vec<_>>());
            assert!(out(threads, 0, |part| part).is_empty());
            assert_eq!(both(threads, || 1, || 2), (1, 2));
        }
    }

    #[test]
    fn a_fault_of_one_part_is_a_fault_of_the_whole() {
        for threads in [1, 3] {
            let broken = catch_unwind(|| out(threads, 9, |part| assert!(part != 5)));
            assert!(broken.is_err());
            let work = |part| assert!(part != 5);
            let broken = catch_unwind(|| in_order(threads, 900, work, |()| 0, |_, ()| Ok::<_, ()>(())));
            assert!(broken.is_err());
        }
    }

    #[test]
    fn results_are_given_in_order_and_few_wait() {
        for threads in [1, 2, 8] {
            let (begun, mut given) = (AtomicUsize::new(0), Vec::new());
            let work = |part: usize| {
                begun.fetch_add(1, Ordering::Relaxed);
                if part.is_multiple_of(50) {
                    thread::sleep(std::time::Duration::from_millis(2));
                }
                part
            };
            // Each is said to fill all the room there is: besides those under way none is made before its turn.
            let taken = in_order(
                threads,
                300,
                work,
                |_| WAITING,
                |part, result| {
                    assert!(begun.load(Ordering::Relaxed) <= part + 2 * threads + 1);
                    given.push((part, result));
                    Ok::<_, ()>(())
                },
            );
            assert_eq!(taken, Ok(()));
            assert_eq!(given, (0..300).map(|part| (part, part)).collect::<Vec<_>>());
            assert_eq!(in_order(usize::MAX, 2, |part| part, |_| 0, |_, _| Ok::<_, ()>(())), Ok(()));
            let ended = in_order(threads, 300, |part| part, |_| 0, |part, _| if part < 7 { Ok(()) } else { Err(part) });
            assert_eq!(ended, Err(7));
        }
    }
}
