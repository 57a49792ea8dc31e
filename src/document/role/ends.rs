//! The two ends of a draft: what stands before the speech begins, and what after it has ended.

use super::line;
use super::salutation::is_salutation;
use crate::document::block::{Block, Role};
use crate::document::glyph::within;
use crate::document::series::SeriesStyle;

/// How many blocks at the top may be watermarks, titles and names before the search is given up.
const TOP: usize = 40;
/// How many of the last blocks are searched for the end of the speech.
const BOTTOM: usize = 40;

/// Gives the blocks before the body their roles; returns where the body begins.
pub(super) fn opening(text: &str, blocks: &mut [Block]) -> usize {
    let salutation = find_salutation(text, blocks);
    if let Some(at) = salutation {
        blocks[at].role = Role::Salutation;
    }
    if let Some(title) = blocks.iter().take(TOP).position(|b| b.role == Role::Title) {
        // Markdown has said which line it is; what follows up to the salutation is names and dates.
        return under_title(text, blocks, title, salutation);
    }
    match salutation {
        Some(at) => {
            title_above(text, blocks, at);
            at + 1
        }
        None => title_alone(text, blocks),
    }
}

/// The line that addresses the audience, if the draft begins with one.
fn find_salutation(text: &str, blocks: &[Block]) -> Option<usize> {
    let mut read = 0;
    for (index, block) in blocks.iter().enumerate().take(TOP) {
        if !matches!(block.role, Role::Paragraph | Role::Title) {
            continue;
        }
        let content = block.span.of(text);
        if is_salutation(content) {
            return Some(index);
        }
        read += content.len();
        // Running text or a numbered heading: the speech has begun without one.
        let running = content.len() > 360 && content.contains('。');
        if running || read > 3000 || block.marker.is_some_and(|m| m.style.is_structural()) {
            return None;
        }
    }
    None
}

/// Names and dates between a title and the salutation, or right under a title where there is none.
fn under_title(text: &str, blocks: &mut [Block], title: usize, salutation: Option<usize>) -> usize {
    let mut at = title + 1;
    while let Some(block) = blocks.get(at) {
        let content = block.span.of(text);
        let before_salutation = salutation.is_some_and(|s| at < s);
        let role = match block.role {
            Role::Paragraph if line::is_date(content) => Role::Date,
            Role::Paragraph if content.starts_with(['—', '─']) && line::could_be_title(content) => Role::Title,
            Role::Paragraph if line::is_byline(content) && block.marker.is_none() => Role::Byline,
            Role::Paragraph if before_salutation && line::looks_like_title(content) => Role::Title,
            Role::Paragraph if before_salutation => Role::Boilerplate,
            Role::Salutation => return at + 1,
            Role::Code => Role::Code,
            _ => break,
        };
        blocks[at].role = role;
        at += 1;
    }
    at
}

/// The title right above the salutation, names and dates in between.
fn title_above(text: &str, blocks: &mut [Block], salutation: usize) {
    let mut last = salutation;
    let mut skipped = 0;
    while let Some(at) = last.checked_sub(1) {
        let content = blocks[at].span.of(text);
        let dated = line::is_date(content);
        if blocks[at].role != Role::Code && !dated && (!line::is_byline(content) || line::looks_like_title(content)) {
            break;
        }
        last = at;
        skipped += 1;
    }
    let title = last.checked_sub(1).filter(|&at| is_title_at(text, blocks, at, skipped > 0));
    // Names belong to a title; without one, the first of them may be a short title itself, but that is not sure enough.
    for block in &mut blocks[last..salutation] {
        if block.role != Role::Code {
            let content = block.span.of(text);
            block.role = if line::is_date(content) { Role::Date } else { Role::Byline };
        }
    }
    let mut first = last;
    if let Some(at) = title {
        first = at;
        blocks[at].role = Role::Title;
        while first > 0 && at - first < 2 && joins(text, blocks, first) {
            first -= 1;
            blocks[first].role = Role::Title;
        }
    }
    // A byline or a date right above the title belongs to it, everything else to whoever passed the file on.
    for (index, block) in blocks[..first].iter_mut().enumerate() {
        if block.role == Role::Code {
            continue;
        }
        let content = block.span.of(text);
        block.role = match () {
            () if index + 1 == first && title.is_some() && line::is_date(content) => Role::Date,
            () if index + 1 == first
                && title.is_some()
                && line::is_byline(content)
                && !content.starts_with(['（', '【']) =>
            {
                Role::Byline
            }
            () => Role::Boilerplate,
        };
    }
}

