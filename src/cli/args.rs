//! The command line as types: every option, and what `--help` says of it.

use crate::diagnostic::Level;
use crate::report::Format;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{ArgAction, Args, Parser, Subcommand};
use std::path::PathBuf;

const TEMPLATE: &str = "{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}";

const CHECK_HELP: &str = "\
退出码：0 没有达到 --fail-on 级别的问题；1 有；2 用法或配置有误，或有文件无法核稿（其余文件照核）。
配置：从文稿所在文件夹起逐级向上找 dinggao.toml。全程离线，不上传、不留存文稿。";

const EXAMPLES: &str = "\
例：
  dinggao check 讲话稿.txt            核一份
  dinggao check --fix 讲话稿.txt      改掉有把握的
  dinggao check --diff 讲话稿.txt     先看看会怎么改
  dinggao explain slogan/numeral      这条规则为什么";

/// `dinggao …`
#[derive(Debug, Parser)]
#[command(
    name = "dinggao",
    version,
    about = "定稿：公文讲话稿核稿工具，离线运行。",
    override_usage = "dinggao <命令> [选项] …",
    help_template = TEMPLATE,
    after_help = EXAMPLES,
    subcommand_help_heading = "命令",
    next_help_heading = "选项",
    disable_help_flag = true,
    disable_version_flag = true,
    disable_help_subcommand = true,
    max_term_width = 100
)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Command,
    #[arg(short, long, global = true, action = ArgAction::Help, display_order = 900, help = "显示帮助")]
    help: Option<bool>,
    #[arg(short = 'V', long, action = ArgAction::Version, help = "显示版本")]
    version: Option<bool>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    #[command(
        about = "核稿：报告问题，也可改稿",
        override_usage = "dinggao check [选项] [文件或文件夹|-]…",
        after_help = CHECK_HELP,
        help_template = TEMPLATE
    )]
    Check(Box<CheckArgs>),
    #[command(
        about = "说明一条规则：为什么、依据、正误例句",
        override_usage = "dinggao explain [选项] <规则>…",
        help_template = TEMPLATE
    )]
    Explain(ExplainArgs),
    #[command(
        about = "列出规则",
        override_usage = "dinggao rules [选项] [规则包或规则]…",
        help_template = TEMPLATE
    )]
    Rules(RulesArgs),
    #[command(
        about = "用规则自带的例句检验规则",
        override_usage = "dinggao test [选项] [规则包|文件.toml]…",
        help_template = TEMPLATE
    )]
    Test(TestArgs),
    #[command(
        about = "列出一份文稿的标题、章节、列举和时长",
        override_usage = "dinggao outline [选项] <文件|->",
        help_template = TEMPLATE
    )]
    Outline(OutlineArgs),
    #[command(
        about = "错字模型：用本单位的文稿训练，或查看一个模型",
        override_usage = "dinggao model <train|info> …",
        help_template = TEMPLATE
    )]
    Model(ModelArgs),
    #[command(
        about = "写一份 dinggao.toml 和本单位的规则包，供填写；已有的文件不动",
        override_usage = "dinggao init [选项] [文件夹]",
        help_template = TEMPLATE
    )]
    Init(InitArgs),
    #[command(
        about = "输出命令行补全脚本，供 bash、zsh、fish、powershell、elvish 使用",
        override_usage = "dinggao completions <外壳>",
        help_template = TEMPLATE
    )]
    Completions(CompletionsArgs),
    #[command(about = "输出手册页", override_usage = "dinggao man [命令]", help_template = TEMPLATE, hide = true)]
    Man(ManArgs),
    #[cfg(feature = "lsp")]
    #[command(
        about = "为编辑器服务（语言服务器协议，标准输入输出）",
        override_usage = "dinggao lsp",
        help_template = TEMPLATE
    )]
    Lsp {
        #[arg(long, hide = true, help = "许多编辑器会加上；本来就只有这一种")]
        stdio: bool,
    },
}

