//! Every example of every built-in rule: bad ones flagged and fixed, good ones passed.

use dinggao::pack::{self, Pack};
use dinggao::selftest;

#[test]
fn all_packs_load_and_pass_their_own_examples() {
    let mut report = String::new();
    let mut tests = Vec::new();
    for (file, text) in pack::sources() {
        match Pack::load_with_tests(file, text) {
            Ok((_, own)) => tests.extend(own),
            Err(e) => report.push_str(&format!("{:?}\n", miette::Report::new(e))),
        }
    }
    assert!(report.is_empty(), "{report}");
    let prepared: usize = pack::builtin().iter().map(|p| p.rules.len()).sum();
    assert_eq!(prepared, tests.len(), "the prepared packs hold other rules than the TOML");
    let (count, failures) = selftest::run(&tests, &pack::builtin);
    for f in &failures {
        report.push_str(&format!("{} {}：{}（{}）\n", f.rule, f.fault.title(), f.example, f.detail));
    }
    assert!(failures.is_empty(), "{} of {count} examples failed:\n{report}", failures.len());
    assert!(count > tests.len(), "every rule has a bad and a good example");
}
