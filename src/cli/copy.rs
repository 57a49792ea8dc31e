//! A Word draft → copies of it: one with the diagnostics as comments, one with the fixes as tracked changes. The draft
//! itself is never written.

use super::draft::{Done, Mode};
use super::files::Input;
use crate::diagnostic::{Applicability, Diagnostic};
use crate::disk::write;
use crate::document::Document;
use crate::fix;
use crate::source::Remark;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

/// Who comments and changes.
const AUTHOR: &str = "定稿";

/// Writes the copies that are asked for; what they hold, or why there are none, is noted in `done`.
pub(super) fn write(
    done: &mut Done,
    input: &Input,
    mode: &Mode<'_>,
    check: &mut dyn FnMut(&Document) -> Vec<Diagnostic>,
) {
    let date = now();
    if let Some(out) = mode.annotate {
        let diagnostics = done.checked.diagnostics.iter().filter(|d| d.level >= mode.level);
        let remarks: Vec<Remark> = diagnostics.map(|d| Remark { span: d.span, text: said(d) }).collect();
        let written = done.checked.doc.source.annotate(&remarks, AUTHOR, &date).map_err(|e| e.to_string());
        match written.and_then(|bytes| put(input, out, &bytes)) {
            Ok(()) => done.told.notes.push(format!("已写批注 {} 处：{}", remarks.len(), out.display())),
            Err(reason) => done.told.unfixed = Some(format!("没有写批注：{reason}")),
        }
    }
    if let Some(out) = mode.track {
        let trust = mode.fix.unwrap_or(Applicability::Safe);
        let source = done.checked.doc.source.clone();
        let written = fix::run(source, trust, check).map_err(|e| e.to_string()).and_then(|fixed| {
            let tracked = done.checked.doc.source.track(&fixed.edits, AUTHOR, &date).map_err(|e| e.to_string())?;
            put(input, out, &tracked).map(|()| fixed.count())
        });
        match written {
            Ok(made) => done.told.notes.push(format!("已写修订 {made} 处：{}", out.display())),
            Err(reason) => done.told.unfixed = Some(format!("没有写修订：{reason}")),
        }
    }
}

/// A diagnostic as a comment.
fn said(d: &Diagnostic) -> String {
    let mut text = format!("【{}】{}", d.level.title(), d.message);
    if !d.why.is_empty() {
        text.push('\n');
        text.push_str(&d.why);
    }
    for fix in &d.fixes {
        text.push_str(&format!("\n改法：{}", fix.title));
    }
    text.push_str(&format!("\n（规则 {}）", d.rule));
    text
}

fn put(input: &Input, out: &Path, bytes: &[u8]) -> Result<(), String> {
    write::create(out, input.path.as_deref(), bytes).map_err(|e| e.to_string())
}

/// The time as Word writes it.
fn now() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs());
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    let (year, month, day) = civil(days);
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z", rest / 3600, rest / 60 % 60, rest % 60)
}

/// Days since 1970 → a date. Years are counted from March, so that the day that is sometimes there comes last.
fn civil(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let of_month = day - (153 * month + 2) / 5 + 1;
    let (year, month) = (era * 400 + year, if month < 10 { month + 3 } else { month - 9 });
    (if month <= 2 { year + 1 } else { year }, month, of_month)
}

#[cfg(test)]
mod tests {
    use super::civil;

    #[test]
    fn days_become_dates() {
        assert_eq!(civil(0), (1970, 1, 1));
        assert_eq!(civil(11_016), (2000, 2, 29));
        assert_eq!(civil(20_514), (2026, 3, 2));
    }
}
