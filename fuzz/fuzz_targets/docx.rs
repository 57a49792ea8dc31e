//! See `docx` in `../src/targets.rs`.
#![no_main]

#[path = "../src/targets.rs"]
#[allow(dead_code, reason = "each program runs one of the targets")]
mod targets;

libfuzzer_sys::fuzz_target!(|data: &[u8]| targets::docx(data));
