//! A row of the table: words bound to a time; and a place where they stand → what it says of the draft's own time.

use super::tense;
use crate::document::date::Month;
use crate::document::numeral::{arabic_prefix, han_prefix};
use crate::document::{Document, MarkKind, Role};
use crate::kind::text::{OneOrMany, find};
use crate::kind::{Faults, Step};
use crate::span::Span;

/// How a row binds its words to time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// `今年是……` makes it this very year.
    Unique,
    /// Not said before.
    From,
    /// Not said any more, unless of the past.
    Until,
    /// Not said before; and as going on, not afterwards.
    Between,
}

/// What the author writes.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowSpec {
    pub(super) words: OneOrMany,
    /// One of them must follow in the same clause, within twelve characters.
    #[serde(default)]
    near: Vec<String>,
    /// A place with one of these within twenty characters is left alone.
    #[serde(default)]
    except: Vec<String>,
    #[serde(default)]
    mode: Option<Mode>,
    #[serde(default)]
    from: Option<String>,
    #[serde(default)]
    until: Option<String>,
    /// The year from which `……周年` is counted.
    #[serde(default)]
    anniversary: Option<i32>,
    /// What is true, in a few words.
    #[serde(default)]
    note: String,
    /// What is said instead, later on.
    #[serde(default)]
    now: String,
    /// Where it is from.
    #[serde(default)]
    source: String,
    /// Lowers the rule's level.
    #[serde(default)]
    doubt: u8,
    /// That a draft which names it was given within a year of its beginning.
    #[serde(default)]
    recent: bool,
}

/// A row, ready to look.
#[derive(Debug)]
pub struct Row {
    pub(super) words: Vec<String>,
    near: Vec<String>,
    except: Vec<String>,
    mode: Mode,
    from: Option<Month>,
    until: Option<Month>,
    anniversary: Option<i32>,
    note: String,
    now: String,
    doubt: u8,
    recent: bool,
}

/// What a place says of the time at which the draft was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The place.
    pub span: Span,
    /// Not before.
    pub from: Option<Month>,
    /// Not after.
    pub until: Option<Month>,
    /// Whether it names the very year: `今年是……`.
    pub unique: bool,
    /// Whether a draft that names it was probably given soon afterwards.
    pub recent: bool,
    /// The year that is written beside it and is not its year: wrong whatever the draft's own time.
    pub written: Option<i32>,
    /// Whether it asks for something, or says that it goes on now.
    pub urged: bool,
    /// What is true.
    pub note: String,
    /// What is said instead, later on.
    pub now: String,
    /// Doubt of the row.
    pub doubt: u8,
    /// Which of the tables of a [`super::Moment`] says so.
    pub(super) table: usize,
}

impl Row {
    /// Checks what the author wrote.
    pub(super) fn new(spec: RowSpec, index: usize, faults: &mut Faults) -> Row {
        let path = |key| [Step::Key("row"), Step::Index(index), Step::Key(key)];
        let mut month = |key, text: &Option<String>, end| {
            let text = text.as_ref()?;
            let month = Month::parse(text, end);
            if month.is_none() {
                faults.push(path(key), format!("“{text}”应写成 \"2018-03\" 或 \"2018\""));
            }
            month
        };
        let (from, until) = (month("from", &spec.from, false), month("until", &spec.until, true));
        let mode = spec.mode.unwrap_or(match (from, until) {
            _ if spec.anniversary.is_some() => Mode::Unique,
            (Some(_), None) => Mode::From,
            (None, _) => Mode::Until,
            (Some(_), Some(_)) => Mode::Between,
        });
        let enough = match mode {
            Mode::Unique => spec.anniversary.is_some() || from.is_some() && until.is_some(),
            Mode::From => from.is_some(),
            Mode::Until => until.is_some(),
            Mode::Between => from.is_some() && until.is_some(),
        };
        if !enough && spec.from.is_none() | spec.until.is_none() {
            faults.push(path("mode"), "缺起止时间：unique、between 要 from 和 until，from 要 from，until 要 until");
        }
        if let (Some(from), Some(until)) = (from, until)
            && from > until
        {
            faults.push(path("until"), format!("止（{until}）早于起（{from}）"));
        }
        if spec.words.0.is_empty() {
            faults.push(path("words"), "词表是空的");
        }
        if spec.note.is_empty() && spec.anniversary.is_none() {
            faults.push(path("note"), "没有写 note：这个提法对应什么时间");
        }
        if spec.source.is_empty() {
            faults.push(path("source"), "没有写 source：依据哪份文件、哪次会议");
        }
        let RowSpec { words, near, except, anniversary, note, now, doubt, recent, .. } = spec;
        Row { words: words.0, near, except, mode, from, until, anniversary, note, now, doubt, recent }
    }

