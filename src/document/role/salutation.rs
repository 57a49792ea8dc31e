//! Whether a line, or the head of one, addresses the audience: `同志们：`, `各位领导，同志们，朋友们：`.

use super::line::{ends_with_any, starts_with_any};
use crate::document::glyph::within;

/// What follows `同志们`, `各位代表` and the like in one piece at the head of `s`, if `s` begins so.
const ADDRESSED: [&str; 34] = [
    "们",
    "代表",
    "委员",
    "领导",
    "来宾",
    "嘉宾",
    "同志",
    "同仁",
    "专家",
    "评委",
    "老师",
    "同学",
    "朋友",
    "党员",
    "企业家",
    "书记",
    "省长",
    "市长",
    "县长",
    "区长",
    "主席",
    "主任",
    "局长",
    "部长",
    "校长",
    "院长",
    "首长",
    "干部",
    "先生",
    "女士",
    "阁下",
    "乡亲",
    "父老",
    "青年",
];
const ADDRESSING: [&str; 25] = [
    "各位",
    "尊敬的",
    "敬爱的",
    "亲爱的",
    "同志",
    "朋友",
    "老师",
    "同学",
    "女士",
    "先生",
    "乡亲",
    "父老",
    "战友",
    "诸位",
    "全体",
    "广大",
    "代表",
    "委员",
    "青年",
    "少先队员",
    "小朋友",
    "伙伴",
    "家人",
    "员工",
    "干部",
];

/// `同志们：` `尊敬的各位领导、老师们、同学们：`: a whole line that only addresses.
pub(super) fn is_salutation(line: &str) -> bool {
    if line.len() > 240 {
        return false;
    }
    let body = line.trim_end_matches(['：', ':', '，', ',', '！', '!', '。', '；', ';', '、']);
    let marked = line.ends_with(['：', ':', '，', ',', '！', '!', '；', ';', '、']);
    let opened = line.ends_with(['：', ':']);
    let mut parts =
        body.split(['、', '，', ',', '！', '!', ' ', '\u{3000}', '：']).filter(|p| !p.is_empty()).peekable();
    if parts.peek().is_none() || !starts_with_any(body, &ADDRESSING) {
        return false;
    }
    let mut count = 0;
    let all = parts.all(|part| {
        count += 1;
        let known = ends_with_any(part, &ADDRESSED);
        let led = starts_with_any(part, &ADDRESSING);
        // Whoever they are: `各位姐妹、同志们：`, `各位新任职的同事：`.
        let named = opened
            && within(part, 14)
            && starts_with_any(part, &["各位", "诸位", "亲爱的", "尊敬的", "敬爱的"])
            && !part.contains(['要', '应', '请', '是', '在', '对', '须', '将', '可', '把', '做']);
        within(part, 22) && (known || named) && (led || count > 1)
    });
    // Without a mark it could be the head of anything: only the plain forms are sure.
    all && (marked
        || starts_with_any(body, &["同志们", "各位", "尊敬的", "朋友们", "老师们", "女士们", "亲爱的", "乡亲们"]))
}

/// How long the salutation is that a running paragraph begins with: `同志们，今天……`.
pub(super) fn salutation_prefix(line: &str) -> Option<usize> {
    let head = line.char_indices().take(40).find(|(_, c)| matches!(c, '：' | ':' | '！' | '!' | '。'));
    let comma = line.char_indices().take(16).find(|(_, c)| matches!(c, '，' | ','));
    [head, comma]
        .into_iter()
        .flatten()
        .map(|(i, c)| i + c.len_utf8())
        .find(|&end| line.get(..end).is_some_and(is_salutation))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn salutations() {
        for line in [
            "同志们：",
            "同志们:",
            "同志们！",
            "同志们",
            "各位领导、同志们：",
            "尊敬的各位领导、各位来宾，女士们、先生们：",
            "各位代表：",
            "老师们、同学们：",
            "尊敬的王书记、各位评委：",
            "同志们、朋友们，",
            "各位党员同志：",
            "亲爱的战友们！",
            "各位领导，同志们，朋友们：",
            "各位姐妹、同志们：",
            "各位同事：",
            "各位老战友、同志们：",
            "同志们;",
        ] {
            assert!(is_salutation(line), "{line}");
        }
        for line in [
            "同志们，今天开会。",
            "各位代表要认真履职",
            "会议要求：",
            "一、各位领导",
            "干部要带头",
            "各位委员要做到：",
            "各位请看这组数字：",
            "代表工作",
            "同志们要记住：一是学；二是干。",
            "",
        ] {
            assert!(!is_salutation(line), "{line}");
        }
        assert_eq!(salutation_prefix("同志们，今天我们开会。"), Some("同志们，".len()));
        assert_eq!(salutation_prefix("各位领导、同志们：今天我们开会。"), Some("各位领导、同志们：".len()));
        assert_eq!(salutation_prefix("今天，同志们都来了。"), None);
    }
}