/// `dinggao check …`
#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
pub(super) struct CheckArgs {
    #[arg(
        help_heading = "参数",
        value_name = "文件或文件夹",
        help = "要核的文稿或文件夹；- 为标准输入；不写则核当前文件夹"
    )]
    pub(super) paths: Vec<PathBuf>,

    #[arg(long, value_name = "级别", value_parser = level(), hide_possible_values = true,
        help = "列出此级别以上的：error、warning（默认）、info（机器格式默认）")]
    pub(super) level: Option<Level>,
    #[arg(long, value_name = "级别", value_parser = fail_on(), hide_possible_values = true,
        help = "有此级别以上的，退出码为 1：error、warning（默认）、info、never")]
    pub(super) fail_on: Option<FailOn>,
    #[arg(long, value_name = "规则", value_delimiter = ',', help = "只用这些规则或规则包，可写多个，逗号分隔")]
    pub(super) only: Vec<String>,
    #[arg(long, value_name = "规则", value_delimiter = ',', help = "不用这些规则或规则包，可写多个，逗号分隔")]
    pub(super) skip: Vec<String>,
    #[arg(long, value_name = "日期", value_parser = date, help = "讲话日期，如 2025-03-01；用来判断提法是否过时")]
    pub(super) date: Option<String>,
    #[arg(long, value_name = "文种", help = "文种，如 动员部署；不写则由文稿判断")]
    pub(super) genre: Option<String>,
    #[arg(long, help = "不读 dinggao.toml")]
    pub(super) no_config: bool,
    #[arg(long, help = "点名的文件也按 dinggao.toml 的 exclude 排除；供 pre-commit 这类自动点名的工具")]
    pub(super) force_exclude: bool,
    #[arg(
        long,
        value_name = "文件",
        conflicts_with = "write_baseline",
        help = "只报基线里没有的问题；基线按规则和原句记，不按行号"
    )]
    pub(super) baseline: Option<PathBuf>,
    #[arg(long, value_name = "文件", conflicts_with_all = ["format", "fix", "unsafe_fixes", "diff", "annotate", "track", "since"],
        help = "把现有的问题都记进基线文件，以后只报新的")]
    pub(super) write_baseline: Option<PathBuf>,
    #[arg(long, value_name = "版本", help = "只报这个 git 版本以后改过的段落，如 HEAD~1、main")]
    pub(super) since: Option<String>,

    #[arg(long, value_name = "格式", value_parser = format(), hide_possible_values = true,
        help = "输出格式：human（默认）、short、json、jsonl、html（可打印的核稿单），及 sarif、github、gitlab、rdjson、checkstyle、junit")]
    pub(super) format: Option<Format>,
    #[arg(long, help = "改掉有把握的问题，直接写回文件（标准输入则输出改后的文稿）")]
    pub(super) fix: bool,
    #[arg(long, help = "同 --fix，连同须人工确认的改法")]
    pub(super) unsafe_fixes: bool,
    #[arg(long, conflicts_with = "format", help = "只显示会怎么改，不写文件；可与 --unsafe-fixes 同用")]
    pub(super) diff: bool,
    #[arg(long, value_name = "新文件", conflicts_with_all = ["fix", "diff"],
        help = "把问题写成 Word 批注，另存为新的 .docx；原文件不动")]
    pub(super) annotate: Option<PathBuf>,
    #[arg(long, value_name = "新文件", conflicts_with_all = ["fix", "diff"],
        help = "把改法写成 Word 修订，另存为新的 .docx；原文件不动；可与 --unsafe-fixes 同用")]
    pub(super) track: Option<PathBuf>,
    #[arg(long, hide = true)]
    pub(super) timings: bool,
    #[arg(long, value_name = "文件名", help = "标准输入的文稿叫什么：决定格式、配置和报告里的名字")]
    pub(super) stdin_filename: Option<PathBuf>,
    #[command(flatten)]
    pub(super) screen: ScreenArgs,
}

/// What every command that prints for people takes.
#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
pub(super) struct ScreenArgs {
    #[arg(long, value_name = "何时", value_parser = color(), hide_possible_values = true,
        help = "颜色：auto（默认）、always、never")]
    pub(super) color: Option<Color>,
    #[arg(long, help = "框线只用 ASCII 字符，供线条错位的终端")]
    pub(super) ascii: bool,
}

/// `dinggao explain …`
#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
pub(super) struct ExplainArgs {
    #[arg(help_heading = "参数", value_name = "规则", required = true, help = "规则全名，如 slogan/numeral")]
    pub(super) rules: Vec<String>,
    #[arg(long, help = "不读 dinggao.toml")]
    pub(super) no_config: bool,
}

/// `dinggao rules …`
#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
pub(super) struct RulesArgs {
    #[arg(help_heading = "参数", value_name = "规则包或规则", help = "只列这些；不写则全列")]
    pub(super) only: Vec<String>,
    #[arg(long, value_name = "格式", value_parser = list_format(), hide_possible_values = true,
        help = "输出格式：human（默认）、json、markdown")]
    pub(super) format: Option<ListFormat>,
    #[arg(long, help = "不读 dinggao.toml")]
    pub(super) no_config: bool,
}

/// `dinggao test …`
#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
pub(super) struct TestArgs {
    #[arg(
        help_heading = "参数",
        value_name = "规则包",
        help = "自带规则包的名字，或规则包文件；不写则检验全部自带规则包"
    )]
    pub(super) packs: Vec<String>,
    #[command(flatten)]
    pub(super) screen: ScreenArgs,
}

/// `dinggao outline …`
#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
pub(super) struct OutlineArgs {
    #[arg(help_heading = "参数", value_name = "文件", help = "文稿；- 为标准输入")]
    pub(super) file: PathBuf,
    #[arg(long, value_name = "文件名", help = "标准输入的文稿叫什么：决定格式和配置")]
    pub(super) stdin_filename: Option<PathBuf>,
    #[arg(long, help = "不读 dinggao.toml")]
    pub(super) no_config: bool,
}

/// `dinggao model …`
#[derive(Debug, Args)]
#[command(subcommand_help_heading = "命令", disable_help_subcommand = true)]
pub(super) struct ModelArgs {
    #[command(subcommand)]
    pub(super) command: ModelCommand,
}

