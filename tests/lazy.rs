//! A clean draft never pays for the segmenter's dictionary, although it holds the strings that look like typing
//! mistakes. A process of its own, because the dictionary is loaded once for all.

use dinggao::check::Checker;
use dinggao::diagnostic::Level;
use dinggao::document::{Document, word};

const DRAFT: &str = "在全县重点工作推进会上的讲话
（2025年3月12日）
同志们：
今天，我们召开全县重点工作推进会，主要任务是总结工作、部署任务。要深入学习贯彻会议精神，把会议提出的要求落到实处。
要让群众过上平安祥和的日子，共同研究治理交通拥堵的办法。当前形式主义有所抬头，要下决心整治。
同志们，让我们振奋精神，扎实工作，把各项任务完成好！
谢谢大家！
";

#[test]
fn a_clean_draft_loads_no_dictionary() {
    let found = Checker::builtin().check(&Document::from_text(DRAFT));
    let loud: Vec<_> = found.iter().filter(|d| d.level >= Level::Warning).map(|d| &d.message).collect();
    assert!(loud.is_empty(), "{loud:?}");
    assert!(!word::is_loaded(), "the dictionary was loaded for a clean draft");
    // The proof holds only while the question can load it.
    assert!(word::is_word("学习") && word::is_loaded());
}
