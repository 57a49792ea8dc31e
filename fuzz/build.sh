#!/usr/bin/env bash
# Builds the targets with coverage, as `cargo fuzz build -s none` does, where cargo-fuzz is not at hand. Needs nightly.
set -euo pipefail
cd "$(dirname "$0")"
coverage="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters"
coverage+=" -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares"
export RUSTFLAGS="--cfg fuzzing -Cdebug-assertions $coverage"
target=$(rustc +nightly -vV | sed -n 's/host: //p')
cargo +nightly build --release --target "$target" "$@"