/// What to do with a model.
#[derive(Debug, Subcommand)]
pub(super) enum ModelCommand {
    #[command(
        about = "用已定稿的文稿训练一个错字模型",
        override_usage = "dinggao model train [选项] <文本或文件夹>… -o <模型>",
        help_template = TEMPLATE
    )]
    Train(ModelTrainArgs),
    #[command(about = "查看模型里有什么", override_usage = "dinggao model info [模型]", help_template = TEMPLATE)]
    Info {
        #[arg(help_heading = "参数", value_name = "模型", help = "模型文件；不写则看自带的")]
        file: Option<PathBuf>,
    },
}

/// `dinggao model train …`
#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
pub(super) struct ModelTrainArgs {
    #[arg(help_heading = "参数", value_name = "文本或文件夹", required = true, help = "已定稿的文稿，越多越好")]
    pub(super) texts: Vec<PathBuf>,
    #[arg(short, long, value_name = "模型", help = "写到哪里，如 office.model")]
    pub(super) output: PathBuf,
    #[arg(long, value_name = "MB", default_value_t = 6.0, value_parser = size, hide_default_value = true,
        help = "模型最大多少 MB（默认 6）；大些更准")]
    pub(super) size: f64,
}

/// `dinggao init …`
#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
pub(super) struct InitArgs {
    #[arg(help_heading = "参数", value_name = "文件夹", help = "写到哪里；不写则写在当前文件夹")]
    pub(super) folder: Option<PathBuf>,
    #[arg(long, help = "另写 .pre-commit-config.yaml，提交到 git 前自动核稿")]
    pub(super) pre_commit: bool,
}

/// `dinggao completions …`
#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
pub(super) struct CompletionsArgs {
    #[arg(
        help_heading = "参数",
        value_name = "外壳",
        hide_possible_values = true,
        help = "bash、zsh、fish、powershell 或 elvish"
    )]
    pub(super) shell: clap_complete::Shell,
}

/// `dinggao man …`
#[derive(Debug, Args)]
#[command(next_help_heading = "选项")]
pub(super) struct ManArgs {
    #[arg(help_heading = "参数", value_name = "命令", help = "哪个命令的手册页；不写则是总的")]
    pub(super) command: Option<String>,
}

/// When to exit with 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FailOn {
    /// For a diagnostic of this level or a higher one.
    Level(Level),
    /// Never.
    Never,
}

/// How to list rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ListFormat {
    /// A line a rule.
    Human,
    /// One JSON array.
    Json,
    /// Tables, as in `docs/rules.md`.
    Markdown,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Color {
    /// Where a person watches and has not asked for none.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// A parser for one of a few names.
fn one_of<T: Clone + Send + Sync + 'static>(
    choices: impl IntoIterator<Item = (&'static str, T)>,
    usual: T,
) -> impl TypedValueParser<Value = T> {
    let choices: Vec<(&'static str, T)> = choices.into_iter().collect();
    let names: Vec<&'static str> = choices.iter().map(|(name, _)| *name).collect();
    PossibleValuesParser::new(names).map(move |name| {
        choices.iter().find(|(known, _)| *known == name).map_or_else(|| usual.clone(), |(_, value)| value.clone())
    })
}

const LEVELS: [Level; 3] = [Level::Error, Level::Warning, Level::Info];

fn level() -> impl TypedValueParser<Value = Level> {
    one_of(LEVELS.map(|level| (level.name(), level)), Level::Warning)
}

fn fail_on() -> impl TypedValueParser<Value = FailOn> {
    let levels = LEVELS.map(|level| (level.name(), FailOn::Level(level)));
    one_of(levels.into_iter().chain([("never", FailOn::Never)]), FailOn::Never)
}

fn format() -> impl TypedValueParser<Value = Format> {
    one_of(Format::ALL.iter().copied(), Format::Human)
}

fn list_format() -> impl TypedValueParser<Value = ListFormat> {
    let all = [("human", ListFormat::Human), ("json", ListFormat::Json), ("markdown", ListFormat::Markdown)];
    one_of(all, ListFormat::Human)
}

fn color() -> impl TypedValueParser<Value = Color> {
    one_of([("auto", Color::Auto), ("always", Color::Always), ("never", Color::Never)], Color::Auto)
}

fn size(text: &str) -> Result<f64, String> {
    let size = text.parse::<f64>().ok().filter(|size| (1.0..=200.0).contains(size));
    size.ok_or_else(|| "请写 1 到 200 之间的数".to_owned())
}

fn date(text: &str) -> Result<String, String> {
    let date = crate::config::is_date(text).then(|| text.to_owned());
    date.ok_or_else(|| "请写成 2025-03-01 这样的日期".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_definition_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn names_are_those_of_the_formats() {
        let cli = Cli::try_parse_from(["dinggao", "check", "--format", "jsonl", "--fail-on", "never", "a"]);
        let Ok(Cli { command: Command::Check(args), .. }) = cli else { panic!("{cli:?}") };
        assert_eq!((args.format, args.fail_on), (Some(Format::Jsonl), Some(FailOn::Never)));
    }
}
