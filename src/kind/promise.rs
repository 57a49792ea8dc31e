//! Promises → findings: an announced count that the items after it do not keep.
//!
//! What announces, and which series keeps it, is for [`crate::document::promise`] to say. A series with a gap is not
//! counted: that is the business of [`super::series`].

use super::{Faults, Finding, View};

/// What the author writes: nothing.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PromiseSpec {}

/// Compares announced counts with what follows.
#[derive(Debug, Clone)]
pub struct PromiseKind;

impl PromiseKind {
    /// Names usable in a message: the announced count and how many items there are.
    pub const VARS: &'static [&'static str] = &["count", "found"];

    /// Nothing can be written wrongly.
    pub fn new(_: PromiseSpec, _: &mut Faults) -> PromiseKind {
        PromiseKind
    }

    /// Looks at every promise of the draft.
    pub fn run(&self, view: View<'_>, out: &mut Vec<Finding>) {
        for promise in &view.doc.promises {
            let Some(series) = promise.target.and_then(|t| view.doc.series.get(t as usize)) else { continue };
            let [first, .., last] = series.items.as_slice() else { continue };
            let found = series.items.len() as u32;
            if found == promise.count || !series.is_continuous() {
                continue;
            }
            out.push(Finding {
                span: promise.span,
                vars: vec![("count", promise.count.to_string()), ("found", found.to_string())],
                related: vec![(first.marker, "第一项在这里".to_owned()), (last.marker, "最后一项在这里".to_owned())],
                doubt: promise.doubt + series.doubt,
                ..Finding::default()
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;

    fn found(text: &str) -> Vec<(&str, String, u8)> {
        let doc = Document::from_text(text);
        let mut out = Vec::new();
        PromiseKind.run(View::of(&doc, &[]), &mut out);
        let one =
            |f: &Finding| (f.span.of(text), f.vars.iter().map(|v| v.1.as_str()).collect::<Vec<_>>().join("/"), f.doubt);
        out.iter().map(one).collect()
    }

    #[test]
    fn only_a_count_that_is_not_kept() {
        assert_eq!(found("下面，我讲三点意见。\n一、学\n二、干"), [("三点意见", "3/2".to_owned(), 0)]);
        assert_eq!(found("主要有两个方面：一是慢；二是散；三是软。"), [("两个方面", "2/3".to_owned(), 0)]);
        for kept in [
            "下面，我讲三点意见。\n一、学\n二、干\n三、比",
            "下面，我讲几点意见。\n一、学\n二、干",
            "主要有三个方面：一是慢；三是散。",
            "下面，我讲三点意见。希望大家记住。",
        ] {
            assert_eq!(found(kept), [], "{kept}");
        }
    }
}
