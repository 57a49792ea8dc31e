//! The table of literals against automata: what a start pays to make it, and what one draft of 12 KB pays to be searched.

use criterion::{Criterion, criterion_group, criterion_main};
use daachorse::CharwiseDoubleArrayAhoCorasick;
use dinggao::kind::needle::{Literals, Needles};
use dinggao::pack;
use std::hint::black_box;

const DRAFT: &str = include_str!("../examples/净稿.txt");

fn literals() -> Vec<String> {
    let mut all = Literals::default();
    for rule in pack::builtin().iter().flat_map(|pack| &pack.rules) {
        rule.kind.literals(&mut all);
    }
    let mut texts: Vec<String> = all.iter().map(|(text, ..)| text.to_owned()).collect();
    texts.sort();
    texts.dedup();
    texts
}

fn needles(texts: &[String]) -> Needles {
    let mut literals = Literals::default();
    literals.add_numbered(texts);
    Needles::new(&literals)
}

fn bench(c: &mut Criterion) {
    let texts = literals();
    let draft = DRAFT.repeat(12 * 1024 / DRAFT.len() + 1);
    let mut make = c.benchmark_group(format!("make {} literals", texts.len()));
    make.bench_function("needles", |b| b.iter(|| needles(black_box(&texts))));
    make.bench_function("daachorse charwise", |b| {
        b.iter(|| CharwiseDoubleArrayAhoCorasick::<u32>::new(black_box(&texts)).expect("builds"))
    });
    make.bench_function("aho-corasick", |b| {
        b.iter(|| aho_corasick::AhoCorasick::new(black_box(&texts)).expect("builds"))
    });
    make.finish();
    let mut search = c.benchmark_group(format!("search {} bytes", draft.len()));
    let table = needles(&texts);
    search.bench_function("needles", |b| {
        b.iter(|| {
            let mut count = 0;
            table.scan(black_box(&draft), |_, _| count += 1);
            count
        })
    });
    let automaton = CharwiseDoubleArrayAhoCorasick::<u32>::new(&texts).expect("builds");
    search.bench_function("daachorse charwise", |b| {
        b.iter(|| automaton.find_overlapping_iter(black_box(&draft)).count())
    });
    let automaton = aho_corasick::AhoCorasick::new(&texts).expect("builds");
    search.bench_function("aho-corasick", |b| b.iter(|| automaton.find_overlapping_iter(black_box(&draft)).count()));
    search.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
