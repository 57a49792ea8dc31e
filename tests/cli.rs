//! Whole runs of the program: arguments, output, exit codes. Each case is a file in `tests/cmd`; after a change that is
//! meant, `TRYCMD=overwrite cargo test --test cli` writes them anew.

#[test]
fn runs() {
    trycmd::TestCases::new()
        .insert_var("[VERSION]", env!("CARGO_PKG_VERSION"))
        .expect("a variable")
        .case("tests/cmd/*.toml");
}
