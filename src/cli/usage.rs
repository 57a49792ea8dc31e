//! clap's complaints → Chinese, with what to type instead.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::error::Error as _;

/// What the user reads; one or two lines.
pub(super) fn explain(error: &clap::Error) -> String {
    let text = |kind| error.get(kind).map(words).unwrap_or_default();
    let arg = text(ContextKind::InvalidArg);
    let value = text(ContextKind::InvalidValue);
    let mut said = match error.kind() {
        ErrorKind::InvalidValue if value.is_empty() => format!("{arg} 后面要写上取值"),
        ErrorKind::InvalidValue => format!("{} 不能是“{value}”", name(&arg)),
        ErrorKind::ValueValidation => {
            let why = error.source().map(|e| format!("：{e}")).unwrap_or_default();
            format!("{} 不能是“{value}”{why}", name(&arg))
        }
        ErrorKind::UnknownArgument => format!("没有 {arg} 这个选项"),
        ErrorKind::InvalidSubcommand => format!("没有“{}”这个命令", text(ContextKind::InvalidSubcommand)),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => "要写明做什么".to_owned(),
        ErrorKind::MissingRequiredArgument => format!("还缺 {arg}"),
        ErrorKind::ArgumentConflict => {
            let prior = text(ContextKind::PriorArg);
            if prior.is_empty() || prior == arg {
                format!("{} 只能写一次", name(&arg))
            } else {
                format!("{} 不能与 {} 同用", name(&arg), name(&prior))
            }
        }
        ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues | ErrorKind::TooFewValues => {
            format!("{} 的取值个数不对", name(&arg))
        }
        ErrorKind::InvalidUtf8 => "有一个参数不是 UTF-8 文字".to_owned(),
        _ => "命令行写得不对".to_owned(),
    };
    let suggested = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue]
        .into_iter()
        .filter_map(|kind| error.get(kind).map(words))
        .find(|words| !words.is_empty());
    let valid = [ContextKind::ValidValue, ContextKind::ValidSubcommand]
        .into_iter()
        .filter_map(|kind| error.get(kind).map(words))
        .find(|words| !words.is_empty());
    if let Some(near) = suggested {
        said.push_str(&format!("；是不是 {near}？"));
    } else if let Some(valid) = valid {
        said.push_str(&format!("；可以是：{valid}"));
    }
    said
}

/// `--level <级别>` → `--level`
fn name(arg: &str) -> &str {
    if arg.starts_with('-') { arg.split_whitespace().next().unwrap_or(arg) } else { arg }
}

fn words(value: &ContextValue) -> String {
    match value {
        ContextValue::String(one) => one.clone(),
        ContextValue::Strings(many) => many.join("、"),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::args::Cli;
    use super::*;
    use clap::Parser;

    fn said(args: &[&str]) -> String {
        let args = std::iter::once(&"dinggao").chain(args);
        explain(&Cli::try_parse_from(args).expect_err("refused"))
    }

    #[test]
    fn every_complaint_is_in_chinese() {
        assert_eq!(said(&["chekc"]), "没有“chekc”这个命令；是不是 check？");
        assert_eq!(said(&["check", "--levle", "info"]), "没有 --levle 这个选项；是不是 --level？");
        assert_eq!(said(&["check", "--level", "hint"]), "--level 不能是“hint”；可以是：error、warning、info");
        assert_eq!(said(&["check", "--format", "jsno"]), "--format 不能是“jsno”；是不是 json？");
        assert_eq!(said(&["check", "--date", "昨天"]), "--date 不能是“昨天”：请写成 2025-03-01 这样的日期");
        assert_eq!(said(&["check", "--level"]), "--level <级别> 后面要写上取值；可以是：error、warning、info");
        assert_eq!(said(&["check", "--diff", "--format", "json"]), "--diff 不能与 --format 同用");
        assert_eq!(said(&["check", "--level", "info", "--level", "info"]), "--level 只能写一次");
        assert_eq!(said(&["check", "--fix=1"]), "--fix 的取值个数不对");
        assert_eq!(said(&["outline"]), "还缺 <文件>");
        assert!(said(&[]).starts_with("要写明做什么"));
    }
}
