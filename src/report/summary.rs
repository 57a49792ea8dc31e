//! Counts → the sentence at the end of a run, and the lines for files that could not be checked.

use super::visible::visible;
use super::{Checked, Options};
use crate::diagnostic::{Applicability, Level};
use crate::document::{Document, Role};
use crate::fix;
use crate::span::Span;

/// What a run has counted so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Drafts checked.
    pub files: usize,
    /// Files that could not be checked.
    pub failed: usize,
    /// Drafts without a word in them.
    pub empty: usize,
    /// Errors found.
    pub errors: usize,
    /// Warnings found.
    pub warnings: usize,
    /// Hints found.
    pub infos: usize,
    /// Diagnostics at or above the printed level.
    pub printed: usize,
    /// Diagnostics that `--fix` would put right.
    pub safe_fixes: usize,
    /// Further ones that `--unsafe-fixes` would put right.
    pub unsafe_fixes: usize,
    /// Characters to read aloud.
    pub characters: usize,
}

impl Tally {
    /// Counts one draft; how long it is to read, [`Tally::read`] does.
    pub fn add(&mut self, checked: &Checked, level: Level) {
        self.files += 1;
        self.empty += usize::from(checked.doc.text().trim().is_empty());
        for d in &checked.diagnostics {
            match d.level {
                Level::Error => self.errors += 1,
                Level::Warning => self.warnings += 1,
                Level::Info => self.infos += 1,
            }
            self.printed += usize::from(d.level >= level);
        }
        // Of fixes that touch each other one is made; the numbers are those of a run, as near as can be told before it.
        let safe = fix::plan(&checked.diagnostics, Applicability::Safe).applied.len();
        self.safe_fixes += safe;
        self.unsafe_fixes += fix::plan(&checked.diagnostics, Applicability::Unsafe).applied.len().saturating_sub(safe);
    }

    /// Counts what there is to read aloud in a draft.
    pub fn read(&mut self, doc: &Document) {
        self.characters += characters(doc);
    }

    /// Counts what another has counted.
    pub fn join(&mut self, other: &Tally) {
        let Tally { files, failed, empty, errors, warnings, infos, printed, safe_fixes, unsafe_fixes, characters } =
            other;
        self.files += files;
        self.failed += failed;
        self.empty += empty;
        self.errors += errors;
        self.warnings += warnings;
        self.infos += infos;
        self.printed += printed;
        self.safe_fixes += safe_fixes;
        self.unsafe_fixes += unsafe_fixes;
        self.characters += characters;
    }

    /// How many diagnostics have at least this level; decides the exit code.
    #[must_use]
    pub fn at_least(&self, level: Level) -> usize {
        match level {
            Level::Info => self.errors + self.warnings + self.infos,
            Level::Warning => self.errors + self.warnings,
            Level::Error => self.errors,
        }
    }

    /// The last line of a report for people.
    #[must_use]
    pub fn sentence(&self, options: &Options) -> String {
        let empty = match self.empty {
            0 => String::new(),
            _ if self.files == 1 => "（没有文字）".to_owned(),
            some => format!("（其中 {} 份没有文字）", grouped(some)),
        };
        let mut said = format!("核完 {} 份{empty}：", grouped(self.files));
        let counts = [(Level::Error, self.errors), (Level::Warning, self.warnings), (Level::Info, self.infos)];
        let found: Vec<String> = counts
            .iter()
            .filter(|(_, count)| *count > 0)
            .map(|(level, count)| count_of(*level, *count, options))
            .collect();
        match found.as_slice() {
            [] if self.files == 0 => said = "没有核成任何文稿".to_owned(),
            [] => said.push_str("没有发现问题"),
            found => said.push_str(&found.join("，")),
        }
        match (self.safe_fixes, self.unsafe_fixes) {
            (0, 0) => {}
            (safe, 0) => said.push_str(&format!("；--fix 可自动改 {} 处", grouped(safe))),
            (0, more) => said.push_str(&format!("；--unsafe-fixes 可试改 {} 处，改后须人工确认", grouped(more))),
            (safe, more) => said.push_str(&format!(
                "；--fix 可自动改 {} 处，--unsafe-fixes 另可试改 {} 处",
                grouped(safe),
                grouped(more)
            )),
        }
        if self.failed > 0 {
            said.push_str(&format!("；另有 {} 份无法核稿", grouped(self.failed)));
        }
        if self.characters > 0 {
            said.push_str(&format!(
                "；{}约 {} 字，按每分钟 {} 字{}",
                if self.files > 1 { "合计" } else { "全文" },
                grouped(self.characters),
                options.reading_speed,
                minutes(self.characters, options.reading_speed)
            ));
        }
        said.push('。');
        said
    }
}

fn count_of(level: Level, count: usize, options: &Options) -> String {
    let note = match (level < options.level, level) {
        (false, _) => "",
        (true, Level::Info) => "（未列出，加 --level info 查看）",
        (true, _) => "（未列出）",
    };
    format!("{} {}{note}", level.title(), grouped(count))
}

/// `约念 23 分钟`, rounded to the nearest.
#[must_use]
pub fn minutes(characters: usize, speed: u32) -> String {
    let speed = speed.max(1) as usize;
    match (characters + speed / 2) / speed {
        0 => "念不到 1 分钟".to_owned(),
        minutes => format!("约念 {} 分钟", grouped(minutes)),
    }
}

/// The line for a file that could not be checked.
#[must_use]
pub fn failure(name: &str, reason: &str) -> String {
    format!("无法核稿：{}：{}", visible(name, true), visible(reason, true))
}

/// Characters that are read aloud: ideographs, letters and digits of all but boilerplate and code.
#[must_use]
pub fn characters(doc: &Document) -> usize {
    if doc.blocks.is_empty() {
        return doc.spoken(Span::new(0, doc.text().len()));
    }
    let spoken = doc.blocks.iter().filter(|b| !matches!(b.role, Role::Boilerplate | Role::Code));
    spoken.map(|b| doc.spoken(b.span)).sum()
}

/// `4,210`.
#[must_use]
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options() -> Options {
        Options { level: Level::Warning, color: false, unicode: true, width: 80, reading_speed: 180 }
    }

    #[test]
    fn a_sentence_to_act_on() {
        let tally = Tally {
            files: 3,
            errors: 5,
            warnings: 2,
            infos: 14,
            printed: 7,
            safe_fixes: 4,
            characters: 4_210,
            ..Tally::default()
        };
        assert_eq!(
            tally.sentence(&options()),
            "核完 3 份：错误 5，警告 2，提示 14（未列出，加 --level info 查看）；--fix 可自动改 4 处；\
             合计约 4,210 字，按每分钟 180 字约念 23 分钟。"
        );
        assert_eq!((tally.at_least(Level::Error), tally.at_least(Level::Info)), (5, 21));
    }

    #[test]
    fn a_clean_draft_and_a_file_that_failed() {
        let tally = Tally { files: 1, failed: 1, characters: 20, ..Tally::default() };
        let said = tally.sentence(&options());
        assert_eq!(said, "核完 1 份：没有发现问题；另有 1 份无法核稿；全文约 20 字，按每分钟 180 字念不到 1 分钟。");
        let none = Tally { failed: 2, ..Tally::default() };
        assert_eq!(none.sentence(&options()), "没有核成任何文稿；另有 2 份无法核稿。");
        assert_eq!(failure("a\u{1b}.txt", "不是文本文件"), "无法核稿：a␛.txt：不是文本文件");
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
    }
}
