//! A regex that is compiled when it is first needed, and no better than it needs to be.
//!
//! `regex` takes some 0.1 ms to compile a light pattern and 1 ms a heavy one, `regex-lite` some microseconds; it then
//! searches many times slower. One draft asks a pattern about a few sentences, a folder of drafts about megabytes: so a
//! pattern begins with the light engine and gets the fast one once it has looked at enough text. Both find the same: the light engine is used
//! only for patterns that mean the same to both (see `required::plain`). Where it is known which strings a match holds and
//! how long it can be, neither reads more of a long text than what lies around those strings.

use super::any::AnyOf;
use super::required::{self, PREPARED, REACH};
use super::{Fault, Faults, Step, weight};
use crate::span::Span;
use std::ops::Range;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// From so many bytes on the fast engine pays for itself: less than what the light one reads in the time that the other
/// takes to compile, for a pattern that gets so far will be asked again; and more than a single draft asks of nearly any.
const WORTH: usize = 2 << 10;

/// Ends a set of literals: the end of a literal, twice.
const END: &str = "\u{10FFFE}\u{10FFFE}";

/// No compiled regex takes more bytes, and one that takes no more than these is light.
const HEAVIEST: usize = 4 << 20;
const LIGHT: usize = 2 << 20;

/// A regex in waiting.
#[derive(Debug)]
pub struct LazyRegex {
    /// As it was given.
    given: String,
    /// The same, prepared; on first need.
    prepared: OnceLock<Prepared>,
    /// Sets of strings, of each of which every match holds one; on first need.
    holds: OnceLock<Box<[AnyOf]>>,
    light: OnceLock<Option<regex_lite::Regex>>,
    fast: OnceLock<Option<regex::Regex>>,
    /// Bytes the light engine has looked at.
    seen: AtomicUsize,
}

/// A source with what is known of its matches.
#[derive(Debug)]
struct Prepared {
    /// Sets of literals of each of which every match holds one, how long that can be, and the regex; empty where it was
    /// given so.
    text: String,
    /// Where the literals end and the regex begins.
    parts: (usize, usize),
    /// The most bytes a match can have, if that is known.
    reach: Option<usize>,
}

impl Prepared {
    fn new(given: &str, text: String) -> Prepared {
        let all = if text.is_empty() { given } else { &text };
        let literals = all.rfind(PREPARED).map_or(0, |at| at + PREPARED.len_utf8());
        let rest = all.get(literals..).unwrap_or_default();
        let (reach, source) = rest.split_once(REACH).unwrap_or(("", rest));
        Prepared { reach: reach.parse().ok(), parts: (literals, all.len() - source.len()), text }
    }
}

