//! Automatic numbers: `numbering.xml` and `styles.xml` → what Word writes in front of a paragraph.
//!
//! A number made by Word is read aloud like one that was typed; it is part of the text, but cannot be edited there.
//! Counters belong to the abstract list, so that lists which continue each other count on.

use super::limits;
use super::parts::Part;
use super::xml::{Id, Tree};
use std::collections::{BTreeMap, BTreeSet};

/// Levels of a list.
const LEVELS: usize = 9;

/// One level of a list.
#[derive(Debug, Clone)]
struct Level {
    start: u32,
    format: String,
    /// `第%1章`
    text: String,
    /// `tab`, `space` or `nothing`.
    suffix: String,
    /// All numbers of this level in Arabic digits.
    legal: bool,
    /// Never starts again.
    endless: bool,
}

#[derive(Debug, Clone, Default)]
struct List {
    levels: BTreeMap<usize, Level>,
    /// The style that holds the levels, where the list itself has none.
    link: Option<String>,
    /// The style it is the list of.
    own: Option<String>,
}

#[derive(Debug, Clone, Default)]
struct Instance {
    list: String,
    starts: BTreeMap<usize, u32>,
    levels: BTreeMap<usize, Level>,
}

#[derive(Debug, Clone, Default)]
struct Style {
    based_on: Option<String>,
    /// Instance and level.
    number: (Option<String>, Option<usize>),
}

/// The lists of a draft and how far they have counted.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    lists: BTreeMap<String, List>,
    instances: BTreeMap<String, Instance>,
    styles: BTreeMap<String, Style>,
    usual: Option<String>,
    counters: BTreeMap<String, [Option<u32>; LEVELS]>,
    /// Instances and levels whose own start has been used.
    restarted: BTreeSet<(String, usize)>,
}

fn value(tree: &Tree, id: Id, name: &str) -> Option<String> {
    Some(tree.attribute(tree.child(id, name)?, "val")?.into_owned())
}

/// `<w:x/>`, unless it says `w:val="0"`.
pub(super) fn is_on(tree: &Tree, id: Id, name: &str) -> bool {
    tree.child(id, name).is_some_and(|child| {
        tree.attribute(child, "val").is_none_or(|value| !matches!(&*value, "0" | "false" | "off" | "none"))
    })
}

fn level(tree: &Tree, id: Id) -> Level {
    Level {
        start: value(tree, id, "start").and_then(|s| s.parse().ok()).unwrap_or(1),
        format: value(tree, id, "numFmt").unwrap_or_else(|| "decimal".to_owned()),
        text: value(tree, id, "lvlText").unwrap_or_default(),
        suffix: value(tree, id, "suff").unwrap_or_else(|| "tab".to_owned()),
        legal: is_on(tree, id, "isLgl"),
        endless: value(tree, id, "lvlRestart").is_some_and(|v| v == "0"),
    }
}

fn depth(tree: &Tree, id: Id) -> Option<usize> {
    tree.attribute(id, "ilvl")?.parse().ok().filter(|&depth| depth < LEVELS)
}

/// Instance and level that a `numPr` names.
fn number_of(tree: &Tree, properties: Id) -> (Option<String>, Option<usize>) {
    let Some(id) = tree.child(properties, "numPr") else { return (None, None) };
    (value(tree, id, "numId"), value(tree, id, "ilvl").and_then(|v| v.parse().ok()).filter(|&l| l < LEVELS))
}

impl Numbers {
    /// Reads the lists and the styles.
    pub(super) fn new(numbering: Option<&Part>, styles: Option<&Part>) -> Numbers {
        let mut numbers = Numbers::default();
        if let Some(tree) = styles.map(|part| &part.tree) {
            numbers.read_styles(tree);
        }
        if let Some(tree) = numbering.map(|part| &part.tree) {
            numbers.read_lists(tree);
        }
        numbers
    }

    fn read_styles(&mut self, tree: &Tree) {
        for id in tree.children(tree.root()).filter(|&id| tree.is(id, "style")) {
            let Some(name) = tree.attribute(id, "styleId") else { continue };
            let is_paragraph = tree.attribute(id, "type").is_none_or(|kind| kind == "paragraph");
            let is_usual = tree.attribute(id, "default").is_some_and(|v| matches!(&*v, "1" | "true" | "on"));
            if is_paragraph && is_usual {
                self.usual = Some(name.clone().into_owned());
            }
            let number = tree.child(id, "pPr").map(|id| number_of(tree, id)).unwrap_or_default();
            self.styles.insert(name.into_owned(), Style { based_on: value(tree, id, "basedOn"), number });
        }
    }