/// Whether the block right above the salutation (or above the names) is a title.
fn is_title_at(text: &str, blocks: &[Block], at: usize, named: bool) -> bool {
    let Some(block) = blocks.get(at) else { return false };
    let content = block.span.of(text);
    if block.role != Role::Paragraph || !line::could_be_title(content) {
        return false;
    }
    let set_apart = at == 0 || blocks.get(at - 1).is_some_and(|b| b.line + 1 < block.line);
    line::looks_like_title(content)
        || content.starts_with(['—', '─'])
        || line::completes_title(content) && at > 0
        // Any other short line is a title if names follow it or nothing stands before it, and it is no notice.
        || (named || at == 0) && set_apart && block.marker.is_none() && !is_notice(content)
}

/// A line that is plainly no title: an address, a number to call, a prohibition.
fn is_notice(content: &str) -> bool {
    ["http", "www", "QQ", "qq", "微信", "公众号", "禁止", "仅供", "请勿", "转载", "会员", "来源", "下载", "【"]
        .iter()
        .any(|word| content.contains(word))
        || content.chars().filter(char::is_ascii_digit).count() >= 6 && !content.contains('年')
}

/// Whether the line above block `at`, which is a title, is the first part of it.
fn joins(text: &str, blocks: &[Block], at: usize) -> bool {
    let (Some(above), Some(below)) = (at.checked_sub(1).and_then(|i| blocks.get(i)), blocks.get(at)) else {
        return false;
    };
    if above.role != Role::Paragraph {
        return false;
    }
    let (first, second) = (above.span.of(text), below.span.of(text));
    if line::is_cut_off(first) {
        return true;
    }
    if !line::could_be_title(first) || is_notice(first) {
        return false;
    }
    // A subtitle may stand a line further down.
    if second.starts_with(['—', '─']) || second.starts_with("--") {
        return below.line <= above.line + 2;
    }
    // `政府工作报告` over the meeting it was given at, which may itself be broken: `2031年1月9日在某市`.
    let dated = first.contains("日在") && !line::is_title_word(first);
    if below.line <= above.line + 2 && (dated || line::is_title_word(first) && !line::is_title_word(second)) {
        return true;
    }
    if above.line + 1 != below.line {
        return false;
    }
    let begins = ["在", "关于", "全"].iter().any(|w| first.starts_with(w)) || first.contains("会");
    let complete = ["在", "关于"].iter().any(|w| second.starts_with(w));
    line::completes_title(second) || begins && !line::is_title_word(first) && !complete
}

