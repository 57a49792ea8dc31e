//! Whole runs of the program: arguments, output, exit codes. Each case is a file in `tests/cmd`; after a change that is
//! meant, `TRYCMD=overwrite cargo test --test cli` writes them anew.

#[test]
fn runs() {
    trycmd::TestCases::new().case("tests/cmd/*.toml");
}
