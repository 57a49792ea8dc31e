//! One pack's TOML → rules, or every problem in it. Each rule is decoded on its own, so that one bad rule does not
//! hide the next.

use super::decode::{Lenient, lenient};
use super::problem::{Problem, TomlErrors};
use super::schema::{FormatName, Header, KINDS, Quoted, RawRule, RuleTest, Switch};
use super::waiting::{Prepared, RuleKind, RuleWords};
use super::{Context, Examples, Pack, Rule, Template, Words};
use crate::diagnostic::RuleId;
use crate::document::date::Month;
use crate::kind::{Fault, Faults, Step};
use std::collections::BTreeSet;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// How many characters around a finding are near, where a rule says nothing else.
const NEAR: usize = 20;
/// How a month is to be written.
const MONTH_FORM: &str = "应写成 \"2018-03\" 或 \"2018\"";
/// Most rules a pack may hold, and its greatest size in bytes: beyond that it is no pack an author wrote.
const MOST_RULES: usize = 20_000;
const LARGEST: usize = 32 << 20;

pub(super) fn pack(file: &str, text: &str) -> Result<(Pack, Examples), TomlErrors> {
    let fail = |problems| Err(TomlErrors::new(file, text, problems));
    if text.len() > LARGEST {
        return Err(TomlErrors::new(file, "", vec![Problem::new(0..0, "规则包过大（上限 32 MB）")]));
    }
    let table = match DeTable::parse(text) {
        Ok(table) => table.into_inner(),
        Err(e) => return fail(vec![Problem::from_toml(&e, 0..0)]),
    };
    let mut problems = Vec::new();
    let (mut headed, mut header) = (false, None);
    let mut rules = Vec::new();
    for (key, value) in table {
        let span = value.span();
        match key.get_ref().as_ref() {
            "pack" => {
                let mut value = value;
                headed = true;
                header = lenient::<Header>(&mut value, &span, &mut problems).value;
            }
            "rule" => match value.into_inner() {
                DeValue::Array(array) => rules = array.into_iter().collect(),
                _ => problems.push(Problem::new(span, "规则应写成 [[rule]]")),
            },
            other => {
                let help = super::nearest(other, ["pack", "rule"]).map(|near| format!("是不是“{near}”？"));
                problems.push(Problem { help, ..Problem::new(key.span(), format!("不认识的键“{other}”")) });
            }
        }
    }
    // Without a header, or with a bad one, what can be read of the rules is read all the same.
    let header = header.unwrap_or_else(|| {
        if !headed {
            problems.push(Problem::new(0..0, "缺少 [pack]：请写明 name 和 title"));
        }
        Header { name: "pack".to_owned(), title: String::new(), about: String::new(), norm_since: None }
    });
    if rules.len() > MOST_RULES {
        problems.push(Problem::new(0..0, format!("规则过多（{} 条，上限 {MOST_RULES} 条）", rules.len())));
        rules.clear();
    }
    if !is_id(&header.name) {
        problems.push(Problem::new(0..0, format!("包名“{}”只能用小写字母、数字和连字符", header.name)));
    }
    let norm = header.norm_since.filter(|norm| {
        let good = Month::parse(norm, false).is_some();
        if !good {
            problems.push(Problem::new(0..0, format!("norm_since：“{norm}”{MONTH_FORM}")));
        }
        good
    });
    let mut pack = Pack { name: header.name, title: header.title, about: header.about, rules: Vec::new() };
    let mut tests: Examples = Vec::new();
    let mut known = BTreeSet::new();
    for value in rules {
        if let Some((rule, rule_tests)) = one(&pack.name, norm.as_deref(), value, &mut problems) {
            if !known.insert(rule.id.clone()) {
                problems.push(Problem::new(0..0, format!("规则“{}”重复", rule.id)));
            }
            tests.push((rule.id.clone(), rule_tests));
            pack.rules.push(rule);
        }
    }
    if problems.is_empty() { Ok((pack, tests)) } else { fail(problems) }
}

