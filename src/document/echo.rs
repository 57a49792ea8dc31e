//! Text → where ideographs come again soon after they stood: whatever is said twice on the spot lies among these places.
//!
//! One pass with a small table of when a character was last seen. Two characters may share a place in the table, so an
//! echo is only a hint; that nothing is hinted at is certain.

use super::glyph::is_han;
use crate::span::Span;

/// How many characters an echo may come after its sound.
pub const REACH: u32 = 8;

/// Places in the table.
const TABLE: usize = 1024;

/// Ideographs that came again within [`REACH`] characters, or may have.
#[derive(Debug, Clone, Default)]
pub struct Echoes {
    /// The same ideograph twice or more side by side.
    pub doubled: Vec<Span>,
    /// Two or more echoes side by side, as far as they go.
    runs: Vec<Span>,
}

impl Echoes {
    /// Listens.
    #[must_use]
    pub fn new(text: &str) -> Echoes {
        let mut seen = [0_u32; TABLE];
        let mut echoes = Echoes::default();
        // Nothing was seen yet, however near the beginning.
        let (mut now, mut last) = (REACH, '\0');
        let (mut run, mut count) = (Span::default(), 0_u32);
        for (at, c) in text.char_indices() {
            now += 1;
            let slot = seen.get_mut(c as usize % TABLE).map_or(0, |slot| std::mem::replace(slot, now));
            if now - slot > REACH || !is_han(c) {
                if count > 1 {
                    echoes.runs.push(run);
                }
                count = 0;
            } else {
                let (start, end) = (at as u32, (at + c.len_utf8()) as u32);
                run = Span { start: if count == 0 { start } else { run.start }, end };
                count += 1;
                if c == last {
                    echoes.double(start, end);
                }
            }
            last = c;
        }
        if count > 1 {
            echoes.runs.push(run);
        }
        echoes
    }

    /// The ideograph at `start` stands before it, too.
    fn double(&mut self, start: u32, end: u32) {
        match self.doubled.last_mut() {
            Some(span) if span.end == start => span.end = end,
            _ => self.doubled.push(Span { start: start - (end - start), end }),
        }
    }

    /// Where in the text a string of ideographs may begin whose last `least` are echoes, and whose first one stands at
    /// most `back` characters before those; in order.
    pub fn heads<'e>(&'e self, text: &'e str, least: usize, back: usize) -> impl Iterator<Item = usize> + 'e {
        let mut done = 0;
        let long = self.runs.iter().filter(move |run| run.len() >= least * 3);
        long.flat_map(move |run| {
            // An ideograph takes three bytes, or four.
            let mut start = run.start().saturating_sub(back * 4).max(done);
            while !text.is_char_boundary(start) {
                start += 1;
            }
            done = done.max(run.end());
            let part = text.get(start..run.end()).unwrap_or("");
            part.char_indices().map(move |(at, _)| start + at)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heads(text: &str, least: usize, back: usize) -> Vec<usize> {
        Echoes::new(text).heads(text, least, back).collect()
    }

    #[test]
    fn what_is_said_twice_begins_at_a_head() {
        let found = heads("要深入贯彻深入贯彻落实好，抓实抓好。", 4, 4);
        assert!(found.contains(&3) && found.is_sorted(), "{found:?}");
        assert!(found.iter().all(|&at| at < 27), "{found:?}");
    }

    #[test]
    fn doubled_ideographs_are_told_as_far_as_they_go() {
        let text = "工作的的落实，人人人都好，11，，";
        let doubled: Vec<_> = Echoes::new(text).doubled.iter().map(|span| span.of(text).to_owned()).collect();
        assert_eq!(doubled, ["的的", "人人人"]);
    }

    #[test]
    fn far_echoes_are_none() {
        assert!(heads("甲乙丙丁戊己庚辛壬甲乙", 2, 8).is_empty());
        assert!(heads("甲乙丙丁戊己庚辛甲乙", 2, 8).contains(&0));
        assert!(heads("", 2, 8).is_empty());
    }
}
