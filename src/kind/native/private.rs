//! Numbers of persons: mobile phones, identity cards and bank cards, each proven by its own arithmetic.

use super::Finding;
use crate::document::Document;
use crate::document::glyph::char_before;
use crate::span::Span;

/// How many digits a telephone number has; the others have more.
const SHORTEST: usize = 11;

/// Runs of digits that are somebody's own number. Hot lines, credit codes and sums are none.
pub(super) fn numbers(doc: &Document, out: &mut Vec<Finding>) {
    let text = doc.text();
    for start in doc.signs.numerals().iter().map(|at| *at as usize) {
        // Most numbers are shorter.
        if !text.as_bytes().get(start + SHORTEST - 1).is_some_and(u8::is_ascii_digit) {
            continue;
        }
        let rest = text.get(start..).unwrap_or("");
        let len = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let after = rest.get(len..).unwrap_or("");
        let last = usize::from(len == 17 && after.starts_with(['X', 'x']));
        let run = rest.get(..len + last).unwrap_or("");
        let alone = !char_before(text, start)
            .is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '/'))
            && !rest.get(len + last..).is_some_and(|t| {
                t.starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '元' | '万' | '亿'))
            });
        let name = match run.len() {
            11 if is_mobile(run) => "手机号",
            18 if is_identity(run) => "身份证号",
            16..=19 if is_card(run) => "银行卡号",
            _ => continue,
        };
        if alone {
            let vars = vec![("fix", name.to_owned())];
            out.push(Finding { vars, ..Finding::at(Span::new(start, start + run.len())) });
        }
    }
}

fn is_mobile(run: &str) -> bool {
    run.starts_with('1') && run.as_bytes().get(1).is_some_and(|d| (b'3'..=b'9').contains(d))
}

/// GB 11643: a date of birth inside, and the last place a checksum.
fn is_identity(run: &str) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let part = |from: usize, to: usize| run.get(from..to).and_then(|p| p.parse::<u32>().ok()).unwrap_or(0);
    let born =
        (1900..2100).contains(&part(6, 10)) && (1..=12).contains(&part(10, 12)) && (1..=31).contains(&part(12, 14));
    let sum: u32 = run.bytes().zip(WEIGHTS).map(|(b, w)| u32::from(b.wrapping_sub(b'0')) * w).sum();
    let check = b"10X98765432".get((sum % 11) as usize).copied();
    born && check == run.as_bytes().last().map(u8::to_ascii_uppercase)
}

/// Luhn's checksum, for the issuers that begin with 4, 5 and 6.
fn is_card(run: &str) -> bool {
    let sum: u32 = run
        .bytes()
        .rev()
        .enumerate()
        .map(|(i, b)| {
            let d = u32::from(b.wrapping_sub(b'0'));
            if i % 2 == 0 { d } else { d * 2 / 10 + d * 2 % 10 }
        })
        .sum();
    run.starts_with(['4', '5', '6']) && run.bytes().all(|b| b.is_ascii_digit()) && sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::super::probe;

    #[test]
    fn each_number_by_its_own_arithmetic() {
        let found = |text| probe("private-number", text).0.len();
        assert_eq!(found("电话13912345678。"), 1);
        assert_eq!(found("电话23912345678，编号A13912345678，13912345678元。"), 0);
        assert_eq!(found("证号11010119900307013X或110101199013070134。"), 0);
    }
}