/// The title of a draft that addresses nobody.
fn title_alone(text: &str, blocks: &mut [Block]) -> usize {
    let readable = |b: &Block| b.role == Role::Paragraph;
    let mut found = None;
    for (index, block) in blocks.iter().enumerate().take(TOP) {
        if block.role == Role::Code {
            continue;
        }
        let content = block.span.of(text);
        if !readable(block) || block.marker.is_some() {
            break;
        }
        let followed = blocks.get(index + 1);
        if line::looks_like_title(content) && followed.is_some() {
            found = Some(index);
            break;
        }
        // Set apart, first of all, and a long paragraph or a heading follows.
        let apart = followed.is_some_and(|b| {
            let next = b.span.of(text);
            b.line > block.line + 1
                && (next.len() > 240 || next.starts_with("第一章") || next.starts_with('（') && next.ends_with('）'))
        });
        if index == 0 && apart && within(content, 60) && line::could_be_title(content) && !is_notice(content) {
            found = Some(index);
            break;
        }
        if !within(content, 60) || content.ends_with('。') {
            break;
        }
    }
    let Some(mut first) = found else { return 0 };
    blocks[first].role = Role::Title;
    let mut last = first;
    while first > 0 && last - first < 2 && joins(text, blocks, first) {
        first -= 1;
        blocks[first].role = Role::Title;
    }
    for block in blocks[..first].iter_mut().filter(|b| b.role == Role::Paragraph) {
        block.role = Role::Boilerplate;
    }
    // A subtitle, names and dates may follow.
    last = under_title(text, blocks, last, None);
    last
}

/// Gives the blocks after the body their roles; returns where the body ends.
pub(super) fn ending(text: &str, blocks: &mut [Block], body: usize) -> usize {
    // An annex follows the speech and is no part of it.
    let second_half = body + blocks.len().saturating_sub(body) / 3;
    let annex =
        (second_half..blocks.len()).find(|&i| is_text(&blocks[i]) && line::opens_annex(blocks[i].span.of(text)));
    let until = annex.unwrap_or(blocks.len());
    let from = body.max(until.saturating_sub(BOTTOM)).min(until);
    // `不对之处，请批评指正。` before the first heading thanks nobody.
    let headed = (from..until).rev().find(|&i| blocks[i].marker.is_some_and(|m| m.style.is_structural()));
    let thanks = (headed.unwrap_or(from)..until)
        .rev()
        .find(|&i| is_text(&blocks[i]) && blocks[i].marker.is_none() && line::is_thanks(blocks[i].span.of(text)));
    // Without a word of thanks the speech ends with the last paragraph long enough to be one.
    let last = match thanks {
        // `不当之处，敬请批评指正。` and `谢谢大家！` stand on two lines.
        Some(at) => (from..at).rev().take_while(|&i| line::is_thanks(blocks[i].span.of(text))).last().unwrap_or(at),
        None => match (from..until).rev().find(|&i| is_text(&blocks[i]) && is_speech(blocks[i].span.of(text))) {
            Some(at) => at + 1,
            None => return until,
        },
    };
    let closing = find_closing(text, blocks, body, last);
    let mut end = last;
    if let Some(at) = closing {
        end = at;
        for block in blocks[at..last].iter_mut().filter(|b| is_text(b)) {
            block.role = Role::Closing;
        }
    }
    if closing.is_none() && thanks.is_none() {
        return until;
    }
    for block in blocks[last..until].iter_mut().filter(|b| is_text(b)) {
        let content = block.span.of(text);
        block.role = match () {
            () if line::is_thanks(content) => Role::Thanks,
            () if line::is_date(content) => Role::Date,
            () if line::is_signature(content) => Role::Byline,
            () if !within(content, 60) => Role::Paragraph,
            // What is shouted at the end belongs to the speech: `祖国万岁！`
            () if line::opens_closing(content) || content.ends_with('！') && !is_notice(content) => Role::Closing,
            () => Role::Boilerplate,
        };
    }
    end
}

fn is_text(block: &Block) -> bool {
    matches!(block.role, Role::Paragraph)
}

/// Long enough to be said, or a call.
fn is_speech(content: &str) -> bool {
    !within(content, 40) || line::opens_closing(content) && content.ends_with(['！', '。'])
}