    fn read_lists(&mut self, tree: &Tree) {
        for id in tree.children(tree.root()) {
            if tree.is(id, "abstractNum") {
                let Some(name) = tree.attribute(id, "abstractNumId") else { continue };
                let mut list = List {
                    levels: BTreeMap::new(),
                    link: value(tree, id, "numStyleLink"),
                    own: value(tree, id, "styleLink"),
                };
                for child in tree.children(id).filter(|&child| tree.is(child, "lvl")) {
                    if let Some(depth) = depth(tree, child) {
                        list.levels.insert(depth, level(tree, child));
                    }
                }
                self.lists.insert(name.into_owned(), list);
            } else if tree.is(id, "num") {
                let Some(name) = tree.attribute(id, "numId") else { continue };
                let list = value(tree, id, "abstractNumId").unwrap_or_default();
                let mut instance = Instance { list, ..Instance::default() };
                for child in tree.children(id).filter(|&child| tree.is(child, "lvlOverride")) {
                    let Some(at) = depth(tree, child) else { continue };
                    if let Some(start) = value(tree, child, "startOverride").and_then(|v| v.parse().ok()) {
                        instance.starts.insert(at, start);
                    }
                    if let Some(own) = tree.child(child, "lvl") {
                        instance.levels.insert(at, level(tree, own));
                    }
                }
                self.instances.insert(name.into_owned(), instance);
            }
        }
    }

    /// What stands in front of the next paragraph with these properties; empty where nothing does.
    pub(super) fn next(&mut self, tree: &Tree, properties: Option<Id>) -> String {
        let (mut instance, mut depth) = properties.map(|id| number_of(tree, id)).unwrap_or_default();
        let mut style = properties.and_then(|id| value(tree, id, "pStyle")).or_else(|| self.usual.clone());
        for _ in 0..limits::STYLES {
            let Some(found) = style.as_ref().and_then(|name| self.styles.get(name)) else { break };
            instance = instance.or_else(|| found.number.0.clone());
            depth = depth.or(found.number.1);
            style = found.based_on.clone();
        }
        match instance {
            Some(instance) if instance != "0" => self.count(&instance, depth.unwrap_or(0)).unwrap_or_default(),
            _ => String::new(),
        }
    }

    /// The list that holds the levels of an instance.
    fn list_of(&self, instance: &Instance) -> Option<(String, &List)> {
        let list = self.lists.get(&instance.list)?;
        match &list.link {
            Some(link) if list.levels.is_empty() => {
                let (name, list) = self.lists.iter().find(|(_, list)| list.own.as_ref() == Some(link))?;
                Some((name.clone(), list))
            }
            _ => Some((instance.list.clone(), list)),
        }
    }

    fn count(&mut self, name: &str, depth: usize) -> Option<String> {
        let instance = self.instances.get(name)?.clone();
        let (key, list) = self.list_of(&instance)?;
        let levels: Vec<Option<Level>> =
            (0..=depth).map(|at| instance.levels.get(&at).or_else(|| list.levels.get(&at)).cloned()).collect();
        let endless: Vec<bool> = (0..LEVELS).map(|at| list.levels.get(&at).is_some_and(|l| l.endless)).collect();
        let counters = self.counters.entry(key).or_default();
        if instance.starts.contains_key(&depth) && self.restarted.insert((name.to_owned(), depth)) {
            *counters.get_mut(depth)? = None;
        }
        let start = |at: usize| {
            let own = levels.get(at).and_then(Option::as_ref).map_or(1, |level| level.start);
            instance.starts.get(&at).copied().unwrap_or(own)
        };
        let now = counters.get(depth).copied().flatten().map_or(start(depth), |n| n.saturating_add(1));
        *counters.get_mut(depth)? = Some(now);
        for at in 0..depth {
            let counter = counters.get_mut(at)?;
            *counter = Some(counter.unwrap_or(start(at)));
        }
        for (counter, _) in counters.iter_mut().zip(&endless).skip(depth + 1).filter(|(_, endless)| !**endless) {
            *counter = None;
        }
        let counters = *counters;
        let level = levels.get(depth)?.as_ref()?;
        if level.format == "bullet" {
            return None;
        }
        let mut out = String::new();
        let mut rest = level.text.chars().peekable();
        while let Some(c) = rest.next() {
            let digit = rest.peek().and_then(|c| c.to_digit(10)).filter(|&d| d > 0);
            match digit.filter(|_| c == '%') {
                Some(digit) => {
                    rest.next();
                    let at = digit as usize - 1;
                    let number = counters.get(at).copied().flatten().unwrap_or(0);
                    let format = levels.get(at).and_then(Option::as_ref).map_or("decimal", |l| l.format.as_str());
                    out.push_str(&written(number, if level.legal { "decimal" } else { format }));
                }
                None => out.push(if c.is_control() { ' ' } else { c }),
            }
            if out.len() > limits::NUMBER {
                return None;
            }
        }
        // A gap after `一、` is layout; between `1` and a word it is what keeps them apart.
        let open = out.ends_with(|c: char| c.is_alphanumeric());
        if level.suffix == "space" && out.is_ascii() && !out.is_empty() || level.suffix != "nothing" && open {
            out.push(' ');
        }
        Some(out)
    }
}

const DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
const FORMAL: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];
const STEMS: [char; 10] = ['甲', '乙', '丙', '丁', '戊', '己', '庚', '辛', '壬', '癸'];
const BRANCHES: [char; 12] = ['子', '丑', '寅', '卯', '辰', '巳', '午', '未', '申', '酉', '戌', '亥'];

/// A number in one of Word's formats; in Arabic digits where the format is not known or does not reach so far.
fn written(number: u32, format: &str) -> String {
    let sign = |first: char, last: u32| {
        let at = number.checked_sub(1).filter(|_| number <= last)?;
        char::from_u32(first as u32 + at).map(String::from)
    };
    let found = match format {
        "none" => Some(String::new()),
        "chineseCounting"
        | "chineseCountingThousand"
        | "japaneseCounting"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand"
        | "koreanCounting" => chinese(number, &DIGITS, ['十', '百', '千'], true),
        "chineseLegalSimplified" => chinese(number, &FORMAL, ['拾', '佰', '仟'], false),
        "ideographDigital" | "japaneseDigitalTenThousand" | "taiwaneseDigital" => {
            Some(number.to_string().bytes().filter_map(|b| DIGITS.get(usize::from(b.wrapping_sub(b'0')))).collect())
        }
        "ideographTraditional" => number.checked_sub(1).and_then(|n| STEMS.get(n as usize)).map(|c| c.to_string()),
        "ideographZodiac" => number.checked_sub(1).and_then(|n| BRANCHES.get(n as usize)).map(|c| c.to_string()),
        "upperLetter" => letters(number, b'A'),
        "lowerLetter" => letters(number, b'a'),
        "upperRoman" => roman(number),
        "lowerRoman" => roman(number).map(|s| s.to_lowercase()),
        "decimalZero" => Some(format!("{number:02}")),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => sign('①', 20).or_else(|| {
            let at = number.checked_sub(21).filter(|_| number <= 35)?;
            char::from_u32('㉑' as u32 + at).map(String::from)
        }),
        "decimalEnclosedParen" => sign('⑴', 20),
        "decimalEnclosedFullstop" => sign('⒈', 20),
        "ideographEnclosedCircle" => sign('㊀', 10),
        "decimalFullWidth" | "decimalFullWidth2" => {
            let wide = |b: u8| char::from_u32('０' as u32 + u32::from(b.wrapping_sub(b'0')));
            Some(number.to_string().bytes().filter_map(wide).collect())
        }
        _ => None,
    };
    found.unwrap_or_else(|| number.to_string())
}

/// 1 → 一, 12 → 十二, 105 → 一百零五.
fn chinese(number: u32, digits: &[char; 10], units: [char; 3], short: bool) -> Option<String> {
    if number == 0 || number > 9999 {
        return None;
    }
    let mut out = String::new();
    let mut gap = false;
    for (place, unit) in [(1000, Some(units[2])), (100, Some(units[1])), (10, Some(units[0])), (1, None)] {
        let digit = number / place % 10;
        if digit == 0 {
            gap = !out.is_empty();
            continue;
        }
        if gap {
            out.push('零');
            gap = false;
        }
        if !(short && place == 10 && digit == 1 && out.is_empty()) {
            out.push(*digits.get(digit as usize)?);
        }
        out.extend(unit);
    }
    Some(out)
}

/// 1 → a, 27 → aa, 28 → bb, as Word counts.
fn letters(number: u32, first: u8) -> Option<String> {
    let at = number.checked_sub(1)?;
    let times = (at / 26 + 1).min(30) as usize;
    Some(char::from(first + (at % 26) as u8).to_string().repeat(times))
}

fn roman(number: u32) -> Option<String> {
    const SIGNS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if number == 0 || number > 3999 {
        return None;
    }
    let (mut left, mut out) = (number, String::new());
    for (value, sign) in SIGNS {
        while left >= value {
            out.push_str(sign);
            left -= value;
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_word_writes_them() {
        for (number, format, wanted) in [
            (1, "chineseCounting", "一"),
            (10, "chineseCountingThousand", "十"),
            (12, "japaneseCounting", "十二"),
            (20, "chineseCounting", "二十"),
            (105, "chineseCountingThousand", "一百零五"),
            (110, "chineseCountingThousand", "一百一十"),
            (1005, "chineseCountingThousand", "一千零五"),
            (12, "chineseLegalSimplified", "壹拾贰"),
            (3, "ideographTraditional", "丙"),
            (12, "ideographZodiac", "亥"),
            (28, "lowerLetter", "bb"),
            (4, "upperRoman", "IV"),
            (7, "decimalZero", "07"),
            (3, "decimalEnclosedCircleChinese", "③"),
            (21, "decimalEnclosedCircle", "㉑"),
            (12, "decimalFullWidth", "１２"),
            (24, "ideographDigital", "二四"),
            (24, "somethingNew", "24"),
            (0, "chineseCounting", "0"),
            (99, "ideographTraditional", "99"),
        ] {
            assert_eq!(written(number, format), wanted, "{number} {format}");
        }
    }
}
