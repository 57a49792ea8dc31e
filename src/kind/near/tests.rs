//! Tests of the kind `near`.

use super::*;
use crate::document::Document;
use crate::kind::needle::{Literals, Needles};

const SPEC: &str = r#"
phrases = ["全心全意为人民服务", "习近平新时代中国特色社会主义思想", "牢记使命", "当家作主"]
counted = ["三严三实", "四议两公开"]
also = ["当家做主", "全心全意为人民"]
[[count]]
noun = "个确立"
right = ["两"]
[[count]]
noun = "个全面"
right = ["四"]
after = ["”", "战略布局"]
[[count]]
noun = "项规定"
right = ["八"]
before = ["中央"]
exact = true
[[count]]
noun = "个明确"
right = ["十", "八"]
needs = ["习近平"]
"#;

fn near(spec: &str) -> Near {
    let mut faults = Faults::default();
    let near = Near::new(toml::from_str(spec).expect("a spec"), &mut faults);
    assert_eq!(faults.0, []);
    near
}

fn run(near: &Near, text: &str) -> Vec<(String, String, u8)> {
    let doc = Document::from_text(text);
    let mut literals = Literals::default();
    near.literals(&mut literals);
    let table = Needles::new(&literals);
    let mut hits = Vec::new();
    table.scan(doc.text(), |_, hit| hits.push(hit));
    hits.sort_unstable();
    let mut out = Vec::new();
    near.run(View::of(&doc, &hits), &mut out);
    out.iter().map(|f| (doc.slice(f.span).to_owned(), f.fixes[0].edits[0].text.clone(), f.doubt)).collect()
}

#[test]
fn slips_in_phrases() {
    let near = near(SPEC);
    let cases = [
        ("要劳记使命。", "劳记使命", "牢记使命", 0),
        ("要牢记史命。", "牢记史命", "牢记使命", 0),
        ("践行三严四实要求", "三严四实", "三严三实", 0),
        ("践行“3严三实”要求", "3严三实", "三严三实", 1),
        ("推行四议二公开", "四议二公开", "四议两公开", 0),
        ("推行四两议公开", "四两议公开", "四议两公开", 1),
        ("坚持全心全意为人名服务", "意为人名服务", "意为人民服务", 0),
        ("坚持全心全意人民服务", "全心全意人民服务", "全心全意为人民服务", 2),
        ("学习习近平新时代中国特设社会主义思想", "中国特设社会主", "中国特色社会主", 0),
        ("学习习近平新时代中国特色社主会义思想", "特色社主会义思想", "特色社会主义思想", 1),
        ("学习习近平新时中国特色社会主义思想", "平新时中国特", "平新时代中国特", 1),
    ];
    for (text, wrong, fix, doubt) in cases {
        let found = run(&near, text);
        assert_eq!(found.len(), 1, "{text} {found:?}");
        assert_eq!(found[0], (wrong.to_owned(), fix.to_owned(), doubt), "{text}");
    }
}

#[test]
fn numerals_in_front_of_nouns() {
    let near = near(SPEC);
    let wrong = [
        ("捍卫“连个确立”", "连个确立"),
        ("捍卫俩个确立", "俩个确立"),
        ("捍卫二个确立", "二个确立"),
        ("捍卫十二个确立", "十二个确立"),
        ("推进“三个全面”战略布局", "三个全面"),
        ("落实中央十项规定", "十项规定"),
        ("落实中央“六项规定”", "六项规定"),
        ("习近平总书记提出“九个明确”", "九个明确"),
    ];
    for (text, want) in wrong {
        let found = run(&near, text);
        assert_eq!(found.iter().map(|f| f.0.as_str()).collect::<Vec<_>>(), [want], "{text}");
    }
    let right = [
        "捍卫两个确立",
        "这个确立了方向",
        "第三个确立的是",
        "三个全面落实",
        "一个全面发展的人",
        "省委十项规定",
        "把项规定写清",
        "文件有三个明确",
        "习近平总书记提出“十个明确”",
    ];
    for text in right {
        assert_eq!(run(&near, text), [], "{text}");
    }
}

#[test]
fn what_is_right_stays() {
    let near = near(SPEC);
    for text in ["全心全意为人民服务", "人民当家做主", "牢记使命、牢记使命", "要牢记职责使命", "要牢记好使命"]
    {
        assert_eq!(run(&near, text), [], "{text}");
    }
}

#[test]
fn authors_mistakes() {
    let mut faults = Faults::default();
    let spec = toml::from_str("phrases = [\"甲乙\"]\n[[count]]\nnoun = \"个\"\nright = []").expect("a spec");
    let _ = Near::new(spec, &mut faults);
    assert_eq!(faults.0.len(), 3);
    let _ = Near::new(toml::from_str("").expect("a spec"), &mut faults);
    assert_eq!(faults.0.len(), 4);
}

#[test]
fn hostile_text_stays_linear() {
    let near = near(SPEC);
    for piece in ["全心全意", "个确立", "三严", "三实三严", "两个确立", "全心全意为人名服务"]
    {
        let _ = run(&near, &piece.repeat(20_000));
    }
}

/// A phrase with each slip there is: another character, two swapped, one too many, one too few.
fn slipped(phrase: &str) -> Vec<String> {
    let chars: Vec<char> = phrase.chars().collect();
    let mut all = Vec::new();
    for at in 0..chars.len() {
        let mut with = |from: usize, to: usize, typed: &[char]| {
            all.push([&chars[..from], typed, &chars[to..]].concat().iter().collect());
        };
        for other in ['甲', '2', '😀'] {
            with(at, at + 1, &[other]);
            with(at, at, &[other]);
        }
        with(at, at, &[chars[at]]);
        with(at, at + 1, &[]);
        if let Some(&next) = chars.get(at + 1) {
            with(at, at + 2, &[next, chars[at]]);
        }
    }
    all
}

#[test]
fn a_half_beside_which_a_slip_lies_is_always_found() {
    let packs = crate::pack::builtin();
    let kinds: Vec<&crate::kind::Kind> = packs.iter().flat_map(|pack| &pack.rules).map(|rule| &*rule.kind).collect();
    let near = kinds.iter().filter_map(|kind| if let crate::kind::Kind::Near(near) = kind { Some(near) } else { None });
    let mut kept = 0;
    for phrase in near.flat_map(|near| &near.phrases) {
        let mut halves = Literals::default();
        pieces::near(&[&phrase.text], &[], &[], |text, part, used| match used {
            Use::Head(_) => halves.add_part(text, part, 0),
            Use::Tail(_) => halves.add_part(text, part, 1),
            _ => {}
        });
        let table = Needles::new(&halves);
        // It holds as long as a half has two characters and one slip is allowed.
        for text in slipped(&phrase.text) {
            let mut found = Vec::new();
            table.scan(&text, |_, hit| found.push((hit.tag, hit.span.start())));
            for (half, _, tag) in halves.iter() {
                for (at, _) in text.match_indices(half) {
                    let slip = match tag {
                        0 => compare(text.get(at + half.len()..).unwrap_or_default().chars(), &phrase.tail),
                        _ => compare(text.get(..at).unwrap_or_default().chars().rev(), &phrase.head),
                    };
                    assert!(slip.is_none() || found.contains(&(tag, at)), "{half} in {text}");
                    kept += usize::from(slip.is_some());
                }
            }
        }
    }
    assert!(kept > 10_000, "only {kept}");
}
