//! Radicals and compatibility ideographs that a PDF copy leaves behind: `⼀⽅⾯` looks like 一方面 and is not.

use super::Finding;
use crate::diagnostic::{Applicability, Fix};
use crate::document::Document;
use crate::document::glyph::is_han;
use std::sync::OnceLock;

/// The characters that U+2F00 to U+2FD5 stand for, in order.
const KANGXI: &str = "一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕大女子宀寸小尢尸屮山巛工己巾干幺广廴\
廾弋弓彐彡彳心戈戶手支攴文斗斤方无日曰月木欠止歹殳毋比毛氏气水火爪父爻爿片牙牛犬玄玉瓜瓦甘生用田疋疒癶白皮皿目矛矢石示禸禾\
穴立竹米糸缶网羊羽老而耒耳聿肉臣自至臼舌舛舟艮色艸虍虫血行衣襾見角言谷豆豕豸貝赤走足身車辛辰辵邑酉釆里金長門阜隶隹雨靑非面\
革韋韭音頁風飛食首香馬骨高髟鬥鬯鬲鬼魚鳥鹵鹿麥麻黃黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠";

/// The characters that U+F900 to U+FAD9 stand for, in order; `＿` where the character is one of its own.
const COMPATIBLE: &str = "豈更車賈滑串句龜龜契金喇奈懶癩羅蘿螺裸邏樂洛烙珞落酪駱亂卵欄爛蘭鸞嵐濫藍襤拉臘蠟廊朗浪狼郎來冷勞擄櫓\
爐盧老蘆虜路露魯鷺碌祿綠菉錄鹿論壟弄籠聾牢磊賂雷壘屢樓淚漏累縷陋勒肋凜凌稜綾菱陵讀拏樂諾丹寧怒率異北磻便復不泌數索參塞省\
葉說殺辰沈拾若掠略亮兩凉梁糧良諒量勵呂女廬旅濾礪閭驪麗黎力曆歷轢年憐戀撚漣煉璉秊練聯輦蓮連鍊列劣咽烈裂說廉念捻殮簾獵令囹\
寧嶺怜玲瑩羚聆鈴零靈領例禮醴隸惡了僚寮尿料樂燎療蓼遼龍暈阮劉杻柳流溜琉留硫紐類六戮陸倫崙淪輪律慄栗率隆利吏履易李梨泥理痢\
罹裏裡里離匿溺吝燐璘藺隣鱗麟林淋臨立笠粒狀炙識什茶刺切度拓糖宅洞暴輻行降見廓兀嗀＿＿塚＿晴＿＿凞猪益礼神祥福靖精羽＿蘒＿\
諸＿＿逸都＿＿＿飯飼館鶴郞隷侮僧免勉勤卑喝嘆器塀墨層屮悔慨憎懲敏既暑梅海渚漢煮爫琢碑社祉祈祐祖祝禍禎穀突節練縉繁署者臭艹\
艹著褐視謁謹賓贈辶逸難響頻恵𤋮舘＿＿並况全侀充冀勇勺喝啕喙嗢塚墳奄奔婢嬨廒廙彩徭惘慎愈憎慠懲戴揄搜摒敖晴朗望杖歹殺流滛\
滋漢瀞煮瞧爵犯猪瑱甆画瘝瘟益盛直睊着磌窱節类絛練缾者荒華蝹襁覆視調諸請謁諾諭謹變贈輸遲醙鉶陼難靖韛響頋頻鬒龜𢡊𢡄𣏕㮝䀘䀹\
𥉉𥳐𧻓齃龎";

/// Simplified radicals of U+2E80 to U+2EF3 and what they stand for; of the others it is only said that they are none.
const SIMPLIFIED: &[(char, char)] = &[
    ('⺟', '母'),
    ('⺠', '民'),
    ('⻁', '虎'),
    ('⻄', '西'),
    ('⻅', '见'),
    ('⻆', '角'),
    ('⻉', '贝'),
    ('⻋', '车'),
    ('⻓', '长'),
    ('⻔', '门'),
    ('⻘', '青'),
    ('⻙', '韦'),
    ('⻚', '页'),
    ('⻛', '风'),
    ('⻜', '飞'),
    ('⻝', '食'),
    ('⻢', '马'),
    ('⻣', '骨'),
    ('⻤', '鬼'),
    ('⻥', '鱼'),
    ('⻦', '鸟'),
    ('⻧', '卤'),
    ('⻨', '麦'),
    ('⻩', '黄'),
    ('⻬', '齐'),
    ('⻮', '齿'),
    ('⻰', '龙'),
    ('⻳', '龟'),
];

fn right(c: char) -> Option<char> {
    static TABLES: OnceLock<[Vec<char>; 2]> = OnceLock::new();
    let [kangxi, compatible] = TABLES.get_or_init(|| [KANGXI.chars().collect(), COMPATIBLE.chars().collect()]);
    let nth = |table: &[char], first: u32| table.get((u32::from(c) - first) as usize).copied();
    match c {
        '\u{2F00}'..='\u{2FDF}' => nth(kangxi, 0x2F00),
        '\u{F900}'..='\u{FAFF}' => nth(compatible, 0xF900),
        _ => SIMPLIFIED.iter().find(|(radical, _)| *radical == c).map(|(_, right)| *right),
    }
}

/// Whether a character only looks like an ideograph.
fn is_radical(c: char) -> bool {
    match c {
        '\u{2E80}'..='\u{2FDF}' => true,
        '\u{F900}'..='\u{FAFF}' => right(c) != Some('＿'),
        _ => false,
    }
}

/// Runs of such characters; the fix is safe where every one of them is known.
pub(super) fn run(doc: &Document, out: &mut Vec<Finding>) {
    let text = doc.text();
    for span in doc.signs.odd_runs(is_radical) {
        let fixed: Option<String> = span.of(text).chars().map(right).collect();
        let code = span.of(text).chars().next().map_or(0, u32::from);
        let mut found = Finding::at(span);
        found.vars =
            vec![("code", format!("U+{code:04X}")), ("fix", fixed.clone().unwrap_or_else(|| "通用汉字".into()))];
        found
            .fixes
            .extend(fixed.filter(|s| s.chars().all(is_han)).map(|s| Fix::replace(span, &s, Applicability::Safe)));
        out.push(found);
    }
}

#[cfg(test)]
mod tests {
    use super::super::probe;
    use super::*;

    #[test]
    fn tables_are_complete() {
        assert_eq!(KANGXI.chars().count(), 214);
        assert_eq!(right('\u{2FD5}'), Some('龠'));
        assert_eq!(right('\u{FA6D}'), Some('舘'));
        assert_eq!(right('\u{FA70}'), Some('並'));
        assert_eq!(right('\u{FAD9}'), Some('龎'));
        assert_eq!(right('\u{FAFF}'), None);
    }

    #[test]
    fn a_pdf_copy_is_made_whole() {
        let (found, fixed) = probe("radical", "⼀⽅⾯要⻅成效，﨑立不倒，⺀。");
        assert_eq!(found, ["⼀⽅⾯", "⻅", "⺀"]);
        assert_eq!(fixed, "一方面要见成效，﨑立不倒，⺀。");
    }
}