fn is_id(id: &str) -> bool {
    !id.is_empty() && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

/// One `[[rule]]`.
fn one(
    pack: &str,
    norm: Option<&str>,
    value: Spanned<DeValue<'_>>,
    problems: &mut Vec<Problem>,
) -> Option<(Rule, Vec<RuleTest>)> {
    let whole = value.span();
    let mut copy = value;
    let before = problems.len();
    let Lenient { value, lost } = lenient::<RawRule>(&mut copy, &whole, problems);
    let mut raw = value?;
    let key = |name: &str| place(&copy, &[Step::Name(name.to_owned())]).unwrap_or(whole.clone());
    if !is_id(&raw.id) {
        problems.push(Problem::new(key("id"), format!("规则名“{}”只能用小写字母、数字和连字符", raw.id)));
    }
    if raw.why.trim().is_empty() && !lost.contains("why") {
        problems.push(Problem::new(key("id"), format!("规则“{}”没有写 why（为什么要改）", raw.id)));
    }
    let untold = !lost.contains("bad") && !lost.contains("good") && !lost.contains("test");
    if untold && (!raw.test.iter().any(|t| t.bad.is_some()) || !raw.test.iter().any(|t| t.good.is_some())) {
        problems.push(Problem::new(key("id"), format!("规则“{}”至少要有一个 bad 例句和一个 good 例句", raw.id)));
    }
    for (i, test) in raw.test.iter().enumerate() {
        let span = || place(&copy, &[Step::Key("test"), Step::Index(i)]).unwrap_or(whole.clone());
        if test.bad.is_some() == test.good.is_some() && untold {
            problems.push(Problem::new(span(), "每个例句写 bad 或 good 其中一个"));
        }
        if test
            .bad
            .as_ref()
            .is_some_and(|b| b.matches('«').count() == 0 || b.matches('«').count() != b.matches('»').count())
        {
            problems.push(Problem::new(span(), "bad 例句要用 «» 标出应报的地方"));
        }
    }
    let mut faults = Faults::default();
    let tests = std::mem::take(&mut raw.test);
    let rule = assemble(pack, norm, raw, &mut faults);
    let mut kind_name = None;
    match &rule {
        Ok((_, name)) => kind_name = Some(*name),
        // A table that was taken out is no table that is missing.
        Err(_) if !lost.is_empty() => {}
        Err(message) => problems.push(Problem::new(key("id"), message.clone())),
    }
    for Fault { path, message, help } in faults.0 {
        let own = path.first() == Some(&Step::Name("message".to_owned()));
        let inside = kind_name.filter(|_| !own).map(|name| [&[Step::Key(name)], path.as_slice()].concat());
        let span = inside.and_then(|p| place(&copy, &p)).or_else(|| place(&copy, &path)).unwrap_or(whole.clone());
        problems.push(Problem { help, ..Problem::new(span, message) });
    }
    if problems.len() > before { None } else { rule.ok().map(|(rule, _)| (rule, tests)) }
}

/// A decoded rule → a rule, and the name of its kind. `norm` is what its pack says of all rules.
fn assemble(
    pack: &str,
    norm: Option<&str>,
    mut raw: RawRule,
    faults: &mut Faults,
) -> Result<(Rule, &'static str), String> {
    let mut kinds = raw.kinds(faults);
    let Some((name, kind)) = kinds.pop() else {
        return Err(format!("规则“{}”没有检查方式，请加一张表：{}", raw.id, KINDS.join("、")));
    };
    if let Some((other, _)) = kinds.pop() {
        return Err(format!("规则“{}”只能有一种检查方式，现有 {other} 和 {name}", raw.id));
    }
    let (id, level, off) = (RuleId::new(pack, &raw.id), raw.level, raw.default == Switch::Off);
    let format = raw.format.map(FormatName::format);
    let norm = norm.and_then(|norm| Month::parse(norm, false));
    let words = words(raw, norm, kind.vars(), faults).into();
    Ok((Rule { id, level, off, format, kind: kind.into(), words }, name))
}

/// What a rule says besides its kind; `vars` are the names its message may use.
pub(super) fn words(raw: RawRule, norm: Option<Month>, vars: &[&'static str], faults: &mut Faults) -> Words {
    let (message, unknown) = Template::parse(&raw.message, vars);
    for name in unknown {
        let known = [&["match"], vars].concat();
        faults.0.push(Fault {
            path: vec![Step::Name("message".to_owned())],
            message: format!("message 里的 {{{name}}} 没有这个名字"),
            help: Some(format!("可用的有：{}", known.join("、"))),
        });
    }
    let mut month = |key: &str, text: &Option<String>, end| {
        let text = text.as_ref()?;
        let month = Month::parse(text, end);
        if month.is_none() {
            faults.0.push(Fault {
                path: vec![Step::Name(key.to_owned())],
                message: format!("“{text}”{MONTH_FORM}"),
                help: None,
            });
        }
        month
    };
    let (since, until) = (month("since", &raw.since, false), month("until", &raw.until, true));
    let norm_since = month("norm_since", &raw.norm_since, false).or(norm.filter(|_| raw.norm_since.is_none()));
    let context =
        Context { unless_before: raw.unless_before, unless_near: raw.unless_near, within: raw.within.unwrap_or(NEAR) };
    Words {
        lowered_in_quotes: raw.quoted == Quoted::Lower,
        message,
        why: raw.why.into(),
        source: raw.source,
        url: raw.url,
        scope: raw.scope.into_iter().map(super::schema::ScopeName::role).collect(),
        context,
        since,
        norm_since,
        until,
    }
}

/// A pack as the build script wrote it.
pub(super) type Ready = (Header, Vec<Prepared>);

/// A pack that the build script prepared and the tests have proven.
pub(super) fn trusted((Header { name, title, about, norm_since }, rules): Ready) -> Pack {
    let norm = norm_since.and_then(|norm| Month::parse(&norm, false));
    let one = |Prepared { id, level, off, format, owner, rule }: Prepared| Rule {
        id: RuleId::new(&name, id),
        level,
        off,
        format: format.map(FormatName::format),
        kind: RuleKind::prepared_as(rule, owner),
        words: RuleWords::waiting(rule, norm),
    };
    let rules = rules.into_iter().map(one).collect();
    Pack { name, title, about, rules }
}

/// The place in the TOML that a path leads to; of its deepest part that is there.
fn place(value: &Spanned<DeValue<'_>>, path: &[Step]) -> Option<Range<usize>> {
    let mut at = value;
    for step in path {
        let next = match (at.get_ref(), step) {
            (DeValue::Table(table), Step::Key(key)) => table.get(*key),
            (DeValue::Table(table), Step::Name(name)) => table.get(name.as_str()),
            (DeValue::Array(array), Step::Index(i)) => array.get(*i),
            _ => None,
        };
        match next {
            Some(next) => at = next,
            None if std::ptr::eq(at, value) => return None,
            None => break,
        }
    }
    Some(at.span())
}
