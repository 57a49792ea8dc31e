//! `dinggao model`: trains a typo model on an office's own texts, and says what is in one.

use super::args::{ModelArgs, ModelCommand, ModelTrainArgs};
use super::screen::Stderr;
use super::{CLEAN, Stop, files};
use crate::check::{Checker, Config};
use crate::diagnostic::{Applicability, Level};
use crate::disk::{read, write};
use crate::document::Document;
use crate::model::boost::Plan;
use crate::model::file::VERSION;
use crate::model::train::{Recipe, Step, train};
use crate::model::{Mistake, Model};
use crate::report::summary::grouped;
use crate::report::visible::visible;
use crate::source::Source;
use crate::{fix, pack, span};
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::time::Instant;

/// Packs whose errors are put right in the texts before they are counted.
const CLEANERS: [&str; 5] = ["slip", "idiom", "slogan", "wording", "repetition"];
/// Trees of a scorer, and leaves in each.
const PLAN: Plan = Plan { trees: 400, leaves: 24 };

/// Trains or tells.
pub(super) fn run(args: &ModelArgs, out: &mut dyn Write) -> Result<u8, Stop> {
    match &args.command {
        ModelCommand::Train(args) => learn(args, out),
        ModelCommand::Info { file } => info(file.as_deref(), out),
    }
}

fn said(name: &str, reason: &str) -> Stop {
    let _ = writeln!(Stderr, "{}：{reason}", visible(name, true));
    Stop::Said
}

fn learn(args: &ModelTrainArgs, out: &mut dyn Write) -> Result<u8, Stop> {
    let mut bar = Bar::new();
    let found = files::find(&args.texts, None);
    if let Some((name, reason)) = found.failed.first() {
        return Err(said(name, &reason.to_string()));
    }
    let mut texts = Vec::new();
    let mut chars = 0;
    for (done, input) in found.inputs.iter().enumerate() {
        bar.show("读入文本", done, found.inputs.len());
        let bytes = input.path.as_deref().map_or_else(read::stdin, read::file);
        let source = bytes
            .map_err(|e| e.to_string())
            .and_then(|bytes| Source::from_bytes(&input.name, bytes).map_err(|e| e.to_string()))
            .map_err(|reason| said(&input.name, &reason))?;
        chars += source.text.chars().count();
        texts.push(source.text);
    }
    let corrected = clean(&mut texts, &mut bar);
    let notes = format!(
        "made by: dinggao {}\ntexts: {} files, {chars} characters\ncorrected first: {corrected} places\n",
        env!("CARGO_PKG_VERSION"),
        found.inputs.len()
    );
    let recipe = Recipe { bytes: (args.size * 1e6) as usize, plan: PLAN, notes };
    let made = train(&texts, &recipe, &mut |step, done, of| {
        let what = match step {
            Step::Count => "统计字串",
            Step::Plant => "试错",
            Step::Grow => "学习判别",
            Step::Calibrate => "标定误报率",
        };
        bar.show(what, done, of);
    });
    bar.end();
    let name = args.output.to_string_lossy();
    let bytes = made.map_err(|e| said("训练", &e.to_string()))?;
    write::create(&args.output, None, &bytes).map_err(|e| said(&name, &e.to_string()))?;
    writeln!(
        out,
        "已写出 {name}（{} 字节）。在 dinggao.toml 里写 model = \"{name}\" 即可使用。",
        grouped(bytes.len())
    )?;
    Ok(CLEAN)
}

/// Puts right what the phrase rules are sure of; a typing mistake that is counted is one that is never found.
fn clean(texts: &mut [String], bar: &mut Bar) -> usize {
    let only = CLEANERS.iter().map(|name| (*name).to_owned()).collect();
    let checker = Checker::new(pack::builtin(), Config { only, ..Config::default() });
    let all: usize = texts.iter().map(String::len).sum();
    let (mut done, mut corrected) = (0, 0);
    for text in texts {
        let mut new = String::with_capacity(text.len());
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        for lines in lines.chunks(200) {
            let part = lines.concat();
            let doc = Document::from_text(&part);
            let mut found = checker.check(&doc);
            found.retain(|d| d.level == Level::Error);
            let plan = fix::plan(&found, Applicability::Unsafe);
            corrected += plan.applied.len();
            new.push_str(&span::apply(&part, &plan.edits));
            done += part.len();
            bar.show("按规则订正", done, all);
        }
        *text = new;
    }
    corrected
}

fn info(file: Option<&Path>, out: &mut dyn Write) -> Result<u8, Stop> {
    let own;
    let (name, model) = match file {
        Some(path) => {
            let name = path.to_string_lossy().into_owned();
            let bytes = read::model(path).map_err(|e| said(&name, &e.to_string()))?;
            own = Model::from_bytes(bytes).map_err(|e| said(&name, &e.to_string()))?;
            (name, &own)
        }
        None => {
            let model = crate::model::builtin().ok_or_else(|| said("自带模型", "本程序没有自带错字模型"))?;
            ("自带模型".to_owned(), model)
        }
    };
    writeln!(out, "{name}：{} 字节，格式第 {VERSION} 版", grouped(model.size()))?;
    for mistake in Mistake::ALL {
        let title = match mistake {
            Mistake::Wrong => "错字",
            Mistake::Doubled => "重字",
            Mistake::Extra => "多字",
        };
        let [sure, likely] = model.thresholds(mistake);
        let trees = model.trees(mistake);
        writeln!(out, "{title}：{trees} 棵树，{sure} 分以上为警告，{likely} 分以上为提示")?;
    }
    out.write_all(model.notes().as_bytes())?;
    Ok(CLEAN)
}

/// A progress bar on standard error, where somebody watches.
struct Bar {
    watched: bool,
    began: Instant,
    last: Option<(String, usize)>,
}

impl Bar {
    fn new() -> Bar {
        Bar { watched: io::stderr().is_terminal(), began: Instant::now(), last: None }
    }

    fn show(&mut self, what: &str, done: usize, of: usize) {
        let percent = (done * 100).checked_div(of).unwrap_or(100);
        let now = Some((what.to_owned(), percent));
        if !self.watched || self.last == now {
            return;
        }
        self.last = now;
        let full = percent / 4;
        let seconds = self.began.elapsed().as_secs();
        let _ = write!(
            Stderr,
            "\r\x1b[K{what} [{}{}] {percent}%  {seconds} 秒",
            "=".repeat(full),
            " ".repeat(25 - full.min(25))
        );
        let _ = Stderr.flush();
    }

    fn end(&mut self) {
        if self.watched {
            let _ = write!(Stderr, "\r\x1b[K");
        }
    }
}