/// The two engines.
enum Engine<'r> {
    Light(&'r regex_lite::Regex),
    Fast(&'r regex::Regex),
}

/// A match and its groups.
pub enum Found<'t> {
    /// Of the light engine.
    #[doc(hidden)]
    Light(regex_lite::Captures<'t>),
    /// Of the fast one.
    #[doc(hidden)]
    Fast(regex::Captures<'t>),
}

impl LazyRegex {
    /// Keeps the source. Unless the pack is trusted, what is wrong with it is reported at `path` at once; for that it is
    /// compiled, unless it is surely light enough.
    pub fn new(source: &str, path: &[Step], faults: &mut Faults) -> LazyRegex {
        let regex = LazyRegex {
            given: source.to_owned(),
            prepared: OnceLock::new(),
            holds: OnceLock::new(),
            light: OnceLock::new(),
            fast: OnceLock::new(),
            seen: AtomicUsize::new(0),
        };
        if faults.1 {
            // The build script has prepared it.
            let _ = regex.prepared.set(Prepared::new(source, String::new()));
        } else if weight::most(source).is_none_or(|most| most > LIGHT)
            && let Err(e) = compile(source)
        {
            let reason = match e {
                regex::Error::CompiledTooBig(_) => "编译后过大，请减少重复次数".to_owned(),
                e => in_chinese(e.to_string().lines().last().unwrap_or_default().trim().trim_start_matches("error: ")),
            };
            let message = format!("正则写错了：{reason}");
            faults.0.push(Fault { path: path.to_vec(), message, help: None });
        }
        regex
    }

    fn prepared(&self) -> &Prepared {
        self.prepared.get_or_init(|| {
            let plain = required::plain(&self.given).unwrap_or_else(|| self.given.clone());
            Prepared::new(&self.given, required::guarded(&self.given, &plain, &[]))
        })
    }

    /// A part of the prepared source.
    fn part(&self, of: impl FnOnce(&str, (usize, usize)) -> Option<&str>) -> &str {
        let prepared = self.prepared();
        let text = if prepared.text.is_empty() { &self.given } else { &prepared.text };
        of(text, prepared.parts).unwrap_or_default()
    }

    fn source(&self) -> &str {
        self.part(|text, (_, source)| text.get(source..))
    }

    /// The sets of strings of each of which every match holds one, the best first.
    fn sets(&self) -> impl Iterator<Item = impl Iterator<Item = &str>> {
        let sets = self.part(|text, (literals, _)| text.get(..literals)).split(END);
        sets.filter(|set| !set.is_empty()).map(|set| set.split(PREPARED))
    }

    /// Strings one of which every match holds; none where that is not known.
    pub fn literals(&self) -> impl Iterator<Item = &str> {
        self.sets().next().into_iter().flatten()
    }

    /// Whether strings are known one of which every match holds.
    pub fn has_literals(&self) -> bool {
        self.prepared().parts.0 > 0
    }

    fn holds(&self) -> &[AnyOf] {
        self.holds.get_or_init(|| self.sets().map(AnyOf::new).collect())
    }

    /// Whether a text holds what every match does.
    fn may_match(&self, text: &str) -> bool {
        self.holds().iter().all(|any| any.stands_in(text))
    }

    /// Where in a text matches may lie: compiling a regex costs more than looking for its literals, and so does
    /// reading all of a draft for one of them. Such places are apart, and in order.
    fn places(&self, text: &str) -> Vec<Range<usize>> {
        if !self.may_match(text) {
            return Vec::new();
        }
        let near = self.prepared().reach.filter(|reach| *reach < text.len()).zip(self.holds().first());
        let Some((reach, literals)) = near else { return std::iter::once(0..text.len()).collect() };
        let mut places: Vec<Range<usize>> = Vec::new();
        for at in literals.starts(text) {
            // A match that holds a literal begins at most so far before it, and ends at most so far behind its beginning;
            // one literal that overlaps another is not told apart from it.
            let (start, end) = (at.saturating_sub(reach), at + 2 * reach);
            match places.last_mut().filter(|last| start <= last.end) {
                Some(last) => last.end = last.end.max(end),
                None => places.push(start..end),
            }
        }
        for place in &mut places {
            place.start = text.floor_char_boundary(place.start);
            place.end = text.ceil_char_boundary(place.end);
        }
        places
    }

    /// The engine for so many bytes; `None` where the source is wrong, which that of a loaded pack never is.
    fn engine(&self, len: usize) -> Option<Engine<'_>> {
        if self.seen.fetch_add(len, Ordering::Relaxed) + len <= WORTH {
            let light = || is_plain(self.source()).then(|| regex_lite::Regex::new(self.source()).ok()).flatten();
            if let Some(light) = self.light.get_or_init(light) {
                return Some(Engine::Light(light));
            }
        }
        self.fast.get_or_init(|| compile(self.source()).ok()).as_ref().map(Engine::Fast)
    }

    /// Whether it matches.
    pub fn is_match(&self, text: &str) -> bool {
        self.places(text).into_iter().any(|place| match (self.engine(place.len()), text.get(..place.end)) {
            (Some(Engine::Light(regex)), Some(text)) => regex.is_match_at(text, place.start),
            (Some(Engine::Fast(regex)), Some(text)) => regex.is_match_at(text, place.start),
            _ => false,
        })
    }

    /// The first match.
    pub fn find(&self, text: &str) -> Option<Span> {
        self.places(text).into_iter().find_map(|place| {
            let text = text.get(..place.end)?;
            match self.engine(place.len())? {
                Engine::Light(regex) => regex.find_at(text, place.start).map(|m| Span::new(m.start(), m.end())),
                Engine::Fast(regex) => regex.find_at(text, place.start).map(|m| Span::new(m.start(), m.end())),
            }
        })
    }

    /// Calls `found` with every match, from left to right.
    pub fn each<'t>(&self, text: &'t str, mut found: impl FnMut(Found<'t>)) {
        // Most texts hold no match, and to keep account of the groups takes longer than to see that.
        let engine = if self.may_match(text) { self.engine(text.len()) } else { None };
        match engine {
            Some(Engine::Light(regex)) if regex.is_match(text) => {
                regex.captures_iter(text).for_each(|c| found(Found::Light(c)));
            }
            Some(Engine::Fast(regex)) if regex.is_match(text) => {
                regex.captures_iter(text).for_each(|c| found(Found::Fast(c)));
            }
            _ => {}
        }
    }
}

impl<'t> Found<'t> {
    /// The whole match.
    #[must_use]
    pub fn whole(&self) -> Option<Span> {
        match self {
            Found::Light(c) => c.get(0).map(|m| Span::new(m.start(), m.end())),
            Found::Fast(c) => c.get(0).map(|m| Span::new(m.start(), m.end())),
        }
    }

    /// A named group.
    #[must_use]
    pub fn name(&self, name: &str) -> Option<(Span, &'t str)> {
        match self {
            Found::Light(c) => c.name(name).map(|m| (Span::new(m.start(), m.end()), m.as_str())),
            Found::Fast(c) => c.name(name).map(|m| (Span::new(m.start(), m.end()), m.as_str())),
        }
    }

    /// A replacement with its `$groups` filled in.
    #[must_use]
    pub fn expand(&self, template: &str) -> String {
        let mut out = String::new();
        match self {
            Found::Light(c) => c.expand(template, &mut out),
            Found::Fast(c) => c.expand(template, &mut out),
        }
        out
    }
}

/// Whether both engines read a pattern alike: the light one knows no Unicode classes, and takes those of Perl for ASCII
/// ones. The build script writes such classes out.
fn is_plain(source: &str) -> bool {
    let mut chars = source.chars();
    let mut group = false;
    while let Some(c) = chars.next() {
        match c {
            '\\' => {
                if chars.next().is_none_or(|c| "pPdDsSwWbB".contains(c)) {
                    return false;
                }
                group = false;
            }
            // Flags change the meaning of classes, too.
            '?' if group => {
                if !matches!(chars.next(), Some(':' | 'P' | '<')) {
                    return false;
                }
                group = false;
            }
            c => group = c == '(',
        }
    }
    true
}

/// What the regex crate complains of most, as an author would say it.
fn in_chinese(reason: &str) -> String {
    const KNOWN: [(&str, &str); 8] = [
        ("unclosed group", "括号没有配对"),
        ("unopened group", "多了一个右括号"),
        ("unclosed character class", "方括号没有配对"),
        ("look-around", "不支持前后断言，请用 before、after、not_before、not_after"),
        ("backreferences", "不支持反向引用"),
        ("repetition operator missing expression", "量词（*、+、?、{}）前面没有东西"),
        ("unclosed counted repetition", "{} 没有配对"),
        ("unrecognized escape sequence", "不认识的转义"),
    ];
    let known = KNOWN.iter().find(|(english, _)| reason.contains(english));
    known.map_or_else(|| reason.to_owned(), |(_, chinese)| (*chinese).to_owned())
}

fn compile(source: &str) -> Result<regex::Regex, regex::Error> {
    regex::RegexBuilder::new(source).size_limit(HEAVIEST).nest_limit(weight::DEEPEST).build()
}

#[cfg(test)]
mod tests {
    use super::super::required::plain;
    use super::*;

    #[test]
    fn what_only_one_engine_understands_is_not_plain() {
        for source in [r"\p{Han}", r"\d+", "(?i)a", r"[\s　]", r"\bA"] {
            assert!(!is_plain(source), "{source}");
        }
        for source in ["(?:讲|谈)[^，。]{0,4}", r"(?P<at>××+)\.", r"^（?二\z"] {
            assert!(is_plain(source), "{source}");
        }
    }

    #[test]
    fn both_engines_find_the_same() {
        let sources = [
            r"(?P<at>[一二三])是\p{Han}{1,3}",
            r"\d+(?:\.\d+)?[%％]",
            r"^\s*(?:同志们|各位[^，]{0,4})[：:]",
            r"[^\p{Han}，。]+$",
            "(?:增长|下降)了?(?P<n>[０-９0-9]+)倍",
        ];
        let texts = ["一是抓好，二是管，三是 x", "增长12.5％，下降３倍，下降了30倍", "　同志们：", "各位好：abc", ""];
        for source in sources {
            let same = plain(source).expect("can be written out");
            assert!(is_plain(&same), "{same}");
            let light = regex_lite::Regex::new(&same).expect("compiles");
            let fast = regex::Regex::new(source).expect("compiles");
            for text in texts {
                let places = |c: Vec<(usize, usize)>| c;
                let a = places(light.find_iter(text).map(|m| (m.start(), m.end())).collect());
                let b = places(fast.find_iter(text).map(|m| (m.start(), m.end())).collect());
                assert_eq!(a, b, "{source} in {text}");
            }
        }
    }

    #[test]
    fn a_match_is_found_wherever_it_lies() {
        let sources = [
            "甲[^，]{0,3}(?:乙|丙)",
            "(?:\\A|，)(?:甲甲|乙)[丙丁]?",
            "一一[甲乙]",
            "甲.*乙",
            "(?:甲乙|丙)$",
            "——[一-龥]{2}",
        ];
        let filler = "这是一段别的话，".repeat(6);
        for source in sources {
            let lazy = LazyRegex::new(source, &[], &mut Faults::default());
            let regex = regex::Regex::new(source).expect("compiles");
            for piece in ["甲乙", "，甲甲丁", "一一一乙", "甲，乙", "甲xyz丙甲", "丙", "甲甲", "———乙丙", ""]
            {
                for text in [
                    format!("{piece}{filler}"),
                    format!("{filler}{piece}"),
                    format!("{filler}{piece}{filler}{piece}甲"),
                ] {
                    let found = regex.find(&text).map(|m| Span::new(m.start(), m.end()));
                    assert_eq!(lazy.find(&text), found, "{source} in {text}");
                    assert_eq!(lazy.is_match(&text), found.is_some(), "{source} in {text}");
                }
            }
        }
    }

    #[test]
    fn much_text_changes_the_engine_and_not_the_answer() {
        let mut faults = Faults::default();
        let regex = LazyRegex::new(r"第\d+条", &[], &mut faults);
        let text = "第1条，第２条。".repeat(50);
        let mut counts = Vec::new();
        for _ in 0..4 {
            let mut count = 0;
            regex.each(&text, |found| {
                assert!(found.whole().is_some_and(|span| span.len() > 6));
                count += 1;
            });
            counts.push(count);
        }
        assert_eq!(counts, [100; 4]);
        assert!(regex.fast.get().is_some() && regex.light.get().is_some());
    }
}
