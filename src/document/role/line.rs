//! What a single line looks like: a date, a signature, a title, a word of thanks. Salutations are `salutation`'s.
//!
//! Each answer is about form alone; [`super::assign`] adds position.

use crate::document::glyph::{is_blank, is_han, is_stop, within};

pub(super) fn ends_with_any(s: &str, words: &[&str]) -> bool {
    words.iter().any(|w| s.ends_with(w))
}

pub(super) fn starts_with_any(s: &str, words: &[&str]) -> bool {
    words.iter().any(|w| s.starts_with(w))
}

/// `2024年3月5日` `（二〇二四年三月）` `20××年×月×日`.
pub(super) fn is_date(line: &str) -> bool {
    if line.len() > 60 {
        return false;
    }
    let body = line.trim_matches(['（', '）', '(', ')']);
    let dated = body.contains('年') || body.contains('月') && body.contains('日');
    let separated = body.len() >= 8 && body.matches(['-', '.', '/']).count() == 2;
    (dated || separated)
        && body.chars().all(|c| {
            c.is_ascii_digit() || is_blank(c) || "年月日〇○零一二三四五六七八九十×XxＸ*_.-/星期上下午".contains(c)
        })
}

const POSTS: [&str; 29] = [
    "书记",
    "省长",
    "市长",
    "县长",
    "区长",
    "州长",
    "旗长",
    "镇长",
    "乡长",
    "局长",
    "厅长",
    "处长",
    "科长",
    "部长",
    "主任",
    "主席",
    "总理",
    "院长",
    "校长",
    "常委",
    "委员",
    "组长",
    "董事长",
    "经理",
    "政委",
    "司令",
    "检察长",
    "委员长",
    "社长",
];

/// `（根据录音整理）`: a bracketed line under a title.
fn is_note(line: &str) -> bool {
    within(line, 60) && line.starts_with(['（', '(']) && line.ends_with(['）', ')'])
}

/// `县长  张××` `中共某县委书记 李某` `王岐山`: who speaks, or who signs.
pub(super) fn is_byline(line: &str) -> bool {
    if is_note(line) {
        return true;
    }
    if !within(line, 36)
        || line.ends_with(['。', '！', '？', '：', '；', '，'])
        || line.contains(['。', '；', '，', '“', '《'])
    {
        return false;
    }
    if is_title_word(line) {
        return false;
    }
    let letters = line.chars().filter(|c| !is_blank(*c)).count();
    let name =
        (2..=4).contains(&letters) && line.chars().all(|c| is_han(c) || is_blank(c) || matches!(c, '×' | 'X' | '·'));
    let post = POSTS.iter().any(|p| line.contains(p)) && !line.contains("同志们");
    let masked = letters <= 12 && line.contains(['×', '某']);
    name || post || masked
}

/// A signature at the end may also be a unit: `中共某县委员会`.
pub(super) fn is_signature(line: &str) -> bool {
    is_byline(line) && !line.starts_with(['（', '('])
        || within(line, 24)
            && line.chars().all(|c| is_han(c) || is_blank(c) || c == '×')
            && ends_with_any(line, &["委员会", "人民政府", "委", "办公室", "局", "支部", "纪委", "公司", "小组"])
}

const TITLE_ENDS: [&str; 46] = [
    "讲话",
    "讲话稿",
    "讲话提纲",
    "讲话要点",
    "发言",
    "发言稿",
    "发言材料",
    "发言提纲",
    "致辞",
    "致词",
    "欢迎词",
    "开幕词",
    "闭幕词",
    "答谢词",
    "报告",
    "主持词",
    "主持稿",
    "党课",
    "党课讲稿",
    "讲稿",
    "汇报",
    "汇报材料",
    "提纲",
    "意见",
    "方案",
    "要点",
    "总结",
    "表态",
    "承诺",
    "承诺书",
    "述职",
    "对照检查",
    "检查材料",
    "材料",
    "公报",
    "决定",
    "决议",
    "建议",
    "纲要",
    "说明",
    "贺信",
    "贺词",
    "倡议书",
    "通知",
    "演讲",
    "谈话",
];

/// Whether a line ends as titles do: `……的讲话` `主持词（审议稿）`.
pub(super) fn is_title_word(line: &str) -> bool {
    ends_with_any(without_note(line).trim_end_matches('》'), &TITLE_ENDS)
}

/// A line without a bracketed note at its end.
fn without_note(line: &str) -> &str {
    let Some(rest) = line.strip_suffix(['）', ')']) else { return line };
    rest.rfind(['（', '(']).and_then(|i| rest.get(..i)).map_or(line, |s| s.trim_end_matches(is_blank))
}

/// Whether a line can be (part of) a title at all.
pub(super) fn could_be_title(line: &str) -> bool {
    let inner = line.trim_end_matches(['！', '？', '”', '》']);
    within(line, 60)
        && !line.ends_with(['。', '：', ':', '；', '，', '、'])
        && !inner.contains(['。', '；', '！'])
        && line.chars().any(is_han)
        && !is_date(line)
        && !is_note(line)
}