    /// What the row's words at `hit` say, if anything.
    pub(super) fn claim(&self, doc: &Document, hit: Span) -> Option<Claim> {
        let sentence = doc.sentences.get(doc.sentence_at(hit.start)?)?.span;
        if !sentence.contains(hit) {
            return None;
        }
        let before = Span { start: sentence.start, end: hit.start };
        let after = Span { start: hit.end, end: sentence.end };
        let (left, right) = (doc.slice(before), doc.slice(after));
        let near = doc.slice(Span {
            start: hit.start - tense::last(left, 20).len() as u32,
            end: hit.end + tense::first(right, 20).len() as u32,
        });
        let beside = |word: &String| near.contains(word.as_str());
        if self.except.iter().any(beside) {
            return None;
        }
        let (mut span, mut from, mut until) = (hit, self.from, self.until);
        if let Some(founded) = self.anniversary {
            let (years, end) = anniversary(right)?;
            let year = founded + i32::try_from(years).ok()?;
            span = Span { start: hit.start, end: hit.end + end as u32 };
            (from, until) = (Some(Month::new(year, 1)), Some(Month::new(year, 12)));
        } else if !self.near.is_empty() {
            let clause = tense::first(right, 16);
            let clause = clause.find(['，', '。', '；', '！']).and_then(|end| clause.get(..end)).unwrap_or(clause);
            let (at, word) = self.near.iter().filter_map(|w| Some((find(clause, w)?, w))).min()?;
            span = Span { start: hit.start, end: hit.end + (at + word.len()) as u32 };
        }
        if left.ends_with('“') && doc.slice(span).contains('”') {
            span.start -= '“'.len_utf8() as u32;
        }
        let note = match self.anniversary.zip(from) {
            Some((founded, year)) => format!("{founded}年起算，{}周年是{}年", year.year() - founded, year.year()),
            None => self.note.clone(),
        };
        let mut claim = Claim {
            span,
            from,
            until,
            unique: false,
            recent: false,
            written: None,
            urged: self.mode != Mode::Between || tense::urged(left),
            note,
            now: self.now.clone(),
            doubt: self.doubt,
            table: 0,
        };
        let cited = doc.marks.around(span, &[MarkKind::Book, MarkKind::InnerBook]).is_some()
            || doc
                .marks
                .around(span, &[MarkKind::Quote])
                .is_some_and(|p| doc.slice(p.inner()).chars().nth(7).is_some());
        match self.mode {
            Mode::Unique => {
                if cited {
                    return None;
                }
                let titled = self.anniversary.is_some()
                    && doc.block_at(span.start).and_then(|i| doc.blocks.get(i)).is_some_and(|b| b.role == Role::Title);
                let (from, until) = (from?, until?);
                match tense::subject(left) {
                    _ if titled => {}
                    Some(tense::Subject::Year(year)) => {
                        claim.written = (year < from.year() || year > until.year()).then_some(year);
                        claim.written?;
                    }
                    Some(tense::Subject::Relative(years)) => {
                        claim.from = Some(from.plus(-12 * years));
                        claim.until = Some(until.plus(-12 * years));
                    }
                    None => return None,
                }
                claim.unique = true;
            }
            Mode::From => {
                claim.recent = self.recent;
                // What is still to come was said before it came.
                if tense::awaited(left) {
                    (claim.from, claim.until, claim.recent) = (None, from, false);
                }
            }
            Mode::Until if cited || tense::past(left, right) => return None,
            Mode::Until => {}
            Mode::Between => {
                if cited || tense::past(left, right) || !tense::going_on(left, right) {
                    claim.until = None;
                }
            }
        }
        Some(claim)
    }
}

/// `成立100周年`: the number, and where `周年` ends.
fn anniversary(right: &str) -> Option<(u32, usize)> {
    let near = tense::first(right, 14);
    let end = near.find("周年")?;
    let head = near.get(..end)?;
    if head.contains(['，', '。', '；', '、', '《']) {
        return None;
    }
    let start = head
        .char_indices()
        .rev()
        .take_while(|(_, c)| c.is_ascii_digit() || "一二三四五六七八九十百零".contains(*c))
        .last()?
        .0;
    let digits = head.get(start..)?;
    let years = match digits.strip_prefix("一百") {
        Some("") => 100,
        Some(rest) => 100 + han_prefix(rest.trim_start_matches('零')).filter(|(_, len)| *len > 0)?.0,
        None if digits.starts_with('1') && digits.len() == 3 => digits.parse().ok()?,
        None if digits.starts_with(|c: char| c.is_ascii_digit()) => {
            arabic_prefix(digits).filter(|(_, len, _)| *len == digits.len())?.0
        }
        None => han_prefix(digits).filter(|(_, len)| *len == digits.len())?.0,
    };
    Some((years, end + "周年".len()))
}
