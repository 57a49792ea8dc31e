//! Chinese, Arabic and circled numerals → numbers, as numbering uses them (1 to 99).

/// The value of a Chinese numeral such as `三`, `十二`, `二十`, `两`; `None` for anything else or over 99.
#[must_use]
pub fn han(s: &str) -> Option<u32> {
    let _ = s;
    None
}

/// A number below 100 as a Chinese numeral.
#[must_use]
pub fn to_han(n: u32) -> String {
    let _ = n;
    String::new()
}