/// A title by its words: `在……会议上的讲话`, `关于……的报告`, `做一名……（党课）`.
pub(super) fn looks_like_title(line: &str) -> bool {
    let about = starts_with_any(line, &["在", "关于", "——", "──"]);
    could_be_title(line)
        && (is_title_word(line)
            || about && (line.contains("上的") || line.contains("时的"))
            || ends_with_any(line, &["会议上", "大会上"])
            || line.contains("主持词")
            || line.contains("讲话") && line.contains('在'))
}

/// Whether a line is cut off so that the next one must complete it: `……工作会议暨`.
pub(super) fn is_cut_off(line: &str) -> bool {
    could_be_title(line.trim_end_matches(['、', '，']))
        && ends_with_any(line, &["暨", "和", "的", "、", "及", "与", "上", "关于"])
}

/// Whether a line begins as the second half of a title: `——在……`, `暨……`, `的讲话`, `上的讲话`.
pub(super) fn completes_title(line: &str) -> bool {
    starts_with_any(
        line,
        &["——", "--", "—", "──", "暨", "的", "上的", "会议上的", "大会上的", "讲话", "发言", "致辞", "主持词"],
    )
}

/// `谢谢大家！` `我的发言完毕。` `不当之处，敬请批评指正。`
pub(super) fn is_thanks(line: &str) -> bool {
    if !within(line, 45) {
        return false;
    }
    let ended = ["发言", "讲话", "汇报", "报告", "宣讲", "述职", "演讲", "就", "我讲", "我"].iter().any(|noun| {
        let rest = line.split_once(noun).map_or("", |(_, rest)| rest);
        starts_with_any(rest, &["完毕", "完了", "到此结束", "讲完了", "讲到这里", "讲到这"])
    });
    line.contains("谢谢") && within(line, 30)
        || starts_with_any(line, &["感谢大家", "感谢各位", "感谢聆听", "再次感谢"])
        || ended
        || line.contains("批评指正")
}

/// How the last paragraphs begin: the call, the wish, the end of the meeting.
pub(super) fn opens_closing(line: &str) -> bool {
    let called = starts_with_any(
        line,
        &["同志们", "各位", "让我们", "朋友们", "老师们", "同学们", "女士们", "乡亲们", "战友们"],
    );
    let address = line.char_indices().take(24).any(|(_, c)| matches!(c, '，' | '！' | '：' | ',' | '!'));
    called && address
        || starts_with_any(
            line,
            &["新征程", "新时代新征程", "奋进新征程", "最后，", "预祝", "祝愿", "祝", "散会", "现在散会"],
        )
        || starts_with_any(
            line,
            &["会议到此结束", "今天的会议到此结束", "总之，", "蓝图已经绘就", "使命在肩", "征程万里"],
        )
        || line.char_indices().take(60).any(|(i, _)| line.get(i..).is_some_and(|s| s.starts_with("让我们")))
}

/// Whether the paragraph ends with a call: `为……而努力奋斗！`
pub(super) fn ends_with_call(line: &str) -> bool {
    let start = line.char_indices().rev().take(60).last().map_or(0, |(i, _)| i);
    let tail = line.get(start..).unwrap_or("");
    line.ends_with('！') && ["奋斗", "贡献", "献礼", "新局面", "新篇章"].iter().any(|w| tail.contains(w))
}

/// The line that opens an annex: `附件1` `名词解释`, or a footnote.
pub(super) fn opens_annex(line: &str) -> bool {
    line.starts_with("[^1]:")
        || within(line, 30)
            && !line.ends_with('。')
            && (starts_with_any(
                line,
                &["附件", "附：", "附:", "附录", "名词解释", "名词注释", "注释", "有关名词", "注："],
            ) || line.ends_with("名词解释")
                || line.ends_with("注释"))
}

/// A short line without any end mark that may be a heading without a number.
pub(super) fn could_be_heading(line: &str) -> bool {
    within(line, 22)
        && line.len() >= 12
        && !line.ends_with(|c| is_stop(c) || "，、；：…”）》,.;:".contains(c))
        && !line.contains(['。', '；', '：', '/', '@', '|', '\t'])
        && !line.starts_with(['（', '(', '—', '-', '*', '“', '[', '【'])
        && line.chars().filter(|&c| is_han(c)).count() * 2 > line.chars().count()
        && !is_date(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_names() {
        for line in ["2024年3月5日", "（二〇二四年三月五日）", "20××年×月×日", "2024-03-05", "（2023年12月）"]
        {
            assert!(is_date(line), "{line}");
        }
        for line in ["2024年工作回顾", "三月", "张三", "1.2.3版"] {
            assert!(!is_date(line), "{line}");
        }
        for line in ["县长  张××", "中共某县委书记 李某", "王 明", "（根据录音整理）"] {
            assert!(is_byline(line), "{line}");
        }
        for line in ["在全县大会上的讲话", "书记强调，要抓落实。", "全面加强党的建设"] {
            assert!(!is_byline(line), "{line}");
        }
    }

    #[test]
    fn thanks() {
        for line in ["谢谢大家！", "谢谢！", "我的发言完毕，谢谢大家。", "汇报完毕。", "不妥之处，敬请批评指正。"]
        {
            assert!(is_thanks(line), "{line}");
        }
        assert!(!is_thanks("任务已经完毕。") && !is_thanks("执行完毕后向上级报告。"));
    }
}
