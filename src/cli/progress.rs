//! Long runs: a line on standard error that says how far they are, where a person watches; and Ctrl-C, which ends a run
//! with what was found so far.

use super::screen::Stderr;
use std::io::{self, IsTerminal as _, Write as _};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// A run that takes no longer than this shows nothing.
const PATIENCE: Duration = Duration::from_secs(1);
/// Between two states of the line.
const PAUSE: Duration = Duration::from_millis(100);
/// Columns of the bar.
const BAR: usize = 20;

/// How far a run is, and whether it is to end.
#[derive(Debug)]
pub(super) struct Progress {
    watched: bool,
    ascii: bool,
    begun: Instant,
    total: usize,
    done: AtomicUsize,
    bytes: AtomicU64,
    /// When the line was written last; nothing where it is not on the screen.
    shown: Mutex<Option<Instant>>,
    stop: Arc<AtomicBool>,
}

impl Progress {
    /// For a run over `total` drafts.
    pub(super) fn new(total: usize, ascii: bool) -> Progress {
        let stop = Arc::new(AtomicBool::new(false));
        // One draft is done before anyone can press a key; the system's own way of ending is good enough for it.
        if total > 1 {
            let asked = stop.clone();
            // The second time, nobody wants to wait.
            let _ = ctrlc::set_handler(move || {
                if asked.swap(true, Ordering::Relaxed) {
                    std::process::exit(i32::from(super::INTERRUPTED));
                }
            });
        }
        let watched = total > 1 && io::stderr().is_terminal() && std::env::var_os("TERM").is_none_or(|t| t != "dumb");
        let (done, bytes) = (AtomicUsize::new(0), AtomicU64::new(0));
        Progress { watched, ascii, begun: Instant::now(), total, done, bytes, shown: Mutex::new(None), stop }
    }

    /// Whether Ctrl-C was pressed.
    pub(super) fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// One more draft is done.
    pub(super) fn one(&self, bytes: u64) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        let bytes = self.bytes.fetch_add(bytes, Ordering::Relaxed) + bytes;
        if !self.watched || self.begun.elapsed() < PATIENCE {
            return;
        }
        let Ok(mut shown) = self.shown.try_lock() else { return };
        if shown.is_none_or(|last| last.elapsed() >= PAUSE) {
            let _ = write!(Stderr, "\r{}\x1b[K", line(done, self.total, bytes, self.begun.elapsed(), self.ascii));
            *shown = Some(Instant::now());
        }
    }

    /// Takes the line off the screen, before anything else is printed; it stays off until the guard is gone.
    pub(super) fn quiet(&self) -> MutexGuard<'_, Option<Instant>> {
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        if shown.take().is_some() {
            let _ = write!(Stderr, "\r\x1b[K");
        }
        shown
    }
}

/// `核稿 ████████░░░░ 1,234/5,000 份，每秒 310 份、3.9 MB，约剩 12 秒`
fn line(done: usize, total: usize, bytes: u64, spent: Duration, ascii: bool) -> String {
    let full = (done * BAR).checked_div(total).unwrap_or(BAR).min(BAR);
    let (on, off) = if ascii { ("#", ".") } else { ("█", "░") };
    let seconds = spent.as_secs_f64().max(0.001);
    let left = seconds / done.max(1) as f64 * total.saturating_sub(done) as f64;
    format!(
        "核稿 {}{} {}/{} 份，每秒 {:.0} 份、{:.1} MB，约剩 {:.0} 秒",
        on.repeat(full),
        off.repeat(BAR - full),
        crate::report::summary::grouped(done),
        crate::report::summary::grouped(total),
        done as f64 / seconds,
        bytes as f64 / 1e6 / seconds,
        left.ceil()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_tells_how_far_and_how_long() {
        let said = line(1_250, 5_000, 25_000_000, Duration::from_secs(5), true);
        assert_eq!(said, "核稿 #####............... 1,250/5,000 份，每秒 250 份、5.0 MB，约剩 15 秒");
    }

    #[test]
    fn nothing_is_shown_where_nobody_waits() {
        let progress = Progress { watched: true, ..Progress::new(1, false) };
        progress.one(1);
        drop(progress.quiet());
        assert!(progress.shown.lock().expect("is free").is_none() && !progress.stopped());
    }
}
