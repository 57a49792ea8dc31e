//! Short titles of documents (`《条例》`) that come before anything has said which document is meant.

use super::Finding;
use crate::document::Document;
use crate::span::Span;

/// What a document may be, and be called for short.
const KINDS: [&str; 12] =
    ["准则", "条例", "规定", "意见", "办法", "纲要", "方案", "通知", "决定", "规划", "细则", "规则"];

/// No title is longer, in characters.
const LONGEST: usize = 80;

/// The first `《条例》` of a draft that neither a full title nor `以下简称` stands before.
pub(super) fn short_title(doc: &Document, out: &mut Vec<Finding>) {
    let text = doc.text();
    let mut known = [false; KINDS.len()];
    for mark in doc.signs.all().iter().filter(|sign| sign.c == '《') {
        let (at, from) = (mark.span().start(), mark.span().end());
        let Some(rest) = text.get(from..) else { continue };
        let close = rest.char_indices().take(LONGEST).find(|(_, c)| *c == '》');
        let Some(inner) = close.and_then(|(end, _)| rest.get(..end)) else { continue };
        let name = inner.trim_end_matches("（试行）").trim_end_matches("（暂行）");
        let Some(kind) = KINDS.iter().position(|kind| name.ends_with(kind)) else { continue };
        let Some(known) = known.get_mut(kind) else { continue };
        let told = text.get(..at).is_some_and(|before| before.trim_end_matches('“').ends_with("简称"));
        if name.len() == "条例".len() && !*known && !told {
            out.push(Finding::at(Span::new(at, from + inner.len() + '》'.len_utf8())));
        }
        // Said once is enough, and so is a full title.
        *known = true;
    }
}

#[cfg(test)]
mod tests {
    use super::super::probe;

    #[test]
    fn only_the_first_and_only_where_nothing_says_what_is_meant() {
        let found = |text| probe("short-title", text).0;
        assert_eq!(found("认真学习《条例》，执行《条例》和《准则》。"), ["《条例》", "《准则》"]);
        assert!(found("学习《中国共产党纪律处分条例》，执行《条例》。").is_empty());
        assert!(found("学习信访工作条例（以下简称《条例》），执行《条例》。").is_empty());
        assert!(found("学习《中国共产党支部工作条例（试行）》，执行《条例》。").is_empty());
        assert!(found("《").is_empty());
    }
}
