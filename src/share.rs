//! Work that falls into parts → the results, made by as many threads as are allowed.
//!
//! Threads are started for one piece of work and end with it: one costs some 50 µs, less than a pool that waits for work
//! takes to start. Where none can be had the calling thread does it all.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{Builder, available_parallelism, scope};

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
            let broken = std::panic::catch_unwind(|| out(threads, 9, |part| assert!(part != 5)));
            assert!(broken.is_err());
        }
    }
}