/// The first of the last paragraphs that call to action.
fn find_closing(text: &str, blocks: &[Block], body: usize, last: usize) -> Option<usize> {
    let mut found = None;
    let mut seen = 0;
    for at in (body..last).rev() {
        let block = blocks.get(at)?;
        // `最后，` counts like a mark and calls like a closing.
        let numbered = block.marker.is_some_and(|m| m.style != SeriesStyle::First);
        if block.role != Role::Paragraph || numbered {
            break;
        }
        let content = block.span.of(text);
        if line::opens_closing(content) || found.is_none() && line::ends_with_call(content) && at > body {
            found = Some(at);
        }
        seen += 1;
        if seen == 3 {
            break;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::document::{Document, Role};
    use Role::{Boilerplate, Byline, Closing, Date, Heading, Paragraph, Salutation, Thanks, Title};

    #[track_caller]
    fn check(text: &str, want: &[Role]) {
        let doc = Document::from_text(text);
        let roles: Vec<_> = doc.blocks.iter().map(|b| b.role).collect();
        assert_eq!(roles, want, "{text}");
    }

    const LONG: &str = "这次会议的主要任务是，深入贯彻上级部署，总结前一阶段工作，分析当前面临的形势，研究部署下一阶段的重点任务，动员各级各部门进一步统一思想、提振精神，确保全面完成年度目标。";

    #[test]
    fn a_whole_speech() {
        let text = format!(
            "某某文库\n内部资料 不得外传\n\n在全区安全生产工作会议暨\n防汛动员大会上的讲话\n（2031年5月6日）\n区长  张××\n\n同志们：\n{LONG}\n一、认清形势\n{LONG}\n（一）抓排查。{LONG}\n二、压实责任\n{LONG}\n同志们，让我们行动起来，守住安全底线！\n谢谢大家！\n某某区人民政府\n2031年5月6日\nwww.example.com"
        );
        check(
            &text,
            &[
                Boilerplate,
                Boilerplate,
                Title,
                Title,
                Date,
                Byline,
                Salutation,
                Paragraph,
                Heading(1),
                Paragraph,
                Paragraph,
                Heading(1),
                Paragraph,
                Closing,
                Thanks,
                Byline,
                Date,
                Boilerplate,
            ],
        );
    }

    #[test]
    fn without_a_title() {
        check(&format!("同志们：\n{LONG}\n一、甲事\n{LONG}"), &[Salutation, Paragraph, Heading(1), Paragraph]);
        check(&format!("仅供学习，请勿外传\n同志们：\n{LONG}"), &[Boilerplate, Salutation, Paragraph]);
        check(&format!("{LONG}\n{LONG}"), &[Paragraph, Paragraph]);
        check(
            &format!(
                "同志们：\n{LONG}\n一是真学。要常学。\n二是实干。\n最后，祝大家工作顺利！\n以上发言，不妥之处请批评指正。\n谢谢大家！"
            ),
            &[Salutation, Paragraph, Paragraph, Paragraph, Closing, Thanks, Thanks],
        );
        check(&format!("一、认识\n{LONG}"), &[Heading(1), Paragraph]);
        check("完成投资三亿元", &[Paragraph]);
    }

    #[test]
    fn titles_of_many_kinds() {
        check(&format!("做为民办事的好干部\n\n同志们：\n{LONG}"), &[Title, Salutation, Paragraph]);
        check(&format!("永葆初心\n——在机关党课上的讲稿\n\n各位党员：\n{LONG}"), &[Title, Title, Salutation, Paragraph]);
        check(&format!("全区经济运行调度会主持词\n{LONG}"), &[Title, Paragraph]);
        check(
            &format!("政府工作报告\n——2031年1月8日在区人民代表大会上\n区长 李某\n各位代表：\n{LONG}"),
            &[Title, Title, Byline, Salutation, Paragraph],
        );
        check(
            &format!(
                "政府工作报告\n\n2031年1月9日在某某市\n第九届人民代表大会第一次会议上\n\n市长 李某\n\n各位代表：\n{LONG}"
            ),
            &[Title, Title, Title, Byline, Salutation, Paragraph],
        );
        check(&format!("关于上半年经济运行情况的汇报\n（2031年7月）\n{LONG}"), &[Title, Date, Paragraph]);
    }
}
