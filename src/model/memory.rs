//! Lines that were looked at before, and what was suspected in them: an editor checks a draft after every keystroke, and
//! only one paragraph has changed.
//!
//! A run of symbols never goes over the end of a line, so a line by itself says what it says in its text.

use super::detect::Suspect;
use rustc_hash::FxHashMap;

/// What is remembered.
#[derive(Debug, Default)]
pub struct Memory {
    lines: FxHashMap<Box<str>, (u32, Vec<Suspect>)>,
    /// Bytes of the lines.
    held: usize,
    /// How many texts were looked at.
    turn: u32,
}

/// Most bytes of lines to hold; what the last text did not have goes first.
const MOST: usize = 4 << 20;

impl Memory {
    /// The suspects of a text, of which `look` finds those in lines not seen before.
    pub(super) fn of(&mut self, text: &str, mut look: impl FnMut(&str) -> Vec<Suspect>) -> Vec<Suspect> {
        self.turn = self.turn.wrapping_add(1);
        let turn = self.turn;
        let mut all = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let add = |found: &[Suspect], all: &mut Vec<Suspect>| {
                all.extend(found.iter().cloned().map(|mut suspect| {
                    suspect.bytes.0 += start;
                    suspect.bytes.1 += start;
                    suspect
                }));
            };
            if let Some((used, found)) = self.lines.get_mut(line) {
                *used = turn;
                add(found, &mut all);
            } else {
                let found = look(line);
                add(&found, &mut all);
                self.held += line.len();
                self.lines.insert(line.into(), (turn, found));
            }
            start += line.len() as u32;
        }
        if self.held > MOST {
            self.lines.retain(|_, (used, _)| *used == turn);
            self.held = text.len();
        }
        all
    }
}
