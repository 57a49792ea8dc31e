//! `check --timings`: where the time of a run goes, stage by stage and summed over all threads, on standard error.

use super::screen::Stderr;
use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// What each stage of a run took, and how many bytes were checked.
#[derive(Debug, Default)]
pub(super) struct Timings(Mutex<(BTreeMap<&'static str, Duration>, usize)>);

/// The clock of one draft: each stage lasts until the next one begins.
pub(super) struct Watch<'t> {
    timings: Option<&'t Timings>,
    spent: BTreeMap<&'static str, Duration>,
    bytes: usize,
    now: Option<(&'static str, Instant)>,
}

impl Timings {
    /// Prints the table, the slowest stage first.
    pub(super) fn print(&self) -> io::Result<()> {
        let (stages, bytes) = &*self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let total: Duration = stages.values().sum();
        let mut rows: Vec<_> = stages.iter().collect();
        rows.sort_by_key(|(name, time)| (std::cmp::Reverse(**time), **name));
        for (name, time) in rows {
            let share = 100.0 * time.as_secs_f64() / total.as_secs_f64().max(f64::EPSILON);
            writeln!(Stderr, "{name:12}{:10.1} ms{share:7.1} %", time.as_secs_f64() * 1e3)?;
        }
        let mb = *bytes as f64 / 1e6;
        let speed = mb / total.as_secs_f64().max(f64::EPSILON);
        writeln!(Stderr, "{:12}{:10.1} ms  {mb:.1} MB, {speed:.1} MB/s a thread", "all", total.as_secs_f64() * 1e3)
    }
}

impl<'t> Watch<'t> {
    /// A clock that notes its times in `timings`, or none that does nothing.
    pub(super) fn new(timings: Option<&'t Timings>) -> Watch<'t> {
        Watch { timings, spent: BTreeMap::new(), bytes: 0, now: None }
    }

    /// A stage begins.
    pub(super) fn stage(&mut self, name: &'static str) {
        if self.timings.is_some() {
            let now = Instant::now();
            if let Some((last, since)) = self.now.replace((name, now)) {
                *self.spent.entry(last).or_default() += now - since;
            }
        }
    }

    /// The draft has so many bytes.
    pub(super) fn bytes(&mut self, bytes: usize) {
        self.bytes = bytes;
    }
}

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        self.stage("");
        let Some(timings) = self.timings else { return };
        let mut all = timings.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.1 += self.bytes;
        for (name, time) in &self.spent {
            *all.0.entry(name).or_default() += *time;
        }
    }
}
