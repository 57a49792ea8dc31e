//! What a run is made of: the rules, one draft, a keystroke in a long draft, a report of ten thousand diagnostics.

use criterion::{Criterion, criterion_group, criterion_main};
use dinggao::check::Checker;
use dinggao::document::Document;
use dinggao::report::{Checked, Format, Options, Reporter};
use dinggao::source::Source;
use std::hint::black_box;

const CLEAN: &str = include_str!("../examples/净稿.txt");
const DIRTY: &str = include_str!("../examples/脏稿.txt");

/// A draft of at least `bytes` bytes, whose paragraphs differ.
fn draft(text: &str, bytes: usize) -> String {
    let mut long = String::new();
    for part in 1.. {
        if long.len() >= bytes {
            break;
        }
        for line in text.lines() {
            long.push_str(line);
            long.push_str(&format!("第{part}点。\n"));
        }
    }
    long
}

fn check(checker: &Checker, text: &str) -> Checked {
    let doc = Document::new(Source::from_text("稿.txt", text));
    let found = checker.check(&doc);
    Checked::new(doc, found)
}

fn bench(c: &mut Criterion) {
    c.bench_function("load the packs", |b| b.iter(Checker::builtin));
    let checker = Checker::builtin();
    let short = draft(CLEAN, 12 << 10);
    c.bench_function("check a clean draft of 12 KB", |b| b.iter(|| check(&checker, black_box(&short))));
    let long = draft(CLEAN, 30 << 10) + DIRTY;
    c.bench_function("a keystroke: check a draft of 30 KB again", |b| b.iter(|| check(&checker, black_box(&long))));
    let lines: String = (0..10_000).map(|n| format!("第{n}项工作落实到位，完成投资XX亿元，群众比较满意。\n")).collect();
    let many = check(&checker, &lines);
    assert!(many.diagnostics.len() >= 10_000);
    for format in [Format::Human, Format::Short, Format::Json] {
        c.bench_function(&format!("report {} diagnostics as {}", many.diagnostics.len(), format.name()), |b| {
            b.iter(|| {
                let (mut out, mut err) = (Vec::new(), Vec::new());
                let mut reporter = Reporter::new(format, Options::plain(format), &mut out, &mut err);
                reporter.checked(black_box(&many)).expect("writes");
                reporter.finish().expect("writes");
                out.len()
            })
        });
    }
}

criterion_group!(benches, bench);
criterion_main!(benches);
