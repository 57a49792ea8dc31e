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
    /// There is room for another part.
    room: Condvar,
    /// The next result is there.
    ready: Condvar,
}

struct State<T> {
    /// How many parts were begun, and of how many the result was taken.
    begun: usize,
    taken: usize,
    /// Results by part, and how many bytes they hold.
    waiting: BTreeMap<usize, (thread::Result<T>, usize)>,
    bytes: usize,
    /// Nobody takes any more.
    over: bool,
}

impl<T> Queue<T> {
    fn new() -> Queue<T> {
        let state = State { begun: 0, taken: 0, waiting: BTreeMap::new(), bytes: 0, over: false };
        Queue { state: Mutex::new(state), room: Condvar::new(), ready: Condvar::new() }
    }

    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next part to begin with, once there is room for it.
    fn begin(&self, ahead: usize, parts: usize) -> Option<usize> {
        let full = |s: &mut State<T>| !s.over && (s.begun - s.taken >= ahead || s.bytes >= WAITING);
        let mut state = self.room.wait_while(self.state(), full).unwrap_or_else(PoisonError::into_inner);
        let part = state.begun;
        state.begun += 1;
        (part < parts && !state.over).then_some(part)
    }

    /// Hands in a result.
    fn hand_in(&self, part: usize, result: thread::Result<T>, bytes: usize) {
        let mut state = self.state();
        state.bytes += bytes;
        state.waiting.insert(part, (result, bytes));
        if part == state.taken {
            self.ready.notify_one();
        }
    }

    /// The next results in their order; at least one.
    fn take(&self) -> Vec<thread::Result<T>> {
        let none = |s: &mut State<T>| !s.waiting.contains_key(&s.taken);
        let mut state = self.ready.wait_while(self.state(), none).unwrap_or_else(PoisonError::into_inner);
        let mut results = Vec::new();
        let mut next = state.taken;
        while let Some((result, bytes)) = state.waiting.remove(&next) {
            results.push(result);
            state.bytes -= bytes;
            next += 1;
        }
        state.taken = next;
        self.room.notify_all();
        results
    }
}

/// Whoever works for a queue stops when this goes out of scope.
struct Taker<'q, T>(&'q Queue<T>);

impl<T> Drop for Taker<'_, T> {
    fn drop(&mut self) {
        self.0.state().over = true;
        self.0.room.notify_all();
    }
}

/// Gives the results of `work` for 0, 1, … `parts` - 1 to `take`, in this order and as soon as they are there, while
/// others are being made. `size` says how many bytes a result holds, so that few of them wait for a slow one before them.
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
    let queue = Queue::new();
    let some = || {
        while let Some(part) = queue.begin(AHEAD * threads, parts) {
            let result = catch_unwind(AssertUnwindSafe(|| work(part)));
            let bytes = result.as_ref().map_or(0, &size);
            queue.hand_in(part, result, bytes);
        }
    };
    scope(|scope| {
        let _taker = Taker(&queue);
        let helpers = (0..threads.min(parts)).map_while(|_| Builder::new().spawn_scoped(scope, some).ok()).count();
        if helpers == 0 {
            return (0..parts).try_for_each(|part| take(part, work(part)));
        }
        let mut part = 0;
        while part < parts {
            for result in queue.take() {
                take(part, result.unwrap_or_else(|fault| resume_unwind(fault)))?;
                part += 1;
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
            let ended = in_order(threads, 300, |part| part, |_| 0, |part, _| if part < 7 { Ok(()) } else { Err(part) });
            assert_eq!(ended, Err(7));
        }
    }
}
